/* SPDX-License-Identifier: BSD-2-Clause */
/* What /proc tells of a thread: whose it is, what it does. */
#include <linux/kcmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "tracer/impl.h"

/* What stands behind the name at the start of a line; or "". */
static const char *value(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	while (at && at != text && at[-1] != '\n')
		at = strstr(at + 1, name);
	return at ? at + strlen(name) : "";
}

bool kin_read(pid_t tid, struct kin *out)
{
	struct buf text = BUF_INIT;
	struct err ignored = ERR_INIT;
	char path[64];
	const char *s;
	bool ok;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)tid);
	ok = !file_read(path, 65536, &text, &ignored);
	s = buf_str(&text);
	if (ok)
		*out = (struct kin){
			.pid = atoi(value(s, "Tgid:")),
			.parent = atoi(value(s, "PPid:")),
			.tracer = atoi(value(s, "TracerPid:")),
			.uid = (uid_t)strtoul(value(s, "Uid:"), NULL, 10),
			.threads = (unsigned)atoi(value(s, "Threads:")),
			.ignored = strtoull(value(s, "SigIgn:"), NULL, 16),
			.pending = strtoull(value(s, "SigPnd:"), NULL, 16),
		};
	s = value(s, "State:");
	if (ok)
		out->state = s[strspn(s, "\t ")];
	buf_release(&text);
	return ok && out->pid;
}

bool kin_same_memory(pid_t a, pid_t b, bool otherwise)
{
	long ret = syscall(SYS_kcmp, a, b, KCMP_VM, 0, 0);

	return ret < 0 ? otherwise : !ret;
}

/* Field 39 of stat; the name in brackets may hold anything. */
int kin_cpu(pid_t pid, pid_t tid)
{
	struct buf text = BUF_INIT;
	struct err ignored = ERR_INIT;
	char path[64];
	const char *p;
	int cpu = -1;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", (int)pid,
		 (int)tid);
	if (!file_read(path, 4096, &text, &ignored)) {
		p = strrchr(buf_str(&text), ')');
		for (int field = 2; p && field < 39; field++)
			p = strchr(p + 1, ' ');
		cpu = p ? atoi(p + 1) : -1;
	}
	buf_release(&text);
	return cpu;
}
