/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dtrace -F: entry probes indent what follows on their CPU, return probes take
 * it back. A probe counts as entry when its name is "entry" or ends in
 * "-entry" (so "method-entry" does, "carpentry" does not); return likewise.
 * When several clauses fire at one entry probe, the first one indents; at a
 * return probe the last one takes it back.
 */
#include "consume/impl.h"

#include <stdlib.h>
#include <string.h>

enum flow_kind { FLOW_NONE, FLOW_ENTRY, FLOW_RETURN };

static bool has_ending(const char *name, const char *ending)
{
	size_t n = strlen(name), m = strlen(ending);

	if (n < m || strcmp(name + n - m, ending))
		return false;
	return n == m || name[n - m - 1] == '-';
}

static enum flow_kind kind_of(const struct image *im, uint32_t site)
{
	struct buf name = BUF_INIT;
	enum flow_kind kind = FLOW_NONE;

	probe_part(im, site, 0, PART_NAME, &name);
	if (has_ending(buf_str(&name), "entry"))
		kind = FLOW_ENTRY;
	else if (has_ending(buf_str(&name), "return"))
		kind = FLOW_RETURN;
	buf_release(&name);
	return kind;
}

/* System calls have an arrow of their own. */
static bool is_syscall(const struct image *im, const struct record_header *h)
{
	struct buf provider = BUF_INIT;
	bool is;

	probe_part(im, h->site, h->pid, PART_PROVIDER, &provider);
	is = !strcmp(buf_str(&provider), "syscall");
	buf_release(&provider);
	return is;
}

static struct flow_cpu *cpu_of(struct flow *f, uint16_t cpu)
{
	while (f->cpus.len <= cpu)
		vec_push(&f->cpus);
	return &f->cpus.items[cpu];
}

void flow_print(struct flow *f, const struct image *im,
		const struct record_header *h, struct buf *out)
{
	struct flow_cpu *cpu = cpu_of(f, h->cpu);
	enum flow_kind kind = kind_of(im, h->site);
	bool again = cpu->any && cpu->site == h->site &&
		     cpu->clause < h->clause;
	bool call = is_syscall(im, h);
	struct buf name = BUF_INIT;

	if (kind == FLOW_RETURN ? f->goes_on : again)
		kind = FLOW_NONE;
	if (kind == FLOW_RETURN && cpu->indent)
		cpu->indent -= 2;
	buf_add_fill(&name, ' ', cpu->indent);
	if (kind == FLOW_ENTRY)
		buf_add_str(&name, call ? " => " : " -> ");
	else if (kind == FLOW_RETURN)
		buf_add_str(&name, call ? " <= " : " <- ");
	else
		buf_add_str(&name, "| ");
	probe_part(im, h->site, h->pid, PART_FUNCTION, &name);
	if (kind == FLOW_NONE) {
		buf_add_char(&name, ':');
		probe_part(im, h->site, h->pid, PART_NAME, &name);
	}
	buf_printf(out, "%3u %-41s ", h->cpu, buf_str(&name));
	buf_release(&name);
	if (kind == FLOW_ENTRY)
		cpu->indent += 2;
	cpu->site = h->site;
	cpu->clause = h->clause;
	cpu->any = true;
}

/* Later clauses of a firing have their records behind earlier ones'. */
static bool is_same_firing(const struct record_header *h,
			   const struct record_header *next)
{
	return next->site == h->site && next->pid == h->pid &&
	       next->cpu == h->cpu && next->clause > h->clause;
}

int flow_settle(struct consumer *c, const struct record_header *next)
{
	struct held r = c->flow.waiting;
	struct record_header h;
	int ret;

	if (!r.record)
		return 0;
	memcpy(&h, r.record, sizeof(h));
	c->flow.waiting.record = NULL;
	c->flow.goes_on = next && is_same_firing(&h, next);
	ret = consumer_show(c, &r);
	free(r.record);
	return ret;
}

int flow_show(struct consumer *c, const struct held *r)
{
	struct record_header h;
	int ret;

	memcpy(&h, r->record, sizeof(h));
	ret = flow_settle(c, &h);
	c->flow.goes_on = false;
	if (ret || h.kind != RECORD_DATA ||
	    kind_of(c->image, h.site) != FLOW_RETURN)
		return ret ? ret : consumer_show(c, r);
	c->flow.waiting = held_copy(r->record, r->len);
	return 0;
}
