/* SPDX-License-Identifier: BSD-2-Clause */
/* Helpers that read memory: the process's, and the program's own. */
#include "ebpf/helper.h"

#include <errno.h>
#include <string.h>

#define USER_CHUNK 256

/* All or nothing: what cannot be read whole is filled with zeros. */
static int read_user(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	uint64_t size = (uint32_t)r[2];
	void *to;
	int ret = vm_output_argument(vm, r, 1, size, &to, e);

	if (ret)
		return ret;
	r[0] = 0;
	if (vm->env.read_user(vm->env.data, r[3], to, size) < size) {
		memset(to, 0, size);
		r[0] = (uint64_t)-EFAULT;
	}
	return 0;
}

int help_probe_read_user(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	return read_user(vm, r, e);
}

int help_copy_from_user(struct ebpf_vm *vm, uint64_t *r, struct err *e)
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

int help_probe_read_user_str(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	uint64_t size = (uint32_t)r[2];
	void *to;
	int ret = vm_output_argument(vm, r, 1, size, &to, e);
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

int help_probe_read_kernel(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	uint64_t size = (uint32_t)r[2];
	const void *from = vm_memory(vm, r[3], size, false);
	void *to;
	int ret = vm_output_argument(vm, r, 1, size, &to, e);

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
int help_probe_read_kernel_str(struct ebpf_vm *vm, uint64_t *r, struct err *e)
{
	uint64_t size = (uint32_t)r[2], i;
	void *to;
	char *p;
	int ret = vm_output_argument(vm, r, 1, size, &to, e);

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
