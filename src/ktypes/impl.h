/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of this folder share. */
#ifndef KTYPES_IMPL_H
#define KTYPES_IMPL_H

#include <linux/btf.h>

#include "base/buf.h"
#include "ktypes/ktypes.h"

/* of newer headers */
#define KIND_DECL_TAG 17
#define KIND_TYPE_TAG 18
#define KIND_ENUM64 19

struct ktypes {
	struct buf file;		/* when it cannot be mapped */
	void *map;
	size_t map_len;
	const char *types, *strings;
	size_t types_len, strings_len;
	uint32_t *at;			/* type n, from 1, in types */
	size_t n;
	struct arena arena;
	struct type **made;		/* by number; NULL: not yet */
};

struct btf_type ktypes_at(const struct ktypes *k, uint32_t id);
/* What follows it in the file: arrays, members and so on. */
const char *ktypes_tail(const struct ktypes *k, uint32_t id);
const char *ktypes_string(const struct ktypes *k, uint32_t offset);

/* The first type of that kind and name, or 0. */
uint32_t ktypes_search(const struct ktypes *k, unsigned kind,
		       const char *name);

/* Type number id; its members are known when is_whole. */
const struct type *ktypes_make(struct ktypes *k, uint32_t id, bool is_whole);

#endif
