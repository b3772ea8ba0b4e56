/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Firings that are kept for a recording: who and when, the arguments, the
 * memory that they lead to, the stack. Nothing here is a fault: what cannot be
 * read is kept as such, so that it is a fault when it is asked for.
 *
 * These clauses follow those of the program, each is a record of its own, and
 * what no predicate of the program let through is not kept.
 */
#include "cg/impl.h"

#include <stddef.h>

#include "base/bug.h"

#define BODY ((int)sizeof(struct record_header))
#define IN_EVENT(member) (BODY + (int)offsetof(struct record_event, member))
#define LENGTH_OF(m) ((int)((m)->at + offsetof(struct record_memory, length)))
#define BYTES_OF(m) ((int)((m)->at + sizeof(struct record_memory)))

/* Where processes have memory: from the second page to where the kernel is. */
#define USER_FIRST 4096
#define USER_LAST INT64_C(0x0000fffffffff000)
#define PAGE 4096
#define EVENT_RING (16 << 20)	/* the least ring buffer for firings */
#define FRAMES_MAX 127		/* what kernels give */

/* ---- layout ---------------------------------------------------- */

static void layout(struct cg *c, struct image_event *ev)
{
	struct image_clause *out = vec_push(&c->image->clauses);
	uint32_t at = (uint32_t)(BODY + (int)sizeof(struct record_event));

	/* the program shows stacks: so may those that are asked later */
	if (!ev->frames && c->image->names_user)
		ev->frames = c->options->ustackframes < FRAMES_MAX
			? c->options->ustackframes : FRAMES_MAX;
	ev->args_at = at;
	at += ev->nargs * 8;
	ev->stack_at = at;
	at += ev->frames * 8;
	for (size_t i = 0; i < ev->nmemory; i++) {
		ev->memory[i].at = at;
		at += (uint32_t)sizeof(struct record_memory) +
		      ((ev->memory[i].size + 7) & ~7u);
	}
	if (at > INT16_MAX)
		BUG("a firing of %u bytes", at);
	out->event = ev;
	out->record_size = ev->size = at;
	c->image->names_user |= ev->frames != 0;
}

void cg_layout_events(struct cg *c)
{
	int map = cg_map(c, MAP_RING);
	struct image_map *ring = &c->image->maps.items[map];

	if (c->in->nevents && ring->max_entries < EVENT_RING)
		ring->max_entries = EVENT_RING;
	for (size_t i = 0; i < c->in->nevents; i++)
		layout(c, c->in->events[i]);
}

bool cg_is_event(const struct cg *c, uint32_t clause)
{
	return clause >= (uint32_t)c->in->program->nclauses;
}

/* ---- code ------------------------------------------------------ */

static void zero_event(struct cg *c, const struct image_event *ev)
{
	struct place p = { R_RECORD, BODY };

	cg_zero(c, p, sizeof(struct record_event));
	p.off = (int)ev->args_at;
	cg_zero(c, p, ev->nargs * 8);
	for (size_t i = 0; i < ev->nmemory; i++) {
		p.off = (int)ev->memory[i].at;
		cg_zero(c, p, sizeof(struct record_memory));
	}
}

static void store(struct cg *c, int size, int off)
{
	ebpf_store(&c->a, size, R_RECORD, off, R0);
}

static bool knows_parent(struct cg *c)
{
	const struct cg_input *in = c->in;

	return in->member && in->member(in->member_data, "task_struct",
					"real_parent") >= 0;
}

static void store_who(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	ebpf_load(a, 8, R0, R_STACK, SLOT_TIME);
	store(c, 8, IN_EVENT(time));
	cg_who(c);
	store(c, 4, IN_EVENT(tid));
	ebpf_call(a, BPF_FUNC_get_current_uid_gid);
	store(c, 8, IN_EVENT(uid_gid));
	ebpf_mov(a, R1, R_RECORD);
	ebpf_alu_imm(a, BPF_ADD, R1, IN_EVENT(comm));
	ebpf_mov_imm(a, R2, sizeof(((struct record_event *)NULL)->comm));
	ebpf_call(a, BPF_FUNC_get_current_comm);
	if (knows_parent(c)) {
		cg_ppid(c, c->clause->loc);
		store(c, 4, IN_EVENT(ppid));
	}
	if (c->names_vtime) {
		cg_vtimestamp(c);
		store(c, 8, IN_EVENT(vtime));
	}
	if (c->names_errno || c->unit->kind == PROG_SYSCALL_RETURN) {
		cg_errno(c);
		store(c, 8, IN_EVENT(error));
	}
}

/* r0 |= 1 << n in the record */
static void set_bit(struct cg *c, int off, unsigned n)
{
	struct ebpf_asm *a = &c->a;

	ebpf_load(a, 4, R1, R_RECORD, off);
	ebpf_mov_imm(a, R2, INT64_C(1) << n);
	ebpf_alu(a, BPF_OR, R1, R2);
	ebpf_store(a, 4, R_RECORD, off, R1);
}

static void store_arg(struct cg *c, const struct image_event *ev, unsigned n)
{
	struct ebpf_asm *a = &c->a;
	int fault = ebpf_label(a), done = ebpf_label(a);
	int address = ebpf_label(a), at = (int)(ev->args_at + n * 8);

	c->fault_label = fault;
	cg_probe_arg(c, n, c->clause->loc);
	store(c, 8, at);
	if (!ebpf_label_used(a, fault)) {
		ebpf_here(a, done);
		return;
	}
	ebpf_jump(a, done);
	ebpf_here(a, fault);
	ebpf_load(a, 8, R0, R_STACK, SLOT_FAULT);
	ebpf_store_imm(a, 8, R_STACK, SLOT_FAULT, FAULT_NONE);
	ebpf_alu_imm(a, BPF_AND, R0, 255);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, FAULT_BADADDR, address);
	set_bit(c, IN_EVENT(bad_args), n);
	ebpf_jump(a, done);
	ebpf_here(a, address);
	set_bit(c, IN_EVENT(bad_addresses), n);
	ebpf_load(a, 8, R0, R_STACK, SLOT_ADDRESS);
	store(c, 8, at);
	ebpf_here(a, done);
}

/* r3 = the address of a piece of memory; to the label: there is none */
static void find_memory(struct cg *c, const struct image_event *ev,
			const struct event_memory *m, int none)
{
	struct ebpf_asm *a = &c->a;

	if (m->parent >= 0) {
		const struct event_memory *p = &ev->memory[m->parent];

		ebpf_load(a, 8, R0, R_RECORD, LENGTH_OF(p));
		ebpf_jump_if_imm(a, BPF_JLT, R0, (int32_t)m->offset + 8, none);
		ebpf_load(a, 8, R3, R_RECORD,
			  BYTES_OF(p) + (int)m->offset);
	} else if (m->is_call_arg) {
		cg_call_arg(c, m->arg);
		ebpf_mov(a, R3, R0);
	} else {
		ebpf_load(a, 8, R3, R_RECORD,
			  (int)(ev->args_at + m->arg * 8u));
	}
	ebpf_mov_imm(a, R1, USER_LAST);
	ebpf_jump_if_imm(a, BPF_JLT, R3, USER_FIRST, none);
	ebpf_jump_if(a, BPF_JGE, R3, R1, none);
}

static void store_memory(struct cg *c, const struct image_event *ev,
			 const struct event_memory *m)
{
	struct ebpf_asm *a = &c->a;
	int none = ebpf_label(a);

	find_memory(c, ev, m, none);
	ebpf_store(a, 8, R_RECORD, (int)m->at, R3);
	cg_address_of(c, R1, (struct place){ R_RECORD, BYTES_OF(m) });
	ebpf_mov_imm(a, R2, m->size);
	cg_call_sub(c, SUB_REMEMBER);
	store(c, 8, LENGTH_OF(m));
	ebpf_here(a, none);
}

void cg_event(struct cg *c, const struct unit_clause *uc)
{
	struct ebpf_asm *a = &c->a;
	const struct image_event *ev;
	int skip = ebpf_label(a), mark = c->stack;

	c->clause = c->clauses[uc->clause];
	c->layout = &c->image->clauses.items[uc->clause];
	c->statement = 0;
	c->uses |= USES_TIME;
	ev = c->layout->event;
	cg_check_pid(c, uc, skip);
	ebpf_load(a, 8, R0, R_STACK, SLOT_KEEP);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, skip);
	cg_stack_copy(c, skip);
	cg_reserve(c, c->layout->record_size, RECORD_EVENT,
		   offsetof(struct image_state, drops), skip);
	zero_event(c, ev);
	store_who(c);
	for (unsigned n = 0; n < ev->nargs; n++)
		store_arg(c, ev, n);
	for (size_t i = 0; i < ev->nmemory; i++)
		store_memory(c, ev, &ev->memory[i]);
	if (ev->frames) {
		cg_walk(c, (struct place){ R_RECORD, (int)ev->stack_at },
			ev->frames * 8, true);
		store(c, 8, IN_EVENT(stack));
	}
	cg_submit_large(c);
	ebpf_here(a, skip);
	cg_temp_release(c, mark);
}

/*
 * remember(r1 = to, r2 = size, r3 = address): r0 = bytes that were read: all,
 * or those up to the end of the page, or none.
 */
void cg_emit_remember_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int fewer = ebpf_label(a), none = ebpf_label(a);

	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 7, R2);
	ebpf_mov(a, 8, R3);
	cg_call_sub(c, SUB_USER_READ);
	ebpf_jump_if_imm(a, BPF_JSLT, R0, 0, fewer);
	ebpf_mov(a, R0, 7);
	ebpf_exit(a);
	ebpf_here(a, fewer);
	ebpf_mov(a, R_KEEP, 8);
	ebpf_alu_imm(a, BPF_AND, R_KEEP, PAGE - 1);
	ebpf_mov_imm(a, R2, PAGE);
	ebpf_alu(a, BPF_SUB, R2, R_KEEP);
	ebpf_jump_if(a, BPF_JGE, R2, 7, none);
	ebpf_mov(a, R_KEEP, R2);
	ebpf_mov(a, R1, 6);
	ebpf_mov(a, R3, 8);
	cg_call_sub(c, SUB_USER_READ);
	ebpf_jump_if_imm(a, BPF_JSLT, R0, 0, none);
	ebpf_mov(a, R0, R_KEEP);
	ebpf_exit(a);
	ebpf_here(a, none);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
}
