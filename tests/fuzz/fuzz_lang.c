/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as D source and as a provider description: no crash, no endless
 * loop, and every failure has a diagnostic. The seeds are the language corpus.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/bug.h"
#include "lang/lang.h"
#include "lang/provider.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct type *any_arg(void *data, struct arena *a,
				  const struct probe_desc *desc, unsigned n,
				  const char **why)
{
	(void)data;
	(void)a;
	(void)desc;
	*why = "the made-up probe has 2 arguments";
	return n == 0 ? &type_string : n == 1 ? &type_uint : NULL;
}

static const struct lang_world world = { .probe_arg = any_arg };

static void compile(const struct source *source, enum lang_form form)
{
	static const char *const args[] = { "17", "word" };
	struct lang_options options = { .args = args, .nargs = 2,
					.argref = true };
	struct program program = { .clauses = NULL };
	struct diags diags = DIAGS_INIT;
	struct buf out = BUF_INIT;
	struct arena arena;

	arena_init(&arena);
	lang_parse(&arena, source, form, &options, &program, &diags);
	if (!diags_failed(&diags))
		lang_check(&arena, &program, &options, &world, &diags);
	ast_print(&program, &out);
	diags_print(&diags, true, &out);
	buf_release(&out);
	diags_release(&diags);
	arena_release(&arena);
}

static void describe(const struct source *source)
{
	struct diags diags = DIAGS_INIT;
	struct provider_decl *d;
	struct buf out = BUF_INIT;
	struct arena arena;

	arena_init(&arena);
	d = provider_parse(&arena, source, &diags);
	if (!d != diags_failed(&diags))
		BUG("a provider description failed without a diagnostic");
	for (; d; d = d->next) {
		for (struct probe_decl *p = d->probes; p; p = p->next) {
			for (size_t i = 0; i < p->nargs; i++)
				type_print(p->args[i].type, p->args[i].name,
					   &out);
		}
	}
	diags_print(&diags, true, &out);
	buf_release(&out);
	diags_release(&diags);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source *source = source_new("fuzz", (const char *)data, size);

	compile(source, LANG_NAME);
	if (size < 64)		/* descriptions are short */
		compile(source, (enum lang_form)(size % 6));
	describe(source);
	source_free(source);
	return 0;
}
