/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel must be told of a program's functions, so that it verifies
 * the global ones once instead of at each call: their prototypes, as BTF.
 * Private to this folder.
 */
#ifndef BACKEND_FUNCINFO_H
#define BACKEND_FUNCINFO_H

#include <linux/bpf.h>

#include "image/image.h"

struct funcinfo {
	int btf;		/* -1: there is nothing to tell */
	struct bpf_func_info *functions;	/* the program itself first */
};
#define FUNCINFO_INIT { -1, NULL }

/*
 * Describe the n functions of a program of that kind to the kernel: 0, or what
 * it answered. Nothing is done when none of them is global.
 */
int funcinfo_init(struct funcinfo *info, enum image_prog_kind kind,
		  const struct image_function *f, size_t n);
void funcinfo_release(struct funcinfo *info);

#endif
