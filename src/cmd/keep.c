/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/keep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/bug.h"
#include "cmd/run.h"
#include "cmd/say.h"
#include "usdtc/usdtc.h"

/* A kind of probes, and the clause that keeps their firings. */
struct shape {
	struct image_event *event;
	struct clause clause;
};

struct matched {
	const struct probe_desc *desc;
	struct probe *probe;
	size_t shape;
};

/* A site, and the probe that it is: one of a process, or the first. */
struct kept_site {
	uint32_t site;
	struct probe *probe;
};

struct kept_symbol {
	uint32_t pid;
	uint64_t address;
};

struct keep {
	const struct options *options;
	struct arena arena;
	VEC(struct shape *) shapes;
	VEC(struct image_event *) events;	/* of the shapes */
	VEC(struct matched) fresh;
	VEC(struct kept_site) sites;
	size_t written;			/* of the sites */
	struct recorder *recorder;
	struct strmap probes;		/* "site pid" -> number + 1 */
	struct strmap declarations;	/* their texts -> number + 1 */
	struct strmap seen;		/* "pid address" of symbols */
	VEC(struct kept_symbol) symbols;
	/* the copy of a stack that came last */
	uint32_t copy_thread;
	size_t copy_frames;
	uint64_t copy[RECORDING_FRAMES];
};

struct keep *keep_new(const struct options *o)
{
	struct keep *k = xcalloc(1, sizeof(*k));

	k->options = o;
	arena_init(&k->arena);
	return k;
}

void keep_free(struct keep *k)
{
	if (!k)
		return;
	recorder_abandon(k->recorder);
	for (size_t i = 0; i < k->shapes.len; i++)
		free(k->shapes.items[i]);
	vec_release(&k->shapes);
	vec_release(&k->events);
	vec_release(&k->fresh);
	vec_release(&k->sites);
	vec_release(&k->symbols);
	strmap_release(&k->probes);
	strmap_release(&k->declarations);
	strmap_release(&k->seen);
	arena_release(&k->arena);
	free(k);
}

/* ---- clauses --------------------------------------------------- */

/* Built-in ones need not be kept: time drives them. */
static bool is_kept(const struct probe *p)
{
	switch (p->kind) {
	case PROBE_USDT: case PROBE_PID: case PROBE_SYSCALL:
	case PROBE_TRACEPOINT: case PROBE_FUNCTION: case PROBE_PROFILE:
		return true;
	default:
		return false;
	}
}

static size_t shape_of(struct keep *k, const struct probe *p)
{
	struct image_event *ev = keep_shape(&k->arena, p, k->options);
	struct shape *s;

	for (size_t i = 0; i < k->shapes.len; i++)
		if (keep_same_shape(k->shapes.items[i]->event, ev))
			return i;
	s = xcalloc(1, sizeof(*s));
	s->event = ev;
	*vec_push(&k->shapes) = s;
	*vec_push(&k->events) = ev;
	return k->shapes.len - 1;
}

void keep_matched(struct keep *k, const struct probe_desc *desc,
		  struct probe *const *probes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_kept(probes[i]))
			*vec_push(&k->fresh) = (struct matched){
				desc, probes[i], shape_of(k, probes[i]) };
}

static void note_sites(struct keep *k, const struct bind *b, size_t before,
		       struct probe *p)
{
	for (size_t i = before; i < b->bindings.len; i++)
		*vec_push(&k->sites) = (struct kept_site){
			b->bindings.items[i].site, p };
}

static void bind_one(struct keep *k, struct bind *b,
		     const struct matched *m, size_t first)
{
	const struct clause *clause = &k->shapes.items[m->shape]->clause;
	struct probe *p = m->probe;
	size_t before = b->bindings.len;

	if (p->kind == PROBE_USDT)
		bind_usdt(b, clause, m->desc, p, first);
	else
		bind_probes(b, clause, m->desc, &p, 1);
	note_sites(k, b, before, p);
}

/* A clause's bindings stand together, as the compiler wants them. */
void keep_bind(struct keep *k, struct bind *b, int first_clause, size_t first)
{
	for (size_t s = 0; s < k->shapes.len; s++) {
		k->shapes.items[s]->clause.id = first_clause + (int)s;
		for (size_t i = 0; i < k->fresh.len; i++)
			if (k->fresh.items[i].shape == s)
				bind_one(k, b, &k->fresh.items[i], first);
	}
	k->fresh.len = 0;
}

struct image_event *const *keep_events(const struct keep *k, size_t *n)
{
	*n = k->events.len;
	return k->events.items;
}

/* ---- probes in the file ---------------------------------------- */

static uint32_t declaration(struct keep *k, const struct probe *p)
{
	struct buf text = BUF_INIT;
	uintptr_t known;

	if (p->kind != PROBE_USDT || !p->decl || !p->provider_decl)
		return RECORDING_NONE;
	usdtc_describe(p->provider_decl, &text);
	known = (uintptr_t)strmap_get(&k->declarations, buf_str(&text));
	if (!known) {
		uint32_t n = recorder_declaration(k->recorder,
						  buf_str(&text));

		known = n == RECORDING_NONE ? UINTPTR_MAX : (uintptr_t)n + 1;
		strmap_set(&k->declarations, buf_str(&text), (void *)known);
	}
	buf_release(&text);
	return known == UINTPTR_MAX ? RECORDING_NONE : (uint32_t)known - 1;
}

static enum recording_kind kind_of(const struct probe *p)
{
	switch (p->kind) {
	case PROBE_USDT: return RECORDING_USDT;
	case PROBE_PID: return RECORDING_FUNCTION;
	case PROBE_SYSCALL: return RECORDING_SYSCALL;
	case PROBE_PROFILE: return RECORDING_PROFILE;
	default: return RECORDING_TRACEPOINT;
	}
}

/* provider: of a process that came later it has another number */
static uint32_t add_probe(struct keep *k, const struct probe *p, uint32_t id,
			  uint32_t pid, const char *provider)
{
	struct recording_probe out = {
		.id = id, .kind = kind_of(p), .is_return = p->is_return,
		.pid = pid, .interval_ns = p->interval_ns,
		.declaration = declaration(k, p), .provider = provider,
		.base_provider = p->base_provider, .module = p->module,
		.function = p->function, .name = p->name,
	};

	keep_note_args(p, &out);
	return recorder_probe(k->recorder, &out);
}

static void probe_key(char key[32], uint32_t site, uint32_t pid)
{
	snprintf(key, 32, "%u %u", site, pid);
}

/* Several sites of one probe have one number. */
static void write_site(struct keep *k, const struct kept_site *s)
{
	uint32_t pid = (uint32_t)s->probe->pid;
	char key[32], by_id[32];
	uintptr_t number;

	probe_key(key, s->site, pid);
	if (strmap_get(&k->probes, key))
		return;
	snprintf(by_id, sizeof(by_id), "id %u", s->probe->id);
	number = (uintptr_t)strmap_get(&k->probes, by_id);
	if (!number)
		number = (uintptr_t)add_probe(k, s->probe, s->probe->id, pid,
					      s->probe->provider) + 1;
	strmap_set(&k->probes, by_id, (void *)number);
	strmap_set(&k->probes, key, (void *)number);
}

static void write_sites(struct keep *k)
{
	for (; k->written < k->sites.len; k->written++)
		write_site(k, &k->sites.items[k->written]);
}

/* A process that came later with a file that is attached has probes of its
 * own. */
static uintptr_t add_process(struct keep *k, struct run *r, uint32_t site,
			     uint32_t pid, const char *key)
{
	uintptr_t number = 0;

	for (size_t i = 0; !number && i < k->sites.len; i++) {
		const struct probe *p = k->sites.items[i].probe;
		char *provider;

		if (k->sites.items[i].site != site)
			continue;
		provider = xasprintf("%s%u", p->base_provider, pid);
		number = (uintptr_t)add_probe(k, p, bind_probe_id(&r->c.bind,
					      site, (pid_t)pid), pid,
					      provider) + 1;
		free(provider);
		strmap_set(&k->probes, key, (void *)number);
	}
	return number;
}

/* Its number + 1, or 0: it cannot be. */
static uintptr_t probe_of(struct keep *k, struct run *r, uint32_t site,
			  uint32_t pid)
{
	uintptr_t number;
	char key[32];

	write_sites(k);
	probe_key(key, site, 0);
	number = (uintptr_t)strmap_get(&k->probes, key);
	if (number)
		return number;
	probe_key(key, site, pid);
	number = (uintptr_t)strmap_get(&k->probes, key);
	return number ? number : add_process(k, r, site, pid, key);
}

/* ---- the run --------------------------------------------------- */

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

int keep_start(struct keep *k, struct run *r)
{
	struct recording_start start = {
		.tracer = {
			.pid = (uint32_t)getpid(), .tid = (uint32_t)gettid(),
			.ppid = (uint32_t)getppid(), .uid = getuid(),
			.gid = getgid(), .comm = "dtrace",
		},
		.time = clock_ns(CLOCK_MONOTONIC),
		.has_vtime = r->c.image.names_vtime,
		.has_errno = r->c.image.names_errno,
	};
	int ret;

	start.clock_above = (int64_t)(clock_ns(CLOCK_REALTIME) - start.time);
	if (r->targets.len)
		start.target = (uint32_t)proc_pid(r->targets.items[0]);
	ret = recorder_new(&k->recorder, k->options->x.record,
			   (uint64_t)k->options->x.recordsize, &start,
			   &r->err);
	if (!ret)
		write_sites(k);
	return ret;
}

static void add_symbol(struct keep *k, uint32_t pid, uint64_t address)
{
	char key[48];

	snprintf(key, sizeof(key), "%u %llx", pid,
		 (unsigned long long)address);
	if (!address || strmap_index(&k->seen, key) >= 0)
		return;
	strmap_set(&k->seen, key, NULL);
	*vec_push(&k->symbols) = (struct kept_symbol){ pid, address };
}

/* Addresses in arguments that scripts name: where a timer interrupted. */
static void note_interrupted(struct keep *k, struct run *r, uint32_t pid,
			     const struct recording_event *ev)
{
	add_symbol(k, 0, ev->args[0]);
	if (ev->args[1])
		symbols_learn(r->symbols, (pid_t)pid);
	add_symbol(k, pid, ev->args[1]);
}

static void read_memory(const struct image_event *shape, const char *record,
			struct recording_event *ev)
{
	for (size_t i = 0; i < shape->nmemory; i++) {
		const struct event_memory *m = &shape->memory[i];
		const struct record_memory *got =
			(const void *)(record + m->at);

		if (got->length && got->length <= m->size)
			ev->memory[ev->nmemory++] = (struct recording_memory){
				.address = got->address,
				.length = (uint32_t)got->length,
				.bytes = (const void *)(got + 1),
			};
	}
}

/* What frame pointers led through, or the copy that was unwound. */
static void read_stack(struct keep *k, struct run *r,
		       const struct image_event *shape, const char *record,
		       int64_t bytes, struct recording_event *ev)
{
	uint64_t *frames = (uint64_t *)(uintptr_t)(record + shape->stack_at);
	uint32_t n = bytes > 0 && bytes <= (int64_t)shape->frames * 8
		? (uint32_t)(bytes / 8) : 0;

	if (k->copy_frames && k->copy_thread == ev->who.tid) {
		frames = k->copy;
		n = k->copy_frames < shape->frames
			? (uint32_t)k->copy_frames : shape->frames;
	}
	k->copy_frames = 0;
	while (n && !frames[n - 1])
		n--;
	ev->frames = frames;
	ev->nframes = n;
	if (n)
		symbols_learn(r->symbols, (pid_t)ev->who.pid);
	/* what is returned to is named by the call before it, or by itself
	 * when it is asked for with usym() */
	for (uint32_t i = 0; i < n; i++) {
		add_symbol(k, ev->who.pid, frames[i]);
		add_symbol(k, ev->who.pid, frames[i] - (i != 0));
	}
}

static void keep_event(struct keep *k, struct run *r,
		       const struct image_event *shape, const char *record)
{
	const struct record_header *h = (const void *)record;
	const struct record_event *in = (const void *)(h + 1);
	struct recording_event ev = {
		.cpu = h->cpu, .time = in->time, .error = in->error,
		.vtime = in->vtime,
		.who = {
			.pid = h->pid, .tid = in->tid, .ppid = in->ppid,
			.uid = (uint32_t)in->uid_gid,
			.gid = (uint32_t)(in->uid_gid >> 32),
		},
		.nargs = shape->nargs, .bad_args = in->bad_args,
		.bad_addresses = in->bad_addresses,
	};
	uintptr_t number = probe_of(k, r, h->site, h->pid);

	if (!number)
		return;
	ev.probe = (uint32_t)number - 1;
	memcpy(ev.who.comm, in->comm, sizeof(ev.who.comm));
	memcpy(ev.args, record + shape->args_at, shape->nargs * 8);
	read_memory(shape, record, &ev);
	read_stack(k, r, shape, record, in->stack, &ev);
	if (r->c.image.sites.items[h->site].kind == PROG_PROFILE)
		note_interrupted(k, r, h->pid, &ev);
	recorder_event(k->recorder, &ev);
}

static void keep_copy(struct keep *k, struct run *r, const void *record,
		      size_t len)
{
	const struct record_header *h = record;
	const struct record_stack *in = (const void *)(h + 1);
	struct unwind_copy copy = {
		.thread = (pid_t)in->thread, .regs = in->regs,
		.start = in->start, .bytes = in->bytes, .length = in->length,
	};

	if (len < sizeof(*h) + offsetof(struct record_stack, bytes) ||
	    in->length > len - sizeof(*h) -
			 offsetof(struct record_stack, bytes))
		return;
	k->copy_thread = in->thread;
	k->copy_frames = unwinder_walk(r->unwinder, (pid_t)h->pid, &copy,
				       k->copy, RECORDING_FRAMES);
}

/* The image's sites are those of the first, and of all that came later. */
bool keep_record(struct keep *k, struct run *r, const void *record,
		 size_t len)
{
	const struct record_header *h = record;
	size_t first = (size_t)r->c.program.nclauses;

	if (len < sizeof(*h) || (h->kind != RECORD_EVENT &&
				 h->kind != RECORD_STACK) ||
	    h->clause < first || h->clause - first >= k->shapes.len ||
	    h->site >= r->c.image.sites.len)
		return false;
	if (h->kind == RECORD_STACK)
		keep_copy(k, r, record, len);
	else if (len >= k->events.items[h->clause - first]->size)
		keep_event(k, r, k->events.items[h->clause - first], record);
	return true;
}

int keep_flush(struct keep *k, struct run *r)
{
	return k->recorder ? recorder_flush(k->recorder, &r->err) : 0;
}

bool keep_is_running(const struct keep *k)
{
	return k->recorder != NULL;
}

static void write_symbol(struct keep *k, struct run *r,
			 const struct kept_symbol *s)
{
	struct symbol found;
	bool is_known = s->pid ? symbols_find(r->symbols, (pid_t)s->pid,
					      s->address, &found)
			       : ksyms_find(r->ksyms, s->address, &found);
	struct recording_symbol out = {
		.pid = s->pid, .address = s->address,
	};

	if (!is_known)
		return;
	out.offset = found.offset;
	out.module = found.module ? found.module : "";
	out.name = found.name ? found.name : "";
	recorder_symbol(k->recorder, &out);
}

int keep_finish(struct keep *k, struct run *r)
{
	struct recording_end end = { .time = clock_ns(CLOCK_MONOTONIC) };
	struct recorder *recorder = k->recorder;
	struct image_state state = { 0 };
	uint64_t lost;

	for (size_t i = 0; i < k->symbols.len; i++)
		write_symbol(k, r, &k->symbols.items[i]);
	if (!r->backend->ops->state(r->backend, &state, &r->err))
		end.dropped = state.drops;
	lost = end.dropped + recorder_dropped(recorder);
	if (lost)
		say("%llu firings are not in '%s': larger values of bufsize or "
		    "recordsize may help", (unsigned long long)lost,
		    k->options->x.record);
	k->recorder = NULL;
	return recorder_finish(recorder, &end, &r->err);
}
