/* SPDX-License-Identifier: BSD-2-Clause */
#include "drift/patch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bug.h"
#include "base/file.h"

#define MAX_SERIES (1 << 20)
#define MAX_PATCH (64 << 20)
#define MAX_LINE_NUMBER 100000000L

/* Where the parser stands in a patch. */
struct reader {
	struct patch *patch;
	const char *p, *end;	/* the next line */
	int at;			/* its number */
	int strip;
	struct err *e;
};

static int bad(struct reader *r, int at, const char *what)
{
	return err_set(r->e, -EINVAL, "%s:%d: %s", r->patch->path, at, what);
}

/* The length of the next line, without its newline; 0 at the end as well. */
static size_t peek(const struct reader *r)
{
	const char *nl = memchr(r->p, '\n', (size_t)(r->end - r->p));

	return (size_t)((nl ? nl : r->end) - r->p);
}

static bool starts(const struct reader *r, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(r->end - r->p) >= n && memcmp(r->p, word, n) == 0;
}

static void next(struct reader *r)
{
	r->p += peek(r);
	if (r->p < r->end)
		r->p++;
	r->at++;
}

/* No component that leaves the tree or enters git's own directory. */
static bool is_inside(const char *path)
{
	if (*path == '/' || *path == '\0')
		return false;
	while (*path) {
		size_t n = strcspn(path, "/");

		if (n == 0 || (n == 1 && path[0] == '.') ||
		    (n == 2 && memcmp(path, "..", 2) == 0) ||
		    (n == 4 && strncasecmp(path, ".git", 4) == 0))
			return false;
		path += n;
		path += *path == '/' && path[1];
	}
	return true;
}

/* The path of a line `--- a/x`; NULL is /dev/null. -EINVAL: no good one. */
static int header_path(struct reader *r, char **path)
{
	size_t n = peek(r);
	const char *p = r->p + 4, *tab = memchr(r->p, '\t', n);
	char *copy = xstrndup(p, (size_t)((tab ? tab : r->p + n) - p));
	const char *rest = copy;

	*path = NULL;
	copy[strcspn(copy, "\r")] = '\0';
	if (strcmp(copy, "/dev/null") == 0) {
		free(copy);
		return 0;
	}
	for (int i = 0; i < r->strip && rest; i++)
		rest = strchr(rest, '/') ? strchr(rest, '/') + 1 : NULL;
	if (rest && is_inside(rest))
		*path = xstrdup(rest);
	free(copy);
	return *path ? 0 : bad(r, r->at, "no path inside of the source tree");
}

/* `-12,3`: the sign is there; without a comma the length is 1. */
static bool read_range(const char **p, char sign, long *start, long *len)
{
	char *end;

	if (**p != sign || (*p)[1] < '0' || (*p)[1] > '9')
		return false;
	*start = strtol(*p + 1, &end, 10);
	*len = 1;
	if (*end == ',' && end[1] >= '0' && end[1] <= '9')
		*len = strtol(end + 1, &end, 10);
	*p = end;
	return *start <= MAX_LINE_NUMBER && *len <= MAX_LINE_NUMBER;
}

static int hunk_header(struct reader *r, struct hunk *h)
{
	const char *p = r->p + 3;

	h->at = r->at;
	if (!read_range(&p, '-', &h->old_start, &h->old_len) || *p++ != ' ' ||
	    !read_range(&p, '+', &h->new_start, &h->new_len) ||
	    strncmp(p, " @@", 3) != 0)
		return bad(r, r->at, "a hunk starts with @@ -LINE,COUNT "
			   "+LINE,COUNT @@");
	next(r);
	return 0;
}

/* "\ No newline at end of file" takes the newline off the line before. */
static void no_newline(struct hunk *h)
{
	struct line *l;

	if (h->lines.len == 0)
		return;
	l = &h->lines.items[h->lines.len - 1].line;
	if (l->len > 0 && l->p[l->len - 1] == '\n')
		*l = line_make(l->p, l->len - 1);
}

static int hunk_line(struct reader *r, struct hunk *h, long *old, long *fresh)
{
	size_t n = peek(r), full = n + (r->p + n < r->end);
	char kind = n ? *r->p : ' ';	/* some mailers eat a lone blank */
	struct hunk_line *l;

	if (kind == '\\') {
		no_newline(h);
		next(r);
		return 0;
	}
	if (!strchr(" -+", kind))
		return bad(r, r->at, "a line of a hunk starts with a blank, "
			   "- or +");
	l = vec_push(&h->lines);
	l->kind = kind;
	l->line = line_make(r->p + (n > 0), full - (n > 0));
	*old -= kind != '+';
	*fresh -= kind != '-';
	next(r);
	return 0;
}

static void count_context(struct hunk *h)
{
	size_t n = h->lines.len;

	while ((size_t)h->prefix < n &&
	       h->lines.items[h->prefix].kind == ' ')
		h->prefix++;
	while ((size_t)h->suffix < n &&
	       h->lines.items[n - 1 - (size_t)h->suffix].kind == ' ')
		h->suffix++;
}

static int read_hunk(struct reader *r, struct patch_file *f)
{
	struct hunk *h = vec_push(&f->hunks);
	int ret = hunk_header(r, h);
	long old = h->old_len, fresh = h->new_len;

	while (ret == 0 && (old > 0 || fresh > 0)) {
		if (r->p == r->end)
			return bad(r, r->at, "the patch ends within a hunk");
		ret = hunk_line(r, h, &old, &fresh);
	}
	if (ret)
		return ret;
	if (old < 0 || fresh < 0)
		return bad(r, h->at, "the hunk has other lines than its @@ "
			   "says");
	if (r->p < r->end && *r->p == '\\') {
		no_newline(h);
		next(r);
	}
	count_context(h);
	return 0;
}

static int read_file(struct reader *r)
{
	struct patch_file *f = vec_push(&r->patch->files);
	char *old = NULL, *fresh = NULL;
	int ret;

	f->at = r->at;
	ret = header_path(r, &old);
	next(r);
	if (ret == 0 && !starts(r, "+++ "))
		ret = bad(r, r->at, "+++ is missing behind ---");
	if (ret == 0)
		ret = header_path(r, &fresh);
	if (ret == 0 && !old && !fresh)
		ret = bad(r, f->at, "names no file");
	if (ret == 0 && old && fresh && strcmp(old, fresh) != 0)
		ret = bad(r, f->at, "renames a file: not supported");
	f->creates = !old;
	f->deletes = !fresh;
	f->path = fresh ? fresh : old;
	if (fresh)
		free(old);
	if (ret)
		return ret;
	next(r);
	while (ret == 0 && starts(r, "@@ "))
		ret = read_hunk(r, f);
	if (ret == 0 && f->hunks.len == 0)
		ret = bad(r, f->at, "has no hunk");
	/* a diff may say it by the range alone */
	if (ret == 0 && f->hunks.items[0].old_start == 0 &&
	    f->hunks.items[0].old_len == 0)
		f->creates = true;
	return ret;
}

int patch_parse(struct patch *p, int strip, struct err *e)
{
	struct reader r = { p, buf_str(&p->bytes), NULL, 1, strip, e };
	int ret = 0;

	r.end = r.p + p->bytes.len;
	while (ret == 0 && r.p < r.end) {
		if (starts(&r, "rename from ") || starts(&r, "copy from "))
			return bad(&r, r.at, "renames a file: not supported");
		if (starts(&r, "GIT binary patch") ||
		    starts(&r, "Binary files "))
			return bad(&r, r.at, "a binary patch: not supported");
		if (starts(&r, "--- ") && r.p[4] != '\n')
			ret = read_file(&r);
		else
			next(&r);
	}
	return ret;
}

void patch_release(struct patch *p)
{
	for (size_t i = 0; i < p->files.len; i++) {
		struct patch_file *f = &p->files.items[i];

		for (size_t j = 0; j < f->hunks.len; j++)
			vec_release(&f->hunks.items[j].lines);
		vec_release(&f->hunks);
		free(f->path);
	}
	vec_release(&p->files);
	buf_release(&p->bytes);
	free(p->name);
	free(p->path);
}

/* One line of a series: NAME [-pN] [# words]. */
static int read_entry(struct series *s, const char *dir, char *line, int at,
		      struct err *e)
{
	char *save, *name, *option;
	struct patch *p;
	int strip = 1, ret;

	line[strcspn(line, "#\r")] = '\0';
	name = strtok_r(line, " \t", &save);
	if (!name)
		return 0;
	option = strtok_r(NULL, " \t", &save);
	if (option) {
		if (strncmp(option, "-p", 2) != 0 || option[2] < '0' ||
		    option[2] > '9' || option[3])
			return err_set(e, -EINVAL, "%s:%d: '%s': only -p0 to "
				       "-p9 may stand behind a name", s->path,
				       at, option);
		strip = option[2] - '0';
	}
	p = vec_push(&s->patches);
	p->name = xstrdup(name);
	p->path = xasprintf("%s%s", dir, name);
	ret = file_read(p->path, MAX_PATCH, &p->bytes, e);
	if (ret) {
		err_prefix(e, "%s:%d", s->path, at);
		return ret;
	}
	return patch_parse(p, strip, e);
}

int series_read(struct series *s, const char *path, struct err *e)
{
	struct buf text = BUF_INIT;
	struct stat st;
	char *dir, *slash, *line, *save;
	int ret, at = 0;

	memset(s, 0, sizeof(*s));
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		s->path = xasprintf("%s/series", path);
	else
		s->path = xstrdup(path);
	dir = xstrdup(s->path);
	slash = strrchr(dir, '/');
	dir[slash ? slash + 1 - dir : 0] = '\0';
	ret = file_read(s->path, MAX_SERIES, &text, e);
	for (line = text.data; ret == 0 && line; line = save) {
		save = strchr(line, '\n');
		if (save)
			*save++ = '\0';
		ret = read_entry(s, dir, line, ++at, e);
	}
	if (ret == 0 && s->patches.len == 0)
		ret = err_set(e, -EINVAL, "%s: names no patch", s->path);
	buf_release(&text);
	free(dir);
	return ret;
}

void series_release(struct series *s)
{
	for (size_t i = 0; i < s->patches.len; i++)
		patch_release(&s->patches.items[i]);
	vec_release(&s->patches);
	free(s->path);
}
