/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The note by which an interpreter tells how to read its stack: owner "DTrace",
 * type 2, in the allocated section .note.dtrace. Its content is text, a line
 * "name value" for each member below, numbers in decimal; docs/formats.md says
 * what they mean. What a stranger's file says is only ever used to read the
 * memory of the process that runs it.
 */
#ifndef ELF_HELPERNOTE_H
#define ELF_HELPERNOTE_H

#include <stdint.h>

#include "base/err.h"
#include "elf/elffile.h"

#define HELPER_NOTE_TYPE 2
#define HELPER_NOTE_MAX 4096		/* a longer one is left out */
#define HELPER_NUMBER_MAX (1 << 24)	/* a larger number makes it wrong */
#define HELPER_NONE UINT32_MAX		/* what need not be given */

struct helper_note {
	char root[64];		/* symbol of the runtime's state */
	char eval[64];		/* function that runs frames */
	char lines[64];		/* what tables of lines are like */
	uint64_t root_address;	/* as the file has it */
	/* offsets in the runtime's state */
	uint32_t holder, threads;
	/* in the state of a thread */
	uint32_t next, tid, frame, current;
	/* in a frame */
	uint32_t previous, code, instruction;
	uint32_t entry, entry_value, entry_is_frame;
	/* in code */
	uint32_t file, function, line, table, base;
	/* in a string, and in bytes */
	uint32_t state, kind_shift, ascii_shift, length, ascii, wide;
	uint32_t bytes_length, bytes;
};

/* 1: the file has one; 0: none; -EBADMSG: one that is wrong. */
int helper_note_read(struct elf_file *f, struct helper_note *out,
		     struct err *e);

#endif
