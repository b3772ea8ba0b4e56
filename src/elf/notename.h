/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of providers and probes in the type note. The note is D, whose names
 * are letters, digits and '_'; a probe note, and so a provider made at run
 * time, has any name. What is no identifier is written as one: "_x_", then
 * letters and digits as they are, others as '_' and two hexadecimal digits.
 *
 * Needs nothing of base: libusdt must not abort.
 */
#ifndef ELF_NOTENAME_H
#define ELF_NOTENAME_H

#include <stddef.h>

#define NOTE_NAME_MAX 512

/*
 * Write the identifier for a name as it is in a probe note (request__done);
 * an empty text when it is longer than NOTE_NAME_MAX. Gives out.
 */
const char *note_name(const char *name, char out[NOTE_NAME_MAX]);

#endif
