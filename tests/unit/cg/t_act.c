/* SPDX-License-Identifier: BSD-2-Clause */
/* Actions that do not only record, run by the interpreter. */
#include "world.h"

#include <signal.h>

static const struct operand in_a = {
	.kind = OPERAND_REG, .size = 8, .is_signed = true, .reg = &reg_a,
};

static const struct image_binding all[] = {
	{ 0, 0, 0 }, { 1, 0, 0 }, { 2, 0, 0 }, { 3, 0, 0 },
};

static void start(struct world *w, const char *text, size_t nclauses)
{
	world_start(w);
	world_site(w, "x", &in_a, 1);
	world_compile(w, text, all, nclauses);
	world_load(w);
}

static struct record_header header(const struct world *w, size_t at)
{
	struct record_header h;

	memcpy(&h, w->records + at, sizeof(h));
	return h;
}

static uint64_t word(const struct world *w, size_t at)
{
	uint64_t value;

	memcpy(&value, w->records + at, sizeof(value));
	return value;
}

static void records_of_a_speculation_are_marked(void **state)
{
	const uint64_t mark = UINT64_C(1) << 32 | 1;
	struct world w;
	size_t at;

	(void)state;
	start(&w, "x { self->s = speculation(); } "
	      "x { speculate(self->s); trace(arg0); } "
	      "x { commit(self->s); } x { discard(self->s); }", 4);
	world_fire(&w, 0);
	/* the clause's record and the end; nothing is left to be discarded */
	assert_int_equal(w.nrecords, 2);
	assert_int_equal(header(&w, 0).kind, RECORD_DATA);
	assert_int_equal(word(&w, w.image.clauses.items[1].speculation), mark);
	at = w.image.clauses.items[1].record_size;
	assert_int_equal(header(&w, at).kind, RECORD_COMMIT);
	assert_int_equal(word(&w, at + sizeof(struct record_header)), mark);
	/* the number again, in its next generation */
	world_fire(&w, 0);
	assert_int_equal(word(&w, w.image.clauses.items[1].speculation),
			 UINT64_C(2) << 32 | 1);
	world_end(&w);
}

static void what_is_speculated_in_vain_is_no_record(void **state)
{
	struct world w;

	(void)state;
	start(&w, "x { speculate(arg0); trace(arg0); } "
	      "x { commit(arg0); } x { discard(arg0); }", 3);
	for (int64_t n = -1; n < 4; n++) {
		w.regs[0] = (uint64_t)n;
		world_fire(&w, 0);
		assert_int_equal(w.nrecords, 0);
	}
	world_end(&w);
}

static void speculations_run_out(void **state)
{
	const struct image_state *counts;
	struct world w;
	int map;

	(void)state;
	start(&w, "x { trace(speculation()); }", 1);
	for (int64_t n = 1; n <= 3; n++) {
		world_fire(&w, 0);
		assert_int_equal(world_field(&w, 0, 0), n < 3 ? n : 0);
	}
	map = image_find_map(&w.image, MAP_STATE);
	counts = vmap_value(ebpf_vm_map(w.vm, (size_t)map), 0, 0);
	assert_int_equal(counts->spec_none, 1);
	assert_int_equal(counts->spec_busy, 0);
	world_end(&w);
}

static void signals_are_sent(void **state)
{
	struct world w;

	(void)state;
	start(&w, "x /arg0/ { raise(arg0); trace(1); } x /!arg0/ { stop(); }",
	      2);
	world_fire(&w, 0);
	assert_int_equal(w.signal, SIGSTOP);
	w.regs[0] = SIGUSR1;
	world_fire(&w, 0);
	assert_int_equal(w.signal, SIGUSR1);
	assert_int_equal(world_field(&w, 0, 0), 1);
	w.regs[0] = 65;
	world_fire(&w, 0);
	assert_int_equal(w.signal, SIGUSR1);
	assert_int_equal(header(&w, 0).kind, RECORD_ERROR);
	world_end(&w);
}

static void copyout_carries_what_is_to_be_written(void **state)
{
	const struct image_field *f;
	struct world w;

	(void)state;
	start(&w, "x { copyoutstr(\"text\", arg0, 3); }", 1);
	w.regs[0] = 0x1234;
	world_fire(&w, 0);
	f = w.image.clauses.items[0].actions[0].fields;
	assert_int_equal(word(&w, f[COPYOUT_ADDRESS].offset), 0x1234);
	assert_int_equal(w.records[f[COPYOUT_LENGTH].offset], 3);
	assert_string_equal(w.records + f[COPYOUT_BYTES].offset, "text");
	world_end(&w);
}

static void kernel_members_need_types(void **state)
{
	struct lang_options options = { .script_name = "unit" };
	struct lang_world none = { 0 };
	struct world w;
	struct cg_input in = {
		.program = &w.program, .bindings = all, .nbindings = 1,
		.options = { .strsize = 32, .bufsize = 4096 },
	};
	const char *text = "x { trace(ppid); }";

	(void)state;
	world_start(&w);
	world_site(&w, "x", &in_a, 1);
	w.source = source_new("-n", text, strlen(text));
	lang_parse(&w.arena, w.source, LANG_NAME, &options, &w.program,
		   &w.diags);
	lang_check(&w.arena, &w.program, &options, &none, &w.diags);
	assert_false(diags_failed(&w.diags));
	cg_compile(&in, &w.image, &w.diags);
	assert_true(diags_failed(&w.diags));
	assert_string_equal(w.diags.items[0].tag, "D_KERNEL_TYPES");
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_of_a_speculation_are_marked),
		cmocka_unit_test(what_is_speculated_in_vain_is_no_record),
		cmocka_unit_test(speculations_run_out),
		cmocka_unit_test(signals_are_sent),
		cmocka_unit_test(copyout_carries_what_is_to_be_written),
		cmocka_unit_test(kernel_members_need_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
