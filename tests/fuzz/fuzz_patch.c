/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any text as a patch, onto any text: what a NUL parts. What applies must come
 * off again, and what is left is what was there.
 */
#include <stdint.h>
#include <string.h>

#include "base/bug.h"
#include "drift/apply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct text *in, const struct patch_file *f)
{
	struct text out = { { NULL, 0, 0 } }, back = { { NULL, 0, 0 } };
	struct applied a = apply_file(in, f, false, 2, &out);

	if (a.fit == FIT_CLEAN && in->lines.len &&
	    apply_file(&out, f, true, 0, &back).fit == FIT_CLEAN &&
	    back.lines.len != in->lines.len)
		BUG("%zu lines, then %zu", in->lines.len, back.lines.len);
	vec_release(&out.lines);
	vec_release(&back.lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	const char *nul = memchr(text, '\0', size);
	size_t n = nul ? (size_t)(nul - text) : size;
	struct patch p = { .path = xstrdup("p"), .name = xstrdup("p") };
	struct text in = { { NULL, 0, 0 } };
	struct err e = ERR_INIT;

	if (n > 0)
		buf_add(&p.bytes, text, n);
	if (nul)
		text_add(&in, nul + 1, size - n - 1);
	if (patch_parse(&p, 1, &e) == 0)
		for (size_t i = 0; i < p.files.len; i++)
			check(&in, &p.files.items[i]);
	vec_release(&in.lines);
	patch_release(&p);
	return 0;
}
