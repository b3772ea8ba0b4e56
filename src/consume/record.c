/* SPDX-License-Identifier: BSD-2-Clause */
/* What a clause recorded: its line, and what its actions print and do. */
#include "consume/impl.h"

#include "base/bug.h"

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
	struct buf text = BUF_INIT;
	int ret;

	if (by > 0)
		return normal_set(c, agg, (uint64_t)by);
	buf_printf(&text, "cannot normalize @%s by %lld",
		   c->image->aggs.items[agg].name, (long long)by);
	ret = consumer_complain(c, buf_str(&text));
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

static void print_value(struct consumer *c, const struct image_field *f,
			const struct view *v, struct buf *out)
{
	struct buf text = BUF_INIT;

	shape_print(v, f, &text);
	if (c->options.json)
		json_act("print", "value", &text, out);
	else
		buf_printf(out, "%s%s", buf_str(&text),
			   c->options.quiet ? "\n" : "");
	buf_release(&text);
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
	case ACTION_PRINT:
		print_value(c, &a->fields[0], v, out);
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
		normal_forget(&c->aggs[a->aggs[0]]);
		return 0;
	case ACTION_SYSTEM:
	case ACTION_FREOPEN:
		return act_format(c, a, &args, out);
	case ACTION_FTRUNCATE:
		return act_truncate(c, out);
	case ACTION_COPYOUT:
		return act_copyout(c, a, v, out);
	case ACTION_SETOPT:
		return act_set_option(c, a, out);
	}
	BUG("action %d", (int)a->kind);
}

int record_data(struct consumer *c, const struct record_header *h,
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
	return ret ? ret : consumer_write(c, c->options.out, &c->text);
}
