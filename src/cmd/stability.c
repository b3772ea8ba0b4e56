/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/stability.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lang/builtin.h"

/* ---- of probes ------------------------------------------------- */

#define UNKNOWN { STABILITY_PRIVATE, STABILITY_PRIVATE, CLASS_UNKNOWN }

static const struct provider_decl unknown_provider = {
	.attrs = {
		[ATTR_PROVIDER] = UNKNOWN, [ATTR_MODULE] = UNKNOWN,
		[ATTR_FUNCTION] = UNKNOWN, [ATTR_NAME] = UNKNOWN,
		[ATTR_ARGS] = UNKNOWN,
	},
};

static const struct provider_decl *provider_of(const struct probe *p)
{
	return p->provider_decl ? p->provider_decl : &unknown_provider;
}

static void take_least(struct attributes *a, struct attributes b)
{
	if (b.name < a->name)
		a->name = b.name;
	if (b.data < a->data)
		a->data = b.data;
	if (b.class < a->class)
		a->class = b.class;
}

/* A whole description is as stable as the least stable part that it names. */
struct attributes stability_of_probe(const struct probe *p)
{
	const struct provider_decl *decl = provider_of(p);
	struct attributes a = decl->attrs[ATTR_PROVIDER];

	if (*p->module)
		take_least(&a, decl->attrs[ATTR_MODULE]);
	if (*p->function)
		take_least(&a, decl->attrs[ATTR_FUNCTION]);
	take_least(&a, decl->attrs[ATTR_NAME]);
	return a;
}

struct attributes stability_of_args(const struct probe *p)
{
	return provider_of(p)->attrs[ATTR_ARGS];
}

void stability_show(const char *title, struct attributes a, struct buf *out)
{
	buf_printf(out, "\n\t%s Attributes\n"
		   "\t\tIdentifier Names: %s\n"
		   "\t\tData Semantics:   %s\n"
		   "\t\tDependency Class: %s\n", title,
		   stability_name(a.name), stability_name(a.data),
		   dependency_class_name(a.class));
}

/* ---- of clauses ------------------------------------------------ */

static const struct attributes stable = {
	STABILITY_STABLE, STABILITY_STABLE, CLASS_COMMON,
};

/* The least of a clause with one of its descriptions. */
struct report {
	struct attributes probes, statements;
	struct attributes args;	/* of the probes */
};

static void note_node(struct report *r, const struct node *n)
{
	static const struct attributes symbol = UNKNOWN, thread = {
		STABILITY_STABLE, STABILITY_PRIVATE, CLASS_COMMON,
	}, registers = { STABILITY_STABLE, STABILITY_STABLE, CLASS_ISA };

	if (!n)
		return;
	if (n->kind == NODE_SYMBOL)
		take_least(&r->statements, symbol);
	if (n->kind == NODE_BUILTIN && n->builtin->id == BI_ARGS)
		take_least(&r->statements, r->args);
	if (n->kind == NODE_BUILTIN && n->builtin->id == BI_CURTHREAD)
		take_least(&r->statements, thread);
	if (n->kind == NODE_BUILTIN && n->builtin->id == BI_UREGS)
		take_least(&r->statements, registers);
	note_node(r, n->left);
	note_node(r, n->right);
	note_node(r, n->third);
	for (const struct node *arg = n->args; arg; arg = arg->next)
		note_node(r, arg);
}

static void note_statements(struct report *r, const struct stmt *s)
{
	for (; s; s = s->next) {
		note_node(r, s->expr);
		note_statements(r, s->then);
		note_statements(r, s->otherwise);
	}
}

/* Gives how many probes match, or a negative errno. */
static long examine(struct compilation *c, const struct clause *clause,
		    const struct probe_desc *desc, struct report *r,
		    struct err *e)
{
	struct probe **found;
	size_t n;
	int ret = probe_match(c->probes, desc, &found, &n, e);

	if (ret)
		return ret;
	*r = (struct report){ stable, stable, stable };
	for (size_t i = 0; i < n; i++) {
		take_least(&r->probes, stability_of_probe(found[i]));
		take_least(&r->args, stability_of_args(found[i]));
	}
	free(found);
	note_node(r, clause->predicate);
	note_statements(r, clause->body);
	return (long)n;
}

int stability_report(struct compilation *c, struct buf *out, struct err *e)
{
	for (const struct clause *cl = c->program.clauses; cl; cl = cl->next)
		for (const struct probe_desc *d = cl->probes; d; d = d->next) {
			struct report r;
			long n = examine(c, cl, d, &r, e);

			if (n < 0)
				return (int)n;
			if (!n)
				continue;
			buf_printf(out, "\nStability attributes for "
				   "description %s:%s:%s:%s:\n", d->provider,
				   d->module, d->function, d->name);
			stability_show("Minimum Probe Description", r.probes,
				       out);
			stability_show("Minimum Statement", r.statements, out);
		}
	return 0;
}

/* ---- -x amin --------------------------------------------------- */

/* The number of the name that ends at the next slash or at the end; or -1. */
static int take_name(const char **text, const char *(*name)(int n), int count)
{
	size_t len = strcspn(*text, "/");

	for (int i = 0; i < count; i++) {
		if (strlen(name(i)) != len || strncasecmp(name(i), *text, len))
			continue;
		*text += len + ((*text)[len] == '/');
		return i;
	}
	return -1;
}

static const char *name_of_stability(int n)
{
	return stability_name((enum stability)n);
}

static const char *name_of_class(int n)
{
	return dependency_class_name((enum dependency_class)n);
}

static int parse(const char *text, struct attributes *out, struct err *e)
{
	const char *p = text;
	int name = take_name(&p, name_of_stability, STABILITY_STANDARD + 1);
	int data = take_name(&p, name_of_stability, STABILITY_STANDARD + 1);
	int dependency = take_name(&p, name_of_class, CLASS_COMMON + 1);

	if (name < 0 || data < 0 || dependency < 0 || *p)
		return err_set(e, -EINVAL, "option amin is '%s': attributes "
			       "such as Evolving/Evolving/Common are wanted",
			       text);
	out->name = (uint8_t)name;
	out->data = (uint8_t)data;
	out->class = (uint8_t)dependency;
	return 0;
}

static bool is_less(struct attributes a, struct attributes least)
{
	return a.name < least.name || a.data < least.data ||
	       a.class < least.class;
}

int stability_check(struct compilation *c, const char *text, struct err *e)
{
	struct attributes least = stable;
	int ret = parse(text, &least, e);

	for (const struct clause *cl = c->program.clauses; !ret && cl;
	     cl = cl->next)
		for (const struct probe_desc *d = cl->probes; d; d = d->next) {
			struct report r;
			long n = examine(c, cl, d, &r, e);

			if (n < 0)
				return (int)n;
			take_least(&r.probes, r.statements);
			if (!n || !is_less(r.probes, least))
				continue;
			diag_add(&c->diags, "D_ATTR_MIN", d->loc,
				 "this is %s/%s/%s, less than option amin "
				 "demands", stability_name(r.probes.name),
				 stability_name(r.probes.data),
				 dependency_class_name(r.probes.class));
		}
	return ret;
}
