/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/replay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "backend/machine.h"
#include "base/bug.h"

/* Where a recorded probe fires now. */
struct place {
	size_t prog;		/* + 1; 0: nowhere */
	uint32_t site;
};

struct replay {
	struct backend base;
	const struct image *image;
	struct recording *recording;
	struct machine *machine;
	struct place *places;		/* by number of the probe */
	struct recording_event event;	/* the one that fires, or the next */
	bool is_firing;			/* else the tracer runs */
	uint64_t time;
	uint64_t cookie;
};

static struct replay *replay_of(const struct backend *b)
{
	return (struct replay *)b;
}

/* ---- the world ------------------------------------------------- */

static const struct recording_who *who(const struct replay *r)
{
	return r->is_firing ? &r->event.who :
			      &recording_start(r->recording)->tracer;
}

static uint64_t env_time(void *data)
{
	return ((struct replay *)data)->time;
}

static uint64_t env_pid_tgid(void *data)
{
	const struct recording_who *w = who(data);

	return (uint64_t)w->pid << 32 | w->tid;
}

static uint64_t env_uid_gid(void *data)
{
	const struct recording_who *w = who(data);

	return (uint64_t)w->gid << 32 | w->uid;
}

static void env_comm(void *data, char comm[EBPF_COMM_SIZE])
{
	memcpy(comm, who(data)->comm, EBPF_COMM_SIZE);
}

static uint32_t env_cpu(void *data)
{
	const struct replay *r = data;

	return r->is_firing ? r->event.cpu : 0;
}

static uint32_t env_random(void *data)
{
	uint32_t v = 0;

	(void)data;
	if (getrandom(&v, sizeof(v), 0) != sizeof(v))
		BUG("no random numbers");
	return v;
}

static uint64_t env_cookie(void *data)
{
	return ((struct replay *)data)->cookie;
}

/* Of the pieces that hold the address, what the longest has from there on. */
static size_t env_read_user(void *data, uint64_t address, void *to,
			    size_t size)
{
	const struct replay *r = data;
	size_t most = 0;

	for (uint32_t i = 0; r->is_firing && i < r->event.nmemory; i++) {
		const struct recording_memory *m = &r->event.memory[i];
		uint64_t skip = address - m->address;
		size_t n;

		if (address < m->address || skip >= m->length)
			continue;
		n = m->length - skip < size ? m->length - (size_t)skip : size;
		if (n <= most)
			continue;
		memcpy(to, m->bytes + skip, n);
		most = n;
	}
	return most;
}

static size_t env_stack(void *data, uint64_t *to, size_t n)
{
	const struct replay *r = data;

	if (!r->is_firing)
		return 0;
	if (n > r->event.nframes)
		n = r->event.nframes;
	memcpy(to, r->event.frames, n * sizeof(*to));
	return n;
}

/* ---- running --------------------------------------------------- */

static void find_places(struct replay *r)
{
	const struct image *im = r->image;

	for (size_t i = 0; i < im->progs.len; i++) {
		const struct image_prog *p = &im->progs.items[i];

		for (size_t k = 0; p->kind == PROG_RECORDED && k < p->nsites;
		     k++) {
			const struct image_site *s =
				&im->sites.items[p->sites[k]];

			r->places[s->recorded] = (struct place){
				i + 1, p->sites[k] };
		}
	}
}

static int replay_load(struct backend *b, struct err *e)
{
	struct replay *r = replay_of(b);
	struct ebpf_env env = {
		.data = r, .time_ns = env_time, .pid_tgid = env_pid_tgid,
		.uid_gid = env_uid_gid, .comm = env_comm, .cpu = env_cpu,
		.random = env_random, .cookie = env_cookie,
		.read_user = env_read_user, .stack = env_stack,
	};
	int ret = machine_new(&r->machine, r->image, &env, e);

	if (ret)
		return ret;
	machine_set_clock(r->machine,
			  recording_start(r->recording)->clock_above);
	r->places = xcalloc(recording_probes(r->recording) + 1,
			    sizeof(*r->places));
	find_places(r);
	return 0;
}

static int replay_run(struct backend *b, size_t prog,
		      const struct run_args *args, struct err *e)
{
	struct replay *r = replay_of(b);

	r->is_firing = false;
	r->cookie = r->image->progs.items[prog].sites[0];
	return machine_run(r->machine, 0, prog, args, sizeof(*args), e);
}

int replay_next(struct backend *b, uint64_t *time, struct err *e)
{
	struct replay *r = replay_of(b);
	int ret = recording_next(r->recording, &r->event, e);

	if (ret > 0)
		*time = r->event.time;
	return ret;
}

int replay_fire(struct backend *b, struct err *e)
{
	struct replay *r = replay_of(b);
	const struct recording_event *ev = &r->event;
	const struct place *at = &r->places[ev->probe];
	struct recorded_args ctx = {
		.ppid = ev->who.ppid, .error = ev->error,
		.vtime = ev->vtime, .bad_args = ev->bad_args,
		.bad_addresses = ev->bad_addresses,
	};

	r->time = ev->time;
	if (!at->prog)
		return 0;
	memcpy(ctx.args, ev->args, sizeof(ctx.args));
	r->cookie = at->site;
	r->is_firing = true;
	return machine_run(r->machine, 0, at->prog - 1, &ctx, sizeof(ctx), e);
}

void replay_set_time(struct backend *b, uint64_t time)
{
	replay_of(b)->time = time;
}

/* ---- what needs no more than the machine ------------------------ */

static int replay_attach(struct backend *b, struct err *e)
{
	(void)b;
	(void)e;
	return 0;
}

static int replay_extend(struct backend *b, const struct image *im,
			 struct err *e)
{
	(void)b;
	(void)im;
	(void)e;
	BUG("nothing appears later in a recording");
}

static void replay_detach(struct backend *b)
{
	(void)b;
}

static int replay_wait_fd(const struct backend *b)
{
	(void)b;
	BUG("a recording keeps nobody waiting");
}

static int replay_drain(struct backend *b, backend_record_fn *fn, void *data,
			struct err *e)
{
	return machine_drain(replay_of(b)->machine, fn, data, e);
}

static int replay_state(struct backend *b, struct image_state *out,
			struct err *e)
{
	(void)e;
	machine_state(replay_of(b)->machine, out);
	return 0;
}

static int replay_set_exiting(struct backend *b, struct err *e)
{
	(void)e;
	machine_set_exiting(replay_of(b)->machine);
	return 0;
}

static int replay_snapshot(struct backend *b, const struct image_agg *agg,
			   backend_row_fn *fn, void *data, struct err *e)
{
	(void)e;
	return machine_snapshot(replay_of(b)->machine, agg, fn, data);
}

static int replay_helper(struct backend *b, pid_t pid,
			 const struct image_helper *helper, struct err *e)
{
	return machine_helper(replay_of(b)->machine, pid, helper, e);
}

static int replay_clear(struct backend *b, const struct image_agg *agg,
			struct err *e)
{
	(void)e;
	machine_clear(replay_of(b)->machine, agg);
	return 0;
}

static int replay_trunc(struct backend *b, const struct image_agg *agg,
			const void *keys, size_t nkeys, struct err *e)
{
	(void)e;
	machine_trunc(replay_of(b)->machine, agg, keys, nkeys);
	return 0;
}

static void replay_free(struct backend *b)
{
	struct replay *r = replay_of(b);

	machine_free(r->machine);
	free(r->places);
	free(r);
}

static const struct backend_ops replay_ops = {
	.name = "replay",
	.load = replay_load,
	.run = replay_run,
	.attach = replay_attach,
	.extend = replay_extend,
	.detach = replay_detach,
	.wait_fd = replay_wait_fd,
	.drain = replay_drain,
	.state = replay_state,
	.set_exiting = replay_set_exiting,
	.snapshot = replay_snapshot,
	.helper = replay_helper,
	.clear = replay_clear,
	.trunc = replay_trunc,
	.free = replay_free,
};

struct backend *replay_backend_new(const struct image *image,
				   struct recording *recording)
{
	struct replay *r = xcalloc(1, sizeof(*r));

	r->base.ops = &replay_ops;
	r->image = image;
	r->recording = recording;
	r->time = recording_start(recording)->time;
	return &r->base;
}
