/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/strmap.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

/* FNV-1a: short keys, and no attacker gains from collisions here */
static uint32_t hash_of(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

void strmap_release(struct strmap *m)
{
	for (size_t i = 0; i < m->len; i++)
		free(m->entries[i].key);
	free(m->entries);
	free(m->slots);
	memset(m, 0, sizeof(*m));
}

static size_t find_slot(const struct strmap *m, const char *key, uint32_t h)
{
	size_t i = h & (m->nslots - 1);

	while (m->slots[i]) {
		const struct strmap_entry *e = &m->entries[m->slots[i] - 1];

		if (e->hash == h && !strcmp(e->key, key))
			break;
		i = (i + 1) & (m->nslots - 1);
	}
	return i;
}

static void rehash(struct strmap *m, size_t nslots)
{
	free(m->slots);
	m->slots = xcalloc(nslots, sizeof(*m->slots));
	m->nslots = nslots;
	for (size_t n = 0; n < m->len; n++) {
		size_t i = m->entries[n].hash & (nslots - 1);

		while (m->slots[i])
			i = (i + 1) & (nslots - 1);
		m->slots[i] = (uint32_t)n + 1;
	}
}

long strmap_index(const struct strmap *m, const char *key)
{
	size_t i;

	if (!m->nslots)
		return -1;
	i = find_slot(m, key, hash_of(key));
	return (long)m->slots[i] - 1;
}

void *strmap_get(const struct strmap *m, const char *key)
{
	long i = strmap_index(m, key);

	return i < 0 ? NULL : m->entries[i].value;
}

size_t strmap_set(struct strmap *m, const char *key, void *value)
{
	uint32_t h = hash_of(key);
	size_t i;

	if (m->len * 2 >= m->nslots)
		rehash(m, m->nslots ? m->nslots * 2 : 16);
	i = find_slot(m, key, h);
	if (!m->slots[i]) {
		if (m->len == m->cap) {
			m->cap = m->cap ? m->cap * 2 : 8;
			m->entries = xrealloc(m->entries, m->cap,
					      sizeof(*m->entries));
		}
		m->entries[m->len].key = xstrdup(key);
		m->entries[m->len].hash = h;
		m->slots[i] = (uint32_t)++m->len;
	}
	m->entries[m->slots[i] - 1].value = value;
	return m->slots[i] - 1;
}
