/* SPDX-License-Identifier: BSD-2-Clause */
/* Expressions, by precedence climbing: the levels of C, and D's ^^. */
#include "lang/parser.h"

static struct node *unary(struct parser *p, enum op op, struct node *left,
			  struct loc loc)
{
	struct node *n = parser_node(p, NODE_UNARY, parser_since(p, loc));

	n->op = op;
	n->left = left;
	return parser_tree(p, n);
}

static struct node *binary(struct parser *p, enum node_kind kind, enum op op,
			   struct node *left, struct node *right)
{
	struct node *n = parser_node(p, kind, loc_join(left->loc, right->loc));

	n->op = op;
	n->left = left;
	n->right = right;
	return parser_tree(p, n);
}

/* ---- postfix, unary, casts ------------------------------------------ */

static struct node *parse_call(struct parser *p, struct node *function)
{
	struct node *n = parser_node(p, NODE_CALL, function->loc);

	if (function->kind == NODE_IDENT && !function->has_scope)
		n->name = function->name;
	else
		parser_complain(p, "D_FUNC_IDENT", function->loc,
				"only a function's name can be called");
	parser_next(p);
	n->nargs = parse_args(p, &n->args, TOKEN_RPAREN,
			      "after the arguments");
	n->loc = parser_since(p, n->loc);
	return parser_tree(p, n);
}

static struct node *parse_index(struct parser *p, struct node *array)
{
	struct node *n = parser_node(p, NODE_INDEX, array->loc);

	parser_next(p);
	n->left = array;
	n->nargs = parse_args(p, &n->args, TOKEN_RBRACKET, "after an index");
	n->loc = parser_since(p, n->loc);
	if (!n->nargs && !p->in_panic) {
		parser_complain(p, "D_SYNTAX", n->loc,
				"an index must stand between '[' and ']'");
		n->args = parser_int(p, n->loc, 0, &type_int);
		n->nargs = 1;
	}
	return parser_tree(p, n);
}

static struct node *parse_member(struct parser *p, struct node *left)
{
	bool is_arrow = parser_at(p, TOKEN_ARROW);
	struct node *n;

	parser_next(p);
	if (is_arrow)
		left = unary(p, OP_DEREF, left, left->loc);
	n = parser_node(p, NODE_MEMBER, left->loc);
	n->left = left;
	n->name = parser_word(p);
	if (!*n->name)
		parser_error(p, "expected a member's name after '%s'",
			     is_arrow ? "->" : ".");
	n->loc = parser_since(p, n->loc);
	return parser_tree(p, n);
}

static struct node *parse_postfix(struct parser *p)
{
	struct node *n = parse_primary(p);

	for (;;) {
		switch (p->tok.kind) {
		case TOKEN_LPAREN:
			n = parse_call(p, n);
			break;
		case TOKEN_LBRACKET:
			n = parse_index(p, n);
			break;
		case TOKEN_DOT:
		case TOKEN_ARROW:
			n = parse_member(p, n);
			break;
		case TOKEN_INC:
		case TOKEN_DEC:
			{
				enum op op = parser_at(p, TOKEN_INC)
					? OP_POST_INC : OP_POST_DEC;

				parser_next(p);
				n = unary(p, op, n, n->loc);
			}
			break;
		default:
			return n;
		}
	}
}

/*
 * At a (: does a type's name follow? A name that is not known yet is one when
 * what comes behind it allows nothing else: (x *), (x) y, (x) 1.
 */
static bool at_cast(struct parser *p)
{
	uint32_t pos = p->tok.loc.start;
	bool is_cast;

	lexer_next(&p->lx, &p->tok);
	is_cast = parser_at_type(p);
	if (parser_at(p, TOKEN_IDENT) && !is_cast) {
		lexer_next(&p->lx, &p->tok);
		if (parser_at(p, TOKEN_BACKQUOTE)) {
			lexer_next(&p->lx, &p->tok);
			lexer_next(&p->lx, &p->tok);
		}
		if (parser_at(p, TOKEN_MUL)) {
			while (parser_at(p, TOKEN_MUL))
				lexer_next(&p->lx, &p->tok);
			is_cast = parser_at(p, TOKEN_RPAREN);
		} else if (parser_at(p, TOKEN_RPAREN)) {
			lexer_next(&p->lx, &p->tok);
			is_cast = parser_at(p, TOKEN_IDENT) ||
				parser_at(p, TOKEN_NUMBER) ||
				parser_at(p, TOKEN_KEY_SELF) ||
				parser_at(p, TOKEN_KEY_THIS) ||
				parser_at(p, TOKEN_LPAREN);
		}
	}
	parser_seek(p, pos);
	return is_cast;
}

static struct node *parse_cast(struct parser *p)
{
	struct node *n = parser_node(p, NODE_CAST, p->tok.loc);

	parser_next(p);
	n->type_arg = parse_type_name(p);
	parser_expect(p, TOKEN_RPAREN, "after the type of a cast");
	n->left = parse_unary(p);
	n->loc = parser_since(p, n->loc);
	return parser_tree(p, n);
}

/* sizeof (type), sizeof expression */
static struct node *parse_sizeof(struct parser *p)
{
	struct node *n = parser_node(p, NODE_SIZEOF, p->tok.loc);

	parser_next(p);
	if (parser_at(p, TOKEN_LPAREN)) {
		uint32_t pos = p->tok.loc.start;

		parser_next(p);
		if (parser_at_type(p)) {
			n->type_arg = parse_type_name(p);
			parser_expect(p, TOKEN_RPAREN, "after sizeof(type");
			n->loc = parser_since(p, n->loc);
			return n;
		}
		if (!p->in_panic)
			parser_seek(p, pos);
	}
	n->left = parse_unary(p);
	n->loc = parser_since(p, n->loc);
	return parser_tree(p, n);
}

/* stringof (e), stringof e: the same as a cast to string */
static struct node *parse_stringof(struct parser *p)
{
	struct node *n = parser_node(p, NODE_CAST, p->tok.loc);

	parser_next(p);
	n->type_arg = &type_string;
	n->name = "stringof";
	n->left = parse_unary(p);
	n->loc = parser_since(p, n->loc);
	return parser_tree(p, n);
}

static enum op unary_op(enum token_kind kind)
{
	switch (kind) {
	case TOKEN_INC:
		return OP_PRE_INC;
	case TOKEN_DEC:
		return OP_PRE_DEC;
	case TOKEN_AND:
		return OP_ADDR;
	case TOKEN_MUL:
		return OP_DEREF;
	case TOKEN_ADD:
		return OP_PLUS;
	case TOKEN_SUB:
		return OP_NEG;
	case TOKEN_NOT:
		return OP_NOT;
	case TOKEN_LNOT:
		return OP_LNOT;
	default:
		return OP_NONE;
	}
}

static struct node *parse_unary_inside(struct parser *p)
{
	enum op op = unary_op(p->tok.kind);
	struct loc loc = p->tok.loc;

	if (op != OP_NONE) {
		parser_next(p);
		return unary(p, op, parse_unary(p), loc);
	}
	if (parser_at(p, TOKEN_KEY_SIZEOF))
		return parse_sizeof(p);
	if (parser_at(p, TOKEN_KEY_STRINGOF))
		return parse_stringof(p);
	if (parser_at(p, TOKEN_LPAREN) && at_cast(p))
		return parse_cast(p);
	return parse_postfix(p);
}

struct node *parse_unary(struct parser *p)
{
	struct node *n;

	if (parser_enter(p))
		n = parse_unary_inside(p);
	else
		n = parser_int(p, p->tok.loc, 0, &type_int);
	parser_leave(p);
	return n;
}

/* ---- binary --------------------------------------------------------- */

static const struct {
	enum token_kind token;
	enum op op;
	int level;		/* the higher the tighter */
} binaries[] = {
	{ TOKEN_LOR, OP_LOR, 1 }, { TOKEN_LXOR, OP_LXOR, 2 },
	{ TOKEN_LAND, OP_LAND, 3 }, { TOKEN_OR, OP_OR, 4 },
	{ TOKEN_XOR, OP_XOR, 5 }, { TOKEN_AND, OP_AND, 6 },
	{ TOKEN_EQ, OP_EQ, 7 }, { TOKEN_NE, OP_NE, 7 },
	{ TOKEN_LT, OP_LT, 8 }, { TOKEN_LE, OP_LE, 8 },
	{ TOKEN_GT, OP_GT, 8 }, { TOKEN_GE, OP_GE, 8 },
	{ TOKEN_SHL, OP_SHL, 9 }, { TOKEN_SHR, OP_SHR, 9 },
	{ TOKEN_ADD, OP_ADD, 10 }, { TOKEN_SUB, OP_SUB, 10 },
	{ TOKEN_MUL, OP_MUL, 11 }, { TOKEN_DIV, OP_DIV, 11 },
	{ TOKEN_MOD, OP_MOD, 11 },
};

/* The / that ends a predicate has the clause's body behind it, or nothing. */
static bool ends_predicate(struct parser *p)
{
	struct token next;

	if (!p->in_predicate || p->parens || !parser_at(p, TOKEN_DIV))
		return false;
	next = parser_peek(p);
	return next.kind == TOKEN_LBRACE || next.kind == TOKEN_EOF ||
		next.kind == TOKEN_SEMICOLON;
}

/* The operator's row, or -1. */
static int find_binary(struct parser *p)
{
	for (size_t i = 0; i < sizeof(binaries) / sizeof(binaries[0]); i++) {
		if (binaries[i].token == p->tok.kind)
			return ends_predicate(p) ? -1 : (int)i;
	}
	return -1;
}

static struct node *parse_binary(struct parser *p, int level)
{
	struct node *left = parse_unary(p);

	for (;;) {
		int i = find_binary(p);

		if (i < 0 || binaries[i].level < level)
			return left;
		parser_next(p);
		left = binary(p, NODE_BINARY, binaries[i].op, left,
			      parse_binary(p, binaries[i].level + 1));
	}
}

static struct node *parse_ternary(struct parser *p)
{
	struct node *n, *condition = parse_binary(p, 1);

	if (!parser_at(p, TOKEN_QUESTION))
		return condition;
	n = parser_node(p, NODE_TERNARY, condition->loc);
	n->left = n->right = n->third = condition;
	if (parser_enter(p)) {
		parser_next(p);
		p->parens++;
		n->right = parse_expr(p);
		p->parens--;
		parser_expect(p, TOKEN_COLON, "in a ?: expression");
		n->third = parse_ternary(p);
	}
	parser_leave(p);
	n->loc = parser_since(p, n->loc);
	return parser_tree(p, n);
}

static enum op assign_op(enum token_kind kind)
{
	switch (kind) {
	case TOKEN_ASSIGN:
		return OP_ASSIGN;
	case TOKEN_ADD_ASSIGN:
		return OP_ADD;
	case TOKEN_SUB_ASSIGN:
		return OP_SUB;
	case TOKEN_MUL_ASSIGN:
		return OP_MUL;
	case TOKEN_DIV_ASSIGN:
		return OP_DIV;
	case TOKEN_MOD_ASSIGN:
		return OP_MOD;
	case TOKEN_AND_ASSIGN:
		return OP_AND;
	case TOKEN_OR_ASSIGN:
		return OP_OR;
	case TOKEN_XOR_ASSIGN:
		return OP_XOR;
	case TOKEN_SHL_ASSIGN:
		return OP_SHL;
	case TOKEN_SHR_ASSIGN:
		return OP_SHR;
	default:
		return OP_NONE;
	}
}

struct node *parse_assignment(struct parser *p)
{
	struct node *left = parse_ternary(p), *right;
	enum op op = assign_op(p->tok.kind);

	if (op == OP_NONE)
		return left;
	parser_next(p);
	if (!parser_enter(p)) {
		parser_leave(p);
		return left;
	}
	right = parse_assignment(p);
	parser_leave(p);
	if (left->kind == NODE_AGG && op == OP_ASSIGN)
		return binary(p, NODE_AGG_STORE, op, left, right);
	return binary(p, NODE_ASSIGN, op, left, right);
}

struct node *parse_expr(struct parser *p)
{
	struct node *n = parse_assignment(p);

	while (parser_accept(p, TOKEN_COMMA))
		n = binary(p, NODE_COMMA, OP_NONE, n, parse_assignment(p));
	return n;
}

struct node *parse_predicate(struct parser *p)
{
	struct node *n;

	p->in_predicate = true;
	n = parse_expr(p);
	p->in_predicate = false;
	return n;
}
