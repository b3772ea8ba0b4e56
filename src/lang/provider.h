/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `provider NAME { probe ...; };` and the attributes pragmas that go with it.
 *
 * provider_parse() is all that the USDT compiler needs of this folder: it asks
 * nothing of the running system. Objects live in the arena given.
 */
#ifndef LANG_PROVIDER_H
#define LANG_PROVIDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "lang/type.h"

#define PROBE_ARGS_MAX 32

/* The classic names and order; Internal is 0. */
enum stability {
	STABILITY_INTERNAL, STABILITY_PRIVATE, STABILITY_OBSOLETE,
	STABILITY_EXTERNAL, STABILITY_UNSTABLE, STABILITY_EVOLVING,
	STABILITY_STABLE, STABILITY_STANDARD,
};

enum dependency_class {
	CLASS_UNKNOWN, CLASS_CPU, CLASS_PLATFORM, CLASS_GROUP, CLASS_ISA,
	CLASS_COMMON,
};

struct attributes {
	uint8_t name, data;	/* enum stability */
	uint8_t class;		/* enum dependency_class */
};

enum attribute_of {
	ATTR_PROVIDER, ATTR_MODULE, ATTR_FUNCTION, ATTR_NAME, ATTR_ARGS,
	ATTR_COUNT,
};

struct probe_param {
	const struct type *type;
	const char *name;	/* or NULL */
	struct loc loc;
};

struct probe_decl {
	struct probe_decl *next;
	const char *c_name;	/* as written: request__done */
	const char *name;	/* as D users see it: request-done */
	struct probe_param *native;	/* what the program passes */
	size_t nnative;
	struct probe_param *args;	/* what args[] gives: the translated
					 * list, or the native one again */
	size_t nargs;
	uint8_t mapping[PROBE_ARGS_MAX];	/* args[i] comes from native
						 * argument mapping[i] */
	struct loc loc;
};

struct provider_decl {
	struct provider_decl *next;
	const char *name;
	struct probe_decl *probes;
	size_t nprobes;
	struct attributes attrs[ATTR_COUNT];	/* Private/Private/Unknown
						 * unless a pragma says more */
	struct loc loc;
};

const char *stability_name(enum stability s);		/* "Evolving" */
const char *dependency_class_name(enum dependency_class c);

/*
 * Parse a provider description: provider declarations, type declarations and
 * pragmas; D clauses in it are errors. Gives the list in source order, NULL
 * when diagnostics were added. The source must outlive the result.
 */
struct provider_decl *provider_parse(struct arena *a,
				     const struct source *source,
				     struct diags *diags);

#endif
