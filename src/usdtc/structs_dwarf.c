/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One object's types. Only what stands at the top of a unit goes by its name:
 * what is within a function, a class or a name space may share it with another.
 */
#include "usdtc/structs_impl.h"
#include "usdtc/structs_walk.h"

#ifdef HAVE_LIBDW
#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the names of an object ----------------------------------------- */

static void add_definition(struct walk *w, enum type_kind kind,
			   const char *name, const Dwarf_Die *die)
{
	struct definitions *d;
	const char *key;

	if (!structs_is_name(name))
		return;
	key = arena_printf(w->s->arena, "%s %s",
			   kind == TYPE_STRUCT ? "struct" : "union", name);
	d = strmap_get(&w->defined, key);
	if (!d) {
		d = ARENA_NEW(w->s->arena, struct definitions);
		strmap_set(&w->defined, key, d);
	}
	*vec_push(&d->dies) = *die;
}

enum type_kind walk_kind(Dwarf_Die *die)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
		return TYPE_STRUCT;
	case DW_TAG_union_type:
		return TYPE_UNION;
	case DW_TAG_enumeration_type:
		return TYPE_ENUM;
	default:
		return TYPE_VOID;
	}
}

static void add_top(struct walk *w, Dwarf_Die *die)
{
	enum type_kind kind = walk_kind(die);
	Dwarf_Attribute attribute;
	Dwarf_Die target;

	if (dwarf_tag(die) == DW_TAG_typedef) {
		if (dwarf_formref_die(dwarf_attr(die, DW_AT_type, &attribute),
				      &target) &&
		    !dwarf_hasattr(&target, DW_AT_name) &&
		    (kind = walk_kind(&target)) != TYPE_VOID &&
		    kind != TYPE_ENUM)
			add_definition(w, kind, dwarf_diename(die), &target);
		return;
	}
	if (kind == TYPE_VOID)
		return;
	*vec_push(&w->tops) = die->addr;
	if (kind != TYPE_ENUM && !dwarf_hasattr(die, DW_AT_declaration))
		add_definition(w, kind, dwarf_diename(die), die);
}

static void add_unit(struct walk *w, Dwarf_Die *unit)
{
	Dwarf_Die die;

	if (dwarf_child(unit, &die))
		return;
	do
		add_top(w, &die);
	while (!dwarf_siblingof(&die, &die));
}

static int by_address(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return *x < *y ? -1 : *x > *y;
}

bool walk_is_top(const struct walk *w, const Dwarf_Die *die)
{
	const void *address = die->addr;

	return w->tops.len && bsearch(&address, w->tops.items, w->tops.len,
				      sizeof(*w->tops.items), by_address);
}

static bool add_units(struct walk *w)
{
	Dwarf_CU *unit = NULL;
	Dwarf_Die die, split;
	uint8_t type;
	bool any = false;

	while (!dwarf_get_units(w->dwarf, unit, &unit, NULL, &type, &die,
				&split)) {
		any = true;
		add_unit(w, type == DW_UT_skeleton && split.addr ? &split :
			 &die);
	}
	if (w->tops.len)
		qsort(w->tops.items, w->tops.len, sizeof(*w->tops.items),
		      by_address);
	return any;
}

/* ---- from the provider's types to those that they lead to ------------ */

void walk_later(struct walk *w, struct known *k, int level)
{
	const char *key = arena_printf(w->s->arena, "%p", (void *)k);

	if (k->is_given || k->is_refused || level > STRUCTS_DEPTH ||
	    strmap_index(&w->seen, key) >= 0)
		return;
	strmap_set(&w->seen, key, NULL);
	*vec_push(&w->queue) = (struct todo){ k, level };
}

void walk_define(struct walk *w, struct known *k, int level)
{
	const struct definitions *d;
	const char *key;

	if (k->is_busy || k->is_given)
		return;
	key = arena_printf(w->s->arena, "%s %s", k->t->kind == TYPE_STRUCT ?
			   "struct" : "union", k->t->name);
	d = strmap_get(&w->defined, key);
	k->is_busy = true;
	for (size_t i = 0; d && i < d->dies.len && !k->is_refused; i++) {
		struct type t = { .kind = k->t->kind, .align = 1 };

		if (!k->t->is_complete &&
		    w->s->nmembers >= STRUCTS_MEMBERS_MAX)
			break;
		if (walk_members(w, &d->dies.items[i], &t, level, WALK_DEPTH))
			structs_define(w->s, k, &t, w->path);
	}
	k->is_busy = false;
}

static void walk_all(struct walk *w)
{
	for (size_t i = 0; i < w->s->names.len; i++) {
		struct known *k = w->s->names.entries[i].value;

		if (k->is_root)
			walk_later(w, k, 0);
	}
	for (size_t i = 0; i < w->queue.len; i++)
		walk_define(w, w->queue.items[i].known,
			    w->queue.items[i].level);
}

static void walk_release(struct walk *w)
{
	for (size_t i = 0; i < w->defined.len; i++) {
		struct definitions *d = w->defined.entries[i].value;

		vec_release(&d->dies);
	}
	strmap_release(&w->defined);
	strmap_release(&w->seen);
	vec_release(&w->tops);
	vec_release(&w->queue);
}

/* ---- files ----------------------------------------------------------- */

static void read_module(struct structs *s, Dwfl_Module *module,
			const char *path)
{
	struct walk w = { .s = s, .path = path };
	GElf_Addr bias;

	w.dwarf = dwfl_module_getdwarf(module, &bias);
	if (w.dwarf && add_units(&w)) {
		s->ninfo++;
		walk_all(&w);
	}
	walk_release(&w);
}

static int no_other_file(Dwfl_Module *module, void **data, const char *name,
			 Dwarf_Addr base, const char *path, const char *link,
			 GElf_Word crc, char **out)
{
	(void)module, (void)data, (void)name, (void)base, (void)path;
	(void)link, (void)crc, (void)out;
	return -1;
}

void structs_read(struct structs *s, const char *path)
{
	static const Dwfl_Callbacks callbacks = {
		.section_address = dwfl_offline_section_address,
		.find_elf = dwfl_build_id_find_elf,
		.find_debuginfo = no_other_file,
	};
	Dwfl *dwfl = dwfl_begin(&callbacks);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Dwfl_Module *module;

	s->nobjects++;
	/* libdwfl closes the descriptor, unless it fails */
	module = dwfl && fd >= 0 ? dwfl_report_elf(dwfl, path, path, fd, 0,
						   false) : NULL;
	if (module) {
		dwfl_report_end(dwfl, NULL, NULL);
		read_module(s, module, path);
	} else if (fd >= 0) {
		close(fd);
	}
	dwfl_end(dwfl);
}

#else

void structs_read(struct structs *s, const char *path)
{
	(void)path;
	s->nobjects++;
}

#endif
