/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/diag.h"
#include "elf/elffile.h"
#include "probe/impl.h"

/* ---- names and paths --------------------------------------------------- */

/* File names may hold anything; what is shown on terminals must not. */
char *printable(struct arena *a, const char *text)
{
	char *copy = arena_strdup(a, text);

	for (char *p = copy; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '?';
	return copy;
}

/* Last part of the path; of "/memfd:name" the name. */
static const char *module_of(const char *path)
{
	static const char memfd[] = "/memfd:";
	const char *slash = strrchr(path, '/');

	if (!strncmp(path, memfd, sizeof(memfd) - 1) && slash == path)
		return path + sizeof(memfd) - 1;
	return slash ? slash + 1 : path;
}

/* The probe's name as D users write it: "__" is "-". */
static const char *d_name(struct arena *a, const char *c_name)
{
	char *name = arena_strdup(a, c_name), *to = name;

	for (const char *from = name; *from; to++) {
		bool dash = from[0] == '_' && from[1] == '_';

		*to = dash ? '-' : *from;
		from += dash ? 2 : 1;
	}
	*to = '\0';
	return name;
}

/*
 * How to open the file later: by its path, if that leads to it from here too,
 * else by a descriptor that we keep, so that it does not matter whether the
 * process still runs then.
 */
static const char *open_path(struct probe_set *s, struct object *o,
			     const char *path, const char *link)
{
	struct stat st = { 0 }, other;
	bool is_there = !stat(link, &st);

	o->file_dev = st.st_dev;
	o->file_ino = st.st_ino;
	if (is_there && !stat(path, &other) &&
	    st.st_dev == other.st_dev && st.st_ino == other.st_ino)
		return arena_strdup(&o->arena, path);
	if (s->kept_fds < KEPT_FDS_MAX)
		o->fd = open(link, O_RDONLY | O_CLOEXEC);
	if (o->fd < 0)
		return arena_strdup(&o->arena, link);
	s->kept_fds++;
	return arena_printf(&o->arena, "/proc/self/fd/%d", o->fd);
}

/* ---- from sites to groups ----------------------------------------------- */

struct named_site {
	const struct sdt_site *site;
	const char *name;
};

static int by_name(const void *pa, const void *pb)
{
	const struct named_site *a = pa, *b = pb;
	int diff = strcmp(a->site->provider, b->site->provider);

	if (!diff)
		diff = strcmp(a->site->function, b->site->function);
	if (!diff)
		diff = strcmp(a->name, b->name);
	if (!diff)
		diff = a->site->vaddr < b->site->vaddr ? -1 :
		       a->site->vaddr > b->site->vaddr;
	return diff;
}

static struct named_site *name_sites(struct arena *a,
				     const struct sdt_sites *sites)
{
	struct named_site *named = xcalloc(sites->len, sizeof(*named));
	const char *last = NULL;

	/* The sites come sorted by provider and name. */
	for (size_t i = 0; i < sites->len; i++) {
		const struct sdt_site *site = &sites->items[i];

		named[i].site = site;
		named[i].name = last && !strcmp(last, site->name) ?
				named[i - 1].name : d_name(a, site->name);
		last = site->name;
	}
	qsort(named, sites->len, sizeof(*named), by_name);
	return named;
}

/* The groups of the sites [from, to), all of one provider. */
static void add_provider(struct arena *a, struct object *o,
			 const struct named_site *from,
			 const struct named_site *to)
{
	struct object_provider *p = &o->providers[o->nproviders++];
	struct probe_site *site = ARENA_NEW_N(a, struct probe_site, to - from);

	p->name = from->site->provider;
	p->decl = types_provider(o->pub.types, p->name);
	p->groups = ARENA_NEW_N(a, struct group, to - from);
	for (const struct named_site *n = from; n < to; n++, site++) {
		struct group *g;

		*site = (struct probe_site){
			.object = &o->pub, .site = n->site,
		};
		if (n == from || strcmp(n->name, n[-1].name) ||
		    strcmp(n->site->function, n[-1].site->function)) {
			g = &p->groups[p->ngroups++];
			g->function = n->site->function;
			g->name = n->name;
			g->sites = site;
			g->decl = types_probe(p->decl, n->site->name);
		}
		p->groups[p->ngroups - 1].nsites++;
	}
}

static void group_sites(struct object *o)
{
	struct arena *a = &o->arena;
	size_t len = o->pub.sites.len, start = 0, nproviders = 1;
	struct named_site *named = name_sites(a, &o->pub.sites);

	for (size_t i = 1; i < len; i++)
		nproviders += strcmp(named[i].site->provider,
				     named[i - 1].site->provider) != 0;
	o->providers = ARENA_NEW_N(a, struct object_provider, nproviders);
	for (size_t i = 1; i <= len; i++)
		if (i == len || strcmp(named[i].site->provider,
				       named[start].site->provider)) {
			add_provider(a, o, named + start, named + i);
			start = i;
		}
	free(named);
}

/* ---- reading ------------------------------------------------------------- */

static struct object *object_new(struct probe_set *s, struct elf_file *f,
				 const char *path)
{
	struct object *o = xcalloc(1, sizeof(*o));

	arena_init(&o->arena);
	o->fd = -1;
	o->pub.id = s->next_object++;
	o->pub.path = printable(&o->arena, path);
	o->pub.module = module_of(o->pub.path);
	o->pub.arch = arch_find(elf_file_machine(f));
	*vec_push(&s->objects) = o;
	return o;
}

struct object *object_attachable(struct probe_set *s, struct elf_file *f,
				 const char *path, const char *link)
{
	struct object *o = object_new(s, f, path);

	o->pub.open_path = open_path(s, o, path, link);
	return o;
}

void object_free(struct object *o)
{
	if (o->fd >= 0)
		close(o->fd);
	for (size_t i = 0; i < o->nsources; i++)
		source_free(o->sources[i]);
	free(o->sources);
	arena_release(&o->arena);
	free(o);
}

/* Is there a provider in the file that somebody waits for? */
static bool has_wanted(const struct probe_set *s, struct elf_file *f,
		       pid_t pid)
{
	struct sdt_sites sites = { 0 };
	struct err ignored = ERR_INIT;
	struct arena arena;
	bool has = !s->wants;

	if (has)
		return true;
	arena_init(&arena);
	if (!sdt_read(&arena, f, &sites, &ignored))
		for (size_t i = 0; !has && i < sites.len; i++)
			has = scan_wants(s, sites.items[i].provider, pid);
	arena_release(&arena);
	return has;
}

/* What an object was made for; it is dropped when there is nothing in it. */
static int read_sites(struct probe_set *s, struct object *o,
		      struct elf_file *f, struct err *e)
{
	struct sdt_sites *sites = &o->pub.sites;
	int ret = sdt_read(&o->arena, f, sites, e);

	if (!ret && sites->damaged)
		buf_printf(&s->problems, "%s: %zu damaged probe note%s left "
			   "out\n", o->pub.path, sites->damaged,
			   sites->damaged == 1 ? "" : "s");
	return ret;
}

/* What is attached to already, by another name; or NULL. */
static struct object *find_layer(const struct probe_set *s,
				 const struct object *new, int fd)
{
	for (size_t i = 0; s->options.by_layer && i < s->objects.len; i++) {
		struct object *o = s->objects.items[i];

		if (o != new && o->nproviders &&
		    layer_is_same(&new->layer, fd, &o->layer,
				  o->pub.open_path))
			return o;
	}
	return NULL;
}

static void object_drop(struct probe_set *s, struct object *o)
{
	s->objects.len--;
	s->next_object--;
	object_free(o);
}

int object_read(struct probe_set *s, int fd, pid_t pid, const char *path,
		const char *link, struct object **out, struct err *e)
{
	struct elf_file *f;
	struct object *o;
	int ret;

	*out = NULL;
	ret = elf_file_open_fd(fd, path, &f, e);
	if (ret)
		return ret;
	if (!has_wanted(s, f, pid)) {
		elf_file_free(f);
		return 0;
	}
	o = object_new(s, f, path);
	o->is_late = s->is_scanned;
	layer_look(fd, &o->layer);
	*out = find_layer(s, o, fd);
	ret = *out ? 0 : read_sites(s, o, f, e);
	if (!*out && !ret && o->pub.sites.len) {
		o->pub.open_path = open_path(s, o, path, link);
		object_read_types(s, o, f);
		group_sites(o);
		*out = o;
	} else {
		object_drop(s, o);
	}
	elf_file_free(f);
	return ret;
}
