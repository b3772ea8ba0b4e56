/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Strings. A string expression is not a value in a register: it is written to
 * where it is wanted, which for most of D is the record itself.
 */
#include "cg/str.h"

#include <string.h>

#define COMM_SIZE 16
#define LITERAL_ON_STACK 120	/* longest literal compared without scratch */

/* Eight bytes of a literal as a store wants them; zeros behind its end. */
static int64_t literal_word(const char *s, size_t len, size_t at)
{
	uint64_t word = 0;

	for (size_t i = 0; i < 8 && at + i < len; i++)
		word |= (uint64_t)(unsigned char)s[at + i] << (8 * i);
	return (int64_t)word;
}

static void text(struct cg *c, const char *s, struct place p, uint32_t size)
{
	size_t len = strlen(s);
	uint32_t at = 0;

	if (len > size - 1)
		len = size - 1;
	for (; at + 8 <= len + 1; at += 8) {
		ebpf_mov_imm(&c->a, R1, literal_word(s, len, at));
		ebpf_store(&c->a, 8, p.reg, p.off + (int)at, R1);
	}
	for (; at <= len; at++)
		ebpf_store_imm(&c->a, 1, p.reg, p.off + (int)at,
			       at < len ? s[at] : 0);
}

/*
 * The place as arguments 1 and 2 of a helper that fills it.
 */
static void destination(struct cg *c, struct place p, uint32_t size)
{
	cg_address_of(c, R1, p);
	ebpf_mov_imm(&c->a, R2, size);
}

static void execname(struct cg *c, struct place p, uint32_t size)
{
	destination(c, p, size < COMM_SIZE ? size : COMM_SIZE);
	ebpf_call(&c->a, BPF_FUNC_get_current_comm);
}

static void variable(struct cg *c, const struct node *n, struct place p,
		     uint32_t size)
{
	struct ebpf_asm *a = &c->a;
	int none = ebpf_label(a), done = ebpf_label(a);

	cg_storage(c, n, false);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, none);
	ebpf_mov(a, R3, R0);
	destination(c, p, size);
	ebpf_call(a, BPF_FUNC_probe_read_kernel_str);
	ebpf_jump(a, done);
	ebpf_here(a, none);
	ebpf_store_imm(a, 1, p.reg, p.off, 0);
	ebpf_here(a, done);
}

/* The text of a probe's part, from MAP_STRINGS. */
static void interned_part(struct cg *c, const struct node *n,
			  enum probe_part part, struct place p, uint32_t size)
{
	struct ebpf_asm *a = &c->a;
	int mark = c->stack, key, none;

	key = cg_temp(c, 8, n->loc);
	cg_part(c, part);
	ebpf_store(a, 4, R_STACK, key, R0);
	ebpf_store_imm(a, 1, p.reg, p.off, 0);
	ebpf_map(a, R1, cg_map(c, MAP_STRINGS));
	ebpf_mov(a, R2, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R2, key);
	ebpf_call(a, BPF_FUNC_map_lookup_elem);
	none = ebpf_label(a);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, none);
	ebpf_mov(a, R3, R0);
	destination(c, p, size);
	ebpf_call(a, BPF_FUNC_probe_read_kernel_str);
	ebpf_here(a, none);
	cg_temp_release(c, mark);
}

/* A provider's name may end in the number of the process. */
static void probe_part(struct cg *c, const struct node *n,
		       enum probe_part part, struct place p, uint32_t size)
{
	uint32_t strsize = c->options->strsize;
	struct place whole, number;

	if (part != PART_PROVIDER || !cg_site(c, 0)->has_pid) {
		interned_part(c, n, part, p, size);
		return;
	}
	whole = cg_scratch(c, 2 * strsize);
	number = cg_scratch(c, strsize);
	interned_part(c, n, part, whole, strsize);
	cg_pid_text(c, number, strsize);
	cg_append(c, whole, number);
	cg_address_of(c, R3, whole);
	cg_copy_string(c, p, size);
}

/* The string at address r0. */
static void string_at(struct cg *c, bool is_user, struct place p,
		      uint32_t size)
{
	ebpf_store(&c->a, 8, R_STACK, SLOT_ADDRESS, R0);
	ebpf_mov(&c->a, R3, R0);
	destination(c, p, size);
	if (is_user) {
		cg_call_sub(c, SUB_USER_STRING);
	} else {
		cg_check_kernel_read(c, size);
		ebpf_call(&c->a, BPF_FUNC_probe_read_kernel_str);
	}
	cg_fault_if_negative(c);
}

/* copyinstr(address, limit): limit counts the bytes read at most */
static void copyinstr_limited(struct cg *c, const struct node *address,
			      struct place p, uint32_t size)
{
	struct ebpf_asm *a = &c->a;
	int mark = c->stack, temp = cg_to_temp(c, address);

	cg_expr(c, address->next);
	/* one byte more is for the NUL */
	ebpf_mov(a, R2, R0);
	ebpf_alu_imm(a, BPF_ADD, R2, 1);
	cg_at_most(c, R2, size);
	ebpf_load(a, 8, R3, R_STACK, temp);
	ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R3);
	ebpf_store_imm(a, 1, p.reg, p.off, 0);
	cg_address_of(c, R1, p);
	cg_call_sub(c, SUB_USER_STRING);
	cg_fault_if_negative(c);
	cg_temp_release(c, mark);
}

static void copyinstr(struct cg *c, const struct node *n, struct place p,
		      uint32_t size)
{
	if (n->args->next) {
		copyinstr_limited(c, n->args, p, size);
	} else {
		cg_expr(c, n->args);
		string_at(c, true, p, size);
	}
}

static void ternary(struct cg *c, const struct node *n, struct place p,
		    uint32_t size)
{
	int no = ebpf_label(&c->a), done = ebpf_label(&c->a);

	cg_branch(c, n->left, false, no);
	cg_string(c, n->right, p, size);
	ebpf_jump(&c->a, done);
	ebpf_here(&c->a, no);
	cg_string(c, n->third, p, size);
	ebpf_here(&c->a, done);
}

/* args[n] that the provider declares as a string */
static void string_arg(struct cg *c, const struct node *n, struct place p,
		       uint32_t size)
{
	cg_builtin(c, n);
	string_at(c, true, p, size);
}

static void builtin(struct cg *c, const struct node *n, struct place p,
		    uint32_t size)
{
	enum probe_part part;

	if (cg_is_probe_part(n, &part))
		probe_part(c, n, part, p, size);
	else if (n->builtin->id == BI_EXECNAME)
		execname(c, p, size);
	else if (n->builtin->id == BI_ARGS)
		string_arg(c, n, p, size);
	else if (n->builtin->id == BI_EXECARGS &&
		 !cg_recorded(c, n->loc, BI_EXECARGS))
		cg_execargs(c, n, p, size);
	else if (n->builtin->id == BI_ZONENAME)
		text(c, "global", p, size);	/* Linux has no zones */
	else if (n->builtin->id != BI_EXECARGS)
		cg_unsupported(c, n->loc, n->builtin->name);
}

void cg_string(struct cg *c, const struct node *n, struct place p,
	       uint32_t size)
{
	if (diags_full(c->diags))
		return;
	if (!cg_is_string(n)) {
		cg_expr(c, n);
		string_at(c, cg_leads_to_user(n), p, size);
		return;
	}
	if (cg_is_object(n)) {
		cg_object_address(c, n);
		string_at(c, cg_object_is_user(n), p, size);
		return;
	}
	switch (n->kind) {
	case NODE_STRING:
		text(c, n->str, p, size);
		return;
	case NODE_VAR:
	case NODE_INDEX:
		variable(c, n, p, size);
		return;
	case NODE_BUILTIN:
		builtin(c, n, p, size);
		return;
	case NODE_TERNARY:
		ternary(c, n, p, size);
		return;
	case NODE_CALL:
		if (n->builtin->id == BI_COPYINSTR)
			copyinstr(c, n, p, size);
		else
			cg_string_call(c, n, p, size);
		return;
	case NODE_CAST:
		cg_string(c, n->left, p, size);
		return;
	case NODE_ASSIGN:
		cg_assign(c, n);
		cg_string(c, n->left, p, size);
		return;
	case NODE_COMMA:
		cg_effect(c, n->left);
		cg_string(c, n->right, p, size);
		return;
	default:
		cg_unsupported(c, n->loc, "this string expression");
	}
}

/*
 * n == "literal": only so many bytes of n are needed as can tell the two
 * apart, and they are compared in words.
 */
static void compare_literal(struct cg *c, const struct node *n,
			    const struct node *lit, bool equal)
{
	struct ebpf_asm *a = &c->a;
	size_t len = strlen(lit->str);
	uint32_t size = (uint32_t)(len + 2 + 7) & ~7u;
	int mark = c->stack, differ = ebpf_label(a), done = ebpf_label(a);
	struct place p;
	size_t at = 0;

	p = cg_room(c, size < COMM_SIZE ? COMM_SIZE : size, n->loc);
	cg_string(c, n, p, size < COMM_SIZE ? COMM_SIZE : size);
	while (at <= len) {
		int step = len + 1 - at >= 8 ? 8 : len + 1 - at >= 4 ? 4 :
			   len + 1 - at >= 2 ? 2 : 1;
		uint64_t want = (uint64_t)literal_word(lit->str, len, at);

		if (step < 8)
			want &= (1ull << (8 * step)) - 1;
		ebpf_load(a, step, R0, p.reg, p.off + (int)at);
		ebpf_mov_imm(a, R1, (int64_t)want);
		ebpf_jump_if(a, BPF_JNE, R0, R1, differ);
		at += (size_t)step;
	}
	ebpf_mov_imm(a, R0, equal);
	ebpf_jump(a, done);
	ebpf_here(a, differ);
	ebpf_mov_imm(a, R0, !equal);
	ebpf_here(a, done);
	cg_temp_release(c, mark);
}

static int32_t compare_jump(enum op op)
{
	switch (op) {
	case OP_EQ: return BPF_JEQ;
	case OP_NE: return BPF_JNE;
	case OP_LT: return BPF_JSLT;
	case OP_LE: return BPF_JSLE;
	case OP_GT: return BPF_JSGT;
	default: return BPF_JSGE;
	}
}

struct place cg_text(struct cg *c, const struct node *n)
{
	struct place p = cg_scratch(c, c->options->strsize);

	cg_string(c, n, p, c->options->strsize);
	return p;
}

/* A string is NULL when it is empty. */
static void compare_null(struct cg *c, const struct node *n, bool equal)
{
	struct place text = cg_text(c, n);
	int done = ebpf_label(&c->a);

	ebpf_load(&c->a, 1, R1, text.reg, text.off);
	ebpf_mov_imm(&c->a, R0, equal);
	ebpf_jump_if_imm(&c->a, BPF_JEQ, R1, 0, done);
	ebpf_mov_imm(&c->a, R0, !equal);
	ebpf_here(&c->a, done);
}

void cg_string_compare(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;
	const struct node *l = n->left, *r = n->right;
	bool equality = n->op == OP_EQ || n->op == OP_NE;
	struct place left, right;
	int yes;

	if (!type_is_string(l->type) || !type_is_string(r->type)) {
		compare_null(c, cg_is_string(l) ? l : r, n->op == OP_EQ);
		return;
	}
	if (equality && r->kind == NODE_STRING &&
	    strlen(r->str) < LITERAL_ON_STACK) {
		compare_literal(c, l, r, n->op == OP_EQ);
		return;
	}
	if (equality && l->kind == NODE_STRING &&
	    strlen(l->str) < LITERAL_ON_STACK) {
		compare_literal(c, r, l, n->op == OP_EQ);
		return;
	}
	left = cg_text(c, l);
	right = cg_text(c, r);
	cg_address_of(c, R1, left);
	cg_address_of(c, R2, right);
	cg_call_sub(c, SUB_COMPARE);
	yes = ebpf_label(a);
	ebpf_mov(a, R1, R0);
	ebpf_mov_imm(a, R0, 1);
	ebpf_jump_if_imm(a, compare_jump(n->op), R1, 0, yes);
	ebpf_mov_imm(a, R0, 0);
	ebpf_here(a, yes);
}
