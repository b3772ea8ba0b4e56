/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a program: the interpreter ends with a result or an error,
 * touches nothing that is not its own, and is fit for the next run.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "ebpf/disasm.h"
#include "ebpf/interp.h"

#define RING 3
#define RING_SIZE 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t number(void *data)
{
	return ++*(uint64_t *)data;
}

static uint32_t small_number(void *data)
{
	return (uint32_t)number(data);
}

static uint64_t thread(void *data)
{
	return number(data) % 3;
}

static void comm(void *data, char text[EBPF_COMM_SIZE])
{
	(void)data;
	memcpy(text, "fuzz", 5);
}

/* The user has the addresses 4096 to 8191; every 64th byte is a NUL. */
static size_t read_user(void *data, uint64_t address, void *to, size_t size)
{
	size_t n = 0;

	(void)data;
	for (; n < size && address + n >= 4096 && address + n < 8192; n++)
		((char *)to)[n] = (address + n) % 64 ? 'u' : '\0';
	return n;
}

static struct ebpf_vm *make(uint64_t *counter)
{
	static const struct vmap_spec specs[] = {
		{ BPF_MAP_TYPE_ARRAY, 4, 40, 2, 0 },
		{ BPF_MAP_TYPE_HASH, 8, 12, 70, 0 },
		{ BPF_MAP_TYPE_PERCPU_HASH, 4, 8, 3, 0 },
		{ BPF_MAP_TYPE_RINGBUF, 0, 0, RING_SIZE, 0 },
		{ BPF_MAP_TYPE_TASK_STORAGE, 4, 16, 0, 0 },
		{ BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 1, 0 },
		{ BPF_MAP_TYPE_ARRAY, 4, 8, 1, BPF_F_RDONLY_PROG },
	};
	const struct ebpf_env env = {
		.data = counter, .time_ns = number, .pid_tgid = thread,
		.uid_gid = number, .comm = comm, .cpu = small_number,
		.random = small_number, .cookie = number,
		.read_user = read_user,
	};
	struct ebpf_vm *vm = ebpf_vm_new(&env, 2);
	struct err e = ERR_INIT;

	for (size_t i = 0; i < sizeof(specs) / sizeof(*specs); i++)
		if (ebpf_vm_add_map(vm, &specs[i], &e))
			BUG("%s", e.text);
	ebpf_vm_set_budget(vm, 20000);
	return vm;
}

static int drop(void *data, const void *record, size_t len)
{
	const unsigned char *p = record;

	for (size_t i = 0; i < len; i++)
		*(unsigned char *)data ^= p[i];
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = size / sizeof(struct bpf_insn);
	struct bpf_insn *insns = xcalloc(n + 1, sizeof(*insns));
	struct buf text = BUF_INIT;
	uint64_t ctx[4] = { 5000, 8190, 3, 0 }, counter = 0, result;
	unsigned char sum = 0;
	struct ebpf_vm *vm = make(&counter);

	memcpy(insns, data, n * sizeof(*insns));
	ebpf_disasm(insns, n, NULL, &text);
	for (int again = 0; again < 2; again++) {
		struct err e = ERR_INIT;
		int ret = ebpf_vm_run(vm, insns, n, ctx, sizeof(ctx), &result,
				      &e);

		if (ret != 0 && ret != -EFAULT && ret != -EINVAL &&
		    ret != -ELOOP)
			BUG("code %d", ret);
		if (!ret != !e.text[0])
			BUG("code %d with text '%s'", ret, e.text);
	}
	vmap_ring_drain(ebpf_vm_map(vm, RING), drop, &sum);
	if (vmap_ring_reserve(ebpf_vm_map(vm, RING), RING_SIZE - 16) < 0)
		BUG("a record was kept");
	ebpf_vm_free(vm);
	buf_release(&text);
	free(insns);
	return 0;
}
