/* SPDX-License-Identifier: BSD-2-Clause */
/* -x oformat=json: the exact lines. */
#include "consume/world.h"

#define BEGIN_LINE "{\"type\":\"record\",\"id\":1,\"provider\":\"dtrace\"," \
	"\"module\":\"\",\"function\":\"\",\"name\":\"BEGIN\",\"clause\":1," \
	"\"pid\":0,\"cpu\":0,\"output\":["

static void json_init(struct world *w)
{
	world_init(w);
	w->options.json = true;
}

/* What one firing of BEGIN has as output. */
static void check(struct world *w, const char *output)
{
	char want[1024];

	world_start(w);
	assert_int_equal(world_fire(w, 0, 0), 0);
	snprintf(want, sizeof(want), BEGIN_LINE "%s]}\n", output);
	assert_string_equal(world_out(w), want);
	assert_string_equal(world_err(w), "");
	world_release(w);
}

static void probe_that_fired(void **state)
{
	struct world w;

	(void)state;
	json_init(&w);
	world_action(&w, ACTION_DEFAULT, NULL);
	world_start(&w);
	world_header(&w)->cpu = 3;
	world_header(&w)->timestamp = 5000000001;
	assert_int_equal(world_fire(&w, 1, 42), 0);
	assert_string_equal(world_out(&w),
		"{\"type\":\"record\",\"id\":1042,\"provider\":\"redis42\","
		"\"module\":\"redis-server\",\"function\":\"call\","
		"\"name\":\"command-start\",\"clause\":1,\"pid\":42,\"cpu\":3,"
		"\"timestamp\":5000000001,\"output\":[]}\n");
	world_release(&w);
}

static void quiet_leaves_out_what_is_empty(void **state)
{
	struct world w;

	(void)state;
	json_init(&w);
	w.options.quiet = true;
	world_action(&w, ACTION_DEFAULT, NULL);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), "");
	world_release(&w);
}

static void integers(void **state)
{
	struct world w;

	(void)state;
	json_init(&w);
	world_int(&w, world_action(&w, ACTION_TRACE, NULL), 1, true, -1);
	world_int(&w, world_action(&w, ACTION_TRACE, NULL), 8, false, -1);
	world_int(&w, world_action(&w, ACTION_TRACE, NULL), 8, true,
		  INT64_MIN);
	check(&w, "{\"action\":\"trace\",\"value\":-1},"
		  "{\"action\":\"trace\",\"value\":18446744073709551615},"
		  "{\"action\":\"trace\",\"value\":-9223372036854775808}");
}

static void printf_has_text_and_values(void **state)
{
	struct image_action *a;
	struct world w;

	(void)state;
	json_init(&w);
	a = world_action(&w, ACTION_PRINTF, "%s is %5d\n");
	world_string(&w, a, "x\"\\\t\x01", 16);
	world_int(&w, a, 4, true, -7);
	check(&w, "{\"action\":\"printf\","
		  "\"text\":\"x\\\"\\\\\\t\\u0001 is    -7\\n\","
		  "\"args\":[\"x\\\"\\\\\\t\\u0001\",-7]}");
}

static void trace_of(const char *s, const char *want)
{
	char output[256];
	struct world w;

	json_init(&w);
	world_string(&w, world_action(&w, ACTION_TRACE, NULL), s, 32);
	snprintf(output, sizeof(output), "{\"action\":\"trace\",\"value\":%s}",
		 want);
	check(&w, output);
}

static void only_utf8_is_a_string(void **state)
{
	(void)state;
	trace_of("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
		 "\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"");
	trace_of("a\xff", "{\"hex\":\"61ff\"}");
	trace_of("\xc3", "{\"hex\":\"c3\"}");			/* cut off */
	trace_of("\xc0\x80", "{\"hex\":\"c080\"}");		/* too long */
	trace_of("\xe0\x80\x80", "{\"hex\":\"e08080\"}");
	trace_of("\xf0\x80\x80\x80", "{\"hex\":\"f0808080\"}");
	trace_of("\xed\xa0\x80", "{\"hex\":\"eda080\"}");	/* surrogate */
	trace_of("\xf4\x90\x80\x80", "{\"hex\":\"f4908080\"}");	/* too great */
	trace_of("\xe2(\xa1", "{\"hex\":\"e228a1\"}");
}

static void bytes_are_hex(void **state)
{
	struct world w;

	(void)state;
	json_init(&w);
	world_field(&w, world_action(&w, ACTION_TRACE, NULL), FIELD_BYTES,
		    "text", 4);
	check(&w, "{\"action\":\"trace\",\"value\":{\"hex\":\"74657874\"}}");
}

static void stacks_are_arrays(void **state)
{
	const uint64_t frames[] = { 0x1000, 0x2000, 0 };
	struct world w;

	(void)state;
	json_init(&w);
	world_field(&w, world_action(&w, ACTION_TRACE, NULL), FIELD_STACK,
		    frames, sizeof(frames));
	check(&w, "{\"action\":\"trace\",\"value\":"
		  "[\"0x1000\",\"0x2000\"]}");
}

static void end_without_exit(void **state)
{
	struct world w;

	(void)state;
	json_init(&w);
	world_start(&w);
	assert_int_equal(consumer_aggregations(w.consumer), 0);
	assert_string_equal(world_out(&w), "{\"type\":\"exit\",\"status\":0}\n");
	world_release(&w);
}

static void exit_is_an_action_and_the_end(void **state)
{
	struct world w;

	(void)state;
	json_init(&w);
	world_int(&w, world_action(&w, ACTION_EXIT, NULL), 4, true, 3);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), BEGIN_LINE
			    "{\"action\":\"exit\",\"status\":3}]}\n");
	assert_int_equal(consumer_aggregations(w.consumer), 0);
	assert_string_equal(world_out(&w), "{\"type\":\"exit\",\"status\":3}\n");
	world_release(&w);
}

static void aggregations(void **state)
{
	const int64_t levels[4] = { 10, 30, 10 };
	const struct { char name[8]; int32_t n; } key = { "get", -2 };
	struct image_action *a;
	struct world w;

	(void)state;
	json_init(&w);
	a = world_action(&w, ACTION_PRINTA, "ignored %@d\n");
	a->naggs = 1;
	world_key(world_agg(&w, "c", AGG_COUNT, false, NULL), FIELD_STRING, 8,
		  false);
	world_key(&w.im.aggs.items[0], FIELD_INT, 4, true);
	world_agg(&w, "", AGG_LQUANTIZE, true, levels);
	world_value(&w, 0, &key, sizeof(key), 0)[0] = 4;
	world_value(&w, 0, &key, sizeof(key), 1)[0] = 5;
	world_value(&w, 1, "\0\0\0", 4, 0)[0] = 1;
	world_value(&w, 1, "\0\0\0", 4, 0)[2] = 6;
	world_value(&w, 1, "\0\0\0", 4, 1)[3] = 7;
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), BEGIN_LINE
		"{\"action\":\"printa\",\"aggregations\":[{\"name\":\"c\","
		"\"function\":\"count\"}],\"rows\":[{\"keys\":[\"get\",-2],"
		"\"values\":[9]}]}]}\n");
	assert_int_equal(consumer_aggregations(w.consumer), 0);
	assert_string_equal(world_out(&w),
		"{\"type\":\"aggregation\",\"aggregations\":[{\"name\":\"\","
		"\"function\":\"lquantize\"}],\"rows\":[{\"keys\":[],"
		"\"values\":[[[null,1],[20,6],[30,7]]]}]}\n"
		"{\"type\":\"exit\",\"status\":0}\n");
	world_release(&w);
}

static void errors(void **state)
{
	struct record_error r = { FAULT_BADADDR, 2, 0x10 };
	struct record_header h = { .kind = RECORD_ERROR };
	unsigned char record[sizeof(h) + sizeof(r)];
	struct world w;

	(void)state;
	json_init(&w);
	world_start(&w);
	memcpy(record, &h, sizeof(h));
	memcpy(record + sizeof(h), &r, sizeof(r));
	assert_int_equal(consumer_record(w.consumer, record, sizeof(record)),
			 0);
	assert_string_equal(world_out(&w),
		"{\"type\":\"error\",\"id\":1,\"provider\":\"dtrace\","
		"\"module\":\"\",\"function\":\"\",\"name\":\"BEGIN\","
		"\"clause\":1,\"pid\":0,\"cpu\":0,"
		"\"fault\":\"invalid address\",\"address\":16,\"action\":2}\n");
	assert_string_equal(world_err(&w), "");
	world_release(&w);
}

static void drops(void **state)
{
	struct image_state s = { .drops = 2, .dyn_drops = 1 };
	struct world w;

	(void)state;
	json_init(&w);
	world_start(&w);
	assert_int_equal(consumer_drops(w.consumer, &s), 0);
	assert_string_equal(world_out(&w),
		"{\"type\":\"drops\",\"what\":\"record\",\"count\":2}\n"
		"{\"type\":\"drops\",\"what\":\"dynamic variable\","
		"\"count\":1}\n");
	assert_string_equal(world_err(&w), "");
	world_release(&w);
}

static void normalize_by_zero_is_a_message(void **state)
{
	struct image_action *a;
	struct world w;

	(void)state;
	json_init(&w);
	w.options.quiet = true;
	a = world_action(&w, ACTION_NORMALIZE, NULL);
	a->naggs = 1;
	world_int(&w, a, 8, true, 0);
	world_agg(&w, "c", AGG_COUNT, false, NULL);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), "{\"type\":\"message\","
			    "\"text\":\"cannot normalize @c by 0\"}\n");
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(probe_that_fired),
		cmocka_unit_test(quiet_leaves_out_what_is_empty),
		cmocka_unit_test(integers),
		cmocka_unit_test(printf_has_text_and_values),
		cmocka_unit_test(only_utf8_is_a_string),
		cmocka_unit_test(bytes_are_hex),
		cmocka_unit_test(stacks_are_arrays),
		cmocka_unit_test(end_without_exit),
		cmocka_unit_test(exit_is_an_action_and_the_end),
		cmocka_unit_test(aggregations),
		cmocka_unit_test(errors),
		cmocka_unit_test(drops),
		cmocka_unit_test(normalize_by_zero_is_a_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
