/* SPDX-License-Identifier: BSD-2-Clause */
/* Types of expressions, variables and keys; what the world is asked. */
#include "compile.h"

#include "lang/builtin.h"
#include "lang/constant.h"

/* ---- a made-up world --------------------------------------------------- */

static const struct type_member request_members[] = {
	{ .name = "id", .type = &type_int },
	{ .name = "flags", .type = &type_uint, .offset = 4, .bit_width = 3 },
	{ .name = "size", .type = &type_uint64, .offset = 8 },
};
static const struct type request = {
	.kind = TYPE_STRUCT, .size = 16, .align = 8, .name = "request",
	.is_complete = true, .members = request_members, .nmembers = 3,
};
static const struct type function = {
	.kind = TYPE_FUNCTION, .align = 1, .base = &type_int,
};

static const struct type *world_arg(void *data, struct arena *a,
				    const struct probe_desc *desc, unsigned n,
				    const char **why)
{
	const struct type *t;

	(void)data;
	if (n > 1) {
		*why = "the probe has 2 arguments";
		return NULL;
	}
	if (n == 1)
		return &type_int;
	t = type_pointer_to(a, strcmp(desc->name, "other") == 0 ? &type_int
								: &request);
	return type_qualified(a, t, QUAL_USERLAND);
}

static const struct type *world_type(void *data, struct arena *a,
				     const char *name)
{
	(void)a;
	++*(int *)data;
	if (strcmp(name, "struct request") == 0 ||
	    strcmp(name, "request_t") == 0)
		return &request;
	return NULL;
}

static const struct type *world_symbol(void *data, struct arena *a,
				       const char *module, const char *name,
				       uint64_t *address, bool *per_cpu)
{
	(void)data;
	(void)a;
	(void)module;
	(void)per_cpu;
	*address = 0x1000;
	if (strcmp(name, "number") == 0)
		return &type_int;
	return strcmp(name, "function") == 0 ? &function : NULL;
}

static int asked;		/* how often for a type */

static const struct lang_world world = {
	.data = &asked, .probe_arg = world_arg, .find_type = world_type,
	.find_symbol = world_symbol,
};

/* ---- types of expressions ------------------------------------------------ */

struct example {
	const char *text, *result;
};

/* The type of the first expression, or the tag and place of a diagnostic. */
static void check_types(const struct example *examples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct compilation c;
		struct buf text = BUF_INIT;

		buf_printf(&text, "enum e { ONE = 1 }; "
			   "struct b { char c:3; unsigned u:32; unsigned v:9; "
			   "long l:40; char s[8]; int *p; }; "
			   "BEGIN { %s; }", examples[i].text);
		compilation_check(&c, text.data, &world);
		if (c.diags.len)
			assert_string_equal(compilation_text(&c),
					    examples[i].result);
		else
			assert_string_equal(
				type_text(&c.arena, first_expr(&c)->type),
				examples[i].result);
		buf_release(&text);
		compilation_release(&c);
	}
}

#define CHECK(examples) \
	check_types(examples, sizeof(examples) / sizeof((examples)[0]))

static void types_are_those_of_c(void **state)
{
	static const struct example examples[] = {
		{ "x = 1", "int" }, { "x = 1L + 1", "long" },
		{ "x = pid + uid", "unsigned int" },
		{ "x = (char)1 + (char)1", "int" },
		{ "x = (uint16_t)1 << 40L", "int" },
		{ "x = 1u - 2", "unsigned int" },
		{ "x = timestamp - 1", "unsigned long" },
		{ "x = arg0", "int64_t" }, { "x = arg0 * 1u", "long" },
		{ "x = pid == 1", "int" }, { "x = !arg0", "int" },
		{ "x = ~(char)1", "int" }, { "x = -1u", "unsigned int" },
		{ "x = arg0 ? 1 : 2L", "long" },
		{ "x = arg0 ? \"a\" : execname", "string" },
		{ "x = ONE", "int" }, { "x = sizeof (int)", "unsigned long" },
		{ "x = ((struct b *)arg0)->c", "int" },
		{ "x = ((struct b *)arg0)->u + 1", "unsigned int" },
		{ "x = ((struct b *)arg0)->v + 1", "int" },
		{ "x = ((struct b *)arg0)->l", "long" },
		{ "x = ((struct b *)arg0)->s", "string" },
		{ "x = ((struct b *)arg0)->s[1]", "char" },
		{ "x = ((struct b *)arg0)->p", "int *" },
		{ "x = *((struct b *)arg0)->p", "int" },
		{ "x = &((struct b *)arg0)->s[2]", "char *" },
		{ "x = (int *)arg0 + 1", "int *" },
		{ "x = 1 + (int *)arg0", "int *" },
		{ "x = (int *)arg0 - (int *)arg1", "long" },
		{ "x = (string)arg0", "string" },
		{ "x = (1, 2L)", "long" },
		{ "x = strlen(\"a\")", "unsigned long" },
		{ "x = copyin(arg0, 1)", "void *" },
		{ "x++", "int64_t" }, { "x += 1", "int64_t" },
		{ "x = args[1]", "int" },
		{ "x = args[0]->id", "int" },
		{ "x = args[0]->size", "uint64_t" },
		{ "x = curthread", "struct task_struct *" },
		{ "x = `number + 1", "int" },
		{ "x = &`number", "int *" },
		{ "x = ((struct request *)arg0)->size", "uint64_t" },
		{ "x = ((request_t *)arg0)->id", "int" },
		{ "x = `function", "D_OP_ARRFUN 1:116" },
		{ "x = args[2]", "D_ARGS_NONE 1:116" },
		{ "x = `nosuch", "D_IDENT_UNDEF 1:116" },
	};

	(void)state;
	CHECK(examples);
}

static void strings_compare_as_text(void **state)
{
	static const struct {
		const char *text;
		bool as_text;
	} examples[] = {
		{ "BEGIN /execname == \"a\"/ {}", true },
		{ "BEGIN /execname < (char *)arg0/ {}", true },
		{ "BEGIN /(char *)arg0 == (char *)arg1/ {}", false },
		{ "BEGIN /pid == 1/ {}", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		struct compilation c;

		compilation_check(&c, examples[i].text, NULL);
		assert_int_equal(c.diags.len, 0);
		assert_int_equal(node_compares_strings(first_expr(&c)),
				 examples[i].as_text);
		compilation_release(&c);
	}
}

/* What is read through a user's pointer is the user's, too. */
static void userland_is_inherited(void **state)
{
	static const char *const texts[] = {
		"BEGIN { x = &args[0]->id; }", "BEGIN { x = args[0]; }",
		"BEGIN { x = args[0] + 1; }", "BEGIN { x = (char *)args[0]; }",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct compilation c;
		const struct type *t;

		compilation_check(&c, texts[i], &world);
		assert_int_equal(c.diags.len, 0);
		t = first_expr(&c)->type;
		assert_true((type_qualifiers(t) |
			     type_qualifiers(type_target(t))) &
			    QUAL_USERLAND);
		compilation_release(&c);
	}
}

/* ---- names ------------------------------------------------------------------ */

static void check_text(const char *text, const struct lang_world *w,
		       const char *want)
{
	struct compilation c;

	compilation_check(&c, text, w);
	assert_string_equal(compilation_text(&c), want);
	compilation_release(&c);
}

static void the_first_assignment_fixes_the_type(void **state)
{
	(void)state;
	check_text("BEGIN { self->a = pid; self->a = timestamp; }", NULL,
		   "variable 0 self->pid_t a\nprobe :::BEGIN\n"
		   "\t(=:<pid_t> (var self->a:<pid_t>) "
		   "(builtin pid:<pid_t>))\n"
		   "\t(=:<pid_t> (var self->a:<pid_t>) "
		   "(builtin timestamp:<uint64_t>))\n");
	check_text("inline foo_t *F = (foo_t *)0; struct o { int m; }; "
		   "translator struct o < bar_t *b > { m = b->x; }; "
		   "BEGIN { }", NULL,
		   "inline F <foo_t *> (cast<foo_t *> (0:<int>))\n"
		   "translator <struct o> b <bar_t *>\n"
		   "\tm (.x (deref (name b)))\nprobe :::BEGIN\n");
	check_text("BEGIN /self->a/ { self->a = 1; }", NULL,
		   "D_IDENT_UNDEF 1:8");
	check_text("BEGIN { x = y; }", NULL, "D_IDENT_UNDEF 1:13");
	check_text("BEGIN { x = x; }", NULL, "D_IDENT_UNDEF 1:13");
}

static void integer_keys_widen(void **state)
{
	(void)state;
	check_text("BEGIN { @a[(char)1] = count(); @a[arg0] = count(); }",
		   NULL, "aggregation 0 @a count[int64_t]\nprobe :::BEGIN\n"
		   "\t(@=:<void> (@a:<void> (cast<char>:<char> (1:<int>))) "
		   "(call count:<void>))\n"
		   "\t(@=:<void> (@a:<void> (builtin arg0:<int64_t>)) "
		   "(call count:<void>))\n");
}

static void probes_of_a_clause_must_agree(void **state)
{
	(void)state;
	check_text("a, other { trace(args[0]); }", &world, "D_ARGS_MULTI 1:18");
	check_text("a, b { x = args[1]; }", &world,
		   "variable 0 int x\nprobe :::a\nprobe :::b\n"
		   "\t(=:<int> (var x:<int>) (builtin args:<int> (1:<int>)))\n");
}

static void the_world_is_asked_lazily(void **state)
{
	struct compilation c;

	(void)state;
	asked = 0;
	compilation_check(&c, "struct request; struct nosuch; "
			  "inline int F = ((struct other *)0)->x; "
			  "BEGIN { x = (struct request *)arg0; }", &world);
	assert_int_equal(c.diags.len, 0);
	assert_int_equal(asked, 0);
	compilation_release(&c);
}

static void inlines_and_translators_are_put_in(void **state)
{
	(void)state;
	check_text("inline int N[int a] = a + 1; BEGIN { x = N[2]; }", NULL,
		   "inline N <int> (+ (name a) (1:<int>))\n"
		   "variable 0 int x\nprobe :::BEGIN\n"
		   "\t(=:<int> (var x:<int>) (cast<int>:<int> (+:<int> "
		   "(cast<int>:<int> (2:<int>)) (1:<int>))))\n");
	check_text("struct o { long m; }; translator struct o < int i > "
		   "{ m = i; }; BEGIN { x = xlate <struct o> (pid).m; }",
		   NULL, "translator <struct o> i <int>\n\tm (name i)\n"
		   "variable 0 long x\nprobe :::BEGIN\n"
		   "\t(=:<long> (var x:<long>) (cast<long>:<long> "
		   "(cast<int>:<int> (builtin pid:<pid_t>))))\n");
}

static void unused_arguments_are_said(void **state)
{
	static const char *const args[] = { "1", "2" };
	static const char *const want[] = { "D_MACRO_UNUSED", "" };

	(void)state;
	for (int argref = 0; argref < 2; argref++) {
		struct compilation c;

		compilation_parse(&c, "BEGIN { exit(0); }", LANG_NAME);
		c.options.args = args;
		c.options.nargs = 2;
		c.options.argref = argref;
		lang_check(&c.arena, &c.program, &c.options, NULL, &c.diags);
		assert_int_equal(c.diags.len, argref ? 0 : 2);
		if (*want[argref])
			assert_string_equal(c.diags.items[0].tag,
					    want[argref]);
		compilation_release(&c);
	}
}

static void destructive_calls_are_found(void **state)
{
	struct compilation c;

	(void)state;
	compilation_check(&c, "BEGIN { trace(1); stop(); chill(1); }", NULL);
	assert_int_equal(c.diags.len, 0);
	assert_non_null(c.program.destructive);
	assert_int_equal(c.program.destructive->builtin->id, BI_STOP);
	compilation_release(&c);
}

/* ---- constants ----------------------------------------------------------------- */

static void constants_fold_as_in_c(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} examples[] = {
		{ "1 + 2 * 3", 7 }, { "-7 / 2", -3 }, { "-7 % 2", -1 },
		{ "1u - 2 > 0", 1 }, { "-1 < 1u", 0 }, { "~0", -1 },
		{ "~0u", 4294967295 }, { "1 << 31", -2147483647 - 1 },
		{ "-8 >> 1", -4 }, { "(char)300", 44 },
		{ "(uint8_t)-1", 255 }, { "(_Bool)2", 1 },
		{ "1 ? 2 : 3L", 2 }, { "1 && 0 || 1", 1 }, { "1 ^^ 1", 0 },
		{ "sizeof (long) * 2", 16 }, { "'a' | 0x80", 0xe1 },
		{ "2147483647 + 1", -2147483647 - 1 },
		{ "-9223372036854775807 - 1", INT64_MIN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		struct compilation c;
		struct constant k;
		struct buf text = BUF_INIT;

		buf_printf(&text, "BEGIN { x = %s; }", examples[i].text);
		compilation_check(&c, text.data, NULL);
		assert_int_equal(c.diags.len, 0);
		assert_true(constant_eval(&c.program, first_expr(&c)->right,
					  &k));
		assert_true((int64_t)k.value == examples[i].value);
		buf_release(&text);
		compilation_release(&c);
	}
}

static void what_is_not_constant(void **state)
{
	static const char *const texts[] = { "pid", "1 / 0", "arg0 + 1" };
	struct compilation c;
	struct constant k;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct buf text = BUF_INIT;

		buf_printf(&text, "BEGIN { x = %s; }", texts[i]);
		compilation_parse(&c, text.data, LANG_NAME);
		assert_false(constant_eval(&c.program, first_expr(&c)->right,
					   &k));
		buf_release(&text);
		compilation_release(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_are_those_of_c),
		cmocka_unit_test(strings_compare_as_text),
		cmocka_unit_test(userland_is_inherited),
		cmocka_unit_test(the_first_assignment_fixes_the_type),
		cmocka_unit_test(integer_keys_widen),
		cmocka_unit_test(probes_of_a_clause_must_agree),
		cmocka_unit_test(the_world_is_asked_lazily),
		cmocka_unit_test(inlines_and_translators_are_put_in),
		cmocka_unit_test(unused_arguments_are_said),
		cmocka_unit_test(destructive_calls_are_found),
		cmocka_unit_test(constants_fold_as_in_c),
		cmocka_unit_test(what_is_not_constant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
