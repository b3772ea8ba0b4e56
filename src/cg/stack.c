/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stacks and addresses that the consumer turns into names: the kernel walks the
 * frame pointers straight into the record or the key, and fills what is left
 * of it with zeros, so that equal stacks are equal keys.
 */
#include "cg/impl.h"

#include <stddef.h>

#include "lang/constant.h"

/* More than the kernel gives: sysctl kernel.perf_event_max_stack is 127. */
#define MOST_FRAMES 1024

static bool is_user(const struct node *call)
{
	return call->type == &type_ustack || call->type == &type_usymaddr;
}

static bool is_stack(const struct node *call)
{
	return call->type == &type_ustack || call->type == &type_stack;
}

/* ustack(n), or as many as the option says; jstack(0) means the option too */
static uint32_t frames(struct cg *c, const struct node *call)
{
	uint64_t n = is_user(call) ? c->options->ustackframes
				   : c->options->stackframes;
	struct constant k;

	if (call->args &&
	    constant_eval(c->in->program, call->args, &k) && k.value)
		n = k.value;
	return n > MOST_FRAMES ? MOST_FRAMES : (uint32_t)n;
}

static enum symbol_form form(const struct node *call)
{
	switch (call->builtin->id) {
	case BI_UADDR:
		return SYMBOL_ADDRESS;
	case BI_MOD:
	case BI_UMOD:
		return SYMBOL_MODULE;
	default:
		return SYMBOL_NAME;
	}
}

void cg_stack_layout(struct cg *c, const struct node *call,
		     struct image_field *f)
{
	c->image->names_user |= is_user(call);
	f->size = is_user(call) ? 8 : 0;
	if (is_stack(call)) {
		f->kind = is_user(call) ? FIELD_USTACK : FIELD_STACK;
		f->size += frames(c, call) * 8;
	} else {
		f->kind = is_user(call) ? FIELD_USYMBOL : FIELD_SYMBOL;
		f->form = form(call);
		f->size += 8;
	}
}

/* Bytes of addresses to the place; r0 = how many bytes, or negative */
static void walk(struct cg *c, struct place p, uint32_t size, bool user)
{
	struct ebpf_asm *a = &c->a;

	ebpf_mov(a, R1, R_CTX);
	cg_address_of(c, R2, p);
	ebpf_mov_imm(a, R3, size);
	ebpf_mov_imm(a, R4, user ? BPF_F_USER_STACK : 0);
	ebpf_call(a, BPF_FUNC_get_stack);
}

void cg_stack_store(struct cg *c, const struct node *call,
		    const struct image_field *f, struct place p)
{
	struct ebpf_asm *a = &c->a;
	struct place rest = p;
	struct image_field own = { 0 };

	if (is_user(call)) {
		ebpf_call(a, BPF_FUNC_get_current_pid_tgid);
		ebpf_alu_imm(a, BPF_RSH, R0, 32);
		ebpf_store(a, 8, p.reg, p.off, R0);
		p.off += 8;
	}
	if (!is_stack(call)) {
		cg_expr(c, call->args);
		ebpf_store(a, 8, p.reg, p.off, R0);
		return;
	}
	cg_stack_layout(c, call, &own);
	walk(c, p, frames(c, call) * 8, is_user(call));
	rest.off += (int)own.size;
	cg_zero(c, rest, f->size - own.size);
}

static bool has_user_addresses(const struct image_agg *agg)
{
	for (size_t i = 0; i < agg->nkeys; i++)
		if (agg->keys[i].kind == FIELD_USTACK ||
		    agg->keys[i].kind == FIELD_USYMBOL)
			return true;
	return false;
}

/*
 * Keys are shown at the end, when the process may be gone. New ones are rare:
 * the consumer is woken at once.
 */
void cg_stack_notice(struct cg *c, const struct image_agg *agg)
{
	const int size = sizeof(struct record_header);
	struct ebpf_asm *a = &c->a;
	int mark = c->stack, at;

	if (!has_user_addresses(agg))
		return;
	at = cg_temp(c, (size_t)size, c->clause->loc);
	for (int off = 0; off < size; off += 8)
		ebpf_store_imm(a, 8, R_STACK, at + off, 0);
	ebpf_store_imm(a, 2, R_STACK,
		       at + (int)offsetof(struct record_header, kind),
		       RECORD_PROCESS);
	ebpf_load(a, 8, R1, R_STACK, SLOT_SITE);
	ebpf_store(a, 4, R_STACK,
		   at + (int)offsetof(struct record_header, site), R1);
	ebpf_call(a, BPF_FUNC_get_current_pid_tgid);
	ebpf_alu_imm(a, BPF_RSH, R0, 32);
	ebpf_store(a, 4, R_STACK,
		   at + (int)offsetof(struct record_header, pid), R0);
	ebpf_map(a, R1, cg_map(c, MAP_RING));
	cg_address_of(c, R2, (struct place){ R_STACK, at });
	ebpf_mov_imm(a, R3, size);
	ebpf_mov_imm(a, R4, BPF_RB_FORCE_WAKEUP);
	ebpf_call(a, BPF_FUNC_ringbuf_output);
	cg_temp_release(c, mark);
}

/* The second frame is the caller. */
static void caller(struct cg *c, const struct node *n, bool user)
{
	struct place p = { R_STACK, cg_temp(c, 16, n->loc) };
	int mark = c->stack + 16;

	walk(c, p, 16, user);
	ebpf_load(&c->a, 8, R0, R_STACK, p.off + 8);
	cg_temp_release(c, mark);
}

static void depth(struct cg *c, bool user)
{
	uint32_t most = user ? c->options->ustackframes
			     : c->options->stackframes;
	struct ebpf_asm *a = &c->a;
	int ok = ebpf_label(a);

	if (most < 127)
		most = 127;
	walk(c, cg_scratch(c, most * 8), most * 8, user);
	ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, ok);
	ebpf_mov_imm(a, R0, 0);
	ebpf_here(a, ok);
	ebpf_alu_imm(a, BPF_RSH, R0, 3);
}

bool cg_stack_variable(struct cg *c, const struct node *n)
{
	switch (n->builtin->id) {
	case BI_CALLER:
	case BI_UCALLER:
		caller(c, n, n->builtin->id == BI_UCALLER);
		return true;
	case BI_STACKDEPTH:
	case BI_USTACKDEPTH:
		depth(c, n->builtin->id == BI_USTACKDEPTH);
		return true;
	default:
		return false;
	}
}
