/* SPDX-License-Identifier: BSD-2-Clause */
/* The probes of a recording: none but these, under the ids they had. */
#include <string.h>

#include "base/bug.h"
#include "probe/provider.h"

/* Declarations are from a file of anyone: used, or nothing. */
static const struct provider_decl *parse(struct probe_set *s, size_t n)
{
	const char *text = recording_declaration(s->options.recording, n);
	struct source *source = source_new("recording", text, strlen(text));
	struct diags diags = DIAGS_INIT;
	struct provider_decl *d;

	*vec_push(&s->sources) = source;
	d = provider_parse(&s->arena, source, &diags);
	if (d)
		types_point_to_user(&s->arena, d);
	else
		buf_printf(&s->problems, "declaration %zu of the recording "
			   "makes no sense: its probes have no types\n", n);
	diags_release(&diags);
	return d;
}

static const struct probe_decl *find_probe(const struct provider_decl *p,
					   const char *name)
{
	const struct probe_decl *d = p->probes;

	while (d && strcmp(d->name, name))
		d = d->next;
	return d;
}

static struct probe *make(struct probe_set *s,
			  const struct provider_decl *const *declarations,
			  uint32_t n)
{
	const struct recording_probe *r =
		recording_probe(s->options.recording, n);
	struct probe *p = ARENA_NEW(&s->arena, struct probe);

	*p = (struct probe){
		.id = r->id, .kind = PROBE_RECORDED, .recorded = n,
		.recording = r, .pid = (pid_t)r->pid,
		.provider = r->provider, .base_provider = r->base_provider,
		.module = r->module, .function = r->function,
		.name = r->name, .is_return = r->is_return,
	};
	if (r->declaration != RECORDING_NONE)
		p->provider_decl = types_provider(declarations[r->declaration],
						  r->base_provider);
	if (p->provider_decl)
		p->decl = find_probe(p->provider_decl, r->name);
	return p;
}

void recorded_add_all(struct probe_set *s)
{
	const struct recording *r = s->options.recording;
	size_t n = recording_declarations(r);
	const struct provider_decl **declarations =
		ARENA_NEW_N(&s->arena, const struct provider_decl *, n + 1);

	for (size_t i = 0; i < n; i++)
		declarations[i] = parse(s, i);
	for (size_t i = 0; i < recording_probes(r); i++)
		*vec_push(&s->usdt) = make(s, declarations, (uint32_t)i);
}
