/* SPDX-License-Identifier: BSD-2-Clause */
/* Stacks and addresses, as names that the source knows. */
#include "consume/impl.h"

#include <string.h>

bool field_is_stack(const struct image_field *f)
{
	return f->kind == FIELD_STACK || f->kind == FIELD_USTACK;
}

static uint64_t word(const struct view *v, const struct image_field *f,
		     uint32_t n)
{
	uint64_t u64;

	memcpy(&u64, v->data + f->offset + n * sizeof(u64), sizeof(u64));
	return u64;
}

static void user(const struct view *v, uint32_t pid,
		 const struct consume_address *a, struct buf *out)
{
	const struct consume_source *s = &v->consumer->source;

	if (s->user_symbol)
		s->user_symbol(s->data, pid, a, out);
	else
		buf_printf(out, "0x%llx", (unsigned long long)a->value);
}

static void kernel(const struct view *v, const struct consume_address *a,
		   struct buf *out)
{
	const struct consume_source *s = &v->consumer->source;

	if (s->kernel_symbol)
		s->kernel_symbol(s->data, a, out);
	else
		buf_printf(out, "0x%llx", (unsigned long long)a->value);
}

void stack_text(const struct view *v, const struct image_field *f,
		unsigned indent, struct buf *out)
{
	bool is_user = f->kind == FIELD_USTACK;
	uint32_t pid = is_user ? (uint32_t)word(v, f, 0) : 0;
	uint32_t first = is_user ? 1 : 0;

	buf_add_char(out, '\n');
	for (uint32_t i = first; i < f->size / sizeof(uint64_t); i++) {
		struct consume_address a = {
			.value = word(v, f, i), .is_return = i > first,
		};

		if (!a.value)
			return;
		buf_add_fill(out, ' ', indent);
		if (is_user)
			user(v, pid, &a, out);
		else
			kernel(v, &a, out);
		buf_add_char(out, '\n');
	}
}

void symbol_text(const struct view *v, const struct image_field *f,
		 struct buf *out)
{
	bool is_user = f->kind == FIELD_USYMBOL;
	struct consume_address a = {
		.value = word(v, f, is_user), .form = f->form,
	};

	if (is_user)
		user(v, (uint32_t)word(v, f, 0), &a, out);
	else
		kernel(v, &a, out);
}

void address_text(const struct view *v, uint64_t value, bool is_user,
		  struct buf *out)
{
	struct consume_address a = { .value = value };

	if (!is_user)
		kernel(v, &a, out);
	else if (v->header)
		user(v, v->header->pid, &a, out);
	else
		buf_printf(out, "0x%llx", (unsigned long long)value);
}
