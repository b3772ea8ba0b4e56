/* SPDX-License-Identifier: BSD-2-Clause */
/* Helpers that use maps: their elements, and the storage of a task. */
#include "ebpf/helper.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

/* The map of argument 1 and the key of argument 2. */
static int map_and_key(struct ebpf_vm *vm, const uint64_t *r, struct vmap **m,
		       const void **key, struct err *e)
{
	*m = vm_map_argument(vm, r);
	if (!*m || !vmap_spec(*m)->key_size ||
	    vmap_spec(*m)->type == BPF_MAP_TYPE_TASK_STORAGE)
		return vm_bad_argument(vm, 1, "a map with keys", r, e);
	*key = vm_memory(vm, r[2], vmap_spec(*m)->key_size, false);
	return *key ? 0 : vm_bad_argument(vm, 2, "memory for a key", r, e);
}

static uint64_t value_address(struct ebpf_vm *vm, const uint64_t *r,
			      struct vmap *m, long slot)
{
	uint64_t elem = ((uint64_t)vmap_spec(m)->value_size + 7) &
			~UINT64_C(7);
	uint64_t index = (uint64_t)slot * vmap_copies(m) + vm_copy(vm, m);

	return ADDRESS(REGION_VALUE, ADDRESS_NUMBER(r[1]), index * elem);
}

int help_map_lookup_elem(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	const void *key;
	struct vmap *m;
	int ret = map_and_key(vm, r, &m, &key, e);
	long slot;

	if (ret)
		return ret;
	slot = vmap_find(m, key);
	r[0] = slot < 0 ? 0 : value_address(vm, r, m, slot);
	return 0;
}

/* Key and value may lie in the map's own memory, which may move: copy them. */
static long update(struct ebpf_vm *vm, struct vmap *m, const void *key,
		   const void *value, uint64_t flags)
{
	const struct vmap_spec *spec = vmap_spec(m);
	char *copy = xcalloc(1, (size_t)spec->key_size + spec->value_size);
	long slot;

	memcpy(copy, key, spec->key_size);
	memcpy(copy + spec->key_size, value, spec->value_size);
	slot = vmap_update(m, copy, copy + spec->key_size, flags,
			   vm_copy(vm, m));
	free(copy);
	return slot;
}

int help_map_update_elem(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	const void *key, *value;
	struct vmap *m;
	long slot;
	int ret = map_and_key(vm, r, &m, &key, e);

	if (ret)
		return ret;
	value = vm_memory(vm, r[3], vmap_spec(m)->value_size, false);
	if (!value)
		return vm_bad_argument(vm, 3, "memory for a value", r, e);
	slot = update(vm, m, key, value, r[4]);
	r[0] = slot < 0 ? (uint64_t)slot : 0;
	return 0;
}

int help_map_delete_elem(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	const void *key;
	struct vmap *m;
	int ret = map_and_key(vm, r, &m, &key, e);

	if (!ret)
		r[0] = (uint64_t)(int64_t)vmap_delete(m, key);
	return ret;
}

int help_task_storage_get(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	struct vmap *m = vm_map_argument(vm, r);
	long slot;

	if (!m || vmap_spec(m)->type != BPF_MAP_TYPE_TASK_STORAGE)
		return vm_bad_argument(vm, 1, "a task storage", r, e);
	if (r[2] != ADDRESS(REGION_TASK, 0, 0))
		return vm_bad_argument(vm, 2, "the current task", r, e);
	slot = vmap_task(m, vm->env.pid_tgid(vm->env.data),
			 r[4] & BPF_LOCAL_STORAGE_GET_F_CREATE);
	r[0] = slot < 0 ? 0 : value_address(vm, r, m, slot);
	return 0;
}

int help_task_storage_delete(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	struct vmap *m = vm_map_argument(vm, r);

	if (!m || vmap_spec(m)->type != BPF_MAP_TYPE_TASK_STORAGE)
		return vm_bad_argument(vm, 1, "a task storage", r, e);
	if (r[2] != ADDRESS(REGION_TASK, 0, 0))
		return vm_bad_argument(vm, 2, "the current task", r, e);
	r[0] = (uint64_t)(int64_t)
		vmap_task_delete(m, vm->env.pid_tgid(vm->env.data));
	return 0;
}
