/* SPDX-License-Identifier: BSD-2-Clause */
#include "usdtc/usdtc.h"

#include <ctype.h>

static void add_upper(struct buf *out, const char *s)
{
	for (; *s; s++)
		buf_add_char(out, (char)toupper((unsigned char)*s));
}

void usdtc_macro(const struct provider_decl *provider,
		 const struct probe_decl *probe, struct buf *out)
{
	const char *p = probe->c_name;

	add_upper(out, provider->name);
	buf_add_char(out, '_');
	for (; *p; p++) {
		/* the two that are a hyphen to D users are one here */
		if (p[0] == '_' && p[1] == '_')
			p++;
		buf_add_char(out, (char)toupper((unsigned char)*p));
	}
}

void usdtc_semaphore(const struct provider_decl *provider,
		     const struct probe_decl *probe, struct buf *out)
{
	buf_printf(out, "%s_%s_semaphore", provider->name, probe->c_name);
}

void usdtc_note_symbol(const struct provider_decl *provider, struct buf *out)
{
	buf_printf(out, "__dtrace_provider_%s", provider->name);
}
