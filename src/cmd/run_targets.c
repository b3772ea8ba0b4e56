/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/run.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>

#include "cmd/say.h"
#include "proc/launch.h"

static int hold(struct tracer *t, void *pid, struct err *e)
{
	return tracer_hold(t, *(pid_t *)pid, e);
}

int run_take_targets(struct run *r)
{
	struct options *o = r->options;
	struct proc *p;
	int ret;

	for (size_t i = 0; i < o->commands.len; i++) {
		ret = r->tracer ?
		      tracer_launch(r->tracer, o->commands.items[i], &p,
				    &r->err) :
		      proc_launch(o->commands.items[i], NULL, &p, &r->err);
		if (ret)
			return ret;
		*vec_push(&r->targets) = p;
	}
	for (size_t i = 0; i < o->pids.len; i++) {
		ret = proc_grab(o->pids.items[i], &p, &r->err);
		if (ret)
			return ret;
		*vec_push(&r->targets) = p;
		if (r->tracer)
			ret = tracer_call(r->tracer, hold, &o->pids.items[i],
					  &r->err);
		if (ret)
			return ret;
	}
	return 0;
}

int run_resume_commands(struct run *r)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < r->options->commands.len; i++)
		ret = r->tracer ?
		      tracer_resume(r->tracer, r->targets.items[i], &r->err) :
		      proc_resume(r->targets.items[i], &r->err);
	return ret;
}

/* It waited for our child, so it knows. */
static void ask_tracer(struct run *r, const struct proc *p,
		       struct proc_end *end)
{
	int status;

	if (!tracer_end_of(r->tracer, proc_pid(p), &status))
		return;
	end->is_known = true;
	end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	end->status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

void run_target_ended(struct run *r, size_t i)
{
	struct proc *p = r->targets.items[i];
	struct proc_end end;

	if (!p || !proc_ended(p, &end))
		return;
	if (r->tracer)
		ask_tracer(r, p, &end);
	epoll_ctl(r->epoll, EPOLL_CTL_DEL, proc_fd(p), NULL);
	if (!r->options->x.quiet)
		say("pid %d has exited", (int)proc_pid(p));
	if (end.is_known && end.signal)
		say("pid %d was ended by signal %d (%s)", (int)proc_pid(p),
		    end.signal, strsignal(end.signal));
	r->targets.items[i] = NULL;
	proc_free(p);
	for (size_t k = 0; k < r->targets.len; k++)
		if (r->targets.items[k])
			return;
	r->stopping = true;
}

void run_learn_targets(struct run *r)
{
	const struct image *im = &r->c.image;

	for (size_t i = 0; i < r->targets.len; i++) {
		if (im->names_user)
			symbols_learn(r->symbols,
				      proc_pid(r->targets.items[i]));
		if (im->copies_stacks)
			unwinder_learn(r->unwinder,
				       proc_pid(r->targets.items[i]));
	}
}
