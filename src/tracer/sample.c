/* SPDX-License-Identifier: BSD-2-Clause */
/* Looking at threads at times of our own: only those that run are stopped. */
#include <sys/ptrace.h>

#include "tracer/impl.h"

struct sampling {
	uint32_t cookie;
	size_t n;
};

static void ask(struct tracer *t, struct task *task, void *data)
{
	struct sampling *s = data;
	struct kin kin;

	(void)t;
	if (task->is_stopped || task->is_new ||
	    task->nsamples == sizeof(task->samples) / sizeof(uint32_t) ||
	    !kin_read(task->tid, &kin) || kin.state != 'R')
		return;
	task->samples[task->nsamples++] = s->cookie;
	s->n++;
	if (task->nsamples == 1)
		ptrace(PTRACE_INTERRUPT, task->tid, 0, 0);
}

size_t tracer_sample(struct tracer *t, uint32_t cookie)
{
	struct sampling s = { .cookie = cookie };

	task_each(t, ask, &s);
	return s.n;
}

void sample_show(struct tracer *t, struct task *task)
{
	struct registers r;
	struct tracer_hit hit = {
		.pid = task->pid, .tid = task->tid, .regs = r.bytes,
		.regs_size = t->arch->pt_regs_size,
	};

	if (!task_get_regs(task->tid, &r))
		for (size_t i = 0; i < task->nsamples; i++) {
			hit.cookie = task->samples[i];
			t->client.hit(t->client.data, &hit);
		}
	task->nsamples = 0;
}
