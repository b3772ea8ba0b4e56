/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Without a tracer: the test puts a breakpoint on the site, as a tracer does,
 * fires, and reads each argument where the note says that it is. So it also
 * holds where nothing can be traced, as in an emulated process.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "arch/arch.h"
#include "elf/sdt.h"
#include "libusdt/impl.h"
#include "libusdt/load.h"

#define N USDT_ARG_MAX

static struct operand operands[N];
static size_t noperands;
static uint64_t seen[N];
static int hits;

/* ---- the breakpoint ----------------------------------------------------- */

/* The registers in the order of the kernel's struct pt_regs. */
static void pt_regs(ucontext_t *context, uint64_t *regs)
{
#ifdef __x86_64__
	static const int order[] = {
		REG_R15, REG_R14, REG_R13, REG_R12, REG_RBP, REG_RBX, REG_R11,
		REG_R10, REG_R9, REG_R8, REG_RAX, REG_RCX, REG_RDX, REG_RSI,
		REG_RDI, REG_RAX, REG_RIP, REG_CSGSFS, REG_EFL, REG_RSP,
	};

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		regs[i] = (uint64_t)context->uc_mcontext.gregs[order[i]];
#else
	memcpy(regs, context->uc_mcontext.regs, 31 * sizeof(*regs));
	regs[31] = context->uc_mcontext.sp;
	context->uc_mcontext.pc += 4;	/* to behind the breakpoint */
#endif
}

static uint64_t read_operand(const struct operand *o, const uint64_t *regs)
{
	uint64_t value = 0;
	const char *at;

	if (o->kind == OPERAND_REG)
		at = (const char *)regs + o->reg->offset;
	else
		at = (const char *)(uintptr_t)(regs[o->base->offset / 8] +
					       (uint64_t)o->disp);
	memcpy(&value, at, o->size);	/* both processors: low bytes first */
	if (o->is_signed && o->size < 8 && value >> (8 * o->size - 1))
		value |= UINT64_MAX << 8 * o->size;
	return value;
}

static void trapped(int signal, siginfo_t *info, void *context)
{
	uint64_t regs[64];

	(void)signal;
	(void)info;
	pt_regs(context, regs);
	for (size_t i = 0; i < noperands; i++)
		seen[i] = read_operand(&operands[i], regs);
	hits++;
}

static void put_breakpoint(char *at)
{
	const struct arch *arch = arch_native();
	size_t page = (size_t)getpagesize();
	char *start = at - (uintptr_t)at % page;

	assert_true(arch->is_site((uint8_t *)at, 16, false));
	assert_int_equal(mprotect(start, page, PROT_READ | PROT_WRITE |
				  PROT_EXEC), 0);
	memcpy(at, arch->trap, arch->trap_len);
	__builtin___clear_cache(at, at + arch->trap_len);
}

/* ---- one probe ---------------------------------------------------------- */

static void parse_operands(const char *args)
{
	const char *start[N];
	size_t len[N];
	struct err e;

	noperands = arch_split_args(args, start, len, N);
	for (size_t i = 0; i < noperands; i++)
		assert_int_equal(arch_native()->parse_operand(start[i], len[i],
							&operands[i], &e), 0);
}

/* Read the note of the only probe in the image; gives the site's address. */
static char *find_site(struct usdt_provider *p)
{
	struct image *image = p->file;
	struct sdt_sites sites = { 0 };
	struct elf_file *f;
	struct arena arena;
	struct err e;
	char *at;
	int fd = open(image->stored.path, O_RDONLY);

	arena_init(&arena);
	assert_int_equal(elf_file_open_fd(fd, "image", &f, &e), 0);
	assert_int_equal(sdt_read(&arena, f, &sites, &e), 0);
	assert_int_equal(sites.len, 1);
	parse_operands(sites.items[0].args);
	at = image->base + sites.items[0].vaddr;
	elf_file_free(f);
	arena_release(&arena);
	return at;
}

static const struct {
	const char *type;
	uint64_t in, out;
} values[] = {
	{ "int", (uint64_t)-7, (uint64_t)-7 },
	{ "uint8_t", 0x1ff, 0xff },
	{ "int8_t", 0x1ff, UINT64_MAX },
	{ "char *", 0x123456789abcdef0, 0x123456789abcdef0 },
	{ "uint32_t", UINT64_MAX, UINT32_MAX },
	{ "short", 0x18000, (uint64_t)-0x8000 },
	{ "double", 0x3fe0000000000000, 0x3fe0000000000000 },
};

#define NVALUES (sizeof(values) / sizeof(values[0]))

static void fire_with(size_t n)
{
	struct usdt_provider *p = usdt_create_provider("fire", "mod");
	struct usdt_probedef *d;
	const char *types[N];
	void *words[N];

	for (size_t i = 0; i < n; i++) {
		types[i] = values[i % NVALUES].type;
		words[i] = (void *)(uintptr_t)values[i % NVALUES].in;
	}
	d = usdt_create_probe("f", "n", n, types);
	assert_int_equal(usdt_provider_add_probe(p, d), 0);
	assert_int_equal(usdt_provider_enable(p), 0);
	put_breakpoint(find_site(p));
	assert_int_equal(noperands, n);
	hits = 0;
	usdt_fire_probe(d->probe, n, words);
	assert_int_equal(hits, 0);		/* nobody traces */
	*(volatile uint16_t *)(uintptr_t)probedef_of(d)->live.semaphore = 1;
	assert_int_equal(usdt_is_enabled(d->probe), 1);
	usdt_fire_probe(d->probe, n, words);
	assert_int_equal(hits, 1);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(seen[i], values[i % NVALUES].out);
	if (n > 1) {				/* too few: the others are 0 */
		usdt_fire_probe(d->probe, n - 1, words);
		assert_int_equal(hits, 2);
		assert_int_equal(seen[n - 1], 0);
	}
	usdt_probe_release(d);
	usdt_provider_free(p);
}

static void arguments_are_where_the_note_says(void **state)
{
	struct sigaction action = {
		.sa_sigaction = trapped, .sa_flags = SA_SIGINFO,
	};

	(void)state;
	sigaction(SIGTRAP, &action, NULL);
	for (size_t n = 0; n <= N; n++)
		fire_with(n);
	signal(SIGTRAP, SIG_DFL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_are_where_the_note_says),
	};

	return cmocka_run_group_tests_name("libusdt/fire", tests, NULL, NULL);
}
