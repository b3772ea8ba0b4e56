/* SPDX-License-Identifier: BSD-2-Clause */
#include "lang/builtin.h"

#include <stddef.h>
#include <string.h>

#define OPAQUE(var, name_) \
	const struct type var = { \
		.kind = TYPE_DYNAMIC, .size = 8, .align = 8, \
		.is_complete = true, .name = name_, \
	}

OPAQUE(type_stack, "stack");
OPAQUE(type_ustack, "_ustack");
OPAQUE(type_symaddr, "_symaddr");
OPAQUE(type_usymaddr, "_usymaddr");

static const struct type type_void_pointer = {
	.kind = TYPE_POINTER, .size = 8, .align = 8, .is_complete = true,
	.base = &type_void,
};

static const struct builtin builtins[] = {
#define BUILTIN_VAR(id_, name_, type_) \
	[BI_##id_] = { \
		.id = BI_##id_, .name = name_, .kind = BUILTIN_VARIABLE, \
		.args = "", .type = type_, \
	},
#define BUILTIN_VAR_OF(id_, name_, type_) \
	[BI_##id_] = { \
		.id = BI_##id_, .name = name_, .kind = BUILTIN_VARIABLE, \
		.args = "", .type = &type_dynamic, .type_name = type_, \
	},
#define FUNC(id_, name_, kind_, min, max, args_, type_, destructive) \
	[BI_##id_] = { \
		.id = BI_##id_, .name = name_, .kind = kind_, \
		.min_args = min, .max_args = max, .args = args_, \
		.type = type_, .is_destructive = destructive, \
	},
#define BUILTIN_FUNC(id, name, kind, min, max, args, type) \
	FUNC(id, name, kind, min, max, args, type, false)
#define BUILTIN_DESTRUCTIVE(id, name, kind, min, max, args, type) \
	FUNC(id, name, kind, min, max, args, type, true)
#include "lang/builtin.def"
#undef BUILTIN_VAR
#undef BUILTIN_FUNC
#undef FUNC
};

const struct builtin *builtin_find(const char *name)
{
	for (int i = 0; i < BUILTIN_COUNT; i++) {
		if (*builtins[i].name == *name &&
		    strcmp(builtins[i].name, name) == 0)
			return &builtins[i];
	}
	return NULL;
}

const struct builtin *builtin_get(enum builtin_id id)
{
	return &builtins[id];
}

bool builtin_is_indexed(const struct builtin *b)
{
	return b->id == BI_ARGS || b->id == BI_UREGS;
}

bool builtin_is_key(const struct builtin *b)
{
	return b->kind == BUILTIN_ACTION && b->type->kind == TYPE_DYNAMIC;
}
