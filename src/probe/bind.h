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

/* What is bound of an ELF file; it can be forgotten as a whole. */
struct bind_object;

struct bind {
	struct image *image;
	uint32_t serial;		/* sites of files bound so far */
	VEC(struct image_binding) bindings;
	VEC(struct image_run) runs;
	VEC(struct bind_id) ids;
	VEC(struct bind_object *) objects;	/* by the image's numbers;
						 * NULL: the number is free */
	VEC(uint32_t) left, free;	/* numbers of sites: free after the
					 * next bind_reuse(), free now */
	struct strmap sites;		/* of what is in no file: the name of a
					 * probe -> index + 1 */
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
 * One USDT probe, of its sites those from that serial number on. So one that
 * is bound wins more: a provider that is made anew has its old names.
 */
void bind_usdt(struct bind *b, const struct clause *clause,
	       const struct probe_desc *desc, const struct probe *p,
	       uint32_t first);

/*
 * Forget the object with that id (struct probe_object) and its sites; gives
 * its number in the image, or -1 when nothing of it was bound. Names of its
 * sites stay until bind_reuse(), which is for when no record of them can come
 * any more: then the numbers are given to others.
 */
int bind_forget(struct bind *b, int id);
void bind_reuse(struct bind *b);

/* Forget what a process that has ended called the sites. */
void bind_forget_process(struct bind *b, pid_t pid);

/*
 * The id under which dtrace -l shows the site in that process: the same site
 * in a process that came later has the id of the first.
 */
uint32_t bind_probe_id(const struct bind *b, uint32_t site, pid_t pid);

#endif
