/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdalign.h>
#include <string.h>

#include "base/arena.h"

static int is_zero(const unsigned char *p, size_t n)
{
	while (n--)
		if (*p++)
			return 0;
	return 1;
}

/* Small, large, and across the end of a block: zeroed, aligned, apart. */
static void allocations(void **state)
{
	static const size_t sizes[] = { 1, 0, 16, 17, 4096, 4097, 100000, 3,
					16383, 16384, 16385, 8 };
	enum { N = sizeof(sizes) / sizeof(*sizes) };
	unsigned char *p[N * 20];
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < N * 20; i++) {
		p[i] = arena_alloc(&a, sizes[i % N]);
		assert_non_null(p[i]);
		assert_int_equal((uintptr_t)p[i] % alignof(max_align_t), 0);
		assert_true(is_zero(p[i], sizes[i % N]));
		memset(p[i], (int)i + 1, sizes[i % N]);
	}
	for (size_t i = 0; i < N * 20; i++)
		for (size_t k = 0; k < sizes[i % N]; k++)
			assert_int_equal(p[i][k], (unsigned char)(i + 1));
	arena_release(&a);
	assert_null(a.blocks);
}

static void strings(void **state)
{
	struct arena a;
	char text[] = "hello";
	char *copy;

	(void)state;
	arena_init(&a);
	copy = arena_strdup(&a, text);
	text[0] = 'j';
	assert_string_equal(copy, "hello");
	assert_string_equal(arena_strndup(&a, "hello", 3), "hel");
	assert_string_equal(arena_strndup(&a, "hi", 30), "hi");
	assert_string_equal(arena_strndup(&a, "", 0), "");
	assert_string_equal(arena_printf(&a, "%s-%d", "x", 7), "x-7");
	assert_memory_equal(arena_memdup(&a, "a\0b", 3), "a\0b", 3);
	assert_non_null(arena_memdup(&a, NULL, 0));
	arena_release(&a);
}

static void long_format(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_int_equal(strlen(arena_printf(&a, "%50000d", 1)), 50000);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allocations),
		cmocka_unit_test(strings),
		cmocka_unit_test(long_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
