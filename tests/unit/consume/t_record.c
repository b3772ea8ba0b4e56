/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of records, trace(), exit(), errors of clauses, drops, bad records. */
#include "consume/world.h"

#define HEADING "CPU     ID                    FUNCTION:NAME\n"

static void default_action(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	world_action(&w, ACTION_DEFAULT, NULL);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), HEADING
		"  0      1                           :BEGIN \n");
	world_header(&w)->cpu = 11;
	assert_int_equal(world_fire(&w, 1, 234), 0);
	assert_string_equal(world_out(&w),
		" 11   1234               call:command-start \n");
	world_release(&w);
}

static void quiet_shows_nothing_of_its_own(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	world_int(&w, world_action(&w, ACTION_TRACE, NULL), 4, true, -5);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), "-5");
	world_release(&w);
}

static void trace_integers(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	world_int(&w, world_action(&w, ACTION_TRACE, NULL), 1, true, -1);
	world_int(&w, world_action(&w, ACTION_TRACE, NULL), 2, false, -1);
	world_int(&w, world_action(&w, ACTION_TRACE, NULL), 4, true, -1);
	world_int(&w, world_action(&w, ACTION_TRACE, NULL), 4, false, -1);
	world_int(&w, world_action(&w, ACTION_TRACE, NULL), 8, true,
		  INT64_MIN);
	world_int(&w, world_action(&w, ACTION_TRACE, NULL), 8, false, 7)
		->is_pointer = true;
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), HEADING
		"  0      1                           :BEGIN "
		"  -1 65535       -1 4294967295 -9223372036854775808"
		"              0x7\n");
	world_release(&w);
}

static void trace_strings(void **state)
{
	struct image_action *a;
	struct world w;

	(void)state;
	world_init(&w);
	a = world_action(&w, ACTION_TRACE, NULL);
	world_string(&w, a, "hello", 64);
	a = world_action(&w, ACTION_TRACE, NULL);
	world_field(&w, a, FIELD_PROBE, "", 0)->part = PART_PROVIDER;
	a = world_action(&w, ACTION_TRACE, NULL);
	world_field(&w, a, FIELD_CONST_STRING, "", 0)->text = "const";
	world_start(&w);
	assert_int_equal(world_fire(&w, 1, 77), 0);
	assert_string_equal(world_out(&w), HEADING
		"  0   1077               call:command-start "
		"  hello                            "
		"  redis77                          "
		"  const                            \n");
	world_release(&w);
}

static void trace_bytes(void **state)
{
	static const char bytes[] = "\x01\x02 abcdefghijklmnop\xff";
	struct world w;

	(void)state;
	world_init(&w);
	world_field(&w, world_action(&w, ACTION_TRACE, NULL), FIELD_BYTES,
		    bytes, 20);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), HEADING
		"  0      1                           :BEGIN \n"
		"             0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f"
		"  0123456789abcdef\n"
		"         0: 01 02 20 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d"
		"  .. abcdefghijklm\n"
		"        10: 6e 6f 70 ff                                    "
		"  nop.\n"
		"\n");
	world_release(&w);
}

static void bytes_that_are_text(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	world_field(&w, world_action(&w, ACTION_TRACE, NULL), FIELD_BYTES,
		    "text\0\0\0", 8);
	world_field(&w, world_action(&w, ACTION_TRACE, NULL), FIELD_BYTES,
		    "|full", 5);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), "text|full");
	world_release(&w);
}

static void rawbytes_never_guesses(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	w.options.raw_bytes = true;
	world_string(&w, world_action(&w, ACTION_TRACE, NULL), "hi", 64);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), "\n"
		"             0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f"
		"  0123456789abcdef\n"
		"         0: 68 69 00                                       "
		"  hi.\n");
	world_release(&w);
}

static void an_action_that_did_not_run(void **state)
{
	struct image_action *a;
	struct image_field *flag;
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	a = world_action(&w, ACTION_PRINTF, "ran %d\n");
	flag = world_int(&w, a, 1, false, 0);
	a->flag = flag->offset;
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), "");
	w.record[flag->offset] = 1;
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), "ran 1\n");
	world_release(&w);
}

static void exit_status_is_the_first(void **state)
{
	struct image_field *f;
	int status = 99;
	struct world w;

	(void)state;
	world_init(&w);
	f = world_int(&w, world_action(&w, ACTION_EXIT, NULL), 4, true, -3);
	world_start(&w);
	assert_false(consumer_exited(w.consumer, &status));
	assert_int_equal(status, 99);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_true(consumer_exited(w.consumer, &status));
	assert_int_equal(status, -3);
	w.record[f->offset] = 7;
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_true(consumer_exited(w.consumer, &status));
	assert_int_equal(status, -3);
	world_release(&w);
}

static void flow_indents(void **state)
{
	static const struct {
		uint32_t site;
		const char *line;
	} steps[] = {
		{ 2, "  0  -> main                                  \n" },
		{ 3, "  0    => read                                \n" },
		{ 4, "  0     | carp:carpentry                      \n" },
		{ 5, "  0    <= read                                \n" },
		{ 6, "  0  <- main                                  \n" },
		{ 6, "  0  <- main                                  \n" },
	};
	struct world w;

	(void)state;
	world_init(&w);
	w.options.flowindent = true;
	world_site(&w, 2, false, "app", "a", "main", "method-entry");
	world_site(&w, 3, false, "syscall", "", "read", "entry");
	world_site(&w, 4, false, "app", "a", "carp", "carpentry");
	world_site(&w, 5, false, "syscall", "", "read", "return");
	world_site(&w, 6, false, "app", "a", "main", "method-return");
	world_start(&w);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		const char *got;

		assert_int_equal(world_fire(&w, steps[i].site, 1), 0);
		assert_int_equal(consumer_flush(w.consumer, 0), 0);
		got = world_out(&w);
		if (!i) {
			assert_memory_equal(got, "CPU FUNCTION", 12);
			got = strchr(got, '\n') + 1;
		}
		assert_string_equal(got, steps[i].line);
	}
	world_release(&w);
}

/* Two clauses at one entry probe: the second neither indents nor arrows. */
static void flow_of_two_clauses(void **state)
{
	struct image_clause second = {
		.record_size = sizeof(struct record_header), .where = "t.d:2",
	};
	struct world w;

	(void)state;
	world_init(&w);
	w.options.flowindent = true;
	world_site(&w, 2, false, "app", "a", "main", "entry");
	*vec_push(&w.im.clauses) = second;
	world_start(&w);
	assert_int_equal(world_fire(&w, 2, 1), 0);
	world_out(&w);
	world_header(&w)->clause = 1;
	assert_int_equal(world_fire(&w, 2, 1), 0);
	assert_string_equal(world_out(&w),
		"  0   | main:entry                            \n");
	world_release(&w);
}

/* At a return probe the last one takes the indent back. */
static void flow_of_two_clauses_at_a_return(void **state)
{
	struct image_clause second = {
		.record_size = sizeof(struct record_header), .where = "t.d:2",
	};
	struct world w;

	(void)state;
	world_init(&w);
	w.options.flowindent = true;
	world_site(&w, 2, false, "app", "a", "main", "entry");
	world_site(&w, 3, false, "app", "a", "main", "return");
	*vec_push(&w.im.clauses) = second;
	world_start(&w);
	for (int i = 0; i < 2; i++)
		assert_int_equal(world_fire(&w, 2, 1), 0);
	world_out(&w);
	for (int i = 0; i < 3; i++) {
		world_header(&w)->clause = i == 1;
		assert_int_equal(world_fire(&w, 3, 1), 0);
	}
	assert_string_equal(world_out(&w),
		"  0     | main:return                         \n"
		"  0    <- main                                \n");
	assert_int_equal(consumer_flush(w.consumer, 0), 0);
	assert_string_equal(world_out(&w),
		"  0  <- main                                  \n");
	world_release(&w);
}

static void clause_errors(void **state)
{
	struct {
		struct record_header h;
		struct record_error e;
	} r = {
		.h = { .kind = RECORD_ERROR, .site = 1, .pid = 42 },
		.e = { .fault = FAULT_BADADDR, .action = 2,
		       .address = 0xdead },
	};
	struct world w;

	(void)state;
	world_init(&w);
	world_start(&w);
	assert_int_equal(consumer_record(w.consumer, &r, sizeof(r)), 0);
	assert_string_equal(world_err(&w),
		"dtrace: error on enabled probe ID 1 (ID 1042: "
		"redis42:redis-server:call:command-start): "
		"invalid address (0xdead) in action #2\n");
	r.h.site = 0;
	r.e.fault = FAULT_DIVZERO;
	r.e.action = 0;
	assert_int_equal(consumer_record(w.consumer, &r, sizeof(r)), 0);
	assert_string_equal(world_err(&w),
		"dtrace: error on enabled probe ID 1 (ID 1: "
		"dtrace:::BEGIN): divide-by-zero in predicate\n");
	r.e.fault = 77;
	assert_int_equal(consumer_record(w.consumer, &r, sizeof(r)), 0);
	assert_non_null(strstr(world_err(&w), "): unknown fault in"));
	assert_string_equal(world_out(&w), "");
	world_release(&w);
}

static void drops_are_told_once(void **state)
{
	struct image_state s = { .drops = 1, .agg_drops = 2 };
	struct world w;

	(void)state;
	world_init(&w);
	world_start(&w);
	assert_int_equal(consumer_drops(w.consumer, &s), 0);
	assert_string_equal(world_err(&w), "dtrace: 1 drop\n"
					   "dtrace: 2 aggregation drops\n");
	assert_int_equal(consumer_drops(w.consumer, &s), 0);
	assert_string_equal(world_err(&w), "");
	s.drops = 11;
	s.dyn_drops = 3;
	assert_int_equal(consumer_drops(w.consumer, &s), 0);
	assert_string_equal(world_err(&w), "dtrace: 10 drops\n"
				"dtrace: 3 dynamic variable drops\n");
	world_release(&w);
}

static void refuse(struct world *w, size_t len, const char *why)
{
	assert_int_equal(consumer_record(w->consumer, w->record, len),
			 -EINVAL);
	assert_string_equal(consumer_error(w->consumer)->text, why);
}

static void hostile_records(void **state)
{
	struct record_header good = { .kind = RECORD_DATA };
	struct record_header *h;
	struct world w;

	(void)state;
	world_init(&w);
	world_string(&w, world_action(&w, ACTION_TRACE, NULL), "x", 16);
	world_start(&w);
	h = world_header(&w);
	*h = good;
	refuse(&w, 0, "record of 0 bytes is no record");
	refuse(&w, sizeof(*h) - 1, "record of 23 bytes is no record");
	refuse(&w, sizeof(*h) + 15, "record of 39 bytes, 40 are needed");
	h->clause = 1;
	refuse(&w, 40, "record of clause 1, there are 1");
	*h = good;
	h->site = UINT32_MAX;
	refuse(&w, 40, "record of site 4294967295, there are 2");
	*h = good;
	h->kind = RECORD_EVENT;
	refuse(&w, 40, "record of unknown kind 10");
	h->kind = RECORD_ERROR;
	refuse(&w, sizeof(*h), "record of 24 bytes, 40 are needed");
	world_release(&w);
}

/* A string without a NUL ends with its field; an index may be any number. */
static void hostile_fields(void **state)
{
	uint32_t id[2] = { 12345, 0 };
	struct image_action *a;
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	a = world_action(&w, ACTION_PRINTF, "%s|%s\n");
	world_field(&w, a, FIELD_STRING, "abcd", 4);
	world_field(&w, a, FIELD_INTERNED, id, sizeof(id));
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), "abcd|<string 12345>\n");
	world_release(&w);
}

static void write_errors(void **state)
{
	struct world w;
	FILE *full = fopen("/dev/full", "w");
	FILE *real;

	(void)state;
	assert_non_null(full);
	setvbuf(full, NULL, _IONBF, 0);
	world_init(&w);
	real = w.options.out;
	w.options.out = full;
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), -ENOSPC);
	assert_string_equal(consumer_error(w.consumer)->text,
			    "cannot write 't.out': No space left on device");
	fclose(full);
	w.options.out = real;
	world_release(&w);
}

/* Records 1 to 4, which trace their number, not in the order of time. */
static void temporal_world(struct world *w)
{
	static const uint64_t times[] = { 30, 10, 20, 10 };
	struct image_field *f;

	world_init(w);
	w->im.is_temporal = true;
	w->options.quiet = true;
	f = world_int(w, world_action(w, ACTION_TRACE, NULL), 1, false, 0);
	world_start(w);
	for (unsigned i = 0; i < 4; i++) {
		world_header(w)->timestamp = times[i];
		w->record[f->offset] = (unsigned char)(i + 1);
		assert_int_equal(world_fire(w, 0, 0), 0);
	}
	assert_string_equal(world_out(w), "");
}

static void temporal_orders_by_time(void **state)
{
	struct world w;

	(void)state;
	temporal_world(&w);
	assert_int_equal(consumer_flush(w.consumer, 20), 0);
	assert_string_equal(world_out(&w), "243");
	world_header(&w)->timestamp = 25;
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_int_equal(consumer_flush(w.consumer, UINT64_MAX), 0);
	assert_string_equal(world_out(&w), "41");
	assert_int_equal(consumer_flush(w.consumer, UINT64_MAX), 0);
	assert_string_equal(world_out(&w), "");
	world_release(&w);
}

static void temporal_forgets_what_is_left(void **state)
{
	struct world w;

	(void)state;
	temporal_world(&w);
	assert_int_equal(consumer_flush(w.consumer, 9), 0);
	assert_string_equal(world_out(&w), "");
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_action),
		cmocka_unit_test(quiet_shows_nothing_of_its_own),
		cmocka_unit_test(trace_integers),
		cmocka_unit_test(trace_strings),
		cmocka_unit_test(trace_bytes),
		cmocka_unit_test(bytes_that_are_text),
		cmocka_unit_test(rawbytes_never_guesses),
		cmocka_unit_test(an_action_that_did_not_run),
		cmocka_unit_test(exit_status_is_the_first),
		cmocka_unit_test(flow_indents),
		cmocka_unit_test(flow_of_two_clauses),
		cmocka_unit_test(flow_of_two_clauses_at_a_return),
		cmocka_unit_test(clause_errors),
		cmocka_unit_test(drops_are_told_once),
		cmocka_unit_test(hostile_records),
		cmocka_unit_test(hostile_fields),
		cmocka_unit_test(write_errors),
		cmocka_unit_test(temporal_orders_by_time),
		cmocka_unit_test(temporal_forgets_what_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
