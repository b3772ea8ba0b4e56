/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A quilt series and its patches, read with suspicion: unified diffs in the
 * form that patch(1) and git know, one path component stripped (-p1) or as many
 * as the line of the series says.
 */
#ifndef DRIFT_PATCH_H
#define DRIFT_PATCH_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/vec.h"
#include "drift/text.h"

/* A line of a hunk: kind is ' ', '-' or '+'. */
struct hunk_line {
	char kind;
	struct line line;
};

struct hunk {
	long old_start, old_len, new_start, new_len;	/* as `@@` has them */
	long prefix, suffix;	/* context lines before and behind the change */
	int at;			/* line of the patch with its `@@` */
	VEC(struct hunk_line) lines;
};

/* What a patch does to one file. */
struct patch_file {
	char *path;
	bool creates, deletes;
	int at;			/* line of the patch with its `---` */
	VEC(struct hunk) hunks;
};

struct patch {
	char *name;		/* as the series has it */
	char *path;
	struct buf bytes;	/* the lines point into it */
	VEC(struct patch_file) files;
};

struct series {
	char *path;
	VEC(struct patch) patches;
};

/*
 * Read a series file, or the file `series` of a directory, and its patches.
 * -EINVAL with FILE:LINE in the text when one of them is malformed, leads out
 * of the tree or into .git, renames files or is binary.
 */
int series_read(struct series *s, const char *path, struct err *e);
void series_release(struct series *s);

/* Parse one patch; name is for messages. p->bytes must hold its text. */
int patch_parse(struct patch *p, int strip, struct err *e);
void patch_release(struct patch *p);

#endif
