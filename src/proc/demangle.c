/* SPDX-License-Identifier: BSD-2-Clause */
#include "proc/demangle.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_LIBIBERTY
#include <libiberty/demangle.h>
#endif

#define LONGEST 4096	/* of a mangled name: deeper ones are not for people */

void demangler_init(struct demangler *d)
{
	d->known = (struct strmap)STRMAP_INIT;
	arena_init(&d->arena);
}

void demangler_release(struct demangler *d)
{
	strmap_release(&d->known);
	arena_release(&d->arena);
}

/* NULL: it means nothing else than itself. To be freed. */
static char *meaning(const char *name)
{
#ifdef HAVE_LIBIBERTY
	return cplus_demangle(name, DMGL_AUTO | DMGL_ANSI);
#else
	(void)name;
	return NULL;
#endif
}

const char *demangle(struct demangler *d, const char *name)
{
	const char *found;
	char *text;

	if (name[0] != '_' || !name[1] || !strchr("ZRD", name[1]) ||
	    strlen(name) > LONGEST)
		return name;
	found = strmap_get(&d->known, name);
	if (found)
		return found;
	text = meaning(name);
	found = arena_strdup(&d->arena, text ? text : name);
	free(text);
	strmap_set(&d->known, name, (void *)(uintptr_t)found);
	return found;
}
