/* SPDX-License-Identifier: BSD-2-Clause */
/* Shapes for print(): a type, written down for the consumer. */
#include "cg/impl.h"

#include <string.h>

#include "base/buf.h"

#define DEPTH_MAX 32		/* structs in structs */

static const char *text_of(struct cg *c, const struct type *t)
{
	struct buf b = BUF_INIT;
	const char *text;

	/* the members of one without a name are shown below it */
	if (t->kind == TYPE_STRUCT && !t->name)
		return "struct";
	if (t->kind == TYPE_UNION && !t->name)
		return "union";
	type_print(t, NULL, &b);
	text = arena_strdup(&c->image->arena, buf_str(&b));
	buf_release(&b);
	return text;
}

/* signed and unsigned char are small numbers */
static bool is_char(const struct type *t)
{
	return !strcmp(t->name, type_char.name);
}

static void fill(struct cg *c, const struct type *t, int depth,
		 struct image_shape *s);

static void fill_member(struct cg *c, const struct type_member *m, int depth,
			struct image_shape *s)
{
	s->name = m->name ? arena_strdup(&c->image->arena, m->name) : NULL;
	s->offset = m->offset;
	s->bit_offset = m->bit_offset;
	s->bit_width = m->bit_width;
	fill(c, m->type, depth, s);
}

static void fill_struct(struct cg *c, const struct type *t, int depth,
			struct image_shape *s)
{
	s->kind = t->nmembers ? SHAPE_STRUCT : SHAPE_OPAQUE;
	s->members = ARENA_NEW_N(&c->image->arena, struct image_shape,
				 t->nmembers);
	s->nmembers = t->nmembers;
	for (size_t i = 0; i < t->nmembers; i++)
		fill_member(c, &t->members[i], depth - 1, &s->members[i]);
}

static void fill_array(struct cg *c, const struct type *t, int depth,
		       struct image_shape *s)
{
	s->kind = SHAPE_ARRAY;
	s->count = t->nelems;
	s->nmembers = 1;
	s->members = ARENA_NEW(&c->image->arena, struct image_shape);
	fill(c, t->base, depth - 1, s->members);
}

static void fill_enum(struct cg *c, const struct type *t,
		      struct image_shape *s)
{
	struct arena *a = &c->image->arena;
	struct shape_name *names = ARENA_NEW_N(a, struct shape_name,
					       t->nenumerators);

	s->kind = SHAPE_ENUM;
	s->nnames = t->nenumerators;
	s->names = names;
	for (size_t i = 0; i < s->nnames; i++) {
		names[i].name = arena_strdup(a, t->enumerators[i].name);
		names[i].value = t->enumerators[i].value;
	}
}

static void fill(struct cg *c, const struct type *t, int depth,
		 struct image_shape *s)
{
	s->type = text_of(c, t);
	t = type_resolve(t);
	s->size = t->size;
	s->is_signed = t->is_signed;
	if (!depth) {
		s->kind = SHAPE_OPAQUE;
		return;
	}
	switch (t->kind) {
	case TYPE_INT:
		s->kind = is_char(t) && !s->bit_width ? SHAPE_CHAR : SHAPE_INT;
		return;
	case TYPE_FLOAT: s->kind = SHAPE_FLOAT; return;
	case TYPE_POINTER: s->kind = SHAPE_POINTER; return;
	case TYPE_STRING: s->kind = SHAPE_STRING; return;
	case TYPE_ENUM: fill_enum(c, t, s); return;
	case TYPE_STRUCT: case TYPE_UNION: fill_struct(c, t, depth, s); return;
	case TYPE_ARRAY: fill_array(c, t, depth, s); return;
	default: s->kind = SHAPE_OPAQUE; return;
	}
}

const struct image_shape *cg_shape(struct cg *c, const struct type *t)
{
	struct image_shape *s = ARENA_NEW(&c->image->arena,
					  struct image_shape);

	fill(c, t, DEPTH_MAX, s);
	return s;
}
