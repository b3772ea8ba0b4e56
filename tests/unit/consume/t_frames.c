/* SPDX-License-Identifier: BSD-2-Clause */
/* Stacks of interpreters, from records that are right and from others. */
#include "consume/world.h"

#define PID 77u
#define WHO ((uint64_t)PID << 32 | 78)
#define ID 0x1234
#define CODE 0x7000
#define BASE 0x7100

struct code_record {
	struct record_header header;
	struct record_code code;
};

struct frames_record {
	struct record_header header;
	struct record_frames frames;
};

static void user_symbol(void *data, uint32_t pid, uint64_t address,
			struct consume_symbol *out)
{
	(void)data;
	assert_int_equal(pid, PID);
	out->module = "prog";
	out->name = address < 0x200 ? "eval" : address < 0x300 ? "evaluate"
							       : "eval.cold";
}

static const char *interpreter(void *data, uint32_t pid)
{
	(void)data;
	assert_int_equal(pid, PID);
	return "eval";
}

static void start(struct world *w, const uint64_t *stack, uint32_t size)
{
	struct consume_source source = {
		.data = w, .user_symbol = user_symbol,
		.interpreter = interpreter,
	};

	world_init(w);
	world_field(w, world_action(w, ACTION_TRACE, NULL), FIELD_USTACK,
		    stack, size)->has_frames = true;
	w->options.quiet = true;
	w->options.stackindent = 0;
	w->consumer = consumer_new(&w->im, &w->options, &source);
}

static void set_text(struct record_text *t, uint32_t width, const void *bytes,
		     uint32_t length)
{
	t->width = width;
	t->length = length;
	memcpy(t->bytes, bytes, length);
}

/* Lines 10 (units 0, 1), 11 (2), none (3), 9 (4). */
static const unsigned char table[] = {
	0x80 | 0 << 3 | 1, 0x11, 0x80 | 11 << 3, 0x01, 0x02,
	0x80 | 15 << 3, 0x80 | 13 << 3, 0x05,
};

static int send_code(struct world *w, uint32_t table_length)
{
	static struct code_record r;

	memset(&r, 0, sizeof(r));
	r.header = (struct record_header){ .kind = RECORD_CODE, .pid = PID };
	r.code.code = CODE;
	r.code.base = BASE;
	r.code.line = 10;
	r.code.table_length = table_length;
	memcpy(r.code.table, table, sizeof(table));
	set_text(&r.code.file, 1, "a\n\xe4", 3);
	set_text(&r.code.function, 2, "f\0\x14\x20", 4);
	return consumer_record(w->consumer, &r, sizeof(r));
}

static int send_frames(struct world *w, const struct interp_frame *frames,
		       size_t n)
{
	static struct frames_record r;

	r.header = (struct record_header){ .kind = RECORD_FRAMES, .pid = PID };
	r.frames.id = ID;
	r.frames.n = n;
	memcpy(r.frames.frames, frames, n * sizeof(*frames));
	return consumer_record(w->consumer, &r, sizeof(r.header) + 16 +
			       n * sizeof(*frames));
}

static const struct interp_frame two_groups[] = {
	{ CODE, BASE + 2 }, { CODE, BASE + 4 }, { 0, INTERP_ENTRY },
	{ CODE, BASE + 6 }, { CODE, (BASE + 8) | INTERP_ENTRY },
	{ CODE, BASE + 1000 }, { 0x9999, 0 },
};

static void in_place(void **state)
{
	const uint64_t stack[] = { WHO, ID, 0x100, 0x210, 0x310, 0x220 };
	struct world w;

	(void)state;
	start(&w, stack, sizeof(stack));
	assert_int_equal(send_code(&w, sizeof(table)), 0);
	assert_int_equal(send_frames(&w, two_groups, 7), 0);
	assert_int_equal(world_fire(&w, 0, PID), 0);
	assert_string_equal(world_out(&w), "\n"
		"a?\xc3\xa4:10 (f\xe2\x80\x94)\n"
		"a?\xc3\xa4:11 (f\xe2\x80\x94)\n"
		"prog`evaluate+0x1\n"
		/* without a line: the first */
		"a?\xc3\xa4:10 (f\xe2\x80\x94)\n"
		"a?\xc3\xa4:9 (f\xe2\x80\x94)\n"
		"prog`evaluate+0x1\n"
		/* no native frame is left: behind the table, and unknown */
		"a?\xc3\xa4:10 (f\xe2\x80\x94)\n"
		"0x9999\n");
	world_release(&w);
}

static void unknown(void **state)
{
	const uint64_t stack[] = { WHO, ID + 1, 0x100 };
	struct world w;

	(void)state;
	start(&w, stack, sizeof(stack));
	assert_int_equal(send_frames(&w, two_groups, 7), 0);
	assert_int_equal(world_fire(&w, 0, PID), 0);
	assert_string_equal(world_out(&w), "\nprog`eval\n");
	world_release(&w);
}

static void hostile(void **state)
{
	const uint64_t stack[] = { WHO, ID, 0x100 };
	static struct code_record r;
	struct world w;

	(void)state;
	start(&w, stack, sizeof(stack));
	assert_int_equal(send_code(&w, UINT32_MAX), 0);
	memset(&r, 0xff, sizeof(r));
	r.header = (struct record_header){ .kind = RECORD_CODE, .pid = PID };
	assert_int_equal(consumer_record(w.consumer, &r, sizeof(r)), 0);
	assert_int_equal(consumer_record(w.consumer, &r, sizeof(r) - 1),
			 -EINVAL);
	r.header.kind = RECORD_FRAMES;
	assert_int_equal(consumer_record(w.consumer, &r,
					 sizeof(r.header) + 15), -EINVAL);
	assert_int_equal(consumer_record(w.consumer, &r, sizeof(r)), 0);
	assert_int_equal(send_frames(&w, two_groups, 0), 0);
	assert_int_equal(world_fire(&w, 0, PID), 0);
	assert_string_equal(world_out(&w), "\nprog`eval\n");
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_place),
		cmocka_unit_test(unknown),
		cmocka_unit_test(hostile),
	};

	return cmocka_run_group_tests_name("consume/frames", tests, NULL,
					   NULL);
}
