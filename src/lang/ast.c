/* SPDX-License-Identifier: BSD-2-Clause */
#include "lang/ast.h"

static struct node *copy_or_null(struct arena *a, const struct node *n)
{
	return n ? node_copy(a, n) : NULL;
}

/* Recursion is bounded by the height of the tree. */
struct node *node_copy(struct arena *a, const struct node *n)
{
	struct node *copy = arena_memdup(a, n, sizeof(*n));
	struct node **end = &copy->args;

	copy->next = NULL;
	copy->left = copy_or_null(a, n->left);
	copy->right = copy_or_null(a, n->right);
	copy->third = copy_or_null(a, n->third);
	for (const struct node *arg = n->args; arg; arg = arg->next) {
		*end = node_copy(a, arg);
		end = &(*end)->next;
	}
	return copy;
}

bool node_compares_strings(const struct node *n)
{
	if (n->kind != NODE_BINARY || n->op < OP_EQ || n->op > OP_GE)
		return false;
	return type_is_string(n->left->type) &&
		type_is_string(n->right->type) &&
		(type_is_dstring(n->left->type) ||
		 type_is_dstring(n->right->type));
}

bool node_is_bit_field(const struct node *n)
{
	return n->kind == NODE_MEMBER && n->member && n->member->bit_width;
}

const struct type *node_promoted(const struct node *n)
{
	if (!type_is_integer(n->type))
		return n->type;
	if (node_is_bit_field(n) && n->member->bit_width <=
	    (type_is_signed(n->member->type) ? 32 : 31))
		return &type_int;
	return type_promote(n->type);
}
