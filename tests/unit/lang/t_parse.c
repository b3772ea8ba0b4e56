/* SPDX-License-Identifier: BSD-2-Clause */
/* Text to tree: precedence, literals, contexts of the lexer, descriptions. */
#include "compile.h"

struct example {
	const char *text, *tree;
};

/* The tree of each text, as the first expression of a program. */
static void check_all(const struct example *examples, size_t n,
		      enum lang_form form)
{
	struct compilation c;

	for (size_t i = 0; i < n; i++) {
		compilation_parse(&c, examples[i].text, form);
		assert_string_equal(compilation_text(&c), examples[i].tree);
		compilation_release(&c);
	}
}

#define CHECK(examples, form) \
	check_all(examples, sizeof(examples) / sizeof((examples)[0]), form)

#define IN_BEGIN(tree) "probe :::BEGIN\n\t" tree "\n"

static void operators_bind_as_in_c(void **state)
{
	static const struct example examples[] = {
		{ "BEGIN { a = b = c }",
		  IN_BEGIN("(= (name a) (= (name b) (name c)))") },
		{ "BEGIN { a + b * c - d }",
		  IN_BEGIN("(- (+ (name a) (* (name b) (name c))) (name d))") },
		{ "BEGIN { a || b && c ^^ d }",
		  IN_BEGIN("(|| (name a) (^^ (&& (name b) (name c)) "
			   "(name d)))") },
		{ "BEGIN { a | b ^ c & d == e }",
		  IN_BEGIN("(| (name a) (^ (name b) (& (name c) "
			   "(== (name d) (name e)))))") },
		{ "BEGIN { a < b << c }",
		  IN_BEGIN("(< (name a) (<< (name b) (name c)))") },
		{ "BEGIN { a ? b : c ? d : e }",
		  IN_BEGIN("(?: (name a) (name b) "
			   "(?: (name c) (name d) (name e)))") },
		{ "BEGIN { -a++ }", IN_BEGIN("(neg (x++ (name a)))") },
		{ "BEGIN { !~*&a }",
		  IN_BEGIN("(! (~ (deref (addr (name a)))))") },
		{ "BEGIN { a->b.c[1]->d }",
		  IN_BEGIN("(.d (deref (index (.c (.b (deref (name a)))) "
			   "(1:<int>))))") },
		{ "BEGIN { a, b }", IN_BEGIN("(, (name a) (name b))") },
		{ "BEGIN { a -= b <<= c }",
		  IN_BEGIN("(-= (name a) (<<= (name b) (name c)))") },
		{ "BEGIN { sizeof a + sizeof (int) }",
		  IN_BEGIN("(+ (sizeof (name a)) (sizeof<int>))") },
		{ "BEGIN { sizeof (a) + 1 }",
		  IN_BEGIN("(+ (sizeof (name a)) (1:<int>))") },
		{ "BEGIN { (int)a + 1 }",
		  IN_BEGIN("(+ (cast<int> (name a)) (1:<int>))") },
		{ "BEGIN { stringof a + 1 }",
		  IN_BEGIN("(+ (cast<string> (name a)) (1:<int>))") },
	};

	(void)state;
	CHECK(examples, LANG_NAME);
}

static void casts_and_parentheses(void **state)
{
	static const struct example examples[] = {
		/* a name that is no type yet */
		{ "BEGIN { (foo_t *)a }",
		  IN_BEGIN("(cast<foo_t *> (name a))") },
		{ "BEGIN { (foo_t)a }", IN_BEGIN("(cast<foo_t> (name a))") },
		{ "BEGIN { (mod`foo_t *)a }",
		  IN_BEGIN("(cast<mod`foo_t *> (name a))") },
		{ "BEGIN { (struct mod`s *)a }",
		  IN_BEGIN("(cast<struct mod`s *> (name a))") },
		{ "BEGIN { (a) * b }", IN_BEGIN("(* (name a) (name b))") },
		{ "BEGIN { (a) - 1 }", IN_BEGIN("(- (name a) (1:<int>))") },
		{ "BEGIN { (uint64_t)-1 }",
		  IN_BEGIN("(cast<uint64_t> (neg (1:<int>)))") },
		{ "BEGIN { (int (*)(char))a }",
		  IN_BEGIN("(cast<int (*)(char)> (name a))") },
	};

	(void)state;
	CHECK(examples, LANG_NAME);
}

static void literals(void **state)
{
	static const struct example examples[] = {
		{ "BEGIN { 2147483647 }", IN_BEGIN("(2147483647:<int>)") },
		{ "BEGIN { 2147483648 }", IN_BEGIN("(2147483648:<long>)") },
		{ "BEGIN { 0x80000000 }",
		  IN_BEGIN("(2147483648:<unsigned int>)") },
		{ "BEGIN { 0777 }", IN_BEGIN("(511:<int>)") },
		{ "BEGIN { 1u }", IN_BEGIN("(1:<unsigned int>)") },
		{ "BEGIN { 1uL }", IN_BEGIN("(1:<unsigned long>)") },
		{ "BEGIN { 1LLU }", IN_BEGIN("(1:<unsigned long long>)") },
		{ "BEGIN { 18446744073709551615 }",
		  IN_BEGIN("(-1:<unsigned long long>)") },
		{ "BEGIN { 'a' }", IN_BEGIN("(97:<int>)") },
		{ "BEGIN { '\\377' }", IN_BEGIN("(-1:<int>)") },
		{ "BEGIN { '\\n' }", IN_BEGIN("(10:<int>)") },
		{ "BEGIN { 'ab' }", IN_BEGIN("(24930:<int>)") },
		{ "BEGIN { \"a\\tb\\x41\\101\\\"\\q\" }",
		  IN_BEGIN("(\"a\\011bAA\\\"q\")") },
		{ "BEGIN { \"a\\0b\" }", IN_BEGIN("(\"a\\000b\")") },
	};

	(void)state;
	CHECK(examples, LANG_NAME);
}

static void names_of_all_kinds(void **state)
{
	static const struct example examples[] = {
		{ "BEGIN { self->a[this->b] }",
		  IN_BEGIN("(index (name self->a) (name this->b))") },
		{ "BEGIN { self->string = 1 }",
		  IN_BEGIN("(= (name self->string) (1:<int>))") },
		{ "BEGIN { @ = count() }",
		  IN_BEGIN("(@= (@) (call count))") },
		{ "BEGIN { @a_1[a, \"b\"] = sum(1) }",
		  IN_BEGIN("(@= (@a_1 (name a) (\"b\")) "
			   "(call sum (1:<int>)))") },
		{ "BEGIN { `a + m`b + m`n`c }",
		  IN_BEGIN("(+ (+ (symbol `a) (symbol m`b)) "
			   "(symbol m`n`c))") },
		{ "BEGIN { xlate <struct s *> (a)->b }",
		  IN_BEGIN("(.b (deref (xlate<struct s *> (name a))))") },
		{ "BEGIN { offsetof(struct s, a) }",
		  IN_BEGIN("(offsetof a<struct s>)") },
		{ "BEGIN { return(1) }",
		  IN_BEGIN("(call return (1:<int>))") },
	};

	(void)state;
	CHECK(examples, LANG_NAME);
}

static void predicates_end_before_the_body(void **state)
{
	static const struct example examples[] = {
		{ "BEGIN /a/ { }", "probe :::BEGIN\npredicate (name a)\n" },
		{ "BEGIN /a / b/ { }",
		  "probe :::BEGIN\npredicate (/ (name a) (name b))\n" },
		{ "BEGIN /a / (b / c)/\n/* x */ { }",
		  "probe :::BEGIN\n"
		  "predicate (/ (name a) (/ (name b) (name c)))\n" },
		{ "BEGIN/a/{a/b}",
		  "probe :::BEGIN\npredicate (name a)\n"
		  "\t(/ (name a) (name b))\n" },
		{ "BEGIN /a/", "probe :::BEGIN\npredicate (name a)\n"
		  "\tdefault action\n" },
	};

	(void)state;
	CHECK(examples, LANG_NAME);
}

static void statements(void **state)
{
	static const struct example examples[] = {
		{ "BEGIN { if (a) b; else if (c) { d; e } else f; ; g }",
		  IN_BEGIN("if (name a)\n\t\t(name b)\n\telse\n"
			   "\t\tif (name c)\n\t\t\t(name d)\n\t\t\t(name e)\n"
			   "\t\telse\n\t\t\t(name f)\n\t(name g)") },
		{ "BEGIN { } END { }", "probe :::BEGIN\nprobe :::END\n" },
		{ "#!/usr/sbin/dtrace -s\n#pragma D option quiet\nEND { a }",
		  "pragma option quiet\nprobe :::END\n\t(name a)\n" },
		{ "# 1 \"x.d\"\nEND { a // comment\n }",
		  "probe :::END\n\t(name a)\n" },
	};

	(void)state;
	CHECK(examples, LANG_NAME);
}

static void descriptions(void **state)
{
	static const struct example names[] = {
		{ "a", "probe :::a\n\tdefault action\n" },
		{ "a:b", "probe ::a:b\n\tdefault action\n" },
		{ "a:b:c:d", "probe a:b:c:d\n\tdefault action\n" },
		{ ":::", "probe :::\n\tdefault action\n" },
		{ "tick-1s,profile-97,*:libc.so*:[!a-c]?\\*:entry",
		  "probe :::tick-1s\nprobe :::profile-97\n"
		  "probe *:libc.so*:[!a-c]?\\*:entry\n\tdefault action\n" },
		{ "pid$target:a.out::1f", "probe pid0:a.out::1f\n"
		  "\tdefault action\n" },
		{ "int:::entry, struct*:::", "probe int:::entry\n"
		  "probe struct*:::\n\tdefault action\n" },
		{ "provider:a:b:c { }", "probe provider:a:b:c\n" },
		{ "a,", "D_SYNTAX 1:3" },
		{ "a b", "D_SYNTAX 1:3" },
		{ "a:b:c:d:e", "D_PDESC_INVAL 1:1" },
	};
	static const struct example providers[] = {
		{ "syscall", "probe syscall:::\n\tdefault action\n" },
		{ "a:b", "D_PDESC_INVAL 1:1" },
	};
	static const struct example modules[] = {
		{ "libc.so.6 { }", "probe :libc.so.6::\n" },
		{ "a:b", "probe a:b::\n\tdefault action\n" },
	};
	static const struct example functions[] = {
		{ "read", "probe ::read:\n\tdefault action\n" },
		{ "a:b:c", "probe a:b:c:\n\tdefault action\n" },
	};
	static const struct example numbers[] = {
		{ "17, 4 { }", "probe 17\nprobe 4\n" },
		{ "x", "D_PDESC_INVAL 1:1" },
		{ "0", "D_PDESC_INVAL 1:1" },
	};

	(void)state;
	CHECK(names, LANG_NAME);
	CHECK(providers, LANG_PROVIDER);
	CHECK(modules, LANG_MODULE);
	CHECK(functions, LANG_FUNCTION);
	CHECK(numbers, LANG_ID);
}

static void declarations(void **state)
{
	static const struct example examples[] = {
		{ "int a; self string b; this char c[8];",
		  "variable 0 int a\nvariable 0 self->string b\n"
		  "variable 0 this->char c[8]\n" },
		{ "uint64_t a[int, string]; int *b[char *k];",
		  "variable 0 uint64_t a[int, string]\n"
		  "variable 1 int *b[char *]\n" },
		{ "enum e { ONE = 1, TWO }; int a[ONE + TWO * 2];",
		  "variable 0 int a[5]\n" },
		{ "inline int A = 3; int b[A];",
		  "inline A <int> (3:<int>)\nvariable 0 int b[3]\n" },
		{ "vnode_t *v;", "variable 0 vnode_t *v\n" },
		{ "struct o { int m; }; translator struct o < int i > "
		  "{ m = i; };",
		  "translator <struct o> i <int>\n\tm (name i)\n" },
		/* what headers bring along */
		{ "extern int f(int) __attribute__((nothrow));"
		  "static __inline int g(int x) { return x; }"
		  "__extension__ typedef long long q_t; q_t a;",
		  "variable 0 q_t a\n" },
	};

	(void)state;
	CHECK(examples, LANG_PROGRAM);
}

static void several_texts_are_one_program(void **state)
{
	static const char second[] = "int_t x; BEGIN { x = FIVE; }";
	struct source *source;
	struct compilation c;

	(void)state;
	compilation_parse(&c, "typedef int int_t; enum e { FIVE = 5 };",
			  LANG_PROGRAM);
	source = source_new("second.d", second, strlen(second));
	lang_parse(&c.arena, source, LANG_PROGRAM, &c.options, &c.program,
		   &c.diags);
	lang_check(&c.arena, &c.program, &c.options, NULL, &c.diags);
	assert_string_equal(compilation_text(&c),
			    "variable 0 int_t x\nprobe :::BEGIN\n"
			    "\t(=:<int_t> (var x:<int_t>) (5:<int>))\n");
	source_free(source);
	compilation_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operators_bind_as_in_c),
		cmocka_unit_test(casts_and_parentheses),
		cmocka_unit_test(literals),
		cmocka_unit_test(names_of_all_kinds),
		cmocka_unit_test(predicates_end_before_the_body),
		cmocka_unit_test(statements),
		cmocka_unit_test(descriptions),
		cmocka_unit_test(declarations),
		cmocka_unit_test(several_texts_are_one_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
