/* SPDX-License-Identifier: BSD-2-Clause */
#include "elf/relobj.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/vec.h"

struct section {
	char *name;
	Elf64_Shdr header;	/* sh_name and sh_offset: when written */
	struct buf data;
};

struct symbol {
	char *name;
	Elf64_Sym sym;		/* st_name: when written */
};

struct relobj {
	uint16_t machine;
	VEC(struct section) sections;	/* number 0: the null section */
	VEC(struct symbol) symbols;	/* number 0: the null symbol */
};

struct relobj *relobj_new(uint16_t machine)
{
	struct relobj *o = xcalloc(1, sizeof(*o));

	o->machine = machine;
	vec_push(&o->sections)->name = xstrdup("");
	vec_push(&o->symbols)->name = xstrdup("");
	return o;
}

void relobj_free(struct relobj *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < o->sections.len; i++) {
		free(o->sections.items[i].name);
		buf_release(&o->sections.items[i].data);
	}
	for (size_t i = 0; i < o->symbols.len; i++)
		free(o->symbols.items[i].name);
	vec_release(&o->sections);
	vec_release(&o->symbols);
	free(o);
}

size_t relobj_section(struct relobj *o, const char *name, uint32_t type,
		      uint64_t flags, uint64_t align, const void *data,
		      size_t len)
{
	struct section *s = vec_push(&o->sections);

	s->name = xstrdup(name);
	s->header = (Elf64_Shdr){
		.sh_type = type,
		.sh_flags = flags,
		.sh_addralign = align,
	};
	buf_add(&s->data, data, len);
	return o->sections.len - 1;
}

size_t relobj_symbol(struct relobj *o, const char *name, size_t section,
		     uint64_t value, uint64_t size)
{
	struct symbol *s = vec_push(&o->symbols);

	s->name = xstrdup(name);
	s->sym = (Elf64_Sym){
		.st_info = ELF64_ST_INFO(STB_WEAK, STT_OBJECT),
		.st_other = STV_HIDDEN,
		.st_shndx = (Elf64_Half)section,
		.st_value = value,
		.st_size = size,
	};
	return o->symbols.len - 1;
}

size_t relobj_grouped_section(struct relobj *o, const char *signature,
			      const char *name, uint32_t type, uint64_t flags,
			      uint64_t align, const void *data, size_t len)
{
	size_t group = o->sections.len;		/* gold wants it first */
	Elf64_Word words[2] = { GRP_COMDAT, (Elf64_Word)group + 1 };
	Elf64_Shdr *header;
	size_t section;

	relobj_section(o, ".group", SHT_GROUP, 0, 4, words, sizeof(words));
	section = relobj_section(o, name, type, flags | SHF_GROUP, align, data,
				 len);
	header = &o->sections.items[group].header;
	header->sh_entsize = sizeof(words[0]);
	header->sh_info = (Elf64_Word)relobj_symbol(o, signature, section, 0,
						    len);
	return section;
}

/* Append a string to a table; gives where it is. */
static Elf64_Word add_string(struct buf *table, const char *s)
{
	size_t at = table->len;

	if (!*s)
		return 0;
	buf_add(table, s, strlen(s) + 1);
	return (Elf64_Word)at;
}

/* The three tables that the linker reads, behind the caller's sections. */
struct tables {
	struct buf symtab, strtab, shstrtab;
	Elf64_Shdr headers[3];
};

static void make_tables(const struct relobj *o, struct tables *t)
{
	static const char *const names[] = { ".symtab", ".strtab",
					     ".shstrtab" };
	size_t first = o->sections.len;

	buf_add_char(&t->strtab, '\0');
	for (size_t i = 0; i < o->symbols.len; i++) {
		Elf64_Sym sym = o->symbols.items[i].sym;

		sym.st_name = add_string(&t->strtab, o->symbols.items[i].name);
		buf_add(&t->symtab, &sym, sizeof(sym));
	}
	buf_add_char(&t->shstrtab, '\0');
	for (size_t i = 0; i < 3; i++)
		t->headers[i] = (Elf64_Shdr){
			.sh_name = add_string(&t->shstrtab, names[i]),
			.sh_type = i ? SHT_STRTAB : SHT_SYMTAB,
			.sh_addralign = i ? 1 : 8,
		};
	t->headers[0].sh_link = (Elf64_Word)first + 1;
	t->headers[0].sh_info = 1;	/* no local symbol but the null one */
	t->headers[0].sh_entsize = sizeof(Elf64_Sym);
}

/* Append a section's bytes where its header then says that they are. */
static void place(struct buf *out, size_t start, Elf64_Shdr *h,
		  const struct buf *data)
{
	size_t align = h->sh_addralign ? h->sh_addralign : 1;

	while ((out->len - start) % align)
		buf_add_char(out, '\0');
	h->sh_offset = out->len - start;
	h->sh_size = data->len;
	buf_add(out, data->data, data->len);
}

static void add_file_header(const struct relobj *o, struct buf *out)
{
	Elf64_Ehdr h = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
			     ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_REL,
		.e_machine = o->machine,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = (Elf64_Half)(o->sections.len + 3),
		.e_shstrndx = (Elf64_Half)(o->sections.len + 2),
	};

	buf_add(out, &h, sizeof(h));
}

void relobj_write(const struct relobj *o, struct buf *out)
{
	struct tables t = { 0 };
	struct buf headers = BUF_INIT;
	size_t start = out->len;
	uint64_t shoff;

	if (o->sections.len + 3 >= SHN_LORESERVE)
		BUG("too many sections for this writer");
	make_tables(o, &t);
	add_file_header(o, out);
	for (size_t i = 0; i < o->sections.len; i++) {
		const struct section *s = &o->sections.items[i];
		Elf64_Shdr h = s->header;

		h.sh_name = add_string(&t.shstrtab, s->name);
		if (h.sh_type == SHT_GROUP)
			h.sh_link = (Elf64_Word)o->sections.len;
		if (i)
			place(out, start, &h, &s->data);
		buf_add(&headers, &h, sizeof(h));
	}
	place(out, start, &t.headers[0], &t.symtab);
	place(out, start, &t.headers[1], &t.strtab);
	place(out, start, &t.headers[2], &t.shstrtab);
	buf_add(&headers, t.headers, sizeof(t.headers));
	while ((out->len - start) % 8)
		buf_add_char(out, '\0');
	shoff = out->len - start;
	memcpy(out->data + start + offsetof(Elf64_Ehdr, e_shoff), &shoff,
	       sizeof(shoff));
	buf_add(out, headers.data, headers.len);
	buf_release(&headers);
	buf_release(&t.symtab);
	buf_release(&t.strtab);
	buf_release(&t.shstrtab);
}
