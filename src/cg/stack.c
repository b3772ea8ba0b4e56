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

/* ---- copies ---------------------------------------------------- */

/* Fewer frames are not taken for a whole stack: main() has two below it. */
#define FRAMES_OF_SHALLOW 4

#define STACK_RING (8 << 20)	/* the least ring buffer that takes copies */

static uint32_t addresses_size(const struct image_field *f)
{
	return f->size - 8 - (f->has_frames ? 8 : 0);
}

/* Bytes of the longest stack that the clause shows; 0: it shows none. */
static int longest_stack(const struct image_clause *layout)
{
	uint32_t most = 0;

	if (layout->event)
		return (int)layout->event->frames * 8;
	for (size_t i = 0; i < layout->nactions; i++) {
		const struct image_action *act = &layout->actions[i];

		if (act->kind == ACTION_TRACE &&
		    act->fields->kind == FIELD_USTACK &&
		    addresses_size(act->fields) > most)
			most = addresses_size(act->fields);
	}
	return (int)most;
}

/* To the label when the frame pointers lead through enough frames. */
static void skip_deep(struct cg *c, int longest, int done)
{
	int enough = FRAMES_OF_SHALLOW * 8, mark = c->stack;
	int size = longest < enough ? longest : enough;
	struct place p = { R_STACK, cg_temp(c, (size_t)size, c->clause->loc) };

	cg_walk(c, p, (uint32_t)size, true);
	cg_temp_release(c, mark);
	ebpf_jump_if_imm(&c->a, BPF_JSGE, R0, size, done);
}

static int in_stack(size_t member)
{
	return (int)(sizeof(struct record_header) + member);
}
#define IN_STACK(member) in_stack(offsetof(struct record_stack, member))

/* r0 = the registers with which the thread left user space */
static void user_regs(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	ebpf_call(a, BPF_FUNC_get_current_task_btf);
	ebpf_mov(a, R1, R0);
	ebpf_call(a, BPF_FUNC_task_pt_regs);
}

static void copy_regs(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	user_regs(c);
	ebpf_mov(a, R3, R0);
	cg_address_of(c, R1, (struct place){ R_RECORD, IN_STACK(regs) });
	ebpf_mov_imm(a, R2, (int64_t)arch_native()->pt_regs_size);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
}

/* r9 is where the pages begin; the stack ends before one that is not there */
static void copy_pages(struct cg *c, int pages)
{
	struct ebpf_asm *a = &c->a;
	int end = ebpf_label(a);

	ebpf_store(a, 8, R_RECORD, IN_STACK(start), R_KEEP);
	ebpf_store_imm(a, 4, R_RECORD, IN_STACK(length), 0);
	for (int at = 0; at < pages * STACK_PAGE; at += STACK_PAGE) {
		cg_address_of(c, R1, (struct place){
			      R_RECORD, IN_STACK(bytes) + at });
		ebpf_mov_imm(a, R2, STACK_PAGE);
		ebpf_mov(a, R3, R_KEEP);
		ebpf_alu_imm(a, BPF_ADD, R3, at);
		cg_call_sub(c, SUB_USER_READ);
		ebpf_jump_if_imm(a, BPF_JNE, R0, 0, end);
		ebpf_store_imm(a, 4, R_RECORD, IN_STACK(length),
			       at + STACK_PAGE);
	}
	ebpf_here(a, end);
}

/* r9 = the stack's newest page; to size[n] when n pages are there, no more */
static void count_pages(struct cg *c, const int size[STACK_PAGES + 1])
{
	struct ebpf_asm *a = &c->a;
	int mark = c->stack, temp = cg_temp(c, 8, c->clause->loc);

	user_regs(c);
	ebpf_load(a, 8, R_KEEP, R0, arch_native()->sp_offset);
	ebpf_alu_imm(a, BPF_AND, R_KEEP, -STACK_PAGE);
	for (int n = 1; n < STACK_PAGES; n++) {
		cg_address_of(c, R1, (struct place){ R_STACK, temp });
		ebpf_mov_imm(a, R2, 1);
		ebpf_mov(a, R3, R_KEEP);
		ebpf_alu_imm(a, BPF_ADD, R3, n * STACK_PAGE);
		ebpf_call(a, BPF_FUNC_probe_read_user);
		ebpf_jump_if_imm(a, BPF_JNE, R0, 0, size[n]);
	}
	ebpf_jump(a, size[STACK_PAGES]);
	cg_temp_release(c, mark);
}

/*
 * A few hundred copies fill the buffer: the consumer is woken when it becomes a
 * quarter full. Waking it for each copy beyond would cost more than the copies.
 */
void cg_submit_large(struct cg *c)
{
	int ring = cg_map(c, MAP_RING);
	int32_t quarter = (int32_t)(c->image->maps.items[ring].max_entries / 4);
	struct ebpf_asm *a = &c->a;
	int submit = ebpf_label(a);

	ebpf_map(a, R1, ring);
	ebpf_mov_imm(a, R2, BPF_RB_AVAIL_DATA);
	ebpf_call(a, BPF_FUNC_ringbuf_query);
	ebpf_mov_imm(a, R2, BPF_RB_NO_WAKEUP);
	ebpf_jump_if_imm(a, BPF_JLT, R0, quarter, submit);
	ebpf_jump_if_imm(a, BPF_JGT, R0,
			 quarter + 2 * (int32_t)sizeof(struct record_stack),
			 submit);
	ebpf_mov_imm(a, R2, BPF_RB_FORCE_WAKEUP);
	ebpf_here(a, submit);
	ebpf_mov(a, R1, R_RECORD);
	ebpf_call(a, BPF_FUNC_ringbuf_submit);
}

static void send_copy(struct cg *c, int pages, int none)
{
	cg_reserve(c, (uint32_t)(IN_STACK(bytes) + pages * STACK_PAGE),
		   RECORD_STACK, none);
	cg_who(c);
	ebpf_store(&c->a, 4, R_RECORD, IN_STACK(thread), R0);
	copy_regs(c);
	copy_pages(c, pages);
	cg_submit_large(c);
}

void cg_stack_copy(struct cg *c, int none)
{
	struct ebpf_asm *a = &c->a;
	int done = ebpf_label(a), longest = longest_stack(c->layout);
	int size[STACK_PAGES + 1] = { 0 };
	struct image_map *ring;

	if (c->options->unwind == UNWIND_FRAMES || !longest)
		return;
	c->image->copies_stacks = true;
	ring = &c->image->maps.items[cg_map(c, MAP_RING)];
	if (ring->max_entries < STACK_RING)
		ring->max_entries = STACK_RING;
	if (c->options->unwind == UNWIND_AUTO)
		skip_deep(c, longest, done);
	for (int n = 1; n <= STACK_PAGES; n++)
		size[n] = ebpf_label(a);
	count_pages(c, size);
	/* how much is reserved must be a constant */
	for (int n = 1; n <= STACK_PAGES; n++) {
		ebpf_here(a, size[n]);
		send_copy(c, n, none);
		ebpf_jump(a, done);
	}
	ebpf_here(a, done);
}

/* ---- keys ------------------------------------------------------ */

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
	int mark = c->stack, temp;

	if (!has_user_addresses(agg))
		return;
	temp = cg_temp(c, sizeof(struct record_header), c->clause->loc);
	cg_send(c, RECORD_PROCESS, temp, 0, true);
	cg_temp_release(c, mark);
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
