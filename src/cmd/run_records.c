/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/run.h"

#include <errno.h>
#include <time.h>

#include "ebpf/interp.h"

int run_progs(struct run *r, enum run_when when,
		     const struct run_args *args)
{
	const struct image *im = &r->c.image;

	for (size_t i = 0; i < im->progs.len; i++) {
		const struct image_prog *p = &im->progs.items[i];
		int ret;

		if (p->kind != PROG_RUN || p->when != when)
			continue;
		ret = r->backend->ops->run(r->backend, i, args, &r->err);
		if (ret)
			return ret;
	}
	return 0;
}

static int on_record(void *data, const void *record, size_t len)
{
	struct run *r = data;
	int ret;

	if (r->c.keep && keep_record(r->c.keep, r, record, len))
		return --r->may_drain ? 0 : -EAGAIN;
	ret = consumer_record(r->consumer, record, len);
	if (ret) {
		r->err = *consumer_error(r->consumer);
		return ret;
	}
	return --r->may_drain ? 0 : -EAGAIN;
}

static int drain(struct run *r, bool is_live)
{
	int total = 0, n;

	do {
		r->may_drain = DRAIN_MAX;
		n = r->backend->ops->drain(r->backend, on_record, r, &r->err);
		total += n == -EAGAIN ? DRAIN_MAX : n;
	} while (n == -EAGAIN && !is_live);
	return n < 0 && n != -EAGAIN ? n : total;
}

/* How long a program may take from its timestamp to its record. */
#define HOLDBACK_NS 20000000

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

int run_drain(struct run *r, bool is_live)
{
	uint64_t until = is_live ? now_ns() - HOLDBACK_NS : UINT64_MAX;
	struct image_state state;
	int n = drain(r, is_live), ret, status;

	if (n < 0)
		return n;
	ret = consumer_flush(r->consumer, until);
	if (ret) {
		r->err = *consumer_error(r->consumer);
		return ret;
	}
	ret = r->backend->ops->state(r->backend, &state, &r->err);
	if (ret)
		return ret;
	if (!is_live || now_ns() - r->told_drops >=
			(uint64_t)r->options->x.statusrate) {
		r->told_drops = now_ns();
		consumer_drops(r->consumer, &state);
	}
	if (r->c.keep) {
		ret = keep_flush(r->c.keep, r);
		if (ret)
			return ret;
	}
	if (fflush(r->out))
		return err_sys(&r->err, -errno, "cannot write %s",
			       r->out_name);
	if (consumer_exited(r->consumer, &status) || state.exiting ||
	    consumer_full(r->consumer))
		r->stopping = true;
	return n;
}

static int source_snapshot(void *data, const struct image_agg *agg,
			   backend_row_fn *row, void *arg, struct err *e)
{
	struct run *r = data;

	return r->backend->ops->snapshot(r->backend, agg, row, arg, e);
}

static int source_clear(void *data, const struct image_agg *agg,
			struct err *e)
{
	struct run *r = data;

	return r->backend->ops->clear(r->backend, agg, e);
}

static int source_trunc(void *data, const struct image_agg *agg,
			const void *keys, size_t nkeys, struct err *e)
{
	struct run *r = data;

	return r->backend->ops->trunc(r->backend, agg, keys, nkeys, e);
}

static uint32_t source_probe_id(void *data, uint32_t site, uint32_t pid)
{
	struct run *r = data;

	return bind_probe_id(&r->c.bind, site, (pid_t)pid);
}

static void source_user_symbol(void *data, uint32_t pid, uint64_t address,
			       struct consume_symbol *out)
{
	struct run *r = data;
	struct symbol s;

	if (symbols_find(r->symbols, (pid_t)pid, address, &s))
		*out = (struct consume_symbol){ s.module, s.name, s.offset };
}

static size_t source_inlined(void *data, uint32_t pid, uint64_t address,
			     const char **names, size_t max)
{
	struct run *r = data;

	return symbols_inlined(r->symbols, (pid_t)pid, address, names, max);
}

static void source_learn(void *data, uint32_t pid)
{
	struct run *r = data;

	symbols_learn(r->symbols, (pid_t)pid);
	if (r->c.image.copies_stacks)
		unwinder_learn(r->unwinder, (pid_t)pid);
}

static void source_unknown(void *data, uint32_t pid)
{
	run_look_for_interpreter(data, (pid_t)pid);
}

static const char *source_interpreter(void *data, uint32_t pid)
{
	struct run *r = data;
	const struct helper_note *n = interps_known(r->interps, (pid_t)pid);

	return n ? n->eval : NULL;
}

static size_t source_unwind(void *data, uint32_t pid,
			    const struct record_stack *stack,
			    uint64_t *addresses, size_t max)
{
	struct run *r = data;
	struct unwind_copy copy = {
		.thread = (pid_t)stack->thread, .regs = stack->regs,
		.start = stack->start, .bytes = stack->bytes,
		.length = stack->length,
	};

	return unwinder_walk(r->unwinder, (pid_t)pid, &copy, addresses, max);
}

static void source_kernel_symbol(void *data, uint64_t address,
				 struct consume_symbol *out)
{
	struct run *r = data;
	struct symbol s;

	if (ksyms_find(r->ksyms, address, &s))
		*out = (struct consume_symbol){ s.module, s.name, s.offset };
}

struct consume_options run_consume_options(const struct run *r)
{
	const struct tunables *x = &r->options->x;

	return (struct consume_options){
		.quiet = x->quiet, .flowindent = x->flowindent,
		.json = x->json,
		.stackindent = (unsigned)x->stackindent,
		.keep = x->bufpolicy == BUF_SWITCH ? 0 : (size_t)x->bufsize,
		.keep_newest = x->bufpolicy == BUF_RING,
		.raw_bytes = x->rawbytes, .aggsortkey = x->aggsortkey,
		.aggsortkeypos = (unsigned)x->aggsortkeypos,
		.agghist = x->agghist, .aggpack = x->aggpack,
		.aggzoom = x->aggzoom,
		.aggsortrev = x->aggsortrev,
		.aggsortpos = (unsigned)x->aggsortpos,
		.out = r->out, .out_name = r->out_name, .err = stderr,
	};
}

static bool is_task(void *data, uint64_t address)
{
	(void)data;
	return ebpf_is_task(address);
}

void run_make_consumer(struct run *r)
{
	struct consume_source source = {
		.data = r, .snapshot = source_snapshot,
		.clear = source_clear, .trunc = source_trunc,
		.probe_id = source_probe_id,
		.user_symbol = source_user_symbol,
		.inlined = source_inlined,
		.learn = source_learn, .unwind = source_unwind,
		.kernel_symbol = source_kernel_symbol,
		.unknown = source_unknown, .interpreter = source_interpreter,
		.system = run_system, .reopen = run_reopen,
		.copyout = run_copyout, .set_option = run_set_option,
	};
	struct consume_options options = run_consume_options(r);

	if (r->tracer)
		source.is_withheld = is_task;
	if (r->recording) {
		source.learn = NULL;
		source.unwind = NULL;
		source.unknown = NULL;
		source.interpreter = NULL;
		source.user_symbol = run_recorded_user_symbol;
		source.kernel_symbol = run_recorded_kernel_symbol;
		source.copyout = run_recorded_copyout;
	}
	if (r->options->x.noresolve)
		source.user_symbol = NULL, source.inlined = NULL;
	r->consumer = consumer_new(&r->c.image, &options, &source);
}
