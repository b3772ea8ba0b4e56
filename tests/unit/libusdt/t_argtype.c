/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "libusdt/argtype.h"

static void scalars(void **state)
{
	static const struct {
		const char *type;
		uint8_t size;
		bool is_signed;
	} rows[] = {
		{ "int", 4, true }, { "char", 1, true },
		{ "signed char", 1, true }, { "unsigned char", 1, false },
		{ "short", 2, true }, { "short int", 2, true },
		{ "unsigned short", 2, false }, { "unsigned", 4, false },
		{ "unsigned int", 4, false }, { "long", 8, true },
		{ "long unsigned int", 8, false }, { "long long", 8, true },
		{ "unsigned long long", 8, false }, { "float", 4, false },
		{ "double", 8, false }, { "int8_t", 1, true },
		{ "uint16_t", 2, false }, { "int32_t", 4, true },
		{ "uint64_t", 8, false }, { "size_t", 8, false },
		{ "ssize_t", 8, true }, { "pid_t", 4, true },
		{ "bool", 1, false }, { "_Bool", 1, false },
		{ "const int", 4, true }, { "int const", 4, true },
		{ "char *", 8, false }, { "const char *", 8, false },
		{ "char*", 8, false }, { "char *const", 8, false },
		{ "void *", 8, false }, { "void **", 8, false },
		{ "struct any *", 8, false }, { "enum any", 4, true },
		{ "union u *", 8, false }, { "string", 8, false },
		{ "unsigned short *", 8, false }, { "uint8_t *", 8, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arg_type t = { 0 };

		if (argtype_parse(rows[i].type, NULL, &t) ||
		    t.size != rows[i].size || t.is_signed != rows[i].is_signed)
			fail_msg("%s: %d %d", rows[i].type, t.size,
				 t.is_signed);
	}
}

static void refused(void **state)
{
	static const char *const rows[] = {
		"", "*", "foo", "foo *", "json", "int int", "char short",
		"long double", "long short", "unsigned signed", "void",
		"struct s", "union u", "struct", "struct *", "int)", "int;",
		"int; } ; #pragma", "int x", "int[3]", "float int", "3",
		"unsigned float", "int /* */", "long long long", "int\xff",
		"char *; provider p { probe x(); };", "const", "int (*)(void)",
	};
	struct arg_type t;
	char *longest;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!argtype_parse(rows[i], NULL, &t))
			fail_msg("%s was taken", rows[i]);
	longest = malloc(100000);
	memset(longest, '*', 99999);
	memcpy(longest, "char ", 5);
	longest[99999] = '\0';
	assert_non_null(argtype_parse(longest, NULL, &t));
	free(longest);
}

static void typedefs(void **state)
{
	static const char text[] =
		"/* a ; comment */ typedef int mine; typedef mine yours;\n"
		"typedef struct req { char *uri; mine status; } req_t;\n"
		"typedef char *name; typedef unsigned char bytes[4];\n"
		"typedef int (*callback)(int, char *); typedef req_t *req_p;\n"
		"enum color { RED, GREEN = 3 }; typedef enum color color_t;\n"
		"typedef mine *const table[2]; typedef self_ref self_ref;";
	static const struct {
		const char *type;
		uint8_t size;
		bool is_signed;
	} rows[] = {
		{ "mine", 4, true }, { "yours", 4, true },
		{ "req_t *", 8, false }, { "struct req *", 8, false },
		{ "name", 8, false }, { "callback", 8, false },
		{ "req_p", 8, false }, { "color_t", 4, true },
		{ "const yours *", 8, false },
	};
	struct arg_type t;

	(void)state;
	assert_null(argtype_check_declarations(text));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&t, 0, sizeof(t));
		if (argtype_parse(rows[i].type, text, &t) ||
		    t.size != rows[i].size || t.is_signed != rows[i].is_signed)
			fail_msg("%s: %d %d", rows[i].type, t.size,
				 t.is_signed);
	}
	assert_non_null(argtype_parse("req_t", text, &t));
	assert_non_null(argtype_parse("bytes", text, &t));
	assert_non_null(argtype_parse("self_ref", text, &t));
	assert_non_null(argtype_parse("nothing", text, &t));
	assert_non_null(argtype_parse("comment *", text, &t));
}

static void declarations(void **state)
{
	static const char *const bad[] = {
		"int x;", "struct s { int a; }", "struct s { int a };  }",
		"struct s { int a ); };", "provider p { };", "#include <x>",
		"struct s { int a; }; @x = count();", "typedef int \"x\";",
		"struct s { int a; }; BEGIN { exit(0); }", "typedef",
		"struct s { int a\\; };", "struct s { int \x01; };",
	};
	char deep[400];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!argtype_check_declarations(bad[i]))
			fail_msg("%s was taken", bad[i]);
	assert_null(argtype_check_declarations(""));
	assert_null(argtype_check_declarations(" /* nothing */ "));
	memset(deep, '(', sizeof(deep));
	memcpy(deep, "typedef ", 8);
	deep[sizeof(deep) - 1] = '\0';
	assert_string_equal(argtype_check_declarations(deep),
			    "nested too deeply");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars),
		cmocka_unit_test(refused),
		cmocka_unit_test(typedefs),
		cmocka_unit_test(declarations),
	};

	return cmocka_run_group_tests_name("libusdt/argtype", tests, NULL, NULL);
}
