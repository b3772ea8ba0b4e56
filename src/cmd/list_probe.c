/* SPDX-License-Identifier: BSD-2-Clause */
/* How one probe is shown: DTrace's columns, and with -v its paragraphs. */
#include <stdio.h>

#include "arch/arch.h"
#include "cmd/list.h"

void list_heading(struct buf *out)
{
	buf_printf(out, "%5s %10s %17s %33s %s\n", "ID", "PROVIDER", "MODULE",
		   "FUNCTION", "NAME");
}

void list_probe(const struct probe *p, struct buf *out)
{
	buf_printf(out, "%5u %10s %17s %33s %s\n", p->id, p->provider,
		   p->module, p->function, p->name);
}

/* ---- stability ------------------------------------------------- */

static const struct provider_decl unknown_provider = {
	.attrs = {
		[ATTR_PROVIDER] = { STABILITY_PRIVATE, STABILITY_PRIVATE, 0 },
		[ATTR_MODULE] = { STABILITY_PRIVATE, STABILITY_PRIVATE, 0 },
		[ATTR_FUNCTION] = { STABILITY_PRIVATE, STABILITY_PRIVATE, 0 },
		[ATTR_NAME] = { STABILITY_PRIVATE, STABILITY_PRIVATE, 0 },
		[ATTR_ARGS] = { STABILITY_PRIVATE, STABILITY_PRIVATE, 0 },
	},
};

static void take_least(struct attributes *a, const struct attributes *b)
{
	if (b->name < a->name)
		a->name = b->name;
	if (b->data < a->data)
		a->data = b->data;
	if (b->class < a->class)
		a->class = b->class;
}

/* A whole description is as stable as the least stable part that it names. */
static struct attributes of_description(const struct probe *p,
					const struct provider_decl *decl)
{
	struct attributes a = decl->attrs[ATTR_PROVIDER];

	if (*p->module)
		take_least(&a, &decl->attrs[ATTR_MODULE]);
	if (*p->function)
		take_least(&a, &decl->attrs[ATTR_FUNCTION]);
	take_least(&a, &decl->attrs[ATTR_NAME]);
	return a;
}

static void show_attributes(const char *title, struct attributes a,
			    struct buf *out)
{
	buf_printf(out, "\n\t%s Attributes\n"
		   "\t\tIdentifier Names: %s\n"
		   "\t\tData Semantics:   %s\n"
		   "\t\tDependency Class: %s\n", title,
		   stability_name(a.name), stability_name(a.data),
		   dependency_class_name(a.class));
}

/* ---- arguments ------------------------------------------------- */

static void show_declared(const struct probe_decl *decl, struct buf *out)
{
	for (size_t i = 0; i < decl->nargs; i++) {
		buf_printf(out, "\t\targs[%zu]: ", i);
		type_print(decl->args[i].type, decl->args[i].name, out);
		buf_add_char(out, '\n');
	}
}

static void show_operand(const struct arch *arch, const char *text, size_t len,
			 struct buf *out)
{
	struct operand op;
	struct err e = ERR_INIT;

	if (arch->parse_operand(text, len, &op, &e))
		buf_printf(out, "cannot be read: %s\n", e.text);
	else if (op.is_float)
		buf_printf(out, "%s\n", op.size == 4 ? "float" : "double");
	else
		buf_printf(out, "%sint%d_t\n", op.is_signed ? "" : "u",
			   op.size * 8);
}

/* Without a declaration, the note of a site tells sizes and signs. */
static void show_noted(const struct probe *p, struct buf *out)
{
	const struct probe_site *at = &p->sites.items[0];
	const char *start[PROBE_ARGS_MAX];
	size_t len[PROBE_ARGS_MAX], n;

	if (!at->object->arch) {
		buf_add_str(out, "\t\tof another processor\n");
		return;
	}
	n = arch_split_args(at->site->args, start, len, PROBE_ARGS_MAX);
	for (size_t i = 0; i < n; i++) {
		buf_printf(out, "\t\targ%zu: ", i);
		show_operand(at->object->arch, start[i], len[i], out);
	}
	if (!n)
		buf_add_str(out, "\t\tNone\n");
}

static void show_arguments(const struct probe *p, struct buf *out)
{
	const struct probe_decl *decl = probe_declared(p);

	buf_add_str(out, "\n\tArgument Types\n");
	if (decl && decl->nargs)
		show_declared(decl, out);
	else if (!decl && p->sites.len)
		show_noted(p, out);
	else
		buf_add_str(out, "\t\tNone\n");
}

static void show_sites(const struct probe *p, struct buf *out)
{
	if (p->sites.len)
		buf_add_str(out, "\n\tProbe Sites\n");
	for (size_t i = 0; i < p->sites.len; i++) {
		const struct probe_site *at = &p->sites.items[i];

		buf_printf(out, "\t\t%s+%#llx%s\n", at->object->path,
			   (unsigned long long)at->site->offset,
			   at->site->semaphore_vaddr ?
			   ", with an is-enabled semaphore" : "");
	}
}

void list_details(const struct probe *p, struct buf *out)
{
	const struct provider_decl *decl = p->provider_decl ?
		p->provider_decl : &unknown_provider;

	show_attributes("Probe Description", of_description(p, decl), out);
	show_attributes("Argument", decl->attrs[ATTR_ARGS], out);
	show_arguments(p, out);
	show_sites(p, out);
	buf_add_char(out, '\n');
}
