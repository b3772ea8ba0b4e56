/* SPDX-License-Identifier: BSD-2-Clause */
/* Written, read again, cut at every byte, damaged at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "recording/recording.h"

static const struct recording_start start = {
	.tracer = { 10, 11, 1, 1000, 100, "dtrace" },
	.target = 77, .time = 5000, .clock_above = -3,
};

static char path[] = "/tmp/t_recording.XXXXXX";

static void add_events(struct recorder *r)
{
	static const uint64_t frames[] = { 0x401000, 0x401100 };
	struct recording_event ev = {
		.probe = 1, .cpu = 3, .time = 6000, .error = 2,
		.who = { 77, 78, 10, 1000, 100, "target" },
		.nargs = 2, .bad_args = 2, .args = { 0x1000, 7 },
		.nmemory = 1, .memory = {
			{ 0x1000, 6, (const unsigned char *)"hello" } },
		.nframes = 2, .frames = frames,
	};

	recorder_event(r, &ev);
	ev.probe = 0;
	ev.nmemory = ev.nframes = 0;
	recorder_event(r, &ev);
}

static void write_one(uint64_t limit)
{
	struct recording_probe p = {
		.id = 10001, .kind = RECORDING_USDT, .pid = 77,
		.provider = "app77", .base_provider = "app",
		.module = "app\x1b[m", .function = "main", .name = "go",
		.nargs = 1, .args = { { 8, 1, 0 } },
	};
	struct recording_symbol s = { 77, 0x401100, 4, "app", "main" };
	struct recording_end end = { .time = 9000 };
	struct err e = ERR_INIT;
	struct recorder *r;

	assert_int_equal(recorder_new(&r, path, limit, &start, &e), 0);
	p.declaration = recorder_declaration(r, "provider app { };");
	assert_int_equal(recorder_probe(r, &p), 0);
	p.declaration = RECORDING_NONE;
	p.name = "stop";
	assert_int_equal(recorder_probe(r, &p), 1);
	add_events(r);
	recorder_symbol(r, &s);
	assert_int_equal(recorder_finish(r, &end, &e), 0);
}

static void check_event(struct recording *r)
{
	struct recording_event ev;
	struct err e = ERR_INIT;

	assert_int_equal(recording_next(r, &ev, &e), 1);
	assert_int_equal(ev.probe, 1);
	assert_int_equal(ev.time, 6000);
	assert_int_equal(ev.error, 2);
	assert_int_equal(ev.who.tid, 78);
	assert_string_equal(ev.who.comm, "target");
	assert_int_equal(ev.bad_args, 2);
	assert_int_equal(ev.args[1], 7);
	assert_int_equal(ev.nmemory, 1);
	assert_memory_equal(ev.memory[0].bytes, "hello", 6);
	assert_int_equal(ev.frames[1], 0x401100);
	assert_int_equal(recording_next(r, &ev, &e), 1);
	assert_int_equal(ev.nframes, 0);
	assert_int_equal(recording_next(r, &ev, &e), 0);
}

static void reads_what_was_written(void **state)
{
	struct recording_symbol s;
	struct err e = ERR_INIT;
	struct recording *r;

	(void)state;
	write_one(UINT64_MAX);
	assert_int_equal(recording_open(&r, path, &e), 0);
	assert_null(recording_cut(r));
	assert_int_equal(recording_start(r)->target, 77);
	assert_int_equal(recording_start(r)->clock_above, -3);
	assert_int_equal(recording_end(r)->time, 9000);
	assert_int_equal(recording_probes(r), 2);
	assert_string_equal(recording_probe(r, 0)->module, "app.[m");
	assert_int_equal(recording_probe(r, 0)->declaration, 0);
	assert_int_equal(recording_probe(r, 1)->declaration, RECORDING_NONE);
	assert_string_equal(recording_declaration(r, 0), "provider app { };");
	assert_true(recording_symbol(r, 77, 0x401100, &s));
	assert_string_equal(s.name, "main");
	assert_false(recording_symbol(r, 78, 0x401100, &s));
	check_event(r);
	recording_close(r);
}

static void has_a_limit(void **state)
{
	struct recording_event ev;
	struct err e = ERR_INIT;
	struct recording *r;

	(void)state;
	write_one(100);
	assert_int_equal(recording_open(&r, path, &e), 0);
	assert_int_equal(recording_end(r)->dropped, 2);
	assert_int_equal(recording_next(r, &ev, &e), 0);
	recording_close(r);
}

/* How many events can be read of the bytes; -1: it is refused. */
static int read_bytes(const char *bytes, size_t n)
{
	FILE *f = fmemopen((void *)(uintptr_t)bytes, n, "r");
	struct recording_event ev;
	struct err e = ERR_INIT;
	struct recording *r;
	int count = 0, ret;

	assert_non_null(f);
	if (recording_open_stream(&r, f, "test", &e)) {
		assert_string_not_equal(e.text, "");
		return -1;
	}
	while ((ret = recording_next(r, &ev, &e)) > 0)
		count++;
	recording_close(r);
	return ret ? -1 : count;
}

static void is_good_up_to_a_cut(void **state)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	int most = -1;

	(void)state;
	write_one(UINT64_MAX);
	assert_int_equal(file_read(path, 1 << 20, &b, &e), 0);
	for (size_t n = 1; n <= b.len; n++) {
		int count = read_bytes(b.data, n);

		assert_true(count >= most);
		most = count;
	}
	assert_int_equal(most, 2);
	buf_release(&b);
}

static void survives_damage(void **state)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;

	(void)state;
	write_one(UINT64_MAX);
	assert_int_equal(file_read(path, 1 << 20, &b, &e), 0);
	for (size_t n = 0; n < b.len; n++) {
		char was = b.data[n];

		b.data[n] = (char)0xff;
		assert_in_range(read_bytes(b.data, b.len) + 1, 0, 3);
		b.data[n] = was;
	}
	buf_release(&b);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_was_written),
		cmocka_unit_test(has_a_limit),
		cmocka_unit_test(is_good_up_to_a_cut),
		cmocka_unit_test(survives_damage),
	};
	int fd = mkstemp(path), ret;

	if (fd < 0)
		return 1;
	close(fd);
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return ret;
}
