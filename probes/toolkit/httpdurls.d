#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * httpdurls.d: which paths are asked for, of a server that has no probes: it looks
 * at what the server reads.
 *
 * Usage: httpdurls.d NAME [SECONDS]	of programs of that name
 *
 *	COUNT		how often
 *	METHOD, URL	as the request's first line has them
 *
 * Requests over TLS, and of HTTP/2 and later, cannot be read this way.
 *
 * Probes: syscall::read:, syscall::recvfrom:
 */
#pragma D option quiet
#pragma D option defaultargs

syscall::read:entry,
syscall::recvfrom:entry
/execname == $$1/
{
	self->buffer = arg1;
}

syscall::read:return,
syscall::recvfrom:return
/self->buffer && (int64_t)arg0 > 16/
{
	this->text = copyinstr(self->buffer, 250);
	this->method = strtok(this->text, " ");
	this->url = strtok(NULL, " ?");
}

syscall::read:return,
syscall::recvfrom:return
/self->buffer && (int64_t)arg0 > 16 && (this->method == "GET" ||
    this->method == "POST" || this->method == "HEAD" ||
    this->method == "PUT" || this->method == "DELETE")/
{
	@[this->method, this->url] = count();
}

syscall::read:return,
syscall::recvfrom:return
{
	self->buffer = 0;
}

dtrace:::END
{
	printf("%10s  %-8s %s\n", "COUNT", "METHOD", "URL");
	printa("%@10d  %-8s %s\n", @);
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
