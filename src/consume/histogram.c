/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Distributions as DTrace draws them: the buckets that were hit, one more on
 * each side, and a bar of 40 characters for the whole. Increments may be
 * negative (quantize(v, -1)): then bars grow to the left, and when there are
 * both, each side gets half of the width.
 */
#include "consume/impl.h"

#include "image/bucket.h"

#define BAR 40

static uint32_t buckets_of(const struct image_agg *a)
{
	return bucket_count(a->func, a->params);
}

/* What bucket b counts, for sorting; what lies outside is just outside. */
static long double weight(const struct image_agg *a, uint32_t b)
{
	int64_t value = bucket_value(a->func, a->params, b);

	if (a->func != AGG_QUANTIZE && !b)
		return (long double)value - 1;
	return value;
}

long double histogram_total(const struct image_agg *a, const uint64_t *buckets)
{
	uint32_t n = buckets_of(a);
	long double total = 0;

	for (uint32_t b = 0; b < n; b++)
		if (buckets[b])
			total += weight(a, b) *
				 (long double)(int64_t)buckets[b];
	return total;
}

/* The buckets to show: those hit and one on each side, where there is one. */
static void shown_range(const struct image_agg *a, const uint64_t *buckets,
			uint32_t *first, uint32_t *last)
{
	uint32_t n = buckets_of(a);

	*first = 0;
	while (*first < n && !buckets[*first])
		++*first;
	if (*first == n) {
		*first = a->func == AGG_QUANTIZE ? QUANTIZE_ZERO - 1 : 0;
		*last = *first + 2 < n ? *first + 2 : n - 1;
		return;
	}
	*last = n - 1;
	while (!buckets[*last])
		--*last;
	*first -= *first > 0;
	*last += *last < n - 1;
}

static void label(const struct image_agg *a, uint32_t b, struct buf *out)
{
	long long value = bucket_value(a->func, a->params, b);
	const char *sign = "";
	char text[32];

	if (a->func != AGG_QUANTIZE)
		sign = !b ? "< " : b == buckets_of(a) - 1 ? ">= " : "";
	snprintf(text, sizeof(text), "%s%lld", sign, value);
	buf_printf(out, "%16s ", text);
}

/* Characters of a bar, rounded. */
static size_t length_of(int64_t count, long double whole, int full)
{
	long double size = count < 0 ? -(long double)count : count;
	long double n = whole ? size * full / whole + 0.5L : 0;

	return n > full ? (size_t)full : (size_t)n;
}

void bars_count(struct bars *b, int64_t count)
{
	long double size = count < 0 ? -(long double)count : count;

	b->positive |= count > 0;
	b->negative |= count < 0;
	if (!b->zoom)
		b->whole += size;
	else if (size > b->whole)
		b->whole = size;
}

void bars_print(const struct bars *b, int64_t count, struct buf *out)
{
	int full = b->positive && b->negative ? BAR / 2 : BAR;
	size_t width = (size_t)full, n = length_of(count, b->whole, full);
	size_t left = count < 0 ? n : 0, right = count > 0 ? n : 0;

	if (b->negative) {
		buf_add_fill(out, ' ', width - left);
		buf_add_fill(out, '@', left);
	}
	buf_add_char(out, '|');
	if (b->positive || !b->negative) {
		buf_add_fill(out, '@', right);
		buf_add_fill(out, ' ', width - right);
	}
}

void histogram_print(const struct image_agg *a, const uint64_t *buckets,
		     uint64_t normal, bool zoom, struct buf *out)
{
	struct bars bars = { .zoom = zoom };
	uint32_t first, last;

	shown_range(a, buckets, &first, &last);
	for (uint32_t b = first; b <= last; b++)
		bars_count(&bars, (int64_t)buckets[b]);
	buf_printf(out, "\n%16s %41s %-9s\n", "value", BAR_TITLE, "count");
	for (uint32_t b = first; b <= last; b++) {
		int64_t count = (int64_t)buckets[b];

		label(a, b, out);
		bars_print(&bars, count, out);
		buf_printf(out, " %-9lld\n",
			   (long long)(count / (int64_t)normal));
	}
}
