/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Subroutines of the generated code, and faults. A subroutine is a local
 * function behind the program: it has r6 to r9 and a stack of its own.
 */
#include "cg/str.h"

#include "base/bug.h"

void cg_call_sub(struct cg *c, enum subroutine s)
{
	if (c->subs[s] < 0)
		c->subs[s] = ebpf_label(&c->a);
	ebpf_call_local(&c->a, c->subs[s]);
}

int32_t cg_fault_code(const struct cg *c, enum fault_kind kind)
{
	return (int32_t)(kind | c->statement << 8);
}

void cg_fault(struct cg *c, enum fault_kind kind)
{
	if (kind != FAULT_BADADDR)
		ebpf_store_imm(&c->a, 8, R_STACK, SLOT_ADDRESS, 0);
	ebpf_store_imm(&c->a, 8, R_STACK, SLOT_FAULT,
		       cg_fault_code(c, kind));
	ebpf_jump(&c->a, c->fault_label);
}

void cg_fault_if_negative(struct cg *c)
{
	int ok = ebpf_label(&c->a);

	ebpf_jump_if_imm(&c->a, BPF_JSGE, R0, 0, ok);
	cg_fault(c, FAULT_BADADDR);
	ebpf_here(&c->a, ok);
}

/* Make the page of the address in r3 present: read one byte of it. */
static void touch(struct cg *c, int off)
{
	ebpf_mov(&c->a, R1, R_STACK);
	ebpf_alu_imm(&c->a, BPF_ADD, R1, off);
	ebpf_mov_imm(&c->a, R2, 1);
	ebpf_call(&c->a, BPF_FUNC_copy_from_user);
}

/*
 * user_string(r1 = to, r2 = size, r3 = address): r0 = bytes read with the NUL,
 * or negative. The plain read fails on a page that is not present. Then the
 * first and the last byte that could be needed are read in the way that may
 * sleep, which brings the pages in, and the plain read is done again: right
 * for every kernel with sleepable uprobes, and no page is needed that the
 * string does not reach.
 */
static void user_string(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int done = ebpf_label(a);

	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 7, R2);
	ebpf_mov(a, 8, R3);
	ebpf_call(a, BPF_FUNC_probe_read_user_str);
	if (c->may_sleep) {
		ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, done);
		ebpf_mov(a, R3, 8);
		touch(c, -8);
		ebpf_mov(a, R3, 8);
		ebpf_alu(a, BPF_ADD, R3, 7);
		ebpf_alu_imm(a, BPF_SUB, R3, 1);
		touch(c, -8);
		ebpf_mov(a, R1, 6);
		ebpf_mov(a, R2, 7);
		ebpf_mov(a, R3, 8);
		ebpf_call(a, BPF_FUNC_probe_read_user_str);
	}
	ebpf_here(a, done);
	ebpf_exit(a);
}

/* user_read(r1 = to, r2 = size, r3 = address): r0 = 0 or negative */
static void user_read(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int done = ebpf_label(a);

	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 7, R2);
	ebpf_mov(a, 8, R3);
	ebpf_call(a, BPF_FUNC_probe_read_user);
	if (c->may_sleep) {
		ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, done);
		ebpf_mov(a, R1, 6);
		ebpf_mov(a, R2, 7);
		ebpf_mov(a, R3, 8);
		ebpf_call(a, BPF_FUNC_copy_from_user);
	}
	ebpf_here(a, done);
	ebpf_exit(a);
}

/* compare(r1, r2: strings of strsize bytes): r0 below, equal to or above 0 */
static void compare(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), same = ebpf_label(a), next = ebpf_label(a);
	int done = ebpf_label(a);

	ebpf_mov_imm(a, R3, 0);
	ebpf_here(a, loop);
	ebpf_load(a, 1, R4, R1, 0);
	ebpf_load(a, 1, R5, R2, 0);
	ebpf_mov(a, R0, R4);
	ebpf_alu(a, BPF_SUB, R0, R5);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, same);
	ebpf_jump(a, done);
	ebpf_here(a, same);
	ebpf_jump_if_imm(a, BPF_JNE, R4, 0, next);
	ebpf_jump(a, done);
	ebpf_here(a, next);
	ebpf_alu_imm(a, BPF_ADD, R1, 1);
	ebpf_alu_imm(a, BPF_ADD, R2, 1);
	ebpf_alu_imm(a, BPF_ADD, R3, 1);
	ebpf_jump_if_imm(a, BPF_JLT, R3, (int32_t)c->options->strsize, loop);
	ebpf_here(a, done);
	ebpf_exit(a);
}

static void emit(struct cg *c, enum subroutine s)
{
	switch (s) {
	case SUB_USER_STRING: user_string(c); return;
	case SUB_USER_READ: user_read(c); return;
	case SUB_OPERAND: cg_emit_operand_sub(c); return;
	case SUB_BUCKET: cg_emit_bucket_sub(c); return;
	case SUB_COMPARE: compare(c); return;
	case SUB_FIRST_BYTE: cg_emit_first_byte_sub(c); return;
	case SUB_LAST_BYTE: cg_emit_last_byte_sub(c); return;
	case SUB_SEARCH: cg_emit_search_sub(c, false); return;
	case SUB_SEARCH_LAST: cg_emit_search_sub(c, true); return;
	case SUB_CASE: cg_emit_case_sub(c); return;
	case SUB_PATH_PART: cg_emit_path_part_sub(c); return;
	case SUB_CLEAN_PATH: cg_emit_clean_path_sub(c); return;
	case SUB_TOKEN: cg_emit_token_sub(c); return;
	case SUB_TO_TEXT: cg_emit_to_text_sub(c); return;
	case SUB_TO_NUMBER: cg_emit_to_number_sub(c); return;
	case SUB_SPECULATION: cg_emit_speculation_sub(c); return;
	case SUB_CHILL: cg_emit_chill_sub(c); return;
	case SUB_PROGENY: cg_emit_progeny_sub(c); return;
	case SUB_VTIME: cg_emit_vtime_sub(c); return;
	case SUB_INET_HEX: cg_emit_inet_hex_sub(c); return;
	case SUB_INET_DOTTED: cg_emit_inet_dotted_sub(c); return;
	case SUB_INET_SIX: cg_emit_inet_six_sub(c); return;
	case SUB_LINK: cg_emit_link_sub(c); return;
	case SUB_FRAMES: cg_emit_frames_sub(c); return;
	case SUB_CODE: cg_emit_code_sub(c); return;
	case SUB_D_PATH: cg_emit_d_path_sub(c); return;
	case SUB_JSON: cg_emit_json_sub(c); return;
	case SUB_COUNT: break;
	}
	BUG("subroutine %d", (int)s);
}

/* One subroutine may call another, so go on until none is missing. */
void cg_emit_subs(struct cg *c)
{
	bool emitted[SUB_COUNT] = { false }, again = true;

	while (again) {
		again = false;
		for (int s = 0; s < SUB_COUNT; s++) {
			if (c->subs[s] < 0 || emitted[s])
				continue;
			ebpf_here(&c->a, c->subs[s]);
			emit(c, (enum subroutine)s);
			emitted[s] = again = true;
		}
	}
}
