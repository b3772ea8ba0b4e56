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

static uint32_t frames_by_option(struct cg *c, const struct node *call)
{
	if (!is_user(call))
		return c->options->stackframes;
	return call->builtin->id == BI_JSTACK ? c->options->jstackframes
					      : c->options->ustackframes;
}

/* ustack(n), or as many as the option says */
static uint32_t frames(struct cg *c, const struct node *call)
{
	uint64_t n = frames_by_option(c, call);
	struct constant k;

	if (call->args &&
	    constant_eval(c->in->program, call->args, &k) && k.value)
		n = k.value;
	return n > MOST_FRAMES ? MOST_FRAMES : (uint32_t)n;
}

/* jstack(), and ustack(n, bytes): the strings are an interpreter's frames. */
static bool shows_frames(struct cg *c, const struct node *call)
{
	const struct node *size = call->args ? call->args->next : NULL;
	struct constant k;

	if (call->builtin->id == BI_JSTACK)
		return true;
	return is_user(call) && size &&
	       constant_eval(c->in->program, size, &k) && k.value;
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
		f->has_frames = shows_frames(c, call);
		f->size += frames(c, call) * 8 + (f->has_frames ? 8 : 0);
	} else {
		f->kind = is_user(call) ? FIELD_USYMBOL : FIELD_SYMBOL;
		f->form = form(call);
		f->size += 8;
	}
}

void cg_walk(struct cg *c, struct place p, uint32_t size, bool user)
{
	struct ebpf_asm *a = &c->a;

	ebpf_mov(a, R1, R_CTX);
	cg_address_of(c, R2, p);
	ebpf_mov_imm(a, R3, size);
	ebpf_mov_imm(a, R4, user ? BPF_F_USER_STACK : 0);
	ebpf_call(a, BPF_FUNC_get_stack);
}

/* r0 = the process of r0, without its thread */
static void whole_process(struct cg *c)
{
	ebpf_alu_imm(&c->a, BPF_RSH, R0, 32);
	ebpf_alu_imm(&c->a, BPF_LSH, R0, 32);
}

void cg_stack_store(struct cg *c, const struct node *call,
		    const struct image_field *f, struct place p)
{
	struct ebpf_asm *a = &c->a;
	struct place rest = p;
	struct image_field own = { 0 };

	if (call->type == &type_stack &&
	    cg_recorded(c, call->loc, call->builtin->id))
		return;
	if (is_user(call)) {
		cg_who(c);
		if (p.reg != R_RECORD)		/* a key is of all threads */
			whole_process(c);
		ebpf_store(a, 8, p.reg, p.off, R0);
		p.off += 8;
	}
	if (f->has_frames) {
		if (shows_frames(c, call))
			cg_frames(c);
		else
			ebpf_mov_imm(a, R0, 0);
		ebpf_store(a, 8, p.reg, p.off, R0);
		p.off += 8;
	}
	if (!is_stack(call)) {
		cg_expr(c, call->args);
		ebpf_store(a, 8, p.reg, p.off, R0);
		return;
	}
	cg_stack_layout(c, call, &own);
	cg_walk(c, p, frames(c, call) * 8, is_user(call));
	own.size += f->has_frames && !own.has_frames ? 8 : 0;
	rest.off += (int)own.size;
	cg_zero(c, rest, f->size - own.size);
}

/* ---- keys ------------------------------------------------------ */

bool cg_has_user_stack(const struct image_agg *agg)
{
	for (size_t i = 0; i < agg->nkeys; i++)
		if (agg->keys[i].kind == FIELD_USTACK)
			return true;
	return false;
}

bool cg_has_user_addresses(const struct image_agg *agg)
{
	for (size_t i = 0; i < agg->nkeys; i++)
		if (agg->keys[i].kind == FIELD_USYMBOL)
			return true;
	return cg_has_user_stack(agg);
}

void cg_stack_wanted(struct cg *c, const struct node *call, struct place p)
{
	ebpf_store_imm(&c->a, 4, p.reg, p.off, (int32_t)frames(c, call));
}

uint32_t cg_stack_key_size(struct cg *c, const struct node *key)
{
	if (key->kind != NODE_CALL || !builtin_is_key(key->builtin) ||
	    !is_stack(key) || !is_user(key))
		return 0;
	return frames(c, key) * 8;
}

/* ---- variables ------------------------------------------------- */

/* The second frame is the caller. */
static void caller(struct cg *c, const struct node *n, bool user)
{
	struct place p = { R_STACK, cg_temp(c, 16, n->loc) };
	int mark = c->stack + 16;

	cg_walk(c, p, 16, user);
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
	cg_walk(c, cg_scratch(c, most * 8), most * 8, user);
	ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, ok);
	ebpf_mov_imm(a, R0, 0);
	ebpf_here(a, ok);
	ebpf_alu_imm(a, BPF_RSH, R0, 3);
}

bool cg_stack_variable(struct cg *c, const struct node *n)
{
	switch (n->builtin->id) {
	case BI_CALLER:
		if (cg_recorded(c, n->loc, BI_CALLER))
			return true;
		caller(c, n, false);
		return true;
	case BI_UCALLER:
		caller(c, n, true);
		return true;
	case BI_STACKDEPTH:
		if (cg_recorded(c, n->loc, BI_STACKDEPTH))
			return true;
		depth(c, false);
		return true;
	case BI_USTACKDEPTH:
		depth(c, true);
		return true;
	default:
		return false;
	}
}
