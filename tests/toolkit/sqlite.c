/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of SQLite: a statement that waits 30 ms for a lock, and one
 * that does not; a write transaction of 30 ms, one that is rolled back, and
 * somebody who gives up at once.
 */
#include <stdint.h>
#include <unistd.h>

#include "sqlite.h"

#define DB 0x1000
#define PAGER 0x2000
#define STMT 0x3000
#define FILE_NAME "/srv/shop.db"

static void statement(char *sql, int wait)
{
	SQLITE_STATEMENT_START(STMT, sql, FILE_NAME);
	if (wait) {
		SQLITE_BUSY_START(DB, FILE_NAME, 0);
		usleep(30000);
		SQLITE_BUSY_DONE(DB, FILE_NAME, 1);
	}
	SQLITE_STATEMENT_DONE(STMT, sql, FILE_NAME, 0, 3, 0, 200, 40, 1, 10);
}

int main(void)
{
	statement("select 1", 1);
	statement("select 2", 0);
	SQLITE_TRANSACTION_BEGIN(PAGER, FILE_NAME);
	usleep(30000);
	SQLITE_COMMIT_START(PAGER, FILE_NAME);
	SQLITE_COMMIT_DONE(PAGER, FILE_NAME, 0);
	SQLITE_TRANSACTION_BEGIN(PAGER, FILE_NAME);
	SQLITE_TRANSACTION_ROLLBACK(PAGER, FILE_NAME);
	SQLITE_BUSY_START(DB, FILE_NAME, 0);
	SQLITE_BUSY_DONE(DB, FILE_NAME, 0);
	return 0;
}
