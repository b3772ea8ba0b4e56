/* SPDX-License-Identifier: BSD-2-Clause */
/* Which maps the images of one program share. */
#ifndef BACKEND_MAPROLE_H
#define BACKEND_MAPROLE_H

#include "image/image.h"

/* Is there one of the kind in a program, whatever its number? */
static inline bool map_is_single(enum map_role role)
{
	switch (role) {
	case MAP_STATE: case MAP_RING: case MAP_GLOBALS: case MAP_SELF:
	case MAP_CLOCK: case MAP_SPECULATIONS: case MAP_CHILLED:
	case MAP_ACCOUNTS: case MAP_SINCE: case MAP_HELPERS: case MAP_FRAMES:
	case MAP_CODES: case MAP_LEARNT:
		return true;
	default:
		return false;
	}
}

/* Has every image of the program the map, under the same number? */
static inline bool map_is_numbered(enum map_role role)
{
	return role == MAP_ARRAY || role == MAP_AGG;
}

#endif
