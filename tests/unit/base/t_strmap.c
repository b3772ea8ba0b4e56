/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/strmap.h"

static void empty(void **state)
{
	struct strmap m = STRMAP_INIT;

	(void)state;
	assert_null(strmap_get(&m, "x"));
	assert_int_equal(strmap_index(&m, "x"), -1);
	strmap_release(&m);
}

static void setting(void **state)
{
	struct strmap m = STRMAP_INIT;
	char key[] = "key";
	int a, b;

	(void)state;
	assert_int_equal(strmap_set(&m, key, &a), 0);
	key[0] = 'x';	/* the map has a copy */
	assert_ptr_equal(strmap_get(&m, "key"), &a);
	assert_null(strmap_get(&m, "xey"));
	assert_int_equal(strmap_set(&m, "", &b), 1);
	assert_ptr_equal(strmap_get(&m, ""), &b);
	assert_int_equal(strmap_set(&m, "key", &b), 0);
	assert_ptr_equal(strmap_get(&m, "key"), &b);
	assert_int_equal(m.len, 2);
	/* a value may be NULL: the index tells that the key is there */
	strmap_set(&m, "key", NULL);
	assert_null(strmap_get(&m, "key"));
	assert_int_equal(strmap_index(&m, "key"), 0);
	strmap_release(&m);
	assert_int_equal(m.len, 0);
}

/* Growth keeps every key, its index and the order. */
static void many(void **state)
{
	struct strmap m = STRMAP_INIT;
	static int values[3000];
	char key[16];

	(void)state;
	for (size_t i = 0; i < 3000; i++) {
		snprintf(key, sizeof(key), "k%zu", i * 7);
		assert_int_equal(strmap_set(&m, key, &values[i]), i);
	}
	for (size_t i = 0; i < 3000; i++) {
		snprintf(key, sizeof(key), "k%zu", i * 7);
		assert_ptr_equal(strmap_get(&m, key), &values[i]);
		assert_int_equal(strmap_index(&m, key), i);
		assert_string_equal(m.entries[i].key, key);
		snprintf(key, sizeof(key), "k%zu", i * 7 + 1);
		assert_int_equal(strmap_index(&m, key), -1);
	}
	strmap_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty),
		cmocka_unit_test(setting),
		cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
