/*
 * SPDX-License-Identifier: blessing
 *
 * The probes of SQLite, in the library and in each program that contains it,
 * as the sqlite3 shell does.
 *
 * A db is a connection: the address of its sqlite3. A pager is what a
 * connection has for each database file: the file's lock, transaction and page
 * cache. A file is named as SQLite opened it, with its whole path; the name is
 * "" for a database in memory and for a temporary one. Strings end with NUL,
 * but for the SQL that is given with a length. A status is SQLite's result
 * code, with its extension: 0 OK, 5 BUSY, 6 LOCKED, 11 CORRUPT, 13 FULL, 19
 * CONSTRAINT and so on; PROGRAM ERROR CODES in sqlite3.h lists them.
 */
provider sqlite {
	/*
	 * A program has opened a database, or could not.
	 * @db		the new connection
	 * @file	the database, as the program named it if it has no file
	 * @flags	as in sqlite3_open_v2(): 1 read only, 2 read and write,
	 *		4 create it
	 * @status	0, or why not
	 */
	probe database__open(uintptr_t db, char *file, int flags, int status);

	/*
	 * A connection is about to be closed. Its open transaction, if any, is
	 * rolled back next.
	 * @db		the connection
	 * @file	its main database
	 */
	probe database__close(uintptr_t db, char *file);

	/*
	 * A statement is about to be compiled, and to be planned. Others that
	 * read the schema may come between this and prepare-done.
	 * @db		the connection
	 * @sql		its text, without NUL; other statements may follow it
	 * @length	bytes of text
	 */
	probe prepare__start(uintptr_t db, char *sql, size_t length);

	/*
	 * A statement is compiled, or it cannot be: log-message tells why.
	 * @db		the connection
	 * @sql		as in prepare-start
	 * @length	bytes of text
	 * @stmt	the compiled statement, 0 if there is none
	 * @status	0, or why not
	 */
	probe prepare__done(uintptr_t db, char *sql, size_t length,
	    uintptr_t stmt, int status);

	/*
	 * A statement starts to run: the first call of sqlite3_step().
	 * @stmt	the compiled statement
	 * @sql		its text
	 * @file	main database of its connection
	 */
	probe statement__start(uintptr_t stmt, char *sql, char *file);

	/*
	 * A statement has run: to its end, into an error, or until it was
	 * reset. None is there for one that already ran when somebody began to
	 * trace statements. All numbers are of this run alone.
	 * @stmt	the compiled statement
	 * @sql		its text
	 * @file	main database of its connection
	 * @status	0 it has ended, 100 it was reset and might have had more
	 *		rows, or why it failed
	 * @rows	rows that it returned
	 * @changes	rows that it inserted, changed or deleted
	 * @steps	instructions of SQLite's virtual machine
	 * @scanned	steps of scans through whole tables
	 * @sorts	how often it had to sort
	 * @indexed	steps of scans that filled automatic indexes
	 */
	probe statement__done(uintptr_t stmt, char *sql, char *file, int status,
	    unsigned int rows, int64_t changes, unsigned int steps,
	    unsigned int scanned, unsigned int sorts, unsigned int indexed);

	/*
	 * A statement must be compiled again: the schema, a parameter that the
	 * plan depends on, or ANALYZE's statistics have changed. A run that
	 * came upon it is done with status 17 (SCHEMA), and starts again.
	 * @stmt	the compiled statement
	 * @sql		its text
	 */
	probe statement__reprepare(uintptr_t stmt, char *sql);

	/*
	 * A write transaction begins: no other connection may write to the file
	 * until it is committed or rolled back.
	 * @pager	the connection's pager of this file
	 * @file	the database; temporary ones have no such probes
	 */
	probe transaction__begin(uintptr_t pager, char *file);

	/*
	 * A write transaction is about to be rolled back.
	 * @pager	the connection's pager of this file
	 * @file	the database
	 */
	probe transaction__rollback(uintptr_t pager, char *file);

	/*
	 * A write transaction is about to be committed. It has waited for
	 * readers, where there is no WAL: that is in busy-start.
	 * @pager	the connection's pager of this file
	 * @file	the database
	 */
	probe commit__start(uintptr_t pager, char *file);

	/*
	 * A write transaction is committed, and as durable as PRAGMA
	 * synchronous wants; or it cannot be.
	 * @pager	the connection's pager of this file
	 * @file	the database
	 * @status	0, or what went wrong
	 */
	probe commit__done(uintptr_t pager, char *file, int status);

	/*
	 * The lock on a database file has changed, or could not. In WAL mode it
	 * stays at 1 while the file is open.
	 * @pager	the connection's pager of this file
	 * @file	the database
	 * @from	the lock it had: 0 none, 1 shared (it reads), 2 reserved
	 *		(it will write), 4 exclusive, 5 unknown
	 * @to		the lock it wanted
	 * @status	0, or why not: 5 somebody has a lock that forbids it
	 */
	probe lock__change(uintptr_t pager, char *file, int from, int to,
	    int status);

	/*
	 * Somebody else has a lock: the busy handler is about to wait, if there
	 * is one.
	 * @db		the connection that is busy
	 * @file	the database
	 * @tries	how often it has waited for this lock already
	 */
	probe busy__start(uintptr_t db, char *file, int tries);

	/*
	 * The busy handler has returned.
	 * @db		the connection that is busy
	 * @file	the database
	 * @retry	1 try again, 0 give up: the program gets status 5 (BUSY)
	 */
	probe busy__done(uintptr_t db, char *file, int retry);

	/*
	 * A page that was not in the page cache is read.
	 * @pager	the connection's pager of this file
	 * @file	the database
	 * @page	number of the page, from 1
	 * @frame	frame of the WAL that it comes from, 0 the file itself
	 * @status	0, or what went wrong
	 */
	probe page__read(uintptr_t pager, char *file, unsigned int page,
	    unsigned int frame, int status);

	/*
	 * A page is written to the database file by a transaction. In WAL mode
	 * see wal-write.
	 * @pager	the connection's pager of this file
	 * @file	the database
	 * @page	number of the page, from 1
	 * @status	0, or what went wrong
	 */
	probe page__write(uintptr_t pager, char *file, unsigned int page,
	    int status);

	/*
	 * The page cache is full: a changed page is about to be written before
	 * its transaction ends, to make room.
	 * @pager	the connection's pager of this file
	 * @file	the database
	 * @page	number of the page, from 1
	 */
	probe cache__spill(uintptr_t pager, char *file, unsigned int page);

	/*
	 * Pages are written to the write-ahead log.
	 * @pager	the connection's pager of this file
	 * @file	the database
	 * @pages	how many
	 * @commit	1 a transaction is complete with them, 0 the page cache
	 *		was full
	 * @status	0, or what went wrong
	 */
	probe wal__write(uintptr_t pager, char *file, int pages, int commit,
	    int status);

	/*
	 * A checkpoint is about to copy the write-ahead log into the database.
	 * @wal		file name of the log
	 * @mode	0 passive, 1 full, 2 restart, 3 truncate
	 */
	probe checkpoint__start(char *wal, int mode);

	/*
	 * A checkpoint is done.
	 * @wal		file name of the log
	 * @mode	as in checkpoint-start
	 * @status	0, or why not: 5 others read or write, and kept it from
	 *		what its mode wants
	 * @frames	pages that were in the log
	 * @left	pages of it that are not in the database yet: somebody
	 *		reads an older state
	 */
	probe checkpoint__done(char *wal, int mode, int status,
	    unsigned int frames, unsigned int left);

	/*
	 * A file is about to be forced to disk.
	 * @file	a database, its journal or its log: with -journal or
	 *		-wal at its end
	 * @flags	2 normal or 3 full, plus 16 if its data are enough
	 */
	probe sync__start(char *file, int flags);

	/*
	 * A file is on disk.
	 * @file	as in sync-start
	 * @flags	as in sync-start
	 * @status	0, or what went wrong
	 */
	probe sync__done(char *file, int flags, int status);

	/*
	 * A sort (ORDER BY, GROUP BY, CREATE INDEX) has more rows than fit into
	 * memory: a sorted run of them goes to a temporary file.
	 * @sorter	address of the sorter, the same for all its runs
	 * @bytes	size of the run
	 * @run		which run of this sorter's thread, from 1
	 */
	probe sort__spill(uintptr_t sorter, int64_t bytes, int run);

	/*
	 * A statement that is being prepared will make an index of its own each
	 * time that it runs, because the table has none that fits.
	 * @db		the connection
	 * @table	the table
	 * @column	first column of the index: a candidate for CREATE INDEX
	 */
	probe autoindex__create(uintptr_t db, char *table, char *column);

	/*
	 * SQLite tells its log something: errors, warnings, recoveries. Few
	 * programs listen.
	 * @code	its result code, with the extension
	 * @message	the text
	 */
	probe log__message(int code, char *message);
};

#pragma D attributes Evolving/Evolving/Common provider sqlite provider
#pragma D attributes Private/Private/Unknown provider sqlite module
#pragma D attributes Private/Private/Unknown provider sqlite function
#pragma D attributes Evolving/Evolving/Common provider sqlite name
#pragma D attributes Evolving/Evolving/Common provider sqlite args
