/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Providers whose probes belong to no file: those of the kernel. Each is one
 * source file (prov_NAME.c) and one struct provider; provider.c has the table.
 *
 * A provider's probes are made when a description may mean them, and not
 * before. When it cannot make them, only descriptions that name it fail.
 */
#ifndef PROBE_PROVIDER_H
#define PROBE_PROVIDER_H

#include "base/vec.h"
#include "probe/impl.h"
#include "probe/tracepoint.h"

#define PROVIDER_ATTRS(n, d, c) { STABILITY_##n, STABILITY_##d, CLASS_##c }

struct provider {
	const struct provider_decl *decl;	/* its name, its stability */
	/*
	 * Its probes have ids from here, so many at most, and always the same
	 * ones as long as the kernel is.
	 */
	uint32_t first_id, room;
	/*
	 * Add all its probes, each made by provider_add(), by id. -ENOTSUP: the
	 * kernel has not what they need, as the text says.
	 */
	int (*fill)(struct probe_set *s, struct probe_list *out,
		    struct err *e);
	/*
	 * Only descriptions that name a provider mean it: its probes are there
	 * under another name, or never.
	 */
	bool by_name_only;
};

extern const struct provider provider_syscall, provider_proc, provider_sched,
	provider_io, provider_fbt, provider_rawtp, provider_sdt;

/* Tracepoints that rawtp and sdt have at most: their ids have room for them. */
#define RAWTP_MAX 3400

/* A line of a table of probes that are tracepoints under conditions. */
struct trace_def {
	const char *name;
	struct image_trace trace;
	unsigned below;		/* not 0: only where the tracepoint has less
				 * arguments than this */
};

/* A new probe; the caller adds what its kind needs. Names must last. */
struct probe *provider_add(struct probe_set *s, struct probe_list *out,
			   const struct provider *provider, uint32_t id,
			   const char *function, const char *name);

/* The kernel's tracepoints, read once. */
int provider_tracepoints(struct probe_set *s, const struct tracepoints **out,
			 struct err *e);

/*
 * The probes of a table; lines of one name stand together and are one. What
 * this kernel has no tracepoint for is left out, with a message. types is a
 * provider declaration in D, as for dtrace -h: the arguments of each probe and
 * what is made of them by translators.
 */
int provider_add_traces(struct probe_set *s, struct probe_list *out,
			const struct provider *provider,
			const struct trace_def *defs, size_t n,
			const char *types, struct err *e);

/* Names for what such declarations have, whose members libraries know. */
#define PROVIDER_TYPES \
	"struct task_struct; struct request; " \
	"typedef struct psinfo psinfo_t; " \
	"typedef struct lwpsinfo lwpsinfo_t; " \
	"typedef struct bufinfo bufinfo_t; " \
	"typedef struct devinfo devinfo_t; " \
	"typedef struct fileinfo fileinfo_t; "

/* Is it the name of one of the table, exactly? */
bool provider_is_name(const char *name);

/* Add the probes of all the providers that the description may mean. */
int provider_match(struct probe_set *s, const struct probe_desc *desc,
		   struct probe_list *found, struct err *e);

/* Does the probe match? */
bool probe_matches(const struct probe_desc *desc, const struct probe *p);

void provider_release(struct probe_set *s);

#endif
