/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A very small just-in-time compiler for x86-64 with probes: f(n) gives 2n.
 *
 *	usdt-jit poll|watch
 *
 * Compiled without probes, f costs nothing for them. When the probe "call" is
 * traced, f is compiled again with a call of it, arguments where f has them: in
 * a register, in a slot of its stack, in its own parameter. "own" is in a piece
 * of code of the compiler's. When "call" has been traced for a while, the probe
 * "late" is added; when that is traced, "call" is removed. Says "PID ready",
 * each change as "NAME on" or "NAME off", and runs until its input ends.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <usdt.h>

#define PAGE 4096
#define PAGES 16

typedef long function(long n);

static const char *types[] = { "long", "int", "long" };
static usdt_probedef_t *call, *own, *late;
static unsigned char *pages;
static int used;
static function *f;

static unsigned char *emit(unsigned char *to, const void *bytes, size_t n)
{
	memcpy(to, bytes, n);
	return to + n;
}

/* Compile f, with a call of the probe or without; old code is never reused. */
static void compile(usdt_probedef_t *probe)
{
	static const unsigned char start[] = {
		0x53,				/* push %rbx */
		0x48, 0x83, 0xec, 0x10,		/* sub $16, %rsp */
		0x48, 0x8d, 0x1c, 0x3f,		/* lea (%rdi,%rdi), %rbx */
		0x89, 0x7c, 0x24, 0x08,		/* mov %edi, 8(%rsp) */
	};
	static const unsigned char end[] = {
		0x48, 0x89, 0xd8,		/* mov %rbx, %rax */
		0x48, 0x83, 0xc4, 0x10,		/* add $16, %rsp */
		0x5b, 0xc3,			/* pop %rbx; ret */
	};
	unsigned char *code = pages + PAGE * used++, *to = code;

	if (used == PAGES)
		_exit(3);
	mprotect(code, PAGE, PROT_READ | PROT_WRITE);
	to = emit(to, start, sizeof(start));
	if (probe && probe->probe) {
		to = emit(to, "\x48\xb8", 2);	/* mov $..., %rax */
		to = emit(to, &probe->probe->probe_addr, sizeof(void *));
		to = emit(to, "\xff\xd0", 2);	/* call *%rax */
	}
	emit(to, end, sizeof(end));
	mprotect(code, PAGE, PROT_READ | PROT_EXEC);
	__atomic_store_n(&f, (function *)(void *)code, __ATOMIC_RELEASE);
}

static void changed(usdt_probedef_t *probe, int enabled, void *data)
{
	(void)data;
	if (probe != own)
		compile(enabled ? probe : NULL);
	printf("%s %s\n", probe->name, enabled ? "on" : "off");
	fflush(stdout);
}

static usdt_provider_t *make(void)
{
	/* lea 1(%rdi), %rax; nop; ret */
	static const unsigned char code[] = { 0x48, 0x8d, 0x47, 1, 0x90, 0xc3 };
	/* the call has moved the stack pointer by 8 */
	static const char locations[] = "-8@%rbx -4@16(%rsp) -8@%rdi";
	usdt_provider_t *p = usdt_create_provider("jit", "jitmod");

	call = usdt_create_code_probe("f", "call", 3, types, locations, NULL, 0,
				      0);
	late = usdt_create_code_probe("f", "late", 3, types, locations, NULL, 0,
				      0);
	own = usdt_create_code_probe("g", "own", 1, types, "-8@%rax", code,
				     sizeof(code), 4);
	if (!p || !call || !late || !own || usdt_provider_add_probe(p, call) ||
	    usdt_provider_add_probe(p, own) || usdt_provider_enable(p))
		return NULL;
	return p;
}

/* Run until the input ends; 0 when all results were right. */
static int run(usdt_provider_t *p, int polls)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	int traced = 0, added = 0;

	while (!poll(&input, 1, 1)) {
		if (polls)
			usdt_provider_poll(p, changed, NULL);
		if (__atomic_load_n(&f, __ATOMIC_ACQUIRE)(21) != 42)
			return 4;
		if (((function *)own->probe->probe_addr)(41) != 42)
			return 5;
		if (usdt_is_enabled(call->probe))
			traced++;
		if (traced > 50 && !added) {
			added = 1;
			if (usdt_provider_add_probe(p, late) ||
			    usdt_provider_update(p))
				return 6;
		}
		if (usdt_is_enabled(late->probe) && call->probe) {
			usleep(50000);		/* a watcher compiles meanwhile */
			if (polls)
				usdt_provider_poll(p, changed, NULL);
			if (usdt_provider_remove_probe(p, call))
				return 7;
			usdt_probe_release(call);	/* the provider's */
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	int polls = argc > 1 && !strcmp(argv[1], "poll"), status;
	usdt_provider_t *p = make();

	pages = mmap(NULL, PAGE * PAGES, PROT_READ,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!p || pages == MAP_FAILED)
		return 1;
	compile(NULL);
	if (!polls && usdt_provider_watch(p, 1, changed, NULL))
		return 2;
	printf("%d ready\n", getpid());
	fflush(stdout);
	status = run(p, polls);
	usdt_provider_unwatch(p);
	usdt_probe_release(own);
	usdt_probe_release(call);
	usdt_probe_release(late);
	usdt_provider_free(p);
	return status;
}
