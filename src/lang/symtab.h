/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hash table from names to pointers that lives in an arena: what a program
 * keeps by name (types, variables, ..). A zeroed struct symtab is an empty
 * one. Names and values are the caller's and must live as long as the table.
 */
#ifndef LANG_SYMTAB_H
#define LANG_SYMTAB_H

#include <stddef.h>

#include "base/arena.h"

struct symtab_entry;

struct symtab {
	struct symtab_entry **slots;
	size_t nslots;		/* a power of two, or 0 */
	size_t len;
};

/* The value, or NULL when the name is not there. */
void *symtab_get(const struct symtab *t, const char *name);

/* Add the name, or replace its value. */
void symtab_set(struct symtab *t, struct arena *a, const char *name,
		void *value);

#endif
