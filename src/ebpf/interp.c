/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine: fetch, check, execute. Functions of the program have frames of
 * their own; only bpf_loop() makes this code call itself, and frames are few.
 */
#include "ebpf/vm.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#define DEFAULT_BUDGET 1000000
/* In registers that hold nothing yet, or nothing any more after a call. */
#define UNDEFINED UINT64_C(0xdeaddeaddeaddead)
/* Not in the headers of Debian 12. */
#define MODE_SIGNED_MEM 0x80	/* BPF_MEMSX */

int vm_error(struct ebpf_vm *vm, struct err *e, int code, const char *fmt, ...)
{
	char text[sizeof(e->text) - 64];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return err_set(e, code, "instruction %zu: %s", vm->pc, text);
}

/* ---- life -------------------------------------------------------------- */

struct ebpf_vm *ebpf_vm_new(const struct ebpf_env *env, unsigned ncpus)
{
	struct ebpf_vm *vm = xcalloc(1, sizeof(*vm));

	vm->env = *env;
	vm->ncpus = ncpus ? ncpus : 1;
	vm->budget = DEFAULT_BUDGET;
	return vm;
}

void ebpf_vm_free(struct ebpf_vm *vm)
{
	if (!vm)
		return;
	for (size_t i = 0; i < vm->maps.len; i++)
		vmap_free(vm->maps.items[i]);
	vec_release(&vm->maps);
	free(vm);
}

int ebpf_vm_add_map(struct ebpf_vm *vm, const struct vmap_spec *spec,
		    struct err *e)
{
	struct vmap *m;
	int ret;

	for (vm->newest = 0; vm->newest < vm->maps.len; vm->newest++)
		if (!vm->maps.items[vm->newest])
			break;
	if (vm->newest >= MAX_MAPS)
		return err_set(e, -E2BIG, "more than %d maps", MAX_MAPS);
	ret = vmap_new(&m, spec, vm->ncpus, e);
	if (ret)
		return ret;
	if (vm->newest == vm->maps.len)
		vec_push(&vm->maps);
	vm->maps.items[vm->newest] = m;
	return 0;
}

size_t ebpf_vm_newest_map(const struct ebpf_vm *vm)
{
	return vm->newest;
}

void ebpf_vm_drop_map(struct ebpf_vm *vm, size_t number)
{
	vmap_free(vm->maps.items[number]);
	vm->maps.items[number] = NULL;
}

size_t ebpf_vm_maps(const struct ebpf_vm *vm)
{
	return vm->maps.len;
}

struct vmap *ebpf_vm_map(struct ebpf_vm *vm, size_t number)
{
	if (number >= vm->maps.len)
		BUG("map %zu of %zu", number, vm->maps.len);
	return vm->maps.items[number];
}

void ebpf_vm_set_budget(struct ebpf_vm *vm, uint64_t instructions)
{
	vm->budget = instructions ? instructions : DEFAULT_BUDGET;
}

/* ---- loads and stores -------------------------------------------------- */

static size_t access_size(const struct bpf_insn *insn)
{
	switch (BPF_SIZE(insn->code)) {
	case BPF_B: return 1;
	case BPF_H: return 2;
	case BPF_W: return 4;
	}
	return 8;
}

static int wrong_access(struct ebpf_vm *vm, const char *what, size_t size,
			uint64_t address, struct err *e)
{
	return vm_error(vm, e, -EFAULT, "%s of %zu bytes at 0x%llx, which is "
			"not the program's", what, size,
			(unsigned long long)address);
}

static int unknown(struct ebpf_vm *vm, const struct bpf_insn *insn,
		   struct err *e)
{
	return vm_error(vm, e, -EINVAL, "no such instruction: code 0x%02x "
			"offset %d immediate %d", insn->code, insn->off,
			insn->imm);
}

static uint64_t read_host(const void *p, size_t size, bool is_signed)
{
	uint64_t v = 0;
	uint16_t u16;
	uint32_t u32;

	switch (size) {
	case 1:
		v = *(const uint8_t *)p;
		return is_signed ? (uint64_t)(int8_t)v : v;
	case 2:
		memcpy(&u16, p, size);
		return is_signed ? (uint64_t)(int16_t)u16 : u16;
	case 4:
		memcpy(&u32, p, size);
		return is_signed ? (uint64_t)(int32_t)u32 : u32;
	}
	memcpy(&v, p, sizeof(v));
	return v;
}

static void write_host(void *p, size_t size, uint64_t v)
{
	uint16_t u16 = (uint16_t)v;
	uint32_t u32 = (uint32_t)v;

	switch (size) {
	case 1: *(uint8_t *)p = (uint8_t)v; break;
	case 2: memcpy(p, &u16, size); break;
	case 4: memcpy(p, &u32, size); break;
	default: memcpy(p, &v, sizeof(v)); break;
	}
}

static int load(struct ebpf_vm *vm, const struct bpf_insn *insn, uint64_t *reg,
		struct err *e)
{
	uint64_t address = reg[insn->src_reg] + (uint64_t)(int64_t)insn->off;
	size_t size = access_size(insn);
	bool is_signed = BPF_MODE(insn->code) == MODE_SIGNED_MEM;
	const void *p;

	if (BPF_MODE(insn->code) != BPF_MEM && (!is_signed || size == 8))
		return unknown(vm, insn, e);
	p = vm_memory(vm, address, size, false);
	if (!p)
		return wrong_access(vm, "read", size, address, e);
	reg[insn->dst_reg] = read_host(p, size, is_signed);
	return 0;
}

static int store(struct ebpf_vm *vm, const struct bpf_insn *insn,
		 uint64_t *reg, struct err *e)
{
	uint64_t address = reg[insn->dst_reg] + (uint64_t)(int64_t)insn->off;
	bool is_imm = BPF_CLASS(insn->code) == BPF_ST;
	size_t size = access_size(insn);
	void *p;

	if (BPF_MODE(insn->code) == BPF_ATOMIC && !is_imm)
		return vm_atomic(vm, insn, reg, e);
	if (BPF_MODE(insn->code) != BPF_MEM)
		return unknown(vm, insn, e);
	p = vm_memory(vm, address, size, true);
	if (!p)
		return wrong_access(vm, "write", size, address, e);
	write_host(p, size, is_imm ? (uint64_t)(int64_t)insn->imm
				   : reg[insn->src_reg]);
	return 0;
}

/* Two slots: a number, a map, a map's value or a function. */
static int load_imm64(struct ebpf_vm *vm, const struct bpf_insn *insn,
		      size_t *pc, uint64_t *reg, struct err *e)
{
	uint64_t *dst = &reg[insn->dst_reg];
	uint64_t next;
	size_t map = (uint32_t)insn->imm;

	if (insn->code != (BPF_LD | BPF_IMM | BPF_DW) || *pc >= vm->ninsns ||
	    vm->insns[*pc].code)
		return unknown(vm, insn, e);
	next = (uint32_t)vm->insns[(*pc)++].imm;
	switch (insn->src_reg) {
	case 0:
		*dst = next << 32 | (uint32_t)insn->imm;
		return 0;
	case BPF_PSEUDO_FUNC:
		*dst = ADDRESS(REGION_FUNC, 0, (uint32_t)(vm->pc + 1 +
							  (size_t)insn->imm));
		return 0;
	case BPF_PSEUDO_MAP_FD:
	case BPF_PSEUDO_MAP_VALUE:
		if (map >= vm->maps.len || !vm->maps.items[map])
			return vm_error(vm, e, -EINVAL, "map %zu of %zu", map,
					vm->maps.len);
		*dst = insn->src_reg == BPF_PSEUDO_MAP_FD
			? ADDRESS(REGION_MAP, map, 0)
			: ADDRESS(REGION_VALUE, map, next);
		return 0;
	}
	return unknown(vm, insn, e);
}

/* ---- calls ------------------------------------------------------------- */

static uint64_t stack_top(const struct ebpf_vm *vm)
{
	return ADDRESS(REGION_STACK, vm->depth, STACK_BYTES);
}

static int enter(struct ebpf_vm *vm, size_t back, uint64_t *reg, struct err *e)
{
	struct vm_frame *f;

	if (vm->depth + 1 >= MAX_FRAMES)
		return vm_error(vm, e, -EINVAL, "calls are nested too deep");
	f = &vm->frames[++vm->depth];
	f->back = back;
	memcpy(f->saved, reg + 6, sizeof(f->saved));
	memset(f->stack, 0, sizeof(f->stack));
	for (int i = 6; i < 10; i++)
		reg[i] = UNDEFINED;
	reg[10] = stack_top(vm);
	return 0;
}

static void undefine_arguments(uint64_t *reg)
{
	for (int i = 1; i < 6; i++)
		reg[i] = UNDEFINED;
}

/* Gives the instruction to go on with. */
static size_t leave(struct ebpf_vm *vm, uint64_t *reg)
{
	struct vm_frame *f = &vm->frames[vm->depth--];

	memcpy(reg + 6, f->saved, sizeof(f->saved));
	reg[10] = stack_top(vm);
	undefine_arguments(reg);
	return f->back;
}

static int call(struct ebpf_vm *vm, const struct bpf_insn *insn, size_t *pc,
		uint64_t *reg, struct err *e)
{
	int ret;

	if (insn->src_reg == BPF_PSEUDO_CALL) {
		ret = enter(vm, *pc, reg, e);
		*pc += (size_t)(int64_t)insn->imm;
		return ret;
	}
	if (insn->src_reg)
		return unknown(vm, insn, e);
	ret = vm_call(vm, insn->imm, reg, e);
	undefine_arguments(reg);
	return ret;
}

/* ---- the loop ---------------------------------------------------------- */

static int jump(struct ebpf_vm *vm, const struct bpf_insn *insn, size_t *pc,
		uint64_t *reg, struct err *e)
{
	bool known = true, taken = true;

	if (insn->code == (BPF_JMP32 | BPF_JA)) {
		*pc += (size_t)(int64_t)insn->imm;
		return 0;
	}
	if (insn->code != (BPF_JMP | BPF_JA))
		taken = vm_condition(insn, reg[insn->dst_reg],
				     BPF_SRC(insn->code) == BPF_X
				     ? reg[insn->src_reg]
				     : (uint64_t)(int64_t)insn->imm, &known);
	if (!known)
		return unknown(vm, insn, e);
	if (taken)
		*pc += (size_t)(int64_t)insn->off;
	return 0;
}

static int alu(struct ebpf_vm *vm, const struct bpf_insn *insn, uint64_t *reg,
	       struct err *e)
{
	uint64_t src = BPF_SRC(insn->code) == BPF_X
		? reg[insn->src_reg] : (uint64_t)(int64_t)insn->imm;

	return vm_alu(insn, &reg[insn->dst_reg], src) ? 0
						      : unknown(vm, insn, e);
}

/* Registers that exist; r10 is never written. */
static bool check_registers(const struct bpf_insn *insn)
{
	int class = BPF_CLASS(insn->code);
	bool writes = class == BPF_ALU || class == BPF_ALU64 ||
		      class == BPF_LD || class == BPF_LDX;

	if (class == BPF_STX && BPF_MODE(insn->code) == BPF_ATOMIC &&
	    insn->imm & BPF_FETCH && insn->src_reg == 10)
		return false;
	return insn->dst_reg < REGISTERS && insn->src_reg < REGISTERS &&
	       !(writes && insn->dst_reg == 10);
}

static int step(struct ebpf_vm *vm, const struct bpf_insn *insn, size_t *pc,
		uint64_t *reg, struct err *e)
{
	if (!check_registers(insn))
		return unknown(vm, insn, e);
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		return alu(vm, insn, reg, e);
	case BPF_LD:
		return load_imm64(vm, insn, pc, reg, e);
	case BPF_LDX:
		return load(vm, insn, reg, e);
	case BPF_ST:
	case BPF_STX:
		return store(vm, insn, reg, e);
	default:
		if (insn->code == (BPF_JMP | BPF_CALL))
			return call(vm, insn, pc, reg, e);
		return jump(vm, insn, pc, reg, e);
	}
}

/* From pc until the function that is at the current depth returns. */
static int run(struct ebpf_vm *vm, size_t pc, uint64_t *reg, struct err *e)
{
	size_t depth = vm->depth;
	int ret;

	for (;;) {
		const struct bpf_insn *insn;

		vm->pc = pc;
		if (pc >= vm->ninsns)
			return vm_error(vm, e, -EINVAL,
					"there are only %zu", vm->ninsns);
		if (!vm->left--)
			return vm_error(vm, e, -ELOOP, "no end after %llu "
					"instructions",
					(unsigned long long)vm->budget);
		insn = &vm->insns[pc++];
		if (insn->code == (BPF_JMP | BPF_EXIT)) {
			if (vm->depth == depth)
				return 0;
			pc = leave(vm, reg);
			continue;
		}
		ret = step(vm, insn, &pc, reg, e);
		if (ret)
			return ret;
	}
}

int vm_call_function(struct ebpf_vm *vm, size_t insn, uint64_t *reg,
		     struct err *e)
{
	size_t pc = vm->pc;
	int ret = enter(vm, 0, reg, e);

	if (ret)
		return ret;
	ret = run(vm, insn, reg, e);
	leave(vm, reg);
	vm->pc = pc;
	return ret;
}

/* The kernel refuses a program that keeps a record: so it must be told. */
static int check_held(struct ebpf_vm *vm, int ret, struct err *e)
{
	for (size_t i = 0; i < vm->nheld; i++) {
		if (!vm->held[i].ring)
			continue;
		vmap_ring_finish(vm->held[i].ring, vm->held[i].record, true);
		if (!ret)
			ret = vm_error(vm, e, -EINVAL, "the program ends with "
				       "a ring buffer record in hand");
	}
	return ret;
}

int ebpf_vm_run(struct ebpf_vm *vm, const struct bpf_insn *insns,
		size_t ninsns, const void *ctx, size_t ctx_size,
		uint64_t *result, struct err *e)
{
	uint64_t reg[REGISTERS];
	int ret;

	for (int i = 0; i < REGISTERS; i++)
		reg[i] = UNDEFINED;
	vm->insns = insns;
	vm->ninsns = ninsns;
	vm->ctx = ctx;
	vm->ctx_size = ctx_size;
	vm->regs = NULL;
	vm->regs_size = 0;
	vm->left = vm->budget;
	vm->depth = 0;
	vm->nheld = 0;
	memset(vm->frames[0].stack, 0, STACK_BYTES);
	reg[1] = ADDRESS(REGION_CTX, 0, 0);
	reg[10] = stack_top(vm);
	ret = check_held(vm, run(vm, 0, reg, e), e);
	*result = reg[0];
	return ret;
}
