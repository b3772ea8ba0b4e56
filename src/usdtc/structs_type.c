/* SPDX-License-Identifier: BSD-2-Clause */
/* From entries of debug information to types: NULL for what D has not. */
#include "usdtc/structs_walk.h"

#ifdef HAVE_LIBDW
#include <dwarf.h>
#include <string.h>

#define SIZE_MAX_BYTES ((uint64_t)1 << 28)	/* as D's own structs */
#define CHAIN_MAX 32		/* typedefs of typedefs */
#define DIMENSIONS_MAX 8
#define MEMBERS_EACH_MAX 4096

static const struct type *convert(struct walk *w, Dwarf_Die *die, int level,
				  int depth, bool by_value);

static bool number(Dwarf_Die *die, unsigned what, uint64_t *value)
{
	Dwarf_Attribute attribute;
	Dwarf_Word word;

	if (dwarf_formudata(dwarf_attr(die, what, &attribute), &word))
		return false;
	*value = word;
	return true;
}

static bool flag(Dwarf_Die *die, unsigned what)
{
	Dwarf_Attribute attribute;
	bool is_set;

	return dwarf_attr(die, what, &attribute) &&
	       !dwarf_formflag(&attribute, &is_set) && is_set;
}

static Dwarf_Die *type_of(Dwarf_Die *die, Dwarf_Die *out)
{
	Dwarf_Attribute attribute;

	return dwarf_formref_die(dwarf_attr(die, DW_AT_type, &attribute), out);
}

/* ---- basic types ---------------------------------------------------- */

static const struct type *basic(Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);
	uint64_t encoding, size;

	name = name ? name : "";
	if (!number(die, DW_AT_encoding, &encoding) ||
	    !number(die, DW_AT_byte_size, &size) ||
	    dwarf_hasattr(die, DW_AT_endianity))
		return NULL;
	switch (encoding) {
	case DW_ATE_boolean:
		return size == 1 ? &type_bool : NULL;
	case DW_ATE_signed:
	case DW_ATE_signed_char:
		return type_integer(size, true, name);
	case DW_ATE_unsigned:
	case DW_ATE_unsigned_char:
	case DW_ATE_UTF:
		return type_integer(size, false, name);
	case DW_ATE_float:
		return size == 4 ? &type_float : size == 8 ? &type_double :
		       !strcmp(name, "long double") && size == 16 ?
		       &type_ldouble : NULL;
	default:
		return NULL;
	}
}

/* ---- enums ---------------------------------------------------------- */

/* An enum of 4 bytes whose names nothing else has; else it is a number. */
static bool enumerators(struct walk *w, Dwarf_Die *die, struct type *t)
{
	VEC(struct type_enumerator) list = { 0 };
	Dwarf_Attribute a;
	Dwarf_Sword value;
	Dwarf_Die child;
	bool ok = !dwarf_child(die, &child);

	while (ok) {
		const char *name = dwarf_diename(&child);

		if (dwarf_tag(&child) == DW_TAG_enumerator) {
			ok = structs_is_name(name) &&
			     list.len < MEMBERS_EACH_MAX &&
			     !dwarf_formsdata(dwarf_attr(&child,
						DW_AT_const_value, &a),
					      &value) &&
			     value >= INT32_MIN && value <= INT32_MAX;
			if (ok)
				*vec_push(&list) = (struct type_enumerator){
					arena_strdup(w->s->arena, name), value,
				};
		}
		if (!ok || dwarf_siblingof(&child, &child))
			break;
	}
	if (ok && list.len) {
		t->enumerators = arena_memdup(w->s->arena, list.items,
					      list.len * sizeof(*list.items));
		t->nenumerators = list.len;
	}
	vec_release(&list);
	return t->nenumerators > 0;
}

static bool same_enum(const struct type *a, const struct type *b)
{
	if (a->nenumerators != b->nenumerators)
		return false;
	for (size_t i = 0; i < a->nenumerators; i++)
		if (a->enumerators[i].value != b->enumerators[i].value ||
		    strcmp(a->enumerators[i].name, b->enumerators[i].name))
			return false;
	return true;
}

/* True: from now on, these names are this enum's. */
static bool claim_names(struct structs *s, struct type *t)
{
	for (size_t i = 0; i < t->nenumerators; i++)
		if (strmap_get(&s->enumerators, t->enumerators[i].name))
			return false;
	for (size_t i = 0; i < t->nenumerators; i++)
		strmap_set(&s->enumerators, t->enumerators[i].name, t);
	return true;
}

static const struct type *convert_enum(struct walk *w, Dwarf_Die *die,
				       const char *name)
{
	struct type t = { .kind = TYPE_ENUM, .size = 4, .align = 4 };
	const struct type *plain;
	struct known *k;
	uint64_t size;

	if (!number(die, DW_AT_byte_size, &size))
		return NULL;
	if (size != 4 || !structs_is_name(name) || !walk_is_top(w, die) ||
	    !enumerators(w, die, &t))
		return type_integer(size, false, "");
	for (size_t i = 0; i < t.nenumerators; i++)
		t.is_signed |= t.enumerators[i].value < 0;
	plain = type_integer(size, t.is_signed, "");
	k = structs_name(w->s, TYPE_ENUM, name);
	if (k->t->is_complete)
		return same_enum(k->t, &t) ? k->t : plain;
	if (!claim_names(w->s, &t))
		return plain;
	t.name = k->t->name;
	t.is_complete = true;
	*k->t = t;
	for (size_t i = 0; i < t.nenumerators; i++)
		strmap_set(&w->s->enumerators, t.enumerators[i].name, k->t);
	return k->t;
}

/* ---- struct and union ----------------------------------------------- */

static const struct type *convert_aggregate(struct walk *w, Dwarf_Die *die,
					    const char *alias, int level,
					    int depth, bool by_value)
{
	const char *name = dwarf_diename(die);
	enum type_kind kind = walk_kind(die);
	struct known *k;
	struct type *t;

	name = name ? name : alias;
	if (structs_is_name(name) && walk_is_top(w, die)) {
		k = structs_name(w->s, kind, name);
		if (!by_value) {
			walk_later(w, k, level + 1);
			return k->t;
		}
		walk_define(w, k, level);
		return k->t->is_complete ? k->t : NULL;
	}
	if (!by_value)
		return NULL;
	t = ARENA_NEW(w->s->arena, struct type);
	t->kind = kind;
	t->align = 1;
	if (!walk_members(w, die, t, level, depth - 1))
		return NULL;
	t->is_complete = true;
	w->s->nmembers += t->nmembers;
	return t;
}

/* Where it is, in bytes; older compilers wrote an expression. */
static bool location(Dwarf_Die *die, uint64_t *bytes)
{
	Dwarf_Attribute attribute;
	Dwarf_Op *ops;
	size_t n;

	if (!dwarf_attr(die, DW_AT_data_member_location, &attribute)) {
		*bytes = 0;
		return false;
	}
	if (number(die, DW_AT_data_member_location, bytes))
		return true;
	if (dwarf_getlocation(&attribute, &ops, &n) || n != 1 ||
	    ops[0].atom != DW_OP_plus_uconst)
		return false;
	*bytes = ops[0].number;
	return true;
}

/* False: its place is not to be known from this. */
static bool place(Dwarf_Die *die, bool in_union, struct type_member *m)
{
	uint64_t bytes, bit, width = 0, size = type_size(m->type);
	bool has_bytes = location(die, &bytes);

	if (dwarf_hasattr(die, DW_AT_bit_size)) {
		if (!number(die, DW_AT_bit_size, &width) || !width ||
		    width > size * 8)
			return false;
		if (!number(die, DW_AT_data_bit_offset, &bit)) {
			if (!number(die, DW_AT_bit_offset, &bit))
				bit = size * 8 - width;
			number(die, DW_AT_byte_size, &size);
			/* counted from the high end */
			if (bit > 64 || size > 8 || bit + width > size * 8)
				return false;
			bit = size * 8 - bit - width;
			bit += bytes * 8;
		}
	} else if (has_bytes || in_union) {
		bit = bytes * 8;
	} else {
		return false;
	}
	if (bytes > SIZE_MAX_BYTES || bit > SIZE_MAX_BYTES * 8 ||
	    bit % 8 + width > 64)
		return false;
	m->offset = (uint32_t)(bit / 8);
	m->bit_offset = (uint8_t)(bit % 8);
	m->bit_width = (uint8_t)width;
	return true;
}

static bool member(struct walk *w, Dwarf_Die *die, const struct type *t,
		   int level, int depth, struct type_member *m)
{
	const char *name = dwarf_diename(die);
	Dwarf_Die type;

	memset(m, 0, sizeof(*m));
	if (dwarf_tag(die) != DW_TAG_member || flag(die, DW_AT_external) ||
	    (name && !structs_is_name(name)) || !type_of(die, &type))
		return false;
	m->type = convert(w, &type, level, depth, true);
	if (!m->type)
		return false;
	m->name = name ? arena_strdup(w->s->arena, name) : NULL;
	if (!name && (!type_is_aggregate(m->type) || m->type->name))
		return false;
	return place(die, t->kind == TYPE_UNION, m) &&
	       (dwarf_hasattr(die, DW_AT_bit_size) ?
		type_is_integer(m->type) : true) &&
	       structs_bit(m) + (m->bit_width ? m->bit_width :
				 type_size(m->type) * 8) <= t->size * 8;
}

bool walk_members(struct walk *w, Dwarf_Die *die, struct type *t, int level,
		  int depth)
{
	VEC(struct type_member) list = { 0 };
	struct type_member m;
	Dwarf_Die child;

	if (depth <= 0 || flag(die, DW_AT_declaration) ||
	    !number(die, DW_AT_byte_size, &t->size) ||
	    t->size > SIZE_MAX_BYTES)
		return false;
	if (!dwarf_child(die, &child)) {
		do
			if (member(w, &child, t, level, depth, &m))
				*vec_push(&list) = m;
		while (list.len < MEMBERS_EACH_MAX &&
		       !dwarf_siblingof(&child, &child));
	}
	if (list.len) {
		t->members = arena_memdup(w->s->arena, list.items,
					  list.len * sizeof(*list.items));
		t->nmembers = list.len;
	}
	vec_release(&list);
	return true;
}

/* ---- made of others ------------------------------------------------- */

static const struct type *convert_pointer(struct walk *w, Dwarf_Die *die,
					  int level, int depth)
{
	const struct type *to = NULL;
	uint64_t size = 8;
	Dwarf_Die target;

	number(die, DW_AT_byte_size, &size);
	if (size != 8)
		return NULL;
	if (type_of(die, &target))
		to = convert(w, &target, level, depth - 1, false);
	return type_pointer_to(w->s->arena, to ? to : &type_void);
}

/* How many elements; false when it is not said: data[]. */
static bool dimension(Dwarf_Die *die, uint64_t *n)
{
	if (number(die, DW_AT_count, n))
		return true;
	if (!number(die, DW_AT_upper_bound, n) || *n == UINT64_MAX)
		return false;
	++*n;
	return true;
}

static const struct type *open_array(struct walk *w, const struct type *t)
{
	struct type *array = (struct type *)type_array_of(w->s->arena, t, 0);

	array->is_complete = false;
	return array;
}

static const struct type *convert_array(struct walk *w, Dwarf_Die *die,
					int level, int depth)
{
	uint64_t counts[DIMENSIONS_MAX];
	const struct type *t;
	Dwarf_Die child;
	size_t n = 0;
	bool is_open = false;

	if (flag(die, DW_AT_GNU_vector) || !type_of(die, &child))
		return NULL;
	t = convert(w, &child, level, depth - 1, true);
	if (!t || !type_size(t) || dwarf_child(die, &child))
		return NULL;
	do {
		if (dwarf_tag(&child) != DW_TAG_subrange_type)
			continue;
		if (n == DIMENSIONS_MAX || is_open)
			return NULL;
		if (!dimension(&child, &counts[n++])) {
			n--;
			is_open = true;
		}
	} while (!dwarf_siblingof(&child, &child));
	while (n--) {
		if (!counts[n] ? n > 0 :
		    counts[n] > SIZE_MAX_BYTES / type_size(t))
			return NULL;
		if (!counts[n])
			return open_array(w, t);
		t = type_array_of(w->s->arena, t, counts[n]);
	}
	return is_open ? open_array(w, t) : t;
}

/* A typedef that D has as well keeps its name; others are looked through. */
static const struct type *with_name(const struct type *t, const char *name)
{
	const struct type *own = name ? type_predefined(name) : NULL;

	return own && t && type_is_integer(own) && type_is_integer(t) &&
	       type_size(own) == type_size(t) &&
	       type_is_signed(own) == type_is_signed(t) ? own : t;
}

static const struct type *convert_kind(struct walk *w, Dwarf_Die *die,
				       const char *alias, int level, int depth,
				       bool by_value)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_base_type:
		return with_name(basic(die), alias);
	case DW_TAG_pointer_type:
	case DW_TAG_reference_type:
	case DW_TAG_rvalue_reference_type:
		return convert_pointer(w, die, level, depth);
	case DW_TAG_array_type:
		return convert_array(w, die, level, depth);
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
		return convert_aggregate(w, die, alias, level, depth,
					 by_value);
	case DW_TAG_enumeration_type:
		return convert_enum(w, die, dwarf_diename(die) ?
				    dwarf_diename(die) : alias);
	default:
		return NULL;
	}
}

static const struct type *convert(struct walk *w, Dwarf_Die *die, int level,
				  int depth, bool by_value)
{
	const char *alias = NULL, *own = NULL;
	Dwarf_Die at = *die;
	bool is_const = false;
	const struct type *t;

	if (depth <= 0)
		return NULL;
	for (int i = 0;; i++) {
		switch (dwarf_tag(&at)) {
		case DW_TAG_typedef:
			alias = dwarf_diename(&at);
			if (!own && alias && type_predefined(alias))
				own = alias;
			break;
		case DW_TAG_const_type:
			is_const = true;
			break;
		case DW_TAG_volatile_type:
		case DW_TAG_restrict_type:
		case DW_TAG_atomic_type:
			break;
		default:
			t = convert_kind(w, &at, own ? own : alias, level,
					 depth, by_value);
			return t && is_const && t->kind != TYPE_ARRAY &&
			       !type_is_aggregate(t) ?
			       type_qualified(w->s->arena, t, QUAL_CONST) : t;
		}
		if (i == CHAIN_MAX || !type_of(&at, &at))
			return NULL;
	}
}

#endif
