/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static void empty(void **state)
{
	struct buf b = BUF_INIT;
	char *s;

	(void)state;
	assert_string_equal(buf_str(&b), "");
	assert_null(b.data);
	buf_clear(&b);
	buf_add(&b, NULL, 0);
	assert_string_equal(buf_str(&b), "");
	buf_release(&b);
	s = buf_detach(&b);
	assert_string_equal(s, "");
	free(s);
}

static void adding(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_add_str(&b, "ab");
	buf_add_char(&b, 'c');
	buf_add_fill(&b, '.', 3);
	buf_add(&b, "\0x", 2);
	assert_int_equal(b.len, 8);
	assert_memory_equal(b.data, "abc...\0x", 9);
	buf_align(&b, 8);
	assert_int_equal(b.len, 8);
	buf_add_char(&b, '!');
	buf_align(&b, 4);
	assert_int_equal(b.len, 12);
	assert_memory_equal(b.data + 8, "!\0\0\0", 5);
	buf_clear(&b);
	assert_int_equal(b.len, 0);
	assert_string_equal(b.data, "");
	buf_release(&b);
}

/* After every byte there is a NUL, wherever the memory ends. */
static void growth(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < 5000; i++) {
		buf_add_char(&b, (char)('a' + i % 26));
		assert_true(b.cap > b.len);
		assert_int_equal(b.data[b.len], 0);
	}
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(b.data[i], 'a' + i % 26);
	buf_release(&b);
}

/* Text that fits the memory, that fills it to the byte, and that does not. */
static void formats(void **state)
{
	(void)state;
	for (int width = 1; width < 300; width++) {
		struct buf b = BUF_INIT;

		buf_add_str(&b, "0123456789");
		buf_printf(&b, "%*d", width, 7);
		assert_int_equal(b.len, 10 + width);
		assert_int_equal(strlen(b.data), 10 + width);
		assert_int_equal(b.data[b.len - 1], '7');
		buf_release(&b);
	}
}

static void format_into_an_empty_one(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_printf(&b, "%s", "");
	assert_string_equal(buf_str(&b), "");
	buf_printf(&b, "%d%c", 5, 'x');
	assert_string_equal(buf_str(&b), "5x");
	buf_release(&b);
}

static void detach(void **state)
{
	struct buf b = BUF_INIT;
	char *s;

	(void)state;
	buf_add_str(&b, "mine");
	s = buf_detach(&b);
	assert_string_equal(s, "mine");
	assert_int_equal(b.len, 0);
	assert_null(b.data);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty),
		cmocka_unit_test(adding),
		cmocka_unit_test(growth),
		cmocka_unit_test(formats),
		cmocka_unit_test(format_into_an_empty_one),
		cmocka_unit_test(detach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
