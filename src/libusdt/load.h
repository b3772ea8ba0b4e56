/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Images into the process, and out of it again once no thread can be in one.
 */
#ifndef LIBUSDT_LOAD_H
#define LIBUSDT_LOAD_H

#include "libusdt/impl.h"

/*
 * Build an image of these probes, load it, publish them. 0, or -1 with an
 * error in the provider.
 */
int load_image(struct provider *provider, struct probedef *const *probes,
	       size_t n);

/* Take an image that no probe points to out of its provider, and unload it. */
void load_retire(struct provider *provider, struct image *image);

/* Unload what waits and may go. False when dlclose(3) complained. */
bool load_reclaim(void);

#endif
