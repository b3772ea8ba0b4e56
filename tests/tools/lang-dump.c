/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lang-dump [-apPmfni] FILE [ARG..]: for developers and tests of src/lang.
 * Prints diagnostics, with their tags, as `dtrace -e -x errtags -s FILE` does.
 *	-a	print the checked tree
 *	-p	FILE is a provider description: print what it declares
 *	-P -m -f -n -i	FILE holds what that option of dtrace takes
 * Built by hand: cc -Isrc -D_GNU_SOURCE tests/tools/lang-dump.c
 *	build/src/liblang.a build/src/libbase.a
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "lang/lang.h"
#include "lang/provider.h"

#define FILE_SIZE_MAX (64u << 20)

static void print_params(const struct probe_param *list, size_t n)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_add_str(&text, ", ");
		type_print(list[i].type, list[i].name, &text);
	}
	printf("(%s)", buf_str(&text));
	buf_release(&text);
}

static void print_provider(const struct provider_decl *d)
{
	printf("provider %s\n", d->name);
	for (int i = 0; i < ATTR_COUNT; i++)
		printf("  %s/%s/%s\n", stability_name(d->attrs[i].name),
		       stability_name(d->attrs[i].data),
		       dependency_class_name(d->attrs[i].class));
	for (const struct probe_decl *p = d->probes; p; p = p->next) {
		printf("  %s ", p->name);
		print_params(p->native, p->nnative);
		if (p->args != p->native) {
			printf(" : ");
			print_params(p->args, p->nargs);
			for (size_t i = 0; i < p->nargs; i++)
				printf(" %d", p->mapping[i]);
		}
		printf("\n");
	}
}

static int finish(struct diags *diags)
{
	struct buf out = BUF_INIT;
	bool failed = diags_failed(diags);

	diags_print(diags, true, &out);
	fputs(buf_str(&out), stderr);
	buf_release(&out);
	diags_release(diags);
	return failed;
}

/* A made-up world: args[0] is a struct, args[1] an int, of any probe. */
static const struct type *fake_arg(void *data, struct arena *a,
				   const struct probe_desc *desc, unsigned n,
				   const char **why)
{
	static const struct type_member members[] = {
		{ .name = "id", .type = &type_int },
		{ .name = "name", .type = &type_string, .offset = 8 },
	};
	static const struct type request = {
		.kind = TYPE_STRUCT, .size = 264, .align = 8, .name = "request",
		.is_complete = true, .members = members, .nmembers = 2,
	};

	(void)data;
	if (n == 0 && strcmp(desc->name, "other") == 0)
		return type_pointer_to(a, &type_char);
	if (n == 0)
		return type_pointer_to(a, &request);
	*why = "the probe has 2 arguments";
	return n == 1 ? &type_int : NULL;
}

static const struct lang_world fake_world = { .probe_arg = fake_arg };

static void dump_program(struct arena *a, const struct source *source,
			 enum lang_form form, struct lang_options *options,
			 bool print_tree, struct diags *diags)
{
	struct program program = { .clauses = NULL };
	struct buf out = BUF_INIT;

	lang_parse(a, source, form, options, &program, diags);
	if (!diags_failed(diags))
		lang_check(a, &program, options, &fake_world, diags);
	if (print_tree)
		ast_print(&program, &out);
	fputs(buf_str(&out), stdout);
	buf_release(&out);
}

static void dump_provider(struct arena *a, const struct source *source,
			  struct diags *diags)
{
	const struct provider_decl *d = provider_parse(a, source, diags);

	for (; d; d = d->next)
		print_provider(d);
}

int main(int argc, char **argv)
{
	static const char forms[] = "sPmfni";
	enum lang_form form = LANG_PROGRAM;
	struct lang_options options = { .target = 1234 };
	struct diags diags = DIAGS_INIT;
	bool is_provider = false, print_tree = false;
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	struct source *source;
	struct arena arena;
	int c, status;

	while ((c = getopt(argc, argv, "apsPmfni")) != -1) {
		if (c == 'a')
			print_tree = true;
		else if (c == 'p')
			is_provider = true;
		else if (strchr(forms, c))
			form = (enum lang_form)(strchr(forms, c) - forms);
		else
			return 2;
	}
	if (optind >= argc ||
	    file_read(argv[optind], FILE_SIZE_MAX, &text, &err) < 0) {
		fprintf(stderr, "lang-dump: %s\n", *err.text ? err.text
			: "usage: lang-dump [-apPmfni] FILE [ARG..]");
		return 2;
	}
	options.script_name = argv[optind];
	options.args = (const char *const *)argv + optind + 1;
	options.nargs = (size_t)(argc - optind - 1);
	source = source_new(argv[optind], buf_str(&text), text.len);
	buf_release(&text);
	arena_init(&arena);
	if (is_provider)
		dump_provider(&arena, source, &diags);
	else
		dump_program(&arena, source, form, &options, print_tree,
			     &diags);
	status = finish(&diags);
	arena_release(&arena);
	source_free(source);
	return status;
}
