/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's helper functions: what tells of the process, what runs on, and
 * what the others share.
 */
#include "ebpf/helper.h"

#include <errno.h>
#include <string.h>

#include "base/bug.h"

#define SIGNAL_MAX 64		/* the kernel's _NSIG */
#define LOOP_LIMIT (1u << 23)	/* as the kernel's */

/* ---- arguments --------------------------------------------------------- */

int vm_bad_argument(struct ebpf_vm *vm, int n, const char *want,
		    const uint64_t *r, struct err *e)
{
	return vm_error(vm, e, -EFAULT, "argument %d of the helper is 0x%llx, "
			"not %s", n, (unsigned long long)r[n], want);
}

/* The map that argument 1 is, or NULL. */
struct vmap *vm_map_argument(struct ebpf_vm *vm, const uint64_t *r)
{
	size_t number = ADDRESS_NUMBER(r[1]);

	if (!ADDRESS_IS_OURS(r[1]) || ADDRESS_KIND(r[1]) != REGION_MAP ||
	    ADDRESS_OFFSET(r[1]) || number >= vm->maps.len ||
	    !vm->maps.items[number])
		return NULL;
	return vm->maps.items[number];
}

/* Argument n, for size bytes that the helper writes; none may be anywhere. */
int vm_output_argument(struct ebpf_vm *vm, const uint64_t *r, int n,
		       uint64_t size, void **to, struct err *e)
{
	static char nothing;

	*to = size ? vm_memory(vm, r[n], size, true) : &nothing;
	return *to ? 0 : vm_bad_argument(vm, n, "memory of that size", r, e);
}

/* ---- who, when, where -------------------------------------------------- */

int help_ktime_get_ns(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	(void)e;
	r[0] = vm->env.time_ns(vm->env.data);
	return 0;
}

int help_get_prandom_u32(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	(void)e;
	r[0] = vm->env.random(vm->env.data);
	return 0;
}

int help_get_smp_processor_id(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	(void)e;
	r[0] = vm->env.cpu(vm->env.data);
	return 0;
}

int help_get_current_pid_tgid(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	(void)e;
	r[0] = vm->env.pid_tgid(vm->env.data);
	return 0;
}

int help_get_current_uid_gid(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	(void)e;
	r[0] = vm->env.uid_gid(vm->env.data);
	return 0;
}

int help_get_current_comm(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	uint64_t size = (uint32_t)r[2];
	char comm[EBPF_COMM_SIZE] = "";
	void *to;
	int ret = vm_output_argument(vm, r, 1, size, &to, e);

	if (ret)
		return ret;
	if (!size)
		return vm_bad_argument(vm, 2, "a size", r, e);
	vm->env.comm(vm->env.data, comm);
	memset(to, 0, size);
	memcpy(to, comm, strnlen(comm, size - 1 < sizeof(comm) - 1
					? size - 1 : sizeof(comm) - 1));
	r[0] = 0;
	return 0;
}

uint64_t ebpf_task_object(unsigned number)
{
	if (number >= EBPF_TASK_OBJECTS)
		BUG("object %u of tasks", number);
	return ADDRESS(REGION_TASK, number, 0);
}

bool ebpf_is_task(uint64_t address)
{
	return ADDRESS_IS_OURS(address) &&
	       ADDRESS_KIND(address) == REGION_TASK;
}

int help_get_current_task(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	(void)vm;
	(void)e;
	r[0] = ADDRESS(REGION_TASK, 0, 0);
	return 0;
}

int help_send_signal(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	uint32_t number = (uint32_t)r[1];

	(void)e;
	if (number > SIGNAL_MAX)
		r[0] = (uint64_t)-EINVAL;
	else if (!vm->env.signal)
		r[0] = (uint64_t)-EPERM;
	else
		r[0] = (uint64_t)(int64_t)vm->env.signal(vm->env.data,
							 (int)number);
	return 0;
}

int help_get_current_task_btf(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	(void)vm;
	(void)e;
	r[0] = ADDRESS(REGION_TASK, 0, 0);
	return 0;
}

int help_get_attach_cookie(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	if (r[1] != ADDRESS(REGION_CTX, 0, 0))
		return vm_bad_argument(vm, 1, "the context", r, e);
	r[0] = vm->env.cookie(vm->env.data);
	return 0;
}

/* ---- the rest ---------------------------------------------------------- */

int help_loop(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	uint64_t count = (uint32_t)r[1], function = r[2], arg = r[3], i;

	if (!ADDRESS_IS_OURS(function) ||
	    ADDRESS_KIND(function) != REGION_FUNC)
		return vm_bad_argument(vm, 2, "a function", r, e);
	if (r[4] || count > LOOP_LIMIT) {
		r[0] = (uint64_t)(r[4] ? -EINVAL : -E2BIG);
		return 0;
	}
	for (i = 0; i < count; i++) {
		int ret;

		r[1] = i;
		r[2] = arg;
		ret = vm_call_function(vm, ADDRESS_OFFSET(function), r, e);
		if (ret)
			return ret;
		if (r[0] > 1)
			return vm_error(vm, e, -EINVAL, "the function of the "
					"loop returned neither 0 nor 1");
		if (r[0]) {
			i++;
			break;
		}
	}
	r[0] = i;
	return 0;
}

uint64_t ebpf_regs_object(void)
{
	return ADDRESS(REGION_REGS, 0, 0);
}

/* Without registers, who reads them gets an error. */
int help_task_pt_regs(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	(void)e;
	vm_ask_for_regs(vm);
	r[0] = vm->regs ? ADDRESS(REGION_REGS, 0, 0) : 0;
	return 0;
}

/* The kernel's stack is not known here; what is left is zeros. */
int help_get_stack(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	uint64_t size = (uint32_t)r[3];
	void *to;
	size_t n = 0;
	int ret = vm_output_argument(vm, r, 2, size, &to, e);

	if (ret)
		return ret;
	memset(to, 0, size);
	if (r[4] & BPF_F_USER_STACK && vm->env.stack)
		n = vm->env.stack(vm->env.data, to, size / 8);
	r[0] = n * 8;
	return 0;
}

int help_strncmp(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	uint64_t size = (uint32_t)r[2];
	const unsigned char *a = vm_memory(vm, r[1], size, false), *b;

	if (!a)
		return vm_bad_argument(vm, 1, "memory of that size", r, e);
	r[0] = 0;
	for (uint64_t i = 0; i < size; i++) {
		b = vm_memory(vm, r[3] + i, 1, false);
		if (!b)
			return vm_bad_argument(vm, 3, "a string", r, e);
		if (a[i] != *b)
			r[0] = a[i] < *b ? (uint64_t)-1 : 1;
		if (a[i] != *b || !*b)
			break;
	}
	return 0;
}

static helper *const helpers[] = {
#define HELPER(name) [BPF_FUNC_##name] = help_##name,
#include "ebpf/helper.def"
#undef HELPER
};

int vm_call(struct ebpf_vm *vm, int32_t id, uint64_t *reg, struct err *e)
{
	if (id < 0 || (size_t)id >= sizeof(helpers) / sizeof(*helpers) ||
	    !helpers[id])
		return vm_error(vm, e, -EINVAL, "helper %d is not known", id);
	return helpers[id](vm, reg, e);
}
