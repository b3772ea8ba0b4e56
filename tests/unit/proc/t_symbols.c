/* SPDX-License-Identifier: BSD-2-Clause */
/* Names in this very process, and in one that has ended. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc/ksyms.h"
#include "proc/symbols.h"

static uint64_t here(void)
{
	return (uintptr_t)here;
}

static void own_function(void **state)
{
	struct symbols *s = symbols_new();
	struct symbol found;

	(void)state;
	assert_true(symbols_find(s, getpid(), here() + 1, &found));
	assert_string_equal(found.module, "t_symbols");
	assert_string_equal(found.name, "here");
	assert_int_equal(found.offset, 1);
	symbols_free(s);
}

static void nothing_there(void **state)
{
	struct symbols *s = symbols_new();
	struct symbol found;
	int on_stack;

	(void)state;
	assert_false(symbols_find(s, getpid(), 1, &found));
	assert_false(symbols_find(s, getpid(), UINT64_MAX, &found));
	assert_false(symbols_find(s, getpid(), (uintptr_t)&on_stack, &found));
	symbols_free(s);
}

static void function_of_the_ended(void **state)
{
	struct symbols *known = symbols_new(), *unknown = symbols_new();
	struct symbol found;
	pid_t pid = fork();

	(void)state;
	if (!pid) {
		pause();
		_exit(0);
	}
	symbols_learn(known, pid);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_true(symbols_find(known, pid, here(), &found));
	assert_string_equal(found.name, "here");
	assert_int_equal(found.offset, 0);
	assert_false(symbols_find(unknown, pid, here(), &found));
	symbols_free(known);
	symbols_free(unknown);
}

/* Numbers of processes that cannot be; the real one is forgotten and found. */
static void very_many_processes(void **state)
{
	struct symbols *s = symbols_new();
	struct symbol found;

	(void)state;
	assert_true(symbols_find(s, getpid(), here(), &found));
	for (pid_t pid = 1 << 29; pid < (1 << 29) + 40000; pid++)
		assert_false(symbols_find(s, pid, here(), &found));
	assert_true(symbols_find(s, getpid(), here(), &found));
	assert_string_equal(found.name, "here");
	symbols_free(s);
}

static void kernel_bounds(void **state)
{
	struct ksyms *k = ksyms_new();
	struct symbol found;

	(void)state;
	assert_false(ksyms_find(k, 0, &found));
	assert_false(ksyms_find(k, UINT64_MAX, &found));
	ksyms_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_function),
		cmocka_unit_test(nothing_there),
		cmocka_unit_test(function_of_the_ended),
		cmocka_unit_test(very_many_processes),
		cmocka_unit_test(kernel_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
