/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dtrace: USDT compiler, lister and tracer. Exit status 0, what exit() gave, 1
 * for failure, 2 for a wrong command line.
 */
#include <stdio.h>

#include "cmd/doctor.h"
#include "cmd/list.h"
#include "cmd/options.h"
#include "cmd/privilege.h"
#include "cmd/say.h"
#include "cmd/trace.h"
#include "cmd/usdt.h"

/* A wrong value is named; a wrong use gets the summary, too. */
static int usage(const char *why, bool is_value)
{
	say("%s", why);
	if (!is_value)
		fputs(options_usage, stderr);
	return 2;
}

static int run(struct options *o)
{
	switch (o->mode) {
	case MODE_VERSION:
		puts("dtrace: Project DTrace 0.1.0");
		return 0;
	case MODE_DOCTOR:
		return cmd_doctor(o);
	case MODE_LIST:
		return cmd_list(o);
	case MODE_HEADER:
		return mode_header(o);
	case MODE_OBJECT:
		return mode_object(o);
	case MODE_TRACE:
		break;
	}
	if (!o->programs.len)
		return usage("nothing to do: give a program with -n or -s",
			     false);
	return cmd_trace(o);
}

int main(int argc, char **argv)
{
	struct options o;
	struct err e = ERR_INIT;
	int status;

	privileges_keep_to_ourselves();
	if (options_parse(&o, argc, argv, &e))
		status = usage(e.text, o.bad_value);
	else
		status = run(&o);
	options_release(&o);
	return status;
}
