/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * printf() and printa().
 *
 * A conversion is %[flags][width][.precision][size]letter. Sizes (h, hh, l,
 * ll, L, j, z, t, w) are accepted and ignored: the field knows its own. So
 * does its sign: %d extends as the field's type says and prints signed; %u %x
 * %X %o extend with zeros. An `@` anywhere before the letter takes the next
 * aggregation's value; other conversions take the next field. The compiler has
 * checked counts and types; what still does not fit is shown as what it is.
 */
#include "consume/impl.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <limits.h>
#include <netdb.h>
#include <string.h>
#include <time.h>

#define WIDTH_MAX 32767		/* a width may come from traced data */

struct conversion {
	char flags[8];		/* of "-+ #0'", each once */
	int width;		/* -1: none */
	int precision;		/* -1: none */
	bool is_agg;
	char letter;
};

/* The next fields and aggregations. */
struct cursor {
	const struct format_args *args;
	size_t field, agg;
};

static const struct image_field *next_field(struct cursor *c)
{
	if (c->field >= c->args->nfields)
		return NULL;
	return &c->args->fields[c->field++];
}

/* ---- reading a conversion ----------------------------------------------- */

static void add_flag(struct conversion *v, char flag)
{
	size_t n = strlen(v->flags);

	if (!strchr(v->flags, flag) && n + 1 < sizeof(v->flags))
		v->flags[n] = flag;
}

/* A number, or `*` and the next field's value. */
static int number(const char **p, struct cursor *c)
{
	long long n = 0;

	if (**p == '*') {
		const struct image_field *f = next_field(c);

		++*p;
		n = f ? field_int(c->args->view, f) : 0;
	}
	for (; isdigit((unsigned char)**p); ++*p)
		if (n < WIDTH_MAX)
			n = n * 10 + (**p - '0');
	if (n > WIDTH_MAX)
		n = WIDTH_MAX;
	return n < -WIDTH_MAX ? -WIDTH_MAX : (int)n;
}

static struct conversion parse(const char **p, struct cursor *c)
{
	struct conversion v = { .width = -1, .precision = -1 };

	for (;; ++*p) {
		if (**p == '@')
			v.is_agg = true;
		else if (**p && strchr("-+ #0'", **p))
			add_flag(&v, **p);
		else
			break;
	}
	if (**p == '*' || isdigit((unsigned char)**p)) {
		v.width = number(p, c);
		if (v.width < 0) {
			add_flag(&v, '-');
			v.width = -v.width;
		}
	}
	if (**p == '.') {
		++*p;
		v.precision = number(p, c);
		if (v.precision < 0)
			v.precision = -1;
	}
	for (; **p && strchr("@hlLjztw", **p); ++*p)
		v.is_agg |= **p == '@';
	v.letter = **p;
	if (**p)
		++*p;
	return v;
}

/* The conversion for printf(3); width and precision are passed as int. */
static void spec(const struct conversion *v, const char *letter, char *out,
		 size_t size)
{
	snprintf(out, size, "%%%s%s%s%s", v->flags, v->width >= 0 ? "*" : "",
		 v->precision >= 0 ? ".*" : "", letter);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#define PRINT(out, v, letter, value) do {				\
	char spec_[32];							\
									\
	spec(v, letter, spec_, sizeof(spec_));				\
	if ((v)->width >= 0 && (v)->precision >= 0)			\
		buf_printf(out, spec_, (v)->width, (v)->precision,	\
			   value);					\
	else if ((v)->width >= 0)					\
		buf_printf(out, spec_, (v)->width, value);		\
	else if ((v)->precision >= 0)					\
		buf_printf(out, spec_, (v)->precision, value);		\
	else								\
		buf_printf(out, spec_, value);				\
} while (0)

static void print_signed(const struct conversion *v, int64_t n,
			 struct buf *out)
{
	PRINT(out, v, "lld", (long long)n);
}

static void print_unsigned(const struct conversion *v, char letter, uint64_t n,
			   struct buf *out)
{
	const char spelled[] = { 'l', 'l', letter, '\0' };

	PRINT(out, v, spelled, (unsigned long long)n);
}

static void print_float(const struct conversion *v, double d, struct buf *out)
{
	const char letter[] = { v->letter, '\0' };

	PRINT(out, v, letter, d);
}

static void print_string(const struct conversion *v, const char *s,
			 struct buf *out)
{
	PRINT(out, v, "s", s);
}
#pragma GCC diagnostic pop

/* ---- what a conversion shows -------------------------------------------- */

/* %S, %C: as a C string would be written. */
static void escape(const char *text, size_t len, struct buf *out)
{
	static const char names[] = "\aa\bb\tt\nn\vv\ff\rr\\\\\"\"";

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		const char *n = names;

		while (*n && (unsigned char)*n != c)
			n += 2;
		if (*n)
			buf_printf(out, "\\%c", n[1]);
		else if (isprint(c))
			buf_add_char(out, (char)c);
		else
			buf_printf(out, "\\%03o", c);
	}
}

static void print_escaped(const struct conversion *v, const char *text,
			  size_t len, struct buf *out)
{
	struct buf escaped = BUF_INIT;

	escape(text, len, &escaped);
	print_string(v, buf_str(&escaped), out);
	buf_release(&escaped);
}

/* %P: a port's service, such as https, or its number. */
static void print_port(const struct conversion *v, uint64_t port,
		       struct buf *out)
{
	const struct servent *s = port <= UINT16_MAX
		? getservbyport(htons((uint16_t)port), NULL) : NULL;

	if (s)
		print_string(v, s->s_name, out);
	else
		print_unsigned(v, 'u', port, out);
}

/* %Y, %T: nanoseconds since 1970, as the local time; %T as mail has it. */
static void print_time(const struct conversion *v, uint64_t ns,
		       struct buf *out)
{
	bool is_mail = v->letter == 'T';
	time_t seconds = (time_t)(ns / 1000000000u);
	char text[64] = "";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		strftime(text, sizeof(text), is_mail ? "%a, %d %b %Y %T %Z" :
			 "%Y %b %e %T", &tm);
	print_string(v, text, out);
}

/* An integer given as its bits: as its type has it, and with zeros. */
static void print_int(const struct conversion *v, int64_t n, uint64_t bits,
		      struct buf *out)
{
	struct conversion plain = *v;
	char character = (char)bits;

	switch (v->letter) {
	case 'u': case 'x': case 'X': case 'o':
		print_unsigned(v, v->letter, bits, out);
		return;
	case 'U':
		print_unsigned(v, 'u', bits, out);
		return;
	case 'O':
		print_unsigned(v, 'o', bits, out);
		return;
	case 'p':
		print_unsigned(v, 'x', bits, out);
		return;
	case 'c':
		/* a NUL is a character as well; printf(3) knows how */
		plain.precision = -1;
		PRINT(out, &plain, "c", (int)(unsigned char)bits);
		return;
	case 'C':
		print_escaped(v, &character, 1, out);
		return;
	case 'P':
		print_port(v, bits, out);
		return;
	case 'Y': case 'T':
		print_time(v, bits, out);
		return;
	default:
		print_signed(v, n, out);
	}
}

/* %a, %A: an address, as its name. */
static void print_address(const struct conversion *v, const struct view *view,
			  const struct image_field *f, struct buf *out)
{
	struct buf text = BUF_INIT;

	if (f->kind == FIELD_INT)
		address_text(view, field_uint(view, f), v->letter == 'A',
			     &text);
	else
		field_text(view, f, &text);
	print_string(v, buf_str(&text), out);
	buf_release(&text);
}

/* %k: the width is the indent. */
static void print_stack(const struct conversion *v, const struct view *view,
			const struct image_field *f, struct buf *out)
{
	stack_text(view, f, v->width >= 0 ? (unsigned)v->width :
		   view->consumer->options.stackindent, out);
}

static void print_field(const struct conversion *v, const struct view *view,
			const struct image_field *f, struct buf *out)
{
	struct buf text = BUF_INIT;

	if (v->letter == 'a' || v->letter == 'A') {
		print_address(v, view, f, out);
		return;
	}
	if (field_is_stack(f)) {
		print_stack(v, view, f, out);
		return;
	}
	if (f->kind == FIELD_INT) {
		if (strchr("eEfFgG", v->letter))
			print_float(v, field_double(view, f), out);
		else
			print_int(v, field_int(view, f), field_uint(view, f),
				  out);
		return;
	}
	field_text(view, f, &text);
	if (v->letter == 'S')
		print_escaped(v, buf_str(&text), text.len, out);
	else
		print_string(v, buf_str(&text), out);
	buf_release(&text);
}

static void print_agg(const struct conversion *v, struct cursor *c,
		      struct buf *out)
{
	const struct format_args *args = c->args;
	size_t i = c->agg;
	int64_t n;

	if (i >= args->naggs)
		return;
	c->agg++;
	if (agg_is_histogram(args->aggs[i])) {
		histogram_print(args->aggs[i], args->values[i],
				args->normals[i], args->zoom, out);
		return;
	}
	n = agg_scalar(args->aggs[i], args->values[i], args->normals[i]);
	if ((v->letter == 'd' || v->letter == 'i') && n < 0 &&
	    !agg_scalar_is_signed(args->aggs[i]))
		print_unsigned(v, 'u', (uint64_t)n, out);
	else
		print_int(v, n, (uint64_t)n, out);
}

void format_print(const char *format, const struct format_args *args,
		  struct buf *out)
{
	struct cursor c = { .args = args };

	while (*format) {
		const char *text = format;
		struct conversion v;

		format = strchrnul(text, '%');
		buf_add(out, text, (size_t)(format - text));
		if (!*format)
			break;
		format++;
		v = parse(&format, &c);
		if (v.letter == '%') {
			buf_add_char(out, '%');
		} else if (v.is_agg) {
			print_agg(&v, &c, out);
		} else if (v.letter) {
			const struct image_field *f = next_field(&c);

			if (f)
				print_field(&v, args->view, f, out);
		}
	}
}
