/* SPDX-License-Identifier: BSD-2-Clause */
/* What writer and reader share: docs/formats.md, "Recordings". */
#ifndef RECORDING_FORMAT_H
#define RECORDING_FORMAT_H

#include <stdint.h>

#define RECORDING_MAGIC "DTRACE\x01R"	/* 8 bytes */

struct file_header {
	char magic[8];
	uint32_t version;
	uint32_t order;		/* 0x01020304 as the writer's processor has
				 * it */
};
#define RECORDING_ORDER 0x01020304u

enum chunk_type {
	CHUNK_START = 1, CHUNK_DECLARATION, CHUNK_PROBE, CHUNK_EVENT,
	CHUNK_SYMBOL, CHUNK_END,
};

/* Before each chunk; length is that of what follows, without padding to 8. */
struct chunk_header {
	uint32_t type;
	uint32_t length;
};

#define CHUNK_MAX (1u << 20)
#define CHUNK_ROOM(length) (((uint64_t)(length) + 7) & ~UINT64_C(7))

/* Texts have their length in two bytes before them. */
#define TEXT_MAX 65535
#define NAME_MAX_LEN 4096

#define PROBES_LIMIT 1000000
#define DECLARATIONS_LIMIT 65536
#define SYMBOLS_LIMIT 4000000

/* flags of the start, of a probe, and of an argument */
#define START_HAS_VTIME 1
#define START_HAS_ERRNO 2
#define PROBE_IS_RETURN 1
#define ARG_IS_SIGNED 1
#define ARG_IS_FLOAT 2

#endif
