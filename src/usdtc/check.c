/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/strmap.h"
#include "usdtc/ctype.h"
#include "usdtc/usdtc.h"

static const char *what_is(const struct type *t)
{
	switch (type_resolve(t)->kind) {
	case TYPE_STRUCT:
		return "a struct";
	case TYPE_UNION:
		return "a union";
	case TYPE_FLOAT:
		return "larger than 8 bytes";
	case TYPE_FUNCTION:
		return "a function";
	default:
		return "of an incomplete type";
	}
}

static void check_params(const struct probe_decl *probe, struct diags *diags)
{
	for (size_t i = 0; i < probe->nnative; i++) {
		const struct probe_param *p = &probe->native[i];

		if (!ctype_size(p->type))
			diag_add(diags, "D_DECL_PROTO_TYPE", p->loc,
				 "argument %zu of probe '%s' is %s: pass its "
				 "address", i + 1, probe->c_name,
				 what_is(p->type));
	}
}

/* Two names that a C program could not tell apart. */
static void claim(struct strmap *taken, const struct probe_decl *probe,
		  const char *what, const char *name, struct diags *diags)
{
	const struct probe_decl *first = strmap_get(taken, name);

	if (!first)
		strmap_set(taken, name, (void *)probe);
	else
		diag_add(diags, "D_PROV_PRDUP", probe->loc,
			 "probe '%s' needs the %s '%s', which probe '%s' has",
			 probe->c_name, what, name, first->c_name);
}

static void claim_names(struct strmap *taken,
			const struct provider_decl *provider,
			const struct probe_decl *probe, struct diags *diags)
{
	struct buf name = BUF_INIT;

	usdtc_macro(provider, probe, &name);
	claim(taken, probe, "macro", name.data, diags);
	buf_add_str(&name, "_ENABLED");
	claim(taken, probe, "macro", name.data, diags);
	buf_clear(&name);
	usdtc_semaphore(provider, probe, &name);
	claim(taken, probe, "symbol", name.data, diags);
	buf_release(&name);
}

void usdtc_check(const struct provider_decl *list, struct diags *diags)
{
	struct strmap taken = STRMAP_INIT;

	for (; list; list = list->next)
		for (const struct probe_decl *p = list->probes; p;
		     p = p->next) {
			check_params(p, diags);
			claim_names(&taken, list, p, diags);
		}
	strmap_release(&taken);
}
