/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the operand grammars of all processors share: the SIZE@ in front,
 * numbers, register names. Private to arch.
 */
#ifndef ARCH_OPERAND_H
#define ARCH_OPERAND_H

#include "arch/arch.h"

/* What is left of the text; never NUL-terminated. */
struct cursor {
	const char *p, *end;
};

bool cursor_take(struct cursor *c, char want);
void cursor_skip_blanks(struct cursor *c);
bool cursor_at_end(const struct cursor *c);

/* Letters, digits, '_', '.' and '$': a name, taken whole; maybe empty. */
struct cursor cursor_word(struct cursor *c);

/* Begins a symbol's name here? */
bool cursor_at_symbol(const struct cursor *c);

/* Parse the SIZE@, then the rest with the processor's own function. */
typedef int location_fn(struct cursor *c, struct operand *out, struct err *e);
int operand_parse(const char *text, size_t len, location_fn *parse_location,
		  struct operand *out, struct err *e);

/*
 * A sum such as -8+16. -ENOTSUP when a symbol is part of it, -EINVAL when
 * there is no number or it does not fit.
 */
int operand_parse_number(struct cursor *c, int64_t *out, struct err *e);

/* Cut to the argument's size: 250 for 1@$-6, -6 for -1@$250. */
int64_t operand_truncate(int64_t value, uint8_t size, bool is_signed);

const struct arch_reg *operand_find_reg(const struct arch_reg *regs, size_t n,
					struct cursor word);

#endif
