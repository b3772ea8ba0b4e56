/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a function returns: all of its ret instructions, when it is certain
 * that there is no other way out of it that is a return.
 */
#include "probe/pid.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "elf/elffile.h"

#define FUNCTION_SIZE_MAX (1 << 20)

/* A function, and the part of it that compilers put elsewhere, or NULL. */
struct parts {
	const struct elf_symbol *function, *cold;
};

static bool holds(const struct elf_symbol *sym, uint64_t vaddr)
{
	return sym && vaddr - sym->vaddr < sym->size;
}

/* The rets of one part; false: it may leave by a jump, or is not understood. */
static bool sweep(const struct arch *arch, const struct parts *parts,
		  const struct elf_symbol *part, const uint8_t *bytes,
		  struct pid_returns *out)
{
	size_t at = 0, len = part->size;

	while (at < len) {
		size_t insn = arch->insn_len(bytes + at, len - at);
		uint64_t vaddr = part->vaddr + at;
		int64_t target = 0;

		if (!insn)
			return false;
		switch (arch->insn_flow(bytes + at, insn, &target)) {
		case INSN_NEXT:
			break;
		case INSN_RETURN:
			if (arch->insn_problem(bytes + at, len - at))
				return false;
			*vec_push(out) = vaddr;
			break;
		case INSN_JUMP:
			vaddr += (uint64_t)target;
			if (!holds(parts->function, vaddr) &&
			    !holds(parts->cold, vaddr))
				return false;
			break;
		case INSN_ANYWHERE:
			return false;
		}
		at += insn;
	}
	return at == len;
}

static bool read_part(struct elf_file *elf, const struct arch *arch,
		      const struct parts *parts, const struct elf_symbol *part,
		      struct pid_returns *out)
{
	struct err e = ERR_INIT;
	uint64_t offset;
	uint8_t *bytes;
	bool ok;

	if (!part->size || part->size > FUNCTION_SIZE_MAX ||
	    !elf_vaddr_to_offset(elf, part->vaddr, &offset))
		return false;
	bytes = xcalloc(part->size, 1);
	ok = !elf_file_read(elf, offset, bytes, part->size, &e) &&
	     sweep(arch, parts, part, bytes, out);
	free(bytes);
	return ok;
}

/* f.cold and f.cold.3 are parts of f. */
static void find_colds(struct pid_colds *colds, struct elf_file *elf)
{
	const struct elf_symbol *syms;
	size_t n = elf_symbols(elf, &syms);

	for (size_t i = 0; i < n; i++) {
		const char *end = strstr(syms[i].name, ".cold");
		char *name;

		if (!end)
			continue;
		name = xstrndup(syms[i].name, (size_t)(end - syms[i].name));
		strmap_set(&colds->by_name, name, (void *)&syms[i]);
		free(name);
	}
	colds->is_read = true;
}

static const struct elf_symbol *cold_part(struct pid_colds *colds,
					  struct elf_file *elf,
					  const struct elf_symbol *sym)
{
	if (!colds->is_read)
		find_colds(colds, elf);
	return strmap_get(&colds->by_name, sym->name);
}

bool pid_find_returns(struct elf_file *elf, const struct arch *arch,
		      const struct elf_symbol *sym, struct pid_colds *colds,
		      struct pid_returns *out)
{
	struct parts parts = { sym, cold_part(colds, elf, sym) };

	return arch && arch->insn_flow &&
	       read_part(elf, arch, &parts, sym, out) &&
	       (!parts.cold || read_part(elf, arch, &parts, parts.cold, out));
}
