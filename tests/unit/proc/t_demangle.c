/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proc/demangle.h"

static void check(const char *name, const char *meaning)
{
	struct demangler d;

	demangler_init(&d);
	assert_string_equal(demangle(&d, name), meaning);
	/* from memory */
	assert_string_equal(demangle(&d, name), meaning);
	demangler_release(&d);
}

static void of_cplusplus(void **state)
{
	(void)state;
	check("_ZN4shop4CartIiE3addEi", "shop::Cart<int>::add");
	check("_ZNK4shop4Cart4sizeEv", "shop::Cart::size");
}

static void of_rust(void **state)
{
	(void)state;
	check("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE",
	      "core::fmt::Formatter::pad");
	check("_RNvNtC4shop4cart3add", "shop::cart::add");
}

static void what_is_not_mangled(void **state)
{
	char deep[6000];

	(void)state;
	check("main", "main");
	check("_start", "_start");
	check("_", "_");
	check("", "");
	check("_Zwhatever", "_Zwhatever");
	memset(deep, 'P', sizeof(deep) - 1);
	memcpy(deep, "_Z1f", 4);
	deep[sizeof(deep) - 1] = '\0';
	check(deep, deep);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_cplusplus),
		cmocka_unit_test(of_rust),
		cmocka_unit_test(what_is_not_mangled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
