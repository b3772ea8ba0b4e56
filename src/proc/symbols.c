/* SPDX-License-Identifier: BSD-2-Clause */
#include "proc/symbols.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/bug.h"
#include "base/vec.h"
#include "elf/debugfile.h"
#include "proc/demangle.h"
#include "proc/inlined.h"
#include "proc/maps.h"

#define MS UINT64_C(1000000)
#define MISS_AGE (5 * MS)	/* do not read mappings more often than that */
#define HIT_AGE (1000 * MS)	/* do not trust them longer than that */
#define REGIONS_MAX 65536	/* of one process, also those of the past */
#define PROCESSES_MAX 4096	/* then the oldest is forgotten */
#define BUCKETS 1024

/* A file that some process has mapped. */
struct object {
	dev_t dev;
	ino_t ino;
	const char *path, *name;
	struct elf_file *elf;	/* NULL: it could not be opened */
	struct elf_file *debug;	/* of its own; NULL: none was found */
	struct inlined *inlined;
	bool debug_sought, inlined_sought;
};

struct region {
	uint64_t start, end, offset;
	size_t object;		/* index into symbols.objects */
};

struct process {
	pid_t pid;
	size_t next;		/* index + 1 in the same bucket; 0: none */
	uint64_t read_at;	/* ns; 0: never */
	VEC(struct region) regions;	/* those of now first */
};

struct symbols {
	struct arena arena;
	struct demangler demangler;
	const char *debug_folder;
	VEC(struct object) objects;
	VEC(struct process) processes;
	size_t buckets[BUCKETS];	/* by pid: index + 1 */
	size_t oldest;			/* once there are PROCESSES_MAX */
};

struct symbols *symbols_new(void)
{
	struct symbols *s = xcalloc(1, sizeof(*s));

	arena_init(&s->arena);
	demangler_init(&s->demangler);
	s->debug_folder = DEBUG_FOLDER;
	return s;
}

void symbols_set_debug_folder(struct symbols *s, const char *folder)
{
	s->debug_folder = arena_strdup(&s->arena, folder);
}

static void release_object(struct object *o)
{
	inlined_free(o->inlined);
	elf_file_free(o->debug);
	elf_file_free(o->elf);
}

void symbols_free(struct symbols *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->objects.len; i++)
		release_object(&s->objects.items[i]);
	for (size_t i = 0; i < s->processes.len; i++)
		vec_release(&s->processes.items[i].regions);
	vec_release(&s->objects);
	vec_release(&s->processes);
	demangler_release(&s->demangler);
	arena_release(&s->arena);
	free(s);
}

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 * MS + (uint64_t)ts.tv_nsec;
}

/* ---- learning -------------------------------------------------- */

static struct elf_file *open_elf(struct maps *m, const struct mapping *one)
{
	struct buf link = BUF_INIT;
	struct elf_file *elf = NULL;
	struct err e = ERR_INIT;
	int fd = maps_open_file(m, one, &link, &e);

	if (fd >= 0 && elf_file_open_fd(fd, buf_str(&link), &elf, &e))
		elf = NULL;
	buf_release(&link);
	return elf;
}

static size_t find_object(struct symbols *s, struct maps *m,
			  const struct mapping *one)
{
	struct buf path = BUF_INIT;
	struct err e = ERR_INIT;
	struct object *o;
	const char *slash;

	for (size_t i = 0; i < s->objects.len; i++)
		if (s->objects.items[i].ino == one->ino &&
		    s->objects.items[i].dev == one->dev)
			return i;
	o = vec_push(&s->objects);
	o->dev = one->dev;
	o->ino = one->ino;
	if (maps_path(m, one, &path, &e))
		buf_clear(&path);
	o->path = arena_strdup(&s->arena, buf_str(&path));
	slash = strrchr(o->path, '/');
	o->name = slash ? slash + 1 : o->path;
	o->elf = open_elf(m, one);
	buf_release(&path);
	return s->objects.len - 1;
}

static bool overlaps(const struct region *r, const struct region *list,
		     size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (r->start < list[i].end && list[i].start < r->end)
			return true;
	return false;
}

/* What is mapped no more may still be asked for: records wait a while. */
static void keep_past(struct process *p, const struct region *past, size_t n)
{
	size_t current = p->regions.len;

	for (size_t i = 0; i < n && p->regions.len < REGIONS_MAX; i++)
		if (!overlaps(&past[i], p->regions.items, current))
			*vec_push(&p->regions) = past[i];
}

/* Many processes are remembered, and few of them read again. */
static void fit(struct process *p)
{
	if (!p->regions.len)
		return;
	p->regions.items = xrealloc(p->regions.items, p->regions.len,
				    sizeof(*p->regions.items));
	p->regions.cap = p->regions.len;
}

static void read_regions(struct symbols *s, struct process *p)
{
	struct region *past = p->regions.items;
	size_t n = p->regions.len;
	struct err e = ERR_INIT;
	struct mapping one;
	struct maps m;

	p->read_at = now();
	if (maps_open(&m, p->pid, 0, &e))
		return;
	p->regions.items = NULL;
	p->regions.len = p->regions.cap = 0;
	while (p->regions.len < REGIONS_MAX && maps_next(&m, &one, &e) > 0) {
		size_t object = find_object(s, &m, &one);

		*vec_push(&p->regions) = (struct region){
			one.start, one.end, one.offset, object,
		};
	}
	maps_close(&m);
	keep_past(p, past, n);
	free(past);
	fit(p);
}

static size_t *bucket_of(struct symbols *s, pid_t pid)
{
	return &s->buckets[(unsigned)pid % BUCKETS];
}

/* Room for one more process. */
static struct process *forget_oldest(struct symbols *s)
{
	struct process *p = &s->processes.items[s->oldest];
	size_t *link = bucket_of(s, p->pid);

	while (*link != s->oldest + 1)
		link = &s->processes.items[*link - 1].next;
	*link = p->next;
	vec_release(&p->regions);
	memset(p, 0, sizeof(*p));
	s->oldest = (s->oldest + 1) % PROCESSES_MAX;
	return p;
}

static struct process *find_process(struct symbols *s, pid_t pid)
{
	size_t *bucket = bucket_of(s, pid);
	struct process *p;

	for (size_t i = *bucket; i; i = p->next) {
		p = &s->processes.items[i - 1];
		if (p->pid == pid)
			return p;
	}
	p = s->processes.len < PROCESSES_MAX ? vec_push(&s->processes)
					     : forget_oldest(s);
	p->pid = pid;
	p->next = *bucket;
	*bucket = (size_t)(p - s->processes.items) + 1;
	return p;
}

void symbols_learn(struct symbols *s, pid_t pid)
{
	struct process *p = find_process(s, pid);

	if (!p->read_at || now() - p->read_at > HIT_AGE)
		read_regions(s, p);
}

/* ---- asking ---------------------------------------------------- */

static const struct region *find_region(const struct process *p,
					uint64_t address)
{
	for (size_t i = 0; i < p->regions.len; i++) {
		const struct region *r = &p->regions.items[i];

		if (address >= r->start && address < r->end)
			return r;
	}
	return NULL;
}

/* The region of the address, when it is known or can be learnt. */
static const struct region *learn_region(struct symbols *s, pid_t pid,
					 uint64_t address)
{
	struct process *p = find_process(s, pid);
	const struct region *r = find_region(p, address);

	if (!p->read_at || now() - p->read_at > (r ? HIT_AGE : MISS_AGE)) {
		read_regions(s, p);
		r = find_region(p, address);
	}
	return r;
}

static bool vaddr_of(const struct object *o, const struct region *r,
		     uint64_t address, uint64_t *vaddr)
{
	return o->elf && elf_offset_to_vaddr(o->elf, address - r->start +
					     r->offset, vaddr);
}

static struct elf_file *debug_file(const struct symbols *s, struct object *o)
{
	if (!o->debug_sought) {
		o->debug_sought = true;
		o->debug = elf_debug_file(o->elf, o->path, s->debug_folder);
	}
	return o->debug;
}

bool symbols_find(struct symbols *s, pid_t pid, uint64_t address,
		  struct symbol *out)
{
	const struct region *r = learn_region(s, pid, address);
	const struct elf_symbol *found;
	struct object *o;
	uint64_t vaddr;

	if (!r)
		return false;
	o = &s->objects.items[r->object];
	*out = (struct symbol){ .module = o->name };
	if (!vaddr_of(o, r, address, &vaddr))
		return true;
	found = elf_symbol_at(o->elf, vaddr);
	if (!found && debug_file(s, o))
		found = elf_symbol_at(o->debug, vaddr);
	if (found) {
		out->name = demangle(&s->demangler, found->name);
		out->offset = vaddr - found->vaddr;
	}
	return true;
}

static struct inlined *inlined_of(const struct symbols *s, struct object *o)
{
	uint64_t unused;

	if (o->inlined_sought)
		return o->inlined;
	o->inlined_sought = true;
	if (elf_section_addr(o->elf, ".debug_info", &unused))
		o->inlined = inlined_new(o->elf);
	else if (debug_file(s, o))
		o->inlined = inlined_new(o->debug);
	return o->inlined;
}

size_t symbols_inlined(struct symbols *s, pid_t pid, uint64_t address,
		       const char **names, size_t max)
{
	const struct region *r = learn_region(s, pid, address);
	const char *const *found;
	struct object *o;
	uint64_t vaddr;
	size_t n;

	if (!r)
		return 0;
	o = &s->objects.items[r->object];
	if (!vaddr_of(o, r, address, &vaddr))
		return 0;
	n = inlined_at(inlined_of(s, o), vaddr, &found);
	n = n < max ? n : max;
	for (size_t i = 0; i < n; i++)
		names[i] = demangle(&s->demangler, found[i]);
	return n;
}
