/* SPDX-License-Identifier: BSD-2-Clause */
#include "proc/pidns.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST 0xEFFFFFFC	/* its inode is fixed: PROC_PID_INIT_INO */

/* Who we are, by /proc. */
static long self(void)
{
	char text[16];
	ssize_t len = readlink("/proc/self", text, sizeof(text) - 1);

	text[len > 0 ? len : 0] = '\0';
	return strtol(text, NULL, 10);
}

int pidns_own(uint32_t *inode, struct err *e)
{
	struct stat st;

	*inode = 0;
	if (stat("/proc/self/ns/pid", &st) || st.st_ino == FIRST)
		return 0;
	if (self() != getpid())
		return err_set(e, -ENOTSUP, "/proc shows the processes of "
			       "another PID name space, with other numbers "
			       "than here: mount one for this name space "
			       "(mount -t proc proc /proc; unshare has "
			       "--mount-proc)");
	*inode = (uint32_t)st.st_ino;
	return 0;
}
