/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of the kernel's functions and variables, from /proc/kallsyms. The file
 * is some 10 MB of text: it is read at the first question.
 */
#ifndef PROC_KSYMS_H
#define PROC_KSYMS_H

#include <stdbool.h>
#include <stdint.h>

#include "proc/symbols.h"

struct ksyms;

struct ksyms *ksyms_new(void);
void ksyms_free(struct ksyms *k);		/* NULL is all right */

/* Texts are good until ksyms_free(). False: it is in no function known. */
bool ksyms_find(struct ksyms *k, uint64_t address, struct symbol *out);

/*
 * The address of the symbol, of any kind; module "" is any, and vmlinux is the
 * kernel itself. False: there is none, or we may not know.
 */
bool ksyms_address(const char *module, const char *name, uint64_t *address);

#endif
