/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's helper functions. One returns 0 and sets r[0], or ends the
 * program with an error where the verifier would have refused it: an argument
 * that is not what the helper takes.
 */
#include "ebpf/vm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#define USER_CHUNK 256
#define SIGNAL_MAX 64		/* the kernel's _NSIG */
#define LOOP_LIMIT (1u << 23)	/* as the kernel's */

typedef int helper(struct ebpf_vm *vm, uint64_t *r, struct err *e);

/* ---- arguments --------------------------------------------------------- */

static int bad_argument(struct ebpf_vm *vm, int n, const char *want,
			const uint64_t *r, struct err *e)
{
	return vm_error(vm, e, -EFAULT, "argument %d of the helper is 0x%llx, "
			"not %s", n, (unsigned long long)r[n], want);
}

/* The map that argument 1 is, or NULL. */
static struct vmap *map_argument(struct ebpf_vm *vm, const uint64_t *r)
{
	size_t number = ADDRESS_NUMBER(r[1]);

	if (!ADDRESS_IS_OURS(r[1]) || ADDRESS_KIND(r[1]) != REGION_MAP ||
	    ADDRESS_OFFSET(r[1]) || number >= vm->maps.len)
		return NULL;
	return vm->maps.items[number];
}

/* The map of argument 1 and the key of argument 2. */
static int map_and_key(struct ebpf_vm *vm, const uint64_t *r,
		       struct vmap **m, const void **key, struct err *e)
{
	*m = map_argument(vm, r);
	if (!*m || !vmap_spec(*m)->key_size ||
	    vmap_spec(*m)->type == BPF_MAP_TYPE_TASK_STORAGE)
		return bad_argument(vm, 1, "a map with keys", r, e);
	*key = vm_memory(vm, r[2], vmap_spec(*m)->key_size, false);
	return *key ? 0 : bad_argument(vm, 2, "memory for a key", r, e);
}

static int ring_argument(struct ebpf_vm *vm, const uint64_t *r,
			 struct vmap **m, struct err *e)
{
	*m = map_argument(vm, r);
	if (!*m || vmap_spec(*m)->type != BPF_MAP_TYPE_RINGBUF)
		return bad_argument(vm, 1, "a ring buffer", r, e);
	return 0;
}

/* Argument n, for size bytes that the helper writes; none may be anywhere. */
static int output_argument(struct ebpf_vm *vm, const uint64_t *r, int n,
			   uint64_t size, void **to, struct err *e)
{
	static char nothing;

	*to = size ? vm_memory(vm, r[n], size, true) : &nothing;
	return *to ? 0 : bad_argument(vm, n, "memory of that size", r, e);
}

static uint64_t value_address(struct ebpf_vm *vm, const uint64_t *r,
			      struct vmap *m, long slot)
{
	uint64_t elem = ((uint64_t)vmap_spec(m)->value_size + 7) &
			~UINT64_C(7);
	uint64_t index = (uint64_t)slot * vmap_copies(m) + vm_copy(vm, m);

	return ADDRESS(REGION_VALUE, ADDRESS_NUMBER(r[1]), index * elem);
}

/* ---- maps -------------------------------------------------------------- */

static int help_map_lookup_elem(struct ebpf_vm *vm, uint64_t *r, struct err *e)
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

static int help_map_update_elem(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	const void *key, *value;
	struct vmap *m;
	long slot;
	int ret = map_and_key(vm, r, &m, &key, e);

	if (ret)
		return ret;
	value = vm_memory(vm, r[3], vmap_spec(m)->value_size, false);
	if (!value)
		return bad_argument(vm, 3, "memory for a value", r, e);
	slot = update(vm, m, key, value, r[4]);
	r[0] = slot < 0 ? (uint64_t)slot : 0;
	return 0;
}

static int help_map_delete_elem(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	const void *key;
	struct vmap *m;
	int ret = map_and_key(vm, r, &m, &key, e);

	if (!ret)
		r[0] = (uint64_t)(int64_t)vmap_delete(m, key);
	return ret;
}

static int help_task_storage_get(struct ebpf_vm *vm, uint64_t *r,
				 struct err *e)
{
	struct vmap *m = map_argument(vm, r);
	long slot;

	if (!m || vmap_spec(m)->type != BPF_MAP_TYPE_TASK_STORAGE)
		return bad_argument(vm, 1, "a task storage", r, e);
	if (r[2] != ADDRESS(REGION_TASK, 0, 0))
		return bad_argument(vm, 2, "the current task", r, e);
	slot = vmap_task(m, vm->env.pid_tgid(vm->env.data),
			 r[4] & BPF_LOCAL_STORAGE_GET_F_CREATE);
	r[0] = slot < 0 ? 0 : value_address(vm, r, m, slot);
	return 0;
}

static int help_task_storage_delete(struct ebpf_vm *vm, uint64_t *r,
				    struct err *e)
{
	struct vmap *m = map_argument(vm, r);

	if (!m || vmap_spec(m)->type != BPF_MAP_TYPE_TASK_STORAGE)
		return bad_argument(vm, 1, "a task storage", r, e);
	if (r[2] != ADDRESS(REGION_TASK, 0, 0))
		return bad_argument(vm, 2, "the current task", r, e);
	r[0] = (uint64_t)(int64_t)
		vmap_task_delete(m, vm->env.pid_tgid(vm->env.data));
	return 0;
}

/* ---- who, when, where -------------------------------------------------- */

static int help_ktime_get_ns(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	(void)e;
	r[0] = vm->env.time_ns(vm->env.data);
	return 0;
}

static int help_get_prandom_u32(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	(void)e;
	r[0] = vm->env.random(vm->env.data);
	return 0;
}

static int help_get_smp_processor_id(struct ebpf_vm *vm, uint64_t *r,
				     struct err *e)
{
	(void)e;
	r[0] = vm->env.cpu(vm->env.data);
	return 0;
}

static int help_get_current_pid_tgid(struct ebpf_vm *vm, uint64_t *r,
				     struct err *e)
{
	(void)e;
	r[0] = vm->env.pid_tgid(vm->env.data);
	return 0;
}

static int help_get_current_uid_gid(struct ebpf_vm *vm, uint64_t *r,
				    struct err *e)
{
	(void)e;
	r[0] = vm->env.uid_gid(vm->env.data);
	return 0;
}

static int help_get_current_comm(struct ebpf_vm *vm, uint64_t *r,
				 struct err *e)
{
	uint64_t size = (uint32_t)r[2];
	char comm[EBPF_COMM_SIZE] = "";
	void *to;
	int ret = output_argument(vm, r, 1, size, &to, e);

	if (ret)
		return ret;
	if (!size)
		return bad_argument(vm, 2, "a size", r, e);
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

static int help_get_current_task(struct ebpf_vm *vm, uint64_t *r,
				 struct err *e)
{
	(void)vm;
	(void)e;
	r[0] = ADDRESS(REGION_TASK, 0, 0);
	return 0;
}

static int help_send_signal(struct ebpf_vm *vm, uint64_t *r, struct err *e)
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

static int help_get_current_task_btf(struct ebpf_vm *vm, uint64_t *r,
				     struct err *e)
{
	(void)vm;
	(void)e;
	r[0] = ADDRESS(REGION_TASK, 0, 0);
	return 0;
}

static int help_get_attach_cookie(struct ebpf_vm *vm, uint64_t *r,
				  struct err *e)
{
	if (r[1] != ADDRESS(REGION_CTX, 0, 0))
		return bad_argument(vm, 1, "the context", r, e);
	r[0] = vm->env.cookie(vm->env.data);
	return 0;
}

/* ---- memory of the process --------------------------------------------- */

/* All or nothing: what cannot be read whole is filled with zeros. */
static int read_user(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	uint64_t size = (uint32_t)r[2];
	void *to;
	int ret = output_argument(vm, r, 1, size, &to, e);

	if (ret)
		return ret;
	r[0] = 0;
	if (vm->env.read_user(vm->env.data, r[3], to, size) < size) {
		memset(to, 0, size);
		r[0] = (uint64_t)-EFAULT;
	}
	return 0;
}

static int help_probe_read_user(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	return read_user(vm, r, e);
}

static int help_copy_from_user(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	return read_user(vm, r, e);
}

/*
 * Read up to the NUL. Behind it, bytes are zeroed to the end of the word and
 * then left alone, as the kernel does. Gives the length with the NUL, or size
 * when the string was cut.
 */
static long read_string(struct ebpf_vm *vm, uint64_t address, char *to,
			size_t size)
{
	char chunk[USER_CHUNK];
	size_t done = 0;

	while (done < size) {
		size_t want = size - done < USER_CHUNK ? size - done
						       : USER_CHUNK;
		size_t got = vm->env.read_user(vm->env.data, address + done,
					       chunk, want);
		size_t len = strnlen(chunk, got);

		memcpy(to + done, chunk, len);
		done += len;
		if (len < got) {
			do
				to[done++] = '\0';
			while (done % sizeof(uint64_t) && done < size);
			return (long)(strlen(to) + 1);
		}
		if (got < want)
			return -EFAULT;
	}
	if (size)
		to[size - 1] = '\0';
	return (long)size;
}

static int help_probe_read_user_str(struct ebpf_vm *vm, uint64_t *r,
				    struct err *e)
{
	uint64_t size = (uint32_t)r[2];
	void *to;
	int ret = output_argument(vm, r, 1, size, &to, e);
	long len;

	if (ret)
		return ret;
	len = read_string(vm, r[3], to, size);
	if (len < 0)
		memset(to, 0, size);
	r[0] = (uint64_t)len;
	return 0;
}

static bool read_task(struct ebpf_vm *vm, uint64_t address, void *to,
		      size_t size)
{
	return vm->env.read_task &&
	       vm->env.read_task(vm->env.data,
				 (unsigned)ADDRESS_NUMBER(address),
				 ADDRESS_OFFSET(address), to, size);
}

/*
 * There is no kernel here: only the program's own memory can be read. The code
 * is the kernel's: addresses that are no kernel's are out of its range.
 */
static uint64_t no_kernel_memory(uint64_t address)
{
	bool is_kernel = address >> 47 == 0x1ffff;

	return (uint64_t)(is_kernel || ADDRESS_IS_OURS(address) ? -EFAULT
								: -ERANGE);
}

/* Memory that is copied onto itself shall take its time: that is chill(). */
static void copy_slowly(char *to, const char *from, size_t size)
{
	char chunk[4096];

	for (size_t at = 0; at < size; at += sizeof(chunk)) {
		size_t n = size - at < sizeof(chunk) ? size - at
						     : sizeof(chunk);

		memcpy(chunk, from + at, n);
		memcpy(to + at, chunk, n);
	}
}

static int help_probe_read_kernel(struct ebpf_vm *vm, uint64_t *r,
				  struct err *e)
{
	uint64_t size = (uint32_t)r[2];
	const void *from = vm_memory(vm, r[3], size, false);
	void *to;
	int ret = output_argument(vm, r, 1, size, &to, e);

	if (ret)
		return ret;
	r[0] = 0;
	if (ebpf_is_task(r[3]) && read_task(vm, r[3], to, size))
		return 0;
	r[0] = from ? 0 : no_kernel_memory(r[3]);
	if (from == to)
		copy_slowly(to, from, size);
	else if (from)
		memmove(to, from, size);
	else
		memset(to, 0, size);
	return 0;
}

/* The same up to the NUL, byte by byte. */
static int help_probe_read_kernel_str(struct ebpf_vm *vm, uint64_t *r,
				      struct err *e)
{
	uint64_t size = (uint32_t)r[2], i;
	void *to;
	char *p;
	int ret = output_argument(vm, r, 1, size, &to, e);

	if (ret)
		return ret;
	for (i = 0, p = to; i < size; i++) {
		const char *from = vm_memory(vm, r[3] + i, 1, false);

		if (!from) {
			memset(to, 0, size);
			r[0] = no_kernel_memory(r[3] + i);
			return 0;
		}
		p[i] = *from;
		if (!p[i])
			break;
	}
	if (size && i == size)
		p[--i] = '\0';
	r[0] = size ? i + 1 : 0;
	return 0;
}

/* ---- the ring buffer --------------------------------------------------- */

static int help_ringbuf_reserve(struct ebpf_vm *vm, uint64_t *r,
				struct err *e)
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
		return bad_argument(vm, 1, "a reserved record", r, e);
	vmap_ring_finish(vm->held[i].ring, vm->held[i].record, discard);
	vm->held[i].ring = NULL;
	maybe_wake(vm, r[2]);
	r[0] = 0;
	return 0;
}

static int help_ringbuf_submit(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	return give_back(vm, r, false, e);
}

static int help_ringbuf_discard(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	return give_back(vm, r, true, e);
}

static int help_ringbuf_output(struct ebpf_vm *vm, uint64_t *r, struct err *e)
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
		return bad_argument(vm, 2, "memory of that size", r, e);
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
static int help_ringbuf_query(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	struct vmap *m;
	int ret = ring_argument(vm, r, &m, e);

	r[0] = 0;
	return ret;
}

/* ---- the rest ---------------------------------------------------------- */

static int help_loop(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	uint64_t count = (uint32_t)r[1], function = r[2], arg = r[3], i;

	if (!ADDRESS_IS_OURS(function) ||
	    ADDRESS_KIND(function) != REGION_FUNC)
		return bad_argument(vm, 2, "a function", r, e);
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

/* Without registers, who reads them gets an error. */
static int help_task_pt_regs(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	(void)e;
	if (!vm->regs && vm->env.regs)
		vm->regs = vm->env.regs(vm->env.data, &vm->regs_size);
	r[0] = vm->regs ? ADDRESS(REGION_REGS, 0, 0) : 0;
	return 0;
}

/* The kernel's stack is not known here; what is left is zeros. */
static int help_get_stack(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	uint64_t size = (uint32_t)r[3];
	void *to;
	size_t n = 0;
	int ret = output_argument(vm, r, 2, size, &to, e);

	if (ret)
		return ret;
	memset(to, 0, size);
	if (r[4] & BPF_F_USER_STACK && vm->env.stack)
		n = vm->env.stack(vm->env.data, to, size / 8);
	r[0] = n * 8;
	return 0;
}

static int help_strncmp(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	uint64_t size = (uint32_t)r[2];
	const unsigned char *a = vm_memory(vm, r[1], size, false), *b;

	if (!a)
		return bad_argument(vm, 1, "memory of that size", r, e);
	r[0] = 0;
	for (uint64_t i = 0; i < size; i++) {
		b = vm_memory(vm, r[3] + i, 1, false);
		if (!b)
			return bad_argument(vm, 3, "a string", r, e);
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
