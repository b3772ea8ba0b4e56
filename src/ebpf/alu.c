/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arithmetic and conditions, as Documentation/bpf/standardization of the
 * kernel defines them: division by zero gives 0, the rest of it the dividend,
 * shifts count modulo the width, 32-bit results are extended with zeros. The
 * signed and sign-extending forms of the newer instruction sets have a value
 * in off.
 */
#include "ebpf/vm.h"

#include <byteswap.h>
#include <endian.h>

static int64_t sign_extend(uint64_t v, int bits)
{
	switch (bits) {
	case 8: return (int8_t)v;
	case 16: return (int16_t)v;
	case 32: return (int32_t)v;
	}
	return (int64_t)v;
}

/* The least number divided by -1 does not fit: it stays what it is. */
static uint64_t divide_signed(int64_t a, int64_t b)
{
	if (!b)
		return 0;
	return b == -1 ? 0 - (uint64_t)a : (uint64_t)(a / b);
}

static uint64_t modulo_signed(int64_t a, int64_t b)
{
	if (!b)
		return (uint64_t)a;
	return b == -1 ? 0 : (uint64_t)(a % b);
}

static bool swap_bytes(const struct bpf_insn *insn, uint64_t *dst)
{
	bool always = BPF_CLASS(insn->code) == BPF_ALU64;
	bool to_big = BPF_SRC(insn->code) == BPF_TO_BE;
	bool little = __BYTE_ORDER == __LITTLE_ENDIAN;
	bool swap = always || to_big == little;

	if (insn->off || (always && to_big))
		return false;
	switch (insn->imm) {
	case 16:
		*dst = swap ? bswap_16((uint16_t)*dst) : (uint16_t)*dst;
		return true;
	case 32:
		*dst = swap ? bswap_32((uint32_t)*dst) : (uint32_t)*dst;
		return true;
	case 64:
		*dst = swap ? bswap_64(*dst) : *dst;
		return true;
	}
	return false;
}

/* mov, or with bits in off, of so many bits with their sign */
static bool move(const struct bpf_insn *insn, bool wide, uint64_t *dst,
		 uint64_t src)
{
	if (!insn->off) {
		*dst = src;
		return true;
	}
	if (BPF_SRC(insn->code) != BPF_X ||
	    (insn->off != 8 && insn->off != 16 && (insn->off != 32 || !wide)))
		return false;
	*dst = (uint64_t)sign_extend(src, insn->off);
	return true;
}

static bool compute(const struct bpf_insn *insn, bool wide, uint64_t *d,
		    uint64_t s)
{
	int bits = wide ? 64 : 32;
	int64_t sd = sign_extend(*d, bits), ss = sign_extend(s, bits);
	bool is_signed = insn->off == 1;
	unsigned shift = (unsigned)s & (unsigned)(bits - 1);

	switch (BPF_OP(insn->code)) {
	case BPF_DIV:
		if (is_signed)
			*d = divide_signed(sd, ss);
		else
			*d = s ? *d / s : 0;
		return insn->off == 0 || is_signed;
	case BPF_MOD:
		if (is_signed)
			*d = modulo_signed(sd, ss);
		else
			*d = s ? *d % s : *d;
		return insn->off == 0 || is_signed;
	case BPF_MOV: return move(insn, wide, d, s);
	case BPF_ADD: *d += s; break;
	case BPF_SUB: *d -= s; break;
	case BPF_MUL: *d *= s; break;
	case BPF_OR: *d |= s; break;
	case BPF_AND: *d &= s; break;
	case BPF_XOR: *d ^= s; break;
	case BPF_LSH: *d <<= shift; break;
	case BPF_RSH: *d >>= shift; break;
	case BPF_ARSH: *d = (uint64_t)(sd >> shift); break;
	case BPF_NEG: *d = 0 - *d; break;
	default: return false;
	}
	return !insn->off;
}

bool vm_alu(const struct bpf_insn *insn, uint64_t *dst, uint64_t src)
{
	bool wide = BPF_CLASS(insn->code) == BPF_ALU64;
	uint64_t d = wide ? *dst : (uint32_t)*dst;
	bool known;

	if (BPF_OP(insn->code) == BPF_END)
		return swap_bytes(insn, dst);
	known = compute(insn, wide, &d, wide ? src : (uint32_t)src);
	*dst = wide ? d : (uint32_t)d;
	return known;
}

bool vm_condition(const struct bpf_insn *insn, uint64_t dst, uint64_t src,
		  bool *known)
{
	bool wide = BPF_CLASS(insn->code) == BPF_JMP;
	uint64_t d = wide ? dst : (uint32_t)dst;
	uint64_t s = wide ? src : (uint32_t)src;
	int64_t sd = wide ? (int64_t)d : (int32_t)d;
	int64_t ss = wide ? (int64_t)s : (int32_t)s;

	*known = true;
	switch (BPF_OP(insn->code)) {
	case BPF_JEQ: return d == s;
	case BPF_JNE: return d != s;
	case BPF_JGT: return d > s;
	case BPF_JGE: return d >= s;
	case BPF_JLT: return d < s;
	case BPF_JLE: return d <= s;
	case BPF_JSGT: return sd > ss;
	case BPF_JSGE: return sd >= ss;
	case BPF_JSLT: return sd < ss;
	case BPF_JSLE: return sd <= ss;
	case BPF_JSET: return d & s;
	}
	*known = false;
	return false;
}
