/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as D source, as far as they get: what checks is compiled, what is
 * compiled runs in the interpreter, and its records are shown. Code that we
 * generate never makes a wrong access. The seeds are the language corpus.
 */
#include "machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int show(void *data, const void *record, size_t len)
{
	int ret = consumer_record(((struct machine *)data)->consumer, record,
				  len);

	if (ret == -EINVAL)
		BUG("a record that its own program made was not taken");
	return 0;
}

static void run(struct machine *m)
{
	static const struct run_args none;
	int ring = image_find_map(&m->image, MAP_RING);

	for (size_t i = 0; i < m->image.progs.len; i++) {
		const struct image_prog *p = &m->image.progs.items[i];
		bool is_run = p->kind == PROG_RUN;
		struct err e = ERR_INIT;
		uint64_t result;
		int ret = ebpf_vm_run(m->vm, p->insns, p->ninsns,
				      is_run ? (const void *)&none : m->regs,
				      is_run ? sizeof(none) : sizeof(m->regs),
				      &result, &e);

		if (ret && ret != -ELOOP)
			BUG("%s", e.text);
		vmap_ring_drain(ebpf_vm_map(m->vm, (size_t)ring), show, m);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct consume_options options = { .quiet = size % 2,
					   .flowindent = size % 3 == 0,
					   .json = size % 5 == 0 };
	struct machine m;

	if (machine_compile(&m, (const char *)data, size)) {
		machine_load(&m);
		machine_consume(&m, options);
		run(&m);
		run(&m);
		consumer_aggregations(m.consumer);
	}
	machine_release(&m);
	return 0;
}
