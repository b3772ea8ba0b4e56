/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile.h"

#include "lang/type.h"

/* Declarations are printed as they were written, but for blanks. */
static void print_declarations(void **state)
{
	static const char *const texts[] = {
		"int x", "unsigned long long x", "char *x", "const char *x",
		"char *const x", "const char *const *volatile x",
		"int *x[3]", "int (*x)[3]", "int (*x[3])[4]",
		"int (*x)(void)", "void (*x)(int, char *, ...)",
		"int (*(*x)(int))(char)", "char *(*x[2])(void)",
		"struct tag *x", "const struct tag *x", "union u *x",
		"enum e x", "uint64_t x", "string x", "signed char x",
		"size_t (*x)(struct tag *a, const int *b)",
	};
	struct compilation c;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct buf source = BUF_INIT, out = BUF_INIT;

		buf_printf(&source, "%s;", texts[i]);
		compilation_parse(&c, source.data, LANG_PROGRAM);
		assert_int_equal(c.diags.len, 0);
		assert_non_null(c.program.variables);
		type_print(c.program.variables->type, "x", &out);
		assert_string_equal(buf_str(&out), texts[i]);
		buf_release(&source);
		buf_release(&out);
		compilation_release(&c);
	}
}

/* The same members as gcc lays them out on x86-64 and aarch64. */
struct natural {
	char a;
	int b;
	short c;
	struct { char d; long e; } f;
	union { int g; char h[9]; };
	int *i[2];
	char j;
};

struct bits {
	unsigned a : 3;
	int b : 7;
	long c : 40;
	char d;
	unsigned e : 30;
	unsigned : 0;
	unsigned char f : 5;
	unsigned char g : 5;
	_Bool h : 1;
};

struct __attribute__((packed)) tight {
	char a;
	int b;
	long c;
};

static const struct type *struct_type(struct compilation *c, const char *name)
{
	const struct type *t = symtab_get(&c->program.types, name);

	assert_non_null(t);
	return t;
}

static void check_offset(const struct type *t, const char *name, size_t want)
{
	uint64_t offset;

	assert_non_null(type_find_member(t, name, &offset));
	assert_int_equal(offset, want);
}

static void layout_is_the_abi(void **state)
{
	const struct type *t;
	struct compilation c;

	(void)state;
	compilation_parse(&c, "struct natural { char a; int b; short c;"
			  " struct { char d; long e; } f;"
			  " union { int g; char h[9]; };"
			  " int *i[2]; char j; };"
			  "struct __attribute__((packed)) tight {"
			  " char a; int b; long c; };"
			  "struct tight2 { char a; int b; long c; }"
			  " __attribute__((__packed__));", LANG_PROGRAM);
	assert_int_equal(c.diags.len, 0);
	t = struct_type(&c, "struct natural");
	assert_int_equal(t->size, sizeof(struct natural));
	assert_int_equal(t->align, _Alignof(struct natural));
	check_offset(t, "b", offsetof(struct natural, b));
	check_offset(t, "c", offsetof(struct natural, c));
	check_offset(t, "f", offsetof(struct natural, f));
	check_offset(t, "g", offsetof(struct natural, g));
	check_offset(t, "h", offsetof(struct natural, h));
	check_offset(t, "i", offsetof(struct natural, i));
	check_offset(t, "j", offsetof(struct natural, j));
	assert_int_equal(struct_type(&c, "struct tight")->size,
			 sizeof(struct tight));
	check_offset(struct_type(&c, "struct tight2"), "c",
		     offsetof(struct tight, c));
	compilation_release(&c);
}

/* Set one bit-field to ones in memory; the offsets must find just those. */
static void check_bits(const struct type *t, const char *name,
		       const void *memory, uint64_t want)
{
	const struct type_member *m;
	uint64_t offset, unit = 0;

	m = type_find_member(t, name, &offset);
	assert_non_null(m);
	memcpy(&unit, (const char *)memory + offset, type_size(m->type));
	unit >>= m->bit_offset;
	unit &= (1ull << m->bit_width) - 1;
	assert_int_equal(unit, want);
}

static void bit_fields_are_the_abi(void **state)
{
	struct bits bits = {
		.a = 5, .b = 77 - 128, .c = 0x123456789, .d = 'd',
		.e = 0x2abcdef0, .f = 21, .g = 10, .h = 1,
	};
	const struct type *t;
	struct compilation c;

	(void)state;
	compilation_parse(&c, "struct bits { unsigned a : 3; int b : 7;"
			  " long c : 40; char d; unsigned e : 30;"
			  " unsigned : 0; unsigned char f : 5;"
			  " unsigned char g : 5; _Bool h : 1; };",
			  LANG_PROGRAM);
	assert_int_equal(c.diags.len, 0);
	t = struct_type(&c, "struct bits");
	assert_int_equal(t->size, sizeof(struct bits));
	assert_int_equal(t->align, _Alignof(struct bits));
	check_offset(t, "d", offsetof(struct bits, d));
	check_bits(t, "a", &bits, 5);
	check_bits(t, "b", &bits, 77);
	check_bits(t, "c", &bits, 0x123456789);
	check_bits(t, "e", &bits, 0x2abcdef0);
	check_bits(t, "f", &bits, 21);
	check_bits(t, "g", &bits, 10);
	check_bits(t, "h", &bits, 1);
	compilation_release(&c);
}

static void conversions_are_those_of_c(void **state)
{
	(void)state;
	assert_ptr_equal(type_promote(&type_char), &type_int);
	assert_ptr_equal(type_promote(&type_uint16), &type_int);
	assert_ptr_equal(type_promote(&type_uint32), &type_uint);
	assert_ptr_equal(type_usual(&type_int, &type_uint), &type_uint);
	assert_ptr_equal(type_usual(&type_uint, &type_long), &type_long);
	assert_ptr_equal(type_usual(&type_long, &type_ulong), &type_ulong);
	assert_ptr_equal(type_usual(&type_llong, &type_long), &type_llong);
	assert_ptr_equal(type_usual(&type_llong, &type_ulong), &type_ullong);
	assert_ptr_equal(type_usual(&type_int64, &type_bool), &type_long);
}

static void compatible_types(void **state)
{
	const struct type *t, *p;
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_true(type_compatible(&type_int64, &type_long));
	assert_true(type_compatible(&type_long, &type_llong));
	assert_false(type_compatible(&type_int, &type_uint));
	t = type_qualified(&a, &type_int, QUAL_CONST);
	assert_true(type_compatible(t, &type_int));
	p = type_pointer_to(&a, t);
	assert_true(type_compatible(p, type_pointer_to(&a, &type_int32)));
	assert_false(type_compatible(p, type_pointer_to(&a, &type_char)));
	t = type_array_of(&a, &type_char, 4);
	assert_true(type_compatible(t, type_array_of(&a, &type_char, 4)));
	assert_false(type_compatible(t, type_array_of(&a, &type_char, 5)));
	assert_true(type_is_string(t));
	assert_true(type_is_string(&type_string));
	assert_false(type_is_string(p));
	arena_release(&a);
}

static void every_predefined_name_is_found(void **state)
{
	static const char *const names[] = {
		"__builtin_va_list", "bool", "int8_t", "intptr_t", "pid_t",
		"size_t", "time_t", "u_char", "uint64_t", "uintptr_t",
		"zoneid_t",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_non_null(type_predefined(names[i]));
	assert_null(type_predefined("nosuch_t"));
	assert_int_equal(type_size(type_predefined("mode_t")), 4);
	assert_int_equal(type_size(type_predefined("ino_t")), 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(print_declarations),
		cmocka_unit_test(layout_is_the_abi),
		cmocka_unit_test(bit_fields_are_the_abi),
		cmocka_unit_test(conversions_are_those_of_c),
		cmocka_unit_test(compatible_types),
		cmocka_unit_test(every_predefined_name_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
