/* SPDX-License-Identifier: BSD-2-Clause */
/* x86-64: AT&T operands, struct pt_regs as in the kernel's <asm/ptrace.h>. */
#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/operand.h"
#include "arch/x86_emulate.h"
#include "arch/x86_insn.h"

enum {
	R15 = 0, R14 = 8, R13 = 16, R12 = 24, RBP = 32, RBX = 40, R11 = 48,
	R10 = 56, R9 = 64, R8 = 72, RAX = 80, RCX = 88, RDX = 96, RSI = 104,
	RDI = 112, ORIG_RAX = 120, RIP = 128, CS = 136, RFLAGS = 144, RSP = 152,
	SS = 160,
	PT_REGS_SIZE = 168,
};

#ifdef __x86_64__
#include <asm/ptrace.h>

#define AT(member, offset) \
	_Static_assert(offsetof(struct pt_regs, member) == (offset), #member)
AT(r15, R15);
AT(rbp, RBP);
AT(rbx, RBX);
AT(r8, R8);
AT(rax, RAX);
AT(rdi, RDI);
AT(orig_rax, ORIG_RAX);
AT(rip, RIP);
AT(cs, CS);
AT(rsp, RSP);
_Static_assert(sizeof(struct pt_regs) == PT_REGS_SIZE, "size");
#undef AT
#endif

#define LEGACY(l, at) \
	{ "r" l "x", at, 8, 0 }, { "e" l "x", at, 4, 0 }, \
	{ l "x", at, 2, 0 }, { l "l", at, 1, 0 }, { l "h", at, 1, 8 }
#define POINTER(name, at) \
	{ "r" name, at, 8, 0 }, { "e" name, at, 4, 0 }, \
	{ name, at, 2, 0 }, { name "l", at, 1, 0 }
#define NUMBERED(name, at) \
	{ name, at, 8, 0 }, { name "d", at, 4, 0 }, \
	{ name "w", at, 2, 0 }, { name "b", at, 1, 0 }

static const struct arch_reg regs[] = {
	LEGACY("a", RAX), LEGACY("b", RBX), LEGACY("c", RCX), LEGACY("d", RDX),
	POINTER("si", RSI), POINTER("di", RDI), POINTER("bp", RBP),
	POINTER("sp", RSP),
	NUMBERED("r8", R8), NUMBERED("r9", R9), NUMBERED("r10", R10),
	NUMBERED("r11", R11), NUMBERED("r12", R12), NUMBERED("r13", R13),
	NUMBERED("r14", R14), NUMBERED("r15", R15),
	{ "rip", RIP, 8, 0 },
};

#define NREGS (sizeof(regs) / sizeof(regs[0]))

/* %NAME; the cursor is behind the '%'. */
static int parse_reg(struct cursor *c, const struct arch_reg **out,
		     struct err *e)
{
	struct cursor word = cursor_word(c);
	int len = (int)(word.end - word.p);

	if (len == 2 && word.p[1] == 's' && strchr("cdefgs", word.p[0]))
		return err_set(e, -ENOTSUP,
			       "memory of the segment %%%.*s cannot be read",
			       len, word.p);
	if (len > 1 && (memchr("xyzkm", word.p[0], 5) || word.p[0] == 's') &&
	    strchr("mt", word.p[1]))
		return err_set(e, -ENOTSUP,
			       "the register %%%.*s cannot be read",
			       len, word.p);
	*out = operand_find_reg(regs, NREGS, word);
	if (!*out)
		return err_set(e, -EINVAL, "no register is named '%%%.*s'",
			       len, word.p);
	return 0;
}

/* A register of an address, which must be a whole one; then blanks. */
static int parse_address_reg(struct cursor *c, const struct arch_reg **out,
			     struct err *e)
{
	int ret;

	if (!cursor_take(c, '%'))
		return err_set(e, -EINVAL, "a register is missing in ()");
	ret = parse_reg(c, out, e);
	if (!ret && (*out)->size != 8)
		return err_set(e, -ENOTSUP, "%%%s is only a part of an "
			       "address", (*out)->name);
	cursor_skip_blanks(c);
	return ret;
}

static int parse_scale(struct cursor *c, struct operand *out, struct err *e)
{
	int64_t scale;
	int ret;

	cursor_skip_blanks(c);
	ret = operand_parse_number(c, &scale, e);
	if (ret)
		return ret;
	if (scale != 1 && scale != 2 && scale != 4 && scale != 8)
		return err_set(e, -EINVAL, "the scale is not 1, 2, 4 or 8");
	out->scale = (uint8_t)scale;
	return 0;
}

/* (BASE), (BASE,INDEX), (BASE,INDEX,SCALE), (,INDEX,SCALE) behind the '('. */
static int parse_address(struct cursor *c, struct operand *out, struct err *e)
{
	int ret = 0;

	cursor_skip_blanks(c);
	if (cursor_at_end(c) || *c->p != ',')
		ret = parse_address_reg(c, &out->base, e);
	if (!ret && cursor_take(c, ',')) {
		cursor_skip_blanks(c);
		out->scale = 1;
		ret = parse_address_reg(c, &out->index, e);
		if (!ret && cursor_take(c, ','))
			ret = parse_scale(c, out, e);
	}
	if (ret)
		return ret;
	if (!cursor_take(c, ')'))
		return err_set(e, -EINVAL, "')' is missing");
	return 0;
}

static int parse_location(struct cursor *c, struct operand *out,
			  struct err *e)
{
	int ret;

	if (cursor_take(c, '$')) {
		out->kind = OPERAND_CONST;
		ret = operand_parse_number(c, &out->value, e);
		out->value = operand_truncate(out->value, out->size,
					      out->is_signed);
		return ret;
	}
	if (cursor_take(c, '%')) {
		out->kind = OPERAND_REG;
		return parse_reg(c, &out->reg, e);
	}
	out->kind = OPERAND_MEM;
	if (cursor_at_end(c) || *c->p != '(') {
		ret = operand_parse_number(c, &out->disp, e);
		if (ret)
			return ret;
	}
	return cursor_take(c, '(') ? parse_address(c, out, e) : 0;
}

static int x86_64_parse_operand(const char *text, size_t len,
				struct operand *out, struct err *e)
{
	return operand_parse(text, len, parse_location, out, e);
}

/*
 * The long nops that headers of other compilers put at a site. Refused are:
 * 5 bytes, which Linux 6.18 rewrites to a call that overwrites the red zone of
 * the traced program, and 10 and more, which it attaches to without error but
 * where the probe never fires. After a 1-byte nop either is harmless.
 */
static const struct {
	uint8_t len;
	uint8_t bytes[9];
} long_nops[] = {
	{ 2, { 0x66, 0x90 } },
	{ 3, { 0x0f, 0x1f, 0x00 } },
	{ 4, { 0x0f, 0x1f, 0x40, 0x00 } },
	{ 6, { 0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00 } },
	{ 7, { 0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00 } },
	{ 8, { 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00 } },
	{ 9, { 0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00 } },
};

static const uint8_t nop5[] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };

static const char *x86_64_site_problem(const uint8_t *bytes, size_t len,
				       bool trap_ok)
{
	static const uint8_t nop10[] = { 0x66, 0x2e, 0x0f, 0x1f, 0x84 };

	if (len && (bytes[0] == 0x90 || (bytes[0] == 0xcc && trap_ok)))
		return NULL;
	for (size_t i = 0; i < sizeof(long_nops) / sizeof(long_nops[0]); i++)
		if (len >= long_nops[i].len &&
		    !memcmp(bytes, long_nops[i].bytes, long_nops[i].len))
			return NULL;
	if (len >= sizeof(nop5) && !memcmp(bytes, nop5, sizeof(nop5)))
		return "a 5-byte nop, where tracing corrupts the program on "
		       "some kernels";
	if (len >= sizeof(nop10) && !memcmp(bytes, nop10, sizeof(nop10)))
		return "a 10-byte nop, where probes do not fire on some "
		       "kernels";
	if (len && bytes[0] == 0xcc)
		return "a breakpoint";
	return "not a nop";
}

static bool x86_64_is_site(const uint8_t *bytes, size_t len, bool trap_ok)
{
	return !x86_64_site_problem(bytes, len, trap_ok);
}

/*
 * What the kernel cannot step over, by its first bytes: lock and segment
 * prefixes, EVEX, input and output, interrupts, halt.
 */
static bool is_refused(const uint8_t *bytes, size_t len)
{
	static const uint8_t refused[] = {
		0x26, 0x2e, 0x36, 0x3e, 0x62, 0x6c, 0x6d, 0x6e, 0x6f, 0xcd,
		0xce, 0xcf, 0xe4, 0xe5, 0xe6, 0xe7, 0xec, 0xed, 0xee, 0xef,
		0xf0, 0xf1, 0xf4, 0xfa, 0xfb,
	};
	static const uint8_t prefixes[] = {
		0x64, 0x65, 0x66, 0x67, 0xf2, 0xf3,
	};

	while (len > 1 && memchr(prefixes, *bytes, sizeof(prefixes))) {
		bytes++;
		len--;
	}
	return memchr(refused, *bytes, sizeof(refused));
}

static const char *x86_64_insn_problem(const uint8_t *bytes, size_t len)
{
	if (!len || bytes[0] == 0xcc)
		return "a breakpoint";
	if (len >= sizeof(nop5) && !memcmp(bytes, nop5, sizeof(nop5)))
		return "a 5-byte nop, where tracing corrupts the program on "
		       "some kernels";
	if (is_refused(bytes, len))
		return "an instruction that the kernel cannot step over";
	return NULL;
}

/* There is nothing below the stack pointer yet that a 5-byte nop corrupts. */
static const char *x86_64_entry_problem(const uint8_t *bytes, size_t len,
					size_t *skip)
{
	static const uint8_t endbr64[] = { 0xf3, 0x0f, 0x1e, 0xfa };

	*skip = len > sizeof(endbr64) &&
		!memcmp(bytes, endbr64, sizeof(endbr64)) ? sizeof(endbr64) : 0;
	bytes += *skip;
	len -= *skip;
	if (len >= sizeof(nop5) && !memcmp(bytes, nop5, sizeof(nop5)))
		return NULL;
	return x86_64_insn_problem(bytes, len);
}

extern const struct arch arch_x86_64;
const struct arch arch_x86_64 = {
	.name = "x86-64",
	.elf_machine = EM_X86_64,
	.regs = regs,
	.nregs = NREGS,
	.pc_offset = RIP,
	.sp_offset = RSP,
	.fp_offset = RBP,
	.pt_regs_size = PT_REGS_SIZE,
	.dwarf_offset = { RAX, RDX, RCX, RBX, RSI, RDI, RBP, RSP, R8, R9, R10,
			  R11, R12, R13, R14, R15, RIP },
	.ndwarf = 17,
	/* behind rax the number and the code of a trap; segments at the end */
	.ureg_offset = { R15, R14, R13, R12, R11, R10, R9, R8, RDI, RSI, RBP,
			 RBX, RDX, RCX, RAX, -1, -1, RIP, CS, RFLAGS, RSP, SS },
	.nuregs = 22,
	.arg_offset = { RDI, RSI, RDX, RCX, R8, R9 },
	.nargregs = 6,
	.ret_offset = RAX,
	.stack_arg_offset = 8,	/* behind the return address */
	.syscall_arg_offset = { RDI, RSI, RDX, R10, R8, R9 },
	.syscall_nr_offset = ORIG_RAX,
	.syscall_nr_size = 8,
	.compat_offset = CS,	/* the selector of 32-bit code */
	.compat_mask = 0xffff,
	.compat_value = 0x23,
	.nop = { 0x90 },
	.nop_len = 1,
	.trap = { 0xcc },
	.trap_len = 1,
	.parse_operand = x86_64_parse_operand,
	.emulate = x86_emulate,
	.is_site = x86_64_is_site,
	.site_problem = x86_64_site_problem,
	.entry_problem = x86_64_entry_problem,
	.insn_problem = x86_64_insn_problem,
	.insn_len = x86_insn_len,
	.insn_flow = x86_insn_flow,
};
