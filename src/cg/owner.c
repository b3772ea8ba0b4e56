/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a user may see who is not trusted with the machine: what his own
 * processes fire, and no memory of the kernel. Sites belong to files, and
 * another user's process may map the same file, so it is asked at each firing.
 */
#include "cg/impl.h"

/* The task's credentials to r0; or a word of them. */
static void credential(struct cg *c, const char *member, int size)
{
	struct loc nowhere = { NULL, 0, 0 };

	ebpf_call(&c->a, BPF_FUNC_get_current_task);
	cg_follow(c, nowhere, "task_struct", "cred", 8);
	cg_follow(c, nowhere, "cred", member, size);
}

/*
 * A program that has more rights than its user (set-user-ID, capabilities of
 * its file) may hold secrets that are not his.
 */
void cg_check_owner(struct cg *c, int out)
{
	static const char *const users[] = { "uid", "euid", "suid" };
	struct ebpf_asm *a = &c->a;

	if (!c->options->has_owner || c->unit->kind == PROG_RUN ||
	    c->unit->kind == PROG_RECORDED)
		return;
	for (size_t i = 0; i < sizeof(users) / sizeof(*users); i++) {
		credential(c, users[i], 4);
		ebpf_mov_imm(a, R1, c->options->owner);
		ebpf_jump_if(a, BPF_JNE, R0, R1, out);
	}
	credential(c, "cap_permitted", 8);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, out);
}

/* Addresses of the kernel's memory come only from the pool of alloca(). */
void cg_check_kernel_read(struct cg *c, uint32_t size)
{
	struct ebpf_asm *a = &c->a;
	int ok = ebpf_label(a);

	if (!c->options->no_kernel)
		return;
	c->uses |= USES_SCRATCH;
	cg_pool_number(c);
	ebpf_mov(a, R4, R3);
	ebpf_alu(a, BPF_SUB, R4, R0);
	ebpf_jump_if_imm(a, BPF_JLT, R4, cg_pool_room(size), ok);
	cg_fault(c, FAULT_BADADDR);
	ebpf_here(a, ok);
}
