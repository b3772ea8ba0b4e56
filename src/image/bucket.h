/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The buckets of quantize(), lquantize() and llquantize(): how many, and which
 * values each counts. Compiler and consumer must agree, so it is said once.
 *
 * quantize      image.h says it: powers of two around 0, nothing outside
 * lquantize     params low, high, step
 * llquantize    params factor, low, high, steps: each power of the factor from
 *               low to high is cut into equal pieces, so that steps of them
 *               would reach from 0 to the next power; a piece is 1 at least
 * The last two have one bucket for what lies below, bucket 0, and one for what
 * lies at or above, the last.
 */
#ifndef IMAGE_BUCKET_H
#define IMAGE_BUCKET_H

#include "image/image.h"

/* A power of an llquantize: from its value to the next one in pieces. */
struct bucket_power {
	int64_t from, to, piece;
	uint32_t count;		/* of pieces, each a bucket */
};

/* The factor to the power n, which is one from low to high. */
struct bucket_power bucket_power(const int64_t params[4], int64_t n);

uint32_t bucket_count(enum agg_func func, const int64_t params[4]);

/*
 * The value by which a bucket is called: the least it counts; of bucket 0 of
 * lquantize and llquantize, the least that it no longer counts; of quantize's
 * buckets below 0, the greatest.
 */
int64_t bucket_value(enum agg_func func, const int64_t params[4], uint32_t b);

#endif
