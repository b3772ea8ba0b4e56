/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The probe sites of an ELF file: the notes of owner "stapsdt", type 3, as
 * SystemTap's <sys/sdt.h> defined them (three addresses, then provider, name
 * and arguments as NUL-terminated strings), and our own note beside them,
 * owner "DTrace", which carries what they cannot: C types, names, stability.
 */
#ifndef ELF_SDT_H
#define ELF_SDT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "elf/elffile.h"

struct sdt_site {
	const char *provider, *name; /* as in the note: request__done */
	const char *args;	/* "8@%rdi -4@$3", may be "" */
	uint64_t vaddr;		/* of the nop, corrected for prelink */
	uint64_t offset;	/* of the nop in the file */
	uint64_t semaphore_vaddr;	/* 0: none */
	uint64_t semaphore_offset; /* in the file: what the kernel wants */
	const char *function;	/* symbol around the nop, or "" */
};

struct sdt_sites {
	struct sdt_site *items;		/* in the arena */
	size_t len;
	size_t damaged;			/* notes left out as nonsense */
};

#define SDT_SITES_MAX 1000000

/*
 * All sites of the file, sorted by provider, name, address. A damaged note is
 * left out and counted. A file without notes gives none and 0.
 */
int sdt_read(struct arena *a, struct elf_file *f, struct sdt_sites *out,
	     struct err *e);

#endif
