/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "base/err.h"

static void texts(void **state)
{
	struct err e = ERR_INIT;

	(void)state;
	assert_string_equal(e.text, "");
	assert_int_equal(err_set(&e, -EINVAL, "bad '%s'", "x"), -EINVAL);
	assert_string_equal(e.text, "bad 'x'");
	assert_int_equal(err_sys(&e, -ENOENT, "cannot open '%s'", "f"),
			 -ENOENT);
	assert_string_equal(e.text,
			    "cannot open 'f': No such file or directory");
	err_prefix(&e, "line %d", 3);
	assert_string_equal(e.text, "line 3: cannot open 'f': "
				    "No such file or directory");
}

/* Texts of any length stay within the struct. */
static void long_texts(void **state)
{
	struct {
		struct err e;
		char guard;
	} x = { ERR_INIT, 'g' };
	char text[3000];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&x.e, -1, "%s", text);
	assert_int_equal(strlen(x.e.text), sizeof(x.e.text) - 1);
	err_prefix(&x.e, "prefix");
	assert_int_equal(strlen(x.e.text), sizeof(x.e.text) - 1);
	assert_memory_equal(x.e.text, "prefix: aaa", 11);
	err_sys(&x.e, -EIO, "%s", text);
	assert_int_equal(strlen(x.e.text), sizeof(x.e.text) - 1);
	err_prefix(&x.e, "%s", text);
	assert_int_equal(strlen(x.e.text), sizeof(x.e.text) - 1);
	assert_int_equal(x.guard, 'g');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(long_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
