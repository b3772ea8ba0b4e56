/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What can be traced here: USDT probes of processes and files, and the probes
 * of the dtrace, profile and kernel providers, behind one list.
 *
 * A struct probe is what `dtrace -l` shows as one line. A USDT probe has one
 * or more sites, each in a struct probe_object: one ELF file, however many
 * processes map it. Attaching is by file, so sites belong to objects.
 */
#ifndef PROBE_PROBE_H
#define PROBE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "arch/arch.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"
#include "elf/sdt.h"
#include "image/image.h"
#include "ktypes/ktypes.h"
#include "lang/ast.h"
#include "lang/provider.h"
#include "recording/recording.h"

/* One ELF file with probe sites, opened once. */
struct probe_object {
	int id;
	dev_t dev;			/* as /proc/PID/maps tells it */
	ino_t ino;
	const char *path;		/* to show: as the process sees it */
	const char *open_path;		/* to open it now: maybe
					 * /proc/PID/map_files/... */
	const char *module;		/* last part of path */
	const struct arch *arch;
	struct sdt_sites sites;
	struct provider_decl *types;	/* from our own note, or NULL */
};

enum probe_kind {
	PROBE_BEGIN, PROBE_END, PROBE_ERROR,
	PROBE_TICK,		/* every interval_ns, on one CPU */
	PROBE_PROFILE,		/* every interval_ns, on each CPU */
	PROBE_USDT,
	PROBE_SYSCALL,
	PROBE_TRACEPOINT,	/* of the kernel, maybe under conditions */
	PROBE_FUNCTION,		/* of the kernel: entry or return */
	PROBE_PID,		/* entry or return of a function, or an
				 * instruction in it */
	PROBE_RECORDED,		/* fired when the recording was made */
};

struct probe_site {
	struct probe_object *object;
	const struct sdt_site *site;
	bool is_ret;		/* a return of PROBE_PID: at this instruction
				 * itself; else of what is entered there */
	uint64_t into;		/* is_ret: how far into the function */
};

struct probe {
	uint32_t id;			/* as dtrace -l shows it, from 1 */
	enum probe_kind kind;
	const char *provider;		/* "redis1234"; of a file without
					 * process: "redis" */
	const char *base_provider;	/* "redis" */
	const char *module, *function, *name;
	pid_t pid;			/* 0: none */
	uint64_t interval_ns;		/* PROBE_TICK, PROBE_PROFILE */
	uint16_t syscall;		/* PROBE_SYSCALL: its number */
	uint32_t recorded;		/* PROBE_RECORDED: its number there */
	const struct recording_probe *recording;	/* ... and more */
	bool is_return;			/* PROBE_SYSCALL, PROBE_FUNCTION,
					 * PROBE_PID */
	bool is_inside;			/* PROBE_PID: at an instruction */
	bool may_throw;			/* PROBE_PID: its return address is
					 * changed where exceptions may pass */
	VEC(struct probe_site) sites;	/* shared: read only ... */
	bool owns_sites;		/* ... but these are its own */
	const struct image_trace *traces;	/* PROBE_TRACEPOINT */
	size_t ntraces;
	const struct probe_decl *decl;	/* argument types, or NULL: ask
					 * probe_declared() */
	const struct raw_decl *raw;	/* of rawtp, sdt and fbt: see raw.h */
	const struct provider_decl *provider_decl;
};

struct probe_set;

struct probe_options {
	const char *const *objects;	/* ELF files to look into besides */
	size_t nobjects;
	const pid_t *pids;	/* only these processes ... */
	size_t npids;		/* ... 0: all that we may see */
	bool at_rets;		/* the kernel will not find functions' returns:
				 * where they return is looked for */
	bool by_layer;		/* a file is what holds its bytes: that of an
				 * overlay is its layer's */
	bool one_user;		/* only that user's processes */
	uid_t user;
	/* only what that has, and what time and dtrace itself fire; or NULL */
	const struct recording *recording;
};

/*
 * Reads nothing yet; the processes are looked at when the first description
 * asks for a provider that is not built in. Free with probe_set_free().
 */
struct probe_set *probe_set_new(const struct probe_options *options);
void probe_set_free(struct probe_set *s);

/*
 * All probes that match, in order of id; the array belongs to the caller
 * (free), the probes to the set. tick-N and profile-N that are described
 * exactly are made on demand; an interval that cannot be is -EINVAL. A process
 * that cannot be read is left out and counted; a damaged file is left out with
 * a message, see probe_set_problems(). But objects and processes that the
 * options name must be readable.
 *
 * A description without provider whose name is exactly that of a built-in
 * probe (BEGIN, tick-1s) means that one, and looks at no process.
 *
 * Ids: 1 2 3 are BEGIN, END, ERROR, then timers; from 1001 the kernel's, the
 * same ones at any time; USDT probes follow from 10001, sorted by provider,
 * pid, module, function, name.
 */
int probe_match(struct probe_set *s, const struct probe_desc *desc,
		struct probe ***out, size_t *n, struct err *e);

/*
 * One text a line about what was left out of files, or "". Owned by the set.
 */
const char *probe_set_problems(const struct probe_set *s);

/* How many processes were left out because we may not look into them. */
size_t probe_set_hidden(const struct probe_set *s);

/*
 * Does the description's provider part also match processes that will come
 * (a pattern such as redis*), or only the process that its probes have?
 */
bool probe_desc_is_open(const struct probe_desc *desc, const struct probe *p);

/* What its arguments are; NULL when nobody knows. */
const struct probe_decl *probe_declared(const struct probe *p);

/* For lang_world.probe_arg: the declared type of args[n]. */
const struct type *probe_arg_type(const struct probe *p, unsigned n);

/*
 * The type that a translator makes args[n] of, or NULL when it is the probe's
 * own; *native is the number of the argument that has it.
 */
const struct type *probe_native_type(const struct probe *p, unsigned n,
				     unsigned *native);

/*
 * The kernel's types, read at the first question; they belong to the set and
 * live as long. Errors as ktypes_open() gives them.
 */
int probe_set_ktypes(struct probe_set *s, struct ktypes **out, struct err *e);

/* Is a provider, such as redis1234, of use? */
typedef bool probe_wants_fn(void *data, const char *provider);

/*
 * Look again at one process after it mapped more files; new probes get new
 * ids. What nobody wants is not remembered: many processes come and go.
 */
int probe_set_refresh(struct probe_set *s, pid_t pid, probe_wants_fn *wants,
		      void *data, struct err *e);

/* What a set does not know any more. Zeroed is empty. */
struct probe_forgotten {
	VEC(int) objects;		/* ids */
	VEC(pid_t) pids;
};

/*
 * Forget processes that have ended, and of the files that refreshes found
 * those that no process mapped for two calls: those that were deleted, and of
 * the others the oldest, until keep are left. Each call looks at all
 * processes, when there is such a file.
 */
void probe_set_forget(struct probe_set *s, size_t keep,
		      struct probe_forgotten *out);

#endif
