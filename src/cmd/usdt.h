/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command as USDT compiler: dtrace -h and dtrace -G. Each mode gives the
 * exit status and has said what was wrong; nothing is left half-written.
 */
#ifndef CMD_USDT_H
#define CMD_USDT_H

#include "base/arena.h"
#include "base/diag.h"
#include "cmd/options.h"
#include "lang/provider.h"

int mode_header(const struct options *o);
int mode_object(const struct options *o);

/* ---- what both need ---------------------------------------------------- */

/* A provider file that was read, parsed and checked; zeroed is empty. */
struct usdt_input {
	struct arena arena;
	struct source *source;
	struct provider_decl *providers;
};

/* False when it is not to be compiled; it was said why. */
bool usdt_read(struct usdt_input *in, const struct options *o);
void usdt_input_release(struct usdt_input *in);

/* The file's name without folders. */
const char *usdt_base_name(const char *path);

/*
 * Write to what -o says, else to the script's name with another suffix, in the
 * current folder. Gives the exit status.
 */
int usdt_write(const struct options *o, const char *suffix,
	       const struct buf *bytes);

/* The file that usdt_write() would write, from malloc; NULL: say -o. */
char *usdt_output_name(const struct options *o, const char *suffix);

#endif
