/* SPDX-License-Identifier: BSD-2-Clause */
#include "proc/maps.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/file.h"
#include "proc/maps_text.h"

/* Newer than the headers that we build with: <linux/fs.h> of Linux 6.11. */
struct procmap_query {
	uint64_t size;
	uint64_t query_flags;
	uint64_t query_addr;
	uint64_t vma_start, vma_end;
	uint64_t vma_flags;
	uint64_t vma_page_size;
	uint64_t vma_offset;
	uint64_t inode;
	uint32_t dev_major, dev_minor;
	uint32_t vma_name_size;
	uint32_t build_id_size;
	uint64_t vma_name_addr;
	uint64_t build_id_addr;
};

#define PROCMAP_QUERY _IOWR('f', 17, struct procmap_query)
#define QUERY_EXECUTABLE 0x04
#define QUERY_COVERING_OR_NEXT 0x10
#define QUERY_FILE_BACKED 0x20

/* More mappings than vm.max_map_count allows by far, as text. */
#define TEXT_MAX ((size_t)256 << 20)

static int open_failed(pid_t pid, int code, struct err *e)
{
	if (code == -ENOENT || code == -ESRCH)
		return err_set(e, -ESRCH, "there is no process %d", pid);
	return err_sys(e, code, "cannot read the mappings of process %d", pid);
}

static int start_text(struct maps *m, struct err *e)
{
	int ret;

	m->is_text = true;
	ret = file_read_fd(m->fd, "/proc/PID/maps", TEXT_MAX, &m->text, e);
	return ret == -ESRCH ? 0 : ret;
}

int maps_open(struct maps *m, pid_t pid, unsigned flags, struct err *e)
{
	char path[64];
	int ret;

	memset(m, 0, sizeof(*m));
	m->pid = pid;
	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	m->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (m->fd < 0)
		return open_failed(pid, -errno, e);
	ret = flags & MAPS_TEXT ? start_text(m, e) : 0;
	if (ret)
		maps_close(m);
	return ret;
}

void maps_close(struct maps *m)
{
	buf_release(&m->text);
	if (m->fd >= 0)
		close(m->fd);
	m->fd = -1;
}

/* Any mapping of a file, executable or not. */
static bool next_line(struct maps *m, struct mapping *out)
{
	while (m->pos < m->text.len) {
		const char *line = m->text.data + m->pos;
		const char *end = memchr(line, '\n', m->text.len - m->pos);
		size_t len = end ? (size_t)(end - line) :
				   m->text.len - m->pos;

		m->pos += len + 1;
		if (maps_parse_line(line, len, out))
			return true;
	}
	return false;
}

static int next_text(struct maps *m, struct mapping *out)
{
	while (next_line(m, out))
		if (out->is_executable)
			return 1;
	return 0;
}

int maps_next(struct maps *m, struct mapping *out, struct err *e)
{
	struct procmap_query q = {
		.size = sizeof(q),
		.query_flags = QUERY_EXECUTABLE | QUERY_FILE_BACKED |
			       QUERY_COVERING_OR_NEXT,
		.query_addr = m->address,
	};
	int ret;

	if (m->is_text)
		return next_text(m, out);
	if (ioctl(m->fd, PROCMAP_QUERY, &q)) {
		if (errno == ENOENT || errno == ESRCH)
			return 0;
		if (errno != ENOTTY || m->address)
			return err_sys(e, -errno, "cannot read the mappings "
				       "of process %d", m->pid);
		ret = start_text(m, e);
		return ret ? ret : next_text(m, out);
	}
	m->address = q.vma_end;
	*out = (struct mapping){
		.start = q.vma_start,
		.end = q.vma_end,
		.offset = q.vma_offset,
		.dev = makedev(q.dev_major, q.dev_minor),
		.ino = q.inode,
		.is_executable = true,
	};
	return 1;
}

static int query_path(struct maps *m, const struct mapping *one,
		      struct buf *path, struct err *e)
{
	char name[PATH_MAX];
	struct procmap_query q = {
		.size = sizeof(q),
		.query_flags = QUERY_FILE_BACKED,
		.query_addr = one->start,
		.vma_name_size = sizeof(name),
		.vma_name_addr = (uintptr_t)name,
	};

	if (ioctl(m->fd, PROCMAP_QUERY, &q))
		return err_sys(e, -errno, "cannot read a mapping of process "
			       "%d", m->pid);
	if (q.inode != one->ino || q.vma_name_size < 2)
		return err_set(e, -ENOENT, "a mapping of process %d is gone",
			       m->pid);
	buf_add(path, name, q.vma_name_size - 1);
	return 0;
}

int maps_path(struct maps *m, const struct mapping *one, struct buf *path,
	      struct err *e)
{
	static const char deleted[] = " (deleted)";
	size_t tail = sizeof(deleted) - 1;
	int ret = 0;

	if (one->text_path)
		maps_unescape(one->text_path, one->text_path_len, path);
	else
		ret = query_path(m, one, path, e);
	if (!ret && path->len > tail &&
	    !memcmp(path->data + path->len - tail, deleted, tail)) {
		path->len -= tail;
		path->data[path->len] = '\0';
	}
	return ret;
}

/*
 * Open only what is a regular file: opening a device or a FIFO may do things.
 */
static int open_regular(const char *path)
{
	struct stat st;
	int fd;

	if (stat(path, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -ENODEV;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	return fd < 0 ? -errno : fd;
}

/* By its path below a root, if that still leads to the same file. */
static int open_below(struct maps *m, const struct mapping *one,
		      const char *root, struct buf *link, struct err *e)
{
	dev_t dev;
	ino_t ino;
	int ret, fd;

	buf_clear(link);
	buf_add_str(link, root);
	ret = maps_path(m, one, link, e);
	if (ret)
		return ret;
	fd = open_regular(buf_str(link));
	if (fd < 0)
		return err_sys(e, fd, "cannot open '%s'", buf_str(link));
	ret = maps_identity(fd, &dev, &ino, e);
	if (!ret && (dev != one->dev || ino != one->ino))
		ret = err_set(e, -ESTALE, "'%s' is not the file that the "
			      "process runs any more", buf_str(link));
	if (ret) {
		close(fd);
		return ret;
	}
	return fd;
}

/* In the process' root; in ours, if that one is closed to us. */
static int open_by_path(struct maps *m, const struct mapping *one,
			struct buf *link, struct err *e)
{
	struct err ignored = ERR_INIT;
	char root[32];
	int fd, own;

	snprintf(root, sizeof(root), "/proc/%d/root", (int)m->pid);
	fd = open_below(m, one, root, link, e);
	own = fd == -EACCES ? open_below(m, one, "", link, &ignored) : fd;
	return own < 0 ? fd : own;
}

int maps_open_file(struct maps *m, const struct mapping *one,
		   struct buf *link, struct err *e)
{
	int link_fd, fd;

	buf_clear(link);
	buf_printf(link, "/proc/%d/map_files/%llx-%llx", m->pid,
		   (unsigned long long)one->start,
		   (unsigned long long)one->end);
	link_fd = open_regular(buf_str(link));
	if (link_fd == -ENODEV)
		return err_set(e, link_fd, "a mapped file of process %d is "
			       "not a regular file", m->pid);
	if (link_fd >= 0)
		return link_fd;
	fd = open_by_path(m, one, link, e);
	if (fd == -ENOENT && link_fd == -EPERM)
		err_prefix(e, "it was deleted, and only root can reach it");
	return fd == -ENOENT ? link_fd : fd;
}

static int find_in_text(struct maps *m, uint64_t address,
			struct mapping *out, struct err *e)
{
	int ret = start_text(m, e);

	while (!ret && next_line(m, out))
		if (out->start <= address && address < out->end)
			return 0;
	return ret ? ret : err_set(e, -ENOENT, "cannot find our own mapping");
}

/* The mapping at an address of our own, as the kernel tells it to others. */
static int find_own(const void *address, struct mapping *out, struct err *e)
{
	struct procmap_query q = {
		.size = sizeof(q),
		.query_flags = QUERY_FILE_BACKED,
		.query_addr = (uintptr_t)address,
	};
	struct maps m;
	int ret = maps_open(&m, getpid(), 0, e);

	if (ret)
		return ret;
	if (!ioctl(m.fd, PROCMAP_QUERY, &q)) {
		out->dev = makedev(q.dev_major, q.dev_minor);
		out->ino = q.inode;
	} else {
		ret = find_in_text(&m, q.query_addr, out, e);
	}
	maps_close(&m);
	return ret;
}

int maps_identity(int fd, dev_t *dev, ino_t *ino, struct err *e)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	void *p = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	struct mapping own = { 0 };
	int ret;

	if (p == MAP_FAILED)
		return err_sys(e, -errno, "cannot map the file");
	ret = find_own(p, &own, e);
	munmap(p, size);
	if (!ret) {
		*dev = own.dev;
		*ino = own.ino;
	}
	return ret;
}
