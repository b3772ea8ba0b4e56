/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A made-up machine for compiled D that fuzz targets share: one site that the
 * command runs (BEGIN) and one in user space, programs run in the interpreter,
 * what they record goes to a consumer whose output nobody reads.
 */
#ifndef TESTS_FUZZ_MACHINE_H
#define TESTS_FUZZ_MACHINE_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "cg/cg.h"
#include "consume/consume.h"
#include "ebpf/interp.h"
#include "lang/lang.h"

#define MACHINE_CPUS 2
#define USER_FIRST 4096		/* the addresses that the program has */
#define USER_LAST 8191

struct machine {
	struct arena arena;
	struct source *source;
	struct diags diags;
	struct program program;
	struct image image;
	struct ebpf_vm *vm;
	uint64_t counter;
	uint64_t regs[64];
	VEC(struct image_binding) bindings;
	struct image_run run;
	struct consumer *consumer;
	FILE *out;
};

/* ---- compiling ---------------------------------------------------------- */

static const struct arch_reg machine_reg = { "a", 0, 8, 0 };
static const struct operand machine_args[] = {
	{ .kind = OPERAND_REG, .size = 8, .reg = &machine_reg },
	{ .kind = OPERAND_CONST, .size = 4, .is_signed = true, .value = -7 },
	{ .kind = OPERAND_MEM, .size = 2, .base = &machine_reg },
};
static const char *machine_bad_args[3];

static inline const struct type *machine_arg(void *data, struct arena *a,
					     const struct probe_desc *desc,
					     unsigned n, const char **why)
{
	(void)data;
	(void)a;
	(void)desc;
	*why = "the made-up probe has 3 arguments";
	return n == 0 ? &type_string : n < 3 ? &type_uint : NULL;
}

static inline void machine_site(struct machine *m, enum image_prog_kind kind,
				const char *name)
{
	struct image_site *s = vec_push(&m->image.sites);

	s->kind = kind;
	s->object = kind == PROG_USER ? 0 : -1;
	s->probe_id = (uint32_t)m->image.sites.len;
	for (int part = 0; part < 4; part++) {
		s->strings[part] = (uint32_t)m->image.strings.len;
		*vec_push(&m->image.strings) = name;
	}
	if (kind == PROG_USER) {
		s->args = machine_args;
		s->bad_args = machine_bad_args;
		s->nargs = 3;
	}
}

static inline void machine_bind(struct machine *m)
{
	*vec_push(&m->image.objects) = (struct image_object){ "none", "none" };
	machine_site(m, PROG_RUN, "run");
	machine_site(m, PROG_USER, "user");
	m->run = (struct image_run){ .site = 0, .when = RUN_BEGIN };
	for (const struct clause *c = m->program.clauses; c; c = c->next)
		for (uint32_t site = 0; site < 2; site++)
			*vec_push(&m->bindings) = (struct image_binding){
				.clause = (uint32_t)c->id, .site = site };
}

/* false: it has diagnostics, which were printed to nowhere. */
static inline bool machine_compile(struct machine *m, const char *text,
				   size_t len)
{
	static const char *const args[] = { "17", "word" };
	static const struct lang_world world = { .probe_arg = machine_arg };
	struct lang_options options = { .args = args, .nargs = 2,
					.script_name = "fuzz", .argref = true,
					.strsize = 64 };
	struct cg_input in = {
		.program = &m->program,
		.options = { .strsize = 64, .bufsize = 65536, .aggkeys = 8,
			     .dynkeys = 8, .nspec = 1, .specsize = 1024,
			     .stackframes = 4, .ustackframes = 4,
			     .may_sleep = true },
	};
	struct buf b = BUF_INIT;

	memset(m, 0, sizeof(*m));
	arena_init(&m->arena);
	image_init(&m->image);
	m->source = source_new("fuzz", text, len);
	lang_parse(&m->arena, m->source, LANG_PROGRAM, &options, &m->program,
		   &m->diags);
	if (!diags_failed(&m->diags))
		lang_check(&m->arena, &m->program, &options, &world,
			   &m->diags);
	if (!diags_failed(&m->diags)) {
		machine_bind(m);
		in.bindings = m->bindings.items;
		in.nbindings = m->bindings.len;
		in.runs = &m->run;
		in.nruns = 1;
		cg_compile(&in, &m->image, &m->diags);
	}
	diags_print(&m->diags, true, &b);
	buf_release(&b);
	return !diags_failed(&m->diags);
}

/* ---- the world of the programs ------------------------------------------ */

static inline uint64_t machine_number(void *data)
{
	return ++((struct machine *)data)->counter;
}

static inline uint32_t machine_small(void *data)
{
	return (uint32_t)machine_number(data) % MACHINE_CPUS;
}

static inline uint64_t machine_thread(void *data)
{
	(void)data;
	return 7 | (uint64_t)7 << 32;
}

static inline uint64_t machine_cookie(void *data)
{
	(void)data;
	return 0;
}

static inline void machine_comm(void *data, char text[EBPF_COMM_SIZE])
{
	(void)data;
	memcpy(text, "fuzz", 5);
}

/* Every 64th byte is a NUL. */
static inline size_t machine_read(void *data, uint64_t address, void *to,
				  size_t size)
{
	size_t n = 0;

	(void)data;
	for (; n < size && address + n >= USER_FIRST &&
	     address + n <= USER_LAST; n++)
		((char *)to)[n] = (address + n) % 64 ? 'u' : '\0';
	return n;
}

static inline void machine_load(struct machine *m)
{
	const struct ebpf_env env = {
		.data = m, .time_ns = machine_number,
		.pid_tgid = machine_thread, .uid_gid = machine_thread,
		.comm = machine_comm, .cpu = machine_small,
		.random = machine_small, .cookie = machine_cookie,
		.read_user = machine_read,
	};
	struct err e = ERR_INIT;

	m->vm = ebpf_vm_new(&env, MACHINE_CPUS);
	m->regs[0] = USER_FIRST + 10;
	for (size_t i = 0; i < m->image.maps.len; i++) {
		const struct image_map *im = &m->image.maps.items[i];
		struct vmap_spec spec = { im->type, im->key_size,
					  im->value_size, im->max_entries,
					  im->flags };

		if (ebpf_vm_add_map(m->vm, &spec, &e))
			BUG("%s", e.text);
		for (uint32_t k = 0; im->initial && k < im->max_entries; k++)
			vmap_update(ebpf_vm_map(m->vm, i), &k,
				    (const char *)im->initial +
				    k * im->value_size, BPF_ANY, 0);
	}
}

/* ---- the consumer ------------------------------------------------------- */

static inline int machine_clear(void *data, const struct image_agg *agg,
				struct err *e)
{
	struct vmap *map = ebpf_vm_map(((struct machine *)data)->vm,
				       (size_t)agg->map);

	(void)e;
	for (size_t slot = 0; slot < vmap_slots(map); slot++)
		for (unsigned n = 0; vmap_key(map, slot) &&
		     n < vmap_copies(map); n++)
			memset(vmap_value(map, slot, n), 0, agg->value_size);
	return 0;
}

static inline int machine_trunc(void *data, const struct image_agg *agg,
				const void *keys, size_t nkeys, struct err *e)
{
	struct vmap *map = ebpf_vm_map(((struct machine *)data)->vm,
				       (size_t)agg->map);

	(void)e;
	if (!keys)
		vmap_delete_all(map);
	for (size_t i = 0; keys && i < nkeys; i++)
		vmap_delete(map, (const char *)keys + i * agg->key_size);
	return 0;
}

static inline int machine_snapshot(void *data, const struct image_agg *agg,
				   int (*row)(void *arg, const void *key,
					      const void *values,
					      unsigned ncpus),
				   void *arg, struct err *e)
{
	struct vmap *map = ebpf_vm_map(((struct machine *)data)->vm,
				       (size_t)agg->map);
	unsigned copies = vmap_copies(map);
	char *values = xcalloc(copies, agg->value_size);
	int ret = 0;

	(void)e;
	for (size_t slot = 0; !ret && slot < vmap_slots(map); slot++) {
		const void *key = vmap_key(map, slot);

		for (unsigned n = 0; key && n < copies; n++)
			memcpy(values + n * agg->value_size,
			       vmap_value(map, slot, n), agg->value_size);
		if (key)
			ret = row(arg, key, values, copies);
	}
	free(values);
	return ret;
}

/* Destructive actions are refused: what fuzzing finds must not run. */
static inline int machine_refuse(struct err *e)
{
	return err_set(e, -EPERM, "not while fuzzing");
}

static inline int machine_system(void *data, const char *command,
				 struct err *e)
{
	(void)data;
	(void)command;
	return machine_refuse(e);
}

static inline int machine_reopen(void *data, const char *path,
				 struct consume_options *options,
				 struct err *e)
{
	(void)data;
	(void)path;
	(void)options;
	return machine_refuse(e);
}

static inline int machine_copyout(void *data, uint32_t pid, uint64_t address,
				  const void *bytes, size_t n, struct err *e)
{
	(void)data;
	(void)pid;
	(void)address;
	(void)bytes;
	(void)n;
	return machine_refuse(e);
}

static inline int machine_set_option(void *data, const char *name,
				     const char *value,
				     struct consume_options *options,
				     struct err *e)
{
	(void)data;
	(void)name;
	(void)value;
	(void)options;
	return machine_refuse(e);
}

static inline void machine_consume(struct machine *m,
				   struct consume_options options)
{
	const struct consume_source source = {
		.data = m, .snapshot = machine_snapshot,
		.clear = machine_clear, .trunc = machine_trunc,
		.system = machine_system, .reopen = machine_reopen,
		.copyout = machine_copyout, .set_option = machine_set_option,
	};

	m->out = fopen("/dev/null", "we");
	if (!m->out)
		BUG("no /dev/null");
	options.out = options.err = m->out;
	m->consumer = consumer_new(&m->image, &options, &source);
}

static inline void machine_release(struct machine *m)
{
	consumer_free(m->consumer);
	if (m->out)
		fclose(m->out);
	ebpf_vm_free(m->vm);
	vec_release(&m->bindings);
	image_release(&m->image);
	diags_release(&m->diags);
	source_free(m->source);
	arena_release(&m->arena);
}

#endif
