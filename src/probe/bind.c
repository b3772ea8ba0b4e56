/* SPDX-License-Identifier: BSD-2-Clause */
#include "probe/bind_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"

static void object_free(struct bind_object *o)
{
	if (!o)
		return;
	strmap_release(&o->sites);
	vec_release(&o->numbers);
	arena_release(&o->arena);
	free(o);
}

void bind_init(struct bind *b, struct image *image)
{
	memset(b, 0, sizeof(*b));
	b->image = image;
}

void bind_release(struct bind *b)
{
	vec_release(&b->bindings);
	vec_release(&b->runs);
	vec_release(&b->ids);
	for (size_t i = 0; i < b->objects.len; i++)
		object_free(b->objects.items[i]);
	vec_release(&b->objects);
	vec_release(&b->left);
	vec_release(&b->free);
	strmap_release(&b->sites);
	strmap_release(&b->strings);
	buf_release(&b->problems);
}

static uint32_t intern(struct bind *b, const char *text)
{
	uintptr_t known = (uintptr_t)strmap_get(&b->strings, text);

	if (known)
		return (uint32_t)known - 1;
	*vec_push(&b->image->strings) =
		arena_strdup(&b->image->arena, text);
	known = b->image->strings.len;
	strmap_set(&b->strings, text, (void *)known);
	return (uint32_t)known - 1;
}

static int find_object(const struct bind *b, int id)
{
	for (size_t i = 0; i < b->objects.len; i++)
		if (b->objects.items[i] && b->objects.items[i]->id == id)
			return (int)i;
	return -1;
}

/* A number that nobody has, or a new one. */
static size_t free_object(struct bind *b)
{
	for (size_t i = 0; i < b->objects.len; i++)
		if (!b->objects.items[i])
			return i;
	vec_push(&b->objects);
	vec_push(&b->image->objects);
	return b->objects.len - 1;
}

int bind_object_index(struct bind *b, const struct probe_object *o)
{
	int known = find_object(b, o->id);
	struct bind_object *new;
	size_t at;

	if (known >= 0)
		return known;
	new = xcalloc(1, sizeof(*new));
	new->id = o->id;
	arena_init(&new->arena);
	at = free_object(b);
	b->objects.items[at] = new;
	b->image->objects.items[at] = (struct image_object){
		.path = arena_strdup(&new->arena, o->path),
		.open_path = arena_strdup(&new->arena, o->open_path),
	};
	return (int)at;
}

uint32_t bind_add_site(struct bind *b, struct image_site *site)
{
	uint32_t at = (uint32_t)b->image->sites.len;

	site->serial = b->serial++;
	if (b->free.len)
		at = b->free.items[--b->free.len];
	else
		vec_push(&b->image->sites);
	b->image->sites.items[at] = *site;
	*vec_push(&b->objects.items[site->object]->numbers) = at;
	return at;
}

/*
 * Only a nop may be replaced by a breakpoint. A file that went away since it
 * was found, as providers made at run time do, is no problem to tell of.
 */
static bool is_untouched(struct bind *b, const struct probe_object *o,
			 const struct sdt_site *s)
{
	uint8_t bytes[16];
	ssize_t n = -1;
	int fd = open(o->open_path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		n = pread(fd, bytes, sizeof(bytes), (off_t)s->offset);
		close(fd);
	} else if (errno == ENOENT) {
		return false;
	}
	if (n > 0 && o->arch && o->arch->is_site(bytes, (size_t)n, false))
		return true;
	buf_printf(&b->problems, "%s: no nop at the site of %s:%s, offset "
		   "%#llx: it is left alone\n", o->path, s->provider, s->name,
		   (unsigned long long)s->offset);
	return false;
}

static void read_operands(struct arena *arena, const struct probe_object *o,
			  const struct sdt_site *s, struct image_site *out)
{
	const char *start[PROBE_ARGS_MAX];
	size_t len[PROBE_ARGS_MAX];
	size_t n = arch_split_args(s->args, start, len, PROBE_ARGS_MAX);
	struct operand *args = ARENA_NEW_N(arena, struct operand, n);
	const char **bad = ARENA_NEW_N(arena, const char *, n);
	struct err e = ERR_INIT;

	for (size_t i = 0; i < n; i++)
		if (o->arch->parse_operand(start[i], len[i], &args[i], &e))
			bad[i] = arena_strdup(arena, e.text);
	out->args = args;
	out->bad_args = bad;
	out->nargs = n;
}

void bind_add_names(struct bind *b, const struct probe *p,
		    const char *provider, const char *function,
		    struct image_site *out)
{
	out->strings[PART_PROVIDER] = intern(b, provider);
	out->strings[PART_MODULE] = intern(b, p->module);
	out->strings[PART_FUNCTION] = intern(b, function);
	out->strings[PART_NAME] = intern(b, p->name);
}

/* The index of the site, or -1 when it must be left alone. */
static long site_index(struct bind *b, const struct probe *p,
		       const struct probe_site *at)
{
	const struct sdt_site *s = at->site;
	struct image_site site = { .has_pid = true };
	struct bind_object *in;
	char key[160];
	uintptr_t known;

	site.object = bind_object_index(b, at->object);
	in = b->objects.items[site.object];
	snprintf(key, sizeof(key), "%llx:%.64s:%.64s",
		 (unsigned long long)s->offset, s->provider, s->name);
	known = (uintptr_t)strmap_get(&in->sites, key);
	if (known)
		return known == UINTPTR_MAX ? -1 : (long)known - 1;
	if (!is_untouched(b, at->object, s)) {
		strmap_set(&in->sites, key, (void *)UINTPTR_MAX);
		return -1;
	}
	site.offset = s->offset;
	site.semaphore = s->semaphore_offset;
	bind_add_names(b, p, p->base_provider, s->function, &site);
	read_operands(&in->arena, at->object, s, &site);
	known = bind_add_site(b, &site) + (uintptr_t)1;
	strmap_set(&in->sites, key, (void *)known);
	return (long)known - 1;
}

void bind_add(struct bind *b, const struct clause *clause, uint32_t site,
	      pid_t pid)
{
	*vec_push(&b->bindings) = (struct image_binding){
		.clause = (uint32_t)clause->id, .site = site, .pid = pid,
	};
}

void bind_usdt(struct bind *b, const struct clause *clause,
	       const struct probe_desc *desc, const struct probe *p,
	       uint32_t first)
{
	pid_t pid = probe_desc_is_open(desc, p) ? 0 : p->pid;

	for (size_t i = 0; i < p->sites.len; i++) {
		long site = site_index(b, p, &p->sites.items[i]);

		if (site < 0 || b->image->sites.items[site].serial < first)
			continue;
		bind_add(b, clause, (uint32_t)site, pid);
		*vec_push(&b->ids) = (struct bind_id){
			.site = (uint32_t)site, .pid = p->pid, .id = p->id,
		};
	}
}

void bind_probes(struct bind *b, const struct clause *clause,
		 const struct probe_desc *desc, struct probe *const *probes,
		 size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (probes[i]->kind == PROBE_USDT)
			bind_usdt(b, clause, desc, probes[i], 0);
		else if (probes[i]->kind == PROBE_PID)
			bind_function(b, clause, probes[i]);
		else
			bind_own(b, clause, probes[i]);
}

uint32_t bind_probe_id(const struct bind *b, uint32_t site, pid_t pid)
{
	uint32_t first = b->image->sites.items[site].probe_id;

	for (size_t i = 0; i < b->ids.len; i++) {
		const struct bind_id *id = &b->ids.items[i];

		if (id->site != site)
			continue;
		if (id->pid == pid)
			return id->id;
		if (!first)
			first = id->id;
	}
	return first;
}

/* ---- forgetting ------------------------------------------------ */

static bool is_of(const struct bind_object *o, uint32_t site)
{
	for (size_t i = 0; i < o->numbers.len; i++)
		if (o->numbers.items[i] == site)
			return true;
	return false;
}

static void forget_site(struct bind *b, uint32_t at)
{
	struct image_site *site = &b->image->sites.items[at];

	/* what is left is in the arena of the image */
	site->args = NULL;
	site->bad_args = NULL;
	site->nargs = 0;
	site->object = -1;
	*vec_push(&b->left) = at;
}

int bind_forget(struct bind *b, int id)
{
	int at = find_object(b, id);
	struct bind_object *o = at < 0 ? NULL : b->objects.items[at];
	size_t kept = 0;

	if (!o)
		return -1;
	for (size_t i = 0; i < b->ids.len; i++)
		if (!is_of(o, b->ids.items[i].site))
			b->ids.items[kept++] = b->ids.items[i];
	b->ids.len = kept;
	for (size_t i = 0; i < o->numbers.len; i++)
		forget_site(b, o->numbers.items[i]);
	b->image->objects.items[at] = (struct image_object){ "", "" };
	b->objects.items[at] = NULL;
	object_free(o);
	return at;
}

void bind_reuse(struct bind *b)
{
	for (size_t i = 0; i < b->left.len; i++)
		*vec_push(&b->free) = b->left.items[i];
	b->left.len = 0;
}

void bind_forget_process(struct bind *b, pid_t pid)
{
	size_t kept = 0;

	for (size_t i = 0; i < b->ids.len; i++)
		if (b->ids.items[i].pid != pid)
			b->ids.items[kept++] = b->ids.items[i];
	b->ids.len = kept;
}
