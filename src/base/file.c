/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"

#define CHUNK 65536

int file_read_fd(int fd, const char *name, size_t limit, struct buf *out,
		 struct err *e)
{
	size_t total = 0;

	for (;;) {
		char *to = buf_grow(out, CHUNK);
		ssize_t n = read(fd, to, CHUNK);
		int code = errno;

		out->len -= CHUNK - (size_t)(n > 0 ? n : 0);
		out->data[out->len] = '\0';
		if (n < 0 && code == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, -code, "cannot read '%s'", name);
		if (!n)
			return 0;
		total += (size_t)n;
		if (total > limit)
			return err_set(e, -EFBIG,
				       "'%s' is larger than %zu bytes",
				       name, limit);
	}
}

int file_read(const char *path, size_t limit, struct buf *out, struct err *e)
{
	int fd, ret;

	if (!strcmp(path, "-"))
		return file_read_fd(0, "standard input", limit, out, e);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_sys(e, -errno, "cannot open '%s'", path);
	ret = file_read_fd(fd, path, limit, out, e);
	close(fd);
	return ret;
}

static int write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

/* A device or pipe, such as /dev/stdout, cannot be renamed over. */
static int write_special(const char *path, const void *p, size_t n,
			 struct err *e)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return err_sys(e, -errno, "cannot open '%s'", path);
	ret = write_all(fd, p, n);
	if (close(fd) && !ret)
		ret = -errno;
	return ret ? err_sys(e, ret, "cannot write '%s'", path) : 0;
}

int file_write(const char *path, const void *p, size_t n, mode_t mode,
	       struct err *e)
{
	struct stat st;
	mode_t mask;
	char *tmp;
	int fd, ret;

	if (!stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return write_special(path, p, n, e);
	tmp = xasprintf("%s.XXXXXX", path);
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0) {
		ret = err_sys(e, -errno, "cannot create '%s'", tmp);
		free(tmp);
		return ret;
	}
	mask = umask(0);
	umask(mask);
	ret = write_all(fd, p, n);
	if (!ret && fchmod(fd, mode & ~mask))
		ret = -errno;
	if (close(fd) && !ret)
		ret = -errno;
	if (!ret && rename(tmp, path))
		ret = -errno;
	if (ret) {
		unlink(tmp);
		err_sys(e, ret, "cannot write '%s'", path);
	}
	free(tmp);
	return ret;
}

int64_t file_birth(int fd)
{
	struct statx st;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &st) ||
	    !(st.stx_mask & STATX_BTIME))
		return 0;
	return st.stx_btime.tv_sec * 1000000000 + st.stx_btime.tv_nsec;
}
