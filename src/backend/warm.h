/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory for new keys where the kernel cannot wait for it.
 *
 * A hash map without preallocation takes new elements from a store of each
 * CPU, which starts with one to four of them and is filled up, to some dozens,
 * when it runs low and interrupts are on. In a clock's interrupt, or while a
 * tracepoint's lock is held, the second new key would be lost. So each CPU
 * takes one element before anything fires, and gives it back.
 */
#ifndef BACKEND_WARM_H
#define BACKEND_WARM_H

#include "image/image.h"

/*
 * maps: the descriptors of the image's maps, all empty. What fails here only
 * leaves a store as it was.
 */
void warm_maps(const struct image *im, const int *maps);

#endif
