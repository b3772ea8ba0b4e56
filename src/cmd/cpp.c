/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/cpp.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/vec.h"

#define INPUT_MAX ((size_t)16 << 20)
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

/*
 * cpp refuses a line that begins with #!, the first one of a script. It gets
 * a copy in which that line says which one comes next, and of which file.
 */
static void add_script(struct buf *copy, const char *path,
		       const struct buf *text)
{
	const char *end = memchr(text->data, '\n', text->len);

	buf_add_str(copy, "# 2 \"");
	for (const char *p = path; *p; p++) {
		if (*p == '"' || *p == '\\')
			buf_add_char(copy, '\\');
		buf_add_char(copy, *p);
	}
	buf_add_str(copy, "\"\n");
	if (end)
		buf_add(copy, end + 1,
			text->len - (size_t)(end + 1 - text->data));
}

/* An open file in memory with those bytes, at its start. */
static int open_bytes(const struct buf *b, int *fd, struct err *e)
{
	int file = memfd_create("script", MFD_CLOEXEC);

	if (file < 0)
		return err_sys(e, -errno, "cannot copy the script");
	for (size_t done = 0; done < b->len;) {
		ssize_t n = pwrite(file, b->data + done, b->len - done,
				   (off_t)done);

		if (n < 0 && errno != EINTR) {
			int code = errno;

			close(file);
			return err_sys(e, -code, "cannot copy the script");
		}
		done += n > 0 ? (size_t)n : 0;
	}
	*fd = file;
	return 0;
}

/* *fd: what cpp is to read in place of the file; stays -1 for most files. */
static int open_script(const char *path, int *fd, struct err *e)
{
	struct buf text = BUF_INIT, copy = BUF_INIT;
	int ret;

	if (!strcmp(path, "-"))
		return 0;
	ret = file_read(path, INPUT_MAX, &text, e);
	if (!ret && !strncmp(buf_str(&text), "#!", 2)) {
		add_script(&copy, path, &text);
		ret = open_bytes(&copy, fd, e);
	}
	buf_release(&copy);
	buf_release(&text);
	return ret;
}

static int spawn(char **argv, int in, int out, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int code;

	if (posix_spawn_file_actions_init(&actions))
		return ENOMEM;
	code = posix_spawn_file_actions_adddup2(&actions, out, 1);
	if (!code && in >= 0)
		code = posix_spawn_file_actions_adddup2(&actions, in, 0);
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

static int run(char **argv, int in, struct buf *out, struct err *e)
{
	int fds[2], code;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return err_sys(e, -errno, "cannot make a pipe");
	code = spawn(argv, in, fds[1], &pid);
	close(fds[1]);
	if (code) {
		close(fds[0]);
		return err_set(e, -code, "cannot run the preprocessor '%s': "
			       "%s; -C needs one (install cpp, or set CPP)",
			       argv[0], strerror(code));
	}
	return collect(pid, fds[0], argv[0], out, e);
}

/* Where #include "FILE" looks first: where the script itself stands. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return xstrndup(path, (size_t)(slash - path) + 1);
}

static const char *preprocessor(const struct cpp_options *o)
{
	const char *named = getenv("CPP");

	return o->program ? o->program : named && *named ? named : "cpp";
}

int cpp_run(const char *path, struct cpp_options o, struct buf *out,
	    struct err *e)
{
	char *command = xstrdup(preprocessor(&o));
	char *folder = folder_of(path);
	struct words w = { 0 };
	int in = -1, ret;

	add_command(&w, command);
	if (!w.argv.len)
		add_word(&w, "cpp");
	/* headers that D shares with C tell the two apart by this */
	add_word(&w, "-D__SUNW_D=1");
	if (o.show_headers)
		add_word(&w, "-H");
	for (size_t i = 0; i < o.nargs; i++)
		add_word(&w, o.args[i]);
	ret = open_script(path, &in, e);
	if (in >= 0) {
		add_word(&w, "-iquote");
		add_word(&w, folder);
	}
	add_word(&w, in >= 0 ? "-" : path);
	add_word(&w, NULL);
	if (!ret)
		ret = run(w.argv.items, in, out, e);
	if (in >= 0)
		close(in);
	vec_release(&w.argv);
	free(folder);
	free(command);
	return ret;
}
