/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/bucket.h"

#include "base/bug.h"

static int64_t quantize_value(uint32_t b)
{
	if (b == QUANTIZE_ZERO)
		return 0;
	if (b > QUANTIZE_ZERO)
		return INT64_C(1) << (b - QUANTIZE_ZERO - 1);
	return -(INT64_C(1) << (QUANTIZE_ZERO - 1 - b));
}

/* factor to the power n, INT64_MAX when that is too much */
static int64_t power(int64_t factor, int64_t n)
{
	int64_t v = 1;

	while (n-- > 0)
		if (__builtin_mul_overflow(v, factor, &v))
			return INT64_MAX;
	return v;
}

struct bucket_power bucket_power(const int64_t params[4], int64_t n)
{
	struct bucket_power m = {
		.from = power(params[0], n),
		.to = power(params[0], n + 1),
	};

	m.piece = m.to / params[3];
	if (m.piece < 1)
		m.piece = 1;
	m.count = (uint32_t)((m.to - m.from) / m.piece +
			     ((m.to - m.from) % m.piece != 0));
	return m;
}

static uint32_t llquantize_count(const int64_t params[4])
{
	uint32_t n = 2;

	for (int64_t i = params[1]; i <= params[2]; i++)
		n += bucket_power(params, i).count;
	return n;
}

static int64_t llquantize_value(const int64_t params[4], uint32_t b)
{
	if (!b)
		return power(params[0], params[1]);
	b--;
	for (int64_t i = params[1]; i <= params[2]; i++) {
		struct bucket_power m = bucket_power(params, i);

		if (b < m.count)
			return m.from + m.piece * (int64_t)b;
		b -= m.count;
	}
	return power(params[0], params[2] + 1);
}

uint32_t bucket_count(enum agg_func func, const int64_t params[4])
{
	switch (func) {
	case AGG_QUANTIZE:
		return QUANTIZE_BUCKETS;
	case AGG_LQUANTIZE:
		return (uint32_t)((params[1] - params[0]) / params[2]) + 2;
	case AGG_LLQUANTIZE:
		return llquantize_count(params);
	default:
		BUG("buckets of aggregating function %d", (int)func);
	}
}

int64_t bucket_value(enum agg_func func, const int64_t params[4], uint32_t b)
{
	switch (func) {
	case AGG_QUANTIZE:
		return quantize_value(b);
	case AGG_LQUANTIZE:
		return params[0] + (b ? b - 1 : 0) * params[2];
	case AGG_LLQUANTIZE:
		return llquantize_value(params, b);
	default:
		BUG("buckets of aggregating function %d", (int)func);
	}
}
