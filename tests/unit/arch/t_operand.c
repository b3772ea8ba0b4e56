/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "arch/arch.h"
#include "base/buf.h"

/* The operand as one short text, so that a table can hold what is expected. */
static void describe(const struct operand *o, struct buf *out)
{
	buf_printf(out, "%c%d%s ", o->is_signed ? 's' : 'u', o->size,
		   o->is_float ? "f" : "");
	if (o->kind == OPERAND_CONST)
		buf_printf(out, "= %lld", (long long)o->value);
	else if (o->kind == OPERAND_REG)
		buf_printf(out, "%s at %d size %d shift %d", o->reg->name,
			   o->reg->offset, o->reg->size, o->reg->shift);
	else
		buf_printf(out, "[%s %s*%d %lld]",
			   o->base ? o->base->name : "-",
			   o->index ? o->index->name : "-", o->scale,
			   (long long)o->disp);
}

struct expectation {
	const char *text;
	const char *want;	/* NULL: fails with code */
	int code;
};

static void check(const struct arch *a, const struct expectation *x, size_t n)
{
	for (; n--; x++) {
		struct buf got = BUF_INIT;
		struct err e = ERR_INIT;
		struct operand o;
		int ret = a->parse_operand(x->text, strlen(x->text), &o, &e);

		if (ret != x->code)
			fail_msg("%s: %d %s", x->text, ret, e.text);
		if (x->want) {
			describe(&o, &got);
			if (strcmp(buf_str(&got), x->want))
				fail_msg("%s: %s", x->text, buf_str(&got));
		} else {
			assert_non_null(strstr(e.text, x->text));
		}
		buf_release(&got);
	}
}

static void x86_64_forms(void **state)
{
	static const struct expectation all[] = {
		{ "-4@$5", "s4 = 5", 0 },
		{ "-4@$-5", "s4 = -5", 0 },
		{ "8@$0x7fffffffffffffff", "u8 = 9223372036854775807", 0 },
		{ "1@$-6", "u1 = 250", 0 },
		{ "-1@$250", "s1 = -6", 0 },
		{ "2@$-1", "u2 = 65535", 0 },
		{ "4@$-1", "u4 = 4294967295", 0 },
		{ "8@$-1", "u8 = -1", 0 },
		{ "8@%rax", "u8 rax at 80 size 8 shift 0", 0 },
		{ "-4@%edi", "s4 edi at 112 size 4 shift 0", 0 },
		{ "1@%al", "u1 al at 80 size 1 shift 0", 0 },
		{ "1@%ah", "u1 ah at 80 size 1 shift 8", 0 },
		{ "2@%r15w", "u2 r15w at 0 size 2 shift 0", 0 },
		{ "1@%sil", "u1 sil at 104 size 1 shift 0", 0 },
		{ "4@%r8d", "u4 r8d at 72 size 4 shift 0", 0 },
		{ "2@%ah", "u2 ah at 80 size 1 shift 8", 0 },
		{ "8@-8(%rbp)", "u8 [rbp -*0 -8]", 0 },
		{ "8@(%rsp)", "u8 [rsp -*0 0]", 0 },
		{ "8@16(%rax,%rbx,4)", "u8 [rax rbx*4 16]", 0 },
		{ "8@(%rax,%rbx)", "u8 [rax rbx*1 0]", 0 },
		{ "8@4(,%rbx,8)", "u8 [- rbx*8 4]", 0 },
		{ "8@-8+16(%rbp)", "u8 [rbp -*0 8]", 0 },
		{ "4@4096", "u4 [- -*0 4096]", 0 },
		{ "8@16(%rip)", "u8 [rip -*0 16]", 0 },
		{ "8f@%rax", "u8f rax at 80 size 8 shift 0", 0 },
		{ "4f@-4(%rsp)", "u4f [rsp -*0 -4]", 0 },
		{ "4@sym(%rip)", NULL, -ENOTSUP },
		{ "4@sym+8(%rip)", NULL, -ENOTSUP },
		{ "4@8+sym(%rip)", NULL, -ENOTSUP },
		{ "8@$sym", NULL, -ENOTSUP },
		{ "-4@%fs:-4", NULL, -ENOTSUP },
		{ "-4@%fs:(%rax)", NULL, -ENOTSUP },
		{ "8f@%xmm0", NULL, -ENOTSUP },
		{ "8@%mm1", NULL, -ENOTSUP },
		{ "-16@%rax", NULL, -ENOTSUP },
		{ "24@-40(%rsp)", NULL, -ENOTSUP },
		{ "3@%eax", NULL, -ENOTSUP },
		{ "8@(%eax)", NULL, -ENOTSUP },
		{ "0@%rax", NULL, -EINVAL },
		{ "%rax", NULL, -EINVAL },
		{ "8@", NULL, -EINVAL },
		{ "8@%", NULL, -EINVAL },
		{ "8@%nope", NULL, -EINVAL },
		{ "8@$", NULL, -EINVAL },
		{ "8@$5x", NULL, -EINVAL },
		{ "8@(", NULL, -EINVAL },
		{ "8@(%rax", NULL, -EINVAL },
		{ "8@(%rax,%rbx,3)", NULL, -EINVAL },
		{ "8@()", NULL, -EINVAL },
		{ "8@$99999999999999999999", NULL, -EINVAL },
		{ "-", NULL, -EINVAL },
	};

	(void)state;
	check(arch_find(EM_X86_64), all, sizeof(all) / sizeof(all[0]));
}

static void aarch64_forms(void **state)
{
	static const struct expectation all[] = {
		{ "8@x0", "u8 x0 at 0 size 8 shift 0", 0 },
		{ "-4@w1", "s4 w1 at 8 size 4 shift 0", 0 },
		{ "8@x30", "u8 x30 at 240 size 8 shift 0", 0 },
		{ "8@sp", "u8 sp at 248 size 8 shift 0", 0 },
		{ "8@[sp, 16]", "u8 [sp -*0 16]", 0 },
		{ "8@[sp,#16]", "u8 [sp -*0 16]", 0 },
		{ "8@[x29, #-16]", "u8 [x29 -*0 -16]", 0 },
		{ "8@[x0]", "u8 [x0 -*0 0]", 0 },
		{ "8@[x0, x1]", "u8 [x0 x1*1 0]", 0 },
		{ "8@[x0, x1, lsl 3]", "u8 [x0 x1*8 0]", 0 },
		{ "-4@5", "s4 = 5", 0 },
		{ "-4@#-5", "s4 = -5", 0 },
		{ "1@-6", "u1 = 250", 0 },
		{ "8@xzr", "u8 = 0", 0 },
		{ "8f@x2", "u8f x2 at 16 size 8 shift 0", 0 },
		{ "8@[x0, #:lo12:sym]", NULL, -ENOTSUP },
		{ "8@[x0, :lo12:sym]", NULL, -ENOTSUP },
		{ "8@[x0], 8", NULL, -ENOTSUP },
		{ "8@[x0, 8]!", NULL, -ENOTSUP },
		{ "8@[x0, w1, sxtw 3]", NULL, -ENOTSUP },
		{ "8f@d0", NULL, -ENOTSUP },
		{ "16@q0", NULL, -ENOTSUP },
		{ "8@x31", NULL, -EINVAL },
		{ "8@[x0", NULL, -EINVAL },
		{ "8@[x0, x1, lsl 9]", NULL, -EINVAL },
		{ "8@[]", NULL, -EINVAL },
	};

	(void)state;
	check(arch_find(EM_AARCH64), all, sizeof(all) / sizeof(all[0]));
}

static void arguments_are_split(void **state)
{
	const char *text = " 8@%rdi  -4@$3 8@[sp, 16] 8@(%rax, %rbx) 1@x";
	const char *start[8];
	size_t len[8];

	(void)state;
	assert_int_equal(arch_split_args(text, start, len, 8), 5);
	assert_int_equal(len[0], 6);
	assert_memory_equal(start[2], "8@[sp, 16]", len[2]);
	assert_memory_equal(start[3], "8@(%rax, %rbx)", len[3]);
	assert_memory_equal(start[4], "1@x", 3);
	assert_int_equal(arch_split_args(text, start, len, 2), 2);
	assert_int_equal(arch_split_args("", start, len, 8), 0);
	assert_int_equal(arch_split_args("8@[sp, 16", start, len, 8), 1);
}

static void sites(void **state)
{
	const struct arch *x = arch_find(EM_X86_64);
	const struct arch *a = arch_find(EM_AARCH64);
	static const struct {
		uint8_t bytes[10];
		size_t len;
		bool ok;
	} all[] = {
		{ { 0x90, 0xc3 }, 2, true },
		{ { 0x90, 0x0f, 0x1f, 0x44, 0, 0 }, 6, true },
		{ { 0x66, 0x90 }, 2, true },
		{ { 0x66, 0x90 }, 1, false },
		{ { 0x0f, 0x1f, 0 }, 3, true },
		{ { 0x0f, 0x1f, 0x40, 0 }, 4, true },
		{ { 0x0f, 0x1f, 0x44, 0, 0 }, 5, false },
		{ { 0x66, 0x0f, 0x1f, 0x44, 0, 0 }, 6, true },
		{ { 0x0f, 0x1f, 0x80, 0, 0, 0, 0 }, 7, true },
		{ { 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0 }, 8, true },
		{ { 0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0 }, 10, false },
		{ { 0xe8, 1, 2, 3, 4 }, 5, false },
		{ { 0xcc }, 1, false },
		{ { 0 }, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		assert_int_equal(x->is_site(all[i].bytes, all[i].len, false),
				 all[i].ok);
	assert_true(x->is_site(x->nop, x->nop_len, false));
	assert_true(x->is_site(x->trap, x->trap_len, true));
	assert_non_null(strstr(x->site_problem(all[6].bytes, 5, false),
			       "5-byte"));
	assert_non_null(strstr(x->site_problem(all[10].bytes, 10, false),
			       "10-byte"));
	assert_true(a->is_site(a->nop, a->nop_len, false));
	assert_false(a->is_site(a->nop, 3, false));
	assert_false(a->is_site(a->trap, a->trap_len, false));
	assert_true(a->is_site(a->trap, a->trap_len, true));
}

static void machines(void **state)
{
	(void)state;
	assert_null(arch_find(EM_386));
	assert_non_null(arch_native());
	assert_ptr_equal(arch_find(arch_native()->elf_machine), arch_native());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(x86_64_forms),
		cmocka_unit_test(aarch64_forms),
		cmocka_unit_test(arguments_are_split),
		cmocka_unit_test(sites),
		cmocka_unit_test(machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
