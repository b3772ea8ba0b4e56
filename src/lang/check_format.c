/* SPDX-License-Identifier: BSD-2-Clause */
/* printf() and printa(): do format and values fit together? */
#include "lang/check.h"
#include "lang/format.h"

/* Calls with a format: what is printed next, and how far the format is read. */
struct printing {
	struct checker *c;
	struct node *call;
	const char *format;
	size_t len, at;
	int n;				/* conversions read so far */
};

static bool next_conv(struct printing *p, struct format_conv *conv)
{
	const char *error;

	if (format_next(p->format, p->len, &p->at, conv, &error)) {
		p->n++;
		return true;
	}
	if (error)
		check_fail(p->c, p->call, "D_PRINTF_FMT", "'%.*s': %s",
			   (int)(conv->end - conv->start),
			   p->format + conv->start, error);
	return false;
}

static const char *conv_text(struct printing *p,
			     const struct format_conv *conv)
{
	return arena_strndup(p->c->a, p->format + conv->start,
			     conv->end - conv->start);
}

static void wrong_type(struct printing *p, const struct format_conv *conv,
		       const struct type *t)
{
	bool is_address = conv->value == FORMAT_STRING && type_is_scalar(t);

	check_fail(p->c, p->call, "D_PRINTF_ARG_TYPE",
		   "'%s' (conversion %d) cannot print a value of type '%s'%s",
		   conv_text(p, conv), p->n, check_text(p->c, t),
		   is_address ? "; copyinstr() reads the string at an address"
			      : "");
}

/* ---- printf --------------------------------------------------------- */

/* A * takes a value of its own before that of the conversion. */
static struct node *check_star(struct printing *p,
			       const struct format_conv *conv,
			       struct node *arg)
{
	if (!arg) {
		check_fail(p->c, p->call, "D_PRINTF_DYN_PROTO",
			   "there is no value for the '*' of '%s' (conversion "
			   "%d)", conv_text(p, conv), p->n);
		return NULL;
	}
	if (!type_is_integer(arg->type))
		check_fail(p->c, p->call, "D_PRINTF_DYN_TYPE",
			   "the '*' of '%s' (conversion %d) takes an integer, "
			   "not '%s'", conv_text(p, conv), p->n,
			   check_text(p->c, arg->type));
	return arg->next;
}

static struct node *check_conv(struct printing *p,
			       const struct format_conv *conv,
			       struct node *arg)
{
	if (conv->star_width)
		arg = check_star(p, conv, arg);
	if (conv->star_precision && !is_bad(p->call->type))
		arg = check_star(p, conv, arg);
	if (is_bad(p->call->type) || conv->value == FORMAT_PERCENT)
		return arg;
	if (conv->is_agg) {
		check_fail(p->c, p->call, "D_PRINTF_AGG_CONV",
			   "'%s' prints an aggregation: that is for printa()",
			   conv_text(p, conv));
		return NULL;
	}
	if (!arg) {
		check_fail(p->c, p->call, "D_PRINTF_ARG_PROTO",
			   "there is no value for '%s' (conversion %d)",
			   conv_text(p, conv), p->n);
		return NULL;
	}
	if (!format_takes(conv, arg->type))
		wrong_type(p, conv, arg->type);
	return arg->next;
}

void check_printf(struct checker *c, struct node *n)
{
	struct printing p = {
		.c = c, .call = n, .format = n->args->str,
		.len = n->args->str_len,
	};
	struct node *arg = n->args->next;
	struct format_conv conv;

	if (n->builtin->id == BI_FREOPEN && !p.len && arg) {
		check_fail(c, n, "D_FREOPEN_INVALID",
			   "an empty name goes back to the standard output "
			   "and takes no values");
		return;
	}
	while (next_conv(&p, &conv)) {
		arg = check_conv(&p, &conv, arg);
		if (is_bad(n->type))
			return;
	}
	if (arg && !is_bad(n->type))
		check_fail(c, n, "D_PRINTF_ARG_EXTRA",
			   "more values are given than the format prints");
}

/* ---- printa --------------------------------------------------------- */

/* The keys of several aggregations have types alike: the first's count. */
static void check_key_conv(struct printing *p, const struct format_conv *conv,
			   const struct aggregation *agg, size_t key)
{
	if (key >= agg->nkeys)
		check_fail(p->c, p->call, "D_PRINTF_ARG_PROTO",
			   "'%s' (conversion %d) has no key to print: @%s has "
			   "%zu; %%@ prints the value", conv_text(p, conv),
			   p->n, agg->name, agg->nkeys);
	else if (!format_takes(conv, agg->keys[key]))
		wrong_type(p, conv, agg->keys[key]);
}

void check_printa_format(struct checker *c, struct node *call,
			 struct node *format, struct node *aggs)
{
	struct printing p = {
		.c = c, .call = call, .format = format->str,
		.len = format->str_len,
	};
	struct format_conv conv;
	size_t key = 0;

	while (!is_bad(call->type) && next_conv(&p, &conv)) {
		if (conv.star_width || conv.star_precision)
			check_fail(c, call, "D_PRINTF_DYN_PROTO",
				   "'%s': printa() has no value for '*'",
				   conv_text(&p, &conv));
		else if (conv.is_agg && conv.value != FORMAT_INTEGER)
			check_fail(c, call, "D_PRINTF_AGG_CONV",
				   "'%s' cannot print an aggregation; %%@d "
				   "can", conv_text(&p, &conv));
		else if (!conv.is_agg && conv.value != FORMAT_PERCENT)
			check_key_conv(&p, &conv, aggs->agg, key++);
	}
}
