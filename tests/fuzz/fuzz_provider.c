/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any text as a provider file: what compiles gives a header and an object, and
 * its description compiles again, to the same description.
 */
#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bug.h"
#include "usdtc/usdtc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool describe(const char *text, size_t len, struct buf *out)
{
	struct diags diags = DIAGS_INIT;
	struct source *source = source_new("fuzz.d", text, len);
	struct provider_decl *list;
	struct buf shown = BUF_INIT;
	struct arena a;
	bool ok;

	arena_init(&a);
	list = provider_parse(&a, source, &diags);
	if (list && !diags_failed(&diags))
		usdtc_check(list, &diags);
	ok = list && !diags_failed(&diags);
	diags_print(&diags, true, &shown);
	if (ok) {
		usdtc_header(list, "fuzz.d", &shown);
		usdtc_object(list, EM_X86_64, false, &shown);
		usdtc_describe(list, out);
	}
	buf_release(&shown);
	diags_release(&diags);
	arena_release(&a);
	source_free(source);
	return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf first = BUF_INIT, second = BUF_INIT;

	if (describe((const char *)data, size, &first) &&
	    (!describe(first.data, first.len, &second) ||
	     strcmp(first.data, second.data)))
		BUG("a description changed:\n%s\n%s", first.data,
		    buf_str(&second));
	buf_release(&first);
	buf_release(&second);
	return 0;
}
