/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text of /proc/PID/maps:
 *	START-END PERM OFFSET MAJOR:MINOR INODE   PATH
 * all numbers in hex but the inode.
 */
#include "proc/maps_text.h"

#include <string.h>
#include <sys/sysmacros.h>

#include "proc/maps.h"

struct cursor {
	const char *p, *end;
};

/* A number and the character that must follow it. */
static bool take_number(struct cursor *c, unsigned base, char after,
			uint64_t *out)
{
	static const char digits[] = "0123456789abcdef";
	const char *start = c->p;
	uint64_t n = 0;

	for (; c->p < c->end && *c->p != after; c->p++) {
		const char *digit = *c->p ? strchr(digits, *c->p) : NULL;

		if (!digit || digit - digits >= (ptrdiff_t)base ||
		    c->p - start >= 20)
			return false;
		n = n * base + (uint64_t)(digit - digits);
	}
	if (c->p == start || c->p == c->end)
		return false;
	c->p++;
	*out = n;
	return true;
}

/* "r-xp " */
static bool take_permissions(struct cursor *c, bool *executable)
{
	if (c->end - c->p < 5 || c->p[4] != ' ')
		return false;
	*executable = c->p[2] == 'x';
	c->p += 5;
	return true;
}

bool maps_parse_line(const char *line, size_t len, struct mapping *out)
{
	struct cursor c = { line, line + len };
	uint64_t major, minor, ino;

	memset(out, 0, sizeof(*out));
	if (!take_number(&c, 16, '-', &out->start) ||
	    !take_number(&c, 16, ' ', &out->end) ||
	    !take_permissions(&c, &out->is_executable) ||
	    !take_number(&c, 16, ' ', &out->offset) ||
	    !take_number(&c, 16, ':', &major) ||
	    !take_number(&c, 16, ' ', &minor) ||
	    !take_number(&c, 10, ' ', &ino))
		return false;
	while (c.p < c.end && *c.p == ' ')
		c.p++;
	/* Anonymous memory and [vdso] have no inode. */
	if (!ino || c.p == c.end || out->end <= out->start ||
	    major > UINT32_MAX || minor > UINT32_MAX)
		return false;
	out->dev = makedev((unsigned)major, (unsigned)minor);
	out->ino = ino;
	out->text_path = c.p;
	out->text_path_len = (size_t)(c.end - c.p);
	return true;
}

void maps_unescape(const char *text, size_t len, struct buf *path)
{
	for (size_t i = 0; i < len; i++) {
		if (len - i >= 4 && !memcmp(text + i, "\\012", 4)) {
			buf_add_char(path, '\n');
			i += 3;
		} else {
			buf_add_char(path, text[i]);
		}
	}
}
