/* SPDX-License-Identifier: BSD-2-Clause */
/* Each function of the assembler, and what the disassembler makes of it. */
#include "machine.h"

#include "ebpf/disasm.h"

static void check(struct ebpf_asm *a, const struct ebpf_names *names,
		  const char *want)
{
	struct buf got = BUF_INIT;
	struct err e = ERR_INIT;

	assert_int_equal(ebpf_asm_finish(a, &e), 0);
	ebpf_disasm(a->code.items, a->code.len, names, &got);
	assert_string_equal(buf_str(&got), want);
	buf_release(&got);
	ebpf_asm_release(a);
}

static void memory(void **state)
{
	struct ebpf_asm a = { 0 };

	(void)state;
	ebpf_load(&a, 1, 0, 1, 0);
	ebpf_load(&a, 2, 2, 10, -16);
	ebpf_load(&a, 4, 3, 6, 12);
	ebpf_load(&a, 8, 4, 9, 32767);
	ebpf_store(&a, 8, 10, -8, 1);
	ebpf_store(&a, 1, 7, 3, 2);
	ebpf_store_imm(&a, 4, 10, -4, -1);
	ebpf_atomic_add(&a, 9, 8, 1);
	ebpf_atomic_cmpxchg(&a, 9, 0, 2);
	check(&a, NULL,
	      "    0: r0 = *(u8 *)(r1 + 0)\n"
	      "    1: r2 = *(u16 *)(r10 - 16)\n"
	      "    2: r3 = *(u32 *)(r6 + 12)\n"
	      "    3: r4 = *(u64 *)(r9 + 32767)\n"
	      "    4: *(u64 *)(r10 - 8) = r1\n"
	      "    5: *(u8 *)(r7 + 3) = r2\n"
	      "    6: *(u32 *)(r10 - 4) = -1\n"
	      "    7: lock *(u64 *)(r9 + 8) += r1\n"
	      "    8: r0 = cmpxchg(*(u64 *)(r9 + 0), r0, r2)\n");
}

static void arithmetic(void **state)
{
	struct ebpf_asm a = { 0 };

	(void)state;
	ebpf_mov(&a, 1, 2);
	ebpf_mov(&a, 3, 3);	/* nothing */
	ebpf_mov_imm(&a, 1, -1);
	ebpf_mov_imm(&a, 1, INT64_C(0x123456789ab));
	ebpf_alu(&a, BPF_ADD, 1, 2);
	ebpf_alu(&a, BPF_ARSH, 1, 2);
	ebpf_alu_imm(&a, BPF_MOD, 1, 10);
	ebpf_neg(&a, 5);
	ebpf_swap(&a, 6, 16);
	ebpf_extend(&a, 1, 4, true);
	ebpf_extend(&a, 1, 1, false);
	ebpf_extend(&a, 1, 8, true);	/* nothing */
	check(&a, NULL,
	      "    0: r1 = r2\n"
	      "    1: r1 = -1\n"
	      "    2: r1 = 0x123456789ab\n"
	      "    4: r1 += r2\n"
	      "    5: r1 s>>= r2\n"
	      "    6: r1 %= 10\n"
	      "    7: r5 = -r5\n"
	      "    8: r6 = be16 r6\n"
	      "    9: r1 <<= 32\n"
	      "   10: r1 s>>= 32\n"
	      "   11: r1 <<= 56\n"
	      "   12: r1 >>= 56\n");
}

static void jumps_and_calls(void **state)
{
	static const char *const maps[] = { "state", "ring" };
	struct ebpf_names names = { maps, 2 };
	struct ebpf_asm a = { 0 };
	int back = ebpf_label(&a), out = ebpf_label(&a), sub = ebpf_label(&a);

	(void)state;
	ebpf_here(&a, back);
	ebpf_jump_if(&a, BPF_JSGT, 1, 2, out);
	ebpf_jump_if_imm(&a, BPF_JEQ, 0, 0, back);
	ebpf_jump(&a, back);
	ebpf_map(&a, 1, 1);
	ebpf_map_value(&a, 1, 0, 24);
	ebpf_map(&a, 1, 2);
	ebpf_call(&a, BPF_FUNC_map_lookup_elem);
	ebpf_call(&a, 9999);
	ebpf_call_local(&a, sub);
	ebpf_here(&a, out);
	ebpf_exit(&a);
	ebpf_here(&a, sub);
	ebpf_exit(&a);
	check(&a, &names,
	      "    0: if r1 s> r2 goto 12\n"
	      "    1: if r0 == 0 goto 0\n"
	      "    2: goto 0\n"
	      "    3: r1 = map ring\n"
	      "    5: r1 = map state value + 24\n"
	      "    7: r1 = map 2\n"
	      "    9: call map_lookup_elem\n"
	      "   10: call helper 9999\n"
	      "   11: call 13\n"
	      "   12: exit\n"
	      "   13: exit\n");
}

/* What the assembler does not write, the kernel's other compilers do. */
static void other_forms(void **state)
{
	static const struct {
		struct bpf_insn insn;
		const char *want;
	} all[] = {
		{ { BPF_ALU | BPF_MOV | BPF_X, 1, 2, 0, 0 }, "w1 = w2" },
		{ { BPF_ALU64 | BPF_MOV | BPF_X, 1, 2, 8, 0 },
		  "r1 = (s8)r2" },
		{ { BPF_ALU64 | BPF_DIV | BPF_K, 1, 0, 1, 3 }, "r1 s/= 3" },
		{ { BPF_ALU | BPF_NEG, 1, 0, 0, 0 }, "w1 = -w1" },
		{ { BPF_ALU | BPF_END, 1, 0, 0, 32 }, "r1 = le32 r1" },
		{ { BPF_ALU64 | BPF_END, 1, 0, 0, 64 }, "r1 = bswap64 r1" },
		{ { BPF_LDX | 0x80 | BPF_W, 1, 2, 4, 0 },
		  "r1 = *(s32 *)(r2 + 4)" },
		{ { BPF_JMP32 | BPF_JSET | BPF_K, 1, 0, 2, 7 },
		  "if w1 & 7 goto 3" },
		{ { BPF_JMP32 | BPF_JA, 0, 0, 0, 100000 }, "goto 100001" },
		{ { BPF_STX | BPF_ATOMIC | BPF_W, 1, 2, 0,
		    BPF_XOR | BPF_FETCH },
		  "r2 = fetch lock *(u32 *)(r1 + 0) ^= r2" },
		{ { BPF_STX | BPF_ATOMIC | BPF_DW, 1, 2, 0, BPF_XCHG },
		  "r2 = xchg(*(u64 *)(r1 + 0), r2)" },
		{ { 0xff, 1, 2, 3, 4 },
		  "?? code 0xff dst 1 src 2 off 3 imm 4" },
		{ { BPF_LD | BPF_IMM | BPF_DW, 1, 0, 0, 0 },
		  "?? code 0x18 dst 1 src 0 off 0 imm 0" },
		{ { BPF_STX | BPF_ATOMIC | BPF_DW, 1, 2, 0, 0x77 },
		  "?? code 0xdb dst 1 src 2 off 0 imm 119" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct buf got = BUF_INIT, want = BUF_INIT;

		ebpf_disasm(&all[i].insn, 1, NULL, &got);
		buf_printf(&want, "    0: %s\n", all[i].want);
		assert_string_equal(buf_str(&got), buf_str(&want));
		buf_release(&got);
		buf_release(&want);
	}
}

static void a_jump_too_far(void **state)
{
	struct ebpf_asm a = { 0 };
	struct err e = ERR_INIT;
	int end = ebpf_label(&a);

	(void)state;
	ebpf_jump(&a, end);
	for (int i = 0; i < 32768; i++)
		ebpf_exit(&a);
	ebpf_here(&a, end);
	assert_int_equal(ebpf_asm_finish(&a, &e), -E2BIG);
	assert_string_equal(e.text, "too many or too long clauses for "
			    "one probe: a jump over 32768 instructions, at "
			    "most 32767 are possible");
	ebpf_asm_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory),
		cmocka_unit_test(arithmetic),
		cmocka_unit_test(jumps_and_calls),
		cmocka_unit_test(other_forms),
		cmocka_unit_test(a_jump_too_far),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
