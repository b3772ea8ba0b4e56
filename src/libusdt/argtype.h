/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C types as text: what a note has to know of a probe's argument, and whether
 * a tracer will be able to read what the text names. The tracer parses all of
 * it again; here it is only made sure that nothing is unknown to it.
 */
#ifndef LIBUSDT_ARGTYPE_H
#define LIBUSDT_ARGTYPE_H

#include "libusdt/impl.h"

#define TYPE_MAX_LEN 255
#define DECLARATIONS_MAX_LEN 65536

/*
 * The type of an argument; declarations as usdt_provider_declare() took them,
 * or NULL. NULL: it is one; else the reason why not.
 */
const char *argtype_parse(const char *type, const char *declarations,
			struct arg_type *out);

/* NULL: these can be declared; else the reason why not. */
const char *argtype_check_declarations(const char *text);

#endif
