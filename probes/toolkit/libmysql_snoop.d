#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * libmysql_snoop.d: the queries that a client of MySQL or MariaDB sends, seen in
 * its client library, whatever the server is.
 *
 * Usage: libmysql_snoop.d -p PID	or -c COMMAND
 *
 *	US		how long the answer took
 *	RET		what the library gave: 0 when it worked
 *	QUERY		the text
 *
 * Probes: pid$target::mysql_query:, pid$target::mysql_real_query:
 */
#pragma D option quiet
#pragma D option switchrate=10hz

dtrace:::BEGIN
{
	printf("%10s %4s  %s\n", "US", "RET", "QUERY");
}

/* The first calls the second: the outer one counts. */
pid$target::mysql_query:entry,
pid$target::mysql_real_query:entry
/!self->depth++/
{
	self->query = copyinstr(arg1);
	self->start = timestamp;
}

pid$target::mysql_query:return,
pid$target::mysql_real_query:return
/self->start && --self->depth == 0/
{
	printf("%10d %4d  %s\n", (timestamp - self->start) / 1000, (int)arg1,
	    self->query);
	self->start = 0;
}
