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
static size_t length_of(int64_t count, long double total, int full)
{
	long double size = count < 0 ? -(long double)count : count;
	long double n = total ? size * full / total + 0.5L : 0;

	return n > full ? (size_t)full : (size_t)n;
}

static void bar_left(size_t n, size_t width, struct buf *out)
{
	buf_add_fill(out, ' ', width - n);
	buf_add_fill(out, '@', n);
}

static void bar_right(size_t n, size_t width, struct buf *out)
{
	buf_add_fill(out, '@', n);
	buf_add_fill(out, ' ', width - n);
}

struct signs {
	bool positive, negative;	/* there are such counts */
};

static void bar(int64_t count, long double total, struct signs s,
		struct buf *out)
{
	int full = s.positive && s.negative ? BAR / 2 : BAR;
	size_t n = length_of(count, total, full);

	if (s.negative)
		bar_left(count < 0 ? n : 0, (size_t)full, out);
	buf_add_char(out, '|');
	if (s.positive || !s.negative)
		bar_right(count > 0 ? n : 0, (size_t)full, out);
}

void histogram_print(const struct image_agg *a, const uint64_t *buckets,
		     uint64_t normal, struct buf *out)
{
	long double total = 0;
	struct signs signs = { false, false };
	uint32_t first, last;

	shown_range(a, buckets, &first, &last);
	for (uint32_t b = first; b <= last; b++) {
		int64_t count = (int64_t)buckets[b];

		signs.positive |= count > 0;
		signs.negative |= count < 0;
		total += count < 0 ? -(long double)count : count;
	}
	buf_printf(out, "\n%16s %41s %-9s\n", "value",
		   "------------- Distribution -------------", "count");
	for (uint32_t b = first; b <= last; b++) {
		int64_t count = (int64_t)buckets[b];

		label(a, b, out);
		bar(count, total, signs, out);
		buf_printf(out, " %-9lld\n",
			   (long long)(count / (int64_t)normal));
	}
}
