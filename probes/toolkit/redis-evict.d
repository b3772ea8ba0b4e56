#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * redis-evict.d: which kinds of keys are evicted or expire, what that brings,
 * and which commands had to wait for an eviction.
 *
 * Usage: redis-evict.d [LENGTH [SECONDS]]
 *	the first LENGTH bytes of a key are its kind; 5. Without SECONDS:
 *	until Ctrl-C
 *
 *	KEYS		the first bytes of the keys
 *	EVICTED		thrown out because memory use was over maxmemory
 *	BYTES		that they gave back at once; of a large key with
 *			lazyfree-lazy-eviction, the rest comes later
 *	EXPIRED		removed because their time to live had passed
 *	COMMAND		what ran right after keys were evicted: it, or its
 *			client, had to wait for that
 *
 * Probes: key-evict, key-expire, command-start
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	length = $$1 == "" ? 5 : $1;
}

redis*:::key-evict
{
	this->kind = copyinstr(arg1, arg2 < length ? arg2 : length);
	@evicted[this->kind] = count();
	@bytes[this->kind] = sum(arg3);
	self->evicted++;
}

redis*:::key-expire
{
	@expired[copyinstr(arg1, arg2 < length ? arg2 : length)] = count();
}

redis*:::command-start
/self->evicted/
{
	@waits[copyinstr(arg1)] = count();
	@keys[copyinstr(arg1)] = sum(self->evicted);
	self->evicted = 0;
}

dtrace:::END
{
	printf("%-24s %10s %12s %10s\n", "KEYS", "EVICTED", "BYTES",
	    "EXPIRED");
	printa("%-24s %@10d %@12d %@10d\n", @evicted, @bytes, @expired);
	printf("\n%-24s %10s %12s\n", "COMMAND", "WAITS", "EVICTED");
	printa("%-24s %@10d %@12d\n", @waits, @keys);
}

tick-1s
{
	seconds++;
}

tick-1s
/seconds == $2/
{
	exit(0);
}
