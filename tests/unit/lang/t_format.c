/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile.h"

#include "lang/builtin.h"
#include "lang/format.h"

/* Each conversion as its letter, with @ * and w before it. */
static void describe(const char *format, struct buf *out)
{
	struct format_conv conv;
	const char *error;
	size_t at = 0;

	buf_clear(out);
	while (format_next(format, strlen(format), &at, &conv, &error))
		buf_printf(out, "%s%s%s%s%c ", conv.is_agg ? "@" : "",
			   conv.star_width ? "*" : "",
			   conv.star_precision ? ".*" : "",
			   conv.is_wide ? "w" : "", conv.letter);
	if (error)
		buf_add_str(out, "!");
}

static void conversions(void **state)
{
	static const struct {
		const char *format, *want;
	} examples[] = {
		{ "no conversion", "" }, { "100%%", "% " },
		{ "%d %5d %-5d %05d %+d % d %#x %'d", "d d d d d d x d " },
		{ "%hhd %hd %ld %lld %Lx %jd %zu %td", "d d d d x d u d " },
		{ "%*d %.*s %*.*s", "*d .*s *.*s " },
		{ "%@d %@-10d %-10@d %10.5@u", "@d @d @d @u " },
		{ "%s %S %ws %wc %c %C", "s S ws wc c C " },
		{ "%a %A %p %k %Y %T %f %G", "a A p k Y T f G " },
		{ "%q", "!" }, { "%", "!" }, { "%5", "!" }, { "%wd", "!" },
		{ "%d %", "d !" }, { "%5.", "!" },
	};
	struct buf out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		describe(examples[i].format, &out);
		assert_string_equal(buf_str(&out), examples[i].want);
	}
	buf_release(&out);
}

static bool takes(const char *format, const struct type *t)
{
	struct format_conv conv;
	const char *error;
	size_t at = 0;

	assert_true(format_next(format, strlen(format), &at, &conv, &error));
	return format_takes(&conv, t);
}

static void values(void **state)
{
	const struct type *pointer;
	struct arena a;

	(void)state;
	arena_init(&a);
	pointer = type_pointer_to(&a, &type_int);
	assert_true(takes("%d", &type_uint64));
	assert_false(takes("%d", pointer));
	assert_true(takes("%x", pointer));
	assert_true(takes("%p", &type_int64));
	assert_true(takes("%s", &type_string));
	assert_true(takes("%s", type_pointer_to(&a, &type_char)));
	assert_false(takes("%s", pointer));
	assert_false(takes("%f", &type_int));
	assert_true(takes("%f", &type_double));
	assert_true(takes("%k", &type_ustack));
	assert_true(takes("%A", &type_usymaddr));
	assert_false(takes("%p", &type_usymaddr));
	assert_false(takes("%%", &type_int));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversions),
		cmocka_unit_test(values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
