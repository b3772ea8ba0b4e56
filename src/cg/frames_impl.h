/* SPDX-License-Identifier: BSD-2-Clause */
/* What the code for jstack() shares: frames.c says what it is. */
#ifndef CG_FRAMES_IMPL_H
#define CG_FRAMES_IMPL_H

#include <stddef.h>

#include "cg/impl.h"

/* Scratch memory; what is sent comes first. */
struct room {
	struct record_header header;
	struct record_frames frames;
	uint64_t id;		/* process << 32 | thread */
	uint64_t value;
	/* of a frame */
	uint64_t code, instruction, entry, previous;
	/* of a function, in this order */
	uint64_t table, file, function, line;
	/* of a string */
	uint64_t length, state, count;
	uint64_t key[2];
};

#define AT(member) ((int)offsetof(struct room, member))
#define HELPER(member) ((int)offsetof(struct image_helper, member))

/* In the subroutines; r8 and r9 are what they need. */
enum { R_ROOM = 6, R_HELPER = 7 };

/*
 * Read size bytes, at base + the offset that the helper has, to the room; to
 * the label when that fails.
 */
void frames_read_member(struct cg *c, int base, int member, int at, int size,
			int failed);
/* The header of what is sent; clause and site are none's. */
void frames_header(struct cg *c, int reg, enum record_kind kind);
/* *(room + to) = (that ^ r1) * a large prime, turned */
void frames_hash(struct cg *c, int to);

#endif
