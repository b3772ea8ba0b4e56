/* SPDX-License-Identifier: BSD-2-Clause */
#include "proc/interp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/strmap.h"
#include "base/vec.h"
#include "proc/maps.h"

/* A file that was looked into. */
struct file {
	dev_t dev;
	ino_t ino;
	struct elf_file *elf;		/* NULL: without a good note */
	struct helper_note *note;
};

struct interps {
	VEC(struct file) files;
	struct strmap processes;	/* pid to its struct helper_note */
};

struct interps *interps_new(void)
{
	return xcalloc(1, sizeof(struct interps));
}

void interps_free(struct interps *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->files.len; i++) {
		elf_file_free(s->files.items[i].elf);
		free(s->files.items[i].note);
	}
	vec_release(&s->files);
	strmap_release(&s->processes);
	free(s);
}

/* ---- files ----------------------------------------------------- */

static void read_note(struct file *file, struct maps *m,
		      const struct mapping *one, struct err *why)
{
	struct helper_note note;
	struct buf link = BUF_INIT;
	struct err ignored = ERR_INIT;
	int fd = maps_open_file(m, one, &link, &ignored);

	if (fd >= 0 && !elf_file_open_fd(fd, buf_str(&link), &file->elf,
					 &ignored)) {
		if (helper_note_read(file->elf, &note, why) > 0) {
			file->note = xcalloc(1, sizeof(note));
			*file->note = note;
		} else {
			elf_file_free(file->elf);
			file->elf = NULL;
		}
	}
	buf_release(&link);
}

static const struct file *look_up(struct interps *s, struct maps *m,
				  const struct mapping *one, struct err *why)
{
	struct file *file;

	for (size_t i = 0; i < s->files.len; i++)
		if (s->files.items[i].ino == one->ino &&
		    s->files.items[i].dev == one->dev)
			return &s->files.items[i];
	file = vec_push(&s->files);
	*file = (struct file){ .dev = one->dev, .ino = one->ino };
	read_note(file, m, one, why);
	return file;
}

/* ---- processes ------------------------------------------------- */

static bool in_other_namespace(pid_t pid)
{
	char path[64], own[64] = "", its[64] = "";
	ssize_t a, b;

	snprintf(path, sizeof(path), "/proc/%d/ns/pid", (int)pid);
	a = readlink("/proc/self/ns/pid", own, sizeof(own) - 1);
	b = readlink(path, its, sizeof(its) - 1);
	return a > 0 && b > 0 && strcmp(own, its);
}

/* Where the file's addresses are in the process. */
static bool place(const struct file *file, const struct mapping *one,
		  pid_t pid, struct interp *out)
{
	uint64_t vaddr;

	if (!elf_offset_to_vaddr(file->elf, one->offset, &vaddr))
		return false;
	out->note = file->note;
	out->root = file->note->root_address + (one->start - vaddr);
	out->other_namespace = in_other_namespace(pid);
	return true;
}

static void remember(struct interps *s, pid_t pid, struct helper_note *note)
{
	char key[16];

	snprintf(key, sizeof(key), "%d", (int)pid);
	strmap_set(&s->processes, key, note);
}

bool interps_find(struct interps *s, pid_t pid, struct interp *out,
		  struct err *why)
{
	struct err ignored = ERR_INIT;
	struct mapping one;
	bool found = false;
	struct maps m;

	if (maps_open(&m, pid, 0, &ignored))
		return false;
	while (!found && maps_next(&m, &one, &ignored) > 0) {
		const struct file *file = look_up(s, &m, &one, why);

		found = file->note && place(file, &one, pid, out);
		if (found)
			remember(s, pid, file->note);
	}
	maps_close(&m);
	return found;
}

const struct helper_note *interps_known(const struct interps *s, pid_t pid)
{
	char key[16];

	snprintf(key, sizeof(key), "%d", (int)pid);
	return strmap_get(&s->processes, key);
}
