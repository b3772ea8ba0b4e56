/* SPDX-License-Identifier: BSD-2-Clause */
/* Assignment, and what changes a value: += and its like, ++, --. */
#include "lang/check.h"

/* ---- what may be assigned to ---------------------------------------- */

static bool is_const(const struct node *n)
{
	return type_qualifiers(n->type) & QUAL_CONST;
}

/* A part of a struct or an array that a variable holds. */
static bool is_part_of_variable(const struct node *n)
{
	while (n->kind == NODE_MEMBER ||
	       (n->kind == NODE_INDEX && n->left->kind != NODE_VAR))
		n = n->left;
	if (n->kind == NODE_INDEX)
		n = n->left;
	return n->kind == NODE_VAR;
}

static bool check_lvalue(struct checker *c, struct node *n)
{
	if (n->kind == NODE_BUILTIN) {
		check_fail(c, n, "D_OP_WRITE",
			   "'%s' is a built-in variable and cannot be changed",
			   n->builtin->name);
		return false;
	}
	if (n->kind == NODE_VAR && n->var->is_array) {
		check_fail(c, n, "D_ARR_BADREF",
			   "array '%s' cannot be used without an index",
			   n->var->name);
		return false;
	}
	if (n->kind != NODE_VAR && !node_is_memory(n) &&
	    !is_part_of_variable(n)) {
		check_fail(c, n, "D_OP_LVAL",
			   "only a variable can be assigned to");
		return false;
	}
	if (is_const(n)) {
		check_fail(c, n, "D_OP_WRITE",
			   "a value of type '%s' cannot be changed",
			   check_text(c, n->type));
		return false;
	}
	return true;
}

bool check_assignable(struct checker *c, const struct type *to,
		      const struct node *from)
{
	const struct type *t = from->type;

	if (type_is_integer(to))
		return type_is_integer(t);
	/* 0 empties a string, as it does any variable */
	if (type_is_dstring(to))
		return type_is_string(t) || node_is_zero(c, from);
	/* 0 frees an element of an array, and clears what is no element */
	if (type_is_aggregate(to) && node_is_zero(c, from))
		return true;
	if (type_resolve(to)->kind == TYPE_ARRAY)
		return type_compatible(to, t) || node_is_zero(c, from) ||
			(type_is_string(to) && type_is_string(t));
	if (type_is_pointer(to)) {
		if (type_is_integer(t))
			return node_is_zero(c, from);
		return type_is_pointer(t) &&
			(type_is_void(type_target(to)) ||
			 type_is_void(type_target(t)) ||
			 type_compatible(type_target(to), type_target(t)));
	}
	return type_compatible(to, t);
}

/* ---- variables that the assignment makes ---------------------------- */

/* The name that n = .. would make a variable of, or NULL. */
static struct node *new_name(struct checker *c, struct node *n)
{
	struct node *name = n->kind == NODE_INDEX ? n->left : n;

	if (name->kind != NODE_IDENT || check_find_variable(c, name))
		return NULL;
	if (!name->has_scope &&
	    (builtin_find(name->name) ||
	     symtab_get(&c->program->inline_names, name->name) ||
	     symtab_get(&c->program->enumerators, name->name)))
		return NULL;
	return name;
}

/* What a variable becomes that gets a value of this type first. */
static const struct type *variable_type(struct checker *c, struct node *value)
{
	const struct type *t = value->type;
	const struct type *r = type_resolve(t);

	if (node_is_bit_field(value))
		return value->member->bit_width > 32 ? t : type_promote(t);
	if (r->kind == TYPE_ARRAY && type_is_string(t))
		return &type_string;
	if (r->kind == TYPE_DYNAMIC || r->kind == TYPE_FLOAT ||
	    !check_complete(c, t)) {
		check_error(c, "D_OP_DYN", value->loc,
			    "a variable cannot hold a value of type '%s'",
			    check_text(c, t));
		return NULL;
	}
	/* what the value may not be changed into, its copy may */
	return type_unqualified(c->a, t);
}

static void make_variable(struct checker *c, struct node *target,
			  struct node *name, const struct type *type)
{
	struct node *keys = target->kind == NODE_INDEX ? target->args : NULL;

	for (struct node *key = keys; key; key = key->next) {
		check_value(c, key);
		if (is_bad(key->type))
			type = NULL;
	}
	if (type)
		check_new_variable(c, name, type, keys,
				   keys ? target->nargs : 0);
}

/* ---- the operators -------------------------------------------------- */

static void check_compound(struct checker *c, struct node *n)
{
	const struct type *l = n->left->type, *r = n->right->type;
	bool moves = n->op == OP_ADD || n->op == OP_SUB;

	if (type_is_integer(l) && type_is_integer(r)) {
		if ((n->op == OP_DIV || n->op == OP_MOD) &&
		    node_is_zero(c, n->right))
			check_fail(c, n, "D_DIV_ZERO", "division by zero");
		return;
	}
	if (moves && type_resolve(l)->kind == TYPE_POINTER &&
	    type_is_integer(r))
		return;
	check_fail(c, n, "D_OP_ARITH",
		   "this assignment takes integers, not '%s' and '%s'",
		   check_text(c, l), check_text(c, r));
}

void check_assign(struct checker *c, struct node *n)
{
	struct node *name = new_name(c, n->left);
	const struct type *type = &type_int64;	/* x += 1 starts at 0 */

	check_value(c, n->right);
	if (is_bad(n->right->type)) {
		n->type = &type_bad;
		return;
	}
	if (name && n->op == OP_ASSIGN)
		type = variable_type(c, n->right);
	if (name)
		make_variable(c, n->left, name, type);
	if (name && !check_find_variable(c, name)) {
		n->type = &type_bad;	/* said already */
		return;
	}
	check_expr(c, n->left);
	if (is_bad(n->left->type) || !check_lvalue(c, n->left)) {
		n->type = &type_bad;
		return;
	}
	n->type = n->left->type;
	if (n->op != OP_ASSIGN)
		check_compound(c, n);
	else if (!check_assignable(c, n->type, n->right))
		check_fail(c, n, "D_OP_INCOMPAT",
			   "a value of type '%s' cannot be assigned to a "
			   "'%s'", check_text(c, n->right->type),
			   check_text(c, n->left->type));
}

void check_step(struct checker *c, struct node *n)
{
	struct node *name = new_name(c, n->left);

	if (name)
		make_variable(c, n->left, name, &type_int64);
	if (name && !check_find_variable(c, name)) {
		n->type = &type_bad;
		return;
	}
	check_expr(c, n->left);
	if (is_bad(n->left->type) || !check_lvalue(c, n->left)) {
		n->type = &type_bad;
		return;
	}
	n->type = n->left->type;
	if (!type_is_scalar(n->type))
		check_fail(c, n, "D_OP_SCALAR",
			   "'++' and '--' take a number or a pointer, not "
			   "'%s'", check_text(c, n->type));
}
