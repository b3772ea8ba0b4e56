/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers, characters and strings. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "lang/lexer.h"

/* ---- numbers -------------------------------------------------------- */

const struct type *number_type(uint64_t value, bool is_decimal,
			       bool is_unsigned, int longs)
{
	const struct type *const candidates[] = {
		&type_int, &type_uint, &type_long, &type_ulong,
		&type_llong, &type_ullong,
	};

	for (int i = longs * 2; i < 6; i++) {
		const struct type *t = candidates[i];
		unsigned bits = (unsigned)t->size * 8 - t->is_signed;

		if (is_unsigned && t->is_signed)
			continue;
		if (!is_unsigned && is_decimal && !t->is_signed)
			continue;
		if (bits == 64 || value >> bits == 0)
			return t;
	}
	return &type_ullong;	/* too large for any signed type */
}

static int digit_value(unsigned char c)
{
	if (isdigit(c))
		return c - '0';
	if (isxdigit(c))
		return tolower(c) - 'a' + 10;
	return 99;
}

/* u, l, ul, ll, .. in any order and case; false when it is something else. */
static bool parse_suffix(const char *p, size_t n, bool *is_unsigned,
			 int *longs)
{
	for (size_t i = 0; i < n; i++) {
		int c = tolower((unsigned char)p[i]);

		if (c == 'u' && !*is_unsigned)
			*is_unsigned = true;
		else if (c == 'l' && (*longs == 0 ||
				      (*longs == 1 && p[i - 1] == p[i])))
			++*longs;
		else
			return false;
	}
	return true;
}

static bool is_floating(const char *p, size_t n, int base)
{
	if (memchr(p, '.', n))
		return true;
	if (base == 16)
		return memchr(p, 'p', n) || memchr(p, 'P', n);
	return memchr(p, 'e', n) || memchr(p, 'E', n);
}

/* Everything that C's grammar takes into one "preprocessing number". */
static size_t number_length(const char *p)
{
	size_t n = 0;

	while (isalnum((unsigned char)p[n]) || p[n] == '_' || p[n] == '.' ||
	       ((p[n] == '+' || p[n] == '-') && n > 0 &&
		strchr("eEpP", p[n - 1]) &&
		!(p[0] == '0' && tolower((unsigned char)p[1]) == 'x' &&
		  tolower((unsigned char)p[n - 1]) == 'e') &&
		isdigit((unsigned char)p[n + 1])))
		n++;
	return n;
}

static void number_value(struct lexer *lx, struct token *t, const char *p,
			 size_t n, int base)
{
	bool is_unsigned = false, overflow = false;
	uint64_t value = 0;
	int longs = 0;
	size_t i = base == 16 ? 2 : 0;
	bool none = base == 16 && (n == 2 || digit_value(
					(unsigned char)p[2]) > 15);

	for (; i < n && digit_value((unsigned char)p[i]) < base; i++) {
		if (__builtin_mul_overflow(value, (uint64_t)base, &value) ||
		    __builtin_add_overflow(value, (uint64_t)digit_value(
					(unsigned char)p[i]), &value))
			overflow = true;
	}
	if (none || !parse_suffix(p + i, n - i, &is_unsigned, &longs)) {
		lexer_error(lx, t, "D_INT_DIGIT",
			    "'%.*s' is not a number: unexpected '%c'",
			    (int)(n < 40 ? n : 40), p, none ? p[1] : p[i]);
		return;
	}
	if (overflow) {
		lexer_error(lx, t, "D_INT_OFLOW",
			    "integer constant does not fit in 64 bits");
		return;
	}
	t->kind = TOKEN_NUMBER;
	t->value = value;
	t->type = number_type(value, base == 10, is_unsigned, longs);
}

void lex_number(struct lexer *lx, struct token *t)
{
	const char *p = lx->source->text + lx->pos;
	size_t n = number_length(p);
	int base = 10;

	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
		base = 16;
	else if (p[0] == '0')
		base = 8;
	lx->pos += (uint32_t)n;
	t->loc.end = lx->pos;
	if (is_floating(p, n, base))
		lexer_error(lx, t, "D_SYNTAX",
			    "floating-point constants are not permitted");
	else
		number_value(lx, t, p, n, base);
}

/* ---- characters and strings ----------------------------------------- */

static bool simple_escape(char c, char *value)
{
	static const char letters[] = "abfnrtv\\\"'?";
	static const char values[] = "\a\b\f\n\r\t\v\\\"'?";
	const char *p = c ? strchr(letters, c) : NULL;

	if (p)
		*value = values[p - letters];
	return p;
}

/*
 * One character of a literal at pos, which is not its end; an unknown escape
 * gives the character itself. False for an escaped newline, which gives none.
 */
static bool next_char(struct lexer *lx, char *value)
{
	const char *p = lx->source->text + lx->pos;
	unsigned number = 0;
	size_t n = 1;

	if (p[0] != '\\') {
		*value = p[0];
		lx->pos++;
		return true;
	}
	if (p[1] >= '0' && p[1] <= '7') {
		for (; n < 4 && p[n] >= '0' && p[n] <= '7'; n++)
			number = number * 8 + (unsigned)(p[n] - '0');
		*value = (char)number;
	} else if (p[1] == 'x' && isxdigit((unsigned char)p[2])) {
		for (n = 2; n < 4 && isxdigit((unsigned char)p[n]); n++)
			number = number * 16 + (unsigned)digit_value(
					(unsigned char)p[n]);
		*value = (char)number;
	} else {
		if (!simple_escape(p[1], value))
			*value = p[1];
		n = 2;
	}
	if (lx->pos + n > lx->source->len)
		n = lx->source->len - lx->pos;
	lx->pos += (uint32_t)n;
	return !(p[0] == '\\' && p[1] == '\n');
}

/* Is there more before the closing quote? Complains when there is none. */
static bool inside(struct lexer *lx, struct token *t, char quote,
		   const char *tag, const char *what)
{
	char c = lx->source->text[lx->pos];
	bool at_end = lx->pos >= lx->source->len;

	if (!at_end && c == quote) {
		lx->pos++;
		return false;
	}
	if (!at_end && c != '\n')
		return true;
	lexer_error(lx, t, tag, "%s is not closed before the end of the %s",
		    what, at_end ? "text" : "line");
	return false;
}

void lex_text(struct lexer *lx, struct token *t)
{
	struct buf text = BUF_INIT;
	char c;

	t->kind = TOKEN_TEXT;
	lx->pos++;
	while (inside(lx, t, '"', "D_STR_NL", "string constant")) {
		if (next_char(lx, &c))
			buf_add_char(&text, c);
	}
	buf_add_char(&text, '\0');
	if (t->kind == TOKEN_TEXT) {
		t->text = arena_memdup(lx->a, text.data, text.len);
		t->len = text.len - 1;
	}
	buf_release(&text);
}

void lex_character(struct lexer *lx, struct token *t)
{
	uint64_t value = 0;
	size_t n = 0;
	char c = 0;

	t->kind = TOKEN_NUMBER;
	lx->pos++;
	while (inside(lx, t, '\'', "D_CHR_NL", "character constant")) {
		if (next_char(lx, &c)) {
			value = value << 8 | (unsigned char)c;
			n++;
		}
	}
	t->type = n <= 4 ? &type_int : &type_long;
	t->value = n == 1 ? (uint64_t)(int64_t)(signed char)c : value;
	if (n == 4)
		t->value = (uint64_t)(int64_t)(int32_t)value;
	if (t->kind == TOKEN_ERROR)
		return;
	if (n == 0)
		lexer_error(lx, t, "D_CHR_NULL",
			    "character constant is empty");
	if (n > 8)
		lexer_error(lx, t, "D_CHR_OFLOW",
			    "character constant is longer than 8 bytes");
}
