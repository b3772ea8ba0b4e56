/* SPDX-License-Identifier: BSD-2-Clause */
/* aarch64: struct pt_regs starts with the kernel's struct user_pt_regs. */
#include <ctype.h>
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/operand.h"

#define X(n) (8 * (n))

enum { SP = 31 * 8, PC = 32 * 8, PSTATE = 33 * 8, PT_REGS_SIZE = 34 * 8 };

/* Behind what user space sees of pt_regs: orig_x0, then this. */
enum { SYSCALLNO = PT_REGS_SIZE + 8 };

#ifdef __aarch64__
#include <asm/ptrace.h>

_Static_assert(offsetof(struct user_pt_regs, sp) == SP, "sp");
_Static_assert(offsetof(struct user_pt_regs, pc) == PC, "pc");
_Static_assert(sizeof(struct user_pt_regs) == PT_REGS_SIZE, "size");
#endif

#define REG(n) { "x" #n, X(n), 8, 0 }, { "w" #n, X(n), 4, 0 }

static const struct arch_reg regs[] = {
	REG(0), REG(1), REG(2), REG(3), REG(4), REG(5), REG(6), REG(7),
	REG(8), REG(9), REG(10), REG(11), REG(12), REG(13), REG(14), REG(15),
	REG(16), REG(17), REG(18), REG(19), REG(20), REG(21), REG(22),
	REG(23), REG(24), REG(25), REG(26), REG(27), REG(28), REG(29),
	REG(30), { "fp", X(29), 8, 0 }, { "lr", X(30), 8, 0 },
	{ "sp", SP, 8, 0 }, { "wsp", SP, 4, 0 }, { "pc", PC, 8, 0 },
};

#define NREGS (sizeof(regs) / sizeof(regs[0]))

/* v0, q0.d[1], d0, s0, h0, b0: vector and floating point registers. */
static bool is_vector(struct cursor word)
{
	return word.end - word.p >= 2 && strchr("vqdshbzp", word.p[0]) &&
	       isdigit((unsigned char)word.p[1]);
}

static int parse_reg(struct cursor word, const struct arch_reg **out,
		     struct err *e)
{
	int len = (int)(word.end - word.p);

	*out = operand_find_reg(regs, NREGS, word);
	if (*out)
		return 0;
	if (is_vector(word))
		return err_set(e, -ENOTSUP, "the register %.*s cannot be read",
			       len, word.p);
	return err_set(e, -EINVAL, "no register is named '%.*s'", len, word.p);
}

/* A register of an address, which must be a whole one. */
static int parse_address_reg(struct cursor *c, const struct arch_reg **out,
			     struct err *e)
{
	int ret;

	cursor_skip_blanks(c);
	ret = parse_reg(cursor_word(c), out, e);
	if (!ret && (*out)->size != 8)
		return err_set(e, -ENOTSUP, "%s is only a part of an address",
			       (*out)->name);
	cursor_skip_blanks(c);
	return ret;
}

static int parse_displacement(struct cursor *c, struct operand *out,
			      struct err *e)
{
	cursor_take(c, '#');
	if (!cursor_at_end(c) && *c->p == ':')
		return err_set(e, -ENOTSUP,
			       "it needs the address of a symbol");
	return operand_parse_number(c, &out->disp, e);
}

/* "lsl N" behind the index register. */
static int parse_shift(struct cursor *c, struct operand *out, struct err *e)
{
	struct cursor word;
	int64_t shift;
	int ret;

	cursor_skip_blanks(c);
	word = cursor_word(c);
	if (word.end - word.p != 3 || memcmp(word.p, "lsl", 3))
		return err_set(e, -ENOTSUP,
			       "only the index change 'lsl' can be read");
	cursor_skip_blanks(c);
	cursor_take(c, '#');
	ret = operand_parse_number(c, &shift, e);
	if (ret)
		return ret;
	if (shift < 0 || shift > 4)
		return err_set(e, -EINVAL, "the shift is not 0 to 4");
	out->scale = (uint8_t)(1 << shift);
	return 0;
}

/* [BASE], [BASE, DISP], [BASE, INDEX], [BASE, INDEX, lsl N]; behind '['. */
static int parse_address(struct cursor *c, struct operand *out, struct err *e)
{
	int ret = parse_address_reg(c, &out->base, e);

	if (!ret && cursor_take(c, ',')) {
		cursor_skip_blanks(c);
		if (cursor_at_symbol(c)) {
			out->scale = 1;
			ret = parse_address_reg(c, &out->index, e);
			if (!ret && cursor_take(c, ','))
				ret = parse_shift(c, out, e);
		} else {
			ret = parse_displacement(c, out, e);
		}
		cursor_skip_blanks(c);
	}
	if (ret)
		return ret;
	if (!cursor_take(c, ']'))
		return err_set(e, -EINVAL, "']' is missing");
	if (cursor_take(c, '!') || cursor_take(c, ','))
		return err_set(e, -ENOTSUP,
			       "an address that changes cannot be read");
	return 0;
}

static bool is_zero_reg(struct cursor word)
{
	return word.end - word.p == 3 &&
	       (!memcmp(word.p, "xzr", 3) || !memcmp(word.p, "wzr", 3));
}

static int parse_location(struct cursor *c, struct operand *out,
			  struct err *e)
{
	int ret;

	if (cursor_take(c, '[')) {
		out->kind = OPERAND_MEM;
		return parse_address(c, out, e);
	}
	if (cursor_at_symbol(c)) {
		struct cursor word = cursor_word(c);

		out->kind = is_zero_reg(word) ? OPERAND_CONST : OPERAND_REG;
		if (out->kind == OPERAND_CONST)
			return 0;
		return parse_reg(word, &out->reg, e);
	}
	out->kind = OPERAND_CONST;
	cursor_take(c, '#');
	ret = operand_parse_number(c, &out->value, e);
	out->value = operand_truncate(out->value, out->size, out->is_signed);
	return ret;
}

static int aarch64_parse_operand(const char *text, size_t len,
				 struct operand *out, struct err *e)
{
	return operand_parse(text, len, parse_location, out, e);
}

static const char *aarch64_site_problem(const uint8_t *bytes, size_t len,
					bool trap_ok)
{
	uint32_t insn;

	if (len < 4)
		return "not a nop";
	insn = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
	if (insn == 0xd503201f)			/* nop */
		return NULL;
	if ((insn & 0xffe0001f) == 0xd4200000)	/* brk, any number */
		return trap_ok ? NULL : "a breakpoint";
	return "not a nop";
}

static bool aarch64_is_site(const uint8_t *bytes, size_t len, bool trap_ok)
{
	return !aarch64_site_problem(bytes, len, trap_ok);
}

static size_t aarch64_insn_len(const uint8_t *bytes, size_t len)
{
	(void)bytes;
	return len >= 4 ? 4 : 0;
}

static const char *aarch64_insn_problem(const uint8_t *bytes, size_t len)
{
	if (len < 4)
		return "no whole instruction";
	return bytes[3] == 0xd4 && bytes[2] >> 5 == 1 ? "a breakpoint" : NULL;
}

/* Behind `bti c`, which branches need to find there. */
static const char *aarch64_entry_problem(const uint8_t *bytes, size_t len,
					 size_t *skip)
{
	static const uint8_t bti_c[] = { 0x5f, 0x24, 0x03, 0xd5 };

	*skip = len >= 8 && !memcmp(bytes, bti_c, sizeof(bti_c)) ? 4 : 0;
	return aarch64_insn_problem(bytes + *skip, len - *skip);
}

/* nop and bti; `stp x29, x30, [sp, #-n]!`; ret */
static bool aarch64_emulate(const uint8_t *bytes, size_t len, void *pt_regs,
			    const struct arch_memory *m)
{
	uint64_t r[PT_REGS_SIZE / 8], *sp = &r[SP / 8], *pc = &r[PC / 8];
	uint32_t insn;
	uint64_t to;

	if (len < sizeof(insn))
		return false;
	memcpy(&insn, bytes, sizeof(insn));
	memcpy(r, pt_regs, sizeof(r));
	if ((insn & 0xffc07fff) == 0xa9807bfd) {
		to = *sp + (uint64_t)((int32_t)(insn << 10) >> 25) * 8;
		if (!m->write(m->data, to, &r[29], 16))
			return false;
		*sp = to;
	} else if (insn == 0xd65f03c0) {
		*pc = r[30] - 4;
	} else if (insn != 0xd503201f && (insn & 0xffffff3f) != 0xd503241f) {
		return false;
	}
	*pc += 4;
	memcpy(pt_regs, r, sizeof(r));
	return true;
}

extern const struct arch arch_aarch64;
const struct arch arch_aarch64 = {
	.name = "aarch64",
	.elf_machine = EM_AARCH64,
	.regs = regs,
	.nregs = NREGS,
	.pc_offset = PC,
	.sp_offset = SP,
	.fp_offset = X(29),
	.pt_regs_size = PT_REGS_SIZE,
	.dwarf_offset = {
		X(0), X(1), X(2), X(3), X(4), X(5), X(6), X(7), X(8), X(9),
		X(10), X(11), X(12), X(13), X(14), X(15), X(16), X(17), X(18),
		X(19), X(20), X(21), X(22), X(23), X(24), X(25), X(26), X(27),
		X(28), X(29), X(30), SP,
	},
	.ndwarf = 32,
	.ureg_offset = {
		X(0), X(1), X(2), X(3), X(4), X(5), X(6), X(7), X(8), X(9),
		X(10), X(11), X(12), X(13), X(14), X(15), X(16), X(17), X(18),
		X(19), X(20), X(21), X(22), X(23), X(24), X(25), X(26), X(27),
		X(28), X(29), X(30), SP, PC, PSTATE,
	},
	.nuregs = 34,
	.arg_offset = { X(0), X(1), X(2), X(3), X(4), X(5), X(6), X(7) },
	.nargregs = 8,
	.ret_offset = X(0),
	.syscall_arg_offset = { X(0), X(1), X(2), X(3), X(4), X(5) },
	.syscall_nr_offset = SYSCALLNO,
	.syscall_nr_size = 4,
	.compat_offset = PSTATE,
	.compat_mask = 0x10,
	.compat_value = 0x10,
	.nop = { 0x1f, 0x20, 0x03, 0xd5 },
	.nop_len = 4,
	.trap = { 0x00, 0x00, 0x20, 0xd4 },	/* brk #0 */
	.trap_len = 4,
	.parse_operand = aarch64_parse_operand,
	.is_site = aarch64_is_site,
	.site_problem = aarch64_site_problem,
	.entry_problem = aarch64_entry_problem,
	.insn_problem = aarch64_insn_problem,
	.insn_len = aarch64_insn_len,
	.emulate = aarch64_emulate,
};
