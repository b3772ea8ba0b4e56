/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interpreters that processes run: those whose files carry a helper note
 * (elf/helpernote.h).
 */
#ifndef PROC_INTERP_H
#define PROC_INTERP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "elf/helpernote.h"

struct interps;

struct interps *interps_new(void);
void interps_free(struct interps *s);		/* NULL is all right */

struct interp {
	const struct helper_note *note;	/* good until interps_free() */
	uint64_t root;		/* address of the runtime's state */
	bool other_namespace;	/* it knows its threads by other numbers */
};

/*
 * Look at what the process maps now. False: it has no interpreter, or may not
 * be looked at; why tells when a note is wrong, else it is left alone.
 */
bool interps_find(struct interps *s, pid_t pid, struct interp *out,
		  struct err *why);

/* What interps_find() found last in the process, or NULL. */
const struct helper_note *interps_known(const struct interps *s, pid_t pid);

#endif
