/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A made-up image and backend for the consumer's tests: one clause whose
 * actions the test adds, two sites, aggregations held in plain arrays.
 */
#ifndef WORLD_H
#define WORLD_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consume/consume.h"

#define WORLD_CPUS 2
#define WORLD_ROWS 64

/* The rows of one aggregation's map. */
struct world_map {
	size_t n;
	unsigned char keys[WORLD_ROWS][64];
	uint64_t values[WORLD_ROWS][WORLD_CPUS][128];
};

struct world {
	struct image im;
	struct consume_options options;
	struct consumer *consumer;
	struct world_map maps[4];	/* by image.aggs[].map */
	int snapshot_code;		/* what snapshot() fails with */
	char *out, *err;
	size_t out_len, err_len, out_shown, err_shown;
	unsigned char record[1024];	/* clause 0's */
	struct image_action actions[8];
};

static inline int world_snapshot(void *data, const struct image_agg *agg,
				 int (*row)(void *arg, const void *key,
					    const void *values,
					    unsigned ncpus),
				 void *arg, struct err *e)
{
	struct world *w = data;
	struct world_map *m = &w->maps[agg->map];

	if (w->snapshot_code)
		return err_set(e, w->snapshot_code, "no such map");
	for (size_t i = 0; i < m->n; i++) {
		unsigned char packed[WORLD_CPUS * 128 * 8];
		int ret;

		for (int cpu = 0; cpu < WORLD_CPUS; cpu++)
			memcpy(packed + cpu * agg->value_size,
			       m->values[i][cpu], agg->value_size);
		ret = row(arg, m->keys[i], packed, WORLD_CPUS);
		if (ret)
			return ret;
	}
	return 0;
}

static inline int world_clear(void *data, const struct image_agg *agg,
			      struct err *e)
{
	struct world *w = data;
	struct world_map *m = &w->maps[agg->map];

	(void)e;
	memset(m->values, 0, sizeof(m->values));
	return 0;
}

static inline int world_trunc(void *data, const struct image_agg *agg,
			      const void *keys, size_t nkeys, struct err *e)
{
	struct world *w = data;
	struct world_map *m = &w->maps[agg->map];
	const unsigned char *key = keys;

	(void)e;
	if (!keys) {
		memset(m->values, 0, sizeof(m->values));
		m->n = 0;
		return 0;
	}
	for (; nkeys--; key += agg->key_size) {
		size_t i = 0;

		while (memcmp(m->keys[i], key, agg->key_size))
			i++;
		assert_true(i < m->n);
		m->n--;
		memcpy(m->keys[i], m->keys[m->n], sizeof(m->keys[i]));
		memcpy(m->values[i], m->values[m->n], sizeof(m->values[i]));
	}
	return 0;
}

static inline uint32_t world_probe_id(void *data, uint32_t site, uint32_t pid)
{
	(void)data;
	return site * 1000 + pid;
}

static inline void world_site(struct world *w, uint32_t id, bool has_pid,
			      const char *provider, const char *module,
			      const char *function, const char *name)
{
	const char *parts[] = { provider, module, function, name };
	struct image_site *s = vec_push(&w->im.sites);

	s->object = -1;
	s->probe_id = id;
	s->has_pid = has_pid;
	for (int i = 0; i < 4; i++) {
		s->strings[i] = (uint32_t)w->im.strings.len;
		*vec_push(&w->im.strings) = parts[i];
	}
}

/* Sites 0 dtrace:::BEGIN, 1 redisPID:redis-server:call:command-start. */
static inline void world_init(struct world *w)
{
	memset(w, 0, sizeof(*w));
	image_init(&w->im);
	world_site(w, 1, false, "dtrace", "", "", "BEGIN");
	world_site(w, 0, true, "redis", "redis-server", "call",
		   "command-start");
	*vec_push(&w->im.clauses) = (struct image_clause){
		.record_size = sizeof(struct record_header),
		.actions = w->actions, .where = "t.d:1",
	};
	w->options.out = open_memstream(&w->out, &w->out_len);
	w->options.out_name = "'t.out'";
	w->options.err = open_memstream(&w->err, &w->err_len);
	assert_non_null(w->options.out);
	assert_non_null(w->options.err);
}

/* Make the consumer: after all options, actions and aggregations are set. */
static inline struct consumer *world_start(struct world *w)
{
	struct consume_source source = {
		.data = w, .snapshot = world_snapshot, .clear = world_clear,
		.trunc = world_trunc, .probe_id = world_probe_id,
	};

	w->consumer = consumer_new(&w->im, &w->options, &source);
	return w->consumer;
}

static inline void world_release(struct world *w)
{
	consumer_free(w->consumer);
	fclose(w->options.out);
	fclose(w->options.err);
	free(w->out);
	free(w->err);
	image_release(&w->im);
}

/* What was printed since the last call; valid until the next record. */
static inline const char *world_text(FILE *f, char **text, size_t *shown)
{
	const char *news;

	fflush(f);
	news = *text + *shown;
	*shown += strlen(news);
	return news;
}

static inline const char *world_out(struct world *w)
{
	return world_text(w->options.out, &w->out, &w->out_shown);
}

static inline const char *world_err(struct world *w)
{
	return world_text(w->options.err, &w->err, &w->err_shown);
}

static inline struct image_action *world_action(struct world *w,
						enum action_kind kind,
						const char *format)
{
	struct image_clause *clause = &w->im.clauses.items[0];
	struct image_action *a = &w->actions[clause->nactions++];

	a->kind = kind;
	a->format = format;
	a->fields = ARENA_NEW_N(&w->im.arena, struct image_field, 16);
	a->aggs = ARENA_NEW_N(&w->im.arena, int, 4);
	return a;
}

/* Add a field to the action and its bytes to the record. */
static inline struct image_field *world_field(struct world *w,
					      struct image_action *a,
					      enum field_kind kind,
					      const void *bytes, uint32_t size)
{
	struct image_clause *clause = &w->im.clauses.items[0];
	struct image_field *f = &a->fields[a->nfields++];

	f->kind = kind;
	f->size = size;
	f->offset = clause->record_size;
	memcpy(w->record + f->offset, bytes, size);
	clause->record_size += size;
	return f;
}

static inline struct image_field *world_int(struct world *w,
					    struct image_action *a,
					    uint32_t size, bool is_signed,
					    int64_t value)
{
	struct image_field *f = world_field(w, a, FIELD_INT, &value, size);

	f->is_signed = is_signed;
	return f;
}

static inline struct image_field *world_string(struct world *w,
					       struct image_action *a,
					       const char *s, uint32_t size)
{
	char bytes[256];

	/* what follows the NUL is what the memory held before */
	memset(bytes, 'Z', sizeof(bytes));
	memcpy(bytes, s, strlen(s) + 1);
	return world_field(w, a, FIELD_STRING, bytes, size);
}

static inline struct record_header *world_header(struct world *w)
{
	return (struct record_header *)(void *)w->record;
}

/* Consume the record as clause 0 would have written it at a site. */
static inline int world_fire(struct world *w, uint32_t site, uint32_t pid)
{
	struct record_header *h = world_header(w);

	h->kind = RECORD_DATA;
	h->site = site;
	h->pid = pid;
	return consumer_record(w->consumer, w->record,
			       w->im.clauses.items[0].record_size);
}

/* ---- aggregations ------------------------------------------------------ */

static inline struct image_agg *world_agg(struct world *w, const char *name,
					  enum agg_func func, bool is_signed,
					  const int64_t params[4])
{
	static const int64_t none[4];
	struct image_agg *a = vec_push(&w->im.aggs);

	a->name = name;
	a->func = func;
	a->is_signed = is_signed;
	memcpy(a->params, params ? params : none, sizeof(a->params));
	a->map = (int)w->im.aggs.len - 1;
	a->key_size = 4;
	a->value_size = image_agg_value_size(func, a->params);
	a->keys = ARENA_NEW_N(&w->im.arena, struct image_field, 8);
	return a;
}

static inline struct image_field *world_key(struct image_agg *a,
					    enum field_kind kind,
					    uint32_t size, bool is_signed)
{
	struct image_field *f = &a->keys[a->nkeys];

	if (!a->nkeys)
		a->key_size = 0;
	a->nkeys++;
	f->kind = kind;
	f->size = size;
	f->is_signed = is_signed;
	f->offset = a->key_size;
	a->key_size += size;
	return f;
}

/* The value of a key on a CPU, made when it is not there yet. */
static inline uint64_t *world_value(struct world *w, int map, const void *key,
				    size_t size, int cpu)
{
	struct world_map *m = &w->maps[map];
	size_t i = 0;

	while (i < m->n && memcmp(m->keys[i], key, size))
		i++;
	if (i == m->n) {
		assert_true(m->n < WORLD_ROWS);
		m->n++;
		memcpy(m->keys[i], key, size);
		memset(m->values[i], 0, sizeof(m->values[i]));
	}
	return m->values[i][cpu];
}

#endif
