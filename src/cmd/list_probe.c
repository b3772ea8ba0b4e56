/* SPDX-License-Identifier: BSD-2-Clause */
/* How one probe is shown: DTrace's columns, and with -v its paragraphs. */
#include <stdio.h>

#include "arch/arch.h"
#include "cmd/list.h"
#include "cmd/stability.h"

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

/* ---- arguments ------------------------------------------------- */

static void operand_type(const struct arch *arch, const char *text,
			 size_t len, struct buf *out)
{
	struct operand op;
	struct err e = ERR_INIT;

	if (arch->parse_operand(text, len, &op, &e))
		buf_printf(out, "cannot be read: %s", e.text);
	else if (op.is_float)
		buf_add_str(out, op.size == 4 ? "float" : "double");
	else
		buf_printf(out, "%sint%d_t", op.is_signed ? "" : "u",
			   op.size * 8);
}

static void declared_arguments(const struct probe_decl *decl,
			       list_argument_fn *fn, void *data)
{
	struct buf type = BUF_INIT;

	for (size_t i = 0; i < decl->nargs; i++) {
		buf_clear(&type);
		type_print(decl->args[i].type, decl->args[i].name, &type);
		fn(data, true, i, buf_str(&type));
	}
	buf_release(&type);
}

/* Without a declaration, the note of a site tells sizes and signs. */
static void noted_arguments(const struct probe_site *at, list_argument_fn *fn,
			    void *data)
{
	const char *start[PROBE_ARGS_MAX];
	size_t len[PROBE_ARGS_MAX], n;
	struct buf type = BUF_INIT;

	n = arch_split_args(at->site->args, start, len, PROBE_ARGS_MAX);
	for (size_t i = 0; i < n; i++) {
		buf_clear(&type);
		operand_type(at->object->arch, start[i], len[i], &type);
		fn(data, false, i, buf_str(&type));
	}
	buf_release(&type);
}

/* The same from a recording. */
static void recorded_arguments(const struct recording_probe *r,
			       list_argument_fn *fn, void *data)
{
	for (uint32_t i = 0; i < r->nargs; i++) {
		const struct recording_arg *a = &r->args[i];
		char type[16];

		if (a->is_float)
			snprintf(type, sizeof(type), "%s",
				 a->size == 4 ? "float" : "double");
		else
			snprintf(type, sizeof(type), "%sint%d_t",
				 a->is_signed ? "" : "u", a->size * 8);
		fn(data, false, i, type);
	}
}

void list_arguments(const struct probe *p, list_argument_fn *fn, void *data)
{
	const struct probe_decl *decl = probe_declared(p);

	if (decl)
		declared_arguments(decl, fn, data);
	else if (p->recording)
		recorded_arguments(p->recording, fn, data);
	else if (p->sites.len && p->sites.items[0].object->arch)
		noted_arguments(&p->sites.items[0], fn, data);
}

static void show_argument(void *data, bool is_declared, size_t n,
			  const char *type)
{
	buf_printf(data, is_declared ? "\t\targs[%zu]: %s\n"
				     : "\t\targ%zu: %s\n", n, type);
}

static void show_arguments(const struct probe *p, struct buf *out)
{
	size_t before;

	buf_add_str(out, "\n\tArgument Types\n");
	before = out->len;
	list_arguments(p, show_argument, out);
	if (out->len > before)
		return;
	if (p->sites.len && !p->sites.items[0].object->arch)
		buf_add_str(out, "\t\tof another processor\n");
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
	stability_show("Probe Description", stability_of_probe(p), out);
	stability_show("Argument", stability_of_args(p), out);
	show_arguments(p, out);
	show_sites(p, out);
	buf_add_char(out, '\n');
}
