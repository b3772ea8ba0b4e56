/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inet_ntoa(), inet_ntoa6(), inet_ntop() and link_ntop(): addresses as text, as
 * inet_ntop(3) writes them.
 *
 * The text grows in scratch memory, and its length is kept there too: as it is
 * read back, the verifier takes all lengths as one.
 */
#include "cg/str.h"

#include <stddef.h>
#include <sys/socket.h>
#include <linux/if_arp.h>

/* What the subroutines work on. */
struct work {
	uint64_t length;	/* of the text so far */
	unsigned char address[24];	/* 16, and the next word's */
	char text[64];
};

#define LENGTH ((int)offsetof(struct work, length))
#define ADDRESS ((int)offsetof(struct work, address))
#define TEXT ((int)offsetof(struct work, text))
#define LAST (sizeof(((struct work *)0)->text) - 1)

/* ---- pieces of the text; r6 = the work ------------------------- */

/* Append the character in r1; r2 and r3 are lost. */
static void put(struct ebpf_asm *a)
{
	ebpf_load(a, 8, R2, 6, LENGTH);
	ebpf_alu_imm(a, BPF_AND, R2, LAST);
	ebpf_mov(a, R3, 6);
	ebpf_alu(a, BPF_ADD, R3, R2);
	ebpf_store(a, 1, R3, TEXT, R1);
	ebpf_alu_imm(a, BPF_ADD, R2, 1);
	ebpf_store(a, 8, 6, LENGTH, R2);
}

static void put_char(struct ebpf_asm *a, char letter)
{
	ebpf_mov_imm(a, R1, letter);
	put(a);
}

/* Append the hexadecimal digit of r7's bits from shift on. */
static void put_hex(struct ebpf_asm *a, int shift)
{
	ebpf_mov(a, R1, 7);
	if (shift)
		ebpf_alu_imm(a, BPF_RSH, R1, shift);
	ebpf_alu_imm(a, BPF_AND, R1, 15);
	/* from 10 on, 6 more make 16: 'a' is 39 behind what follows '9' */
	ebpf_mov(a, R2, R1);
	ebpf_alu_imm(a, BPF_ADD, R2, 6);
	ebpf_alu_imm(a, BPF_RSH, R2, 4);
	ebpf_alu_imm(a, BPF_MUL, R2, 'a' - '0' - 10);
	ebpf_alu(a, BPF_ADD, R1, R2);
	ebpf_alu_imm(a, BPF_ADD, R1, '0');
	put(a);
}

/* number(r1 = work, r2 = 16 bits): append it, hexadecimal */
void cg_emit_inet_hex_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	cg_sub_takes(c, 2, (uint32_t[]){ sizeof(struct work), 0 });
	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 7, R2);
	for (int shift = 12; shift > 0; shift -= 4) {
		int leading = ebpf_label(a);

		ebpf_jump_if_imm(a, BPF_JLT, 7, 1 << shift, leading);
		put_hex(a, shift);
		ebpf_here(a, leading);
	}
	put_hex(a, 0);
	ebpf_exit(a);
}

/* Append the digit r7 / unit % 10, unless it is a leading 0. */
static void put_decimal(struct ebpf_asm *a, int unit)
{
	int leading = ebpf_label(a);

	ebpf_jump_if_imm(a, BPF_JLT, 7, unit, leading);
	ebpf_mov(a, R1, 7);
	ebpf_alu_imm(a, BPF_DIV, R1, unit);
	ebpf_alu_imm(a, BPF_MOD, R1, 10);
	ebpf_alu_imm(a, BPF_ADD, R1, '0');
	put(a);
	ebpf_here(a, leading);
}

/* dotted(r1 = work, r2 = which byte is the first): append four bytes */
void cg_emit_inet_dotted_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	cg_sub_takes(c, 2, (uint32_t[]){ sizeof(struct work), 0 });
	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 8, R2);
	for (int i = 0; i < 4; i++) {
		if (i)
			put_char(a, '.');
		ebpf_alu_imm(a, BPF_AND, 8, 15);
		ebpf_mov(a, R1, 6);
		ebpf_alu(a, BPF_ADD, R1, 8);
		ebpf_load(a, 1, 7, R1, ADDRESS + i);
		put_decimal(a, 100);
		put_decimal(a, 10);
		ebpf_mov(a, R1, 7);
		ebpf_alu_imm(a, BPF_MOD, R1, 10);
		ebpf_alu_imm(a, BPF_ADD, R1, '0');
		put(a);
	}
	ebpf_exit(a);
}

/* ---- IPv6 ------------------------------------------------------ */

#define GROUPS 8

/*
 * Of the groups that are 0 (a bit each, the first one is 1) the first of the
 * longest runs of two at least: the number of its first group and of the one
 * behind it; 0, 0 when there is none.
 */
static void longest_run(unsigned zeros, unsigned char run[2])
{
	int best = 1;

	run[0] = run[1] = 0;
	for (int from = 0; from < GROUPS; from++) {
		int to = from;

		while (to < GROUPS && zeros & 1u << to)
			to++;
		if (to - from <= best)
			continue;
		best = to - from;
		run[0] = (unsigned char)from;
		run[1] = (unsigned char)to;
	}
}

void cg_inet_runs(struct cg *c, struct image_map *m)
{
	unsigned char *runs = arena_alloc(&c->image->arena, 2 << GROUPS);

	for (unsigned zeros = 0; zeros < 1u << GROUPS; zeros++)
		longest_run(zeros, runs + (size_t)2 * zeros);
	m->value_size = 2 << GROUPS;
	m->initial = runs;
}

/*
 * r0 = a bit for each group that is 0; added, because old verifiers know no
 * bounds of what is or-ed
 */
static void zero_groups(struct ebpf_asm *a)
{
	ebpf_mov_imm(a, R0, 0);
	for (int i = 0; i < GROUPS; i++) {
		ebpf_load(a, 2, R1, 6, ADDRESS + 2 * i);
		/* 1 when it is 0: 0xffff more do not reach the bit above 16 */
		ebpf_alu_imm(a, BPF_ADD, R1, 0xffff);
		ebpf_alu_imm(a, BPF_RSH, R1, 16);
		ebpf_alu_imm(a, BPF_XOR, R1, 1);
		ebpf_alu_imm(a, BPF_LSH, R1, i);
		ebpf_alu(a, BPF_ADD, R0, R1);
	}
}

/* r7 = the run's first group, r8 = the one behind it */
static void find_run(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	zero_groups(a);
	ebpf_alu_imm(a, BPF_LSH, R0, 1);
	ebpf_map_value(a, R1, cg_map(c, MAP_RUNS), 0);
	ebpf_alu(a, BPF_ADD, R1, R0);
	ebpf_load(a, 1, 7, R1, 0);
	ebpf_load(a, 1, 8, R1, 1);
}

/* Append group i, with a colon before it, unless it is in the run. */
static void put_group(struct cg *c, int i)
{
	struct ebpf_asm *a = &c->a;
	int shown = ebpf_label(a), done = ebpf_label(a);

	ebpf_jump_if_imm(a, BPF_JLE, 8, i, shown);
	ebpf_jump_if_imm(a, BPF_JGT, 7, i, shown);
	ebpf_jump_if_imm(a, BPF_JNE, 7, i, done);
	put_char(a, ':');
	ebpf_jump(a, done);
	ebpf_here(a, shown);
	if (i)
		put_char(a, ':');
	ebpf_mov(a, R1, 6);
	ebpf_load(a, 2, R2, 6, ADDRESS + 2 * i);
	ebpf_swap(a, R2, 16);
	cg_call_sub(c, SUB_INET_HEX);
	ebpf_here(a, done);
}

/* Append the last four bytes as an address of IPv4, and leave. */
static void put_mapped(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	put_char(a, ':');
	ebpf_mov(a, R1, 6);
	ebpf_mov_imm(a, R2, 12);
	cg_call_sub(c, SUB_INET_DOTTED);
	ebpf_exit(a);
}

/* six(r1 = work) */
void cg_emit_inet_six_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int not_compatible = ebpf_label(a), not_mapped = ebpf_label(a);
	int done = ebpf_label(a);

	cg_sub_takes(c, 1, (uint32_t[]){ sizeof(struct work) });
	ebpf_mov(a, 6, R1);
	find_run(c);
	for (int i = 0; i < GROUPS; i++) {
		if (i == 6) {
			/* ::1.2.3.4 and ::ffff:1.2.3.4 */
			ebpf_jump_if_imm(a, BPF_JNE, 7, 0, not_mapped);
			ebpf_jump_if_imm(a, BPF_JNE, 8, 6, not_compatible);
			put_mapped(c);
			ebpf_here(a, not_compatible);
			ebpf_jump_if_imm(a, BPF_JNE, 8, 5, not_mapped);
			ebpf_load(a, 2, R1, 6, ADDRESS + 10);
			ebpf_jump_if_imm(a, BPF_JNE, R1, 0xffff, not_mapped);
			put_mapped(c);
			ebpf_here(a, not_mapped);
		}
		put_group(c, i);
	}
	/* a run up to the end has two colons of its own */
	ebpf_jump_if_imm(a, BPF_JNE, 8, GROUPS, done);
	put_char(a, ':');
	ebpf_here(a, done);
	ebpf_exit(a);
}

/* link(r1 = work): append the six bytes of an Ethernet address */
void cg_emit_link_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	cg_sub_takes(c, 1, (uint32_t[]){ sizeof(struct work) });
	ebpf_mov(a, 6, R1);
	for (int i = 0; i < 6; i++) {
		if (i)
			put_char(a, ':');
		ebpf_load(a, 1, 7, 6, ADDRESS + i);
		put_hex(a, 4);
		put_hex(a, 0);
	}
	ebpf_exit(a);
}

/* ---- the functions --------------------------------------------- */

/* Read the bytes of the address in the slot, and make them text. */
static void convert(struct cg *c, struct place work, int slot, bool is_user,
		    uint32_t bytes, enum subroutine s)
{
	struct place address = { work.reg, work.off + ADDRESS };
	struct ebpf_asm *a = &c->a;

	ebpf_load(a, 8, R0, R_STACK, slot);
	cg_read(c, address, bytes, is_user);
	cg_address_of(c, R1, work);
	ebpf_mov_imm(a, R2, 0);
	cg_call_sub(c, s);
}

/* A family or a kind of link is known when it fires: convert, or try next. */
static void convert_if(struct cg *c, int kind, int32_t is, struct place work,
		       int slot, bool is_user, uint32_t bytes,
		       enum subroutine s, int done)
{
	int next = ebpf_label(&c->a);

	ebpf_load(&c->a, 8, R0, R_STACK, kind);
	ebpf_jump_if_imm(&c->a, BPF_JNE, R0, is, next);
	convert(c, work, slot, is_user, bytes, s);
	ebpf_jump(&c->a, done);
	ebpf_here(&c->a, next);
}

static void convert_call(struct cg *c, const struct node *n,
			 struct place work)
{
	const struct node *address = n->nargs > 1 ? n->args->next : n->args;
	bool is_user = cg_is_user(address->type);
	int done = ebpf_label(&c->a), kind = 0, slot;

	if (n->nargs > 1)
		kind = cg_to_temp(c, n->args);
	slot = cg_to_temp(c, address);
	switch (n->builtin->id) {
	case BI_INET_NTOA:
		convert(c, work, slot, is_user, 4, SUB_INET_DOTTED);
		return;
	case BI_INET_NTOA6:
		convert(c, work, slot, is_user, 16, SUB_INET_SIX);
		return;
	case BI_INET_NTOP:
		convert_if(c, kind, AF_INET, work, slot, is_user, 4,
			   SUB_INET_DOTTED, done);
		convert_if(c, kind, AF_INET6, work, slot, is_user, 16,
			   SUB_INET_SIX, done);
		break;
	default:
		convert_if(c, kind, ARPHRD_ETHER, work, slot, is_user, 6,
			   SUB_LINK, done);
	}
	cg_fault(c, FAULT_ILLOP);	/* no such family */
	ebpf_here(&c->a, done);
}

void cg_inet(struct cg *c, const struct node *n, struct place p, uint32_t size)
{
	struct place work = cg_scratch(c, sizeof(struct work));
	struct place text = { work.reg, work.off + TEXT };
	struct ebpf_asm *a = &c->a;
	int mark = c->stack;

	ebpf_store_imm(a, 8, work.reg, work.off + LENGTH, 0);
	convert_call(c, n, work);
	ebpf_load(a, 8, R1, work.reg, work.off + LENGTH);
	ebpf_alu_imm(a, BPF_AND, R1, LAST);
	cg_address_of(c, R2, text);
	ebpf_alu(a, BPF_ADD, R2, R1);
	ebpf_store_imm(a, 1, R2, 0, 0);
	cg_address_of(c, R3, text);
	cg_copy_string(c, p, size);
	cg_temp_release(c, mark);
}
