/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Our own note: owner "DTrace", type 1, one for each provider, in an allocated
 * section .note.dtrace, so that it survives every strip. Its content is a
 * provider description in D, as lang/provider.h reads it back. docs/formats.md
 * has the layout.
 */
#ifndef ELF_TYPENOTE_H
#define ELF_TYPENOTE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "elf/elffile.h"

#define TYPE_NOTE_OWNER "DTrace"
#define TYPE_NOTE_TYPE 1
#define TYPE_NOTE_SECTION ".note.dtrace"

/* A longer description is left out; all together may be ten times as long. */
#define TYPE_NOTE_MAX ((size_t)1 << 20)

struct type_note {
	const char *text;	/* NUL-terminated, in the arena */
	size_t len;
};

struct type_notes {
	struct type_note *items;	/* in the arena */
	size_t len;
};

/* All descriptions in the file, each text once, in the file's order. */
int type_notes_read(struct arena *a, struct elf_file *f,
		    struct type_notes *out, struct err *e);

/* Append one note with this text, padded to a multiple of 4 bytes. */
void type_note_write(const char *text, size_t len, struct buf *out);

#endif
