/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile.h"

#include "lang/provider.h"

struct parsed {
	struct arena arena;
	struct source *source;
	struct diags diags;
	struct provider_decl *list;
};

static void parse(struct parsed *p, const char *text)
{
	memset(p, 0, sizeof(*p));
	arena_init(&p->arena);
	p->source = source_new("p.d", text, strlen(text));
	p->list = provider_parse(&p->arena, p->source, &p->diags);
}

static void release(struct parsed *p)
{
	diags_release(&p->diags);
	source_free(p->source);
	arena_release(&p->arena);
}

static void names_and_arguments(void **state)
{
	struct probe_decl *d;
	struct parsed p;

	(void)state;
	parse(&p, "provider web { probe request__done(int status, char *);"
	      " probe idle(void); probe x_y(); };");
	assert_int_equal(p.diags.len, 0);
	assert_string_equal(p.list->name, "web");
	assert_int_equal(p.list->nprobes, 3);
	d = p.list->probes;
	assert_string_equal(d->c_name, "request__done");
	assert_string_equal(d->name, "request-done");
	assert_int_equal(d->nnative, 2);
	assert_string_equal(d->native[0].name, "status");
	assert_ptr_equal(d->native[0].type, &type_int);
	assert_null(d->native[1].name);
	assert_true(type_is_string(d->native[1].type));
	assert_int_equal(d->nargs, 2);
	assert_int_equal(d->mapping[1], 1);
	assert_int_equal(d->next->nnative, 0);
	assert_string_equal(d->next->next->name, "x_y");
	assert_null(p.list->next);
	release(&p);
}

/* All ways to write them say the same. */
static void translated_arguments(void **state)
{
	static const char *const forms[] = {
		"(int a, char *b : info_t *x, int a)",
		"(int a, char *b : (info_t *x, int a))",
		"(int a, char *b) : (info_t *x, int a)",
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct buf text = BUF_INIT;
		struct probe_decl *d;
		struct parsed p;

		buf_printf(&text, "typedef struct info { int i; } info_t;"
			   "provider web { probe p%s; };", forms[i]);
		parse(&p, text.data);
		assert_int_equal(p.diags.len, 0);
		d = p.list->probes;
		assert_int_equal(d->nnative, 2);
		assert_int_equal(d->nargs, 2);
		assert_string_equal(type_text(&p.arena, d->args[0].type),
				    "info_t *");
		assert_int_equal(d->mapping[0], 0);	/* by place */
		assert_int_equal(d->mapping[1], 0);	/* by name */
		buf_release(&text);
		release(&p);
	}
}

static void stability(void **state)
{
	struct attributes *a;
	struct parsed p;

	(void)state;
	parse(&p, "#pragma D attributes Standard/Internal/ISA provider a args\n"
	      "provider a { probe x(); };\nprovider b { probe x(); };\n"
	      "#pragma D attributes Evolving/Stable/Common provider a name\n");
	assert_int_equal(p.diags.len, 0);
	a = p.list->attrs;
	assert_int_equal(a[ATTR_ARGS].name, STABILITY_STANDARD);
	assert_int_equal(a[ATTR_ARGS].data, STABILITY_INTERNAL);
	assert_int_equal(a[ATTR_ARGS].class, CLASS_ISA);
	assert_int_equal(a[ATTR_NAME].name, STABILITY_EVOLVING);
	assert_int_equal(a[ATTR_PROVIDER].name, STABILITY_PRIVATE);
	assert_int_equal(a[ATTR_PROVIDER].class, CLASS_UNKNOWN);
	assert_int_equal(p.list->next->attrs[ATTR_ARGS].name,
			 STABILITY_PRIVATE);
	assert_string_equal(stability_name(STABILITY_OBSOLETE), "Obsolete");
	assert_string_equal(dependency_class_name(CLASS_GROUP), "Group");
	release(&p);
}

/* After an error the probes behind it are still looked at. */
static void all_errors_of_a_text(void **state)
{
	static const char *const tags[] = {
		"D_TYPE_ERR", "D_SYNTAX", "D_PROV_PRDUP",
	};
	struct parsed p;

	(void)state;
	parse(&p, "provider a {\n probe x(foo_t);\n probe y(int;\n"
	      " probe z();\n probe z();\n};\n");
	assert_null(p.list);
	assert_int_equal(p.diags.len, 3);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(p.diags.items[i].tag, tags[i]);
	release(&p);
}

/* What the C preprocessor makes of #include <stdint.h> and its like. */
static void text_from_the_preprocessor(void **state)
{
	int line, column;
	struct parsed p;

	(void)state;
	parse(&p, "# 1 \"p.d\"\n# 1 \"/usr/include/x.h\" 1 3 4\n"
	      "typedef unsigned long int __uint64_t;\n"
	      "typedef __uint64_t uint64_t;\n"
	      "extern int abs (int __x) __attribute__ ((__nothrow__));\n"
	      "typedef struct { int __val[2]; } __fsid_t;\n"
	      "# 7 \"p.d\" 2\n"
	      "provider a { probe x(uint64_t, __fsid_t *, nosuch_t); };\n");
	assert_int_equal(p.diags.len, 1);
	loc_position(p.diags.items[0].loc, &line, &column);
	assert_int_equal(line, 7);
	assert_int_equal(column, 44);
	release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_arguments),
		cmocka_unit_test(translated_arguments),
		cmocka_unit_test(stability),
		cmocka_unit_test(all_errors_of_a_text),
		cmocka_unit_test(text_from_the_preprocessor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
