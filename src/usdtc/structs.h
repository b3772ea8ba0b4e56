/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The structures that a provider file names and does not define, from the
 * debug information (DWARF) of the objects that -G is given. Those that the
 * provider names are taken, and what their members lead to, as far as
 * STRUCTS_DEPTH pointers away; beyond that pointers lead to what is not known.
 *
 * A type that two objects define differently is not known, either: a wrong
 * layout is worse than none. So is what D cannot lay out as C did.
 */
#ifndef USDTC_STRUCTS_H
#define USDTC_STRUCTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "lang/provider.h"

#define STRUCTS_DEPTH 3		/* pointers from a probe's own argument */
#define STRUCTS_MEMBERS_MAX 2000	/* of all types together */

struct structs;

/* NULL: the file defines all that it names. Types are made in the arena. */
struct structs *structs_new(struct arena *a, struct provider_decl *list);
void structs_free(struct structs *s);

/*
 * Read one object. What cannot be read is told by structs_settle(); path must
 * live as long as s.
 */
void structs_read(struct structs *s, const char *path);

/*
 * Complete the types in the list as far as is certain, and append what is to
 * be said, a line each. True: some type of the list is known now.
 */
bool structs_settle(struct structs *s, struct buf *says);

#endif
