/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * D libraries: files NAME.d with types, translators, inlines and aliases of
 * probes. Those of the system are in share/project-dtrace/lib beside the
 * command (probes/lib of the sources, while it is not installed), or where
 * -x syslibdir says; -L DIR adds others, which come first.
 *
 * None is read before a program uses a name that is known nowhere else; of
 * them only those are parsed that have the name, and what they depend on.
 */
#ifndef CMD_LIBRARY_H
#define CMD_LIBRARY_H

#include "base/arena.h"
#include "base/diag.h"
#include "cmd/options.h"
#include "lang/lang.h"
#include "probe/probe.h"

struct library {
	const char *path, *name;	/* name: without folders */
	struct source *source;
	bool is_parsed;
};

struct libraries {
	const struct options *options;
	VEC(struct library) list;
	bool is_read;
};

/* Options must outlive it. */
void libraries_init(struct libraries *l, const struct options *o);
void libraries_release(struct libraries *l);

/*
 * Parse what defines the name into the program; false when there is nothing
 * more. What is wrong with a library is a diagnostic.
 */
bool libraries_define(struct libraries *l, const char *name, struct arena *a,
		      struct program *program, struct probe_set *probes,
		      struct diags *diags);

/*
 * #pragma D depends_on KIND NAME in the program itself: a diagnostic when that
 * is not there; libraries are parsed.
 */
void libraries_require(struct libraries *l, struct arena *a,
		       struct program *program, struct probe_set *probes,
		       struct diags *diags);

#endif
