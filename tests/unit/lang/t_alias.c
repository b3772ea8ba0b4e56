/* SPDX-License-Identifier: BSD-2-Clause */
/* Old names of probes: descriptions, arguments, clauses that are split. */
#include "compile.h"

#define ALIASES "#pragma D alias db*:::same new\n" \
		"#pragma D alias db*:::swap other 1 0 -\n"

static void check(const char *text, const char *tree)
{
	struct compilation c;
	struct buf all = BUF_INIT;

	buf_printf(&all, "%s%s", ALIASES, text);
	compilation_parse(&c, buf_str(&all), LANG_PROGRAM);
	lang_rename(&c.arena, &c.program, &c.diags);
	c.program.pragmas = NULL;	/* not in the text */
	assert_string_equal(compilation_text(&c), tree);
	compilation_release(&c);
	buf_release(&all);
}

static void names(void **state)
{
	(void)state;
	check("db*:::same { arg0 }", "probe db*:::new\n\t(name arg0)\n");
	check("db12:m:f:same { 1 }", "probe db12:m:f:new\n\t(1:<int>)\n");
}

static void other_names_stay(void **state)
{
	(void)state;
	check("db*:::sa* { 1 }", "probe db*:::sa*\n\t(1:<int>)\n");
	check("web*:::same { 1 }", "probe web*:::same\n\t(1:<int>)\n");
	check(":::same { 1 }", "probe :::same\n\t(1:<int>)\n");
}

static void arguments(void **state)
{
	(void)state;
	check("db*:::swap /arg1/ { arg0 + args[1] }",
	      "probe db*:::other\npredicate (name arg0)\n"
	      "\t(+ (name arg1) (index (name args) (0:<int>)))\n");
	check("db*:::swap { if (arg0) arg1; else self->arg0; }",
	      "probe db*:::other\n\tif (name arg1)\n\t\t(name arg0)\n"
	      "\telse\n\t\t(name self->arg0)\n");
}

static void what_is_gone_is_an_error(void **state)
{
	(void)state;
	check("db*:::swap { arg2 }", "D_ALIAS_ARG 3:14");
	check("db*:::swap { args[3] }", "D_ALIAS_ARG 3:14");
}

static void clauses_are_split_where_arguments_differ(void **state)
{
	(void)state;
	check("db*:::a, db*:::swap, db*:::same { arg0 } db*:::swap { 1 }",
	      "probe db*:::a\nprobe db*:::new\n\t(name arg0)\n"
	      "probe db*:::other\n\t(name arg1)\n"
	      "probe db*:::other\n\t(1:<int>)\n");
}

static void clauses_are_counted_anew(void **state)
{
	struct compilation c;
	int id = 0;

	(void)state;
	compilation_parse(&c, ALIASES "db*:::swap { 1 } "
			  "db*:::same, db*:::swap { 2 } x { 3 }",
			  LANG_PROGRAM);
	lang_rename(&c.arena, &c.program, &c.diags);
	for (struct clause *k = c.program.clauses; k; k = k->next)
		assert_int_equal(k->id, id++);
	assert_int_equal(id, 4);
	assert_int_equal(c.program.nclauses, 4);
	compilation_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(other_names_stay),
		cmocka_unit_test(arguments),
		cmocka_unit_test(what_is_gone_is_an_error),
		cmocka_unit_test(clauses_are_split_where_arguments_differ),
		cmocka_unit_test(clauses_are_counted_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
