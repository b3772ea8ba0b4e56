/*
 * What the workload in `driver` must show: what workload/main.py does in
 * shop.db, which has a rollback journal, and in log.db, which has a WAL.
 */

this string sql;
int open[int, uintptr_t];	/* connections of a process */
int writing[int, uintptr_t];	/* write transactions, by pager */
int waiting[int, uintptr_t];	/* busy handlers that wait, by connection */
int running[int, uintptr_t];	/* statements that run */
int64_t steps, scanned, sorts, frames;
int walled, journals;

self string preparing[uintptr_t];	/* by the address of the text */
self string syncing;
self int mode;

/* connections */

sqlite*:::database-open
{
	open[pid, arg0] = 1;
}

sqlite*:::database-open
/basename(copyinstr(arg1)) == "shop.db" && arg2 == 6 && arg3 == 0/
{
	@ok["shop.db is opened, to be read and written"] = count();
}

sqlite*:::database-open
/copyinstr(arg1) == ":memory:" && arg3 == 0/
{
	@ok["a database in memory is opened"] = count();
}

sqlite*:::database-open
/basename(copyinstr(arg1)) == "such.db" && (arg3 & 0xff) == 14/
{
	@ok["a database in no directory cannot be opened"] = count();
}

sqlite*:::database-close
/open[pid, arg0] && basename(copyinstr(arg1)) == "log.db"/
{
	@ok["log.db is closed by who opened it"] = count();
}

sqlite*:::database-close
/!open[pid, arg0]/
{
	@bad["a connection is closed that nobody opened"] = count();
}

sqlite*:::database-close
{
	open[pid, arg0] = 0;
}

/* statements */

sqlite*:::prepare-start
{
	self->preparing[arg1] = copyinstr(arg1, arg2);
}

sqlite*:::prepare-done
/self->preparing[arg1] == "selec 1" && arg3 == 0 && arg4 == 1/
{
	@ok["selec 1 cannot be prepared"] = count();
}

sqlite*:::prepare-done
/self->preparing[arg1] == "select count(*) from item" && arg3 != 0 &&
    arg4 == 0/
{
	@ok["a statement is prepared"] = count();
}

sqlite*:::prepare-done
/self->preparing[arg1] != copyinstr(arg1, arg2)/
{
	@bad["a statement is prepared that was not begun"] = count();
}

sqlite*:::prepare-done
{
	self->preparing[arg1] = 0;
}

sqlite*:::statement-start
/copyinstr(arg1) == "select count(*) from item" &&
    basename(copyinstr(arg2)) == "shop.db"/
{
	@ok["a statement starts"] = count();
}

sqlite*:::statement-start
{
	running[pid, arg0] = 1;
}

sqlite*:::statement-done
/!running[pid, arg0]/
{
	@bad["a statement ends that did not start"] = count();
}

sqlite*:::statement-done
{
	running[pid, arg0] = 0;
	this->sql = copyinstr(arg1);
}

sqlite*:::statement-done
/this->sql == "select name from item where id <= 3" && arg3 == 0 &&
    arg4 == 3 && arg5 == 0 && arg8 == 0/
{
	@ok["a query returns three rows, without a sort"] = count();
}

sqlite*:::statement-done
/this->sql == "select name from item where id <= 3" && arg4 != 3/
{
	@bad["a query that returned three rows has another number"] = count();
}

sqlite*:::statement-done
/this->sql == "update item set price = 0 where id <= 4" && arg4 == 0 &&
    arg5 == 4/
{
	@ok["an update changes four rows"] = count();
}

sqlite*:::statement-done
/this->sql == "delete from item" && arg5 == 1000/
{
	@ok["a delete changes a thousand rows"] = count();
}

sqlite*:::statement-done
/this->sql == "select name from item where price > 500" && arg3 == 100 &&
    arg4 >= 1 && arg4 < 10/
{
	@ok["a query is given up after its first rows"] = count();
}

sqlite*:::statement-done
/this->sql == "insert into item values(1, 'one', 1)" && arg3 == 1555 &&
    arg5 == 0/
{
	@ok["a row is refused, for its primary key"] = count();
}

sqlite*:::statement-done
/this->sql == "select count(*) from heap a join heap b on a.x = b.x" &&
    arg4 == 1 && arg9 == 999/
{
	@ok["a join scans a thousand rows for an index of its own"] = count();
}

sqlite*:::statement-done
/this->sql == "select * from heap order by pad, -x" && arg4 == 2000 &&
    arg7 == 1999 && arg8 == 1/
{
	@ok["two thousand rows are scanned and sorted"] = count();
}

sqlite*:::statement-done
/this->sql == "select count(*) from item" && arg3 == 17/
{
	@ok["a statement does not know the new schema"] = count();
}

sqlite*:::statement-reprepare
/copyinstr(arg1) == "select count(*) from item"/
{
	@ok["it is prepared again"] = count();
}

/* SQLite's own count of the shell's query: `.stats on` */

sqlite*:::statement-done
/this->sql == "select name from item where price + 0 > 10 order by name;"/
{
	steps = arg6;
	scanned = arg7;
	sorts = arg8;
}

sqlite*:::statement-done
/strstr(this->sql, "as 'Virtual Machine Steps'") != 0 && steps > 1000 &&
    steps == strtoll(substr(this->sql, 7))/
{
	@ok["steps are what .stats tells"] = count();
}

sqlite*:::statement-done
/strstr(this->sql, "as 'Fullscan Steps'") != 0 && scanned == 999 &&
    scanned == strtoll(substr(this->sql, 7))/
{
	@ok["scanned rows are what .stats tells"] = count();
}

sqlite*:::statement-done
/strstr(this->sql, "as 'Sort Operations'") != 0 && sorts == 1 &&
    sorts == strtoll(substr(this->sql, 7))/
{
	@ok["sorts are what .stats tells"] = count();
}

/* transactions and locks */

sqlite*:::transaction-begin
/writing[pid, arg0]/
{
	@bad["a write transaction begins within another"] = count();
}

sqlite*:::transaction-begin
/copyinstr(arg1) == ""/
{
	@bad["a transaction of a database in memory"] = count();
}

sqlite*:::transaction-begin
{
	writing[pid, arg0] = 1;
}

sqlite*:::commit-start, sqlite*:::transaction-rollback
/!writing[pid, arg0]/
{
	@bad["a transaction ends that did not begin"] = count();
}

sqlite*:::commit-start
/basename(copyinstr(arg1)) == "shop.db"/
{
	@ok["a transaction of shop.db is about to be committed"] = count();
}

sqlite*:::commit-done
/writing[pid, arg0] && arg2 == 0 && basename(copyinstr(arg1)) == "shop.db"/
{
	@ok["a transaction of shop.db is committed"] = count();
}

sqlite*:::commit-done
/writing[pid, arg0] && arg2 == 0 && basename(copyinstr(arg1)) == "log.db"/
{
	@ok["a transaction of log.db is committed"] = count();
}

sqlite*:::commit-done
/arg2 == 0/
{
	writing[pid, arg0] = 0;
}

sqlite*:::transaction-rollback
/basename(copyinstr(arg1)) == "shop.db"/
{
	@ok["a transaction is rolled back"] = count();
}

sqlite*:::transaction-rollback
{
	writing[pid, arg0] = 0;
}

sqlite*:::lock-change
/arg2 == 0 && arg3 == 1 && arg4 == 0/
{
	@ok["a file is locked, to be read"] = count();
}

sqlite*:::lock-change
/arg2 >= 2 && arg3 == 4 && arg4 == 5 &&
    basename(copyinstr(arg1)) == "shop.db"/
{
	@ok["an exclusive lock is refused while others read"] = count();
}

sqlite*:::lock-change
/arg2 == 4 && arg3 == 1 && arg4 == 0/
{
	@ok["an exclusive lock is given up"] = count();
}

sqlite*:::busy-start
/basename(copyinstr(arg1)) == "log.db" && arg2 > 0/
{
	@ok["a writer waits for another one, and again"] = count();
}

sqlite*:::busy-start
{
	waiting[pid, arg0] = 1;
}

sqlite*:::busy-done
/waiting[pid, arg0] && basename(copyinstr(arg1)) == "log.db" && arg2 == 1/
{
	@ok["it has waited, and tries once more"] = count();
}

sqlite*:::busy-done
/waiting[pid, arg0] && basename(copyinstr(arg1)) == "log.db" && arg2 == 0/
{
	@ok["it gives up"] = count();
}

sqlite*:::busy-done
/!waiting[pid, arg0]/
{
	@bad["somebody has waited who did not start to"] = count();
}

/* pages and files */

sqlite*:::page-read
/basename(copyinstr(arg1)) == "shop.db" && arg2 > 1 && arg3 == 0 && arg4 == 0/
{
	@ok["a page is read from the database"] = count();
}

sqlite*:::page-read
/basename(copyinstr(arg1)) == "log.db" && arg3 > 0 && arg4 == 0/
{
	@ok["a page is read from the WAL"] = count();
}

sqlite*:::page-write
/basename(copyinstr(arg1)) == "shop.db" && arg2 > 1 && arg3 == 0/
{
	@ok["a page is written to shop.db"] = count();
}

sqlite*:::page-write
/basename(copyinstr(arg1)) == "log.db" && walled/
{
	@bad["a page of log.db is written to it, not to the WAL"] = count();
}

sqlite*:::cache-spill
/basename(copyinstr(arg1)) == "shop.db"/
{
	@ok["a transaction is larger than the cache"] = count();
}

sqlite*:::wal-write
{
	walled = 1;
}

sqlite*:::wal-write
/basename(copyinstr(arg1)) == "log.db" && arg2 > 0 && arg3 == 1 && arg4 == 0/
{
	@ok["a commit writes to the WAL"] = count();
}

sqlite*:::wal-write
/arg3 == 0 && arg2 != 1/
{
	@bad["the cache makes room by more than one page"] = count();
}

sqlite*:::wal-write
/arg3 == 0 && arg2 == 1 && arg4 == 0/
{
	@ok["the cache makes room by writing to the WAL"] = count();
}

sqlite*:::sync-start
{
	self->syncing = copyinstr(arg0);
}

sqlite*:::sync-start
/basename(self->syncing) == "shop.db-journal"/
{
	journals++;
}

sqlite*:::sync-done
/self->syncing == copyinstr(arg0) && basename(self->syncing) == "shop.db" &&
    journals > 0 && (arg1 & 15) >= 2 && arg2 == 0/
{
	@ok["the journal is on disk before the database is"] = count();
}

sqlite*:::sync-done
/basename(self->syncing) == "log.db-wal" && arg2 == 0/
{
	@ok["the WAL is forced to disk"] = count();
}

sqlite*:::sync-done
/self->syncing != copyinstr(arg0)/
{
	@bad["another file is on disk than was begun"] = count();
}

/* checkpoints */

sqlite*:::checkpoint-start
/basename(copyinstr(arg0)) == "log.db-wal"/
{
	self->mode = arg1 + 1;
}

sqlite*:::checkpoint-done
/self->mode == 4 && arg1 == 3 && arg2 == 5 && arg4 > 0/
{
	@ok["a reader keeps a checkpoint from its end"] = count();
}

sqlite*:::checkpoint-done
/self->mode == 2 && arg1 == 1 && arg2 == 0 && arg4 == 0/
{
	frames = arg3;
}

sqlite*:::statement-done
/strstr(this->sql, "as frames") != 0 && frames > 100 &&
    frames == strtoll(substr(this->sql, 7))/
{
	@ok["a checkpoint has copied as many pages as SQLite says"] = count();
}

sqlite*:::checkpoint-done
/self->mode == 4 && arg1 == 3 && arg2 == 0 && arg4 == 0/
{
	@ok["a checkpoint has emptied the WAL"] = count();
}

sqlite*:::checkpoint-done
/self->mode == 0/
{
	@bad["a checkpoint that did not start"] = count();
}

/* plans, and the log */

sqlite*:::sort-spill
/arg1 > 1000000 && arg2 == 1/
{
	@ok["a sort does not fit into memory"] = count();
}

sqlite*:::autoindex-create
/copyinstr(arg1) == "heap" && copyinstr(arg2) == "x"/
{
	@ok["heap(x) should have an index"] = count();
}

sqlite*:::log-message
/arg0 == 1 && strstr(copyinstr(arg1), "near \"selec\": syntax error") != 0/
{
	@ok["the log tells of a syntax error"] = count();
}

sqlite*:::log-message
/arg0 == 284/
{
	@ok["the log warns of an automatic index"] = count();
}
