/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "probe/timer.h"

#define S UINT64_C(1000000000)

static void names(void **state)
{
	static const struct {
		const char *name;
		enum timer_error error;
		enum probe_kind kind;
		uint64_t ns;
	} tests[] = {
		{ "tick-1", TIMER_OK, PROBE_TICK, S },
		{ "tick-100hz", TIMER_OK, PROBE_TICK, S / 100 },
		{ "profile-997", TIMER_OK, PROBE_PROFILE, S / 997 },
		{ "profile-4999hz", TIMER_OK, PROBE_PROFILE, S / 4999 },
		{ "tick-5000", TIMER_OK, PROBE_TICK, 200000 },
		{ "tick-5001", TIMER_TOO_SHORT, 0, 0 },
		{ "tick-200000ns", TIMER_OK, PROBE_TICK, 200000 },
		{ "tick-199999nsec", TIMER_TOO_SHORT, 0, 0 },
		{ "tick-250us", TIMER_OK, PROBE_TICK, 250000 },
		{ "tick-250usec", TIMER_OK, PROBE_TICK, 250000 },
		{ "tick-10ms", TIMER_OK, PROBE_TICK, S / 100 },
		{ "profile-10msec", TIMER_OK, PROBE_PROFILE, S / 100 },
		{ "tick-5s", TIMER_OK, PROBE_TICK, 5 * S },
		{ "tick-5sec", TIMER_OK, PROBE_TICK, 5 * S },
		{ "tick-2m", TIMER_OK, PROBE_TICK, 120 * S },
		{ "tick-2min", TIMER_OK, PROBE_TICK, 120 * S },
		{ "tick-1h", TIMER_OK, PROBE_TICK, 3600 * S },
		{ "tick-1hour", TIMER_OK, PROBE_TICK, 3600 * S },
		{ "tick-3d", TIMER_OK, PROBE_TICK, 3 * 86400 * S },
		{ "tick-3day", TIMER_OK, PROBE_TICK, 3 * 86400 * S },
		{ "tick-0", TIMER_TOO_LONG, 0, 0 },
		{ "tick-0ms", TIMER_TOO_SHORT, 0, 0 },
		{ "tick-200000day", TIMER_TOO_LONG, 0, 0 },
		{ "tick-99999999999999999999", TIMER_TOO_LONG, 0, 0 },
		{ "tick-", TIMER_NONE, 0, 0 },
		{ "tick-*", TIMER_NONE, 0, 0 },
		{ "tick-1*", TIMER_NONE, 0, 0 },
		{ "tick-ms", TIMER_NONE, 0, 0 },
		{ "tick--1", TIMER_NONE, 0, 0 },
		{ "tick-1 s", TIMER_NONE, 0, 0 },
		{ "tick-1S", TIMER_NONE, 0, 0 },
		{ "tick", TIMER_NONE, 0, 0 },
		{ "tock-1", TIMER_NONE, 0, 0 },
		{ "", TIMER_NONE, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		enum probe_kind kind = PROBE_USDT;
		uint64_t ns = 0;

		if (timer_parse(tests[i].name, &kind, &ns) != tests[i].error)
			fail_msg("%s", tests[i].name);
		if (tests[i].error != TIMER_OK)
			continue;
		assert_int_equal(kind, tests[i].kind);
		assert_int_equal(ns, tests[i].ns);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(names) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
