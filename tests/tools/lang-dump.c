/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lang-dump [-p] FILE: for developers and tests of src/lang. Prints
 * diagnostics, with their tags, as `dtrace -e -x errtags -s FILE` does.
 *	-p	FILE is a provider description: print what it declares
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

int main(int argc, char **argv)
{
	struct diags diags = DIAGS_INIT;
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	bool is_provider = false;
	struct source *source;
	struct arena arena;
	int c, status;

	while ((c = getopt(argc, argv, "p")) != -1) {
		if (c != 'p')
			return 2;
		is_provider = true;
	}
	if (optind + 1 != argc ||
	    file_read(argv[optind], FILE_SIZE_MAX, &text, &err) < 0) {
		fprintf(stderr, "lang-dump: %s\n",
			*err.text ? err.text : "usage: lang-dump [-p] FILE");
		return 2;
	}
	source = source_new(argv[optind], buf_str(&text), text.len);
	buf_release(&text);
	arena_init(&arena);
	if (is_provider) {
		const struct provider_decl *d =
			provider_parse(&arena, source, &diags);

		for (; d; d = d->next)
			print_provider(d);
	}
	status = finish(&diags);
	arena_release(&arena);
	source_free(source);
	return status;
}
