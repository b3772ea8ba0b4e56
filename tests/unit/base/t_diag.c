/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/diag.h"

/* A place in a text: the nth occurrence of what. */
static struct loc find(const struct source *s, const char *what, int nth)
{
	const char *p = s->text - 1;

	while (nth--)
		p = strstr(p + 1, what);
	return (struct loc){ s, (uint32_t)(p - s->text),
			     (uint32_t)((size_t)(p - s->text) +
					strlen(what)) };
}

static struct source *source(const char *text)
{
	return source_new("t.d", text, strlen(text));
}

static void check(struct diags *d, bool tags, const char *want)
{
	struct buf out = BUF_INIT;

	diags_print(d, tags, &out);
	assert_string_equal(buf_str(&out), want);
	buf_release(&out);
	diags_release(d);
}

static void positions(void **state)
{
	struct source *s = source("ab\ncd\n\nlast");
	static const struct {
		uint32_t at;
		int line, column;
	} all[] = {
		{ 0, 1, 1 }, { 1, 1, 2 }, { 2, 1, 3 }, { 3, 2, 1 },
		{ 6, 3, 1 }, { 7, 4, 1 }, { 10, 4, 4 }, { 11, 4, 5 },
		{ 900, 4, 5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		int line, column;

		loc_position((struct loc){ s, all[i].at, all[i].at }, &line,
			     &column);
		assert_int_equal(line, all[i].line);
		assert_int_equal(column, all[i].column);
	}
	source_free(s);
}

/* The source's text may change or go: diagnostics are printed from a copy. */
static void one_with_a_caret(void **state)
{
	char text[] = "BEGIN\n{\n\tfoo(bar);\n}\n";
	struct source *s = source(text);
	struct diags d = DIAGS_INIT;

	(void)state;
	memset(text, 'x', sizeof(text));
	diag_add(&d, "D_UNDEF", find(s, "foo", 1), "no function '%s'", "foo");
	diag_add(&d, "D_IDENT", find(s, "r", 1), "undefined");
	assert_true(diags_failed(&d));
	assert_int_equal(d.errors, 2);
	check(&d, true,
	      "dtrace: t.d:3:2: [D_UNDEF] no function 'foo'\n"
	      "    \tfoo(bar);\n"
	      "    \t^~~\n"
	      "dtrace: t.d:3:8: [D_IDENT] undefined\n"
	      "    \tfoo(bar);\n"
	      "    \t      ^\n");
	assert_false(diags_failed(&d));
	source_free(s);
}

static void without_a_place(void **state)
{
	struct diags d = DIAGS_INIT;
	struct loc nowhere = { NULL, 0, 0 };

	(void)state;
	diag_add(&d, "D_X", nowhere, "no probes");
	check(&d, false, "dtrace: no probes\n");
}

static void warnings_do_not_fail(void **state)
{
	struct source *s = source("x");
	struct diags d = DIAGS_INIT;

	(void)state;
	diag_warn(&d, "D_W", find(s, "x", 1), "strange");
	assert_false(diags_failed(&d));
	check(&d, false, "dtrace: t.d:1:1: warning: strange\n    x\n    ^\n");
	source_free(s);
}

static void the_limit(void **state)
{
	struct loc nowhere = { NULL, 0, 0 };
	struct diags d = DIAGS_INIT;

	(void)state;
	d.limit = 2;
	for (int i = 0; i < 5; i++)
		diag_add(&d, "D_X", nowhere, "error %d", i);
	assert_true(diags_full(&d));
	check(&d, false, "dtrace: error 0\ndtrace: error 1\n"
			 "dtrace: too many errors, giving up\n");
	for (int i = 0; i < 100; i++)
		diag_add(&d, "D_X", nowhere, "error %d", i);
	assert_int_equal(d.errors, 20);
	diags_release(&d);
}

/* Neither the source nor a text can steer the terminal. */
static void hostile_bytes(void **state)
{
	static const char text[] = "a\x1b[2J\0b\x7f z";
	struct source *s = source_new("t.d", text, sizeof(text) - 1);
	struct diags d = DIAGS_INIT;

	(void)state;
	diag_add(&d, "D_X", (struct loc){ s, 6, 7 }, "bad \x1b[31m text");
	check(&d, false, "dtrace: t.d:1:7: bad .[31m text\n"
			 "    a.[2J.b. z\n"
			 "          ^\n");
	source_free(s);
}

/* A range over lines ends with its line; one past the end has its caret. */
static void odd_ranges(void **state)
{
	struct source *s = source("one\ntwo");
	struct diags d = DIAGS_INIT;

	(void)state;
	diag_add(&d, "D_X", (struct loc){ s, 1, 6 }, "a");
	diag_add(&d, "D_X", (struct loc){ s, 7, 7 }, "b");
	diag_add(&d, "D_X", (struct loc){ s, 99, 200 }, "c");
	check(&d, false,
	      "dtrace: t.d:1:2: a\n    one\n     ^~\n"
	      "dtrace: t.d:2:4: b\n    two\n       ^\n"
	      "dtrace: t.d:2:4: c\n    two\n       ^\n");
	source_free(s);
}

static void long_lines(void **state)
{
	char text[1001];
	struct source *s;
	struct diags d = DIAGS_INIT;
	struct buf out = BUF_INIT;

	(void)state;
	memset(text, 'a', 1000);
	text[1000] = '\0';
	s = source(text);
	diag_add(&d, "D_X", (struct loc){ s, 100, 900 }, "near");
	diag_add(&d, "D_X", (struct loc){ s, 900, 901 }, "far");
	diags_print(&d, false, &out);
	assert_true(out.len < 500);
	assert_non_null(strstr(out.data, "t.d:1:901: far\n"));
	buf_release(&out);
	diags_release(&d);
	source_free(s);
}

/* What the C preprocessor says of where a line came from. */
static void line_marks(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *file;
	} all[] = {
		{ "# 12 \"other.d\"\n@", 12, "other.d" },
		{ "# 12 \"other.d\" 2 3\n\n@", 13, "other.d" },
		{ "#line 7\n@", 7, "t.d" },
		{ "# 1 \"a.d\"\nx\n# 5 \"b.d\" 1\ny @", 5, "b.d" },
		{ "# pragma\n@", 2, "t.d" },
		{ "  # 30\n@", 30, "t.d" },
		{ "x # 30\n@", 2, "t.d" },
		{ "# 9 \"unclosed\n@", 9, "t.d" },
		{ "# 12 @", 1, "t.d" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct source *s = source(all[i].text);
		struct loc loc = find(s, "@", 1);
		struct buf file = BUF_INIT;
		int line, column;

		loc_position(loc, &line, &column);
		loc_file(loc, &file);
		if (line != all[i].line || strcmp(buf_str(&file), all[i].file))
			fail_msg("%zu: %s:%d", i, buf_str(&file), line);
		buf_release(&file);
		source_free(s);
	}
}

static void joining(void **state)
{
	struct source *s = source("some text"), *other = source("x");
	struct loc a = { s, 2, 4 }, b = { s, 1, 3 }, none = { NULL, 0, 0 };
	struct loc c = { other, 0, 1 }, got;

	(void)state;
	got = loc_join(a, b);
	assert_int_equal(got.start, 1);
	assert_int_equal(got.end, 4);
	assert_ptr_equal(loc_join(none, b).source, s);
	assert_int_equal(loc_join(a, none).end, 4);
	assert_int_equal(loc_join(a, c).end, 4);
	source_free(s);
	source_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(positions),
		cmocka_unit_test(one_with_a_caret),
		cmocka_unit_test(without_a_place),
		cmocka_unit_test(warnings_do_not_fail),
		cmocka_unit_test(the_limit),
		cmocka_unit_test(hostile_bytes),
		cmocka_unit_test(odd_ranges),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(line_marks),
		cmocka_unit_test(joining),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
