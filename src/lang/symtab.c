/* SPDX-License-Identifier: BSD-2-Clause */
#include "lang/symtab.h"

#include <stdint.h>
#include <string.h>

struct symtab_entry {
	struct symtab_entry *next;	/* in the same slot */
	uint32_t hash;
	const char *name;
	void *value;
};

static uint32_t hash_of(const char *name)
{
	uint32_t hash = 2166136261u;	/* FNV-1a */

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return hash;
}

static struct symtab_entry *find(const struct symtab *t, const char *name,
				 uint32_t hash)
{
	struct symtab_entry *e;

	if (!t->nslots)
		return NULL;
	for (e = t->slots[hash & (t->nslots - 1)]; e; e = e->next) {
		if (e->hash == hash && strcmp(e->name, name) == 0)
			return e;
	}
	return NULL;
}

void *symtab_get(const struct symtab *t, const char *name)
{
	struct symtab_entry *e = find(t, name, hash_of(name));

	return e ? e->value : NULL;
}

static void grow(struct symtab *t, struct arena *a)
{
	size_t n = t->nslots ? t->nslots * 4 : 64;
	struct symtab_entry **slots =
		ARENA_NEW_N(a, struct symtab_entry *, n);

	for (size_t i = 0; i < t->nslots; i++) {
		struct symtab_entry *e = t->slots[i], *next;

		for (; e; e = next) {
			next = e->next;
			e->next = slots[e->hash & (n - 1)];
			slots[e->hash & (n - 1)] = e;
		}
	}
	t->slots = slots;
	t->nslots = n;
}

void symtab_set(struct symtab *t, struct arena *a, const char *name,
		void *value)
{
	uint32_t hash = hash_of(name);
	struct symtab_entry *e = find(t, name, hash);

	if (e) {
		e->value = value;
		return;
	}
	if (t->len >= t->nslots)
		grow(t, a);
	e = ARENA_NEW(a, struct symtab_entry);
	*e = (struct symtab_entry){
		.next = t->slots[hash & (t->nslots - 1)],
		.hash = hash, .name = name, .value = value,
	};
	t->slots[hash & (t->nslots - 1)] = e;
	t->len++;
}
