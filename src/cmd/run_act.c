/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/run.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "base/bug.h"

extern char **environ;

/* A command starts with the signals as we were given them. */
static int spawn(const char *command, pid_t *pid)
{
	const char *const argv[] = { "sh", "-c", command, NULL };
	posix_spawnattr_t attr;
	sigset_t none, pipe;
	int ret;

	sigemptyset(&none);
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &pipe);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK |
				 POSIX_SPAWN_SETSIGDEF);
	ret = posix_spawn(pid, "/bin/sh", NULL, &attr,
			  (char *const *)argv, environ);
	posix_spawnattr_destroy(&attr);
	return -ret;
}

int run_system(void *run, const char *command, struct err *e)
{
	struct run *r = run;
	int ret, status;
	pid_t pid;

	late_pause(r->late, true);
	ret = spawn(command, &pid);
	if (ret)
		err_sys(e, ret, "system(): cannot start a shell");
	while (!ret && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			ret = err_sys(e, -errno, "system(): cannot wait for "
				      "'%s'", command);
	late_pause(r->late, false);
	return ret;
}

/* Back to the file that tracing began with. */
static int close_other(struct run *r, struct err *e)
{
	int ret = 0;

	if (!r->first_out)
		return 0;
	if (fclose(r->out))
		ret = err_sys(e, -errno, "cannot write %s", r->out_name);
	free(r->out_name);
	r->out = r->first_out;
	r->out_name = r->first_name;
	r->first_out = NULL;
	return ret;
}

int run_reopen(void *run, const char *path, struct consume_options *options,
	       struct err *e)
{
	struct run *r = run;
	FILE *f = *path ? fopen(path, "ae") : NULL;
	int ret;

	if (*path && !f)
		return err_sys(e, -errno, "freopen(): cannot write '%s'",
			       path);
	ret = close_other(r, e);
	if (f) {
		r->first_out = r->out;
		r->first_name = r->out_name;
		r->out = f;
		r->out_name = xasprintf("'%s'", path);
	}
	if (options) {
		options->out = r->out;
		options->out_name = r->out_name;
	}
	return ret;
}

/* Unlike /proc/PID/mem this asks what the process itself may write. */
int run_copyout(void *run, uint32_t pid, uint64_t address, const void *bytes,
		size_t n, struct err *e)
{
	struct iovec from = { (void *)(uintptr_t)bytes, n };
	struct iovec to = { (void *)(uintptr_t)address, n };
	ssize_t done = process_vm_writev((pid_t)pid, &from, 1, &to, 1, 0);

	(void)run;
	if (done == (ssize_t)n)
		return 0;
	return err_sys(e, done < 0 ? -errno : -EFAULT, "cannot write %zu bytes "
		       "at 0x%llx of process %u", n,
		       (unsigned long long)address, pid);
}

/* Options that say how output looks, and when it comes. */
static const char *const changeable[] = {
	"agghist", "aggpack", "aggrate", "aggsortkey", "aggsortkeypos",
	"aggsortpos", "aggsortrev", "aggzoom", "flowindent", "quiet",
	"rawbytes", "stackindent", "statusrate", "switchrate",
};

static bool is_changeable(const char *name)
{
	for (size_t i = 0; i < sizeof(changeable) / sizeof(changeable[0]); i++)
		if (!strcmp(changeable[i], name))
			return true;
	return false;
}

int run_set_option(void *run, const char *name, const char *value,
		   struct consume_options *options, struct err *e)
{
	struct run *r = run;
	struct err why = ERR_INIT;
	struct buf text = BUF_INIT;
	int ret;

	if (!is_changeable(name))
		return err_set(e, -EINVAL, "setopt(): option '%s' cannot "
			       "change while tracing: set it with -x or "
			       "#pragma D option", name);
	buf_add_str(&text, name);
	if (value)
		buf_printf(&text, "=%s", value);
	ret = tunables_set(&r->options->x, buf_str(&text), &why);
	buf_release(&text);
	if (ret)
		return err_set(e, ret, "setopt(): %s", why.text);
	*options = run_consume_options(r);
	return 0;
}
