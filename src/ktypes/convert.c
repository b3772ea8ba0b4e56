/* SPDX-License-Identifier: BSD-2-Clause */
/* From the kernel's description of a type to a struct type. */
#include "ktypes/impl.h"

#include <string.h>

#include "base/bug.h"

#define DEPTH_MAX 100		/* structs in structs */

static const struct type *convert(struct ktypes *k, uint32_t id, bool is_whole,
				  int depth);

/* ---- integers ------------------------------------------------------ */

/* __int128 and its like: D can show their bytes only. */
static const struct type *wide_int(struct ktypes *k, const char *name,
				   uint32_t size)
{
	struct type *t = ARENA_NEW(&k->arena, struct type);

	t->kind = TYPE_STRUCT;
	t->name = arena_strdup(&k->arena, name);
	t->size = size;
	t->align = 16;
	t->is_complete = true;
	return t;
}

static const struct type *convert_int(struct ktypes *k, uint32_t id,
				      const struct btf_type *t)
{
	const char *name = ktypes_string(k, t->name_off);
	const struct type *integer;
	bool is_signed;
	uint32_t info;

	memcpy(&info, ktypes_tail(k, id), sizeof(info));
	is_signed = BTF_INT_ENCODING(info) & BTF_INT_SIGNED;
	if (BTF_INT_ENCODING(info) & BTF_INT_BOOL && t->size == 1)
		return &type_bool;
	integer = type_integer(t->size, is_signed, name);
	return integer ? integer : wide_int(k, name, t->size);
}

static const struct type *convert_float(struct ktypes *k,
					const struct btf_type *t)
{
	switch (t->size) {
	case 4:
		return &type_float;
	case 8:
		return &type_double;
	case 16:
		return &type_ldouble;
	default:
		return wide_int(k, ktypes_string(k, t->name_off), t->size);
	}
}

/* ---- enum ---------------------------------------------------------- */

static struct type_enumerator enumerator(const struct ktypes *k, uint32_t id,
					 const struct btf_type *t, size_t i)
{
	bool is_wide = BTF_INFO_KIND(t->info) == KIND_ENUM64;
	size_t size = is_wide ? 12 : 8;
	struct type_enumerator out;
	uint32_t raw[3];

	memcpy(raw, ktypes_tail(k, id) + i * size, size);
	out.name = ktypes_string(k, raw[0]);
	out.value = is_wide ? (int64_t)((uint64_t)raw[2] << 32 | raw[1])
		  : BTF_INFO_KFLAG(t->info) ? (int32_t)raw[1]
					    : (int64_t)raw[1];
	return out;
}

static void convert_enum(struct ktypes *k, uint32_t id,
			 const struct btf_type *t, struct type *out)
{
	size_t n = BTF_INFO_VLEN(t->info);
	struct type_enumerator *list =
		ARENA_NEW_N(&k->arena, struct type_enumerator, n);

	for (size_t i = 0; i < n; i++)
		list[i] = enumerator(k, id, t, i);
	out->size = t->size;
	out->align = t->size;
	out->is_signed = BTF_INFO_KFLAG(t->info);
	out->is_complete = true;
	out->enumerators = list;
	out->nenumerators = n;
}

/* ---- struct and union ---------------------------------------------- */

/* A bit-field lies in a unit of its type's size, unless it was packed. */
static void place_bits(struct type_member *m, uint32_t bit, unsigned width)
{
	uint32_t unit = (uint32_t)type_size(m->type) * 8;

	if (!unit || bit % unit + width > unit)
		unit = 8;
	m->offset = bit / unit * unit / 8;
	m->bit_offset = (uint8_t)(bit % unit);
	m->bit_width = (uint8_t)width;
}

static void convert_member(struct ktypes *k, const struct btf_type *t,
			   const struct btf_member *raw, int depth,
			   struct type_member *m)
{
	const char *name = ktypes_string(k, raw->name_off);
	uint32_t bit = raw->offset;
	unsigned width = 0;

	if (BTF_INFO_KFLAG(t->info)) {
		bit = BTF_MEMBER_BIT_OFFSET(raw->offset);
		width = BTF_MEMBER_BITFIELD_SIZE(raw->offset);
	}
	m->name = *name ? name : NULL;
	m->type = convert(k, raw->type, true, depth - 1);
	if (width)
		place_bits(m, bit, width);
	else
		m->offset = bit / 8;
}

static void convert_body(struct ktypes *k, uint32_t id,
			 const struct btf_type *t, struct type *out, int depth)
{
	size_t n = BTF_INFO_VLEN(t->info);
	struct type_member *list =
		ARENA_NEW_N(&k->arena, struct type_member, n);
	const char *tail = ktypes_tail(k, id);

	/* it may lead back to itself, from now on as a whole */
	out->size = t->size;
	out->align = 1;
	out->is_complete = true;
	for (size_t i = 0; i < n; i++) {
		struct btf_member raw;
		uint32_t align;

		memcpy(&raw, tail + i * sizeof(raw), sizeof(raw));
		convert_member(k, t, &raw, depth, &list[i]);
		align = type_resolve(list[i].type)->align;
		if (align > out->align && t->size % align == 0)
			out->align = align;
	}
	out->members = list;
	out->nmembers = n;
}

/* A named one that a pointer leads to is left without members. */
static const struct type *convert_aggregate(struct ktypes *k, uint32_t id,
					    const struct btf_type *t,
					    bool is_whole, int depth)
{
	const char *name = ktypes_string(k, t->name_off);
	struct type *out = k->made[id];

	if (!out) {
		out = k->made[id] = ARENA_NEW(&k->arena, struct type);
		out->kind = BTF_INFO_KIND(t->info) == BTF_KIND_UNION
			? TYPE_UNION : TYPE_STRUCT;
		out->name = *name ? name : NULL;
		out->align = 1;
	}
	if (!out->is_complete && (is_whole || !*name))
		convert_body(k, id, t, out, depth);
	return out;
}

/* struct x; of which the kernel has no more than the name */
static const struct type *convert_forward(struct ktypes *k,
					  const struct btf_type *t)
{
	struct type *out = ARENA_NEW(&k->arena, struct type);

	out->kind = BTF_INFO_KFLAG(t->info) ? TYPE_UNION : TYPE_STRUCT;
	out->name = ktypes_string(k, t->name_off);
	out->align = 1;
	return out;
}

/* ---- made of others ------------------------------------------------ */

static unsigned qualifier(unsigned kind)
{
	switch (kind) {
	case BTF_KIND_CONST:
		return QUAL_CONST;
	case BTF_KIND_VOLATILE:
		return QUAL_VOLATILE;
	case BTF_KIND_RESTRICT:
		return QUAL_RESTRICT;
	default:
		return 0;
	}
}

/* clang tells which pointers lead into processes: char __user * */
static bool is_user_tag(const struct ktypes *k, const struct btf_type *t)
{
	return BTF_INFO_KIND(t->info) == KIND_TYPE_TAG &&
		!strcmp(ktypes_string(k, t->name_off), "user");
}

static const struct type *convert_pointer(struct ktypes *k, uint32_t target,
					  int depth)
{
	struct btf_type t = ktypes_at(k, target);
	const struct type *p =
		type_pointer_to(&k->arena, convert(k, target, false,
						   depth - 1));

	return is_user_tag(k, &t)
		? type_qualified(&k->arena, p, QUAL_USERLAND) : p;
}

static const struct type *convert_array(struct ktypes *k, uint32_t id,
					int depth)
{
	struct btf_array raw;

	memcpy(&raw, ktypes_tail(k, id), sizeof(raw));
	return type_array_of(&k->arena, convert(k, raw.type, true, depth - 1),
			     raw.nelems);
}

static const struct type *convert_function(struct ktypes *k, uint32_t id,
					   const struct btf_type *t, int depth)
{
	size_t n = BTF_INFO_VLEN(t->info);
	struct type_member *list =
		ARENA_NEW_N(&k->arena, struct type_member, n);
	struct type *out = ARENA_NEW(&k->arena, struct type);
	const char *tail = ktypes_tail(k, id);

	out->kind = TYPE_FUNCTION;
	out->align = 1;
	out->base = convert(k, t->type, false, depth - 1);
	for (size_t i = 0; i < n; i++) {
		struct btf_param raw;

		memcpy(&raw, tail + i * sizeof(raw), sizeof(raw));
		if (!raw.type && !raw.name_off) {
			out->is_variadic = true;
			n--;
			break;
		}
		list[i].name = ktypes_string(k, raw.name_off);
		list[i].type = convert(k, raw.type, false, depth - 1);
	}
	out->members = list;
	out->nmembers = n;
	return out;
}

/* ---- any ----------------------------------------------------------- */

static const struct type *convert_new(struct ktypes *k, uint32_t id,
				      const struct btf_type *t, bool is_whole,
				      int depth)
{
	struct type *out;

	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_INT:
		return convert_int(k, id, t);
	case BTF_KIND_FLOAT:
		return convert_float(k, t);
	case BTF_KIND_PTR:
		return convert_pointer(k, t->type, depth);
	case BTF_KIND_ARRAY:
		return convert_array(k, id, depth);
	case BTF_KIND_ENUM: case KIND_ENUM64:
		out = ARENA_NEW(&k->arena, struct type);
		out->kind = TYPE_ENUM;
		out->name = *ktypes_string(k, t->name_off)
			? ktypes_string(k, t->name_off) : NULL;
		convert_enum(k, id, t, out);
		return out;
	case BTF_KIND_FWD:
		return convert_forward(k, t);
	case BTF_KIND_TYPEDEF:
		return type_typedef(&k->arena, ktypes_string(k, t->name_off),
				    convert(k, t->type, is_whole, depth - 1));
	case BTF_KIND_CONST: case BTF_KIND_VOLATILE: case BTF_KIND_RESTRICT:
	case KIND_TYPE_TAG:
		return type_qualified(&k->arena,
				      convert(k, t->type, is_whole, depth - 1),
				      qualifier(BTF_INFO_KIND(t->info)));
	case BTF_KIND_FUNC: case BTF_KIND_VAR:
		return convert(k, t->type, is_whole, depth - 1);
	case BTF_KIND_FUNC_PROTO:
		return convert_function(k, id, t, depth);
	default:
		return &type_void;
	}
}

/* Is its conversion the same whether it is whole or not? */
static bool is_simple(unsigned kind)
{
	return kind == BTF_KIND_INT || kind == BTF_KIND_FLOAT ||
		kind == BTF_KIND_PTR || kind == BTF_KIND_ENUM ||
		kind == KIND_ENUM64 || kind == BTF_KIND_FUNC_PROTO ||
		kind == BTF_KIND_FWD || kind == BTF_KIND_ARRAY;
}

static const struct type *convert(struct ktypes *k, uint32_t id, bool is_whole,
				  int depth)
{
	struct btf_type t = ktypes_at(k, id);
	unsigned kind = BTF_INFO_KIND(t.info);
	const struct type *out;

	if (!id || id >= k->n || depth <= 0)
		return &type_void;
	if (kind == BTF_KIND_STRUCT || kind == BTF_KIND_UNION)
		return convert_aggregate(k, id, &t, is_whole, depth);
	if (k->made[id])
		return k->made[id];
	out = convert_new(k, id, &t, is_whole, depth);
	if (is_simple(kind))
		k->made[id] = (struct type *)out;
	return out;
}

const struct type *ktypes_make(struct ktypes *k, uint32_t id, bool is_whole)
{
	if (!k->made)
		k->made = xcalloc(k->n, sizeof(*k->made));
	return convert(k, id, is_whole, DEPTH_MAX);
}

/* ---- by name ------------------------------------------------------- */

static const struct {
	const char *word;
	unsigned kind;
} words[] = {
	{ "struct ", BTF_KIND_STRUCT }, { "union ", BTF_KIND_UNION },
	{ "enum ", BTF_KIND_ENUM }, { "enum ", KIND_ENUM64 },
};

static const char *without_module(const char *name)
{
	const char *tick = strchr(name, '`');

	return tick ? tick + 1 : name;
}

const struct type *ktypes_find(struct ktypes *k, const char *name)
{
	bool is_tag = false;
	uint32_t id = 0;

	for (size_t i = 0; !id && i < sizeof(words) / sizeof(*words); i++) {
		size_t len = strlen(words[i].word);

		if (strncmp(name, words[i].word, len))
			continue;
		is_tag = true;
		id = ktypes_search(k, words[i].kind,
				   without_module(name + len));
	}
	if (!is_tag)
		id = ktypes_search(k, BTF_KIND_TYPEDEF, without_module(name));
	return id ? ktypes_make(k, id, true) : NULL;
}

const struct type *ktypes_symbol(struct ktypes *k, const char *name,
				 uint32_t *id)
{
	uint32_t found = ktypes_search(k, BTF_KIND_VAR, name);

	*id = found;
	if (!found)
		found = ktypes_search(k, BTF_KIND_FUNC, name);
	return found ? ktypes_make(k, found, true) : NULL;
}

const struct type *ktypes_enumerator(struct ktypes *k, const char *name,
				     int64_t *value)
{
	for (uint32_t id = 1; id < k->n; id++) {
		struct btf_type t = ktypes_at(k, id);
		unsigned kind = BTF_INFO_KIND(t.info);

		if (kind != BTF_KIND_ENUM && kind != KIND_ENUM64)
			continue;
		for (size_t i = 0; i < BTF_INFO_VLEN(t.info); i++) {
			struct type_enumerator found = enumerator(k, id, &t, i);

			if (strcmp(found.name, name))
				continue;
			*value = found.value;
			return ktypes_make(k, id, true);
		}
	}
	return NULL;
}

const struct type *ktypes_parameter(struct ktypes *k, uint32_t proto,
				    unsigned n, const char **name)
{
	struct btf_type t = ktypes_at(k, proto);
	struct btf_param raw;

	if (BTF_INFO_KIND(t.info) != BTF_KIND_FUNC_PROTO ||
	    n >= BTF_INFO_VLEN(t.info))
		return NULL;
	memcpy(&raw, ktypes_tail(k, proto) + n * sizeof(raw), sizeof(raw));
	*name = ktypes_string(k, raw.name_off);
	return ktypes_make(k, raw.type, false);
}

const struct type *ktypes_returns(struct ktypes *k, uint32_t proto)
{
	struct btf_type t = ktypes_at(k, proto);

	if (BTF_INFO_KIND(t.info) != BTF_KIND_FUNC_PROTO || !t.type)
		return NULL;
	return ktypes_make(k, t.type, false);
}
