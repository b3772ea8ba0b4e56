/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/machine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backend/maprole.h"
#include "base/bug.h"
#include "base/buf.h"

/* What loops in D's subroutines take at most, with room. */
#define BUDGET (64 << 20)

struct prog {
	struct bpf_insn *insns;		/* with the machine's map numbers */
	size_t ninsns;
	char *name;
};

/* What is kept of an image; nothing once it was dropped. */
struct part {
	int32_t *maps;			/* where they are in the machine */
	bool *owned;			/* of no other image */
	size_t nmaps;
	struct prog *progs;
	size_t nprogs;
};

struct machine {
	struct ebpf_vm *vm;
	int32_t roles[MAP_AGG + 1];	/* maps that there is one of; or -1 */
	VEC(struct part) parts;
};

/* ---- maps ------------------------------------------------------ */

static struct vmap *role_map(const struct machine *m, enum map_role role)
{
	int32_t map = m->roles[role];

	return map < 0 ? NULL : ebpf_vm_map(m->vm, (size_t)map);
}

static struct vmap *agg_map(const struct machine *m,
			    const struct image_agg *agg)
{
	return ebpf_vm_map(m->vm, m->parts.items[0].maps[agg->map]);
}

static long find_shared(const struct machine *m, const struct image *im,
			size_t i)
{
	enum map_role role = im->maps.items[i].role;

	if (!m->parts.len)
		return -1;
	if (map_is_numbered(role))
		return (long)m->parts.items[0].maps[i];
	return map_is_single(role) ? m->roles[role] : -1;
}

static void fill_map(struct vmap *map, const struct image_map *from)
{
	const char *bytes = from->initial;

	for (uint32_t i = 0; bytes && i < from->max_entries; i++)
		vmap_update(map, &i, bytes + (size_t)i * from->value_size,
			    BPF_ANY, 0);
}

/* Gives its number. */
static int make_map(struct machine *m, const struct image_map *from,
		    struct err *e)
{
	struct vmap_spec spec = {
		.type = from->type, .key_size = from->key_size,
		.value_size = from->value_size,
		.max_entries = from->max_entries, .flags = from->flags,
	};
	int ret = ebpf_vm_add_map(m->vm, &spec, e);

	if (ret) {
		err_prefix(e, "cannot create map '%s'", from->name);
		return ret;
	}
	ret = (int)ebpf_vm_newest_map(m->vm);
	fill_map(ebpf_vm_map(m->vm, (size_t)ret), from);
	if (map_is_single(from->role))
		m->roles[from->role] = ret;
	return ret;
}

/* ---- programs -------------------------------------------------- */

static void drop_part(struct machine *m, struct part *p)
{
	for (size_t i = 0; i < p->nprogs; i++) {
		free(p->progs[i].insns);
		free(p->progs[i].name);
	}
	for (size_t i = 0; i < p->nmaps; i++)
		if (p->owned[i])
			ebpf_vm_drop_map(m->vm, (size_t)p->maps[i]);
	free(p->progs);
	free(p->maps);
	free(p->owned);
	*p = (struct part){ NULL, NULL, 0, NULL, 0 };
}

static int take_maps(struct machine *m, const struct image *image,
		     struct part *p, struct err *e)
{
	for (size_t i = 0; i < image->maps.len; i++) {
		const struct image_map *from = &image->maps.items[i];
		long shared = find_shared(m, image, i);
		int ret = shared < 0 ? make_map(m, from, e) : (int)shared;

		if (ret < 0)
			return ret;
		p->maps[i] = ret;
		p->owned[i] = !map_is_single(from->role) &&
			      !map_is_numbered(from->role);
		p->nmaps++;
	}
	return 0;
}

int machine_extend(struct machine *m, const struct image *image,
		   struct err *e)
{
	struct part part = {
		.maps = xcalloc(image->maps.len + 1, sizeof(*part.maps)),
		.owned = xcalloc(image->maps.len + 1, sizeof(*part.owned)),
		.progs = xcalloc(image->progs.len + 1, sizeof(*part.progs)),
	};
	int ret = take_maps(m, image, &part, e);

	if (ret) {
		drop_part(m, &part);
		return ret;
	}
	for (size_t i = 0; i < image->progs.len; i++) {
		const struct image_prog *from = &image->progs.items[i];

		part.progs[i] = (struct prog){
			image_prog_resolve(from, part.maps), from->ninsns,
			xstrdup(from->name),
		};
	}
	part.nprogs = image->progs.len;
	*vec_push(&m->parts) = part;
	return 0;
}

void machine_drop(struct machine *m, size_t n)
{
	drop_part(m, &m->parts.items[n]);
}

int machine_new(struct machine **out, const struct image *image,
		const struct ebpf_env *env, struct err *e)
{
	struct machine *m = xcalloc(1, sizeof(*m));
	int ret;

	memset(m->roles, -1, sizeof(m->roles));
	/* programs run one after another: one copy serves all CPUs */
	m->vm = ebpf_vm_new(env, 1);
	ebpf_vm_set_budget(m->vm, BUDGET);
	ret = machine_extend(m, image, e);
	if (ret) {
		machine_free(m);
		m = NULL;
	}
	*out = m;
	return ret;
}

void machine_free(struct machine *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->parts.len; i++)
		drop_part(m, &m->parts.items[i]);
	vec_release(&m->parts);
	ebpf_vm_free(m->vm);
	free(m);
}

size_t machine_images(const struct machine *m)
{
	return m->parts.len;
}

int machine_run(struct machine *m, size_t n, size_t prog, const void *ctx,
		size_t ctx_size, struct err *e)
{
	const struct prog *p = &m->parts.items[n].progs[prog];
	uint64_t result;
	int ret = ebpf_vm_run(m->vm, p->insns, p->ninsns, ctx, ctx_size,
			      &result, e);

	if (ret)
		err_prefix(e, "program %s", p->name);
	return ret;
}

void machine_thread_ended(struct machine *m, uint64_t pid_tgid)
{
	for (size_t i = 0; i < ebpf_vm_maps(m->vm); i++) {
		struct vmap *map = ebpf_vm_map(m->vm, i);

		if (map && vmap_spec(map)->type == BPF_MAP_TYPE_TASK_STORAGE)
			vmap_task_delete(map, pid_tgid);
	}
}

bool machine_keeps_time(const struct machine *m)
{
	return m->roles[MAP_SINCE] >= 0;
}

/* An account begins with how long its thread ran: see cg/account.c. */
void machine_set_time(struct machine *m, uint64_t pid_tgid, uint64_t ran,
		      uint64_t now)
{
	struct vmap *accounts = role_map(m, MAP_ACCOUNTS);
	struct vmap *since = role_map(m, MAP_SINCE);
	long slot = accounts ? vmap_task(accounts, pid_tgid, true) : -1;

	if (slot < 0 || !since)
		return;
	memcpy(vmap_value(accounts, (size_t)slot, 0), &ran, sizeof(ran));
	memcpy(vmap_value(since, 0, 0), &now, sizeof(now));
}

/* ---- results --------------------------------------------------- */

void machine_set_clock(struct machine *m, int64_t above)
{
	struct vmap *map = role_map(m, MAP_CLOCK);

	if (map)
		memcpy(vmap_value(map, 0, 0), &above, sizeof(above));
}

int machine_drain(struct machine *m, backend_record_fn *fn, void *data,
		  struct err *e)
{
	(void)e;
	return (int)vmap_ring_drain(role_map(m, MAP_RING), fn, data);
}

void machine_state(struct machine *m, struct image_state *out)
{
	memcpy(out, vmap_value(role_map(m, MAP_STATE), 0, 0), sizeof(*out));
}

void machine_set_exiting(struct machine *m)
{
	struct image_state *state = vmap_value(role_map(m, MAP_STATE), 0, 0);

	state->exiting = 1;
}

/* The consumer may delete keys in fn(), so they are copied first. */
static char *all_keys(struct vmap *map, const struct image_agg *agg,
		      size_t *n)
{
	struct buf keys = BUF_INIT;

	*n = 0;
	for (size_t slot = 0; slot < vmap_slots(map); slot++) {
		const void *key = vmap_key(map, slot);

		if (!key)
			continue;
		buf_add(&keys, key, agg->key_size);
		++*n;
	}
	return buf_detach(&keys);
}

int machine_snapshot(struct machine *m, const struct image_agg *agg,
		     backend_row_fn *fn, void *data)
{
	struct vmap *map = agg_map(m, agg);
	size_t n;
	char *keys = all_keys(map, agg, &n);
	int ret = 0;

	for (size_t i = 0; !ret && i < n; i++) {
		const char *key = keys + i * agg->key_size;
		long slot = vmap_find(map, key);

		if (slot >= 0)
			ret = fn(data, key, vmap_value(map, (size_t)slot, 0),
				 1);
	}
	free(keys);
	return ret;
}

void machine_clear(struct machine *m, const struct image_agg *agg)
{
	struct vmap *map = agg_map(m, agg);

	for (size_t slot = 0; slot < vmap_slots(map); slot++)
		if (vmap_key(map, slot))
			memset(vmap_value(map, slot, 0), 0, agg->value_size);
}

void machine_trunc(struct machine *m, const struct image_agg *agg,
		   const void *keys, size_t nkeys)
{
	struct vmap *map = agg_map(m, agg);

	if (!keys) {
		vmap_delete_all(map);
		return;
	}
	for (size_t i = 0; i < nkeys; i++)
		vmap_delete(map, (const char *)keys + i * agg->key_size);
}

int machine_helper(struct machine *m, pid_t pid,
		   const struct image_helper *helper, struct err *e)
{
	struct vmap *map = role_map(m, MAP_HELPERS);
	uint32_t key = (uint32_t)pid;
	long slot = map ? vmap_update(map, &key, helper, BPF_ANY, 0) : 0;

	return slot < 0 ? err_sys(e, (int)slot, "cannot write the map of "
				  "interpreters") : 0;
}
