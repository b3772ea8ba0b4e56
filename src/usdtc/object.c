/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What -G makes: all semaphores, and the type note of each provider. The
 * header defines both too, weakly, in every object that uses a probe, so a
 * program links with or without this object, or with several.
 */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "elf/relobj.h"
#include "elf/typenote.h"
#include "usdtc/usdtc.h"

/* A group has a block, as in the header; gives the end of it. */
static size_t place_group(struct relobj *o, const struct provider_decl *v,
			  const struct probe_decl *p, size_t section,
			  size_t at)
{
	size_t n = usdtc_group(p), size = usdtc_block_size(n);
	struct buf name = BUF_INIT;

	usdtc_block(v, p, &name);
	if (n > 1)
		relobj_symbol(o, name.data, section, at, size);
	for (size_t i = 0; i < n; i++, p = p->next) {
		buf_clear(&name);
		usdtc_semaphore(v, p, &name);
		relobj_symbol(o, name.data, section, at + i * SEMAPHORE_SIZE,
			      SEMAPHORE_SIZE);
	}
	buf_release(&name);
	return at + size;
}

static const struct probe_decl *next_group(const struct probe_decl *p)
{
	for (size_t n = usdtc_group(p); n--;)
		p = p->next;
	return p;
}

static void add_semaphores(struct relobj *o, const struct provider_decl *list)
{
	struct buf zeros = BUF_INIT;
	const struct provider_decl *v;
	const struct probe_decl *p;
	size_t section, at = 0;

	for (v = list; v; v = v->next)
		for (p = v->probes; p; p = next_group(p))
			buf_add_fill(&zeros, '\0',
				     usdtc_block_size(usdtc_group(p)));
	section = relobj_section(o, ".probes", SHT_PROGBITS,
				 SHF_ALLOC | SHF_WRITE, 8, zeros.data,
				 zeros.len);
	for (v = list; v; v = v->next)
		for (p = v->probes; p; p = next_group(p))
			at = place_group(o, v, p, section, at);
	buf_release(&zeros);
}

static void add_type_note(struct relobj *o, const struct provider_decl *v,
			  bool has_more_types)
{
	struct buf text = BUF_INIT, note = BUF_INIT, name = BUF_INIT;

	usdtc_describe(v, &text);
	type_note_write(text.data, text.len, &note);
	usdtc_note_symbol(v, &name);
	if (has_more_types)
		relobj_section(o, TYPE_NOTE_SECTION, SHT_NOTE, SHF_ALLOC, 4,
			       note.data, note.len);
	else
		relobj_grouped_section(o, name.data, TYPE_NOTE_SECTION,
				       SHT_NOTE, SHF_ALLOC, 4, note.data,
				       note.len);
	buf_release(&text);
	buf_release(&note);
	buf_release(&name);
}

/*
 * Linkers mark a program as ready for control-flow protection only if every
 * object says that it is; this one, without code, is.
 */
static void add_property(struct relobj *o, uint16_t machine)
{
	const uint32_t note[] = {
		4, 16, NT_GNU_PROPERTY_TYPE_0,
		'G' | 'N' << 8 | 'U' << 16,
		machine == EM_X86_64 ? GNU_PROPERTY_X86_FEATURE_1_AND :
		GNU_PROPERTY_AARCH64_FEATURE_1_AND,
		4, 3 /* IBT and shadow stack; BTI and PAC */, 0,
	};

	relobj_section(o, ".note.gnu.property", SHT_NOTE, SHF_ALLOC, 8, note,
		       sizeof(note));
}

void usdtc_object(const struct provider_decl *list, uint16_t machine,
		  bool has_more_types, struct buf *out)
{
	struct relobj *o = relobj_new(machine);

	if (machine != EM_X86_64 && machine != EM_AARCH64)
		BUG("no object for machine %d", machine);
	add_semaphores(o, list);
	for (const struct provider_decl *v = list; v; v = v->next)
		add_type_note(o, v, has_more_types);
	add_property(o, machine);
	/* without this the linker takes the stack for executable */
	relobj_section(o, ".note.GNU-stack", SHT_PROGBITS, 0, 1, NULL, 0);
	relobj_write(o, out);
	relobj_free(o);
}
