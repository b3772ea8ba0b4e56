/* SPDX-License-Identifier: BSD-2-Clause */
/* Expressions: the way to the file that checks each kind. */
#include "lang/check.h"
#include "lang/constant.h"

/* Higher than the parser's trees: inlines put trees into trees. */
#define CHECK_DEPTH 1500

static void check_comma(struct checker *c, struct node *n)
{
	check_expr(c, n->left);
	check_expr(c, n->right);
	n->type = n->right->type;
}

static void check_agg_use(struct checker *c, struct node *n)
{
	check_fail(c, n, "D_AGG_NULL",
		   "aggregation '@%s' cannot be used as a value", n->name);
}

static void check_kind(struct checker *c, struct node *n)
{
	switch (n->kind) {
	case NODE_INT:
	case NODE_VAR:
	case NODE_BUILTIN:
		break;		/* typed when they were made */
	case NODE_STRING:
		n->type = &type_string;
		break;
	case NODE_IDENT:
		check_ident(c, n);
		break;
	case NODE_SYMBOL:
		check_symbol(c, n, true);
		break;
	case NODE_UNARY:
		check_unary(c, n);
		break;
	case NODE_BINARY:
		check_binary(c, n);
		break;
	case NODE_ASSIGN:
		check_assign(c, n);
		break;
	case NODE_TERNARY:
		check_ternary(c, n);
		break;
	case NODE_COMMA:
		check_comma(c, n);
		break;
	case NODE_CAST:
		check_cast(c, n);
		break;
	case NODE_SIZEOF:
		check_sizeof(c, n);
		break;
	case NODE_OFFSETOF:
		check_offsetof(c, n);
		break;
	case NODE_INDEX:
		check_index(c, n);
		break;
	case NODE_MEMBER:
		check_member(c, n);
		break;
	case NODE_CALL:
		check_call(c, n);
		break;
	case NODE_AGG:
		check_agg_use(c, n);
		break;
	case NODE_AGG_STORE:
		check_fail(c, n, "D_OP_ACT",
			   "filling an aggregation gives no value");
		break;
	case NODE_XLATE:
		check_xlate(c, n);
		break;
	}
}

void check_expr(struct checker *c, struct node *n)
{
	if (n->type)
		return;		/* checked before: it stands twice */
	if (c->depth >= CHECK_DEPTH || diags_full(c->diags)) {
		if (!diags_full(c->diags))
			check_error(c, "D_INLINE_DEPTH", n->loc,
				    "inlines make the expression more than %d "
				    "operations deep", CHECK_DEPTH);
		n->type = &type_bad;
		return;
	}
	c->depth++;
	if (n->type_arg)
		check_known(c, n->type_arg, n->loc);
	check_kind(c, n);
	c->depth--;
	if (!n->type)
		n->type = &type_bad;
}

void check_value(struct checker *c, struct node *n)
{
	check_expr(c, n);
	if (is_bad(n->type))
		return;
	if (n->kind == NODE_VAR && n->var->is_array)
		check_fail(c, n, "D_ARR_BADREF",
			   "array '%s' cannot be used without an index",
			   n->var->name);
	else if (type_is_void(n->type))
		check_fail(c, n, "D_OP_ACT", "this expression has no value");
	else if (type_resolve(n->type)->kind == TYPE_FUNCTION)
		check_fail(c, n, "D_OP_ARRFUN",
			   "a function cannot be used as a value");
}

bool check_constant(struct checker *c, const struct node *n, int64_t *value)
{
	struct constant k;

	if (!constant_eval(c->program, n, &k))
		return false;
	*value = (int64_t)k.value;
	return true;
}

bool node_is_zero(struct checker *c, const struct node *n)
{
	int64_t value;

	if (n->kind == NODE_INT && type_is_pointer(n->type))
		return n->value == 0;		/* NULL */
	return type_is_integer(n->type) && check_constant(c, n, &value) &&
		value == 0;
}

/* What has an address: memory behind a pointer, symbols, and their parts. */
bool node_is_memory(const struct node *n)
{
	for (;;) {
		switch (n->kind) {
		case NODE_SYMBOL:
			return true;
		case NODE_UNARY:
			return n->op == OP_DEREF;
		case NODE_INDEX:
			if (n->left->kind == NODE_VAR &&
			    n->left->var->is_array)
				return false;
			if (type_resolve(n->left->type)->kind == TYPE_POINTER)
				return true;
			break;
		case NODE_MEMBER:
			break;
		default:
			return false;
		}
		n = n->left;
	}
}
