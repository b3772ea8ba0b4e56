/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The executable file mappings of a process, and the files behind them.
 *
 *	struct maps m;
 *	maps_open(&m, pid, 0, &e);
 *	while ((ret = maps_next(&m, &one, &e)) > 0)
 *		...one.dev, one.ino; maps_path(), maps_open_file()...
 *	maps_close(&m);
 *
 * The kernel answers one mapping at a time since Linux 6.11 (PROCMAP_QUERY),
 * without the price of formatting all of them and their paths as text; before
 * that the text is read. A file is known by its device and inode number as the
 * kernel tells them for mappings: stat(2) may tell others (btrfs, overlayfs),
 * maps_identity() gives those of a file that is open.
 */
#ifndef PROC_MAPS_H
#define PROC_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/* One mapping of a file. */
struct mapping {
	uint64_t start, end;
	uint64_t offset;	/* in the file */
	dev_t dev;
	ino_t ino;
	bool is_executable;
	const char *text_path;	/* when read as text: raw */
	size_t text_path_len;
};

struct maps {
	pid_t pid;
	int fd;
	bool is_text;
	struct buf text;	/* is_text: the whole file ... */
	size_t pos;		/* ... and how far we are */
	uint64_t address;	/* else: where to look next */
};

#define MAPS_TEXT 1		/* read the text in any case */

/*
 * -ESRCH: no such process; -EACCES or -EPERM: not ours to look at. A process
 * that has no memory (kernel thread, zombie) has no mappings.
 */
int maps_open(struct maps *m, pid_t pid, unsigned flags, struct err *e);
void maps_close(struct maps *m);

/* The next executable one. 1: here it is; 0: no more; or a negative errno. */
int maps_next(struct maps *m, struct mapping *out, struct err *e);

/*
 * Append the path as the process sees it, without " (deleted)"; gives -ENOENT
 * when the mapping is gone.
 */
int maps_path(struct maps *m, const struct mapping *one, struct buf *path,
	      struct err *e);

/*
 * Open the mapped file itself, whatever its path leads to here: a file that
 * was deleted, a memfd, one of another mount namespace. Gives a descriptor;
 * *link becomes the name below /proc that led to it, good while the process
 * keeps the mapping.
 * -ESTALE, -EPERM: the path leads to another file now, or to none, and the
 * kernel does not let us take the file from the mapping; -ENODEV: not a
 * regular file; -ENOENT: the mapping is gone.
 */
int maps_open_file(struct maps *m, const struct mapping *one,
		   struct buf *link, struct err *e);

/* What mappings of the open file show as device and inode number. */
int maps_identity(int fd, dev_t *dev, ino_t *ino, struct err *e);

/*
 * Parse one line of /proc/PID/maps, without its newline. False when it is not
 * the mapping of a file, or no such line at all.
 */
bool maps_parse_line(const char *line, size_t len, struct mapping *out);

#endif
