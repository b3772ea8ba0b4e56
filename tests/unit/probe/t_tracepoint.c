/* SPDX-License-Identifier: BSD-2-Clause */
/* Tracepoints from BTF: what is right, cut short, and nonsense. */
#include <errno.h>
#include <linux/btf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "probe/tracepoint.h"

/* typedef void (*btf_trace_one)(void *, void *, void *), and another typedef */
static const char strings[] = "\0btf_trace_one\0other";

static struct {
	struct btf_header h;
	struct btf_type pointer, proto;
	struct btf_param params[3];
	struct btf_type one, other;
	char strings[sizeof(strings)];
} __attribute__((packed)) image;

static void make_image(void)
{
	size_t types = offsetof(__typeof__(image), strings) - sizeof(image.h);

	memset(&image, 0, sizeof(image));
	image.h = (struct btf_header){
		.magic = BTF_MAGIC, .version = 1, .hdr_len = sizeof(image.h),
		.type_len = (uint32_t)types, .str_off = (uint32_t)types,
		.str_len = sizeof(strings),
	};
	image.pointer = (struct btf_type){ .info = BTF_KIND_PTR << 24,
					   .type = 2 };
	image.proto = (struct btf_type){ .info = BTF_KIND_FUNC_PROTO << 24 | 3 };
	image.one = (struct btf_type){ .name_off = 1, .type = 1,
				       .info = BTF_KIND_TYPEDEF << 24 };
	image.other = (struct btf_type){ .name_off = 15, .type = 1,
					 .info = BTF_KIND_TYPEDEF << 24 };
	memcpy(image.strings, strings, sizeof(strings));
}

static int read_bytes(size_t len, struct arena *a, struct tracepoints *t)
{
	char path[] = "/tmp/t_tracepoint.XXXXXX";
	struct err e = ERR_INIT;
	int fd = mkstemp(path), ret;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, &image, len), (ssize_t)len);
	close(fd);
	ret = tracepoints_read(path, a, t, &e);
	unlink(path);
	return ret;
}

static void whole(void **state)
{
	struct arena a;
	struct tracepoints t = { 0 };

	(void)state;
	arena_init(&a);
	make_image();
	assert_int_equal(read_bytes(sizeof(image), &a, &t), 0);
	assert_int_equal(t.len, 1);
	assert_string_equal(t.items[0].name, "one");
	assert_int_equal(tracepoints_find(&t, "one")->nargs, 2);
	assert_null(tracepoints_find(&t, "other"));
	arena_release(&a);
}

static void cut_short(void **state)
{
	struct arena a;
	struct tracepoints t = { 0 };

	(void)state;
	arena_init(&a);
	make_image();
	for (size_t len = 0; len < sizeof(image); len++)
		assert_int_equal(read_bytes(len, &a, &t), -EBADMSG);
	arena_release(&a);
}

/* Each byte in turn is wrong: any answer will do, but an answer. */
static void damaged(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(image); i++) {
		struct tracepoints t = { 0 };

		make_image();
		((uint8_t *)&image)[i] ^= 0xff;
		read_bytes(sizeof(image), &a, &t);
	}
	arena_release(&a);
}

static void missing(void **state)
{
	struct arena a;
	struct tracepoints t;
	struct err e = ERR_INIT;

	(void)state;
	arena_init(&a);
	assert_int_equal(tracepoints_read("/nonexistent/btf", &a, &t, &e),
			 -ENOTSUP);
	assert_non_null(strstr(e.text, "/nonexistent/btf"));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),
		cmocka_unit_test(cut_short),
		cmocka_unit_test(damaged),
		cmocka_unit_test(missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
