/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who fires, by the numbers that the tracer knows. The kernel tells programs
 * those of the machine; in a PID name space (a container) a process has others.
 * Its struct pid lists one for each name space that sees it, the first name
 * space's first; which of them is the tracer's, the inode of the name space
 * says.
 */
#include "cg/str.h"

#define LEVELS_MAX 32		/* the kernel nests no deeper */

static const struct loc nowhere;

static int32_t member(struct cg *c, const char *type, const char *name)
{
	return cg_member(c, nowhere, type, name);
}

void cg_who(struct cg *c)
{
	if (!c->options->pid_namespace) {
		ebpf_call(&c->a, BPF_FUNC_get_current_pid_tgid);
		return;
	}
	ebpf_call(&c->a, BPF_FUNC_get_current_task);
	ebpf_mov(&c->a, R1, R0);
	cg_call_sub(c, SUB_WHO);
}

void cg_who_is(struct cg *c, int reg, bool process)
{
	ebpf_mov(&c->a, R1, reg);
	cg_call_sub(c, SUB_WHO);
	if (process)
		ebpf_alu_imm(&c->a, BPF_RSH, R0, 32);
	else
		ebpf_extend(&c->a, R0, 4, false);
}

void cg_check_namespace(struct cg *c, int out)
{
	if (!c->options->pid_namespace || (c->unit->kind != PROG_USER &&
			      !unit_is_syscall(c->unit->kind)))
		return;
	cg_who(c);
	ebpf_jump_if_imm(&c->a, BPF_JEQ, R0, 0, out);
}

/* reg = the size bytes at r3 + offset */
static void fetch(struct cg *c, int size, int reg, int32_t offset)
{
	struct ebpf_asm *a = &c->a;

	ebpf_alu_imm(a, BPF_ADD, R3, offset);
	ebpf_mov(a, R1, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R1, -8);
	ebpf_mov_imm(a, R2, size);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
	ebpf_load(a, size, reg, R_STACK, -8);
}

/* r7 = the struct pid of the task r3 */
static void fetch_pid(struct cg *c)
{
	fetch(c, 8, 7, member(c, "task_struct", "thread_pid"));
}

/* r8 = bytes from r7 to the number in our name space, or to the label */
static void find_level(struct cg *c, int out)
{
	int32_t ns = member(c, "upid", "ns"), size = ns + 8;
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), found = ebpf_label(a);

	ebpf_mov(a, R3, 7);
	fetch(c, 4, 9, member(c, "pid", "level"));
	ebpf_alu_imm(a, BPF_MUL, 9, size);
	ebpf_mov_imm(a, 8, size);		/* ours is not the first */
	ebpf_here(a, loop);
	ebpf_jump_if(a, BPF_JGT, 8, 9, out);
	ebpf_mov(a, R3, 7);
	ebpf_alu(a, BPF_ADD, R3, 8);
	fetch(c, 8, R3, member(c, "pid", "numbers") + ns);
	fetch(c, 4, R0, member(c, "pid_namespace", "ns") +
			member(c, "ns_common", "inum"));
	ebpf_mov_imm(a, R1, c->options->pid_namespace);
	ebpf_jump_if(a, BPF_JEQ, R0, R1, found);
	ebpf_alu_imm(a, BPF_ADD, 8, size);
	ebpf_jump_if_imm(a, BPF_JLE, 8, LEVELS_MAX * size, loop);
	ebpf_jump(a, out);
	ebpf_here(a, found);
}

/* r0 = the number at r7, in the name space at r8 */
static void fetch_number(struct cg *c)
{
	ebpf_mov(&c->a, R3, 7);
	ebpf_alu(&c->a, BPF_ADD, R3, 8);
	fetch(c, 4, R0, member(c, "pid", "numbers") +
			member(c, "upid", "nr"));
}

/* who(r1 = task): r0 = as cg_who() says */
void cg_emit_who_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int out = ebpf_label(a);

	cg_sub_takes(c, 1, (uint32_t[]){ 0 });
	ebpf_mov(a, 6, R1);
	ebpf_store_imm(a, 8, R_STACK, -8, 0);
	ebpf_mov(a, R3, 6);
	fetch_pid(c);
	find_level(c, out);
	fetch_number(c);
	ebpf_mov(a, 9, R0);
	ebpf_mov(a, R3, 6);
	fetch(c, 8, R3, member(c, "task_struct", "group_leader"));
	fetch_pid(c);
	fetch_number(c);
	ebpf_alu_imm(a, BPF_LSH, R0, 32);
	ebpf_alu(a, BPF_OR, R0, 9);
	ebpf_exit(a);
	ebpf_here(a, out);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
}
