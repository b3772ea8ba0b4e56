/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of aggregations; image.h says what their words mean. */
#include "consume/impl.h"

#include "base/bug.h"

__extension__ typedef unsigned __int128 uint128;

/*
 * Programs keep the least and the greatest in a form in which the greatest
 * number is always the wanted one.
 */
static int64_t extreme(const struct image_agg *a, const uint64_t *v)
{
	uint64_t n = a->func == AGG_MIN ? ~v[0] : v[0];

	return v[1] ? (int64_t)(n ^ (UINT64_C(1) << 63)) : 0;
}

void agg_merge(const struct image_agg *a, uint64_t *to, const uint64_t *from)
{
	switch (a->func) {
	case AGG_MIN:
	case AGG_MAX:
		if (from[0] > to[0])
			to[0] = from[0];
		to[1] += from[1];
		return;
	case AGG_STDDEV:
		to[0] += from[0];
		to[1] += from[1];
		to[2] += from[2];
		to[3] += from[3] + (to[2] < from[2]);
		return;
	default:
		for (size_t i = 0; i < a->value_size / sizeof(*to); i++)
			to[i] += from[i];
	}
}

bool agg_is_histogram(const struct image_agg *a)
{
	return a->func == AGG_QUANTIZE || a->func == AGG_LQUANTIZE ||
	       a->func == AGG_LLQUANTIZE;
}

static int64_t divide(const struct image_agg *a, uint64_t value, uint64_t by)
{
	if (agg_scalar_is_signed(a))
		return (int64_t)value / (int64_t)by;
	return (int64_t)(value / by);
}

/* The greatest number whose square is not above n: one bit at a time. */
static uint64_t square_root(uint128 n)
{
	uint64_t root = 0;

	for (int bit = 63; bit >= 0; bit--) {
		uint64_t next = root | UINT64_C(1) << bit;

		if ((uint128)next * next <= n)
			root = next;
	}
	return root;
}

/* The root of: the average of the squares less the square of the average. */
static uint64_t stddev(const uint64_t *v, uint64_t normal)
{
	uint128 squares = (uint128)v[3] << 64 | v[2];
	int64_t average;
	uint64_t magnitude;
	uint128 square;

	if (!v[0])
		return 0;
	squares = squares / normal / normal / v[0];
	average = (int64_t)v[1] / (int64_t)normal / (int64_t)v[0];
	magnitude = average < 0 ? 0 - (uint64_t)average : (uint64_t)average;
	square = (uint128)magnitude * magnitude;
	/* both are rounded, so the difference may come out below 0 */
	return squares < square ? 0 : square_root(squares - square);
}

int64_t agg_scalar(const struct image_agg *a, const uint64_t *v,
		   uint64_t normal)
{
	switch (a->func) {
	case AGG_COUNT:
	case AGG_SUM:
		return divide(a, v[0], normal);
	case AGG_MIN:
	case AGG_MAX:
		return divide(a, (uint64_t)extreme(a, v), normal);
	case AGG_AVG:
		return v[0] ? divide(a, (uint64_t)divide(a, v[1], normal),
				     v[0]) : 0;
	case AGG_STDDEV:
		return (int64_t)stddev(v, normal);
	default:
		BUG("a histogram is not one number");
	}
}

bool agg_scalar_is_signed(const struct image_agg *a)
{
	return a->is_signed && a->func != AGG_COUNT && a->func != AGG_STDDEV;
}

int agg_compare(const struct image_agg *a, const uint64_t *x,
		const uint64_t *y)
{
	int64_t l, r;

	if (agg_is_histogram(a)) {
		long double m = histogram_total(a, x);
		long double n = histogram_total(a, y);

		return (m > n) - (m < n);
	}
	l = agg_scalar(a, x, 1);
	r = agg_scalar(a, y, 1);
	if (agg_scalar_is_signed(a))
		return (l > r) - (l < r);
	return ((uint64_t)l > (uint64_t)r) - ((uint64_t)l < (uint64_t)r);
}

void agg_print_value(const struct image_agg *a, const uint64_t *value,
		     uint64_t normal, bool zoom, struct buf *out)
{
	int64_t n;

	if (agg_is_histogram(a)) {
		histogram_print(a, value, normal, zoom, out);
		return;
	}
	n = agg_scalar(a, value, normal);
	if (agg_scalar_is_signed(a))
		buf_printf(out, " %16lld", (long long)n);
	else
		buf_printf(out, " %16llu", (unsigned long long)n);
}
