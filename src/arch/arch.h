/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What differs between processors: registers and where struct pt_regs keeps
 * them, how a probe note names an argument, nop and trap bytes.
 *
 * One struct arch for each processor, x86-64 and aarch64; a table, no state.
 */
#ifndef ARCH_ARCH_H
#define ARCH_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arch_reg {
	const char *name;	/* as assembly writes it, without '%' */
	uint16_t offset;	/* bytes into the kernel's struct pt_regs */
	uint8_t size;		/* bytes: 1, 2, 4, 8 */
	uint8_t shift;		/* bits: 8 for %ah and friends */
};

/* Where an argument of a probe is. */
enum operand_kind {
	OPERAND_CONST,		/* value */
	OPERAND_REG,		/* reg */
	OPERAND_MEM,		/* *(size *)(base + index * scale + disp) */
};

struct operand {
	enum operand_kind kind;
	uint8_t size;		/* of the argument: 1, 2, 4, 8 bytes */
	bool is_signed;
	bool is_float;		/* the bits are a float or double */
	int64_t value;		/* OPERAND_CONST, truncated to size */
	const struct arch_reg *reg;	/* OPERAND_REG: its reg->size bytes,
					 * then cut or extended to size */
	const struct arch_reg *base, *index;	/* OPERAND_MEM; or NULL */
	uint8_t scale;		/* 1, 2, 4, 8, 16; 0: no index */
	int64_t disp;
};

enum insn_flow {
	INSN_NEXT,		/* with the next one; calls come back */
	INSN_JUMP,		/* maybe elsewhere */
	INSN_RETURN,
	INSN_ANYWHERE,		/* where a register or memory says */
};

/* A program's memory, for arch.emulate(); false: it cannot be done. */
struct arch_memory {
	void *data;
	bool (*read)(void *data, uint64_t address, void *to, size_t n);
	bool (*write)(void *data, uint64_t address, const void *from,
		      size_t n);
};

struct arch {
	const char *name;	/* "x86-64" */
	uint16_t elf_machine;	/* EM_X86_64 */
	const struct arch_reg *regs;
	size_t nregs;
	uint16_t pc_offset, sp_offset, fp_offset;	/* in pt_regs */
	size_t pt_regs_size;
	uint16_t dwarf_offset[33];	/* in pt_regs, by DWARF's numbers */
	size_t ndwarf;
	/* by the numbers that scripts of DTrace use for uregs[]; -1: none */
	int16_t ureg_offset[34];
	size_t nuregs;
	uint16_t arg_offset[8];	/* pt_regs offset of C call argument n */
	size_t nargregs;
	uint16_t ret_offset;	/* of the return value */
	/* What of pt_regs tells of the system call that it was saved for. */
	uint16_t syscall_arg_offset[6], syscall_nr_offset;
	uint8_t syscall_nr_size;
	/* The word that tells a 32-bit program, by the value of these bits. */
	uint16_t compat_offset;
	uint32_t compat_mask, compat_value;
	uint16_t stack_arg_offset;	/* at a function's entry: the first
					 * argument on the stack, from sp */
	uint8_t nop[16];	/* what our compiler emits at a site */
	size_t nop_len;
	uint8_t trap[8];	/* breakpoint instruction */
	size_t trap_len;
	/*
	 * Parse one "SIZE@OPERAND" of len bytes. Fails with -ENOTSUP for a
	 * form that is right but beyond reach (a segment, a vector register,
	 * more than 8 bytes), -EINVAL for nonsense.
	 */
	int (*parse_operand)(const char *text, size_t len,
			     struct operand *out, struct err *e);
	/*
	 * Are these the bytes of a probe site that nobody has changed? A trap
	 * counts too when trap_ok: another tracer's.
	 */
	bool (*is_site)(const uint8_t *bytes, size_t len, bool trap_ok);
	/* Why they are not, for messages ("not a nop"); NULL: they are. */
	const char *(*site_problem)(const uint8_t *bytes, size_t len,
				    bool trap_ok);
	/*
	 * The first bytes of a function: at which of them (*skip) to attach.
	 * Else what they are that no breakpoint may replace.
	 */
	const char *(*entry_problem)(const uint8_t *bytes, size_t len,
				     size_t *skip);
	/* The same of an instruction anywhere in a function. */
	const char *(*insn_problem)(const uint8_t *bytes, size_t len);
	/* How long it is; 0 when it is none that is known. */
	size_t (*insn_len)(const uint8_t *bytes, size_t len);
	/*
	 * Where it goes on behind that one instruction; *target of INSN_JUMP
	 * is counted from its first byte. NULL: not known for this processor.
	 */
	enum insn_flow (*insn_flow)(const uint8_t *bytes, size_t len,
				    int64_t *target);
	/*
	 * Do what the instruction does, on registers (pt_regs, the program
	 * counter at its first byte) and memory: nops and what functions
	 * begin and end with. False, and nothing is changed: another one.
	 */
	bool (*emulate)(const uint8_t *bytes, size_t len, void *regs,
			const struct arch_memory *memory);
};

/* NULL when this machine type is not known. */
const struct arch *arch_find(uint16_t elf_machine);
const struct arch *arch_native(void);

/*
 * Cut the argument string of a note into its arguments (they are separated by
 * blanks; on aarch64 an operand may hold a blank inside []). Gives how many,
 * at most max; start[i], len[i] say where.
 */
size_t arch_split_args(const char *text, const char *start[], size_t len[],
		       size_t max);

#endif
