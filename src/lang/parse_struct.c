/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * struct, union and enum. Offsets are what the C ABIs of Linux give on x86-64
 * and aarch64: a bit-field lies in a unit of its own type's size and never
 * crosses the unit's end.
 */
#include "base/vec.h"
#include "lang/parser.h"

#define STRUCT_SIZE_MAX (1u << 28)	/* bytes: offsets fit in 32 bits */

struct field {
	struct type_member m;
	struct type_attributes attributes;
	bool is_bits;		/* `int : 3` too, and `int : 0` */
};

struct body {
	VEC(struct field) fields;
	struct symtab names;	/* to find duplicates */
	uint64_t size;		/* sum of the members' */
	struct type_attributes attributes;
};

struct layout {
	bool is_union, is_packed;
	uint64_t bits;		/* used so far */
	uint64_t size_bits;	/* the largest extent */
	uint32_t align;
};

/* ---- layout --------------------------------------------------------- */

static uint64_t round_up(uint64_t n, uint64_t to)
{
	return (n + to - 1) / to * to;
}

static void place_bits(struct layout *l, struct type_member *m)
{
	uint64_t unit = l->is_packed ? 8 : type_size(m->type) * 8;

	if (!m->bit_width) {
		l->bits = round_up(l->bits, type_size(m->type) * 8);
		return;
	}
	if (!l->is_packed &&
	    l->bits / unit != (l->bits + m->bit_width - 1) / unit)
		l->bits = round_up(l->bits, unit);
	m->offset = (uint32_t)(l->bits / unit * unit / 8);
	m->bit_offset = (uint8_t)(l->bits % unit);
	l->bits += m->bit_width;
}

static uint32_t field_align(const struct layout *l, const struct field *f)
{
	uint32_t align = type_resolve(f->m.type)->align;

	if (l->is_packed || f->attributes.is_packed)
		align = 1;
	return f->attributes.align > align ? f->attributes.align : align;
}

static void place(struct layout *l, struct field *f)
{
	struct type_member *m = &f->m;
	uint32_t align = field_align(l, f);

	if (l->is_union)
		l->bits = 0;
	if (f->is_bits) {
		place_bits(l, m);
	} else {
		l->bits = round_up(l->bits, align * 8);
		m->offset = (uint32_t)(l->bits / 8);
		l->bits += type_size(m->type) * 8;
	}
	if (l->bits > l->size_bits)
		l->size_bits = l->bits;
	if (align > l->align && (m->name || !f->is_bits))
		l->align = align;
}

static void complete_struct(struct parser *p, struct type *t, struct body *b)
{
	struct layout l = {
		.is_union = t->kind == TYPE_UNION,
		.is_packed = b->attributes.is_packed,
		.align = b->attributes.align ? b->attributes.align : 1,
	};
	struct type_member *m = ARENA_NEW_N(p->a, struct type_member,
					    b->fields.len);

	t->members = m;
	for (size_t i = 0; i < b->fields.len; i++) {
		struct field *f = &b->fields.items[i];

		place(&l, f);
		if (f->m.name || !f->is_bits)
			*m++ = f->m;
	}
	t->nmembers = (size_t)(m - t->members);
	t->align = l.align;
	t->is_packed = l.is_packed;
	t->size = round_up(round_up(l.size_bits, 8) / 8, l.align);
	t->is_complete = true;
}

/* ---- members -------------------------------------------------------- */

static bool member_type_ok(struct parser *p, const struct type *t,
			   struct loc loc)
{
	if (type_is_void(t) || type_resolve(t)->kind == TYPE_FUNCTION) {
		parser_complain(p, "D_DECL_VOIDOBJ", loc,
				"a member cannot be of type '%s'",
				type_text(p->a, t));
		return false;
	}
	if (type_resolve(t)->kind == TYPE_ARRAY)
		return true;	/* char data[] at the end */
	if (!type_is_complete(t)) {
		parser_complain(p, "D_DECL_INCOMPLETE", loc,
				"type '%s' is incomplete: its members are not "
				"known here", type_text(p->a, t));
		return false;
	}
	return true;
}

static bool name_is_new(struct parser *p, struct body *b, const char *name,
			struct loc loc)
{
	if (symtab_get(&b->names, name)) {
		parser_complain(p, "D_DECL_IDRED", loc,
				"there is a member '%s' already", name);
		return false;
	}
	symtab_set(&b->names, p->a, name, b);
	return true;
}

static void add_field(struct parser *p, struct body *b, struct field f,
		      struct loc loc)
{
	if (p->in_panic || !member_type_ok(p, f.m.type, loc) ||
	    (f.m.name && !name_is_new(p, b, f.m.name, loc)))
		return;
	if (type_size(f.m.type) > STRUCT_SIZE_MAX ||
	    b->size > STRUCT_SIZE_MAX) {
		parser_complain(p, "D_DECL_ARRSUB", loc,
				"the structure is larger than %u bytes",
				STRUCT_SIZE_MAX);
		return;
	}
	/* 16: no type's own alignment is larger */
	b->size += type_size(f.m.type) + 16 + f.attributes.align;
	*vec_push(&b->fields) = f;
}

static void add_bit_field(struct parser *p, struct body *b,
			  struct type_member m, struct loc loc)
{
	struct field f = { .is_bits = true };
	uint64_t size = type_size(m.type) * 8;
	int64_t width;

	if (!parse_constant(p, "D_DECL_BFCONST", "the width of a bit-field",
			    &width))
		return;
	if (!type_is_integer(m.type) || !size) {
		parser_complain(p, "D_DECL_BFTYPE", loc,
				"a bit-field must be of an integer type, not "
				"'%s'", type_text(p->a, m.type));
		return;
	}
	if (width < 0 || (uint64_t)width > size || (width == 0 && m.name)) {
		parser_complain(p, "D_DECL_BFSIZE", loc,
				"a bit-field of type '%s' is 1 to %llu bits "
				"wide", type_text(p->a, m.type),
				(unsigned long long)size);
		return;
	}
	m.bit_width = (uint8_t)width;
	f.m = m;
	parser_skip_attributes(p, &f.attributes);
	add_field(p, b, f, loc);
}

/* struct { struct { int a; }; int a; }: the two meet in one space of names. */
static void add_anonymous(struct parser *p, struct body *b,
			  const struct specifiers *s)
{
	const struct type *inner = type_resolve(s->type);

	/* a typedef's name declares no member, even of a nameless struct */
	if (!type_is_aggregate(inner) || inner->name || s->type->name) {
		parser_complain(p, "D_DECL_USELESS", s->loc,
				"this declares no member");
		return;
	}
	for (size_t i = 0; i < inner->nmembers; i++) {
		if (inner->members[i].name)
			name_is_new(p, b, inner->members[i].name, s->loc);
	}
	add_field(p, b, (struct field){ .m = { .type = s->type } }, s->loc);
}

static void parse_member_declarator(struct parser *p, struct body *b,
				    const struct type *type)
{
	struct declarator d = { .type = type, .loc = p->tok.loc };
	struct field f = { .is_bits = false };

	if (!parser_at(p, TOKEN_COLON))
		parse_declarator(p, type, &d);
	if (d.is_array)
		parser_complain(p, "D_DECL_ARRSUB", d.keys_loc,
				"the size of a member must be a number");
	f.m = (struct type_member){ .name = d.name, .type = d.type };
	if (parser_accept(p, TOKEN_COLON)) {
		add_bit_field(p, b, f.m, d.loc);
	} else if (d.name) {
		parser_skip_attributes(p, &f.attributes);
		add_field(p, b, f, d.loc);
	} else {
		parser_error(p, "expected a member's name");
	}
}

static void parse_member(struct parser *p, struct body *b)
{
	struct specifiers s;

	parse_specifiers(p, &s);
	if (s.storage != STORAGE_NONE || s.is_inline)
		parser_complain(p, "D_DECL_BADCLASS", s.loc,
				"a member has no storage class");
	if (parser_at(p, TOKEN_SEMICOLON)) {
		add_anonymous(p, b, &s);
		return;
	}
	do
		parse_member_declarator(p, b, s.type);
	while (parser_accept(p, TOKEN_COMMA));
}

static void parse_body(struct parser *p, struct type *t,
		       struct type_attributes attributes)
{
	struct body b = { .attributes = attributes };

	if (parser_enter(p)) {
		parser_next(p);		/* { */
		while (!parser_at(p, TOKEN_RBRACE) &&
		       !parser_at(p, TOKEN_EOF)) {
			parse_member(p, &b);
			parser_expect(p, TOKEN_SEMICOLON, "after a member");
		}
		parser_expect(p, TOKEN_RBRACE, "after the members");
		parser_skip_attributes(p, &b.attributes);
	}
	parser_leave(p);
	if (!t->is_complete)
		complete_struct(p, t, &b);
	vec_release(&b.fields);
}

/* ---- tags ----------------------------------------------------------- */

/* `tag` or `module`tag` behind struct, union, enum; NULL when there is none */
static const char *parse_tag(struct parser *p)
{
	const char *tag = p->tok.text;

	if (!parser_accept(p, TOKEN_IDENT))
		return NULL;
	if (!parser_accept(p, TOKEN_BACKQUOTE))
		return tag;
	if (!parser_at(p, TOKEN_IDENT)) {
		parser_error(p, "expected a tag after '`'");
		return tag;
	}
	tag = arena_printf(p->a, "%s`%s", tag, p->tok.text);
	parser_next(p);
	return tag;
}

/* The type of the tag, made incomplete when this is the first time. */
static struct type *tagged(struct parser *p, enum type_kind kind,
			   const char *word, const char *tag)
{
	const char *name = tag ? arena_printf(p->a, "%s %s", word, tag) : NULL;
	struct type *t = name ? symtab_get(&p->program->types, name) : NULL;

	if (t)
		return t;
	t = ARENA_NEW(p->a, struct type);
	t->kind = kind;
	t->name = tag;
	t->align = 1;
	if (tag)
		symtab_set(&p->program->types, p->a, name, t);
	return t;
}

static bool check_new_body(struct parser *p, struct type *t, const char *word,
			   struct loc loc)
{
	if (!t->is_complete)
		return true;
	parser_complain(p, "D_DECL_TYPERED", loc, "%s %s is defined already",
			word, t->name);
	return false;
}

const struct type *parse_struct(struct parser *p)
{
	bool is_struct = parser_at(p, TOKEN_KEY_STRUCT);
	struct type_attributes attributes = { .is_packed = false };
	const char *word = is_struct ? "struct" : "union", *tag;
	struct loc loc = p->tok.loc;
	struct type *t;

	parser_next(p);
	parser_skip_attributes(p, &attributes);
	tag = parse_tag(p);
	loc = parser_since(p, loc);
	if (!tag && !parser_at(p, TOKEN_LBRACE)) {
		parser_error(p, "expected a tag or '{' after %s", word);
		return &type_int;
	}
	t = tagged(p, is_struct ? TYPE_STRUCT : TYPE_UNION, word, tag);
	if (!parser_at(p, TOKEN_LBRACE))
		return t;
	check_new_body(p, t, word, loc);
	parse_body(p, t, attributes);
	return t;
}

/* ---- enum ----------------------------------------------------------- */

struct enum_body {
	VEC(struct type_enumerator) list;
	int64_t next;
	bool is_negative, is_wide;
};

static void parse_enumerator(struct parser *p, struct enum_body *b)
{
	struct token name = p->tok;

	if (!parser_accept(p, TOKEN_IDENT)) {
		parser_error(p, "expected an enumerator's name");
		return;
	}
	if (parser_accept(p, TOKEN_ASSIGN))
		parse_constant(p, "D_DECL_ENCONST",
			       "the value of an enumerator", &b->next);
	else if (b->list.len && b->next == INT32_MIN)
		b->next = (int64_t)INT32_MAX + 1;
	if (b->next < INT32_MIN || b->next > UINT32_MAX) {
		parser_complain(p, "D_DECL_ENOFLOW", name.loc,
				"the value of enumerator '%s' does not fit in "
				"32 bits", name.text);
		b->next = 0;
	}
	if (symtab_get(&p->program->enumerators, name.text))
		parser_complain(p, "D_DECL_IDRED", name.loc,
				"there is an enumerator '%s' already",
				name.text);
	symtab_set(&p->program->enumerators, p->a, name.text,
		   parser_int(p, name.loc, (uint64_t)b->next,
			      b->next > INT32_MAX ? &type_uint : &type_int));
	*vec_push(&b->list) = (struct type_enumerator){ name.text, b->next };
	b->is_negative |= b->next < 0;
	b->is_wide |= b->next > INT32_MAX;
	b->next++;
}

static void complete_enum(struct parser *p, struct type *t,
			  struct enum_body *b)
{
	t->size = b->is_negative && b->is_wide ? 8 : 4;
	t->align = (uint32_t)t->size;
	t->is_signed = b->is_negative;
	t->is_complete = true;
	t->nenumerators = b->list.len;
	t->enumerators = arena_memdup(p->a, b->list.items, b->list.len *
				      sizeof(struct type_enumerator));
}

const struct type *parse_enum(struct parser *p)
{
	struct enum_body b = { .next = 0 };
	struct loc loc = p->tok.loc;
	const char *tag;
	struct type *t;

	parser_next(p);
	parser_skip_attributes(p, NULL);
	tag = parse_tag(p);
	loc = parser_since(p, loc);
	if (!tag && !parser_at(p, TOKEN_LBRACE)) {
		parser_error(p, "expected a tag or '{' after enum");
		return &type_int;
	}
	t = tagged(p, TYPE_ENUM, "enum", tag);
	if (!t->is_complete) {	/* C lets an enum be used before its body */
		t->size = t->align = 4;
	}
	if (!parser_at(p, TOKEN_LBRACE))
		return t;
	check_new_body(p, t, "enum", loc);
	do {
		parser_next(p);		/* { or , */
		if (parser_at(p, TOKEN_RBRACE))
			break;
		parse_enumerator(p, &b);
	} while (parser_at(p, TOKEN_COMMA));
	parser_expect(p, TOKEN_RBRACE, "after the enumerators");
	if (!t->is_complete)
		complete_enum(p, t, &b);
	vec_release(&b.list);
	return t;
}
