/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the interpreter share.
 *
 * A program's address: 8 bits of tag, 4 of kind, 12 of number, 40 of offset.
 * The tag makes it an address that no process and no kernel has, so a user's
 * pointer never passes for one of these.
 */
#ifndef EBPF_VM_H
#define EBPF_VM_H

#include "base/vec.h"
#include "ebpf/interp.h"

enum region {
	REGION_STACK = 1,	/* number: the frame */
	REGION_CTX,
	REGION_VALUE,		/* number: the map */
	REGION_RESERVED,	/* number: into vm.held */
	REGION_MAP,		/* a map itself; holds no memory */
	REGION_TASK,		/* number: the object; 0 is the running task;
				 * read by the helper alone */
	REGION_FUNC,		/* offset: an instruction */
	REGION_REGS,
};

#define ADDRESS(kind, number, offset) \
	(UINT64_C(0xeb) << 56 | (uint64_t)(kind) << 52 | \
	 (uint64_t)(number) << 40 | (uint64_t)(offset))
#define ADDRESS_IS_OURS(a) ((a) >> 56 == 0xeb)
#define ADDRESS_KIND(a) ((enum region)((a) >> 52 & 15))
#define ADDRESS_NUMBER(a) ((size_t)((a) >> 40 & 0xfff))
#define ADDRESS_OFFSET(a) ((a) & ((UINT64_C(1) << 40) - 1))

#define MAX_MAPS 4096
#define MAX_FRAMES 8
#define MAX_HELD 16
#define STACK_BYTES 512
#define REGISTERS 11

struct vm_frame {
	size_t back;		/* the instruction to return to */
	uint64_t saved[4];	/* r6 to r9 of the caller */
	unsigned char stack[STACK_BYTES];
};

/* A ring buffer record that the program still owes. */
struct vm_held {
	struct vmap *ring;	/* NULL: given back */
	size_t record;
};

struct ebpf_vm {
	struct ebpf_env env;
	unsigned ncpus;
	uint64_t budget;
	VEC(struct vmap *) maps;	/* NULL: dropped */
	size_t newest;			/* of them */
	/* of the run */
	const struct bpf_insn *insns;
	size_t ninsns;
	const void *ctx;
	size_t ctx_size;
	const void *regs;	/* NULL: not asked for */
	size_t regs_size;
	uint64_t left;		/* instructions */
	size_t pc;		/* of the instruction being run */
	size_t depth;		/* the current frame */
	struct vm_frame frames[MAX_FRAMES];
	struct vm_held held[MAX_HELD];
	size_t nheld;		/* of this run, also those given back */
};

/* An error that names the instruction; gives code. */
int vm_error(struct ebpf_vm *vm, struct err *e, int code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The host's address of size bytes, NULL when the program may not do that. */
void *vm_memory(struct ebpf_vm *vm, uint64_t address, uint64_t size,
		bool write);

/* Have vm->regs, if the world gives registers. */
void vm_ask_for_regs(struct ebpf_vm *vm);

unsigned vm_copy(struct ebpf_vm *vm, const struct vmap *m);

/* dst = dst op src, as the instruction says; false: no such instruction. */
bool vm_alu(const struct bpf_insn *insn, uint64_t *dst, uint64_t src);
/* Does the jump's condition hold? *known: there is such an instruction. */
bool vm_condition(const struct bpf_insn *insn, uint64_t dst, uint64_t src,
		  bool *known);
int vm_atomic(struct ebpf_vm *vm, const struct bpf_insn *insn, uint64_t *reg,
	      struct err *e);

/* Call helper id with arguments reg[1 ..]; its value goes to reg[0]. */
int vm_call(struct ebpf_vm *vm, int32_t id, uint64_t *reg, struct err *e);
/* Run a function of the program until it returns. */
int vm_call_function(struct ebpf_vm *vm, size_t insn, uint64_t *reg,
		     struct err *e);

#endif
