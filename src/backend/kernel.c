/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel runs the image: programs at uprobes, one link for all the sites
 * of a file. BEGIN, END and ticks are raw tracepoint programs that this
 * process runs itself, so they need no tracepoint and fire in its name, as D
 * has it. Records come through one ring buffer; nobody is woken for a record,
 * the command drains by a timer.
 */
#include "backend/backend.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "backend/bpfsys.h"
#include "backend/links.h"
#include "backend/loaded.h"
#include "base/buf.h"
#include "base/bug.h"

struct kernel {
	struct backend base;
	const struct image *image;	/* the first; it grows sites and
					 * strings when others are added */
	struct kernel_features features;
	struct loaded_list loaded;
	struct links links;
	struct ring_buffer *ring;
	backend_record_fn *record;	/* during drain() */
	void *record_data;
	int record_ret;			/* what it gave last */
	unsigned ncpus;
};

static struct kernel *kernel_of(const struct backend *b)
{
	return (struct kernel *)b;
}

/* The descriptor of a map of the first image. */
static int map_fd(const struct kernel *k, int map)
{
	return k->loaded.items.items[0]->maps[map];
}

static int role_fd(const struct kernel *k, enum map_role role)
{
	return map_fd(k, image_find_map(k->image, role));
}

/* ---- the wall clock -------------------------------------------- */

static int64_t now_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Somebody may set the clock while we run, so this is done again and again. */
static int set_clock(struct kernel *k, struct err *e)
{
	int64_t above = now_ns(CLOCK_REALTIME) - now_ns(CLOCK_MONOTONIC);
	int fd = loaded_find_map(&k->loaded, MAP_CLOCK);
	uint32_t zero = 0;

	if (fd >= 0 && bpf_map_update_elem(fd, &zero, &above, 0))
		return err_sys(e, -errno, "cannot write the clock map");
	return 0;
}

/* ---- loading and attaching ------------------------------------- */

static int on_record(void *ctx, void *data, size_t len)
{
	struct kernel *k = ctx;

	k->record_ret = k->record(k->record_data, data, len);
	return k->record_ret;
}

static int kernel_load(struct backend *b, struct err *e)
{
	struct kernel *k = kernel_of(b);
	int ret = loaded_add(&k->loaded, k->image, &k->features, e);

	if (ret)
		return ret;
	k->ring = ring_buffer__new(role_fd(k, MAP_RING), on_record, k, NULL);
	if (!k->ring)
		return err_sys(e, -errno, "cannot map the ring buffer");
	return set_clock(k, e);
}

static int kernel_run(struct backend *b, size_t prog,
		      const struct run_args *args, struct err *e)
{
	struct kernel *k = kernel_of(b);
	int ret = bpfsys_run(k->loaded.items.items[0]->progs[prog], args);

	return ret ? err_sys(e, ret, "cannot run program %s",
			     k->image->progs.items[prog].name) : 0;
}

static int attach_loaded(struct kernel *k, const struct loaded *l,
			 struct err *e)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < l->image->progs.len; i++)
		ret = links_attach(&k->links, l->image, &k->features, i,
				   l->progs[i], e);
	return ret;
}

static int kernel_attach(struct backend *b, struct err *e)
{
	struct kernel *k = kernel_of(b);

	return attach_loaded(k, k->loaded.items.items[0], e);
}

static int kernel_extend(struct backend *b, const struct image *im,
			 struct err *e)
{
	struct kernel *k = kernel_of(b);
	int ret = loaded_add(&k->loaded, im, &k->features, e);
	size_t n = k->loaded.items.len;

	if (!ret)
		ret = attach_loaded(k, k->loaded.items.items[n - 1], e);
	loaded_settle(&k->loaded);
	return ret;
}

static void kernel_forget(struct backend *b, const bool *objects, size_t n)
{
	links_forget(&kernel_of(b)->links, objects, n);
}

static void kernel_detach(struct backend *b)
{
	links_close(&kernel_of(b)->links);
}

/* ---- results --------------------------------------------------- */

static int kernel_wait_fd(const struct backend *b)
{
	return ring_buffer__epoll_fd(kernel_of(b)->ring);
}

static int kernel_drain(struct backend *b, backend_record_fn *fn, void *data,
			struct err *e)
{
	struct kernel *k = kernel_of(b);
	int n;

	k->record = fn;
	k->record_data = data;
	k->record_ret = 0;
	n = ring_buffer__consume(k->ring);
	if (n < 0 && !k->record_ret)
		return err_sys(e, n, "cannot read records");
	return set_clock(k, e) ? -EIO : n;
}

static int kernel_state(struct backend *b, struct image_state *out,
			struct err *e)
{
	struct kernel *k = kernel_of(b);
	uint32_t zero = 0;

	if (bpf_map_lookup_elem(role_fd(k, MAP_STATE),
				&zero, out))
		return err_sys(e, -errno, "cannot read the state map");
	return 0;
}

static int kernel_set_exiting(struct backend *b, struct err *e)
{
	struct kernel *k = kernel_of(b);
	struct image_state state;
	uint32_t zero = 0;
	int ret = kernel_state(b, &state, e);

	if (ret)
		return ret;
	state.exiting = 1;
	if (bpf_map_update_elem(role_fd(k, MAP_STATE),
				&zero, &state, 0))
		return err_sys(e, -errno, "cannot write the state map");
	return 0;
}

static int kernel_helper(struct backend *b, pid_t pid,
			 const struct image_helper *helper, struct err *e)
{
	int fd = loaded_find_map(&kernel_of(b)->loaded, MAP_HELPERS);
	uint32_t key = (uint32_t)pid;

	if (fd >= 0 && bpf_map_update_elem(fd, &key, helper, 0))
		return err_sys(e, -errno, "cannot write the map of "
			       "interpreters");
	return 0;
}

/* Bytes of one CPU's value in what a per-CPU lookup gives. */
static size_t stride(const struct image_agg *agg)
{
	return (agg->value_size + 7) & ~7u;
}

/* Values of a key: one a CPU, unless they are too large for that. */
static unsigned copies(const struct kernel *k, const struct image_agg *agg)
{
	return k->image->maps.items[agg->map].type ==
	       BPF_MAP_TYPE_PERCPU_HASH ? k->ncpus : 1;
}

static int one_row(struct kernel *k, const struct image_agg *agg,
		   const void *key, void *values, backend_row_fn *fn,
		   void *data, struct err *e)
{
	if (bpf_map_lookup_elem(map_fd(k, agg->map), key, values)) {
		if (errno == ENOENT)
			return 0;	/* gone since its key was read */
		return err_sys(e, -errno, "cannot read aggregation '@%s'",
			       agg->name);
	}
	return fn(data, key, values, copies(k, agg));
}

static int kernel_snapshot(struct backend *b, const struct image_agg *agg,
			   backend_row_fn *fn, void *data, struct err *e)
{
	struct kernel *k = kernel_of(b);
	void *values = xcalloc(copies(k, agg), stride(agg));
	char *key = xcalloc(1, agg->key_size + 1), *last = NULL;
	int ret = 0;

	while (!ret &&
	       !bpf_map_get_next_key(map_fd(k, agg->map), last, key)) {
		ret = one_row(k, agg, key, values, fn, data, e);
		last = key;
	}
	free(key);
	free(values);
	return ret;
}

/* All keys of the map, one behind another; the caller frees. */
static char *all_keys(struct kernel *k, const struct image_agg *agg,
		      size_t *n)
{
	struct buf keys = BUF_INIT;
	char *last = NULL;

	*n = 0;
	for (;;) {
		char *next = buf_grow(&keys, agg->key_size);

		last = *n ? next - agg->key_size : NULL;
		if (bpf_map_get_next_key(map_fd(k, agg->map), last, next))
			break;
		++*n;
	}
	return buf_detach(&keys);
}

static int write_zeros(struct kernel *k, const struct image_agg *agg,
		       const void *keys, size_t n, struct err *e)
{
	void *zeros = xcalloc(copies(k, agg), stride(agg));
	int ret = 0;

	for (size_t i = 0; !ret && i < n; i++)
		if (bpf_map_update_elem(map_fd(k, agg->map),
					(const char *)keys + i * agg->key_size,
					zeros, BPF_EXIST) && errno != ENOENT)
			ret = err_sys(e, -errno, "cannot clear aggregation "
				      "'@%s'", agg->name);
	free(zeros);
	return ret;
}

static int kernel_clear(struct backend *b, const struct image_agg *agg,
			struct err *e)
{
	struct kernel *k = kernel_of(b);
	size_t n;
	char *keys;
	int ret;

	keys = all_keys(k, agg, &n);
	ret = write_zeros(k, agg, keys, n, e);
	free(keys);
	return ret;
}

static int kernel_trunc(struct backend *b, const struct image_agg *agg,
			const void *keys, size_t nkeys, struct err *e)
{
	struct kernel *k = kernel_of(b);
	char *all = NULL;
	int ret = 0;

	if (!keys)
		keys = all = all_keys(k, agg, &nkeys);
	for (size_t i = 0; !ret && i < nkeys; i++)
		if (bpf_map_delete_elem(map_fd(k, agg->map),
					(const char *)keys +
					i * agg->key_size) && errno != ENOENT)
			ret = err_sys(e, -errno, "cannot truncate aggregation "
				      "'@%s'", agg->name);
	free(all);
	return ret;
}

/* ---- life ------------------------------------------------------ */

static void kernel_free(struct backend *b)
{
	struct kernel *k = kernel_of(b);

	kernel_detach(b);
	ring_buffer__free(k->ring);
	loaded_release(&k->loaded);
	free(k);
}

static const struct backend_ops kernel_ops = {
	.name = "kernel",
	.load = kernel_load,
	.run = kernel_run,
	.attach = kernel_attach,
	.extend = kernel_extend,
	.forget = kernel_forget,
	.detach = kernel_detach,
	.wait_fd = kernel_wait_fd,
	.drain = kernel_drain,
	.state = kernel_state,
	.set_exiting = kernel_set_exiting,
	.snapshot = kernel_snapshot,
	.helper = kernel_helper,
	.clear = kernel_clear,
	.trunc = kernel_trunc,
	.free = kernel_free,
};

struct backend *kernel_backend_new(const struct image *image,
				   const struct kernel_features *features)
{
	struct kernel *k = xcalloc(1, sizeof(*k));

	bpfsys_init();
	k->base.ops = &kernel_ops;
	k->image = image;
	k->features = *features;
	k->ncpus = (unsigned)libbpf_num_possible_cpus();
	return &k->base;
}

const char *kernel_backend_log(const struct backend *b)
{
	const struct kernel *k = kernel_of(b);

	return k->loaded.log ? k->loaded.log : "";
}
