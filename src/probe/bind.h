/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Binding clauses to probes: which clause fires at which site, in the form
 * that compiler and backend share. Sites whose bytes are not what a probe site
 * holds are left out, so that nothing is ever attached there.
 */
#ifndef PROBE_BIND_H
#define PROBE_BIND_H

#include "base/buf.h"
#include "base/strmap.h"
#include "base/vec.h"
#include "image/image.h"
#include "probe/probe.h"

/* That a site shows as this probe in this process. */
struct bind_id {
	uint32_t site;
	pid_t pid;
	uint32_t id;
};

struct bind {
	struct image *image;
	VEC(struct image_binding) bindings;
	VEC(struct image_run) runs;
	VEC(struct bind_id) ids;
	struct strmap objects;		/* number of an object -> index + 1 */
	struct strmap sites;		/* "object:offset", or the name of a
					 * built-in probe -> index + 1 */
	struct strmap strings;
	struct buf problems;		/* a line for each site left out */
};

void bind_init(struct bind *b, struct image *image);
void bind_release(struct bind *b);

/* The clause's description matched these probes. */
void bind_probes(struct bind *b, const struct clause *clause,
		 const struct probe_desc *desc, struct probe *const *probes,
		 size_t n);

/*
 * One USDT probe, of its sites those from the image's number first on. So one
 * that is bound wins more: a provider that is made anew has its old names.
 */
void bind_usdt(struct bind *b, const struct clause *clause,
	       const struct probe_desc *desc, const struct probe *p,
	       size_t first);

/*
 * The id under which dtrace -l shows the site in that process: the same site
 * in a process that came later has the id of the first.
 */
uint32_t bind_probe_id(const struct bind *b, uint32_t site, pid_t pid);

#endif
