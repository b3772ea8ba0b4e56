/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/mapwatch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/perf_event.h>

#include "backend/bpfsys.h"
#include "backend/cpus.h"
#include "base/bug.h"

#define PAGES 16	/* of records for each CPU: some 500 mappings */

/* One CPU's event and its ring (linux/perf_event.h). */
struct ring {
	int fd;
	struct perf_event_mmap_page *page;	/* NULL: not mapped */
};

struct mapwatch {
	struct ring *rings;
	size_t nrings;
	size_t page_size;
	int epoll;
	int fed[2];		/* a pipe of process numbers, or -1 */
};

/* PERF_RECORD_MMAP2; the file's name follows. */
struct mmap2_record {
	struct perf_event_header header;
	uint32_t pid, tid;
	uint64_t addr, len, pgoff;
	uint32_t major, minor;
	uint64_t inode, generation;
	uint32_t prot, flags;
};

static size_t ring_bytes(const struct mapwatch *w)
{
	return (1 + PAGES) * w->page_size;
}

static int open_ring(struct mapwatch *w, unsigned cpu)
{
	struct epoll_event ev = { .events = EPOLLIN };
	struct ring *r = &w->rings[w->nrings];

	r->fd = bpfsys_watch_maps(cpu);
	if (r->fd < 0)
		return r->fd;
	w->nrings++;
	r->page = mmap(NULL, ring_bytes(w), PROT_READ | PROT_WRITE,
		       MAP_SHARED, r->fd, 0);
	if (r->page == MAP_FAILED) {
		r->page = NULL;
		return -errno;
	}
	return epoll_ctl(w->epoll, EPOLL_CTL_ADD, r->fd, &ev) ? -errno : 0;
}

int mapwatch_new(struct mapwatch **out, struct err *e)
{
	struct mapwatch *w = xcalloc(1, sizeof(*w));
	unsigned *cpus = NULL;
	int n = cpus_online(&cpus, e), ret = n < 0 ? n : 0;

	w->fed[0] = w->fed[1] = -1;
	w->page_size = (size_t)sysconf(_SC_PAGESIZE);
	w->epoll = epoll_create1(EPOLL_CLOEXEC);
	w->rings = xcalloc(n > 0 ? (size_t)n : 1, sizeof(*w->rings));
	for (int i = 0; i < n && !ret; i++) {
		ret = open_ring(w, cpus[i]);
		if (ret)
			err_sys(e, ret, "cannot watch for programs that "
				"start later, on CPU %u", cpus[i]);
	}
	free(cpus);
	if (ret) {
		mapwatch_free(w);
		return ret;
	}
	*out = w;
	return 0;
}

int mapwatch_new_fed(struct mapwatch **out, struct err *e)
{
	struct mapwatch *w = xcalloc(1, sizeof(*w));

	w->epoll = -1;
	if (pipe2(w->fed, O_CLOEXEC | O_NONBLOCK)) {
		free(w);
		return err_sys(e, -errno, "cannot make a pipe");
	}
	*out = w;
	return 0;
}

/* A full pipe holds thousands: one that is not told then is found later. */
void mapwatch_feed(struct mapwatch *w, pid_t pid)
{
	ssize_t ignored = write(w->fed[1], &pid, sizeof(pid));

	(void)ignored;
}

/* What it mapped is not known here: each time counts as another file. */
static void drain_fed(struct mapwatch *w,
		      void (*fn)(void *data, const struct mapping *m),
		      void *data)
{
	static uint64_t times;
	pid_t pid;

	while (read(w->fed[0], &pid, sizeof(pid)) == sizeof(pid)) {
		struct mapping m = {
			.pid = pid, .inode = (uint64_t)pid,
			.generation = ++times,
		};

		fn(data, &m);
	}
}

void mapwatch_free(struct mapwatch *w)
{
	if (!w)
		return;
	for (int i = 0; i < 2 && w->fed[1] >= 0; i++)
		close(w->fed[i]);
	for (size_t i = 0; i < w->nrings; i++) {
		if (w->rings[i].page)
			munmap(w->rings[i].page, ring_bytes(w));
		close(w->rings[i].fd);
	}
	if (w->epoll >= 0)
		close(w->epoll);
	free(w->rings);
	free(w);
}

int mapwatch_fd(const struct mapwatch *w)
{
	return w->epoll >= 0 ? w->epoll : w->fed[0];
}

/* Copy from the ring, which may wrap around. */
static void copy_out(const struct mapwatch *w, const struct ring *r,
		     uint64_t at, void *to, size_t n)
{
	const char *data = (const char *)r->page + w->page_size;
	size_t size = PAGES * w->page_size;

	for (size_t i = 0; i < n; i++)
		((char *)to)[i] = data[(at + i) % size];
}

static int drain_ring(const struct mapwatch *w, struct ring *r,
		      void (*fn)(void *data, const struct mapping *m),
		      void *data)
{
	uint64_t head = __atomic_load_n(&r->page->data_head, __ATOMIC_ACQUIRE);
	uint64_t at = r->page->data_tail;
	int lost = 0;

	while (at < head) {
		struct mmap2_record rec;

		copy_out(w, r, at, &rec.header, sizeof(rec.header));
		if (rec.header.size < sizeof(rec.header))
			break;
		lost |= rec.header.type == PERF_RECORD_LOST;
		if (rec.header.type == PERF_RECORD_MMAP2 &&
		    rec.header.size >= sizeof(rec)) {
			struct mapping m;

			copy_out(w, r, at, &rec, sizeof(rec));
			m = (struct mapping){ (pid_t)rec.pid, rec.major,
					      rec.minor, rec.inode,
					      rec.generation };
			fn(data, &m);
		}
		at += rec.header.size;
	}
	__atomic_store_n(&r->page->data_tail, head, __ATOMIC_RELEASE);
	return lost;
}

int mapwatch_drain(struct mapwatch *w,
		   void (*fn)(void *data, const struct mapping *m),
		   void *data)
{
	int lost = 0;

	if (w->fed[0] >= 0)
		drain_fed(w, fn, data);
	for (size_t i = 0; i < w->nrings; i++)
		lost |= drain_ring(w, &w->rings[i], fn, data);
	return lost;
}
