/* SPDX-License-Identifier: BSD-2-Clause */
#include "elf/elffile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "elf/impl.h"

/* Is [offset, offset + n) inside the file? */
static bool in_file(const struct elf_file *f, uint64_t offset, uint64_t n)
{
	return offset <= f->size && n <= f->size - offset;
}

int elf_file_read(const struct elf_file *f, uint64_t offset, void *to,
		  size_t n, struct err *e)
{
	char *p = to;

	if (!in_file(f, offset, n))
		return err_set(e, -EBADMSG, "'%s' ends before byte %llu",
			       f->name, (unsigned long long)offset + n);
	while (n) {
		ssize_t got = pread(f->fd, p, n, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_sys(e, -errno, "cannot read '%s'", f->name);
		if (!got)
			return err_set(e, -EBADMSG, "'%s' became shorter",
				       f->name);
		p += got;
		offset += (uint64_t)got;
		n -= (size_t)got;
	}
	return 0;
}

static int check_ident(struct elf_file *f, struct err *e)
{
	unsigned char ident[EI_NIDENT];

	if (f->size < EI_NIDENT)
		return err_set(e, -ENOEXEC, "'%s' is not an ELF file",
			       f->name);
	if (elf_file_read(f, 0, ident, sizeof(ident), e))
		return -EBADMSG;
	if (memcmp(ident, ELFMAG, SELFMAG))
		return err_set(e, -ENOEXEC, "'%s' is not an ELF file",
			       f->name);
	if (ident[EI_CLASS] != ELFCLASS64)
		return err_set(e, -ENOTSUP, "'%s' is not a 64-bit ELF file; "
			       "only those are supported", f->name);
	if (ident[EI_DATA] != ELFDATA2LSB)
		return err_set(e, -ENOTSUP, "'%s' is not a little-endian ELF "
			       "file; only those are supported", f->name);
	return 0;
}

/* libelf reads some tables without asking: say what is wrong before it does. */
static int check_tables(struct elf_file *f, struct err *e)
{
	const GElf_Ehdr *h = &f->ehdr;

	if (h->e_phoff && h->e_phentsize != sizeof(Elf64_Phdr))
		return err_set(e, -EBADMSG, "'%s' is damaged: program headers "
			       "of %d bytes", f->name, h->e_phentsize);
	if (h->e_shoff && h->e_shentsize != sizeof(Elf64_Shdr))
		return err_set(e, -EBADMSG, "'%s' is damaged: section headers "
			       "of %d bytes", f->name, h->e_shentsize);
	if (elf_getphdrnum(f->elf, &f->nphdrs) ||
	    (f->nphdrs && !in_file(f, h->e_phoff,
				   f->nphdrs * sizeof(Elf64_Phdr))))
		return err_set(e, -EBADMSG, "'%s' is truncated: its program "
			       "headers lie behind its end", f->name);
	/* libelf itself takes a table that is cut off for none at all. */
	if (h->e_shoff &&
	    !in_file(f, h->e_shoff, (h->e_shnum ? h->e_shnum : 1) *
				    sizeof(Elf64_Shdr)))
		return err_set(e, -EBADMSG, "'%s' is truncated: its section "
			       "headers lie behind its end", f->name);
	if (elf_getshdrstrndx(f->elf, &f->shstrndx))
		f->shstrndx = 0;
	return 0;
}

static int read_headers(struct elf_file *f, struct err *e)
{
	int ret = check_ident(f, e);

	if (ret)
		return ret;
	f->elf = elf_begin(f->fd, ELF_C_READ, NULL);
	if (!f->elf || !gelf_getehdr(f->elf, &f->ehdr))
		return err_set(e, -EBADMSG, "'%s' is damaged: %s", f->name,
			       elf_errmsg(-1));
	ret = check_tables(f, e);
	if (ret)
		return ret;
	f->phdrs = xcalloc(f->nphdrs + 1, sizeof(*f->phdrs));
	for (size_t i = 0; i < f->nphdrs; i++)
		if (!gelf_getphdr(f->elf, (int)i, &f->phdrs[i]))
			return err_set(e, -EBADMSG, "'%s' is damaged: %s",
				       f->name, elf_errmsg(-1));
	return 0;
}

int elf_file_open_fd(int fd, const char *name, struct elf_file **out,
		     struct err *e)
{
	struct elf_file *f = xcalloc(1, sizeof(*f));
	struct stat st;
	int ret;

	f->fd = fd;
	f->name = xstrdup(name);
	if (elf_version(EV_CURRENT) == EV_NONE)
		BUG("libelf is older than its header");
	if (fstat(fd, &st))
		ret = err_sys(e, -errno, "cannot read '%s'", name);
	else if (!S_ISREG(st.st_mode))
		ret = err_set(e, -ENOEXEC, "'%s' is not a regular file", name);
	else {
		f->size = (uint64_t)st.st_size;
		ret = read_headers(f, e);
	}
	if (ret) {
		elf_file_free(f);
		return ret;
	}
	*out = f;
	return 0;
}

int elf_file_open(const char *path, struct elf_file **out, struct err *e)
{
	/* O_NONBLOCK: a FIFO must not hold us. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return err_sys(e, -errno, "cannot open '%s'", path);
	return elf_file_open_fd(fd, path, out, e);
}

void elf_file_free(struct elf_file *f)
{
	if (!f)
		return;
	vec_release(&f->symbols);
	free(f->phdrs);
	elf_end(f->elf);
	close(f->fd);
	free(f->name);
	free(f);
}

struct Elf *elf_file_libelf(const struct elf_file *f)
{
	return f->elf;
}

uint16_t elf_file_machine(const struct elf_file *f)
{
	return f->ehdr.e_machine;
}

uint16_t elf_file_type(const struct elf_file *f)
{
	return f->ehdr.e_type;
}

uint64_t elf_file_entry(const struct elf_file *f)
{
	return f->ehdr.e_entry;
}

/* Does [start, start + len) hold x? No sum, so nothing overflows. */
static bool holds(uint64_t start, uint64_t len, uint64_t x)
{
	return x >= start && x - start < len;
}

bool elf_vaddr_to_offset(const struct elf_file *f, uint64_t vaddr,
			 uint64_t *offset)
{
	for (size_t i = 0; i < f->nphdrs; i++) {
		const GElf_Phdr *p = &f->phdrs[i];

		if (p->p_type == PT_LOAD &&
		    holds(p->p_vaddr, p->p_filesz, vaddr) &&
		    in_file(f, p->p_offset, vaddr - p->p_vaddr)) {
			*offset = p->p_offset + (vaddr - p->p_vaddr);
			return true;
		}
	}
	return false;
}

bool elf_vaddr_has_flags(const struct elf_file *f, uint64_t vaddr,
			 uint32_t flags)
{
	for (size_t i = 0; i < f->nphdrs; i++) {
		const GElf_Phdr *p = &f->phdrs[i];

		if (p->p_type == PT_LOAD &&
		    holds(p->p_vaddr, p->p_filesz, vaddr))
			return (p->p_flags & flags) == flags;
	}
	return false;
}

bool elf_offset_to_vaddr(const struct elf_file *f, uint64_t offset,
			 uint64_t *vaddr)
{
	for (size_t i = 0; i < f->nphdrs; i++) {
		const GElf_Phdr *p = &f->phdrs[i];

		if (p->p_type == PT_LOAD &&
		    holds(p->p_offset, p->p_filesz, offset)) {
			*vaddr = p->p_vaddr + (offset - p->p_offset);
			return true;
		}
	}
	return false;
}

bool elf_vaddr_was_dropped(const struct elf_file *f, uint64_t vaddr)
{
	bool below_end = false, executable = false;
	Elf_Scn *scn = NULL;
	GElf_Shdr h;

	for (size_t i = 0; i < f->nphdrs; i++) {
		const GElf_Phdr *p = &f->phdrs[i];

		if (p->p_type != PT_LOAD)
			continue;
		if (vaddr < p->p_vaddr || holds(p->p_vaddr, p->p_memsz, vaddr))
			below_end = true;
		if ((p->p_flags & PF_X) &&
		    holds(p->p_vaddr, p->p_memsz, vaddr))
			executable = true;
	}
	if (!executable || !f->ehdr.e_shoff)
		return below_end && !executable;
	while ((scn = elf_nextscn(f->elf, scn)))
		if (gelf_getshdr(scn, &h) && (h.sh_flags & SHF_EXECINSTR) &&
		    holds(h.sh_addr, h.sh_size, vaddr))
			return false;
	return true;
}

bool elf_section_data(const struct elf_file *f, Elf_Scn *scn,
		      const GElf_Shdr *shdr, const void **data, size_t *len)
{
	Elf_Data *d;

	if (shdr->sh_type == SHT_NOBITS || (shdr->sh_flags & SHF_COMPRESSED) ||
	    shdr->sh_size > ELF_DATA_MAX ||
	    !in_file(f, shdr->sh_offset, shdr->sh_size))
		return false;
	d = elf_rawdata(scn, NULL);
	if (!d || !d->d_buf)
		return false;
	*data = d->d_buf;
	*len = d->d_size;
	return true;
}

bool elf_section_addr(const struct elf_file *f, const char *name,
		      uint64_t *vaddr)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;

	while ((scn = elf_nextscn(f->elf, scn))) {
		const char *have;

		if (!gelf_getshdr(scn, &shdr))
			continue;
		have = elf_strptr(f->elf, f->shstrndx, shdr.sh_name);
		if (have && !strcmp(have, name)) {
			*vaddr = shdr.sh_addr;
			return true;
		}
	}
	return false;
}
