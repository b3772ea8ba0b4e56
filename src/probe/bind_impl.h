/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files that bind clauses share. */
#ifndef PROBE_BIND_IMPL_H
#define PROBE_BIND_IMPL_H

#include "probe/bind.h"

struct bind_object {
	int id;				/* struct probe_object */
	struct arena arena;
	struct strmap sites;		/* "offset:..." -> index + 1 */
	VEC(uint32_t) numbers;		/* of its sites */
};

/* ---- bind.c: objects, sites, names -------------------------------------- */

/* The image's number of the file, which is added if it is new. */
int bind_object_index(struct bind *b, const struct probe_object *o);
/* The number of the site, which is new; sets its serial. */
uint32_t bind_add_site(struct bind *b, struct image_site *site);
/* Fill in out->strings. */
void bind_add_names(struct bind *b, const struct probe *p,
		    const char *provider, const char *function,
		    struct image_site *out);
/* The clause fires at the site, in this process (0: in all). */
void bind_add(struct bind *b, const struct clause *clause, uint32_t site,
	      pid_t pid);

/* ---- bind_function.c, bind_own.c: a clause at a probe ------------------- */

/* Of the kind PROBE_PID. */
void bind_function(struct bind *b, const struct clause *clause,
		   const struct probe *p);
/* Of a kind that has its sites in no file: all others but PROBE_USDT. */
void bind_own(struct bind *b, const struct clause *clause,
	      const struct probe *p);

#endif
