/* SPDX-License-Identifier: BSD-2-Clause */
/* This program has probes, and looks for them in itself. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "probe/probe.h"

#define SITE(provider, name, args) \
	__asm__ volatile("990: nop\n" \
		".pushsection .note.stapsdt,\"\",\"note\"\n" \
		".balign 4\n" \
		".4byte 992f-991f, 994f-993f, 3\n" \
		"991: .asciz \"stapsdt\"\n992: .balign 4\n" \
		"993: .8byte 990b, 0, 0\n" \
		".asciz \"" provider "\"\n.asciz \"" name "\"\n" \
		".asciz \"" args "\"\n994: .balign 4\n" \
		".popsection\n")

void site_one(void);
__attribute__((noinline)) void site_one(void)
{
	SITE("unit", "first__one", "-4@$1");
	SITE("unit", "first__one", "-4@$2");
	SITE("unit", "a__b____c", "");
	SITE("another", "first", "");
}

void site_two(void);
__attribute__((noinline)) void site_two(void)
{
	SITE("unit", "first__one", "-4@$3");
}

static char self[4096];
static char dir[] = "/tmp/t_probe.XXXXXX";

static struct probe_set *own_set(void)
{
	pid_t pid = getpid();

	return probe_set_new(&(struct probe_options){
		.pids = &pid, .npids = 1,
	});
}

/* A description as the parser makes it; "%d" in it is our number. */
static struct probe_desc desc_of(const char *provider, const char *module,
				 const char *function, const char *name)
{
	static char text[4][64];

	snprintf(text[0], sizeof(text[0]), provider, getpid());
	snprintf(text[1], sizeof(text[1]), "%s", module);
	snprintf(text[2], sizeof(text[2]), "%s", function);
	snprintf(text[3], sizeof(text[3]), "%s", name);
	return (struct probe_desc){
		.provider = text[0], .module = text[1], .function = text[2],
		.name = text[3],
	};
}

static size_t match(struct probe_set *s, const struct probe_desc *desc,
		    struct probe **first)
{
	struct err e = ERR_INIT;
	struct probe **found;
	size_t n;

	if (probe_match(s, desc, &found, &n, &e))
		fail_msg("%s", e.text);
	for (size_t i = 1; i < n; i++)
		assert_true(found[i - 1]->id < found[i]->id);
	if (n && first)
		*first = found[0];
	free(found);
	return n;
}

static size_t count(struct probe_set *s, const char *provider,
		    const char *module, const char *function, const char *name)
{
	struct probe_desc desc = desc_of(provider, module, function, name);

	return match(s, &desc, NULL);
}

static struct probe *find(struct probe_set *s, const char *provider,
			  const char *module, const char *function,
			  const char *name)
{
	struct probe_desc desc = desc_of(provider, module, function, name);
	struct probe *p = NULL;

	assert_int_equal(match(s, &desc, &p), 1);
	return p;
}

static void own_probes(void **state)
{
	struct probe_set *s = own_set();
	struct probe *p = find(s, "unit%d", "t_probe", "site_one",
			       "first-one");
	struct probe_desc by_id = { .id = p->id };
	struct probe *same, *early, *late;
	char name[64];

	(void)state;
	snprintf(name, sizeof(name), "unit%d", getpid());
	assert_string_equal(p->provider, name);
	assert_string_equal(p->base_provider, "unit");
	assert_int_equal(p->kind, PROBE_USDT);
	assert_int_equal(p->pid, getpid());
	assert_int_equal(p->sites.len, 2);
	assert_string_equal(p->sites.items[0].object->path, self);
	assert_string_equal(p->sites.items[0].object->open_path, self);
	assert_null(p->decl);
	assert_null(probe_arg_type(p, 0));
	assert_int_equal(match(s, &by_id, &same), 1);
	assert_ptr_equal(same, p);
	assert_int_equal(find(s, "unit*", "", "site_two", "")->sites.len, 1);
	assert_string_equal(find(s, "unit%d", "", "", "a-*")->name, "a-b--c");
	assert_int_equal(count(s, "unit%d", "", "", ""), 3);
	assert_int_equal(count(s, "*%d", "t_*", "", ""), 4);
	assert_int_equal(count(s, "unit", "", "", ""), 0);
	assert_int_equal(count(s, "unit%d0", "", "", ""), 0);
	/* The order: another before unit, site_one before site_two. */
	assert_int_equal(find(s, "another*", "", "", "")->id, 10001);
	early = find(s, "unit*", "", "", "a-b*");
	late = find(s, "unit*", "", "site_two", "");
	assert_true(early->id > 10001);
	assert_int_equal(p->id, early->id + 1);
	assert_int_equal(late->id, early->id + 2);
	probe_set_free(s);
}

static void *map_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	close(fd);
	return p;
}

/* Write a copy of this program, cut to len bytes, to DIR/SUB/NAME. */
static char *copy_self(const char *sub, const char *name, size_t len)
{
	static char path[3][256];
	static size_t next;
	char *out = path[next++ % 3];
	struct buf text = BUF_INIT;
	struct err e = ERR_INIT;

	snprintf(out, sizeof(path[0]), "%s/%s", dir, sub);
	mkdir(out, 0700);
	snprintf(out, sizeof(path[0]), "%s/%s/%s", dir, sub, name);
	assert_int_equal(file_read(self, SIZE_MAX, &text, &e), 0);
	if (len > text.len)
		len = text.len;
	assert_int_equal(file_write(out, text.data, len, 0700, &e), 0);
	buf_release(&text);
	return out;
}

static void files_of_one_name(void **state)
{
	void *a = map_file(copy_self("a", "same", SIZE_MAX));
	void *b = map_file(copy_self("b", "same", SIZE_MAX));
	struct probe_set *s = own_set();

	(void)state;
	assert_int_equal(count(s, "unit%d", "same", "", ""), 3);
	assert_int_equal(find(s, "unit%d", "same", "site_one",
			      "first-one")->sites.len, 4);
	assert_int_equal(find(s, "unit%d", "t_probe", "site_one",
			      "first-one")->sites.len, 2);
	munmap(a, 4096);
	munmap(b, 4096);
	probe_set_free(s);
}

static void mapped_later(void **state)
{
	struct probe_set *s = own_set();
	struct probe *before = find(s, "unit%d", "", "site_two", "");
	uint32_t id = before->id;
	struct err e = ERR_INIT;
	void *p, *q;

	(void)state;
	p = map_file(copy_self("a", "later", SIZE_MAX));
	assert_int_equal(count(s, "unit%d", "later", "", ""), 0);
	assert_int_equal(probe_set_refresh(s, getpid(), NULL, NULL, &e), 0);
	assert_int_equal(count(s, "unit%d", "later", "", ""), 3);
	assert_true(find(s, "unit%d", "later", "site_two", "")->id > id);
	assert_int_equal(before->id, id);
	/* Again: nothing twice. A second file of that name: more sites. */
	assert_int_equal(probe_set_refresh(s, getpid(), NULL, NULL, &e), 0);
	assert_int_equal(count(s, "unit%d", "", "", ""), 6);
	q = map_file(copy_self("b", "later", SIZE_MAX));
	assert_int_equal(probe_set_refresh(s, getpid(), NULL, NULL, &e), 0);
	assert_int_equal(count(s, "unit%d", "", "", ""), 6);
	assert_int_equal(find(s, "unit%d", "later", "site_two", "")->sites.len,
			 2);
	munmap(p, 4096);
	munmap(q, 4096);
	probe_set_free(s);
}

static void a_file_besides(void **state)
{
	pid_t pid = getpid();
	const char *objects[] = { self };
	struct probe_options options = {
		.objects = objects, .nobjects = 1, .pids = &pid, .npids = 1,
	};
	struct probe_set *s = probe_set_new(&options);
	struct probe *file = find(s, "unit", "", "site_two", "");
	struct probe *process = find(s, "unit%d", "", "site_two", "");

	(void)state;
	assert_int_equal(file->pid, 0);
	assert_int_equal(count(s, "unit*", "", "", ""), 6);
	assert_ptr_equal(file->sites.items[0].object,
			 process->sites.items[0].object);
	assert_true(file->id < process->id);
	probe_set_free(s);
}

static void damaged_files(void **state)
{
	void *p = map_file(copy_self("a", "cut", 9000));
	struct probe_set *s = own_set();

	(void)state;
	assert_int_equal(count(s, "unit%d", "t_probe", "", ""), 3);
	assert_non_null(strstr(probe_set_problems(s), "/a/cut' is truncated"));
	assert_int_equal(probe_set_hidden(s), 0);
	munmap(p, 4096);
	probe_set_free(s);
}

static void nothing_is_read_before(void **state)
{
	const char *objects[] = { "/nowhere/at/all" };
	struct probe_options options = { .objects = objects, .nobjects = 1 };
	struct probe_set *s = probe_set_new(&options);
	struct err e = ERR_INIT;
	struct probe_desc desc = desc_of("", "", "", "BEGIN");
	struct probe **found;
	size_t n;

	(void)state;
	assert_int_equal(match(s, &desc, NULL), 1);
	assert_int_equal(count(s, "dtrace", "", "", ""), 3);
	assert_int_equal(count(s, "", "", "", "tick-12ms"), 1);
	assert_int_equal(count(s, "profile", "", "", "tick-12ms"), 1);
	desc = desc_of("*", "", "", "BEGIN");
	assert_int_equal(probe_match(s, &desc, &found, &n, &e), -ENOENT);
	assert_non_null(strstr(e.text, "/nowhere/at/all"));
	desc = desc_of("", "", "", "tick-1ns");
	assert_int_equal(probe_match(s, &desc, &found, &n, &e), -EINVAL);
	probe_set_free(s);
}

static void timers_shift_nothing(void **state)
{
	struct probe_set *s = own_set();

	(void)state;
	assert_int_equal(count(s, "", "", "", "tick-13ms"), 1);
	assert_int_equal(find(s, "another*", "", "", "")->id, 10001);
	assert_int_equal(count(s, "profile", "", "", "tick-*ms"), 1);
	assert_int_equal(count(s, "profile", "module", "", "tick-14ms"), 0);
	assert_int_equal(count(s, "dtrace", "", "", "tick-14ms"), 0);
	probe_set_free(s);
}

static void open_descriptions(void **state)
{
	static const struct {
		const char *provider;
		bool open;
	} tests[] = {
		{ "", true }, { "*", true }, { "redis*", true },
		{ "r*s*", true }, { "redis[0-9]*", true },
		{ "redis12", false }, { "redis1*", false },
		{ "redis?2", false }, { "redis??", false }, { "*12", false },
	};
	struct probe p = {
		.provider = "redis12", .base_provider = "redis", .pid = 12,
	};
	struct probe_desc by_id = { .provider = "", .id = 10001 };

	(void)state;
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		struct probe_desc desc = { .provider = tests[i].provider };

		if (probe_desc_is_open(&desc, &p) != tests[i].open)
			fail_msg("%s", tests[i].provider);
	}
	assert_false(probe_desc_is_open(&by_id, &p));
	p.pid = 0;
	assert_true(probe_desc_is_open(&(struct probe_desc){
		.provider = "redis" }, &p));
}

static int make_dir(void **state)
{
	(void)state;
	site_one();
	site_two();
	return mkdtemp(dir) &&
	       readlink("/proc/self/exe", self, sizeof(self) - 1) > 0 ? 0 : -1;
}

static int remove_dir(void **state)
{
	static const char *const files[] = {
		"a/same", "b/same", "a/later", "b/later", "a/cut", "a", "b",
		"",
	};
	char path[256];

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		remove(path);
	}
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_probes),
		cmocka_unit_test(files_of_one_name),
		cmocka_unit_test(mapped_later),
		cmocka_unit_test(a_file_besides),
		cmocka_unit_test(damaged_files),
		cmocka_unit_test(nothing_is_read_before),
		cmocka_unit_test(timers_shift_nothing),
		cmocka_unit_test(open_descriptions),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
