/* SPDX-License-Identifier: BSD-2-Clause */
#include "consume/consume.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "consume/impl.h"

/* ---- life --------------------------------------------------------------- */

static void check_action(const struct image_clause *clause,
			 const struct image_action *a)
{
	if (a->flag && a->flag >= clause->record_size)
		BUG("%s: flag behind the record", clause->where);
	for (size_t i = 0; i < a->nfields; i++) {
		const struct image_field *f = &a->fields[i];

		if ((uint64_t)f->offset + field_bytes(f) > clause->record_size)
			BUG("%s: field behind the record", clause->where);
	}
}

/*
 * Fields lie within their clause's record, so a record that is long enough has
 * them all.
 */
static void check_clauses(const struct image *im)
{
	for (size_t i = 0; i < im->clauses.len; i++) {
		const struct image_clause *clause = &im->clauses.items[i];

		if (clause->speculation &&
		    clause->speculation + sizeof(uint64_t) >
		    clause->record_size)
			BUG("%s: speculation behind the record", clause->where);
		for (size_t n = 0; n < clause->nactions; n++)
			check_action(clause, &clause->actions[n]);
	}
}

struct consumer *consumer_new(const struct image *im,
			      const struct consume_options *options,
			      const struct consume_source *source)
{
	struct consumer *c = xcalloc(1, sizeof(*c));

	check_clauses(im);
	c->image = im;
	c->options = *options;
	c->source = *source;
	c->aggs = xcalloc(im->aggs.len + 1, sizeof(*c->aggs));
	return c;
}

void consumer_free(struct consumer *c)
{
	if (!c)
		return;
	vec_release(&c->flow.cpus);
	free(c->flow.waiting.record);
	buf_release(&c->text);
	unwound_release(c);
	frames_release(c);
	held_release(c);
	for (size_t i = 0; i < c->image->aggs.len; i++) {
		normal_forget(&c->aggs[i]);
		own_release(&c->aggs[i].own);
	}
	speculations_release(c);
	free(c->aggs);
	free(c);
}

const struct err *consumer_error(const struct consumer *c)
{
	return &c->error;
}

bool consumer_full(const struct consumer *c)
{
	return c->full;
}

bool consumer_holds(const struct consumer *c)
{
	for (size_t i = 0; i < c->speculations.len; i++)
		if (c->speculations.items[i].records.len)
			return true;
	return c->held.len > c->oldest;
}

bool consumer_exited(const struct consumer *c, int *status)
{
	if (c->exited)
		*status = c->status;
	return c->exited;
}

/* ---- the streams -------------------------------------------------------- */

int consumer_write(struct consumer *c, FILE *to, const struct buf *text)
{
	int code;

	errno = 0;
	if (fwrite(buf_str(text), 1, text->len, to) == text->len)
		return 0;
	code = errno ? errno : EIO;
	return err_sys(&c->error, -code, "cannot write %s",
		       to == c->options.err ? "messages" :
		       c->options.out_name);
}

int consumer_message(struct consumer *c, const struct buf *text)
{
	if (c->options.json)
		return consumer_write(c, c->options.out, text);
	errno = 0;
	if (fflush(c->options.out))
		return err_sys(&c->error, -(errno ? errno : EIO),
			       "cannot write %s", c->options.out_name);
	return consumer_write(c, c->options.err, text);
}

/* ---- what comes in ------------------------------------------------------ */

int consumer_show(struct consumer *c, const struct held *r)
{
	struct record_header h;
	uint64_t mark;

	memcpy(&h, r->record, sizeof(h));
	switch (h.kind) {
	case RECORD_STACK:
		return unwound_add(c, &h, r->record, r->len);
	case RECORD_AGG:
		return own_add(c, &h, r->record, r->len);
	case RECORD_COMMIT:
	case RECORD_DISCARD:
		return speculation_end(c, &h, r->record);
	case RECORD_DATA:
		mark = speculation_of(c, &h, r->record);
		if (!mark)
			return record_data(c, &h, r->record);
		speculation_hold(c, mark, &h, r->record);
		return 0;
	}
	return report_error(c, &h, r->record);
}

int consumer_next(struct consumer *c, const struct held *r)
{
	return c->options.flowindent && !c->options.json ? flow_show(c, r)
							 : consumer_show(c, r);
}

/* Bytes that the record needs at least. */
static size_t record_need(const struct consumer *c,
			  const struct record_header *h)
{
	switch (h->kind) {
	case RECORD_DATA:
		return c->image->clauses.items[h->clause].record_size;
	case RECORD_ERROR:
		return sizeof(*h) + sizeof(struct record_error);
	case RECORD_AGG:
		return sizeof(*h) + sizeof(struct record_agg);
	case RECORD_COMMIT:
	case RECORD_DISCARD:
		return sizeof(*h) + sizeof(uint64_t);
	}
	return sizeof(*h);
}

/* -x bufpolicy=fill or ring, up to the end */
static bool keeps_records(const struct consumer *c)
{
	return c->options.keep && !c->at_end;
}

/* Now, or when its time has come. */
static int take(struct consumer *c, const struct record_header *h,
		const void *record, size_t len)
{
	struct held now = { .len = len, .record = (void *)(uintptr_t)record };

	if (!c->image->is_temporal && !keeps_records(c))
		return consumer_next(c, &now);
	held_add(c, h, record, len);
	return c->held_bytes > HELD_MAX && !keeps_records(c)
		? held_show(c, UINT64_MAX) : 0;
}

int consumer_flush(struct consumer *c, uint64_t until)
{
	int ret;

	if (keeps_records(c) && until != UINT64_MAX)
		return 0;
	ret = held_show(c, until);
	c->at_end = true;	/* what END records is always shown */
	c->full = false;
	return ret ? ret : flow_settle(c, NULL);
}

int consumer_record(struct consumer *c, const void *record, size_t len)
{
	struct record_header h;
	size_t need;

	if (len < sizeof(h))
		return err_set(&c->error, -EINVAL,
			       "record of %zu bytes is no record", len);
	memcpy(&h, record, sizeof(h));
	if (h.clause >= c->image->clauses.len)
		return err_set(&c->error, -EINVAL,
			       "record of clause %u, there are %zu", h.clause,
			       c->image->clauses.len);
	if (h.site >= c->image->sites.len)
		return err_set(&c->error, -EINVAL,
			       "record of site %u, there are %zu", h.site,
			       c->image->sites.len);
	if (h.kind == RECORD_PROCESS) {
		if (c->source.learn)
			c->source.learn(c->source.data, h.pid);
		return 0;
	}
	if (h.kind == RECORD_UNKNOWN) {
		if (c->source.unknown)
			c->source.unknown(c->source.data, h.pid);
		return 0;
	}
	if (h.kind == RECORD_CODE || h.kind == RECORD_FRAMES)
		return frames_take(c, &h, record, len);
	if (h.kind > RECORD_DISCARD)
		return err_set(&c->error, -EINVAL, "record of unknown kind %u",
			       h.kind);
	need = record_need(c, &h);
	if (len < need)
		return err_set(&c->error, -EINVAL,
			       "record of %zu bytes, %zu are needed", len,
			       need);
	return take(c, &h, record, len);
}

int consumer_aggregations(struct consumer *c)
{
	int ret = 0;

	buf_clear(&c->text);
	if (!c->options.json)
		buf_add_char(&c->text, '\n');
	for (size_t i = 0; i < c->image->aggs.len && !ret; i++)
		if (!c->aggs[i].printed)
			ret = aggregate_show(c, (int)i, &c->text);
	if (c->options.json) {
		json_exit("type", c->status, &c->text);
		buf_add_char(&c->text, '\n');
	}
	return ret ? ret : consumer_write(c, c->options.out, &c->text);
}
