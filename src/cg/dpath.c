/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * d_path(): the way from a file up to the root, through its folders and the
 * mount points of file systems, with the names written in reverse. The kernel's
 * own function can be called from few places only.
 */
#include "cg/str.h"

#define LEVELS 48		/* folders and mounts; what is above is lost */

/* The subroutine's memory. */
enum area {
	AREA_LENGTH = 0,	/* of the text so far */
	AREA_NAMES = 8,		/* of each level: the address, or 0 */
	AREA_TEXT = AREA_NAMES + 8 * LEVELS,
};

void cg_d_path(struct cg *c, const struct node *n, struct place p,
	       uint32_t size)
{
	struct path_members *m = &c->path;
	struct place area = cg_scratch(c, AREA_TEXT + 2 * c->options->strsize +
				       8), text = area;

	m->dentry = cg_member(c, n->loc, "path", "dentry");
	m->mnt = cg_member(c, n->loc, "path", "mnt");
	m->parent = cg_member(c, n->loc, "dentry", "d_parent");
	m->name = cg_member(c, n->loc, "dentry", "d_name") +
		cg_member(c, n->loc, "qstr", "name");
	m->root = cg_member(c, n->loc, "vfsmount", "mnt_root");
	m->vfsmount = cg_member(c, n->loc, "mount", "mnt");
	m->above = cg_member(c, n->loc, "mount", "mnt_parent") - m->vfsmount;
	m->mountpoint = cg_member(c, n->loc, "mount", "mnt_mountpoint") -
		m->vfsmount;
	cg_expr(c, n->args);
	ebpf_mov(&c->a, R2, R0);
	cg_address_of(c, R1, area);
	cg_call_sub(c, SUB_D_PATH);
	text.off += AREA_TEXT;
	cg_address_of(c, R3, text);
	cg_copy_string(c, p, size);
}

/* r0 = the 8 bytes at reg + offset, or 0 */
static void read_word(struct ebpf_asm *a, int reg, int32_t offset)
{
	ebpf_store_imm(a, 8, R_STACK, -8, 0);
	ebpf_mov(a, R1, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R1, -8);
	ebpf_mov_imm(a, R2, 8);
	ebpf_mov(a, R3, reg);
	ebpf_alu_imm(a, BPF_ADD, R3, offset);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
	ebpf_load(a, 8, R0, R_STACK, -8);
}

/* r1 = r6 + 8 * r7: AREA_NAMES behind it is the name of level r7 */
static void at_level(struct ebpf_asm *a)
{
	ebpf_mov(a, R1, 7);
	ebpf_alu_imm(a, BPF_LSH, R1, 3);
	ebpf_alu(a, BPF_ADD, R1, 6);
}

/* From the file's struct dentry in r8 and struct vfsmount in r9 upwards. */
static void collect_names(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	const struct path_members *m = &c->path;
	int loop = ebpf_label(a), inside = ebpf_label(a), next = ebpf_label(a);
	int root = ebpf_label(a), done = ebpf_label(a), up = ebpf_label(a);

	ebpf_mov_imm(a, 7, 0);
	ebpf_here(a, loop);
	read_word(a, 9, m->root);
	ebpf_jump_if(a, BPF_JNE, R0, 8, inside);
	/* the root of a mount: on where that is mounted */
	read_word(a, 9, m->mountpoint);
	ebpf_mov(a, 8, R0);
	read_word(a, 9, m->above);
	ebpf_alu_imm(a, BPF_ADD, R0, m->vfsmount);
	ebpf_jump_if(a, BPF_JEQ, R0, 9, root);
	ebpf_mov(a, 9, R0);
	ebpf_jump(a, next);
	ebpf_here(a, inside);
	read_word(a, 8, m->name);
	at_level(a);
	ebpf_store(a, 8, R1, AREA_NAMES, R0);
	read_word(a, 8, m->parent);
	ebpf_jump_if(a, BPF_JNE, R0, 8, up);
	/* in no folder: a pipe, a socket, or not a path at all */
	at_level(a);
	ebpf_store_imm(a, 8, R1, AREA_NAMES, 0);
	ebpf_jump(a, done);
	ebpf_here(a, up);
	ebpf_mov(a, 8, R0);
	ebpf_here(a, next);
	ebpf_alu_imm(a, BPF_ADD, 7, 1);
	ebpf_jump_if_imm(a, BPF_JLT, 7, LEVELS, loop);
	ebpf_here(a, root);
	ebpf_store_imm(a, 1, 6, AREA_TEXT, '/');
	ebpf_here(a, done);
}

/* All levels, the highest first; what does not fit is left out. */
static void write_names(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), skip = ebpf_label(a), full = ebpf_label(a);
	uint32_t size = c->options->strsize;

	ebpf_mov_imm(a, 7, LEVELS - 1);
	ebpf_here(a, loop);
	at_level(a);
	ebpf_load(a, 8, R3, R1, AREA_NAMES);
	ebpf_jump_if_imm(a, BPF_JEQ, R3, 0, skip);
	ebpf_load(a, 8, R1, 6, AREA_LENGTH);
	ebpf_jump_if_imm(a, BPF_JGT, R1, (int32_t)size - 1, full);
	ebpf_alu(a, BPF_ADD, R1, 6);
	ebpf_store_imm(a, 1, R1, AREA_TEXT, '/');
	ebpf_alu_imm(a, BPF_ADD, R1, AREA_TEXT + 1);
	ebpf_mov_imm(a, R2, size);
	ebpf_call(a, BPF_FUNC_probe_read_kernel_str);
	ebpf_jump_if_imm(a, BPF_JSLE, R0, 0, full);
	ebpf_load(a, 8, R1, 6, AREA_LENGTH);
	ebpf_alu(a, BPF_ADD, R1, R0);
	ebpf_store(a, 8, 6, AREA_LENGTH, R1);
	ebpf_here(a, skip);
	ebpf_alu_imm(a, BPF_SUB, 7, 1);
	ebpf_jump_if_imm(a, BPF_JSGE, 7, 0, loop);
	ebpf_here(a, full);
}

/* d_path(r1 = the area, r2 = address of a struct path) */
void cg_emit_d_path_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	cg_sub_takes(c, 2, (uint32_t[]){
		     AREA_TEXT + 2 * c->options->strsize + 8, 0 });
	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 7, R2);
	for (int at = 0; at <= AREA_TEXT; at += 8)
		ebpf_store_imm(a, 8, 6, at, 0);
	read_word(a, 7, c->path.dentry);
	ebpf_mov(a, 8, R0);
	read_word(a, 7, c->path.mnt);
	ebpf_mov(a, 9, R0);
	collect_names(c);
	write_names(c);
	ebpf_exit(a);
}
