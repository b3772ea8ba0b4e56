/* SPDX-License-Identifier: BSD-2-Clause */
/* The walk through one object's debug information. */
#ifndef USDTC_STRUCTS_WALK_H
#define USDTC_STRUCTS_WALK_H

#ifdef HAVE_LIBDW
#include <elfutils/libdw.h>

#include "base/vec.h"
#include "usdtc/structs_impl.h"

#define WALK_DEPTH 32		/* types in types */

/* Those of one name; more than one where units were linked together. */
struct definitions {
	VEC(Dwarf_Die) dies;
};

struct todo {
	struct known *known;
	int level;		/* pointers from a probe's argument */
};

struct walk {
	struct structs *s;
	const char *path;
	Dwarf *dwarf;
	struct strmap defined;		/* "struct x" to struct definitions */
	VEC(const void *) tops;		/* at the top of units, sorted */
	VEC(struct todo) queue;
	struct strmap seen;		/* what was in the queue */
};

/* TYPE_VOID for what is no struct, union or enum. */
enum type_kind walk_kind(Dwarf_Die *die);
bool walk_is_top(const struct walk *w, const Dwarf_Die *die);

/* Define it now, or when all that is nearer was. */
void walk_define(struct walk *w, struct known *k, int level);
void walk_later(struct walk *w, struct known *k, int level);

/*
 * Fill in size and members. What D cannot express has no member, and leaves a
 * gap. False: this is no definition.
 */
bool walk_members(struct walk *w, Dwarf_Die *die, struct type *t, int level,
		  int depth);

#endif
#endif
