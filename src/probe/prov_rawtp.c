/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rawtp: the kernel's tracepoints with their arguments as they are. sdt: the
 * same ones under the name that DTrace has for such probes.
 */
#include "probe/provider.h"
#include "probe/raw.h"

#define ATTRS { \
	[ATTR_PROVIDER] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA), \
	[ATTR_MODULE] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN), \
	[ATTR_FUNCTION] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN), \
	[ATTR_NAME] = PROVIDER_ATTRS(PRIVATE, PRIVATE, ISA), \
	[ATTR_ARGS] = PROVIDER_ATTRS(PRIVATE, PRIVATE, ISA), \
}

static const struct provider_decl rawtp = { .name = "rawtp", .attrs = ATTRS };
static const struct provider_decl sdt = { .name = "sdt", .attrs = ATTRS };

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
		p->raw = raw_new(s, t->name, RAW_TRACEPOINT, t->proto,
				 t->nargs);
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
	.decl = &rawtp, .first_id = 3001, .room = RAWTP_MAX, .fill = fill_rawtp,
};

const struct provider provider_sdt = {
	.decl = &sdt, .first_id = 3001 + RAWTP_MAX, .room = RAWTP_MAX,
	.fill = fill_sdt, .by_name_only = true,
};
