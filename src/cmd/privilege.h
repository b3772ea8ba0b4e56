/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who may trace what, when the command has capabilities that its user has not:
 * dtrace.conf(5) is the language of PRIVILEGE_FILE. Root, and a user who has
 * the capabilities himself, may do what the kernel lets them.
 */
#ifndef CMD_PRIVILEGE_H
#define CMD_PRIVILEGE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"
#include "image/image.h"

#define PRIVILEGE_FILE "/etc/dtrace.conf"

enum privilege {
	PRIVILEGE_PROC = 1 << 0,	/* USDT, pid, profile: own processes */
	PRIVILEGE_USER = 1 << 1,	/* and syscall */
	PRIVILEGE_OWNER = 1 << 2,	/* of all users' processes */
	PRIVILEGE_KERNEL = 1 << 3,	/* the kernel's probes and memory */
	PRIVILEGE_DESTRUCTIVE = 1 << 4,
};

#define PRIVILEGE_DEFAULT PRIVILEGE_PROC

struct privileges {
	bool enforced;		/* else all is allowed */
	unsigned granted;	/* enum privilege */
	uid_t uid;
	char who[64];		/* for messages: "user alice" */
};

/*
 * The first thing that the command does: children get none of our
 * capabilities, and we keep none that tracing does not need.
 */
void privileges_keep_to_ourselves(void);

/*
 * What this user may. -EINVAL, -EPERM: the file is wrong, or others may write
 * it; the text names file and line.
 */
int privileges_load(struct privileges *p, struct err *e);

bool privileges_have(const struct privileges *p, enum privilege what);

/* May it be traced? Of all processes, or with privileges_one_user() of own. */
bool privileges_allow_site(const struct privileges *p,
			   const struct image_site *site);

/* Only what this user's own processes fire may be seen. */
bool privileges_one_user(const struct privileges *p);

/* Its own word for messages: "kernel". */
const char *privilege_name(enum privilege what);

/* ---- privilege_file.c ------------------------------------------ */

/* Read the file's text: change granted as its lines say for this user. */
int privilege_parse(const char *text, const char *name, uid_t uid,
		    const gid_t *groups, int ngroups, unsigned *granted,
		    struct err *e);

#endif
