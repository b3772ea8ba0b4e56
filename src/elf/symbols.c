/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Function symbols: one sorted array, made when first asked for. Those of
 * variables are looked for one by one.
 */
#include <stdlib.h>
#include <string.h>

#include "elf/impl.h"

static bool is_function(const GElf_Sym *s)
{
	int type = GELF_ST_TYPE(s->st_info);

	return (type == STT_FUNC || type == STT_GNU_IFUNC) &&
	       s->st_shndx != SHN_UNDEF && s->st_value;
}

static void read_table(struct elf_file *f, Elf_Scn *scn, const GElf_Shdr *h)
{
	const void *raw;
	Elf_Data *d;
	GElf_Sym s;
	size_t len;

	if (!elf_section_data(f, scn, h, &raw, &len))
		return;
	d = elf_getdata(scn, NULL);
	for (int i = 0; gelf_getsym(d, i, &s); i++) {
		const char *name;

		if (!is_function(&s))
			continue;
		name = elf_strptr(f->elf, h->sh_link, s.st_name);
		if (!name || !*name)
			continue;
		*vec_push(&f->symbols) = (struct elf_symbol){
			.name = name,
			.vaddr = s.st_value,
			.size = s.st_size,
			.is_global = GELF_ST_BIND(s.st_info) != STB_LOCAL,
		};
	}
}

/* By address; among those of one address the one to show comes last. */
static int by_address(const void *pa, const void *pb)
{
	const struct elf_symbol *a = pa, *b = pb;

	if (a->vaddr != b->vaddr)
		return a->vaddr < b->vaddr ? -1 : 1;
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	if (a->is_global != b->is_global)
		return a->is_global ? 1 : -1;
	return strcmp(b->name, a->name);
}

/* .dynsym repeats what .symtab has. */
static void drop_repeated(struct elf_file *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->symbols.len; i++)
		if (!n || by_address(&f->symbols.items[n - 1],
				     &f->symbols.items[i]))
			f->symbols.items[n++] = f->symbols.items[i];
	f->symbols.len = n;
}

size_t elf_symbols(struct elf_file *f, const struct elf_symbol **out)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr h;

	if (!f->symbols_read) {
		f->symbols_read = true;
		/* In an object file the values are not addresses. */
		while (f->ehdr.e_type != ET_REL &&
		       (scn = elf_nextscn(f->elf, scn)))
			if (gelf_getshdr(scn, &h) &&
			    (h.sh_type == SHT_SYMTAB ||
			     h.sh_type == SHT_DYNSYM))
				read_table(f, scn, &h);
		if (f->symbols.len) {
			qsort(f->symbols.items, f->symbols.len,
			      sizeof(*f->symbols.items), by_address);
			drop_repeated(f);
		}
	}
	*out = f->symbols.items;
	return f->symbols.len;
}

/*
 * How far to look back for a function that covers an address past the end of
 * those that start later: parts of functions that the compiler split off.
 */
#define LOOK_BACK 16

const struct elf_symbol *elf_symbol_at(struct elf_file *f, uint64_t vaddr)
{
	const struct elf_symbol *all;
	size_t n = elf_symbols(f, &all);
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (all[mid].vaddr <= vaddr)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (size_t i = 0; i < LOOK_BACK && i < lo; i++) {
		const struct elf_symbol *s = &all[lo - 1 - i];

		/* Hand-written assembly often has no sizes. */
		if (vaddr - s->vaddr < s->size || (!s->size && !i))
			return s;
	}
	return NULL;
}

const struct elf_symbol *elf_symbol_find(struct elf_file *f, const char *name)
{
	const struct elf_symbol *all;
	size_t n = elf_symbols(f, &all);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(all[i].name, name))
			return &all[i];
	return NULL;
}

static bool find_object(const struct elf_file *f, Elf_Scn *scn,
			const GElf_Shdr *h, const char *wanted,
			uint64_t *vaddr)
{
	const void *raw;
	Elf_Data *d;
	GElf_Sym s;
	size_t len;

	if (!elf_section_data(f, scn, h, &raw, &len))
		return false;
	d = elf_getdata(scn, NULL);
	for (int i = 0; gelf_getsym(d, i, &s); i++) {
		const char *name;

		if (GELF_ST_TYPE(s.st_info) != STT_OBJECT ||
		    s.st_shndx == SHN_UNDEF)
			continue;
		name = elf_strptr(f->elf, h->sh_link, s.st_name);
		if (!name || strcmp(name, wanted))
			continue;
		*vaddr = s.st_value;
		return true;
	}
	return false;
}

bool elf_object_address(const struct elf_file *f, const char *name,
			uint64_t *vaddr)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr h;

	while ((scn = elf_nextscn(f->elf, scn)))
		if (gelf_getshdr(scn, &h) &&
		    (h.sh_type == SHT_SYMTAB || h.sh_type == SHT_DYNSYM) &&
		    find_object(f, scn, &h, name, vaddr))
			return true;
	return false;
}
