/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is replaced by text of its own: inlines, and members of translators.
 * The text is copied with names put in for parameters, then checked where it
 * stands. Hostile text can make copies of copies: their number is bounded.
 */
#include <string.h>

#include "lang/check.h"

#define EXPANDED_MAX 200000	/* nodes, over the whole program */

/* Names that the text knows, and what they stand for. */
struct binding {
	const char *name;
	const struct type *type;
	struct node *value;
};

struct instance {
	struct checker *c;
	const struct binding *bindings;
	size_t n;
};

static struct node *copy(struct instance *i, const struct node *n);

static struct node *copy_or_null(struct instance *i, const struct node *n)
{
	return n ? copy(i, n) : NULL;
}

/* A value as one of the type: no cast where C has none. */
static struct node *typed(struct checker *c, const struct type *type,
			  struct node *value)
{
	struct node *n;

	if (!type_is_scalar(type) && !type_is_dstring(type))
		return value;
	n = ARENA_NEW(c->a, struct node);
	n->kind = NODE_CAST;
	n->loc = value->loc;
	n->type_arg = type;
	n->left = value;
	return n;
}

static const struct binding *find_binding(const struct instance *i,
					  const struct node *n)
{
	if (n->kind != NODE_IDENT || n->has_scope)
		return NULL;
	for (size_t k = 0; k < i->n; k++) {
		if (strcmp(i->bindings[k].name, n->name) == 0)
			return &i->bindings[k];
	}
	return NULL;
}

static struct node *copy(struct instance *i, const struct node *n)
{
	const struct binding *b = find_binding(i, n);
	struct instance plain = { i->c, NULL, 0 };
	struct node *to, **end;

	if (i->c->expanded++ > EXPANDED_MAX)
		return arena_memdup(i->c->a, &(struct node){
			.kind = NODE_INT, .loc = n->loc, .type = &type_bad,
		}, sizeof(*n));
	if (b)
		return typed(i->c, b->type, copy(&plain, b->value));
	to = arena_memdup(i->c->a, n, sizeof(*n));
	to->next = NULL;
	to->left = copy_or_null(i, n->left);
	to->right = copy_or_null(i, n->right);
	to->third = copy_or_null(i, n->third);
	end = &to->args;
	for (const struct node *arg = n->args; arg; arg = arg->next) {
		*end = copy(i, arg);
		end = &(*end)->next;
	}
	return to;
}

static bool is_expanding(const struct checker *c, const void *def)
{
	for (const struct expansion *e = c->expansion; e; e = e->outer) {
		if (e->def == def)
			return true;
	}
	return false;
}

/* Put the text's value, as one of the type, in the place of n; check it. */
static void replace(struct checker *c, struct node *n, const void *def,
		    const char *name, const struct type *type,
		    const struct node *text, const struct binding *bindings,
		    size_t nbindings)
{
	struct expansion expansion = { c->expansion, def };
	struct instance instance = { c, bindings, nbindings };
	struct node *value, *next = n->next;
	struct loc loc = n->loc;

	if (is_expanding(c, def)) {
		check_fail(c, n, "D_INLINE_DEPTH",
			   "'%s' is defined by itself", name);
		return;
	}
	if (c->expanded > EXPANDED_MAX) {
		n->type = &type_bad;
		return;
	}
	value = copy(&instance, text);
	if (c->expanded > EXPANDED_MAX) {
		check_fail(c, n, "D_INLINE_DEPTH",
			   "inlines expand to more than %d operations",
			   EXPANDED_MAX);
		return;
	}
	*n = *typed(c, type, value);
	n->next = next;
	n->loc = loc;
	c->expansion = &expansion;
	check_value(c, n);
	c->expansion = expansion.outer;
}

/* ---- inlines -------------------------------------------------------- */

void check_inline(struct checker *c, struct node *n,
		  const struct inline_def *def, struct node *args,
		  size_t nargs)
{
	struct binding *bindings = ARENA_NEW_N(c->a, struct binding, nargs);
	size_t nparams = 0, i = 0;

	for (struct node *p = def->params; p; p = p->next)
		nparams++;
	if (nparams && !args) {
		check_fail(c, n, "D_ARR_BADREF",
			   "inline '%s' cannot be used without an index",
			   def->name);
		return;
	}
	if (nparams != nargs) {
		check_fail(c, n, "D_PROTO_LEN",
			   "inline '%s' has %zu parameters, not %zu",
			   def->name, nparams, nargs);
		return;
	}
	for (struct node *p = def->params; p; p = p->next, i++) {
		if (!p->name) {
			n->type = &type_bad;
			return;		/* said by the parser */
		}
		bindings[i] = (struct binding){ p->name, p->type_arg, args };
		args = args->next;
	}
	replace(c, n, def, def->name, def->type, def->value, bindings, nargs);
}

/* ---- translators ---------------------------------------------------- */

static bool output_matches(const struct translator *t,
			   const struct type *wanted)
{
	const struct type *target = type_resolve(wanted)->kind == TYPE_POINTER
		? type_target(wanted) : NULL;

	return type_compatible(t->output, wanted) ||
		(target && type_compatible(t->output, target));
}

static struct translator *find_translator(struct checker *c,
					  const struct node *n)
{
	struct translator *t;

	for (t = c->program->translators; t; t = t->next) {
		if (output_matches(t, n->type_arg) &&
		    check_assignable(c, t->input, n->left))
			return t;
	}
	return NULL;
}

/* What the translation gives the members of. */
static const struct type *output_of(const struct type *t)
{
	return type_resolve(t)->kind == TYPE_POINTER ? type_target(t) : t;
}

void check_xlate(struct checker *c, struct node *n)
{
	check_value(c, n->left);
	if (is_bad(n->left->type)) {
		n->type = &type_bad;
		return;
	}
	n->type = n->type_arg;
	while (!find_translator(c, n) &&
	       check_define(c, check_text(c, output_of(n->type))))
		;
	if (!find_translator(c, n))
		check_fail(c, n, "D_XLATE_NONE",
			   "there is no translator from '%s' to '%s'",
			   check_text(c, n->left->type),
			   check_text(c, n->type_arg));
}

static struct translator_member *find_member(const struct translator *t,
					     const char *name)
{
	struct translator_member *m = t->members;

	while (m && strcmp(m->name, name) != 0)
		m = m->next;
	return m;
}

/* The value may know the members of a struct that the translator just names. */
static const struct type *input_type(const struct translator *t,
				     const struct node *value)
{
	const struct type *wanted = type_target(t->input);
	const struct type *known = type_target(value->type);

	if (wanted && known && !type_is_complete(wanted) &&
	    type_is_complete(known) && type_compatible(wanted, known))
		return value->type;
	return t->input;
}

void check_xlate_member(struct checker *c, struct node *n, struct node *xlate)
{
	struct translator *t = find_translator(c, xlate);
	struct translator_member *m = find_member(t, n->name);
	const struct type *output = check_complete(c, t->output);
	const struct type_member *member;
	struct binding input = { t->input_name, input_type(t, xlate->left),
				 xlate->left };
	uint64_t offset;

	member = output ? type_find_member(output, n->name, &offset) : NULL;
	if (!member || !m) {
		check_fail(c, n, "D_XLATE_MEMB",
			   "the translator to '%s' has no member '%s'",
			   check_text(c, t->output), n->name);
		return;
	}
	replace(c, n, m, m->name, member->type, m->value, &input, 1);
	if (!is_bad(n->type) && !check_assignable(c, member->type, n))
		check_fail(c, n, "D_XLATE_INCOMPAT",
			   "member '%s' is '%s', the translator gives '%s'",
			   m->name, check_text(c, member->type),
			   check_text(c, n->type));
}

/* ---- whole structs from translators --------------------------------- */

/*
 * Member = value, in the struct that is being made; what stands for that
 * struct has no use but its type.
 */
static struct node *translated_member(struct checker *c, struct node *xlate,
				      const struct type *output,
				      const struct translator_member *m)
{
	struct node *assign = ARENA_NEW(c->a, struct node);
	struct node *to = ARENA_NEW(c->a, struct node);
	struct node *value = ARENA_NEW(c->a, struct node);

	*value = (struct node){ .kind = NODE_MEMBER, .loc = xlate->loc,
				.name = m->name };
	check_xlate_member(c, value, xlate);
	if (is_bad(value->type))
		return NULL;
	to->kind = NODE_MEMBER;
	to->loc = xlate->loc;
	to->name = m->name;
	to->member = type_find_member(output, m->name, &to->offset);
	to->type = to->member->type;
	to->left = ARENA_NEW(c->a, struct node);
	to->left->kind = NODE_INT;
	to->left->type = output;
	assign->kind = NODE_ASSIGN;
	assign->op = OP_ASSIGN;
	assign->loc = xlate->loc;
	assign->type = to->type;
	assign->left = to;
	assign->right = value;
	return assign;
}

static void expand_xlate(struct checker *c, struct node *n)
{
	const struct translator *t = find_translator(c, n);
	const struct type *output = check_complete(c, t->output);
	struct node **end = &n->args;

	if (!output) {
		check_fail(c, n, "D_OP_INCOMPLETE",
			   "the members of '%s' are not known",
			   check_text(c, t->output));
		return;
	}
	n->type = output;
	for (struct translator_member *m = t->members; m; m = m->next) {
		*end = translated_member(c, n, output, m);
		if (!*end)
			break;
		check_whole_xlates(c, (*end)->right);
		end = &(*end)->next;
		n->nargs++;
	}
}

void check_whole_xlates(struct checker *c, struct node *n)
{
	struct node *below;

	if (!n || (n->type && is_bad(n->type)))
		return;
	/* arguments that are looked at when all aggregations are known */
	if (n->builtin && takes_aggregation(n->builtin))
		return;
	below = check_xlate_below(n);
	if (below && below != n && n->kind == NODE_UNARY) {
		struct node *next = n->next;

		*n = *below;
		n->next = next;
		n->type = n->type_arg = type_target(n->type);
	}
	if (n->kind == NODE_XLATE && type_is_pointer(n->type)) {
		check_fail(c, n, "D_XLATE_REF",
			   "what xlate <%s> gives has members only; leave the "
			   "* out for a whole struct", check_text(c, n->type));
		return;
	}
	check_whole_xlates(c, n->left);
	check_whole_xlates(c, n->right);
	check_whole_xlates(c, n->third);
	for (struct node *arg = n->args; arg; arg = arg->next)
		check_whole_xlates(c, arg);
	if (n->kind == NODE_XLATE && !n->args)
		expand_xlate(c, n);
}

/* ---- translators as they are declared ------------------------------- */

static void check_translator_members(struct checker *c,
				     const struct translator *t,
				     const struct type *output)
{
	struct symtab names = { NULL, 0, 0 };
	uint64_t offset;

	for (struct translator_member *m = t->members; m; m = m->next) {
		if (!type_find_member(output, m->name, &offset))
			check_error(c, "D_XLATE_MEMB", m->loc,
				    "'%s' has no member '%s'",
				    check_text(c, output), m->name);
		else if (symtab_get(&names, m->name))
			check_error(c, "D_XLATE_REDECL", m->loc,
				    "member '%s' is translated twice",
				    m->name);
		symtab_set(&names, c->a, m->name, m);
	}
}

/*
 * Only what can be said without reading types of the system: libraries hold
 * translators that a program may never use.
 */
void check_translators(struct checker *c)
{
	struct symtab pairs = { NULL, 0, 0 };

	for (struct translator *t = c->program->translators; t; t = t->next) {
		const struct type *output = type_resolve(t->output);
		const char *pair = arena_printf(c->a, "%s < %s",
						check_text(c, t->output),
						check_text(c, t->input));

		if (!type_is_aggregate(output) && !is_bad(output))
			check_error(c, "D_XLATE_SOU", t->loc,
				    "a translator gives a struct or a union, "
				    "not '%s'", check_text(c, t->output));
		else if (output->is_complete)
			check_translator_members(c, t, output);
		if (symtab_get(&pairs, pair))
			check_error(c, "D_XLATE_REDECL", t->loc,
				    "there is a translator '%s' already",
				    pair);
		symtab_set(&pairs, c->a, pair, t);
	}
}
