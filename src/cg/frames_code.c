/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions that are on the stack of an interpreter: each is sent once, for
 * the process may be gone when it is shown.
 */
#include "cg/frames_impl.h"

#define IN_CODE(member) ((int)(sizeof(struct record_header) + \
			       offsetof(struct record_code, member)))

/*
 * What tells this function from one that had its address before, hashed into
 * key[1], where the process is later.
 */
static void read_code(struct cg *c, int failed)
{
	struct ebpf_asm *a = &c->a;

	ebpf_store_imm(a, 8, R_ROOM, AT(line), 0);
	frames_read_member(c, 8, HELPER(table), AT(table), 8, failed);
	frames_read_member(c, 8, HELPER(file), AT(file), 8, failed);
	frames_read_member(c, 8, HELPER(function), AT(function), 8, failed);
	frames_read_member(c, 8, HELPER(line), AT(line), 4, failed);
	ebpf_store_imm(a, 8, R_ROOM, AT(value), 0);
	for (int at = AT(table); at <= AT(line); at += 8) {
		ebpf_load(a, 8, R1, R_ROOM, at);
		frames_hash(c, AT(value));
	}
	ebpf_store(a, 8, R_ROOM, AT(key[0]), 8);
	ebpf_load(a, 4, R1, R_ROOM, AT(id) + 4);
	ebpf_store(a, 8, R_ROOM, AT(key[1]), R1);
}

static void skip_known(struct cg *c, int out)
{
	struct ebpf_asm *a = &c->a;
	int fresh = ebpf_label(a);

	ebpf_map(a, R1, cg_map(c, MAP_CODES));
	cg_address_of(c, R2, (struct place){ R_ROOM, AT(key) });
	ebpf_call(a, BPF_FUNC_map_lookup_elem);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, fresh);
	ebpf_load(a, 8, R1, R0, 0);
	ebpf_load(a, 8, R2, R_ROOM, AT(value));
	ebpf_jump_if(a, BPF_JEQ, R1, R2, out);
	ebpf_here(a, fresh);
}

/* r1 = r1 or most, as an unsigned number */
static void at_most(struct cg *c, int32_t most)
{
	int ok = ebpf_label(&c->a);

	ebpf_jump_if_imm(&c->a, BPF_JLE, R1, most, ok);
	ebpf_mov_imm(&c->a, R1, most);
	ebpf_here(&c->a, ok);
}

/* Copy r1 bytes at r3 to the record at r9; length is left 0 if that fails. */
static void copy_out(struct cg *c, int bytes, int length)
{
	struct ebpf_asm *a = &c->a;
	int failed = ebpf_label(a);

	ebpf_store(a, 8, R_ROOM, AT(count), R1);
	ebpf_mov(a, R2, R1);
	cg_address_of(c, R1, (struct place){ 9, bytes });
	cg_call_sub(c, SUB_USER_READ);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, failed);
	ebpf_load(a, 8, R1, R_ROOM, AT(count));
	ebpf_store(a, 4, 9, length, R1);
	ebpf_here(a, failed);
}

/* r1 = r1 >> the helper's number, and bits of that */
static void shift(struct cg *c, int member, int bits)
{
	ebpf_load(&c->a, 4, R2, R_HELPER, member);
	ebpf_alu_imm(&c->a, BPF_AND, R2, 31);
	ebpf_alu(&c->a, BPF_RSH, R1, R2);
	ebpf_alu_imm(&c->a, BPF_AND, R1, bits);
}

/* The string that the room has a pointer to, into the record at r9 */
static void copy_text(struct cg *c, int pointer, int text)
{
	struct ebpf_asm *a = &c->a;
	int failed = ebpf_label(a), ascii = ebpf_label(a);
	int width = text + (int)offsetof(struct record_text, width);
	int length = text + (int)offsetof(struct record_text, length);
	int bytes = text + (int)offsetof(struct record_text, bytes);

	ebpf_store_imm(a, 8, 9, width, 0);
	ebpf_load(a, 8, 8, R_ROOM, pointer);
	frames_read_member(c, 8, HELPER(length), AT(length), 8, failed);
	ebpf_store_imm(a, 8, R_ROOM, AT(state), 0);
	frames_read_member(c, 8, HELPER(state), AT(state), 4, failed);
	ebpf_load(a, 8, R1, R_ROOM, AT(state));
	shift(c, HELPER(kind_shift), 7);
	ebpf_store(a, 4, 9, width, R1);
	ebpf_mov(a, R4, R1);
	ebpf_load(a, 8, R1, R_ROOM, AT(state));
	shift(c, HELPER(ascii_shift), 1);
	ebpf_load(a, 4, R3, R_HELPER, HELPER(ascii));
	ebpf_jump_if_imm(a, BPF_JNE, R1, 0, ascii);
	ebpf_load(a, 4, R3, R_HELPER, HELPER(wide));
	ebpf_here(a, ascii);
	ebpf_alu(a, BPF_ADD, R3, 8);
	ebpf_load(a, 8, R1, R_ROOM, AT(length));
	at_most(c, sizeof(((struct record_text *)0)->bytes));
	ebpf_alu(a, BPF_MUL, R1, R4);
	at_most(c, sizeof(((struct record_text *)0)->bytes));
	copy_out(c, bytes, length);
	ebpf_here(a, failed);
}

static void copy_table(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int failed = ebpf_label(a);

	ebpf_store_imm(a, 4, 9, IN_CODE(table_length), 0);
	ebpf_load(a, 8, 8, R_ROOM, AT(table));
	frames_read_member(c, 8, HELPER(bytes_length), AT(length), 8, failed);
	ebpf_load(a, 4, R3, R_HELPER, HELPER(bytes));
	ebpf_alu(a, BPF_ADD, R3, 8);
	ebpf_load(a, 8, R1, R_ROOM, AT(length));
	at_most(c, INTERP_TABLE);
	copy_out(c, IN_CODE(table), IN_CODE(table_length));
	ebpf_here(a, failed);
}

static void fill_code(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	frames_header(c, 9, RECORD_CODE);
	ebpf_store(a, 8, 9, IN_CODE(code), 8);
	ebpf_load(a, 4, R1, R_HELPER, HELPER(base));
	ebpf_alu(a, BPF_ADD, R1, 8);
	ebpf_store(a, 8, 9, IN_CODE(base), R1);
	ebpf_load(a, 8, R1, R_ROOM, AT(line));
	ebpf_store(a, 4, 9, IN_CODE(line), R1);
	copy_text(c, AT(file), IN_CODE(file));
	copy_text(c, AT(function), IN_CODE(function));
	copy_table(c);
}

/* code(r1 = struct room, r2 = its helper): sends room.code when it is new */
void cg_emit_code_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int out = ebpf_label(a);

	cg_sub_takes(c, 2, (uint32_t[]){
		     sizeof(struct room), sizeof(struct image_helper) });
	ebpf_mov(a, R_ROOM, R1);
	ebpf_mov(a, R_HELPER, R2);
	ebpf_load(a, 8, 8, R_ROOM, AT(code));
	read_code(c, out);
	skip_known(c, out);
	ebpf_map(a, R1, cg_map(c, MAP_RING));
	ebpf_mov_imm(a, R2, sizeof(struct record_header) +
			    sizeof(struct record_code));
	ebpf_mov_imm(a, R3, 0);
	ebpf_call(a, BPF_FUNC_ringbuf_reserve);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, out);
	ebpf_mov(a, 9, R0);
	fill_code(c);
	ebpf_mov(a, R1, 9);
	ebpf_mov_imm(a, R2, BPF_RB_NO_WAKEUP);
	ebpf_call(a, BPF_FUNC_ringbuf_submit);
	ebpf_map(a, R1, cg_map(c, MAP_CODES));
	cg_address_of(c, R2, (struct place){ R_ROOM, AT(key) });
	cg_address_of(c, R3, (struct place){ R_ROOM, AT(value) });
	ebpf_mov_imm(a, R4, 0);
	ebpf_call(a, BPF_FUNC_map_update_elem);
	ebpf_here(a, out);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
}
