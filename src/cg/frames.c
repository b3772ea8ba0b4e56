/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stack of an interpreter, for jstack(). Where the process keeps it a map
 * tells, which the command fills; here it is walked. The frames are too much
 * for a record or a key, so they are sent once, and have an id: what functions
 * and instructions they are at, hashed. So are the functions (frames_code.c).
 *
 * Nothing that is read is trusted: addresses are only read from, lengths are
 * cut, lists end.
 */
#include "cg/frames_impl.h"

#define THREADS 64		/* looked at, to find this one */
#define ASK_AGAIN INT64_C(1000000000)	/* ns; it may run another program */

#define FRAMES_HEAD ((int)(sizeof(struct record_header) + \
			   offsetof(struct record_frames, frames)))

void cg_frames_map(struct image_map *m)
{
	m->type = BPF_MAP_TYPE_LRU_HASH;
	switch (m->role) {
	case MAP_HELPERS:
		m->name = "helpers";
		m->value_size = sizeof(struct image_helper);
		m->max_entries = 4096;
		return;
	case MAP_FRAMES:
		m->name = "frames";
		m->key_size = m->value_size = 8;
		m->max_entries = 65536;
		return;
	default:
		m->name = "codes";
		m->key_size = 16;
		m->value_size = 8;
		m->max_entries = 16384;
	}
}

void cg_frames(struct cg *c)
{
	if (c->frames) {
		ebpf_load(&c->a, 8, R0, R_STACK, c->frames);
		return;
	}
	cg_address_of(c, R1, cg_scratch(c, sizeof(struct room)));
	cg_call_sub(c, SUB_FRAMES);
}

void cg_frames_ahead(struct cg *c)
{
	int temp;

	for (size_t i = 0; i < c->layout->nactions; i++) {
		const struct image_action *act = &c->layout->actions[i];

		if (act->kind != ACTION_TRACE || !act->fields->has_frames)
			continue;
		temp = cg_temp(c, 8, c->clause->loc);
		cg_frames(c);
		ebpf_store(&c->a, 8, R_STACK, temp, R0);
		c->frames = temp;
		return;
	}
}

/* ---- reading the process --------------------------------------- */

/* Read size bytes at r3 to the room; to the label when that fails. */
static void read_to(struct cg *c, int at, int size, int failed)
{
	cg_address_of(c, R1, (struct place){ R_ROOM, at });
	ebpf_mov_imm(&c->a, R2, size);
	cg_call_sub(c, SUB_USER_READ);
	ebpf_jump_if_imm(&c->a, BPF_JNE, R0, 0, failed);
}

void frames_read_member(struct cg *c, int base, int member, int at, int size,
			int failed)
{
	ebpf_load(&c->a, 4, R3, R_HELPER, member);
	ebpf_alu(&c->a, BPF_ADD, R3, base);
	read_to(c, at, size, failed);
}

/* r8 = the pointer at r8 + the offset */
static void follow(struct cg *c, int member, int failed)
{
	frames_read_member(c, 8, member, AT(value), 8, failed);
	ebpf_load(&c->a, 8, 8, R_ROOM, AT(value));
}

static void send_room(struct cg *c, int size_reg, int flags)
{
	struct ebpf_asm *a = &c->a;

	ebpf_map(a, R1, cg_map(c, MAP_RING));
	ebpf_mov(a, R2, R_ROOM);
	ebpf_mov(a, R3, size_reg);
	ebpf_mov_imm(a, R4, flags);
	ebpf_call(a, BPF_FUNC_ringbuf_output);
}

void frames_header(struct cg *c, int reg, enum record_kind kind)
{
	struct ebpf_asm *a = &c->a;

	for (int at = 0; at < (int)sizeof(struct record_header); at += 8)
		ebpf_store_imm(a, 8, reg, at, 0);
	ebpf_store_imm(a, 2, reg, offsetof(struct record_header, kind), kind);
	ebpf_load(a, 4, R1, R_ROOM, AT(id) + 4);
	ebpf_store(a, 4, reg, offsetof(struct record_header, pid), R1);
}

/* ---- which process, which thread ------------------------------- */

/* Nobody knows the process: send a word, and note when. */
static void ask(struct cg *c, int out)
{
	struct ebpf_asm *a = &c->a;
	int value = AT(frames);

	ebpf_call(a, BPF_FUNC_ktime_get_ns);
	for (int at = 0; at < (int)sizeof(struct image_helper); at += 8)
		ebpf_store_imm(a, 8, R_ROOM, value + at, 0);
	ebpf_store(a, 8, R_ROOM, value + HELPER(asked), R0);
	ebpf_map(a, R1, cg_map(c, MAP_HELPERS));
	cg_address_of(c, R2, (struct place){ R_ROOM, AT(id) + 4 });
	cg_address_of(c, R3, (struct place){ R_ROOM, value });
	ebpf_mov_imm(a, R4, 0);
	ebpf_call(a, BPF_FUNC_map_update_elem);
	frames_header(c, R_ROOM, RECORD_UNKNOWN);
	ebpf_mov_imm(a, R5, sizeof(struct record_header));
	send_room(c, R5, BPF_RB_FORCE_WAKEUP);
	ebpf_jump(a, out);
}

/* r7 = the helper of this process, or to the label */
static void find_helper(struct cg *c, int out)
{
	struct ebpf_asm *a = &c->a;
	int known = ebpf_label(a), unknown = ebpf_label(a);
	int found = ebpf_label(a);

	cg_who(c);
	ebpf_store(a, 8, R_ROOM, AT(id), R0);
	ebpf_map(a, R1, cg_map(c, MAP_HELPERS));
	cg_address_of(c, R2, (struct place){ R_ROOM, AT(id) + 4 });
	ebpf_call(a, BPF_FUNC_map_lookup_elem);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, known);
	ebpf_here(a, unknown);
	ask(c, out);
	ebpf_here(a, known);
	ebpf_mov(a, R_HELPER, R0);
	ebpf_load(a, 8, R1, R_HELPER, HELPER(threads));
	ebpf_jump_if_imm(a, BPF_JNE, R1, 0, found);
	ebpf_call(a, BPF_FUNC_ktime_get_ns);
	ebpf_load(a, 8, R1, R_HELPER, HELPER(asked));
	ebpf_alu(a, BPF_SUB, R0, R1);
	ebpf_jump_if_imm(a, BPF_JGT, R0, ASK_AGAIN, unknown);
	ebpf_jump(a, out);
	ebpf_here(a, found);
}

/* To found when r8 is the state of this thread; to failed when unreadable. */
static void test_thread(struct cg *c, int found, int failed)
{
	struct ebpf_asm *a = &c->a;

	ebpf_store_imm(a, 8, R_ROOM, AT(value), 0);
	frames_read_member(c, 8, HELPER(tid), AT(value), 4, failed);
	ebpf_load(a, 4, R1, R_ROOM, AT(value));
	ebpf_load(a, 4, R2, R_ROOM, AT(id));
	ebpf_jump_if(a, BPF_JEQ, R1, R2, found);
}

/* r8 = the state of this thread: mostly that which holds the lock */
static void find_thread(struct cg *c, int out)
{
	struct ebpf_asm *a = &c->a;
	int found = ebpf_label(a), list = ebpf_label(a), loop = ebpf_label(a);

	ebpf_load(a, 8, R3, R_HELPER, HELPER(holder));
	read_to(c, AT(value), 8, out);
	ebpf_load(a, 8, 8, R_ROOM, AT(value));
	ebpf_jump_if_imm(a, BPF_JEQ, 8, 0, list);
	ebpf_load(a, 4, R1, R_HELPER, HELPER(any_thread));
	ebpf_jump_if_imm(a, BPF_JNE, R1, 0, found);
	test_thread(c, found, list);
	ebpf_here(a, list);
	ebpf_load(a, 8, R3, R_HELPER, HELPER(threads));
	read_to(c, AT(value), 8, out);
	ebpf_load(a, 8, 8, R_ROOM, AT(value));
	ebpf_mov_imm(a, 9, 0);
	ebpf_here(a, loop);
	ebpf_jump_if_imm(a, BPF_JEQ, 8, 0, out);
	test_thread(c, found, out);
	follow(c, HELPER(next), out);
	ebpf_alu_imm(a, BPF_ADD, 9, 1);
	ebpf_jump_if_imm(a, BPF_JLT, 9, THREADS, loop);
	ebpf_jump(a, out);
	ebpf_here(a, found);
}

/* ---- frames ---------------------------------------------------- */

/* The frame at r8 to the room */
static void read_frame(struct cg *c, int failed)
{
	ebpf_store_imm(&c->a, 8, R_ROOM, AT(entry), 0);
	frames_read_member(c, 8, HELPER(code), AT(code), 8, failed);
	ebpf_load(&c->a, 8, R1, R_ROOM, AT(code));
	ebpf_alu_imm(&c->a, BPF_AND, R1, ~HELPER_TAGS);
	ebpf_store(&c->a, 8, R_ROOM, AT(code), R1);
	frames_read_member(c, 8, HELPER(instruction), AT(instruction), 8,
			   failed);
	frames_read_member(c, 8, HELPER(entry), AT(entry), 1, failed);
	frames_read_member(c, 8, HELPER(previous), AT(previous), 8, failed);
}

/* The last frame of a native one is marked; it may be no frame itself. */
static void mark_entry(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int done = ebpf_label(a);

	ebpf_load(a, 4, R1, R_HELPER, HELPER(entry_value));
	ebpf_load(a, 8, R2, R_ROOM, AT(entry));
	ebpf_jump_if(a, BPF_JNE, R1, R2, done);
	ebpf_load(a, 8, R1, R_ROOM, AT(instruction));
	ebpf_mov_imm(a, R2, (int64_t)INTERP_ENTRY);
	ebpf_alu(a, BPF_OR, R1, R2);
	ebpf_store(a, 8, R_ROOM, AT(instruction), R1);
	ebpf_load(a, 4, R1, R_HELPER, HELPER(entry_is_frame));
	ebpf_jump_if_imm(a, BPF_JNE, R1, 0, done);
	ebpf_store_imm(a, 8, R_ROOM, AT(code), 0);
	ebpf_store(a, 8, R_ROOM, AT(instruction), R2);
	ebpf_here(a, done);
}

void frames_hash(struct cg *c, int to)
{
	struct ebpf_asm *a = &c->a;

	ebpf_load(a, 8, R2, R_ROOM, to);
	ebpf_alu(a, BPF_XOR, R2, R1);
	ebpf_mov_imm(a, R3, INT64_C(0x100000001b3));
	ebpf_alu(a, BPF_MUL, R2, R3);
	ebpf_mov(a, R3, R2);
	ebpf_alu_imm(a, BPF_RSH, R3, 29);
	ebpf_alu(a, BPF_XOR, R2, R3);
	ebpf_store(a, 8, R_ROOM, to, R2);
}

/* Frame number r9, into its place */
static void add_frame(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	ebpf_mov(a, R4, 9);
	ebpf_alu_imm(a, BPF_MUL, R4, sizeof(struct interp_frame));
	ebpf_alu(a, BPF_ADD, R4, R_ROOM);
	ebpf_load(a, 8, R1, R_ROOM, AT(code));
	ebpf_store(a, 8, R4, AT(frames.frames), R1);
	frames_hash(c, AT(frames.id));
	ebpf_load(a, 8, R1, R_ROOM, AT(instruction));
	ebpf_store(a, 8, R4, AT(frames.frames) + 8, R1);
	frames_hash(c, AT(frames.id));
}

/* r9 = how many; r8 is the thread's state */
static void walk_frames(struct cg *c, int out)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), done = ebpf_label(a), next = ebpf_label(a);
	int plain = ebpf_label(a);

	ebpf_load(a, 4, R1, R_HELPER, HELPER(current));
	ebpf_mov_imm(a, R2, HELPER_NO_OFFSET);
	ebpf_jump_if(a, BPF_JEQ, R1, R2, plain);
	follow(c, HELPER(current), out);
	ebpf_here(a, plain);
	follow(c, HELPER(frame), out);
	ebpf_load(a, 4, R1, R_ROOM, AT(id) + 4);
	ebpf_store(a, 8, R_ROOM, AT(frames.id), R1);
	ebpf_mov_imm(a, 9, 0);
	ebpf_here(a, loop);
	ebpf_jump_if_imm(a, BPF_JEQ, 8, 0, done);
	read_frame(c, done);
	mark_entry(c);
	add_frame(c);
	ebpf_load(a, 8, R1, R_ROOM, AT(code));
	ebpf_jump_if_imm(a, BPF_JEQ, R1, 0, next);
	ebpf_mov(a, R1, R_ROOM);
	ebpf_mov(a, R2, R_HELPER);
	cg_call_sub(c, SUB_CODE);
	ebpf_here(a, next);
	ebpf_load(a, 8, 8, R_ROOM, AT(previous));
	ebpf_alu_imm(a, BPF_ADD, 9, 1);
	ebpf_jump_if_imm(a, BPF_JLT, 9, INTERP_FRAMES, loop);
	ebpf_here(a, done);
	ebpf_jump_if_imm(a, BPF_JEQ, 9, 0, out);
	ebpf_store(a, 8, R_ROOM, AT(frames.n), 9);
}

/* A stack that is new is sent; who has no room for it gets no id. */
static void send_frames(struct cg *c, int out, int known)
{
	struct ebpf_asm *a = &c->a;

	ebpf_map(a, R1, cg_map(c, MAP_FRAMES));
	cg_address_of(c, R2, (struct place){ R_ROOM, AT(frames.id) });
	ebpf_call(a, BPF_FUNC_map_lookup_elem);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, known);
	frames_header(c, R_ROOM, RECORD_FRAMES);
	ebpf_mov(a, R5, 9);
	ebpf_alu_imm(a, BPF_MUL, R5, sizeof(struct interp_frame));
	ebpf_alu_imm(a, BPF_ADD, R5, FRAMES_HEAD);
	send_room(c, R5, BPF_RB_NO_WAKEUP);
	ebpf_jump_if_imm(a, BPF_JSLT, R0, 0, out);
	ebpf_map(a, R1, cg_map(c, MAP_FRAMES));
	cg_address_of(c, R2, (struct place){ R_ROOM, AT(frames.id) });
	cg_address_of(c, R3, (struct place){ R_ROOM, AT(id) });
	ebpf_mov_imm(a, R4, 0);
	ebpf_call(a, BPF_FUNC_map_update_elem);
}

/* frames(r1 = struct room): r0 = id, or 0 */
void cg_emit_frames_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int out = ebpf_label(a), known = ebpf_label(a);

	cg_sub_takes(c, 1, (uint32_t[]){ sizeof(struct room) });
	ebpf_mov(a, R_ROOM, R1);
	find_helper(c, out);
	find_thread(c, out);
	walk_frames(c, out);
	send_frames(c, out, known);
	ebpf_here(a, known);
	ebpf_load(a, 8, R0, R_ROOM, AT(frames.id));
	ebpf_exit(a);
	ebpf_here(a, out);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
}
