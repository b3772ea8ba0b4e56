/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the command line's programs to an image that a backend can run.
 */
#ifndef CMD_COMPILE_H
#define CMD_COMPILE_H

#include "base/arena.h"
#include "base/diag.h"
#include "cmd/keep.h"
#include "cmd/library.h"
#include "cmd/options.h"
#include "cmd/privilege.h"
#include "image/image.h"
#include "probe/bind.h"
#include "probe/probe.h"

/* All that belongs to one program; zeroed is empty. */
struct compilation {
	struct arena arena;
	VEC(struct source *) sources;	/* as many as options.programs ... */
	VEC(size_t) matched;		/* ... and how many probes each has */
	uint32_t last_id;		/* probes up to this id are bound */
	uint32_t max_id;		/* the highest id seen while matching */
	struct libraries libraries;
	struct diags diags;
	struct program program;
	struct lang_options lang;
	struct probe_set *probes;
	struct image image;
	struct bind bind;
	/*
	 * Where the backend has members of the kernel's structures; what it
	 * gives -1 for, and all when this is NULL, is where the types say.
	 */
	int64_t (*member)(const char *type, const char *member);
	struct keep *keep;		/* for -x record, else NULL */
	const struct recording *recording;	/* for -x replay */
	struct lang_tracer tracer;	/* of the recording */
	struct privileges privileges;
	uint32_t pid_namespace;		/* see struct cg_options */
};

void compilation_init(struct compilation *c);
void compilation_release(struct compilation *c);

/*
 * Read and parse what -s, -n and the like gave; #pragma D option changes
 * options. target is $target or 0. Diagnostics are in c->diags when it gives
 * -EINVAL without a text in e.
 */
int compile_parse(struct compilation *c, struct options *o, pid_t target,
		  struct err *e);

/* What lang_check() asks, about c->probes; in world.c. */
struct lang_world compile_world(struct compilation *c);
/* See struct cg_input; data is the compilation. */
int64_t compile_member(void *data, const char *type, const char *member);
/*
 * The kernel's programs must know processes by the numbers that we have. Finds
 * the name space; -ENOTSUP: the kernel's types do not tell them.
 */
int compile_namespace(struct compilation *c, struct err *e);

/* Check, match probes and generate code. */
int compile_image(struct compilation *c, const struct options *o,
		  bool may_sleep, struct err *e);

/*
 * Match one description again and bind what is new: other probes, and sites
 * from that serial number on of those that were there. For late.c.
 */
int compile_match(struct compilation *c, const struct clause *clause,
		  const struct probe_desc *desc, uint32_t first, struct err *e);

/*
 * Generate code, into another image, for the sites from that serial number on.
 * Their numbers are those of c->image, which gets the other's strings.
 */
int compile_late(struct compilation *c, const struct options *o,
		 bool may_sleep, uint32_t first, struct image *out,
		 struct err *e);

#endif
