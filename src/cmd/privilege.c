/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"

#define FILE_MAX_SIZE 65536
#define GROUPS_MAX 1024

/* ---- capabilities ---------------------------------------------- */

#define BIT(cap) (UINT64_C(1) << (cap))
#define NEEDED (BIT(CAP_BPF) | BIT(CAP_PERFMON) | \
		BIT(CAP_CHECKPOINT_RESTORE) | BIT(CAP_SYSLOG))

static bool is_secure(void)
{
	return getauxval(AT_SECURE) != 0;
}

/* Keep of permitted and effective ones those of the mask, inherit none. */
static void limit(uint64_t mask)
{
	struct __user_cap_header_struct h = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct d[2];

	if (syscall(SYS_capget, &h, d))
		return;
	for (int i = 0; i < 2; i++) {
		uint32_t half = (uint32_t)(mask >> 32 * i);

		d[i].permitted &= half;
		d[i].effective &= half;
		d[i].inheritable = 0;
	}
	/* fewer are always allowed */
	if (syscall(SYS_capset, &h, d))
		BUG("cannot give up capabilities: %s", strerror(errno));
}

void privileges_keep_to_ourselves(void)
{
	if (!getuid())
		return;
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	limit(is_secure() ? NEEDED : UINT64_MAX);
	/* set-user-ID root would open files as root: be the user at once */
	if (is_secure() && geteuid() != getuid() &&
	    setresuid(getuid(), getuid(), getuid()))
		BUG("cannot become user %d", (int)getuid());
	if (is_secure() && getegid() != getgid() &&
	    setresgid(getgid(), getgid(), getgid()))
		BUG("cannot become group %d", (int)getgid());
}

/* ---- the file -------------------------------------------------- */

static int check_file(int fd, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st))
		return err_sys(e, -errno, "cannot read %s", PRIVILEGE_FILE);
	if (!S_ISREG(st.st_mode) || st.st_uid ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)))
		return err_set(e, -EPERM, "%s does not count: it must be a "
			       "file of root that nobody else may write",
			       PRIVILEGE_FILE);
	return 0;
}

static int read_file(struct buf *text, struct err *e)
{
	int fd = open(PRIVILEGE_FILE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW |
		      O_NONBLOCK);
	int ret;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return err_sys(e, -errno, "cannot open %s", PRIVILEGE_FILE);
	ret = check_file(fd, e);
	if (!ret)
		ret = file_read_fd(fd, PRIVILEGE_FILE, FILE_MAX_SIZE, text, e);
	close(fd);
	return ret;
}

/* The supplementary groups and the real one. */
static int my_groups(gid_t *groups)
{
	int n = getgroups(GROUPS_MAX - 1, groups);

	if (n < 0)
		n = 0;
	groups[n] = getgid();
	return n + 1;
}

int privileges_load(struct privileges *p, struct err *e)
{
	gid_t groups[GROUPS_MAX];
	const struct passwd *pw;
	struct buf text = BUF_INIT;
	int ret;

	memset(p, 0, sizeof(*p));
	p->uid = getuid();
	p->enforced = p->uid && is_secure();
	if (!p->enforced)
		return 0;
	p->granted = PRIVILEGE_DEFAULT;
	pw = getpwuid(p->uid);
	if (pw)
		snprintf(p->who, sizeof(p->who), "user %.40s", pw->pw_name);
	else
		snprintf(p->who, sizeof(p->who), "user %u", p->uid);
	ret = read_file(&text, e);
	if (!ret)
		ret = privilege_parse(buf_str(&text), PRIVILEGE_FILE, p->uid,
				      groups, my_groups(groups), &p->granted,
				      e);
	buf_release(&text);
	return ret;
}

/* ---- questions ------------------------------------------------- */

bool privileges_have(const struct privileges *p, enum privilege what)
{
	return !p->enforced || (p->granted & what) ||
	       (what != PRIVILEGE_DESTRUCTIVE &&
		(p->granted & PRIVILEGE_KERNEL));
}

bool privileges_allow_site(const struct privileges *p,
			   const struct image_site *site)
{
	switch (site->kind) {
	case PROG_RUN: case PROG_RECORDED:
		return true;
	case PROG_USER: case PROG_PROFILE:
		return privileges_have(p, PRIVILEGE_PROC) ||
		       privileges_have(p, PRIVILEGE_USER) ||
		       privileges_have(p, PRIVILEGE_OWNER);
	case PROG_SYSCALL_ENTRY: case PROG_SYSCALL_RETURN:
		return privileges_have(p, PRIVILEGE_USER);
	case PROG_TRACEPOINT: case PROG_FUNCTION_ENTRY:
	case PROG_FUNCTION_RETURN:
		return privileges_have(p, PRIVILEGE_KERNEL);
	}
	return false;
}

bool privileges_one_user(const struct privileges *p)
{
	return !privileges_have(p, PRIVILEGE_OWNER);
}
