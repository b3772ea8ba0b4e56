/* SPDX-License-Identifier: BSD-2-Clause */
/* The helpers that programs call, each with right and wrong arguments. */
#include "machine.h"

static void stack_address(struct ebpf_asm *a, int reg, int off)
{
	ebpf_mov(a, reg, 10);
	ebpf_alu_imm(a, BPF_ADD, reg, off);
}

/* r0 = helper(map, &key, ...), key in the stack */
static void map_call(struct ebpf_asm *a, int map, int32_t key, int helper)
{
	ebpf_store_imm(a, 4, 10, -4, key);
	ebpf_map(a, 1, map);
	stack_address(a, 2, -4);
	ebpf_call(a, helper);
}

static void update(struct ebpf_asm *a, int map, int32_t key, int32_t value,
		   int flags)
{
	ebpf_store_imm(a, 8, 10, -16, value);
	stack_address(a, 3, -16);
	ebpf_mov_imm(a, 4, flags);
	map_call(a, map, key, BPF_FUNC_map_update_elem);
}

static uint64_t value_of(struct ebpf_vm *vm, int map, uint32_t key,
			 unsigned copy)
{
	struct vmap *m = ebpf_vm_map(vm, (size_t)map);
	long slot = vmap_find(m, &key);
	uint64_t v;

	if (slot < 0)
		return UINT64_MAX;
	memcpy(&v, vmap_value(m, (size_t)slot, copy), sizeof(v));
	return v;
}

static void maps(void **state)
{
	struct ebpf_vm *vm = machine_new(2);
	struct ebpf_asm a = { 0 };
	int none = ebpf_label(&a);

	(void)state;
	machine_map(vm, BPF_MAP_TYPE_PERCPU_HASH, 4, 8, 2);
	world.cpu = 3;	/* copy 1 of 2 */
	update(&a, 0, 7, 70, BPF_NOEXIST);
	map_call(&a, 0, 7, BPF_FUNC_map_lookup_elem);
	ebpf_jump_if_imm(&a, BPF_JEQ, 0, 0, none);
	ebpf_mov_imm(&a, 1, 5);
	ebpf_atomic_add(&a, 0, 0, 1);
	ebpf_load(&a, 8, 0, 0, 0);
	ebpf_here(&a, none);
	ebpf_exit(&a);
	assert_int_equal(machine_run(vm, &a), 75);
	assert_int_equal(value_of(vm, 0, 7, 0), 0);
	assert_int_equal(value_of(vm, 0, 7, 1), 75);
	update(&a, 0, 7, 1, BPF_NOEXIST);
	ebpf_exit(&a);
	assert_true(machine_run(vm, &a) == (uint64_t)-EEXIST);
	update(&a, 0, 8, 1, BPF_ANY);
	update(&a, 0, 9, 1, BPF_ANY);
	ebpf_exit(&a);
	assert_true(machine_run(vm, &a) == (uint64_t)-E2BIG);
	map_call(&a, 0, 7, BPF_FUNC_map_delete_elem);
	map_call(&a, 0, 7, BPF_FUNC_map_lookup_elem);
	ebpf_exit(&a);
	assert_int_equal(machine_run(vm, &a), 0);
	assert_true(value_of(vm, 0, 7, 0) == UINT64_MAX);
	ebpf_vm_free(vm);
}

/* A value of the map as key and value of an update that makes it grow. */
static void update_from_the_map_itself(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };
	struct vmap *m;
	uint64_t value = 70;

	(void)state;
	machine_map(vm, BPF_MAP_TYPE_HASH, 4, 8, 1000);
	m = ebpf_vm_map(vm, 0);
	for (uint32_t key = 0; key < 64; key++)
		vmap_update(m, &key, &value, 0, 0);
	assert_int_equal(vmap_slots(m), 64);
	map_call(&a, 0, 3, BPF_FUNC_map_lookup_elem);
	ebpf_mov(&a, 2, 0);
	ebpf_mov(&a, 3, 0);
	ebpf_map(&a, 1, 0);
	ebpf_mov_imm(&a, 4, 0);
	ebpf_call(&a, BPF_FUNC_map_update_elem);
	ebpf_exit(&a);
	assert_int_equal(machine_run(vm, &a), 0);
	assert_int_equal(vmap_slots(m), 128);
	assert_int_equal(value_of(vm, 0, 70, 0), 70);
	ebpf_vm_free(vm);
}

static void past_a_value(void **state)
{
	struct ebpf_vm *vm = machine_new(2);
	struct ebpf_asm a = { 0 };

	(void)state;
	machine_map(vm, BPF_MAP_TYPE_PERCPU_ARRAY, 4, 12, 2);
	map_call(&a, 0, 0, BPF_FUNC_map_lookup_elem);
	ebpf_load(&a, 8, 0, 0, 8);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EFAULT, "instruction 6: read of 8 bytes at "
		"0xeb30000000000008, which is not the program's");
	map_call(&a, 0, 2, BPF_FUNC_map_lookup_elem);
	ebpf_load(&a, 8, 0, 0, 0);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EFAULT, "instruction 6: read of 8 bytes at "
		"0x0, which is not the program's");
	ebpf_vm_free(vm);
}

static void wrong_map_arguments(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };

	(void)state;
	machine_map(vm, BPF_MAP_TYPE_HASH, 16, 8, 2);
	machine_map(vm, BPF_MAP_TYPE_RINGBUF, 0, 0, 4096);
	map_call(&a, 0, 0, BPF_FUNC_map_lookup_elem);
	machine_fails(vm, &a, -EFAULT, "instruction 5: argument 2 of the "
		"helper is 0xeb100000000001fc, not memory for a key");
	map_call(&a, 1, 0, BPF_FUNC_map_lookup_elem);
	machine_fails(vm, &a, -EFAULT, "instruction 5: argument 1 of the "
		"helper is 0xeb50010000000000, not a map with keys");
	ebpf_mov_imm(&a, 1, 4);
	ebpf_call(&a, BPF_FUNC_map_delete_elem);
	machine_fails(vm, &a, -EFAULT, "instruction 1: argument 1 of the "
		"helper is 0x4, not a map with keys");
	ebpf_map(&a, 1, 0);
	ebpf_mov_imm(&a, 2, 24);
	ebpf_call(&a, BPF_FUNC_ringbuf_reserve);
	machine_fails(vm, &a, -EFAULT, "instruction 3: argument 1 of the "
		"helper is 0xeb50000000000000, not a ring buffer");
	ebpf_call(&a, 100);
	machine_fails(vm, &a, -EINVAL,
		      "instruction 0: helper 100 is not known");
	ebpf_call(&a, -5);
	machine_fails(vm, &a, -EINVAL,
		      "instruction 0: helper -5 is not known");
	ebpf_vm_free(vm);
}

static void identity(void **state)
{
	static const struct {
		int helper;
		uint64_t want;
	} all[] = {
		{ BPF_FUNC_ktime_get_ns, 1234 },
		{ BPF_FUNC_get_prandom_u32, 4 },
		{ BPF_FUNC_get_smp_processor_id, 0 },
		{ BPF_FUNC_get_current_pid_tgid, UINT64_C(77) << 32 | 78 },
		{ BPF_FUNC_get_current_uid_gid, UINT64_C(5) << 32 | 6 },
		{ BPF_FUNC_get_attach_cookie, 9 },
	};
	struct ebpf_vm *vm = machine_new(1);

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct ebpf_asm a = { 0 };

		ebpf_call(&a, all[i].helper);
		ebpf_exit(&a);
		assert_true(machine_run(vm, &a) == all[i].want);
	}
	ebpf_vm_free(vm);
}

static void comm(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };
	char *value;

	(void)state;
	machine_map(vm, BPF_MAP_TYPE_ARRAY, 4, 24, 1);
	value = vmap_value(ebpf_vm_map(vm, 0), 0, 0);
	for (int size = 4; size <= 24; size += 20) {
		memset(value, 'x', 24);
		ebpf_map_value(&a, 1, 0, 0);
		ebpf_mov_imm(&a, 2, size);
		ebpf_call(&a, BPF_FUNC_get_current_comm);
		ebpf_exit(&a);
		assert_int_equal(machine_run(vm, &a), 0);
		assert_string_equal(value, size == 4 ? "a-l"
						     : "a-long-name-cut");
		assert_int_equal(value[23], size == 4 ? 'x' : 0);
	}
	ebpf_map_value(&a, 1, 0, 0);
	ebpf_mov_imm(&a, 2, 25);
	ebpf_call(&a, BPF_FUNC_get_current_comm);
	machine_fails(vm, &a, -EFAULT, "instruction 3: argument 1 of the "
		"helper is 0xeb30000000000000, not memory of that size");
	ebpf_vm_free(vm);
}

/* helper(value of map 0, size, address) */
static uint64_t read_user(struct ebpf_vm *vm, int helper, int size,
			  uint64_t address)
{
	struct ebpf_asm a = { 0 };

	memset(vmap_value(ebpf_vm_map(vm, 0), 0, 0), 'x', 600);
	ebpf_map_value(&a, 1, 0, 0);
	ebpf_mov_imm(&a, 2, size);
	ebpf_mov_imm(&a, 3, (int64_t)address);
	ebpf_call(&a, helper);
	ebpf_exit(&a);
	return machine_run(vm, &a);
}

static void user_memory(void **state)
{
	static const int helpers[] = { BPF_FUNC_probe_read_user,
				       BPF_FUNC_copy_from_user };
	struct ebpf_vm *vm = machine_new(1);
	const char *value;

	(void)state;
	machine_map(vm, BPF_MAP_TYPE_ARRAY, 4, 600, 1);
	value = vmap_value(ebpf_vm_map(vm, 0), 0, 0);
	world.user_address = 0x5000;
	world.user = "hello";
	world.user_size = 6;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(read_user(vm, helpers[i], 4, 0x5001), 0);
		assert_memory_equal(value, "ellox", 5);
		/* the end is not there: all or nothing */
		assert_true(read_user(vm, helpers[i], 8, 0x5001) ==
			    (uint64_t)-EFAULT);
		assert_memory_equal(value, "\0\0\0\0\0\0\0\0x", 9);
		assert_true(read_user(vm, helpers[i], 1, 0) ==
			    (uint64_t)-EFAULT);
		assert_int_equal(read_user(vm, helpers[i], 0, 0), 0);
		assert_int_equal(value[0], 'x');
	}
	ebpf_vm_free(vm);
}

static void user_strings(void **state)
{
	static char text[600];
	struct ebpf_vm *vm = machine_new(1);
	const char *value;

	(void)state;
	machine_map(vm, BPF_MAP_TYPE_ARRAY, 4, 600, 1);
	value = vmap_value(ebpf_vm_map(vm, 0), 0, 0);
	world.user_address = 0x5000;
	world.user = text;
	world.user_size = sizeof(text);
	memset(text, 'a', sizeof(text));
	text[5] = '\0';
	assert_int_equal(read_user(vm, BPF_FUNC_probe_read_user_str, 64,
				   0x5000), 6);
	assert_memory_equal(value, "aaaaa\0\0\0x", 9);	/* zeros to the word */
	/* cut to what fits */
	assert_int_equal(read_user(vm, BPF_FUNC_probe_read_user_str, 4,
				   0x5000), 4);
	assert_string_equal(value, "aaa");
	/* longer than one read, and its NUL is the last byte there is */
	text[599] = '\0';
	assert_int_equal(read_user(vm, BPF_FUNC_probe_read_user_str, 600,
				   0x5006), 594);
	assert_int_equal(strlen(value), 593);
	/* no NUL before the memory ends */
	text[599] = 'a';
	assert_true(read_user(vm, BPF_FUNC_probe_read_user_str, 600, 0x5006) ==
		    (uint64_t)-EFAULT);
	assert_int_equal(value[0], 0);
	assert_int_equal(value[599], 0);
	ebpf_vm_free(vm);
}

static void kernel_memory(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };

	(void)state;
	ebpf_store_imm(&a, 8, 10, -16, 99);
	stack_address(&a, 1, -8);
	ebpf_mov_imm(&a, 2, 8);
	stack_address(&a, 3, -16);
	ebpf_call(&a, BPF_FUNC_probe_read_kernel);
	ebpf_load(&a, 8, 1, 10, -8);
	ebpf_alu(&a, BPF_ADD, 0, 1);
	ebpf_exit(&a);
	assert_int_equal(machine_run(vm, &a), 99);
	ebpf_store_imm(&a, 8, 10, -8, 5);
	stack_address(&a, 1, -8);
	ebpf_mov_imm(&a, 2, 8);
	ebpf_mov_imm(&a, 3, INT64_C(-0x700000000000));
	ebpf_call(&a, BPF_FUNC_probe_read_kernel);
	ebpf_load(&a, 8, 1, 10, -8);
	ebpf_alu(&a, BPF_ADD, 0, 1);
	ebpf_exit(&a);
	assert_true(machine_run(vm, &a) == (uint64_t)-EFAULT);
	ebpf_vm_free(vm);
}

static void kernel_strings(void **state)
{
	static const struct {
		int size;
		uint32_t from;		/* in the value */
		int64_t want;
		const char *text;	/* what it leaves of 8 x */
	} all[] = {
		{ 8, 0, 4, "abc\0xxxx" }, { 3, 0, 3, "ab\0xxxxx" },
		{ 4, 0, 4, "abc\0xxxx" }, { 1, 0, 1, "\0xxxxxxx" },
		{ 0, 0, 0, "xxxxxxxx" }, { 8, 4, -EFAULT, "\0\0\0\0\0\0\0\0" },
		{ 2, 5, 2, "g\0xxxxxx" },
	};
	struct ebpf_vm *vm = machine_new(1);
	uint64_t kept;

	(void)state;
	machine_map(vm, BPF_MAP_TYPE_ARRAY, 4, 8, 1);
	machine_map(vm, BPF_MAP_TYPE_ARRAY, 4, 8, 1);
	memcpy(vmap_value(ebpf_vm_map(vm, 0), 0, 0), "abc\0fghi", 8);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct ebpf_asm a = { 0 };

		memset(vmap_value(ebpf_vm_map(vm, 1), 0, 0), 'x', 8);
		ebpf_map_value(&a, 1, 1, 0);
		ebpf_mov_imm(&a, 2, all[i].size);
		ebpf_map_value(&a, 3, 0, all[i].from);
		ebpf_call(&a, BPF_FUNC_probe_read_kernel_str);
		ebpf_exit(&a);
		assert_int_equal((int64_t)machine_run(vm, &a), all[i].want);
		memcpy(&kept, vmap_value(ebpf_vm_map(vm, 1), 0, 0), 8);
		assert_memory_equal(&kept, all[i].text, 8);
	}
	ebpf_vm_free(vm);
}

static int take(void *data, const void *record, size_t len)
{
	struct buf *all = data;

	buf_printf(all, "%zu:%.*s ", len, (int)len, (const char *)record);
	return 0;
}

static void ring(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };
	struct buf all = BUF_INIT;
	int none = ebpf_label(&a);

	(void)state;
	machine_map(vm, BPF_MAP_TYPE_RINGBUF, 0, 0, 4096);
	for (int i = 0; i < 3; i++) {
		ebpf_map(&a, 1, 0);
		ebpf_mov_imm(&a, 2, 8);
		ebpf_mov_imm(&a, 3, 0);
		ebpf_call(&a, BPF_FUNC_ringbuf_reserve);
		ebpf_jump_if_imm(&a, BPF_JEQ, 0, 0, none);
		ebpf_mov_imm(&a, 1, i % 2 ? 0x6f : 0x69);
		ebpf_store(&a, 8, 0, 0, 1);
		ebpf_mov(&a, 1, 0);
		ebpf_mov_imm(&a, 2, BPF_RB_NO_WAKEUP);
		ebpf_call(&a, i == 1 ? BPF_FUNC_ringbuf_discard
				     : BPF_FUNC_ringbuf_submit);
	}
	ebpf_store_imm(&a, 2, 10, -2, 0x6261);
	stack_address(&a, 2, -2);
	ebpf_map(&a, 1, 0);
	ebpf_mov_imm(&a, 3, 2);
	ebpf_mov_imm(&a, 4, 0);
	ebpf_call(&a, BPF_FUNC_ringbuf_output);
	ebpf_here(&a, none);
	ebpf_exit(&a);
	assert_int_equal(machine_run(vm, &a), 0);
	assert_int_equal(vmap_ring_drain(ebpf_vm_map(vm, 0), take, &all), 3);
	assert_string_equal(buf_str(&all), "8:i 8:i 2:ab ");
	buf_release(&all);
	ebpf_vm_free(vm);
}

static void reserve(struct ebpf_asm *a, int size)
{
	ebpf_map(a, 1, 0);
	ebpf_mov_imm(a, 2, size);
	ebpf_mov_imm(a, 3, 0);
	ebpf_call(a, BPF_FUNC_ringbuf_reserve);
}

static void wrong_uses_of_the_ring(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };
	struct buf all = BUF_INIT;

	(void)state;
	machine_map(vm, BPF_MAP_TYPE_RINGBUF, 0, 0, 4096);
	reserve(&a, 8);
	ebpf_exit(&a);
	machine_fails(vm, &a, -EINVAL, "instruction 5: the program ends with "
				       "a ring buffer record in hand");
	reserve(&a, 8);
	ebpf_load(&a, 1, 0, 0, 8);
	machine_fails(vm, &a, -EFAULT, "instruction 5: read of 1 bytes at "
		"0xeb40000000000008, which is not the program's");
	/* written to after it was given back */
	reserve(&a, 8);
	ebpf_mov(&a, 6, 0);
	ebpf_mov(&a, 1, 0);
	ebpf_mov_imm(&a, 2, 0);
	ebpf_call(&a, BPF_FUNC_ringbuf_discard);
	ebpf_store_imm(&a, 1, 6, 0, 1);
	machine_fails(vm, &a, -EFAULT, "instruction 9: write of 1 bytes at "
		"0xeb40000000000000, which is not the program's");
	/* given back twice */
	reserve(&a, 8);
	ebpf_mov(&a, 6, 0);
	ebpf_mov(&a, 1, 0);
	ebpf_call(&a, BPF_FUNC_ringbuf_discard);
	ebpf_mov(&a, 1, 6);
	ebpf_call(&a, BPF_FUNC_ringbuf_submit);
	machine_fails(vm, &a, -EFAULT, "instruction 9: argument 1 of the "
		"helper is 0xeb40000000000000, not a reserved record");
	/* all of these left nothing behind, so there is room for one of 4080 */
	assert_int_equal(vmap_ring_drain(ebpf_vm_map(vm, 0), take, &all), 0);
	reserve(&a, 4080);
	ebpf_mov(&a, 1, 0);
	ebpf_call(&a, BPF_FUNC_ringbuf_submit);
	ebpf_exit(&a);
	assert_int_equal(machine_run(vm, &a), 0);
	reserve(&a, 1);
	ebpf_exit(&a);
	assert_int_equal(machine_run(vm, &a), 0);
	buf_release(&all);
	ebpf_vm_free(vm);
}

/* r0 = task_storage_get(map 0, current task, NULL, flags) */
static void storage(struct ebpf_asm *a, int flags)
{
	ebpf_call(a, BPF_FUNC_get_current_task_btf);
	ebpf_map(a, 1, 0);
	ebpf_mov(a, 2, 0);
	ebpf_mov_imm(a, 3, 0);
	ebpf_mov_imm(a, 4, flags);
	ebpf_call(a, BPF_FUNC_task_storage_get);
}

static void task_storage(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };

	(void)state;
	machine_map(vm, BPF_MAP_TYPE_TASK_STORAGE, 4, 8, 0);
	storage(&a, 0);
	ebpf_exit(&a);
	assert_int_equal(machine_run(vm, &a), 0);
	for (uint64_t thread = 1; thread <= 3; thread++) {
		/* thread 3 is thread 1 again */
		world.pid_tgid = thread == 3 ? 1 : thread;
		storage(&a, BPF_LOCAL_STORAGE_GET_F_CREATE);
		ebpf_load(&a, 8, 1, 0, 0);
		ebpf_alu_imm(&a, BPF_ADD, 1, 10);
		ebpf_store(&a, 8, 0, 0, 1);
		ebpf_mov(&a, 0, 1);
		ebpf_exit(&a);
		assert_int_equal(machine_run(vm, &a), thread == 3 ? 20 : 10);
	}
	ebpf_call(&a, BPF_FUNC_get_current_task_btf);
	ebpf_map(&a, 1, 0);
	ebpf_mov(&a, 2, 0);
	ebpf_call(&a, BPF_FUNC_task_storage_delete);
	storage(&a, 0);
	ebpf_exit(&a);
	assert_int_equal(machine_run(vm, &a), 0);
	ebpf_map(&a, 1, 0);
	ebpf_mov_imm(&a, 2, 0);
	ebpf_call(&a, BPF_FUNC_task_storage_get);
	machine_fails(vm, &a, -EFAULT, "instruction 3: argument 2 of the "
		"helper is 0x0, not the current task");
	ebpf_vm_free(vm);
}

/*
 * bpf_loop(count, function, the stack's slot, 0), where the function adds its
 * index to the slot and returns 1 at index stop. Gives loops * 1000 + sum.
 */
static void loop(struct ebpf_asm *a, int count, int stop, int last)
{
	size_t load;
	int more = ebpf_label(a);

	ebpf_store_imm(a, 8, 10, -8, 0);
	ebpf_mov_imm(a, 6, 1000);
	ebpf_mov_imm(a, 1, count);
	load = a->code.len;
	*vec_push(&a->code) = (struct bpf_insn){
		BPF_LD | BPF_IMM | BPF_DW, 2, BPF_PSEUDO_FUNC, 0, 0 };
	vec_push(&a->code);
	stack_address(a, 3, -8);
	ebpf_mov_imm(a, 4, 0);
	ebpf_call(a, BPF_FUNC_loop);
	ebpf_alu(a, BPF_MUL, 0, 6);
	ebpf_load(a, 8, 1, 10, -8);
	ebpf_alu(a, BPF_ADD, 0, 1);
	ebpf_exit(a);
	a->code.items[load].imm = (int32_t)(a->code.len - load - 1);
	ebpf_load(a, 8, 3, 2, 0);
	ebpf_alu(a, BPF_ADD, 3, 1);
	ebpf_store(a, 8, 2, 0, 3);
	ebpf_mov_imm(a, 6, 0);
	ebpf_mov_imm(a, 0, 0);
	ebpf_jump_if_imm(a, BPF_JNE, 1, stop, more);
	ebpf_mov_imm(a, 0, last);
	ebpf_here(a, more);
	ebpf_exit(a);
}

static void loops(void **state)
{
	struct ebpf_vm *vm = machine_new(1);
	struct ebpf_asm a = { 0 };

	(void)state;
	loop(&a, 10, -1, 1);
	assert_int_equal(machine_run(vm, &a), 10045);
	loop(&a, 10, 3, 1);
	assert_int_equal(machine_run(vm, &a), 4006);
	loop(&a, 0, 3, 1);
	assert_int_equal(machine_run(vm, &a), 0);
	loop(&a, (1 << 23) + 1, 3, 1);
	assert_true(machine_run(vm, &a) == (uint64_t)(-E2BIG * 1000));
	loop(&a, 10, 3, 2);
	machine_fails(vm, &a, -EINVAL, "instruction 8: the function of the "
				       "loop returned neither 0 nor 1");
	loop(&a, 1 << 23, -1, 1);
	machine_fails(vm, &a, -ELOOP, "instruction 13: no end after 1000000 "
				      "instructions");
	ebpf_vm_free(vm);
}

static void strncmp_helper(void **state)
{
	static const struct {
		const char *a;
		int size;
		const char *b;
		int64_t want;
	} all[] = {
		{ "abc", 4, "abc", 0 }, { "abc", 3, "abcd", 0 },
		{ "abc", 4, "abcd", -1 }, { "abd", 4, "abc", 1 },
		{ "\xff", 2, "a", 1 }, { "abc", 0, "xyz", 0 },
		{ "a\0b", 4, "a\0c", 0 },
	};
	struct ebpf_vm *vm = machine_new(1);
	char *value;

	(void)state;
	machine_map(vm, BPF_MAP_TYPE_ARRAY, 4, 16, 1);
	value = vmap_value(ebpf_vm_map(vm, 0), 0, 0);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct ebpf_asm a = { 0 };

		memcpy(value, all[i].a, 4 < all[i].size ? 4 : strlen(all[i].a)
		       + 1);
		memcpy(value + 8, all[i].b, strlen(all[i].b) + 1);
		ebpf_map_value(&a, 1, 0, 0);
		ebpf_mov_imm(&a, 2, all[i].size);
		ebpf_map_value(&a, 3, 0, 8);
		ebpf_call(&a, BPF_FUNC_strncmp);
		ebpf_exit(&a);
		assert_int_equal((int64_t)machine_run(vm, &a), all[i].want);
	}
	ebpf_vm_free(vm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps),
		cmocka_unit_test(update_from_the_map_itself),
		cmocka_unit_test(past_a_value),
		cmocka_unit_test(wrong_map_arguments),
		cmocka_unit_test(identity),
		cmocka_unit_test(comm),
		cmocka_unit_test(user_memory),
		cmocka_unit_test(user_strings),
		cmocka_unit_test(kernel_memory),
		cmocka_unit_test(kernel_strings),
		cmocka_unit_test(ring),
		cmocka_unit_test(wrong_uses_of_the_ring),
		cmocka_unit_test(task_storage),
		cmocka_unit_test(loops),
		cmocka_unit_test(strncmp_helper),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
