/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions that a compiler put into others: what DWARF says of an address.
 * Files are read when first asked for; one without debug information knows
 * nothing.
 */
#ifndef PROC_INLINED_H
#define PROC_INLINED_H

#include <stddef.h>
#include <stdint.h>

#include "elf/elffile.h"

struct inlined;		/* of one file */

/* f has .debug_info, and stays open. */
struct inlined *inlined_new(const struct elf_file *f);
void inlined_free(struct inlined *in);		/* NULL is all right */

/*
 * Which functions stand at the address in the one that the file's symbols name
 * there: their names as linkers have them, the innermost first. Gives how many;
 * *names is good until the next call. in may be NULL.
 */
size_t inlined_at(struct inlined *in, uint64_t vaddr,
		  const char *const **names);

#endif
