/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Declarations of probes whose arguments the kernel's own types tell. They are
 * made when somebody asks: there are tens of thousands, and few are used.
 */
#ifndef PROBE_RAW_H
#define PROBE_RAW_H

#include "probe/impl.h"

enum raw_what {
	RAW_TRACEPOINT,		/* the first parameter is left out */
	RAW_ENTRY,		/* of a function */
	RAW_RETURN,		/* args[1] is what it gives */
};

/*
 * The declaration of the probe of that name, by a prototype of the set's
 * ktypes with so many arguments; it lives as long as the set does.
 */
const struct raw_decl *raw_new(struct probe_set *s, const char *name,
			       enum raw_what what, uint32_t proto,
			       unsigned nargs);

#endif
