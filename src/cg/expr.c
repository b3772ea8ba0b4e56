/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Integer expressions. As in D's own virtual machine all arithmetic is done in
 * 64 bits; types decide signedness, and widths matter only where a value is
 * stored, cast or compared with a 32-bit unsigned one.
 */
#include "cg/impl.h"

#include "base/bug.h"

bool cg_is_signed(const struct type *t)
{
	t = type_resolve(t);
	return (t->kind == TYPE_INT || t->kind == TYPE_ENUM) && t->is_signed;
}

/* Its bits can be carried around, though nothing can be done with them. */
bool cg_is_float(const struct type *t)
{
	t = type_resolve(t);
	return t->kind == TYPE_FLOAT && t->size <= 8;
}

int cg_int_size(const struct type *t)
{
	t = type_resolve(t);
	if (t->kind == TYPE_INT || t->kind == TYPE_ENUM)
		return t->size ? (int)t->size : 4;
	return cg_is_float(t) ? (int)t->size : 8;
}

/* How C compares the two: 4 or 8 bytes, signed or not. */
static void usual(const struct type *a, const struct type *b, int *size,
		  bool *is_signed)
{
	int sa = cg_int_size(a), sb = cg_int_size(b);

	*size = sa > sb ? sa : sb;
	if (*size < 4)
		*size = 4;
	*is_signed = !((sa == *size && !cg_is_signed(a)) ||
		       (sb == *size && !cg_is_signed(b)));
}

/* What needs no temporary (a constant on the right) does without. */
void cg_operands(struct cg *c, const struct node *left,
		 const struct node *right)
{
	int mark = c->stack, temp;

	cg_expr(c, left);
	if (right->kind == NODE_INT) {
		ebpf_mov(&c->a, R1, R0);
		cg_expr(c, right);
		return;
	}
	temp = cg_temp(c, 8, left->loc);
	ebpf_store(&c->a, 8, R_STACK, temp, R0);
	cg_expr(c, right);
	ebpf_load(&c->a, 8, R1, R_STACK, temp);
	cg_temp_release(c, mark);
}

/*
 * r0 = r1 / r0 or r1 % r0. eBPF divides unsigned only (before 6.6), so signed
 * operands lose their signs first; C's remainder has the dividend's sign.
 */
static void divide(struct cg *c, int op, bool is_signed)
{
	struct ebpf_asm *a = &c->a;
	int nonzero = ebpf_label(a), done, positive;

	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, nonzero);
	cg_fault(c, FAULT_DIVZERO);
	ebpf_here(a, nonzero);
	if (!is_signed) {
		ebpf_alu(a, op, R1, R0);
		ebpf_mov(a, R0, R1);
		return;
	}
	/* r2: the sign of the result */
	ebpf_mov(a, R2, R1);
	if (op == BPF_DIV)
		ebpf_alu(a, BPF_XOR, R2, R0);
	positive = ebpf_label(a);
	ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, positive);
	ebpf_neg(a, R0);
	ebpf_here(a, positive);
	positive = ebpf_label(a);
	ebpf_jump_if_imm(a, BPF_JSGE, R1, 0, positive);
	ebpf_neg(a, R1);
	ebpf_here(a, positive);
	ebpf_alu(a, op, R1, R0);
	ebpf_mov(a, R0, R1);
	done = ebpf_label(a);
	ebpf_jump_if_imm(a, BPF_JSGE, R2, 0, done);
	ebpf_neg(a, R0);
	ebpf_here(a, done);
}

void cg_arithmetic(struct cg *c, enum op op, const struct type *type)
{
	struct ebpf_asm *a = &c->a;
	bool is_signed = cg_is_signed(type);
	int code;

	switch (op) {
	case OP_ADD: code = BPF_ADD; break;
	case OP_SUB: code = BPF_SUB; break;
	case OP_MUL: code = BPF_MUL; break;
	case OP_AND: code = BPF_AND; break;
	case OP_OR: code = BPF_OR; break;
	case OP_XOR: code = BPF_XOR; break;
	case OP_SHL: code = BPF_LSH; break;
	case OP_SHR: code = is_signed ? BPF_ARSH : BPF_RSH; break;
	case OP_DIV: divide(c, BPF_DIV, is_signed); return;
	case OP_MOD: divide(c, BPF_MOD, is_signed); return;
	default: BUG("arithmetic operator %d", (int)op);
	}
	if (code == BPF_LSH || code == BPF_ARSH || code == BPF_RSH)
		ebpf_alu_imm(a, BPF_AND, R0, 63);
	ebpf_alu(a, code, R1, R0);
	ebpf_mov(a, R0, R1);
}

static bool is_comparison(enum op op)
{
	return op >= OP_EQ && op <= OP_GE;
}

static int jump_code(enum op op, bool is_signed)
{
	switch (op) {
	case OP_EQ: return BPF_JEQ;
	case OP_NE: return BPF_JNE;
	case OP_LT: return is_signed ? BPF_JSLT : BPF_JLT;
	case OP_LE: return is_signed ? BPF_JSLE : BPF_JLE;
	case OP_GT: return is_signed ? BPF_JSGT : BPF_JGT;
	case OP_GE: return is_signed ? BPF_JSGE : BPF_JGE;
	default: BUG("comparison operator %d", (int)op);
	}
}

static enum op negated(enum op op)
{
	switch (op) {
	case OP_EQ: return OP_NE;
	case OP_NE: return OP_EQ;
	case OP_LT: return OP_GE;
	case OP_LE: return OP_GT;
	case OP_GT: return OP_LE;
	case OP_GE: return OP_LT;
	default: BUG("comparison operator %d", (int)op);
	}
}

/* Jump when the comparison's truth is sense. */
static void compare(struct cg *c, const struct node *n, bool sense, int label)
{
	int size;
	bool is_signed;

	if (cg_is_string(n->left) || cg_is_string(n->right)) {
		cg_string_compare(c, n);
		ebpf_jump_if_imm(&c->a, sense ? BPF_JNE : BPF_JEQ, R0, 0,
				 label);
		return;
	}
	cg_operands(c, n->left, n->right);
	usual(node_promoted(n->left), node_promoted(n->right), &size,
	      &is_signed);
	if (!is_signed && size < 8) {
		ebpf_extend(&c->a, R1, size, false);
		ebpf_extend(&c->a, R0, size, false);
	}
	ebpf_jump_if(&c->a, jump_code(sense ? n->op : negated(n->op),
				      is_signed), R1, R0, label);
}

/* a && b, a || b: when they are sense, jump */
static void short_circuit(struct cg *c, const struct node *n, bool sense,
			  int label)
{
	bool either = (n->op == OP_LOR) == sense;
	int over = ebpf_label(&c->a);

	if (either) {
		cg_branch(c, n->left, sense, label);
		cg_branch(c, n->right, sense, label);
	} else {
		cg_branch(c, n->left, !sense, over);
		cg_branch(c, n->right, sense, label);
	}
	ebpf_here(&c->a, over);
}

void cg_branch(struct cg *c, const struct node *n, bool sense, int label)
{
	if (n->kind == NODE_BINARY && is_comparison(n->op)) {
		compare(c, n, sense, label);
	} else if (n->kind == NODE_BINARY &&
		   (n->op == OP_LAND || n->op == OP_LOR)) {
		short_circuit(c, n, sense, label);
	} else if (n->kind == NODE_UNARY && n->op == OP_LNOT) {
		cg_branch(c, n->left, !sense, label);
	} else {
		cg_expr(c, n);
		ebpf_jump_if_imm(&c->a, sense ? BPF_JNE : BPF_JEQ, R0, 0,
				 label);
	}
}

/* r0 = 0 or 1 */
static void truth(struct cg *c, const struct node *n)
{
	int yes = ebpf_label(&c->a), done = ebpf_label(&c->a);

	cg_branch(c, n, true, yes);
	ebpf_mov_imm(&c->a, R0, 0);
	ebpf_jump(&c->a, done);
	ebpf_here(&c->a, yes);
	ebpf_mov_imm(&c->a, R0, 1);
	ebpf_here(&c->a, done);
}

/* a ^^ b: both are evaluated */
static void logical_xor(struct cg *c, const struct node *n)
{
	int mark = c->stack, temp = cg_temp(c, 8, n->loc);

	truth(c, n->left);
	ebpf_store(&c->a, 8, R_STACK, temp, R0);
	truth(c, n->right);
	ebpf_load(&c->a, 8, R1, R_STACK, temp);
	ebpf_alu(&c->a, BPF_XOR, R0, R1);
	cg_temp_release(c, mark);
}

/* p + n and p - n count in elements */
uint64_t cg_element_size(const struct type *t)
{
	t = type_resolve(t);
	if (t->kind != TYPE_POINTER && t->kind != TYPE_ARRAY)
		return 0;
	t = type_resolve(t->base);
	return t->size ? t->size : 1;
}

static void pointer_arithmetic(struct cg *c, const struct node *n)
{
	uint64_t left = cg_element_size(n->left->type);
	uint64_t right = cg_element_size(n->right->type);

	cg_operands(c, n->left, n->right);
	if (left > 1 && !right)
		ebpf_alu_imm(&c->a, BPF_MUL, R0, (int32_t)left);
	if (right > 1 && !left)
		ebpf_alu_imm(&c->a, BPF_MUL, R1, (int32_t)right);
	cg_arithmetic(c, n->op, n->type);
	if (left > 1 && right) {
		ebpf_mov(&c->a, R1, R0);
		ebpf_mov_imm(&c->a, R0, (int64_t)left);
		divide(c, BPF_DIV, true);
	}
}

static void binary(struct cg *c, const struct node *n)
{
	if (is_comparison(n->op) || n->op == OP_LAND || n->op == OP_LOR) {
		truth(c, n);
	} else if (n->op == OP_LXOR) {
		logical_xor(c, n);
	} else if ((n->op == OP_ADD || n->op == OP_SUB) &&
		   (cg_element_size(n->left->type) ||
		    cg_element_size(n->right->type))) {
		pointer_arithmetic(c, n);
	} else {
		cg_operands(c, n->left, n->right);
		cg_arithmetic(c, n->op, n->type);
	}
}

static void unary(struct cg *c, const struct node *n)
{
	switch (n->op) {
	case OP_LNOT:
		truth(c, n);
		return;
	case OP_PRE_INC: case OP_PRE_DEC: case OP_POST_INC: case OP_POST_DEC:
		cg_increment(c, n);
		return;
	case OP_DEREF:
		cg_fetch(c, n);
		return;
	case OP_ADDR:
		cg_object_address(c, n->left);
		return;
	default:
		break;
	}
	cg_expr(c, n->left);
	if (n->op == OP_NEG)
		ebpf_neg(&c->a, R0);
	else if (n->op == OP_NOT)
		ebpf_alu_imm(&c->a, BPF_XOR, R0, -1);
}

static void ternary(struct cg *c, const struct node *n)
{
	int no = ebpf_label(&c->a), done = ebpf_label(&c->a);

	cg_branch(c, n->left, false, no);
	cg_expr(c, n->right);
	ebpf_jump(&c->a, done);
	ebpf_here(&c->a, no);
	cg_expr(c, n->third);
	ebpf_here(&c->a, done);
}

void cg_convert(struct cg *c, const struct type *t)
{
	int zero = ebpf_label(&c->a);

	if (type_is_bool(t)) {
		ebpf_jump_if_imm(&c->a, BPF_JEQ, R0, 0, zero);
		ebpf_mov_imm(&c->a, R0, 1);
	} else {
		ebpf_extend(&c->a, R0, cg_int_size(t), cg_is_signed(t));
	}
	ebpf_here(&c->a, zero);
}

static void cast(struct cg *c, const struct node *n)
{
	cg_expr(c, n->left);
	if (type_is_scalar(n->type))
		cg_convert(c, n->type);
}

static void expr(struct cg *c, const struct node *n)
{
	switch (n->kind) {
	case NODE_INT:
	case NODE_SIZEOF:
	case NODE_OFFSETOF:
		ebpf_mov_imm(&c->a, R0, (int64_t)n->value);
		return;
	case NODE_VAR:
	case NODE_INDEX:
		if (cg_is_object(n))
			cg_fetch(c, n);
		else
			cg_load_var(c, n);
		return;
	case NODE_MEMBER:
	case NODE_SYMBOL:
		cg_fetch(c, n);
		return;
	case NODE_BUILTIN:
		cg_builtin(c, n);
		return;
	case NODE_UNARY:
		unary(c, n);
		return;
	case NODE_BINARY:
		binary(c, n);
		return;
	case NODE_ASSIGN:
		cg_assign(c, n);
		return;
	case NODE_TERNARY:
		ternary(c, n);
		return;
	case NODE_COMMA:
		cg_effect(c, n->left);
		cg_expr(c, n->right);
		return;
	case NODE_CAST:
		cast(c, n);
		return;
	case NODE_CALL:
		cg_call(c, n);
		return;
	default:
		cg_unsupported(c, n->loc, "this expression");
	}
}

void cg_expr(struct cg *c, const struct node *n)
{
	if (diags_full(c->diags))
		return;
	if (cg_is_string(n)) {
		cg_unsupported(c, n->loc, "a string where a number is needed");
		return;
	}
	expr(c, n);
}

int cg_to_temp(struct cg *c, const struct node *n)
{
	int temp = cg_temp(c, 8, n->loc);

	cg_expr(c, n);
	ebpf_store(&c->a, 8, R_STACK, temp, R0);
	return temp;
}

void cg_effect(struct cg *c, const struct node *n)
{
	struct place p;

	if (n->kind == NODE_AGG_STORE) {
		cg_agg_store(c, n);
	} else if (n->kind == NODE_ASSIGN) {
		cg_assign(c, n);
	} else if (cg_is_string(n)) {
		p = cg_scratch(c, c->options->strsize);
		cg_string(c, n, p, c->options->strsize);
	} else if (type_is_aggregate(n->type)) {
		p = cg_scratch(c, (uint32_t)type_size(n->type));
		cg_block(c, n, p);
	} else if (type_resolve(n->type)->kind != TYPE_VOID ||
		   n->kind == NODE_CALL) {
		expr(c, n);
	}
}
