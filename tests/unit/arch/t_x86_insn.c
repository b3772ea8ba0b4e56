/* SPDX-License-Identifier: BSD-2-Clause */
/* Lengths of x86-64 instructions: known ones, and all of the C library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "arch/x86_insn.h"

static size_t from_hex(const char *hex, uint8_t *out, size_t max)
{
	size_t n = 0;
	int used;

	for (unsigned byte; n < max && sscanf(hex, "%2x%n", &byte, &used) == 1;
	     hex += used)
		out[n++] = (uint8_t)byte;
	return n;
}

static void known(void **state)
{
	static const char *const list[] = {
		"90", "c3", "55", "cc", "0f05", "f30f1efa", "4889e5",
		"488b442408", "488b05efbeadde", "8b842400010000",
		"48b8efbeaddeefbeadde", "66b83412", "b812345678", "eb05",
		"e900000000", "0f8400000000", "c8100000", "a10102030405060708",
		"67a101020304", "f6c101", "f6d1", "f7c178563412", "66f7c13412",
		"f7d9", "c5f877", "c5fd6f06", "c4e37d39c101",
		"62f1fe486f4601", "660f3a0fc101", "0f3801c1",
		"662e0f1f840000000000", "f0480fb10f", "64488b042528000000",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++) {
		uint8_t bytes[16] = { 0 };
		size_t len = from_hex(list[i], bytes, sizeof(bytes));

		if (x86_insn_len(bytes, sizeof(bytes)) != len)
			fail_msg("%s: %zu", list[i],
				 x86_insn_len(bytes, sizeof(bytes)));
		for (size_t k = 0; k < len; k++)
			assert_int_equal(x86_insn_len(bytes, k), 0);
	}
}

static void none(void **state)
{
	static const char *const list[] = {
		"06", "0e", "60", "82c001", "9a", "d4", "ea", "0f04",
	};
	uint8_t prefixes[32];

	(void)state;
	memset(prefixes, 0x66, sizeof(prefixes));
	assert_int_equal(x86_insn_len(prefixes, sizeof(prefixes)), 0);
	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++) {
		uint8_t bytes[16] = { 0 };

		from_hex(list[i], bytes, sizeof(bytes));
		assert_int_equal(x86_insn_len(bytes, sizeof(bytes)), 0);
	}
}

static void flow(void **state)
{
	static const struct {
		const char *hex;
		enum insn_flow flow;
		int64_t target;
	} list[] = {
		{ "c3", INSN_RETURN, 0 }, { "f3c3", INSN_RETURN, 0 },
		{ "c20800", INSN_RETURN, 0 }, { "90", INSN_NEXT, 0 },
		{ "ebfe", INSN_JUMP, 0 }, { "7505", INSN_JUMP, 7 },
		{ "e9fbffffff", INSN_JUMP, 0 },
		{ "0f8400010000", INSN_JUMP, 262 },
		{ "f2e900000000", INSN_JUMP, 6 },
		{ "ffe0", INSN_ANYWHERE, 0 }, { "3effe0", INSN_ANYWHERE, 0 },
		{ "ff2500000000", INSN_ANYWHERE, 0 },
		{ "ffd0", INSN_NEXT, 0 }, { "e800000000", INSN_NEXT, 0 },
		{ "48ffc0", INSN_NEXT, 0 }, { "0f1f00", INSN_NEXT, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++) {
		uint8_t bytes[16] = { 0 };
		size_t len = from_hex(list[i].hex, bytes, sizeof(bytes));
		int64_t target = 0;

		assert_int_equal(x86_insn_len(bytes, sizeof(bytes)), len);
		if (x86_insn_flow(bytes, len, &target) != list[i].flow ||
		    target != list[i].target)
			fail_msg("%s: to %lld", list[i].hex,
				 (long long)target);
	}
}

/* One line of objdump -dw: "  1234:\t48 89 e5 \tmov ..." */
static size_t parse_line(char *line, uint8_t *bytes, size_t max)
{
	char *p = strstr(line, ":\t"), *end;
	size_t n = 0;

	if (!p || strstr(line, "(bad)"))
		return 0;
	end = strchr(p + 2, '\t');
	if (!end)
		return 0;
	*end = '\0';
	for (p += 2; n < max && *p >= '0' && p[1] > ' '; p += 3)
		bytes[n++] = (uint8_t)strtoul(p, NULL, 16);
	return n;
}

static void as_objdump_has_it(void **state)
{
	FILE *f = popen("objdump -dw /lib/x86_64-linux-gnu/libc.so.6 "
			"2>/dev/null", "r");
	char line[512];
	size_t all = 0;

	(void)state;
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		uint8_t bytes[16] = { 0 };
		size_t len = parse_line(line, bytes, 15);

		if (!len)
			continue;
		all++;
		if (x86_insn_len(bytes, len) != len)
			fail_msg("%s: %zu is not %zu", line,
				 x86_insn_len(bytes, len), len);
	}
	pclose(f);
	if (!all)
		skip();			/* no objdump, or no x86-64 */
	assert_true(all > 100000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known),
		cmocka_unit_test(none),
		cmocka_unit_test(flow),
		cmocka_unit_test(as_objdump_has_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
