/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Firing while others disable.
 *
 * A thread that fires reads memory of an image, and an image may be unloaded
 * at any time. So each thread marks that it is inside, in a variable of its
 * own, without a locked instruction; whoever unloads takes the image out of
 * sight first, lets membarrier(2) order memory in all threads, and then waits
 * until every thread was seen outside once. Where that cannot be known (no
 * membarrier, no pthread key), images stay mapped.
 */
#ifndef LIBUSDT_LIVE_H
#define LIBUSDT_LIVE_H

#include <stdbool.h>

#include "libusdt/impl.h"

/* Let firing see the image, or no longer. usdt_lock is held. */
void live_publish(struct probedef *p, struct image *image, uint64_t base);
void live_unpublish(struct probedef *p);

/*
 * Could every thread be seen outside, after what was unpublished before?
 * False also when one did not leave in the time of some spins.
 */
bool live_quiesce(void);

#endif
