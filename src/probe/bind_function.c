/* SPDX-License-Identifier: BSD-2-Clause */
/* Clauses at functions of programs: the sites of the provider pid. */
#include "probe/bind_impl.h"

#include <stdio.h>

#include "base/bug.h"

static const struct arch_reg *reg_at(const struct arch *arch, unsigned offset)
{
	for (size_t i = 0; i < arch->nregs; i++)
		if (arch->regs[i].offset == offset && arch->regs[i].size == 8)
			return &arch->regs[i];
	BUG("no register at %u of pt_regs", offset);
}

static struct operand word_in(const struct arch_reg *reg)
{
	return (struct operand){
		.kind = OPERAND_REG, .size = 8, .is_signed = true, .reg = reg,
	};
}

/* Arguments of a call as C passes them: in registers, then on the stack. */
static struct operand call_arg(const struct arch *arch, size_t n)
{
	if (n < arch->nargregs)
		return word_in(reg_at(arch, arch->arg_offset[n]));
	return (struct operand){
		.kind = OPERAND_MEM, .size = 8, .is_signed = true,
		.base = reg_at(arch, arch->sp_offset),
		.disp = arch->stack_arg_offset +
			8 * (int64_t)(n - arch->nargregs),
	};
}

/*
 * arg1 is what the function gives. arg0 is where in it; the kernel's return
 * probes do not know.
 */
static struct operand return_arg(const struct probe_site *at, size_t n)
{
	const struct arch *arch = at->object->arch;

	if (n == 1)
		return word_in(reg_at(arch, arch->ret_offset));
	return (struct operand){
		.kind = OPERAND_CONST, .size = 8,
		.value = n ? 0 : (int64_t)at->into,
	};
}

static struct operand function_arg(const struct probe *p,
				   const struct probe_site *at, size_t n)
{
	if (p->is_inside)
		return (struct operand){ .kind = OPERAND_CONST, .size = 8 };
	return p->is_return ? return_arg(at, n) :
			      call_arg(at->object->arch, n);
}

static uint32_t function_site(struct bind *b, const struct probe *p,
			      const struct probe_site *at)
{
	struct image_site site = { .has_pid = true, .nargs = 10 };
	struct bind_object *in;
	struct operand *args;
	char key[64];
	uintptr_t known;

	site.object = bind_object_index(b, at->object);
	in = b->objects.items[site.object];
	snprintf(key, sizeof(key), "probe %u %llx", p->id,
		 (unsigned long long)at->site->offset);
	known = (uintptr_t)strmap_get(&in->sites, key);
	if (known)
		return (uint32_t)known - 1;
	args = ARENA_NEW_N(&in->arena, struct operand, site.nargs);
	for (size_t i = 0; i < site.nargs; i++)
		args[i] = function_arg(p, at, i);
	site.args = args;
	site.bad_args = ARENA_NEW_N(&in->arena, const char *, site.nargs);
	site.offset = at->site->offset;
	site.is_return = p->is_return && !at->is_ret;
	site.probe_id = p->id;
	bind_add_names(b, p, p->base_provider, p->function, &site);
	known = bind_add_site(b, &site) + (uintptr_t)1;
	strmap_set(&in->sites, key, (void *)known);
	return (uint32_t)known - 1;
}

/* Unwinding does not find its way past a changed return address. */
static void warn_of_exceptions(struct bind *b, const struct probe *p)
{
	char key[32];

	snprintf(key, sizeof(key), "throws %d", (int)p->pid);
	if (!p->is_return || !p->may_throw || strmap_get(&b->sites, key))
		return;
	strmap_set(&b->sites, key, b);
	buf_printf(&b->problems, "process %d is C++: an exception that leaves "
		   "a function whose return is traced ends the process\n",
		   (int)p->pid);
}

void bind_function(struct bind *b, const struct clause *clause,
		   const struct probe *p)
{
	warn_of_exceptions(b, p);
	for (size_t i = 0; i < p->sites.len; i++)
		bind_add(b, clause,
			    function_site(b, p, &p->sites.items[i]), p->pid);
}
