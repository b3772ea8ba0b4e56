/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes wrong while tracing: faults of clauses, and what was dropped. */
#include "consume/impl.h"

#include <string.h>

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

int report_error(struct consumer *c, const struct record_header *h,
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
	ret = consumer_message(c, &text);
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
		ret = consumer_message(c, &text);
	buf_release(&text);
	return ret;
}
