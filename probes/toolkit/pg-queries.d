#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pg-queries.d: which queries the server spends its time on. With prepared
 * statements the text is the same for all values; else a query with another
 * value is another one, and LENGTH may cut the values off.
 *
 * Usage: pg-queries.d [SECONDS [LENGTH]]	without SECONDS: until Ctrl-C;
 *					LENGTH bytes of each text: 60
 *
 *	TOTAL		milliseconds, all together
 *	QUERIES		how many
 *	AVG, MAX	microseconds of one
 *	QUERY		its text
 *
 * Probes: query-start, query-done
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	length = $$2 == "" ? 60 : $2;
}

postgresql*:::query-start
{
	self->start = timestamp;
}

postgresql*:::query-done
/self->start/
{
	this->us = (timestamp - self->start) / 1000;
	this->query = substr(copyinstr(arg0), 0, length);
	@total[this->query] = sum(this->us);
	@queries[this->query] = count();
	@average[this->query] = avg(this->us);
	@longest[this->query] = max(this->us);
	self->start = 0;
}

dtrace:::END
{
	printf("%10s %9s %9s %9s  %s\n", "TOTAL", "QUERIES", "AVG", "MAX",
	    "QUERY");
	normalize(@total, 1000);
	printa("%@10d %@9d %@9d %@9d  %s\n", @total, @queries, @average,
	    @longest);
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
