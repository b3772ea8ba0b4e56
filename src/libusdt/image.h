/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shared object that shows probes to tracers: stubs, semaphores, a note
 * for each site, our note with the types, symbols with the functions' names, a
 * build-id. Same probes, same bytes. docs/formats.md has the notes.
 */
#ifndef LIBUSDT_IMAGE_H
#define LIBUSDT_IMAGE_H

#include "libusdt/bytes.h"
#include "libusdt/impl.h"
#include "libusdt/stub.h"

/*
 * Append the image of these probes, and say in each where its parts are.
 * Without memory, out->failed.
 */
void image_build(const struct stub_arch *arch, const struct provider *provider,
		 struct probedef *const *probes, size_t n, struct bytes *out);

/* Append the text of the type note; nothing when D cannot name the provider. */
void image_describe(const struct provider *provider,
		    struct probedef *const *probes, size_t n,
		    struct bytes *out);

/* A name in a note: request__done for request-done. */
void image_note_name(const char *name, struct bytes *out);

#endif
