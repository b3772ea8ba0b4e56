/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tracing thread. It waits for its tracees, and for what others ask of it:
 * a signal gets it out of the wait, again and again until it has seen the job.
 * It runs on the CPU of the thread that it saw last: a switch on one CPU takes
 * a quarter of what waking another CPU takes.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "base/bug.h"
#include "tracer/impl.h"

#define WAKE_SIGNAL (SIGRTMAX - 3)
#define LOOK_EVERY 256		/* events, at the tracee's CPU */
#define PAUSE_NS 1000000000

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

/* ---- where it runs --------------------------------------------- */

static void follow_cpu(struct tracer *t, pid_t tid)
{
	struct task *task;
	cpu_set_t set;
	int cpu;

	if (t->events++ % LOOK_EVERY || !(task = task_find(t, tid)))
		return;
	cpu = kin_cpu(task->pid, tid);
	if (cpu < 0 || cpu == t->cpu || cpu >= CPU_SETSIZE)
		return;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (!sched_setaffinity(0, sizeof(set), &set))
		t->cpu = cpu;
}

/* ---- waiting --------------------------------------------------- */

bool thread_wait(struct tracer *t, int flags)
{
	int status;
	pid_t tid = wait4(-1, &status, __WALL | __WNOTHREAD | flags, NULL);

	if (tid <= 0)
		return false;
	follow_cpu(t, tid);
	event_handle(t, tid, status);
	return true;
}

void tracer_pause(struct tracer *t, pid_t pid)
{
	if (!t->current || t->current->pid != pid || t->current->is_paused ||
	    t->is_releasing)
		return;
	t->current->is_paused = true;
	if (!t->npaused++)
		t->paused_since = now_ns();
}

static void go_on(struct tracer *t, struct task *task, void *data)
{
	const pid_t *pid = data;

	if (!task->is_paused || (*pid && task->pid != *pid))
		return;
	task->is_paused = false;
	t->npaused--;
	task_continue(t, task, 0);
}

void tracer_go_on(struct tracer *t, pid_t pid)
{
	task_each(t, go_on, &pid);
}

/* ---- jobs ------------------------------------------------------ */

static void run_job(struct tracer *t)
{
	tracer_fn *job;
	int ret = 0;

	pthread_mutex_lock(&t->lock);
	job = t->job;
	pthread_mutex_unlock(&t->lock);
	while (thread_wait(t, WNOHANG))
		;
	if (job)
		ret = job(t, t->job_data, t->job_err);
	else
		release_all(t);
	pthread_mutex_lock(&t->lock);
	t->job_ret = ret;
	t->is_done = !job;
	atomic_store(&t->has_job, false);
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->lock);
}

/* Wait for a job, some time if ns is not 0. */
static void wait_for_job(struct tracer *t, long ns)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += ns;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&t->lock);
	while (!atomic_load(&t->has_job) && !ns)
		pthread_cond_wait(&t->changed, &t->lock);
	if (!atomic_load(&t->has_job))
		pthread_cond_timedwait(&t->changed, &t->lock, &until);
	pthread_mutex_unlock(&t->lock);
}

static void *thread_main(void *data)
{
	struct tracer *t = data;

	while (!t->is_done) {
		if (atomic_load(&t->has_job)) {
			run_job(t);
		} else if (t->npaused) {
			if (!thread_wait(t, WNOHANG))
				wait_for_job(t, 1000000);
			if (now_ns() - t->paused_since > PAUSE_NS)
				tracer_go_on(t, 0);
		} else if (!thread_wait(t, 0) && errno == ECHILD) {
			wait_for_job(t, 0);
		}
	}
	return NULL;
}

static void call(struct tracer *t, tracer_fn *fn, void *data, struct err *e)
{
	t->job = fn;
	t->job_data = data;
	t->job_err = e;
	atomic_store(&t->has_job, true);
	pthread_cond_broadcast(&t->changed);
	while (atomic_load(&t->has_job)) {
		struct timespec until;

		pthread_kill(t->thread, WAKE_SIGNAL);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += 1000000;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&t->changed, &t->lock, &until);
	}
}

int tracer_call(struct tracer *t, tracer_fn *fn, void *data, struct err *e)
{
	int ret = -ESRCH;

	pthread_mutex_lock(&t->lock);
	if (t->has_thread) {
		call(t, fn, data, e);
		ret = t->job_ret;
	}
	pthread_mutex_unlock(&t->lock);
	return ret;
}

/* ---- life ------------------------------------------------------ */

static void wake(int signal)
{
	(void)signal;		/* it only ends a wait */
}

/* Of its signals the thread takes none but ours. */
static int start(struct tracer *t)
{
	struct sigaction action = { .sa_handler = wake };
	sigset_t all, old;
	int ret;

	sigaction(WAKE_SIGNAL, &action, NULL);
	sigfillset(&all);
	sigdelset(&all, WAKE_SIGNAL);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	ret = pthread_create(&t->thread, NULL, thread_main, t);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return -ret;
}

int tracer_new(struct tracer **out, struct err *e)
{
	struct tracer *t = xcalloc(1, sizeof(*t));
	int ret;

	t->arch = arch_native();
	t->cpu = -1;
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->changed, NULL);
	ret = start(t);
	if (ret) {
		free(t);
		return err_sys(e, ret, "cannot start a thread");
	}
	t->has_thread = true;
	*out = t;
	return 0;
}

void tracer_set_client(struct tracer *t, const struct tracer_client *c)
{
	t->client = *c;
}

void tracer_stop(struct tracer *t)
{
	if (!t || !t->has_thread)
		return;
	pthread_mutex_lock(&t->lock);
	call(t, NULL, NULL, NULL);
	t->has_thread = false;
	pthread_mutex_unlock(&t->lock);
	pthread_join(t->thread, NULL);
}

struct end_query {
	pid_t pid;
	int *status;
};

static int find_end(struct tracer *t, void *data, struct err *e)
{
	const struct end_query *q = data;

	(void)e;
	for (size_t i = 0; i < t->ends.len; i++)
		if (t->ends.items[i].pid == q->pid &&
		    t->ends.items[i].is_known) {
			*q->status = t->ends.items[i].status;
			return 1;
		}
	return 0;
}

bool tracer_end_of(struct tracer *t, pid_t pid, int *status)
{
	struct end_query q = { pid, status };

	if (t->has_thread)
		return tracer_call(t, find_end, &q, NULL) == 1;
	return find_end(t, &q, NULL) == 1;
}

static void forget(struct tracer *t, struct task *task, void *data)
{
	(void)data;
	task_remove(t, task);
}

void tracer_free(struct tracer *t)
{
	if (!t)
		return;
	tracer_stop(t);
	task_each(t, forget, NULL);
	vec_release(&t->early);
	vec_release(&t->ends);
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->changed);
	free(t);
}
