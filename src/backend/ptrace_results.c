/* SPDX-License-Identifier: BSD-2-Clause */
/* What programs leave, and what is asked of them while they run. */
#include "backend/ptrace_impl.h"

#include <string.h>
#include <sys/eventfd.h>

int ptrace_wait_fd(const struct backend *b)
{
	return ptrace_of(b)->hit.wake;
}

/* A length, then the record: aligned, as records are. */
static int keep_record(void *data, const void *record, size_t len)
{
	struct buf *records = data;
	uint64_t size = len;

	buf_add(records, &size, sizeof(size));
	memcpy(buf_grow(records, (len + 7) & ~(size_t)7), record, len);
	return 0;
}

/* Whoever reads them may take his time: the programs must not wait for it. */
static void take_records(struct ptrace *p, struct err *e)
{
	eventfd_t ignored;

	p->records.len = p->given = 0;
	ptrace_lock(p);
	eventfd_read(p->hit.wake, &ignored);
	ptrace_set_clock(p);
	machine_drain(p->machine, keep_record, &p->records, e);
	ptrace_unlock(p);
}

int ptrace_drain(struct backend *b, backend_record_fn *fn, void *data,
		 struct err *e)
{
	struct ptrace *p = ptrace_of(b);
	int n = 0, ret;

	ptrace_look_for_arrivals(p);
	for (;;) {
		uint64_t size;
		const char *record;

		if (p->given == p->records.len)
			take_records(p, e);
		if (!p->records.len)
			break;
		memcpy(&size, p->records.data + p->given, sizeof(size));
		record = p->records.data + p->given + sizeof(size);
		p->given += sizeof(size) + ((size + 7) & ~UINT64_C(7));
		ret = fn(data, record, size);
		if (ret < 0)
			return ret;
		n++;
	}
	if (!p->failed)
		return n;
	*e = p->why;
	return p->failed;
}

int ptrace_state(struct backend *b, struct image_state *out, struct err *e)
{
	struct ptrace *p = ptrace_of(b);

	(void)e;
	ptrace_lock(p);
	machine_state(p->machine, out);
	ptrace_unlock(p);
	return 0;
}

int ptrace_set_exiting(struct backend *b, struct err *e)
{
	struct ptrace *p = ptrace_of(b);

	(void)e;
	ptrace_lock(p);
	machine_set_exiting(p->machine);
	ptrace_unlock(p);
	return 0;
}

int ptrace_snapshot(struct backend *b, const struct image_agg *agg,
		    backend_row_fn *fn, void *data, struct err *e)
{
	struct ptrace *p = ptrace_of(b);
	int ret;

	(void)e;
	ptrace_lock(p);
	ret = machine_snapshot(p->machine, agg, fn, data);
	ptrace_unlock(p);
	return ret;
}

int ptrace_helper(struct backend *b, pid_t pid,
		  const struct image_helper *helper, struct err *e)
{
	struct ptrace *p = ptrace_of(b);
	int ret;

	ptrace_lock(p);
	ret = machine_helper(p->machine, pid, helper, e);
	ptrace_unlock(p);
	return ret;
}

int ptrace_clear(struct backend *b, const struct image_agg *agg, struct err *e)
{
	struct ptrace *p = ptrace_of(b);

	(void)e;
	ptrace_lock(p);
	machine_clear(p->machine, agg);
	ptrace_unlock(p);
	return 0;
}

int ptrace_trunc(struct backend *b, const struct image_agg *agg,
		 const void *keys, size_t nkeys, struct err *e)
{
	struct ptrace *p = ptrace_of(b);

	(void)e;
	ptrace_lock(p);
	machine_trunc(p->machine, agg, keys, nkeys);
	ptrace_unlock(p);
	return 0;
}
