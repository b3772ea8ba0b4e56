#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * redis-slow.d: commands that took long, each with the key it looked at.
 * Unlike the slow log it sees commands inside scripts too.
 *
 * Usage: redis-slow.d [US]	at least so many microseconds; 1000
 *
 *	US		how long it ran
 *	CLIENT		ID of the client, as CLIENT LIST has it
 *	DB		number of the database
 *	COMMAND		full name
 *	KEY		the last key that it read; empty when it read none
 *
 * Then the slow commands by name, with all their microseconds.
 *
 * Probes: command-start, key-hit, key-miss, command-done
 */
#pragma D option quiet
#pragma D option defaultargs

self string key;

dtrace:::BEGIN
{
	limit = $$1 == "" ? 1000 : $1;
	printf("%10s %8s %4s %-20s %s\n", "US", "CLIENT", "DB", "COMMAND",
	    "KEY");
}

redis*:::command-start
{
	self->db = arg2;
	self->key = "";
}

redis*:::key-hit,
redis*:::key-miss
{
	self->key = copyinstr(arg1, arg2);
}

redis*:::command-done
/arg2 >= limit/
{
	printf("%10d %8d %4d %-20s %s\n", arg2, arg0, self->db,
	    copyinstr(arg1), self->key);
	@count[copyinstr(arg1)] = count();
	@us[copyinstr(arg1)] = sum(arg2);
}

dtrace:::END
{
	printf("\n%-20s %10s %12s\n", "COMMAND", "COUNT", "US");
	printa("%-20s %@10d %@12d\n", @count, @us);
}
