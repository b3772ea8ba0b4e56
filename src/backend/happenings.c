/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/happenings.h"

#include <errno.h>
#include <linux/sched.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/bug.h"
#include "base/vec.h"

struct happening {
	size_t image, prog;
	enum tracer_event_kind kind;
};

struct happenings {
	VEC(struct happening) list;
	unsigned kinds;
	char *name;
	uint32_t status_field;	/* of task_struct, for programs at an exit */
};

struct happenings *happenings_new(void)
{
	return xcalloc(1, sizeof(struct happenings));
}

void happenings_free(struct happenings *h)
{
	if (!h)
		return;
	vec_release(&h->list);
	free(h->name);
	free(h);
}

/* ---- which programs -------------------------------------------- */

static bool kind_of_tracepoint(const char *tracepoint,
			       enum tracer_event_kind *kind)
{
	static const struct {
		const char *name;
		enum tracer_event_kind kind;
	} known[] = {
		{ "sys_enter", TRACER_CALL }, { "sys_exit", TRACER_RETURN },
		{ "sched_process_exec", TRACER_EXEC },
		{ "sched_process_exit", TRACER_EXIT },
		{ "task_newtask", TRACER_CHILD },
		{ "signal_deliver", TRACER_SIGNAL },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(known[i].name, tracepoint)) {
			*kind = known[i].kind;
			return true;
		}
	return false;
}

/* Programs that keep accounts have no sites. */
static const char *tracepoint_of(const struct image *im,
				 const struct image_prog *prog)
{
	return prog->nsites ? im->sites.items[prog->sites[0]].trace->tracepoint
			    : prog->tracepoint;
}

/* False: it is at nothing of that sort. */
static bool kind_of(const struct image *im, const struct image_prog *prog,
		    enum tracer_event_kind *kind)
{
	switch (prog->kind) {
	case PROG_SYSCALL_ENTRY:
		*kind = TRACER_CALL;
		return true;
	case PROG_SYSCALL_RETURN:
		*kind = TRACER_RETURN;
		return true;
	case PROG_TRACEPOINT:
		return kind_of_tracepoint(tracepoint_of(im, prog), kind);
	default:
		return false;
	}
}

/* vtimestamp's program; the backend keeps its accounts otherwise. */
static bool is_switch(const struct image_prog *prog)
{
	return prog->kind == PROG_TRACEPOINT && !prog->nsites &&
	       !strcmp(prog->tracepoint, "sched_switch");
}

static const char *part(const struct image *im, const struct image_prog *prog,
			enum probe_part which)
{
	const struct image_site *s = &im->sites.items[prog->sites[0]];

	return im->strings.items[s->strings[which]];
}

static char *name_of(const struct image *im, const struct image_prog *prog)
{
	struct buf name = BUF_INIT;

	if (!prog->nsites)
		buf_add_str(&name, "errno");
	else
		buf_printf(&name, "%s:%s:%s:%s", part(im, prog, PART_PROVIDER),
			   part(im, prog, PART_MODULE),
			   part(im, prog, PART_FUNCTION),
			   part(im, prog, PART_NAME));
	return buf_detach(&name);
}

static void note(struct happenings *h, const struct image *im, size_t number,
		 size_t prog, enum tracer_event_kind kind)
{
	const struct image_prog *p = &im->progs.items[prog];

	*vec_push(&h->list) = (struct happening){ number, prog, kind };
	h->kinds |= 1u << kind;
	if (!h->name)
		h->name = name_of(im, p);
	if (kind == TRACER_EXIT && p->nsites &&
	    im->sites.items[p->sites[0]].trace->field)
		h->status_field = im->sites.items[p->sites[0]].trace->field;
}

int happenings_add(struct happenings *h, const struct image *im, size_t number,
		   struct err *e)
{
	for (size_t i = 0; i < im->progs.len; i++) {
		const struct image_prog *p = &im->progs.items[i];
		enum tracer_event_kind kind;
		char *name;

		if (p->kind == PROG_USER || p->kind == PROG_RUN ||
		    p->kind == PROG_PROFILE || is_switch(p))
			continue;
		if (kind_of(im, p, &kind)) {
			note(h, im, number, i, kind);
			continue;
		}
		name = name_of(im, p);
		err_set(e, -EPERM, "%s is a probe of the kernel: run dtrace "
			"as root, or give it CAP_BPF and CAP_PERFMON", name);
		free(name);
		return -EPERM;
	}
	return 0;
}

void happenings_used_images(const struct happenings *h, bool *images)
{
	for (size_t i = 0; i < h->list.len; i++)
		images[h->list.items[i].image] = true;
}

unsigned happenings_kinds(const struct happenings *h)
{
	return h->kinds;
}

const char *happenings_name(const struct happenings *h)
{
	return h->name;
}

/* ---- running them ---------------------------------------------- */

/* As trace/events has the arguments of these tracepoints. */
static void fill_context(const struct tracer_event *ev, uint64_t ctx[4])
{
	memset(ctx, 0, 4 * sizeof(*ctx));
	switch (ev->kind) {
	case TRACER_CALL:
	case TRACER_RETURN:
		ctx[0] = ebpf_regs_object();
		ctx[1] = ev->number;
		return;
	case TRACER_EXEC:
		ctx[0] = ebpf_task_object(0);
		ctx[1] = (uint64_t)ev->hit.tid;
		return;
	case TRACER_EXIT:
		ctx[0] = ebpf_task_object(0);
		ctx[1] = !ev->other;
		return;
	case TRACER_CHILD:
		ctx[0] = hit_other_task();
		ctx[1] = hit_process_of(ev->other) == ev->hit.pid ?
			 CLONE_THREAD : 0;
		return;
	case TRACER_SIGNAL:
		ctx[0] = ev->number;
		return;
	}
}

void happenings_run(const struct happenings *h, const struct tracer_event *ev,
		    struct hit *hit,
		    void (*run)(void *data, size_t image, size_t prog,
				const void *ctx, size_t size), void *data)
{
	uint64_t ctx[4];

	fill_context(ev, ctx);
	hit->at = ev->hit;
	hit->other = ev->other;
	hit->status_field = ev->kind == TRACER_EXIT ? h->status_field : 0;
	hit->status = ev->number;
	for (size_t i = 0; i < h->list.len; i++)
		if (h->list.items[i].kind == ev->kind)
			run(data, h->list.items[i].image,
			    h->list.items[i].prog, ctx, sizeof(ctx));
	hit->at = (struct tracer_hit){ 0 };
	hit->other = 0;
	hit->status_field = 0;
}
