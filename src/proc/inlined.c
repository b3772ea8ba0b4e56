/* SPDX-License-Identifier: BSD-2-Clause */
#include "proc/inlined.h"

#include <stdbool.h>
#include <stdlib.h>

#ifdef HAVE_LIBDW

#include <dwarf.h>
#include <string.h>
#include <elfutils/libdw.h>

#include "base/bug.h"
#include "base/vec.h"

#define DEEPEST 64	/* functions in one another */
#define SLOTS 1024	/* answers that are kept, by address */

/* A stretch of code that one compilation unit has made. */
struct stretch {
	uint64_t low, high;
	Dwarf_Off unit;		/* of its DIE */
};

struct answer {
	uint64_t vaddr;		/* 0: none */
	const char **names;	/* texts are the Dwarf's */
	size_t n;
};

struct inlined {
	Dwarf *dwarf;
	VEC(struct stretch) stretches;	/* by address */
	struct answer answers[SLOTS];
};

static int by_address(const void *pa, const void *pb)
{
	const struct stretch *a = pa, *b = pb;

	return (a->low > b->low) - (a->low < b->low);
}

static void add_unit(struct inlined *in, Dwarf_Die *die)
{
	Dwarf_Addr base, low, high;
	ptrdiff_t at = 0;

	while ((at = dwarf_ranges(die, at, &base, &low, &high)) > 0)
		if (low && low < high)
			*vec_push(&in->stretches) = (struct stretch){
				low, high, dwarf_dieoffset(die),
			};
}

static void read_units(struct inlined *in)
{
	Dwarf_CU *unit = NULL;
	Dwarf_Die die;
	uint8_t type;

	while (!dwarf_get_units(in->dwarf, unit, &unit, NULL, &type, &die,
				NULL))
		if (type == DW_UT_compile)
			add_unit(in, &die);
	if (in->stretches.len)
		qsort(in->stretches.items, in->stretches.len,
		      sizeof(*in->stretches.items), by_address);
}

struct inlined *inlined_new(const struct elf_file *f)
{
	struct inlined *in = xcalloc(1, sizeof(*in));

	in->dwarf = dwarf_begin_elf(elf_file_libelf(f), DWARF_C_READ, NULL);
	if (in->dwarf)
		read_units(in);
	return in;
}

void inlined_free(struct inlined *in)
{
	if (!in)
		return;
	dwarf_end(in->dwarf);
	vec_release(&in->stretches);
	for (size_t i = 0; i < SLOTS; i++)
		free(in->answers[i].names);
	free(in);
}

static const struct stretch *find(const struct inlined *in, uint64_t vaddr)
{
	size_t lo = 0, hi = in->stretches.len;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (in->stretches.items[mid].low <= vaddr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo && vaddr < in->stretches.items[lo - 1].high ?
	       &in->stretches.items[lo - 1] : NULL;
}

static const char *name_of(Dwarf_Die *die)
{
	static const unsigned kinds[] = {
		DW_AT_linkage_name, DW_AT_MIPS_linkage_name, DW_AT_name,
	};
	Dwarf_Attribute attribute;
	const char *name;

	for (size_t i = 0; i < 3; i++) {
		name = dwarf_formstring(dwarf_attr_integrate(
			die, kinds[i], &attribute));
		if (name)
			return name;
	}
	return NULL;
}

/* Not of the source: such as what a header makes a probe of. */
static bool is_artificial(Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	bool flag = false;

	return dwarf_attr_integrate(die, DW_AT_artificial, &attribute) &&
	       !dwarf_formflag(&attribute, &flag) && flag;
}

/* The scopes around the address, up to the function that has it. */
static size_t walk(const struct inlined *in, const struct stretch *s,
		   uint64_t vaddr, const char **names)
{
	Dwarf_Die unit, *around = NULL, *scopes = NULL;
	size_t n = 0;
	int count;

	if (!dwarf_offdie(in->dwarf, s->unit, &unit) ||
	    dwarf_getscopes(&unit, vaddr, &around) <= 0)
		return 0;
	/* where it stands, not where it was written */
	count = dwarf_getscopes_die(&around[0], &scopes);
	for (int i = 0; i < count && n < DEEPEST; i++) {
		int tag = dwarf_tag(&scopes[i]);
		const char *name;

		if (tag == DW_TAG_subprogram)
			break;
		name = tag == DW_TAG_inlined_subroutine &&
		       !is_artificial(&scopes[i]) ? name_of(&scopes[i]) : NULL;
		if (name)
			names[n++] = name;
	}
	free(scopes);
	free(around);
	return n;
}

size_t inlined_at(struct inlined *in, uint64_t vaddr,
		  const char *const **names)
{
	const char *found[DEEPEST];
	const struct stretch *s;
	struct answer *a;

	*names = NULL;
	s = in ? find(in, vaddr) : NULL;
	if (!s)
		return 0;
	a = &in->answers[(vaddr ^ vaddr >> 10) % SLOTS];
	if (a->vaddr != vaddr) {
		a->vaddr = vaddr;
		a->n = walk(in, s, vaddr, found);
		a->names = xrealloc(a->names, a->n + 1, sizeof(*a->names));
		memcpy(a->names, found, a->n * sizeof(*found));
	}
	*names = a->names;
	return a->n;
}

#else

struct inlined *inlined_new(const struct elf_file *f)
{
	(void)f;
	return NULL;
}

void inlined_free(struct inlined *in)
{
	(void)in;
}

size_t inlined_at(struct inlined *in, uint64_t vaddr,
		  const char *const **names)
{
	(void)in;
	(void)vaddr;
	*names = NULL;
	return 0;
}

#endif
