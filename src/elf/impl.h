/* SPDX-License-Identifier: BSD-2-Clause */
/* What an open file is, for the sources of this folder. */
#ifndef ELF_IMPL_H
#define ELF_IMPL_H

#include <gelf.h>

#include "base/vec.h"
#include "elf/elffile.h"

/* No section or segment that is read as a whole may be larger. */
#define ELF_DATA_MAX ((uint64_t)512 << 20)

struct elf_file {
	int fd;
	char *name;		/* for messages */
	uint64_t size;		/* of the file, when it was opened */
	Elf *elf;
	GElf_Ehdr ehdr;
	GElf_Phdr *phdrs;
	size_t nphdrs;
	size_t shstrndx;
	bool symbols_read;
	VEC(struct elf_symbol) symbols;
};

/*
 * The bytes of a section; valid as long as the file is open. False when it
 * has none in the file, or when they lie outside it.
 */
bool elf_section_data(const struct elf_file *f, Elf_Scn *scn,
		      const GElf_Shdr *shdr, const void **data, size_t *len);

#endif
