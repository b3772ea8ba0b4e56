/* SPDX-License-Identifier: BSD-2-Clause */
#include "elf/sdt.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

#define SDT_OWNER "stapsdt"
#define SDT_TYPE 3

struct reading {
	struct arena *arena;
	struct elf_file *file;
	struct err *err;
	bool has_base;
	uint64_t base;			/* where .stapsdt.base is now */
	VEC(struct sdt_site) sites;
	size_t damaged;
};

/* The next NUL-terminated string of the note, copied; NULL: there is none. */
static const char *take_string(struct arena *a, const char **p,
			       const char *end)
{
	const char *start = *p;
	const char *nul = memchr(start, '\0', (size_t)(end - start));

	if (!nul)
		return NULL;
	*p = nul + 1;
	return arena_strndup(a, start, (size_t)(nul - start));
}

/* Names end up in tables, in messages, on terminals. */
static bool is_name(const char *s)
{
	if (!s || !*s)
		return false;
	for (; *s; s++)
		if ((unsigned char)*s <= ' ' || *s == 0x7f)
			return false;
	return true;
}

/*
 * File offsets and the function; false when the site is no code, or the
 * semaphore is what nobody may count in.
 */
static bool locate(struct reading *r, struct sdt_site *s)
{
	const struct elf_symbol *symbol;

	if (!elf_vaddr_has_flags(r->file, s->vaddr, PF_X) ||
	    !elf_vaddr_to_offset(r->file, s->vaddr, &s->offset))
		return false;
	if (s->semaphore_vaddr &&
	    (!elf_vaddr_has_flags(r->file, s->semaphore_vaddr, PF_W) ||
	     !elf_vaddr_to_offset(r->file, s->semaphore_vaddr,
				  &s->semaphore_offset)))
		return false;
	symbol = elf_symbol_at(r->file, s->vaddr);
	if (symbol)
		s->function = arena_strdup(r->arena, symbol->name);
	return true;
}

enum found { SITE, NO_SITE, DAMAGED };

static enum found read_site(struct reading *r, const char *p, size_t len,
			    struct sdt_site *s)
{
	const char *end = p + len;
	uint64_t addr[3];		/* site, base, semaphore */

	if (len < sizeof(addr))
		return DAMAGED;
	memcpy(addr, p, sizeof(addr));
	p += sizeof(addr);
	s->provider = take_string(r->arena, &p, end);
	s->name = s->provider ? take_string(r->arena, &p, end) : NULL;
	s->args = s->name ? take_string(r->arena, &p, end) : NULL;
	if (!s->args || !is_name(s->provider) || !is_name(s->name))
		return DAMAGED;
	s->function = "";
	if (elf_file_type(r->file) == ET_REL)
		return SITE;		/* not linked: no addresses */
	/*
	 * Notes are not loaded, so prelink does not correct the addresses in
	 * them; it moves .stapsdt.base by as much as all the rest. Some
	 * linkers drop that section and write 0: nothing to correct then.
	 */
	if (r->has_base && addr[1]) {
		addr[0] += r->base - addr[1];
		if (addr[2])
			addr[2] += r->base - addr[1];
	}
	s->vaddr = addr[0];
	s->semaphore_vaddr = addr[2];
	/*
	 * When a linker drops the function around a site, it may leave the
	 * note, with an address near 0: in a PIE that of the ELF header.
	 */
	if (elf_vaddr_was_dropped(r->file, s->vaddr))
		return NO_SITE;
	return locate(r, s) ? SITE : DAMAGED;
}

static int read_note(void *data, const char *owner, uint32_t type,
		     const void *desc, size_t len)
{
	struct reading *r = data;
	struct sdt_site site = { 0 };

	if (type != SDT_TYPE || strcmp(owner, SDT_OWNER))
		return 0;
	if (r->sites.len + r->damaged >= SDT_SITES_MAX)
		return err_set(r->err, -E2BIG, "more than %d probe sites",
			       SDT_SITES_MAX);
	switch (read_site(r, desc, len, &site)) {
	case SITE:
		*vec_push(&r->sites) = site;
		break;
	case DAMAGED:
		r->damaged++;
		break;
	case NO_SITE:
		break;
	}
	return 0;
}

static int by_name(const void *pa, const void *pb)
{
	const struct sdt_site *a = pa, *b = pb;
	int diff = strcmp(a->provider, b->provider);

	if (!diff)
		diff = strcmp(a->name, b->name);
	if (!diff)
		diff = a->vaddr < b->vaddr ? -1 : a->vaddr > b->vaddr;
	return diff;
}

int sdt_read(struct arena *a, struct elf_file *f, struct sdt_sites *out,
	     struct err *e)
{
	struct reading r = { .arena = a, .file = f, .err = e };
	int ret;

	memset(out, 0, sizeof(*out));
	r.has_base = elf_section_addr(f, ".stapsdt.base", &r.base) && r.base;
	ret = elf_file_notes(f, read_note, &r, e);
	if (ret == -EBADMSG) {	/* the rest of a section is lost */
		r.damaged++;
		ret = 0;
	}
	if (!ret && r.sites.len) {
		qsort(r.sites.items, r.sites.len, sizeof(*r.sites.items),
		      by_name);
		out->items = arena_memdup(a, r.sites.items,
					  r.sites.len * sizeof(*out->items));
	}
	out->len = ret ? 0 : r.sites.len;
	out->damaged = r.damaged;
	vec_release(&r.sites);
	return ret;
}
