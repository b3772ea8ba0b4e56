/* SPDX-License-Identifier: BSD-2-Clause */
/* -x oformat=json: one object a line. docs/json.md describes them. */
#include "consume/impl.h"

#include "base/bug.h"

/* ---- parts of objects --------------------------------------------------- */

static void add_name(const char *name, struct buf *out)
{
	json_separate(out);
	buf_printf(out, "\"%s\":", name);
}

static void add_uint(const char *name, uint64_t n, struct buf *out)
{
	add_name(name, out);
	buf_printf(out, "%llu", (unsigned long long)n);
}

static void add_text(const char *name, const char *s, size_t n,
		     struct buf *out)
{
	add_name(name, out);
	json_text(s, n, out);
}

/* What fired where, as records and errors begin. */
static void add_probe(struct consumer *c, const struct record_header *h,
		      struct buf *out)
{
	static const char *const names[] = {
		[PART_PROVIDER] = "provider", [PART_MODULE] = "module",
		[PART_FUNCTION] = "function", [PART_NAME] = "name",
	};
	struct buf text = BUF_INIT;

	add_uint("id", consumer_probe_id(c, h), out);
	for (int part = PART_PROVIDER; part <= PART_NAME; part++) {
		buf_clear(&text);
		probe_part(c->image, h->site, h->pid, (enum probe_part)part,
			   &text);
		add_text(names[part], buf_str(&text), text.len, out);
	}
	buf_release(&text);
	add_uint("clause", h->clause + 1u, out);
	add_uint("pid", h->pid, out);
	add_uint("cpu", h->cpu, out);
	if (h->timestamp)
		add_uint("timestamp", h->timestamp, out);
}

/* ---- records ------------------------------------------------------------ */

void json_record_begin(struct consumer *c, const struct record_header *h,
		       struct buf *out)
{
	buf_add_str(out, "{\"type\":\"record\"");
	add_probe(c, h, out);
	add_name("output", out);
	buf_add_char(out, '[');
}

void json_record_end(struct consumer *c, struct buf *out)
{
	if (c->options.quiet && out->data[out->len - 1] == '[')
		buf_clear(out);
	else
		buf_add_str(out, "]}\n");
}

void json_action_begin(const char *name, struct buf *out)
{
	json_separate(out);
	buf_printf(out, "{\"action\":\"%s\"", name);
}

void json_trace(const char *action, const struct view *v,
		const struct image_field *f, struct buf *out)
{
	json_action_begin(action, out);
	add_name("value", out);
	json_field(v, f, out);
	buf_add_char(out, '}');
}

void json_printf(const char *format, const struct format_args *args,
		 struct buf *out)
{
	struct buf text = BUF_INIT;

	format_print(format, args, &text);
	json_action_begin("printf", out);
	add_text("text", buf_str(&text), text.len, out);
	add_name("args", out);
	json_fields(args->view, args->fields, args->nfields, out);
	buf_add_char(out, '}');
	buf_release(&text);
}

void json_action(const char *name, struct buf *out)
{
	json_action_begin(name, out);
	buf_add_char(out, '}');
}

void json_act(const char *name, const char *member, const struct buf *text,
	      struct buf *out)
{
	json_action_begin(name, out);
	add_text(member, buf_str(text), text->len, out);
	buf_add_char(out, '}');
}

void json_exit(const char *what, int status, struct buf *out)
{
	json_separate(out);
	buf_printf(out, "{\"%s\":\"exit\",\"status\":%d}", what, status);
}

/* ---- aggregations ------------------------------------------------------- */

static const char *function_name(enum agg_func func)
{
	switch (func) {
	case AGG_COUNT: return "count";
	case AGG_SUM: return "sum";
	case AGG_MIN: return "min";
	case AGG_MAX: return "max";
	case AGG_AVG: return "avg";
	case AGG_STDDEV: return "stddev";
	case AGG_QUANTIZE: return "quantize";
	case AGG_LQUANTIZE: return "lquantize";
	case AGG_LLQUANTIZE: return "llquantize";
	}
	BUG("aggregating function %d", (int)func);
}

static void add_row(const struct table *t, const struct table_row *row,
		    struct buf *out)
{
	const struct image_agg *agg;
	struct view v = table_key(t, row, &agg);

	json_separate(out);
	buf_add_str(out, "{\"keys\":");
	json_fields(&v, agg->keys, agg->nkeys, out);
	buf_add_str(out, ",\"values\":[");
	for (size_t i = 0; i < t->naggs; i++) {
		json_separate(out);
		json_value(t->aggs[i], row->values[i], row->normals[i],
			   out);
	}
	buf_add_str(out, "]}");
}

void json_table(const struct table *t, struct buf *out)
{
	add_name("aggregations", out);
	buf_add_char(out, '[');
	for (size_t i = 0; i < t->naggs; i++) {
		json_separate(out);
		buf_printf(out, "{\"name\":\"%s\",\"function\":\"%s\"}",
			   t->aggs[i]->name, function_name(t->aggs[i]->func));
	}
	buf_add_char(out, ']');
	add_name("rows", out);
	buf_add_char(out, '[');
	for (size_t i = 0; i < t->rows.len; i++)
		add_row(t, &t->rows.items[i], out);
	buf_add_char(out, ']');
}

/* ---- errors, drops, messages -------------------------------------------- */

void json_error(struct consumer *c, const struct record_header *h,
		const struct record_error *r, const char *fault,
		struct buf *out)
{
	buf_add_str(out, "{\"type\":\"error\"");
	add_probe(c, h, out);
	add_name("fault", out);
	buf_printf(out, "\"%s\"", fault);
	if (r->fault == FAULT_BADADDR)
		add_uint("address", r->address, out);
	add_uint("action", r->action, out);
	buf_add_str(out, "}\n");
}

void json_drops(const char *what, uint64_t n, struct buf *out)
{
	buf_printf(out, "{\"type\":\"drops\",\"what\":\"%s\",\"count\":%llu}\n",
		   what, (unsigned long long)n);
}

void json_message(const char *text, size_t n, struct buf *out)
{
	buf_add_str(out, "{\"type\":\"message\"");
	add_text("text", text, n, out);
	buf_add_str(out, "}\n");
}
