/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A made-up machine for compiled D: sites with arguments in made-up registers,
 * processes, user memory at one address; programs run in the interpreter.
 */
#ifndef TESTS_CG_WORLD_H
#define TESTS_CG_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cg/cg.h"
#include "ebpf/interp.h"
#include "lang/lang.h"

#define USER_MEMORY 0x5000

static const struct arch_reg reg_a = { "a", 0, 8, 0 };
static const struct arch_reg reg_b = { "b", 8, 8, 0 };
static const struct arch_reg reg_bh = { "bh", 8, 1, 8 };

struct world {
	struct arena arena;
	struct source *source;
	struct diags diags;
	struct program program;
	struct image image;
	struct ebpf_vm *vm;
	/* what the firing program sees */
	uint64_t regs[32];		/* pt_regs: a, b, ... */
	uint64_t cookie;
	uint32_t pid, tid;
	char memory[64];		/* at USER_MEMORY */
	int signal;			/* that was sent last */
	/* the records of the last run, one behind another */
	char records[8192];
	size_t nrecords, record_bytes;
};

static uint64_t w_time(void *data)
{
	(void)data;
	return 123456789;
}

static uint64_t w_pid_tgid(void *data)
{
	struct world *w = data;

	return (uint64_t)w->pid << 32 | w->tid;
}

static uint64_t w_uid_gid(void *data)
{
	(void)data;
	return (uint64_t)20 << 32 | 10;
}

static void w_comm(void *data, char comm[EBPF_COMM_SIZE])
{
	(void)data;
	memset(comm, 0, EBPF_COMM_SIZE);
	strcpy(comm, "unit");
}

static uint32_t w_cpu(void *data)
{
	(void)data;
	return 1;
}

static uint32_t w_random(void *data)
{
	(void)data;
	return 4;
}

static uint64_t w_cookie(void *data)
{
	return ((struct world *)data)->cookie;
}

static size_t w_read_user(void *data, uint64_t address, void *to, size_t size)
{
	struct world *w = data;
	size_t room;

	if (address < USER_MEMORY ||
	    address >= USER_MEMORY + sizeof(w->memory))
		return 0;
	room = USER_MEMORY + sizeof(w->memory) - address;
	if (size > room)
		size = room;
	memcpy(to, w->memory + (address - USER_MEMORY), size);
	return size;
}

static int w_signal(void *data, int number)
{
	((struct world *)data)->signal = number;
	return 0;
}

static inline void world_start(struct world *w)
{
	memset(w, 0, sizeof(*w));
	arena_init(&w->arena);
	image_init(&w->image);
	w->pid = 100;
	w->tid = 101;
}

static inline void world_end(struct world *w)
{
	ebpf_vm_free(w->vm);
	image_release(&w->image);
	diags_release(&w->diags);
	source_free(w->source);
	arena_release(&w->arena);
}

static uint32_t w_intern(struct world *w, const char *text)
{
	*vec_push(&w->image.strings) = text;
	return (uint32_t)w->image.strings.len - 1;
}

/* One more site of probe unit:module:function:name with these operands. */
static inline uint32_t world_site(struct world *w, const char *name,
				  const struct operand *args, size_t nargs)
{
	struct image_site s = { .object = 0, .has_pid = true };

	s.strings[PART_PROVIDER] = w_intern(w, "unit");
	s.strings[PART_MODULE] = w_intern(w, "module");
	s.strings[PART_FUNCTION] = w_intern(w, "function");
	s.strings[PART_NAME] = w_intern(w, name);
	s.args = args;
	s.bad_args = arena_alloc(&w->arena, nargs * sizeof(char *));
	s.nargs = nargs;
	*vec_push(&w->image.sites) = s;
	return (uint32_t)w->image.sites.len - 1;
}

/* Compile D; clause i fires as bindings say. */
static inline void world_compile(struct world *w, const char *text,
				 const struct image_binding *bindings,
				 size_t nbindings)
{
	struct lang_options options = { .script_name = "unit",
					.strsize = 32 };
	struct lang_world none = { 0 };
	struct cg_input in = {
		.program = &w->program, .bindings = bindings,
		.nbindings = nbindings,
		.options = { .strsize = 32, .bufsize = 4096, .aggkeys = 4,
			     .dynkeys = 4, .nspec = 2, .specsize = 4096,
			     .may_sleep = true },
	};
	struct buf b = BUF_INIT;

	w->source = source_new("-n", text, strlen(text));
	lang_parse(&w->arena, w->source, LANG_NAME, &options, &w->program,
		   &w->diags);
	lang_check(&w->arena, &w->program, &options, &none, &w->diags);
	if (!diags_failed(&w->diags))
		cg_compile(&in, &w->image, &w->diags);
	diags_print(&w->diags, true, &b);
	if (diags_failed(&w->diags))
		fail_msg("%s", buf_str(&b));
	buf_release(&b);
}

static inline void world_load(struct world *w)
{
	static struct ebpf_env env = {
		.time_ns = w_time, .pid_tgid = w_pid_tgid,
		.uid_gid = w_uid_gid, .comm = w_comm, .cpu = w_cpu,
		.random = w_random, .cookie = w_cookie,
		.read_user = w_read_user, .signal = w_signal,
	};
	struct err e = ERR_INIT;

	env.data = w;
	w->vm = ebpf_vm_new(&env, 2);
	for (size_t i = 0; i < w->image.maps.len; i++) {
		const struct image_map *m = &w->image.maps.items[i];
		struct vmap_spec spec = { m->type, m->key_size, m->value_size,
					  m->max_entries, m->flags };

		assert_true(ebpf_vm_add_map(w->vm, &spec, &e) >= 0);
		for (uint32_t k = 0; m->initial && k < m->max_entries; k++)
			vmap_update(ebpf_vm_map(w->vm, i), &k,
				    (const char *)m->initial +
				    k * m->value_size, BPF_ANY, 0);
	}
}

static int w_record(void *data, const void *record, size_t len)
{
	struct world *w = data;

	assert_true(w->record_bytes + len <= sizeof(w->records));
	memcpy(w->records + w->record_bytes, record, len);
	w->record_bytes += len;
	w->nrecords++;
	return 0;
}

/* Fire at a site: the program that has it runs, and its records are kept. */
static inline void world_fire(struct world *w, uint32_t site)
{
	struct err e = ERR_INIT;
	uint64_t result;
	int ring = image_find_map(&w->image, MAP_RING);

	w->cookie = site;
	w->nrecords = w->record_bytes = 0;
	for (size_t i = 0; i < w->image.progs.len; i++) {
		const struct image_prog *p = &w->image.progs.items[i];

		for (size_t k = 0; k < p->nsites; k++)
			if (p->sites[k] == site &&
			    ebpf_vm_run(w->vm, p->insns, p->ninsns, w->regs,
					sizeof(w->regs), &result, &e))
				fail_msg("%s", e.text);
	}
	vmap_ring_drain(ebpf_vm_map(w->vm, (size_t)ring), w_record, w);
}

/* Field number of the action of the last run's only record. */
static inline int64_t world_field(const struct world *w, size_t action,
				  size_t field)
{
	const struct record_header *h = (const void *)w->records;
	const struct image_field *f = &w->image.clauses.items[h->clause]
		.actions[action].fields[field];
	int64_t value = 0;

	assert_int_equal(w->nrecords, 1);
	assert_int_equal(h->kind, RECORD_DATA);
	memcpy(&value, w->records + f->offset, f->size);
	return value;
}

static inline const char *world_text(const struct world *w, size_t action,
				     size_t field)
{
	const struct record_header *h = (const void *)w->records;

	return w->records + w->image.clauses.items[h->clause]
		.actions[action].fields[field].offset;
}

#endif
