/* SPDX-License-Identifier: BSD-2-Clause */
#include "probe/bind.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"

void bind_init(struct bind *b, struct image *image)
{
	memset(b, 0, sizeof(*b));
	b->image = image;
}

void bind_release(struct bind *b)
{
	vec_release(&b->bindings);
	vec_release(&b->runs);
	vec_release(&b->ids);
	strmap_release(&b->objects);
	strmap_release(&b->sites);
	strmap_release(&b->strings);
	buf_release(&b->problems);
}

static uint32_t intern(struct bind *b, const char *text)
{
	uintptr_t known = (uintptr_t)strmap_get(&b->strings, text);

	if (known)
		return (uint32_t)known - 1;
	*vec_push(&b->image->strings) =
		arena_strdup(&b->image->arena, text);
	known = b->image->strings.len;
	strmap_set(&b->strings, text, (void *)known);
	return (uint32_t)known - 1;
}

static int object_index(struct bind *b, const struct probe_object *o)
{
	char key[32];
	uintptr_t known;

	snprintf(key, sizeof(key), "%d", o->id);
	known = (uintptr_t)strmap_get(&b->objects, key);
	if (!known) {
		*vec_push(&b->image->objects) = (struct image_object){
			.path = arena_strdup(&b->image->arena, o->path),
			.open_path = arena_strdup(&b->image->arena,
						  o->open_path),
		};
		known = b->image->objects.len;
		strmap_set(&b->objects, key, (void *)known);
	}
	return (int)known - 1;
}

/*
 * Only a nop may be replaced by a breakpoint. A file that went away since it
 * was found, as providers made at run time do, is no problem to tell of.
 */
static bool is_untouched(struct bind *b, const struct probe_object *o,
			 const struct sdt_site *s)
{
	uint8_t bytes[16];
	ssize_t n = -1;
	int fd = open(o->open_path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		n = pread(fd, bytes, sizeof(bytes), (off_t)s->offset);
		close(fd);
	} else if (errno == ENOENT) {
		return false;
	}
	if (n > 0 && o->arch && o->arch->is_site(bytes, (size_t)n, false))
		return true;
	buf_printf(&b->problems, "%s: no nop at the site of %s:%s, offset "
		   "%#llx: it is left alone\n", o->path, s->provider, s->name,
		   (unsigned long long)s->offset);
	return false;
}

static void read_operands(struct bind *b, const struct probe_object *o,
			  const struct sdt_site *s, struct image_site *out)
{
	const char *start[PROBE_ARGS_MAX];
	size_t len[PROBE_ARGS_MAX];
	size_t n = arch_split_args(s->args, start, len, PROBE_ARGS_MAX);
	struct arena *arena = &b->image->arena;
	struct operand *args = ARENA_NEW_N(arena, struct operand, n);
	const char **bad = ARENA_NEW_N(arena, const char *, n);
	struct err e = ERR_INIT;

	for (size_t i = 0; i < n; i++)
		if (o->arch->parse_operand(start[i], len[i], &args[i], &e))
			bad[i] = arena_strdup(arena, e.text);
	out->args = args;
	out->bad_args = bad;
	out->nargs = n;
}

static void add_names(struct bind *b, const struct probe *p,
		      const char *provider, const char *function,
		      struct image_site *out)
{
	out->strings[PART_PROVIDER] = intern(b, provider);
	out->strings[PART_MODULE] = intern(b, p->module);
	out->strings[PART_FUNCTION] = intern(b, function);
	out->strings[PART_NAME] = intern(b, p->name);
}

/* The index of the site, or -1 when it must be left alone. */
static long site_index(struct bind *b, const struct probe *p,
		       const struct probe_site *at)
{
	const struct sdt_site *s = at->site;
	struct image_site site = { .has_pid = true };
	char key[160];
	uintptr_t known;

	snprintf(key, sizeof(key), "%d:%llx:%.64s:%.64s", at->object->id,
		 (unsigned long long)s->offset, s->provider, s->name);
	known = (uintptr_t)strmap_get(&b->sites, key);
	if (known)
		return known == UINTPTR_MAX ? -1 : (long)known - 1;
	if (!is_untouched(b, at->object, s)) {
		strmap_set(&b->sites, key, (void *)UINTPTR_MAX);
		return -1;
	}
	site.object = object_index(b, at->object);
	site.offset = s->offset;
	site.semaphore = s->semaphore_offset;
	add_names(b, p, p->base_provider, s->function, &site);
	read_operands(b, at->object, s, &site);
	*vec_push(&b->image->sites) = site;
	strmap_set(&b->sites, key, (void *)(uintptr_t)b->image->sites.len);
	return (long)b->image->sites.len - 1;
}

static void add_binding(struct bind *b, const struct clause *clause,
			uint32_t site, pid_t pid)
{
	*vec_push(&b->bindings) = (struct image_binding){
		.clause = (uint32_t)clause->id, .site = site, .pid = pid,
	};
}

void bind_usdt(struct bind *b, const struct clause *clause,
	       const struct probe_desc *desc, const struct probe *p,
	       size_t first)
{
	pid_t pid = probe_desc_is_open(desc, p) ? 0 : p->pid;

	for (size_t i = 0; i < p->sites.len; i++) {
		long site = site_index(b, p, &p->sites.items[i]);

		if (site < (long)first)
			continue;
		add_binding(b, clause, (uint32_t)site, pid);
		*vec_push(&b->ids) = (struct bind_id){
			.site = (uint32_t)site, .pid = p->pid, .id = p->id,
		};
	}
}

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
	struct arena *arena = &b->image->arena;
	struct operand *args;
	char key[64];
	uintptr_t known;

	snprintf(key, sizeof(key), "probe %u %llx", p->id,
		 (unsigned long long)at->site->offset);
	known = (uintptr_t)strmap_get(&b->sites, key);
	if (known)
		return (uint32_t)known - 1;
	args = ARENA_NEW_N(arena, struct operand, site.nargs);
	for (size_t i = 0; i < site.nargs; i++)
		args[i] = function_arg(p, at, i);
	site.args = args;
	site.bad_args = ARENA_NEW_N(arena, const char *, site.nargs);
	site.object = object_index(b, at->object);
	site.offset = at->site->offset;
	site.is_return = p->is_return && !at->is_ret;
	site.probe_id = p->id;
	add_names(b, p, p->base_provider, p->function, &site);
	*vec_push(&b->image->sites) = site;
	known = b->image->sites.len;
	strmap_set(&b->sites, key, (void *)known);
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

static void bind_function(struct bind *b, const struct clause *clause,
			  const struct probe *p)
{
	warn_of_exceptions(b, p);
	for (size_t i = 0; i < p->sites.len; i++)
		add_binding(b, clause,
			    function_site(b, p, &p->sites.items[i]), p->pid);
}

static enum run_when when_of(const struct probe *p)
{
	switch (p->kind) {
	case PROBE_BEGIN: return RUN_BEGIN;
	case PROBE_END: return RUN_END;
	case PROBE_ERROR: return RUN_ERROR;
	case PROBE_TICK: return RUN_TICK;
	default: BUG("probe kind %d is not run", (int)p->kind);
	}
}

/* Site n of a probe whose sites are in no object: its index. */
static uint32_t own_site(struct bind *b, const struct probe *p, size_t n,
			 struct image_site *site)
{
	char key[64];
	uintptr_t known;

	snprintf(key, sizeof(key), "probe %u.%zu", p->id, n);
	known = (uintptr_t)strmap_get(&b->sites, key);
	if (known)
		return (uint32_t)known - 1;
	site->object = -1;
	site->probe_id = p->id;
	add_names(b, p, p->provider, p->function, site);
	*vec_push(&b->image->sites) = *site;
	known = b->image->sites.len;
	strmap_set(&b->sites, key, (void *)known);
	return (uint32_t)known - 1;
}

static void bind_run(struct bind *b, const struct clause *clause,
		     const struct probe *p)
{
	struct image_site site = { .kind = PROG_RUN };
	size_t known = b->image->sites.len;
	uint32_t at = own_site(b, p, 0, &site);

	if (at == known)
		*vec_push(&b->runs) = (struct image_run){
			.site = at, .when = when_of(p),
			.interval_ns = p->interval_ns,
		};
	add_binding(b, clause, at, 0);
}

static void bind_syscall(struct bind *b, const struct clause *clause,
			 const struct probe *p)
{
	struct image_site site = {
		.kind = p->is_return ? PROG_SYSCALL_RETURN :
				       PROG_SYSCALL_ENTRY,
		.syscall = p->syscall,
	};

	add_binding(b, clause, own_site(b, p, 0, &site), 0);
}

static void bind_tracepoints(struct bind *b, const struct clause *clause,
			     const struct probe *p)
{
	for (size_t i = 0; i < p->ntraces; i++) {
		struct image_trace *trace =
			ARENA_NEW(&b->image->arena, struct image_trace);
		struct image_site site = { .kind = PROG_TRACEPOINT };

		*trace = p->traces[i];
		trace->tracepoint = arena_strdup(&b->image->arena,
						 trace->tracepoint);
		site.trace = trace;
		add_binding(b, clause, own_site(b, p, i, &site), 0);
	}
}

static void bind_profile(struct bind *b, const struct clause *clause,
			 const struct probe *p)
{
	struct image_site site = {
		.kind = PROG_PROFILE, .interval_ns = p->interval_ns,
	};

	add_binding(b, clause, own_site(b, p, 0, &site), 0);
}

void bind_probes(struct bind *b, const struct clause *clause,
		 const struct probe_desc *desc, struct probe *const *probes,
		 size_t n)
{
	for (size_t i = 0; i < n; i++)
		switch (probes[i]->kind) {
		case PROBE_USDT:
			bind_usdt(b, clause, desc, probes[i], 0);
			break;
		case PROBE_TRACEPOINT:
			bind_tracepoints(b, clause, probes[i]);
			break;
		case PROBE_PID:
			bind_function(b, clause, probes[i]);
			break;
		case PROBE_PROFILE:
			bind_profile(b, clause, probes[i]);
			break;
		case PROBE_SYSCALL:
			bind_syscall(b, clause, probes[i]);
			break;
		case PROBE_BEGIN: case PROBE_END: case PROBE_ERROR:
		case PROBE_TICK:
			bind_run(b, clause, probes[i]);
			break;
		}
}

uint32_t bind_probe_id(const struct bind *b, uint32_t site, pid_t pid)
{
	uint32_t first = b->image->sites.items[site].probe_id;

	for (size_t i = 0; i < b->ids.len; i++) {
		const struct bind_id *id = &b->ids.items[i];

		if (id->site != site)
			continue;
		if (id->pid == pid)
			return id->id;
		if (!first)
			first = id->id;
	}
	return first;
}
