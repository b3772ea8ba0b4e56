/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rawtp: the kernel's tracepoints with their arguments as they are. sdt: the
 * same ones under the name that DTrace has for such probes.
 */
#include "probe/provider.h"
#include "probe/tracepoint.h"

#define ATTRS { \
	[ATTR_PROVIDER] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA), \
	[ATTR_MODULE] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN), \
	[ATTR_FUNCTION] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN), \
	[ATTR_NAME] = PROVIDER_ATTRS(PRIVATE, PRIVATE, ISA), \
	[ATTR_ARGS] = PROVIDER_ATTRS(PRIVATE, PRIVATE, ISA), \
}

static const struct provider_decl rawtp = { .name = "rawtp", .attrs = ATTRS };
static const struct provider_decl sdt = { .name = "sdt", .attrs = ATTRS };

struct raw_decl {
	struct probe_set *set;
	const struct tracepoint *tracepoint;
	struct probe_decl *made;	/* what is in it is shared, so that the
					 * probe itself may be const */
	bool *is_made;
};

static void declare(const struct raw_decl *raw)
{
	struct arena *a = &raw->set->arena;
	struct probe_decl *d = raw->made;
	struct ktypes *k = raw->set->ktypes;

	d->nargs = raw->tracepoint->nargs;
	d->args = d->native = ARENA_NEW_N(a, struct probe_param, d->nargs);
	d->nnative = d->nargs;
	for (unsigned i = 0; i < d->nargs; i++) {
		struct probe_param *p = &d->args[i];

		p->type = tracepoint_arg(k, raw->tracepoint, i, &p->name);
		if (p->name && !*p->name)
			p->name = NULL;
		if (i < PROBE_ARGS_MAX)
			d->mapping[i] = (uint8_t)i;
	}
	*raw->is_made = true;
}

const struct probe_decl *raw_declared(const struct raw_decl *raw)
{
	if (!*raw->is_made)
		declare(raw);
	return raw->made;
}

static const struct raw_decl *raw_new(struct probe_set *s,
				      const struct tracepoint *t)
{
	struct raw_decl *raw = ARENA_NEW(&s->arena, struct raw_decl);

	raw->set = s;
	raw->tracepoint = t;
	raw->made = ARENA_NEW(&s->arena, struct probe_decl);
	raw->is_made = ARENA_NEW(&s->arena, bool);
	raw->made->name = raw->made->c_name = t->name;
	return raw;
}

static int fill(struct probe_set *s, struct probe_list *out,
		const struct provider *provider, struct err *e)
{
	const struct tracepoints *all;
	int ret = provider_tracepoints(s, &all, e);

	for (size_t i = 0; !ret && i < all->len && i < RAWTP_MAX; i++) {
		const struct tracepoint *t = &all->items[i];
		struct image_trace *trace = ARENA_NEW(&s->arena,
						      struct image_trace);
		struct probe *p =
			provider_add(s, out, provider,
				     provider->first_id + (uint32_t)i, "",
				     t->name);

		trace->tracepoint = t->name;
		for (; trace->nwords < t->nargs &&
		       trace->nwords < TRACE_WORDS_MAX; trace->nwords++)
			trace->words[trace->nwords] = trace->nwords;
		p->kind = PROBE_TRACEPOINT;
		p->traces = trace;
		p->ntraces = 1;
		p->raw = raw_new(s, t);
	}
	return ret;
}

static int fill_rawtp(struct probe_set *s, struct probe_list *out,
		      struct err *e)
{
	return fill(s, out, &provider_rawtp, e);
}

static int fill_sdt(struct probe_set *s, struct probe_list *out, struct err *e)
{
	return fill(s, out, &provider_sdt, e);
}

const struct provider provider_rawtp = {
	.decl = &rawtp, .first_id = 3001, .fill = fill_rawtp,
};

const struct provider provider_sdt = {
	.decl = &sdt, .first_id = 3001 + RAWTP_MAX, .fill = fill_sdt,
	.by_name_only = true,
};
