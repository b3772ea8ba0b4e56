/*
 * SPDX-License-Identifier: PostgreSQL
 *
 * The probes of a PostgreSQL server: upstream's, and those that this series
 * adds (exec-*, mark-dirty, local-mark-dirty, slru-*, autovacuum-*).
 *
 * A relation is named by three OIDs: tablespace (pg_tablespace.oid), database
 * (pg_database.oid) and file number (pg_class.relfilenode). A fork is 0 for
 * the data, 1 for the free space map, 2 for the visibility map, 3 for init.
 * Where an error ends a piece of work, its last probe does not fire, unless
 * its comment says so.
 */

#define LocalTransactionId unsigned int
#define LWLockMode int
#define LOCKMODE int
#define BlockNumber unsigned int
#define Oid unsigned int
#define ForkNumber int
#define bool unsigned char

provider postgresql {
	/*
	 * A transaction starts.
	 * @xid		local transaction ID, unique in its backend
	 */
	probe transaction__start(LocalTransactionId xid);

	/*
	 * A transaction is committed.
	 * @xid		local transaction ID
	 */
	probe transaction__commit(LocalTransactionId xid);

	/*
	 * A transaction is aborted: by ROLLBACK, or by an error.
	 * @xid		local transaction ID
	 */
	probe transaction__abort(LocalTransactionId xid);

	/*
	 * A lightweight lock has been taken.
	 * @tranche	name of the lock's tranche, as in pg_stat_activity.wait_event
	 * @mode	0 exclusive, 1 shared
	 */
	probe lwlock__acquire(const char *tranche, LWLockMode mode);

	/*
	 * A lightweight lock has been released. Who waits is not woken yet.
	 * @tranche	name of the lock's tranche
	 */
	probe lwlock__release(const char *tranche);

	/*
	 * A lightweight lock is held by others, so the process is going to sleep.
	 * @tranche	name of the lock's tranche
	 * @mode	0 exclusive, 1 shared, 2 until it is free
	 */
	probe lwlock__wait__start(const char *tranche, LWLockMode mode);

	/*
	 * The process was woken. It does not have the lock yet.
	 * @tranche	name of the lock's tranche
	 * @mode	0 exclusive, 1 shared, 2 until it is free
	 */
	probe lwlock__wait__done(const char *tranche, LWLockMode mode);

	/*
	 * A lightweight lock was taken by one who would not have waited.
	 * @tranche	name of the lock's tranche
	 * @mode	0 exclusive, 1 shared
	 */
	probe lwlock__condacquire(const char *tranche, LWLockMode mode);

	/*
	 * A lightweight lock was not free for one who does not wait.
	 * @tranche	name of the lock's tranche
	 * @mode	0 exclusive, 1 shared
	 */
	probe lwlock__condacquire__fail(const char *tranche, LWLockMode mode);

	/*
	 * A lightweight lock was taken at once by one who would have waited
	 * until it is free, and then not taken it.
	 * @tranche	name of the lock's tranche
	 * @mode	0 exclusive, 1 shared
	 */
	probe lwlock__acquire__or__wait(const char *tranche, LWLockMode mode);

	/*
	 * A lightweight lock was not free, and somebody waited until it was.
	 * @tranche	name of the lock's tranche
	 * @mode	0 exclusive, 1 shared
	 */
	probe lwlock__acquire__or__wait__fail(const char *tranche,
	    LWLockMode mode);

	/*
	 * A heavyweight lock (of a table, a row, a transaction, ...) is held by
	 * others: the process is going to wait for it.
	 * @field1	of the lock's tag; the database's OID, mostly
	 * @field2	of the lock's tag; the table's OID, mostly
	 * @field3	of the lock's tag; number of a page
	 * @field4	of the lock's tag; number of a row in it
	 * @type	of the lock: 0 a table, 4 a row, 5 a transaction, ...
	 * @mode	from 1, AccessShareLock, to 8, AccessExclusiveLock
	 */
	probe lock__wait__start(unsigned int field1, unsigned int field2,
	    unsigned int field3, unsigned int field4, unsigned int type,
	    LOCKMODE mode);

	/*
	 * The wait for a heavyweight lock is over, and the lock taken.
	 * @field1	of the lock's tag, as in lock-wait-start
	 * @field2	of the lock's tag
	 * @field3	of the lock's tag
	 * @field4	of the lock's tag
	 * @type	of the lock
	 * @mode	of the lock
	 */
	probe lock__wait__done(unsigned int field1, unsigned int field2,
	    unsigned int field3, unsigned int field4, unsigned int type,
	    LOCKMODE mode);

	/*
	 * The text of a query is about to be parsed.
	 * @query	text of the query
	 */
	probe query__parse__start(const char *query);

	/*
	 * The text of a query has been parsed.
	 * @query	text of the query
	 */
	probe query__parse__done(const char *query);

	/*
	 * A query is about to be analysed, and rewritten by rules.
	 * @query	text of the query
	 */
	probe query__rewrite__start(const char *query);

	/*
	 * A query has been analysed and rewritten.
	 * @query	text of the query
	 */
	probe query__rewrite__done(const char *query);

	/* A query is about to be planned. */
	probe query__plan__start();

	/* A query has been planned. */
	probe query__plan__done();

	/* A query's plan, or a utility command, is about to run. */
	probe query__execute__start();

	/* It has run. */
	probe query__execute__done();

	/*
	 * A scan is asked for its next row.
	 * @node	address of the node's state, the same for all of its rows
	 * @scanrelid	number of the relation in the query's range table
	 * @access	address of the function that fetches rows: SeqNext, ...
	 * @plan_node	number of the node in the plan, the same in all workers
	 * @relation	OID of the table, 0 when the scan is not of a table
	 * @name	name of the table, or ""
	 */
	probe exec__scan(const void *node, unsigned int scanrelid,
	    const void *access, int plan_node, Oid relation, const char *name);

	/*
	 * An aggregation is asked for its next row.
	 * @node	address of the node's state
	 * @strategy	0 plain, 1 sorted, 2 hashed, 3 mixed
	 * @plan_node	number of the node in the plan
	 */
	probe exec__agg(const void *node, int strategy, int plan_node);

	/*
	 * A grouping (GROUP BY without aggregates) is asked for its next row.
	 * @node	address of the node's state
	 * @columns	number of columns that it groups by
	 * @plan_node	number of the node in the plan
	 */
	probe exec__group(const void *node, int columns, int plan_node);

	/*
	 * The hash table of a hash join is about to be built.
	 * @node	address of the node's state
	 * @plan_node	number of the node in the plan
	 */
	probe exec__hash__multi(const void *node, int plan_node);

	/*
	 * A hash join is asked for its next row.
	 * @node	address of the node's state
	 * @plan_node	number of the node in the plan
	 */
	probe exec__hashjoin(const void *node, int plan_node);

	/*
	 * A LIMIT is asked for its next row.
	 * @node	address of the node's state
	 * @plan_node	number of the node in the plan
	 */
	probe exec__limit(const void *node, int plan_node);

	/*
	 * A materialization is asked for its next row.
	 * @node	address of the node's state
	 * @plan_node	number of the node in the plan
	 */
	probe exec__material(const void *node, int plan_node);

	/*
	 * A merge join is asked for its next row.
	 * @node	address of the node's state
	 * @plan_node	number of the node in the plan
	 */
	probe exec__mergejoin(const void *node, int plan_node);

	/*
	 * A nested loop join is asked for its next row.
	 * @node	address of the node's state
	 * @plan_node	number of the node in the plan
	 */
	probe exec__nestloop(const void *node, int plan_node);

	/*
	 * INTERSECT or EXCEPT is asked for its next row.
	 * @node	address of the node's state
	 * @plan_node	number of the node in the plan
	 */
	probe exec__setop(const void *node, int plan_node);

	/*
	 * A sort is asked for its next row; the first time, it sorts.
	 * @node	address of the node's state
	 * @direction	1 forward, -1 backward
	 * @plan_node	number of the node in the plan
	 */
	probe exec__sort(const void *node, int direction, int plan_node);

	/*
	 * A row is looked up in the hash table of a subplan; the first time, it
	 * is built.
	 * @node	address of the subplan's state
	 * @subplan	number of the subplan, as EXPLAIN shows it
	 */
	probe exec__subplan__hash(const void *node, int subplan);

	/*
	 * A subplan without a hash table runs for one row of the outer query.
	 * @node	address of the subplan's state
	 * @subplan	number of the subplan, as EXPLAIN shows it
	 */
	probe exec__subplan__scan(const void *node, int subplan);

	/*
	 * A DISTINCT over sorted rows is asked for its next row.
	 * @node	address of the node's state
	 * @plan_node	number of the node in the plan
	 */
	probe exec__unique(const void *node, int plan_node);

	/*
	 * The processing of a query starts. In the extended protocol, which
	 * drivers use for prepared statements and parameters, the execution:
	 * parsing and planning came in messages before it.
	 * @query	text of the query; it may be several, with ; between
	 */
	probe query__start(const char *query);

	/*
	 * The processing of a query is complete.
	 * @query	text of the query
	 */
	probe query__done(const char *query);

	/*
	 * A process says what it does, for pg_stat_activity.
	 * @status	text of the query, or NULL when it is idle
	 */
	probe statement__status(const char *status);

	/*
	 * A sort starts: for ORDER BY, for an index, ...
	 * @kind	0 rows, 1 index, 2 values, 3 CLUSTER
	 * @unique	1 if equal rows are an error
	 * @columns	number of columns that it sorts by
	 * @work_mem	memory that it may use, in kB
	 * @random	1 if the result can be read in any order
	 * @parallel	0 alone, 1 in a worker, 2 in the leader
	 */
	probe sort__start(int kind, bool unique, int columns, int work_mem,
	    bool random, int parallel);

	/*
	 * A sort is done, and its memory freed.
	 * @external	1 if it used files
	 * @used	kB of memory, or blocks of files
	 */
	probe sort__done(bool external, long used);

	/*
	 * A page is wanted in the buffers. If it is not there, it is read.
	 * @fork	of the relation
	 * @block	number of the page
	 * @tablespace	OID
	 * @database	OID
	 * @relation	file number
	 * @backend	number of the backend if it is a temporary table, or -1
	 * @extend	1 if it is a new page at the end
	 */
	probe buffer__read__start(ForkNumber fork, BlockNumber block,
	    Oid tablespace, Oid database, Oid relation, int backend,
	    bool extend);

	/*
	 * The page is in the buffers.
	 * @fork	of the relation
	 * @block	number of the page
	 * @tablespace	OID
	 * @database	OID
	 * @relation	file number
	 * @backend	number of the backend if it is a temporary table, or -1
	 * @extend	1 if it is a new page at the end
	 * @hit		1 if it was there already, 0 if it had to be read
	 */
	probe buffer__read__done(ForkNumber fork, BlockNumber block,
	    Oid tablespace, Oid database, Oid relation, int backend,
	    bool extend, bool hit);

	/*
	 * A dirty page of the shared buffers is about to be written.
	 * @fork	of the relation
	 * @block	number of the page
	 * @tablespace	OID
	 * @database	OID
	 * @relation	file number
	 */
	probe buffer__flush__start(ForkNumber fork, BlockNumber block,
	    Oid tablespace, Oid database, Oid relation);

	/*
	 * The page was given to the kernel.
	 * @fork	of the relation
	 * @block	number of the page
	 * @tablespace	OID
	 * @database	OID
	 * @relation	file number
	 */
	probe buffer__flush__done(ForkNumber fork, BlockNumber block,
	    Oid tablespace, Oid database, Oid relation);

	/*
	 * A backend has to write a dirty page to have a buffer for another.
	 * @fork	of the relation
	 * @block	number of the page
	 * @tablespace	OID
	 * @database	OID
	 * @relation	file number
	 */
	probe buffer__write__dirty__start(ForkNumber fork, BlockNumber block,
	    Oid tablespace, Oid database, Oid relation);

	/*
	 * The page was written.
	 * @fork	of the relation
	 * @block	number of the page
	 * @tablespace	OID
	 * @database	OID
	 * @relation	file number
	 */
	probe buffer__write__dirty__done(ForkNumber fork, BlockNumber block,
	    Oid tablespace, Oid database, Oid relation);

	/*
	 * A page of the shared buffers that was clean becomes dirty.
	 * @buffer	number of the buffer
	 * @fork	of the relation
	 * @block	number of the page
	 * @tablespace	OID
	 * @database	OID
	 * @relation	file number
	 */
	probe mark__dirty(int buffer, ForkNumber fork, BlockNumber block,
	    Oid tablespace, Oid database, Oid relation);

	/*
	 * A page of a temporary table that was clean becomes dirty.
	 * @buffer	number of the buffer, negative
	 * @fork	of the relation
	 * @block	number of the page
	 * @tablespace	OID
	 * @database	OID
	 * @relation	file number
	 */
	probe local__mark__dirty(int buffer, ForkNumber fork,
	    BlockNumber block, Oid tablespace, Oid database, Oid relation);

	/*
	 * A checkpoint comes to the buffers.
	 * @flags	why: as in checkpoint-start
	 */
	probe buffer__checkpoint__start(int flags);

	/* All dirty buffers of a checkpoint are written; now their files sync. */
	probe buffer__checkpoint__sync__start();

	/* All files of a checkpoint are on disk. */
	probe buffer__checkpoint__done();

	/*
	 * A checkpoint starts to write dirty buffers.
	 * @buffers	number of shared buffers
	 * @to_write	how many of them are to be written
	 */
	probe buffer__sync__start(int buffers, int to_write);

	/*
	 * A checkpoint has written one buffer.
	 * @buffer	its index
	 */
	probe buffer__sync__written(int buffer);

	/*
	 * A checkpoint has written its dirty buffers.
	 * @buffers	number of shared buffers
	 * @written	how many it wrote
	 * @to_write	how many were to be written; others wrote the rest
	 */
	probe buffer__sync__done(int buffers, int written, int to_write);

	/* A deadlock was found: this process is the one that gives up. */
	probe deadlock__found();

	/*
	 * A checkpoint starts.
	 * @flags	why, bits: 1 shutdown, 2 end of recovery, 4 at once,
	 *		8 even if nothing happened, 128 WAL was full, 256 time
	 */
	probe checkpoint__start(int flags);

	/*
	 * A checkpoint is complete.
	 * @written	buffers it wrote
	 * @buffers	number of shared buffers
	 * @added	WAL files that were made
	 * @removed	WAL files that were removed
	 * @recycled	WAL files that were given a new name
	 */
	probe checkpoint__done(int written, int buffers, int added,
	    int removed, int recycled);

	/*
	 * The commit log (pg_xact) is about to be written by a checkpoint.
	 * @checkpoint	always 1
	 */
	probe clog__checkpoint__start(bool checkpoint);

	/*
	 * The commit log is written.
	 * @checkpoint	always 1
	 */
	probe clog__checkpoint__done(bool checkpoint);

	/*
	 * The subtransaction log is about to be written by a checkpoint.
	 * @checkpoint	always 1
	 */
	probe subtrans__checkpoint__start(bool checkpoint);

	/*
	 * The subtransaction log is written.
	 * @checkpoint	always 1
	 */
	probe subtrans__checkpoint__done(bool checkpoint);

	/*
	 * The multixact log is about to be written by a checkpoint.
	 * @checkpoint	always 1
	 */
	probe multixact__checkpoint__start(bool checkpoint);

	/*
	 * The multixact log is written.
	 * @checkpoint	always 1
	 */
	probe multixact__checkpoint__done(bool checkpoint);

	/* Prepared transactions are about to be written by a checkpoint. */
	probe twophase__checkpoint__start();

	/* They are written. */
	probe twophase__checkpoint__done();

	/*
	 * A page of an SLRU (commit log, subtransactions, multixacts, ...) is
	 * wanted, to change it, or because slru-readpage-ro did not find it.
	 * @slru	its directory: "pg_xact", "pg_subtrans", ...
	 * @page	number of the page
	 * @write_ok	1 if a page that is being written will do
	 * @xid		the transaction that it is wanted for, or 0
	 */
	probe slru__readpage__entry(const char *slru, long long page,
	    bool write_ok, unsigned int xid);

	/*
	 * The page is there, or cannot be read: then an error follows.
	 * @slot	where it is in memory, or -1
	 */
	probe slru__readpage__return(int slot);

	/*
	 * A page of an SLRU is wanted, to look at it.
	 * @slru	its directory
	 * @page	number of the page
	 * @xid		the transaction that it is wanted for, or 0
	 */
	probe slru__readpage__ro(const char *slru, long long page,
	    unsigned int xid);

	/*
	 * The page to look at is there.
	 * @slot	where it is in memory
	 */
	probe slru__readpage__ro__return(int slot);

	/*
	 * A dirty page of an SLRU is about to be written.
	 * @slru	its directory
	 * @page	number of the page
	 * @slot	where it is in memory
	 */
	probe slru__writepage__entry(const char *slru, long long page, int slot);

	/* The page is written, or could not be: then an error follows. */
	probe slru__writepage__return();

	/*
	 * A page of an SLRU is about to be read from its file.
	 * @slru	its directory
	 * @path	of the file
	 * @page	number of the page
	 * @slot	where it goes in memory
	 */
	probe slru__readpage__physical__entry(const char *slru,
	    const char *path, long long page, int slot);

	/*
	 * The page was read from its file, or not.
	 * @ok		1 if it was
	 * @cause	what failed: 0 open, 1 seek, 2 read, 3 write, 4 fsync,
	 *		5 close; -1 if nothing did
	 * @error	errno of that, 0 if nothing failed
	 */
	probe slru__readpage__physical__return(bool ok, int cause, int error);

	/*
	 * A page of an SLRU is about to be written to its file; WAL that must
	 * be on disk before is flushed first.
	 * @slru	its directory
	 * @page	number of the page
	 * @slot	where it is in memory
	 */
	probe slru__writepage__physical__entry(const char *slru,
	    long long page, int slot);

	/*
	 * The page was written to its file, or not.
	 * @ok		1 if it was
	 * @cause	as in slru-readpage-physical-return
	 * @error	errno of that, 0 if nothing failed
	 */
	probe slru__writepage__physical__return(bool ok, int cause, int error);

	/*
	 * A page is about to be read from a relation's file.
	 * @fork	of the relation
	 * @block	number of the page
	 * @tablespace	OID
	 * @database	OID
	 * @relation	file number
	 * @backend	number of the backend if it is a temporary table, or -1
	 */
	probe smgr__md__read__start(ForkNumber fork, BlockNumber block,
	    Oid tablespace, Oid database, Oid relation, int backend);

	/*
	 * The page was read.
	 * @fork	of the relation
	 * @block	number of the page
	 * @tablespace	OID
	 * @database	OID
	 * @relation	file number
	 * @backend	number of the backend if it is a temporary table, or -1
	 * @bytes	how many were read
	 * @wanted	how many were wanted
	 */
	probe smgr__md__read__done(ForkNumber fork, BlockNumber block,
	    Oid tablespace, Oid database, Oid relation, int backend, int bytes,
	    int wanted);

	/*
	 * A page is about to be written to a relation's file.
	 * @fork	of the relation
	 * @block	number of the page
	 * @tablespace	OID
	 * @database	OID
	 * @relation	file number
	 * @backend	number of the backend if it is a temporary table, or -1
	 */
	probe smgr__md__write__start(ForkNumber fork, BlockNumber block,
	    Oid tablespace, Oid database, Oid relation, int backend);

	/*
	 * The page was written: given to the kernel.
	 * @fork	of the relation
	 * @block	number of the page
	 * @tablespace	OID
	 * @database	OID
	 * @relation	file number
	 * @backend	number of the backend if it is a temporary table, or -1
	 * @bytes	how many were written
	 * @wanted	how many were wanted
	 */
	probe smgr__md__write__done(ForkNumber fork, BlockNumber block,
	    Oid tablespace, Oid database, Oid relation, int backend, int bytes,
	    int wanted);

	/*
	 * An autovacuum worker starts on a database.
	 * @database	OID
	 * @name	name of the database
	 */
	probe autovacuum__start(Oid database, const char *name);

	/*
	 * An autovacuum worker is done with a database.
	 * @database	OID
	 * @name	name of the database
	 */
	probe autovacuum__done(Oid database, const char *name);

	/*
	 * An autovacuum worker is about to vacuum or analyze a table.
	 * @relation	OID of the table
	 * @database	name of the database
	 * @schema	name of the table's schema
	 * @name	name of the table
	 */
	probe autovacuum__relation(Oid relation, const char *database,
	    const char *schema, const char *name);

	/*
	 * An autovacuum worker is done with a table, or gives it up after an
	 * error.
	 * @relation	OID of the table
	 * @ok		1 if all went well, 0 after an error
	 */
	probe autovacuum__relation__done(Oid relation, bool ok);

	/*
	 * A record is put into the WAL.
	 * @rmid	number of the resource manager: 0 XLOG, 1 Transaction, ...
	 * @info	flags of the record
	 */
	probe wal__insert(unsigned char rmid, unsigned char info);

	/* Another WAL file is asked for: by pg_switch_wal(), an archiver, ... */
	probe wal__switch();

	/* No WAL buffer is free, so a dirty one is about to be written. */
	probe wal__buffer__write__dirty__start();

	/* A dirty WAL buffer was written. */
	probe wal__buffer__write__dirty__done();
};

#pragma D attributes Evolving/Evolving/Common provider postgresql provider
#pragma D attributes Private/Private/Unknown provider postgresql module
#pragma D attributes Private/Private/Unknown provider postgresql function
#pragma D attributes Evolving/Evolving/Common provider postgresql name
#pragma D attributes Evolving/Evolving/Common provider postgresql args
