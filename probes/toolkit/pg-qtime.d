#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pg-qtime.d: how long queries take, backend by backend.
 *
 * Usage: pg-qtime.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	PID		of the backend
 *	QUERIES		how many it has completed
 *	FAILED		how many ended before they were done
 *	AVG, MAX	microseconds from query-start to query-done
 *
 * Then the distribution of the microseconds, for the five busiest.
 *
 * Probes: query-start, query-done
 */
#pragma D option quiet
#pragma D option defaultargs

self uint64_t start;

postgresql*:::query-start
/self->start/
{
	@failed[pid] = count();
}

postgresql*:::query-start
{
	self->start = timestamp;
}

postgresql*:::query-done
/self->start/
{
	this->us = (timestamp - self->start) / 1000;
	@queries[pid] = count();
	@average[pid] = avg(this->us);
	@longest[pid] = max(this->us);
	@us[pid] = quantize(this->us);
	self->start = 0;
}

dtrace:::END
{
	printf("%7s %9s %9s %9s %9s\n", "PID", "QUERIES", "FAILED", "AVG",
	    "MAX");
	printa("%7d %@9d %@9d %@9d %@9d\n", @queries, @failed, @average,
	    @longest);
	trunc(@us, 5);
	printf("\nmicroseconds\n");
	printa(@us);
}

tick-1s
{
	seconds++;
}

tick-1s
/seconds == $1/
{
	exit(0);
}
