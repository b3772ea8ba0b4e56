/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records of speculations wait here for the commit() or discard() that follows
 * them in the ring buffer. Marks are generation << 32 | number; a generation
 * that has ended, or one before it, has nothing more to come: the record of its
 * end may have found no room.
 */
#include "consume/impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#define NUMBER(mark) ((uint32_t)(mark))
#define GENERATION(mark) ((uint32_t)((mark) >> 32))

/* Generations count in 32 bits and start anew. */
static bool is_after(uint64_t mark, uint64_t than)
{
	return (int32_t)(GENERATION(mark) - GENERATION(than)) > 0;
}

static struct speculation *find(struct consumer *c, uint64_t mark)
{
	for (size_t i = 0; i < c->speculations.len; i++)
		if (c->speculations.items[i].number == NUMBER(mark))
			return &c->speculations.items[i];
	return NULL;
}

static struct speculation *find_or_add(struct consumer *c, uint64_t mark)
{
	struct speculation *s = find(c, mark);

	if (!s) {
		s = vec_push(&c->speculations);
		s->number = NUMBER(mark);
		s->ended = mark - (UINT64_C(1) << 32);
	}
	return s;
}

uint64_t speculation_of(const struct consumer *c,
			const struct record_header *h, const void *record)
{
	uint32_t at = c->image->clauses.items[h->clause].speculation;
	uint64_t mark = 0;

	if (at && h->kind == RECORD_DATA)
		memcpy(&mark, (const unsigned char *)record + at, sizeof(mark));
	return mark;
}

void speculation_hold(struct consumer *c, uint64_t mark,
		      const struct record_header *h, const void *record)
{
	struct speculation *s = find_or_add(c, mark);
	size_t len = c->image->clauses.items[h->clause].record_size;
	struct speculated *r;

	if (!is_after(mark, s->ended))
		return;
	r = vec_push(&s->records);
	r->mark = mark;
	r->record = xcalloc(1, len);
	memcpy(r->record, record, len);
	r->stack = unwound_keep(c, h, record);
}

static void speculated_release(struct speculated *r)
{
	free(r->record);
	unwound_drop(r->stack);
}

static int show(struct consumer *c, struct speculated *r)
{
	struct record_header h;

	memcpy(&h, r->record, sizeof(h));
	unwound_restore(c, &r->stack);
	return record_data(c, &h, r->record);
}

int speculation_end(struct consumer *c, const struct record_header *h,
		    const void *record)
{
	struct speculation *s;
	size_t kept = 0;
	uint64_t mark;
	int ret = 0;

	memcpy(&mark, (const unsigned char *)record + sizeof(*h), sizeof(mark));
	s = find_or_add(c, mark);
	if (is_after(mark, s->ended))
		s->ended = mark;
	for (size_t i = 0; i < s->records.len; i++) {
		struct speculated *r = &s->records.items[i];

		if (is_after(r->mark, mark)) {
			s->records.items[kept++] = *r;
			continue;
		}
		if (r->mark == mark && h->kind == RECORD_COMMIT && !ret)
			ret = show(c, r);
		speculated_release(r);
	}
	s->records.len = kept;
	return ret;
}

void speculations_release(struct consumer *c)
{
	for (size_t i = 0; i < c->speculations.len; i++) {
		struct speculation *s = &c->speculations.items[i];

		for (size_t n = 0; n < s->records.len; n++)
			speculated_release(&s->records.items[n]);
		vec_release(&s->records);
	}
	vec_release(&c->speculations);
}
