/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/json.h"

#include <stdbool.h>

/* Bytes of the character that begins at p, or 0: it is not UTF-8. */
static size_t character(const unsigned char *p, size_t n)
{
	size_t len = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 :
		     *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;

	if (!len || len > n)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	/* spelled longer than needed, a surrogate, above U+10FFFF */
	if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) ||
	    (*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] > 0x8f))
		return 0;
	return len;
}

static bool is_utf8(const unsigned char *p, size_t n)
{
	while (n) {
		size_t len = character(p, n);

		if (!len)
			return false;
		p += len;
		n -= len;
	}
	return true;
}

void json_bytes(const unsigned char *p, size_t n, struct buf *out)
{
	buf_add_str(out, "{\"hex\":\"");
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%02x", p[i]);
	buf_add_str(out, "\"}");
}

void json_text(const char *s, size_t n, struct buf *out)
{
	static const char names[] = "\bb\tt\nn\ff\rr\\\\\"\"";

	if (!is_utf8((const unsigned char *)s, n)) {
		json_bytes((const unsigned char *)s, n, out);
		return;
	}
	buf_add_char(out, '"');
	for (size_t i = 0; i < n; i++) {
		const char *name = names;

		while (*name && *name != s[i])
			name += 2;
		if (*name)
			buf_printf(out, "\\%c", name[1]);
		else if ((unsigned char)s[i] < ' ')
			buf_printf(out, "\\u%04x", (unsigned char)s[i]);
		else
			buf_add_char(out, s[i]);
	}
	buf_add_char(out, '"');
}
