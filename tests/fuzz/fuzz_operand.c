/* SPDX-License-Identifier: BSD-2-Clause */
/* Any text as the arguments of a note, on each processor. */
#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "arch/arch.h"
#include "base/bug.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct operand *o)
{
	if (o->size != 1 && o->size != 2 && o->size != 4 && o->size != 8)
		BUG("size %d", o->size);
	if (o->kind == OPERAND_REG && !o->reg)
		BUG("no register");
	if (o->kind == OPERAND_MEM && o->index && !o->scale)
		BUG("an index without a scale");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t machines[] = { EM_X86_64, EM_AARCH64 };
	char *text = xstrndup((const char *)data, size);
	const char *start[40];
	size_t len[40], n = arch_split_args(text, start, len, 40);

	for (size_t m = 0; m < 2; m++)
		for (size_t i = 0; i < n; i++) {
			struct err e = ERR_INIT;
			struct operand o;

			if (!arch_find(machines[m])->parse_operand(
				    start[i], len[i], &o, &e))
				check(&o);
		}
	free(text);
	return 0;
}
