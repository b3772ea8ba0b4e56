/* SPDX-License-Identifier: BSD-2-Clause */
/* printf(): each conversion with the fields that it is given. */
#include "consume/world.h"

#include <time.h>

/* One field and how it shows. */
struct expectation {
	const char *format;
	uint32_t size;
	bool is_signed;
	int64_t value;
	const char *want;
};

static void check_int(const struct expectation *x)
{
	struct world w;
	const char *got;

	world_init(&w);
	w.options.quiet = true;
	world_int(&w, world_action(&w, ACTION_PRINTF, x->format), x->size,
		  x->is_signed, x->value);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	got = world_out(&w);
	if (strcmp(got, x->want))
		fail_msg("%s: '%s', not '%s'", x->format, got, x->want);
	world_release(&w);
}

static void integers(void **state)
{
	static const struct expectation all[] = {
		{ "%d", 4, true, -7, "-7" },
		{ "%i", 8, true, INT64_MIN, "-9223372036854775808" },
		{ "%d", 1, true, 200, "-56" },
		{ "%d", 1, false, 200, "200" },
		{ "%d", 4, false, -1, "4294967295" },
		{ "%u", 4, true, -1, "4294967295" },
		{ "%u", 8, true, -1, "18446744073709551615" },
		{ "%x", 2, true, -1, "ffff" },
		{ "%#x", 2, true, 0xab, "0xab" },
		{ "%X", 8, false, 0xbeef, "BEEF" },
		{ "%o", 4, true, 8, "10" },
		{ "%#o", 4, true, 8, "010" },
		{ "[%6d]", 4, true, 42, "[    42]" },
		{ "[%-6d]", 4, true, 42, "[42    ]" },
		{ "[%06d]", 4, true, -42, "[-00042]" },
		{ "[%+d]", 4, true, 42, "[+42]" },
		{ "[% d]", 4, true, 42, "[ 42]" },
		{ "[%.4d]", 4, true, 42, "[0042]" },
		{ "[%8.4d]", 4, true, 42, "[    0042]" },
		{ "[%-+8.4d]", 4, true, 42, "[+0042   ]" },
		{ "%hhd", 8, true, 300, "300" },
		{ "%hd %%", 8, true, 70000, "70000 %" },
		{ "%ld", 1, true, -1, "-1" },
		{ "%lld", 4, true, -1, "-1" },
		{ "%llx", 4, true, -1, "ffffffff" },
		{ "%p", 8, false, 0x7fff1234, "7fff1234" },
		{ "%c", 1, true, 'A', "A" },
		{ "[%3c]", 8, true, 'A', "[  A]" },
		{ "%a", 8, false, 0x401000, "0x401000" },
		{ "[%-10A]", 8, false, 0x40, "[0x40      ]" },
		{ "no conversion", 4, true, 1, "no conversion" },
		{ "100%%", 4, true, 1, "100%" },
		{ "ends %", 4, true, 1, "ends " },
		{ "ends %5.", 4, true, 1, "ends " },
		/* the compiler refuses these; they must still do no harm */
		{ "%s", 4, true, 5, "5" },
		{ "%d and %d", 4, true, 5, "5 and " },
		{ "%@d", 4, true, 5, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		check_int(&all[i]);
}

static void floats(void **state)
{
	double d = 2.5;
	float s = -0.25f;
	struct image_action *a;
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	a = world_action(&w, ACTION_PRINTF, "%f %.1f %g %8.3e\n");
	world_field(&w, a, FIELD_INT, &d, sizeof(d));
	world_field(&w, a, FIELD_INT, &d, sizeof(d));
	world_field(&w, a, FIELD_INT, &s, sizeof(s));
	world_field(&w, a, FIELD_INT, &s, sizeof(s));
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w),
			    "2.500000 2.5 -0.25 -2.500e-01\n");
	world_release(&w);
}

static void strings(void **state)
{
	uint32_t id[2] = { 4, 99 };
	struct image_action *a;
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	a = world_action(&w, ACTION_PRINTF,
			 "%s [%8s] [%-8s] [%.2s] %S %s %s %s %s\n");
	for (int i = 0; i < 4; i++)
		world_string(&w, a, "get", 16);
	world_string(&w, a, "a\"\\\n\t\x01\xc3", 16);
	world_field(&w, a, FIELD_INTERNED, id, sizeof(id));
	world_field(&w, a, FIELD_PROBE, "", 0)->part = PART_NAME;
	world_field(&w, a, FIELD_CONST_STRING, "", 0)->text = "const";
	world_field(&w, a, FIELD_BYTES, "by\0tes", 6);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w),
		"get [     get] [get     ] [ge] a\\\"\\\\\\n\\t\\001\\303 "
		"redis99 BEGIN const by\n");
	world_release(&w);
}

/* Bytes of a traced string go out as they are. */
static void strings_are_not_changed(void **state)
{
	struct image_action *a;
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	a = world_action(&w, ACTION_PRINTF, "%s");
	world_string(&w, a, "\x1b[1m\xc3\xa4\x07", 16);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), "\x1b[1m\xc3\xa4\x07");
	world_release(&w);
}

static void stars(void **state)
{
	struct image_action *a;
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	a = world_action(&w, ACTION_PRINTF, "[%*d] [%*s] [%.*s] [%*d]\n");
	world_int(&w, a, 4, true, 5);
	world_int(&w, a, 4, true, 42);
	world_int(&w, a, 4, true, -5);
	world_string(&w, a, "ab", 8);
	world_int(&w, a, 4, true, 1);
	world_string(&w, a, "ab", 8);
	world_int(&w, a, 8, true, 0);
	world_int(&w, a, 8, true, 3);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), "[   42] [ab   ] [a] [3]\n");
	world_release(&w);
}

/* A width that comes from the traced program is bounded. */
static void hostile_width(void **state)
{
	struct image_action *a;
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	a = world_action(&w, ACTION_PRINTF, "%*d");
	world_int(&w, a, 8, true, INT64_MIN);
	world_int(&w, a, 4, true, 1);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_int_equal(strlen(world_out(&w)), 32767);
	world_release(&w);
}

static void a_nul_is_a_character(void **state)
{
	struct image_action *a;
	struct world w;

	(void)state;
	world_init(&w);
	w.options.quiet = true;
	a = world_action(&w, ACTION_PRINTF, "a%cb");
	world_int(&w, a, 1, true, 0);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	fflush(w.options.out);
	assert_int_equal(w.out_len, 3);
	assert_memory_equal(w.out, "a\0b", 3);
	world_release(&w);
}

static void wall_time(void **state)
{
	struct image_action *a;
	struct world w;

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	world_init(&w);
	w.options.quiet = true;
	a = world_action(&w, ACTION_PRINTF, "%Y [%24Y]");
	world_int(&w, a, 8, false, INT64_C(1000000000) * 1000000000 + 999);
	world_int(&w, a, 8, false, 0);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w), "2001 Sep  9 01:46:40 "
			    "[    1970 Jan  1 00:00:00]");
	world_release(&w);
}

static void not_quiet_is_one_line(void **state)
{
	struct image_action *a;
	struct world w;

	(void)state;
	world_init(&w);
	a = world_action(&w, ACTION_PRINTF, "x=%d");
	world_int(&w, a, 4, true, 1);
	world_start(&w);
	assert_int_equal(world_fire(&w, 0, 0), 0);
	assert_string_equal(world_out(&w),
		"CPU     ID                    FUNCTION:NAME\n"
		"  0      1                           :BEGIN x=1\n");
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers),
		cmocka_unit_test(floats),
		cmocka_unit_test(strings),
		cmocka_unit_test(strings_are_not_changed),
		cmocka_unit_test(stars),
		cmocka_unit_test(hostile_width),
		cmocka_unit_test(a_nul_is_a_character),
		cmocka_unit_test(wall_time),
		cmocka_unit_test(not_quiet_is_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
