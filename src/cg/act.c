/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Actions that change what is traced: stop(), raise(), chill() here and now,
 * copyout() and copyoutstr() as records, since kernels that are locked down
 * let no program write into a process. The consumer does it.
 */
#include "cg/impl.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>

/* ---- signals --------------------------------------------------- */

/* The signal in r1, to nobody whom the tracer's name space does not have. */
static void send(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int ok = ebpf_label(a), mark = c->stack, signal;

	if (c->options->pid_namespace) {
		signal = cg_temp(c, 8, c->clause->loc);
		ebpf_store(a, 8, R_STACK, signal, R1);
		cg_who(c);
		ebpf_load(a, 8, R1, R_STACK, signal);
		cg_temp_release(c, mark);
		ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, ok);
	}
	ebpf_call(a, BPF_FUNC_send_signal);
	ebpf_jump_if_imm(a, BPF_JNE, R0, -EINVAL, ok);
	cg_fault(c, FAULT_ILLOP);		/* no such signal */
	ebpf_here(a, ok);
}

void cg_stop(struct cg *c)
{
	ebpf_mov_imm(&c->a, R1, SIGSTOP);
	send(c);
}

void cg_raise(struct cg *c, const struct node *n)
{
	cg_expr(c, n->args);
	ebpf_mov(&c->a, R1, R0);
	send(c);
}

/* ---- chill() --------------------------------------------------- */

/*
 * A loop must have a bound for the verifier, and what it walks through costs
 * time when the program is loaded. So a round takes its time: it copies
 * memory, first much, then little, until so much time is over.
 */
#define CHILL_MAX_NS 500000000	/* on a CPU in each interval, as in DTrace */
#define CHILL_INTERVAL_NS 1000000000
#define CHILL_MUCH (1 << 20)
#define CHILL_LITTLE (4 << 10)
#define CHILL_ROUNDS 16000
#define CHILL_COARSE_NS 1000000		/* less is passed in little rounds */

uint32_t cg_chill_size(void)
{
	return CHILL_MUCH;
}

/* Copy until it is time r7, at most so many rounds; r8: the memory */
static void pass_time(struct cg *c, uint32_t bytes)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), done = ebpf_label(a), early = ebpf_label(a);

	ebpf_mov_imm(a, R_KEEP, 0);
	ebpf_here(a, loop);
	ebpf_call(a, BPF_FUNC_ktime_get_ns);
	/* the verifier looks at the way out first, and keeps none in mind */
	ebpf_jump_if(a, BPF_JLT, R0, 7, early);
	ebpf_jump(a, done);
	ebpf_here(a, early);
	ebpf_mov(a, R1, 8);
	ebpf_mov_imm(a, R2, bytes);
	ebpf_mov(a, R3, 8);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
	ebpf_alu_imm(a, BPF_ADD, R_KEEP, 1);
	ebpf_jump_if_imm(a, BPF_JLT, R_KEEP, CHILL_ROUNDS, loop);
	ebpf_here(a, done);
}

/* What a CPU has chilled since an interval began. */
struct chilled {
	uint64_t since, ns;
};

uint32_t cg_chilled_size(void)
{
	return sizeof(struct chilled);
}

/* r0 = now, if r6 more is possible on this CPU; else to the label */
static void charge(struct cg *c, int refuse)
{
	struct ebpf_asm *a = &c->a;
	int same = ebpf_label(a);

	ebpf_jump_if_imm(a, BPF_JGT, 6, CHILL_MAX_NS, refuse);
	ebpf_store_imm(a, 8, R_STACK, -8, 0);
	ebpf_map(a, R1, cg_map(c, MAP_CHILLED));
	ebpf_mov(a, R2, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R2, -8);
	ebpf_call(a, BPF_FUNC_map_lookup_elem);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, refuse);
	ebpf_mov(a, 9, R0);
	ebpf_call(a, BPF_FUNC_ktime_get_ns);
	ebpf_mov(a, R1, R0);
	ebpf_load(a, 8, R2, 9, offsetof(struct chilled, since));
	ebpf_alu(a, BPF_SUB, R1, R2);
	ebpf_jump_if_imm(a, BPF_JLE, R1, CHILL_INTERVAL_NS, same);
	ebpf_store(a, 8, 9, offsetof(struct chilled, since), R0);
	ebpf_store_imm(a, 8, 9, offsetof(struct chilled, ns), 0);
	ebpf_here(a, same);
	ebpf_load(a, 8, R1, 9, offsetof(struct chilled, ns));
	ebpf_alu(a, BPF_ADD, R1, 6);
	ebpf_jump_if_imm(a, BPF_JGT, R1, CHILL_MAX_NS, refuse);
	ebpf_store(a, 8, 9, offsetof(struct chilled, ns), R1);
}

/* chill(r1 = how long): r0 = 0, or 1: that is too much */
void cg_emit_chill_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int little = ebpf_label(a), refuse = ebpf_label(a);

	cg_sub_takes(c, 1, (uint32_t[]){ 0 });
	ebpf_mov(a, 6, R1);
	charge(c, refuse);
	ebpf_mov(a, R2, 6);
	ebpf_alu(a, BPF_ADD, 6, R0);		/* until when */
	ebpf_mov(a, 7, 6);
	ebpf_alu_imm(a, BPF_SUB, 7, CHILL_COARSE_NS);
	ebpf_map_value(a, 8, cg_map(c, MAP_CHILL), 0);
	ebpf_jump_if_imm(a, BPF_JLT, R2, CHILL_COARSE_NS, little);
	pass_time(c, CHILL_MUCH);
	ebpf_here(a, little);
	ebpf_mov(a, 7, 6);
	pass_time(c, CHILL_LITTLE);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
	ebpf_here(a, refuse);
	ebpf_mov_imm(a, R0, 1);
	ebpf_exit(a);
}

void cg_chill(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;
	int ok = ebpf_label(a);

	cg_expr(c, n->args);
	ebpf_mov(a, R1, R0);
	cg_call_sub(c, SUB_CHILL);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, ok);
	cg_fault(c, FAULT_ILLOP);
	ebpf_here(a, ok);
}

/* ---- copyout(), copyoutstr() ----------------------------------- */

/* Bytes of the record for so many that are to be written. */
#define COPYOUT_MAX 4096

uint32_t cg_copyout_size(const struct node *length)
{
	bool is_known = length->kind == NODE_INT &&
			length->value < COPYOUT_MAX;

	return is_known ? (uint32_t)length->value : COPYOUT_MAX;
}

void cg_copyout(struct cg *c, const struct node *n,
		const struct image_action *out)
{
	const struct node *from = n->args, *length = from->next->next;
	const struct image_field *bytes = &out->fields[COPYOUT_BYTES];
	struct place p = { R_RECORD, (int)bytes->offset };
	struct ebpf_asm *a = &c->a;
	int mark = c->stack, at, ok = ebpf_label(a);

	c->wakes = true;		/* the process goes on meanwhile */
	if (cg_is_string(from)) {
		cg_string(c, from, p, bytes->size);
		return;
	}
	at = cg_to_temp(c, from);
	cg_expr(c, length);
	ebpf_mov(a, R2, R0);
	ebpf_jump_if_imm(a, BPF_JLE, R2, (int32_t)bytes->size, ok);
	cg_fault(c, FAULT_NOSCRATCH);
	ebpf_here(a, ok);
	ebpf_load(a, 8, R3, R_STACK, at);
	ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R3);
	cg_address_of(c, R1, p);
	if (cg_is_user(from->type)) {
		cg_call_sub(c, SUB_USER_READ);
	} else {
		cg_check_kernel_read(c, bytes->size);
		ebpf_call(a, BPF_FUNC_probe_read_kernel);
	}
	cg_fault_if_negative(c);
	cg_temp_release(c, mark);
}
