/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * syscall: entry and return of each system call of this processor, under the
 * kernel's own name for it. The names are those of <asm/unistd.h>, so a call
 * that is newer than the headers of the build has no probes.
 */
#include <asm/unistd.h>
#include <stdlib.h>

#include "image/image.h"
#include "probe/provider.h"

static const struct {
	uint16_t nr;
	const char *name;
} calls[] = {
#define SYSCALL(name) { __NR_##name, #name },
#include "probe/syscalls.def"
#undef SYSCALL
};

static const struct provider_decl decl = {
	.name = "syscall",
	.attrs = {
		[ATTR_PROVIDER] = PROVIDER_ATTRS(EVOLVING, EVOLVING, COMMON),
		[ATTR_MODULE] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_FUNCTION] = PROVIDER_ATTRS(PRIVATE, PRIVATE, ISA),
		[ATTR_NAME] = PROVIDER_ATTRS(EVOLVING, EVOLVING, COMMON),
		[ATTR_ARGS] = PROVIDER_ATTRS(PRIVATE, PRIVATE, ISA),
	},
};

static int by_id(const void *pa, const void *pb)
{
	const struct probe *a = *(struct probe *const *)pa;
	const struct probe *b = *(struct probe *const *)pb;

	return a->id < b->id ? -1 : a->id > b->id;
}

static int fill(struct probe_set *s, struct probe_list *out, struct err *e)
{
	static const char *const names[] = { "entry", "return" };

	(void)e;
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		for (unsigned r = 0; r < 2; r++) {
			uint32_t id = provider_syscall.first_id +
				      2u * calls[i].nr + r;
			struct probe *p;

			if (calls[i].nr >= SYSCALLS_MAX)
				continue;
			p = provider_add(s, out, &provider_syscall, id,
					 calls[i].name, names[r]);
			p->kind = PROBE_SYSCALL;
			p->syscall = calls[i].nr;
			p->is_return = r;
		}
	qsort(out->items, out->len, sizeof(*out->items), by_id);
	return 0;
}

const struct provider provider_syscall = {
	.decl = &decl, .first_id = 1001, .room = 1100, .fill = fill,
};
