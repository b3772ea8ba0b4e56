/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of Perl, as an interpreter would: p.pl loads a module that
 * wants another one, which is not there, and matches two strings.
 */
#include <stddef.h>
#include <stdint.h>

#include "pl.h"

#define SCRIPT "p.pl"
#define REGEX "(?^:a+)"

static void load(void)
{
	PERL_LOADING_FILE("A.pm", SCRIPT, 1);
	PERL_LOADING_FILE("B.pm", "A.pm", 2);
	PERL_FAILED_FILE("B.pm", "No such file or directory");
	PERL_LOADED_FILE("A.pm");
}

static void match(long length, int matched)
{
	PERL_REGEX_MATCH_START(REGEX, length, SCRIPT, 3);
	PERL_REGEX_MATCH_DONE(REGEX, matched, SCRIPT, 3);
}

int main(void)
{
	load();
	match(7, 1);
	match(9, 0);
	return 0;
}
