/* SPDX-License-Identifier: BSD-2-Clause */
/* Paths: basename, dirname, cleanpath. */
#include "cg/str.h"

/* ---- basename, dirname ----------------------------------------- */

/* Scratch memory, as offsets: where the part begins, and what is behind it. */
enum part { PART_START = 0, PART_END = 8, PART_SIZE = 16 };

void cg_path_part(struct cg *c, const struct node *n, struct place p,
		  uint32_t size)
{
	struct place path = cg_text(c, n->args);
	struct place area = cg_scratch(c, PART_SIZE);
	struct ebpf_asm *a = &c->a;
	int empty = ebpf_label(a), done = ebpf_label(a), dot = ebpf_label(a);

	cg_address_of(c, R1, path);
	cg_address_of(c, R2, area);
	ebpf_mov_imm(a, R3, n->builtin->id == BI_DIRNAME);
	cg_call_sub(c, SUB_PATH_PART);
	ebpf_load(a, 8, R1, area.reg, area.off + PART_START);
	ebpf_load(a, 8, R2, area.reg, area.off + PART_END);
	ebpf_alu(a, BPF_SUB, R2, R1);
	ebpf_jump_if_imm(a, BPF_JEQ, R2, 0, empty);
	ebpf_alu_imm(a, BPF_ADD, R2, 1);
	/* the last byte of a short place is the NUL */
	cg_at_most(c, R2, size);
	ebpf_jump_if_imm(a, BPF_JGE, R1, (int32_t)c->options->strsize, empty);
	cg_address_of(c, R3, path);
	ebpf_alu(a, BPF_ADD, R3, R1);
	cg_address_of(c, R1, p);
	ebpf_call(a, BPF_FUNC_probe_read_kernel_str);
	ebpf_jump(a, done);
	/* no such part: of slashes alone it is one, of nothing the dot */
	ebpf_here(a, empty);
	ebpf_load(a, 1, R1, path.reg, path.off);
	ebpf_jump_if_imm(a, BPF_JNE, R1, '/', dot);
	ebpf_store_imm(a, 2, p.reg, p.off, '/');
	ebpf_jump(a, done);
	ebpf_here(a, dot);
	ebpf_store_imm(a, 2, p.reg, p.off, '.');
	ebpf_here(a, done);
}

/*
 * For each byte r0 of a path, at position r3. Of the last name r6 is the
 * start, r5 the end, and r7 the end of the name before it. r8 says: the last
 * byte was a slash.
 */
static void note_part(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	ebpf_alu_imm(a, BPF_XOR, R0, '/');
	cg_mask_if_zero(c, R0);
	ebpf_alu_imm(a, BPF_XOR, R0, -1);	/* part of a name */
	ebpf_alu(a, BPF_AND, 8, R0);		/* its first byte */
	ebpf_mov(a, 9, R3);
	cg_select(c, 6, 9, 8);
	ebpf_mov(a, 9, R5);
	cg_select(c, 7, 9, 8);
	ebpf_mov(a, 9, R3);
	ebpf_alu_imm(a, BPF_ADD, 9, 1);
	cg_select(c, R5, 9, R0);
	ebpf_mov(a, 8, R0);
	ebpf_alu_imm(a, BPF_XOR, 8, -1);
}

/*
 * path_part(r1 = path, r2 = area, r3 = dirname?): PART_START and PART_END of
 * the part, equal when there is none.
 */
void cg_emit_path_part_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), more = ebpf_label(a), done = ebpf_label(a);
	int out = ebpf_label(a);

	cg_sub_takes(c, 3, (uint32_t[]){ c->options->strsize, PART_SIZE, 0 });
	ebpf_mov(a, R4, R3);
	for (int reg = R5; reg <= 7; reg++)
		ebpf_mov_imm(a, reg, 0);
	ebpf_mov_imm(a, 8, -1);
	ebpf_mov_imm(a, R3, 0);
	ebpf_here(a, loop);
	ebpf_load(a, 1, R0, R1, 0);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, more);
	ebpf_jump(a, done);
	ebpf_here(a, more);
	note_part(c);
	ebpf_alu_imm(a, BPF_ADD, R1, 1);
	ebpf_alu_imm(a, BPF_ADD, R3, 1);
	ebpf_jump_if_imm(a, BPF_JLT, R3, (int32_t)c->options->strsize, loop);
	ebpf_here(a, done);
	ebpf_store(a, 8, R2, PART_START, 6);
	ebpf_store(a, 8, R2, PART_END, R5);
	ebpf_mov_imm(a, R0, 0);
	ebpf_jump_if_imm(a, BPF_JEQ, R4, 0, out);
	ebpf_store_imm(a, 8, R2, PART_START, 0);
	ebpf_store(a, 8, R2, PART_END, 7);
	ebpf_here(a, out);
	ebpf_exit(a);
}

/* ---- cleanpath ------------------------------------------------- */

/*
 * Byte by byte: a slash and the dots behind it wait until the next byte tells
 * what they are. Where an element began that is in the result is kept, so that
 * one that ".." takes back is gone in one step.
 *
 * There is no jump in the loop but its end: conditions are masks.
 */
enum clean {
	CLEAN_WAITING = 0,	/* how many bytes of "/.." wait */
	CLEAN_LENGTH = 8,	/* of the result */
	CLEAN_LAST = 16,	/* behind the slash of its last element, or 0 */
	CLEAN_KEEPS = 24,	/* mask: "/.." has nothing to take back */
	CLEAN_SLASH = 32,	/* mask: this byte is one */
	CLEAN_BEFORE = 40,	/* for each slash: the element before; u16 */
};

#define DOTS 0x2e2e2f		/* "/.." */

void cg_clean_path(struct cg *c, const struct node *n, struct place p,
		   uint32_t size)
{
	uint32_t strsize = c->options->strsize;
	struct place path = cg_text(c, n->args);
	/* bytes are written four at a time */
	struct place result = cg_scratch(c, strsize + 8);
	struct place area = cg_scratch(c, CLEAN_BEFORE + 2 * strsize);

	cg_address_of(c, R1, path);
	cg_address_of(c, R2, result);
	cg_address_of(c, R3, area);
	cg_call_sub(c, SUB_CLEAN_PATH);
	cg_address_of(c, R3, result);
	cg_copy_string(c, p, size);
}

/*
 * r2 = how many bytes wait. When all of "/.." do and the byte r1 ends it, the
 * last element is taken back and only a slash waits, or, in a relative path
 * that has none left, "/.." is there to stay. r5 = length of the result.
 */
static void step_up(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	/* r3: "/.." ends here */
	ebpf_load(a, 8, R2, 8, CLEAN_WAITING);
	ebpf_mov(a, R3, R2);
	ebpf_alu_imm(a, BPF_XOR, R3, 3);
	cg_mask_if_zero(c, R3);
	ebpf_mov(a, R0, R1);
	ebpf_alu_imm(a, BPF_XOR, R0, '/');
	cg_mask_if_zero(c, R0);
	ebpf_store(a, 8, 8, CLEAN_SLASH, R0);
	ebpf_mov(a, R4, R1);
	cg_mask_if_zero(c, R4);
	ebpf_alu(a, BPF_OR, R0, R4);
	ebpf_alu(a, BPF_AND, R3, R0);
	/* r0: no element; keeps: and something else */
	ebpf_load(a, 8, R5, 8, CLEAN_LENGTH);
	ebpf_load(a, 8, R4, 8, CLEAN_LAST);
	ebpf_mov(a, R0, R4);
	cg_mask_if_zero(c, R0);
	ebpf_alu(a, BPF_AND, R0, R3);
	ebpf_alu(a, BPF_XOR, R3, R0);
	ebpf_store(a, 8, 8, CLEAN_KEEPS, R0);
	/* r3: take back */
	ebpf_alu_imm(a, BPF_SUB, R4, 1);
	cg_select(c, R5, R4, R3);
}

/* Finish step_up(), when the length r5 is known to be in the text. */
static void take_back(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	/* the element before the one that r5 now ends at */
	ebpf_mov(a, R0, R5);
	ebpf_alu_imm(a, BPF_LSH, R0, 1);
	ebpf_alu(a, BPF_ADD, R0, 8);
	ebpf_load(a, 2, R4, R0, CLEAN_BEFORE);
	ebpf_load(a, 8, R0, 8, CLEAN_LAST);
	cg_select(c, R0, R4, R3);
	ebpf_store(a, 8, 8, CLEAN_LAST, R0);
	/* at the root there is nothing, and nothing to keep */
	ebpf_mov(a, R4, R5);
	cg_mask_if_zero(c, R4);
	ebpf_load(a, 8, R0, 8, CLEAN_KEEPS);
	ebpf_alu(a, BPF_AND, R4, R0);
	ebpf_alu(a, BPF_XOR, R0, R4);
	ebpf_store(a, 8, 8, CLEAN_KEEPS, R0);
	ebpf_alu(a, BPF_OR, R3, R4);
	ebpf_mov_imm(a, R4, 1);
	cg_select(c, R2, R4, R3);
}

/* Write the bytes that wait and r1 at r5; what does not count comes again. */
static void write_out(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	ebpf_load(a, 8, R0, 8, CLEAN_KEEPS);
	ebpf_alu_imm(a, BPF_XOR, R0, -1);
	ebpf_alu(a, BPF_AND, R0, R1);
	ebpf_mov(a, R4, R2);
	ebpf_alu_imm(a, BPF_LSH, R4, 3);
	ebpf_alu(a, BPF_LSH, R0, R4);
	ebpf_mov_imm(a, R3, 1);
	ebpf_alu(a, BPF_LSH, R3, R4);
	ebpf_alu_imm(a, BPF_SUB, R3, 1);
	ebpf_alu_imm(a, BPF_AND, R3, DOTS);
	ebpf_alu(a, BPF_OR, R0, R3);
	ebpf_mov(a, R3, 7);
	ebpf_alu(a, BPF_ADD, R3, R5);
	ebpf_store(a, 4, R3, 0, R0);
	ebpf_mov(a, R3, R5);
	ebpf_alu_imm(a, BPF_LSH, R3, 1);
	ebpf_alu(a, BPF_ADD, R3, 8);
	ebpf_load(a, 8, R0, 8, CLEAN_LAST);
	ebpf_store(a, 2, R3, CLEAN_BEFORE, R0);
}

/* r3 = mask: the byte r1 waits, being a slash, or a dot behind one */
static void waits(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	ebpf_mov(a, R3, R1);
	ebpf_alu_imm(a, BPF_XOR, R3, '.');
	cg_mask_if_zero(c, R3);
	/* one or two bytes wait already */
	ebpf_mov(a, R0, R2);
	ebpf_alu_imm(a, BPF_ADD, R0, 1);
	ebpf_alu_imm(a, BPF_AND, R0, 2);
	ebpf_neg(a, R0);
	ebpf_alu_imm(a, BPF_ARSH, R0, 63);
	ebpf_alu(a, BPF_AND, R3, R0);
	ebpf_load(a, 8, R0, 8, CLEAN_SLASH);
	ebpf_alu(a, BPF_OR, R3, R0);
}

/* What of that counts: length, last element, and what waits now. */
static void count_out(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	waits(c);
	/* r4: bytes written: all, without r1 when "/.." stays, or none */
	ebpf_load(a, 8, R0, 8, CLEAN_KEEPS);
	ebpf_mov(a, R4, R2);
	ebpf_alu_imm(a, BPF_ADD, R4, 1);
	ebpf_alu(a, BPF_ADD, R4, R0);
	ebpf_alu_imm(a, BPF_XOR, R3, -1);
	ebpf_alu(a, BPF_OR, R0, R3);
	ebpf_alu(a, BPF_AND, R4, R0);
	ebpf_alu(a, BPF_ADD, R4, R5);
	ebpf_store(a, 8, 8, CLEAN_LENGTH, R4);
	/* a new element, when a slash is among them and "/.." does not stay */
	ebpf_load(a, 8, R0, 8, CLEAN_KEEPS);
	ebpf_alu_imm(a, BPF_XOR, R0, -1);
	ebpf_alu(a, BPF_AND, R0, R3);
	ebpf_mov(a, R4, R2);
	cg_mask_if_zero(c, R4);
	ebpf_alu_imm(a, BPF_XOR, R4, -1);
	ebpf_alu(a, BPF_AND, R4, R0);
	ebpf_alu_imm(a, BPF_ADD, R5, 1);
	ebpf_load(a, 8, R0, 8, CLEAN_LAST);
	cg_select(c, R0, R5, R4);
	ebpf_store(a, 8, 8, CLEAN_LAST, R0);
	/* one more waits, or the slash alone, or nothing */
	ebpf_alu_imm(a, BPF_ADD, R2, 1);
	ebpf_load(a, 8, R0, 8, CLEAN_SLASH);
	ebpf_mov_imm(a, R4, 1);
	cg_select(c, R2, R4, R0);
	ebpf_alu_imm(a, BPF_XOR, R3, -1);
	ebpf_alu(a, BPF_AND, R2, R3);
	ebpf_store(a, 8, 8, CLEAN_WAITING, R2);
}

/* clean_path(r1 = path, r2 = result, r3 = area) */
void cg_emit_clean_path_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), next = ebpf_label(a), done = ebpf_label(a);
	int32_t strsize = (int32_t)c->options->strsize;

	cg_sub_takes(c, 3, (uint32_t[]){
		     c->options->strsize, c->options->strsize + 8,
		     CLEAN_BEFORE + 2 * c->options->strsize });
	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 7, R2);
	ebpf_mov(a, 8, R3);
	ebpf_mov_imm(a, 9, 0);
	for (int at = 0; at < CLEAN_BEFORE; at += 8)
		ebpf_store_imm(a, 8, 8, at, 0);
	ebpf_here(a, loop);
	ebpf_load(a, 1, R1, 6, 0);
	step_up(c);
	ebpf_jump_if_imm(a, BPF_JGE, R5, strsize, done);
	take_back(c);
	/* three bytes wait at most */
	ebpf_alu_imm(a, BPF_AND, R2, 3);
	write_out(c);
	count_out(c);
	ebpf_jump_if_imm(a, BPF_JNE, R1, 0, next);
	ebpf_jump(a, done);
	ebpf_here(a, next);
	ebpf_alu_imm(a, BPF_ADD, 6, 1);
	ebpf_alu_imm(a, BPF_ADD, 9, 1);
	ebpf_jump_if_imm(a, BPF_JLT, 9, strsize, loop);
	ebpf_here(a, done);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
}
