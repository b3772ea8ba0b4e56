/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's types, from the type information that it carries (BTF).
 *
 * The file is mapped and indexed when it is opened; a type becomes a struct
 * type when somebody asks for it. What a pointer leads to stays without members
 * until it is asked for by name, so that naming one struct of the kernel does
 * not read them all.
 */
#ifndef KTYPES_KTYPES_H
#define KTYPES_KTYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "lang/type.h"

#define KTYPES_PATH "/sys/kernel/btf/vmlinux"

struct ktypes;

/*
 * The caller owns *out: ktypes_free(). -ENOTSUP: this kernel has no type
 * information; -EBADMSG: it makes no sense.
 */
int ktypes_open(const char *path, struct ktypes **out, struct err *e);
void ktypes_free(struct ktypes *k);		/* NULL is all right */

/*
 * A type by its C name, with its members: "struct task_struct", "u64"; or NULL.
 * A module before it ("struct vmlinux`file") is left aside. It lives as long as
 * k does.
 */
const struct type *ktypes_find(struct ktypes *k, const char *name);

/*
 * What it knows of a function or a variable: its type, or NULL. *id gets the
 * variable's number if there is one copy for each CPU, else 0.
 */
const struct type *ktypes_symbol(struct ktypes *k, const char *name,
				 uint32_t *id);

/* The type of the kernel's first enumerator of that name, or NULL. */
const struct type *ktypes_enumerator(struct ktypes *k, const char *name,
				     int64_t *value);

/*
 * The prototype of each of the kernel's tracepoints, whose first parameter is
 * of no use; proto is for ktypes_parameter().
 */
typedef void ktypes_proto_fn(void *data, const char *name, uint32_t proto,
			     unsigned nargs);
void ktypes_tracepoints(struct ktypes *k, ktypes_proto_fn *fn, void *data);

/* The same of each function that it tells of, with all parameters. */
void ktypes_functions(struct ktypes *k, ktypes_proto_fn *fn, void *data);

/* What a function of that prototype gives; NULL: nothing that is known. */
const struct type *ktypes_returns(struct ktypes *k, uint32_t proto);

/* Parameter n of a prototype: its type and name ("" when it has none). */
const struct type *ktypes_parameter(struct ktypes *k, uint32_t proto,
				    unsigned n, const char **name);

#endif
