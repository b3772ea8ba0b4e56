/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses in the image are offsets in the file, segment by segment:
 *
 *	read	headers, build-id, type note, symbols for the loader
 *	run	stubs
 *	write	what the loader needs, semaphores
 *	-	notes of sites, symbols for tracers, section headers
 */
#include "libusdt/image.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "elf/typenote.h"

#define SITE_OWNER "stapsdt"
#define SITE_TYPE 3
#define BUILD_ID_LEN 16
#define NSEGMENTS 6

enum section {
	SEC_NULL, SEC_BUILD_ID, SEC_TYPES, SEC_DYNSYM, SEC_HASH, SEC_DYNSTR,
	SEC_BASE, SEC_TEXT, SEC_DYNAMIC, SEC_PROBES, SEC_SITES, SEC_SYMTAB,
	SEC_STRTAB, SEC_SHSTRTAB, NSECTIONS,
};

static const struct {
	const char *name;
	uint32_t type, flags, align, link, info, entsize;
} sections[NSECTIONS] = {
	[SEC_NULL] = { .name = "" },
	[SEC_BUILD_ID] = { ".note.gnu.build-id", SHT_NOTE, SHF_ALLOC, 4, 0, 0,
			   0 },
	[SEC_TYPES] = { TYPE_NOTE_SECTION, SHT_NOTE, SHF_ALLOC, 4, 0, 0, 0 },
	[SEC_DYNSYM] = { ".dynsym", SHT_DYNSYM, SHF_ALLOC, 8, SEC_DYNSTR, 1,
			 sizeof(Elf64_Sym) },
	[SEC_HASH] = { ".hash", SHT_HASH, SHF_ALLOC, 8, SEC_DYNSYM, 0, 4 },
	[SEC_DYNSTR] = { ".dynstr", SHT_STRTAB, SHF_ALLOC, 1, 0, 0, 0 },
	[SEC_BASE] = { ".stapsdt.base", SHT_PROGBITS, SHF_ALLOC, 1, 0, 0, 0 },
	[SEC_TEXT] = { ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 16, 0,
		       0, 0 },
	[SEC_DYNAMIC] = { ".dynamic", SHT_DYNAMIC, SHF_ALLOC | SHF_WRITE, 8,
			  SEC_DYNSTR, 0, sizeof(Elf64_Dyn) },
	[SEC_PROBES] = { ".probes", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 2, 0,
			 0, 0 },
	[SEC_SITES] = { ".note.stapsdt", SHT_NOTE, 0, 4, 0, 0, 0 },
	[SEC_SYMTAB] = { ".symtab", SHT_SYMTAB, 0, 8, SEC_STRTAB, 0,
			 sizeof(Elf64_Sym) },
	[SEC_STRTAB] = { ".strtab", SHT_STRTAB, 0, 1, 0, 0, 0 },
	[SEC_SHSTRTAB] = { ".shstrtab", SHT_STRTAB, 0, 1, 0, 0, 0 },
};

struct builder {
	const struct stub_arch *arch;
	const struct provider *provider;
	struct probedef *const *probes;
	size_t n;
	struct bytes *out;
	struct bytes names;	/* of symbols */
	size_t start[NSECTIONS], len[NSECTIONS];
	size_t run, write, end;	/* where segments start, and the last ends */
};

static void begin(struct builder *b, enum section s)
{
	bytes_align(b->out, sections[s].align);
	b->start[s] = b->out->len;
}

static void finish(struct builder *b, enum section s)
{
	b->len[s] = b->out->len - b->start[s];
}

static void add_note_header(struct bytes *out, const char *owner,
			    uint32_t type, size_t len)
{
	bytes_u32(out, (uint32_t)strlen(owner) + 1);
	bytes_u32(out, (uint32_t)len);
	bytes_u32(out, type);
	bytes_add_name(out, owner);
	bytes_align(out, 4);
}

/* ---- what is read ------------------------------------------------------- */

static void add_types(struct builder *b)
{
	struct bytes text = { 0 };

	image_describe(b->provider, b->probes, b->n, &text);
	if (text.failed)
		b->out->failed = true;
	begin(b, SEC_TYPES);
	if (text.len && text.len <= TYPE_NOTE_MAX) {
		add_note_header(b->out, TYPE_NOTE_OWNER, TYPE_NOTE_TYPE,
				text.len);
		bytes_add(b->out, text.data, text.len);
		bytes_align(b->out, 4);
	}
	finish(b, SEC_TYPES);
	bytes_release(&text);
}

static void add_read(struct builder *b)
{
	static const uint8_t zeros[sizeof(Elf64_Ehdr) +
				   NSEGMENTS * sizeof(Elf64_Phdr)];
	static const uint32_t hash[] = { 1, 1, 0, 0 };
	static const Elf64_Sym null_symbol;

	bytes_add(b->out, zeros, sizeof(zeros));
	begin(b, SEC_BUILD_ID);
	add_note_header(b->out, "GNU", NT_GNU_BUILD_ID, BUILD_ID_LEN);
	bytes_add(b->out, zeros, BUILD_ID_LEN);
	finish(b, SEC_BUILD_ID);
	add_types(b);
	begin(b, SEC_DYNSYM);
	bytes_add(b->out, &null_symbol, sizeof(null_symbol));
	finish(b, SEC_DYNSYM);
	begin(b, SEC_HASH);
	bytes_add(b->out, hash, sizeof(hash));
	finish(b, SEC_HASH);
	begin(b, SEC_DYNSTR);
	bytes_add(b->out, "", 1);
	finish(b, SEC_DYNSTR);
	begin(b, SEC_BASE);
	bytes_add(b->out, "", 1);
	finish(b, SEC_BASE);
}

/* ---- what runs, and what it writes -------------------------------------- */

static size_t add_code(struct builder *b, struct probedef *p)
{
	size_t at = p->stub_at = b->out->len;

	if (!p->locations)
		return b->arch->add_stub(b->out, p->pub.argc);
	if (!p->code_len)
		return b->arch->add_stub(b->out, 0);
	bytes_add(b->out, p->code, p->code_len);
	return at + p->nop_offset;
}

/* Sites; the tests of semaphores get their place, and their code later. */
static void add_text(struct builder *b, size_t *nops, size_t *ends)
{
	begin(b, SEC_TEXT);
	for (size_t i = 0; i < b->n; i++) {
		struct probedef *p = b->probes[i];

		bytes_align(b->out, 16);
		nops[i] = add_code(b, p);
		ends[i] = b->out->len;
		bytes_align(b->out, 16);
		p->test_at = b->out->len;
		b->arch->add_test(b->out, 0, 0);
	}
	finish(b, SEC_TEXT);
}

static void add_tests(struct builder *b)
{
	struct bytes code = { 0 };

	for (size_t i = 0; i < b->n; i++) {
		const struct probedef *p = b->probes[i];

		code.len = 0;
		b->arch->add_test(&code, p->test_at, p->semaphore_at);
		if (code.failed)
			b->out->failed = true;
		else
			bytes_put(b->out, p->test_at, code.data, code.len);
	}
	bytes_release(&code);
}

static void add_written(struct builder *b)
{
	const Elf64_Dyn dynamic[] = {
		{ DT_HASH, { b->start[SEC_HASH] } },
		{ DT_STRTAB, { b->start[SEC_DYNSTR] } },
		{ DT_SYMTAB, { b->start[SEC_DYNSYM] } },
		{ DT_STRSZ, { 1 } },
		{ DT_SYMENT, { sizeof(Elf64_Sym) } },
		{ DT_NULL, { 0 } },
	};

	begin(b, SEC_DYNAMIC);
	bytes_add(b->out, dynamic, sizeof(dynamic));
	finish(b, SEC_DYNAMIC);
	begin(b, SEC_PROBES);
	for (size_t i = 0; i < b->n; i++) {
		b->probes[i]->semaphore_at = b->out->len;
		bytes_add(b->out, "\0", 2);
	}
	finish(b, SEC_PROBES);
}

/* ---- what tracers read -------------------------------------------------- */

static void add_locations(const struct builder *b, const struct probedef *p,
			  struct bytes *out)
{
	for (size_t i = 0; i < p->pub.argc; i++) {
		bytes_printf(out, "%s%s%u@", i ? " " : "",
			     p->args[i].is_signed ? "-" : "",
			     p->args[i].size);
		b->arch->add_location(out, i);
	}
}

static void add_site(struct builder *b, const struct probedef *p, size_t nop)
{
	const uint64_t addresses[3] = { nop, b->start[SEC_BASE],
					p->semaphore_at };
	struct bytes content = { 0 };

	bytes_add(&content, addresses, sizeof(addresses));
	bytes_add_name(&content, b->provider->pub.name);
	image_note_name(p->pub.name, &content);
	bytes_add(&content, "", 1);
	if (p->locations)
		bytes_add_str(&content, p->locations);
	else
		add_locations(b, p, &content);
	bytes_add(&content, "", 1);
	add_note_header(b->out, SITE_OWNER, SITE_TYPE, content.len);
	if (content.failed)
		b->out->failed = true;
	else
		bytes_add(b->out, content.data, content.len);
	bytes_align(b->out, 4);
	bytes_release(&content);
}

static void add_symbol(struct builder *b, const struct probedef *p, size_t end)
{
	const Elf64_Sym symbol = {
		.st_name = (Elf64_Word)b->names.len,
		.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
		.st_shndx = SEC_TEXT,
		.st_value = p->stub_at,
		.st_size = end - p->stub_at,
	};

	bytes_add_name(&b->names, p->pub.function);
	bytes_add(b->out, &symbol, sizeof(symbol));
}

static void add_unloaded(struct builder *b, const size_t *nops,
			 const size_t *ends)
{
	static const Elf64_Sym null_symbol;

	begin(b, SEC_SITES);
	for (size_t i = 0; i < b->n; i++)
		add_site(b, b->probes[i], nops[i]);
	finish(b, SEC_SITES);
	bytes_add(&b->names, "", 1);
	begin(b, SEC_SYMTAB);
	bytes_add(b->out, &null_symbol, sizeof(null_symbol));
	for (size_t i = 0; i < b->n; i++)
		add_symbol(b, b->probes[i], ends[i]);
	finish(b, SEC_SYMTAB);
	begin(b, SEC_STRTAB);
	bytes_add(b->out, b->names.data, b->names.len);
	finish(b, SEC_STRTAB);
}

/* ---- headers ------------------------------------------------------------ */

static size_t add_section_headers(struct builder *b)
{
	Elf64_Shdr headers[NSECTIONS] = { 0 };
	size_t at;

	begin(b, SEC_SHSTRTAB);
	for (int i = 0; i < NSECTIONS; i++) {
		headers[i].sh_name = (Elf64_Word)(b->out->len -
						  b->start[SEC_SHSTRTAB]);
		bytes_add_name(b->out, sections[i].name);
	}
	finish(b, SEC_SHSTRTAB);
	for (int i = 1; i < NSECTIONS; i++) {
		Elf64_Shdr *h = &headers[i];

		h->sh_type = sections[i].type;
		h->sh_flags = sections[i].flags;
		h->sh_addr = sections[i].flags & SHF_ALLOC ? b->start[i] : 0;
		h->sh_offset = b->start[i];
		h->sh_size = b->len[i];
		h->sh_link = sections[i].link;
		h->sh_info = i == SEC_SYMTAB ? 1 : sections[i].info;
		h->sh_addralign = sections[i].align;
		h->sh_entsize = sections[i].entsize;
	}
	bytes_align(b->out, 8);
	at = b->out->len;
	bytes_add(b->out, headers, sizeof(headers));
	return at;
}

static Elf64_Phdr segment(uint32_t type, uint32_t flags, size_t from,
			  size_t to, size_t align)
{
	return (Elf64_Phdr){
		.p_type = type,
		.p_flags = flags,
		.p_offset = from,
		.p_vaddr = from,
		.p_paddr = from,
		.p_filesz = to - from,
		.p_memsz = to - from,
		.p_align = align,
	};
}

static void put_headers(struct builder *b, size_t shoff)
{
	size_t page = b->arch->page;
	size_t read_end = b->start[SEC_BASE] + b->len[SEC_BASE];
	size_t run_end = b->start[SEC_TEXT] + b->len[SEC_TEXT];
	size_t dynamic = b->start[SEC_DYNAMIC];
	const Elf64_Phdr segments[NSEGMENTS] = {
		segment(PT_LOAD, PF_R, 0, read_end, page),
		segment(PT_LOAD, PF_R | PF_X, b->run, run_end, page),
		segment(PT_LOAD, PF_R | PF_W, b->write, b->end, page),
		segment(PT_DYNAMIC, PF_R | PF_W, dynamic,
			dynamic + b->len[SEC_DYNAMIC], 8),
		segment(PT_NOTE, PF_R, b->start[SEC_BUILD_ID],
			b->start[SEC_TYPES] + b->len[SEC_TYPES], 4),
		segment(PT_GNU_STACK, PF_R | PF_W, 0, 0, 16),
	};
	const Elf64_Ehdr header = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
			     ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_DYN,
		.e_machine = b->arch->elf_machine,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(header),
		.e_shoff = shoff,
		.e_ehsize = sizeof(header),
		.e_phentsize = sizeof(segments[0]),
		.e_phnum = NSEGMENTS,
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = NSECTIONS,
		.e_shstrndx = SEC_SHSTRTAB,
	};

	bytes_put(b->out, 0, &header, sizeof(header));
	bytes_put(b->out, sizeof(header), segments, sizeof(segments));
}

/* Two FNV-1a sums of all: who caches by build-id must not mix images up. */
static void put_build_id(struct builder *b)
{
	uint64_t sums[2] = { 0xcbf29ce484222325u, 0x84222325cbf29ce4u };

	for (size_t i = 0; !b->out->failed && i < b->out->len; i++) {
		sums[0] = (sums[0] ^ b->out->data[i]) * 0x100000001b3u;
		sums[1] = (sums[1] ^ (b->out->data[i] + 1u)) * 0x100000001b3u;
	}
	bytes_put(b->out, b->start[SEC_BUILD_ID] + 16, sums, BUILD_ID_LEN);
}

void image_build(const struct stub_arch *arch, const struct provider *provider,
		 struct probedef *const *probes, size_t n, struct bytes *out)
{
	struct builder b = {
		.arch = arch, .provider = provider, .probes = probes,
		.n = n, .out = out,
	};
	size_t *nops = usdt_calloc(2 * n, sizeof(*nops));

	if (!nops) {
		out->failed = true;
		return;
	}
	add_read(&b);
	bytes_align(out, arch->page);
	b.run = out->len;
	add_text(&b, nops, nops + n);
	bytes_align(out, arch->page);
	b.write = out->len;
	add_written(&b);
	b.end = out->len;
	add_tests(&b);
	add_unloaded(&b, nops, nops + n);
	if (b.names.failed)
		out->failed = true;
	put_headers(&b, add_section_headers(&b));
	put_build_id(&b);
	bytes_release(&b.names);
	free(nops);
}
