/* SPDX-License-Identifier: BSD-2-Clause */
/* A program, clause by clause and statement by statement. */
#include "lang/check.h"

#include <string.h>

#include "lang/parser.h"

const struct type type_bad = { .kind = TYPE_DYNAMIC, .name = "<error>" };

#define MACRO_ARGS_TRACKED 63

void check_error(struct checker *c, const char *tag, struct loc loc,
		 const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diag_vadd(c->diags, tag, loc, fmt, ap);
	va_end(ap);
}

void check_fail(struct checker *c, struct node *n, const char *tag,
		const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diag_vadd(c->diags, tag, n->loc, fmt, ap);
	va_end(ap);
	n->type = &type_bad;
}

bool is_bad(const struct type *t)
{
	return type_resolve(t) == &type_bad;
}

const struct type *check_inherit(struct checker *c, const struct type *t,
				 const struct type *from)
{
	return type_qualified(c->a, t,
			      type_qualifiers(from) & QUAL_USERLAND);
}

const char *check_text(struct checker *c, const struct type *t)
{
	return type_text(c->a, t);
}

/* ---- types ---------------------------------------------------------- */

static const struct type *ask_world(struct checker *c, const char *name)
{
	const struct lang_world *w = c->world;

	return w && w->find_type ? w->find_type(w->data, c->a, name) : NULL;
}

bool check_define(struct checker *c, const char *name)
{
	const struct lang_world *w = c->world;

	if (!w || !w->define || !w->define(w->data, name))
		return false;
	while (*c->variables)	/* libraries may declare some */
		c->variables = &(*c->variables)->next;
	return true;
}

const struct type *check_find_type(struct checker *c, const char *name)
{
	const struct type *t = symtab_get(&c->program->types, name);

	while (!t && check_define(c, name))
		t = symtab_get(&c->program->types, name);
	return t ? t : ask_world(c, name);
}

static const char *type_word(enum type_kind kind)
{
	switch (kind) {
	case TYPE_STRUCT:
		return "struct ";
	case TYPE_UNION:
		return "union ";
	case TYPE_ENUM:
		return "enum ";
	default:
		return "";
	}
}

const struct type *check_complete(struct checker *c, const struct type *t)
{
	const struct type *found;
	const char *name;

	t = type_resolve(t);
	if (t->is_complete || !t->name || t->kind == TYPE_VOID)
		return t->is_complete ? t : NULL;
	name = arena_printf(c->a, "%s%s", type_word(t->kind), t->name);
	found = symtab_get(&c->program->types, name);
	while ((!found || !type_resolve(found)->is_complete) &&
	       check_define(c, name))
		found = symtab_get(&c->program->types, name);
	if (!found || !type_resolve(found)->is_complete)
		found = ask_world(c, name);
	if (found)
		found = type_resolve(found);
	return found && found->is_complete ? found : NULL;
}

void check_known(struct checker *c, const struct type *t, struct loc loc)
{
	const struct type *found;
	struct type *unknown;

	while (t->base)
		t = t->base;
	if (t->kind != TYPE_TYPEDEF)
		return;
	unknown = symtab_get(&c->program->types, t->name);
	if (unknown != t)
		return;		/* the world's own affair */
	while (!unknown->base && check_define(c, t->name))
		;		/* which makes it known */
	if (unknown->base)
		return;
	found = ask_world(c, t->name);
	if (!found)
		check_error(c, "D_TYPE_ERR", loc,
			    "unknown type '%s': neither this program nor the "
			    "system defines it", t->name);
	unknown->base = found ? type_resolve(found) : &type_bad;
}

/* char[0] is a string when it is passed on, and an array here */
static bool has_no_bytes(const struct type *t)
{
	t = type_resolve(t);
	return (t->kind == TYPE_ARRAY || type_is_aggregate(t)) &&
	       !type_size(t);
}

static void complete_variables(struct checker *c)
{
	struct variable *v;

	for (v = c->program->variables; v; v = v->next) {
		const struct type *t;

		check_known(c, v->type, v->loc);
		t = check_complete(c, v->type);
		if (!t && !is_bad(v->type))
			check_error(c, "D_DECL_INCOMPLETE", v->loc,
				    "the members of '%s' are not known",
				    check_text(c, v->type));
		else if (t && !type_is_complete(v->type))
			v->type = t;
		else if (t && has_no_bytes(t))
			check_error(c, "D_DECL_ARRSUB", v->loc,
				    "a variable of type '%s' has no bytes",
				    check_text(c, v->type));
	}
}

/* ---- statements ----------------------------------------------------- */

static bool has_effect(const struct node *n)
{
	switch (n->kind) {
	case NODE_ASSIGN:
	case NODE_AGG_STORE:
	case NODE_CALL:
		return true;
	case NODE_UNARY:
		return (n->op >= OP_PRE_INC && n->op <= OP_POST_DEC) ||
			has_effect(n->left);
	case NODE_COMMA:
		return has_effect(n->right);
	case NODE_TERNARY:
		return has_effect(n->right) || has_effect(n->third);
	case NODE_BINARY:
		return (n->op == OP_LAND || n->op == OP_LOR) &&
			has_effect(n->right);
	case NODE_CAST:
		return has_effect(n->left);
	default:
		return false;
	}
}

static void check_expression(struct checker *c, struct node *n)
{
	if (n->kind == NODE_AGG) {
		check_fail(c, n, "D_AGG_NULL",
			   "an aggregation alone has no effect; give it a "
			   "value: @%s = count()", n->name);
		return;
	}
	if (n->kind == NODE_CALL) {
		check_action(c, n);
		return;
	}
	if (n->kind == NODE_AGG_STORE)
		check_agg_store(c, n);
	else
		check_expr(c, n);
	if (!is_bad(n->type) && !has_effect(n))
		check_error(c, "D_EXPR_NULL", n->loc,
			    "this expression has no effect");
}

static void check_condition(struct checker *c, struct node *n,
			    const char *what)
{
	check_value(c, n);
	if (!is_bad(n->type) && !type_is_scalar(n->type))
		check_fail(c, n, "D_PRED_SCALAR",
			   "%s must be a number or a pointer, not '%s'", what,
			   check_text(c, n->type));
}

/* else if chains and blocks are no deeper than the parser lets them be. */
static void check_statements(struct checker *c, struct stmt *s)
{
	for (; s; s = s->next) {
		if (s->kind == STMT_EXPR) {
			check_expression(c, s->expr);
			check_whole_xlates(c, s->expr);
			continue;
		}
		check_condition(c, s->expr, "a condition");
		check_whole_xlates(c, s->expr);
		check_statements(c, s->then);
		check_statements(c, s->otherwise);
	}
}

static void check_clause(struct checker *c, struct clause *clause)
{
	c->clause = clause;
	check_spec_clause(c);
	if (clause->predicate)
		check_condition(c, clause->predicate, "a predicate");
	check_whole_xlates(c, clause->predicate);
	check_statements(c, clause->body);
	c->clause = NULL;
}

/* ---- the whole ------------------------------------------------------ */

/* An argument on the command line that no $N names is most often a mistake. */
static void check_macro_args(struct checker *c)
{
	const struct lang_options *o = c->options;

	if (!o || o->defaultargs || o->argref)
		return;
	for (size_t i = 0; i < o->nargs; i++) {
		size_t bit = i < MACRO_ARGS_TRACKED ? i : MACRO_ARGS_TRACKED;

		if (!(o->args_used & 1ull << bit))
			diag_add(c->diags, "D_MACRO_UNUSED",
				 (struct loc){ NULL, 0, 0 },
				 "extra argument '%s': the program does not "
				 "use $%zu", o->args[i], i + 1);
	}
}

static void check_pragmas(struct checker *c)
{
	for (struct pragma *p = c->program->pragmas; p; p = p->next) {
		if (strcmp(p->kind, "depends_on") == 0 &&
		    strncmp(p->text, "provider ", 9) != 0 &&
		    strncmp(p->text, "library ", 8) != 0 &&
		    strncmp(p->text, "module ", 7) != 0)
			check_error(c, "D_PRAGMA_DEPEND", p->loc,
				    "provider NAME, library NAME or module "
				    "NAME must follow");
		if (strcmp(p->kind, "binding") == 0 && *p->text != '"')
			check_error(c, "D_PRAGMA_MALFORM", p->loc,
				    "a version in quotes and a name must "
				    "follow");
	}
	attributes_apply(c->program, c->diags);
}

/* NULL is known as enumerators are, unless the program has its own. */
static void define_null(struct checker *c)
{
	struct node *n;

	if (symtab_get(&c->program->enumerators, "NULL") ||
	    symtab_get(&c->program->inline_names, "NULL"))
		return;
	n = ARENA_NEW(c->a, struct node);
	n->kind = NODE_INT;
	n->type = type_pointer_to(c->a, &type_void);
	symtab_set(&c->program->enumerators, c->a, "NULL", n);
}

void lang_check(struct arena *a, struct program *program,
		const struct lang_options *options,
		const struct lang_world *world, struct diags *diags)
{
	struct checker c = {
		.a = a, .program = program, .options = options,
		.world = world, .diags = diags,
		.variables = &program->variables,
		.aggregations = &program->aggregations,
	};

	while (*c.variables)
		c.variables = &(*c.variables)->next;
	define_null(&c);
	complete_variables(&c);
	check_pragmas(&c);
	check_translators(&c);
	for (struct clause *k = program->clauses; k; k = k->next) {
		if (diags_full(diags))
			break;
		check_clause(&c, k);
	}
	check_agg_calls(&c);
	check_macro_args(&c);
	vec_release(&c.agg_calls);
}
