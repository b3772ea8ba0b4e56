/* SPDX-License-Identifier: BSD-2-Clause */
/* Bindings to units: sites that run the same clauses share a program. */
#include "cg/impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/buf.h"

static void unit_free(struct unit *u)
{
	for (size_t i = 0; i < u->clauses.len; i++)
		free(u->clauses.items[i].pids);
	vec_release(&u->clauses);
	vec_release(&u->sites);
	free(u);
}

void units_release(struct units *us)
{
	for (size_t i = 0; i < us->list.len; i++)
		unit_free(us->list.items[i]);
	vec_release(&us->list);
	strmap_release(&us->by_clauses);
}

static void add_pid(struct unit_clause *uc, pid_t pid)
{
	for (size_t i = 0; i < uc->npids; i++)
		if (uc->pids[i] == pid)
			return;
	uc->pids = xrealloc(uc->pids, uc->npids + 1, sizeof(pid_t));
	uc->pids[uc->npids++] = pid;
}

/* One more binding of a site; they come ordered by clause. */
static void add_clause(struct unit *u, const struct image_binding *b)
{
	size_t n = u->clauses.len;
	struct unit_clause *last = n ? &u->clauses.items[n - 1] : NULL;

	if (!last || last->clause != b->clause) {
		last = vec_push(&u->clauses);
		last->clause = b->clause;
	} else if (!last->npids) {
		return;			/* it has all processes already */
	}
	if (b->pid) {
		add_pid(last, b->pid);
	} else {
		free(last->pids);
		last->pids = NULL;
		last->npids = 0;
	}
}

static char *describe(const struct unit *u)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "%d ", (int)u->kind);
	for (size_t i = 0; i < u->clauses.len; i++) {
		const struct unit_clause *uc = &u->clauses.items[i];

		buf_printf(&b, "%u", uc->clause);
		for (size_t k = 0; k < uc->npids; k++)
			buf_printf(&b, ":%d", (int)uc->pids[k]);
		buf_add_char(&b, ' ');
	}
	return buf_detach(&b);
}

static const struct image_run *run_of(const struct cg *c, uint32_t site)
{
	for (size_t i = 0; i < c->in->nruns; i++)
		if (c->in->runs[i].site == site)
			return &c->in->runs[i];
	return NULL;
}

bool unit_is_syscall(enum image_prog_kind kind)
{
	return kind == PROG_SYSCALL_ENTRY || kind == PROG_SYSCALL_RETURN;
}

static void add_unit(struct cg *c, struct units *us, struct unit *u,
		     uint32_t site)
{
	struct unit *same = NULL;
	bool may_share;
	char *key;

	u->run = run_of(c, site);
	u->kind = u->run ? PROG_RUN : c->image->sites.items[site].kind;
	may_share = u->kind == PROG_USER || u->kind == PROG_RECORDED ||
		    u->kind == PROG_FUNCTION_ENTRY ||
		    u->kind == PROG_FUNCTION_RETURN ||
		    unit_is_syscall(u->kind);
	key = describe(u);
	if (may_share)
		same = strmap_get(&us->by_clauses, key);
	if (same) {
		*vec_push(&same->sites) = site;
		unit_free(u);
	} else {
		*vec_push(&u->sites) = site;
		*vec_push(&us->list) = u;
		if (may_share)
			strmap_set(&us->by_clauses, key, u);
	}
	free(key);
}

/* When all clauses want the same one process, the kernel can filter. */
static void filter_by_kernel(struct unit *u)
{
	pid_t pid = 0;

	for (size_t i = 0; i < u->clauses.len; i++) {
		const struct unit_clause *uc = &u->clauses.items[i];

		if (uc->npids != 1 || (i && uc->pids[0] != pid))
			return;
		pid = uc->pids[0];
	}
	for (size_t i = 0; i < u->clauses.len; i++)
		u->clauses.items[i].npids = 0;
	u->pid = pid;
}

/* Bindings by site: a counting sort keeps the order of clauses. */
void units_group(struct cg *c, struct units *us)
{
	size_t nsites = c->image->sites.len, n = c->in->nbindings;
	size_t *start = xcalloc(nsites + 1, sizeof(*start));
	uint32_t *order = xcalloc(n, sizeof(*order));

	for (size_t i = 0; i < n; i++)
		start[c->in->bindings[i].site + 1]++;
	for (size_t s = 0; s < nsites; s++)
		start[s + 1] += start[s];
	for (size_t i = 0; i < n; i++)
		order[start[c->in->bindings[i].site]++] = (uint32_t)i;
	for (size_t s = 0, at = 0; s < nsites; s++) {
		struct unit *u;

		if (at == start[s])
			continue;
		u = xcalloc(1, sizeof(*u));
		for (; at < start[s]; at++)
			add_clause(u, &c->in->bindings[order[at]]);
		add_unit(c, us, u, (uint32_t)s);
	}
	free(start);
	free(order);
	for (size_t i = 0; i < us->list.len; i++)
		filter_by_kernel(us->list.items[i]);
}
