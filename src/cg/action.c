/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One clause:
 *
 *	not for this process, or the predicate is false: skip it
 *	reserve the record, when it has one; without room: count and skip
 *	the statements, which write into the record as layout.c decided
 *	submit
 *
 * A fault gives the record back and reports itself (fault.c).
 */
#include "cg/impl.h"

#include <stddef.h>

#include "base/bug.h"

static void record_field(struct cg *c, const struct node *n,
			 const struct image_field *f)
{
	struct place p = { R_RECORD, (int)f->offset };
	uint32_t scratch = c->scratch;
	int mark = c->stack;

	switch (f->kind) {
	case FIELD_STRING:
		cg_string(c, n, p, f->size);
		break;
	case FIELD_INT:
		if (f->is_probe_id)
			break;
		cg_expr(c, n);
		ebpf_store(&c->a, (int)f->size, p.reg, p.off, R0);
		break;
	case FIELD_BYTES:
		cg_block_start(c, n, p, f->size);
		break;
	default:
		break;		/* known without the record */
	}
	cg_temp_release(c, mark);
	c->scratch = scratch;
}

/* tracemem(address, size[, how many of them to show]) */
static void tracemem(struct cg *c, const struct node *address,
		     const struct image_action *out)
{
	const struct image_field *bytes = &out->fields[0];
	struct place p = { R_RECORD, (int)bytes->offset };

	cg_expr(c, address);
	cg_read(c, p, bytes->size, cg_is_user(address->type));
	if (out->nfields > 1)
		record_field(c, address->next->next, &out->fields[1]);
}

static void copyout(struct cg *c, const struct node *n,
		    const struct image_action *out)
{
	const struct node *address = n->args->next;

	record_field(c, address, &out->fields[COPYOUT_ADDRESS]);
	record_field(c, address->next, &out->fields[COPYOUT_LENGTH]);
	cg_copyout(c, n, out);
}

/* exit() takes effect at the next firing: this clause goes on */
static void stop_tracing(struct cg *c)
{
	cg_state(c, R1, offsetof(struct image_state, exiting));
	ebpf_store_imm(&c->a, 8, R1, 0, 1);
	c->wakes = true;
}

static bool is_action(const struct stmt *s)
{
	return s->kind == STMT_EXPR && s->expr->kind == NODE_CALL &&
	       s->expr->builtin->kind == BUILTIN_ACTION;
}

bool cg_is_call(const struct stmt *s, enum builtin_id id)
{
	return s->kind == STMT_EXPR && s->expr->kind == NODE_CALL &&
	       s->expr->builtin->id == id;
}

bool cg_records(const struct stmt *s)
{
	if (!is_action(s))
		return false;
	switch (s->expr->builtin->id) {
	case BI_SPECULATE: case BI_COMMIT: case BI_DISCARD:
	case BI_STOP: case BI_RAISE: case BI_CHILL:
		return false;
	default:
		return true;
	}
}

/* What is done at once and leaves nothing to do for the consumer. */
static void act_now(struct cg *c, const struct node *n)
{
	switch (n->builtin->id) {
	case BI_SPECULATE:
		cg_speculate(c, n);
		return;
	case BI_COMMIT:
		cg_end_speculation(c, n, RECORD_COMMIT);
		return;
	case BI_DISCARD:
		cg_end_speculation(c, n, RECORD_DISCARD);
		return;
	case BI_STOP:
		cg_stop(c);
		return;
	case BI_RAISE:
		cg_raise(c, n);
		return;
	case BI_CHILL:
		cg_chill(c, n);
		return;
	default:
		BUG("%s() is for the consumer", n->builtin->name);
	}
}

static void record_action(struct cg *c, const struct node *n)
{
	const struct image_action *out = &c->layout->actions[c->action++];
	const struct node *arg = n->args;
	size_t skip = out->format ? 1 : 0;

	if (out->flag)
		ebpf_store_imm(&c->a, 1, R_RECORD, (int)out->flag, 1);
	if (out->kind != ACTION_PRINTA)
		skip += out->naggs;
	while (skip-- && arg)
		arg = arg->next;
	if (builtin_is_key(n->builtin))
		cg_stack_store(c, n, out->fields, (struct place){
			       R_RECORD, (int)out->fields->offset });
	else if (out->kind == ACTION_TRACEMEM)
		tracemem(c, arg, out);
	else if (out->kind == ACTION_COPYOUT)
		copyout(c, n, out);
	else
		for (size_t i = 0; i < out->nfields && arg; i++) {
			record_field(c, arg, &out->fields[i]);
			arg = arg->next;
		}
	if (out->kind == ACTION_EXIT)
		stop_tracing(c);
}

static void statements(struct cg *c, const struct stmt *s);

static void conditional(struct cg *c, const struct stmt *s)
{
	int otherwise = ebpf_label(&c->a), done = ebpf_label(&c->a);

	cg_branch(c, s->expr, false, otherwise);
	statements(c, s->then);
	ebpf_jump(&c->a, done);
	ebpf_here(&c->a, otherwise);
	statements(c, s->otherwise);
	ebpf_here(&c->a, done);
}

static void statements(struct cg *c, const struct stmt *s)
{
	for (; s && !diags_full(c->diags); s = s->next) {
		int mark = c->stack;
		uint32_t scratch = c->scratch;

		c->statement++;
		if (s->kind == STMT_IF)
			conditional(c, s);
		else if (cg_records(s))
			record_action(c, s->expr);
		else if (is_action(s))
			act_now(c, s->expr);
		else
			cg_effect(c, s->expr);
		cg_temp_release(c, mark);
		c->scratch = scratch;
	}
}

static void store_time(struct cg *c, int reg, int off)
{
	if (c->options->temporal) {
		c->uses |= USES_TIME;
		ebpf_load(&c->a, 8, R0, R_STACK, SLOT_TIME);
	} else {
		ebpf_mov_imm(&c->a, R0, 0);
	}
	ebpf_store(&c->a, 8, reg, off +
		   (int)offsetof(struct record_header, timestamp), R0);
}

/* The header of a record at that place. */
static void store_header(struct cg *c, enum record_kind kind, struct place p)
{
	struct ebpf_asm *a = &c->a;
	int reg = p.reg, off = p.off;

	ebpf_store_imm(a, 2, reg,
		       off + (int)offsetof(struct record_header, kind), kind);
	ebpf_store_imm(a, 4, reg,
		       off + (int)offsetof(struct record_header, clause),
		       c->clause->id);
	ebpf_load(a, 8, R1, R_STACK, SLOT_SITE);
	ebpf_store(a, 4, reg,
		   off + (int)offsetof(struct record_header, site), R1);
	cg_who(c);
	ebpf_alu_imm(a, BPF_RSH, R0, 32);
	ebpf_store(a, 4, reg,
		   off + (int)offsetof(struct record_header, pid), R0);
	cg_cpu(c);
	ebpf_store(a, 2, reg,
		   off + (int)offsetof(struct record_header, cpu), R0);
	store_time(c, reg, off);
}

void cg_reserve(struct cg *c, uint32_t size, enum record_kind kind,
		uint32_t drops, int none)
{
	struct ebpf_asm *a = &c->a;
	int ok = ebpf_label(a);

	ebpf_map(a, R1, cg_map(c, MAP_RING));
	ebpf_mov_imm(a, R2, size);
	ebpf_mov_imm(a, R3, 0);
	ebpf_call(a, BPF_FUNC_ringbuf_reserve);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, ok);
	cg_count_drop(c, drops);
	ebpf_jump(a, none);
	ebpf_here(a, ok);
	ebpf_mov(a, R_RECORD, R0);
	store_header(c, kind, (struct place){ R_RECORD, 0 });
}

void cg_send(struct cg *c, enum record_kind kind, struct place p, uint32_t size,
	     bool wake)
{
	struct ebpf_asm *a = &c->a;

	store_header(c, kind, p);
	if (c->options->temporal) {
		/* after whatever it ends: not the time of the firing */
		ebpf_call(a, BPF_FUNC_ktime_get_ns);
		ebpf_store(a, 8, p.reg, p.off +
			   (int)offsetof(struct record_header, timestamp), R0);
	}
	ebpf_map(a, R1, cg_map(c, MAP_RING));
	cg_address_of(c, R2, p);
	ebpf_mov_imm(a, R3, sizeof(struct record_header) + size);
	ebpf_mov_imm(a, R4, wake ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
	ebpf_call(a, BPF_FUNC_ringbuf_output);
}

void cg_give(struct cg *c, int helper, bool wake)
{
	ebpf_mov(&c->a, R1, R_RECORD);
	ebpf_mov_imm(&c->a, R2, wake ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
	ebpf_call(&c->a, helper);
}

static void clear_flags(struct cg *c)
{
	if (c->layout->speculation)
		ebpf_store_imm(&c->a, 8, R_RECORD,
			       (int)c->layout->speculation, 0);
	for (size_t i = 0; i < c->layout->nactions; i++)
		if (c->layout->actions[i].flag)
			ebpf_store_imm(&c->a, 1, R_RECORD,
				       (int)c->layout->actions[i].flag, 0);
}

/* Which process? A chain of comparisons; there are few. */
void cg_check_pid(struct cg *c, const struct unit_clause *uc, int skip)
{
	int ok = ebpf_label(&c->a);

	if (uc->npids) {
		cg_who(c);
		ebpf_alu_imm(&c->a, BPF_RSH, R0, 32);
		for (size_t i = 0; i < uc->npids; i++)
			ebpf_jump_if_imm(&c->a, BPF_JEQ, R0, uc->pids[i], ok);
		ebpf_jump(&c->a, skip);
	}
	ebpf_here(&c->a, ok);
}

/* The clause is done: submit its record, unless it speculated in vain. */
static void submit(struct cg *c, int vain)
{
	struct ebpf_asm *a = &c->a;

	if (!c->layout->record_size)
		return;
	if (c->layout->speculation) {
		ebpf_load(a, 8, R1, R_RECORD, (int)c->layout->speculation);
		ebpf_jump_if_imm(a, BPF_JEQ, R1, SPECULATION_NOWHERE, vain);
	}
	cg_give(c, BPF_FUNC_ringbuf_submit, c->wakes);
}

/* At the label: give the record back. */
static void give_back(struct cg *c, int label)
{
	if (!ebpf_label_used(&c->a, label))
		return;
	ebpf_here(&c->a, label);
	cg_give(c, BPF_FUNC_ringbuf_discard, false);
}

/*
 * What is beside the way through a clause: a record that speculated in vain or
 * whose clause failed is given back, and the fault reported.
 */
static void failures(struct cg *c, int vain, int discard, int fault, int skip)
{
	struct ebpf_asm *a = &c->a;
	bool fails = ebpf_label_used(a, discard) || ebpf_label_used(a, fault);

	if (!fails && !ebpf_label_used(a, vain))
		return;
	ebpf_jump(a, skip);
	give_back(c, vain);
	if (!fails)
		return;
	if (ebpf_label_used(a, vain))
		ebpf_jump(a, skip);
	give_back(c, discard);
	ebpf_here(a, fault);
	cg_report(c);
	if (c->error_unit && c->unit != c->error_unit)
		cg_fire_error(c);
	ebpf_store_imm(a, 8, R_STACK, SLOT_FAULT, FAULT_NONE);
}

static void clause(struct cg *c, const struct unit_clause *uc)
{
	struct ebpf_asm *a = &c->a;
	int skip = ebpf_label(a), fault = ebpf_label(a);
	int discard = ebpf_label(a), vain = ebpf_label(a), mark = c->stack;

	c->clause = c->clauses[uc->clause];
	c->layout = &c->image->clauses.items[uc->clause];
	c->action = c->statement = 0;
	c->frames = c->copied = 0;
	c->wakes = false;
	c->scratch = c->this_size;
	c->fault_label = fault;
	cg_check_pid(c, uc, skip);
	if (c->clause->predicate)
		cg_branch(c, c->clause->predicate, false, skip);
	if (c->in->nevents)
		ebpf_store_imm(a, 8, R_STACK, SLOT_KEEP, 1);
	if (c->layout->record_size)
		cg_frames_ahead(c);
	cg_stack_copy(c, skip);
	if (c->layout->record_size) {
		cg_reserve(c, c->layout->record_size, RECORD_DATA,
			   offsetof(struct image_state, drops), skip);
		clear_flags(c);
		c->fault_label = discard;
	}
	statements(c, c->clause->body);
	submit(c, vain);
	failures(c, vain, discard, fault, skip);
	ebpf_here(a, skip);
	cg_temp_release(c, mark);
}

void cg_clause(struct cg *c, const struct unit_clause *uc)
{
	if (cg_is_event(c, uc->clause))
		cg_event(c, uc);
	else
		clause(c, uc);
}
