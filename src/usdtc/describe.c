/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A provider as canonical D text. The types that it names come first, each
 * definition after those it needs: what a struct holds is needed in full, what
 * it only points to may come later, or never.
 */
#include <string.h>

#include "base/strmap.h"
#include "usdtc/usdtc.h"

struct describer {
	struct buf *out;
	struct strmap done;	/* "struct tag", "typedef name" */
	int depth;
};

/* Types may be nested as deep as the parser lets them be, and it has a limit;
 * this is for lists of pointers, which have none. */
#define DESCRIBE_DEPTH 200

static void need_type(struct describer *d, const struct type *t);

static bool first_time(struct describer *d, const char *kind, const char *name)
{
	struct buf key = BUF_INIT;
	bool first;

	buf_printf(&key, "%s %s", kind, name);
	first = strmap_index(&d->done, key.data) < 0;
	if (first)
		strmap_set(&d->done, key.data, NULL);
	buf_release(&key);
	return first;
}

static void need_members(struct describer *d, const struct type *t)
{
	for (size_t i = 0; i < t->nmembers; i++)
		need_type(d, t->members[i].type);
}

static const char *keyword(const struct type *t)
{
	return t->kind == TYPE_STRUCT ? "struct" :
	       t->kind == TYPE_UNION ? "union" : "enum";
}

static void need_tagged(struct describer *d, const struct type *t)
{
	if (!t->name) {
		need_members(d, t);
		return;
	}
	if (!t->is_complete || !first_time(d, keyword(t), t->name))
		return;
	need_members(d, t);
	type_print_body(t, d->out);
	buf_add_str(d->out, ";\n");
}

static void need_typedef(struct describer *d, const struct type *t)
{
	const struct type *real = type_resolve(t);

	if (type_predefined(t->name) == t ||
	    !first_time(d, "typedef", t->name))
		return;
	/*
	 * A struct may point to itself by this name: where it has a tag, the
	 * name goes before the definition.
	 */
	if (!type_is_aggregate(real) || !real->name)
		need_type(d, t->base);
	buf_add_str(d->out, "typedef ");
	type_print(t->base, t->name, d->out);
	buf_add_str(d->out, ";\n");
	need_type(d, t->base);
}

static void need_type(struct describer *d, const struct type *t)
{
	if (d->depth >= DESCRIBE_DEPTH)
		return;
	d->depth++;
	switch (t->kind) {
	case TYPE_STRUCT:
	case TYPE_UNION:
	case TYPE_ENUM:
		need_tagged(d, t);
		break;
	case TYPE_TYPEDEF:
		if (t->name && t->base)
			need_typedef(d, t);
		else if (t->base)
			need_type(d, t->base);
		break;
	case TYPE_FUNCTION:
		need_members(d, t);
		need_type(d, t->base);
		break;
	case TYPE_POINTER:
	case TYPE_ARRAY:
		need_type(d, t->base);
		break;
	default:
		break;
	}
	d->depth--;
}

static void need_params(struct describer *d, const struct probe_param *list,
			size_t n)
{
	for (size_t i = 0; i < n; i++)
		need_type(d, list[i].type);
}

static void add_params(const struct probe_param *list, size_t n,
		       struct buf *out)
{
	buf_add_char(out, '(');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_add_str(out, ", ");
		type_print(list[i].type, list[i].name, out);
	}
	buf_add_char(out, ')');
}

void usdtc_prototype(const struct probe_decl *probe, struct buf *out)
{
	buf_printf(out, "probe %s", probe->c_name);
	add_params(probe->native, probe->nnative, out);
	if (probe->args != probe->native) {
		buf_add_str(out, " : ");
		add_params(probe->args, probe->nargs, out);
	}
	buf_add_char(out, ';');
}

static void add_attributes(const struct provider_decl *provider,
			   struct buf *out)
{
	static const char *const words[ATTR_COUNT] = {
		[ATTR_PROVIDER] = "provider", [ATTR_MODULE] = "module",
		[ATTR_FUNCTION] = "function", [ATTR_NAME] = "name",
		[ATTR_ARGS] = "args",
	};

	for (int i = 0; i < ATTR_COUNT; i++) {
		const struct attributes *a = &provider->attrs[i];

		if (a->name == STABILITY_PRIVATE &&
		    a->data == STABILITY_PRIVATE && a->class == CLASS_UNKNOWN)
			continue;	/* the default */
		buf_printf(out, "#pragma D attributes %s/%s/%s "
			   "provider %s %s\n", stability_name(a->name),
			   stability_name(a->data),
			   dependency_class_name(a->class), provider->name,
			   words[i]);
	}
}

void usdtc_describe(const struct provider_decl *provider, struct buf *out)
{
	struct describer d = { .out = out };

	for (const struct probe_decl *p = provider->probes; p; p = p->next) {
		need_params(&d, p->native, p->nnative);
		if (p->args != p->native)
			need_params(&d, p->args, p->nargs);
	}
	strmap_release(&d.done);
	buf_printf(out, "provider %s {\n", provider->name);
	for (const struct probe_decl *p = provider->probes; p; p = p->next) {
		usdtc_prototype(p, out);
		buf_add_char(out, '\n');
	}
	buf_add_str(out, "};\n");
	add_attributes(provider, out);
}
