/* SPDX-License-Identifier: BSD-2-Clause */
#include "proc/ksyms.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/bug.h"
#include "base/file.h"
#include "base/vec.h"

#define PATH "/proc/kallsyms"
#define TEXT_MAX ((size_t)256 << 20)

struct ksym {
	uint64_t address;
	const char *name, *module;	/* in the text */
};

struct ksyms {
	bool is_read;
	struct buf text;
	VEC(struct ksym) list;		/* by address */
};

struct ksyms *ksyms_new(void)
{
	return xcalloc(1, sizeof(struct ksyms));
}

void ksyms_free(struct ksyms *k)
{
	if (!k)
		return;
	buf_release(&k->text);
	vec_release(&k->list);
	free(k);
}

/* "ffffffff81000000 T _stext", and maybe "\t[module]"; cut into words */
static void add_line(struct ksyms *k, char *line)
{
	char *end, *name, *module;
	uint64_t address = strtoull(line, &end, 16);

	if (end == line || end[0] != ' ' || !end[1] || end[2] != ' ')
		return;
	/* who may not know the addresses is shown zeros */
	if (!address || !strchr("tTwW", end[1]))
		return;
	name = end + 3;
	module = strchr(name, '\t');
	if (module)
		*module++ = '\0';
	if (module && *module == '[' && (end = strchr(module, ']'))) {
		module++;
		*end = '\0';
	}
	*vec_push(&k->list) = (struct ksym){
		address, name, module ? module : "vmlinux",
	};
}

static int by_address(const void *x, const void *y)
{
	const struct ksym *a = x, *b = y;

	return (a->address > b->address) - (a->address < b->address);
}

static void read_all(struct ksyms *k)
{
	struct err e = ERR_INIT;
	char *line, *end;

	k->is_read = true;
	if (file_read(PATH, TEXT_MAX, &k->text, &e) || !k->text.len)
		return;
	for (line = k->text.data; *line; line = end) {
		end = strchrnul(line, '\n');
		if (*end)
			*end++ = '\0';
		add_line(k, line);
	}
	if (k->list.len)
		qsort(k->list.items, k->list.len, sizeof(*k->list.items),
		      by_address);
}

bool ksyms_find(struct ksyms *k, uint64_t address, struct symbol *out)
{
	const struct ksym *found;
	size_t lo = 0, hi;

	if (!k->is_read)
		read_all(k);
	hi = k->list.len;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (k->list.items[mid].address <= address)
			lo = mid + 1;
		else
			hi = mid;
	}
	/* how long the last function is cannot be told */
	if (!lo || lo == k->list.len)
		return false;
	found = &k->list.items[lo - 1];
	*out = (struct symbol){
		found->module, found->name, address - found->address,
	};
	return true;
}

/* ---- by name ------------------------------------------------------- */

/* Is it a line " T name" or " T name\t[module]", with that module? */
static bool is_line_of(const char *name, size_t len, const char *end,
		       const char *module)
{
	const char *rest = name + len;
	size_t n = strlen(module);

	if (!n)
		return *rest == '\t' || *rest == '\n' || !*rest;
	if (!strcmp(module, "vmlinux"))
		return rest == end;
	return rest + n + 3 <= end && rest[0] == '\t' && rest[1] == '[' &&
		!strncmp(rest + 2, module, n) && rest[2 + n] == ']';
}

bool ksyms_address(const char *module, const char *name, uint64_t *address)
{
	struct buf text = BUF_INIT;
	struct err e = ERR_INIT;
	size_t len = strlen(name);
	const char *at, *end;

	*address = 0;
	if (!file_read(PATH, TEXT_MAX, &text, &e))
		for (at = buf_str(&text); !*address && *at;
		     at = *end ? end + 1 : end) {
			const char *space = strchr(at, ' ');

			end = strchrnul(at, '\n');
			if (!space || end - space < 3 || space[2] != ' ' ||
			    strncmp(space + 3, name, len) ||
			    !is_line_of(space + 3, len, end, module))
				continue;
			*address = strtoull(at, NULL, 16);
		}
	buf_release(&text);
	return *address;
}
