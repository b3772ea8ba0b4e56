/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walking notes. Probe notes are not loaded, so they stand in sections only;
 * a file whose section headers were cut off still has its segments. Both are
 * walked, a segment only where no section covered it.
 */
#include <errno.h>
#include <string.h>

#include "elf/impl.h"

struct walk {
	const struct elf_file *f;
	elf_note_fn *fn;
	void *data;
	bool damaged;
};

static size_t align_up(size_t n, size_t align)
{
	return (n + align - 1) & ~(align - 1);
}

/* Gives what the callback stopped with, else 0. */
static int walk_notes(struct walk *w, const char *p, size_t len, size_t align)
{
	while (len >= sizeof(Elf64_Nhdr)) {
		Elf64_Nhdr h;
		size_t desc, end;
		int ret;

		memcpy(&h, p, sizeof(h));
		desc = align_up(sizeof(h) + (size_t)h.n_namesz, align);
		end = desc + (size_t)h.n_descsz;
		if (end > len)
			break;
		if (h.n_namesz && !p[sizeof(h) + h.n_namesz - 1]) {
			ret = w->fn(w->data, p + sizeof(h), h.n_type, p + desc,
				    h.n_descsz);
			if (ret)
				return ret;
		}
		end = align_up(end, align);
		if (end >= len)
			return 0;
		p += end;
		len -= end;
	}
	if (len)
		w->damaged = true;
	return 0;
}

static int walk_sections(struct walk *w)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;
	const void *data;
	size_t len;
	int ret;

	while ((scn = elf_nextscn(w->f->elf, scn))) {
		if (!gelf_getshdr(scn, &shdr) || shdr.sh_type != SHT_NOTE)
			continue;
		if (!elf_section_data(w->f, scn, &shdr, &data, &len)) {
			w->damaged = true;
			continue;
		}
		ret = walk_notes(w, data, len,
				 shdr.sh_addralign == 8 ? 8 : 4);
		if (ret)
			return ret;
	}
	return 0;
}

/* Are the segment's first bytes those of a note section? */
static bool seen_as_section(const struct elf_file *f, const GElf_Phdr *p)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;

	while ((scn = elf_nextscn(f->elf, scn)))
		if (gelf_getshdr(scn, &shdr) && shdr.sh_type == SHT_NOTE &&
		    shdr.sh_offset == p->p_offset)
			return true;
	return false;
}

static int walk_segments(struct walk *w)
{
	for (size_t i = 0; i < w->f->nphdrs; i++) {
		const GElf_Phdr *p = &w->f->phdrs[i];
		Elf_Data *d;
		int ret;

		if (p->p_type != PT_NOTE || seen_as_section(w->f, p))
			continue;
		if (p->p_filesz > ELF_DATA_MAX || p->p_offset > w->f->size ||
		    p->p_filesz > w->f->size - p->p_offset) {
			w->damaged = true;
			continue;
		}
		d = elf_getdata_rawchunk(w->f->elf, (int64_t)p->p_offset,
					 p->p_filesz, ELF_T_BYTE);
		if (!d || !d->d_buf)
			continue;
		ret = walk_notes(w, d->d_buf, d->d_size,
				 p->p_align == 8 ? 8 : 4);
		if (ret)
			return ret;
	}
	return 0;
}

int elf_file_notes(const struct elf_file *f, elf_note_fn *fn, void *data,
		   struct err *e)
{
	struct walk w = { f, fn, data, false };
	int ret = walk_sections(&w);

	if (!ret)
		ret = walk_segments(&w);
	if (!ret && w.damaged)
		ret = err_set(e, -EBADMSG, "'%s' is damaged: a note runs over "
			      "the end of its section", f->name);
	return ret;
}
