/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running eBPF without the kernel: for tests, for tracing by ptrace, and for
 * replaying a recording.
 *
 * There is no verifier. Instead every access is checked: it must lie in the
 * stack of a live function, in the context, in a map's value or in a ring
 * buffer reservation that is not given back yet; anything else ends the
 * program with an error, as does an instruction, a helper or an argument that
 * is not known, and a run of too many instructions. Any sequence of bytes can
 * be given: what it can do is write the maps.
 *
 * Addresses that a program sees are made up, and differ from any address that
 * a traced process can have. The world that helpers ask for is a struct
 * ebpf_env. One machine runs one program at a time, in one thread.
 */
#ifndef EBPF_INTERP_H
#define EBPF_INTERP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/bpf.h>

#include "base/err.h"
#include "ebpf/maps.h"

#define EBPF_COMM_SIZE 16

/* Who runs, and where. */
struct ebpf_env {
	void *data;			/* passed to each function */
	uint64_t (*time_ns)(void *data);
	uint64_t (*pid_tgid)(void *data);	/* process << 32 | thread */
	uint64_t (*uid_gid)(void *data);	/* group << 32 | user */
	void (*comm)(void *data, char comm[EBPF_COMM_SIZE]);
	uint32_t (*cpu)(void *data);
	uint32_t (*random)(void *data);
	uint64_t (*cookie)(void *data);		/* of the site that fired */
	/*
	 * Read user memory: gives how many bytes from the start could be read,
	 * which may be fewer than size, or none.
	 */
	size_t (*read_user)(void *data, uint64_t address, void *to,
			    size_t size);
	/* The rest may be NULL: then that is not to be had. */
	/* Send a signal to the process; 0 or a negative errno. */
	int (*signal)(void *data, int number);
	/* The thread's registers, as pt_regs, until the program ends. */
	const void *(*regs)(void *data, size_t *size);
	/*
	 * The thread's user stack, the program counter first: fill at most n
	 * addresses, give how many.
	 */
	size_t (*stack)(void *data, uint64_t *to, size_t n);
	/*
	 * What the kernel would know of a task: read size bytes at an offset
	 * of object number, of which 0 is the current task. Whoever gives
	 * offsets to the compiler says what they mean (cg_input.member);
	 * ebpf_task_object() makes pointers to other objects. False: not
	 * there.
	 */
	bool (*read_task)(void *data, unsigned number, uint64_t offset,
			  void *to, size_t size);
	/* A record was submitted that cannot wait. */
	void (*wake)(void *data);
};

/* Of the registers that env.regs gives, as the kernel would have it. */
uint64_t ebpf_regs_object(void);

#define EBPF_TASK_OBJECTS 4096
uint64_t ebpf_task_object(unsigned number);
bool ebpf_is_task(uint64_t address);	/* in any of them */

struct ebpf_vm;

/* ncpus: copies of per-CPU values; CPU n uses copy n modulo ncpus. */
struct ebpf_vm *ebpf_vm_new(const struct ebpf_env *env, unsigned ncpus);
void ebpf_vm_free(struct ebpf_vm *vm);		/* and its maps */

/* The next map: programs know them by number, from 0. */
int ebpf_vm_add_map(struct ebpf_vm *vm, const struct vmap_spec *spec,
		    struct err *e);
struct vmap *ebpf_vm_map(struct ebpf_vm *vm, size_t number);
/*
 * No program uses the map any more: a later one gets its number, and that of
 * the newest is asked for. The map of a number is NULL meanwhile.
 */
void ebpf_vm_drop_map(struct ebpf_vm *vm, size_t number);
size_t ebpf_vm_newest_map(const struct ebpf_vm *vm);
size_t ebpf_vm_maps(const struct ebpf_vm *vm);	/* numbers given */

/* Instructions that one run may take; 0 is the default, a million. */
void ebpf_vm_set_budget(struct ebpf_vm *vm, uint64_t instructions);

/*
 * Run a program; result gets its r0. The context is read-only. -EFAULT for a
 * wrong access, -EINVAL for a wrong instruction or call, -ELOOP when the
 * budget is used up; the text names the instruction.
 */
int ebpf_vm_run(struct ebpf_vm *vm, const struct bpf_insn *insns,
		size_t ninsns, const void *ctx, size_t ctx_size,
		uint64_t *result, struct err *e);

#endif
