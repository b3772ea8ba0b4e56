/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From checked D to eBPF.
 *
 * Sites at which the same clauses fire share one program; it runs those
 * clauses in source order, so that several clauses of one probe keep D's
 * order whatever the kernel's order of programs is.
 */
#ifndef CG_CG_H
#define CG_CG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "image/image.h"
#include "lang/ast.h"

/* When the user stack is copied, to be unwound without frame pointers. */
enum cg_unwind {
	UNWIND_FRAMES,		/* never */
	UNWIND_AUTO,		/* when there are hardly any frame pointers */
	UNWIND_COPY,		/* always */
};

/*
 * Tracing again: what was recorded of the tracer, and of each firing. Nothing
 * else of that time is left.
 */
struct cg_recording {
	uint32_t ppid;		/* of the tracer */
	bool has_vtime, has_errno;
};

struct cg_options {
	uint32_t strsize;	/* bytes of a string, its NUL included */
	uint32_t bufsize;	/* bytes of the ring buffer, a power of two */
	uint32_t aggkeys;	/* keys of one aggregation at most */
	/* of stack(), ustack() and jstack() that do not say how many */
	uint32_t stackframes, ustackframes, jstackframes;
	enum cg_unwind unwind;	/* for ustack() that is no key */
	uint32_t printsize;	/* bytes of a struct that print() records */
	uint32_t dynkeys;	/* elements of one associative array at most */
	uint32_t nspec;		/* speculations at a time */
	uint32_t specsize;	/* bytes of records in each */
	bool may_sleep;		/* programs may wait for a page */
	int64_t load_ns;	/* of loading, at most, some; 0: any time */
	bool has_cpu;		/* probes fire on this one only: */
	uint16_t cpu;
	bool temporal;		/* records carry timestamps */
	bool has_owner;		/* only processes of this user fire: */
	uint32_t owner;
	bool no_kernel;		/* its memory is not read */
	/* inode of the tracer's PID name space; 0: the machine's first */
	uint32_t pid_namespace;
};

struct cg_input {
	const struct program *program;
	const struct image_binding *bindings;	/* by clause, then as matched */
	size_t nbindings;
	const struct image_run *runs;	/* which sites are not user space */
	size_t nruns;
	struct cg_options options;
	/*
	 * Firings that are to be kept: clauses that follow those of the
	 * program. Places in records are decided here.
	 */
	struct image_event *const *events;
	size_t nevents;
	const struct cg_recording *recording;	/* NULL: it is traced live */
	bool is_late;		/* another image of the program is loaded */
	/*
	 * Bytes before a member of a struct of the kernel ("mm_struct",
	 * "arg_start"), -1 when it is not known. May be NULL.
	 */
	int64_t (*member)(void *data, const char *type, const char *member);
	void *member_data;
};

/*
 * Fill the image: its sites, objects and strings are there already, all else
 * is made here. What cannot be generated adds a diagnostic.
 */
void cg_compile(const struct cg_input *in, struct image *im,
		struct diags *diags);

#endif
