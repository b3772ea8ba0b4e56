/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations outside of clauses: types, variables, inlines, translators. */
#include <string.h>

#include "lang/builtin.h"
#include "lang/parser.h"

/* ---- typedef -------------------------------------------------------- */

/* What takes longer to find out counts as a mention. */
#define MENTION_DEPTH 64
#define MENTION_STEPS 10000

/* Does the type lead to the other one without a struct in between? */
static bool mentions(const struct type *t, const struct type *other, int depth,
		     int *steps)
{
	for (; t; t = t->base) {
		if (t == other || depth == 0 || --*steps < 0)
			return true;
		if (t->kind != TYPE_FUNCTION)
			continue;
		for (size_t i = 0; i < t->nmembers; i++) {
			if (mentions(t->members[i].type, other, depth - 1,
				     steps))
				return true;
		}
	}
	return false;
}

/* A name that was used before: from now on it is known. */
static void define_later(struct parser *p, const struct declarator *d,
			 struct type *unknown, const struct type *t)
{
	int steps = MENTION_STEPS;

	if (mentions(d->type, unknown, MENTION_DEPTH, &steps))
		parser_complain(p, "D_DECL_TYPERED", d->loc,
				"type '%s' is defined by itself", d->name);
	else
		*unknown = *t;
}

static void declare_typedef(struct parser *p, const struct declarator *d)
{
	struct type *old = symtab_get(&p->program->types, d->name), *t;

	if (d->is_array) {
		parser_complain(p, "D_DECL_ARRSUB", d->keys_loc,
				"a type cannot be an associative array");
		return;
	}
	t = arena_memdup(p->a, type_typedef(p->a, d->name, d->type),
			 sizeof(*t));
	if (!old) {
		symtab_set(&p->program->types, p->a, d->name, t);
		return;
	}
	if (!old->base)
		define_later(p, d, old, t);
	else if (!type_compatible(old, t))
		parser_complain(p, "D_DECL_TYPERED", d->loc,
				"type '%s' is defined already, as '%s'",
				d->name, type_text(p->a, old->base));
}

/* ---- variables ------------------------------------------------------ */

static bool variable_type_ok(struct parser *p, const struct declarator *d)
{
	enum type_kind kind = type_resolve(d->type)->kind;

	if (kind == TYPE_VOID || kind == TYPE_FLOAT) {
		parser_complain(p, "D_DECL_VOIDOBJ", d->loc,
				"a variable cannot be of type '%s'",
				type_text(p->a, d->type));
		return false;
	}
	if (kind == TYPE_ARRAY && !type_is_complete(d->type)) {
		parser_complain(p, "D_DECL_ARRNULL", d->loc,
				"array '%s' needs a size or the types of its "
				"keys", d->name);
		return false;
	}
	return true;
}

static bool same_declaration(const struct variable *v,
			     const struct declarator *d)
{
	if (v->is_array != d->is_array || v->nkeys != d->nkeys ||
	    !type_compatible(v->type, d->type))
		return false;
	for (size_t i = 0; i < v->nkeys; i++) {
		if (!type_compatible(v->keys[i], d->keys[i]))
			return false;
	}
	return true;
}

static void check_names(struct parser *p, const struct declarator *d,
			enum scope scope)
{
	static const char *const kinds[] = {
		"a built-in variable", "a function", "an action",
		"an aggregating function",
	};
	const struct builtin *b = builtin_find(d->name);

	if (scope != SCOPE_GLOBAL)
		return;
	if (b)
		parser_complain(p, "D_DECL_IDRED", d->loc,
				"'%s' is %s and cannot be declared again",
				d->name, kinds[b->kind]);
	else if (symtab_get(&p->program->enumerators, d->name))
		parser_complain(p, "D_DECL_IDRED", d->loc,
				"'%s' is an enumerator already", d->name);
	else if (symtab_get(&p->program->inline_names, d->name))
		parser_complain(p, "D_DECL_IDRED", d->loc,
				"'%s' is an inline already", d->name);
}

static void declare_variable(struct parser *p, const struct declarator *d,
			     enum scope scope)
{
	struct symtab *names = &p->program->variable_names[scope];
	struct variable *v = symtab_get(names, d->name);

	check_names(p, d, scope);
	if (!variable_type_ok(p, d))
		return;
	if (v) {
		if (!same_declaration(v, d))
			parser_complain(p, "D_DECL_IDRED", d->loc,
					"'%s' is declared already, with "
					"another type", d->name);
		return;
	}
	if (d->is_array && scope == SCOPE_THIS) {
		parser_complain(p, "D_DECL_LOCASSC", d->loc,
				"this->%s cannot be an associative array",
				d->name);
		return;
	}
	v = ARENA_NEW(p->a, struct variable);
	*v = (struct variable){
		.name = d->name, .scope = scope, .type = d->type,
		.id = p->program->nvariables[scope]++,
		.is_array = d->is_array, .keys = d->keys, .nkeys = d->nkeys,
		.loc = d->loc, .is_declared = true,
	};
	symtab_set(names, p->a, d->name, v);
	*p->variables = v;
	p->variables = &v->next;
}

/* ---- inline --------------------------------------------------------- */

/* inline int f[int a] = a + 1; */
static void declare_inline(struct parser *p, const struct declarator *d)
{
	struct inline_def *def = ARENA_NEW(p->a, struct inline_def);

	def->name = d->name;
	def->type = d->type;
	def->params = d->key_names;
	def->loc = d->loc;
	for (struct node *n = def->params; n; n = n->next) {
		if (!n->name)
			parser_complain(p, "D_DECL_PROTO_FORM", n->loc,
					"a parameter of an inline must have a "
					"name");
	}
	parser_expect(p, TOKEN_ASSIGN, "after the name of an inline");
	def->value = parse_assignment(p);
	check_names(p, d, SCOPE_GLOBAL);
	if (symtab_get(&p->program->variable_names[SCOPE_GLOBAL], d->name))
		parser_complain(p, "D_DECL_IDRED", d->loc,
				"'%s' is a variable already", d->name);
	if (p->in_panic)
		return;
	symtab_set(&p->program->inline_names, p->a, d->name, def);
	*p->inlines = def;
	p->inlines = &def->next;
}

/* ---- any ------------------------------------------------------------ */

/* Prototypes and externals that headers bring along mean nothing to D. */
static bool is_foreign(struct parser *p, const struct specifiers *s,
		       const struct declarator *d)
{
	return s->storage == STORAGE_EXTERN || s->storage == STORAGE_STATIC ||
		type_resolve(d->type)->kind == TYPE_FUNCTION ||
		(p->provider_only && !s->is_inline);
}

static void declare(struct parser *p, const struct specifiers *s,
		    const struct declarator *d)
{
	if (p->in_panic)
		return;
	if (!d->name)
		parser_error(p, "expected a name in the declaration");
	else if (s->storage == STORAGE_TYPEDEF)
		declare_typedef(p, d);
	else if (is_foreign(p, s, d))
		return;
	else if (s->is_inline)
		declare_inline(p, d);
	else if (s->storage == STORAGE_AUTO || s->storage == STORAGE_REGISTER)
		parser_complain(p, "D_DECL_BADCLASS", s->loc,
				"D variables are not auto or register");
	else
		declare_variable(p, d, s->storage == STORAGE_SELF ? SCOPE_SELF
				 : s->storage == STORAGE_THIS ? SCOPE_THIS
				 : SCOPE_GLOBAL);
}

/* The body of a C function in a header that was included. */
static bool skip_function(struct parser *p, const struct declarator *d)
{
	int braces = p->braces;

	if (!parser_at(p, TOKEN_LBRACE) || !d->type ||
	    type_resolve(d->type)->kind != TYPE_FUNCTION)
		return false;
	p->lx.is_quiet = true;
	do
		parser_next(p);
	while (p->braces > braces && p->tok.kind != TOKEN_EOF);
	p->lx.is_quiet = false;
	parser_seek(p, p->tok.loc.start);
	return true;
}

void parse_declaration(struct parser *p)
{
	struct specifiers s;
	struct declarator d = { .name = NULL };

	parse_specifiers(p, &s);
	if (parser_at(p, TOKEN_SEMICOLON)) {
		const struct type *t = type_resolve(s.type);

		if (s.storage != STORAGE_NONE || s.is_inline ||
		    (!type_is_aggregate(t) && t->kind != TYPE_ENUM))
			parser_complain(p, "D_DECL_USELESS", s.loc,
					"this declares nothing");
		parser_next(p);
		return;
	}
	do {
		parse_declarator(p, s.type, &d);
		parser_skip_attributes(p, NULL);
		declare(p, &s, &d);
	} while (parser_accept(p, TOKEN_COMMA));
	if (!skip_function(p, &d))
		parser_expect(p, TOKEN_SEMICOLON, "after a declaration");
}

/* ---- translator ----------------------------------------------------- */

static struct translator_member *parse_translator_member(struct parser *p)
{
	struct translator_member *m = ARENA_NEW(p->a,
						struct translator_member);

	m->loc = p->tok.loc;
	m->name = parser_word(p);
	if (!*m->name)
		parser_error(p, "expected a member's name in a translator");
	parser_expect(p, TOKEN_ASSIGN, "after a member's name");
	m->value = parse_assignment(p);
	parser_expect(p, TOKEN_SEMICOLON, "after a member's value");
	return m;
}

/* translator OUTPUT < INPUT NAME > { MEMBER = VALUE; .. }; */
void parse_translator(struct parser *p)
{
	struct translator *t = ARENA_NEW(p->a, struct translator);
	struct translator_member **end = &t->members;
	struct type_member *params;
	struct loc *locs;
	bool is_variadic;

	t->loc = p->tok.loc;
	parser_next(p);
	t->output = parse_type_name(p);
	parser_expect(p, TOKEN_LT, "after the output type");
	if (parse_params(p, TOKEN_GT, &params, &locs, &is_variadic) != 1 ||
	    !params[0].name) {
		parser_error(p, "expected the input type and a name for it");
		return;
	}
	t->input = params[0].type;
	t->input_name = params[0].name;
	parser_expect(p, TOKEN_GT, "after the input");
	t->loc = parser_since(p, t->loc);
	parser_expect(p, TOKEN_LBRACE, "before the members");
	while (!parser_at(p, TOKEN_RBRACE) && !parser_at(p, TOKEN_EOF)) {
		*end = parse_translator_member(p);
		end = &(*end)->next;
	}
	parser_expect(p, TOKEN_RBRACE, "after the members");
	parser_expect(p, TOKEN_SEMICOLON, "after a translator");
	if (p->in_panic)
		return;
	*p->translators = t;
	p->translators = &t->next;
}
