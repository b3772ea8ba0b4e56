/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/cpp.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/vec.h"

#define OUTPUT_MAX ((size_t)64 << 20)

extern char **environ;

struct words {
	VEC(char *) argv;	/* point into memory of others */
};

static void add_word(struct words *w, const char *word)
{
	*vec_push(&w->argv) = (char *)word;
}

/* Cut "cpp -P" at its blanks, in place. */
static void add_command(struct words *w, char *command)
{
	for (char *save, *p = strtok_r(command, " \t", &save); p;
	     p = strtok_r(NULL, " \t", &save))
		add_word(w, p);
}

static int spawn(char **argv, int out, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int code;

	if (posix_spawn_file_actions_init(&actions))
		return ENOMEM;
	code = posix_spawn_file_actions_adddup2(&actions, out, 1);
	if (!code)
		code = posix_spawnp(pid, argv[0], &actions, NULL, argv,
				    environ);
	posix_spawn_file_actions_destroy(&actions);
	return code;
}

/* All that it writes, then how it ended. */
static int collect(pid_t pid, int fd, const char *name, struct buf *out,
		   struct err *e)
{
	int ret = file_read_fd(fd, "the preprocessor's output", OUTPUT_MAX,
			       out, e);
	int status;

	close(fd);		/* if it still writes, it gets SIGPIPE */
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_sys(e, -errno, "cannot wait for '%s'",
				       name);
	if (!ret && (!WIFEXITED(status) || WEXITSTATUS(status)))
		ret = err_set(e, -EINVAL, "the preprocessor '%s' failed",
			      name);
	return ret;
}

static int run(char **argv, struct buf *out, struct err *e)
{
	int fds[2], code;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return err_sys(e, -errno, "cannot make a pipe");
	code = spawn(argv, fds[1], &pid);
	close(fds[1]);
	if (code) {
		close(fds[0]);
		return err_set(e, -code, "cannot run the preprocessor '%s': "
			       "%s; -C needs one (install cpp, or set CPP)",
			       argv[0], strerror(code));
	}
	return collect(pid, fds[0], argv[0], out, e);
}

int cpp_run(const char *path, const char *const *args, size_t nargs,
	    struct buf *out, struct err *e)
{
	const char *named = getenv("CPP");
	char *command = xstrdup(named && *named ? named : "cpp");
	struct words w = { 0 };
	int ret;

	add_command(&w, command);
	if (!w.argv.len)
		add_word(&w, "cpp");
	/* headers that D shares with C tell the two apart by this */
	add_word(&w, "-D__SUNW_D=1");
	for (size_t i = 0; i < nargs; i++)
		add_word(&w, args[i]);
	add_word(&w, path);
	add_word(&w, NULL);
	ret = run(w.argv.items, out, e);
	vec_release(&w.argv);
	free(command);
	return ret;
}
