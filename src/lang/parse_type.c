/* SPDX-License-Identifier: BSD-2-Clause */
/* Declaration specifiers: `const unsigned long`, `struct x`, `foo_t`, .. */
#include <string.h>

#include "lang/parser.h"

/* How often each word of a basic type was seen. */
enum word {
	WORD_VOID, WORD_CHAR, WORD_SHORT, WORD_INT, WORD_LONG, WORD_FLOAT,
	WORD_DOUBLE, WORD_SIGNED, WORD_UNSIGNED, WORD_BOOL, WORD_STRING,
	WORD_COUNT,
};

struct words {
	int n[WORD_COUNT];
	int total;
	const struct type *other;	/* struct, union, enum or typedef */
	unsigned qualifiers;
};

const struct type *parser_find_type(struct parser *p, const char *name)
{
	const struct type *t = symtab_get(&p->program->types, name);

	return t ? t : type_predefined(name);
}

const struct type *parser_unknown_type(struct parser *p, const char *name,
				       struct loc loc)
{
	struct type *t = ARENA_NEW(p->a, struct type);

	t->kind = TYPE_TYPEDEF;
	t->align = 1;
	t->name = name;
	symtab_set(&p->program->types, p->a, name, t);
	if (p->provider_only) {
		parser_complain(p, "D_TYPE_ERR", loc,
				"unknown type '%s'; put a typedef of it before "
				"the provider", name);
		t->base = &type_int;
	}
	return t;
}

bool parser_at_type(struct parser *p)
{
	switch (p->tok.kind) {
	case TOKEN_KEY_BOOL:
	case TOKEN_KEY_CHAR:
	case TOKEN_KEY_CONST:
	case TOKEN_KEY_DOUBLE:
	case TOKEN_KEY_ENUM:
	case TOKEN_KEY_FLOAT:
	case TOKEN_KEY_INT:
	case TOKEN_KEY_LONG:
	case TOKEN_KEY_RESTRICT:
	case TOKEN_KEY_SHORT:
	case TOKEN_KEY_SIGNED:
	case TOKEN_KEY_STRING:
	case TOKEN_KEY_STRUCT:
	case TOKEN_KEY_UNION:
	case TOKEN_KEY_UNSIGNED:
	case TOKEN_KEY_USERLAND:
	case TOKEN_KEY_VOID:
	case TOKEN_KEY_VOLATILE:
		return true;
	case TOKEN_IDENT:
		return parser_find_type(p, p->tok.text);
	default:
		return false;
	}
}

#define ALIGN_DEFAULT 16	/* what aligned without a number means */
#define ALIGN_MAX 4096

/* aligned(8), __aligned__: at what follows the word */
static void parse_aligned(struct parser *p, struct type_attributes *seen)
{
	struct loc loc = p->tok.loc;
	int64_t align = ALIGN_DEFAULT;

	if (parser_accept(p, TOKEN_LPAREN)) {
		parse_constant(p, "D_DECL_ALIGN", "an alignment", &align);
		parser_expect(p, TOKEN_RPAREN, "after an alignment");
	}
	if (align < 1 || align > ALIGN_MAX || (align & (align - 1)))
		parser_complain(p, "D_DECL_ALIGN", loc,
				"an alignment is a power of two of at most "
				"%d, not %lld", ALIGN_MAX, (long long)align);
	else if (align > seen->align)
		seen->align = (uint32_t)align;
}

/* What is in the parentheses; all but two attributes mean nothing to D. */
static void parse_attributes(struct parser *p, struct type_attributes *seen)
{
	int depth = 0;

	do {
		bool is_word = parser_at(p, TOKEN_IDENT) && seen;

		if (parser_at(p, TOKEN_LPAREN))
			depth++;
		else if (parser_at(p, TOKEN_RPAREN))
			depth--;
		else if (parser_at(p, TOKEN_EOF))
			parser_error(p, "expected ')'");
		if (is_word && strstr(p->tok.text, "packed"))
			seen->is_packed = true;
		is_word = is_word && strstr(p->tok.text, "aligned");
		parser_next(p);
		if (is_word)
			parse_aligned(p, seen);
	} while (depth > 0 && !p->in_panic);
}

void parser_skip_attributes(struct parser *p, struct type_attributes *seen)
{
	while (parser_at(p, TOKEN_IDENT)) {
		if (strncmp(p->tok.text, "__attribute", 11) != 0 &&
		    strncmp(p->tok.text, "__asm", 5) != 0 &&
		    strcmp(p->tok.text, "__extension__") != 0)
			return;
		parser_next(p);
		if (parser_at(p, TOKEN_LPAREN))
			parse_attributes(p, seen);
	}
}

/* ---- basic types ---------------------------------------------------- */

static const struct type *integer_type(const struct words *w)
{
	bool u = w->n[WORD_UNSIGNED];

	if (w->n[WORD_CHAR])
		return u ? &type_uchar
			: w->n[WORD_SIGNED] ? &type_schar : &type_char;
	if (w->n[WORD_SHORT])
		return u ? &type_ushort : &type_short;
	if (w->n[WORD_LONG] == 2)
		return u ? &type_ullong : &type_llong;
	if (w->n[WORD_LONG])
		return u ? &type_ulong : &type_long;
	return u ? &type_uint : &type_int;
}

static const char *words_wrong(const struct words *w, const char **tag)
{
	bool sign = w->n[WORD_SIGNED] || w->n[WORD_UNSIGNED];
	int alone = w->n[WORD_VOID] + w->n[WORD_FLOAT] + w->n[WORD_BOOL] +
		w->n[WORD_STRING];

	*tag = "D_DECL_COMBO";
	if (w->other && w->total)
		return "this type cannot be combined with another";
	for (int i = 0; i < WORD_COUNT; i++) {
		if (w->n[i] > (i == WORD_LONG ? 2 : 1))
			return "the same word of a type is repeated";
	}
	if (alone + w->n[WORD_CHAR] + w->n[WORD_INT] + w->n[WORD_DOUBLE] > 1)
		return "two types cannot be combined";
	if (w->n[WORD_SIGNED] && w->n[WORD_UNSIGNED])
		return "a type is signed or unsigned, not both";
	if (sign && (alone || w->n[WORD_DOUBLE])) {
		*tag = "D_DECL_SIGNINT";
		return "only an integer type may be signed or unsigned";
	}
	if (w->n[WORD_LONG] && (alone || w->n[WORD_CHAR] ||
				w->n[WORD_SHORT] ||
				(w->n[WORD_LONG] == 2 && w->n[WORD_DOUBLE]))) {
		*tag = "D_DECL_LONGINT";
		return "only int and double may be long";
	}
	if (w->n[WORD_SHORT] && (alone || w->n[WORD_CHAR] ||
				 w->n[WORD_DOUBLE])) {
		*tag = "D_DECL_CHARATTR";
		return "only int may be short";
	}
	return NULL;
}

static const struct type *words_type(const struct words *w)
{
	if (w->other)
		return w->other;
	if (w->n[WORD_VOID])
		return &type_void;
	if (w->n[WORD_FLOAT])
		return &type_float;
	if (w->n[WORD_DOUBLE])
		return w->n[WORD_LONG] ? &type_ldouble : &type_double;
	if (w->n[WORD_BOOL])
		return &type_bool;
	if (w->n[WORD_STRING])
		return &type_string;
	return integer_type(w);
}

/* ---- one specifier after the other ---------------------------------- */

static void set_storage(struct parser *p, struct specifiers *s,
			enum storage storage)
{
	if (s->storage != STORAGE_NONE)
		parser_complain(p, "D_DECL_CLASS", p->tok.loc,
				"a declaration has one storage class, '%s' is "
				"a second one", token_spelling(p->tok.kind));
	s->storage = storage;
}

static bool storage_word(struct parser *p, struct specifiers *s)
{
	static const struct {
		enum token_kind kind;
		enum storage storage;
	} storages[] = {
		{ TOKEN_KEY_TYPEDEF, STORAGE_TYPEDEF },
		{ TOKEN_KEY_EXTERN, STORAGE_EXTERN },
		{ TOKEN_KEY_STATIC, STORAGE_STATIC },
		{ TOKEN_KEY_AUTO, STORAGE_AUTO },
		{ TOKEN_KEY_REGISTER, STORAGE_REGISTER },
		{ TOKEN_KEY_SELF, STORAGE_SELF },
		{ TOKEN_KEY_THIS, STORAGE_THIS },
	};

	if (parser_at(p, TOKEN_KEY_INLINE)) {
		s->is_inline = true;
		parser_next(p);
		return true;
	}
	for (size_t i = 0; i < sizeof(storages) / sizeof(storages[0]); i++) {
		if (storages[i].kind == p->tok.kind) {
			set_storage(p, s, storages[i].storage);
			parser_next(p);
			return true;
		}
	}
	return false;
}

static bool basic_word(struct parser *p, struct words *w)
{
	static const struct {
		enum token_kind kind;
		enum word word;
	} basics[] = {
		{ TOKEN_KEY_VOID, WORD_VOID }, { TOKEN_KEY_CHAR, WORD_CHAR },
		{ TOKEN_KEY_SHORT, WORD_SHORT }, { TOKEN_KEY_INT, WORD_INT },
		{ TOKEN_KEY_LONG, WORD_LONG }, { TOKEN_KEY_FLOAT, WORD_FLOAT },
		{ TOKEN_KEY_DOUBLE, WORD_DOUBLE },
		{ TOKEN_KEY_SIGNED, WORD_SIGNED },
		{ TOKEN_KEY_UNSIGNED, WORD_UNSIGNED },
		{ TOKEN_KEY_BOOL, WORD_BOOL },
		{ TOKEN_KEY_STRING, WORD_STRING },
	};

	for (size_t i = 0; i < sizeof(basics) / sizeof(basics[0]); i++) {
		if (basics[i].kind == p->tok.kind) {
			w->n[basics[i].word]++;
			w->total++;
			parser_next(p);
			return true;
		}
	}
	return false;
}

static bool qualifier_word(struct parser *p, struct words *w)
{
	switch (p->tok.kind) {
	case TOKEN_KEY_CONST:
		w->qualifiers |= QUAL_CONST;
		break;
	case TOKEN_KEY_VOLATILE:
		w->qualifiers |= QUAL_VOLATILE;
		break;
	case TOKEN_KEY_RESTRICT:
		w->qualifiers |= QUAL_RESTRICT;
		break;
	case TOKEN_KEY_USERLAND:
		w->qualifiers |= QUAL_USERLAND;
		break;
	default:
		return false;
	}
	parser_next(p);
	return true;
}

/* module`type or a typedef's name, which need not be known yet. */
static const struct type *named_type(struct parser *p)
{
	const char *name = p->tok.text;
	struct loc loc = p->tok.loc;
	const struct type *t;

	parser_next(p);
	if (parser_accept(p, TOKEN_BACKQUOTE)) {
		if (!parser_at(p, TOKEN_IDENT)) {
			parser_error(p, "expected a type's name after '`'");
			return &type_int;
		}
		name = arena_printf(p->a, "%s`%s", name, p->tok.text);
		parser_next(p);
	}
	t = parser_find_type(p, name);
	return t ? t : parser_unknown_type(p, name, loc);
}

static bool other_type(struct parser *p, struct words *w)
{
	if (parser_at(p, TOKEN_KEY_STRUCT) || parser_at(p, TOKEN_KEY_UNION)) {
		if (w->other)
			w->total++;	/* two of them: a wrong combination */
		w->other = parse_struct(p);
	} else if (parser_at(p, TOKEN_KEY_ENUM)) {
		if (w->other)
			w->total++;
		w->other = parse_enum(p);
	} else if (parser_at(p, TOKEN_IDENT) && !w->other && !w->total) {
		w->other = named_type(p);
	} else {
		return false;
	}
	return true;
}

void parse_specifiers(struct parser *p, struct specifiers *s)
{
	struct words w = { .other = NULL };
	const char *tag, *wrong;

	*s = (struct specifiers){ .loc = p->tok.loc, .type = &type_int };
	parser_skip_attributes(p, NULL);
	while (storage_word(p, s) || basic_word(p, &w) ||
	       qualifier_word(p, &w) || other_type(p, &w))
		parser_skip_attributes(p, NULL);
	s->loc = parser_since(p, s->loc);
	if (!w.other && !w.total)
		parser_error(p, "expected a type");
	wrong = words_wrong(&w, &tag);
	if (wrong)
		parser_complain(p, tag, s->loc, "%s", wrong);
	else
		s->type = words_type(&w);
	s->type = type_qualified(p->a, s->type, w.qualifiers);
}

const struct type *parse_type_name(struct parser *p)
{
	struct specifiers s;
	struct declarator d;

	parse_specifiers(p, &s);
	if (s.storage != STORAGE_NONE || s.is_inline)
		parser_complain(p, "D_DECL_BADCLASS", s.loc,
				"a type's name has no storage class");
	parse_declarator(p, s.type, &d);
	if (d.name)
		parser_complain(p, "D_SYNTAX", d.loc,
				"'%s' is too much: a type alone is wanted",
				d.name);
	if (d.is_array)
		parser_complain(p, "D_DECL_ARRSUB", d.keys_loc,
				"the size of an array must be a number here");
	return d.type;
}
