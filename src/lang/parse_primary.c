/* SPDX-License-Identifier: BSD-2-Clause */
/* The leaves of expressions, and what stands in parentheses. */
#include "lang/constant.h"
#include "lang/parser.h"

/* ---- nodes ---------------------------------------------------------- */

struct node *parser_node(struct parser *p, enum node_kind kind,
			 struct loc loc)
{
	struct node *n = ARENA_NEW(p->a, struct node);

	n->kind = kind;
	n->loc = loc;
	n->height = 1;
	return n;
}

struct node *parser_int(struct parser *p, struct loc loc, uint64_t value,
			const struct type *type)
{
	struct node *n = parser_node(p, NODE_INT, loc);

	n->value = value;
	n->type = type;
	return n;
}

static void raise_above(struct node *n, const struct node *child)
{
	if (child && child->height >= n->height)
		n->height = child->height + 1;
}

struct node *parser_tree(struct parser *p, struct node *n)
{
	raise_above(n, n->left);
	raise_above(n, n->right);
	raise_above(n, n->third);
	for (struct node *arg = n->args; arg; arg = arg->next)
		raise_above(n, arg);
	if (n->height > TREE_HEIGHT)
		parser_fail(p, arena_printf(p->a, "the expression has more "
					    "than %d operations in a row",
					    TREE_HEIGHT));
	return n;
}

size_t parse_args(struct parser *p, struct node **list,
		  enum token_kind close, const char *where)
{
	size_t n = 0;

	p->parens++;
	if (!parser_at(p, close)) {
		do {
			*list = parse_assignment(p);
			list = &(*list)->next;
			n++;
		} while (parser_accept(p, TOKEN_COMMA));
	}
	p->parens--;
	parser_expect(p, close, where);
	return n;
}

bool parse_constant(struct parser *p, const char *tag, const char *what,
		    int64_t *value)
{
	struct node *n = parse_assignment(p);
	struct constant c;

	*value = 0;
	if (p->in_panic)
		return false;
	if (!constant_eval(p->program, n, &c)) {
		parser_complain(p, tag, n->loc,
				"%s must be an integer constant", what);
		return false;
	}
	*value = (int64_t)c.value;
	return true;
}

/* ---- primary expressions -------------------------------------------- */

static struct node *parse_agg(struct parser *p)
{
	struct node *n = parser_node(p, NODE_AGG, p->tok.loc);

	n->name = p->tok.text;
	parser_next(p);
	if (parser_accept(p, TOKEN_LBRACKET)) {
		n->nargs = parse_args(p, &n->args, TOKEN_RBRACKET,
				      "after the keys of an aggregation");
		n->loc = parser_since(p, n->loc);
	}
	return parser_tree(p, n);
}

/* self->name, this->name */
static struct node *parse_scoped(struct parser *p)
{
	struct node *n = parser_node(p, NODE_IDENT, p->tok.loc);
	const char *word = token_spelling(p->tok.kind);

	n->has_scope = true;
	n->scope = parser_at(p, TOKEN_KEY_SELF) ? SCOPE_SELF : SCOPE_THIS;
	n->name = "";
	parser_next(p);
	if (!parser_accept(p, TOKEN_ARROW)) {
		parser_error(p, "expected '->' after %s", word);
		return n;
	}
	n->name = parser_word(p);
	if (!*n->name)
		parser_error(p, "expected a name after %s->", word);
	n->loc = parser_since(p, n->loc);
	return n;
}

/* `symbol, module`symbol, module`submodule`symbol: pos is at the ` */
static struct node *parse_symbol(struct parser *p, const char *module,
				 struct loc loc)
{
	struct node *n = parser_node(p, NODE_SYMBOL, loc);

	n->module = module;
	n->name = "";
	while (parser_accept(p, TOKEN_BACKQUOTE)) {
		if (*n->name)
			n->module = arena_printf(p->a, "%s`%s", n->module,
						 n->name);
		n->name = parser_word(p);
		if (!*n->name)
			parser_error(p, "expected a symbol's name after '`'");
	}
	n->loc = parser_since(p, loc);
	return n;
}

static struct node *parse_string(struct parser *p)
{
	struct node *n = parser_node(p, NODE_STRING, p->tok.loc);

	n->str = p->tok.text;
	n->str_len = p->tok.len;
	parser_next(p);
	return n;
}

static struct node *parse_ident(struct parser *p)
{
	struct token t = p->tok;
	struct node *n;

	parser_next(p);
	if (parser_at(p, TOKEN_BACKQUOTE))
		return parse_symbol(p, t.text, t.loc);
	n = parser_node(p, NODE_IDENT, t.loc);
	n->name = t.text;
	return n;
}

/* a.b.c: the first name to n, the others are its arguments. */
static void parse_member_path(struct parser *p, struct node *n)
{
	struct node **end = &n->args;

	while (parser_at(p, TOKEN_IDENT)) {
		if (!n->name[0]) {
			n->name = p->tok.text;
		} else {
			*end = parser_node(p, NODE_IDENT, p->tok.loc);
			(*end)->name = p->tok.text;
			end = &(*end)->next;
		}
		parser_next(p);
		if (!parser_at(p, TOKEN_DOT))
			return;
		parser_next(p);
	}
	parser_error(p, "expected a member's name in offsetof");
}

/* offsetof(type, member), offsetof(type, member.member) */
static struct node *parse_offsetof(struct parser *p)
{
	struct node *n = parser_node(p, NODE_OFFSETOF, p->tok.loc);

	parser_next(p);
	n->name = "";
	n->type_arg = &type_int;
	if (!parser_expect(p, TOKEN_LPAREN, "after offsetof"))
		return n;
	n->type_arg = parse_type_name(p);
	parser_expect(p, TOKEN_COMMA, "after offsetof(type");
	parse_member_path(p, n);
	parser_expect(p, TOKEN_RPAREN, "after offsetof(type, member");
	n->loc = parser_since(p, n->loc);
	return n;
}

/* xlate <type> (expression) */
static struct node *parse_xlate(struct parser *p)
{
	struct node *n = parser_node(p, NODE_XLATE, p->tok.loc);

	parser_next(p);
	n->type_arg = &type_int;
	if (parser_expect(p, TOKEN_LT, "after xlate")) {
		n->type_arg = parse_type_name(p);
		parser_expect(p, TOKEN_GT, "after xlate <type");
	}
	n->left = parser_int(p, n->loc, 0, &type_int);
	if (parser_expect(p, TOKEN_LPAREN, "after xlate <type>")) {
		p->parens++;
		n->left = parse_expr(p);
		p->parens--;
		parser_expect(p, TOKEN_RPAREN, "after xlate <type> (");
	}
	n->loc = parser_since(p, n->loc);
	return parser_tree(p, n);
}

static struct node *parse_parens(struct parser *p)
{
	struct node *n;

	parser_next(p);
	p->parens++;
	n = parse_expr(p);
	p->parens--;
	parser_expect(p, TOKEN_RPAREN, "to close '('");
	return n;
}

struct node *parse_primary(struct parser *p)
{
	struct node *n;

	switch (p->tok.kind) {
	case TOKEN_NUMBER:
		n = parser_int(p, p->tok.loc, p->tok.value, p->tok.type);
		parser_next(p);
		return n;
	case TOKEN_TEXT:
		return parse_string(p);
	case TOKEN_IDENT:
	case TOKEN_KEY_RETURN:		/* the action return() */
		return parse_ident(p);
	case TOKEN_BACKQUOTE:
		return parse_symbol(p, "", p->tok.loc);
	case TOKEN_AGG:
		return parse_agg(p);
	case TOKEN_KEY_SELF:
	case TOKEN_KEY_THIS:
		return parse_scoped(p);
	case TOKEN_KEY_OFFSETOF:
		return parse_offsetof(p);
	case TOKEN_KEY_XLATE:
		return parse_xlate(p);
	case TOKEN_LPAREN:
		return parse_parens(p);
	default:
		n = parser_int(p, p->tok.loc, 0, &type_int);
		parser_error(p, "expected an expression");
		return n;
	}
}
