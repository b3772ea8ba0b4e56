/* SPDX-License-Identifier: BSD-2-Clause */
#include "elf/typenote.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "base/vec.h"

struct reading {
	struct arena *arena;
	VEC(struct type_note) notes;
	size_t total;
};

static int read_note(void *data, const char *owner, uint32_t type,
		     const void *desc, size_t len)
{
	struct reading *r = data;

	if (type != TYPE_NOTE_TYPE || strcmp(owner, TYPE_NOTE_OWNER))
		return 0;
	/* Text ends at a NUL: what follows one would never be looked at. */
	len = strnlen(desc, len);
	if (!len || len > TYPE_NOTE_MAX ||
	    r->total + len > 10 * TYPE_NOTE_MAX)
		return 0;
	for (size_t i = 0; i < r->notes.len; i++)
		if (r->notes.items[i].len == len &&
		    !memcmp(r->notes.items[i].text, desc, len))
			return 0;
	r->total += len;
	*vec_push(&r->notes) = (struct type_note){
		arena_strndup(r->arena, desc, len), len,
	};
	return 0;
}

int type_notes_read(struct arena *a, struct elf_file *f,
		    struct type_notes *out, struct err *e)
{
	struct reading r = { .arena = a };
	int ret = elf_file_notes(f, read_note, &r, e);

	memset(out, 0, sizeof(*out));
	if (ret == -EBADMSG)		/* what could be read counts */
		ret = 0;
	if (!ret && r.notes.len) {
		out->items = arena_memdup(a, r.notes.items,
					  r.notes.len * sizeof(*out->items));
		out->len = r.notes.len;
	}
	vec_release(&r.notes);
	return ret;
}

void type_note_write(const char *text, size_t len, struct buf *out)
{
	Elf64_Nhdr h = {
		.n_namesz = sizeof(TYPE_NOTE_OWNER),
		.n_descsz = (Elf64_Word)len,
		.n_type = TYPE_NOTE_TYPE,
	};

	buf_add(out, &h, sizeof(h));
	buf_add(out, TYPE_NOTE_OWNER, sizeof(TYPE_NOTE_OWNER));
	buf_align(out, 4);
	buf_add(out, text, len);
	buf_align(out, 4);
}
