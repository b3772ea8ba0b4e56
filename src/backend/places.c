/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/places.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/vec.h"
#include "elf/elffile.h"
#include "proc/maps.h"

#define BYTES 16

struct site {
	bool is_known;
	int file;		/* into places.files */
	int object;		/* as its images number it */
	uint64_t offset, vaddr;
	uint64_t semaphore;	/* vaddr, or 0 */
	uint8_t bytes[BYTES];
	VEC(struct place_use) uses;
};

struct file {
	char *path;		/* to show */
	dev_t dev;
	ino_t ino;
	int64_t born;		/* when it was made, ns; 0: nobody knows */
	VEC(uint32_t) sites;
	bool has_complained;
};

struct places {
	VEC(struct site) sites;		/* by their numbers in images */
	VEC(struct file) files;
	VEC(pid_t) pids;
	bool is_open;
};

struct places *places_new(void)
{
	return xcalloc(1, sizeof(struct places));
}

void places_free(struct places *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->sites.len; i++)
		vec_release(&p->sites.items[i].uses);
	for (size_t i = 0; i < p->files.len; i++) {
		vec_release(&p->files.items[i].sites);
		free(p->files.items[i].path);
	}
	vec_release(&p->sites);
	vec_release(&p->files);
	vec_release(&p->pids);
	free(p);
}

/* ---- from images ----------------------------------------------- */

/* An object of an image while its sites are learnt. */
struct opened {
	struct elf_file *elf;	/* NULL: not yet, or not to be had */
	int file;
};

static void forget_site(struct places *p, uint32_t number)
{
	vec_release(&p->sites.items[number].uses);
	p->sites.items[number].is_known = false;
}

/* Its inode has another file now: nobody comes to its sites any more. */
static void forget_sites(struct places *p, struct file *f)
{
	for (size_t i = 0; i < f->sites.len; i++)
		forget_site(p, f->sites.items[i]);
	f->sites.len = 0;
	f->has_complained = false;
}

/* File systems give numbers of inodes anew at once. */
static int find_file(struct places *p, const struct image_object *o,
		     const struct file *new)
{
	for (size_t i = 0; i < p->files.len; i++) {
		struct file *f = &p->files.items[i];

		if (f->dev != new->dev || f->ino != new->ino)
			continue;
		if (f->born != new->born)
			forget_sites(p, f);
		f->born = new->born;
		return (int)i;
	}
	*vec_push(&p->files) = *new;
	p->files.items[p->files.len - 1].path = xstrdup(o->path);
	return (int)p->files.len - 1;
}

/* A file that is gone since it was found has no sites: no error. */
static void open_object(struct places *p, const struct image_object *o,
			struct opened *out)
{
	struct err ignored = ERR_INIT;
	int fd = open(o->open_path, O_RDONLY | O_CLOEXEC);
	struct file file = { .born = fd < 0 ? 0 : file_birth(fd) };

	if (fd < 0)
		return;
	if (maps_identity(fd, &file.dev, &file.ino, &ignored)) {
		close(fd);
		return;
	}
	if (elf_file_open_fd(fd, o->path, &out->elf, &ignored))
		out->elf = NULL;
	else
		out->file = find_file(p, o, &file);
}

static struct site *site_at(struct places *p, uint32_t number)
{
	while (p->sites.len <= number)
		vec_push(&p->sites);
	return &p->sites.items[number];
}

static void learn_site(struct places *p, const struct image_site *from,
		       uint32_t number, const struct opened *o)
{
	struct site *s = site_at(p, number);
	struct err ignored = ERR_INIT;

	if (s->is_known && s->file == o->file && s->offset == from->offset)
		return;
	vec_release(&s->uses);		/* the number is used again */
	*s = (struct site){
		.file = o->file, .object = from->object,
		.offset = from->offset,
	};
	s->is_known = elf_offset_to_vaddr(o->elf, from->offset, &s->vaddr) &&
		!elf_file_read(o->elf, from->offset, s->bytes, BYTES,
			       &ignored) &&
		(!from->semaphore ||
		 elf_offset_to_vaddr(o->elf, from->semaphore, &s->semaphore));
	if (s->is_known)
		*vec_push(&p->files.items[o->file].sites) = number;
}

static void note_pid(struct places *p, pid_t pid)
{
	p->is_open |= !pid;
	for (size_t i = 0; i < p->pids.len; i++)
		if (p->pids.items[i] == pid)
			return;
	if (pid)
		*vec_push(&p->pids) = pid;
}

static int add_site(struct places *p, const struct image *im, uint32_t number,
		    const struct place_use *use, struct opened *objects,
		    struct err *e)
{
	const struct image_site *from = &im->sites.items[number];
	struct opened *o = &objects[from->object];

	if (from->is_return)
		return err_set(e, -ENOTSUP, "%s:%s:%s cannot be traced without "
			       "the kernel: not all places are known where the "
			       "function returns; trace its entry, or run "
			       "dtrace as root",
			       im->strings.items[from->strings[PART_MODULE]],
			       im->strings.items[from->strings[PART_FUNCTION]],
			       im->strings.items[from->strings[PART_NAME]]);
	if (!o->elf)
		open_object(p, &im->objects.items[from->object], o);
	if (!o->elf)
		return 0;
	learn_site(p, from, number, o);
	*vec_push(&site_at(p, number)->uses) = *use;
	note_pid(p, use->pid);
	return 0;
}

int places_add(struct places *p, const struct image *im, size_t n,
	       struct err *e)
{
	struct opened *objects = xcalloc(im->objects.len + 1,
					 sizeof(*objects));
	int ret = 0;

	for (size_t i = 0; !ret && i < im->progs.len; i++) {
		const struct image_prog *prog = &im->progs.items[i];
		struct place_use use = { n, i, prog->pid };

		for (size_t k = 0; !ret && prog->kind == PROG_USER &&
				   k < prog->nsites; k++)
			ret = add_site(p, im, prog->sites[k], &use, objects,
				       e);
	}
	for (size_t i = 0; i < im->objects.len; i++)
		elf_file_free(objects[i].elf);
	free(objects);
	return ret;
}

/* ---- what is gone ---------------------------------------------- */

static bool is_gone(const struct places *p, uint32_t site, const bool *objects,
		    size_t n)
{
	int object = p->sites.items[site].object;

	return object >= 0 && (size_t)object < n && objects[object];
}

void places_forget(struct places *p, const bool *objects, size_t n)
{
	for (size_t i = 0; i < p->files.len; i++) {
		struct file *f = &p->files.items[i];
		size_t kept = 0;

		for (size_t k = 0; k < f->sites.len; k++) {
			uint32_t number = f->sites.items[k];

			if (is_gone(p, number, objects, n))
				forget_site(p, number);
			else
				f->sites.items[kept++] = number;
		}
		f->sites.len = kept;
	}
}

void places_used_images(const struct places *p, bool *images)
{
	for (size_t i = 0; i < p->sites.len; i++)
		for (size_t k = 0; k < p->sites.items[i].uses.len; k++)
			images[p->sites.items[i].uses.items[k].image] = true;
}

/* ---- questions ------------------------------------------------- */

const struct place_use *places_uses(const struct places *p, uint32_t site,
				    size_t *n)
{
	*n = site < p->sites.len ? p->sites.items[site].uses.len : 0;
	return *n ? p->sites.items[site].uses.items : NULL;
}

bool places_concern(const struct places *p, uint32_t site, pid_t pid)
{
	size_t n;
	const struct place_use *u = places_uses(p, site, &n);

	for (size_t i = 0; i < n; i++)
		if (!u[i].pid || u[i].pid == pid)
			return true;
	return false;
}

bool places_are_open(const struct places *p)
{
	return p->is_open;
}

bool places_any(const struct places *p)
{
	return p->is_open || p->pids.len;
}

void places_each_pid(const struct places *p,
		     void (*fn)(void *data, pid_t pid), void *data)
{
	for (size_t i = 0; i < p->pids.len; i++)
		fn(data, p->pids.items[i]);
}

/* ---- in processes ---------------------------------------------- */

static struct file *file_of(const struct places *p,
			    const struct mapping *one)
{
	for (size_t i = 0; i < p->files.len; i++)
		if (p->files.items[i].ino == one->ino &&
		    p->files.items[i].dev == one->dev)
			return &p->files.items[i];
	return NULL;
}

bool places_in(const struct places *p, pid_t pid)
{
	struct err ignored = ERR_INIT;
	struct mapping one;
	bool found = false;
	struct maps m;

	if (maps_open(&m, pid, 0, &ignored))
		return false;
	while (!found && maps_next(&m, &one, &ignored) > 0) {
		const struct file *f = file_of(p, &one);

		for (size_t i = 0; f && !found && i < f->sites.len; i++)
			found = places_concern(p, f->sites.items[i], pid);
	}
	maps_close(&m);
	return found;
}

struct setting {
	struct places *places;
	struct tracer *tracer;
	pid_t pid;
	void (*say)(void *data, const char *text);
	void *data;
};

static void complain(struct setting *s, struct file *f, const struct site *at,
		     int why)
{
	char text[256];

	if (f->has_complained || why == -ESRCH || why == -EFAULT)
		return;
	f->has_complained = true;
	snprintf(text, sizeof(text), "%.100s: a probe at offset 0x%llx is left "
		 "out in process %d: %s", f->path,
		 (unsigned long long)at->offset, (int)s->pid,
		 why == -EEXIST ? "another tracer's breakpoint is there" :
		 why == -EILSEQ ? "its bytes are not those of the file" :
		 strerror(-why));
	s->say(s->data, text);
}

static void set_site(struct setting *s, struct file *f, uint32_t number,
		     const struct mapping *one)
{
	const struct site *at = &s->places->sites.items[number];
	const struct arch *arch = arch_native();
	uint64_t address = one->start + (at->offset - one->offset);
	bool is_nop = arch->is_site(at->bytes, BYTES, false);
	int ret;

	if (at->file != f - s->places->files.items ||
	    at->offset < one->offset ||
	    at->offset - one->offset >= one->end - one->start ||
	    !places_concern(s->places, number, s->pid))
		return;
	ret = tracer_break(s->tracer, s->pid, address,
			   is_nop ? TRACER_SITE : TRACER_CODE, at->bytes,
			   BYTES, number);
	if (!ret && at->semaphore)
		ret = tracer_raise_semaphore(s->tracer, s->pid, address -
					     at->vaddr + at->semaphore,
					     address);
	if (ret)
		complain(s, f, at, ret);
}

void places_set(struct places *p, struct tracer *t, pid_t pid,
		void (*say)(void *data, const char *text), void *data)
{
	struct setting s = { p, t, pid, say, data };
	struct err ignored = ERR_INIT;
	struct mapping one;
	struct maps m;

	if (maps_open(&m, pid, 0, &ignored))
		return;
	tracer_begin(t, pid);
	while (maps_next(&m, &one, &ignored) > 0) {
		struct file *f = file_of(p, &one);

		for (size_t i = 0; f && i < f->sites.len; i++)
			set_site(&s, f, f->sites.items[i], &one);
	}
	tracer_end(t, pid);
	maps_close(&m);
}
