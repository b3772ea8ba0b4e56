/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as an ELF file: sites, symbols, type notes, operands. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arch/arch.h"
#include "base/bug.h"
#include "elf/sdt.h"
#include "elf/typenote.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_operands(const struct elf_file *f, const struct sdt_site *s)
{
	const struct arch *arch = arch_find(elf_file_machine(f));
	const char *start[64];
	size_t len[64], n = arch_split_args(s->args, start, len, 64);

	for (size_t i = 0; arch && i < n; i++) {
		struct err e = ERR_INIT;
		struct operand o;

		arch->parse_operand(start[i], len[i], &o, &e);
	}
}

static void read_file(struct elf_file *f)
{
	struct err e = ERR_INIT;
	struct type_notes notes;
	struct sdt_sites sites;
	struct arena a;

	arena_init(&a);
	if (!sdt_read(&a, f, &sites, &e))
		for (size_t i = 0; i < sites.len; i++)
			read_operands(f, &sites.items[i]);
	type_notes_read(&a, f, &notes, &e);
	elf_symbol_at(f, elf_file_entry(f));
	elf_symbol_find(f, "main");
	arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct err e = ERR_INIT;
	struct elf_file *f;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		BUG("no file to fuzz with");
	if (!elf_file_open_fd(fd, "fuzz", &f, &e)) {
		read_file(f);
		elf_file_free(f);
	}
	return 0;
}
