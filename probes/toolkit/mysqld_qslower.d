#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * mysqld_qslower.d: queries that a MySQL or MariaDB server took long for, without
 * probes in the server: the functions that run a query are traced.
 *
 * Usage: mysqld_qslower.d MS -p PID	queries of so many milliseconds and more
 *
 *	MS		how long it took
 *	QUERY		its text
 *
 * Probes: pid$target::*dispatch_command*:entry and :return
 *
 * The text is the third argument of dispatch_command() in MariaDB and in MySQL
 * up to 5.6.
 */
#pragma D option quiet
pid$target::*dispatch_command*:entry
{
	self->query = arg2;
	self->start = timestamp;
}

pid$target::*dispatch_command*:return
/self->start && (timestamp - self->start) / 1000000 >= $1/
{
	printf("%8d  %s\n", (timestamp - self->start) / 1000000,
	    copyinstr(self->query));
}

pid$target::*dispatch_command*:return
{
	self->query = 0;
	self->start = 0;
}
