/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every built-in variable, subroutine, action and aggregating function of D:
 * one list (builtin.def) that the checker, the code generator and the
 * documentation check expand.
 */
#ifndef LANG_BUILTIN_H
#define LANG_BUILTIN_H

#include <stdbool.h>

#include "lang/type.h"

enum builtin_kind {
	BUILTIN_VARIABLE,
	BUILTIN_SUBROUTINE,	/* gives a value */
	BUILTIN_ACTION,		/* records or acts; no value */
	BUILTIN_AGGREGATING,	/* only as @x = func() */
};

enum builtin_id {
#define BUILTIN_VAR(id, name, type) BI_##id,
#define BUILTIN_FUNC(id, name, kind, min, max, args, type) BI_##id,
#include "lang/builtin.def"
#undef BUILTIN_VAR
#undef BUILTIN_FUNC
	BUILTIN_COUNT,
};

struct builtin {
	enum builtin_id id;
	const char *name;
	enum builtin_kind kind;
	int min_args, max_args;	/* max -1: any number */
	const char *args;	/* one letter an argument; see builtin.def */
	const struct type *type;	/* of the variable or the result */
	const char *type_name;	/* instead, for a type of the libraries: its
				 * C name; type is &type_dynamic then */
	bool is_destructive;	/* needs -w */
};

/*
 * What stack(), ustack(), sym() and the like give: no C value, but a key of an
 * aggregation. Kind TYPE_DYNAMIC.
 */
extern const struct type type_stack, type_ustack, type_symaddr, type_usymaddr;

/* NULL when there is none of that name. */
const struct builtin *builtin_find(const char *name);

const struct builtin *builtin_get(enum builtin_id id);

/* args[] and uregs[]: only with an index. */
bool builtin_is_indexed(const struct builtin *b);

/* stack(), ustack(), sym(): an action that may be a key of an aggregation. */
bool builtin_is_key(const struct builtin *b);

#endif
