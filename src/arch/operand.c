/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch/operand.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

bool cursor_at_end(const struct cursor *c)
{
	return c->p == c->end;
}

bool cursor_take(struct cursor *c, char want)
{
	if (cursor_at_end(c) || *c->p != want)
		return false;
	c->p++;
	return true;
}

void cursor_skip_blanks(struct cursor *c)
{
	while (!cursor_at_end(c) && (*c->p == ' ' || *c->p == '\t'))
		c->p++;
}

static bool is_word(char ch)
{
	return isalnum((unsigned char)ch) || ch == '_' || ch == '.' ||
	       ch == '$';
}

struct cursor cursor_word(struct cursor *c)
{
	struct cursor word = { c->p, c->p };

	while (!cursor_at_end(c) && is_word(*c->p))
		c->p++;
	word.end = c->p;
	return word;
}

bool cursor_at_symbol(const struct cursor *c)
{
	return !cursor_at_end(c) && is_word(*c->p) &&
	       !isdigit((unsigned char)*c->p);
}

/* Decimal or 0x digits; false when there are none or too many. */
static bool take_digits(struct cursor *c, uint64_t *out)
{
	unsigned base = 10, digit;
	const char *first;
	uint64_t v = 0;

	if (c->end - c->p > 2 && c->p[0] == '0' &&
	    (c->p[1] == 'x' || c->p[1] == 'X')) {
		base = 16;
		c->p += 2;
	}
	for (first = c->p; !cursor_at_end(c); c->p++) {
		unsigned char ch = (unsigned char)*c->p;

		if (isdigit(ch))
			digit = ch - '0';
		else if (base == 16 && isxdigit(ch))
			digit = (unsigned)tolower(ch) - 'a' + 10;
		else
			break;
		if (v > (UINT64_MAX - digit) / base)
			return false;
		v = v * base + digit;
	}
	*out = v;
	return c->p != first;
}

/* "SIZE@" or "-SIZE@", SIZE with an optional f. */
static int parse_size(struct cursor *c, struct operand *out, struct err *e)
{
	uint64_t size;

	out->is_signed = cursor_take(c, '-');
	if (!take_digits(c, &size))
		return err_set(e, -EINVAL, "it does not start with a size");
	out->is_float = cursor_take(c, 'f');
	if (!cursor_take(c, '@'))
		return err_set(e, -EINVAL, "no '@' after the size");
	if (!size)
		return err_set(e, -EINVAL, "its size is 0");
	if (size != 1 && size != 2 && size != 4 && size != 8)
		return err_set(e, -ENOTSUP,
			       "arguments of %llu bytes cannot be read",
			       (unsigned long long)size);
	if (out->is_float && size < 4)
		return err_set(e, -ENOTSUP,
			       "floating point of %llu bytes cannot be read",
			       (unsigned long long)size);
	out->size = (uint8_t)size;
	return 0;
}

int operand_parse_number(struct cursor *c, int64_t *out, struct err *e)
{
	uint64_t sum = 0;

	do {
		bool minus = cursor_take(c, '-');
		uint64_t v;

		if (!minus)
			cursor_take(c, '+');
		if (cursor_at_symbol(c))
			return err_set(e, -ENOTSUP,
				       "it needs the address of a symbol");
		if (!take_digits(c, &v))
			return err_set(e, -EINVAL, "a number is missing or "
				       "too large");
		sum += minus ? -v : v;
	} while (!cursor_at_end(c) && (*c->p == '+' || *c->p == '-'));
	*out = (int64_t)sum;
	return 0;
}

int64_t operand_truncate(int64_t value, uint8_t size, bool is_signed)
{
	unsigned shift = 64 - 8 * size;
	uint64_t top = (uint64_t)value << shift;

	return is_signed ? (int64_t)top >> shift : (int64_t)(top >> shift);
}

const struct arch_reg *operand_find_reg(const struct arch_reg *regs, size_t n,
					struct cursor word)
{
	size_t len = (size_t)(word.end - word.p);

	for (size_t i = 0; i < n; i++)
		if (strlen(regs[i].name) == len &&
		    !memcmp(regs[i].name, word.p, len))
			return &regs[i];
	return NULL;
}

int operand_parse(const char *text, size_t len, location_fn *parse_location,
		  struct operand *out, struct err *e)
{
	struct cursor c = { text, text + len };
	int ret;

	memset(out, 0, sizeof(*out));
	ret = parse_size(&c, out, e);
	if (!ret)
		ret = parse_location(&c, out, e);
	if (!ret && !cursor_at_end(&c))
		ret = err_set(e, -EINVAL, "text follows the operand");
	if (ret)
		err_prefix(e, "argument '%.*s'", len > 200 ? 200 : (int)len,
			   text);
	return ret;
}
