/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What must be seen while workload.py runs. Its keys are named after the
 * command that is tried on them; data has 1 or 3 bytes and CR LF.
 */

self int connection;	/* that the thread serves, plus 1; or 0 */

int casid;		/* of the item that cas is tried on */

/* Every command, in every protocol, fires the probe that is named after it. */

memcached*:::command-set
/copyinstr(arg1, arg2) == "set:00" && arg3 == 5/
{
	@ok["set stores 3 bytes and CR LF"] = count();
}

memcached*:::command-set
/copyinstr(arg1, arg2) == "ms:00" && arg3 == 5/
{
	@ok["ms is a set"] = count();
}

memcached*:::command-get
/copyinstr(arg1, arg2) == "get:00" && arg3 == 3/
{
	@ok["get finds its item"] = count();
}

memcached*:::command-get
/copyinstr(arg1, arg2) == "get-miss:00" && arg3 == -1/
{
	@ok["get misses"] = count();
}

memcached*:::command-get
/copyinstr(arg1, arg2) == "mg:00" && arg3 == 3/
{
	@ok["mg finds its item"] = count();
}

memcached*:::command-get
/copyinstr(arg1, arg2) == "mg-make:00" && arg3 == -1/
{
	@ok["mg with N that makes the item is a miss"] = count();
}

memcached*:::command-get
/copyinstr(arg1, arg2) == "b-gat:00" && arg3 == 3/
{
	@ok["gat of the binary protocol is a get"] = count();
}

memcached*:::command-touch
/copyinstr(arg1, arg2) == "touch:00" && arg3 == 3/
{
	@ok["touch finds its item"] = count();
}

memcached*:::command-touch
/copyinstr(arg1, arg2) == "touch-miss:00" && arg3 == -1/
{
	@ok["touch misses"] = count();
}

memcached*:::command-touch
/copyinstr(arg1, arg2) == "gat:00"/
{
	@ok["gat is a touch"] = count();
}

memcached*:::command-touch
/copyinstr(arg1, arg2) == "mg-touch:00"/
{
	@ok["mg with T is a touch"] = count();
}

memcached*:::command-touch
/copyinstr(arg1, arg2) == "b-touch:00"/
{
	@ok["touch of the binary protocol is a touch"] = count();
}

memcached*:::command-incr
/copyinstr(arg1, arg2) == "incr:00" && arg3 == 12/
{
	@ok["incr of 5 by 7 makes 12"] = count();
}

memcached*:::command-incr
/copyinstr(arg1, arg2) == "ma-make:00" && arg3 == 9/
{
	@ok["ma makes an item of 9"] = count();
}

memcached*:::command-incr
/copyinstr(arg1, arg2) == "b-incr-make:00" && arg3 == 9/
{
	@ok["incr of the binary protocol makes an item of 9"] = count();
}

memcached*:::command-incr
/copyinstr(arg1, arg2) == "incr-miss:00"/
{
	@bad["incr of an item that does not exist"] = count();
}

memcached*:::command-decr
/copyinstr(arg1, arg2) == "ma-decr:00" && arg3 == 2/
{
	@ok["ma with MD of 5 by 3 makes 2"] = count();
}

memcached*:::command-decr
/copyinstr(arg1, arg2) == "b-decr:00" && arg3 == 0/
{
	@ok["decr of 5 by 7 stops at 0"] = count();
}

memcached*:::command-append
/copyinstr(arg1, arg2) == "ms-amake:00"/
{
	@ok["ms with MA is an append, with N (where it has that), too"] = count();
}

memcached*:::command-set
/copyinstr(arg1, arg2) == "cas:00"/
{
	casid = arg4;
}

memcached*:::command-cas
/copyinstr(arg1, arg2) == "cas:00" && arg3 == 3 && casid && arg4 > casid/
{
	@ok["cas stores, and the item gets a new casid"] = count();
}

memcached*:::command-cas
/copyinstr(arg1, arg2) == "cas-no:00" && arg3 == -1 && arg4 == 1 << 40/
{
	@ok["cas with the wrong casid stores nothing"] = count();
}

memcached*:::command-cas
/copyinstr(arg1, arg2) == "b-cas-no:00" && arg3 == -1 && arg4 == 1 << 40/
{
	@ok["the same by the binary protocol"] = count();
}

memcached*:::command-delete
/copyinstr(arg1, arg2) == "md:00"/
{
	@ok["md is a delete"] = count();
}

memcached*:::command-delete
/copyinstr(arg1, arg2) == "md-cas-no:00"/
{
	@bad["md with the wrong casid deletes"] = count();
}

/* A command has one start and one end; one at a time in a thread here. */

memcached*:::process-command-start
/self->connection != 0/
{
	@bad["a command starts before the one before it is done"] = count();
}

memcached*:::process-command-start
{
	self->connection = arg0 + 1;
}

memcached*:::process-command-end
/self->connection == arg0 + 1/
{
	@ok["a command ends on the connection on which it started"] = count();
}

memcached*:::process-command-end
/self->connection != arg0 + 1/
{
	@bad["a command ends that did not start"] = count();
}

memcached*:::process-command-end
{
	self->connection = 0;
}

memcached*:::process-command-start
/copyinstr(arg1, 18) == "touch touch:00 100"/
{
	@ok["the request of a text command is its line"] = count();
}

memcached*:::process-command-end
/arg2 == 9 && copyinstr(arg1, arg2) == "TOUCHED\r\n"/
{
	@ok["the response is what the client gets"] = count();
}

memcached*:::process-command-end
/arg1 == 0 && arg2 == 0/
{
	@ok["a noreply command ends without a response"] = count();
}

/* What happens to items without a command. */

memcached*:::item-evict
/copyinstr(arg0, arg1) == "evict:0000" && arg5 == 0/
{
	@ok["the oldest item is evicted; nobody had fetched it"] = count();
}

memcached*:::item-evict
/arg2 != 50002/
{
	@bad["an item is evicted for one of another size"] = count();
}

memcached*:::item-expire
/copyinstr(arg5) == "get" && copyinstr(arg0, arg1) == "old-get:0000" && arg4 > 0/
{
	@ok["a get comes upon an item that has expired"] = count();
}

memcached*:::item-expire
/copyinstr(arg5) == "lru" && copyinstr(arg0, arg1) == "old-lru:0000"/
{
	@ok["a search for room comes upon one"] = count();
}

memcached*:::item-expire
/copyinstr(arg5) == "crawler" && copyinstr(arg0, arg1) == "old-crawl:0000"/
{
	@ok["the crawler comes upon one"] = count();
}

memcached*:::item-expire
/copyinstr(arg5) == "mover" && copyinstr(arg0, arg1) == "old-move:0000"/
{
	@ok["the slab mover comes upon one"] = count();
}

memcached*:::item-expire
/(copyinstr(arg5) == "flush" && copyinstr(arg0, arg1) == "flush:00" ||
    copyinstr(arg5) == "get" && copyinstr(arg0, arg1) == "flush-later:00") &&
    arg4 == -1/
{
	@ok["flush_all removes a new item, which had not expired"] = count();
}

memcached*:::item-alloc-failed
/copyinstr(arg0, arg1) == "big:00" && arg3 == 0/
{
	@ok["an item of 2 MB is too large"] = count();
}

memcached*:::item-alloc-failed
/arg2 > 100000 && arg3 != 0/
{
	@ok["a full server that may not evict refuses an item"] = count();
}

memcached*:::item-replace
/copyinstr(arg0, arg1) == copyinstr(arg3, arg4)/
{
	@ok["an item is replaced by one with its key"] = count();
}

memcached*:::item-replace
/copyinstr(arg0, arg1) != copyinstr(arg3, arg4)/
{
	@bad["an item is replaced by one with another key"] = count();
}

/* What runs in the background: a start, then its end, in one thread. */

memcached*:::slabs-move-start
/arg1 == 1/
{
	self->from = arg0;
}

memcached*:::slabs-move-done
/self->from == arg0 && arg1 == 1 && arg2 > 0 && arg4 == 0/
{
	@ok["a page moves to class 1; its good items are rescued"] = count();
}

memcached*:::assoc-expand-start
/arg0 == 13 && arg1 > 6144/
{
	self->growing = 1;
}

memcached*:::assoc-expand-done
/self->growing == 1 && arg0 == 13/
{
	@ok["with more than 6144 items the hash table doubles"] = count();
}

memcached*:::lru-crawler-start
/copyinstr(arg0) == "expired" && arg1 > 0/
{
	@ok["the crawler starts, for expired items"] = count();
}

memcached*:::lru-crawler-class-done
/arg1 == 2 && arg2 == 10 && arg3 == 10 && arg4 == 10/
{
	@ok["it finds 10 of 10 in one LRU that nobody had fetched"] = count();
}

memcached*:::lru-crawler-done
/copyinstr(arg0) == "expired"/
{
	@ok["and it ends"] = count();
}

/* Connections that are lost. */

memcached*:::conn-reject
/arg0 >= 39 && arg1 == 40/
{
	@ok["with a limit of 40 the descriptor 39 is refused"] = count();
}

memcached*:::conn-reject
/arg0 < 39/
{
	@bad["a connection is refused below the limit"] = count();
}

memcached*:::conn-timeout
/arg1 > 1/
{
	@ok["an idle connection is closed after more than a second"] = count();
}
