/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which files processes map. The mappings are asked for one by one, a file is
 * looked into when it is met for the first time, and a process is done when
 * its last mapping was seen: nothing is read twice.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "probe/impl.h"
#include "proc/proc.h"

/* A file that cannot be opened is tried again in other processes so often. */
#define TRIES_MAX 4

bool scan_wants(const struct probe_set *s, const char *provider, pid_t pid)
{
	struct buf name = BUF_INIT;
	bool is;

	if (!s->wants)
		return true;
	buf_printf(&name, "%s%d", provider, (int)pid);
	is = s->wants(s->wants_data, buf_str(&name));
	buf_release(&name);
	return is;
}

static void add_blocks(struct probe_set *s, struct object *o, pid_t pid)
{
	for (size_t i = 0; i < o->nproviders; i++)
		if (scan_wants(s, o->providers[i].name, pid))
			*vec_push(&s->found) = (struct block){
				.object = o, .provider = &o->providers[i],
				.pid = pid,
			};
}

/* Was the file seen in this process by an earlier scan? */
static bool is_old(const struct probe_set *s, const struct object *o,
		   pid_t pid)
{
	for (size_t i = 0; i < s->blocks.len; i++)
		if (s->blocks.items[i].object == o &&
		    s->blocks.items[i].pid == pid)
			return true;
	return false;
}

/*
 * Is it another file than the one that had this inode number before? File
 * systems give numbers anew at once, and providers made at run time come and
 * go as files.
 */
static bool was_replaced(struct maps *m, const struct mapping *one,
			 const struct file_entry *f)
{
	struct buf link = BUF_INIT;
	struct err ignored = ERR_INIT;
	int fd = f->birth ? maps_open_file(m, one, &link, &ignored) : -1;
	int64_t birth = fd < 0 ? 0 : file_birth(fd);

	if (fd >= 0)
		close(fd);
	buf_release(&link);
	return birth && birth != f->birth;
}

static int read_mapped(struct probe_set *s, struct maps *m,
		       const struct mapping *one, struct file_entry *f,
		       struct err *e)
{
	struct buf path = BUF_INIT, link = BUF_INIT;
	int ret = maps_path(m, one, &path, e);
	int fd = ret ? ret : maps_open_file(m, one, &link, e);

	ret = fd;
	if (fd >= 0) {
		f->birth = file_birth(fd);
		ret = object_read(s, fd, m->pid, buf_str(&path),
				  buf_str(&link), &f->object, e);
	}
	buf_release(&path);
	buf_release(&link);
	return ret;
}

static void look_into(struct probe_set *s, struct maps *m,
		      const struct mapping *one, struct file_entry *f)
{
	struct err e = ERR_INIT;
	int ret = read_mapped(s, m, one, f, &e);

	f->is_known = !ret || ret == -ENOEXEC || ret == -ENOTSUP ||
		      ret == -ENODEV || ret == -EBADMSG || ret == -E2BIG ||
		      ++f->tries == TRIES_MAX;
	free(f->why);
	/*
	 * People map what is no program as executable memory, and 32-bit
	 * programs run: neither is worth a word. Nor is a process that ended.
	 */
	f->is_closed = ret == -EACCES || ret == -EPERM;
	f->why = !ret || ret == -ENOEXEC || ret == -ENOTSUP ||
		 ret == -ENODEV || ret == -ENOENT || ret == -ESRCH ?
		 NULL : xstrdup(e.text);
	if (ret == -EBADMSG || ret == -E2BIG) {
		buf_printf(&s->problems, "%s\n", e.text);
		free(f->why);
		f->why = NULL;
	}
}

static int scan_maps(struct probe_set *s, struct maps *m, struct err *e)
{
	struct mapping one;
	int ret;

	while ((ret = maps_next(m, &one, e)) > 0) {
		struct file_entry *f = file_table_get(&s->files, one.dev,
						      one.ino);

		if (f->seen_in == m->pid)
			continue;
		if (s->is_scanned && f->is_known && was_replaced(m, &one, f))
			f->is_known = false;
		if (!f->is_known)
			look_into(s, m, &one, f);
		f->seen_in = m->pid;
		if (f->object && !(s->is_scanned &&
				   is_old(s, f->object, m->pid)))
			add_blocks(s, f->object, m->pid);
	}
	return ret;
}

int scan_check_owner(const struct probe_set *s, pid_t pid, struct err *e)
{
	struct stat st;
	char path[32];

	if (!s->options.one_user)
		return 0;
	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	if (stat(path, &st))
		return err_sys(e, -errno == -ENOENT ? -ESRCH : -errno,
			       "cannot look at process %d", (int)pid);
	/* that of a program with more rights than its user is root's */
	if (st.st_uid != s->options.user)
		return err_set(e, -EPERM, "process %d is another user's: "
			       "that needs the right 'owner', see "
			       "dtrace.conf(5)", (int)pid);
	return 0;
}

int scan_process(struct probe_set *s, pid_t pid, struct err *e)
{
	struct maps m;
	int ret = scan_check_owner(s, pid, e);

	if (!ret)
		ret = maps_open(&m, pid, 0, e);

	if (ret)
		return ret;
	/* Its number may have been another process' at the last scan. */
	if (s->is_scanned)
		for (size_t i = 0; i < s->files.nslots; i++)
			if (s->files.slots[i].seen_in == pid)
				s->files.slots[i].seen_in = 0;
	ret = scan_maps(s, &m, e);
	maps_close(&m);
	return ret;
}

/* One of many: what cannot be read is left out. */
static int scan_one_of_all(void *data, pid_t pid)
{
	struct probe_set *s = data;
	struct err e;
	int ret = scan_process(s, pid, &e);

	if (ret == -EACCES || ret == -EPERM)
		s->not_ours++;
	return 0;
}

/* A file by name. It shares the entry with processes that map it. */
static int scan_file(struct probe_set *s, const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct file_entry *f;
	dev_t dev = 0;
	ino_t ino = 0;
	int ret;

	if (fd < 0)
		return err_sys(e, -errno, "cannot open '%s'", path);
	/* What cannot be mapped is no ELF file, as the reader will say. */
	if (maps_identity(fd, &dev, &ino, e))
		ino = 0;
	f = ino ? file_table_get(&s->files, dev, ino) : NULL;
	if (f && f->is_known) {
		close(fd);
		ret = 0;
	} else {
		struct object *o;

		ret = object_read(s, fd, 0, path, path, &o, e);
		if (ret)
			return ret;
		if (!f)
			return 0;
		f->is_known = true;
		f->object = o;
	}
	if (f->object)
		add_blocks(s, f->object, 0);
	return ret;
}

/* What we may not open are many, if any: one line tells of them. */
static void tell_failures(struct probe_set *s)
{
	const char *closed = NULL;
	size_t n = 0;

	for (size_t i = 0; i < s->files.nslots; i++) {
		const struct file_entry *f = &s->files.slots[i];

		if (f->why && !f->is_closed)
			buf_printf(&s->problems, "%s\n", f->why);
		else if (f->why && !n++)
			closed = f->why;
	}
	if (n == 1)
		buf_printf(&s->problems, "%s\n", closed);
	else if (n)
		buf_printf(&s->problems, "%zu files that processes run were "
			   "left out, as we may not open them; one of them: "
			   "%s\n", n, closed);
}

int scan_all(struct probe_set *s, struct err *e)
{
	const struct probe_options *o = &s->options;
	int ret = 0;

	for (size_t i = 0; !ret && i < o->nobjects; i++)
		ret = scan_file(s, o->objects[i], e);
	for (size_t i = 0; !ret && i < o->npids; i++)
		ret = scan_process(s, o->pids[i], e);
	if (!ret && !o->npids)
		ret = proc_each(scan_one_of_all, s, e);
	if (!ret)
		tell_failures(s);
	return ret;
}
