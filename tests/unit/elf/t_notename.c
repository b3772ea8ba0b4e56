/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "elf/notename.h"

static void names(void **state)
{
	static const char *const rows[][2] = {
		{ "request__done", "request__done" }, { "_a9", "_a9" },
		{ "11arg", "_x_11arg" }, { "a.b", "_x_a_2eb" },
		{ "a_b?", "_x_a_5fb_3f" }, { "\xc3\xa4", "_x__c3_a4" },
		{ "_x_11arg", "_x__5fx_5f11arg" }, { "", "_x_" },
	};
	char out[NOTE_NAME_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(note_name(rows[i][0], out), rows[i][1]);
}

static void too_long(void **state)
{
	char name[300], out[NOTE_NAME_MAX];

	(void)state;
	memset(name, '.', sizeof(name));
	name[169] = '\0';
	assert_int_equal(strlen(note_name(name, out)), 3 + 3 * 169);
	name[169] = '.';
	name[170] = '\0';
	assert_string_equal(note_name(name, out), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(too_long),
	};

	return cmocka_run_group_tests_name("elf/notename", tests, NULL, NULL);
}
