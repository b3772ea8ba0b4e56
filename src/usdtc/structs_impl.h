/* SPDX-License-Identifier: BSD-2-Clause */
/* For the files of structs: the table of types by name. */
#ifndef USDTC_STRUCTS_IMPL_H
#define USDTC_STRUCTS_IMPL_H

#include "base/strmap.h"
#include "usdtc/structs.h"

struct known {
	struct type *t;		/* the one that all pointers to it share */
	bool is_given;		/* by the provider file, which is right */
	bool is_root;		/* the provider file names it */
	bool is_refused;	/* two objects differ, or D cannot say it */
	bool is_busy;		/* its members are being read */
	const char *from;	/* the object that defined it first */
};

struct structs {
	struct arena *arena;
	struct provider_decl *list;
	struct strmap names;		/* "struct x" to struct known */
	struct strmap enumerators;	/* name to the enum that has it */
	size_t nmembers;
	unsigned npads;
	size_t nobjects, ninfo;		/* read; with information */
	struct buf says;
};

/* May it stand in the note: an identifier, no keyword of D? */
bool structs_is_name(const char *name);

/* The entry of a tag, made when there is none. */
struct known *structs_name(struct structs *s, enum type_kind kind,
			   const char *tag);

/*
 * An object defines the type so: take it over when it is the first to, refuse
 * it when another did otherwise.
 */
void structs_define(struct structs *s, struct known *k, const struct type *t,
		    const char *path);

void structs_refuse(struct known *k);

/* The struct or union that is part of the member itself, or NULL. */
struct type *structs_part(const struct type *t);

/* A member's first bit, from the start of its struct. */
uint64_t structs_bit(const struct type_member *m);

/*
 * Lay the members out with padding and __attribute__((packed)), without those
 * that are not known.
 */
void structs_pack(struct structs *s, struct type *t);

#endif
