/* SPDX-License-Identifier: BSD-2-Clause */
/* A machine with a fixed world, and programs written with the assembler. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ebpf/asm.h"
#include "ebpf/interp.h"

/* What the world says; a test changes it. */
struct world {
	uint64_t time, pid_tgid, uid_gid, cookie;
	uint32_t cpu, random;
	const char *comm;
	uint64_t user_address;		/* of the user's only memory */
	const char *user;
	size_t user_size;
};

static struct world world;

static inline uint64_t world_time(void *data)
{
	return ((struct world *)data)->time;
}

static inline uint64_t world_pid_tgid(void *data)
{
	return ((struct world *)data)->pid_tgid;
}

static inline uint64_t world_uid_gid(void *data)
{
	return ((struct world *)data)->uid_gid;
}

static inline void world_comm(void *data, char comm[EBPF_COMM_SIZE])
{
	snprintf(comm, EBPF_COMM_SIZE, "%s", ((struct world *)data)->comm);
}

static inline uint32_t world_cpu(void *data)
{
	return ((struct world *)data)->cpu;
}

static inline uint32_t world_random(void *data)
{
	return ((struct world *)data)->random;
}

static inline uint64_t world_cookie(void *data)
{
	return ((struct world *)data)->cookie;
}

static inline size_t world_read_user(void *data, uint64_t address, void *to,
				     size_t size)
{
	const struct world *w = data;
	uint64_t at = address - w->user_address;

	if (address < w->user_address || at >= w->user_size)
		return 0;
	if (size > w->user_size - at)
		size = w->user_size - at;
	memcpy(to, w->user + at, size);
	return size;
}

static inline struct ebpf_vm *machine_new(unsigned ncpus)
{
	static const struct ebpf_env env = {
		.data = &world, .time_ns = world_time,
		.pid_tgid = world_pid_tgid, .uid_gid = world_uid_gid,
		.comm = world_comm, .cpu = world_cpu, .random = world_random,
		.cookie = world_cookie, .read_user = world_read_user,
	};

	world = (struct world){ .comm = "a-long-name-cut", .time = 1234,
		.pid_tgid = UINT64_C(77) << 32 | 78,
		.uid_gid = UINT64_C(5) << 32 | 6, .cookie = 9, .random = 4 };
	return ebpf_vm_new(&env, ncpus);
}

static inline void machine_map(struct ebpf_vm *vm, enum bpf_map_type type,
			       uint32_t key, uint32_t value, uint32_t entries)
{
	struct vmap_spec spec = {
		.type = type, .key_size = key, .value_size = value,
		.max_entries = entries,
	};
	struct err e = ERR_INIT;

	if (ebpf_vm_add_map(vm, &spec, &e))
		fail_msg("%s", e.text);
}

/* Run what was assembled, and forget it. */
static inline int machine_try(struct ebpf_vm *vm, struct ebpf_asm *a,
			      const void *ctx, size_t size, uint64_t *result,
			      struct err *e)
{
	int ret;

	*e = (struct err)ERR_INIT;
	assert_int_equal(ebpf_asm_finish(a, e), 0);
	ret = ebpf_vm_run(vm, a->code.items, a->code.len, ctx, size, result,
			  e);
	ebpf_asm_release(a);
	return ret;
}

/* r0 of a program that must run to its end. */
static inline uint64_t machine_run(struct ebpf_vm *vm, struct ebpf_asm *a)
{
	uint64_t result;
	struct err e;

	if (machine_try(vm, a, NULL, 0, &result, &e))
		fail_msg("%s", e.text);
	return result;
}

static inline void machine_fails(struct ebpf_vm *vm, struct ebpf_asm *a,
				 int code, const char *text)
{
	uint64_t result;
	struct err e;
	int ret = machine_try(vm, a, "contextbytes", 12, &result, &e);

	if (ret != code || strcmp(e.text, text))
		fail_msg("%d '%s', not %d '%s'", ret, e.text, code, text);
}

#endif
