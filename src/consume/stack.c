/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies of stacks come before the records that show them. */
#include "consume/impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#define MOST_FRAMES 1024

int unwound_add(struct consumer *c, const struct record_header *h,
		const void *record, size_t len)
{
	const size_t need = sizeof(*h) + offsetof(struct record_stack, bytes);
	struct record_stack stack;
	struct unwound *u;

	if (len < need || len > sizeof(*h) + sizeof(stack))
		return err_set(&c->error, -EINVAL, "record of %zu bytes is no "
			       "copy of a stack", len);
	memcpy(&stack, (const char *)record + sizeof(*h), len - sizeof(*h));
	if (stack.length > len - need)
		return err_set(&c->error, -EINVAL, "stack of %u bytes, there "
			       "are %zu", stack.length, len - need);
	if (!c->source.unwind)
		return 0;
	u = &c->unwound[stack.thread % STACK_SLOTS];
	if (!u->addresses)
		u->addresses = xcalloc(MOST_FRAMES, sizeof(uint64_t));
	u->thread = stack.thread;
	u->n = c->source.unwind(c->source.data, h->pid, &stack, u->addresses,
				MOST_FRAMES);
	return 0;
}

const struct unwound *unwound_find(const struct consumer *c, uint32_t thread,
				   uint64_t first)
{
	const struct unwound *u = &c->unwound[thread % STACK_SLOTS];

	return thread && u->thread == thread && u->n &&
	       u->addresses[0] == first ? u : NULL;
}

/* The thread whose stack the clause's record shows, or 0. */
static uint32_t thread_of(const struct image_clause *clause,
			  const unsigned char *record)
{
	uint64_t id;

	for (size_t i = 0; i < clause->nactions; i++) {
		const struct image_action *a = &clause->actions[i];

		if (a->nfields != 1 || a->fields->kind != FIELD_USTACK ||
		    (a->flag && !record[a->flag]))
			continue;
		memcpy(&id, record + a->fields->offset, sizeof(id));
		return (uint32_t)id;
	}
	return 0;
}

struct unwound *unwound_keep(const struct consumer *c,
			     const struct record_header *h,
			     const unsigned char *record)
{
	uint32_t thread = thread_of(&c->image->clauses.items[h->clause],
				    record);
	const struct unwound *u = &c->unwound[thread % STACK_SLOTS];
	struct unwound *kept;

	if (!thread || u->thread != thread)
		return NULL;
	kept = xcalloc(1, sizeof(*kept));
	*kept = *u;
	kept->addresses = xcalloc(MOST_FRAMES, sizeof(uint64_t));
	memcpy(kept->addresses, u->addresses, u->n * sizeof(uint64_t));
	return kept;
}

void unwound_drop(struct unwound *kept)
{
	if (kept)
		free(kept->addresses);
	free(kept);
}

void unwound_restore(struct consumer *c, struct unwound **kept)
{
	struct unwound *u;

	if (!*kept)
		return;
	u = &c->unwound[(*kept)->thread % STACK_SLOTS];
	free(u->addresses);
	*u = **kept;
	free(*kept);
	*kept = NULL;
}

void unwound_release(struct consumer *c)
{
	for (size_t i = 0; i < STACK_SLOTS; i++)
		free(c->unwound[i].addresses);
}
