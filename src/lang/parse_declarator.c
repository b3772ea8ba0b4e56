/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Declarators: what stands around a name, `*(*name[4])(int)`. C writes them
 * inside out, so the parts are read first and applied to the type afterwards:
 * pointers, then suffixes from the last to the first, then what is inside the
 * parentheses.
 */
#include <string.h>

#include "base/vec.h"
#include "lang/parser.h"

#define ARRAY_SIZE_MAX (1ull << 28)
#define PARAMS_MAX 256
#define DIMENSIONS_MAX 64
#define POINTERS_MAX 255

struct suffix {
	struct suffix *outer;		/* the one before it in the source */
	bool is_function, has_size;
	uint64_t nelems;
	struct type_member *params;
	size_t nparams;
	bool is_variadic;
	struct loc loc;
};

struct pointer {
	struct pointer *next;
	unsigned qualifiers;
};

struct part {
	struct pointer *pointers;
	struct suffix *last;
	struct part *inner;
};

/* ---- building the type ---------------------------------------------- */

static const struct type *array_type(struct parser *p, const struct type *t,
				     const struct suffix *s)
{
	const struct type *array;

	if (type_is_void(t) || type_resolve(t)->kind == TYPE_FUNCTION ||
	    (type_resolve(t)->kind == TYPE_ARRAY && !type_is_complete(t))) {
		parser_complain(p, "D_DECL_VOIDOBJ", s->loc,
				"there are no arrays of type '%s'",
				type_text(p->a, t));
		return &type_int;
	}
	if (s->nelems && type_size(t) > ARRAY_SIZE_MAX / s->nelems) {
		parser_complain(p, "D_DECL_ARRSUB", s->loc,
				"the array is larger than %llu bytes",
				ARRAY_SIZE_MAX);
		return t;
	}
	array = type_array_of(p->a, t, s->nelems);
	if (!s->has_size) {
		struct type *open = arena_memdup(p->a, array, sizeof(*array));

		open->is_complete = false;
		array = open;
	}
	return array;
}

static const struct type *function_type(struct parser *p,
					const struct type *result,
					const struct suffix *s)
{
	struct type *t = ARENA_NEW(p->a, struct type);
	enum type_kind kind = type_resolve(result)->kind;

	if (kind == TYPE_FUNCTION || kind == TYPE_ARRAY)
		parser_complain(p, "D_DECL_FUNCTYPE", s->loc,
				"a function cannot return type '%s'",
				type_text(p->a, result));
	t->kind = TYPE_FUNCTION;
	t->align = 1;
	t->base = result;
	t->members = s->params;
	t->nmembers = s->nparams;
	t->is_variadic = s->is_variadic;
	return t;
}

static const struct type *apply(struct parser *p, const struct part *part,
				const struct type *t)
{
	for (; part; part = part->inner) {
		for (struct pointer *q = part->pointers; q; q = q->next)
			t = type_qualified(p->a, type_pointer_to(p->a, t),
					   q->qualifiers);
		for (struct suffix *s = part->last; s; s = s->outer)
			t = s->is_function ? function_type(p, t, s)
					   : array_type(p, t, s);
	}
	return t;
}

/* ---- parameters ----------------------------------------------------- */

/* In a parameter an array is a pointer, and so is a function. */
static const struct type *decayed(struct parser *p, const struct type *t)
{
	const struct type *r = type_resolve(t);

	if (r->kind == TYPE_ARRAY)
		return type_pointer_to(p->a, r->base);
	if (r->kind == TYPE_FUNCTION)
		return type_pointer_to(p->a, t);
	return t;
}

static void parse_param(struct parser *p, struct type_member *param,
			struct loc *loc)
{
	struct specifiers s;
	struct declarator d;

	*loc = p->tok.loc;
	parse_specifiers(p, &s);
	if ((s.storage != STORAGE_NONE && s.storage != STORAGE_REGISTER) ||
	    s.is_inline)
		parser_complain(p, "D_DECL_PARMCLASS", s.loc,
				"a parameter has no storage class");
	parse_declarator(p, s.type, &d);
	parser_skip_attributes(p, NULL);
	*loc = parser_since(p, *loc);
	if (d.is_array)
		parser_complain(p, "D_DECL_PROTO_TYPE", d.keys_loc,
				"a parameter cannot be an associative array");
	param->type = decayed(p, d.type);
	param->name = d.name;
}

/* `(void)`: no parameters. */
static bool is_void_list(struct parser *p, enum token_kind close)
{
	struct token next;

	if (!parser_at(p, TOKEN_KEY_VOID))
		return false;
	next = parser_peek(p);
	if (next.kind != close && next.kind != TOKEN_COLON)
		return false;
	parser_next(p);
	return true;
}

static void check_param(struct parser *p, const struct type_member *params,
			size_t n, struct loc loc)
{
	const struct type_member *param = &params[n];

	if (type_is_void(param->type))
		parser_complain(p, "D_DECL_PROTO_VOID", loc,
				"a parameter cannot be void; write (void) "
				"when there are none");
	for (size_t i = 0; param->name && !p->is_translated_list && i < n;
	     i++) {
		if (params[i].name && strcmp(params[i].name,
					     param->name) == 0) {
			parser_complain(p, "D_DECL_PROTO_NAME", loc,
					"there is a parameter '%s' already",
					param->name);
			return;
		}
	}
}

size_t parse_params(struct parser *p, enum token_kind close,
		    struct type_member **params, struct loc **locs,
		    bool *is_variadic)
{
	VEC(struct type_member) list = { NULL, 0, 0 };
	VEC(struct loc) places = { NULL, 0, 0 };
	size_t n;

	*is_variadic = false;
	if (!parser_at(p, close) && !parser_at(p, TOKEN_COLON) &&
	    !is_void_list(p, close)) {
		do {
			if (parser_accept(p, TOKEN_ELLIPSIS)) {
				*is_variadic = true;
				break;
			}
			if (list.len == PARAMS_MAX)
				parser_fail(p, "a list has more than 256 "
					    "parameters");
			vec_push(&list);
			vec_push(&places);
			n = list.len - 1;
			parse_param(p, &list.items[n], &places.items[n]);
			check_param(p, list.items, n, places.items[n]);
		} while (parser_accept(p, TOKEN_COMMA));
	}
	n = list.len;
	*params = arena_memdup(p->a, list.items, n * sizeof(*list.items));
	*locs = arena_memdup(p->a, places.items, n * sizeof(*places.items));
	vec_release(&list);
	vec_release(&places);
	return n;
}

/* ---- suffixes ------------------------------------------------------- */

static struct suffix *parse_function_suffix(struct parser *p)
{
	struct suffix *s = ARENA_NEW(p->a, struct suffix);
	struct loc *locs;

	s->is_function = true;
	s->loc = p->tok.loc;
	parser_next(p);		/* ( */
	s->nparams = parse_params(p, TOKEN_RPAREN, &s->params, &locs,
				  &s->is_variadic);
	parser_expect(p, TOKEN_RPAREN, "after the parameters");
	return s;
}

static struct suffix *parse_array_suffix(struct parser *p)
{
	struct suffix *s = ARENA_NEW(p->a, struct suffix);
	int64_t n;

	s->loc = p->tok.loc;
	parser_next(p);		/* [ */
	if (!parser_at(p, TOKEN_RBRACKET)) {
		s->has_size = true;
		if (parse_constant(p, "D_DECL_ARRSUB", "the size of an array",
				   &n)) {
			if (n < 0)
				parser_complain(p, "D_DECL_ARRSUB", s->loc,
						"the size of an array cannot "
						"be negative");
			else
				s->nelems = (uint64_t)n;
		}
	}
	parser_expect(p, TOKEN_RBRACKET, "after the size of an array");
	return s;
}

/* name[int, string k]: the keys of an associative array. */
static void parse_keys(struct parser *p, struct declarator *d)
{
	struct type_member *params;
	struct node **end = &d->key_names;
	struct loc *locs;
	bool is_variadic;

	d->is_array = true;
	d->keys_loc = p->tok.loc;
	parser_next(p);		/* [ */
	d->nkeys = parse_params(p, TOKEN_RBRACKET, &params, &locs,
				&is_variadic);
	d->keys_loc = parser_since(p, d->keys_loc);
	if (is_variadic || !d->nkeys)
		parser_complain(p, "D_DECL_PROTO_VARARGS", d->keys_loc,
				"the keys of an array must be listed");
	d->keys = ARENA_NEW_N(p->a, const struct type *, d->nkeys);
	for (size_t i = 0; i < d->nkeys; i++) {
		struct node *n = parser_node(p, NODE_IDENT, locs[i]);

		n->name = params[i].name;
		n->type_arg = d->keys[i] = params[i].type;
		*end = n;
		end = &n->next;
	}
	parser_expect(p, TOKEN_RBRACKET, "after the keys of an array");
}

static bool next_is_key(struct parser *p)
{
	uint32_t pos = p->tok.loc.start;
	bool is_key;

	lexer_next(&p->lx, &p->tok);	/* no brace: not counted */
	is_key = parser_at_type(p);
	if (parser_at(p, TOKEN_IDENT))	/* a constant or an unknown type */
		is_key = is_key &&
			!symtab_get(&p->program->enumerators, p->tok.text);
	parser_seek(p, pos);
	return is_key;
}

static void parse_suffixes(struct parser *p, struct part *part,
			   struct declarator *d, bool at_name)
{
	struct suffix *s;
	int n = 0;

	while (!p->in_panic) {
		if (parser_at(p, TOKEN_LBRACKET)) {
			if (at_name && !part->last && !d->is_array &&
			    next_is_key(p)) {
				parse_keys(p, d);
				continue;
			}
			s = parse_array_suffix(p);
		} else if (parser_at(p, TOKEN_LPAREN)) {
			s = parse_function_suffix(p);
		} else {
			return;
		}
		if (++n > DIMENSIONS_MAX)
			parser_fail(p, "a declaration has more than 64 "
				    "dimensions");
		s->outer = part->last;
		part->last = s;
	}
}

/* ---- the whole ------------------------------------------------------ */

static unsigned parse_qualifiers(struct parser *p)
{
	unsigned qualifiers = 0;

	for (;;) {
		if (parser_accept(p, TOKEN_KEY_CONST))
			qualifiers |= QUAL_CONST;
		else if (parser_accept(p, TOKEN_KEY_VOLATILE))
			qualifiers |= QUAL_VOLATILE;
		else if (parser_accept(p, TOKEN_KEY_RESTRICT))
			qualifiers |= QUAL_RESTRICT;
		else if (parser_accept(p, TOKEN_KEY_USERLAND))
			qualifiers |= QUAL_USERLAND;
		else
			return qualifiers;
	}
}

static void parse_pointers(struct parser *p, struct part *part)
{
	struct pointer **end = &part->pointers;
	int n = 0;

	while (parser_accept(p, TOKEN_MUL)) {
		*end = ARENA_NEW(p->a, struct pointer);
		(*end)->qualifiers = parse_qualifiers(p);
		end = &(*end)->next;
		if (++n > POINTERS_MAX)
			parser_fail(p, "a declaration has more than 255 "
				    "pointers to pointers");
	}
}

/* In `int (*f)`, not in `int (int)`: does a declarator follow the "("? */
static bool paren_is_declarator(struct parser *p)
{
	uint32_t pos = p->tok.loc.start;
	bool result;

	lexer_next(&p->lx, &p->tok);
	result = parser_at(p, TOKEN_MUL) || parser_at(p, TOKEN_LPAREN) ||
		(parser_at(p, TOKEN_IDENT) && !parser_at_type(p));
	parser_seek(p, pos);
	return result;
}

static struct part *parse_part(struct parser *p, struct declarator *d)
{
	struct part *part = ARENA_NEW(p->a, struct part);
	bool at_name = false;

	if (!parser_enter(p)) {
		parser_leave(p);
		return part;
	}
	parse_pointers(p, part);
	parser_skip_attributes(p, NULL);
	if (parser_at(p, TOKEN_LPAREN) && paren_is_declarator(p)) {
		parser_next(p);
		part->inner = parse_part(p, d);
		parser_expect(p, TOKEN_RPAREN, "in a declaration");
	} else if (parser_at(p, TOKEN_IDENT)) {
		d->name = p->tok.text;
		d->loc = p->tok.loc;
		parser_next(p);
		at_name = true;
	}
	parse_suffixes(p, part, d, at_name);
	parser_leave(p);
	return part;
}

void parse_declarator(struct parser *p, const struct type *base,
		      struct declarator *d)
{
	*d = (struct declarator){ .loc = p->tok.loc };
	d->type = apply(p, parse_part(p, d), base);
}
