/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file that a distribution keeps a program's symbols and debug information
 * in, apart from the program.
 */
#ifndef ELF_DEBUGFILE_H
#define ELF_DEBUGFILE_H

#include "elf/elffile.h"

#define DEBUG_FOLDER "/usr/lib/debug"

/*
 * By the build-id, FOLDER/.build-id/xx/yyyy.debug; else by .gnu_debuglink, in
 * the folder of path, in .debug in it, and below FOLDER. A file with another
 * build-id is not taken. NULL when there is none; freed by elf_file_free().
 */
struct elf_file *elf_debug_file(const struct elf_file *f, const char *path,
				const char *folder);

#endif
