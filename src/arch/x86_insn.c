/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lengths of x86-64 instructions, so that breakpoints are never set inside one.
 * What an opcode is followed by is one letter in a table of its map:
 *
 *	.  nothing		m  ModRM
 *	b  8 bits		B  ModRM, 8 bits
 *	z  16 or 32 bits	Z  ModRM, 16 or 32 bits
 *	w  16 bits		e  16 and 8 bits (enter)
 *	j  32 bits, a target	v  16, 32 or 64 bits
 *	a  an address		3  ModRM; 8 bits if its reg is 0 or 1
 *				4  the same with 16 or 32 bits
 *	p  it is a prefix	x  no instruction
 */
#include "arch/x86_insn.h"

#include <stdbool.h>

#define INSN_MAX 15

static const char one_byte[] =
	"mmmmbzxxmmmmbzxx" "mmmmbzxxmmmmbzxx" "mmmmbzpxmmmmbzpx"
	"mmmmbzpxmmmmbzpx" "pppppppppppppppp" "................"
	"xxxmppppzZbB...." "bbbbbbbbbbbbbbbb" "BZxBmmmmmmmmmmmm"
	"..........x....." "aaaa....bz......" "bbbbbbbbvvvvvvvv"
	"BBw.xxBZe.w..bx." "mmmmxxx.mmmmmmmm" "bbbbbbbbjjxb...."
	"p.pp..34......mm";

/* behind 0f */
static const char two_byte[] =
	"mmmmx.....x.xm.B" "mmmmmmmmmmmmmmmm" "mmmmxxxxmmmmmmmm"
	"......x.xxxxxxxx" "mmmmmmmmmmmmmmmm" "mmmmmmmmmmmmmmmm"
	"mmmmmmmmmmmmmmmm" "BBBBmmm.mmxxmmmm" "jjjjjjjjjjjjjjjj"
	"mmmmmmmmmmmmmmmm" "...mBmxx...mBmmm" "mmmmmmmmmmBmmmmm"
	"mmBmBBBm........" "mmmmmmmmmmmmmmmm" "mmmmmmmmmmmmmmmm"
	"mmmmmmmmmmmmmmmm";

struct cursor {
	const uint8_t *p, *end;
	bool is_short;		/* 66: operands of 16 bits */
	bool is_wide;		/* REX.W: of 64 bits */
	bool has_addr32;	/* 67 */
};

/* The next byte; past the end it is 0, which the caller finds out later. */
static uint8_t next(struct cursor *c)
{
	uint8_t byte = c->p < c->end ? *c->p : 0;

	c->p++;
	return byte;
}

static uint8_t skip_prefixes(struct cursor *c)
{
	uint8_t byte = next(c);

	while (one_byte[byte] == 'p') {
		c->is_wide = byte >> 4 == 4 && byte & 8;
		c->is_short |= byte == 0x66;
		c->has_addr32 |= byte == 0x67;
		byte = next(c);
	}
	return byte;
}

/* ModRM, and the SIB and displacement that it asks for: gives its reg. */
static unsigned skip_modrm(struct cursor *c)
{
	uint8_t modrm = next(c), mod = modrm >> 6, rm = modrm & 7;
	uint8_t base = rm;

	if (mod == 3)
		return modrm >> 3 & 7;
	if (rm == 4)
		base = next(c) & 7;
	if (mod == 1)
		c->p += 1;
	else if (mod == 2 || base == 5)
		c->p += 4;
	return modrm >> 3 & 7;
}

/* What follows the opcode; false when that is no instruction. */
static bool skip_operands(struct cursor *c, char form)
{
	size_t word = c->is_short && !c->is_wide ? 2 : 4;

	switch (form) {
	case '.': return true;
	case 'm': skip_modrm(c); return true;
	case 'B': skip_modrm(c); c->p += 1; return true;
	case 'Z': skip_modrm(c); c->p += word; return true;
	case 'b': c->p += 1; return true;
	case 'z': c->p += word; return true;
	case 'w': c->p += 2; return true;
	case 'e': c->p += 3; return true;
	case 'j': c->p += 4; return true;
	case 'v': c->p += c->is_wide ? 8 : word; return true;
	case 'a': c->p += c->has_addr32 ? 4 : 8; return true;
	case '3': c->p += skip_modrm(c) < 2 ? 1 : 0; return true;
	case '4': c->p += skip_modrm(c) < 2 ? word : 0; return true;
	default: return false;
	}
}

/* The operands of vector instructions, by opcode map. */
static char vector_form(unsigned map, uint8_t op)
{
	switch (map) {
	case 1: return two_byte[op] == 'B' || op == 0x77 ? two_byte[op] : 'm';
	case 2: case 5: case 6: return 'm';
	case 3: return 'B';
	default: return 'x';
	}
}

static bool skip_vex(struct cursor *c, uint8_t first)
{
	unsigned map = 1;

	if (first != 0xc5)
		map = next(c) & (first == 0x62 ? 7 : 31);
	next(c);
	if (first == 0x62)
		next(c);
	return skip_operands(c, vector_form(map, next(c)));
}

static bool skip_two_byte(struct cursor *c)
{
	uint8_t op = next(c);

	if (op == 0x38 || op == 0x3a) {
		next(c);
		return skip_operands(c, op == 0x38 ? 'm' : 'B');
	}
	return skip_operands(c, two_byte[op]);
}

size_t x86_insn_len(const uint8_t *bytes, size_t len)
{
	struct cursor c = {
		.p = bytes,
		.end = bytes + (len < INSN_MAX ? len : INSN_MAX),
	};
	uint8_t op = skip_prefixes(&c);
	bool ok;

	if (op == 0xc4 || op == 0xc5 || op == 0x62)
		ok = skip_vex(&c, op);
	else if (op == 0x0f)
		ok = skip_two_byte(&c);
	else
		ok = skip_operands(&c, one_byte[op]);
	return ok && c.p <= c.end ? (size_t)(c.p - bytes) : 0;
}

/* A target is the last bytes of its jump, counted from the next instruction. */
static enum insn_flow jump(const uint8_t *bytes, size_t len, size_t size,
			   int64_t *target)
{
	const uint8_t *last = bytes + len - size;

	if (size == 1)
		*target = (int8_t)last[0];
	else
		*target = (int32_t)(last[0] | last[1] << 8 | last[2] << 16 |
				    (uint32_t)last[3] << 24);
	*target += (int64_t)len;
	return INSN_JUMP;
}

enum insn_flow x86_insn_flow(const uint8_t *bytes, size_t len, int64_t *target)
{
	struct cursor c = { .p = bytes, .end = bytes + len };
	uint8_t op = skip_prefixes(&c), second = next(&c);

	if (op == 0xc2 || op == 0xc3)
		return INSN_RETURN;
	if (op >> 4 == 7 || op == 0xeb || (op >= 0xe0 && op <= 0xe3))
		return jump(bytes, len, 1, target);
	if (op == 0xe9 || (op == 0x0f && second >> 4 == 8))
		return jump(bytes, len, 4, target);
	/* ff /4 and /5 jump; xbegin, far returns and iret go anywhere too */
	if ((op == 0xff && (second >> 4 & 3) == 2) || op == 0xca ||
	    op == 0xcb || op == 0xcf || (op == 0xc7 && second == 0xf8))
		return INSN_ANYWHERE;
	return INSN_NEXT;
}
