/* SPDX-License-Identifier: BSD-2-Clause */
#include "libusdt/stub.h"

#include <elf.h>

#define WORD 8

static void add_u8(struct bytes *b, unsigned v)
{
	uint8_t byte = (uint8_t)v;

	bytes_add(b, &byte, 1);
}

/* ---- x86-64: words at %rdi --------------------------------------------- */

static const struct {
	uint8_t number;
	const char *name;
} x86_regs[] = {
	{ 6, "rsi" },
	{ 2, "rdx" },
	{ 1, "rcx" },
	{ 8, "r8" },
	{ 9, "r9" },
	{ 0, "rax" },
	{ 10, "r10" },
	{ 11, "r11" },
};

#define X86_NREGS (sizeof(x86_regs) / sizeof(x86_regs[0]))

/* One byte, not the 5 that Linux turns into a call: docs/formats.md. */
static const uint8_t x86_nop[] = { 0x90 };

static size_t x86_stub(struct bytes *text, size_t nwords)
{
	size_t nop;

	for (size_t i = 0; i < nwords && i < X86_NREGS; i++) {
		unsigned reg = x86_regs[i].number;

		add_u8(text, 0x48 | (reg & 8) >> 1);	/* mov */
		add_u8(text, 0x8b);
		add_u8(text, 0x47 | (reg & 7) << 3);	/* DISP(%rdi), REG */
		add_u8(text, (unsigned)i * WORD);
	}
	nop = text->len;
	bytes_add(text, x86_nop, sizeof(x86_nop));
	add_u8(text, 0xc3);				/* ret */
	return nop;
}

static void x86_test(struct bytes *text, uint64_t at, uint64_t semaphore)
{
	static const uint8_t movzwl[] = { 0x0f, 0xb7, 0x05 };

	bytes_add(text, movzwl, sizeof(movzwl));	/* DISP(%rip), %eax */
	bytes_u32(text, (uint32_t)(semaphore - (at + 7)));
	add_u8(text, 0xc3);				/* ret */
}

static void x86_location(struct bytes *out, size_t n)
{
	if (n < X86_NREGS)
		bytes_printf(out, "%%%s", x86_regs[n].name);
	else
		bytes_printf(out, "%zu(%%rdi)", n * WORD);
}

const struct stub_arch stub_x86_64 = {
	.elf_machine = EM_X86_64,
	.page = 0x1000,
	.add_stub = x86_stub,
	.add_test = x86_test,
	.add_location = x86_location,
	.nop = x86_nop,
	.nop_len = sizeof(x86_nop),
};

/* ---- aarch64: words at x0, the first eight in x1 to x8 ------------------ */

#define ARM_NREGS 8

static const uint8_t arm_nop[] = { 0x1f, 0x20, 0x03, 0xd5 };

#define ARM_RET 0xd65f03c0u

static size_t arm_stub(struct bytes *text, size_t nwords)
{
	size_t nop;

	for (uint32_t i = 0; i < nwords && i < ARM_NREGS; i++)
		bytes_u32(text, 0xf9400000u | i << 10 | (i + 1)); /* ldr */
	nop = text->len;
	bytes_add(text, arm_nop, sizeof(arm_nop));
	bytes_u32(text, ARM_RET);
	return nop;
}

static void arm_test(struct bytes *text, uint64_t at, uint64_t semaphore)
{
	uint32_t pages = (uint32_t)((semaphore >> 12) - (at >> 12));
	uint32_t low = (uint32_t)semaphore & 0xfff;

	/* adrp x0, PAGE; ldrh w0, [x0, LOW]; ret */
	bytes_u32(text, 0x90000000u | (pages & 3) << 29 |
		  (pages >> 2 & 0x7ffff) << 5);
	bytes_u32(text, 0x79400000u | low / 2 << 10);
	bytes_u32(text, ARM_RET);
}

static void arm_location(struct bytes *out, size_t n)
{
	if (n < ARM_NREGS)
		bytes_printf(out, "x%zu", n + 1);
	else
		bytes_printf(out, "[x0, %zu]", n * WORD);
}

const struct stub_arch stub_aarch64 = {
	.elf_machine = EM_AARCH64,
	.page = 0x10000,
	.add_stub = arm_stub,
	.add_test = arm_test,
	.add_location = arm_location,
	.nop = arm_nop,
	.nop_len = sizeof(arm_nop),
};

const struct stub_arch *stub_native(void)
{
#if defined(__x86_64__)
	return &stub_x86_64;
#elif defined(__aarch64__)
	return &stub_aarch64;
#else
#error "libusdt has no stubs for this processor"
#endif
}
