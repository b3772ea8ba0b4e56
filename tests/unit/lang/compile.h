/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For the tests of src/lang: text in, the tree or the first diagnostic out.
 */
#ifndef TEST_LANG_COMPILE_H
#define TEST_LANG_COMPILE_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "lang/lang.h"

struct compilation {
	struct arena arena;
	struct source *source;
	struct program program;
	struct lang_options options;
	struct diags diags;
	struct buf text;
};

static inline void compilation_parse(struct compilation *c, const char *text,
				     enum lang_form form)
{
	memset(c, 0, sizeof(*c));
	arena_init(&c->arena);
	c->source = source_new("t.d", text, strlen(text));
	lang_parse(&c->arena, c->source, form, &c->options, &c->program,
		   &c->diags);
}

static inline void compilation_check(struct compilation *c, const char *text,
				     const struct lang_world *world)
{
	compilation_parse(c, text, LANG_NAME);
	if (!diags_failed(&c->diags))
		lang_check(&c->arena, &c->program, &c->options, world,
			   &c->diags);
}

static inline void compilation_release(struct compilation *c)
{
	buf_release(&c->text);
	diags_release(&c->diags);
	source_free(c->source);
	arena_release(&c->arena);
}

/* The tree; or "TAG line:column" of the first diagnostic. */
static inline const char *compilation_text(struct compilation *c)
{
	int line, column;

	buf_clear(&c->text);
	if (!c->diags.len) {
		ast_print(&c->program, &c->text);
		return buf_str(&c->text);
	}
	buf_add_str(&c->text, c->diags.items[0].tag);
	if (c->diags.items[0].loc.source) {
		loc_position(c->diags.items[0].loc, &line, &column);
		buf_printf(&c->text, " %d:%d", line, column);
	}
	return buf_str(&c->text);
}

/* The first statement of the first clause, or its predicate. */
static inline struct node *first_expr(struct compilation *c)
{
	struct clause *clause = c->program.clauses;

	assert_non_null(clause);
	if (clause->predicate)
		return clause->predicate;
	assert_non_null(clause->body);
	return clause->body->expr;
}

#endif
