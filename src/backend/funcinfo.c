/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/funcinfo.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "base/bug.h"

/* A description in the making. */
struct description {
	struct btf *btf;
	int number, byte, context;	/* types */
};

/* By these names the kernel knows what is a program's context. */
static const char *context_name(enum image_prog_kind kind)
{
	switch (kind) {
	case PROG_USER: case PROG_FUNCTION_ENTRY: case PROG_FUNCTION_RETURN:
		return "bpf_user_pt_regs_t";
	case PROG_PROFILE: return "bpf_perf_event_data";
	default: return "bpf_raw_tracepoint_args";
	}
}

/* A pointer at so many bytes; kernels of 5.12 and later know what it means. */
static int add_memory(const struct description *d, uint32_t size)
{
	return btf__add_ptr(d->btf, btf__add_array(d->btf, d->number, d->byte,
						   size));
}

static int add_prototype(const struct description *d,
			 const struct image_function *f)
{
	int types[FUNCTION_ARGS], proto;

	for (size_t i = 0; i < f->nargs; i++)
		types[i] = !f->args[i] ? d->number :
			   f->args[i] == FUNCTION_CONTEXT ? d->context :
			   add_memory(d, f->args[i]);
	proto = btf__add_func_proto(d->btf, d->number);
	for (size_t i = 0; i < f->nargs; i++)
		btf__add_func_param(d->btf, "arg", types[i]);
	return proto;
}

/* Of the function that begins there. */
static void add(const struct description *d, const struct image_function *f,
		struct bpf_func_info *info)
{
	info->insn_off = f->insn;
	info->type_id = (uint32_t)btf__add_func(d->btf, f->name, f->is_global ?
						BTF_FUNC_GLOBAL :
						BTF_FUNC_STATIC,
						add_prototype(d, f));
}

static int load(const struct btf *btf)
{
	uint32_t size;
	const void *raw = btf__raw_data(btf, &size);
	int fd;

	if (!raw)
		return -ENOMEM;
	fd = bpf_btf_load(raw, size, NULL);
	return fd < 0 ? -errno : fd;
}

int funcinfo_init(struct funcinfo *info, enum image_prog_kind kind,
		  const struct image_function *f, size_t n)
{
	static const struct image_function whole = { .name = "dtrace" };
	struct description d = { .btf = NULL };
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any |= f[i].is_global;
	if (!any)
		return 0;
	d.btf = btf__new_empty();
	if (!d.btf)
		return -ENOMEM;
	d.number = btf__add_int(d.btf, "long", 8, BTF_INT_SIGNED);
	d.byte = btf__add_int(d.btf, "char", 1, 0);
	d.context = btf__add_ptr(d.btf, btf__add_struct(d.btf,
				 context_name(kind), 0));
	info->functions = xcalloc(n + 1, sizeof(*info->functions));
	add(&d, &whole, &info->functions[0]);
	for (size_t i = 0; i < n; i++)
		add(&d, &f[i], &info->functions[i + 1]);
	info->btf = load(d.btf);
	btf__free(d.btf);
	if (info->btf >= 0)
		return 0;
	free(info->functions);
	info->functions = NULL;
	return info->btf;
}

void funcinfo_release(struct funcinfo *info)
{
	if (info->btf >= 0)
		close(info->btf);
	free(info->functions);
}
