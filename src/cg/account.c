/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel does not keep for us: vtimestamp and errno. Programs of our
 * own keep accounts at the tracepoints sched_switch and sys_exit, for the
 * threads that asked, when the source names these variables.
 *
 * vtimestamp is how long the thread has had a CPU. Its account has what was
 * up to its last switch away; since when the CPU has its present thread is
 * kept for each CPU.
 */
#include "cg/impl.h"

#include <stddef.h>

#include "base/bug.h"

/* In task storage. */
struct account {
	uint64_t ran;		/* ns, up to the last switch */
	uint64_t switches;	/* so that a reader sees that there was one */
	uint64_t error;		/* errno */
};

#define RAN ((int)offsetof(struct account, ran))
#define SWITCHES ((int)offsetof(struct account, switches))
#define ERROR ((int)offsetof(struct account, error))

/* The greatest errno; results from -ERRNO_MAX to -1 are errors. */
#define ERRNO_MAX 4095

uint32_t cg_account_size(void)
{
	return sizeof(struct account);
}

/* r0 = the account of this thread, or NULL */
static void find_account(struct cg *c, bool create)
{
	struct ebpf_asm *a = &c->a;

	ebpf_call(a, BPF_FUNC_get_current_task_btf);
	ebpf_mov(a, R2, R0);
	ebpf_map(a, R1, cg_map(c, MAP_ACCOUNTS));
	ebpf_mov_imm(a, R3, 0);
	ebpf_mov_imm(a, R4, create ? BPF_LOCAL_STORAGE_GET_F_CREATE : 0);
	ebpf_call(a, BPF_FUNC_task_storage_get);
}

/* r0 = address of when this CPU got its thread, or NULL; -8(r10) is written */
static void find_since(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	ebpf_store_imm(a, 8, R_STACK, -8, 0);
	ebpf_mov(a, R2, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R2, -8);
	ebpf_map(a, R1, cg_map(c, MAP_SINCE));
	ebpf_call(a, BPF_FUNC_map_lookup_elem);
}

static void leave_if_null(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int ok = ebpf_label(a);

	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, ok);
	ebpf_exit(a);
	ebpf_here(a, ok);
}

/* ---- reading --------------------------------------------------- */

void cg_vtimestamp(struct cg *c)
{
	cg_call_sub(c, SUB_VTIME);
}

/* The first time there is no sum yet: it begins with 1, as 0 means none. */
static void begin(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int known = ebpf_label(a);

	ebpf_load(a, 8, R0, 6, RAN);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, known);
	ebpf_call(a, BPF_FUNC_ktime_get_ns);
	ebpf_store(a, 8, 7, 0, R0);
	ebpf_store_imm(a, 8, 6, RAN, 1);
	ebpf_here(a, known);
}

/* vtime(): r0 */
void cg_emit_vtime_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	cg_sub_takes(c, 0, NULL);
	find_account(c, true);
	leave_if_null(c);
	ebpf_mov(a, 6, R0);
	find_since(c);
	leave_if_null(c);
	ebpf_mov(a, 7, R0);
	begin(c);
	/* a switch in the middle is rare, and another one at once more so */
	for (int i = 0; i < 3; i++) {
		int again = ebpf_label(a);

		ebpf_load(a, 8, 8, 6, SWITCHES);
		ebpf_call(a, BPF_FUNC_ktime_get_ns);
		ebpf_load(a, 8, R1, 7, 0);
		ebpf_alu(a, BPF_SUB, R0, R1);
		ebpf_load(a, 8, R1, 6, RAN);
		ebpf_alu(a, BPF_ADD, R0, R1);
		ebpf_load(a, 8, R2, 6, SWITCHES);
		ebpf_jump_if(a, BPF_JNE, R2, 8, again);
		ebpf_exit(a);
		ebpf_here(a, again);
	}
	ebpf_exit(a);
}

void cg_last_error(struct cg *c)
{
	int none = ebpf_label(&c->a);

	find_account(c, false);
	ebpf_jump_if_imm(&c->a, BPF_JEQ, R0, 0, none);
	ebpf_load(&c->a, 8, R0, R0, ERROR);
	ebpf_here(&c->a, none);
}

/* ---- keeping --------------------------------------------------- */

/* At sched_switch the thread that leaves is still the current one. */
static void at_switch(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	find_since(c);
	leave_if_null(c);
	ebpf_mov(a, 7, R0);
	ebpf_call(a, BPF_FUNC_ktime_get_ns);
	ebpf_load(a, 8, 8, 7, 0);
	ebpf_store(a, 8, 7, 0, R0);
	ebpf_alu(a, BPF_SUB, R0, 8);
	ebpf_mov(a, 8, R0);
	find_account(c, false);
	leave_if_null(c);
	ebpf_load(a, 8, R1, R0, RAN);
	ebpf_alu(a, BPF_ADD, R1, 8);
	ebpf_store(a, 8, R0, RAN, R1);
	ebpf_load(a, 8, R1, R0, SWITCHES);
	ebpf_alu_imm(a, BPF_ADD, R1, 1);
	ebpf_store(a, 8, R0, SWITCHES, R1);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
}

/* At sys_exit: a thread that never had an error has no account. */
static void at_return(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int fine = ebpf_label(a);

	ebpf_load(a, 8, 7, R1, 8);		/* what the call gives */
	ebpf_jump_if_imm(a, BPF_JSGE, 7, 0, fine);
	ebpf_jump_if_imm(a, BPF_JSLT, 7, -ERRNO_MAX, fine);
	find_account(c, true);
	leave_if_null(c);
	ebpf_neg(a, 7);
	ebpf_store(a, 8, R0, ERROR, 7);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
	ebpf_here(a, fine);
	find_account(c, false);
	leave_if_null(c);
	ebpf_store_imm(a, 8, R0, ERROR, 0);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
}

static void add_prog(struct cg *c, const char *name, const char *tracepoint,
		     void (*emit)(struct cg *c))
{
	struct err e = ERR_INIT;
	struct image_prog *p;

	c->a.code.len = c->a.jumps.len = c->a.labels.len = 0;
	emit(c);
	if (ebpf_asm_finish(&c->a, &e))
		BUG("%s", e.text);
	p = vec_push(&c->image->progs);
	p->name = name;
	p->kind = PROG_TRACEPOINT;
	p->tracepoint = tracepoint;
	p->insns = arena_memdup(&c->image->arena, c->a.code.items,
				c->a.code.len * sizeof(struct bpf_insn));
	p->ninsns = c->a.code.len;
}

void cg_keep_accounts(struct cg *c)
{
	if (c->in->is_late)
		return;			/* the first image keeps them */
	if (c->names_vtime)
		add_prog(c, "account_time", "sched_switch", at_switch);
	if (c->names_errno)
		add_prog(c, "account_errno", "sys_exit", at_return);
}
