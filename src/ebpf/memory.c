/* SPDX-License-Identifier: BSD-2-Clause */
/* Which memory a program may touch, and atomic access to it. */
#include "ebpf/vm.h"

#include <errno.h>
#include <string.h>

unsigned vm_copy(struct ebpf_vm *vm, const struct vmap *m)
{
	unsigned copies = vmap_copies(m);

	return copies == 1 ? 0 : vm->env.cpu(vm->env.data) % copies;
}

void vm_ask_for_regs(struct ebpf_vm *vm)
{
	if (!vm->regs && vm->env.regs)
		vm->regs = vm->env.regs(vm->env.data, &vm->regs_size);
}

static bool fits(uint64_t offset, uint64_t size, uint64_t room)
{
	return offset <= room && size <= room - offset;
}

/* An access stays within one copy of one value. */
static void *value_memory(struct ebpf_vm *vm, size_t number, uint64_t offset,
			  uint64_t size, bool write)
{
	const struct vmap_spec *spec;
	struct vmap *m;
	uint64_t elem, index, copies;

	if (number >= vm->maps.len || !vm->maps.items[number])
		return NULL;
	m = vm->maps.items[number];
	spec = vmap_spec(m);
	if (!spec->value_size || (write && spec->flags & BPF_F_RDONLY_PROG))
		return NULL;
	elem = ((uint64_t)spec->value_size + 7) & ~UINT64_C(7);
	copies = vmap_copies(m);
	index = offset / elem;
	offset %= elem;
	if (index / copies >= vmap_slots(m) ||
	    !fits(offset, size, spec->value_size))
		return NULL;
	return (char *)vmap_value(m, index / copies,
				  (unsigned)(index % copies)) + offset;
}

static void *held_memory(struct ebpf_vm *vm, size_t number, uint64_t offset,
			 uint64_t size)
{
	size_t room;
	char *data;

	if (number >= vm->nheld || !vm->held[number].ring)
		return NULL;
	data = vmap_ring_data(vm->held[number].ring, vm->held[number].record,
			      &room);
	return fits(offset, size, room) ? data + offset : NULL;
}

void *vm_memory(struct ebpf_vm *vm, uint64_t address, uint64_t size,
		bool write)
{
	uint64_t offset = ADDRESS_OFFSET(address);
	size_t number = ADDRESS_NUMBER(address);

	if (!ADDRESS_IS_OURS(address))
		return NULL;
	switch (ADDRESS_KIND(address)) {
	case REGION_STACK:
		if (number > vm->depth || !fits(offset, size, STACK_BYTES))
			return NULL;
		return vm->frames[number].stack + offset;
	case REGION_CTX:
		if (write || number || !fits(offset, size, vm->ctx_size))
			return NULL;
		return (char *)vm->ctx + offset;
	case REGION_REGS:
		vm_ask_for_regs(vm);
		if (write || number || !fits(offset, size, vm->regs_size))
			return NULL;
		return (char *)vm->regs + offset;
	case REGION_VALUE:
		return value_memory(vm, number, offset, size, write);
	case REGION_RESERVED:
		return held_memory(vm, number, offset, size);
	default:
		return NULL;
	}
}

/* ---- atomic operations: one thread runs, so plain ones will do --------- */

static bool combine(int op, uint64_t *value, uint64_t by)
{
	switch (op) {
	case BPF_ADD: *value += by; return true;
	case BPF_AND: *value &= by; return true;
	case BPF_OR: *value |= by; return true;
	case BPF_XOR: *value ^= by; return true;
	}
	return false;
}

static uint64_t fetch(const void *p, size_t size)
{
	uint32_t u32;
	uint64_t u64;

	if (size == sizeof(u32)) {
		memcpy(&u32, p, sizeof(u32));
		return u32;
	}
	memcpy(&u64, p, sizeof(u64));
	return u64;
}

static void put(void *p, size_t size, uint64_t value)
{
	uint32_t u32 = (uint32_t)value;

	if (size == sizeof(u32))
		memcpy(p, &u32, sizeof(u32));
	else
		memcpy(p, &value, sizeof(value));
}

int vm_atomic(struct ebpf_vm *vm, const struct bpf_insn *insn, uint64_t *reg,
	      struct err *e)
{
	uint64_t address = reg[insn->dst_reg] + (uint64_t)(int64_t)insn->off;
	size_t size = BPF_SIZE(insn->code) == BPF_W ? 4 : 8;
	uint64_t src = size == 4 ? (uint32_t)reg[insn->src_reg]
				 : reg[insn->src_reg];
	uint64_t old, value, cmp = size == 4 ? (uint32_t)reg[0] : reg[0];
	void *p = vm_memory(vm, address, size, true);

	if (BPF_SIZE(insn->code) != BPF_W && BPF_SIZE(insn->code) != BPF_DW)
		return vm_error(vm, e, -EINVAL, "atomic access of that size");
	if (!p || address % size)
		return vm_error(vm, e, -EFAULT, "atomic access of %zu bytes "
				"at 0x%llx", size,
				(unsigned long long)address);
	old = value = fetch(p, size);
	if (insn->imm == BPF_XCHG)
		value = src;
	else if (insn->imm == BPF_CMPXCHG)
		value = old == cmp ? src : old;
	else if (!combine(insn->imm & ~BPF_FETCH, &value, src))
		return vm_error(vm, e, -EINVAL, "atomic operation 0x%x",
				(unsigned)insn->imm);
	put(p, size, value);
	if (insn->imm == BPF_CMPXCHG)
		reg[0] = old;
	else if (insn->imm & BPF_FETCH)
		reg[insn->src_reg] = old;
	return 0;
}
