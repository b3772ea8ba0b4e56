/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's types: what is right, cut short, and nonsense. */
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

#include "ktypes/ktypes.h"

/*
 * 1 int, 2 struct node *, 3 struct node { struct node *next; int low : 3,
 * high : 5; int list[4]; }, 4 int [4], 5 enum { A = -1, B = 7 },
 * 6 const struct node, 7 typedef node_t of it, 8 void (*)(..),
 * 9 void (void *, node_t), 10 typedef btf_trace_one of 8, 11 union u
 */
static const char strings[] = "\0int\0node\0next\0low\0high\0list\0e\0A\0B\0"
	"node_t\0btf_trace_one\0u\0arg";
enum { S_INT = 1, S_NODE = 5, S_NEXT = 10, S_LOW = 15, S_HIGH = 19,
       S_LIST = 24, S_E = 29, S_A = 31, S_B = 33, S_NODE_T = 35,
       S_TRACE = 42, S_U = 56, S_ARG = 58 };

#define INFO(kind, kflag, n) ((uint32_t)(kflag) << 31 | (kind) << 24 | (n))
#define BITS(width, at) ((uint32_t)(width) << 24 | (at))

static struct {
	struct btf_header h;
	struct btf_type t1;
	uint32_t t1_int;
	struct btf_type t2, t3;
	struct btf_member t3_members[4];
	struct btf_type t4;
	struct btf_array t4_array;
	struct btf_type t5;
	struct btf_enum t5_list[2];
	struct btf_type t6, t7, t8, t9;
	struct btf_param t9_params[2];
	struct btf_type t10, t11;
	struct btf_member t11_members[1];
	char strings[sizeof(strings)];
} __attribute__((packed)) right = {
	.h = { .magic = BTF_MAGIC, .version = 1, .hdr_len = sizeof(right.h),
	       .type_len = offsetof(__typeof__(right), strings) -
			   sizeof(right.h),
	       .str_off = offsetof(__typeof__(right), strings) -
			  sizeof(right.h),
	       .str_len = sizeof(strings) },
	.t1 = { S_INT, INFO(BTF_KIND_INT, 0, 0), { 4 } },
	.t1_int = BTF_INT_SIGNED << 24 | 32,
	.t2 = { 0, INFO(BTF_KIND_PTR, 0, 0), { 3 } },
	.t3 = { S_NODE, INFO(BTF_KIND_STRUCT, 1, 4), { 32 } },
	.t3_members = { { S_NEXT, 2, BITS(0, 0) }, { S_LOW, 1, BITS(3, 64) },
			{ S_HIGH, 1, BITS(5, 67) },
			{ S_LIST, 4, BITS(0, 96) } },
	.t4 = { 0, INFO(BTF_KIND_ARRAY, 0, 0), { 0 } },
	.t4_array = { 1, 1, 4 },
	.t5 = { S_E, INFO(BTF_KIND_ENUM, 1, 2), { 4 } },
	.t5_list = { { S_A, -1 }, { S_B, 7 } },
	.t6 = { 0, INFO(BTF_KIND_CONST, 0, 0), { 3 } },
	.t7 = { S_NODE_T, INFO(BTF_KIND_TYPEDEF, 0, 0), { 6 } },
	.t8 = { 0, INFO(BTF_KIND_PTR, 0, 0), { 9 } },
	.t9 = { 0, INFO(BTF_KIND_FUNC_PROTO, 0, 2), { 0 } },
	.t9_params = { { 0, 2 }, { S_ARG, 7 } },
	.t10 = { S_TRACE, INFO(BTF_KIND_TYPEDEF, 0, 0), { 8 } },
	.t11 = { S_U, INFO(BTF_KIND_UNION, 0, 1), { 4 } },
	.t11_members = { { S_LOW, 1, 0 } },
	.strings = "\0int\0node\0next\0low\0high\0list\0e\0A\0B\0"
		"node_t\0btf_trace_one\0u\0arg",
};

static __typeof__(right) image;

static int open_bytes(const void *bytes, size_t len, struct ktypes **k)
{
	char path[] = "/tmp/t_ktypes.XXXXXX";
	struct err e = ERR_INIT;
	int fd = mkstemp(path), ret;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	close(fd);
	ret = ktypes_open(path, k, &e);
	unlink(path);
	return ret;
}

static void structs(void **state)
{
	const struct type *node;
	const struct type_member *m;
	struct ktypes *k;
	uint64_t offset;

	(void)state;
	assert_int_equal(open_bytes(&right, sizeof(right), &k), 0);
	assert_null(ktypes_find(k, "struct other"));
	assert_null(ktypes_find(k, "node"));
	node = ktypes_find(k, "struct vmlinux`node");
	assert_non_null(node);
	assert_int_equal(type_size(node), 32);
	m = type_find_member(node, "high", &offset);
	assert_int_equal(offset, 8);
	assert_int_equal(m->bit_offset, 3);
	assert_int_equal(m->bit_width, 5);
	m = type_find_member(node, "list", &offset);
	assert_int_equal(offset, 12);
	assert_int_equal(type_size(m->type), 16);
	m = type_find_member(node, "next", &offset);
	assert_ptr_equal(type_target(m->type), node);
	node = ktypes_find(k, "node_t");
	assert_int_equal(type_qualifiers(node), QUAL_CONST);
	assert_int_equal(ktypes_find(k, "union u")->kind, TYPE_UNION);
	ktypes_free(k);
}

static void enums(void **state)
{
	const struct type *t;
	struct ktypes *k;
	int64_t value;

	(void)state;
	assert_int_equal(open_bytes(&right, sizeof(right), &k), 0);
	t = ktypes_find(k, "enum e");
	assert_int_equal(t->nenumerators, 2);
	assert_string_equal(t->enumerators[0].name, "A");
	assert_int_equal(t->enumerators[0].value, -1);
	assert_true(t->is_signed);
	assert_ptr_equal(ktypes_enumerator(k, "B", &value), t);
	assert_int_equal(value, 7);
	assert_ptr_equal(ktypes_enumerator(k, "A", &value), t);
	assert_int_equal(value, -1);
	assert_null(ktypes_enumerator(k, "e", &value));
	ktypes_free(k);
}

static void one_tracepoint(void *data, const char *name, uint32_t proto,
			   unsigned nargs)
{
	struct ktypes *k = data;
	const struct type *t;

	assert_string_equal(name, "one");
	assert_int_equal(nargs, 1);
	t = ktypes_parameter(k, proto, 1, &name);
	assert_string_equal(t->name, "node_t");
	assert_string_equal(name, "arg");
	assert_null(ktypes_parameter(k, proto, 2, &name));
	/* a struct behind a pointer keeps its members to itself */
	t = ktypes_parameter(k, proto, 0, &name);
	assert_false(type_is_complete(type_target(t)));
}

static void tracepoints(void **state)
{
	struct ktypes *k;

	(void)state;
	assert_int_equal(open_bytes(&right, sizeof(right), &k), 0);
	ktypes_tracepoints(k, one_tracepoint, k);
	ktypes_free(k);
}

static void cut_short(void **state)
{
	struct ktypes *k;

	(void)state;
	for (size_t len = 0; len < sizeof(right); len++)
		assert_int_equal(open_bytes(&right, len, &k), -EBADMSG);
}

static void ask_all(struct ktypes *k)
{
	static const char *const names[] = {
		"struct node", "enum e", "node_t", "union u", "btf_trace_one",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		ktypes_find(k, names[i]);
	ktypes_free(k);
}

/* Each byte in turn is wrong: any answer will do, but an answer. */
static void damaged(void **state)
{
	struct ktypes *k;

	(void)state;
	for (size_t i = 0; i < sizeof(image); i++) {
		memcpy(&image, &right, sizeof(image));
		((uint8_t *)&image)[i] ^= 0xff;
		if (!open_bytes(&image, sizeof(image), &k))
			ask_all(k);
		((uint8_t *)&image)[i] ^= 0xfe;
		if (!open_bytes(&image, sizeof(image), &k))
			ask_all(k);
	}
}

static void missing(void **state)
{
	struct err e = ERR_INIT;
	struct ktypes *k;

	(void)state;
	assert_int_equal(ktypes_open("/nonexistent/btf", &k, &e), -ENOTSUP);
	assert_non_null(strstr(e.text, "/nonexistent/btf"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(structs),
		cmocka_unit_test(enums),
		cmocka_unit_test(tracepoints),
		cmocka_unit_test(cut_short),
		cmocka_unit_test(damaged),
		cmocka_unit_test(missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
