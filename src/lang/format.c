/* SPDX-License-Identifier: BSD-2-Clause */
#include "lang/format.h"

#include <string.h>

#include "lang/builtin.h"

static const struct {
	char letter;
	enum format_value value;
} letters[] = {
	{ 'd', FORMAT_INTEGER }, { 'i', FORMAT_INTEGER },
	{ 'D', FORMAT_INTEGER },
	{ 'o', FORMAT_INTEGER }, { 'u', FORMAT_INTEGER },
	{ 'O', FORMAT_INTEGER }, { 'U', FORMAT_INTEGER },
	{ 'P', FORMAT_INTEGER },
	{ 'x', FORMAT_INTEGER }, { 'X', FORMAT_INTEGER },
	{ 'c', FORMAT_INTEGER }, { 'C', FORMAT_INTEGER },
	{ 'e', FORMAT_FLOAT }, { 'E', FORMAT_FLOAT },
	{ 'f', FORMAT_FLOAT }, { 'g', FORMAT_FLOAT },
	{ 'G', FORMAT_FLOAT },
	{ 's', FORMAT_STRING }, { 'S', FORMAT_STRING },
	{ 'p', FORMAT_ADDRESS }, { 'a', FORMAT_ADDRESS },
	{ 'A', FORMAT_ADDRESS },
	{ 'Y', FORMAT_TIME }, { 'T', FORMAT_TIME },
	{ 'k', FORMAT_STACK }, { '%', FORMAT_PERCENT },
};

/* Reading stays inside the format: it may hold any byte. */
struct reader {
	const char *p, *end;
};

static bool accept(struct reader *r, const char *set)
{
	if (r->p == r->end || !*r->p || !strchr(set, *r->p))
		return false;
	r->p++;
	return true;
}

static bool read_number(struct reader *r)
{
	if (accept(r, "*"))
		return true;
	while (accept(r, "0123456789"))
		;
	return false;
}

static bool read_size(struct reader *r)
{
	if (accept(r, "h"))
		accept(r, "h");
	else if (accept(r, "l"))
		accept(r, "l");
	else if (!accept(r, "Ljzt"))
		return accept(r, "w");
	return false;
}

static bool read_conv(struct reader *r, struct format_conv *conv)
{
	while (accept(r, "-+ #0'@"))
		conv->is_agg |= r->p[-1] == '@';
	conv->star_width = read_number(r);
	if (accept(r, "."))
		conv->star_precision = read_number(r);
	while (accept(r, "@"))	/* %-10@d is as common as %@-10d */
		conv->is_agg = true;
	conv->is_wide = read_size(r);
	if (r->p == r->end)
		return false;
	conv->letter = *r->p++;
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		if (letters[i].letter == conv->letter) {
			conv->value = letters[i].value;
			return !conv->is_wide || conv->letter == 'c' ||
				conv->letter == 's';
		}
	}
	return false;
}

bool format_next(const char *format, size_t len, size_t *at,
		 struct format_conv *conv, const char **error)
{
	const char *start = *at < len ? memchr(format + *at, '%', len - *at)
				      : NULL;
	struct reader r = { NULL, format + len };

	*error = NULL;
	if (!start)
		return false;
	r.p = start + 1;
	*conv = (struct format_conv){ .start = (size_t)(start - format) };
	if (!read_conv(&r, conv))
		*error = r.p == r.end && !conv->letter
			? "the format ends in the middle of a conversion"
			: "there is no such conversion";
	conv->end = *at = (size_t)(r.p - format);
	return !*error;
}

static bool is_symbol(const struct type *t)
{
	return t == &type_symaddr || t == &type_usymaddr;
}

bool format_takes(const struct format_conv *conv, const struct type *t)
{
	switch (conv->value) {
	case FORMAT_INTEGER:
		return type_is_integer(t) ||
			((conv->letter == 'x' || conv->letter == 'X') &&
			 type_is_pointer(t));
	case FORMAT_FLOAT:
		return type_resolve(t)->kind == TYPE_FLOAT;
	case FORMAT_STRING:
		return type_is_string(t);
	case FORMAT_ADDRESS:
		return type_is_scalar(t) || type_is_pointer(t) ||
			(is_symbol(t) && conv->letter != 'p');
	case FORMAT_TIME:
		return type_is_integer(t);
	case FORMAT_STACK:
		return t == &type_stack || t == &type_ustack;
	case FORMAT_PERCENT:
		return false;
	}
	return false;
}
