/* SPDX-License-Identifier: BSD-2-Clause */
#include "probe/raw.h"

struct raw_decl {
	struct probe_set *set;
	enum raw_what what;
	uint32_t proto;
	unsigned nargs;
	struct probe_decl *made;	/* what is in it is shared, so that the
					 * probe itself may be const */
	bool *is_made;
};

/* NULL: what comes from here on is not where arguments are looked for. */
static const struct type *type_of(const struct raw_decl *raw, unsigned n,
				  const char **name)
{
	struct ktypes *k = raw->set->ktypes;
	const struct type *t;

	if (raw->what == RAW_TRACEPOINT)
		return ktypes_parameter(k, raw->proto, n + 1, name);
	if (raw->what == RAW_RETURN)
		return n ? ktypes_returns(k, raw->proto) : &type_long;
	t = ktypes_parameter(k, raw->proto, n, name);
	/* a struct takes other registers than one */
	return t && type_is_scalar(type_resolve(t)) ? t : NULL;
}

static void declare(const struct raw_decl *raw)
{
	struct arena *a = &raw->set->arena;
	struct probe_decl *d = raw->made;

	d->args = d->native = ARENA_NEW_N(a, struct probe_param, raw->nargs);
	for (unsigned i = 0; i < raw->nargs; i++) {
		struct probe_param *p = &d->args[i];

		p->type = type_of(raw, i, &p->name);
		if (!p->type && raw->what != RAW_TRACEPOINT)
			break;
		if (p->name && !*p->name)
			p->name = NULL;
		if (i < PROBE_ARGS_MAX)
			d->mapping[i] = (uint8_t)i;
		d->nargs = d->nnative = i + 1;
	}
	*raw->is_made = true;
}

const struct probe_decl *raw_declared(const struct raw_decl *raw)
{
	if (!*raw->is_made)
		declare(raw);
	return raw->made;
}

const struct raw_decl *raw_new(struct probe_set *s, const char *name,
			       enum raw_what what, uint32_t proto,
			       unsigned nargs)
{
	struct raw_decl *raw = ARENA_NEW(&s->arena, struct raw_decl);

	raw->set = s;
	raw->what = what;
	raw->proto = proto;
	raw->nargs = what == RAW_RETURN ? 2 : nargs;
	raw->made = ARENA_NEW(&s->arena, struct probe_decl);
	raw->is_made = ARENA_NEW(&s->arena, bool);
	raw->made->name = raw->made->c_name = name;
	return raw;
}
