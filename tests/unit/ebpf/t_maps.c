/* SPDX-License-Identifier: BSD-2-Clause */
/* Maps as the host sees them. */
#include "machine.h"

static struct vmap *make(enum bpf_map_type type, uint32_t key,
			 uint32_t value, uint32_t entries, unsigned ncpus)
{
	struct vmap_spec spec = { type, key, value, entries, 0 };
	struct err e = ERR_INIT;
	struct vmap *m;

	if (vmap_new(&m, &spec, ncpus, &e))
		fail_msg("%s", e.text);
	return m;
}

static uint64_t get(struct vmap *m, uint32_t key, unsigned copy)
{
	long slot = vmap_find(m, &key);
	uint64_t v;

	if (slot < 0)
		return UINT64_MAX;
	memcpy(&v, vmap_value(m, (size_t)slot, copy), sizeof(v));
	return v;
}

static long set(struct vmap *m, uint32_t key, uint64_t value,
		uint64_t flags, unsigned copy)
{
	return vmap_update(m, &key, &value, flags, copy);
}

static void arrays(void **state)
{
	struct vmap *m = make(BPF_MAP_TYPE_ARRAY, 4, 8, 3, 4);
	uint32_t key = 1;

	(void)state;
	assert_int_equal(vmap_copies(m), 1);
	assert_int_equal(get(m, 2, 0), 0);
	assert_true(get(m, 3, 0) == UINT64_MAX);
	assert_int_equal(set(m, 2, 7, BPF_ANY, 0), 2);
	assert_int_equal(set(m, 2, 8, BPF_EXIST, 0), 2);
	assert_int_equal(get(m, 2, 0), 8);
	assert_int_equal(set(m, 2, 9, BPF_NOEXIST, 0), -EEXIST);
	assert_int_equal(set(m, 3, 9, BPF_ANY, 0), -E2BIG);
	assert_int_equal(set(m, 1, 9, 77, 0), -EINVAL);
	assert_int_equal(vmap_delete(m, &key), -EINVAL);
	assert_int_equal(*(const uint32_t *)vmap_key(m, 2), 2);
	assert_null(vmap_key(m, 3));
	vmap_free(m);
}

static void per_cpu_arrays(void **state)
{
	struct vmap *m = make(BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 2, 3);

	(void)state;
	assert_int_equal(vmap_copies(m), 3);
	set(m, 1, 5, BPF_ANY, 2);
	assert_int_equal(get(m, 1, 0), 0);
	assert_int_equal(get(m, 1, 2), 5);
	vmap_delete_all(m);
	assert_int_equal(get(m, 1, 2), 0);
	vmap_free(m);
}

/* Many keys: growth, chains, deletion in the middle, reuse. */
static void hashes(void **state)
{
	struct vmap *m = make(BPF_MAP_TYPE_HASH, 4, 8, 1000, 1);
	size_t n = 0;

	(void)state;
	assert_true(get(m, 1, 0) == UINT64_MAX);
	assert_int_equal(set(m, 1, 1, BPF_EXIST, 0), -ENOENT);
	for (uint32_t i = 0; i < 1000; i++)
		assert_true(set(m, i, i * 3, BPF_NOEXIST, 0) >= 0);
	assert_int_equal(set(m, 1000, 1, BPF_ANY, 0), -E2BIG);
	assert_int_equal(set(m, 10, 1, BPF_NOEXIST, 0), -EEXIST);
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(get(m, i, 0), i * 3);
	for (uint32_t i = 0; i < 1000; i += 2)
		assert_int_equal(vmap_delete(m, &i), 0);
	for (uint32_t i = 0; i < 1000; i++)
		assert_true(get(m, i, 0) == (i % 2 ? i * 3 : UINT64_MAX));
	for (uint32_t i = 0; i < 500; i++)
		assert_true(set(m, i + 5000, 1, BPF_ANY, 0) >= 0);
	assert_int_equal(set(m, 1, 4, BPF_ANY, 0) < 0, false);
	for (size_t i = 0; i < vmap_slots(m); i++)
		n += vmap_key(m, i) != NULL;
	assert_int_equal(n, 1000);
	vmap_delete_all(m);
	for (size_t i = 0; i < vmap_slots(m); i++)
		assert_null(vmap_key(m, i));
	vmap_free(m);
}

/* A key that comes back starts with zeros on the other CPUs. */
/* The oldest key makes room; the others stay. */
static void hashes_that_forget(void **state)
{
	struct vmap *m = make(BPF_MAP_TYPE_LRU_HASH, 4, 8, 2, 1);

	(void)state;
	assert_true(set(m, 1, 10, BPF_ANY, 0) >= 0);
	assert_true(set(m, 2, 20, BPF_ANY, 0) >= 0);
	assert_true(set(m, 2, 21, BPF_ANY, 0) >= 0);
	assert_true(set(m, 3, 30, BPF_ANY, 0) >= 0);
	assert_true(get(m, 1, 0) == UINT64_MAX);
	assert_int_equal(get(m, 2, 0), 21);
	assert_int_equal(get(m, 3, 0), 30);
	vmap_free(m);
}

static void per_cpu_hashes(void **state)
{
	struct vmap *m = make(BPF_MAP_TYPE_PERCPU_HASH, 4, 8, 10, 2);
	uint32_t key = 4;

	(void)state;
	set(m, key, 1, BPF_ANY, 0);
	set(m, key, 2, BPF_ANY, 1);
	assert_int_equal(get(m, key, 0), 1);
	assert_int_equal(get(m, key, 1), 2);
	assert_int_equal(vmap_delete(m, &key), 0);
	assert_int_equal(vmap_delete(m, &key), -ENOENT);
	set(m, key, 3, BPF_ANY, 1);
	assert_int_equal(get(m, key, 0), 0);
	assert_int_equal(get(m, key, 1), 3);
	vmap_free(m);
}

static void task_storage(void **state)
{
	struct vmap *m = make(BPF_MAP_TYPE_TASK_STORAGE, 4, 16, 0, 2);
	uint32_t key = 1;
	long slot;

	(void)state;
	assert_int_equal(vmap_task(m, 7, false), -ENOENT);
	slot = vmap_task(m, 7, true);
	assert_true(slot >= 0);
	*(char *)vmap_value(m, (size_t)slot, 0) = 5;
	assert_int_equal(vmap_task(m, 7, false), slot);
	assert_true(vmap_task(m, 8, true) != slot);
	assert_int_equal(vmap_task_delete(m, 7), 0);
	assert_int_equal(vmap_task_delete(m, 7), -ENOENT);
	slot = vmap_task(m, 7, true);
	assert_int_equal(*(char *)vmap_value(m, (size_t)slot, 0), 0);
	assert_int_equal(vmap_find(m, &key), -ENOENT);
	assert_int_equal(vmap_update(m, &key, &key, 0, 0), -EINVAL);
	vmap_free(m);
}

struct seen {
	char text[64];
	int fail_at;
};

static int see(void *data, const void *record, size_t len)
{
	struct seen *s = data;

	strncat(s->text, record, len);
	return s->fail_at && !--s->fail_at ? -EPIPE : 0;
}

static long put(struct vmap *m, const char *text)
{
	long n = vmap_ring_reserve(m, strlen(text));
	size_t size;

	if (n >= 0) {
		memcpy(vmap_ring_data(m, (size_t)n, &size), text,
		       strlen(text));
		assert_int_equal(size, strlen(text));
	}
	return n;
}

static void ring_keeps_order(void **state)
{
	struct vmap *m = make(BPF_MAP_TYPE_RINGBUF, 0, 0, 4096, 1);
	struct seen s = { "", 0 };
	long a = put(m, "a"), b = put(m, "b"), c = put(m, "c");

	(void)state;
	vmap_ring_finish(m, (size_t)c, false);
	assert_int_equal(vmap_ring_drain(m, see, &s), 0);
	vmap_ring_finish(m, (size_t)b, true);
	vmap_ring_finish(m, (size_t)a, false);
	assert_int_equal(vmap_ring_drain(m, see, &s), 2);
	assert_string_equal(s.text, "ac");
	assert_int_equal(vmap_ring_drain(m, see, &s), 0);
	vmap_free(m);
}

static void ring_is_full(void **state)
{
	struct vmap *m = make(BPF_MAP_TYPE_RINGBUF, 0, 0, 64, 1);
	struct seen s = { "", 0 };
	long a = put(m, "12345678"), b;	/* 16 bytes each */

	(void)state;
	put(m, "12345678");
	/* 32 are left, of which 31 can be had */
	assert_int_equal(vmap_ring_reserve(m, 17), -EAGAIN);
	assert_int_equal(vmap_ring_reserve(m, UINT64_MAX), -EAGAIN);
	b = put(m, "x");
	assert_true(b >= 0);
	assert_int_equal(vmap_ring_reserve(m, 1), -EAGAIN);
	assert_true(vmap_ring_reserve(m, 0) >= 0);
	vmap_ring_finish(m, (size_t)a, false);
	assert_int_equal(vmap_ring_drain(m, see, &s), 1);
	assert_true(vmap_ring_reserve(m, 8) >= 0);
	vmap_free(m);	/* also what was never finished */
}

static void ring_reader_fails(void **state)
{
	struct vmap *m = make(BPF_MAP_TYPE_RINGBUF, 0, 0, 4096, 1);
	struct seen s = { "", 2 };

	(void)state;
	for (const char *p = "abc"; *p; p++) {
		char one[2] = { *p, '\0' };

		vmap_ring_finish(m, (size_t)put(m, one), false);
	}
	assert_int_equal(vmap_ring_drain(m, see, &s), -EPIPE);
	assert_int_equal(vmap_ring_drain(m, see, &s), 1);
	assert_string_equal(s.text, "abc");
	vmap_free(m);
}

static void impossible_maps(void **state)
{
	static const struct {
		struct vmap_spec spec;
		int code;
	} all[] = {
		{ { BPF_MAP_TYPE_ARRAY, 8, 8, 1, 0 }, -EINVAL },
		{ { BPF_MAP_TYPE_ARRAY, 4, 0, 1, 0 }, -EINVAL },
		{ { BPF_MAP_TYPE_ARRAY, 4, 8, 0, 0 }, -EINVAL },
		{ { BPF_MAP_TYPE_ARRAY, 4, UINT32_MAX, UINT32_MAX, 0 },
		  -E2BIG },
		{ { BPF_MAP_TYPE_HASH, 0, 8, 1, 0 }, -EINVAL },
		{ { BPF_MAP_TYPE_HASH, 5000, 8, 1, 0 }, -EINVAL },
		{ { BPF_MAP_TYPE_RINGBUF, 0, 0, 3000, 0 }, -EINVAL },
		{ { BPF_MAP_TYPE_RINGBUF, 0, 8, 4096, 0 }, -EINVAL },
		{ { BPF_MAP_TYPE_TASK_STORAGE, 4, 8, 9, 0 }, -EINVAL },
		{ { BPF_MAP_TYPE_LPM_TRIE, 4, 8, 9, 0 }, -ENOTSUP },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct err e = ERR_INIT;
		struct vmap *m;

		assert_int_equal(vmap_new(&m, &all[i].spec, 2, &e),
				 all[i].code);
		assert_true(e.text[0] != '\0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arrays),
		cmocka_unit_test(per_cpu_arrays),
		cmocka_unit_test(hashes),
		cmocka_unit_test(hashes_that_forget),
		cmocka_unit_test(per_cpu_hashes),
		cmocka_unit_test(task_storage),
		cmocka_unit_test(ring_keeps_order),
		cmocka_unit_test(ring_is_full),
		cmocka_unit_test(ring_reader_fails),
		cmocka_unit_test(impossible_maps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
