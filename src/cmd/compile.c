/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/compile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/glob.h"
#include "cg/cg.h"
#include "cmd/cpp.h"
#include "cmd/stability.h"
#include "lang/builtin.h"
#include "proc/unwind.h"

#define SOURCE_MAX (16 << 20)

void compilation_init(struct compilation *c)
{
	memset(c, 0, sizeof(*c));
	arena_init(&c->arena);
	image_init(&c->image);
	bind_init(&c->bind, &c->image);
}

void compilation_release(struct compilation *c)
{
	bind_release(&c->bind);
	image_release(&c->image);
	probe_set_free(c->probes);
	diags_release(&c->diags);
	for (size_t i = 0; i < c->sources.len; i++)
		source_free(c->sources.items[i]);
	keep_free(c->keep);
	libraries_release(&c->libraries);
	vec_release(&c->sources);
	vec_release(&c->matched);
	arena_release(&c->arena);
}

/* ---- text to tree ---------------------------------------------- */

static int read_source(struct compilation *c, const struct options *o,
		       const struct program_arg *arg, struct err *e)
{
	struct buf text = BUF_INIT;
	int ret = 0;

	if (arg->is_file && o->x.cpp)
		ret = cpp_run(arg->text, options_cpp(o), &text, e);
	else if (arg->is_file)
		ret = file_read(arg->text, SOURCE_MAX, &text, e);
	else
		buf_add_str(&text, arg->text);
	if (!ret) {
		vec_push(&c->matched);
		*vec_push(&c->sources) =
			source_new(arg->is_file ? arg->text : arg->option,
				   buf_str(&text), text.len);
	}
	buf_release(&text);
	return ret;
}

static int apply_pragmas(const struct program *p, struct options *o,
			 struct err *e)
{
	for (const struct pragma *g = p->pragmas; g; g = g->next) {
		int line, column, ret;

		if (strcmp(g->kind, "option"))
			continue;
		ret = tunables_set(&o->x, g->text, e);
		if (ret) {
			loc_position(g->loc, &line, &column);
			err_prefix(e, "%s:%d", g->loc.source->name, line);
			return ret;
		}
	}
	return 0;
}

/* $pid and its like are those of the time. */
static const struct lang_tracer *find_tracer(struct compilation *c)
{
	const struct recording_who *w;

	if (!c->recording)
		return NULL;
	w = &recording_start(c->recording)->tracer;
	c->tracer = (struct lang_tracer){
		.pid = w->pid, .ppid = w->ppid, .uid = w->uid, .gid = w->gid,
	};
	return &c->tracer;
}

int compile_parse(struct compilation *c, struct options *o, pid_t target,
		  struct err *e)
{
	int ret = 0;

	c->lang = (struct lang_options){
		.tracer = find_tracer(c),
		.args = (const char *const *)o->args, .nargs = o->nargs,
		.script_name = "dtrace", .target = target,
		.defaultargs = o->x.defaultargs, .argref = o->x.argref,
		.strsize = (uint32_t)o->x.strsize,
	};
	for (size_t i = 0; !ret && i < o->programs.len; i++) {
		const struct program_arg *arg = &o->programs.items[i];

		ret = read_source(c, o, arg, e);
		if (ret)
			break;
		if (arg->is_file)
			c->lang.script_name = arg->text;
		lang_parse(&c->arena, c->sources.items[i], arg->form,
			   &c->lang, &c->program, &c->diags);
	}
	lang_rename(&c->arena, &c->program, &c->diags);
	if (!ret && diags_failed(&c->diags))
		return -EINVAL;
	if (!ret)
		ret = apply_pragmas(&c->program, o, e);
	c->lang.strsize = (uint32_t)o->x.strsize;
	return ret;
}

/* ---- matching -------------------------------------------------- */

/* Which -n or -s the clause came from is told by its source. */
static void add_matched(struct compilation *c, const struct clause *clause,
			size_t n)
{
	for (size_t i = 0; i < c->sources.len; i++)
		if (c->sources.items[i] == clause->loc.source)
			c->matched.items[i] += n;
}

static void note_ids(struct compilation *c, struct probe *const *found,
		     size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (found[i]->id > c->max_id)
			c->max_id = found[i]->id;
}

static int match_desc(struct compilation *c, const struct clause *clause,
		      const struct probe_desc *desc, bool none_is_fine,
		      struct err *e)
{
	struct probe **found;
	size_t n;
	int ret = probe_match(c->probes, desc, &found, &n, e);

	if (ret)
		return ret;
	if (!n && !none_is_fine)
		diag_add(&c->diags, "D_PDESC_ZERO", desc->loc,
			 "probe description %s:%s:%s:%s does not match any "
			 "probes", desc->provider, desc->module,
			 desc->function, desc->name);
	add_matched(c, clause, n);
	note_ids(c, found, n);
	bind_probes(&c->bind, clause, desc, found, n);
	if (c->keep)
		keep_matched(c->keep, desc, found, n);
	free(found);
	return 0;
}

static int match(struct compilation *c, const struct options *o,
		 struct err *e)
{
	for (const struct clause *cl = c->program.clauses; cl; cl = cl->next)
		for (const struct probe_desc *d = cl->probes; d; d = d->next) {
			int ret = match_desc(c, cl, d, o->x.zdefs, e);

			if (ret)
				return ret;
		}
	c->last_id = c->max_id;
	if (c->keep)
		keep_bind(c->keep, &c->bind, c->program.nclauses, 0);
	return diags_failed(&c->diags) ? -EINVAL : 0;
}

/* The kernel wants a power of two of at least a page. */
static uint32_t ring_size(int64_t bytes)
{
	uint32_t size = 4096;

	while (size < bytes && size < 1u << 30)
		size *= 2;
	return size;
}

/* Sizes are bytes for the user, numbers of elements for maps. */
static uint32_t elements(int64_t bytes, uint32_t each)
{
	int64_t n = bytes / each;

	return n < 64 ? 64 : n > 1 << 24 ? 1 << 24 : (uint32_t)n;
}

static enum cg_unwind unwind_option(const struct tunables *x)
{
	if (!x->ustackunwind)
		return unwinder_works() ? UNWIND_AUTO : UNWIND_FRAMES;
	return strcmp(x->ustackunwind, "dwarf") ? UNWIND_FRAMES : UNWIND_COPY;
}

static struct cg_options cg_options(const struct compilation *c,
				    const struct options *o, bool may_sleep)
{
	const struct privileges *p = &c->privileges;

	return (struct cg_options){
		.strsize = (uint32_t)((o->x.strsize + 7) & ~7),
		.bufsize = ring_size(o->x.bufsize),
		.aggkeys = elements(o->x.aggsize, 256),
		.printsize = (uint32_t)o->x.printsize,
		.dynkeys = elements(o->x.dynvarsize, 64),
		.nspec = (uint32_t)o->x.nspec,
		.specsize = (uint32_t)o->x.specsize,
		.stackframes = (uint32_t)o->x.stackframes,
		.ustackframes = (uint32_t)o->x.ustackframes,
		.jstackframes = (uint32_t)o->x.jstackframes,
		.unwind = unwind_option(&o->x),
		.may_sleep = may_sleep,
		.temporal = o->x.temporal,
		.load_ns = o->x.loadtime,
		.has_cpu = o->x.cpu >= 0, .cpu = (uint16_t)o->x.cpu,
		.has_owner = privileges_one_user(p), .owner = p->uid,
		.no_kernel = !privileges_have(p, PRIVILEGE_KERNEL),
		.pid_namespace = c->pid_namespace,
	};
}

static void use_recording(const struct compilation *c,
			  struct cg_recording *recording, struct cg_input *in)
{
	const struct recording_start *start;

	if (!c->recording)
		return;
	start = recording_start(c->recording);
	*recording = (struct cg_recording){
		.ppid = start->tracer.ppid, .has_vtime = start->has_vtime,
		.has_errno = start->has_errno,
	};
	in->recording = recording;
	in->options.unwind = UNWIND_FRAMES;	/* it was done */
}

static void generate(struct compilation *c, const struct options *o,
		     bool may_sleep)
{
	struct cg_recording recording;
	struct cg_input in = {
		.program = &c->program,
		.bindings = c->bind.bindings.items,
		.nbindings = c->bind.bindings.len,
		.runs = c->bind.runs.items, .nruns = c->bind.runs.len,
		.options = cg_options(c, o, may_sleep),
		.member = compile_member, .member_data = c,
	};

	if (c->keep)
		in.events = keep_events(c->keep, &in.nevents);
	use_recording(c, &recording, &in);
	cg_compile(&in, &c->image, &c->diags);
}

static int check_unwind(const struct tunables *x, struct err *e)
{
	const char *how = x->ustackunwind;

	if (how && strcmp(how, "fp") && strcmp(how, "dwarf"))
		return err_set(e, -EINVAL, "option ustackunwind is '%s': fp "
			       "(frame pointers) and dwarf (tables of the "
			       "program) are possible", how);
	if (how && !strcmp(how, "dwarf") && !unwinder_works())
		return err_set(e, -ENOTSUP, "option ustackunwind=dwarf: this "
			       "command was built without libdw; build it "
			       "again with elfutils' libdw-dev installed");
	return 0;
}

/* A program without clauses would wait for nothing, for ever. */
static void check_empty(struct compilation *c, const struct options *o)
{
	struct loc loc = { .source = c->sources.items[0] };

	if (!c->program.clauses && !o->x.empty && !o->compile_only)
		diag_add(&c->diags, "D_EMPTY", loc, "there is no clause, so "
			 "nothing would be traced; -x empty permits that");
}

/* Sites that are bound in vain keep the whole program from running. */
static void check_sites(struct compilation *c)
{
	const struct privileges *p = &c->privileges;

	for (size_t i = 0; i < c->image.sites.len; i++) {
		const struct image_site *s = &c->image.sites.items[i];

		if (privileges_allow_site(p, s))
			continue;
		diag_add(&c->diags, "D_PRIVILEGE", c->program.clauses->loc,
			 "%s:::%s: %s does not give %s the right to trace it, "
			 "see dtrace.conf(5)",
			 c->image.strings.items[s->strings[PART_PROVIDER]],
			 c->image.strings.items[s->strings[PART_NAME]],
			 PRIVILEGE_FILE, p->who);
		return;
	}
}

static void check_destructive(struct compilation *c, const struct options *o)
{
	const struct node *n = c->program.destructive;

	if (n && !privileges_have(&c->privileges, PRIVILEGE_DESTRUCTIVE))
		diag_add(&c->diags, "D_PRIVILEGE", n->loc, "%s() is a "
			 "destructive action: %s does not give %s the right "
			 "'destructive', see dtrace.conf(5)",
			 n->builtin->name, PRIVILEGE_FILE, c->privileges.who);
	else if (n && !o->x.destructive)
		diag_add(&c->diags, "D_DESTRUCTIVE", n->loc, "%s() is a "
			 "destructive action: allow them with -w, or with "
			 "#pragma D option destructive", n->builtin->name);
}

/* A probe that is not here may be one that a library knows under this name. */
static int find_aliases(struct compilation *c, const struct probe_desc *desc,
			bool *found_any, struct err *e)
{
	for (; desc; desc = desc->next) {
		struct probe **found;
		size_t n;
		int ret;

		if (!*desc->name || glob_is_pattern(desc->name))
			continue;
		ret = probe_match(c->probes, desc, &found, &n, e);
		if (ret)
			return ret;
		free(found);
		if (!n && libraries_define(&c->libraries, desc->name,
					   &c->arena, &c->program, c->probes,
					   &c->diags))
			*found_any = true;
	}
	return 0;
}

static int apply_aliases(struct compilation *c, struct err *e)
{
	bool found_any = false;
	int ret = 0;

	for (struct clause *k = c->program.clauses; !ret && k; k = k->next)
		ret = find_aliases(c, k->probes, &found_any, e);
	if (found_any)
		lang_rename(&c->arena, &c->program, &c->diags);
	return ret;
}

int compile_image(struct compilation *c, const struct options *o,
		  bool may_sleep, struct err *e)
{
	struct lang_world world = compile_world(c);
	int ret = check_unwind(&o->x, e);

	if (ret)
		return ret;
	check_empty(c, o);
	libraries_init(&c->libraries, o);
	libraries_require(&c->libraries, &c->arena, &c->program, c->probes,
			  &c->diags);
	ret = apply_aliases(c, e);
	if (ret)
		return ret;
	lang_check(&c->arena, &c->program, &c->lang, &world, &c->diags);
	check_destructive(c, o);
	if (diags_failed(&c->diags))
		return -EINVAL;
	ret = match(c, o, e);
	if (!ret)
		check_sites(c);
	if (!ret && o->x.amin)
		ret = stability_check(c, o->x.amin, e);
	if (ret || diags_failed(&c->diags))
		return ret ? ret : -EINVAL;
	generate(c, o, may_sleep);
	return diags_failed(&c->diags) ? -EINVAL : 0;
}

/* ---- what appears later ---------------------------------------- */

int compile_match(struct compilation *c, const struct clause *clause,
		  const struct probe_desc *desc, uint32_t first, struct err *e)
{
	struct probe **found;
	size_t n;
	int ret = probe_match(c->probes, desc, &found, &n, e);

	if (ret)
		return ret;
	note_ids(c, found, n);
	/* ids only grow: what was bound before has a lower one */
	for (size_t i = 0; i < n; i++)
		if (found[i]->kind == PROBE_USDT)
			bind_usdt(&c->bind, clause, desc, found[i],
				  found[i]->id > c->last_id ? 0 : first);
	if (c->keep)
		keep_matched(c->keep, desc, found, n);
	free(found);
	return 0;
}

/* The same numbers must mean the same in both images. */
static void copy_names(const struct image *from, struct image *to)
{
	for (size_t i = 0; i < from->objects.len; i++)
		*vec_push(&to->objects) = from->objects.items[i];
	for (size_t i = 0; i < from->sites.len; i++)
		*vec_push(&to->sites) = from->sites.items[i];
	for (size_t i = 0; i < from->strings.len; i++)
		*vec_push(&to->strings) = from->strings.items[i];
}

static bool is_since(const struct compilation *c, uint32_t site,
		     uint32_t first)
{
	const struct image_site *s = &c->image.sites.items[site];

	return s->object >= 0 && s->serial >= first;
}

/* The clauses of ERROR are a part of every program. */
static bool is_error(const struct bind *b, uint32_t site)
{
	for (size_t i = 0; i < b->runs.len; i++)
		if (b->runs.items[i].site == site)
			return b->runs.items[i].when == RUN_ERROR;
	return false;
}

int compile_late(struct compilation *c, const struct options *o,
		 bool may_sleep, uint32_t first, struct image *out,
		 struct err *e)
{
	VEC(struct image_binding) fresh = { 0 };
	struct cg_input in = {
		.program = &c->program, .is_late = true,
		.runs = c->bind.runs.items, .nruns = c->bind.runs.len,
		.options = cg_options(c, o, may_sleep),
		.member = compile_member, .member_data = c,
	};
	struct diags diags = DIAGS_INIT;
	bool failed;

	if (c->keep)
		keep_bind(c->keep, &c->bind, c->program.nclauses, first);
	/* a new process of a file that is attached needs nothing */
	for (size_t i = 0; i < c->bind.bindings.len; i++) {
		const struct image_binding *b = &c->bind.bindings.items[i];

		if (is_since(c, b->site, first) || is_error(&c->bind, b->site))
			*vec_push(&fresh) = *b;
	}
	if (c->keep)
		in.events = keep_events(c->keep, &in.nevents);
	in.bindings = fresh.items;
	in.nbindings = fresh.len;
	copy_names(&c->image, out);
	cg_compile(&in, out, &diags);
	for (size_t i = c->image.strings.len; i < out->strings.len; i++)
		*vec_push(&c->image.strings) =
			arena_strdup(&c->image.arena, out->strings.items[i]);
	failed = diags_failed(&diags);
	if (failed)
		err_set(e, -EINVAL, "%s", diags.items[0].text);
	diags_release(&diags);
	vec_release(&fresh);
	return failed ? -EINVAL : 0;
}
