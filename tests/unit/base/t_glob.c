/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "base/glob.h"

static void patterns(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool want;
	} all[] = {
		{ "", "anything", true }, { "", "", true },
		{ "abc", "abc", true }, { "abc", "abcd", false },
		{ "abc", "ab", false }, { "abc", "", false },
		{ "*", "", true }, { "*", "abc", true },
		{ "a*", "a", true }, { "a*", "ba", false },
		{ "*c", "abc", true }, { "*c", "abcd", false },
		{ "a*c", "abcbc", true }, { "a*b*c", "axxbyyc", true },
		{ "a*b*c", "axxcyyb", false }, { "**a**", "bab", true },
		{ "?", "a", true }, { "?", "", false }, { "??", "a", false },
		{ "a?c", "abc", true }, { "*?", "", false },
		{ "[abc]", "b", true }, { "[abc]", "d", false },
		{ "[a-c]x", "bx", true }, { "[a-c]x", "dx", false },
		{ "[!a-c]", "d", true }, { "[!a-c]", "b", false },
		{ "[^a]", "b", true }, { "[^a]", "a", false },
		{ "[a-]", "-", true }, { "[-a]", "-", true },
		{ "[]a]", "]", true }, { "[]a]", "a", true },
		{ "[!]a]", "]", false }, { "[!]a]", "b", true },
		{ "[z-a]", "m", false },
		/* a bracket that does not close is itself */
		{ "[", "[", true }, { "[a", "[a", true }, { "[a", "a", false },
		{ "[]", "[]", true }, { "[!]", "[!]", true },
		{ "[!]", "x", false }, { "[!", "[!", true },
		{ "\\*", "*", true }, { "\\*", "a", false },
		{ "\\[a]", "[a]", true }, { "\\\\", "\\", true },
		{ "a\\", "a\\", true }, { "*\\*", "ab*", true },
		{ "*[0-9]", "redis42", true }, { "*[0-9]", "redis", false },
		{ "redis*", "redis42", true },
		{ "\xe4*", "\xe4x", true }, { "[\xe0-\xef]", "\xe4", true },
		{ "[\x80-\xff]", "a", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (glob_match(all[i].pattern, all[i].text) != all[i].want)
			fail_msg("'%s' and '%s': %d", all[i].pattern,
				 all[i].text, !all[i].want);
}

static void which_are_patterns(void **state)
{
	static const char *const yes[] = { "*", "a?", "[a]", "a\\b" };
	static const char *const no[] = { "", "abc", "a-b:c", "]" };

	(void)state;
	for (int i = 0; i < 4; i++) {
		assert_true(glob_is_pattern(yes[i]));
		assert_false(glob_is_pattern(no[i]));
	}
}

/* Many stars against a text that nearly matches must not explode. */
static void hostile_pattern(void **state)
{
	static char pattern[2001], text[5001];
	clock_t start = clock();

	(void)state;
	for (int i = 0; i < 2000; i += 2)
		memcpy(pattern + i, "*a", 2);
	memset(text, 'a', 5000);
	assert_true(glob_match(pattern, text));
	memcpy(pattern + 1998, "*b", 2);
	assert_false(glob_match(pattern, text));
	assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns),
		cmocka_unit_test(which_are_patterns),
		cmocka_unit_test(hostile_pattern),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
