/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <elf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "elf/typenote.h"
#include "usdtc/ctype.h"
#include "usdtc/usdtc.h"

struct compiled {
	struct arena arena;
	struct source *source;
	struct diags diags;
	struct provider_decl *list;
};

static void compile(struct compiled *c, const char *text)
{
	memset(c, 0, sizeof(*c));
	arena_init(&c->arena);
	c->source = source_new("t.d", text, strlen(text));
	c->list = provider_parse(&c->arena, c->source, &c->diags);
	if (c->list)
		usdtc_check(c->list, &c->diags);
}

static void release(struct compiled *c)
{
	diags_release(&c->diags);
	arena_release(&c->arena);
	source_free(c->source);
}

static void parameters(void **state)
{
	static const struct {
		const char *type, *want;
		unsigned size;
		bool is_signed;
	} all[] = {
		{ "char a", "char x", 1, true },
		{ "signed char a", "signed char x", 1, true },
		{ "uint8_t a", "unsigned char x", 1, false },
		{ "short a", "short x", 2, true },
		{ "unsigned a", "unsigned int x", 4, false },
		{ "pid_t a", "int x", 4, true },
		{ "size_t a", "unsigned long x", 8, false },
		{ "int64_t a", "long x", 8, true },
		{ "long long a", "long long x", 8, true },
		{ "_Bool a", "__dtrace_bool x", 1, false },
		{ "enum e { A, B = -1 } a", "int x", 4, true },
		{ "const int a", "int x", 4, true },
		{ "double a", "double x", 8, false },
		{ "float a", "float x", 4, false },
		{ "string a", "const char *x", 8, false },
		{ "char *a", "const char *x", 8, false },
		{ "const char *a", "const char *x", 8, false },
		{ "char a[16]", "const char *x", 8, false },
		{ "volatile int *a", "const volatile int *x", 8, false },
		{ "char **a", "char *const *x", 8, false },
		{ "const char **a", "const char *const *x", 8, false },
		{ "char ***a", "char **const *x", 8, false },
		{ "void *a", "const void *x", 8, false },
		{ "struct s *a", "const struct s *x", 8, false },
		{ "union u **a", "union u *const *x", 8, false },
		{ "int (*a)(int)", "const void *x", 8, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct buf text = BUF_INIT, got = BUF_INIT;
		const struct probe_param *p;
		struct compiled c;

		buf_printf(&text, "provider t { probe p(%s); };", all[i].type);
		compile(&c, text.data);
		assert_non_null(c.list);
		p = c.list->probes->native;
		ctype_param(p->type, "x", &got);
		assert_string_equal(got.data, all[i].want);
		assert_int_equal(ctype_size(p->type), all[i].size);
		assert_int_equal(ctype_is_signed(p->type), all[i].is_signed);
		buf_release(&text);
		buf_release(&got);
		release(&c);
	}
}

static void refused(void **state)
{
	static const struct {
		const char *text, *tag, *says;
	} all[] = {
		{ "struct s { int a; }; provider t { probe p(struct s a); };",
		  "D_DECL_PROTO_TYPE", "is a struct: pass its address" },
		{ "provider t { probe p(int a, long double b); };",
		  "D_DECL_PROTO_TYPE", "argument 2 of probe 'p' is larger" },
		{ "provider t { probe a_b(); probe a__b(); };",
		  "D_PROV_PRDUP", "macro 'T_A_B', which probe 'a_b' has" },
		{ "provider t { probe a(); probe a__enabled(); };",
		  "D_PROV_PRDUP", "macro 'T_A_ENABLED'" },
		{ "provider t { probe a_b(); }; provider t_a { probe b(); };",
		  "D_PROV_PRDUP", "'T_A_B'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct compiled c;

		compile(&c, all[i].text);
		assert_true(c.diags.len > 0);
		assert_string_equal(c.diags.items[0].tag, all[i].tag);
		if (!strstr(c.diags.items[0].text, all[i].says))
			fail_msg("%s", c.diags.items[0].text);
		release(&c);
	}
}

static void describe(const char *text, struct buf *out)
{
	struct compiled c;

	compile(&c, text);
	if (diags_failed(&c.diags))
		fail_msg("%s: %s", text, c.diags.items[0].text);
	usdtc_describe(c.list, out);
	release(&c);
}

static void descriptions(void **state)
{
	static const struct {
		const char *text, *want;
	} all[] = {
		{ "provider t { probe a(); };",
		  "provider t {\nprobe a();\n};\n" },
		/* only the types that are needed, each after what it needs */
		{ "struct no { int x; }; typedef int count_t;\n"
		  "struct in { count_t n; }; struct out { struct in i; };\n"
		  "provider t { probe a(struct out *o); };",
		  "typedef int count_t;\n"
		  "struct in { count_t n; };\n"
		  "struct out { struct in i; };\n"
		  "provider t {\nprobe a(struct out *o);\n};\n" },
		{ "typedef struct l l_t; struct l { l_t *next; };\n"
		  "provider t { probe a(l_t *o, struct x *); };",
		  "typedef struct l l_t;\n"
		  "struct l { l_t *next; };\n"
		  "provider t {\nprobe a(l_t *o, struct x *);\n};\n" },
		{ "provider t { probe a(int x, char *y : char *y); };\n"
		  "#pragma D attributes Stable/Evolving/ISA provider t name\n",
		  "provider t {\nprobe a(int x, char *y) : (char *y);\n};\n"
		  "#pragma D attributes Stable/Evolving/ISA provider t "
		  "name\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct buf once = BUF_INIT, twice = BUF_INIT;

		describe(all[i].text, &once);
		assert_string_equal(once.data, all[i].want);
		describe(once.data, &twice);
		assert_string_equal(twice.data, once.data);
		buf_release(&once);
		buf_release(&twice);
	}
}

static void object(void **state)
{
	struct buf bytes = BUF_INIT, want = BUF_INIT;
	int fd = memfd_create("object", MFD_CLOEXEC);
	struct err e = ERR_INIT;
	struct type_notes notes;
	struct elf_file *f;
	struct compiled c;

	(void)state;
	compile(&c, "provider a { probe x(int n); probe y(); };\n"
		    "provider b { probe x(); };");
	usdtc_object(c.list, EM_AARCH64, false, &bytes);
	usdtc_describe(c.list->next, &want);
	assert_int_equal(write(fd, bytes.data, bytes.len), bytes.len);
	assert_int_equal(elf_file_open_fd(fd, "object", &f, &e), 0);
	assert_int_equal(elf_file_machine(f), EM_AARCH64);
	assert_int_equal(type_notes_read(&c.arena, f, &notes, &e), 0);
	assert_int_equal(notes.len, 2);
	assert_string_equal(notes.items[1].text, want.data);
	elf_file_free(f);
	buf_release(&bytes);
	buf_release(&want);
	release(&c);
}

static void header(void **state)
{
	struct buf text = BUF_INIT;
	struct compiled c;

	(void)state;
	compile(&c, "provider web { probe req__done(int n, double d); };");
	usdtc_header(c.list, "web.d", &text);
	assert_non_null(strstr(text.data, "from web.d;"));
	assert_non_null(strstr(text.data, "#define WEB_REQ_DONE(...)"));
	assert_non_null(strstr(text.data, "#define WEB_REQ_DONE_ENABLED()"));
	assert_non_null(strstr(text.data, "\"-4@%0 8@%1\""));
	assert_non_null(strstr(text.data, "web_req__done_semaphore"));
	assert_null(strstr(text.data, "#include"));
	buf_release(&text);
	release(&c);
}

/* Probes of one first part lie together, and are asked for together. */
static void groups(void **state)
{
	struct buf text = BUF_INIT;
	struct compiled c;

	(void)state;
	compile(&c, "provider w { probe a__x(); probe a__y(); probe a();"
		    "probe b__x(); probe b__any(); probe c__x(); probe d();"
		    "probe c__y(); probe c__z(); probe e__1(); probe e__2();"
		    "probe e__3(); probe e__4(); probe e__5();"
		    "probe f__x(); probe f__y(); probe g(); probe f__z();"
		    "probe f__u(); };");
	assert_int_equal(usdtc_group(c.list->probes), 2);
	usdtc_header(c.list, "w.d", &text);
	assert_non_null(strstr(text.data, "#define W_A_ANY_ENABLED()"));
	/* a probe has that macro; of two groups it could mean one only */
	assert_null(strstr(text.data, "#define W_B_ANY_ENABLED() \\\n"
				      "	__dtrace_any_"));
	assert_null(strstr(text.data, "#define W_F_ANY_ENABLED()"));
	/* one c is alone: the two others are the only group */
	assert_non_null(strstr(text.data, "#define W_C_ANY_ENABLED()"));
	assert_null(strstr(text.data, "#define W_D_ANY_ENABLED()"));
	assert_non_null(strstr(text.data, "#define W_E_ANY_ENABLED()"));
	assert_non_null(strstr(text.data, "__DTRACE_MEMBER(\"w_e_semaphores_"));
	assert_non_null(strstr(text.data, "\"16\")"));
	assert_int_equal(usdtc_block_size(4), 8);
	assert_int_equal(usdtc_block_size(5), 16);
	buf_release(&text);
	release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters),
		cmocka_unit_test(refused),
		cmocka_unit_test(descriptions),
		cmocka_unit_test(object),
		cmocka_unit_test(header),
		cmocka_unit_test(groups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
