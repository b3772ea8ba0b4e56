/* SPDX-License-Identifier: BSD-2-Clause */
/* What our own note tells of an object's probes: types, names, stability. */
#include <string.h>

#include "base/bug.h"
#include "base/diag.h"
#include "elf/notename.h"
#include "elf/typenote.h"
#include "probe/impl.h"

/* Texts come from files of anyone: what they declare is used, or nothing. */
static struct provider_decl *parse(struct probe_set *s, struct object *o,
				   const struct type_note *note)
{
	struct source *source = source_new(o->pub.path, note->text, note->len);
	struct diags diags = DIAGS_INIT;
	struct provider_decl *list;

	o->sources = xrealloc(o->sources, o->nsources + 1,
			      sizeof(*o->sources));
	o->sources[o->nsources++] = source;
	list = provider_parse(&o->arena, source, &diags);
	if (!list)
		buf_printf(&s->problems, "%s: the note with the types of its "
			   "probes makes no sense (%s); they are shown "
			   "without types\n", o->pub.path,
			   diags.len ? diags.items[0].text : "no provider");
	diags_release(&diags);
	return list;
}

/* What an argument points at is the traced program's memory. */
static void point_to_user(struct arena *a, struct probe_param *list,
			  size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (type_is_pointer(list[i].type))
			list[i].type = type_qualified(a, list[i].type,
						      QUAL_USERLAND);
}

void types_point_to_user(struct arena *a, struct provider_decl *list)
{
	for (; list; list = list->next)
		for (struct probe_decl *d = list->probes; d; d = d->next) {
			point_to_user(a, d->args, d->nargs);
			if (d->native != d->args)
				point_to_user(a, d->native, d->nnative);
		}
}

void object_read_types(struct probe_set *s, struct object *o,
		       struct elf_file *f)
{
	struct provider_decl **end = &o->pub.types;
	struct type_notes notes;
	struct err e = ERR_INIT;

	if (type_notes_read(&o->arena, f, &notes, &e)) {
		buf_printf(&s->problems, "%s: its probes are shown without "
			   "types: %s\n", o->pub.path, e.text);
		return;
	}
	for (size_t i = 0; i < notes.len; i++) {
		*end = parse(s, o, &notes.items[i]);
		types_point_to_user(&o->arena, *end);
		while (*end)
			end = &(*end)->next;
	}
}

const struct provider_decl *types_provider(const struct provider_decl *list,
					   const char *name)
{
	const struct provider_decl *best = NULL;
	char id[NOTE_NAME_MAX];

	/*
	 * The object of -G may tell of structures that the header, which
	 * every other object has from, does not: the longer text says more.
	 */
	for (note_name(name, id); list; list = list->next)
		if (!strcmp(list->name, id) &&
		    (!best || list->loc.source->len > best->loc.source->len))
			best = list;
	return best;
}

const struct probe_decl *types_probe(const struct provider_decl *p,
				     const char *c_name)
{
	char id[NOTE_NAME_MAX];

	note_name(c_name, id);
	for (const struct probe_decl *d = p ? p->probes : NULL; d; d = d->next)
		if (!strcmp(d->c_name, id))
			return d;
	return NULL;
}
