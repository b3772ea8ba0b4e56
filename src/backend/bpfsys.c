/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/bpfsys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/perf_event.h>

#include "backend/funcinfo.h"
#include "base/bug.h"

/* linux/bpf.h of 6.6; distributions' headers may be older than the kernel */
#define TRACE_UPROBE_MULTI 48
#define UPROBE_MULTI_RETURN 1

/* struct { __u32 .. } link_create of union bpf_attr, with .uprobe_multi */
struct link_create_uprobe_multi {
	uint32_t prog_fd;
	uint32_t target_fd;
	uint32_t attach_type;
	uint32_t flags;
	uint64_t path;
	uint64_t offsets;
	uint64_t ref_ctr_offsets;
	uint64_t cookies;
	uint32_t cnt;
	uint32_t multi_flags;
	uint32_t pid;
	uint32_t zero;
};

/* A program that does nothing, to try what the kernel takes. */
static const struct bpf_insn nothing[] = {
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
	{ .code = BPF_JMP | BPF_EXIT },
};

static int quiet(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	(void)level;
	(void)fmt;
	(void)ap;
	return 0;
}

void bpfsys_init(void)
{
	libbpf_set_print(quiet);
}

/*
 * Task storage wants to be described: an int as the key, and any type of the
 * value's size.
 */
static int describe_task_storage(const struct image_map *m,
				 struct bpf_map_create_opts *opts)
{
	struct btf *btf = btf__new_empty();
	const void *raw;
	uint32_t size;
	int fd;

	if (!btf)
		return -ENOMEM;
	opts->btf_key_type_id = (uint32_t)btf__add_int(btf, "int", 4,
						       BTF_INT_SIGNED);
	opts->btf_value_type_id =
		(uint32_t)btf__add_struct(btf, "value", m->value_size);
	raw = btf__raw_data(btf, &size);
	fd = raw ? bpf_btf_load(raw, size, NULL) : -ENOMEM;
	btf__free(btf);
	opts->btf_fd = fd < 0 ? 0 : (uint32_t)fd;
	return fd;
}

int bpfsys_map(const struct image_map *m)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = m->flags);
	int btf = -1, fd;

	if (m->type == BPF_MAP_TYPE_TASK_STORAGE) {
		btf = describe_task_storage(m, &opts);
		if (btf < 0)
			return btf;
	}
	fd = bpf_map_create(m->type, m->name, m->key_size, m->value_size,
			    m->max_entries, &opts);
	if (fd < 0)
		fd = -errno;
	if (btf >= 0)
		close(btf);
	return fd;
}

int bpfsys_map_freeze(int fd)
{
	return bpf_map_freeze(fd) ? -errno : 0;
}

static enum bpf_prog_type type_of(enum image_prog_kind kind)
{
	switch (kind) {
	case PROG_USER: case PROG_FUNCTION_ENTRY: case PROG_FUNCTION_RETURN:
		return BPF_PROG_TYPE_KPROBE;
	case PROG_RUN: case PROG_SYSCALL_ENTRY: case PROG_SYSCALL_RETURN:
	case PROG_TRACEPOINT:
		return BPF_PROG_TYPE_RAW_TRACEPOINT;
	case PROG_PROFILE: return BPF_PROG_TYPE_PERF_EVENT;
	case PROG_RECORDED: break;	/* never in the kernel */
	}
	BUG("program kind %d", (int)kind);
}

static bool is_function(enum image_prog_kind kind)
{
	return kind == PROG_FUNCTION_ENTRY || kind == PROG_FUNCTION_RETURN;
}

int bpfsys_load(const struct bpfsys_prog *p)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .attempts = 1);
	struct funcinfo info = FUNCINFO_INIT;
	int fd;

	if (p->kind == PROG_USER && p->multi)
		opts.expected_attach_type = TRACE_UPROBE_MULTI;
	if (is_function(p->kind) && bpfsys_has_kprobe_multi())
		opts.expected_attach_type = BPF_TRACE_KPROBE_MULTI;
	if (p->may_sleep)
		opts.prog_flags = BPF_F_SLEEPABLE;
	if (p->log) {
		opts.log_buf = p->log;
		opts.log_size = (uint32_t)p->log_size;
		opts.log_level = 1;
	}
	fd = funcinfo_init(&info, p->kind, p->functions, p->nfunctions);
	if (fd < 0)
		return fd;
	if (info.btf >= 0) {
		opts.prog_btf_fd = (uint32_t)info.btf;
		opts.func_info = info.functions;
		opts.func_info_cnt = (uint32_t)p->nfunctions + 1;
		opts.func_info_rec_size = sizeof(*info.functions);
	}
	/* helpers that read memory are for programs that the GPL fits */
	fd = bpf_prog_load(type_of(p->kind), p->name, "Dual BSD/GPL",
			   p->insns, p->ninsns, &opts);
	if (fd < 0)
		fd = -errno;
	funcinfo_release(&info);
	return fd;
}

int bpfsys_run(int prog, const struct run_args *args)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = args,
		    .ctx_size_in = sizeof(*args));

	return bpf_prog_test_run_opts(prog, &opts) ? -errno : 0;
}

int bpfsys_link_multi(int prog, const struct bpfsys_sites *s)
{
	struct link_create_uprobe_multi attr = {
		.prog_fd = (uint32_t)prog,
		.attach_type = TRACE_UPROBE_MULTI,
		.path = (uintptr_t)s->path,
		.offsets = (uintptr_t)s->offsets,
		.ref_ctr_offsets = (uintptr_t)s->semaphores,
		.cookies = (uintptr_t)s->cookies,
		.cnt = s->n,
		.multi_flags = s->are_returns ? UPROBE_MULTI_RETURN : 0,
		.pid = (uint32_t)s->pid,
	};
	long fd = syscall(__NR_bpf, BPF_LINK_CREATE, &attr, sizeof(attr));

	return fd < 0 ? -errno : (int)fd;
}

/* The number of a kind of perf event that the kernel has by that file. */
static int event_type(const char *path)
{
	char text[16] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	return atoi(text);
}

static int open_event(struct perf_event_attr *attr, pid_t pid, int cpu)
{
	int fd;

	attr->size = sizeof(*attr);
	fd = (int)syscall(__NR_perf_event_open, attr, pid, cpu, -1,
			  PERF_FLAG_FD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* The event is given away: the link holds it. */
static int link_event(int prog, int event, uint64_t cookie)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts,
		    .perf_event.bpf_cookie = cookie);
	int link = bpf_link_create(prog, event, BPF_PERF_EVENT, &opts);

	if (link < 0)
		link = -errno;
	close(event);
	return link;
}

int bpfsys_link_perf(int prog, const struct bpfsys_sites *s, uint32_t i)
{
	struct perf_event_attr attr = { 0 };
	int type = event_type("/sys/bus/event_source/devices/uprobe/type");
	int event;

	if (type < 0)
		return type;
	attr.type = (uint32_t)type;
	/* bit 0 means returns, the upper half has the reference counter */
	if (s->semaphores[i] >> 32)
		return -EOVERFLOW;
	attr.config = s->semaphores[i] << 32 | s->are_returns;
	attr.config1 = (uintptr_t)s->path;
	attr.config2 = s->offsets[i];
	event = open_event(&attr, s->pid ? s->pid : -1, s->pid ? -1 : 0);
	return event < 0 ? event : link_event(prog, event, s->cookies[i]);
}

static int link_kprobe_multi(int prog, const struct bpfsys_functions *f)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts,
		    .kprobe_multi.flags = f->are_returns ?
			    BPF_F_KPROBE_MULTI_RETURN : 0,
		    .kprobe_multi.cnt = f->n,
		    .kprobe_multi.syms = (const char **)f->names,
		    .kprobe_multi.cookies = (const void *)f->cookies);
	int link = bpf_link_create(prog, 0, BPF_TRACE_KPROBE_MULTI, &opts);

	return link < 0 ? -errno : link;
}

/* Kernels without it load the program, they do not look at what it is for. */
bool bpfsys_has_kprobe_multi(void)
{
	static const char *const names[] = { "no such function" };
	const struct bpfsys_functions none = {
		.names = names, .cookies = &(uint64_t){ 0 }, .n = 1,
	};
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .attempts = 1,
		    .expected_attach_type = BPF_TRACE_KPROBE_MULTI);
	static int known = -1;
	int prog;

	if (known >= 0)
		return known;
	prog = bpf_prog_load(BPF_PROG_TYPE_KPROBE, "dtrace_try",
			     "Dual BSD/GPL", nothing, 2, &opts);
	known = prog >= 0 && link_kprobe_multi(prog, &none) == -ESRCH;
	if (prog >= 0)
		close(prog);
	return known;
}

static int link_kprobe(int prog, const struct bpfsys_functions *f)
{
	struct perf_event_attr attr = { .config = f->are_returns };
	int type = event_type("/sys/bus/event_source/devices/kprobe/type");
	int event;

	if (type < 0)
		return type;
	attr.type = (uint32_t)type;
	attr.config1 = (uintptr_t)f->names[0];
	event = open_event(&attr, -1, 0);
	return event < 0 ? event : link_event(prog, event, f->cookies[0]);
}

int bpfsys_link_functions(int prog, const struct bpfsys_functions *f)
{
	return bpfsys_has_kprobe_multi() ? link_kprobe_multi(prog, f) :
					   link_kprobe(prog, f);
}

int bpfsys_link_tracepoint(int prog, const char *name)
{
	int link = bpf_raw_tracepoint_open(name, prog);

	return link < 0 ? -errno : link;
}

int bpfsys_link_clock(int prog, unsigned cpu, uint64_t interval_ns)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = interval_ns,
	};
	int event = open_event(&attr, -1, (int)cpu);

	return event < 0 ? event : link_event(prog, event, 0);
}

int bpfsys_watch_maps(unsigned cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_DUMMY,
		.mmap = 1, .mmap2 = 1, .watermark = 1, .wakeup_watermark = 1,
	};

	return open_event(&attr, -1, (int)cpu);
}

int bpfsys_try_fentry(const char *function)
{
	int id = libbpf_find_vmlinux_btf_id(function, BPF_TRACE_FENTRY);
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .attempts = 1,
		    .expected_attach_type = BPF_TRACE_FENTRY,
		    .attach_btf_id = (uint32_t)id);
	int prog, link;

	if (id < 0)
		return id;
	prog = bpf_prog_load(BPF_PROG_TYPE_TRACING, "dtrace_try",
			     "Dual BSD/GPL", nothing, 2, &opts);
	if (prog < 0)
		return -errno;
	link = bpf_raw_tracepoint_open(NULL, prog);
	if (link < 0)
		link = -errno;
	else
		close(link);
	close(prog);
	return link < 0 ? link : 0;
}
