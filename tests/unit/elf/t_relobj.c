/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <elf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "elf/relobj.h"
#include "elf/typenote.h"

static void write_object(struct buf *out)
{
	static const char zeros[4];
	struct relobj *o = relobj_new(EM_AARCH64);
	struct buf note = BUF_INIT;
	size_t probes;

	probes = relobj_section(o, ".probes", SHT_PROGBITS,
				SHF_ALLOC | SHF_WRITE, 2, zeros,
				sizeof(zeros));
	relobj_symbol(o, "a_semaphore", probes, 0, 2);
	relobj_symbol(o, "b_semaphore", probes, 2, 2);
	type_note_write("provider p { };\n", 16, &note);
	type_note_write("provider q { };", 15, &note);
	type_note_write("provider p { };\n", 16, &note);
	relobj_grouped_section(o, "signature", TYPE_NOTE_SECTION, SHT_NOTE,
			       SHF_ALLOC, 4, note.data, note.len);
	relobj_write(o, out);
	buf_release(&note);
	relobj_free(o);
}

static void read_back(void **state)
{
	struct buf bytes = BUF_INIT;
	struct err e = ERR_INIT;
	struct type_notes notes;
	struct elf_file *f;
	struct arena a;
	int fd = memfd_create("object", MFD_CLOEXEC);

	(void)state;
	arena_init(&a);
	write_object(&bytes);
	assert_int_equal(write(fd, bytes.data, bytes.len), bytes.len);
	assert_int_equal(elf_file_open_fd(fd, "object", &f, &e), 0);
	assert_int_equal(elf_file_machine(f), EM_AARCH64);
	assert_int_equal(elf_file_type(f), ET_REL);
	assert_int_equal(type_notes_read(&a, f, &notes, &e), 0);
	assert_int_equal(notes.len, 2);
	assert_string_equal(notes.items[0].text, "provider p { };\n");
	assert_string_equal(notes.items[1].text, "provider q { };");
	elf_file_free(f);
	buf_release(&bytes);
	arena_release(&a);
}

static void same_bytes(void **state)
{
	struct buf one = BUF_INIT, two = BUF_INIT;

	(void)state;
	write_object(&one);
	write_object(&two);
	assert_int_equal(one.len, two.len);
	assert_memory_equal(one.data, two.data, one.len);
	buf_release(&one);
	buf_release(&two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_back),
		cmocka_unit_test(same_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
