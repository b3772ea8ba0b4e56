/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fbt: where functions of the kernel start and return. Which ones there are the
 * kernel's tracefs says, or its type information, which knows the arguments of
 * those that are not in a module. A name that several functions have is left
 * out: the kernel would not know which is meant.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strmap.h"
#include "base/vec.h"
#include "probe/provider.h"
#include "probe/raw.h"

#define KPROBES "/sys/bus/event_source/devices/kprobe/type"
#define LIST "/sys/kernel/tracing/available_filter_functions"
#define NAME_MAX_LEN 255
#define FUNCTIONS_MAX 400000

static const struct provider_decl decl = {
	.name = "fbt",
	.attrs = {
		[ATTR_PROVIDER] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
		[ATTR_MODULE] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_FUNCTION] = PROVIDER_ATTRS(PRIVATE, PRIVATE, ISA),
		[ATTR_NAME] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
		[ATTR_ARGS] = PROVIDER_ATTRS(PRIVATE, PRIVATE, ISA),
	},
};

struct function {
	const char *name, *module;
	uint32_t proto;		/* 0: not known */
	unsigned nargs;
	bool is_ambiguous;
};

struct functions {
	struct probe_set *set;
	struct strmap by_name;	/* of index + 1 into the list */
	VEC(struct function) list;
};

/* ---- which there are --------------------------------------------------- */

static struct function *find(const struct functions *f, const char *name)
{
	uintptr_t at = (uintptr_t)strmap_get(&f->by_name, name);

	return at ? &f->list.items[at - 1] : NULL;
}

static void add(struct functions *f, const char *name, const char *module)
{
	struct function *old = find(f, name);
	struct arena *a = &f->set->arena;

	if (old) {
		old->is_ambiguous = true;
		return;
	}
	if (f->list.len == FUNCTIONS_MAX)
		return;
	*vec_push(&f->list) = (struct function){
		.name = arena_strdup(a, name),
		.module = *module ? arena_strdup(a, module) : "vmlinux",
	};
	strmap_set(&f->by_name, name, (void *)(uintptr_t)f->list.len);
}

/* "NAME" or "NAME [MODULE]" */
static bool read_list(struct functions *f)
{
	FILE *file = fopen(LIST, "re");
	char line[2 * NAME_MAX_LEN], name[NAME_MAX_LEN + 1];
	char module[NAME_MAX_LEN + 1];

	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		*module = '\0';
		if (sscanf(line, "%255s [%255[^]]]", name, module) >= 1)
			add(f, name, module);
	}
	fclose(file);
	return f->list.len > 0;
}

static void add_known(void *data, const char *name, uint32_t proto,
		      unsigned nargs)
{
	(void)proto;
	(void)nargs;
	add(data, name, "");
}

/* Functions of modules are not in the type information that is read here. */
static void set_proto(void *data, const char *name, uint32_t proto,
		      unsigned nargs)
{
	struct function *f = find(data, name);

	if (!f || strcmp(f->module, "vmlinux"))
		return;
	f->proto = proto;
	f->nargs = nargs;
}

/* ---- their probes -------------------------------------------------------- */

static void add_probe(struct functions *f, struct probe_list *out, size_t i,
		      bool is_return)
{
	const struct function *fn = &f->list.items[i];
	struct probe *p = provider_add(f->set, out, &provider_fbt,
				       provider_fbt.first_id +
				       2 * (uint32_t)i + is_return,
				       fn->name,
				       is_return ? "return" : "entry");

	p->kind = PROBE_FUNCTION;
	p->module = fn->module;
	p->is_return = is_return;
	if (fn->proto)
		p->raw = raw_new(f->set, p->name,
				 is_return ? RAW_RETURN : RAW_ENTRY,
				 fn->proto, fn->nargs);
}

static int fill(struct probe_set *s, struct probe_list *out, struct err *e)
{
	struct functions f = { .set = s, .by_name = STRMAP_INIT };
	struct ktypes *k;
	struct err no_types = ERR_INIT;

	if (access(KPROBES, R_OK))
		return err_set(e, -ENOTSUP, "fbt is not provided: this kernel "
			       "has no kprobes (CONFIG_KPROBE_EVENTS); its "
			       "tracepoints can be traced, by the providers "
			       "rawtp, sched, proc and syscall");
	probe_set_ktypes(s, &k, &no_types);
	if (!read_list(&f) && k)
		ktypes_functions(k, add_known, &f);
	if (k)
		ktypes_functions(k, set_proto, &f);
	for (size_t i = 0; i < f.list.len; i++)
		for (int is_return = 0; is_return < 2; is_return++)
			if (!f.list.items[i].is_ambiguous)
				add_probe(&f, out, i, is_return);
	strmap_release(&f.by_name);
	vec_release(&f.list);
	if (!out->len)
		return err_set(e, -ENOTSUP, "fbt is not provided: the kernel "
			       "does not say which functions it has; mount "
			       "tracefs (mount -t tracefs tracefs "
			       "/sys/kernel/tracing) and run as root");
	return 0;
}

const struct provider provider_fbt = {
	.decl = &decl, .first_id = FIRST_FBT_ID, .room = 2 * FUNCTIONS_MAX,
	.fill = fill, .by_name_only = true,
};
