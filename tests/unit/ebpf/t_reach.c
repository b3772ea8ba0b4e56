/* SPDX-License-Identifier: BSD-2-Clause */
/* Jumps over more instructions than one can: they arrive all the same. */
#include "machine.h"

/* Instructions that change r0 by n in all. */
static void many(struct ebpf_asm *a, int n)
{
	for (int i = 0; i < n; i++)
		ebpf_alu_imm(a, BPF_ADD, 0, 1);
}

/* Is each jump within the code, and of a distance that it can have? */
static void all_fit(const struct ebpf_asm *a)
{
	for (size_t i = 0; i < a->code.len; i++) {
		const struct bpf_insn *insn = &a->code.items[i];

		if ((insn->code & 7) != BPF_JMP ||
		    insn->code == (BPF_JMP | BPF_CALL) ||
		    insn->code == (BPF_JMP | BPF_EXIT))
			continue;
		assert_in_range((int64_t)i + 1 + insn->off, 0,
				a->code.len - 1);
	}
}

static uint64_t finish_and_run(struct ebpf_vm *vm, struct ebpf_asm *a)
{
	struct ebpf_asm copy = { 0 };
	struct err e = ERR_INIT;
	uint64_t result;

	assert_int_equal(ebpf_asm_finish(a, &e), 0);
	all_fit(a);
	for (size_t i = 0; i < a->code.len; i++)
		*vec_push(&copy.code) = a->code.items[i];
	result = machine_run(vm, &copy);
	ebpf_asm_release(a);
	return result;
}

static void forward(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };
	int end, middle;

	(void)state;
	end = ebpf_label(&a);
	middle = ebpf_label(&a);
	ebpf_mov_imm(&a, 0, 0);
	ebpf_jump_if_imm(&a, BPF_JEQ, 0, 1, end);
	ebpf_jump_if_imm(&a, BPF_JEQ, 0, 0, middle);
	many(&a, 100000);
	ebpf_here(&a, middle);
	ebpf_alu_imm(&a, BPF_ADD, 0, 7);
	ebpf_jump_if_imm(&a, BPF_JEQ, 0, 7, end);
	many(&a, 70000);
	ebpf_here(&a, end);
	ebpf_exit(&a);
	assert_int_equal(finish_and_run(vm, &a), 7);
	ebpf_vm_free(vm);
}

/* The code itself steps over the islands. */
static void straight(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };
	int end;

	(void)state;
	end = ebpf_label(&a);
	ebpf_mov_imm(&a, 0, 0);
	ebpf_jump_if_imm(&a, BPF_JEQ, 0, 1, end);
	many(&a, 100000);
	ebpf_here(&a, end);
	ebpf_exit(&a);
	assert_int_equal(finish_and_run(vm, &a), 100000);
	ebpf_vm_free(vm);
}

static void backward(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };
	int start, again;

	(void)state;
	start = ebpf_label(&a);
	again = ebpf_label(&a);
	ebpf_mov_imm(&a, 0, 0);
	ebpf_jump(&a, start);
	ebpf_here(&a, again);
	ebpf_mov_imm(&a, 0, 42);
	ebpf_exit(&a);
	ebpf_here(&a, start);
	/* constants of two instructions must stay whole */
	for (int64_t i = 0; i < 30000; i++)
		ebpf_mov_imm(&a, 1, i << 40 | 1);
	ebpf_jump(&a, again);
	assert_int_equal(finish_and_run(vm, &a), 42);
	ebpf_vm_free(vm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forward),
		cmocka_unit_test(straight),
		cmocka_unit_test(backward),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
