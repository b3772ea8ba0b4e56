/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/hold.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "arch/arch.h"
#include "backend/bpfsys.h"
#include "backend/guard.h"
#include "base/bug.h"
#include "base/vec.h"
#include "ebpf/asm.h"
#include "proc/pidns.h"

#define FILES_MAX 16384
#define STOPPED_MAX 4096	/* made at once: room must be there */

/* What tells a file from others. */
struct file_key {
	uint64_t inode;
	uint32_t device, generation;
};

/* What a program sends of a process that it has stopped. */
struct newcomer {
	struct file_key file;
	uint32_t pid, unused;
};

enum { MAP_FILES, MAP_STOPPED, MAP_NEWCOMERS, MAP_CONTROL, MAPS };
enum { AT_EXEC, AT_MMAP, LINKS };

struct hold {
	int maps[MAPS], links[LINKS];
	struct ring_buffer *ring;
	VEC(struct newcomer) taken;
	struct guard *guard;
	struct stat space;	/* the PID name space; the machine's first: 0 */
	int lock;
	void (*fn)(void *data, pid_t pid);	/* during hold_take() */
	void *data;
};

/* ---- the programs ---------------------------------------------- */

enum { R0, R1, R2, R3, R4, R6 = 6, R7, R8, FP = 10 };

/* Where things are on the stack. */
enum {
	SLOT_NEWCOMER = -(int)sizeof(struct newcomer),
	SLOT_WORD = SLOT_NEWCOMER - 8,
	SLOT_TIME = SLOT_WORD - 8,
};

struct code {
	struct ebpf_asm a;
	const struct hold *hold;
	const struct hold_members *m;
	int out;
};

/* The size bytes at reg + offset go to the stack; 0 when there is nothing. */
static void fetch(struct code *c, int size, int reg, int64_t offset, int slot)
{
	ebpf_store_imm(&c->a, 8, FP, SLOT_WORD, 0);
	ebpf_mov(&c->a, R1, FP);
	ebpf_alu_imm(&c->a, BPF_ADD, R1, slot);
	ebpf_mov_imm(&c->a, R2, size);
	ebpf_mov(&c->a, R3, reg);
	ebpf_alu_imm(&c->a, BPF_ADD, R3, (int32_t)offset);
	ebpf_call(&c->a, BPF_FUNC_probe_read_kernel);
}

/* reg = the size bytes at reg + offset. */
static void follow(struct code *c, int size, int reg, int64_t offset)
{
	fetch(c, size, reg, offset, SLOT_WORD);
	ebpf_load(&c->a, size, reg, FP, SLOT_WORD);
}

static void map_and_slot(struct code *c, int map, int slot)
{
	ebpf_map(&c->a, R1, c->hold->maps[map]);
	ebpf_mov(&c->a, R2, FP);
	ebpf_alu_imm(&c->a, BPF_ADD, R2, slot);
}

/* r6 is the file. */
static void name_file(struct code *c)
{
	int key = SLOT_NEWCOMER;

	ebpf_jump_if_imm(&c->a, BPF_JEQ, R6, 0, c->out);
	follow(c, 8, R6, c->m->file_inode);
	fetch(c, 8, R6, c->m->inode_ino, key);
	fetch(c, 4, R6, c->m->inode_generation,
	      key + (int)offsetof(struct file_key, generation));
	follow(c, 8, R6, c->m->inode_sb);
	fetch(c, 4, R6, c->m->sb_dev,
	      key + (int)offsetof(struct file_key, device));
}

/*
 * r0 = the process, by the number that it has here. Who is in another PID name
 * space than the tracer, also in one below it, is left alone.
 */
static void own_number(struct code *c)
{
	struct ebpf_asm *a = &c->a;
	const struct hold *h = c->hold;

	if (!h->space.st_ino) {
		ebpf_call(a, BPF_FUNC_get_current_pid_tgid);
		ebpf_alu_imm(a, BPF_RSH, R0, 32);
		return;
	}
	ebpf_mov_imm(a, R1, (int64_t)major(h->space.st_dev) << 20 |
			    minor(h->space.st_dev));
	ebpf_mov_imm(a, R2, (int64_t)h->space.st_ino);
	ebpf_mov(a, R3, FP);
	ebpf_alu_imm(a, BPF_ADD, R3, SLOT_WORD);
	ebpf_mov_imm(a, R4, sizeof(struct bpf_pidns_info));
	ebpf_call(a, BPF_FUNC_get_ns_current_pid_tgid);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, c->out);
	ebpf_load(a, 4, R0, FP, SLOT_WORD +
		  (int)offsetof(struct bpf_pidns_info, tgid));
}

/* Not who is traced by a debugger, which would see the signal, nor us. */
static void choose(struct code *c)
{
	ebpf_map_value(&c->a, R1, c->hold->maps[MAP_CONTROL], 0);
	ebpf_load(&c->a, 8, R0, R1, 0);
	ebpf_jump_if_imm(&c->a, BPF_JEQ, R0, 0, c->out);
	map_and_slot(c, MAP_FILES, SLOT_NEWCOMER);
	ebpf_call(&c->a, BPF_FUNC_map_lookup_elem);
	ebpf_jump_if_imm(&c->a, BPF_JNE, R0, 0, c->out);
	ebpf_call(&c->a, BPF_FUNC_get_current_task);
	ebpf_mov(&c->a, R6, R0);
	follow(c, 4, R6, c->m->task_ptrace);
	ebpf_jump_if_imm(&c->a, BPF_JNE, R6, 0, c->out);
	own_number(c);
	ebpf_jump_if_imm(&c->a, BPF_JEQ, R0, (int32_t)getpid(), c->out);
	ebpf_store(&c->a, 8, FP,
		   SLOT_NEWCOMER + (int)offsetof(struct newcomer, pid), R0);
}

/* First the guard must know of it. */
static void stop(struct code *c)
{
	int pid = SLOT_NEWCOMER + (int)offsetof(struct newcomer, pid);
	int failed = ebpf_label(&c->a);

	ebpf_call(&c->a, BPF_FUNC_ktime_get_ns);
	ebpf_store(&c->a, 8, FP, SLOT_TIME, R0);
	map_and_slot(c, MAP_STOPPED, pid);
	ebpf_mov(&c->a, R3, FP);
	ebpf_alu_imm(&c->a, BPF_ADD, R3, SLOT_TIME);
	ebpf_mov_imm(&c->a, R4, BPF_ANY);
	ebpf_call(&c->a, BPF_FUNC_map_update_elem);
	ebpf_jump_if_imm(&c->a, BPF_JNE, R0, 0, c->out);
	ebpf_mov_imm(&c->a, R1, SIGSTOP);
	ebpf_call(&c->a, BPF_FUNC_send_signal);
	ebpf_jump_if_imm(&c->a, BPF_JNE, R0, 0, failed);
	map_and_slot(c, MAP_NEWCOMERS, SLOT_NEWCOMER);
	ebpf_mov_imm(&c->a, R3, sizeof(struct newcomer));
	ebpf_mov_imm(&c->a, R4, BPF_RB_FORCE_WAKEUP);
	ebpf_call(&c->a, BPF_FUNC_ringbuf_output);
	ebpf_jump(&c->a, c->out);
	ebpf_here(&c->a, failed);
	map_and_slot(c, MAP_STOPPED, pid);
	ebpf_call(&c->a, BPF_FUNC_map_delete_elem);
}

/* sched_process_exec: the task, its old number, the struct linux_binprm */
static void at_exec(struct code *c)
{
	ebpf_load(&c->a, 8, R6, R1, 16);
	follow(c, 8, R6, c->m->bprm_file);
}

/* sys_exit: the registers, what the call gives. r6 = the file of the fd. */
static void at_mmap(struct code *c)
{
	const struct arch *arch = arch_native();

	ebpf_load(&c->a, 8, R7, R1, 0);
	ebpf_load(&c->a, 8, R8, R1, 8);
	ebpf_mov(&c->a, R6, R7);
	follow(c, arch->syscall_nr_size, R6, arch->syscall_nr_offset);
	ebpf_jump_if_imm(&c->a, BPF_JNE, R6, SYS_mmap, c->out);
	ebpf_jump_if_imm(&c->a, BPF_JGT, R8, -4096, c->out);
	ebpf_mov(&c->a, R6, R7);
	follow(c, 8, R6, arch->syscall_arg_offset[2]);
	ebpf_alu_imm(&c->a, BPF_AND, R6, 4);		/* PROT_EXEC */
	ebpf_jump_if_imm(&c->a, BPF_JEQ, R6, 0, c->out);
	follow(c, 4, R7, arch->syscall_arg_offset[4]);
	ebpf_jump_if_imm(&c->a, BPF_JGT, R7, 1 << 20, c->out);
	ebpf_alu_imm(&c->a, BPF_LSH, R7, 3);
	ebpf_call(&c->a, BPF_FUNC_get_current_task);
	ebpf_mov(&c->a, R6, R0);
	follow(c, 8, R6, c->m->task_files);
	follow(c, 8, R6, c->m->files_fdt);
	follow(c, 8, R6, c->m->fdt_fd);
	ebpf_alu(&c->a, BPF_ADD, R6, R7);
	follow(c, 8, R6, 0);
}

static int load(const struct code *c, struct err *e)
{
	struct bpfsys_prog p = {
		.name = "dtrace_hold", .kind = PROG_TRACEPOINT,
		.insns = c->a.code.items, .ninsns = c->a.code.len,
	};
	int fd = bpfsys_load(&p);

	return fd < 0 ? err_sys(e, fd, "cannot load the program that stops "
				"newcomers") : fd;
}

static int attach(struct hold *h, const struct hold_members *m, int at,
		  struct err *e)
{
	static const char *const where[] = { "sched_process_exec", "sys_exit" };
	struct code c = { .hold = h, .m = m };
	int prog, ret;

	c.out = ebpf_label(&c.a);
	if (at == AT_EXEC)
		at_exec(&c);
	else
		at_mmap(&c);
	name_file(&c);
	choose(&c);
	stop(&c);
	ebpf_here(&c.a, c.out);
	ebpf_mov_imm(&c.a, R0, 0);
	ebpf_exit(&c.a);
	ret = ebpf_asm_finish(&c.a, e);
	prog = ret ? ret : load(&c, e);
	ebpf_asm_release(&c.a);
	if (prog < 0)
		return prog;
	h->links[at] = bpfsys_link_tracepoint(prog, where[at]);
	close(prog);
	return h->links[at] < 0 ?
		err_sys(e, h->links[at], "cannot attach to the kernel's "
			"tracepoint %s", where[at]) : 0;
}

/* ---- making it ------------------------------------------------- */

static int make_maps(struct hold *h, struct err *e)
{
	static const struct image_map maps[MAPS] = {
		[MAP_FILES] = { .name = "hold_files",
			.type = BPF_MAP_TYPE_LRU_HASH,
			.key_size = sizeof(struct file_key), .value_size = 1,
			.max_entries = FILES_MAX },
		[MAP_STOPPED] = { .name = "hold_stopped",
			.type = BPF_MAP_TYPE_HASH, .key_size = 4,
			.value_size = 8, .max_entries = STOPPED_MAX },
		[MAP_NEWCOMERS] = { .name = "hold_newcomers",
			.type = BPF_MAP_TYPE_RINGBUF,
			.max_entries = 1 << 19 },
		[MAP_CONTROL] = { .name = "hold_control",
			.type = BPF_MAP_TYPE_ARRAY, .key_size = 4,
			.value_size = 8, .max_entries = 1 },
	};

	for (int i = 0; i < MAPS; i++) {
		h->maps[i] = bpfsys_map(&maps[i]);
		if (h->maps[i] < 0)
			return err_sys(e, h->maps[i], "cannot create map '%s'",
				       maps[i].name);
	}
	return 0;
}

static int on_newcomer(void *ctx, void *data, size_t len)
{
	struct hold *h = ctx;
	struct newcomer *n;

	if (len != sizeof(*n))
		return 0;
	n = vec_push(&h->taken);
	memcpy(n, data, len);
	h->fn(h->data, (pid_t)n->pid);
	return 0;
}

static int check(const struct hold_members *m, struct err *e)
{
	const int64_t *all = (const int64_t *)m;

	for (size_t i = 0; i < sizeof(*m) / sizeof(*all); i++)
		if (all[i] < 0)
			return err_set(e, -ENOTSUP, "option lossless needs "
				       "the kernel's type information "
				       "(CONFIG_DEBUG_INFO_BTF)");
	return 0;
}

/* Who is it that has numbers here? */
static int find_space(struct hold *h, struct err *e)
{
	uint32_t inode;
	int ret = pidns_own(&inode, e);

	if (ret || !inode)
		return ret;
	return stat("/proc/self/ns/pid", &h->space) ?
		err_sys(e, -errno, "cannot look at /proc/self/ns/pid") : 0;
}

/*
 * Two of a kind would let go whom the other holds. A lock on a file that every
 * machine has needs no place of its own, and ends with us.
 */
static int take_lock(struct hold *h, struct err *e)
{
	h->lock = open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC);
	if (h->lock < 0)
		return err_sys(e, -errno, "cannot open /sys/kernel/btf/vmlinux");
	if (!flock(h->lock, LOCK_EX | LOCK_NB))
		return 0;
	return err_set(e, -EBUSY, "another dtrace stops new programs already: "
		       "only one at a time can have -x lossless");
}

static int start(struct hold *h, const struct hold_members *m, struct err *e)
{
	int ret = take_lock(h, e);

	if (!ret)
		ret = make_maps(h, e);
	if (!ret)
		ret = guard_new(&h->guard, h->maps[MAP_STOPPED], HOLD_MS, e);
	if (ret)
		return ret;
	h->ring = ring_buffer__new(h->maps[MAP_NEWCOMERS], on_newcomer, h,
				   NULL);
	if (!h->ring)
		return err_sys(e, -errno, "cannot map the ring of newcomers");
	for (int i = 0; !ret && i < LINKS; i++)
		ret = attach(h, m, i, e);
	hold_pause(h, false);
	return ret;
}

int hold_new(struct hold **out, const struct hold_members *m, struct err *e)
{
	struct hold *h;
	int ret = check(m, e);

	if (ret)
		return ret;
	h = xcalloc(1, sizeof(*h));
	memset(h->maps, -1, sizeof(h->maps));
	memset(h->links, -1, sizeof(h->links));
	h->lock = -1;
	ret = find_space(h, e);
	if (!ret)
		ret = start(h, m, e);
	if (ret)
		hold_free(h);
	else
		*out = h;
	return ret;
}

void hold_free(struct hold *h)
{
	if (!h)
		return;
	for (int i = 0; i < LINKS; i++)
		if (h->links[i] >= 0)
			close(h->links[i]);
	guard_free(h->guard);
	ring_buffer__free(h->ring);
	for (int i = 0; i < MAPS; i++)
		if (h->maps[i] >= 0)
			close(h->maps[i]);
	if (h->lock >= 0)
		close(h->lock);
	vec_release(&h->taken);
	free(h);
}

/* ---- using it -------------------------------------------------- */

int hold_fd(const struct hold *h)
{
	return ring_buffer__epoll_fd(h->ring);
}

void hold_take(struct hold *h, void (*fn)(void *data, pid_t pid), void *data)
{
	h->fn = fn;
	h->data = data;
	ring_buffer__consume(h->ring);
}

void hold_go_on(struct hold *h)
{
	static const uint8_t yes = 1;

	for (size_t i = 0; i < h->taken.len; i++) {
		struct newcomer *n = &h->taken.items[i];

		bpf_map_update_elem(h->maps[MAP_FILES], &n->file, &yes, 0);
		bpf_map_delete_elem(h->maps[MAP_STOPPED], &n->pid);
		kill((pid_t)n->pid, SIGCONT);
	}
	h->taken.len = 0;
}

void hold_forget_files(struct hold *h)
{
	struct file_key key;

	while (!bpf_map_get_next_key(h->maps[MAP_FILES], NULL, &key))
		if (bpf_map_delete_elem(h->maps[MAP_FILES], &key))
			break;
}

void hold_pause(struct hold *h, bool is_paused)
{
	uint64_t is_on = !is_paused;
	uint32_t zero = 0;

	bpf_map_update_elem(h->maps[MAP_CONTROL], &zero, &is_on, 0);
}
