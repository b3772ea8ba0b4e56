/* SPDX-License-Identifier: BSD-2-Clause */
/* This program has probe sites of its own, and reads its own file. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "elf/elffile.h"
#include "elf/sdt.h"

/* A note as <sys/sdt.h> would write it; base is given, to play prelink. */
#define NOTE(site, base, semaphore, provider, name, args) \
	".pushsection .note.stapsdt,\"\",\"note\"\n" \
	".balign 4\n" \
	".4byte 992f-991f, 994f-993f, 3\n" \
	"991: .asciz \"stapsdt\"\n992: .balign 4\n" \
	"993: .8byte " site "\n .8byte " base "\n .8byte " semaphore "\n" \
	".asciz \"" provider "\"\n.asciz \"" name "\"\n" \
	".asciz \"" args "\"\n994: .balign 4\n" \
	".popsection\n"

unsigned short test_semaphore __attribute__((section(".probes")));

int probed(int x);
__attribute__((noinline)) int probed(int x)
{
	__asm__ volatile("990: nop\n"
		NOTE("990b", "_.stapsdt.base", "test_semaphore", "test",
		     "here__now", "-4@%%edi")
		/* moved by prelink: all by -0x100 when it was written */
		NOTE("990b-0x100", "_.stapsdt.base-0x100",
		     "test_semaphore-0x100", "test", "moved", "")
		NOTE("990b", "0", "0", "test", "baseless", "")
		NOTE("0x7fffffff0000", "0", "0", "test", "nowhere", "")
		NOTE("990b", "0", "0x7fffffff0000", "test", "flagless", "")
		NOTE("990b", "0", "0", "te st", "bad", "")
		NOTE("990b", "0", "0", "", "empty", "")
		".pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,"
		"comdat\n.weak _.stapsdt.base\n.hidden _.stapsdt.base\n"
		"_.stapsdt.base: .space 1\n.popsection\n" : : "r"(x));
	return x + 1;
}

static struct elf_file *open_bytes(const void *p, size_t n, struct err *e,
				   int *ret)
{
	int fd = memfd_create("image", MFD_CLOEXEC);
	struct elf_file *f = NULL;

	assert_int_equal(write(fd, p, n), n);
	*ret = elf_file_open_fd(fd, "image", &f, e);
	return *ret ? NULL : f;
}

static const struct sdt_site *find(const struct sdt_sites *s, const char *name)
{
	for (size_t i = 0; i < s->len; i++)
		if (!strcmp(s->items[i].provider, "test") &&
		    !strcmp(s->items[i].name, name))
			return &s->items[i];
	return NULL;
}

static void own_sites(void **state)
{
	const struct sdt_site *site, *moved, *baseless;
	struct sdt_sites sites;
	struct elf_file *f;
	struct err e = ERR_INIT;
	struct arena a;
	uint64_t vaddr;
	uint8_t byte;

	(void)state;
	arena_init(&a);
	assert_int_equal(probed(1), 2);
	assert_int_equal(elf_file_open("/proc/self/exe", &f, &e), 0);
	assert_int_equal(sdt_read(&a, f, &sites, &e), 0);
	assert_int_equal(sites.len, 3);
	assert_int_equal(sites.damaged, 4);
	site = find(&sites, "here__now");
	moved = find(&sites, "moved");
	baseless = find(&sites, "baseless");
	assert_non_null(site);
	assert_non_null(moved);
	assert_non_null(baseless);
	assert_string_equal(site->function, "probed");
	assert_string_equal(site->args, "-4@%edi");
	assert_int_equal(moved->vaddr, site->vaddr);
	assert_int_equal(baseless->vaddr, site->vaddr);
	assert_int_equal(moved->semaphore_vaddr, site->semaphore_vaddr);
	assert_int_equal(baseless->semaphore_vaddr, 0);
	assert_true(site->vaddr < (uintptr_t)probed + 64);
	assert_int_equal(elf_file_read(f, site->offset, &byte, 1, &e), 0);
#ifdef __x86_64__
	assert_int_equal(byte, 0x90);
#endif
	assert_true(elf_offset_to_vaddr(f, site->offset, &vaddr));
	assert_int_equal(vaddr, site->vaddr);
	assert_true(elf_vaddr_to_offset(f, site->semaphore_vaddr, &vaddr));
	assert_int_equal(vaddr, site->semaphore_offset);
	assert_int_equal(elf_symbol_find(f, "probed")->vaddr,
			 elf_symbol_at(f, site->vaddr)->vaddr);
	assert_null(elf_symbol_find(f, "no such function"));
	assert_null(elf_symbol_at(f, 0));
	assert_int_equal(elf_file_read(f, UINT64_MAX, &byte, 1, &e),
			 -EBADMSG);
	elf_file_free(f);
	arena_release(&a);
}

/* Open and read all there is; what it says does not matter, that it ends does. */
static void read_all(const void *p, size_t n)
{
	struct err e = ERR_INIT;
	struct sdt_sites sites;
	struct elf_file *f;
	struct arena a;
	int ret;

	f = open_bytes(p, n, &e, &ret);
	if (!f) {
		assert_true(ret == -ENOEXEC || ret == -ENOTSUP ||
			    ret == -EBADMSG);
		assert_non_null(strstr(e.text, "image"));
		return;
	}
	arena_init(&a);
	sdt_read(&a, f, &sites, &e);
	arena_release(&a);
	elf_file_free(f);
}

static void truncated(void **state)
{
	struct buf image = BUF_INIT;
	struct err e = ERR_INIT;
	struct elf_file *f;
	int ret;

	(void)state;
	assert_int_equal(file_read("/proc/self/exe", 1 << 26, &image, &e), 0);
	for (size_t n = 0; n < image.len; n += n < 4096 ? 7 : 4093)
		read_all(image.data, n);
	f = open_bytes(image.data, image.len - 64, &e, &ret);
	assert_null(f);
	assert_int_equal(ret, -EBADMSG);
	assert_string_equal(e.text, "'image' is truncated: its section "
			    "headers lie behind its end");
	buf_release(&image);
}

static void bytes_changed(void **state)
{
	struct buf image = BUF_INIT;
	struct err e = ERR_INIT;
	Elf64_Ehdr h;
	size_t tables[2], sizes[2];

	(void)state;
	assert_int_equal(file_read("/proc/self/exe", 1 << 26, &image, &e), 0);
	memcpy(&h, image.data, sizeof(h));
	tables[0] = 0;
	sizes[0] = sizeof(h) + h.e_phnum * sizeof(Elf64_Phdr);
	tables[1] = h.e_shoff;
	sizes[1] = h.e_shnum * sizeof(Elf64_Shdr);
	for (int t = 0; t < 2; t++)
		for (size_t i = 0; i < sizes[t]; i += 3) {
			char *p = &image.data[tables[t] + i];
			char old = *p;

			*p = (char)0xff;
			read_all(image.data, image.len);
			*p = (char)(old ^ 1);
			read_all(image.data, image.len);
			*p = old;
		}
	buf_release(&image);
}

static void other_files(void **state)
{
	unsigned char ident[64] = { 0x7f, 'E', 'L', 'F', 1, 1, 1 };
	struct err e = ERR_INIT;
	struct elf_file *f;
	int ret;

	(void)state;
	f = open_bytes("#!/bin/sh\nexit 0; # longer than an ident", 40, &e,
		       &ret);
	assert_null(f);
	assert_int_equal(ret, -ENOEXEC);
	f = open_bytes(ident, sizeof(ident), &e, &ret);
	assert_null(f);
	assert_int_equal(ret, -ENOTSUP);
	assert_non_null(strstr(e.text, "64-bit"));
	ident[EI_CLASS] = ELFCLASS64;
	ident[EI_DATA] = ELFDATA2MSB;
	f = open_bytes(ident, sizeof(ident), &e, &ret);
	assert_int_equal(ret, -ENOTSUP);
	assert_non_null(strstr(e.text, "little-endian"));
	assert_int_equal(elf_file_open("/nonexistent", &f, &e), -ENOENT);
	assert_int_equal(elf_file_open("/dev/null", &f, &e), -ENOEXEC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_sites),
		cmocka_unit_test(truncated),
		cmocka_unit_test(bytes_changed),
		cmocka_unit_test(other_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
