/* SPDX-License-Identifier: BSD-2-Clause */
/* printa() and what the end prints: columns, order, clear(), trunc() ... */
#include "consume/world.h"

static void add(struct world *w, int map, const void *key, size_t size,
		int cpu, uint64_t n)
{
	world_value(w, map, key, size, cpu)[0] += n;
}

/* An aggregation by a string of 16 bytes, counted on both CPUs. */
static void add_named(struct world *w, int map, const char *name, uint64_t n)
{
	char key[16] = "";

	strcpy(key, name);
	add(w, map, key, sizeof(key), 0, n / 2);
	add(w, map, key, sizeof(key), 1, n - n / 2);
}

static struct image_action *printa(struct world *w, const char *format,
				   size_t naggs)
{
	struct image_action *a = world_action(w, ACTION_PRINTA, format);

	for (size_t i = 0; i < naggs; i++)
		a->aggs[i] = (int)i;
	a->naggs = naggs;
	return a;
}

static void fire(struct world *w)
{
	assert_int_equal(world_fire(w, 0, 0), 0);
}

static const char *at_end(struct world *w)
{
	assert_int_equal(consumer_aggregations(w->consumer), 0);
	return world_out(w);
}

static void counts_by_name(struct world *w)
{
	world_init(w);
	w->options.quiet = true;
	world_key(world_agg(w, "", AGG_COUNT, false, NULL), FIELD_STRING, 16,
		  false);
	add_named(w, 0, "set", 7);
	add_named(w, 0, "get", 12);
	add_named(w, 0, "del", 7);
}

static void the_end_prints_by_value_then_key(void **state)
{
	struct world w;

	(void)state;
	counts_by_name(&w);
	world_start(&w);
	assert_string_equal(at_end(&w), "\n"
		"  del                                               "
		"                7\n"
		"  set                                               "
		"                7\n"
		"  get                                               "
		"               12\n");
	world_release(&w);
}

static void sorted_as_options_say(void **state)
{
	struct world w;

	(void)state;
	counts_by_name(&w);
	w.options.aggsortkey = true;
	w.options.aggsortrev = true;
	printa(&w, "%s ", 1);
	world_start(&w);
	fire(&w);
	assert_string_equal(world_out(&w), "set get del ");
	world_release(&w);
}

static void printa_takes_it_off_the_end(void **state)
{
	struct world w;

	(void)state;
	counts_by_name(&w);
	printa(&w, "%-8s|%@6d\n", 1);
	world_start(&w);
	fire(&w);
	assert_string_equal(world_out(&w), "del     |     7\n"
			    "set     |     7\nget     |    12\n");
	assert_string_equal(at_end(&w), "\n");
	world_release(&w);
}

/* What had no rows yet is printed at the end after all. */
static void printa_of_nothing(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	world_key(world_agg(&w, "", AGG_COUNT, false, NULL), FIELD_INT, 4,
		  true);
	printa(&w, NULL, 1);
	world_start(&w);
	fire(&w);
	assert_string_equal(world_out(&w),
		"CPU     ID                    FUNCTION:NAME\n"
		"  0      1                           :BEGIN \n\n");
	add(&w, 0, &(int){ -5 }, 4, 0, 3);
	assert_string_equal(at_end(&w), "\n       -5                3\n");
	world_release(&w);
}

static void keys_of_all_kinds(void **state)
{
	unsigned char key[31] = { 0 };
	struct image_agg *a;
	uint32_t id[2] = { 4, 321 };
	uint64_t pointer = 0x1000;
	struct world w;

	(void)state;
	world_init(&w);
	a = world_agg(&w, "x", AGG_COUNT, false, NULL);
	world_key(a, FIELD_INT, 1, true);
	world_key(a, FIELD_INT, 2, false);
	world_key(a, FIELD_INT, 8, false)->is_pointer = true;
	world_key(a, FIELD_INTERNED, 8, false);
	world_key(a, FIELD_STRING, 12, false);
	world_key(a, FIELD_CONST_STRING, 0, false)->text = "c";
	key[0] = 0xff;
	memset(key + 1, 0xff, 2);
	memcpy(key + 3, &pointer, 8);
	memcpy(key + 11, id, 8);
	memcpy(key + 19, "twelve chars", 12);
	add(&w, 0, key, 31, 1, 9);
	world_start(&w);
	assert_string_equal(at_end(&w), "\n  -1 65535           0x1000"
		"  redis321                                          "
		"  twelve chars                                      "
		"  c                                                 "
		"                9\n");
	world_release(&w);
}

/* redis12 written as a name and as a name with a pid: one row, both keys go */
static void names_that_read_alike(void **state)
{
	uint32_t plain[2], with_pid[2] = { 4, 12 };
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	plain[0] = (uint32_t)w.im.strings.len;
	plain[1] = 0;
	*vec_push(&w.im.strings) = "redis12";
	world_key(world_agg(&w, "", AGG_COUNT, false, NULL), FIELD_INTERNED, 8,
		  false);
	add(&w, 0, plain, 8, 0, 2);
	add(&w, 0, with_pid, 8, 1, 3);
	with_pid[1] = 99;
	add(&w, 0, with_pid, 8, 0, 50);
	printa(&w, "%s=%@u ", 1);
	world_int(&w, world_action(&w, ACTION_TRUNC, NULL), 4, true, 1);
	world_start(&w);
	fire(&w);
	assert_string_equal(world_out(&w), "redis12=5 redis99=50 ");
	assert_int_equal(w.maps[0].n, 1);
	fire(&w);
	assert_string_equal(world_out(&w), "redis99=50 ");
	world_release(&w);
}

/* How image.h wants the values of max() and min() to be kept. */
#define MOST(n) ((uint64_t)(n) ^ (UINT64_C(1) << 63))
#define LEAST(n) (~MOST(n))

static void functions(void **state)
{
	static const struct {
		enum agg_func func;
		bool is_signed;
		uint64_t cpu[2][4];
		const char *want;
	} all[] = {
		{ AGG_COUNT, true, { { 3 }, { 4 } }, "7" },
		{ AGG_SUM, true, { { 3 }, { (uint64_t)-10 } }, "-7" },
		{ AGG_SUM, false, { { 1 }, { (uint64_t)-2 } },
		  "18446744073709551615" },
		{ AGG_MIN, true, { { LEAST(3), 1 }, { LEAST(-1), 9 } }, "-1" },
		{ AGG_MIN, true, { { LEAST(3), 1 }, { 0, 0 } }, "3" },
		{ AGG_MIN, true, { { 0, 0 }, { LEAST(5), 2 } }, "5" },
		{ AGG_MIN, true, { { LEAST(INT64_MIN), 1 }, { 0, 0 } },
		  "-9223372036854775808" },
		{ AGG_MIN, true, { { 0, 0 }, { 0, 0 } }, "0" },
		{ AGG_MAX, true, { { MOST(3), 1 }, { MOST(-1), 1 } }, "3" },
		{ AGG_MAX, true, { { 0, 0 }, { MOST(-4), 1 } }, "-4" },
		{ AGG_MAX, true, { { MOST(INT64_MAX), 1 }, { MOST(2), 1 } },
		  "9223372036854775807" },
		{ AGG_MAX, true, { { 0, 0 }, { 0, 0 } }, "0" },
		{ AGG_AVG, true, { { 1, 10 }, { 2, 1 } }, "3" },
		{ AGG_AVG, true, { { 2, (uint64_t)-9 }, { 0, 0 } }, "-4" },
		{ AGG_AVG, true, { { 0, 0 }, { 0, 0 } }, "0" },
		/* 2, 4, 4, 4, 5, 5, 7, 9: deviation 2 */
		{ AGG_STDDEV, true, { { 4, 14, 52 }, { 4, 26, 180 } }, "2" },
		/* the squares of two times 2^33, and 0, 0: carries */
		{ AGG_STDDEV, true,
		  { { 2, UINT64_C(1) << 33, 0, 4 },
		    { 2, UINT64_C(1) << 33, 0, 4 } }, "4294967296" },
		{ AGG_STDDEV, true, { { 0 }, { 0 } }, "0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct world w;
		const char *got;
		int key = 1;

		world_init(&w);
		w.options.quiet = true;
		world_key(world_agg(&w, "", all[i].func, all[i].is_signed,
				    NULL), FIELD_INT, 4, true);
		for (int cpu = 0; cpu < 2; cpu++)
			memcpy(world_value(&w, 0, &key, 4, cpu),
			       all[i].cpu[cpu], sizeof(all[i].cpu[cpu]));
		printa(&w, "%@d", 1);
		world_start(&w);
		fire(&w);
		got = world_out(&w);
		if (strcmp(got, all[i].want))
			fail_msg("%zu: %s, not %s", i, got, all[i].want);
		world_release(&w);
	}
}

/* 128 bits: the low words of two CPUs carry into the high one. */
static void stddev_carries(void **state)
{
	struct world w;
	uint64_t *v;
	int key = 1;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	world_key(world_agg(&w, "", AGG_STDDEV, true, NULL), FIELD_INT, 4,
		  true);
	/* 2^32 and -2^32 on each CPU: the sum of squares is 2^66 */
	for (int cpu = 0; cpu < 2; cpu++) {
		v = world_value(&w, 0, &key, 4, cpu);
		v[0] = 2;
		v[2] = 0;
		v[3] = 2;
	}
	v[2] = UINT64_MAX;
	v[3] = 1;
	world_value(&w, 0, &key, 4, 0)[2] = 1;
	printa(&w, "%@d", 1);
	world_start(&w);
	fire(&w);
	assert_string_equal(world_out(&w), "4294967296");
	world_release(&w);
}

static void normalize_and_back(void **state)
{
	struct image_action *a;
	struct image_field *by;
	struct world w;

	(void)state;
	counts_by_name(&w);
	a = world_action(&w, ACTION_NORMALIZE, NULL);
	by = world_int(&w, a, 8, true, 3);
	printa(&w, "%@d ", 1);
	world_action(&w, ACTION_DENORMALIZE, NULL);
	printa(&w, "%@d ", 1);
	world_start(&w);
	fire(&w);
	assert_string_equal(world_out(&w), "2 2 4 7 7 12 ");
	memset(w.record + by->offset, 0, 8);
	fire(&w);
	assert_string_equal(world_out(&w), "7 7 12 7 7 12 ");
	assert_string_equal(world_err(&w),
			    "dtrace: cannot normalize @ by 0\n");
	world_release(&w);
}

static void clear_keeps_keys(void **state)
{
	struct world w;

	(void)state;
	counts_by_name(&w);
	world_action(&w, ACTION_CLEAR, NULL);
	printa(&w, "%s=%@d ", 1);
	world_start(&w);
	fire(&w);
	assert_string_equal(world_out(&w), "del=0 get=0 set=0 ");
	world_release(&w);
}

static void trunc_to(int64_t keep, const char *want)
{
	struct image_action *a;
	struct world w;

	counts_by_name(&w);
	add_named(&w, 0, "incr", 100);
	a = world_action(&w, ACTION_TRUNC, NULL);
	if (keep != INT64_MAX)
		world_int(&w, a, 8, true, keep);
	printa(&w, "%s ", 1);
	world_start(&w);
	fire(&w);
	assert_string_equal(world_out(&w), want);
	world_release(&w);
}

static void trunc_keeps_the_most_or_the_least(void **state)
{
	(void)state;
	trunc_to(2, "get incr ");
	trunc_to(-3, "del set get ");
	trunc_to(3, "set get incr ");
	trunc_to(4, "del set get incr ");
	trunc_to(500, "del set get incr ");
	trunc_to(0, "");
	trunc_to(INT64_MIN, "del set get incr ");
	trunc_to(INT64_MAX, "");	/* trunc(@) */
}

/* Not there before somebody counts; a zero once it was cleared. */
static void without_a_key(void **state)
{
	uint32_t zero = 0;
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	world_agg(&w, "", AGG_COUNT, false, NULL);
	world_action(&w, ACTION_CLEAR, NULL);
	world_start(&w);
	assert_string_equal(at_end(&w), "\n");
	add(&w, 0, &zero, 4, 1, 6);
	assert_string_equal(at_end(&w), "\n                6\n");
	fire(&w);
	assert_string_equal(at_end(&w), "\n                0\n");
	world_release(&w);
}

static void trunc_without_a_key(void **state)
{
	uint32_t zero = 0;
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	world_agg(&w, "", AGG_COUNT, false, NULL);
	add(&w, 0, &zero, 4, 1, 6);
	world_action(&w, ACTION_CLEAR, NULL);
	world_action(&w, ACTION_TRUNC, NULL);
	world_start(&w);
	fire(&w);
	assert_string_equal(at_end(&w), "\n");
	world_release(&w);
}

static void several_in_one_printa(void **state)
{
	struct world w;

	(void)state;
	counts_by_name(&w);
	world_key(world_agg(&w, "s", AGG_SUM, true, NULL), FIELD_STRING, 16,
		  false);
	add_named(&w, 1, "get", 5);
	add_named(&w, 1, "incr", 40);
	world_value(&w, 1, "ttl\0\0\0\0\0\0\0\0\0\0\0\0", 16, 0)[0] =
		(uint64_t)-3;
	printa(&w, "%s %@d %@d|", 2);
	printa(&w, NULL, 2);
	world_start(&w);
	fire(&w);
	assert_string_equal(world_out(&w),
		"ttl 0 -3|incr 0 40|del 7 0|set 7 0|get 12 5|\n"
		"  ttl                                               "
		"                0               -3\n"
		"  incr                                              "
		"                0               40\n"
		"  del                                               "
		"                7                0\n"
		"  set                                               "
		"                7                0\n"
		"  get                                               "
		"               12                5\n");
	assert_string_equal(at_end(&w), "\n");
	world_release(&w);
}

static void several_sorted_by_the_second(void **state)
{
	struct world w;

	(void)state;
	counts_by_name(&w);
	w.options.aggsortpos = 1;
	world_key(world_agg(&w, "s", AGG_SUM, true, NULL), FIELD_STRING, 16,
		  false);
	add_named(&w, 1, "set", 1);
	add_named(&w, 1, "get", 0);
	add_named(&w, 1, "del", 2);
	printa(&w, "%s ", 2);
	world_start(&w);
	fire(&w);
	assert_string_equal(world_out(&w), "get set del ");
	world_release(&w);
}

static void signed_keys_sort_as_numbers(void **state)
{
	static const int keys[] = { 3, -2, 10, 0 };
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	world_key(world_agg(&w, "", AGG_COUNT, false, NULL), FIELD_INT, 4,
		  true);
	for (int i = 0; i < 4; i++)
		add(&w, 0, &keys[i], 4, 0, 1);
	printa(&w, "%d ", 1);
	world_start(&w);
	fire(&w);
	assert_string_equal(world_out(&w), "-2 0 3 10 ");
	world_release(&w);
}

static void what_the_source_refuses(void **state)
{
	struct world w;

	(void)state;
	counts_by_name(&w);
	printa(&w, NULL, 1);
	world_start(&w);
	w.snapshot_code = -EIO;
	assert_int_equal(world_fire(&w, 0, 0), -EIO);
	assert_string_equal(consumer_error(w.consumer)->text, "no such map");
	assert_int_equal(consumer_aggregations(w.consumer), -EIO);
	assert_string_equal(world_out(&w), "");
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_end_prints_by_value_then_key),
		cmocka_unit_test(sorted_as_options_say),
		cmocka_unit_test(printa_takes_it_off_the_end),
		cmocka_unit_test(printa_of_nothing),
		cmocka_unit_test(keys_of_all_kinds),
		cmocka_unit_test(names_that_read_alike),
		cmocka_unit_test(functions),
		cmocka_unit_test(stddev_carries),
		cmocka_unit_test(normalize_and_back),
		cmocka_unit_test(clear_keeps_keys),
		cmocka_unit_test(trunc_keeps_the_most_or_the_least),
		cmocka_unit_test(without_a_key),
		cmocka_unit_test(trunc_without_a_key),
		cmocka_unit_test(several_in_one_printa),
		cmocka_unit_test(several_sorted_by_the_second),
		cmocka_unit_test(signed_keys_sort_as_numbers),
		cmocka_unit_test(what_the_source_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
