/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/links.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "backend/bpfsys.h"
#include "backend/cpus.h"
#include "base/bug.h"

/* the kernel's own "not supported", which user space has no name for */
#define ENOTSUPP 524

/* What attaching one program needs to know. */
struct attach {
	struct links *links;
	const struct image *image;
	const struct kernel_features *features;
	const struct image_prog *prog;
	int fd;
};

/* The only site of a program that is not at user-space sites. */
static const struct image_site *site_of(const struct attach *a)
{
	return &a->image->sites.items[a->prog->sites[0]];
}

static void keep_at(struct attach *a, int link, int object)
{
	*vec_push(&a->links->items) = (struct link){ link, object };
}

static void keep(struct attach *a, int link)
{
	keep_at(a, link, -1);
}

/* ---- user-space sites ------------------------------------------ */

/* The sites of one program in one object, as arrays for the kernel. */
struct batch {
	VEC(uint64_t) offsets, semaphores, cookies;
};

static void batch_release(struct batch *batch)
{
	vec_release(&batch->offsets);
	vec_release(&batch->semaphores);
	vec_release(&batch->cookies);
}

static void collect(const struct attach *a, int object, bool are_returns,
		    struct batch *out)
{
	const struct image_prog *p = a->prog;

	for (size_t i = 0; i < p->nsites; i++) {
		const struct image_site *s =
			&a->image->sites.items[p->sites[i]];

		if (s->object != object || s->is_return != are_returns)
			continue;
		*vec_push(&out->offsets) = s->offset;
		*vec_push(&out->semaphores) = s->semaphore;
		*vec_push(&out->cookies) = p->sites[i];
	}
}

static int attach_error(int code, const struct image_object *o, pid_t pid,
			struct err *e)
{
	if (code == -EINVAL)
		return err_set(e, code, "cannot attach to '%s': the kernel "
			       "refuses; another tracer may hold a probe at "
			       "one of its sites without its semaphore",
			       o->path);
	if (code == -ENOTSUPP)
		return err_set(e, code, "cannot attach to '%s': the kernel "
			       "cannot step over an instruction at one of its "
			       "sites", o->path);
	if (code == -ESRCH)
		return err_set(e, code, "cannot attach to '%s': process %d is "
			       "gone", o->path, (int)pid);
	return err_sys(e, code, "cannot attach to '%s'", o->path);
}

static int attach_batch(struct attach *a, int object, bool are_returns,
			const struct batch *batch, struct err *e)
{
	const struct image_object *o = &a->image->objects.items[object];
	struct bpfsys_sites s = {
		.path = o->open_path, .n = (uint32_t)batch->offsets.len,
		.offsets = batch->offsets.items,
		.semaphores = batch->semaphores.items,
		.cookies = batch->cookies.items,
		.are_returns = are_returns, .pid = a->prog->pid,
	};
	int link;

	if (a->features->uprobe_multi) {
		link = bpfsys_link_multi(a->fd, &s);
		if (link == -ENOENT)	/* went away since it was found */
			return 0;
		if (link < 0)
			return attach_error(link, o, s.pid, e);
		keep_at(a, link, object);
		return 0;
	}
	for (uint32_t i = 0; i < s.n; i++) {
		link = bpfsys_link_perf(a->fd, &s, i);
		if (link == -ENOENT)
			return 0;
		if (link < 0)
			return attach_error(link, o, s.pid, e);
		keep_at(a, link, object);
	}
	return 0;
}

static int attach_user(struct attach *a, struct err *e)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < 2 * a->image->objects.len; i++) {
		struct batch batch = { 0 };
		int object = (int)(i / 2);

		collect(a, object, i % 2, &batch);
		if (batch.offsets.len)
			ret = attach_batch(a, object, i % 2, &batch, e);
		batch_release(&batch);
	}
	return ret;
}

/* ---- profile --------------------------------------------------- */

static int attach_clocks(struct attach *a, struct err *e)
{
	const struct image_site *s = site_of(a);
	const char *name = a->image->strings.items[s->strings[PART_NAME]];
	unsigned *cpus;
	int n = cpus_online(&cpus, e), ret = n;

	for (int i = 0; i < n && ret >= 0; i++) {
		ret = bpfsys_link_clock(a->fd, cpus[i], s->interval_ns);
		if (ret < 0)
			err_sys(e, ret, "cannot make the clock of %s on CPU "
				"%u: it needs the kernel's perf events", name,
				cpus[i]);
		else
			keep(a, ret);
	}
	if (n >= 0)
		free(cpus);
	return ret < 0 ? ret : 0;
}

/* ---- tracepoints ----------------------------------------------- */

static int attach_tracepoint(struct attach *a, const char *name,
			     struct err *e)
{
	int link = bpfsys_link_tracepoint(a->fd, name);

	if (link == -ENOENT)
		return err_set(e, link, "this kernel has no tracepoint %s",
			       name);
	if (link < 0)
		return err_sys(e, link, "cannot attach to the kernel's "
			       "tracepoint %s", name);
	keep(a, link);
	return 0;
}

/* ---- functions of the kernel ------------------------------------ */

/*
 * The kernel lists functions that it does then not let anybody probe. Of
 * several they are left out.
 */
static bool is_no_place(int code)
{
	return code == -EINVAL || code == -ENOENT || code == -ESRCH ||
	       code == -EOPNOTSUPP || code == -EADDRNOTAVAIL ||
	       code == -EILSEQ || code == -EBUSY || code == -ENOTSUPP;
}

/*
 * Attach to those of them that are places; *done counts the links. The kernel
 * does not say which of many is none: they are halved until it is alone.
 */
static int attach_functions(struct attach *a,
			    const struct bpfsys_functions *f, int *done,
			    struct err *e)
{
	struct bpfsys_functions first = *f, rest = *f;
	int ret = 0, link = -EINVAL;

	if (f->n == 1 || bpfsys_has_kprobe_multi())
		link = bpfsys_link_functions(a->fd, f);
	if (link >= 0) {
		keep(a, link);
		(*done)++;
		return 0;
	}
	if (f->n == 1 || !is_no_place(link)) {
		err_sys(e, link, "cannot attach to the kernel's function %s%s",
			f->names[0], f->n > 1 ? " and others" : "");
		return is_no_place(link) ? 0 : link;
	}
	first.n = f->n / 2;
	rest.names += first.n;
	rest.cookies += first.n;
	rest.n -= first.n;
	ret = attach_functions(a, &first, done, e);
	return ret ? ret : attach_functions(a, &rest, done, e);
}

static int attach_kernel(struct attach *a, struct err *e)
{
	VEC(const char *) names = { 0 };
	VEC(uint64_t) cookies = { 0 };
	struct bpfsys_functions f = {
		.are_returns = a->prog->kind == PROG_FUNCTION_RETURN,
	};
	struct err last = ERR_INIT;
	int done = 0, ret;

	for (size_t i = 0; i < a->prog->nsites; i++) {
		uint32_t site = a->prog->sites[i];

		*vec_push(&names) = a->image->sites.items[site].symbol;
		*vec_push(&cookies) = site;
	}
	f.names = names.items;
	f.cookies = cookies.items;
	f.n = (uint32_t)names.len;
	ret = attach_functions(a, &f, &done, &last);
	vec_release(&names);
	vec_release(&cookies);
	if (!ret && done)
		return 0;
	*e = last;
	return ret ? ret : -ENOTSUP;
}

/* ---- all ------------------------------------------------------- */

int links_attach(struct links *l, const struct image *im,
		 const struct kernel_features *features, size_t prog, int fd,
		 struct err *e)
{
	struct attach a = {
		.links = l, .image = im, .features = features,
		.prog = &im->progs.items[prog], .fd = fd,
	};

	switch (a.prog->kind) {
	case PROG_USER: return attach_user(&a, e);
	case PROG_PROFILE: return attach_clocks(&a, e);
	case PROG_SYSCALL_ENTRY:
		return attach_tracepoint(&a, "sys_enter", e);
	case PROG_SYSCALL_RETURN:
		return attach_tracepoint(&a, "sys_exit", e);
	case PROG_FUNCTION_ENTRY: case PROG_FUNCTION_RETURN:
		return attach_kernel(&a, e);
	case PROG_TRACEPOINT:
		return attach_tracepoint(&a, a.prog->tracepoint ?
					 a.prog->tracepoint :
					 site_of(&a)->trace->tracepoint, e);
	case PROG_RUN: return 0;
	case PROG_RECORDED: break;	/* never in the kernel */
	}
	BUG("program kind %d", (int)a.prog->kind);
}

/* ---- closing --------------------------------------------------- */

/* Links that are closed beside everything else. */
struct closing {
	pthread_t thread;
	bool has_thread;
	VEC(int) fds;
};

static void *close_link(void *fd)
{
	close((int)(intptr_t)fd);
	return NULL;
}

/*
 * Closing a link waits some 50 ms for the kernel's grace periods, however many
 * sites it has, so links are closed all at once.
 */
static void *close_all(void *data)
{
	const struct closing *c = data;
	pthread_t *threads = xcalloc(c->fds.len, sizeof(*threads));
	bool *started = xcalloc(c->fds.len, sizeof(*started));

	for (size_t i = 1; i < c->fds.len; i++) {
		void *fd = (void *)(intptr_t)c->fds.items[i];

		started[i] = !pthread_create(&threads[i], NULL, close_link,
					     fd);
		if (!started[i])
			close_link(fd);
	}
	if (c->fds.len)
		close(c->fds.items[0]);
	for (size_t i = 1; i < c->fds.len; i++)
		if (started[i])
			pthread_join(threads[i], NULL);
	free(threads);
	free(started);
	return NULL;
}

static void finish_closing(struct links *l)
{
	struct closing *c = l->closing;

	if (!c)
		return;
	if (c->has_thread)
		pthread_join(c->thread, NULL);
	vec_release(&c->fds);
	free(c);
	l->closing = NULL;
}

void links_forget(struct links *l, const bool *objects, size_t n)
{
	struct closing *c = xcalloc(1, sizeof(*c));
	size_t kept = 0;

	finish_closing(l);
	for (size_t i = 0; i < l->items.len; i++) {
		const struct link *k = &l->items.items[i];

		if (k->object >= 0 && (size_t)k->object < n &&
		    objects[k->object])
			*vec_push(&c->fds) = k->fd;
		else
			l->items.items[kept++] = *k;
	}
	l->items.len = kept;
	c->has_thread = !pthread_create(&c->thread, NULL, close_all, c);
	if (!c->has_thread)
		close_all(c);
	l->closing = c;
}

void links_close(struct links *l)
{
	struct closing c = { 0 };

	finish_closing(l);
	for (size_t i = 0; i < l->items.len; i++)
		*vec_push(&c.fds) = l->items.items[i].fd;
	close_all(&c);
	vec_release(&c.fds);
	vec_release(&l->items);
}
