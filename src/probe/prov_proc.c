/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proc: processes and threads, signals. Each probe is a tracepoint of the
 * kernel, or a system call in its raw tracepoint, under conditions.
 *
 * arg0 and arg1 of a probe about another thread are both its task_struct, where
 * DTrace has a thread and a process.
 */
#include <asm/unistd.h>
#include <linux/sched.h>
#include <string.h>

#include "probe/provider.h"

static const struct provider_decl decl = {
	.name = "proc",
	.attrs = {
		[ATTR_PROVIDER] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
		[ATTR_MODULE] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_FUNCTION] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_NAME] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
		[ATTR_ARGS] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
	},
};

/* enum of the kernel's trace/events/signal.h */
#define SIGNAL_IGNORED 1

/* the second is dearer: it looks at registers */
#define CALLS(nr) \
	{ TRACE_ARG, 1, TRACE_EQ, __NR_##nr }, RETURNS(nr)
#define RETURNS(nr) { TRACE_SYSCALL, 0, TRACE_EQ, __NR_##nr }
#define FAILS { TRACE_ARG, 1, TRACE_LESS, 0 }
#define IN_CHILD { TRACE_ARG, 1, TRACE_EQ, 0 }
#define IN_LEADER { TRACE_LEADER, 0, TRACE_EQ, 1 }
#define ARG_IS(n, op, value) { TRACE_ARG, n, TRACE_##op, value }

/* Lines of one name, which stand together, are one probe. */
static const struct trace_def defs[] = {
	{ "create", { "task_newtask", 2, { 0, 0 },
	  { ARG_IS(1, CLEAR, CLONE_THREAD) }, 0 }, 0 },
	{ "exec", { "sys_enter", 1, { TRACE_WORD_CALL_ARG },
	  { CALLS(execve) }, 0 }, 0 },
	{ "exec", { "sys_enter", 1, { TRACE_WORD_CALL_ARG + 1 },
	  { CALLS(execveat) }, 0 }, 0 },
	{ "exec-failure", { "sys_exit", 1, { TRACE_WORD_ERRNO },
	  { FAILS, RETURNS(execve) }, 0 }, 0 },
	{ "exec-failure", { "sys_exit", 1, { TRACE_WORD_ERRNO },
	  { FAILS, RETURNS(execveat) }, 0 }, 0 },
	{ "exec-success", { "sched_process_exec", 0, { 0 }, { { 0 } }, 0 }, 0 },
	{ "exit", { "sched_process_exit", 1, { TRACE_WORD_EXIT },
	  { ARG_IS(1, NE, 0) }, 0 }, 0 },
	/* older kernels do not say whether it is the last thread */
	{ "exit", { "sched_process_exit", 1, { TRACE_WORD_EXIT },
	  { IN_LEADER }, 0 }, 2 },
	{ "lwp-create", { "task_newtask", 2, { 0, 0 },
	  { ARG_IS(1, SET, CLONE_THREAD) }, 0 }, 0 },
	{ "lwp-exit", { "sched_process_exit", 0, { 0 }, { { 0 } }, 0 }, 0 },
	{ "lwp-start", { "sys_exit", 0, { 0 },
	  { IN_CHILD, RETURNS(clone) }, 0 }, 0 },
	{ "lwp-start", { "sys_exit", 0, { 0 },
	  { IN_CHILD, RETURNS(clone3) }, 0 }, 0 },
#ifdef __NR_fork
	{ "lwp-start", { "sys_exit", 0, { 0 },
	  { IN_CHILD, RETURNS(fork) }, 0 }, 0 },
	{ "lwp-start", { "sys_exit", 0, { 0 },
	  { IN_CHILD, RETURNS(vfork) }, 0 }, 0 },
#endif
	{ "signal-discard", { "signal_generate", 3, { 2, 2, 0 },
	  { ARG_IS(4, EQ, SIGNAL_IGNORED) }, 0 }, 0 },
	{ "signal-handle", { "signal_deliver", 2, { 0, 1 }, { { 0 } }, 0 }, 0 },
	{ "signal-send", { "signal_generate", 3, { 2, 2, 0 }, { { 0 } }, 0 }, 0 },
	{ "start", { "sys_exit", 0, { 0 },
	  { IN_CHILD, RETURNS(clone), IN_LEADER }, 0 }, 0 },
	{ "start", { "sys_exit", 0, { 0 },
	  { IN_CHILD, RETURNS(clone3), IN_LEADER }, 0 }, 0 },
#ifdef __NR_fork
	{ "start", { "sys_exit", 0, { 0 }, { IN_CHILD, RETURNS(fork) }, 0 }, 0 },
	{ "start", { "sys_exit", 0, { 0 }, { IN_CHILD, RETURNS(vfork) }, 0 }, 0 },
#endif
};

static const char types[] = PROVIDER_TYPES
	"struct kernel_siginfo;"
	"provider proc {"
	"	probe create(struct task_struct *T) : (psinfo_t *T);"
	"	probe exec(userland char *path);"
	"	probe exec__failure(int error);"
	"	probe exec__success();"
	"	probe exit(int code);"
	"	probe lwp__create(struct task_struct *T) :"
	"		(lwpsinfo_t *T, psinfo_t *T);"
	"	probe lwp__exit();"
	"	probe lwp__start();"
	"	probe signal__discard(struct task_struct *T,"
	"		struct task_struct *P, int signal) :"
	"		(lwpsinfo_t *T, psinfo_t *P, int signal);"
	"	probe signal__handle(int signal, struct kernel_siginfo *info);"
	"	probe signal__send(struct task_struct *T,"
	"		struct task_struct *P, int signal) :"
	"		(lwpsinfo_t *T, psinfo_t *P, int signal);"
	"	probe start();"
	"};";

/* Where the status for wait(2) is, in the task of exit. */
static int set_exit_field(struct probe_set *s, struct image_trace *trace,
			  struct err *e)
{
	struct ktypes *k;
	const struct type *task;
	uint64_t offset = 0;
	int ret = probe_set_ktypes(s, &k, e);

	task = ret ? NULL : ktypes_find(k, "struct task_struct");
	if (task && type_find_member(task, "exit_code", &offset))
		trace->field = (uint32_t)offset;
	else
		trace->nwords = 0;
	return ret;
}

static int fill(struct probe_set *s, struct probe_list *out, struct err *e)
{
	struct trace_def all[sizeof(defs) / sizeof(*defs)];
	int ret = 0;

	memcpy(all, defs, sizeof(defs));
	for (size_t i = 0; !ret && i < sizeof(defs) / sizeof(*defs); i++)
		if (!strcmp(all[i].name, "exit"))
			ret = set_exit_field(s, &all[i].trace, e);
	return ret ? ret : provider_add_traces(s, out, &provider_proc, all,
					       sizeof(all) / sizeof(*all),
					       types, e);
}

const struct provider provider_proc = {
	.decl = &decl, .first_id = 2101, .room = 100, .fill = fill,
};
