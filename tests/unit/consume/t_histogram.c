/* SPDX-License-Identifier: BSD-2-Clause */
/* quantize(), lquantize(), llquantize(): the exact picture. */
#include "consume/world.h"

#include "image/bucket.h"

#define HEAD "\n           value  ------------- Distribution " \
	"------------- count    \n"

struct count {
	uint32_t bucket;
	int64_t n;
};

static void check(enum agg_func func, const int64_t params[4],
		  const struct count *counts, size_t n, const char *want)
{
	struct world w;
	uint32_t key = 7;

	world_init(&w);
	world_key(world_agg(&w, "", func, true, params), FIELD_INT, 4, true);
	world_value(&w, 0, &key, 4, 0);
	for (size_t i = 0; i < n; i++)
		world_value(&w, 0, &key, 4, (int)i % 2)[counts[i].bucket] +=
			(uint64_t)counts[i].n;
	world_start(&w);
	assert_int_equal(consumer_aggregations(w.consumer), 0);
	assert_string_equal(world_out(&w), want);
	world_release(&w);
}

#define CHECK(func, params, want, ...) do {				\
	static const struct count counts_[] = { __VA_ARGS__ };		\
									\
	check(func, params, counts_, sizeof(counts_) / sizeof(*counts_),\
	      "\n        7" HEAD want "\n");				\
} while (0)

static void quantize(void **state)
{
	(void)state;
	/* 4 .. 7 thrice on one CPU, once on the other; 16 .. 31 four times */
	CHECK(AGG_QUANTIZE, NULL,
"               2 |                                         0        \n"
"               4 |@@@@@@@@@@@@@@@@@@@@                     4        \n"
"               8 |                                         0        \n"
"              16 |@@@@@@@@@@@@@@@@@@@@                     4        \n"
"              32 |                                         0        \n",
	      { 66, 3 }, { 66, 1 }, { 68, 4 });
}

static void quantize_around_zero(void **state)
{
	(void)state;
	CHECK(AGG_QUANTIZE, NULL,
"              -4 |                                         0        \n"
"              -2 |@@@@@@@@@@                               1        \n"
"              -1 |                                         0        \n"
"               0 |@@@@@@@@@@@@@@@@@@@@                     2        \n"
"               1 |@@@@@@@@@@                               1        \n"
"               2 |                                         0        \n",
	      { 61, 1 }, { 63, 2 }, { 64, 1 });
}

static void quantize_at_the_ends(void **state)
{
	(void)state;
	CHECK(AGG_QUANTIZE, NULL,
"2305843009213693952 |                                         0        \n"
"4611686018427387904 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 5        \n",
	      { 126, 5 });
	CHECK(AGG_QUANTIZE, NULL,
"-4611686018427387904 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 5        \n"
"-2305843009213693952 |                                         0        \n",
	      { 0, 5 });
}

static void quantize_of_nothing(void **state)
{
	(void)state;
	CHECK(AGG_QUANTIZE, NULL,
"              -1 |                                         0        \n"
"               0 |                                         0        \n"
"               1 |                                         0        \n",
	      { 63, 0 });
}

static void negative_increments(void **state)
{
	(void)state;
	CHECK(AGG_QUANTIZE, NULL,
"               0 |                                         0        \n"
"               1 |@@@@@@@@@@                               1        \n"
"               2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@           3        \n"
"               4 |                                         0        \n",
	      { 64, 1 }, { 65, 3 });
	CHECK(AGG_QUANTIZE, NULL,
"               0                                         | 0        \n"
"               1                               @@@@@@@@@@| -1       \n"
"               2           @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@| -3       \n"
"               4                                         | 0        \n",
	      { 64, -1 }, { 65, -3 });
	CHECK(AGG_QUANTIZE, NULL,
"               0                     |                     0        \n"
"               1                     |@@@@@                1        \n"
"               2      @@@@@@@@@@@@@@@|                     -3       \n"
"               4                     |                     0        \n",
	      { 64, 1 }, { 65, -3 });
}

static void lquantize(void **state)
{
	static const int64_t params[4] = { -10, 30, 10, 0 };

	(void)state;
	assert_int_equal(bucket_count(AGG_LQUANTIZE, params), 6);
	CHECK(AGG_LQUANTIZE, params,
"             -10 |                                         0        \n"
"               0 |@@@@@@@@@@@@@@@@@@@@@@@@@@@              2        \n"
"              10 |@@@@@@@@@@@@@                            1        \n"
"              20 |                                         0        \n",
	      { 2, 2 }, { 3, 1 });
	CHECK(AGG_LQUANTIZE, params,
"           < -10 |@@@@@@@@@@@@@@@@@@@@                     1        \n"
"             -10 |                                         0        \n"
"               0 |                                         0        \n"
"              10 |                                         0        \n"
"              20 |                                         0        \n"
"           >= 30 |@@@@@@@@@@@@@@@@@@@@                     1        \n",
	      { 0, 1 }, { 5, 1 });
	CHECK(AGG_LQUANTIZE, params,
"           < -10 |                                         0        \n"
"             -10 |                                         0        \n"
"               0 |                                         0        \n",
	      { 1, 0 });
}

static void lquantize_of_one_level(void **state)
{
	static const int64_t params[4] = { 0, 1, 1, 0 };

	(void)state;
	CHECK(AGG_LQUANTIZE, params,
"             < 0 |                                         0        \n"
"               0 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 3        \n"
"            >= 1 |                                         0        \n",
	      { 1, 3 });
}

/* llquantize(x, 10, 0, 2, 20): 1 2 .. 9, 10 15 .. 95, 100 150 .. 950 */
static void llquantize(void **state)
{
	static const int64_t params[4] = { 10, 0, 2, 20 };
	static const int64_t some[][2] = {
		{ 0, 1 }, { 1, 1 }, { 2, 2 }, { 9, 9 }, { 10, 10 }, { 11, 15 },
		{ 27, 95 }, { 28, 100 }, { 29, 150 }, { 45, 950 },
		{ 46, 1000 },
	};

	(void)state;
	assert_int_equal(bucket_count(AGG_LLQUANTIZE, params), 47);
	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++)
		assert_int_equal(bucket_value(AGG_LLQUANTIZE, params,
					      (uint32_t)some[i][0]),
				 some[i][1]);
	CHECK(AGG_LLQUANTIZE, params,
"              95 |                                         0        \n"
"             100 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 1        \n"
"             150 |                                         0        \n",
	      { 28, 1 });
	CHECK(AGG_LLQUANTIZE, params,
"             < 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 9        \n"
"               1 |                                         0        \n",
	      { 0, 9 });
	CHECK(AGG_LLQUANTIZE, params,
"             950 |                                         0        \n"
"         >= 1000 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 9        \n",
	      { 46, 9 });
}

/* Powers beyond 64 bits end at the greatest number, not at nonsense. */
static void llquantize_that_overflows(void **state)
{
	static const int64_t params[4] = { 10, 17, 18, 10 };
	uint32_t n = bucket_count(AGG_LLQUANTIZE, params);

	(void)state;
	assert_true(bucket_value(AGG_LLQUANTIZE, params, n - 1) == INT64_MAX);
	for (uint32_t b = 2; b < n; b++)
		assert_true(bucket_value(AGG_LLQUANTIZE, params, b - 1) <
			    bucket_value(AGG_LLQUANTIZE, params, b));
}

/* Keys are in the order of the sum of what they counted. */
static void sorted_by_total(void **state)
{
	static const uint32_t keys[] = { 1, 2, 3 };
	struct image_action *a;
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	world_key(world_agg(&w, "", AGG_QUANTIZE, true, NULL), FIELD_INT, 4,
		  true);
	world_value(&w, 0, &keys[0], 4, 0)[70] = 1;
	world_value(&w, 0, &keys[1], 4, 0)[66] = 3;
	world_value(&w, 0, &keys[2], 4, 0)[60] = 100;
	a = world_action(&w, ACTION_PRINTA, "%d ");
	a->naggs = 1;
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), "3 2 1 ");
	world_release(&w);
}

/* %@ of a histogram is the picture; normalize() divides the counts only. */
static void in_a_format(void **state)
{
	struct image_action *a;
	uint32_t key = 5;
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	world_key(world_agg(&w, "", AGG_QUANTIZE, true, NULL), FIELD_INT, 4,
		  true);
	world_value(&w, 0, &key, 4, 1)[63] = 10;
	a = world_action(&w, ACTION_NORMALIZE, NULL);
	world_int(&w, a, 4, true, 5);
	a = world_action(&w, ACTION_PRINTA, "key %d:%@d\n");
	a->naggs = 1;
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), "key 5:" HEAD
"              -1 |                                         0        \n"
"               0 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 2        \n"
"               1 |                                         0        \n"
	"\n");
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantize),
		cmocka_unit_test(quantize_around_zero),
		cmocka_unit_test(quantize_at_the_ends),
		cmocka_unit_test(quantize_of_nothing),
		cmocka_unit_test(negative_increments),
		cmocka_unit_test(lquantize),
		cmocka_unit_test(lquantize_of_one_level),
		cmocka_unit_test(llquantize),
		cmocka_unit_test(llquantize_that_overflows),
		cmocka_unit_test(sorted_by_total),
		cmocka_unit_test(in_a_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
