/* SPDX-License-Identifier: BSD-2-Clause */
#include "libusdt/argtype.h"

#include <string.h>

/* A token: an identifier or number, or one other character; empty: the end. */
struct token {
	const char *p;
	size_t len;
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

static const char *skip_blanks(const char *p)
{
	for (;;) {
		const char *end;

		p += strspn(p, " \t\n\r");
		if (p[0] != '/' || p[1] != '*')
			return p;
		end = strstr(p + 2, "*/");
		if (!end)
			return p + strlen(p);
		p = end + 2;
	}
}

static struct token next(const char **p)
{
	struct token t = { skip_blanks(*p), 0 };

	while (is_word(t.p[t.len]))
		t.len++;
	if (!t.len && *t.p)
		t.len = 1;
	*p = t.p + t.len;
	return t;
}

static bool is(struct token t, const char *word)
{
	return strlen(word) == t.len && !memcmp(t.p, word, t.len);
}

static bool is_name(struct token t)
{
	return t.len && is_word(*t.p) && (*t.p < '0' || *t.p > '9');
}

static bool is_tag_keyword(struct token t)
{
	return is(t, "struct") || is(t, "union") || is(t, "enum");
}

/* ---- what the tracer knows without a declaration ------------------------ */

static const struct {
	const char *name;
	struct arg_type type;
} standard[] = {
	{ "int8_t", { 1, true } },
	{ "int16_t", { 2, true } },
	{ "int32_t", { 4, true } },
	{ "int64_t", { 8, true } },
	{ "uint8_t", { 1, false } },
	{ "uint16_t", { 2, false } },
	{ "uint32_t", { 4, false } },
	{ "uint64_t", { 8, false } },
	{ "intptr_t", { 8, true } },
	{ "uintptr_t", { 8, false } },
	{ "ptrdiff_t", { 8, true } },
	{ "size_t", { 8, false } },
	{ "ssize_t", { 8, true } },
	{ "off_t", { 8, true } },
	{ "time_t", { 8, true } },
	{ "pid_t", { 4, true } },
	{ "uid_t", { 4, false } },
	{ "gid_t", { 4, false } },
	{ "mode_t", { 4, false } },
	{ "bool", { 1, false } },
	{ "_Bool", { 1, false } },
	{ "string", { 8, false } },
};

/* ---- words of basic types ---------------------------------------------- */

struct words {
	int n_int, n_char, n_short, n_long, n_signed, n_unsigned;
	int n_float, n_double, n_void;
};

static bool count_word(struct words *w, struct token t)
{
	static const char *const names[] = {
		"int", "char", "short", "long", "signed", "unsigned",
		"float", "double", "void",
	};
	int *const counts[] = {
		&w->n_int, &w->n_char, &w->n_short, &w->n_long, &w->n_signed,
		&w->n_unsigned, &w->n_float, &w->n_double, &w->n_void,
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is(t, names[i])) {
			++*counts[i];
			return true;
		}
	return false;
}

/* Do the words make a type? Size 0: void. */
static bool words_type(const struct words *w, struct arg_type *out)
{
	int real = w->n_float + w->n_double + w->n_void;
	int whole = w->n_int + w->n_char;

	out->is_signed = false;
	if (real) {
		out->size = w->n_void ? 0 : w->n_float ? 4 : 8;
		return real == 1 && !whole && !w->n_short && !w->n_long &&
		       !w->n_signed && !w->n_unsigned;
	}
	out->is_signed = !w->n_unsigned;
	out->size = w->n_char ? 1 : w->n_short ? 2 : w->n_long ? 8 : 4;
	return whole <= 1 && w->n_signed + w->n_unsigned <= 1 &&
	       w->n_short + !!w->n_long + w->n_char <= 1 && w->n_long <= 2;
}

/* ---- typedefs among declarations ---------------------------------------- */

/* What a typedef names: size 0, what can only be pointed to. */
struct definition {
	struct token name;
	struct arg_type type;
};

static bool base_type(const char **p, const char *declarations,
		      const char *end, struct arg_type *out);

/* Read one statement up to its ';'; gives whether it was a typedef. */
static bool read_typedef(const char **p, const char *declarations,
			 struct definition *out)
{
	const char *start = skip_blanks(*p), *from = start;
	bool is_typedef = is(next(&from), "typedef");
	bool is_pointer = false, is_array = false;
	struct token t, before = { 0 };
	int depth = 0;

	memset(out, 0, sizeof(*out));
	for (t = next(p); t.len && (depth || !is(t, ";")); t = next(p)) {
		is_array = is_array || (!depth && is(t, "["));
		depth += is(t, "{") || is(t, "[");
		depth -= is(t, "}") || is(t, "]");
		if (depth)
			continue;
		if (is_name(t) && (!is(before, "(") || !out->name.len))
			out->name = t;
		if (is(before, "(") && is(t, "*"))	/* (*name)(...) */
			is_pointer = true, out->name.len = 0;
		if (is(t, ")") && is_pointer)
			break;
		is_pointer = is_pointer || is(t, "*");
		before = t;
	}
	while (t.len && !is(t, ";"))
		t = next(p);
	if (!is_typedef)
		return false;
	if (is_pointer)
		out->type = (struct arg_type){ 8, false };
	else if (!base_type(&from, declarations, start, &out->type) ||
		 skip_blanks(from) != out->name.p)
		out->type.size = 0;
	if (is_array)
		out->type.size = 0;
	return out->name.len > 0;
}

/* Among the typedefs before end (NULL: among all), the last of this name. */
static bool find_typedef(struct token name, const char *declarations,
			 const char *end, struct arg_type *out)
{
	const char *p = declarations;
	struct definition d;
	bool found = false;

	while (p && *(p = skip_blanks(p)) && (!end || p < end))
		if (read_typedef(&p, declarations, &d) &&
		    d.name.len == name.len &&
		    !memcmp(d.name.p, name.p, name.len)) {
			*out = d.type;
			found = true;
		}
	return found;
}

static bool named_type(struct token t, const char *declarations,
		       const char *end, struct arg_type *out)
{
	if (find_typedef(t, declarations, end, out))
		return true;
	for (size_t i = 0; i < sizeof(standard) / sizeof(standard[0]); i++)
		if (is(t, standard[i].name)) {
			*out = standard[i].type;
			return true;
		}
	return false;
}

/* Everything before the '*': false when unknown. Size 0: not to be passed. */
static bool base_type(const char **p, const char *declarations,
		      const char *end, struct arg_type *out)
{
	struct words words = { 0 };
	bool named = false, any = false;

	for (;;) {
		const char *at = *p;
		struct token t = next(&at);

		if (is(t, "const") || is(t, "volatile")) {
			*p = at;
		} else if (!named && count_word(&words, t)) {
			any = true;
			*p = at;
		} else if (!named && !any && is_tag_keyword(t)) {
			bool is_enum = is(t, "enum");

			if (!is_name(next(&at)))
				return false;
			out->size = is_enum ? 4 : 0;
			out->is_signed = is_enum;
			named = true;
			*p = at;
		} else if (!named && !any && is_name(t)) {
			if (!named_type(t, declarations, end, out))
				return false;
			named = true;
			*p = at;
		} else {
			break;
		}
	}
	return named || (any && words_type(&words, out));
}

const char *argtype_parse(const char *type, const char *declarations,
			struct arg_type *out)
{
	const char *p = type;
	bool is_pointer = false;
	struct token t;

	if (strlen(type) > TYPE_MAX_LEN)
		return "the type is too long";
	if (strchr(type, '/'))
		return "no comments in a type";
	if (!base_type(&p, declarations, NULL, out))
		return "unknown type";
	for (t = next(&p); t.len; t = next(&p)) {
		if (!is(t, "*") && !(is_pointer && is(t, "const")))
			return "not a type";
		is_pointer = true;
	}
	if (is_pointer)
		*out = (struct arg_type){ 8, false };
	return out->size ? NULL : "not the type of a word; pass a pointer";
}

/* ---- declarations ------------------------------------------------------- */

static const char *check_statement(const char **p)
{
	struct token t = next(p);
	char open[64];
	size_t depth = 0;

	if (!is_tag_keyword(t) && !is(t, "typedef"))
		return "only struct, union, enum and typedef can be declared";
	for (t = next(p); t.len && (depth || !is(t, ";")); t = next(p)) {
		if (is(t, "{") || is(t, "(") || is(t, "[")) {
			if (depth == sizeof(open))
				return "nested too deeply";
			open[depth++] = *t.p == '{' ? '}' :
					*t.p == '(' ? ')' : ']';
		} else if (is(t, "}") || is(t, ")") || is(t, "]")) {
			if (!depth || open[--depth] != *t.p)
				return "a bracket does not fit";
		} else if (!is_word(*t.p) && !strchr("*,;:=-+<>&|~", *t.p)) {
			return "a character that no declaration has";
		}
	}
	return t.len ? NULL : "the final ';' is missing";
}

const char *argtype_check_declarations(const char *text)
{
	const char *problem = NULL;

	if (strlen(text) > DECLARATIONS_MAX_LEN)
		return "declarations are too long";
	while (!problem && *(text = skip_blanks(text)))
		problem = check_statement(&text);
	return problem;
}
