/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing a small relocatable object: sections with their bytes, symbols in
 * them, groups of which the linker keeps one. No relocations. The same calls
 * give the same bytes, whatever the time and the machine.
 */
#ifndef ELF_RELOBJ_H
#define ELF_RELOBJ_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct relobj;

/* machine is EM_...; free with relobj_free(). */
struct relobj *relobj_new(uint16_t machine);
void relobj_free(struct relobj *o);

/*
 * Add a section (SHT_..., SHF_...); the bytes are copied. Gives its number,
 * for the functions below.
 */
size_t relobj_section(struct relobj *o, const char *name, uint32_t type,
		      uint64_t flags, uint64_t align, const void *data,
		      size_t len);

/*
 * Add a weak, hidden object symbol: many objects may define it, one wins, and
 * it stays inside the file that the linker makes. Gives its number.
 */
size_t relobj_symbol(struct relobj *o, const char *name, size_t section,
		     uint64_t value, uint64_t size);

/*
 * Add a section that is alone in a group: of all groups whose signature is a
 * symbol of that name, linkers keep one. The symbol covers the section.
 */
size_t relobj_grouped_section(struct relobj *o, const char *signature,
			      const char *name, uint32_t type, uint64_t flags,
			      uint64_t align, const void *data, size_t len);

/* Append the file's bytes. */
void relobj_write(const struct relobj *o, struct buf *out);

#endif
