/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs run to their end; wrong ones end with an error that says why. */
#include "machine.h"

/* r1 = r10 + off */
static void stack_address(struct ebpf_asm *a, int reg, int off)
{
	ebpf_mov(a, reg, 10);
	ebpf_alu_imm(a, BPF_ADD, reg, off);
}

static void raw(struct ebpf_asm *a, struct bpf_insn insn)
{
	*vec_push(&a->code) = insn;
}

static void the_context(void **state)
{
	static const uint32_t ctx[] = { 1, 2, 3 };
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };
	uint64_t result;
	struct err e;

	(void)state;
	ebpf_load(&a, 4, 0, 1, 8);
	ebpf_exit(&a);
	assert_int_equal(machine_try(vm, &a, ctx, sizeof(ctx), &result, &e),
			 0);
	assert_int_equal(result, 3);
	ebpf_load(&a, 4, 0, 1, 9);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EFAULT, "instruction 0: read of 4 bytes at "
		"0xeb20000000000009, which is not the program's");
	ebpf_store_imm(&a, 4, 1, 0, 1);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EFAULT, "instruction 0: write of 4 bytes at "
		"0xeb20000000000000, which is not the program's");
	ebpf_vm_free(vm);
}

static void the_stack(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };

	(void)state;
	ebpf_store_imm(&a, 8, 10, -512, -2);
	ebpf_store_imm(&a, 2, 10, -510, 0x1234);
	ebpf_load(&a, 4, 0, 10, -512);
	ebpf_exit(&a);
	assert_true(machine_run(vm, &a) == 0x1234fffe);
	ebpf_load(&a, 8, 0, 10, -4);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EFAULT, "instruction 0: read of 8 bytes at "
		"0xeb100000000001fc, which is not the program's");
	ebpf_load(&a, 1, 0, 10, -513);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EFAULT, "instruction 0: read of 1 bytes at "
		"0xeb0fffffffffffff, which is not the program's");
	ebpf_vm_free(vm);
}

static void addresses_of_others(void **state)
{
	static const uint64_t all[] = {
		0, 8, 0x7fff12345678, 0xffff888000000000,
		0xeb50000000000000, 0xeb00000000000000, 0xeb3fff0000000000,
	};
	struct ebpf_vm *vm = machine_new(1);

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct ebpf_asm a = { 0 };
		char text[128];

		ebpf_mov_imm(&a, 2, (int64_t)all[i]);
		ebpf_load(&a, 1, 0, 2, 0);
		ebpf_exit(&a);
		snprintf(text, sizeof(text), "instruction %d: read of 1 bytes "
			 "at 0x%llx, which is not the program's",
			 i < 2 ? 1 : 2, (unsigned long long)all[i]);
		machine_fails(vm, &a, -EFAULT, text);
	}
	ebpf_vm_free(vm);
}

/* r6 to r9 and the stack of the caller survive; its stack can be written. */
static void functions(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };
	int add = ebpf_label(&a);

	(void)state;
	ebpf_mov_imm(&a, 6, 100);
	ebpf_store_imm(&a, 8, 10, -8, 7);
	stack_address(&a, 1, -8);
	ebpf_mov_imm(&a, 2, 30);
	ebpf_call_local(&a, add);
	ebpf_alu(&a, BPF_ADD, 0, 6);
	ebpf_load(&a, 8, 1, 10, -8);
	ebpf_alu(&a, BPF_ADD, 0, 1);
	ebpf_exit(&a);
	ebpf_here(&a, add);
	ebpf_mov_imm(&a, 6, 1);
	ebpf_store_imm(&a, 8, 10, -8, 1000);
	ebpf_load(&a, 8, 0, 1, 0);
	ebpf_alu(&a, BPF_ADD, 0, 2);
	ebpf_store_imm(&a, 8, 1, 0, 5000);
	ebpf_exit(&a);
	assert_int_equal(machine_run(vm, &a), 37 + 100 + 5000);
	ebpf_vm_free(vm);
}

static void calls_without_end(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };
	int self = ebpf_label(&a);

	(void)state;
	ebpf_here(&a, self);
	ebpf_call_local(&a, self);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EINVAL,
		      "instruction 0: calls are nested too deep");
	ebpf_vm_free(vm);
}

/* A frame that was left is nobody's any more. */
static void address_of_a_dead_frame(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };
	int leak = ebpf_label(&a);

	(void)state;
	ebpf_call_local(&a, leak);
	ebpf_load(&a, 8, 0, 0, 0);
	ebpf_exit(&a);
	ebpf_here(&a, leak);
	stack_address(&a, 0, -8);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EFAULT, "instruction 1: read of 8 bytes at "
		"0xeb100100000001f8, which is not the program's");
	ebpf_vm_free(vm);
}

static void endless_loops(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };
	int loop = ebpf_label(&a), done;

	(void)state;
	ebpf_here(&a, loop);
	ebpf_jump(&a, loop);
	machine_fails(vm, &a, -ELOOP,
		      "instruction 0: no end after 1000000 instructions");
	ebpf_vm_set_budget(vm, 12);
	loop = ebpf_label(&a);
	done = ebpf_label(&a);
	ebpf_mov_imm(&a, 0, 5);
	ebpf_here(&a, loop);
	ebpf_jump_if_imm(&a, BPF_JEQ, 0, 0, done);
	ebpf_alu_imm(&a, BPF_SUB, 0, 1);
	ebpf_jump(&a, loop);
	ebpf_here(&a, done);
	ebpf_exit(&a);
	machine_fails(vm, &a, -ELOOP,
		      "instruction 3: no end after 12 instructions");
	ebpf_vm_free(vm);
}

static void wrong_instructions(void **state)
{
	static const struct {
		struct bpf_insn insn;
		const char *what;
	} all[] = {
		{ { 0xff, 0, 0, 0, 0 }, "0xff offset 0 immediate 0" },
		{ { 0x00, 0, 0, 0, 0 }, "0x00 offset 0 immediate 0" },
		{ { BPF_ALU64 | BPF_MOV | BPF_K, 10, 0, 0, 1 },
		  "0xb7 offset 0 immediate 1" },
		{ { BPF_ALU64 | BPF_MOV | BPF_K, 11, 0, 0, 1 },
		  "0xb7 offset 0 immediate 1" },
		{ { BPF_ALU64 | BPF_ADD | BPF_X, 1, 12, 0, 0 },
		  "0x0f offset 0 immediate 0" },
		{ { BPF_ALU64 | BPF_ADD | BPF_K, 1, 0, 3, 0 },
		  "0x07 offset 3 immediate 0" },
		{ { BPF_ALU64 | BPF_MOV | BPF_X, 1, 1, 9, 0 },
		  "0xbf offset 9 immediate 0" },
		{ { BPF_ALU | BPF_MOV | BPF_X, 1, 1, 32, 0 },
		  "0xbc offset 32 immediate 0" },
		{ { BPF_ALU | BPF_END, 1, 0, 0, 24 },
		  "0xd4 offset 0 immediate 24" },
		{ { BPF_LDX | 0x80 | BPF_DW, 1, 10, -8, 0 },
		  "0x99 offset -8 immediate 0" },
		{ { BPF_LD | BPF_ABS | BPF_W, 0, 0, 0, 0 },
		  "0x20 offset 0 immediate 0" },
		{ { BPF_LD | BPF_IMM | BPF_DW, 0, 0, 0, 5 },
		  "0x18 offset 0 immediate 5" },
		{ { BPF_JMP | BPF_CALL, 0, 7, 0, 1 },
		  "0x85 offset 0 immediate 1" },
		{ { BPF_STX | BPF_ATOMIC | BPF_DW, 10, 10, -8,
		    BPF_ADD | BPF_FETCH },
		  "0xdb offset -8 immediate 1" },
	};
	struct ebpf_vm *vm = machine_new(1);

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct ebpf_asm a = { 0 };
		char text[128];

		raw(&a, all[i].insn);
		ebpf_exit(&a);
		snprintf(text, sizeof(text),
			 "instruction 0: no such instruction: code %s",
			 all[i].what);
		machine_fails(vm, &a, -EINVAL, text);
	}
	ebpf_vm_free(vm);
}

static void jumps_out_of_the_program(void **state)
{
	static const struct bpf_insn all[] = {
		{ BPF_JMP | BPF_JA, 0, 0, 1, 0 },
		{ BPF_JMP | BPF_JA, 0, 0, -2, 0 },
		{ BPF_JMP32 | BPF_JA, 0, 0, 0, INT32_MAX },
		{ BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, 0, INT32_MIN },
		{ BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0 },
	};
	struct ebpf_vm *vm = machine_new(1);

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct ebpf_asm a = { 0 };
		uint64_t result;
		struct err e;

		raw(&a, all[i]);
		assert_int_equal(machine_try(vm, &a, NULL, 0, &result, &e),
				 -EINVAL);
		assert_non_null(strstr(e.text, ": there are only 1"));
	}
	ebpf_vm_free(vm);
}

static void atomics(void **state)
{
	static const int ops[] = { BPF_ADD, BPF_AND, BPF_OR, BPF_XOR };
	static const uint64_t want[] = { 0x12, 0x2, 0xe, 0xc };
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };

	(void)state;
	for (int i = 0; i < 4; i++) {
		ebpf_store_imm(&a, 8, 10, -8, 0xa);
		ebpf_mov_imm(&a, 1, i ? 0x6 : 0x8);
		raw(&a, (struct bpf_insn){ BPF_STX | BPF_ATOMIC | BPF_DW, 10,
					   1, -8, ops[i] | BPF_FETCH });
		ebpf_load(&a, 8, 0, 10, -8);
		ebpf_alu_imm(&a, BPF_LSH, 1, 32);	/* the old value */
		ebpf_alu(&a, BPF_OR, 0, 1);
		ebpf_exit(&a);
		assert_true(machine_run(vm, &a) ==
			    (UINT64_C(0xa) << 32 | want[i]));
	}
	ebpf_vm_free(vm);
}

static void compare_and_exchange(void **state)
{
	struct ebpf_vm *vm = machine_new(1);

	(void)state;
	for (int expected = 5; expected <= 6; expected++) {
		struct ebpf_asm a = { 0 };

		ebpf_store_imm(&a, 8, 10, -8, 5);
		ebpf_mov_imm(&a, 0, expected);
		ebpf_mov_imm(&a, 1, 9);
		ebpf_atomic_cmpxchg(&a, 10, -8, 1);
		ebpf_alu_imm(&a, BPF_MUL, 0, 10);
		ebpf_load(&a, 8, 2, 10, -8);
		ebpf_alu(&a, BPF_ADD, 0, 2);
		ebpf_exit(&a);
		assert_int_equal(machine_run(vm, &a),
				 expected == 5 ? 59 : 55);
	}
	ebpf_vm_free(vm);
}

static void crooked_atomics(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };

	(void)state;
	ebpf_mov_imm(&a, 1, 1);
	ebpf_atomic_add(&a, 10, -12, 1);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EFAULT, "instruction 1: atomic access of 8 "
				       "bytes at 0xeb100000000001f4");
	ebpf_mov_imm(&a, 1, 1);
	raw(&a, (struct bpf_insn){ BPF_STX | BPF_ATOMIC | BPF_B, 10, 1, -8,
				   BPF_ADD });
	machine_fails(vm, &a, -EINVAL,
		      "instruction 1: atomic access of that size");
	ebpf_mov_imm(&a, 1, 1);
	raw(&a, (struct bpf_insn){ BPF_STX | BPF_ATOMIC | BPF_W, 10, 1, -8,
				   BPF_MUL });
	machine_fails(vm, &a, -EINVAL,
		      "instruction 1: atomic operation 0x20");
	ebpf_vm_free(vm);
}

/* The value of an array map, addressed without a helper. */
static void direct_values(void **state)
{
	struct vmap_spec constant = { BPF_MAP_TYPE_ARRAY, 4, 8, 1,
				      BPF_F_RDONLY_PROG };
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };
	struct err e = ERR_INIT;
	uint32_t *value;

	(void)state;
	machine_map(vm, BPF_MAP_TYPE_ARRAY, 4, 12, 1);
	assert_int_equal(ebpf_vm_add_map(vm, &constant, &e), 0);
	value = vmap_value(ebpf_vm_map(vm, 0), 0, 0);
	value[2] = 40;
	ebpf_map_value(&a, 1, 0, 8);
	ebpf_load(&a, 4, 0, 1, 0);
	ebpf_store_imm(&a, 4, 1, 0, 41);
	ebpf_exit(&a);
	assert_int_equal(machine_run(vm, &a), 40);
	assert_int_equal(value[2], 41);
	ebpf_map_value(&a, 1, 0, 8);
	ebpf_load(&a, 8, 0, 1, 0);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EFAULT, "instruction 2: read of 8 bytes at "
		"0xeb30000000000008, which is not the program's");
	ebpf_map_value(&a, 1, 1, 0);
	ebpf_load(&a, 8, 0, 1, 0);
	ebpf_store_imm(&a, 8, 1, 0, 1);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EFAULT, "instruction 3: write of 8 bytes at "
		"0xeb30010000000000, which is not the program's");
	ebpf_map(&a, 1, 2);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EINVAL, "instruction 0: map 2 of 2");
	ebpf_map(&a, 1, 0);
	ebpf_load(&a, 8, 0, 1, 0);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EFAULT, "instruction 2: read of 8 bytes at "
		"0xeb50000000000000, which is not the program's");
	ebpf_vm_free(vm);
}

/* What a call leaves in r1 to r5 is no address and no zero. */
static void arguments_are_gone(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };

	(void)state;
	ebpf_mov_imm(&a, 5, 1);
	ebpf_call(&a, BPF_FUNC_ktime_get_ns);
	ebpf_mov(&a, 0, 5);
	ebpf_exit(&a);
	assert_true(machine_run(vm, &a) == UINT64_C(0xdeaddeaddeaddead));
	ebpf_vm_free(vm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_context),
		cmocka_unit_test(the_stack),
		cmocka_unit_test(addresses_of_others),
		cmocka_unit_test(functions),
		cmocka_unit_test(calls_without_end),
		cmocka_unit_test(address_of_a_dead_frame),
		cmocka_unit_test(endless_loops),
		cmocka_unit_test(wrong_instructions),
		cmocka_unit_test(jumps_out_of_the_program),
		cmocka_unit_test(atomics),
		cmocka_unit_test(compare_and_exchange),
		cmocka_unit_test(crooked_atomics),
		cmocka_unit_test(direct_values),
		cmocka_unit_test(arguments_are_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
