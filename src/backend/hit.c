/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/hit.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "arch/arch.h"
#include "base/buf.h"
#include "base/file.h"

static pid_t pid_of(const struct hit *h)
{
	return h->at.pid ? h->at.pid : getpid();
}

static pid_t tid_of(const struct hit *h)
{
	return h->at.pid ? h->at.tid : getpid();
}

/* A file of /proc/PID/, read whole; false when it is gone. */
static bool read_proc(pid_t pid, pid_t tid, const char *name,
		      struct buf *text)
{
	struct err ignored = ERR_INIT;
	char path[96];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", (int)pid, (int)tid,
		 name);
	return !file_read(path, 65536, text, &ignored);
}

/* ---- who ------------------------------------------------------- */

uint64_t hit_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint64_t env_time(void *data)
{
	(void)data;
	return hit_now();
}

static uint64_t env_pid_tgid(void *data)
{
	return (uint64_t)(uint32_t)pid_of(data) << 32 |
	       (uint32_t)tid_of(data);
}

static unsigned long status_line(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? strtoul(at + strlen(name), NULL, 10) : 0;
}

static uint64_t env_uid_gid(void *data)
{
	struct buf text = BUF_INIT;
	uint64_t both = 0;

	if (read_proc(pid_of(data), tid_of(data), "status", &text))
		both = (uint64_t)status_line(buf_str(&text), "\nGid:") << 32 |
		       (uint32_t)status_line(buf_str(&text), "\nUid:");
	buf_release(&text);
	return both;
}

static void env_comm(void *data, char comm[EBPF_COMM_SIZE])
{
	struct buf text = BUF_INIT;

	memset(comm, 0, EBPF_COMM_SIZE);
	if (read_proc(pid_of(data), tid_of(data), "comm", &text))
		snprintf(comm, EBPF_COMM_SIZE, "%.*s",
			 (int)strcspn(buf_str(&text), "\n"), buf_str(&text));
	buf_release(&text);
}

/* The tracer runs where its tracees do. */
static uint32_t env_cpu(void *data)
{
	int cpu = sched_getcpu();

	(void)data;
	return cpu < 0 ? 0 : (uint32_t)cpu;
}

static uint32_t env_random(void *data)
{
	static uint64_t state;

	(void)data;
	if (!state)
		state = hit_now() | 1;
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 32);
}

static uint64_t env_cookie(void *data)
{
	return ((struct hit *)data)->at.cookie;
}

uint64_t hit_runtime(pid_t pid, pid_t tid)
{
	struct buf text = BUF_INIT;
	uint64_t ns = 0;

	if (read_proc(pid, tid, "schedstat", &text))
		ns = strtoull(buf_str(&text), NULL, 10);
	buf_release(&text);
	return ns;
}

/* ---- its memory ------------------------------------------------ */

static size_t env_read_user(void *data, uint64_t address, void *to,
			    size_t size)
{
	return tracer_read(tid_of(data), address, to, size);
}

static int env_signal(void *data, int number)
{
	return kill(pid_of(data), number) ? -errno : 0;
}

/* Of this process: where we are. */
static const void *own_regs(size_t *size)
{
	static uint64_t words[64];
	const struct arch *arch = arch_native();

	words[arch->pc_offset / 8] = (uintptr_t)own_regs;
	words[arch->sp_offset / 8] = words[arch->fp_offset / 8] =
		(uintptr_t)__builtin_frame_address(0);
	*size = arch->pt_regs_size;
	return words;
}

static const void *env_regs(void *data, size_t *size)
{
	const struct hit *h = data;

	if (!h->at.pid)
		return own_regs(size);

	*size = h->at.regs ? h->at.regs_size : 0;
	return h->at.regs;
}

static uint64_t word(const struct hit *h, size_t offset)
{
	uint64_t value;

	memcpy(&value, (const char *)h->at.regs + offset, sizeof(value));
	return value;
}

/* By frame pointers, as the kernel does; each frame lies above the last. */
static size_t env_stack(void *data, uint64_t *to, size_t n)
{
	const struct hit *h = data;
	const struct arch *arch = arch_native();
	uint64_t fp, frame[2], last = 0;
	size_t found = 0;

	if (!h->at.regs || !n)
		return 0;
	to[found++] = word(h, arch->pc_offset);
	fp = word(h, arch->fp_offset);
	while (found < n && fp > last && !(fp & 7) &&
	       tracer_read(h->at.tid, fp, frame, sizeof(frame)) ==
	       sizeof(frame) && frame[1]) {
		to[found++] = frame[1];
		last = fp;
		fp = frame[0];
	}
	return found;
}

static void env_wake(void *data)
{
	const struct hit *h = data;

	if (h->wake >= 0)
		eventfd_write(h->wake, 1);
}

/* ---- what the kernel would know -------------------------------- */

/*
 * Objects are the current process and its ancestors, by generation, and behind
 * them the memory of each; last the thread that a probe is about. Offsets are
 * beyond those of the kernel's own structures, so what a script reads there
 * directly fails.
 */
#define GENERATIONS 1024
enum { TGID = 0x7000, REAL_PARENT = 0x7008, MM = 0x7010, ARG_START = 0x7018,
       ARG_END = 0x7020, TID = 0x7028 };
#define OTHER (2 * GENERATIONS)

uint64_t hit_other_task(void)
{
	return ebpf_task_object(OTHER);
}

int64_t hit_member(const char *type, const char *member)
{
	static const struct {
		const char *type, *member;
		int64_t offset;
	} known[] = {
		{ "task_struct", "tgid", TGID },
		{ "task_struct", "pid", TID },
		{ "task_struct", "real_parent", REAL_PARENT },
		{ "task_struct", "mm", MM },
		{ "mm_struct", "arg_start", ARG_START },
		{ "mm_struct", "arg_end", ARG_END },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(known[i].type, type) &&
		    !strcmp(known[i].member, member))
			return known[i].offset;
	return -1;
}

/* A number that /proc says of a thread; 0: it is gone. */
static pid_t relative(pid_t tid, const char *name)
{
	struct buf text = BUF_INIT;
	pid_t pid = 0;

	if (read_proc(tid, tid, "status", &text))
		pid = (pid_t)status_line(buf_str(&text), name);
	buf_release(&text);
	return pid;
}

pid_t hit_process_of(pid_t tid)
{
	return relative(tid, "\nTgid:");
}

static pid_t ancestor(const struct hit *h, unsigned generation)
{
	pid_t pid = pid_of(h);

	while (generation-- && pid)
		pid = relative(pid, "\nPPid:");
	return pid;
}

/* Field n of /proc/PID/stat, from 1. */
static uint64_t stat_field(pid_t pid, int n)
{
	struct buf text = BUF_INIT;
	uint64_t value = 0;
	const char *p;

	if (read_proc(pid, pid, "stat", &text)) {
		p = strrchr(buf_str(&text), ')');
		for (int field = 2; p && field < n; field++)
			p = strchr(p + 1, ' ');
		value = p ? strtoull(p, NULL, 10) : 0;
	}
	buf_release(&text);
	return value;
}

/* What is known of another thread: its numbers. */
static bool read_other(const struct hit *h, uint64_t offset, uint64_t *value)
{
	if (offset != TGID && offset != TID)
		return false;
	*value = (uint64_t)(offset == TID ? h->other :
			    hit_process_of(h->other));
	return h->other;
}

static bool read_own(const struct hit *h, unsigned number, uint64_t offset,
		     uint64_t *value)
{
	unsigned generation = number % GENERATIONS;

	if (h->status_field && offset == h->status_field && !number) {
		*value = h->status;
		return true;
	}
	switch (offset) {
	case TGID:
		*value = (uint64_t)ancestor(h, generation);
		return true;
	case TID:
		*value = (uint64_t)(number ? ancestor(h, generation) :
				    tid_of(h));
		return true;
	case REAL_PARENT:
		*value = ebpf_task_object(generation + 1);
		return generation + 1 < GENERATIONS;
	case MM:
		*value = ebpf_task_object(generation + GENERATIONS);
		return true;
	case ARG_START:
	case ARG_END:
		*value = stat_field(ancestor(h, generation),
				    offset == ARG_START ? 48 : 49);
		return true;
	default:
		return false;
	}
}

static bool env_read_task(void *data, unsigned number, uint64_t offset,
			  void *to, size_t size)
{
	uint64_t value = 0;
	bool is_known = number == OTHER ?
			read_other(data, offset, &value) :
			read_own(data, number, offset, &value);

	if (!is_known || size > sizeof(value))
		return false;
	memcpy(to, &value, size);
	return true;
}

struct ebpf_env hit_env(struct hit *h)
{
	return (struct ebpf_env){
		.data = h, .time_ns = env_time, .pid_tgid = env_pid_tgid,
		.uid_gid = env_uid_gid, .comm = env_comm, .cpu = env_cpu,
		.random = env_random, .cookie = env_cookie,
		.read_user = env_read_user, .signal = env_signal,
		.regs = env_regs, .stack = env_stack,
		.read_task = env_read_task, .wake = env_wake,
	};
}
