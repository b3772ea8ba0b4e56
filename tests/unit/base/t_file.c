/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"

static char dir[] = "/tmp/t_file.XXXXXX";

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	return rmdir(dir);
}

/* A path in the directory; valid until the next call but one. */
static const char *path(const char *name)
{
	static char text[2][128];
	static int turn;

	turn = !turn;
	snprintf(text[turn], sizeof(text[turn]), "%s/%s", dir, name);
	return text[turn];
}

static int files_in_dir(void)
{
	DIR *d = opendir(dir);
	int n = -2;	/* . and .. */

	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static void write_and_read(void **state)
{
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;
	struct stat st;

	(void)state;
	umask(022);
	buf_add_str(&b, "before ");
	assert_int_equal(file_write(path("a"), "x\0y", 3, 0666, &e), 0);
	assert_int_equal(file_read(path("a"), 3, &b, &e), 0);
	assert_int_equal(b.len, 10);
	assert_memory_equal(b.data, "before x\0y", 11);
	assert_int_equal(stat(path("a"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	/* written again: longer, other permissions */
	assert_int_equal(file_write(path("a"), "longer", 6, 0755, &e), 0);
	assert_int_equal(stat(path("a"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0755);
	assert_int_equal(st.st_size, 6);
	assert_int_equal(files_in_dir(), 1);
	assert_int_equal(unlink(path("a")), 0);
	assert_string_equal(e.text, "");
	buf_release(&b);
}

static void large_files(void **state)
{
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;
	size_t n = 300001;
	char *p = xcalloc(n, 1);

	(void)state;
	for (size_t i = 0; i < n; i++)
		p[i] = (char)(i * 31 >> 4);
	assert_int_equal(file_write(path("big"), p, n, 0600, &e), 0);
	assert_int_equal(file_read(path("big"), n, &b, &e), 0);
	assert_int_equal(b.len, n);
	assert_memory_equal(b.data, p, n);
	buf_clear(&b);
	assert_int_equal(file_read(path("big"), n - 1, &b, &e), -EFBIG);
	assert_non_null(strstr(e.text, "/big' is larger than 300000 bytes"));
	unlink(path("big"));
	buf_release(&b);
	free(p);
}

static void reading_fails(void **state)
{
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;

	(void)state;
	assert_int_equal(file_read(path("none"), 10, &b, &e), -ENOENT);
	assert_non_null(strstr(e.text, "cannot open '"));
	assert_non_null(strstr(e.text, "/none': No such file or directory"));
	assert_int_equal(file_read(dir, 10, &b, &e), -EISDIR);
	assert_non_null(strstr(e.text, "': Is a directory"));
	assert_int_equal(file_read_fd(-1, "a pipe", 10, &b, &e), -EBADF);
	assert_string_equal(e.text,
			    "cannot read 'a pipe': Bad file descriptor");
	buf_release(&b);
}

static void a_pipe(void **state)
{
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], "through", 7), 7);
	close(fd[1]);
	assert_int_equal(file_read_fd(fd[0], "a pipe", 100, &b, &e), 0);
	assert_string_equal(buf_str(&b), "through");
	close(fd[0]);
	buf_release(&b);
}

/* What cannot be written leaves the old file, and no other. */
static void writing_fails(void **state)
{
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;
	struct rlimit small = { 4, RLIM_INFINITY }, old;

	(void)state;
	assert_int_equal(file_write(path("none/x"), "x", 1, 0600, &e),
			 -ENOENT);
	assert_non_null(strstr(e.text, "cannot create '"));
	assert_int_equal(mkdir(path("d"), 0700), 0);
	assert_int_equal(file_write(path("d"), "x", 1, 0600, &e), -EISDIR);
	assert_non_null(strstr(e.text, "/d': Is a directory"));
	assert_int_equal(rmdir(path("d")), 0);
	assert_int_equal(file_write(path("a"), "old", 3, 0600, &e), 0);
	getrlimit(RLIMIT_FSIZE, &old);
	small.rlim_max = old.rlim_max;
	setrlimit(RLIMIT_FSIZE, &small);
	assert_int_equal(file_write(path("a"), "new text", 8, 0600, &e),
			 -EFBIG);
	setrlimit(RLIMIT_FSIZE, &old);
	assert_non_null(strstr(e.text, "cannot write '"));
	assert_int_equal(file_read(path("a"), 10, &b, &e), 0);
	assert_string_equal(buf_str(&b), "old");
	assert_int_equal(files_in_dir(), 1);
	unlink(path("a"));
	buf_release(&b);
}

static void a_device(void **state)
{
	struct err e = ERR_INIT;
	struct stat st;

	(void)state;
	assert_int_equal(file_write("/dev/null", "x", 1, 0600, &e), 0);
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
	assert_int_equal(file_write("/dev/full", "x", 1, 0600, &e), -ENOSPC);
	assert_string_equal(e.text, "cannot write '/dev/full': "
				    "No space left on device");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(write_and_read),
		cmocka_unit_test(large_files),
		cmocka_unit_test(reading_fails),
		cmocka_unit_test(a_pipe),
		cmocka_unit_test(writing_fails),
		cmocka_unit_test(a_device),
	};

	signal(SIGXFSZ, SIG_IGN);
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
