/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of bash, as a shell would: a script of three lines calls
 * true twice and false once, and a line is read.
 */
#include <stddef.h>
#include <stdint.h>

#include "sh.h"

#define FILE_NAME "/tmp/p.sh"

static void call(char *name, int line, int status)
{
	char *argv[] = { name, NULL };

	SH_LINE(FILE_NAME, line);
	SH_COMMAND_ENTRY(FILE_NAME, name, line, 1, argv, name, name, 0);
	SH_COMMAND_RETURN(FILE_NAME, name, status, 77);
}

static void type(void)
{
	SH_READLINE_START("$ ");
	SH_READLINE_DONE("make world", 0);
	SH_READLINE_START("$ ");
	SH_READLINE_DONE("", 1);
}

int main(void)
{
	int i;

	SH_SCRIPT_START(FILE_NAME, "", 0);
	for (i = 0; i < 2; i++)
		call("true", 2, 0);
	call("false", 3, 1);
	SH_LINE(FILE_NAME, 4);
	SH_COMMAND_MISSING(FILE_NAME, "flase", 4);
	SH_SCRIPT_DONE(FILE_NAME, 127);
	type();
	return 0;
}
