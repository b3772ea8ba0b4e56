/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/vec.h"

struct item {
	int n;
	char text[9];
};

static void pushing(void **state)
{
	VEC(struct item) v = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++) {
		struct item *it = vec_push(&v);

		assert_int_equal(it->n, 0);
		assert_int_equal(it->text[8], 0);
		it->n = i;
		it->text[8] = 'x';
	}
	assert_int_equal(v.len, 1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(v.items[i].n, i);
	/* what is taken off and pushed again is zero again */
	v.len = 3;
	assert_int_equal(vec_push(&v)->text[8], 0);
	vec_release(&v);
	assert_null(v.items);
	assert_int_equal(v.len + v.cap, 0);
	vec_release(&v);
}

static void values(void **state)
{
	VEC(const char *) v = { 0 };

	(void)state;
	*vec_push(&v) = "a";
	*vec_push(&v) = "b";
	assert_string_equal(v.items[1], "b");
	vec_release(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pushing),
		cmocka_unit_test(values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
