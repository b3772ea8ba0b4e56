/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "image/bucket.h"
#include "image/image.h"

static void maps_by_role(void **state)
{
	struct image im;

	(void)state;
	image_init(&im);
	assert_int_equal(image_find_map(&im, MAP_RING), -1);
	vec_push(&im.maps)->role = MAP_STATE;
	vec_push(&im.maps)->role = MAP_RING;
	vec_push(&im.maps)->role = MAP_RING;
	assert_int_equal(image_find_map(&im, MAP_STATE), 0);
	assert_int_equal(image_find_map(&im, MAP_RING), 1);
	assert_int_equal(image_find_map(&im, MAP_SELF), -1);
	image_release(&im);
}

/* Programs and consumer share these: their sizes are the contract. */
static void layouts(void **state)
{
	(void)state;
	assert_int_equal(sizeof(struct record_header), 24);
	assert_int_equal(sizeof(struct record_error), 16);
	assert_int_equal(offsetof(struct record_header, timestamp), 16);
	assert_int_equal(sizeof(struct image_state), 64);
	assert_int_equal(sizeof(struct run_args), 80);
}

static void value_sizes(void **state)
{
	static const int64_t low[4] = { -5, 25, 10, 0 };
	static const int64_t logs[4] = { 10, 0, 6, 20 };
	static const struct {
		enum agg_func func;
		const int64_t *params;
		uint32_t want;
	} all[] = {
		{ AGG_COUNT, low, 8 }, { AGG_SUM, low, 8 },
		{ AGG_MIN, low, 16 }, { AGG_MAX, low, 16 },
		{ AGG_AVG, low, 16 }, { AGG_STDDEV, low, 32 },
		{ AGG_QUANTIZE, low, 127 * 8 },
		{ AGG_LQUANTIZE, low, (3 + 2) * 8 },
		/* 1 to 9, then 18 steps for each power of ten */
		{ AGG_LLQUANTIZE, logs, (9 + 6 * 18 + 2) * 8 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		assert_int_equal(image_agg_value_size(all[i].func,
						      all[i].params),
				 all[i].want);
}

static void quantize_values(void **state)
{
	static const int64_t none[4];

	(void)state;
	for (uint32_t b = 1; b < QUANTIZE_BUCKETS; b++)
		assert_true(bucket_value(AGG_QUANTIZE, none, b - 1) <
			    bucket_value(AGG_QUANTIZE, none, b));
	assert_int_equal(bucket_value(AGG_QUANTIZE, none, QUANTIZE_ZERO), 0);
	assert_int_equal(bucket_value(AGG_QUANTIZE, none, 64), 1);
	assert_int_equal(bucket_value(AGG_QUANTIZE, none, 62), -1);
	assert_int_equal(bucket_value(AGG_QUANTIZE, none, 70), 64);
	assert_int_equal(bucket_value(AGG_QUANTIZE, none, 56), -64);
}

/* A last step that does not fit belongs to what lies above. */
static void lquantize_values(void **state)
{
	static const int64_t params[4] = { 0, 25, 10, 0 };

	(void)state;
	assert_int_equal(bucket_count(AGG_LQUANTIZE, params), 4);
	assert_int_equal(bucket_value(AGG_LQUANTIZE, params, 0), 0);
	assert_int_equal(bucket_value(AGG_LQUANTIZE, params, 1), 0);
	assert_int_equal(bucket_value(AGG_LQUANTIZE, params, 2), 10);
	assert_int_equal(bucket_value(AGG_LQUANTIZE, params, 3), 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_by_role),
		cmocka_unit_test(layouts),
		cmocka_unit_test(value_sizes),
		cmocka_unit_test(quantize_values),
		cmocka_unit_test(lquantize_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
