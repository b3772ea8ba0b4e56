/* SPDX-License-Identifier: BSD-2-Clause */
/* Operators: what they take, and the type that C gives the result. */
#include "lang/check.h"

static const char *op_text(enum op op)
{
	switch (op) {
	case OP_ADD:
	case OP_PLUS:
		return "+";
	case OP_SUB:
	case OP_NEG:
		return "-";
	case OP_MUL:
	case OP_DEREF:
		return "*";
	case OP_DIV:
		return "/";
	case OP_MOD:
		return "%";
	case OP_AND:
	case OP_ADDR:
		return "&";
	case OP_OR:
		return "|";
	case OP_XOR:
		return "^";
	case OP_SHL:
		return "<<";
	case OP_SHR:
		return ">>";
	case OP_EQ:
		return "==";
	case OP_NE:
		return "!=";
	case OP_LT:
		return "<";
	case OP_LE:
		return "<=";
	case OP_GT:
		return ">";
	case OP_GE:
		return ">=";
	case OP_LAND:
		return "&&";
	case OP_LOR:
		return "||";
	case OP_LXOR:
		return "^^";
	case OP_NOT:
		return "~";
	case OP_LNOT:
		return "!";
	default:
		return "=";
	}
}

static const struct type *usual(const struct node *a, const struct node *b)
{
	return type_usual(node_promoted(a), node_promoted(b));
}

/* ---- one operand ---------------------------------------------------- */

static void check_deref(struct checker *c, struct node *n)
{
	const struct type *t = type_target(n->left->type), *complete;

	if (!t) {
		check_fail(c, n, "D_DEREF_NONPTR",
			   "'%s' is not a pointer", check_text(c,
							n->left->type));
	} else if (type_is_void(t)) {
		check_fail(c, n, "D_DEREF_VOID",
			   "a void * points at nothing known; cast it to "
			   "another pointer first");
	} else if (type_resolve(t)->kind == TYPE_FUNCTION) {
		check_fail(c, n, "D_DEREF_FUNC",
			   "a pointer to a function gives no data");
	} else {
		complete = check_complete(c, t);
		if (complete && !type_is_complete(t))
			t = complete;
		n->type = check_inherit(c, t, n->left->type);
	}
}

static void check_address(struct checker *c, struct node *n)
{
	if (n->left->kind == NODE_VAR)
		check_fail(c, n, "D_ADDROF_VAR",
			   "variables of D have no address");
	else if (!node_is_memory(n->left))
		check_fail(c, n, "D_ADDROF_LVAL",
			   "only what lies in memory has an address");
	else if (node_is_bit_field(n->left))
		check_fail(c, n, "D_ADDROF_BITFIELD",
			   "a bit-field has no address");
	else
		n->type = check_inherit(c, type_pointer_to(c->a,
							   n->left->type),
					n->left->type);
}

void check_unary(struct checker *c, struct node *n)
{
	if (n->op >= OP_PRE_INC && n->op <= OP_POST_DEC) {
		check_step(c, n);
		return;
	}
	/* functions, and symbols without a type, have addresses only */
	if (n->op == OP_ADDR && n->left->kind == NODE_SYMBOL)
		check_symbol(c, n->left, false);
	else
		check_value(c, n->left);
	if (is_bad(n->left->type)) {
		n->type = &type_bad;
	} else if (n->op == OP_DEREF) {
		check_deref(c, n);
	} else if (n->op == OP_ADDR) {
		check_address(c, n);
	} else if (n->op == OP_LNOT) {
		n->type = &type_int;
		if (!type_is_scalar(n->left->type))
			check_fail(c, n, "D_OP_SCALAR",
				   "'!' takes a number or a pointer, not '%s'",
				   check_text(c, n->left->type));
	} else if (!type_is_integer(n->left->type)) {
		check_fail(c, n, n->op == OP_NOT ? "D_OP_INT" : "D_OP_ARITH",
			   "'%s' takes an integer, not '%s'", op_text(n->op),
			   check_text(c, n->left->type));
	} else {
		n->type = node_promoted(n->left);
	}
}

/* ---- two operands --------------------------------------------------- */

static void incompatible(struct checker *c, struct node *n)
{
	check_fail(c, n, "D_OP_INCOMPAT",
		   "'%s' cannot join '%s' and '%s'", op_text(n->op),
		   check_text(c, n->left->type),
		   check_text(c, n->right->type));
}

/* Pointer arithmetic needs the size of what is pointed at; void counts 1. */
static bool check_pointee(struct checker *c, struct node *n,
			  const struct type *pointer)
{
	const struct type *t = type_target(pointer);

	if (type_is_void(t) || check_complete(c, t))
		return true;
	check_fail(c, n, "D_OP_INCOMPLETE",
		   "the size of '%s' is not known", check_text(c, t));
	return false;
}

static const struct type *decayed(struct checker *c, const struct type *t)
{
	const struct type *element = type_target(t);

	return type_resolve(t)->kind == TYPE_ARRAY
		? check_inherit(c, type_pointer_to(c->a, element), element)
		: t;
}

static void check_additive(struct checker *c, struct node *n)
{
	const struct type *l = n->left->type, *r = n->right->type;

	if (type_is_integer(l) && type_is_integer(r)) {
		n->type = usual(n->left, n->right);
	} else if (type_is_pointer(l) && type_is_integer(r)) {
		if (check_pointee(c, n, l))
			n->type = decayed(c, l);
	} else if (n->op == OP_ADD && type_is_integer(l) &&
		   type_is_pointer(r)) {
		if (check_pointee(c, n, r))
			n->type = decayed(c, r);
	} else if (n->op == OP_SUB && type_is_pointer(l) &&
		   type_is_pointer(r)) {
		if (!type_compatible(type_target(l), type_target(r)))
			incompatible(c, n);
		else if (check_pointee(c, n, l))
			n->type = &type_long;
	} else if (type_is_dstring(l) || type_is_dstring(r)) {
		check_fail(c, n, "D_OP_INT",
			   "'%s' takes numbers and pointers, not strings%s",
			   op_text(n->op), n->op == OP_ADD
			   ? "; strjoin() joins strings" : "");
	} else {
		incompatible(c, n);
	}
}

static bool pointers_compatible(const struct type *a, const struct type *b)
{
	a = type_target(a);
	b = type_target(b);
	return type_is_void(a) || type_is_void(b) || type_compatible(a, b);
}

/* string == NULL, string != 0 */
static bool is_null_test(struct checker *c, const struct node *n)
{
	if (n->op != OP_EQ && n->op != OP_NE)
		return false;
	return (type_is_dstring(n->left->type) && node_is_zero(c, n->right)) ||
	       (type_is_dstring(n->right->type) && node_is_zero(c, n->left));
}

static void check_comparison(struct checker *c, struct node *n)
{
	const struct type *l = n->left->type, *r = n->right->type;

	n->type = &type_int;
	if (node_compares_strings(n) || is_null_test(c, n) ||
	    (type_is_integer(l) && type_is_integer(r)) ||
	    (type_is_pointer(l) && type_is_integer(r)) ||
	    (type_is_integer(l) && type_is_pointer(r)))
		return;
	if (type_is_pointer(l) && type_is_pointer(r) &&
	    pointers_compatible(l, r))
		return;
	incompatible(c, n);
}

static void check_logical(struct checker *c, struct node *n)
{
	const struct node *wrong = NULL;

	n->type = &type_int;
	if (!type_is_scalar(n->left->type))
		wrong = n->left;
	else if (!type_is_scalar(n->right->type))
		wrong = n->right;
	if (wrong)
		check_fail(c, n, "D_OP_SCALAR",
			   "'%s' takes numbers and pointers, not '%s'",
			   op_text(n->op), check_text(c, wrong->type));
}

static void check_integers(struct checker *c, struct node *n)
{
	bool is_shift = n->op == OP_SHL || n->op == OP_SHR;
	bool is_arith = n->op == OP_MUL || n->op == OP_DIV;
	const struct node *wrong = NULL;

	if (!type_is_integer(n->left->type))
		wrong = n->left;
	else if (!type_is_integer(n->right->type))
		wrong = n->right;
	if (wrong)
		check_fail(c, n, is_arith ? "D_OP_ARITH" : "D_OP_INT",
			   "'%s' takes integers, not '%s'", op_text(n->op),
			   check_text(c, wrong->type));
	else if ((n->op == OP_DIV || n->op == OP_MOD) &&
		 node_is_zero(c, n->right))
		check_fail(c, n, "D_DIV_ZERO", "division by zero");
	else
		n->type = is_shift ? node_promoted(n->left)
				   : usual(n->left, n->right);
}

void check_binary(struct checker *c, struct node *n)
{
	check_value(c, n->left);
	check_value(c, n->right);
	if (is_bad(n->left->type) || is_bad(n->right->type)) {
		n->type = &type_bad;
		return;
	}
	switch (n->op) {
	case OP_ADD:
	case OP_SUB:
		check_additive(c, n);
		break;
	case OP_EQ:
	case OP_NE:
	case OP_LT:
	case OP_LE:
	case OP_GT:
	case OP_GE:
		check_comparison(c, n);
		break;
	case OP_LAND:
	case OP_LOR:
	case OP_LXOR:
		check_logical(c, n);
		break;
	default:
		check_integers(c, n);
	}
}

/* ---- ?: and casts --------------------------------------------------- */

/* The common type of the two branches, or NULL. */
static const struct type *branch_type(struct checker *c, struct node *n)
{
	const struct node *a = n->right, *b = n->third;
	const struct type *l = a->type, *r = b->type;

	if (type_is_integer(l) && type_is_integer(r))
		return usual(a, b);
	if (type_is_string(l) && type_is_string(r) &&
	    (type_is_dstring(l) || type_is_dstring(r)))
		return &type_string;
	if (type_is_pointer(l) && type_is_pointer(r) &&
	    pointers_compatible(l, r))
		return type_is_void(type_target(l)) ? decayed(c, l)
						    : decayed(c, r);
	if (type_is_pointer(l) && node_is_zero(c, b))
		return decayed(c, l);
	if (node_is_zero(c, a) && type_is_pointer(r))
		return decayed(c, r);
	if (type_is_aggregate(l) && type_compatible(l, r))
		return l;
	return NULL;
}

void check_ternary(struct checker *c, struct node *n)
{
	check_value(c, n->left);
	check_value(c, n->right);
	check_value(c, n->third);
	if (is_bad(n->left->type) || is_bad(n->right->type) ||
	    is_bad(n->third->type)) {
		n->type = &type_bad;
		return;
	}
	if (!type_is_scalar(n->left->type)) {
		check_fail(c, n->left, "D_OP_SCALAR",
			   "the condition of ?: must be a number or a pointer, "
			   "not '%s'", check_text(c, n->left->type));
		n->type = &type_bad;
		return;
	}
	n->type = branch_type(c, n);
	if (!n->type)
		check_fail(c, n, "D_OP_INCOMPAT",
			   "the branches of ?: have incompatible types '%s' "
			   "and '%s'", check_text(c, n->right->type),
			   check_text(c, n->third->type));
}

static void check_to_string(struct checker *c, struct node *n)
{
	const struct type *from = n->left->type;

	n->type = &type_string;
	if (!type_is_string(from) && !type_is_scalar(from))
		check_fail(c, n, n->name ? "D_STRINGOF_TYPE" : "D_CAST_INVAL",
			   "there is no string at a '%s'",
			   check_text(c, from));
}

void check_cast(struct checker *c, struct node *n)
{
	const struct type *to = type_resolve(n->type_arg);
	const struct type *from;

	check_expr(c, n->left);
	from = n->left->type;
	if (to->kind != TYPE_VOID)
		check_value(c, n->left);
	if (is_bad(n->left->type) || is_bad(to)) {
		n->type = &type_bad;
		return;
	}
	n->type = n->type_arg;
	if (to->kind == TYPE_VOID)
		return;
	if (to->kind == TYPE_STRING) {
		check_to_string(c, n);
		return;
	}
	if (type_is_scalar(to) && (type_is_scalar(from) ||
				   type_resolve(from)->kind == TYPE_ARRAY)) {
		if (type_is_pointer(to))
			n->type = check_inherit(c, n->type,
						decayed(c, from));
		return;
	}
	check_fail(c, n, "D_CAST_INVAL", "'%s' cannot be cast to '%s'",
		   check_text(c, from), check_text(c, n->type_arg));
}
