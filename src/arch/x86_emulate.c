/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What functions begin and end with, without the processor: a tracer that has
 * a breakpoint there need not put the instruction back to step over it, so no
 * other thread can come through unseen meanwhile.
 *
 * Words of pt_regs by number: r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx
 * rdx rsi rdi orig_rax rip cs eflags rsp ss.
 */
#include "arch/x86_emulate.h"

#include <string.h>

#include "arch/x86_insn.h"

enum { RBP = 4, RIP = 16, RFLAGS = 18, RSP = 19 };

/* Registers as instructions number them: rax rcx rdx rbx rsp rbp rsi rdi ... */
static const uint8_t numbered[16] = {
	10, 11, 12, 5, 19, 4, 13, 14, 9, 8, 7, 6, 3, 2, 1, 0,
};

static bool is(const uint8_t *bytes, size_t len, const char *want, size_t n)
{
	return len >= n && !memcmp(bytes, want, n);
}
#define IS(want) is(bytes, len, want, sizeof(want) - 1)

static bool is_nop(const uint8_t *bytes, size_t len)
{
	if (IS("\xf3\x0f\x1e\xfa") || IS("\x90"))	/* endbr64 */
		return true;
	while (len && *bytes == 0x66) {
		bytes++;
		len--;
	}
	return IS("\x0f\x1f") || IS("\x90") || IS("\x2e\x0f\x1f");
}

static bool push(uint64_t *r, uint64_t value, const struct arch_memory *m)
{
	uint64_t sp = r[RSP] - 8;

	if (!m->write(m->data, sp, &value, sizeof(value)))
		return false;
	r[RSP] = sp;
	return true;
}

static bool pop(uint64_t *r, uint64_t *to, const struct arch_memory *m)
{
	uint64_t value;

	if (!m->read(m->data, r[RSP], &value, sizeof(value)))
		return false;
	r[RSP] += 8;
	*to = value;
	return true;
}

/* carry, parity, adjust, zero, sign, overflow, as sub leaves them */
static uint64_t flags_of_sub(uint64_t a, uint64_t b)
{
	uint64_t d = a - b;

	return (uint64_t)(a < b) |
	       (uint64_t)!__builtin_parity((unsigned)(d & 0xff)) << 2 |
	       ((a ^ b ^ d) >> 4 & 1) << 4 | (uint64_t)!d << 6 |
	       (d >> 63) << 7 | (((a ^ b) & (a ^ d)) >> 63) << 11;
}

static void sub_rsp(uint64_t *r, uint64_t by)
{
	const uint64_t all = 1 | 1 << 2 | 1 << 4 | 1 << 6 | 1 << 7 | 1 << 11;

	r[RFLAGS] = (r[RFLAGS] & ~all) | flags_of_sub(r[RSP], by);
	r[RSP] -= by;
}

static int64_t number(const uint8_t *at, size_t n)
{
	int32_t v;

	if (n == 1)
		return (int8_t)*at;
	memcpy(&v, at, sizeof(v));
	return v;
}

static bool stack_insn(const uint8_t *bytes, size_t len, uint64_t *r,
		       const struct arch_memory *m)
{
	bool high = bytes[0] == 0x41;
	uint8_t op = high ? bytes[1] : bytes[0];

	if ((op & 0xf8) == 0x50)
		return push(r, r[numbered[(op & 7) + (high ? 8 : 0)]], m);
	if (IS("\x48\x89\xe5") || IS("\x48\x8b\xec")) {
		r[RBP] = r[RSP];
		return true;
	}
	if (IS("\x48\x83\xec") || IS("\x48\x81\xec")) {
		sub_rsp(r, (uint64_t)number(bytes + 3, len - 3));
		return true;
	}
	return false;
}

bool x86_emulate(const uint8_t *bytes, size_t len, void *regs,
		 const struct arch_memory *m)
{
	uint64_t r[21], next;

	len = x86_insn_len(bytes, len);
	if (len < 1)
		return false;
	memcpy(r, regs, sizeof(r));
	next = r[RIP] + len;
	if (IS("\xc3") || IS("\xf3\xc3")) {
		if (!pop(r, &next, m))
			return false;
	} else if (bytes[0] == 0xe8) {
		if (!push(r, next, m))
			return false;
		next += (uint64_t)number(bytes + 1, 4);
	} else if (bytes[0] == 0xe9 || bytes[0] == 0xeb) {
		next += (uint64_t)number(bytes + 1, len - 1);
	} else if (!is_nop(bytes, len) && !stack_insn(bytes, len, r, m)) {
		return false;
	}
	r[RIP] = next;
	memcpy(regs, r, sizeof(r));
	return true;
}
