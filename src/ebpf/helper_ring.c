/* SPDX-License-Identifier: BSD-2-Clause */
/* Helpers of the ring buffer. */
#include "ebpf/helper.h"

#include <errno.h>
#include <string.h>

static int ring_argument(struct ebpf_vm *vm, const uint64_t *r, struct vmap **m,
			 struct err *e)
{
	*m = vm_map_argument(vm, r);
	if (!*m || vmap_spec(*m)->type != BPF_MAP_TYPE_RINGBUF)
		return vm_bad_argument(vm, 1, "a ring buffer", r, e);
	return 0;
}

int help_ringbuf_reserve(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	struct vmap *m;
	long record;
	size_t i = 0;
	int ret = ring_argument(vm, r, &m, e);

	if (ret)
		return ret;
	while (i < vm->nheld && vm->held[i].ring)
		i++;
	if (i == MAX_HELD)
		return vm_error(vm, e, -EINVAL,
				"too many ring buffer records in hand");
	record = r[3] ? -EINVAL : vmap_ring_reserve(m, r[2]);
	r[0] = 0;
	if (record < 0)
		return 0;
	vm->held[i] = (struct vm_held){ .ring = m, .record = (size_t)record };
	if (i == vm->nheld)
		vm->nheld++;
	r[0] = ADDRESS(REGION_RESERVED, i, 0);
	return 0;
}

static void maybe_wake(struct ebpf_vm *vm, uint64_t flags)
{
	if (flags & BPF_RB_FORCE_WAKEUP && vm->env.wake)
		vm->env.wake(vm->env.data);
}

static int give_back(struct ebpf_vm *vm, uint64_t *r, bool discard,
		     struct err *e)
{
	size_t i = ADDRESS_NUMBER(r[1]);

	if (!ADDRESS_IS_OURS(r[1]) || ADDRESS_KIND(r[1]) != REGION_RESERVED ||
	    ADDRESS_OFFSET(r[1]) || i >= vm->nheld || !vm->held[i].ring)
		return vm_bad_argument(vm, 1, "a reserved record", r, e);
	vmap_ring_finish(vm->held[i].ring, vm->held[i].record, discard);
	vm->held[i].ring = NULL;
	maybe_wake(vm, r[2]);
	r[0] = 0;
	return 0;
}

int help_ringbuf_submit(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	return give_back(vm, r, false, e);
}

int help_ringbuf_discard(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	return give_back(vm, r, true, e);
}

int help_ringbuf_output(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	struct vmap *m;
	const void *from;
	size_t size;
	long record;
	int ret = ring_argument(vm, r, &m, e);

	if (ret)
		return ret;
	from = vm_memory(vm, r[2], r[3], false);
	if (!from)
		return vm_bad_argument(vm, 2, "memory of that size", r, e);
	record = vmap_ring_reserve(m, r[3]);
	r[0] = record < 0 ? (uint64_t)record : 0;
	if (record < 0)
		return 0;
	memcpy(vmap_ring_data(m, (size_t)record, &size), from, r[3]);
	vmap_ring_finish(m, (size_t)record, false);
	maybe_wake(vm, r[4]);
	return 0;
}

/* Nobody reads while a program runs: there is always room here. */
int help_ringbuf_query(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	struct vmap *m;
	int ret = ring_argument(vm, r, &m, e);

	r[0] = 0;
	return ret;
}
