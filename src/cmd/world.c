/* SPDX-License-Identifier: BSD-2-Clause */
/* What the checker asks of this machine: arguments, types, symbols. */
#include <errno.h>
#include <stdlib.h>

#include "base/bug.h"
#include "cmd/compile.h"
#include "proc/ksyms.h"
#include "proc/pidns.h"

static const struct type *probe_arg(void *data, struct arena *a,
				    const struct probe_desc *desc,
				    unsigned n, const char **why)
{
	struct compilation *c = data;
	const struct type *type = NULL;
	struct probe **found;
	struct err e = ERR_INIT;
	size_t count;

	*why = NULL;
	if (probe_match(c->probes, desc, &found, &count, &e)) {
		*why = arena_strdup(a, e.text);
		return NULL;
	}
	if (!count)
		*why = "no probe matches yet that would tell; use argN, or "
		       "name the program's file with -x object";
	for (size_t i = 0; i < count; i++) {
		const struct type *t = probe_arg_type(found[i], n);

		if (!t || (type && !type_compatible(type, t))) {
			*why = t ? "the probes that match disagree"
				 : "no type is known for it; use argN";
			type = NULL;
			break;
		}
		type = t;
	}
	free(found);
	return type;
}

/* By now all the probes that match have the argument, of one type. */
static const struct type *probe_native(void *data, struct arena *a,
				       const struct probe_desc *desc,
				       unsigned n, unsigned *native)
{
	struct compilation *c = data;
	const struct type *type = NULL;
	struct err e = ERR_INIT;
	struct probe **found;
	size_t count;

	(void)a;
	if (probe_match(c->probes, desc, &found, &count, &e))
		return NULL;
	if (count)
		type = probe_native_type(found[0], n, native);
	free(found);
	return type;
}

/* NULL: this kernel tells no types; what has none is unknown. */
static struct ktypes *kernel_types(struct compilation *c)
{
	struct err e = ERR_INIT;
	struct ktypes *k;

	return probe_set_ktypes(c->probes, &k, &e) ? NULL : k;
}

static const struct type *find_type(void *data, struct arena *a,
				    const char *name)
{
	struct ktypes *k = kernel_types(data);

	(void)a;
	return k ? ktypes_find(k, name) : NULL;
}

/* Of a variable with a copy for each CPU there is no one address. */
static const struct type *find_symbol(void *data, struct arena *a,
				      const char *module, const char *name,
				      uint64_t *address, bool *per_cpu)
{
	struct compilation *c = data;
	struct ktypes *k = kernel_types(data);
	const struct type *t = NULL;
	uint32_t id = 0;

	(void)a;
	if (c->recording)	/* nobody knows where they were then */
		return NULL;
	if (k)
		t = ktypes_symbol(k, name, &id);
	*per_cpu = id != 0;
	if (*per_cpu || !ksyms_address(module, name, address))
		return NULL;
	return t ? t : &type_void;
}

static const struct type *find_enumerator(void *data, const char *name,
					  int64_t *value)
{
	struct ktypes *k = kernel_types(data);

	return k ? ktypes_enumerator(k, name, value) : NULL;
}

static bool define(void *data, const char *name)
{
	struct compilation *c = data;

	return libraries_define(&c->libraries, name, &c->arena, &c->program,
				c->probes, &c->diags);
}

int64_t compile_member(void *data, const char *type, const char *member)
{
	struct compilation *c = data;
	const struct type *t;
	struct ktypes *k;
	uint64_t offset = 0;
	char *name;

	if (c->member && c->member(type, member) >= 0)
		return c->member(type, member);
	k = kernel_types(c);
	name = xasprintf("struct %s", type);
	t = k ? ktypes_find(k, name) : NULL;
	free(name);
	if (!t || !type_find_member(type_resolve(t), member, &offset))
		return -1;
	return (int64_t)offset;
}

int compile_namespace(struct compilation *c, struct err *e)
{
	int ret = pidns_own(&c->pid_namespace, e);

	if (!ret && c->pid_namespace &&
	    (compile_member(c, "task_struct", "thread_pid") < 0 ||
	     compile_member(c, "pid", "numbers") < 0))
		ret = err_set(e, -ENOTSUP, "this is a PID name space, where "
			      "processes have other numbers than in the "
			      "kernel, and this kernel's type information "
			      "(BTF) does not tell which: run dtrace outside "
			      "of the container, or with -x backend=ptrace");
	return ret;
}

struct lang_world compile_world(struct compilation *c)
{
	return (struct lang_world){
		.data = c, .probe_arg = probe_arg,
		.probe_native = probe_native, .define = define,
		.find_type = find_type, .find_symbol = find_symbol,
		.find_enumerator = find_enumerator,
	};
}
