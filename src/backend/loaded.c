/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/loaded.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>

#include "backend/bpfsys.h"
#include "backend/maprole.h"
#include "backend/warm.h"
#include "base/bug.h"

#define LOG_SIZE (1 << 20)

/* ---- maps ------------------------------------------------------ */

static int fill_map(const struct image_map *m, int fd, struct err *e)
{
	const char *bytes = m->initial;

	for (uint32_t i = 0; bytes && i < m->max_entries; i++)
		if (bpf_map_update_elem(fd, &i, bytes + i * m->value_size, 0))
			return err_sys(e, -errno, "cannot fill map '%s'",
				       m->name);
	return 0;
}

int loaded_find_map(const struct loaded_list *list, enum map_role role)
{
	for (size_t k = 0; k < list->items.len; k++) {
		int map = image_find_map(list->items.items[k]->image, role);

		if (map >= 0)
			return list->items.items[k]->maps[map];
	}
	for (size_t i = 0; i < list->common.len; i++)
		if (list->common.items[i].role == role)
			return list->common.items[i].fd;
	return -1;
}

/* The descriptor of an earlier image's map that is to be used, or -1. */
static int find_shared(const struct loaded_list *list, const struct image *im,
		       size_t i)
{
	const struct image_map *m = &im->maps.items[i];

	if (!list->items.len)
		return -1;
	if (map_is_numbered(m->role))
		return list->items.items[0]->maps[i];
	return map_is_single(m->role) ? loaded_find_map(list, m->role) : -1;
}

static int make_map(struct loaded *l, size_t i, struct err *e)
{
	const struct image_map *m = &l->image->maps.items[i];

	l->maps[i] = bpfsys_map(m);
	if (l->maps[i] < 0)
		return err_sys(e, l->maps[i], "cannot create map '%s' of %u "
			       "values of %u bytes", m->name, m->max_entries,
			       m->value_size);
	return fill_map(m, l->maps[i], e);
}

static int make_maps(const struct loaded_list *list, struct loaded *l,
		     struct err *e)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < l->image->maps.len; i++) {
		int shared = find_shared(list, l->image, i);

		l->is_shared[i] = shared >= 0;
		if (shared >= 0)
			l->maps[i] = shared;
		else
			ret = make_map(l, i, e);
	}
	return ret;
}

/* ---- programs -------------------------------------------------- */

/* The last line of the verifier's log that is not its statistics. */
static const char *log_summary(char *log)
{
	char *end = log + strlen(log), *line;

	for (;;) {
		while (end > log && end[-1] == '\n')
			*--end = '\0';
		line = strrchr(log, '\n');
		line = line ? line + 1 : log;
		if (line == log || strncmp(line, "processed ", 10))
			return line;
		end = line;
	}
}

static int load_prog(struct loaded_list *list, struct loaded *l, size_t i,
		     const struct kernel_features *features, struct err *e)
{
	const struct image_prog *p = &l->image->progs.items[i];
	struct bpf_insn *insns = image_prog_resolve(p, l->maps);
	struct bpfsys_prog s = {
		.name = p->name, .kind = p->kind,
		.may_sleep = p->may_sleep, .multi = features->uprobe_multi,
		.insns = insns, .ninsns = p->ninsns,
		.functions = p->functions, .nfunctions = p->nfunctions,
	};
	int ret;

	l->progs[i] = bpfsys_load(&s);
	if (l->progs[i] < 0) {
		free(list->log);
		list->log = xcalloc(LOG_SIZE, 1);
		s.log = list->log;
		s.log_size = LOG_SIZE;
		ret = bpfsys_load(&s);
		if (ret >= 0) {		/* it only lacked a log: take it */
			l->progs[i] = ret;
		} else {
			char *copy = xstrdup(list->log);

			err_sys(e, ret, "the kernel refuses program %s of %zu "
				"instructions (%s)", p->name, p->ninsns,
				log_summary(copy));
			free(copy);
		}
	}
	free(insns);
	return l->progs[i] < 0 ? l->progs[i] : 0;
}

/* ---- life ------------------------------------------------------ */

static struct loaded *loaded_new(const struct image *im)
{
	struct loaded *l = xcalloc(1, sizeof(*l));

	l->image = im;
	l->maps = xcalloc(im->maps.len, sizeof(int));
	l->progs = xcalloc(im->progs.len, sizeof(int));
	l->is_shared = xcalloc(im->maps.len, sizeof(bool));
	memset(l->maps, -1, im->maps.len * sizeof(int));
	memset(l->progs, -1, im->progs.len * sizeof(int));
	return l;
}

int loaded_add(struct loaded_list *list, const struct image *im,
	       const struct kernel_features *features, struct err *e)
{
	struct loaded *l = loaded_new(im);
	bool is_first = !list->items.len;
	int ret = make_maps(list, l, e);

	*vec_push(&list->items) = l;
	if (!ret && is_first)
		warm_maps(im, l->maps);
	for (size_t i = 0; !ret && i < im->progs.len; i++)
		ret = load_prog(list, l, i, features, e);
	return ret;
}

static void loaded_free(struct loaded *l)
{
	for (size_t i = 0; i < l->image->progs.len; i++)
		if (l->progs[i] >= 0)
			close(l->progs[i]);
	for (size_t i = 0; i < l->image->maps.len; i++)
		if (l->maps[i] >= 0 && !l->is_shared[i])
			close(l->maps[i]);
	free(l->maps);
	free(l->progs);
	free(l->is_shared);
	free(l);
}

void loaded_settle(struct loaded_list *list)
{
	struct loaded *l = list->items.items[--list->items.len];

	for (size_t i = 0; i < l->image->maps.len; i++) {
		enum map_role role = l->image->maps.items[i].role;

		if (l->maps[i] < 0 || l->is_shared[i] || !map_is_single(role))
			continue;
		*vec_push(&list->common) =
			(struct common_map){ role, l->maps[i] };
		l->is_shared[i] = true;
	}
	loaded_free(l);
}

void loaded_release(struct loaded_list *list)
{
	for (size_t i = 0; i < list->common.len; i++)
		close(list->common.items[i].fd);
	vec_release(&list->common);
	for (size_t i = 0; i < list->items.len; i++)
		loaded_free(list->items.items[i]);
	vec_release(&list->items);
	free(list->log);
	list->log = NULL;
}
