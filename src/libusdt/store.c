/* SPDX-License-Identifier: BSD-2-Clause */
#include "libusdt/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "libusdt/impl.h"

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define SWEEP_MAX 10000		/* entries looked at */

/* The directory of this process and what it forks; under usdt_lock. */
static struct {
	bool ready;
	int fd;			/* holds the lock */
	dev_t dev;		/* of fd: programs close what is not theirs */
	ino_t ino;
	unsigned next;
	char path[PATH_MAX - 2 * NAME_MAX];
} place;

/* ---- removing ---------------------------------------------------------- */

static void remove_entries(int fd, int levels);

/* Remove an entry, and what it holds. */
static void remove_entry(int parent, const char *name, int levels)
{
	int fd;

	if (!unlinkat(parent, name, 0) || !levels)
		return;
	fd = openat(parent, name, DIR_FLAGS);
	if (fd < 0)
		return;
	remove_entries(fd, levels - 1);
	unlinkat(parent, name, AT_REMOVEDIR);
}

/* Takes the descriptor over. */
static void remove_entries(int fd, int levels)
{
	DIR *dir = fdopendir(fd);
	struct dirent *d;

	if (!dir) {
		close(fd);
		return;
	}
	while ((d = readdir(dir)))
		if (strcmp(d->d_name, ".") && strcmp(d->d_name, ".."))
			remove_entry(dirfd(dir), d->d_name, levels);
	closedir(dir);
}

/* Remove the directory of processes that are all gone. */
static void sweep_one(int parent, const char *name)
{
	int fd = openat(parent, name, DIR_FLAGS);
	int copy;

	if (fd < 0)
		return;
	if (!flock(fd, LOCK_EX | LOCK_NB)) {
		copy = openat(fd, ".", DIR_FLAGS);
		if (copy >= 0)
			remove_entries(copy, 1);
		unlinkat(parent, name, AT_REMOVEDIR);
	}
	close(fd);
}

/* Takes the descriptor over. */
static void sweep(int fd)
{
	DIR *dir = fdopendir(fd);
	struct dirent *d;

	if (!dir) {
		close(fd);
		return;
	}
	for (int i = 0; i < SWEEP_MAX && (d = readdir(dir)); i++)
		if (d->d_name[0] != '.')
			sweep_one(dirfd(dir), d->d_name);
	closedir(dir);
}

/* ---- finding a place --------------------------------------------------- */

/* Open a directory that is ours alone; made if it is not there. */
static int open_private(const char *path)
{
	struct statvfs fs;
	struct stat st;
	int fd;

	if (mkdir(path, 0700) && errno != EEXIST)
		return -1;
	fd = open(path, DIR_FLAGS);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) || st.st_uid != geteuid() || (st.st_mode & 077)) {
		close(fd);
		errno = EPERM;
		return -1;
	}
	if (!fstatvfs(fd, &fs) && (fs.f_flag & ST_NOEXEC)) {
		close(fd);
		errno = EACCES;
		return -1;
	}
	return fd;
}

/* Make the directory of this process in that of its user, and lock it. */
static int make_own(int base, const char *path)
{
	struct stat st, now;
	char name[64];
	unsigned random;

	for (int i = 0; i < 100; i++) {
		if (getrandom(&random, sizeof(random), 0) != sizeof(random))
			random = (unsigned)i;
		snprintf(name, sizeof(name), "%d-%08x", getpid(), random);
		if (mkdirat(base, name, 0700)) {
			if (errno != EEXIST)
				return -1;
			continue;
		}
		place.fd = openat(base, name, DIR_FLAGS);
		if (place.fd < 0)
			continue;
		/* who sweeps may have been faster than our lock */
		if (!flock(place.fd, LOCK_SH | LOCK_NB) &&
		    !fstat(place.fd, &st) &&
		    !fstatat(base, name, &now, AT_SYMLINK_NOFOLLOW) &&
		    now.st_ino == st.st_ino) {
			place.dev = st.st_dev;
			place.ino = st.st_ino;
			snprintf(place.path, sizeof(place.path), "%s/%s", path,
				 name);
			return 0;
		}
		close(place.fd);
	}
	errno = EAGAIN;
	return -1;
}

static int try_place(const char *path)
{
	int base = open_private(path);
	int ret;

	if (base < 0)
		return -1;
	ret = make_own(base, path);
	if (ret)
		close(base);
	else
		sweep(base);
	return ret;
}

static bool still_there(void)
{
	struct stat st;

	return place.ready && !fstat(place.fd, &st) &&
	       st.st_dev == place.dev && st.st_ino == place.ino &&
	       st.st_nlink > 0;
}

static int find_place(char *why, size_t why_size)
{
	const char *run = secure_getenv("XDG_RUNTIME_DIR");
	char path[sizeof(place.path) - 64];
	char reason[128] = "";
	struct stat st;

	if (still_there())
		return 0;
	place.ready = false;
	if (run && run[0] == '/' && strlen(run) < sizeof(path) - 16 &&
	    !stat(run, &st) && st.st_uid == geteuid()) {
		snprintf(path, sizeof(path), "%s/libusdt", run);
		place.ready = !try_place(path);
		if (!place.ready)
			snprintf(reason, sizeof(reason), "; in "
				 "$XDG_RUNTIME_DIR: %s", strerror(errno));
	}
	if (!place.ready) {
		snprintf(path, sizeof(path), "/tmp/libusdt-%u", geteuid());
		place.ready = !try_place(path);
	}
	if (place.ready)
		return 0;
	snprintf(why, why_size, "cannot use %.200s: %s%s", path,
		 errno == EACCES ? "files there cannot be executed" :
		 errno == EPERM ? "it is not private to this user" :
		 strerror(errno), reason);
	return -1;
}

/* ---- keeping ----------------------------------------------------------- */

static void file_name(const char *module, char *out, size_t size)
{
	size_t n = 0;

	for (; module[n] && n + 1 < size; n++)
		out[n] = module[n] == '/' ? '_' : module[n];
	out[n] = '\0';
	if (!strcmp(out, ".") || !strcmp(out, ".."))
		out[0] = '_';
}

static int write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return -1;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

static int put_in_memory(struct stored *out, const char *name,
			 const void *bytes, size_t n)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	if (fd < 0)
		return -1;
	if (write_all(fd, bytes, n)) {
		close(fd);
		return -1;
	}
	out->fd = fd;
	/* not /proc/self: tracers open this name too */
	snprintf(out->path, sizeof(out->path), "/proc/%d/fd/%d", getpid(), fd);
	return 0;
}

static int put_in_file(struct stored *out, const char *name,
		       const void *bytes, size_t n)
{
	char *slash;
	int fd, ret;

	for (int i = 0;; i++) {
		snprintf(out->path, sizeof(out->path), "%s/%d-%u", place.path,
			 getpid(), place.next++);
		if (!mkdir(out->path, 0700))
			break;
		if (errno != EEXIST || i == 100)
			return -1;
	}
	slash = out->path + strlen(out->path);
	snprintf(slash, sizeof(out->path) - (size_t)(slash - out->path), "/%s",
		 name);
	fd = open(out->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
		  O_CLOEXEC, 0700);
	if (fd >= 0) {
		ret = write_all(fd, bytes, n);
		if (!close(fd) && !ret)
			return 0;
	}
	store_drop(out);
	return -1;
}

int store_put(struct stored *out, const char *module, int in_memory,
	      const void *bytes, size_t n, char *why, size_t why_size)
{
	char name[NAME_MAX_LEN + 1];
	int ret;

	out->fd = -1;
	out->pid = getpid();
	file_name(module, name, sizeof(name));
	if (in_memory) {
		ret = put_in_memory(out, name, bytes, n);
	} else {
		if (find_place(why, why_size)) {
			out->pid = 0;
			return -1;
		}
		ret = put_in_file(out, name, bytes, n);
	}
	if (ret) {
		snprintf(why, why_size, "cannot write %.300s: %s", in_memory ?
			 "an image in memory" : out->path, strerror(errno));
		out->pid = 0;
	}
	return ret;
}

void store_drop(struct stored *s)
{
	int saved = errno;
	char *slash;

	if (s->fd >= 0) {
		close(s->fd);
	} else if (s->pid == getpid()) {
		unlink(s->path);
		slash = strrchr(s->path, '/');
		*slash = '\0';
		rmdir(s->path);
		*slash = '/';
	}
	s->fd = -1;
	s->pid = 0;
	errno = saved;
}

/*
 * At exit, or when the library is unloaded. The lock is of all that forked from
 * this process; only a new one tells whether another still has it.
 */
__attribute__((destructor(102))) static void leave_place(void)
{
	char *slash;
	int base;

	if (!still_there())
		return;
	close(place.fd);
	place.ready = false;
	slash = strrchr(place.path, '/');
	*slash = '\0';
	base = open(place.path, DIR_FLAGS);
	if (base < 0)
		return;
	sweep_one(base, slash + 1);
	close(base);
}
