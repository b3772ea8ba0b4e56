/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "proc/words.h"

/* The words joined by '|', or NULL. */
static const char *split(struct arena *a, const char *text)
{
	struct err e = ERR_INIT;
	char **words, *all;

	if (words_split(a, text, &words, &e)) {
		assert_true(*e.text);
		return NULL;
	}
	all = words[0];
	for (size_t i = 1; words[i]; i++)
		all = arena_printf(a, "%s|%s", all, words[i]);
	return all;
}

static void words(void **state)
{
	static const char *const tests[][2] = {
		{ "a", "a" },
		{ "  a\tbc \n d ", "a|bc|d" },
		{ "'a b' c", "a b|c" },
		{ "\"a 'b\" c", "a 'b|c" },
		{ "x'a b'\"c d\"y", "xa bc dy" },
		{ "a\\ b c", "a b|c" },
		{ "'a\\ b'", "a\\ b" },
		{ "\"a\\\"b\\c\"", "a\"b\\c" },
		{ "a '' b", "a||b" },
		{ "a\\", "a\\" },
		{ "", NULL }, { "   ", NULL },
		{ "a 'b", NULL }, { "a \"b\\\"", NULL },
	};
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		const char *got = split(&a, tests[i][0]);

		if (tests[i][1])
			assert_string_equal(got, tests[i][1]);
		else
			assert_null(got);
	}
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(words) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
