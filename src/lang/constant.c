/* SPDX-License-Identifier: BSD-2-Clause */
#include "lang/constant.h"

/* Inlines that name inlines come on top of the height of each tree. */
#define EVAL_DEPTH 2000
#define EVAL_STEPS 100000

struct eval {
	const struct program *program;
	int depth, steps;		/* that are left */
};

static bool eval(struct eval *e, const struct node *n, struct constant *c);

uint64_t constant_convert(uint64_t value, const struct type *to)
{
	unsigned bits;

	to = type_resolve(to);
	if (to == &type_bool)
		return value != 0;
	if (!to->size || to->size >= 8)
		return value;
	bits = 64 - (unsigned)to->size * 8;
	value <<= bits;
	return to->is_signed ? (uint64_t)((int64_t)value >> bits)
			     : value >> bits;
}

static bool eval_name(struct eval *e, const struct node *n, struct constant *c)
{
	const struct node *enumerator;
	const struct inline_def *def;

	if (n->has_scope)
		return false;
	enumerator = symtab_get(&e->program->enumerators, n->name);
	if (enumerator)
		return eval(e, enumerator, c);
	def = symtab_get(&e->program->inline_names, n->name);
	if (!def || def->params || !type_is_integer(def->type) ||
	    !eval(e, def->value, c))
		return false;
	c->value = constant_convert(c->value, def->type);
	c->type = def->type;
	return true;
}

static bool eval_unary(struct eval *e, const struct node *n,
			struct constant *c)
{
	if (!eval(e, n->left, c))
		return false;
	if (n->op == OP_LNOT) {
		*c = (struct constant){ !c->value, &type_int };
		return true;
	}
	c->type = type_promote(c->type);
	switch (n->op) {
	case OP_PLUS:
		break;
	case OP_NEG:
		c->value = 0 - c->value;
		break;
	case OP_NOT:
		c->value = ~c->value;
		break;
	default:
		return false;
	}
	c->value = constant_convert(c->value, c->type);
	return true;
}

static bool divide(enum op op, struct constant *a, uint64_t b)
{
	int64_t left = (int64_t)a->value, right = (int64_t)b;

	if (!b)
		return false;
	if (!type_is_signed(a->type)) {
		a->value = op == OP_DIV ? a->value / b : a->value % b;
	} else if (right == -1) {	/* C leaves INT64_MIN / -1 open */
		a->value = op == OP_DIV ? 0 - a->value : 0;
	} else {
		a->value = (uint64_t)(op == OP_DIV ? left / right
						   : left % right);
	}
	return true;
}

static bool compare(enum op op, uint64_t a, uint64_t b, bool is_signed)
{
	bool less = is_signed ? (int64_t)a < (int64_t)b : a < b;

	switch (op) {
	case OP_EQ:
		return a == b;
	case OP_NE:
		return a != b;
	case OP_LT:
		return less;
	case OP_LE:
		return less || a == b;
	case OP_GT:
		return !less && a != b;
	default:
		return !less;
	}
}

/* Both operands are of the common type. */
static bool arithmetic(enum op op, struct constant *a, uint64_t b)
{
	switch (op) {
	case OP_ADD:
		a->value += b;
		return true;
	case OP_SUB:
		a->value -= b;
		return true;
	case OP_MUL:
		a->value *= b;
		return true;
	case OP_DIV:
	case OP_MOD:
		return divide(op, a, b);
	case OP_AND:
		a->value &= b;
		return true;
	case OP_OR:
		a->value |= b;
		return true;
	case OP_XOR:
		a->value ^= b;
		return true;
	default:
		return false;
	}
}

static bool shift(enum op op, struct constant *a, uint64_t by)
{
	unsigned bits;

	a->type = type_promote(a->type);
	bits = (unsigned)a->type->size * 8;
	by &= bits - 1;		/* as the machine does */
	if (op == OP_SHL)
		a->value <<= by;
	else if (a->type->is_signed)
		a->value = (uint64_t)((int64_t)a->value >> by);
	else
		a->value >>= by;
	return true;
}

static bool eval_binary(struct eval *e, const struct node *n,
			struct constant *a)
{
	const struct type *common;
	struct constant b;

	if (!eval(e, n->left, a) ||
	    !eval(e, n->right, &b))
		return false;
	switch (n->op) {
	case OP_LAND:
	case OP_LOR:
	case OP_LXOR:
		a->value = n->op == OP_LAND ? a->value && b.value
			: n->op == OP_LOR ? a->value || b.value
			: !a->value != !b.value;
		a->type = &type_int;
		return true;
	case OP_SHL:
	case OP_SHR:
		if (!shift(n->op, a, b.value))
			return false;
		break;
	default:
		common = type_usual(a->type, b.type);
		a->value = constant_convert(a->value, common);
		b.value = constant_convert(b.value, common);
		a->type = common;
		if (n->op >= OP_EQ && n->op <= OP_GE) {
			a->value = compare(n->op, a->value, b.value,
					   common->is_signed);
			a->type = &type_int;
		} else if (!arithmetic(n->op, a, b.value)) {
			return false;
		}
	}
	a->value = constant_convert(a->value, a->type);
	return true;
}

static bool eval_ternary(struct eval *e, const struct node *n,
			struct constant *c)
{
	struct constant other;

	if (!eval(e, n->left, &other))
		return false;
	if (!eval(e, other.value ? n->right : n->third, c))
		return false;
	/* the type depends on the branch that is not taken, too */
	if (eval(e, other.value ? n->third : n->right, &other)) {
		c->type = type_usual(c->type, other.type);
		c->value = constant_convert(c->value, c->type);
	}
	return true;
}

static bool eval_sizeof(const struct node *n, struct constant *c)
{
	const struct type *t = n->type_arg;

	if (!t && n->left->kind == NODE_STRING) {
		*c = (struct constant){ n->left->str_len + 1, &type_ulong };
		return true;
	}
	if (!t)
		t = n->left->type;	/* NULL before checking */
	if (!t || !type_size(t))
		return false;
	*c = (struct constant){ type_size(t), &type_ulong };
	return true;
}

static bool eval_offsetof(const struct node *n, struct constant *c)
{
	const struct type_member *m = NULL;
	uint64_t offset = 0, at;

	if (n->name)
		m = type_find_member(n->type_arg, n->name, &offset);
	for (const struct node *next = n->args; m && next; next = next->next) {
		m = type_find_member(m->type, next->name, &at);
		offset += m ? at : 0;
	}
	*c = (struct constant){ offset, &type_ulong };
	return m;
}

static bool eval_kind(struct eval *e, const struct node *n,
			struct constant *c)
{
	switch (n->kind) {
	case NODE_INT:
		*c = (struct constant){ n->value, n->type };
		return true;
	case NODE_IDENT:
		return eval_name(e, n, c);
	case NODE_UNARY:
		return eval_unary(e, n, c);
	case NODE_BINARY:
		return eval_binary(e, n, c);
	case NODE_TERNARY:
		return eval_ternary(e, n, c);
	case NODE_SIZEOF:
		return eval_sizeof(n, c);
	case NODE_OFFSETOF:
		return eval_offsetof(n, c);
	case NODE_CAST:
		if (!type_is_integer(n->type_arg) ||
		    !eval(e, n->left, c))
			return false;
		c->value = constant_convert(c->value, n->type_arg);
		c->type = n->type_arg;
		return true;
	default:
		return false;
	}
}

static bool eval(struct eval *e, const struct node *n, struct constant *c)
{
	bool ok;

	if (e->depth == 0 || e->steps == 0)
		return false;
	e->steps--;
	e->depth--;
	ok = eval_kind(e, n, c);
	e->depth++;
	return ok;
}

bool constant_eval(const struct program *program, const struct node *n,
		   struct constant *c)
{
	struct eval e = { program, EVAL_DEPTH, EVAL_STEPS };

	return eval(&e, n, c);
}
