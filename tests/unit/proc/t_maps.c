/* SPDX-License-Identifier: BSD-2-Clause */
/* Parsing lines, then this process' own mappings by both ways there are. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "proc/maps.h"

static bool parse(const char *line, struct mapping *out)
{
	return maps_parse_line(line, strlen(line), out);
}

static void lines(void **state)
{
	static const char *const bad[] = {
		"", "x", "-", "1000", "1000-", "1000-2000", "1000-2000 ",
		"1000-2000 r-xp", "1000-2000 r-xp 0 8:1 5",
		"1000-2000 r-xp 0 8:1 5 ", "1000-2000 r-xp 0 08:0g 5 /x",
		"2000-1000 r-xp 0 8:1 5 /x", "1000-1000 r-xp 0 8:1 5 /x",
		"1000-2000 r-xp 0 8:1 0 ", "1000-2000 r-xp 0 0:0 0 [vdso]",
		"100000000000000000000-2 r-xp 0 8:1 5 /x",
		"1000-2000 r-xp 0 8:1 5f /x",
	};
	struct mapping m;

	(void)state;
	assert_true(parse("7f00a000-7f00b000 r-xp 00003000 fe:0a 123456"
			  "                     /usr/lib/a b (deleted)", &m));
	assert_int_equal(m.start, 0x7f00a000);
	assert_int_equal(m.end, 0x7f00b000);
	assert_int_equal(m.offset, 0x3000);
	assert_int_equal(m.dev, makedev(0xfe, 0x0a));
	assert_int_equal(m.ino, 123456);
	assert_true(m.is_executable);
	assert_int_equal(m.text_path_len, strlen("/usr/lib/a b (deleted)"));
	assert_true(parse("1000-2000 rw-p 0 8:1 5 /x", &m));
	assert_false(m.is_executable);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(parse(bad[i], &m));
}

/* The path of the mapping that holds the address. */
static char *path_of(unsigned flags, const void *address, dev_t *dev,
		     ino_t *ino)
{
	struct buf path = BUF_INIT;
	struct mapping one;
	struct err e = ERR_INIT;
	struct maps m;
	int ret;

	assert_int_equal(maps_open(&m, getpid(), flags, &e), 0);
	while ((ret = maps_next(&m, &one, &e)) > 0) {
		assert_true(one.is_executable);
		if (one.start > (uintptr_t)address ||
		    one.end <= (uintptr_t)address)
			continue;
		assert_int_equal(maps_path(&m, &one, &path, &e), 0);
		*dev = one.dev;
		*ino = one.ino;
	}
	assert_int_equal(ret, 0);
	maps_close(&m);
	return buf_detach(&path);
}

static void both_ways(void **state)
{
	char self[4096] = "";
	dev_t dev = 0, text_dev = 0;
	ino_t ino = 0, text_ino = 0;
	char *path = path_of(0, (void *)(uintptr_t)both_ways, &dev, &ino);
	char *text = path_of(MAPS_TEXT, (void *)(uintptr_t)both_ways,
			     &text_dev, &text_ino);

	(void)state;
	assert_true(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	assert_string_equal(path, self);
	assert_string_equal(text, self);
	assert_int_equal(dev, text_dev);
	assert_int_equal(ino, text_ino);
	free(path);
	free(text);
}

static void identity(void **state)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	dev_t dev = 0, mapped_dev = 0;
	ino_t ino = 0, mapped_ino = 0;
	struct err e = ERR_INIT;

	(void)state;
	free(path_of(0, (void *)(uintptr_t)identity, &mapped_dev,
		     &mapped_ino));
	assert_int_equal(maps_identity(fd, &dev, &ino, &e), 0);
	assert_int_equal(dev, mapped_dev);
	assert_int_equal(ino, mapped_ino);
	close(fd);
	assert_true(maps_identity(-1, &dev, &ino, &e) < 0);
}

/* Find an executable mapping of a file that has no name any more. */
static void unnamed(unsigned flags, const char *name, int fd)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	struct buf path = BUF_INIT, link = BUF_INIT;
	struct stat st, opened;
	struct mapping one;
	struct err e = ERR_INIT;
	struct maps m;
	int found = -1;

	assert_ptr_not_equal(p, MAP_FAILED);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(maps_open(&m, getpid(), flags, &e), 0);
	while (found < 0 && maps_next(&m, &one, &e) > 0)
		if (one.start == (uintptr_t)p) {
			assert_int_equal(maps_path(&m, &one, &path, &e), 0);
			found = maps_open_file(&m, &one, &link, &e);
		}
	assert_string_equal(buf_str(&path), name);
	if (geteuid() == 0) {
		assert_true(found >= 0);
		assert_int_equal(fstat(found, &opened), 0);
		assert_int_equal(opened.st_ino, st.st_ino);
		assert_memory_equal(buf_str(&link), "/proc/", 6);
		close(found);
	} else {
		assert_true(found < 0);
		assert_true(*e.text);
	}
	buf_release(&path);
	buf_release(&link);
	maps_close(&m);
	munmap(p, 4096);
}

static void files_without_name(void **state)
{
	char name[] = "/tmp/t_maps.XXXXXX";
	int fd = mkstemp(name);
	int memory = memfd_create("of memory", MFD_CLOEXEC);

	(void)state;
	assert_int_equal(ftruncate(fd, 4096), 0);
	assert_int_equal(ftruncate(memory, 4096), 0);
	unlink(name);
	unnamed(0, name, fd);
	unnamed(MAPS_TEXT, name, fd);
	unnamed(0, "/memfd:of memory", memory);
	unnamed(MAPS_TEXT, "/memfd:of memory", memory);
	close(fd);
	close(memory);
}

static void nobody(void **state)
{
	struct err e = ERR_INIT;
	struct maps m;

	(void)state;
	assert_int_equal(maps_open(&m, 4194304, 0, &e), -ESRCH);
	assert_string_equal(e.text, "there is no process 4194304");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(both_ways),
		cmocka_unit_test(identity),
		cmocka_unit_test(files_without_name),
		cmocka_unit_test(nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
