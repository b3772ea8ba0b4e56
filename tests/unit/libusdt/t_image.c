/* SPDX-License-Identifier: BSD-2-Clause */
/* Images for both processors, read back as a tracer does. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arch/arch.h"
#include "elf/sdt.h"
#include "elf/typenote.h"
#include "libusdt/image.h"

struct made {
	struct usdt_provider *provider;
	struct probedef *probes[3];
	struct bytes bytes;
	struct elf_file *file;
	struct arena arena;
	struct sdt_sites sites;
};

static void make(struct made *m, const struct stub_arch *arch)
{
	static const char *types[32] = { "char", "unsigned short", "double" };
	struct err e = ERR_INIT;
	int fd = memfd_create("image", 0);

	for (int i = 3; i < 32; i++)
		types[i] = i % 2 ? "char *" : "int";
	memset(m, 0, sizeof(*m));
	m->provider = usdt_create_provider("prov", "mod");
	assert_int_equal(usdt_provider_declare(m->provider,
					       "struct s { int i; };"), 0);
	m->probes[0] = probedef_of(usdt_create_probe("first []=", "a-b", 32,
						     types));
	m->probes[1] = probedef_of(usdt_create_probe("second", "none", 0,
						     NULL));
	m->probes[2] = probedef_of(usdt_create_probe("third", "none", 1,
						     types));
	for (int i = 0; i < 3; i++) {
		assert_int_equal(usdt_provider_add_probe(m->provider,
						&m->probes[i]->pub), 0);
		usdt_probe_release(&m->probes[i]->pub);
	}
	image_build(arch, provider_of(m->provider), m->probes, 3, &m->bytes);
	assert_false(m->bytes.failed);
	assert_int_equal(write(fd, m->bytes.data, m->bytes.len),
			 m->bytes.len);
	assert_int_equal(elf_file_open_fd(fd, "image", &m->file, &e), 0);
	arena_init(&m->arena);
	assert_int_equal(sdt_read(&m->arena, m->file, &m->sites, &e), 0);
}

static void drop(struct made *m)
{
	usdt_provider_free(m->provider);
	bytes_release(&m->bytes);
	elf_file_free(m->file);
	arena_release(&m->arena);
}

static void check_args(const struct arch *arch, const char *args)
{
	const char *start[32];
	size_t len[32];
	struct operand o;
	struct err e;

	assert_int_equal(arch_split_args(args, start, len, 32), 32);
	for (size_t i = 0; i < 32; i++) {
		assert_int_equal(arch->parse_operand(start[i], len[i], &o, &e),
				 0);
		assert_int_equal(o.size, i == 0 ? 1 : i == 1 ? 2 : i == 2 ? 8 :
				 i % 2 ? 8 : 4);
		assert_int_equal(o.is_signed, i == 0 || (i > 2 && i % 2 == 0));
		assert_int_equal(o.kind, i < 8 ? OPERAND_REG : OPERAND_MEM);
		if (i >= 8)
			assert_int_equal(o.disp, 8 * i);
	}
}

static void check_image(const struct stub_arch *stub)
{
	const struct arch *arch = arch_find(stub->elf_machine);
	struct sdt_site *s;
	struct made m;

	make(&m, stub);
	assert_int_equal(elf_file_machine(m.file), stub->elf_machine);
	assert_int_equal(elf_file_type(m.file), ET_DYN);
	assert_int_equal(m.sites.len, 3);
	assert_int_equal(m.sites.damaged, 0);
	s = m.sites.items;
	assert_string_equal(s[0].provider, "prov");
	assert_string_equal(s[0].name, "a__b");
	assert_string_equal(s[0].function, "first []=");
	assert_string_equal(s[1].name, "none");
	assert_string_equal(s[1].function, "second");
	assert_string_equal(s[1].args, "");
	assert_string_equal(s[2].function, "third");
	check_args(arch, s[0].args);
	for (int i = 0; i < 3; i++) {
		assert_true(arch->is_site(m.bytes.data + s[i].offset,
					  m.bytes.len - s[i].offset, false));
		assert_int_equal(s[i].semaphore_vaddr,
				 m.probes[i]->semaphore_at);
		assert_int_equal(s[i].semaphore_offset,
				 m.probes[i]->semaphore_at);
		assert_true(s[i].semaphore_vaddr % 2 == 0);
	}
	drop(&m);
}

static void x86_64(void **state)
{
	(void)state;
	check_image(&stub_x86_64);
}

static void aarch64(void **state)
{
	(void)state;
	check_image(&stub_aarch64);
}

/* adrp, ldrh, ret: does the code reach the semaphore? */
static void aarch64_test_code(void **state)
{
	static const uint64_t at[][2] = {
		{ 0x10000, 0x20002 }, { 0x10ff8, 0x11000 }, { 0x1234, 0x1ffe },
		{ 0x10010, 0x5f0de },
	};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct bytes b = { 0 };
		uint32_t code[3];
		int64_t pages;
		uint64_t low;

		stub_aarch64.add_test(&b, at[i][0], at[i][1]);
		assert_int_equal(b.len, sizeof(code));
		memcpy(code, b.data, b.len);
		assert_int_equal(code[0] & 0x9f00001f, 0x90000000);
		pages = (int64_t)((code[0] >> 29 & 3) |
				  (code[0] >> 5 & 0x7ffff) << 2);
		low = (uint64_t)(code[1] >> 10 & 0xfff) * 2;
		assert_int_equal((at[i][0] & ~0xfffull) +
				 (uint64_t)pages * 4096 + low, at[i][1]);
		assert_int_equal(code[2], 0xd65f03c0);
		bytes_release(&b);
	}
}

static void type_note(void **state)
{
	struct type_notes notes;
	struct err e = ERR_INIT;
	struct made m;

	(void)state;
	make(&m, &stub_x86_64);
	assert_int_equal(type_notes_read(&m.arena, m.file, &notes, &e), 0);
	assert_int_equal(notes.len, 1);
	assert_non_null(strstr(notes.items[0].text,
			       "struct s { int i; };\nprovider prov {\n"
			       "probe a__b(char, unsigned short, double, "));
	/* two probes named none have different types: D cannot tell them */
	assert_null(strstr(notes.items[0].text, "none"));
	assert_non_null(strstr(notes.items[0].text, "Stable/Stable/Common "
						    "provider prov args\n"));
	drop(&m);
}

static void same_bytes(void **state)
{
	struct made a, b;

	(void)state;
	make(&a, &stub_x86_64);
	make(&b, &stub_x86_64);
	assert_int_equal(a.bytes.len, b.bytes.len);
	assert_memory_equal(a.bytes.data, b.bytes.data, a.bytes.len);
	drop(&a);
	drop(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(x86_64),
		cmocka_unit_test(aarch64),
		cmocka_unit_test(aarch64_test_code),
		cmocka_unit_test(type_note),
		cmocka_unit_test(same_bytes),
	};

	return cmocka_run_group_tests_name("libusdt/image", tests, NULL, NULL);
}
