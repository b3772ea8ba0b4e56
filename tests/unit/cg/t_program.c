/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiled programs do what D says, without a kernel. */
#include "world.h"

static const struct operand const_7 = { .kind = OPERAND_CONST, .size = 4,
					.is_signed = true, .value = 7 };
static const struct operand in_a = { .kind = OPERAND_REG, .size = 4,
				     .is_signed = true, .reg = &reg_a };
static const struct operand in_bh = { .kind = OPERAND_REG, .size = 1,
				      .reg = &reg_bh };
static const struct operand in_memory = {
	.kind = OPERAND_MEM, .size = 2, .is_signed = true,
	.base = &reg_a, .index = &reg_b, .scale = 4, .disp = 8,
};

static void one_site(void **state)
{
	struct world w;
	struct image_binding b = { 0, 0, 0 };
	struct operand args[] = { in_a, in_bh };

	(void)state;
	world_start(&w);
	world_site(&w, "only", args, 2);
	world_compile(&w, "x { printf(\"%d %d %d\", arg0, arg1, arg5); }",
		      &b, 1);
	world_load(&w);
	w.regs[0] = 0xfffffffe;		/* -2 as an int */
	w.regs[1] = 0xab12;
	world_fire(&w, 0);
	assert_int_equal(world_field(&w, 0, 0), -2);
	assert_int_equal(world_field(&w, 0, 1), 0xab);
	/* what the probe does not have is 0 */
	assert_int_equal(world_field(&w, 0, 2), 0);
	world_end(&w);
}

static void sites_that_differ_share_a_program(void **state)
{
	struct world w;
	struct image_binding b[] = { { 0, 0, 0 }, { 0, 1, 0 }, { 0, 2, 0 } };
	int16_t value = -5;

	(void)state;
	world_start(&w);
	world_site(&w, "const", &const_7, 1);
	world_site(&w, "reg", &in_a, 1);
	world_site(&w, "mem", &in_memory, 1);
	world_compile(&w, "x { trace(arg0); }", b, 3);
	assert_int_equal(w.image.progs.len, 1);
	assert_int_equal(w.image.progs.items[0].nsites, 3);
	world_load(&w);
	world_fire(&w, 0);
	assert_int_equal(world_field(&w, 0, 0), 7);
	w.regs[0] = (uint64_t)-9;
	world_fire(&w, 1);
	assert_int_equal(world_field(&w, 0, 0), -9);
	w.regs[0] = USER_MEMORY;
	w.regs[1] = 2;
	memcpy(w.memory + 16, &value, 2);
	world_fire(&w, 2);
	assert_int_equal(world_field(&w, 0, 0), -5);
	world_end(&w);
}

static const struct record_error *only_error(const struct world *w)
{
	const struct record_header *h = (const void *)w->records;

	assert_int_equal(w->nrecords, 1);
	assert_int_equal(h->kind, RECORD_ERROR);
	return (const void *)(h + 1);
}

static void bad_addresses_are_faults(void **state)
{
	struct world w;
	struct image_binding b[] = { { 0, 0, 0 }, { 0, 1, 0 } };

	(void)state;
	world_start(&w);
	world_site(&w, "mem", &in_memory, 1);
	world_site(&w, "reg", &in_a, 1);
	world_compile(&w, "x { trace(copyinstr(arg0)); }", b, 2);
	world_load(&w);
	w.regs[0] = 0x10;
	w.regs[1] = 1;
	world_fire(&w, 0);	/* the operand itself is out of reach */
	assert_int_equal(only_error(&w)->fault, FAULT_BADADDR);
	assert_int_equal(only_error(&w)->address, 0x1c);
	world_fire(&w, 1);	/* the string is */
	assert_int_equal(only_error(&w)->fault, FAULT_BADADDR);
	assert_int_equal(only_error(&w)->address, 0x10);
	w.regs[0] = USER_MEMORY + 3;
	strcpy(w.memory + 3, "text");
	world_fire(&w, 1);
	assert_string_equal(world_text(&w, 0, 0), "text");
	world_end(&w);
}

static void an_operand_beyond_reach_disables_itself_only(void **state)
{
	struct world w;
	struct image_binding b[] = { { 0, 0, 0 }, { 1, 0, 0 } };
	struct operand args[] = { { .size = 0 }, in_a };

	(void)state;
	world_start(&w);
	world_site(&w, "bad", args, 2);
	((const char **)w.image.sites.items[0].bad_args)[0] = "in xmm0";
	world_compile(&w, "x { trace(arg0); } x { trace(arg1); }", b, 2);
	world_load(&w);
	w.regs[0] = 3;
	world_fire(&w, 0);
	assert_int_equal(w.nrecords, 2);
	assert_int_equal(((struct record_header *)w.records)->kind,
			 RECORD_ERROR);
	assert_int_equal(((struct record_error *)(w.records +
			 sizeof(struct record_header)))->fault, FAULT_BADARG);
	world_end(&w);
}

static void clauses_keep_to_their_processes(void **state)
{
	struct world w;
	struct image_binding b[] = {
		{ 0, 0, 0 }, { 1, 0, 100 }, { 1, 0, 300 }, { 2, 0, 200 },
	};

	(void)state;
	world_start(&w);
	world_site(&w, "site", NULL, 0);
	world_compile(&w, "x { trace(1); } x { trace(2); } x { trace(3); }",
		      b, 4);
	assert_int_equal(w.image.progs.len, 1);
	world_load(&w);
	world_fire(&w, 0);
	assert_int_equal(w.nrecords, 2);	/* 1, 2 */
	w.pid = 200;
	world_fire(&w, 0);
	assert_int_equal(w.nrecords, 2);	/* 1, 3 */
	w.pid = 999;
	world_fire(&w, 0);
	assert_int_equal(w.nrecords, 1);
	world_end(&w);
}

static void one_process_is_left_to_the_kernel(void **state)
{
	struct world w;
	struct image_binding b[] = { { 0, 0, 100 }, { 1, 0, 100 } };

	(void)state;
	world_start(&w);
	world_site(&w, "site", NULL, 0);
	world_compile(&w, "x { trace(1); } x { trace(2); }", b, 2);
	assert_int_equal(w.image.progs.items[0].pid, 100);
	world_end(&w);
}

static void records_without_room_are_counted(void **state)
{
	struct world w;
	struct image_binding b = { 0, 0, 0 };
	struct image_state *s;
	int map;

	(void)state;
	world_start(&w);
	world_site(&w, "site", NULL, 0);
	world_compile(&w, "x { printf(\"%s%s\", copyinstr(arg0), execname); }",
		      &b, 1);
	world_load(&w);
	map = image_find_map(&w.image, MAP_RING);
	for (int i = 0; i < 200; i++)
		if (vmap_ring_reserve(ebpf_vm_map(w.vm, (size_t)map), 64) < 0)
			break;
	world_fire(&w, 0);
	s = vmap_value(ebpf_vm_map(w.vm,
		       (size_t)image_find_map(&w.image, MAP_STATE)), 0, 0);
	assert_int_equal(s->drops, 1);
	world_end(&w);
}

static void after_exit_nothing_fires(void **state)
{
	struct world w;
	struct image_binding b[] = { { 0, 0, 0 }, { 1, 0, 0 } };

	(void)state;
	world_start(&w);
	world_site(&w, "site", NULL, 0);
	world_compile(&w, "x { exit(3); } x { trace(1); }", b, 2);
	world_load(&w);
	world_fire(&w, 0);
	assert_int_equal(w.nrecords, 2);	/* this firing goes on */
	world_fire(&w, 0);
	assert_int_equal(w.nrecords, 0);
	world_end(&w);
}

static void conditional_actions_say_whether_they_ran(void **state)
{
	struct world w;
	struct image_binding b = { 0, 0, 0 };
	const struct image_action *a;

	(void)state;
	world_start(&w);
	world_site(&w, "site", &in_a, 1);
	world_compile(&w, "x { if (arg0) { trace(1); } else { trace(2); } }",
		      &b, 1);
	world_load(&w);
	a = w.image.clauses.items[0].actions;
	world_fire(&w, 0);
	assert_int_equal(w.records[a[0].flag], 0);
	assert_int_equal(w.records[a[1].flag], 1);
	w.regs[0] = 1;
	world_fire(&w, 0);
	assert_int_equal(w.records[a[0].flag], 1);
	assert_int_equal(w.records[a[1].flag], 0);
	world_end(&w);
}

static void aggregations_without_room_are_counted(void **state)
{
	struct world w;
	struct image_binding b = { 0, 0, 0 };
	struct image_state *s;

	(void)state;
	world_start(&w);
	world_site(&w, "site", &in_a, 1);
	world_compile(&w, "x { @[arg0] = count(); }", &b, 1);
	world_load(&w);
	for (w.regs[0] = 0; w.regs[0] < 10; w.regs[0]++)
		world_fire(&w, 0);
	s = vmap_value(ebpf_vm_map(w.vm,
		       (size_t)image_find_map(&w.image, MAP_STATE)), 0, 0);
	assert_int_equal(s->agg_drops, 6);	/* aggkeys is 4 */
	world_end(&w);
}

static void self_belongs_to_the_thread(void **state)
{
	struct world w;
	struct image_binding b = { 0, 0, 0 };

	(void)state;
	world_start(&w);
	world_site(&w, "site", NULL, 0);
	world_compile(&w, "x { self->n++; trace(self->n); }", &b, 1);
	world_load(&w);
	world_fire(&w, 0);
	world_fire(&w, 0);
	assert_int_equal(world_field(&w, 0, 0), 2);
	w.tid = 102;
	world_fire(&w, 0);
	assert_int_equal(world_field(&w, 0, 0), 1);
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_site),
		cmocka_unit_test(sites_that_differ_share_a_program),
		cmocka_unit_test(bad_addresses_are_faults),
		cmocka_unit_test(an_operand_beyond_reach_disables_itself_only),
		cmocka_unit_test(clauses_keep_to_their_processes),
		cmocka_unit_test(one_process_is_left_to_the_kernel),
		cmocka_unit_test(records_without_room_are_counted),
		cmocka_unit_test(after_exit_nothing_fires),
		cmocka_unit_test(conditional_actions_say_whether_they_ran),
		cmocka_unit_test(aggregations_without_room_are_counted),
		cmocka_unit_test(self_belongs_to_the_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
