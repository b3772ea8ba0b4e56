/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image.h"

#include <string.h>

#include "base/bug.h"
#include "image/bucket.h"

void image_init(struct image *im)
{
	memset(im, 0, sizeof(*im));
	arena_init(&im->arena);
}

void image_release(struct image *im)
{
	vec_release(&im->maps);
	vec_release(&im->objects);
	vec_release(&im->sites);
	vec_release(&im->progs);
	vec_release(&im->clauses);
	vec_release(&im->aggs);
	vec_release(&im->strings);
	arena_release(&im->arena);
}

int image_find_map(const struct image *im, enum map_role role)
{
	for (size_t i = 0; i < im->maps.len; i++)
		if (im->maps.items[i].role == role)
			return (int)i;
	return -1;
}

struct bpf_insn *image_prog_resolve(const struct image_prog *p,
				    const int32_t *maps)
{
	struct bpf_insn *insns = xcalloc(p->ninsns, sizeof(*insns));

	memcpy(insns, p->insns, p->ninsns * sizeof(*insns));
	for (size_t i = 0; i + 1 < p->ninsns; i++) {
		if (insns[i].code != (BPF_LD | BPF_IMM | BPF_DW))
			continue;
		if (insns[i].src_reg == BPF_PSEUDO_MAP_VALUE ||
		    insns[i].src_reg == BPF_PSEUDO_MAP_FD)
			insns[i].imm = maps[insns[i].imm];
		i++;
	}
	return insns;
}

uint32_t image_agg_value_size(enum agg_func func, const int64_t params[4])
{
	switch (func) {
	case AGG_COUNT:
	case AGG_SUM:
		return 8;
	case AGG_MIN:
	case AGG_MAX:
	case AGG_AVG:
		return 16;
	case AGG_STDDEV:
		return 32;
	case AGG_QUANTIZE:
	case AGG_LQUANTIZE:
	case AGG_LLQUANTIZE:
		return bucket_count(func, params) * 8;
	}
	BUG("value size of aggregating function %d", (int)func);
}
