/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading fields. Data has no alignment, so everything goes through memcpy. */
#include "consume/impl.h"

#include <string.h>

uint32_t field_bytes(const struct image_field *f)
{
	switch (f->kind) {
	case FIELD_INT:
		return f->is_probe_id ? 0 : f->size;
	case FIELD_STRING:
	case FIELD_BYTES:
	case FIELD_STACK:
	case FIELD_USTACK:
	case FIELD_SYMBOL:
	case FIELD_USYMBOL:
		return f->size;
	case FIELD_INTERNED:
		return 2 * sizeof(uint32_t);
	case FIELD_PROBE:
	case FIELD_CONST_STRING:
		break;
	}
	return 0;
}

bool field_is_text(const struct image_field *f)
{
	return f->kind != FIELD_INT && f->kind != FIELD_BYTES;
}

uint64_t field_uint(const struct view *v, const struct image_field *f)
{
	const unsigned char *p = v->data + f->offset;
	uint64_t u64;
	uint32_t u32;
	uint16_t u16;

	if (f->kind != FIELD_INT)
		return 0;
	if (f->is_probe_id)
		return consumer_probe_id(v->consumer, v->header);
	switch (f->size) {
	case 1:
		return *p;
	case 2:
		memcpy(&u16, p, sizeof(u16));
		return u16;
	case 4:
		memcpy(&u32, p, sizeof(u32));
		return u32;
	case 8:
		memcpy(&u64, p, sizeof(u64));
		return u64;
	}
	return 0;
}

int64_t field_int(const struct view *v, const struct image_field *f)
{
	uint64_t value = field_uint(v, f);

	if (!f->is_signed)
		return (int64_t)value;
	switch (f->size) {
	case 1: return (int8_t)value;
	case 2: return (int16_t)value;
	case 4: return (int32_t)value;
	}
	return (int64_t)value;
}

double field_double(const struct view *v, const struct image_field *f)
{
	uint64_t bits = field_uint(v, f);
	uint32_t half = (uint32_t)bits;
	double d;
	float s;

	if (f->size == sizeof(s)) {
		memcpy(&s, &half, sizeof(s));
		return (double)s;
	}
	memcpy(&d, &bits, sizeof(d));
	return d;
}

/* An index comes from a program's memory: it may be anything. */
static void interned(const struct image *im, uint32_t index, uint32_t pid,
		     struct buf *out)
{
	if (index >= im->strings.len) {
		buf_printf(out, "<string %u>", index);
		return;
	}
	buf_add_str(out, im->strings.items[index]);
	if (pid)
		buf_printf(out, "%u", pid);
}

void probe_part(const struct image *im, uint32_t site, uint32_t pid,
		enum probe_part part, struct buf *out)
{
	const struct image_site *s = &im->sites.items[site];

	interned(im, s->strings[part],
		 part == PART_PROVIDER && s->has_pid ? pid : 0, out);
}

void field_text(const struct view *v, const struct image_field *f,
		struct buf *out)
{
	const char *p = (const char *)v->data + f->offset;
	uint32_t id[2];

	switch (f->kind) {
	case FIELD_INT:
		break;
	case FIELD_STRING:
	case FIELD_BYTES:
		buf_add(out, p, strnlen(p, f->size));
		break;
	case FIELD_INTERNED:
		memcpy(id, p, sizeof(id));
		interned(v->image, id[0], id[1], out);
		break;
	case FIELD_PROBE:
		if (v->header)
			probe_part(v->image, v->header->site, v->header->pid,
				   f->part, out);
		break;
	case FIELD_CONST_STRING:
		buf_add_str(out, f->text);
		break;
	case FIELD_STACK:
	case FIELD_USTACK:
		stack_text(v, f, 0, out);
		break;
	case FIELD_SYMBOL:
	case FIELD_USYMBOL:
		symbol_text(v, f, out);
		break;
	}
}
