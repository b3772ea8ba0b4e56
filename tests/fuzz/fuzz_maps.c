/* SPDX-License-Identifier: BSD-2-Clause */
/* Any text as /proc/PID/maps: paths in it are chosen by anyone. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bug.h"
#include "proc/maps.h"
#include "proc/maps_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct mapping *m, const char *line, size_t len)
{
	struct buf path = BUF_INIT;

	if (m->start >= m->end || !m->ino)
		BUG("a mapping of nothing");
	if (m->text_path <= line ||
	    m->text_path + m->text_path_len != line + len)
		BUG("a path outside its line");
	maps_unescape(m->text_path, m->text_path_len, &path);
	if (path.len > m->text_path_len)
		BUG("a path that grew");
	buf_release(&path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data, *end = p + size;

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((nl ? nl : end) - p);
		struct mapping m;

		if (maps_parse_line(p, len, &m))
			check(&m, p, len);
		p += len + 1;
	}
	return 0;
}
