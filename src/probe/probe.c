/* SPDX-License-Identifier: BSD-2-Clause */
#include "probe/probe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/glob.h"
#include "probe/pid.h"

struct probe_set *probe_set_new(const struct probe_options *options)
{
	struct probe_set *s = xcalloc(1, sizeof(*s));
	const char **objects;

	arena_init(&s->arena);
	s->options = *options;
	objects = ARENA_NEW_N(&s->arena, const char *, options->nobjects);
	for (size_t i = 0; i < options->nobjects; i++)
		objects[i] = arena_strdup(&s->arena, options->objects[i]);
	s->options.objects = objects;
	if (options->npids)
		s->options.pids = arena_memdup(&s->arena, options->pids,
					       options->npids *
					       sizeof(*options->pids));
	builtin_add_all(s);
	if (options->recording) {
		recorded_add_all(s);
		s->is_scanned = true;
	}
	return s;
}

void probe_set_free(struct probe_set *s)
{
	if (!s)
		return;
	vec_release(&s->builtins);
	provider_release(s);
	pid_release(s);
	vec_release(&s->usdt);
	for (size_t i = 0; i < s->blocks.len; i++)
		block_release(&s->blocks.items[i]);
	vec_release(&s->blocks);
	vec_release(&s->found);
	for (size_t i = 0; i < s->objects.len; i++)
		object_free(s->objects.items[i]);
	vec_release(&s->objects);
	file_table_release(&s->files);
	strmap_release(&s->by_name);
	buf_release(&s->problems);
	arena_release(&s->arena);
	free(s);
}

const char *probe_set_problems(const struct probe_set *s)
{
	return buf_str(&s->problems);
}

size_t probe_set_hidden(const struct probe_set *s)
{
	return s->not_ours;
}

/* ---- matching ------------------------------------------------------------ */

bool probe_matches(const struct probe_desc *d, const struct probe *p)
{
	if (d->id)
		return d->id == p->id;
	return glob_match(d->name, p->name) &&
	       glob_match(d->provider, p->provider) &&
	       glob_match(d->function, p->function) &&
	       glob_match(d->module, p->module);
}

/* Could a probe of a process or file match at all? */
static bool wants_usdt(const struct probe_desc *d)
{
	if (d->id)
		return d->id >= FIRST_USDT_ID && d->id < FIRST_PID_ID;
	if (*d->provider)
		return !builtin_is_provider(d->provider) &&
		       !provider_is_name(d->provider) &&
		       !pid_is_provider(d->provider);
	return !builtin_is_name(d->name);
}

static int scan(struct probe_set *s, struct err *e)
{
	int ret = s->is_scanned ? 0 : scan_all(s, e);

	if (ret)
		return ret;
	s->is_scanned = true;
	set_add_found(s);
	return 0;
}

/* What interrupts each CPU is recorded, or it is not there any more. */
static bool is_there(const struct probe_set *s, const struct probe *p)
{
	return !s->options.recording || p->kind != PROBE_PROFILE;
}

int probe_match(struct probe_set *s, const struct probe_desc *desc,
		struct probe ***out, size_t *n, struct err *e)
{
	struct probe_list found = { NULL, 0, 0 };
	bool usdt = wants_usdt(desc);
	int ret = desc->id ? 0 : builtin_add_timer(s, desc, e);

	if (!ret && usdt)
		ret = scan(s, e);
	if (ret)
		return ret;
	for (size_t i = 0; i < s->builtins.len; i++)
		if (probe_matches(desc, s->builtins.items[i]) &&
		    is_there(s, s->builtins.items[i]))
			*vec_push(&found) = s->builtins.items[i];
	if (s->options.recording)
		usdt = true;
	else
		ret = provider_match(s, desc, &found, e);
	if (!ret && !s->options.recording)
		ret = pid_match(s, desc, &found, e);
	if (ret) {
		vec_release(&found);
		return ret;
	}
	for (size_t i = 0; usdt && i < s->usdt.len; i++)
		if (probe_matches(desc, s->usdt.items[i]))
			*vec_push(&found) = s->usdt.items[i];
	*out = found.items;
	*n = found.len;
	return 0;
}

bool probe_desc_is_open(const struct probe_desc *desc, const struct probe *p)
{
	static const char *const never[] = { "0", "4194305" };
	bool open = true;

	if (!p->pid)
		return true;
	if (desc->id)
		return false;
	/* Numbers that no process can have: does it match those as well? */
	for (size_t i = 0; open && i < sizeof(never) / sizeof(*never); i++) {
		char *name = xasprintf("%s%s", p->base_provider, never[i]);

		open = glob_match(desc->provider, name);
		free(name);
	}
	return open;
}

const struct probe_decl *probe_declared(const struct probe *p)
{
	return p->raw ? raw_declared(p->raw) : p->decl;
}

/* The notes of SystemTap tell what is floating-point, and no more. */
static const struct type *noted_type(const struct probe *p, unsigned n)
{
	const struct probe_site *at = p->sites.len ? p->sites.items : NULL;
	const char *start[PROBE_ARGS_MAX];
	size_t len[PROBE_ARGS_MAX];
	const struct recording_probe *r = p->recording;
	struct operand op;
	struct err e = ERR_INIT;

	if (r && n < r->nargs && r->args[n].is_float)
		return r->args[n].size == 4 ? &type_float : &type_double;
	if (p->kind != PROBE_USDT || !at || !at->object->arch ||
	    n >= arch_split_args(at->site->args, start, len,
				 PROBE_ARGS_MAX) ||
	    at->object->arch->parse_operand(start[n], len[n], &op, &e) ||
	    !op.is_float)
		return NULL;
	return op.size == 4 ? &type_float : &type_double;
}

const struct type *probe_arg_type(const struct probe *p, unsigned n)
{
	const struct probe_decl *d = probe_declared(p);

	if (!d)
		return noted_type(p, n);
	return n < d->nargs ? d->args[n].type : NULL;
}

const struct type *probe_native_type(const struct probe *p, unsigned n,
				     unsigned *native)
{
	const struct probe_decl *d = probe_declared(p);
	const struct type *t;

	if (!d || n >= d->nargs || d->args == d->native)
		return NULL;
	*native = d->mapping[n];
	t = d->native[*native].type;
	return type_compatible(t, d->args[n].type) ? NULL : t;
}

int probe_set_refresh(struct probe_set *s, pid_t pid, probe_wants_fn *wants,
		      void *data, struct err *e)
{
	int ret = scan(s, e);

	s->wants = wants;
	s->wants_data = data;
	if (!ret)
		ret = scan_process(s, pid, e);
	s->wants = NULL;
	set_add_found(s);
	return ret;
}
