/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes wrong while tracing: faults of clauses, and what was dropped. */
#include "consume/impl.h"

#include <stddef.h>
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

static bool is_withheld(struct consumer *c, uint64_t address)
{
	return c->source.is_withheld &&
	       c->source.is_withheld(c->source.data, address);
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
	if (r->fault == FAULT_BADADDR && is_withheld(c, r->address))
		buf_add_str(out, " (data of the kernel, which only programs "
			    "that the kernel runs can read)");
	else if (r->fault == FAULT_BADADDR)
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

/* One kind of what was lost, as people and as programs read it. */
struct loss {
	const char *one, *many, *name;
	size_t offset;		/* in struct image_state */
};

static const struct loss losses[] = {
	{ "drop", "drops", "record", offsetof(struct image_state, drops) },
	{ "aggregation drop", "aggregation drops", "aggregation",
	  offsetof(struct image_state, agg_drops) },
	{ "dynamic variable drop", "dynamic variable drops",
	  "dynamic variable", offsetof(struct image_state, dyn_drops) },
	{ "stack that is a key known by frame pointers only",
	  "stacks that are keys known by frame pointers only", "stack",
	  offsetof(struct image_state, stack_drops) },
	{ "speculative drop", "speculative drops", "speculative",
	  offsetof(struct image_state, spec_drops) },
	{ "failed speculation (no speculative buffer available)",
	  "failed speculations (no speculative buffer available)",
	  "speculation unavailable", offsetof(struct image_state, spec_none) },
	{ "failed speculation (available buffer(s) still busy)",
	  "failed speculations (available buffer(s) still busy)",
	  "speculation busy", offsetof(struct image_state, spec_busy) },
};

static uint64_t lost(const struct image_state *state, const struct loss *l)
{
	uint64_t n;

	memcpy(&n, (const char *)state + l->offset, sizeof(n));
	return n;
}

int consumer_drops(struct consumer *c, const struct image_state *state)
{
	struct image_state now = *state;
	struct buf text = BUF_INIT;
	int ret = 0;

	now.agg_drops += c->own_drops;
	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
		const struct loss *l = &losses[i];
		uint64_t n = lost(&now, l) - lost(&c->reported, l);

		if (n && c->options.json)
			json_drops(l->name, n, &text);
		else if (n)
			buf_printf(&text, "dtrace: %llu %s\n",
				   (unsigned long long)n,
				   n == 1 ? l->one : l->many);
	}
	c->reported = now;
	if (text.len)
		ret = consumer_message(c, &text);
	buf_release(&text);
	return ret;
}
