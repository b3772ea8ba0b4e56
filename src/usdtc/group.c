/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Probes that belong together: the semaphores of a group lie in one block, so
 * that few comparisons tell whether any of its probes is traced.
 */
#include <string.h>

#include "base/strmap.h"
#include "usdtc/usdtc.h"

/* The length of "request" in request__done; 0 when there is no "__". */
static size_t first_part(const char *name)
{
	const char *end = strstr(name, "__");

	return end ? (size_t)(end - name) : 0;
}

size_t usdtc_group(const struct probe_decl *first)
{
	size_t part = first_part(first->c_name), n = 1;

	if (!part)
		return 1;
	for (const struct probe_decl *p = first->next; p; p = p->next, n++)
		if (first_part(p->c_name) != part ||
		    memcmp(p->c_name, first->c_name, part))
			break;
	return n;
}

void usdtc_group_name(const struct probe_decl *first, struct buf *out)
{
	buf_add(out, first->c_name, first_part(first->c_name));
}

/*
 * All members count: two headers may have the same provider, and groups with
 * different members in it.
 */
void usdtc_block(const struct provider_decl *provider,
		 const struct probe_decl *first, struct buf *out)
{
	size_t n = usdtc_group(first);
	uint32_t hash = 2166136261u;

	if (n == 1) {
		usdtc_semaphore(provider, first, out);
		return;
	}
	buf_printf(out, "%s_", provider->name);
	usdtc_group_name(first, out);
	for (const struct probe_decl *p = first; n--; p = p->next)
		/* with the NUL that parts the names */
		for (const char *s = p->c_name;; s++) {
			hash = (hash ^ (unsigned char)*s) * 16777619u;
			if (!*s)
				break;
		}
	buf_printf(out, "_semaphores_%08x", hash);
}

size_t usdtc_block_size(size_t probes)
{
	return (probes * SEMAPHORE_SIZE + 7) / 8 * 8;
}

/* REQUEST_ANY_ENABLED, behind NGINX_ */
static void add_any_macro(const struct provider_decl *provider,
			  const struct probe_decl *first, struct buf *out)
{
	usdtc_macro(provider, first, out);
	/* the part has no "__" in it: as long in the macro */
	out->len = strlen(provider->name) + 1 + first_part(first->c_name);
	buf_add_str(out, "_ANY_ENABLED");
}

bool usdtc_any_macro(const struct strmap *macros,
		     const struct provider_decl *provider,
		     const struct probe_decl *first, struct buf *out)
{
	add_any_macro(provider, first, out);
	return strmap_get(macros, out->data) == first;
}

/* The value is the first probe of the group that may have the macro. */
static void claim(struct strmap *macros, const char *name, const void *who)
{
	strmap_set(macros, name, strmap_get(macros, name) ? macros :
		   (void *)who);
}

void usdtc_claim_macros(const struct provider_decl *provider,
			struct strmap *macros)
{
	const struct probe_decl *p = provider->probes;
	struct buf name = BUF_INIT;

	for (size_t left = 0; p; p = p->next, left--) {
		buf_clear(&name);
		usdtc_macro(provider, p, &name);
		claim(macros, name.data, provider);
		buf_add_str(&name, "_ENABLED");
		claim(macros, name.data, provider);
		if (left)
			continue;
		left = usdtc_group(p);
		buf_clear(&name);
		add_any_macro(provider, p, &name);
		if (left > 1)
			claim(macros, name.data, p);
	}
	buf_release(&name);
}
