/* SPDX-License-Identifier: BSD-2-Clause */
/* Breakpoints and semaphores of one memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "proc/maps.h"
#include "tracer/impl.h"

struct space *space_new(void)
{
	struct space *s = xcalloc(1, sizeof(*s));

	s->fd = -1;
	return s;
}

static void space_free(struct space *s)
{
	if (s->fd >= 0)
		close(s->fd);
	vec_release(&s->points);
	vec_release(&s->semaphores);
	free(s->index);
	free(s);
}

void space_drop(struct space *s)
{
	if (!--s->users)
		space_free(s);
}

/* ---- by address ------------------------------------------------ */

static size_t slot_of(const struct space *s, uint64_t address)
{
	size_t mask = s->index_size - 1;
	size_t i = (size_t)((address * UINT64_C(0x9e3779b97f4a7c15)) >> 32) &
		   mask;

	while (s->index[i] && s->points.items[s->index[i] - 1].address !=
			      address)
		i = (i + 1) & mask;
	return i;
}

struct point *space_at(const struct space *s, uint64_t address)
{
	uint32_t at = s->index ? s->index[slot_of(s, address)] : 0;

	return at ? &s->points.items[at - 1] : NULL;
}

struct point *point_next(const struct space *s, const struct point *p)
{
	return p->next ? &s->points.items[p->next - 1] : NULL;
}

/* Points that follow one of their address are reached through it. */
static void rebuild(struct space *s, size_t size)
{
	free(s->index);
	s->index = xcalloc(size, sizeof(*s->index));
	s->index_size = size;
	for (size_t i = 0; i < s->points.len; i++)
		s->points.items[i].next = 0;
	for (size_t i = s->points.len; i-- > 0;) {
		size_t slot = slot_of(s, s->points.items[i].address);

		s->points.items[i].next = s->index[slot];
		s->index[slot] = (uint32_t)i + 1;
	}
}

/* The newest point of an address comes last in its chain. */
static void add(struct space *s, const struct point *p)
{
	struct point *first = space_at(s, p->address);

	*vec_push(&s->points) = *p;
	if (s->points.len * 2 > s->index_size) {
		rebuild(s, s->index_size ? s->index_size * 2 : 64);
		return;
	}
	if (!first) {
		s->index[slot_of(s, p->address)] = (uint32_t)s->points.len;
		return;
	}
	first = space_at(s, p->address);
	while (first->next)
		first = &s->points.items[first->next - 1];
	first->next = (uint32_t)s->points.len;
}

struct space *space_copy(const struct space *s)
{
	struct space *c = space_new();

	for (size_t i = 0; i < s->points.len; i++)
		*vec_push(&c->points) = s->points.items[i];
	for (size_t i = 0; i < s->semaphores.len; i++)
		*vec_push(&c->semaphores) = s->semaphores.items[i];
	if (s->index_size)
		rebuild(c, s->index_size);
	c->knows_loader = s->knows_loader;
	return c;
}

bool space_is_empty(const struct space *s)
{
	for (size_t i = 0; i < s->points.len; i++)
		if (!s->points.items[i].is_loader)
			return false;
	return true;
}

/* ---- memory ---------------------------------------------------- */

void space_begin(struct space *s, pid_t pid)
{
	if (!s->opened++)
		s->fd = memory_open(pid);
}

void space_end(struct space *s)
{
	if (--s->opened || s->fd < 0)
		return;
	close(s->fd);
	s->fd = -1;
}

int point_write(struct space *s, const struct point *p, const struct arch *a,
		bool trap)
{
	return memory_write(s->fd, p->address, trap ? a->trap : p->bytes,
			    a->trap_len);
}

/* Is it what was promised? Only then may it be replaced. */
static int check(struct space *s, const struct arch *a,
		 const struct point *want)
{
	uint8_t there[INSN_ROOM];
	int ret = memory_read(s->fd, want->address, there, want->len);

	if (ret)
		return -EFAULT;
	if (!memcmp(there, a->trap, a->trap_len))
		return -EEXIST;
	return memcmp(there, want->bytes, want->len) ? -EILSEQ : 0;
}

static void drop_semaphores(struct space *s, uint64_t site)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->semaphores.len; i++)
		if (s->semaphores.items[i].site != site)
			s->semaphores.items[kept++] = s->semaphores.items[i];
	s->semaphores.len = kept;
}

/* Without what is_gone says of its address. */
static void drop_points(struct space *s,
			bool (*is_gone)(const void *data, uint64_t address),
			const void *data)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->points.len; i++) {
		uint64_t address = s->points.items[i].address;

		if (is_gone(data, address))
			drop_semaphores(s, address);
		else
			s->points.items[kept++] = s->points.items[i];
	}
	if (kept == s->points.len)
		return;
	s->points.len = kept;
	rebuild(s, s->index_size);
}

static bool is_it(const void *data, uint64_t address)
{
	return *(const uint64_t *)data == address;
}

/* Another file may have come to be mapped where one of ours was. */
static struct point *still_there(struct space *s, const struct arch *a,
				 struct point *first)
{
	uint64_t address = first->address;
	uint8_t there[INSN_ROOM];

	if (memory_read(s->fd, address, there, a->trap_len) ||
	    !memcmp(there, a->trap, a->trap_len) || first->is_stepped)
		return first;
	drop_points(s, is_it, &address);
	return NULL;
}

/* A chain has one trap: the first point's. */
int space_break(struct tracer *t, struct space *s, pid_t pid,
		const struct point *want)
{
	struct point *first = space_at(s, want->address), p = *want;
	int ret = 0;

	space_begin(s, pid);
	if (first && s->fd >= 0)
		first = still_there(s, t->arch, first);
	for (struct point *k = first; k; k = point_next(s, k))
		if (k->cookie == want->cookie &&
		    k->is_loader == want->is_loader) {
			space_end(s);
			return 0;
		}
	if (!first) {
		ret = s->fd < 0 ? s->fd : check(s, t->arch, want);
		p.is_set = true;
		if (!ret)
			ret = point_write(s, &p, t->arch, true);
	}
	space_end(s);
	if (!ret)
		add(s, &p);
	return ret;
}

static void lower(struct space *s, uint64_t address)
{
	uint16_t count;

	if (memory_read(s->fd, address, &count, sizeof(count)) || !count)
		return;
	count--;
	memory_write(s->fd, address, &count, sizeof(count));
}

/* Does any point of the address concern the process? */
static bool concerns(struct tracer *t, struct space *s, struct point *p,
		     pid_t pid)
{
	for (; p; p = point_next(s, p))
		if (p->is_loader ? t->client.follows :
		    t->client.concerns(t->client.data, p->cookie, pid))
			return true;
	return false;
}

/* ---- what is mapped -------------------------------------------- */

struct range {
	uint64_t start, end;
};

struct ranges {
	VEC(struct range) list;
};

static bool is_outside(const void *data, uint64_t address)
{
	const struct ranges *r = data;

	for (size_t i = 0; i < r->list.len; i++)
		if (address >= r->list.items[i].start &&
		    address < r->list.items[i].end)
			return false;
	return true;
}

/*
 * What was mapped there may be somebody's data now, so nothing is written. When
 * the list cannot be read the process is ending.
 */
void space_prune(struct space *s, pid_t pid)
{
	struct err ignored = ERR_INIT;
	struct ranges ranges = { 0 };
	struct mapping one;
	struct maps m;
	int ret;

	if (!s->points.len || maps_open(&m, pid, 0, &ignored))
		return;
	while ((ret = maps_next(&m, &one, &ignored)) > 0)
		*vec_push(&ranges.list) = (struct range){ one.start, one.end };
	maps_close(&m);
	if (!ret && ranges.list.len)
		drop_points(s, is_outside, &ranges);
	vec_release(&ranges.list);
}

static void take_back(struct tracer *t, struct space *s, pid_t pid, bool all)
{
	for (size_t i = 0; i < s->points.len; i++) {
		struct point *p = &s->points.items[i];

		if (!p->is_set)
			continue;
		p->stays = !all && concerns(t, s, p, pid);
		if (p->stays)
			continue;
		point_write(s, p, t->arch, false);
	}
	for (size_t i = 0; i < s->points.len; i++) {
		struct point *p = &s->points.items[i];

		p->stays = space_at(s, p->address)->stays;
	}
}

static void lower_all(struct space *s)
{
	if (s->is_lowered)
		return;
	for (size_t i = 0; i < s->semaphores.len; i++)
		lower(s, s->semaphores.items[i].address);
	s->is_lowered = true;
}

/*
 * Semaphores go when no point is left: that one is up without need in a child
 * costs it a few instructions. Nothing can be done for memory that is gone.
 */
void space_clean(struct tracer *t, struct space *s, pid_t pid, bool all)
{
	size_t kept = 0;

	if (!s->points.len && !s->semaphores.len)
		return;
	space_prune(s, pid);
	space_begin(s, pid);
	take_back(t, s, pid, all);
	/* a child that is yet to come has copies of what is taken back now */
	for (size_t i = 0; i < s->points.len && !t->is_releasing; i++)
		if (s->points.items[i].stays)
			s->points.items[kept++] = s->points.items[i];
	if (!t->is_releasing) {
		s->points.len = kept;
		if (s->index_size)
			rebuild(s, s->index_size);
	}
	if (all || space_is_empty(s))
		lower_all(s);
	space_end(s);
}

/* ---- for clients ----------------------------------------------- */

int tracer_break(struct tracer *t, pid_t pid, uint64_t address,
		 enum tracer_point kind, const uint8_t *want, size_t n,
		 uint32_t cookie)
{
	struct task *task = task_of(t, pid);
	struct point p = { .address = address, .cookie = cookie };

	if (!task)
		return -ESRCH;
	if (n > INSN_ROOM)
		n = INSN_ROOM;
	if (kind == TRACER_SITE) {
		if (!t->arch->is_site(want, n, false))
			return -EILSEQ;
		n = p.nop_len = (uint8_t)t->arch->insn_len(want, n);
	} else {
		n = t->arch->insn_len(want, n);
	}
	if (!n)
		return -EILSEQ;
	if (n < t->arch->trap_len)
		return -EILSEQ;
	p.len = (uint8_t)n;
	memcpy(p.bytes, want, n);
	return space_break(t, task->space, pid, &p);
}

int tracer_raise_semaphore(struct tracer *t, pid_t pid, uint64_t address,
			   uint64_t site)
{
	struct task *task = task_of(t, pid);
	struct space *s = task ? task->space : NULL;
	uint16_t count = 0;
	int ret;

	if (!s)
		return -ESRCH;
	for (size_t i = 0; i < s->semaphores.len; i++)
		if (s->semaphores.items[i].address == address)
			return 0;
	space_begin(s, pid);
	s->is_lowered = false;
	ret = s->fd < 0 ? s->fd :
	      memory_read(s->fd, address, &count, sizeof(count));
	count++;
	if (!ret)
		ret = memory_write(s->fd, address, &count, sizeof(count));
	space_end(s);
	if (!ret)
		*vec_push(&s->semaphores) = (struct semaphore){ address, site };
	return ret;
}

void tracer_begin(struct tracer *t, pid_t pid)
{
	struct task *task = task_of(t, pid);

	if (task)
		space_begin(task->space, pid);
}

void tracer_end(struct tracer *t, pid_t pid)
{
	struct task *task = task_of(t, pid);

	if (task && task->space->opened)
		space_end(task->space);
}
