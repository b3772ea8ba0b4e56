/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of addresses in processes: which file is mapped there, which function
 * of the file it is.
 *
 * Where a program was stripped, its debug file is looked for when a name is
 * wanted that it does not have.
 *
 * What was learnt of a process is kept when it ends: its files stay open. A
 * list of mappings is read again when an address is in none of them, or when it
 * has grown old, since a process may load more and may run another program.
 */
#ifndef PROC_SYMBOLS_H
#define PROC_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct symbols;

struct symbols *symbols_new(void);
void symbols_free(struct symbols *s);		/* NULL is all right */

/* Where files of symbols apart from their programs are (elf/debugfile.h). */
void symbols_set_debug_folder(struct symbols *s, const char *folder);

/*
 * Learn where a process has its files now, as it may be gone when asked. Does
 * nothing when that is known and fresh.
 */
void symbols_learn(struct symbols *s, pid_t pid);

/* Texts are good until symbols_free(). */
struct symbol {
	const char *module;	/* the file's name without its folders */
	const char *name;	/* demangled; NULL: no file tells */
	uint64_t offset;	/* from the function's first byte */
};

/* False when no file is mapped there, as far as is known. */
bool symbols_find(struct symbols *s, pid_t pid, uint64_t address,
		  struct symbol *out);

/*
 * The functions that the compiler put into the one at the address, there: the
 * innermost first, demangled, at most max. Gives how many: 0 where no debug
 * information is at hand.
 */
size_t symbols_inlined(struct symbols *s, pid_t pid, uint64_t address,
		       const char **names, size_t max);

#endif
