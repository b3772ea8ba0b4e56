/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/health.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "backend/backend.h"
#include "backend/bpfsys.h"
#include "backend/mapwatch.h"
#include "proc/unwind.h"

/* What a check says besides yes or no; empty: the table's words. */
struct note {
	char text[160];
};

#define SAY(note, ...) \
	snprintf((note)->text, sizeof((note)->text), __VA_ARGS__)

/* A failure with its reason. */
static bool failed(struct note *note, const char *what, int code)
{
	SAY(note, "%s: %s", what, strerror(-code));
	return false;
}

/* The value of a line "NAME:\tVALUE", or of a file of one line. */
static bool read_line(const char *path, const char *name, char *out,
		      size_t size)
{
	FILE *f = fopen(path, "re");
	size_t len = strlen(name);
	char line[256];
	bool found = false;

	while (f && !found && fgets(line, sizeof(line), f)) {
		if (strncmp(line, name, len))
			continue;
		line[strcspn(line, "\n")] = '\0';
		snprintf(out, size, "%s", line + len +
			 strspn(line + len, "\t "));
		found = true;
	}
	if (f)
		fclose(f);
	return found;
}

/* ---- the kernel and this user ------------------------------------------- */

static bool is_older(int major, int minor)
{
	struct utsname u;
	int ma = 0, mi = 0;

	return uname(&u) || sscanf(u.release, "%d.%d", &ma, &mi) != 2 ||
	       ma < major || (ma == major && mi < minor);
}

static bool check_kernel(struct note *note)
{
	struct utsname u;

	if (!uname(&u))
		SAY(note, "Linux %.60s, %.20s", u.release, u.machine);
	return !is_older(5, 15);
}

/* linux/capability.h: CAP_SYS_ADMIN 21, CAP_PERFMON 38, CAP_BPF 39 */
static bool check_capabilities(struct note *note)
{
	const uint64_t admin = UINT64_C(1) << 21;
	const uint64_t both = UINT64_C(1) << 38 | UINT64_C(1) << 39;
	char text[64] = "";
	uint64_t caps;

	if (!read_line("/proc/self/status", "CapEff:", text, sizeof(text)))
		return failed(note, "/proc/self/status", -errno);
	caps = strtoull(text, NULL, 16);
	if ((caps & admin) || (caps & both) == both)
		return true;
	SAY(note, "this user has neither CAP_SYS_ADMIN nor CAP_BPF and "
	    "CAP_PERFMON");
	return false;
}

static bool check_lockdown(struct note *note)
{
	char text[80] = "[none]";

	read_line("/sys/kernel/security/lockdown", "", text, sizeof(text));
	SAY(note, "kernel lockdown: %s", text);
	return !strstr(text, "[confidentiality]");
}

static bool check_memlock(struct note *note)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_MEMLOCK, &r) || !is_older(5, 11) ||
	    r.rlim_cur == RLIM_INFINITY)
		return true;
	SAY(note, "this kernel counts maps as locked memory, of which %llu "
	    "bytes are allowed", (unsigned long long)r.rlim_cur);
	return false;
}

/* The first name space of its kind has a number that never changes. */
static bool is_first(const char *path, ino_t number)
{
	struct stat st;

	return stat(path, &st) || st.st_ino == number;
}

static bool check_pid_space(struct note *note)
{
	(void)note;
	return is_first("/proc/self/ns/pid", 0xEFFFFFFC);
}

static bool check_user_space(struct note *note)
{
	(void)note;
	return is_first("/proc/self/ns/user", 0xEFFFFFFD);
}

static bool check_seccomp(struct note *note)
{
	char text[16] = "0";

	(void)note;
	read_line("/proc/self/status", "Seccomp:", text, sizeof(text));
	return *text == '0';
}

static bool check_processes(struct note *note)
{
	char text[16];

	if (readlink("/proc/1/exe", text, sizeof(text)) >= 0)
		return true;
	return failed(note, "cannot look into process 1", -errno);
}

/* ---- bpf ---------------------------------------------------------------- */

static bool check_bpf(struct note *note)
{
	struct kernel_features f;

	kernel_features(&f);
	if (!f.bpf)
		SAY(note, "%.150s", f.why);
	return f.bpf;
}

static bool check_multi(struct note *note)
{
	struct kernel_features f;

	(void)note;
	kernel_features(&f);
	return f.uprobe_multi;
}

static bool check_sleepable(struct note *note)
{
	struct kernel_features f;

	(void)note;
	kernel_features(&f);
	return f.sleepable;
}

static bool try_map(const struct image_map *m, struct note *note)
{
	int fd = bpfsys_map(m);

	if (fd < 0)
		return failed(note, "cannot make one", fd);
	close(fd);
	return true;
}

static bool check_ring(struct note *note)
{
	const struct image_map m = {
		.name = "dtrace_try", .type = BPF_MAP_TYPE_RINGBUF,
		.max_entries = 65536,
	};

	return try_map(&m, note);
}

static bool check_storage(struct note *note)
{
	const struct image_map m = {
		.name = "dtrace_try", .type = BPF_MAP_TYPE_TASK_STORAGE,
		.key_size = 4, .value_size = 8, .flags = BPF_F_NO_PREALLOC,
	};

	return try_map(&m, note);
}

static int load_nothing(enum image_prog_kind kind)
{
	static const struct bpf_insn nothing[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	struct bpfsys_prog p = {
		.name = "dtrace_try", .kind = kind, .insns = nothing,
		.ninsns = 2,
	};

	return bpfsys_load(&p);
}

static bool finish(int prog, int link, struct note *note)
{
	if (link >= 0)
		close(link);
	if (prog >= 0)
		close(prog);
	if (prog < 0)
		return failed(note, "cannot load a program", prog);
	return link < 0 ? failed(note, "cannot attach", link) : true;
}

static bool check_tracepoints(struct note *note)
{
	int prog = load_nothing(PROG_SYSCALL_ENTRY);
	int link = prog < 0 ? -1 : bpfsys_link_tracepoint(prog, "sys_enter");

	return finish(prog, link, note);
}

static bool check_clock(struct note *note)
{
	int prog = load_nothing(PROG_PROFILE);
	int link = prog < 0 ? -1 : bpfsys_link_clock(prog, 0, 1000000000);

	return finish(prog, link, note);
}

static bool check_fentry(struct note *note)
{
	int ret = bpfsys_try_fentry("bpf_prog_test_run_raw_tp");

	if (ret)
		SAY(note, "not in this kernel (%s); no provider uses it",
		    strerror(-ret));
	return !ret;
}

static bool check_late(struct note *note)
{
	struct err e = ERR_INIT;
	struct mapwatch *w;

	if (!mapwatch_new(&w, &e)) {
		mapwatch_free(w);
		return true;
	}
	SAY(note, "%.150s", e.text);
	return false;
}

/* ---- without bpf -------------------------------------------------------- */

/* What a child of ours lets us do, others may not: that is yama's. */
static bool check_ptrace(struct note *note)
{
	char text[16] = "0";

	read_line("/proc/sys/kernel/yama/ptrace_scope", "", text,
		  sizeof(text));
	if (*text == '0')
		return true;
	SAY(note, "kernel.yama.ptrace_scope is %.8s: %s", text,
	    *text == '1' ? "breakpoints only in commands that dtrace starts "
	    "(-c)" : "ptrace needs CAP_SYS_PTRACE, or is forbidden");
	return false;
}

static bool check_backend(struct note *note)
{
	struct kernel_features f;

	kernel_features(&f);
	SAY(note, f.bpf ? "programs run in the kernel (backend=kernel)" :
	    "the kernel is out of reach: breakpoints in processes of this user "
	    "(backend=ptrace)");
	return f.bpf;
}

/* ---- files of the kernel ------------------------------------------------ */

static bool is_there(const char *path, struct note *note)
{
	return !access(path, R_OK) || failed(note, path, -errno);
}

static bool check_uprobes(struct note *note)
{
	return is_there("/sys/bus/event_source/devices/uprobe/type", note);
}

static bool check_kprobes(struct note *note)
{
	if (!access("/sys/bus/event_source/devices/kprobe/type", R_OK))
		return true;
	SAY(note, "not in this kernel: no fbt");
	return false;
}

static bool check_btf(struct note *note)
{
	return is_there("/sys/kernel/btf/vmlinux", note);
}

static bool check_tracefs(struct note *note)
{
	return is_there("/sys/kernel/tracing/uprobe_events", note);
}

#define SYMBOLS 64		/* that are looked at */

/* Who may not see the addresses sees zeros; one of a CPU's data may be 0. */
static bool check_symbols(struct note *note)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	char line[256];
	bool found = false;

	if (!f)
		return failed(note, "/proc/kallsyms", -errno);
	for (int n = 0; !found && n < SYMBOLS && fgets(line, sizeof(line), f);
	     n++)
		found = strtoull(line, NULL, 16) != 0;
	fclose(f);
	return found;
}

static bool check_unwinder(struct note *note)
{
	(void)note;
	return unwinder_works();
}

/* ---- all ---------------------------------------------------------------- */

static const struct check {
	const char *name;
	enum health_state without;	/* when it fails */
	bool (*works)(struct note *note);
	const char *what, *remedy;
} checks[] = {
	{ "kernel", HEALTH_LIMITED, check_kernel, "", "use Linux 5.15 or later" },
	{ "ptrace", HEALTH_LIMITED, check_ptrace,
	  "for breakpoints, where bpf is out of reach",
	  "set sysctl kernel.yama.ptrace_scope to 0, or use -c" },
	{ "capabilities", HEALTH_MISSING, check_capabilities,
	  "this user may trace",
	  "run as root, or give the command CAP_BPF, CAP_PERFMON, "
	  "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH with setcap(8)" },
	{ "bpf", HEALTH_MISSING, check_bpf, "programs can be loaded",
	  "use a kernel with CONFIG_BPF_SYSCALL and CONFIG_BPF_EVENTS; in a "
	  "container allow bpf(2)" },
	{ "backend", HEALTH_LIMITED, check_backend, "",
	  "see bpf; probes of the kernel need it" },
	{ "ring-buffer", HEALTH_MISSING, check_ring, "for records",
	  "use Linux 5.8 or later, and allow locked memory (ulimit -l)" },
	{ "task-storage", HEALTH_LIMITED, check_storage,
	  "for self-> variables and strings",
	  "use Linux 5.11 or later with CONFIG_DEBUG_INFO_BTF" },
	{ "uprobes", HEALTH_MISSING, check_uprobes, "for USDT and pid probes",
	  "use a kernel with CONFIG_UPROBE_EVENTS; mount /sys" },
	{ "uprobe-multi", HEALTH_LIMITED, check_multi,
	  "many sites in one link",
	  "use Linux 6.6 or later: before, each site takes a perf event" },
	{ "sleepable", HEALTH_LIMITED, check_sleepable,
	  "strings on pages that are not in memory can be read",
	  "use a later kernel: such strings are faults with this one" },
	{ "late-probes", HEALTH_LIMITED, check_late,
	  "programs that start later are found",
	  "set sysctl kernel.perf_event_paranoid to 2 or less, or run as root" },
	{ "raw-tracepoints", HEALTH_LIMITED, check_tracepoints,
	  "for syscall, proc, sched, io, sdt and rawtp",
	  "use a kernel with CONFIG_FTRACE_SYSCALLS and CONFIG_TRACEPOINTS" },
	{ "perf-clock", HEALTH_LIMITED, check_clock, "for profile",
	  "use a kernel with CONFIG_PERF_EVENTS; in a container allow "
	  "perf_event_open(2)" },
	{ "btf", HEALTH_LIMITED, check_btf,
	  "for types of the kernel in args[] and curthread",
	  "use a kernel with CONFIG_DEBUG_INFO_BTF" },
	{ "kernel-symbols", HEALTH_LIMITED, check_symbols,
	  "for stack() and sym()",
	  "set sysctl kernel.kptr_restrict to 0 or 1, and run as root" },
	{ "unwinding", HEALTH_LIMITED, check_unwinder,
	  "for ustack() of programs without frame pointers",
	  "build this command with libdw (elfutils)" },
	{ "tracefs", HEALTH_LIMITED, check_tracefs,
	  "for uprobes of kernels before 6.6",
	  "mount -t tracefs tracefs /sys/kernel/tracing; kernels from 6.6 on "
	  "do without" },
	{ "kprobes", HEALTH_OK, check_kprobes, "for fbt", NULL },
	{ "fentry", HEALTH_OK, check_fentry, "there; no provider uses it",
	  NULL },
	{ "memlock", HEALTH_LIMITED, check_memlock,
	  "the limit of locked memory is no hindrance", "ulimit -l unlimited" },
	{ "lockdown", HEALTH_MISSING, check_lockdown, "",
	  "boot without lockdown=confidentiality: it forbids to read memory" },
	{ "pid-namespace", HEALTH_LIMITED, check_pid_space,
	  "the machine's own processes are seen",
	  "this is a container: processes outside of it are not seen; run it "
	  "on the host for those" },
	{ "user-namespace", HEALTH_LIMITED, check_user_space,
	  "root is the machine's own",
	  "this is a container with users of its own: run it on the host" },
	{ "seccomp", HEALTH_LIMITED, check_seccomp, "no filter is in place",
	  "a filter may forbid bpf(2): run the container without" },
	{ "processes", HEALTH_LIMITED, check_processes,
	  "all processes can be looked into",
	  "run as root; mount /proc without hidepid" },
};

/* Without these no other check tells what it is about. */
#define CAPABILITIES 2

size_t health_check(struct health *out)
{
	size_t n = sizeof(checks) / sizeof(*checks);

	_Static_assert(sizeof(checks) / sizeof(*checks) <= HEALTH_MAX,
		       "room for all checks");
	for (size_t i = 0; i < n; i++) {
		const struct check *c = &checks[i];
		struct note note = { "" };
		bool works = c->works(&note);

		out[i].name = c->name;
		out[i].state = works ? HEALTH_OK : c->without;
		out[i].remedy = out[i].state == HEALTH_OK ? NULL : c->remedy;
		if (i > CAPABILITIES && out[i].remedy &&
		    out[CAPABILITIES].state != HEALTH_OK)
			out[i].remedy = "see capabilities, then try again";
		snprintf(out[i].text, sizeof(out[i].text), "%s",
			 *note.text ? note.text : works ? c->what :
			 "it is not there");
	}
	return n;
}
