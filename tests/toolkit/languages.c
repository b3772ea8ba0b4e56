/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * languages NAME: plays a program in that language, which fires the probes that
 * its interpreter would: main() calls outer() twice, outer() sleeps 5 ms and
 * calls inner(), which computes for 10 ms and allocates 3000 bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "languages.h"

/* A function of each language begins, or returns. */
typedef void step_fn(const char *function, int line);

static void compute(void)
{
	struct timespec now;
	long until;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	until = now.tv_sec * 1000000000 + now.tv_nsec + 10000000;
	do {
		for (volatile int i = 0; i < 100000; i++)
			;
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	} while (now.tv_sec * 1000000000 + now.tv_nsec < until);
}

static void inner(step_fn *enter, step_fn *leave)
{
	void *volatile memory;	/* or the compiler would leave it out */

	enter("inner", 10);
	compute();
	memory = malloc(3000);
	free(memory);
	leave("inner", 12);
}

static void outer(step_fn *enter, step_fn *leave)
{
	enter("outer", 20);
	usleep(5000);
	inner(enter, leave);
	leave("outer", 22);
}

static void play(step_fn *enter, step_fn *leave)
{
	enter("main", 30);
	outer(enter, leave);
	outer(enter, leave);
	leave("main", 33);
}

#define FILE_NAME "/srv/app/demo.src"

static void py_enter(const char *f, int line)
{
	PYTHON_FUNCTION_ENTRY(FILE_NAME, (char *)f, line);
}

static void py_leave(const char *f, int line)
{
	PYTHON_FUNCTION_RETURN(FILE_NAME, (char *)f, line);
}

static void rb_enter(const char *f, int line)
{
	RUBY_METHOD_ENTRY("Demo", (char *)f, FILE_NAME, line);
	RUBY_OBJECT_CREATE("Thing", FILE_NAME, line);
	RUBY_ARRAY_CREATE(3, FILE_NAME, line);
	RUBY_HASH_CREATE(3, FILE_NAME, line);
	RUBY_STRING_CREATE(3, FILE_NAME, line);
	RUBY_CMETHOD_ENTRY("Kernel", "sleep", FILE_NAME, line);
	RUBY_CMETHOD_RETURN("Kernel", "sleep", FILE_NAME, line);
}

static void rb_leave(const char *f, int line)
{
	RUBY_METHOD_RETURN("Demo", (char *)f, FILE_NAME, line);
	RUBY_GC_MARK_BEGIN();
	RUBY_RAISE("Error", FILE_NAME, line);
}

static void pl_enter(const char *f, int line)
{
	PERL_SUB_ENTRY((char *)f, FILE_NAME, line, "main");
}

static void pl_leave(const char *f, int line)
{
	PERL_SUB_RETURN((char *)f, FILE_NAME, line, "main");
}

static void php_enter(const char *f, int line)
{
	PHP_FUNCTION_ENTRY((char *)f, FILE_NAME, line, "", "");
}

static void php_leave(const char *f, int line)
{
	PHP_FUNCTION_RETURN((char *)f, FILE_NAME, line, "", "");
}

static void js_enter(const char *f, int line)
{
	JAVASCRIPT_FUNCTION_ENTRY(FILE_NAME, (char *)f, line);
}

static void js_leave(const char *f, int line)
{
	JAVASCRIPT_FUNCTION_RETURN(FILE_NAME, (char *)f, line);
}

static void tcl_enter(const char *f, int line)
{
	(void)line;
	TCL_PROC_ENTRY((char *)f, 0, NULL);
	TCL_CMD_ENTRY("puts", 0, NULL);
	TCL_CMD_RETURN("puts", 0);
}

static void tcl_leave(const char *f, int line)
{
	(void)line;
	TCL_PROC_RETURN((char *)f, 0);
}

static void sh_enter(const char *f, int line)
{
	SH_FUNCTION_ENTRY(FILE_NAME, (char *)f, line);
}

static void sh_leave(const char *f, int line)
{
	SH_FUNCTION_RETURN(FILE_NAME, (char *)f, line);
}

/* Strings of the virtual machine do not end in a NUL. */
static void j_enter(const char *f, int line)
{
	(void)line;
	HOTSPOT_METHOD_ENTRY(1, "Demo|", 4, (char *)f, (int)strlen(f), "()V|",
			     3);
	HOTSPOT_OBJECT_ALLOC(1, "Thing|", 5, 24);
}

static void j_leave(const char *f, int line)
{
	(void)f;
	HOTSPOT_CLASS_LOADED("Loaded|", 6, NULL, 0);
	HOTSPOT_THREAD_START("worker|", 6, line, line, 0);
	HOTSPOT_METHOD_COMPILE_BEGIN("C2", 2, "Demo|", 4, "run|", 3);
	HOTSPOT_GC_BEGIN(1);
}

static const struct {
	const char *name;
	step_fn *enter, *leave;
} languages[] = {
	{ "py", py_enter, py_leave }, { "rb", rb_enter, rb_leave },
	{ "pl", pl_enter, pl_leave }, { "php", php_enter, php_leave },
	{ "js", js_enter, js_leave }, { "tcl", tcl_enter, tcl_leave },
	{ "sh", sh_enter, sh_leave }, { "j", j_enter, j_leave },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
		if (argc < 2 || strcmp(argv[1], languages[i].name))
			continue;
		play(languages[i].enter, languages[i].leave);
		if (argc > 2)
			sleep((unsigned)atoi(argv[2]));
		return 0;
	}
	fprintf(stderr, "usage: languages py|rb|pl|php|js|tcl|sh|j [SECONDS]\n");
	return 2;
}
