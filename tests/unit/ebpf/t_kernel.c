/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interpreter against the kernel: the same programs, run here and by
 * BPF_PROG_TEST_RUN, must leave the same values. Skipped where the kernel does
 * not let this user load programs.
 *
 * Every program finds ten numbers in map 0, an array, and leaves its results
 * there. Map 1 is a hash, map 2 a per-CPU hash, map 3 a ring buffer.
 */
#include "machine.h"

#include <bpf/bpf.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define RESULTS 10
#define MAPS 4

static const struct vmap_spec specs[MAPS] = {
	{ BPF_MAP_TYPE_ARRAY, 4, RESULTS * 8, 1, 0 },
	{ BPF_MAP_TYPE_HASH, 4, 8, 3, 0 },
	{ BPF_MAP_TYPE_PERCPU_HASH, 4, 8, 3, 0 },
	{ BPF_MAP_TYPE_RINGBUF, 0, 0, 4096, 0 },
};

/* What map 0 holds before a program runs. */
static uint64_t numbers[RESULTS];

/* ---- both machines ----------------------------------------------------- */

static void open_maps(int fds[MAPS])
{
	uint32_t zero = 0;

	for (int i = 0; i < MAPS; i++) {
		fds[i] = bpf_map_create((enum bpf_map_type)specs[i].type, "t",
					specs[i].key_size, specs[i].value_size,
					specs[i].max_entries, NULL);
		assert_true(fds[i] >= 0);
	}
	assert_int_equal(bpf_map_update_elem(fds[0], &zero, numbers, 0), 0);
}

/* Map numbers become descriptors. */
static void patch_maps(struct bpf_insn *insns, size_t n, const int fds[MAPS])
{
	for (size_t i = 0; i < n; i++) {
		bool pair = insns[i].code == (BPF_LD | BPF_IMM | BPF_DW);

		if (pair && insns[i].src_reg)
			insns[i].imm = fds[insns[i].imm];
		i += pair;
	}
}

/* false when the verifier refuses it; log then says why. */
static bool run_kernel(const struct ebpf_asm *a, uint64_t out[RESULTS],
		       char *log, size_t log_size)
{
	LIBBPF_OPTS(bpf_prog_load_opts, load, .log_buf = log,
		    .log_size = (uint32_t)log_size, .log_level = 1);
	LIBBPF_OPTS(bpf_test_run_opts, run);
	size_t n = a->code.len;
	struct bpf_insn *insns = malloc(n * sizeof(*insns));
	int fds[MAPS], prog;
	uint32_t zero = 0;

	open_maps(fds);
	memcpy(insns, a->code.items, n * sizeof(*insns));
	patch_maps(insns, n, fds);
	prog = bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, "t", "GPL", insns,
			     n, &load);
	if (prog >= 0) {
		assert_int_equal(bpf_prog_test_run_opts(prog, &run), 0);
		assert_int_equal(bpf_map_lookup_elem(fds[0], &zero, out), 0);
		close(prog);
	}
	for (int i = 0; i < MAPS; i++)
		close(fds[i]);
	free(insns);
	return prog >= 0;
}

static size_t read_self(void *data, uint64_t address, void *to, size_t size)
{
	struct iovec local = { to, size };
	struct iovec remote = { (void *)(uintptr_t)address, size };
	ssize_t n = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);

	(void)data;
	return n < 0 ? 0 : (size_t)n;
}

static void comm_self(void *data, char comm[EBPF_COMM_SIZE])
{
	(void)data;
	prctl(PR_GET_NAME, comm);
}

static uint64_t ids_self(void *data)
{
	(void)data;
	return (uint64_t)getpid() << 32 | (uint64_t)getpid();
}

static uint64_t user_self(void *data)
{
	(void)data;
	return (uint64_t)getgid() << 32 | getuid();
}

static void run_here(const struct ebpf_asm *a, uint64_t out[RESULTS])
{
	const struct ebpf_env env = {
		.data = &world, .time_ns = world_time, .pid_tgid = ids_self,
		.uid_gid = user_self, .comm = comm_self, .cpu = world_cpu,
		.random = world_random, .cookie = world_cookie,
		.read_user = read_self,
	};
	struct ebpf_vm *vm = ebpf_vm_new(&env, 2);
	struct err e = ERR_INIT;
	uint64_t result;

	for (int i = 0; i < MAPS; i++)
		assert_int_equal(ebpf_vm_add_map(vm, &specs[i], &e), 0);
	memcpy(vmap_value(ebpf_vm_map(vm, 0), 0, 0), numbers, sizeof(numbers));
	if (ebpf_vm_run(vm, a->code.items, a->code.len, NULL, 0, &result, &e))
		fail_msg("%s", e.text);
	memcpy(out, vmap_value(ebpf_vm_map(vm, 0), 0, 0), RESULTS * 8);
	ebpf_vm_free(vm);
}

/* Both must agree; seed says which random program it was. */
static void compare(struct ebpf_asm *a, unsigned seed)
{
	static char log[65536];
	uint64_t want[RESULTS], got[RESULTS];
	struct err e = ERR_INIT;

	assert_int_equal(ebpf_asm_finish(a, &e), 0);
	log[0] = '\0';
	if (!run_kernel(a, want, log, sizeof(log)))
		fail_msg("program %u is refused: %s", seed, log);
	run_here(a, got);
	for (int i = 0; i < RESULTS; i++)
		if (got[i] != want[i])
			fail_msg("program %u, result %d: 0x%llx, the kernel "
				 "has 0x%llx", seed, i,
				 (unsigned long long)got[i],
				 (unsigned long long)want[i]);
	ebpf_asm_release(a);
}

static void need_bpf(void)
{
	int fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "t", 0, 0, 4096, NULL);

	if (fd < 0) {
		print_message("requires bpf: %s\n", strerror(errno));
		skip();
	}
	close(fd);
}

/* ---- random arithmetic ------------------------------------------------- */

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* Numbers near the edges are the ones where machines differ. */
static int64_t interesting(uint32_t *s)
{
	static const int64_t edges[] = {
		0, 1, -1, INT32_MAX, INT32_MIN, UINT32_MAX, INT64_MAX,
		INT64_MIN, 63, 64, 31, 32, 255, 256, 0x8000, 0x80,
	};
	uint32_t n = next_random(s) % 24;

	if (n < sizeof(edges) / sizeof(*edges))
		return edges[n];
	return (int64_t)((uint64_t)next_random(s) << 44 ^
			 (uint64_t)next_random(s) << 20 ^ next_random(s));
}

static void add_alu(struct ebpf_asm *a, uint32_t *s)
{
	static const int ops[] = {
		BPF_ADD, BPF_SUB, BPF_MUL, BPF_DIV, BPF_MOD, BPF_OR, BPF_AND,
		BPF_XOR, BPF_LSH, BPF_RSH, BPF_ARSH, BPF_MOV,
	};
	int op = ops[next_random(s) % 12];
	bool wide = next_random(s) % 2, reg = next_random(s) % 3;
	struct bpf_insn insn = {
		.code = (uint8_t)((wide ? BPF_ALU64 : BPF_ALU) | op |
				  (reg ? BPF_X : BPF_K)),
		.dst_reg = next_random(s) % 10 & 15,
	};

	if (reg)
		insn.src_reg = next_random(s) % 10 & 15;
	else
		insn.imm = (int32_t)interesting(s);
	if (op == BPF_LSH || op == BPF_RSH || op == BPF_ARSH)
		insn.imm &= reg ? 0 : wide ? 63 : 31;
	if ((op == BPF_DIV || op == BPF_MOD) && !reg && !insn.imm)
		insn.imm = 3;
	if (op == BPF_DIV || op == BPF_MOD)
		insn.off = next_random(s) % 2 & 1;	/* signed */
	if (op == BPF_MOV && reg) {
		static const int16_t bits[] = { 0, 8, 16, 32 };

		insn.off = bits[next_random(s) % (wide ? 4 : 3)];
	}
	*vec_push(&a->code) = insn;
}

static void add_unary(struct ebpf_asm *a, uint32_t *s)
{
	static const int32_t bits[] = { 16, 32, 64 };
	static const uint8_t codes[] = {
		BPF_ALU | BPF_END | BPF_TO_BE, BPF_ALU | BPF_END | BPF_TO_LE,
		BPF_ALU64 | BPF_END, BPF_ALU64 | BPF_NEG, BPF_ALU | BPF_NEG,
	};
	struct bpf_insn insn = { .code = codes[next_random(s) % 5],
				 .dst_reg = next_random(s) % 10 & 15 };

	if (BPF_OP(insn.code) == BPF_END)
		insn.imm = bits[next_random(s) % 3];
	*vec_push(&a->code) = insn;
}

/* Through the stack, with sizes and signs. */
static void add_memory(struct ebpf_asm *a, uint32_t *s)
{
	static const uint8_t sizes[] = { BPF_B, BPF_H, BPF_W, BPF_DW };
	uint8_t size = sizes[next_random(s) % 4];
	uint8_t mode = size != BPF_DW && next_random(s) % 2 ? 0x80 : BPF_MEM;
	int reg = (int)(next_random(s) % 10);

	ebpf_store(a, 8, 10, -8, reg);
	if (next_random(s) % 2)
		*vec_push(&a->code) = (struct bpf_insn){
			(uint8_t)(BPF_ST | BPF_MEM | size), 10, 0, -8,
			(int32_t)interesting(s) };
	*vec_push(&a->code) = (struct bpf_insn){
		(uint8_t)(BPF_LDX | mode | size), reg & 15, 10, -8, 0 };
}

static void add_atomic(struct ebpf_asm *a, uint32_t *s)
{
	static const int32_t ops[] = {
		BPF_ADD, BPF_AND, BPF_OR, BPF_XOR, BPF_ADD | BPF_FETCH,
		BPF_AND | BPF_FETCH, BPF_OR | BPF_FETCH, BPF_XOR | BPF_FETCH,
		BPF_XCHG, BPF_CMPXCHG,
	};
	bool wide = next_random(s) % 2;

	ebpf_store(a, 8, 10, -8, (int)(next_random(s) % 10));
	*vec_push(&a->code) = (struct bpf_insn){
		(uint8_t)(BPF_STX | BPF_ATOMIC | (wide ? BPF_DW : BPF_W)), 10,
		next_random(s) % 10 & 15, -8, ops[next_random(s) % 10] };
	ebpf_load(a, 8, (int)(next_random(s) % 10), 10, -8);
}

/* A forward jump over an instruction that changes something. */
static void add_jump(struct ebpf_asm *a, uint32_t *s)
{
	static const int ops[] = {
		BPF_JEQ, BPF_JNE, BPF_JGT, BPF_JGE, BPF_JLT, BPF_JLE,
		BPF_JSGT, BPF_JSGE, BPF_JSLT, BPF_JSLE, BPF_JSET,
	};
	bool reg = next_random(s) % 2;

	*vec_push(&a->code) = (struct bpf_insn){
		(uint8_t)((next_random(s) % 2 ? BPF_JMP : BPF_JMP32) |
			  ops[next_random(s) % 11] | (reg ? BPF_X : BPF_K)),
		next_random(s) % 10 & 15,
		reg ? next_random(s) % 10 & 15 : 0, 1,
		reg ? 0 : (int32_t)interesting(s) };
	ebpf_alu_imm(a, BPF_XOR, (int)(next_random(s) % 10), 0x5a5a);
}

/*
 * Numbers that the verifier does not know, so that it follows both ways of
 * every jump: in one program with constants it took a jump for certain that
 * was not (6.18), and removed the code behind it.
 */
static void load_numbers(struct ebpf_asm *a, uint32_t *s)
{
	for (int r = 0; r < RESULTS; r++)
		numbers[r] = (uint64_t)interesting(s);
	ebpf_map_value(a, 9, 0, 0);
	for (int r = 0; r < RESULTS; r++)
		ebpf_load(a, 8, r, 9, 8 * r);
}

static void store_results(struct ebpf_asm *a)
{
	for (int r = 0; r < RESULTS; r++)
		ebpf_store(a, 8, 10, -16 - 8 * r, r);
	ebpf_map_value(a, 1, 0, 0);
	for (int r = 0; r < RESULTS; r++) {
		ebpf_load(a, 8, 2, 10, -16 - 8 * r);
		ebpf_store(a, 8, 1, 8 * r, 2);
	}
	ebpf_mov_imm(a, 0, 0);
	ebpf_exit(a);
}

static void random_arithmetic(void **state)
{
	static void (*const adders[])(struct ebpf_asm *a, uint32_t *s) = {
		add_alu, add_alu, add_alu, add_alu, add_unary, add_memory,
		add_atomic, add_jump,
	};

	(void)state;
	need_bpf();
	for (unsigned seed = 1; seed <= 400; seed++) {
		struct ebpf_asm a = { 0 };
		uint32_t s = seed * 2654435761u;

		load_numbers(&a, &s);
		for (int i = 0; i < 40; i++)
			adders[next_random(&s) % 8](&a, &s);
		store_results(&a);
		compare(&a, seed);
	}
}

/* ---- helpers ----------------------------------------------------------- */

/* Keep r0 as the next result. */
static void keep(struct ebpf_asm *a, int *n)
{
	ebpf_map_value(a, 1, 0, (uint32_t)(8 * (*n)++));
	ebpf_store(a, 8, 1, 0, 0);
}

static void finish(struct ebpf_asm *a)
{
	ebpf_mov_imm(a, 0, 0);
	ebpf_exit(a);
	compare(a, 0);
}

static void key_call(struct ebpf_asm *a, int map, int32_t key, int helper)
{
	ebpf_store_imm(a, 4, 10, -4, key);
	ebpf_map(a, 1, map);
	ebpf_mov(a, 2, 10);
	ebpf_alu_imm(a, BPF_ADD, 2, -4);
	ebpf_call(a, helper);
}

static void update(struct ebpf_asm *a, int map, int32_t key, int flags)
{
	ebpf_store_imm(a, 8, 10, -16, key * 10);
	ebpf_mov(a, 3, 10);
	ebpf_alu_imm(a, BPF_ADD, 3, -16);
	ebpf_mov_imm(a, 4, flags);
	key_call(a, map, key, BPF_FUNC_map_update_elem);
}

/* r0 = *value, or -1 when the key is not there */
static void lookup(struct ebpf_asm *a, int map, int32_t key)
{
	int none = ebpf_label(a), done = ebpf_label(a);

	key_call(a, map, key, BPF_FUNC_map_lookup_elem);
	ebpf_jump_if_imm(a, BPF_JEQ, 0, 0, none);
	ebpf_load(a, 8, 0, 0, 0);
	ebpf_jump(a, done);
	ebpf_here(a, none);
	ebpf_mov_imm(a, 0, -1);
	ebpf_here(a, done);
}

static void hashes(void **state)
{
	(void)state;
	need_bpf();
	for (int map = 1; map <= 2; map++) {
		static const int steps[][2] = {	/* key, flags */
			{ 1, BPF_EXIST }, { 1, BPF_NOEXIST },
			{ 1, BPF_NOEXIST }, { 2, BPF_ANY }, { 1, 3 },
		};
		struct ebpf_asm a = { 0 };
		int n = 0;

		for (int i = 0; i < 5; i++) {
			update(&a, map, steps[i][0], steps[i][1]);
			keep(&a, &n);
		}
		lookup(&a, map, 2);
		keep(&a, &n);
		key_call(&a, map, 2, BPF_FUNC_map_delete_elem);
		keep(&a, &n);
		key_call(&a, map, 2, BPF_FUNC_map_delete_elem);
		keep(&a, &n);
		lookup(&a, map, 2);
		keep(&a, &n);
		finish(&a);
	}
}

/* The plain hash is full at three keys; the per-CPU one has some to spare. */
static void full_maps(void **state)
{
	struct ebpf_asm a = { 0 };
	int n = 0;

	(void)state;
	need_bpf();
	for (int key = 1; key <= 3; key++)
		update(&a, 1, key, BPF_ANY);
	update(&a, 1, 2, BPF_ANY);
	keep(&a, &n);
	key_call(&a, 1, 1, BPF_FUNC_map_delete_elem);
	update(&a, 1, 9, BPF_ANY);
	keep(&a, &n);
	lookup(&a, 1, 9);
	keep(&a, &n);
	finish(&a);
}

static void arrays(void **state)
{
	struct ebpf_asm a = { 0 };
	int n = 1;	/* the value is the results themselves */
	int none = ebpf_label(&a), outside = ebpf_label(&a);

	(void)state;
	need_bpf();
	key_call(&a, 0, 0, BPF_FUNC_map_lookup_elem);
	ebpf_jump_if_imm(&a, BPF_JEQ, 0, 0, none);
	ebpf_store_imm(&a, 8, 0, 0, 77);
	ebpf_here(&a, none);
	key_call(&a, 0, 1, BPF_FUNC_map_lookup_elem);
	ebpf_jump_if_imm(&a, BPF_JEQ, 0, 0, outside);
	ebpf_mov_imm(&a, 0, 5);
	ebpf_here(&a, outside);
	keep(&a, &n);
	key_call(&a, 0, 0, BPF_FUNC_map_delete_elem);
	keep(&a, &n);
	finish(&a);
}

/* helper(stack, size, address): the code and what it left there */
static void read_at(struct ebpf_asm *a, int helper, int size, const void *p,
		    int *n)
{
	ebpf_store_imm(a, 8, 10, -16, -1);
	ebpf_store_imm(a, 8, 10, -8, -1);
	ebpf_mov(a, 1, 10);
	ebpf_alu_imm(a, BPF_ADD, 1, -16);
	ebpf_mov_imm(a, 2, size);
	ebpf_mov_imm(a, 3, (int64_t)(uintptr_t)p);
	ebpf_call(a, helper);
	keep(a, n);
	ebpf_load(a, 8, 0, 10, -16);
	keep(a, n);
	ebpf_load(a, 8, 0, 10, -8);
	keep(a, n);
}

static void user_memory(void **state)
{
	static const char text[] = "a string";
	static const int helpers[] = { BPF_FUNC_probe_read_user,
				       BPF_FUNC_probe_read_user_str };
	static const int sizes[] = { 16, 4, 1 };
	volatile char touched = text[0];

	(void)state;
	(void)touched;
	need_bpf();
	for (int h = 0; h < 2; h++) {
		struct ebpf_asm a = { 0 };
		int n = 0;

		for (int i = 0; i < 3; i++)
			read_at(&a, helpers[h], i ? sizes[i] : 9, text, &n);
		finish(&a);
		n = 0;
		read_at(&a, helpers[h], 16, NULL, &n);
		read_at(&a, helpers[h], 8, (void *)0x123456, &n);
		read_at(&a, helpers[h], sizes[1], (void *)-4096L, &n);
		finish(&a);
	}
}

/* The same from the kernel's memory: a map's value. */
static void kernel_memory(void **state)
{
	static const int helpers[] = { BPF_FUNC_probe_read_kernel,
				       BPF_FUNC_probe_read_kernel_str };
	static const int sizes[] = { 16, 3, 8 };

	(void)state;
	need_bpf();
	memset(numbers, 'n', sizeof(numbers));
	memcpy(&numbers[8], "value\0xy", 8);
	for (int h = 0; h < 2; h++) {
		struct ebpf_asm a = { 0 };
		int n = 0;

		for (int i = 0; i < 2; i++) {
			ebpf_store_imm(&a, 8, 10, -16, -1);
			ebpf_store_imm(&a, 8, 10, -8, -1);
			ebpf_mov(&a, 1, 10);
			ebpf_alu_imm(&a, BPF_ADD, 1, -16);
			ebpf_mov_imm(&a, 2, sizes[i]);
			ebpf_map_value(&a, 3, 0, 64);
			ebpf_call(&a, helpers[h]);
			keep(&a, &n);
			ebpf_load(&a, 8, 0, 10, -16);
			keep(&a, &n);
			ebpf_load(&a, 8, 0, 10, -8);
			keep(&a, &n);
		}
		read_at(&a, helpers[h], sizes[2], NULL, &n);
		finish(&a);
	}
}

/* A string that ends at the end of memory, and one that does not end. */
static void strings_at_the_edge(void **state)
{
	long page = sysconf(_SC_PAGESIZE);
	char *p = mmap(NULL, 2 * (size_t)page, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct ebpf_asm a = { 0 };
	int n = 0;

	(void)state;
	need_bpf();
	assert_true(p != MAP_FAILED);
	munmap(p + page, (size_t)page);
	memset(p, 'x', (size_t)page);
	p[page - 8] = '\0';
	read_at(&a, BPF_FUNC_probe_read_user_str, 16, p + page - 12, &n);
	read_at(&a, BPF_FUNC_probe_read_user_str, 16, p + page - 7, &n);
	read_at(&a, BPF_FUNC_probe_read_user, 16, p + page - 7, &n);
	finish(&a);
	munmap(p, (size_t)page);
}

static void identity(void **state)
{
	struct ebpf_asm a = { 0 };
	struct stat st;
	int n = 0;

	(void)state;
	need_bpf();
	/* elsewhere the kernel's numbers are not ours */
	if (stat("/proc/self/ns/pid", &st) || st.st_ino == 0xEFFFFFFC) {
		ebpf_call(&a, BPF_FUNC_get_current_pid_tgid);
		keep(&a, &n);
	}
	ebpf_call(&a, BPF_FUNC_get_current_uid_gid);
	keep(&a, &n);
	for (int size = 4; size <= 16; size += 12) {
		ebpf_store_imm(&a, 8, 10, -16, -1);
		ebpf_store_imm(&a, 8, 10, -8, -1);
		ebpf_mov(&a, 1, 10);
		ebpf_alu_imm(&a, BPF_ADD, 1, -16);
		ebpf_mov_imm(&a, 2, size);
		ebpf_call(&a, BPF_FUNC_get_current_comm);
		keep(&a, &n);
		ebpf_load(&a, 8, 0, 10, -16);
		keep(&a, &n);
		ebpf_load(&a, 8, 0, 10, -8);
		keep(&a, &n);
	}
	finish(&a);
}

static void ring(void **state)
{
	static const int sizes[] = { 3000, 1080, 1, 4096, 4088 };
	struct ebpf_asm a = { 0 };
	int n = 0;

	(void)state;
	need_bpf();
	for (int i = 0; i < 5; i++) {
		int none = ebpf_label(&a), done = ebpf_label(&a);

		ebpf_map(&a, 1, 3);
		ebpf_mov_imm(&a, 2, sizes[i]);
		ebpf_mov_imm(&a, 3, 0);
		ebpf_call(&a, BPF_FUNC_ringbuf_reserve);
		ebpf_jump_if_imm(&a, BPF_JEQ, 0, 0, none);
		ebpf_mov(&a, 1, 0);
		ebpf_mov_imm(&a, 2, BPF_RB_NO_WAKEUP);
		ebpf_call(&a, i % 2 ? BPF_FUNC_ringbuf_discard
				    : BPF_FUNC_ringbuf_submit);
		ebpf_mov_imm(&a, 0, 1);
		ebpf_jump(&a, done);
		ebpf_here(&a, none);
		ebpf_mov_imm(&a, 0, 0);
		ebpf_here(&a, done);
		keep(&a, &n);
	}
	ebpf_store_imm(&a, 8, 10, -8, 1);
	for (int i = 0; i < 2; i++) {
		ebpf_map(&a, 1, 3);
		ebpf_mov(&a, 2, 10);
		ebpf_alu_imm(&a, BPF_ADD, 2, -8);
		ebpf_mov_imm(&a, 3, 8);
		ebpf_mov_imm(&a, 4, 0);
		ebpf_call(&a, BPF_FUNC_ringbuf_output);
		keep(&a, &n);
	}
	finish(&a);
}

/* r6 to r9 across local calls, and a callee that writes its caller's stack. */
static void local_calls(void **state)
{
	struct ebpf_asm a = { 0 };
	int sub = ebpf_label(&a), n = 0;

	(void)state;
	need_bpf();
	ebpf_mov_imm(&a, 6, 600);
	ebpf_store_imm(&a, 8, 10, -8, 7);
	ebpf_mov(&a, 1, 10);
	ebpf_alu_imm(&a, BPF_ADD, 1, -8);
	ebpf_mov_imm(&a, 2, 5);
	ebpf_call_local(&a, sub);
	keep(&a, &n);
	ebpf_mov(&a, 0, 6);
	keep(&a, &n);
	ebpf_load(&a, 8, 0, 10, -8);
	keep(&a, &n);
	ebpf_mov_imm(&a, 0, 0);
	ebpf_exit(&a);
	ebpf_here(&a, sub);
	ebpf_mov_imm(&a, 6, 1);
	ebpf_store_imm(&a, 8, 10, -8, 1);
	ebpf_load(&a, 8, 0, 1, 0);
	ebpf_alu(&a, BPF_MUL, 0, 2);
	ebpf_store(&a, 8, 1, 0, 0);
	ebpf_exit(&a);
	compare(&a, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_arithmetic),
		cmocka_unit_test(hashes),
		cmocka_unit_test(full_maps),
		cmocka_unit_test(arrays),
		cmocka_unit_test(user_memory),
		cmocka_unit_test(kernel_memory),
		cmocka_unit_test(strings_at_the_edge),
		cmocka_unit_test(identity),
		cmocka_unit_test(ring),
		cmocka_unit_test(local_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
