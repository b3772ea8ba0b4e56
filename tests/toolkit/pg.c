/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of PostgreSQL, as one backend would that is autovacuum and
 * checkpointer, too: queries, waits for locks, SLRU pages, nodes of a plan.
 */
#include <unistd.h>

#include "pg.h"

static void plan(void)
{
	POSTGRESQL_QUERY_PLAN_START();
	POSTGRESQL_QUERY_PLAN_DONE();
}

static void run(int us)
{
	static char node;

	POSTGRESQL_QUERY_EXECUTE_START();
	usleep(us);
	if (us) {
		POSTGRESQL_EXEC_SORT(&node, 1, 0);
		for (int i = 0; i < 3; i++)
			POSTGRESQL_EXEC_SCAN(&node, 1, &node, 1, 16384, "item");
	}
	POSTGRESQL_QUERY_EXECUTE_DONE();
}

static void simple(const char *query, int us)
{
	POSTGRESQL_QUERY_START(query);
	POSTGRESQL_QUERY_PARSE_START(query);
	POSTGRESQL_QUERY_PARSE_DONE(query);
	plan();
	run(us);
	POSTGRESQL_QUERY_DONE(query);
}

/* The extended protocol: parse, bind, execute are messages of their own. */
static void extended(const char *query)
{
	POSTGRESQL_QUERY_PARSE_START(query);
	POSTGRESQL_QUERY_PARSE_DONE(query);
	plan();
	POSTGRESQL_QUERY_START(query);
	POSTGRESQL_QUERY_EXECUTE_START();
	usleep(21000);
	POSTGRESQL_QUERY_EXECUTE_DONE();
	POSTGRESQL_QUERY_DONE(query);
}

static void queries(void)
{
	simple("select quick", 0);
	simple("select slow", 22000);
	POSTGRESQL_QUERY_START("wrong");	/* an error ends it */
	extended("execute slow");
	simple("select quick", 0);
}

static void lwlock(int us)
{
	POSTGRESQL_LWLOCK_WAIT_START("WALWrite", 0);
	usleep(us);
	POSTGRESQL_LWLOCK_WAIT_DONE("WALWrite", 0);
}

static void locks(void)
{
	POSTGRESQL_LOCK_WAIT_START(77, 1, 0, 0, 5, 5);
	usleep(11000);
	POSTGRESQL_LOCK_WAIT_DONE(77, 1, 0, 0, 5, 5);
	POSTGRESQL_LOCK_WAIT_START(5, 2, 0, 0, 10, 7);
	POSTGRESQL_DEADLOCK_FOUND();
	lwlock(0);
	lwlock(100);
}

static void slru(void)
{
	POSTGRESQL_SLRU_READPAGE_RO("pg_xact", 0, 700);
	POSTGRESQL_SLRU_READPAGE_RO_RETURN(0);
	POSTGRESQL_SLRU_READPAGE_RO("pg_xact", 1, 40000);
	POSTGRESQL_SLRU_READPAGE_ENTRY("pg_xact", 1, 1, 40000);
	POSTGRESQL_SLRU_READPAGE_PHYSICAL_ENTRY("pg_xact", "pg_xact/0000", 1,
						2);
	POSTGRESQL_SLRU_READPAGE_PHYSICAL_RETURN(1, -1, 0);
	POSTGRESQL_SLRU_READPAGE_RETURN(2);
	POSTGRESQL_SLRU_READPAGE_RO_RETURN(2);
	POSTGRESQL_SLRU_WRITEPAGE_ENTRY("pg_subtrans", 3, 1);
	POSTGRESQL_SLRU_WRITEPAGE_RETURN();
}

static void vacuum(void)
{
	POSTGRESQL_AUTOVACUUM_START(5, "shop");
	POSTGRESQL_AUTOVACUUM_RELATION(16384, "shop", "public", "item");
	POSTGRESQL_MARK_DIRTY(7, 0, 9, 1663, 5, 2619);
	POSTGRESQL_MARK_DIRTY(8, 0, 10, 1663, 5, 2619);
	POSTGRESQL_AUTOVACUUM_RELATION_DONE(16384, 1);
	POSTGRESQL_AUTOVACUUM_RELATION(16390, "shop", "public", "sick");
	POSTGRESQL_AUTOVACUUM_RELATION_DONE(16390, 0);
	POSTGRESQL_AUTOVACUUM_DONE(5, "shop");
}

static void flush(int block)
{
	POSTGRESQL_BUFFER_FLUSH_START(0, block, 1663, 5, 1259);
	POSTGRESQL_BUFFER_FLUSH_DONE(0, block, 1663, 5, 1259);
}

static void buffers(void)
{
	POSTGRESQL_BUFFER_READ_START(0, 8, 1663, 5, 1259, -1);
	POSTGRESQL_BUFFER_READ_DONE(0, 8, 1663, 5, 1259, -1, 1);
	POSTGRESQL_BUFFER_READ_START(0, 9, 1663, 5, 1259, -1);
	POSTGRESQL_SMGR_MD_READ_START(0, 9, 1663, 5, 1259, -1);
	POSTGRESQL_SMGR_MD_READ_DONE(0, 9, 1663, 5, 1259, -1, 8192, 8192);
	POSTGRESQL_BUFFER_READ_DONE(0, 9, 1663, 5, 1259, -1, 0);
	flush(9);
}

static void checkpoint(void)
{
	POSTGRESQL_CHECKPOINT_START(128);
	POSTGRESQL_BUFFER_CHECKPOINT_START(128);
	POSTGRESQL_CLOG_CHECKPOINT_START(1);
	POSTGRESQL_CLOG_CHECKPOINT_DONE(1);
	POSTGRESQL_MULTIXACT_CHECKPOINT_START(1);
	POSTGRESQL_MULTIXACT_CHECKPOINT_DONE(1);
	flush(10);
	POSTGRESQL_BUFFER_CHECKPOINT_SYNC_START();
	POSTGRESQL_BUFFER_CHECKPOINT_DONE();
	POSTGRESQL_CHECKPOINT_DONE(12, 128, 1, 2, 3);
}

int main(void)
{
	queries();
	locks();
	slru();
	vacuum();
	buffers();
	checkpoint();
	return 0;
}
