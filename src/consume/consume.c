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
	for (size_t i = 0; i < im->aggs.len; i++)
		c->aggs[i].normal = 1;
	return c;
}

void consumer_free(struct consumer *c)
{
	if (!c)
		return;
	vec_release(&c->flow.cpus);
	buf_release(&c->text);
	unwound_release(c);
	held_release(c);
	free(c->aggs);
	free(c);
}

const struct err *consumer_error(const struct consumer *c)
{
	return &c->error;
}

bool consumer_exited(const struct consumer *c, int *status)
{
	if (c->exited)
		*status = c->status;
	return c->exited;
}

/* ---- the streams -------------------------------------------------------- */

static int write_text(struct consumer *c, FILE *to, const struct buf *text)
{
	int code;

	errno = 0;
	if (fwrite(buf_str(text), 1, text->len, to) == text->len)
		return 0;
	code = errno ? errno : EIO;
	return err_sys(&c->error, -code, "cannot write output");
}

/* Messages come after the output that they are about. */
static int write_message(struct consumer *c, const struct buf *text)
{
	if (c->options.json)
		return write_text(c, c->options.out, text);
	errno = 0;
	if (fflush(c->options.out))
		return err_sys(&c->error, -(errno ? errno : EIO),
			       "cannot write output");
	return write_text(c, c->options.err, text);
}

/* ---- records ------------------------------------------------------------ */

uint32_t consumer_probe_id(const struct consumer *c,
			   const struct record_header *h)
{
	uint32_t id = c->image->sites.items[h->site].probe_id;

	if (!id && c->source.probe_id)
		id = c->source.probe_id(c->source.data, h->site, h->pid);
	return id;
}

static void print_heading(struct consumer *c, struct buf *out)
{
	if (c->has_heading)
		return;
	c->has_heading = true;
	if (c->options.flowindent)
		buf_printf(out, "%3s %-41s\n", "CPU", "FUNCTION");
	else if (!c->options.quiet)
		buf_printf(out, "%3s %6s %32s\n", "CPU", "ID",
			   "FUNCTION:NAME");
}

/* Which probe fired where, unless the user wants it quiet. */
static void print_probe(struct consumer *c, const struct record_header *h,
			struct buf *out)
{
	struct buf name = BUF_INIT;

	print_heading(c, out);
	if (c->options.flowindent) {
		flow_print(&c->flow, c->image, h, out);
	} else if (!c->options.quiet) {
		probe_part(c->image, h->site, h->pid, PART_FUNCTION, &name);
		buf_add_char(&name, ':');
		probe_part(c->image, h->site, h->pid, PART_NAME, &name);
		buf_printf(out, "%3u %6u %32s ", h->cpu,
			   consumer_probe_id(c, h), buf_str(&name));
		buf_release(&name);
	}
}

static int normalize(struct consumer *c, int agg, int64_t by)
{
	struct buf text = BUF_INIT, message = BUF_INIT;
	int ret;

	if (by > 0) {
		c->aggs[agg].normal = (uint64_t)by;
		return 0;
	}
	buf_printf(&text, "cannot normalize @%s by %lld",
		   c->image->aggs.items[agg].name, (long long)by);
	if (c->options.json)
		json_message(buf_str(&text), text.len, &message);
	else
		buf_printf(&message, "dtrace: %s\n", buf_str(&text));
	ret = write_message(c, &message);
	buf_release(&message);
	buf_release(&text);
	return ret;
}

static void exit_action(struct consumer *c, int64_t status)
{
	if (c->exited)
		return;
	c->exited = true;
	c->status = (int)status;
}

/* Of the bytes that were recorded, as many as the program says. */
static void tracemem(struct consumer *c, const struct image_action *a,
		     const struct view *v, struct buf *out)
{
	struct image_field bytes = a->fields[0];
	int64_t n = a->nfields > 1 ? field_int(v, &a->fields[1]) : -1;

	if (n >= 0 && n < bytes.size)
		bytes.size = (uint32_t)n;
	if (c->options.json)
		json_trace("tracemem", v, &bytes, out);
	else if (bytes.size)
		datum_dump(v, &bytes, out);
}

static int run_action(struct consumer *c, const struct image_action *a,
		      const struct view *v, struct buf *out)
{
	struct format_args args = {
		.view = v, .fields = a->fields, .nfields = a->nfields,
	};
	int64_t n = a->nfields ? field_int(v, &a->fields[0]) : 0;

	switch (a->kind) {
	case ACTION_DEFAULT:
		return 0;
	case ACTION_TRACE:
		if (c->options.json)
			json_trace("trace", v, &a->fields[0], out);
		else
			datum_trace(v, &a->fields[0], &c->options, out);
		return 0;
	case ACTION_TRACEMEM:
		tracemem(c, a, v, out);
		return 0;
	case ACTION_PRINTF:
		if (c->options.json)
			json_printf(a->format, &args, out);
		else
			format_print(a->format, &args, out);
		return 0;
	case ACTION_PRINTA:
		return aggregate_printa(c, a, out);
	case ACTION_EXIT:
		exit_action(c, n);
		if (c->options.json)
			json_exit("action", (int)n, out);
		return 0;
	case ACTION_CLEAR:
		return aggregate_clear(c, a->aggs[0]);
	case ACTION_TRUNC:
		return aggregate_trunc(c, a->aggs[0], !a->nfields, n);
	case ACTION_NORMALIZE:
		return normalize(c, a->aggs[0], n);
	case ACTION_DENORMALIZE:
		c->aggs[a->aggs[0]].normal = 1;
		return 0;
	}
	BUG("action %d", (int)a->kind);
}

static int data_record(struct consumer *c, const struct record_header *h,
		       const unsigned char *data)
{
	const struct image_clause *clause = &c->image->clauses.items[h->clause];
	struct view v = {
		.image = c->image, .consumer = c, .data = data, .header = h,
	};
	int ret = 0;

	buf_clear(&c->text);
	if (c->options.json)
		json_record_begin(c, h, &c->text);
	else
		print_probe(c, h, &c->text);
	for (size_t i = 0; i < clause->nactions && !ret; i++) {
		const struct image_action *a = &clause->actions[i];

		if (!a->flag || data[a->flag])
			ret = run_action(c, a, &v, &c->text);
	}
	if (c->options.json)
		json_record_end(c, &c->text);
	else if (!c->options.quiet)
		buf_add_char(&c->text, '\n');
	return ret ? ret : write_text(c, c->options.out, &c->text);
}

/* ---- errors of clauses, drops ------------------------------------------- */

static const char *fault_text(uint32_t fault)
{
	switch (fault) {
	case FAULT_BADADDR: return "invalid address";
	case FAULT_DIVZERO: return "divide-by-zero";
	case FAULT_BADARG: return "argument cannot be read";
	case FAULT_NOSCRATCH: return "out of scratch space";
	case FAULT_ILLOP: return "illegal operation";
	}
	return "unknown fault";
}

/* Clauses count from 1, as the enabled probe IDs of users' messages do. */
static void print_error(struct consumer *c, const struct record_header *h,
			const struct record_error *r, struct buf *out)
{
	buf_printf(out, "dtrace: error on enabled probe ID %u (ID %u: ",
		   h->clause + 1, consumer_probe_id(c, h));
	for (int part = PART_PROVIDER; part <= PART_NAME; part++) {
		if (part != PART_PROVIDER)
			buf_add_char(out, ':');
		probe_part(c->image, h->site, h->pid, (enum probe_part)part,
			   out);
	}
	buf_printf(out, "): %s", fault_text(r->fault));
	if (r->fault == FAULT_BADADDR)
		buf_printf(out, " (0x%llx)", (unsigned long long)r->address);
	if (r->action)
		buf_printf(out, " in action #%u\n", r->action);
	else
		buf_add_str(out, " in predicate\n");
}

static int error_record(struct consumer *c, const struct record_header *h,
			const unsigned char *data)
{
	struct record_error r;
	struct buf text = BUF_INIT;
	int ret;

	memcpy(&r, data + sizeof(*h), sizeof(r));
	if (c->options.json)
		json_error(c, h, &r, fault_text(r.fault), &text);
	else
		print_error(c, h, &r, &text);
	ret = write_message(c, &text);
	buf_release(&text);
	return ret;
}

static void add_drops(const struct consumer *c, const char *what, uint64_t now,
		      uint64_t *before, struct buf *out)
{
	uint64_t n = now - *before;

	*before = now;
	if (n && c->options.json)
		json_drops(*what ? what : "record", n, out);
	else if (n)
		buf_printf(out, "dtrace: %llu %s%sdrop%s\n",
			   (unsigned long long)n, what, *what ? " " : "",
			   n == 1 ? "" : "s");
}

int consumer_drops(struct consumer *c, const struct image_state *state)
{
	struct buf text = BUF_INIT;
	int ret = 0;

	add_drops(c, "", state->drops, &c->reported.drops, &text);
	add_drops(c, "aggregation", state->agg_drops, &c->reported.agg_drops,
		  &text);
	add_drops(c, "dynamic variable", state->dyn_drops,
		  &c->reported.dyn_drops, &text);
	if (text.len)
		ret = write_message(c, &text);
	buf_release(&text);
	return ret;
}

/* ---- what comes in ------------------------------------------------------ */

int consumer_show(struct consumer *c, const struct held *r)
{
	struct record_header h;

	memcpy(&h, r->record, sizeof(h));
	switch (h.kind) {
	case RECORD_STACK:
		return unwound_add(c, &h, r->record, r->len);
	case RECORD_DATA:
		return data_record(c, &h, r->record);
	}
	return error_record(c, &h, r->record);
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
	}
	return sizeof(*h);
}

/* Now, or when its time has come. */
static int take(struct consumer *c, const struct record_header *h,
		const void *record, size_t len)
{
	struct held now = { .len = len, .record = (void *)(uintptr_t)record };

	if (!c->image->is_temporal)
		return consumer_show(c, &now);
	held_add(c, h, record, len);
	return c->held_bytes > HELD_MAX ? held_show(c, UINT64_MAX) : 0;
}

int consumer_flush(struct consumer *c, uint64_t until)
{
	return held_show(c, until);
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
	if (h.kind != RECORD_DATA && h.kind != RECORD_ERROR &&
	    h.kind != RECORD_STACK)
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
	return ret ? ret : write_text(c, c->options.out, &c->text);
}
