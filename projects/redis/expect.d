/*
 * What the workload in `driver` must show. It runs one server, and in the end
 * a replica: statements with exact counts are about keys of the first alone.
 */

int hits, saves;

self int commands;	/* that run: EXEC and EVAL call others */
self int exec;		/* 1 inside EXEC */
self int script;	/* 1 inside a script */

redis*:::command-start
/copyinstr(arg1) == "config|set" && arg3 == 4/
{
	@ok["a subcommand has its full name: config|set, 4 arguments"] =
	    count();
}

redis*:::command-start
{
	self->commands++;
}

redis*:::command-done
/self->commands == 0/
{
	@bad["a command is done that did not start"] = count();
}

redis*:::command-done
/self->commands > 0/
{
	self->commands--;
}

redis*:::command-start
/copyinstr(arg1) == "get" && self->exec/
{
	@ok["the GET of a transaction runs inside EXEC"] = count();
}

redis*:::command-start
/copyinstr(arg1) == "exec"/
{
	self->exec = 1;
}

redis*:::command-done
/copyinstr(arg1) == "exec"/
{
	self->exec = 0;
}

redis*:::command-done
/copyinstr(arg1) == "lpush" && arg3 == 1/
{
	@ok["LPUSH to a string fails"] = count();
}

redis*:::command-done
/copyinstr(arg1) == "get" && arg3 != 0/
{
	@bad["a GET fails"] = count();
}

redis*:::command-done
/copyinstr(arg1) == "debug" && arg2 >= 1000000/
{
	@ok["DEBUG SLEEP 1 takes a second"] = count();
}

redis*:::command-slow
/copyinstr(arg1) == "debug" && copyinstr(arg3, 10) == "127.0.0.1:"/
{
	@ok["DEBUG SLEEP is in the slow log, from 127.0.0.1"] = count();
}

redis*:::command-slow
/arg2 < 500000/
{
	@bad["a command is in the slow log that is not slow"] = count();
}

redis*:::error-reply
/copyinstr(arg1) == "lpush" && copyinstr(arg2, 10) == "-WRONGTYPE"/
{
	@ok["LPUSH to a string is answered with -WRONGTYPE"] = count();
}

redis*:::error-reply
/copyinstr(arg1) == ""/
{
	@ok["an unknown command is answered with an error"] = count();
}

redis*:::client-connect
/arg0 > 0 && copyinstr(arg1, 10) == "127.0.0.1:" && arg2 > 2/
{
	@ok["a client connects from 127.0.0.1"] = count();
}

redis*:::client-disconnect
/copyinstr(arg2) == "tester"/
{
	@ok["the client that calls itself tester disconnects"] = count();
}

redis*:::client-block
/copyinstr(arg1) == "blpop"/
{
	@ok["BLPOP blocks its client"] = count();
}

redis*:::client-unblock
/copyinstr(arg1) == "blpop" && arg2 == 0/
{
	@ok["RPUSH unblocks a client"] = count();
}

redis*:::client-unblock
/copyinstr(arg1) == "blpop" && arg2 == 1/
{
	@ok["a timeout unblocks a client"] = count();
}

redis*:::key-hit
/arg0 == 0 && copyinstr(arg1, arg2) == "bench"/
{
	hits++;
}

END
/hits == 1000/
{
	@ok["1000 GETs of redis-benchmark hit 1000 times"] = count();
}

redis*:::key-miss
/copyinstr(arg1, arg2) == "user:2" && arg2 == 6/
{
	@ok["GET user:2 misses"] = count();
}

redis*:::key-expire
/copyinstr(arg1, arg2) == "session:1"/
{
	@ok["session:1 expires, though nobody asks for it"] = count();
}

redis*:::key-expire
/copyinstr(arg1, arg2) == "session:2"/
{
	@ok["session:2 expires when it is asked for"] = count();
}

redis*:::key-evict
/copyinstr(arg1, 5) == "page:" && arg3 > 10000/
{
	@ok["the eviction of a page gives more than 10000 bytes"] = count();
}

redis*:::rdb-save-start
/arg0 == 0 && copyinstr(arg1) == "dump.rdb"/
{
	@ok["SAVE writes dump.rdb in the server itself"] = count();
}

redis*:::rdb-save-start
/arg0 != 0 && copyinstr(arg1) == "dump.rdb" && arg2 > 0/
{
	@ok["BGSAVE writes dump.rdb in a child"] = count();
}

redis*:::rdb-save-start
/arg0 != 0 && copyinstr(arg1) == ""/
{
	@ok["a replica is sent the data set by a child"] = count();
}

redis*:::rdb-save-done
/arg1 == 1/
{
	saves++;
}

redis*:::rdb-save-done
/arg1 == 0/
{
	@bad["a save fails"] = count();
}

END
/saves == 3/
{
	@ok["three saves end well"] = count();
}

redis*:::aof-rewrite-start
/arg0 != 0 && arg1 > 0/
{
	@ok["BGREWRITEAOF forks, which takes time"] = count();
}

redis*:::aof-rewrite-done
/arg1 == 1 && arg2 > 0/
{
	@ok["the append only file is rewritten"] = count();
}

redis*:::aof-fsync
/arg0 > 0 && arg1 == 1/
{
	@ok["appendfsync everysec: a thread does it"] = count();
}

redis*:::aof-fsync
/arg0 > 0 && arg1 == 0/
{
	@ok["appendfsync always: all clients wait for it"] = count();
}

redis*:::replica-sync
/arg2 == 1 && arg4 == 0/
{
	@ok["a new replica gets everything"] = count();
}

redis*:::replica-sync
/arg2 == 0/
{
	@ok["a replica that was away gets the rest"] = count();
}

redis*:::script-start
/copyinstr(arg1) == "4e6d8fc8bb01276962cce5371fa795a7763657ae"/
{
	@ok["a script is known by its SHA1"] = count();
	self->script = 1;
}

redis*:::command-start
/self->script && copyinstr(arg1) == "get"/
{
	@ok["the script calls GET"] = count();
}

redis*:::script-done
{
	self->script = 0;
}

redis*:::script-done
/copyinstr(arg1) == "echo"/
{
	@ok["a function is known by its name"] = count();
}

redis*:::script-done
/arg2 < 0 || arg2 > 1000000/
{
	@bad["a script takes less than nothing, or more than a second"] =
	    count();
}
