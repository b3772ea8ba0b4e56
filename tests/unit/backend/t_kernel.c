/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel backend with images made by hand. Needs root. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "backend/backend.h"
#include "ebpf/asm.h"

static struct kernel_features features;

static int probe_kernel(void **state)
{
	(void)state;
	kernel_features(&features);
	return 0;
}

static void need_bpf(void)
{
	if (!features.bpf) {
		print_message("# %s\n", features.why);
		skip();
	}
}

static void add_map(struct image *im, enum map_role role,
		    enum bpf_map_type type, uint32_t key, uint32_t value,
		    uint32_t n)
{
	*vec_push(&im->maps) = (struct image_map){
		.name = "unit", .role = role, .type = type, .key_size = key,
		.value_size = value, .max_entries = n,
	};
}

/* maps 0: state, 1: ring, 2: an aggregation counted by key */
static void make_image(struct image *im, struct ebpf_asm *a)
{
	struct err e = ERR_INIT;

	image_init(im);
	add_map(im, MAP_STATE, BPF_MAP_TYPE_ARRAY, 4,
		sizeof(struct image_state), 1);
	add_map(im, MAP_RING, BPF_MAP_TYPE_RINGBUF, 0, 0, 4096);
	add_map(im, MAP_AGG, BPF_MAP_TYPE_PERCPU_HASH, 8, 8, 16);
	*vec_push(&im->aggs) = (struct image_agg){
		.name = "", .func = AGG_COUNT, .nkeys = 1, .key_size = 8,
		.value_size = 8, .map = 2,
	};
	assert_int_equal(ebpf_asm_finish(a, &e), 0);
	*vec_push(&im->progs) = (struct image_prog){
		.name = "unit", .kind = PROG_RUN, .insns = a->code.items,
		.ninsns = a->code.len,
	};
}

/* ringbuf_output(the context's first word) */
static void write_record(struct ebpf_asm *a)
{
	ebpf_load(a, 8, 0, 1, 0);
	ebpf_store(a, 8, 10, -8, 0);
	ebpf_map(a, 1, 1);
	ebpf_mov(a, 2, 10);
	ebpf_alu_imm(a, BPF_ADD, 2, -8);
	ebpf_mov_imm(a, 3, 8);
	ebpf_mov_imm(a, 4, BPF_RB_NO_WAKEUP);
	ebpf_call(a, BPF_FUNC_ringbuf_output);
	ebpf_mov_imm(a, 0, 0);
	ebpf_exit(a);
}

static int sum_records(void *data, const void *record, size_t len)
{
	uint64_t value;

	assert_int_equal(len, 8);
	memcpy(&value, record, 8);
	*(uint64_t *)data += value;
	return 0;
}

static void programs_run_and_records_arrive(void **state)
{
	struct ebpf_asm a = { 0 };
	struct image im;
	struct backend *b;
	struct err e = ERR_INIT;
	struct run_args args = { .args = { 40 } };
	struct image_state s;
	uint64_t sum = 0;

	(void)state;
	need_bpf();
	write_record(&a);
	make_image(&im, &a);
	b = kernel_backend_new(&im, &features);
	assert_int_equal(b->ops->load(b, &e), 0);
	assert_int_equal(b->ops->run(b, 0, &args, &e), 0);
	args.args[0] = 2;
	assert_int_equal(b->ops->run(b, 0, &args, &e), 0);
	assert_int_equal(b->ops->drain(b, sum_records, &sum, &e), 2);
	assert_int_equal(sum, 42);
	assert_int_equal(b->ops->drain(b, sum_records, &sum, &e), 0);
	assert_int_equal(b->ops->set_exiting(b, &e), 0);
	assert_int_equal(b->ops->state(b, &s, &e), 0);
	assert_int_equal(s.exiting, 1);
	b->ops->free(b);
	image_release(&im);
	ebpf_asm_release(&a);
}

/* agg[first word] = second word, on this CPU */
static void write_agg(struct ebpf_asm *a)
{
	ebpf_load(a, 8, 0, 1, 0);
	ebpf_store(a, 8, 10, -8, 0);
	ebpf_load(a, 8, 0, 1, 8);
	ebpf_store(a, 8, 10, -16, 0);
	ebpf_map(a, 1, 2);
	ebpf_mov(a, 2, 10);
	ebpf_alu_imm(a, BPF_ADD, 2, -8);
	ebpf_mov(a, 3, 10);
	ebpf_alu_imm(a, BPF_ADD, 3, -16);
	ebpf_mov_imm(a, 4, BPF_ANY);
	ebpf_call(a, BPF_FUNC_map_update_elem);
	ebpf_mov_imm(a, 0, 0);
	ebpf_exit(a);
}

struct total {
	uint64_t keys, values;
	int rows;
};

static int add_row(void *data, const void *key, const void *values,
		   unsigned ncpus)
{
	struct total *t = data;

	t->rows++;
	t->keys += *(const uint64_t *)key;
	for (unsigned i = 0; i < ncpus; i++)
		t->values += ((const uint64_t *)values)[i];
	return 0;
}

static struct total snapshot(struct backend *b, struct image *im)
{
	struct total t = { 0 };
	struct err e = ERR_INIT;

	assert_int_equal(b->ops->snapshot(b, &im->aggs.items[0], add_row, &t,
					  &e), 0);
	return t;
}

static void aggregations_are_read_cleared_and_cut(void **state)
{
	struct ebpf_asm a = { 0 };
	struct image im;
	struct backend *b;
	struct err e = ERR_INIT;
	struct total t;
	uint64_t one = 1;

	(void)state;
	need_bpf();
	write_agg(&a);
	make_image(&im, &a);
	b = kernel_backend_new(&im, &features);
	assert_int_equal(b->ops->load(b, &e), 0);
	for (uint64_t i = 1; i <= 3; i++) {
		struct run_args args = { .args = { i, i * 10 } };

		assert_int_equal(b->ops->run(b, 0, &args, &e), 0);
	}
	t = snapshot(b, &im);
	assert_int_equal(t.rows, 3);
	assert_int_equal(t.keys, 6);
	assert_int_equal(t.values, 60);
	assert_int_equal(b->ops->trunc(b, &im.aggs.items[0], &one, 1, &e), 0);
	t = snapshot(b, &im);
	assert_int_equal(t.rows, 2);
	assert_int_equal(t.values, 50);
	assert_int_equal(b->ops->clear(b, &im.aggs.items[0], &e), 0);
	t = snapshot(b, &im);
	assert_int_equal(t.rows, 2);
	assert_int_equal(t.values, 0);
	assert_int_equal(b->ops->trunc(b, &im.aggs.items[0], NULL, 0, &e), 0);
	assert_int_equal(snapshot(b, &im).rows, 0);
	b->ops->free(b);
	image_release(&im);
	ebpf_asm_release(&a);
}

static void a_refused_program_is_explained(void **state)
{
	struct ebpf_asm a = { 0 };
	struct image im;
	struct backend *b;
	struct err e = ERR_INIT;

	(void)state;
	need_bpf();
	ebpf_load(&a, 8, 0, 2, 0);	/* r2 was never set */
	ebpf_exit(&a);
	make_image(&im, &a);
	b = kernel_backend_new(&im, &features);
	assert_true(b->ops->load(b, &e) < 0);
	assert_non_null(strstr(e.text, "the kernel refuses program unit"));
	assert_non_null(strstr(kernel_backend_log(b), "R2"));
	b->ops->free(b);
	image_release(&im);
	ebpf_asm_release(&a);
}

static int attach_to(const char *path, struct err *e)
{
	struct ebpf_asm a = { 0 };
	struct image im;
	struct backend *b;
	uint32_t site = 0;
	int ret;

	ebpf_mov_imm(&a, 0, 0);
	ebpf_exit(&a);
	make_image(&im, &a);
	im.progs.items[0].kind = PROG_USER;
	im.progs.items[0].sites = &site;
	im.progs.items[0].nsites = 1;
	vec_push(&im.sites)->offset = 16;
	*vec_push(&im.objects) = (struct image_object){
		.path = path, .open_path = path,
	};
	b = kernel_backend_new(&im, &features);
	assert_int_equal(b->ops->load(b, e), 0);
	ret = b->ops->attach(b, e);
	b->ops->free(b);
	image_release(&im);
	ebpf_asm_release(&a);
	return ret;
}

/* Providers that are made at run time go with their files. */
static void a_file_that_is_gone_is_left_out(void **state)
{
	struct err e = ERR_INIT;

	(void)state;
	need_bpf();
	assert_int_equal(attach_to("/nonexistent/file", &e), 0);
}

static void what_is_no_file_cannot_be_attached(void **state)
{
	struct err e = ERR_INIT;

	(void)state;
	need_bpf();
	assert_true(attach_to("/dev", &e) < 0);
	assert_non_null(strstr(e.text, "cannot attach to '/dev'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_run_and_records_arrive),
		cmocka_unit_test(aggregations_are_read_cleared_and_cut),
		cmocka_unit_test(a_refused_program_is_explained),
		cmocka_unit_test(a_file_that_is_gone_is_left_out),
		cmocka_unit_test(what_is_no_file_cannot_be_attached),
	};

	return cmocka_run_group_tests(tests, probe_kernel, NULL);
}
