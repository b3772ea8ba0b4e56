/* SPDX-License-Identifier: BSD-2-Clause */
/* Instructions that a tracer does itself, on both processors. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <elf.h>

#include "arch/arch.h"

#define STACK 0x7000

/* Words of x86-64's pt_regs. */
enum { RBP = 4, RBX = 5, R8 = 9, RIP = 16, RFLAGS = 18, RSP = 19 };

static struct {
	uint64_t regs[40];
	uint64_t stack[8];	/* at STACK */
	const struct arch *arch;
} m;

static bool read_memory(void *data, uint64_t address, void *to, size_t n)
{
	(void)data;
	if (address < STACK || address + n > STACK + sizeof(m.stack))
		return false;
	memcpy(to, (char *)m.stack + (address - STACK), n);
	return true;
}

static bool write_memory(void *data, uint64_t address, const void *from,
			 size_t n)
{
	(void)data;
	if (address < STACK || address + n > STACK + sizeof(m.stack))
		return false;
	memcpy((char *)m.stack + (address - STACK), from, n);
	return true;
}

static bool emulate(const char *bytes, size_t n)
{
	const struct arch_memory memory = { NULL, read_memory, write_memory };

	return m.arch->emulate((const uint8_t *)bytes, n, m.regs, &memory);
}
#define DO(bytes) emulate(bytes, sizeof(bytes) - 1)

static int x86(void **state)
{
	(void)state;
	memset(&m, 0, sizeof(m));
	m.arch = arch_find(EM_X86_64);
	m.regs[RIP] = 0x1000;
	m.regs[RSP] = STACK + 32;
	m.regs[RBP] = 0xbb;
	return 0;
}

static int aarch64(void **state)
{
	(void)state;
	memset(&m, 0, sizeof(m));
	m.arch = arch_find(EM_AARCH64);
	m.regs[32] = 0x1000;
	m.regs[31] = STACK + 32;
	m.regs[29] = 0x29;
	m.regs[30] = 0x2000;
	return 0;
}

static void test_nops(void **state)
{
	(void)state;
	assert_true(DO("\x90"));
	assert_int_equal(m.regs[RIP], 0x1001);
	assert_true(DO("\xf3\x0f\x1e\xfa"));
	assert_int_equal(m.regs[RIP], 0x1005);
	assert_true(DO("\x66\x0f\x1f\x44\x00\x00"));
	assert_int_equal(m.regs[RIP], 0x100b);
	assert_true(DO("\x66\x2e\x0f\x1f\x84\x00\x00\x00\x00\x00"));
	assert_int_equal(m.regs[RIP], 0x1015);
}

static void test_push(void **state)
{
	(void)state;
	assert_true(DO("\x55"));
	assert_int_equal(m.regs[RSP], STACK + 24);
	assert_int_equal(m.stack[3], 0xbb);
	m.regs[R8] = 8;
	assert_true(DO("\x41\x50"));
	assert_int_equal(m.stack[2], 8);
	assert_int_equal(m.regs[RIP], 0x1003);
	assert_true(DO("\x54"));	/* push %rsp: as it was before */
	assert_int_equal(m.stack[1], STACK + 16);
}

static void test_frame(void **state)
{
	(void)state;
	assert_true(DO("\x48\x89\xe5"));
	assert_int_equal(m.regs[RBP], STACK + 32);
	assert_true(DO("\x48\x83\xec\x20"));
	assert_int_equal(m.regs[RSP], STACK);
	assert_true(DO("\x48\x81\xec\x00\x10\x00\x00"));
	assert_int_equal(m.regs[RSP], STACK - 0x1000);
	assert_int_equal(m.regs[RIP], 0x1000 + 3 + 4 + 7);
}

#ifdef __x86_64__
/* What the processor itself makes of it. */
static uint64_t real_flags(uint64_t a, uint64_t b)
{
	uint64_t flags;

	__asm__ volatile("subq %2, %1\n\tpushfq\n\tpopq %0"
			 : "=r"(flags), "+r"(a) : "r"(b) : "cc", "memory");
	return flags & 0x8d5;
}

static void test_flags(void **state)
{
	static const uint64_t tops[] = {
		0, 0x20, 0x7fff0010, 0x8000000000000000, 0x7fffffffffffffff,
		0x123456789abcdef0,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tops) / sizeof(*tops); i++) {
		x86(NULL);
		m.regs[RSP] = tops[i];
		m.regs[RFLAGS] = 0x246;
		assert_true(DO("\x48\x83\xec\x20"));
		assert_int_equal(m.regs[RFLAGS] & 0x8d5,
				 real_flags(tops[i], 0x20));
		assert_int_equal(m.regs[RFLAGS] & ~UINT64_C(0x8d5), 0x202);
	}
}
#endif

static void test_calls(void **state)
{
	(void)state;
	m.stack[4] = 0x4444;
	assert_true(DO("\xc3"));
	assert_int_equal(m.regs[RIP], 0x4444);
	assert_int_equal(m.regs[RSP], STACK + 40);
	assert_true(DO("\xe8\xfb\xff\xff\xff"));	/* to itself */
	assert_int_equal(m.regs[RIP], 0x4444);
	assert_int_equal(m.stack[4], 0x4449);
	assert_true(DO("\xeb\x10"));
	assert_int_equal(m.regs[RIP], 0x4456);
}

static void test_others(void **state)
{
	uint64_t before[40];

	(void)state;
	memcpy(before, m.regs, sizeof(before));
	assert_false(DO("\x8b\x05\x00\x00\x00\x00"));
	assert_false(DO("\xf3\x90"));		/* pause */
	assert_false(DO("\x41\x90"));		/* xchg %eax,%r8d */
	assert_false(DO("\x48\x83\xc4\x20"));	/* add */
	assert_false(DO("\xe8\x00"));		/* cut off */
	m.regs[RSP] = before[RSP] = 0x10;	/* no stack there */
	assert_false(DO("\x55"));
	assert_false(DO("\xc3"));
	assert_memory_equal(before, m.regs, sizeof(before));
}

static void test_aarch64(void **state)
{
	(void)state;
	assert_true(DO("\x1f\x20\x03\xd5"));	/* nop */
	assert_true(DO("\x5f\x24\x03\xd5"));	/* bti c */
	assert_int_equal(m.regs[32], 0x1008);
	assert_true(DO("\xfd\x7b\xbe\xa9"));	/* stp x29, x30, [sp, #-32]! */
	assert_int_equal(m.regs[31], STACK);
	assert_int_equal(m.stack[0], 0x29);
	assert_int_equal(m.stack[1], 0x2000);
	assert_true(DO("\xc0\x03\x5f\xd6"));	/* ret */
	assert_int_equal(m.regs[32], 0x2000);
	assert_false(DO("\x3f\x23\x03\xd5"));	/* paciasp */
	assert_false(DO("\x00\x00\x80\xd2"));	/* mov x0, #0 */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_nops, x86),
		cmocka_unit_test_setup(test_push, x86),
		cmocka_unit_test_setup(test_frame, x86),
#ifdef __x86_64__
		cmocka_unit_test_setup(test_flags, x86),
#endif
		cmocka_unit_test_setup(test_calls, x86),
		cmocka_unit_test_setup(test_others, x86),
		cmocka_unit_test_setup(test_aarch64, aarch64),
	};

	return cmocka_run_group_tests_name("emulate", tests, NULL, NULL);
}
