#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * ap-stat.d: what httpd is asked for, and what that costs.
 *
 * Usage: ap-stat.d [BY [SECONDS]]
 *
 *	BY		uri, type (the media type) or server; uri when it is
 *			left out
 *	SECONDS		print, and start again, every so many; the rest, or
 *			all, at Ctrl-C
 *
 *	REQUESTS	how many
 *	ERRORS		those of them with a status of 400 or more
 *	SYSCALLS	system calls of a request, on average
 *	US		microseconds of a request, on average; until the
 *			response is made and given to the filters
 *	BYTES		sent, all together
 *
 * What is asked for most comes last. Needs the types in the binary, which
 * the builds of this project have.
 *
 * Probes: process-request-entry, process-request-return
 */
#pragma D option quiet
#pragma D option defaultargs

ap*:::process-request-entry
{
	self->since = timestamp;
	self->calls = 0;
}

syscall:::entry
/self->since/
{
	self->calls++;
}

ap*:::process-request-return
/self->since/
{
	this->key = $$1 == "type" ? (args[0]->content_type == NULL ? "-" :
	    stringof(args[0]->content_type)) :
	    $$1 == "server" ? stringof(args[0]->server->server_hostname) :
	    copyinstr(arg1);
	@requests[this->key] = count();
	@errors[this->key] = sum(arg2 >= 400 ? 1 : 0);
	@calls[this->key] = avg(self->calls);
	@us[this->key] = avg((timestamp - self->since) / 1000);
	@bytes[this->key] = sum(args[0]->bytes_sent);
	self->since = 0;
}

tick-1s
{
	seconds++;
}

tick-1s, dtrace:::END
/probename == "END" || seconds == $2/
{
	seconds = 0;
	printf("%9s %7s %9s %9s %12s  %s\n", "REQUESTS", "ERRORS", "SYSCALLS",
	    "US", "BYTES", $$1 == "" ? "uri" : $$1);
	printa("%@9d %@7d %@9d %@9d %@12d  %s\n", @requests, @errors, @calls,
	    @us, @bytes);
	printf("\n");
	trunc(@requests);
	trunc(@errors);
	trunc(@calls);
	trunc(@us);
	trunc(@bytes);
}
