/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading an ELF file that may be hostile: a thin, bounds-checked view on
 * libelf. 64-bit little-endian executables, shared objects and relocatable
 * objects.
 */
#ifndef ELF_ELFFILE_H
#define ELF_ELFFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct elf_file;		/* one open file */

/*
 * Open by path, or take over a descriptor (closed by elf_file_free() and also
 * when opening fails); name is for messages. -ENOEXEC: not ELF at all;
 * -ENOTSUP: another class or byte order; -EBADMSG: damaged.
 */
int elf_file_open(const char *path, struct elf_file **out, struct err *e);
int elf_file_open_fd(int fd, const char *name, struct elf_file **out,
		     struct err *e);
void elf_file_free(struct elf_file *f);

/* The file as libelf has it, for its sister libdw. */
struct Elf;
struct Elf *elf_file_libelf(const struct elf_file *f);

uint16_t elf_file_machine(const struct elf_file *f);	/* EM_... */
uint16_t elf_file_type(const struct elf_file *f);	/* ET_... */
uint64_t elf_file_entry(const struct elf_file *f);

/* Is the address in a segment that is loaded with these flags, PF_... ? */
bool elf_vaddr_has_flags(const struct elf_file *f, uint64_t vaddr,
			 uint32_t flags);

/* Through PT_LOAD segments; false when no segment holds the address. */
bool elf_vaddr_to_offset(const struct elf_file *f, uint64_t vaddr,
			 uint64_t *offset);
bool elf_offset_to_vaddr(const struct elf_file *f, uint64_t offset,
			 uint64_t *vaddr);

/*
 * Is this what linkers leave of an address in a function that they dropped, an
 * offset from 0? It is not in a section of code (in an executable segment,
 * when there are no section headers), though it lies below the file's end.
 */
bool elf_vaddr_was_dropped(const struct elf_file *f, uint64_t vaddr);

/* Copy n bytes of the file; -EBADMSG when it ends before. */
int elf_file_read(const struct elf_file *f, uint64_t offset, void *to,
		  size_t n, struct err *e);

/*
 * Walk the notes of SHT_NOTE sections, then of PT_NOTE segments that no section
 * covers. The owner is NUL-terminated. The callback returns 0 to go on,
 * anything else to stop with it. When all were walked but some bytes made no
 * sense: -EBADMSG.
 */
typedef int elf_note_fn(void *data, const char *owner, uint32_t type,
			const void *desc, size_t desc_len);
int elf_file_notes(const struct elf_file *f, elf_note_fn *fn, void *data,
		   struct err *e);

/* A section by name: its address; false when there is none. */
bool elf_section_addr(const struct elf_file *f, const char *name,
		      uint64_t *vaddr);

struct elf_symbol {
	const char *name;	/* the file's */
	uint64_t vaddr, size;
	bool is_global;
};

/*
 * Function symbols of .symtab and .dynsym, sorted by address, read at the
 * first call (an object file has none). NULL when no function covers the
 * address.
 */
const struct elf_symbol *elf_symbol_at(struct elf_file *f, uint64_t vaddr);
const struct elf_symbol *elf_symbol_find(struct elf_file *f,
					 const char *name);
size_t elf_symbols(struct elf_file *f, const struct elf_symbol **out);

/* The address of a variable by its symbol; false: there is none. */
bool elf_object_address(const struct elf_file *f, const char *name,
			uint64_t *vaddr);

#endif
