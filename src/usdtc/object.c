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

#define SEMAPHORE_SIZE 2	/* the convention of all tracers */

static void add_semaphores(struct relobj *o, const struct provider_decl *list)
{
	struct buf name = BUF_INIT, zeros = BUF_INIT;
	const struct provider_decl *v;
	const struct probe_decl *p;
	size_t section, at = 0;

	for (v = list; v; v = v->next)
		buf_add_fill(&zeros, '\0', v->nprobes * SEMAPHORE_SIZE);
	section = relobj_section(o, ".probes", SHT_PROGBITS,
				 SHF_ALLOC | SHF_WRITE, 2, zeros.data,
				 zeros.len);
	for (v = list; v; v = v->next)
		for (p = v->probes; p; p = p->next) {
			buf_clear(&name);
			usdtc_semaphore(v, p, &name);
			relobj_symbol(o, name.data, section, at,
				      SEMAPHORE_SIZE);
			at += SEMAPHORE_SIZE;
		}
	buf_release(&zeros);
	buf_release(&name);
}

static void add_type_note(struct relobj *o, const struct provider_decl *v)
{
	struct buf text = BUF_INIT, note = BUF_INIT, name = BUF_INIT;

	usdtc_describe(v, &text);
	type_note_write(text.data, text.len, &note);
	usdtc_note_symbol(v, &name);
	relobj_grouped_section(o, name.data, TYPE_NOTE_SECTION, SHT_NOTE,
			       SHF_ALLOC, 4, note.data, note.len);
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
		  struct buf *out)
{
	struct relobj *o = relobj_new(machine);

	if (machine != EM_X86_64 && machine != EM_AARCH64)
		BUG("no object for machine %d", machine);
	add_semaphores(o, list);
	for (const struct provider_decl *v = list; v; v = v->next)
		add_type_note(o, v);
	add_property(o, machine);
	/* without this the linker takes the stack for executable */
	relobj_section(o, ".note.GNU-stack", SHT_PROGBITS, 0, 1, NULL, 0);
	relobj_write(o, out);
	relobj_free(o);
}
