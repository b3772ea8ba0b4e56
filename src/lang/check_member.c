/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts of things: members, elements, sizes. */
#include "lang/check.h"

/* ---- members -------------------------------------------------------- */

struct node *check_xlate_below(struct node *n)
{
	if (n->kind == NODE_UNARY && n->op == OP_DEREF)
		n = n->left;
	while (n->kind == NODE_CAST &&
	       type_compatible(n->type, n->left->type))
		n = n->left;
	return n->kind == NODE_XLATE ? n : NULL;
}

void check_member(struct checker *c, struct node *n)
{
	const struct type *t;
	struct node *xlate;

	check_value(c, n->left);
	if (is_bad(n->left->type)) {
		n->type = &type_bad;
		return;
	}
	xlate = check_xlate_below(n->left);
	if (xlate) {
		check_xlate_member(c, n, xlate);
		return;
	}
	t = check_complete(c, n->left->type);
	if (!t) {
		check_fail(c, n, "D_OP_INCOMPLETE",
			   "the members of '%s' are not known",
			   check_text(c, n->left->type));
		return;
	}
	if (!type_is_aggregate(t)) {
		check_fail(c, n, "D_OP_SOU",
			   "'%s' has no members: it is not a struct or a union",
			   check_text(c, t));
		return;
	}
	n->member = type_find_member(t, n->name, &n->offset);
	if (n->member)
		n->type = check_inherit(c, n->member->type, n->left->type);
	else
		check_fail(c, n, "D_TYPE_MEMBER", "'%s' has no member '%s'",
			   check_text(c, t), n->name);
}

/* ---- elements ------------------------------------------------------- */

static void check_array_element(struct checker *c, struct node *n)
{
	struct variable *v = n->left->var;

	for (struct node *key = n->args; key; key = key->next)
		check_value(c, key);
	n->type = v->type;
	check_keys(c, n, v->name, v->keys, v->nkeys, v->is_declared);
}

static void check_element(struct checker *c, struct node *n)
{
	const struct type *array = n->left->type, *t = type_target(array);
	const struct type *complete;

	if (!t) {
		check_fail(c, n, n->left->kind == NODE_VAR ? "D_IDENT_BADREF"
							   : "D_OP_PTR",
			   "'%s' is not an array or a pointer and has no index",
			   check_text(c, array));
		return;
	}
	if (n->nargs != 1) {
		check_fail(c, n, "D_PROTO_LEN",
			   "an array of C has one index, write a[i][j]");
		return;
	}
	check_value(c, n->args);
	if (is_bad(n->args->type)) {
		n->type = &type_bad;
		return;
	}
	complete = check_complete(c, t);
	if (!type_is_integer(n->args->type))
		check_fail(c, n, "D_OP_INT",
			   "an index must be an integer, not '%s'",
			   check_text(c, n->args->type));
	else if (!complete)
		check_fail(c, n, "D_OP_INCOMPLETE",
			   "the size of '%s' is not known", check_text(c, t));
	else
		n->type = check_inherit(c, type_is_complete(t) ? t : complete,
					array);
}

void check_index(struct checker *c, struct node *n)
{
	struct node *left = n->left;

	if (left->kind == NODE_IDENT && !left->has_scope &&
	    !check_find_variable(c, left)) {
		const struct inline_def *def;
		const struct builtin *b;

		while (!check_is_name(c, left) && check_define(c, left->name))
			;
		def = symtab_get(&c->program->inline_names, left->name);
		b = builtin_find(left->name);

		if (def && def->params) {
			check_inline(c, n, def, n->args, n->nargs);
			return;
		}
		if (b && builtin_is_indexed(b)) {
			check_indexed_builtin(c, n, b);
			return;
		}
	}
	check_expr(c, left);
	if (is_bad(left->type))
		n->type = &type_bad;
	else if (left->kind == NODE_VAR && left->var->is_array)
		check_array_element(c, n);
	else
		check_element(c, n);
}

/* ---- sizeof, offsetof ----------------------------------------------- */

static void becomes_size(struct node *n, uint64_t value)
{
	n->kind = NODE_INT;
	n->value = value;
	n->type = &type_ulong;
	n->left = NULL;
}

void check_sizeof(struct checker *c, struct node *n)
{
	const struct type *t = n->type_arg, *complete;

	/* sizeof (name) of a type that the parser had not seen */
	if (!t && n->left->kind == NODE_IDENT && !check_is_name(c, n->left))
		t = check_find_type(c, n->left->name);
	if (t) {
		n->left = NULL;
	} else {
		check_expr(c, n->left);
		t = n->left->type;
	}
	if (is_bad(t)) {
		n->type = &type_bad;
		return;
	}
	if (n->left && node_is_bit_field(n->left)) {
		check_fail(c, n, "D_SIZEOF_BITFIELD",
			   "a bit-field has no size in bytes");
		return;
	}
	complete = check_complete(c, t);
	if (!complete || complete->kind == TYPE_DYNAMIC ||
	    (n->left && n->left->kind == NODE_VAR && n->left->var->is_array))
		check_fail(c, n, "D_SIZEOF_TYPE", "the size of '%s' is not "
			   "known", check_text(c, t));
	else if (n->left && n->left->kind == NODE_STRING)
		becomes_size(n, n->left->str_len + 1);	/* as in C */
	else if (complete->kind == TYPE_STRING && c->options &&
		 c->options->strsize)
		becomes_size(n, c->options->strsize);
	else
		becomes_size(n, complete->size);
}

/* The offset of a member of t, which becomes the member's type. */
static bool add_offset(struct checker *c, struct node *n, const char *name,
		       const struct type **t, uint64_t *offset)
{
	const struct type *whole = check_complete(c, *t);
	const struct type_member *m;
	uint64_t at;

	if (!whole || !type_is_aggregate(whole)) {
		check_fail(c, n, "D_OFFSETOF_TYPE",
			   "offsetof needs a struct or a union whose members "
			   "are known, not '%s'", check_text(c, *t));
		return false;
	}
	m = type_find_member(whole, name, &at);
	if (!m) {
		check_fail(c, n, "D_TYPE_MEMBER", "'%s' has no member '%s'",
			   check_text(c, whole), name);
		return false;
	}
	if (m->bit_width) {
		check_fail(c, n, "D_OFFSETOF_BITFIELD",
			   "bit-field '%s' has no offset in bytes", name);
		return false;
	}
	*t = m->type;
	*offset += at;
	return true;
}

void check_offsetof(struct checker *c, struct node *n)
{
	const struct type *t = n->type_arg;
	uint64_t offset = 0;
	bool ok;

	if (is_bad(n->type_arg)) {
		n->type = &type_bad;
		return;
	}
	ok = add_offset(c, n, n->name, &t, &offset);
	for (const struct node *m = n->args; m && ok; m = m->next)
		ok = add_offset(c, n, m->name, &t, &offset);
	n->args = NULL;
	if (ok)
		becomes_size(n, offset);
}
