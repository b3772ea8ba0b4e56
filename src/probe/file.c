/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "base/bug.h"
#include "probe/impl.h"

static size_t hash_of(dev_t dev, ino_t ino)
{
	uint64_t h = ((uint64_t)ino ^ (uint64_t)dev << 40) *
		     0x9e3779b97f4a7c15ull;

	return (size_t)(h >> 32);
}

static struct file_entry *find(const struct file_table *t, dev_t dev, ino_t ino)
{
	size_t i = hash_of(dev, ino) & (t->nslots - 1);

	while (t->slots[i].ino &&
	       (t->slots[i].ino != ino || t->slots[i].dev != dev))
		i = (i + 1) & (t->nslots - 1);
	return &t->slots[i];
}

static void grow(struct file_table *t)
{
	struct file_table bigger = { .nslots = t->nslots ? 2 * t->nslots :
							   256 };

	bigger.slots = xcalloc(bigger.nslots, sizeof(*bigger.slots));
	bigger.len = t->len;
	for (size_t i = 0; i < t->nslots; i++)
		if (t->slots[i].ino)
			*find(&bigger, t->slots[i].dev, t->slots[i].ino) =
				t->slots[i];
	free(t->slots);
	*t = bigger;
}

struct file_entry *file_table_get(struct file_table *t, dev_t dev, ino_t ino)
{
	struct file_entry *f;

	if (2 * t->len >= t->nslots)
		grow(t);
	f = find(t, dev, ino);
	if (!f->ino) {
		f->dev = dev;
		f->ino = ino;
		t->len++;
	}
	return f;
}

struct file_entry *file_table_find(const struct file_table *t, dev_t dev,
				   ino_t ino)
{
	struct file_entry *f = t->nslots ? find(t, dev, ino) : NULL;

	return f && f->ino ? f : NULL;
}

void file_table_shrink(struct file_table *t)
{
	struct file_table kept = { NULL, 0, 0 };

	for (size_t i = 0; i < t->nslots; i++) {
		struct file_entry *f = &t->slots[i];

		if (f->object)
			*file_table_get(&kept, f->dev, f->ino) = *f;
		else
			free(f->why);
	}
	free(t->slots);
	*t = kept;
}

void file_table_release(struct file_table *t)
{
	for (size_t i = 0; i < t->nslots; i++)
		free(t->slots[i].why);
	free(t->slots);
	*t = (struct file_table){ NULL, 0, 0 };
}
