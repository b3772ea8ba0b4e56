/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's helper functions, for the files that have them. One returns 0
 * and sets r[0], or ends the program with an error where the verifier would
 * have refused it: an argument that is not what the helper takes.
 */
#ifndef EBPF_HELPER_H
#define EBPF_HELPER_H

#include "ebpf/vm.h"

typedef int helper(struct ebpf_vm *vm, uint64_t *r, struct err *e);

#define HELPER(name) helper help_##name;
#include "ebpf/helper.def"
#undef HELPER

/* The error that argument n is not what is wanted; gives its code. */
int vm_bad_argument(struct ebpf_vm *vm, int n, const char *want,
		    const uint64_t *r, struct err *e);

/* The map that argument 1 is, or NULL. */
struct vmap *vm_map_argument(struct ebpf_vm *vm, const uint64_t *r);

/* Argument n, for size bytes that the helper writes; none may be anywhere. */
int vm_output_argument(struct ebpf_vm *vm, const uint64_t *r, int n,
		       uint64_t size, void **to, struct err *e);

#endif
