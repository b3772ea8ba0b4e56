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

void unwound_release(struct consumer *c)
{
	for (size_t i = 0; i < STACK_SLOTS; i++)
		free(c->unwound[i].addresses);
}
