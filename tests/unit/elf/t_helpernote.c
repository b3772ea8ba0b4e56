/* SPDX-License-Identifier: BSD-2-Clause */
/* Helper notes: one that is right, and ways to be wrong. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <elf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "elf/helpernote.h"
#include "elf/relobj.h"

#define GOOD \
	"root r\neval e\nlines l\nholder 1\nthreads 2\nnext 3\ntid 4\n" \
	"frame 5\nprevious 6\ncode 7\ninstruction 8\nentry 9\n" \
	"entry-value 10\nentry-is-frame 1\nfile 11\nfunction 12\nline 13\n" \
	"table 14\nbase 15\nstate 16\nkind-shift 2\nascii-shift 6\n" \
	"length 17\nascii 18\nwide 19\nbytes-length 20\nbytes 21\n"

/* A file whose only note, of type 2, has this text. */
static struct elf_file *file_with(const char *text, size_t len)
{
	const Elf64_Nhdr h = { 7, (Elf64_Word)len, HELPER_NOTE_TYPE };
	struct relobj *o = relobj_new(EM_X86_64);
	struct buf note = BUF_INIT, bytes = BUF_INIT;
	int fd = memfd_create("object", MFD_CLOEXEC);
	struct err e = ERR_INIT;
	struct elf_file *f;
	size_t data;

	buf_add(&note, &h, sizeof(h));
	buf_add(&note, "DTrace\0", 8);
	buf_add(&note, text, len);
	buf_align(&note, 4);
	data = relobj_section(o, ".data", SHT_PROGBITS, SHF_ALLOC, 8,
			      "12345678", 8);
	relobj_symbol(o, "r", data, 4, 4);
	relobj_section(o, ".note.dtrace.helper", SHT_NOTE, SHF_ALLOC, 4,
		       note.data, note.len);
	relobj_write(o, &bytes);
	assert_int_equal(write(fd, bytes.data, bytes.len), bytes.len);
	assert_int_equal(elf_file_open_fd(fd, "object", &f, &e), 0);
	buf_release(&note);
	buf_release(&bytes);
	relobj_free(o);
	return f;
}

static int read_text(const char *text, size_t len, struct helper_note *out,
		     struct err *e)
{
	struct elf_file *f = file_with(text, len);
	int ret = helper_note_read(f, out, e);

	elf_file_free(f);
	return ret;
}

static void good(void **state)
{
	static const char text[] = GOOD "later 99\ncurrent 22\n";
	struct err e = ERR_INIT;
	struct helper_note n;

	(void)state;
	assert_int_equal(read_text(GOOD, strlen(GOOD), &n, &e), 1);
	assert_int_equal(n.root_address, 4);
	assert_int_equal(n.holder, 1);
	assert_int_equal(n.bytes, 21);
	assert_int_equal(n.current, HELPER_NONE);
	assert_string_equal(n.eval, "e");
	assert_int_equal(read_text(text, strlen(text), &n, &e), 1);
	assert_int_equal(n.current, 22);
}

static void wrong(void **state)
{
	static const char *const rows[][2] = {
		{ "", "no 'root'" },
		{ "root r\n", "no 'eval'" },
		{ GOOD "next\n", "'next' has no good value" },
		{ GOOD "next -1\n", "'next' has no good value" },
		{ GOOD "next 1x\n", "'next' has no good value" },
		{ GOOD "next 16777217\n", "'next' has no good value" },
		{ GOOD "next 99999999999999999999\n", "'next' has no good" },
		{ GOOD "root \n", "'root' has no good value" },
		{ GOOD "root 0123456789012345678901234567890123456789"
		  "0123456789012345678901234\n", "'root' has no good value" },
		{ GOOD "root s\n", "no variable 's'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct err e = ERR_INIT;
		struct helper_note n;

		assert_true(read_text(rows[i][0], strlen(rows[i][0]), &n,
				      &e) < 0);
		assert_non_null(strstr(e.text, rows[i][1]));
	}
}

static void too_long(void **state)
{
	static char text[HELPER_NOTE_MAX + 1];
	struct err e = ERR_INIT;
	struct helper_note n;

	(void)state;
	memset(text, '\n', sizeof(text));
	memcpy(text, GOOD, strlen(GOOD));
	assert_int_equal(read_text(text, sizeof(text), &n, &e), 0);
	assert_int_equal(read_text(text, sizeof(text) - 1, &n, &e), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(wrong),
		cmocka_unit_test(too_long),
	};

	return cmocka_run_group_tests_name("elf/helpernote", tests, NULL,
					   NULL);
}
