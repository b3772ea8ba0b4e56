/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch/arch.h"

#include <elf.h>
#include <string.h>

extern const struct arch arch_x86_64, arch_aarch64;

static const struct arch *const all[] = { &arch_x86_64, &arch_aarch64 };

const struct arch *arch_find(uint16_t elf_machine)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i]->elf_machine == elf_machine)
			return all[i];
	return NULL;
}

const struct arch *arch_native(void)
{
#if defined(__x86_64__)
	return &arch_x86_64;
#elif defined(__aarch64__)
	return &arch_aarch64;
#else
#error "this processor is not known: add a table beside arch/x86_64.c"
#endif
}

size_t arch_split_args(const char *text, const char *start[], size_t len[],
		       size_t max)
{
	size_t n = 0;

	for (;;) {
		const char *p;
		int depth = 0;

		text += strspn(text, " \t");
		if (!*text || n == max)
			return n;
		for (p = text; *p; p++) {
			if (*p == '[' || *p == '(')
				depth++;
			else if (*p == ']' || *p == ')')
				depth--;
			else if ((*p == ' ' || *p == '\t') && depth <= 0)
				break;
		}
		start[n] = text;
		len[n++] = (size_t)(p - text);
		text = p;
	}
}
