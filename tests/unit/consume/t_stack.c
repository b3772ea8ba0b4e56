/* SPDX-License-Identifier: BSD-2-Clause */
/* Stacks and symbols, from records as they are and from copies of stacks. */
#include "consume/world.h"

#define PID 77u
#define THREAD 78u
#define WHO ((uint64_t)PID << 32 | THREAD)

/* A function at each multiple of 0x100 below 0x1000, a module below 0x2000. */
static void symbol(uint64_t address, struct consume_symbol *out)
{
	static const char *const names[] = { "zero", "one", "two", "three" };

	if (address >= 0x2000)
		return;
	out->module = "prog";
	if (address < 0x400)
		out->name = names[address / 0x100];
	out->offset = address % 0x100;
}

static void user_symbol(void *data, uint32_t pid, uint64_t address,
			struct consume_symbol *out)
{
	(void)data;
	assert_int_equal(pid, PID);
	symbol(address, out);
}

static void kernel_symbol(void *data, uint64_t address,
			  struct consume_symbol *out)
{
	(void)data;
	symbol(address, out);
	if (out->module)
		out->module = "vmlinux";
}

/* Frames 0x110, 0x210, ..: as many as the copy has bytes. */
static size_t unwind(void *data, uint32_t pid,
		     const struct record_stack *stack, uint64_t *addresses,
		     size_t max)
{
	size_t n = stack->length < max ? stack->length : max;

	(void)data;
	assert_int_equal(pid, PID);
	for (size_t i = 0; i < n; i++)
		addresses[i] = 0x110 + i * 0x100;
	return n;
}

static void start(struct world *w)
{
	struct consume_source source = {
		.data = w, .user_symbol = user_symbol,
		.kernel_symbol = kernel_symbol, .unwind = unwind,
		.snapshot = world_snapshot, .clear = world_clear,
		.trunc = world_trunc,
	};

	w->options.quiet = true;
	w->options.stackindent = 2;
	w->consumer = consumer_new(&w->im, &w->options, &source);
}

static void frames_have_names(void **state)
{
	const uint64_t user[] = { WHO, 0x100, 0x200, 0x210, 0x1234, 0x5678, 0 };
	const uint64_t kernel[] = { 0x310 };
	struct world w;

	(void)state;
	world_init(&w);
	world_field(&w, world_action(&w, ACTION_TRACE, NULL), FIELD_USTACK,
		    user, sizeof(user));
	world_field(&w, world_action(&w, ACTION_TRACE, NULL), FIELD_STACK,
		    kernel, sizeof(kernel));
	start(&w);
	assert_int_equal(world_fire(&w, 0, PID), 0);
	/* 0x200 is behind a call that is the last of `one' */
	assert_string_equal(world_out(&w),
		"\n  prog`one\n  prog`one+0x100\n  prog`two+0x10\n"
		"  prog`0x1234\n  0x5678\n"
		"\n  vmlinux`three+0x10\n");
	world_release(&w);
}

static void no_frames(void **state)
{
	const uint64_t user[] = { WHO, 0, 0x100 };
	struct world w;

	(void)state;
	world_init(&w);
	world_field(&w, world_action(&w, ACTION_TRACE, NULL), FIELD_USTACK,
		    user, sizeof(user));
	start(&w);
	assert_int_equal(world_fire(&w, 0, PID), 0);
	assert_string_equal(world_out(&w), "\n");
	world_release(&w);
}

static void forms_of_symbols(void **state)
{
	const uint64_t address[] = { WHO, 0x120 };
	static const char *const want[] = {
		"prog`one+0x20", "prog`one", "prog",
	};
	struct world w;

	(void)state;
	for (int form = SYMBOL_ADDRESS; form <= SYMBOL_MODULE; form++) {
		world_init(&w);
		world_field(&w, world_action(&w, ACTION_PRINTF, "%A"),
			    FIELD_USYMBOL, address, sizeof(address))->form =
			(enum symbol_form)form;
		start(&w);
		assert_int_equal(world_fire(&w, 0, PID), 0);
		assert_string_equal(world_out(&w), want[form]);
		world_release(&w);
	}
}

/* ---- copies ------------------------------------------------------------- */

struct copy {
	struct record_header header;
	struct record_stack stack;
};

static void send_copy(struct world *w, uint32_t thread, uint32_t length)
{
	static struct copy r;

	r.header = (struct record_header){ .kind = RECORD_STACK, .pid = PID };
	r.stack.thread = thread;
	r.stack.length = length;
	assert_int_equal(consumer_record(w->consumer, &r, sizeof(r)), 0);
}

static void a_copy_makes_a_stack_whole(void **state)
{
	const uint64_t user[] = { WHO, 0x110, 0, 0 };
	struct world w;

	(void)state;
	world_init(&w);
	world_field(&w, world_action(&w, ACTION_TRACE, NULL), FIELD_USTACK,
		    user, sizeof(user));
	start(&w);
	/* as many as the record has room for */
	send_copy(&w, THREAD, 5);
	assert_int_equal(world_fire(&w, 0, PID), 0);
	assert_string_equal(world_out(&w),
		"\n  prog`one+0x10\n  prog`two+0x10\n  prog`three+0x10\n");
	/* nothing was unwound, or it was another thread */
	send_copy(&w, THREAD, 0);
	send_copy(&w, THREAD + 1, 5);
	assert_int_equal(world_fire(&w, 0, PID), 0);
	assert_string_equal(world_out(&w), "\n  prog`one+0x10\n");
	world_release(&w);
}

static void a_copy_of_another_moment(void **state)
{
	const uint64_t user[] = { WHO, 0x120, 0 };
	struct world w;

	(void)state;
	world_init(&w);
	world_field(&w, world_action(&w, ACTION_TRACE, NULL), FIELD_USTACK,
		    user, sizeof(user));
	start(&w);
	send_copy(&w, THREAD, 2);
	assert_int_equal(world_fire(&w, 0, PID), 0);
	assert_string_equal(world_out(&w), "\n  prog`one+0x20\n");
	world_release(&w);
}

static void hostile_copies(void **state)
{
	static struct copy r = {
		.header = { .kind = RECORD_STACK, .pid = PID },
	};
	struct world w;

	(void)state;
	world_init(&w);
	start(&w);
	assert_int_equal(consumer_record(w.consumer, &r, sizeof(r) + 1),
			 -EINVAL);
	assert_int_equal(consumer_record(w.consumer, &r, sizeof(r.header)),
			 -EINVAL);
	r.stack.length = sizeof(r.stack.bytes);
	assert_int_equal(consumer_record(w.consumer, &r, sizeof(r)), 0);
	assert_int_equal(consumer_record(w.consumer, &r, sizeof(r) - 1),
			 -EINVAL);
	r.stack.length = sizeof(r.stack.bytes) + 1;
	assert_int_equal(consumer_record(w.consumer, &r, sizeof(r)), -EINVAL);
	assert_string_equal(consumer_error(w.consumer)->text,
			    "stack of 16385 bytes, there are 16384");
	world_release(&w);
}

/* ---- keys --------------------------------------------------------------- */

/* @[ustack()] = sum(): a key with three frames, of which `wanted' are asked. */
struct sum {
	struct record_header header;
	struct record_agg agg;
	uint64_t key[4], value;
};

static struct sum one_sum(uint32_t thread, uint32_t wanted, uint64_t value)
{
	return (struct sum){
		.header = { .kind = RECORD_AGG, .pid = PID },
		.agg = { .agg = 0, .thread = thread },
		.key = { (uint64_t)PID << 32 | wanted, 0x110 },
		.value = value,
	};
}

static void start_sums(struct world *w, uint32_t most)
{
	world_init(w);
	world_key(world_agg(w, "", AGG_SUM, true, NULL), FIELD_USTACK, 32,
		  false);
	*vec_push(&w->im.maps) = (struct image_map){
		.role = MAP_AGG, .max_entries = most,
	};
	start(w);
}

static void add_sum(struct world *w, uint32_t wanted, uint64_t value)
{
	struct sum s = one_sum(THREAD, wanted, value);

	assert_int_equal(consumer_record(w->consumer, &s, sizeof(s)), 0);
}

static void keys_are_made_of_copies(void **state)
{
	const uint64_t in_map[] = { (uint64_t)PID << 32, 0x110, 0, 0 };
	struct world w;

	(void)state;
	start_sums(&w, 8);
	memcpy(w.maps[0].keys[0], in_map, sizeof(in_map));
	w.maps[0].values[0][1][0] = 100;
	w.maps[0].n = 1;
	send_copy(&w, THREAD, 5);
	add_sum(&w, 2, 7);
	add_sum(&w, 2, 8);
	add_sum(&w, 3, 4);
	add_sum(&w, 9, 5);	/* no more than the key has room for */
	add_sum(&w, 1, 20);	/* as what the kernel counted */
	assert_int_equal(consumer_aggregations(w.consumer), 0);
	assert_string_equal(world_out(&w), "\n"
		"\n  prog`one+0x10\n  prog`two+0x10\n  prog`three+0x10\n"
		"                9\n"
		"\n  prog`one+0x10\n  prog`two+0x10\n               15\n"
		"\n  prog`one+0x10\n              120\n");
	world_release(&w);
}

static void keys_without_room(void **state)
{
	const struct image_state none = { 0 };
	struct world w;

	(void)state;
	start_sums(&w, 1);
	send_copy(&w, THREAD, 5);
	add_sum(&w, 1, 7);
	add_sum(&w, 2, 7);
	add_sum(&w, 1, 7);
	assert_int_equal(consumer_drops(w.consumer, &none), 0);
	assert_string_equal(world_err(&w), "dtrace: 1 aggregation drop\n");
	world_release(&w);
}

static void hostile_keys(void **state)
{
	struct sum s = one_sum(THREAD, 2, 1);
	struct world w;

	(void)state;
	start_sums(&w, 8);
	assert_int_equal(consumer_record(w.consumer, &s, sizeof(s) - 1),
			 -EINVAL);
	assert_int_equal(consumer_record(w.consumer, &s, sizeof(s.header)),
			 -EINVAL);
	s.agg.agg = 1;
	assert_int_equal(consumer_record(w.consumer, &s, sizeof(s)), -EINVAL);
	assert_string_equal(consumer_error(w.consumer)->text,
			    "record of aggregation 1, there are 1");
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_have_names),
		cmocka_unit_test(no_frames),
		cmocka_unit_test(forms_of_symbols),
		cmocka_unit_test(a_copy_makes_a_stack_whole),
		cmocka_unit_test(a_copy_of_another_moment),
		cmocka_unit_test(hostile_copies),
		cmocka_unit_test(keys_are_made_of_copies),
		cmocka_unit_test(keys_without_room),
		cmocka_unit_test(hostile_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
