/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copies of stacks, for what frame pointers do not lead through: registers and
 * the newest pages are sent ahead of what they belong to, and the consumer
 * unwinds them. A key of which a copy was sent is made by the consumer, so its
 * aggregation is sent, too (agg.c).
 */
#include "cg/impl.h"

#include <stddef.h>

/* Fewer frames are not taken for a whole stack: main() has two below it. */
#define FRAMES_OF_SHALLOW 4

#define STACK_RING (8 << 20)	/* the least ring buffer that takes copies */

static uint32_t addresses_size(const struct image_field *f)
{
	return f->size - 8 - (f->has_frames ? 8 : 0);
}

/* Bytes of the longest stack that the clause's record has; 0: it has none. */
static int longest_recorded(const struct image_clause *layout)
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

/*
 * To the label when the frame pointers lead through enough frames, or when
 * there is not even one: then it is a thread of the kernel.
 */
static void skip_deep(struct cg *c, int longest, int done)
{
	int enough = FRAMES_OF_SHALLOW * 8, mark = c->stack;
	int size = longest < enough ? longest : enough;
	struct place p = { R_STACK, cg_temp(c, (size_t)size, c->clause->loc) };

	cg_walk(c, p, (uint32_t)size, true);
	cg_temp_release(c, mark);
	ebpf_jump_if_imm(&c->a, BPF_JSGE, R0, size, done);
	ebpf_jump_if_imm(&c->a, BPF_JSLE, R0, 0, done);
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

/* ---- whose they are -------------------------------------------- */

void cg_learn_process(struct cg *c)
{
	int mark = c->stack;
	struct place p = { R_STACK, cg_temp(c, sizeof(struct record_header),
					    c->clause->loc) };

	cg_send(c, RECORD_PROCESS, p, 0, true);
	cg_temp_release(c, mark);
}

void cg_learnt_map(struct image_map *m)
{
	m->name = "learnt";
	m->type = BPF_MAP_TYPE_LRU_HASH;
	m->value_size = 4;
	m->max_entries = 4096;
}

/*
 * Copies wait for the timer: a process whose first one this is might have
 * ended by then, and nobody would know where its files were.
 */
static void learn_process(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int known = ebpf_label(a), mark = c->stack;
	struct place pid = { R_STACK, cg_temp(c, 8, c->clause->loc) };

	cg_who(c);
	ebpf_alu_imm(a, BPF_RSH, R0, 32);
	ebpf_store(a, 8, R_STACK, pid.off, R0);
	ebpf_map(a, R1, cg_map(c, MAP_LEARNT));
	cg_address_of(c, R2, pid);
	ebpf_call(a, BPF_FUNC_map_lookup_elem);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, known);
	ebpf_map(a, R1, cg_map(c, MAP_LEARNT));
	cg_address_of(c, R2, pid);
	ebpf_mov(a, R3, R2);
	ebpf_mov_imm(a, R4, BPF_ANY);
	ebpf_call(a, BPF_FUNC_map_update_elem);
	cg_learn_process(c);
	ebpf_here(a, known);
	cg_temp_release(c, mark);
}

/* ---- all of it ------------------------------------------------- */

static void send_copy(struct cg *c, int pages, uint32_t drops, int none)
{
	cg_reserve(c, (uint32_t)(IN_STACK(bytes) + pages * STACK_PAGE),
		   RECORD_STACK, drops, none);
	cg_who(c);
	ebpf_store(&c->a, 4, R_RECORD, IN_STACK(thread), R0);
	copy_regs(c);
	copy_pages(c, pages);
	cg_submit_large(c);
	if (c->copied)
		ebpf_store_imm(&c->a, 8, R_STACK, c->copied, 1);
}

static void copy_stack(struct cg *c, uint32_t drops, int none, int done)
{
	struct ebpf_asm *a = &c->a;
	int size[STACK_PAGES + 1] = { 0 };

	for (int n = 1; n <= STACK_PAGES; n++)
		size[n] = ebpf_label(a);
	count_pages(c, size);
	/* how much is reserved must be a constant */
	for (int n = 1; n <= STACK_PAGES; n++) {
		ebpf_here(a, size[n]);
		send_copy(c, n, drops, none);
		ebpf_jump(a, done);
	}
}

static void enlarge_ring(struct cg *c)
{
	struct image_map *ring = &c->image->maps.items[cg_map(c, MAP_RING)];

	if (ring->max_entries < STACK_RING)
		ring->max_entries = STACK_RING;
}

void cg_stack_copy(struct cg *c, int none)
{
	struct ebpf_asm *a = &c->a;
	int done = ebpf_label(a), recorded = longest_recorded(c->layout);
	int keyed = c->layout->event ? 0 : (int)c->key_stacks[c->clause->id];

	if (c->options->unwind == UNWIND_FRAMES || (!recorded && !keyed))
		return;
	c->image->copies_stacks = true;
	enlarge_ring(c);
	if (keyed) {
		c->copied = cg_temp(c, 8, c->clause->loc);
		ebpf_store_imm(a, 8, R_STACK, c->copied, 0);
	}
	if (c->options->unwind == UNWIND_AUTO)
		skip_deep(c, recorded > keyed ? recorded : keyed, done);
	learn_process(c);
	if (recorded)
		copy_stack(c, offsetof(struct image_state, drops), none, done);
	else
		copy_stack(c, offsetof(struct image_state, stack_drops), done,
			   done);
	ebpf_here(a, done);
}
