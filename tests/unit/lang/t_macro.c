/* SPDX-License-Identifier: BSD-2-Clause */
/* Macro variables, and the # lines that change how a text is read. */
#include "compile.h"

#include <stdio.h>
#include <unistd.h>

static const char *const args[] = { "17", "word", "-3", "0x10", "a b" };

static void parse(struct compilation *c, const char *text, bool defaultargs)
{
	struct source *source;

	compilation_parse(c, "", LANG_NAME);
	source_free(c->source);
	source = source_new("t.d", text, strlen(text));
	c->source = source;
	c->options = (struct lang_options){
		.args = args, .nargs = 5, .script_name = "t.d", .target = 42,
		.defaultargs = defaultargs,
	};
	lang_parse(&c->arena, source, LANG_NAME, &c->options, &c->program,
		   &c->diags);
}

static void check(const char *text, const char *want)
{
	struct compilation c;

	parse(&c, text, false);
	assert_string_equal(compilation_text(&c), want);
	compilation_release(&c);
}

#define IN_BEGIN(tree) "probe :::BEGIN\n\t" tree "\n"

static void arguments(void **state)
{
	(void)state;
	check("BEGIN { $1 }", IN_BEGIN("(17:<int>)"));
	check("BEGIN { $2 }", IN_BEGIN("(name word)"));
	check("BEGIN { $3 }", IN_BEGIN("(-3:<int>)"));
	check("BEGIN { $4 }", IN_BEGIN("(16:<int>)"));
	check("BEGIN { $5 }", "D_SYNTAX 1:9");
	check("BEGIN { $$5 }", IN_BEGIN("(\"a b\")"));
	check("BEGIN { $$0 }", IN_BEGIN("(\"t.d\")"));
	check("BEGIN { $6 }", "D_MACRO_UNDEF 1:9");
	check("BEGIN { $target + $1 }",
	      IN_BEGIN("(+ (42:<int>) (17:<int>))"));
	check("pid$target:$2::$1 {}", "probe pid42:word::17\n");
	check("syscall::$2*:,$$2 {}", "probe syscall::word*:\nprobe :::word\n");
}

static void of_this_process(void **state)
{
	char want[64];

	(void)state;
	snprintf(want, sizeof(want), "probe :::BEGIN\n\t(%d:<int>)\n",
		 (int)getpid());
	check("BEGIN { $pid }", want);
	check("BEGIN { $nosuch }", "D_MACRO_UNDEF 1:9");
}

static void default_arguments(void **state)
{
	static const char want[] = "pragma option defaultargs\n"
		"probe :::BEGIN\n\t(0:<int>)\n\t(\"\")\n";
	struct compilation c;

	(void)state;
	parse(&c, "BEGIN { $9 }", true);
	assert_string_equal(compilation_text(&c), IN_BEGIN("(0:<int>)"));
	compilation_release(&c);
	check("#pragma D option defaultargs\nBEGIN { $9; $$9 }", want);
}

static void used_arguments_are_noted(void **state)
{
	struct compilation c;

	(void)state;
	parse(&c, "$2:::x { $$4 }", false);
	assert_int_equal(c.diags.len, 0);
	assert_int_equal(c.options.args_used, 1 << 1 | 1 << 3);
	compilation_release(&c);
}

/* Looking at a text twice, as the parser does, must not note a pragma twice */
static void pragmas_are_noted_once(void **state)
{
	(void)state;
	check("#pragma D option quiet\n#pragma D option bufsize=4m\n"
	      "int\n#pragma D option flowindent\nx;",
	      "pragma option quiet\npragma option bufsize=4m\n"
	      "pragma option flowindent\nvariable 0 int x\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments),
		cmocka_unit_test(of_this_process),
		cmocka_unit_test(default_arguments),
		cmocka_unit_test(used_arguments_are_noted),
		cmocka_unit_test(pragmas_are_noted_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
