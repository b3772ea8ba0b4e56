/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of C++, Rust and D as the source has them. */
#ifndef PROC_DEMANGLE_H
#define PROC_DEMANGLE_H

#include "base/arena.h"
#include "base/strmap.h"

/* Names that were asked for, and what they mean. */
struct demangler {
	struct strmap known;
	struct arena arena;
};

void demangler_init(struct demangler *d);
void demangler_release(struct demangler *d);

/*
 * The function without its parameters, or the name itself when it is not
 * mangled, cannot be read, or the command was built without libiberty. Good
 * until demangler_release(), or as long as the name is.
 */
const char *demangle(struct demangler *d, const char *name);

#endif
