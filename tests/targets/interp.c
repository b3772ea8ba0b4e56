/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An interpreter without a language: it keeps a stack as its helper note says,
 * and fires a probe at the bottom of it. The functions are those of a file
 * "deep.tl": main() in line 10 calls helper() in line 21, which calls, through
 * a native function, leaf() in line 33.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "interp.h"

/* Strings: characters follow at once, ASCII or of two bytes. */
struct text {
	uint32_t state;			/* width << 2 | is ASCII << 6 */
	uint32_t unused;
	uint64_t length;
	unsigned char ascii[8];		/* wider ones begin behind these */
	unsigned char wide[24];
};

struct bytes {
	uint64_t length;
	unsigned char at[16];
};

struct code {
	const void *file, *function;
	const struct bytes *table;
	uint32_t line;
	unsigned char instructions[16];
};

struct frame {
	struct frame *previous;
	const void *code;
	const unsigned char *instruction;
	unsigned char owner;		/* 7: a native function begins here */
};

struct thread {
	struct thread *next;
	uint64_t tid;
	struct frame *frame;
};

struct {
	uint64_t unused[4];
	struct thread *holder, *threads;
} interp_state;

static const struct text file = {
	1 << 2 | 1 << 6, 0, 7, "deep.tl", "",
};
static const struct text main_text = { 1 << 2 | 1 << 6, 0, 4, "main", "" };
static const struct text helper_text = {
	1 << 2 | 1 << 6, 0, 6, "helper", "",
};
/* "leäf", two bytes a character */
static const struct text leaf_text = {
	2 << 2, 0, 4, "", { 'l', 0, 'e', 0, 0xe4, 0, 'f', 0 },
};

/* Two units of the first line, then two of the next but kind's many lines. */
static const struct bytes table = {
	5, { 0x80 | 0 << 3 | 1, 0x11, 0x80 | 13 << 3 | 1, 0x02, 0x80 | 15 << 3 },
};

static const struct code codes[] = {
	{ &file, &main_text, &table, 10, "" },
	{ &file, &helper_text, &table, 20, "" },
	{ &file, &leaf_text, &table, 33, "" },
};

__attribute__((__used__)) static void note(void)
{
	__asm__ volatile(
		".pushsection .note.dtrace.helper,\"a\",%%note\n"
		".balign 4\n.4byte 992f-991f,994f-993f,2\n"
		"991: .asciz \"DTrace\"\n992: .balign 4\n993:\n"
		".ascii \"root interp_state\\neval interp_eval\\n\"\n"
		".ascii \"lines cpython-3.11\\nholder %c0\\nthreads %c1\\n\"\n"
		".ascii \"next %c2\\ntid %c3\\nframe %c4\\nprevious %c5\\n\"\n"
		".ascii \"code %c6\\ninstruction %c7\\nentry %c8\\n\"\n"
		".ascii \"entry-value 7\\nentry-is-frame 0\\nfile %c9\\n\"\n"
		".ascii \"function %c10\\nline %c11\\ntable %c12\\n\"\n"
		".ascii \"base %c13\\nstate %c14\\nkind-shift 2\\n\"\n"
		".ascii \"ascii-shift 6\\nlength %c15\\nascii %c16\\n\"\n"
		".ascii \"wide %c17\\nbytes-length %c18\\nbytes %c19\\n\"\n"
		"994: .balign 4\n.popsection\n" : :
		"i"(32), "i"(40), "i"(offsetof(struct thread, next)),
		"i"(offsetof(struct thread, tid)),
		"i"(offsetof(struct thread, frame)),
		"i"(offsetof(struct frame, previous)),
		"i"(offsetof(struct frame, code)),
		"i"(offsetof(struct frame, instruction)),
		"i"(offsetof(struct frame, owner)),
		"i"(offsetof(struct code, file)),
		"i"(offsetof(struct code, function)),
		"i"(offsetof(struct code, line)),
		"i"(offsetof(struct code, table)),
		"i"(offsetof(struct code, instructions)),
		"i"(offsetof(struct text, state)),
		"i"(offsetof(struct text, length)),
		"i"(offsetof(struct text, ascii)),
		"i"(offsetof(struct text, wide)),
		"i"(offsetof(struct bytes, length)),
		"i"(offsetof(struct bytes, at)));
}

#define NATIVE __attribute__((__noinline__, __noclone__))

NATIVE void interp_eval(int depth);

NATIVE void native_call(int depth)
{
	interp_eval(depth);
	__asm__ volatile("");
}

/* half a second of the CPU at the bottom */
static int busy;

/* Runs main() and helper(), then, called again, leaf(). */
NATIVE void interp_eval(int depth)
{
	struct thread *t = interp_state.threads;
	struct frame entry = { t->frame, NULL, NULL, 7 };
	struct frame outer = { &entry, &codes[depth ? 2 : 0],
		codes[depth ? 2 : 0].instructions, 0 };
	/* the lowest bits of a pointer to code may say something else */
	struct frame inner = { &outer, (const char *)&codes[1] + 1,
		codes[1].instructions + 5, 0 };

	t->frame = depth ? &outer : &inner;
	__asm__ volatile("" : : : "memory");
	if (depth) {
		INTERP_BOTTOM(depth);
		while (busy && clock() < CLOCKS_PER_SEC / 2)
			;
	} else
		native_call(1);
	__asm__ volatile("" : : : "memory");
	t->frame = entry.previous;
}

int main(int argc, char **argv)
{
	struct thread other = { NULL, 1, NULL };
	struct thread self = { &other, (uint64_t)syscall(SYS_gettid), NULL };

	interp_state.threads = &self;
	interp_state.holder = argc > 1 && !strcmp(argv[1], "other") ? &other
								    : &self;
	if (argc > 1 && !strcmp(argv[1], "wild"))
		self.frame = (struct frame *)8;
	if (argc > 1 && !strcmp(argv[1], "endless")) {
		static struct frame loop = { &loop, &codes[0], NULL, 0 };

		self.frame = &loop;
	}
	busy = argc > 1 && !strcmp(argv[1], "busy");
	interp_eval(0);
	return 0;
}
