/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Probes under names that they had before:
 *
 *	#pragma D alias PROVIDER:::OLD NEW [ARGUMENT...]
 *
 * A description of exactly that OLD, for a provider that the pattern PROVIDER
 * matches, becomes one of NEW. Each ARGUMENT is the number in NEW of what was
 * argument 0, 1, ... of OLD, or - for what is not to be had any more. Without
 * any, all are what they were.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/glob.h"
#include "lang/lang.h"

#define ARGS_MAX 10
#define ARG_GONE -1

struct alias {
	struct alias *next;
	const char *provider, *old, *new;
	int args[ARGS_MAX];
	int nargs;		/* 0: the same arguments */
};

struct aliasing {
	struct arena *a;
	struct diags *diags;
	struct alias *aliases;
	const struct alias *now;	/* of the clause that is rewritten */
};

/* ---- the pragma ----------------------------------------------------- */

/* The next word of the text, or NULL at its end. */
static const char *next_word(struct arena *a, const char **text)
{
	const char *start;

	while (isspace((unsigned char)**text))
		(*text)++;
	start = *text;
	while (**text && !isspace((unsigned char)**text))
		(*text)++;
	return *text > start ?
		arena_strndup(a, start, (size_t)(*text - start)) : NULL;
}

/* The numbers: false if there are too many, or one is none. */
static bool read_args(struct aliasing *s, struct alias *alias,
		      const char *text)
{
	const char *word;

	while ((word = next_word(s->a, &text))) {
		bool is_digit = isdigit((unsigned char)*word) && !word[1];

		if (alias->nargs == ARGS_MAX ||
		    (!is_digit && strcmp(word, "-")))
			return false;
		alias->args[alias->nargs++] =
			is_digit ? *word - '0' : ARG_GONE;
	}
	return true;
}

static void read_alias(struct aliasing *s, const struct pragma *p,
		       struct alias ***end)
{
	struct alias *alias = ARENA_NEW(s->a, struct alias);
	const char *text = p->text;
	char *provider = (char *)next_word(s->a, &text);
	char *colons = provider ? strstr(provider, ":::") : NULL;

	alias->new = next_word(s->a, &text);
	if (!colons || colons == provider || !alias->new ||
	    strchr(colons + 3, ':') || strchr(alias->new, ':') ||
	    !colons[3] || !read_args(s, alias, text)) {
		diag_add(s->diags, "D_PRAGMA_MALFORM", p->loc,
			 "PROVIDER:::OLD NEW must follow, then for each "
			 "argument of OLD its number in NEW, 0 to 9, or -");
		return;
	}
	*colons = '\0';
	alias->provider = provider;
	alias->old = colons + 3;
	**end = alias;
	*end = &alias->next;
}

/* ---- clauses -------------------------------------------------------- */

/* The user's own pattern is matched as a text: "x*" is one of "x*". */
static const struct alias *find_alias(const struct aliasing *s,
				      const struct probe_desc *d)
{
	for (const struct alias *a = s->aliases; a; a = a->next)
		if (!d->id && strcmp(d->name, a->old) == 0 &&
		    *d->provider && glob_match(a->provider, d->provider))
			return a;
	return NULL;
}

static uint64_t new_number(struct aliasing *s, uint64_t old, struct loc loc)
{
	const struct alias *now = s->now;

	if (old < (uint64_t)now->nargs && now->args[old] != ARG_GONE)
		return (uint64_t)now->args[old];
	diag_add(s->diags, "D_ALIAS_ARG", loc,
		 "%s is %s today, which has nothing that is arg%llu of %s",
		 now->old, now->new, (unsigned long long)old, now->old);
	return old;
}

/* argN and args[N]; the tree's height is bounded by the parser. */
static void map_args(struct aliasing *s, struct node *n)
{
	if (!n)
		return;
	if (n->kind == NODE_IDENT && !n->has_scope &&
	    strncmp(n->name, "arg", 3) == 0 &&
	    isdigit((unsigned char)n->name[3]) && !n->name[4])
		n->name = arena_printf(s->a, "arg%d", (int)new_number(
				s, (uint64_t)(n->name[3] - '0'), n->loc));
	if (n->kind == NODE_INDEX && n->left->kind == NODE_IDENT &&
	    !n->left->has_scope && strcmp(n->left->name, "args") == 0 &&
	    n->nargs == 1 && n->args->kind == NODE_INT)
		n->args->value = new_number(s, n->args->value, n->loc);
	map_args(s, n->left);
	map_args(s, n->right);
	map_args(s, n->third);
	for (struct node *arg = n->args; arg; arg = arg->next)
		map_args(s, arg);
}

static struct stmt *map_stmts(struct aliasing *s, const struct stmt *from)
{
	struct stmt *first = NULL, **end = &first;

	for (; from; from = from->next) {
		struct stmt *to = arena_memdup(s->a, from, sizeof(*from));

		to->expr = from->expr ? node_copy(s->a, from->expr) : NULL;
		map_args(s, to->expr);
		to->then = map_stmts(s, from->then);
		to->otherwise = map_stmts(s, from->otherwise);
		to->next = NULL;
		*end = to;
		end = &to->next;
	}
	return first;
}

/* A clause for this description alone, with the arguments it has today. */
static struct clause *map_clause(struct aliasing *s, const struct clause *from,
				 struct probe_desc *d)
{
	struct clause *to = arena_memdup(s->a, from, sizeof(*from));

	d->next = NULL;
	to->probes = d;
	to->predicate = from->predicate ?
		node_copy(s->a, from->predicate) : NULL;
	map_args(s, to->predicate);
	to->body = map_stmts(s, from->body);
	return to;
}

/*
 * Give the descriptions of a clause their new names. Those with other
 * arguments leave it, for clauses that are put behind it. Gives the last.
 */
static struct clause *rename_in(struct aliasing *s, struct clause *clause)
{
	struct probe_desc **at = &clause->probes;
	struct clause *last = clause;

	while (*at) {
		struct probe_desc *d = *at;
		struct clause *own;

		s->now = find_alias(s, d);
		if (s->now)
			d->name = s->now->new;
		if (!s->now || !s->now->nargs) {
			at = &d->next;
			continue;
		}
		*at = d->next;
		own = map_clause(s, clause, d);
		own->next = last->next;
		last->next = own;
		last = own;
	}
	return last;
}

void lang_rename(struct arena *a, struct program *program,
		 struct diags *diags)
{
	struct aliasing s = { .a = a, .diags = diags };
	struct alias **end = &s.aliases;
	struct clause **at = &program->clauses;
	int id = 0;

	for (const struct pragma *p = program->pragmas; p; p = p->next)
		if (strcmp(p->kind, "alias") == 0)
			read_alias(&s, p, &end);
	if (!s.aliases)
		return;
	while (*at) {
		struct clause *last = rename_in(&s, *at);

		if (!(*at)->probes)	/* all of them left */
			*at = (*at)->next;
		at = &last->next;
	}
	for (struct clause *c = program->clauses; c; c = c->next)
		c->id = id++;
	program->nclauses = id;
}
