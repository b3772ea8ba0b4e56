/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Providers that come and go: what is left, who may fire meanwhile, what a
 * fork does. A test takes the part of the tracer by raising the semaphore.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libusdt/live.h"
#include "libusdt/load.h"

#ifndef CYCLES
#define CYCLES 5000
#endif

static const char *const ints[] = { "int", "int", "int", "int" };
#define INTS ((const char **)ints)

static struct usdt_provider *new_provider(const char *name,
					  struct usdt_probedef **probe)
{
	struct usdt_provider *p = usdt_create_provider(name, "mod");

	assert_non_null(p);
	*probe = usdt_create_probe("f", "n", 4, INTS);
	assert_int_equal(usdt_provider_add_probe(p, *probe), 0);
	return p;
}

static void trace(struct usdt_probedef *d, int yes)
{
	*(volatile uint16_t *)(uintptr_t)probedef_of(d)->live.semaphore =
		(uint16_t)yes;
}

static size_t count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static long read_number(const char *path, const char *key)
{
	FILE *f = fopen(path, "r");
	char line[256];
	long n = 0;

	while (fgets(line, sizeof(line), f))
		if (!strncmp(line, key, strlen(key)))
			n = atol(line + strlen(key));
	fclose(f);
	return n;
}

static long resident(void)
{
	return read_number("/proc/self/status", "VmRSS:");
}

static size_t count_images(void)
{
	FILE *f = fopen("/proc/self/maps", "r");
	char line[1024];
	size_t n = 0;

	while (fgets(line, sizeof(line), f))
		n += strstr(line, "/mod") && strstr(line, "r-xp");
	fclose(f);
	return n;
}

/* ---- cycles ------------------------------------------------------------- */

static void cycle(void)
{
	struct usdt_probedef *d;
	struct usdt_provider *p = new_provider("cycle", &d);

	assert_int_equal(usdt_provider_enable(p), 0);
	usdt_fire_probe(d->probe, 0, NULL);
	assert_int_equal(usdt_provider_disable(p), 0);
	usdt_probe_release(d);
	usdt_provider_free(p);
}

static void cycles_leave_nothing(void **state)
{
	size_t fds;
	long rss;

	(void)state;
	(void)rss;
	for (int i = 0; i < 100; i++)
		cycle();
	fds = count_fds();
	rss = resident();
	for (int i = 0; i < CYCLES; i++)
		cycle();
	assert_int_equal(count_fds(), fds);
	assert_int_equal(count_images(), 0);
#ifndef __SANITIZE_ADDRESS__		/* it keeps what is freed */
	if (resident() > rss + 512)
		fail_msg("grew from %ld to %ld KiB", rss, resident());
#endif
}

static void many_at_once(void **state)
{
	enum { N = 2000 };
	static struct usdt_provider *p[N];
	static struct usdt_probedef *d[N];
	size_t fds = count_fds();
	char name[32];

	(void)state;
	for (int i = 0; i < N; i++) {
		snprintf(name, sizeof(name), "many%d", i);
		p[i] = new_provider(name, &d[i]);
		assert_int_equal(usdt_provider_enable(p[i]), 0);
	}
	assert_int_equal(count_images(), N);
	assert_int_equal(count_fds(), fds);
	for (int i = 0; i < N; i++) {
		usdt_probe_release(d[i]);
		usdt_provider_free(p[i]);
	}
	assert_int_equal(count_images(), 0);
}

/* ---- enabled or not ----------------------------------------------------- */

static void semaphore(void **state)
{
	struct usdt_probedef *d;
	struct usdt_provider *p = new_provider("sem", &d);
	void *args[4] = { 0 };
	struct usdt_probe *old;

	(void)state;
	assert_null(d->probe);
	usdt_provider_enable(p);
	assert_int_equal(usdt_is_enabled(d->probe), 0);
	assert_int_equal(d->probe->isenabled_addr(), 0);
	trace(d, 1);
	assert_int_equal(usdt_is_enabled(d->probe), 1);
	assert_int_equal(d->probe->isenabled_addr(), 1);
	usdt_fire_probe(d->probe, 4, args);
	usdt_fire_probe(d->probe, 1, args);
	usdt_fire_probe(d->probe, 40, args);
	usdt_fire_probe(d->probe, 4, NULL);
	old = d->probe;
	usdt_provider_disable(p);
	assert_int_equal(usdt_is_enabled(old), 0);
	assert_int_equal(old->isenabled_addr(), 0);
	usdt_fire_probe(old, 4, args);
	usdt_provider_enable(p);
	assert_int_equal(usdt_is_enabled(d->probe), 0);
	usdt_probe_release(d);
	usdt_provider_free(p);
}

static void added_and_removed_while_enabled(void **state)
{
	struct usdt_probedef *a, *b = usdt_create_probe("g", "m", 0, NULL);
	struct usdt_provider *p = new_provider("upd", &a);

	(void)state;
	usdt_provider_enable(p);
	trace(a, 1);
	assert_int_equal(usdt_provider_add_probe(p, b), 0);
	assert_null(b->probe);
	assert_int_equal(usdt_provider_update(p), 0);
	assert_int_equal(usdt_is_enabled(b->probe), 0);
	trace(b, 1);
	assert_int_equal(usdt_is_enabled(a->probe), 1);
	assert_int_equal(usdt_is_enabled(b->probe), 1);
	assert_int_equal(usdt_provider_update(p), 0);
	assert_int_equal(count_images(), 2);
	assert_int_equal(usdt_provider_remove_probe(p, a), 0);
	assert_int_equal(count_images(), 1);
	assert_int_equal(usdt_is_enabled(b->probe), 1);
	assert_int_equal(usdt_provider_remove_probe(p, b), 0);
	assert_int_equal(count_images(), 0);
	assert_int_equal(usdt_provider_disable(p), 0);
	usdt_provider_free(p);
	for (int i = 0; i < 2; i++) {
		usdt_probe_release(a);
		usdt_probe_release(b);
	}
}

/* ---- notification ------------------------------------------------------- */

struct heard {
	atomic_int on, off;
};

static void hear(struct usdt_probedef *d, int enabled, void *data)
{
	struct heard *h = data;

	assert_string_equal(d->name, "n");
	atomic_fetch_add(enabled ? &h->on : &h->off, 1);
}

static void polling(void **state)
{
	struct usdt_probedef *d;
	struct usdt_provider *p = new_provider("poll", &d);
	struct heard h = { 0 };

	(void)state;
	assert_int_equal(usdt_provider_poll(p, hear, &h), 0);
	usdt_provider_enable(p);
	trace(d, 1);
	assert_int_equal(usdt_provider_poll(p, hear, &h), 1);
	assert_int_equal(usdt_provider_poll(p, hear, &h), 0);
	trace(d, 0);
	assert_int_equal(usdt_provider_poll(p, hear, &h), 1);
	trace(d, 1);
	assert_int_equal(usdt_provider_poll(p, NULL, NULL), 1);
	usdt_provider_disable(p);
	assert_int_equal(usdt_provider_poll(p, hear, &h), 1);
	assert_int_equal(h.on, 1);
	assert_int_equal(h.off, 2);
	usdt_probe_release(d);
	usdt_provider_free(p);
}

static void watching(void **state)
{
	struct usdt_probedef *d;
	struct usdt_provider *p = new_provider("watch", &d);
	struct heard h = { 0 };

	(void)state;
	usdt_provider_enable(p);
	assert_int_equal(usdt_provider_watch(p, 1, NULL, NULL), -1);
	assert_int_equal(usdt_provider_watch(p, 1, hear, &h), 0);
	assert_int_equal(usdt_provider_watch(p, 1, hear, &h), -1);
	trace(d, 1);
	for (int i = 0; i < 5000 && !h.on; i++)
		usleep(1000);
	usdt_provider_disable(p);
	for (int i = 0; i < 5000 && !h.off; i++)
		usleep(1000);
	assert_int_equal(h.on, 1);
	assert_int_equal(h.off, 1);
	usdt_probe_release(d);
	usdt_provider_free(p);		/* ends the thread */
}

/* ---- threads ------------------------------------------------------------ */

struct shared {
	struct usdt_probedef *d;
	atomic_bool stop;
	atomic_ulong fired;
};

static void *fire_on(void *data)
{
	struct shared *s = data;
	void *args[4] = { 0 };

	while (!s->stop) {
		struct usdt_probe *probe = __atomic_load_n(&s->d->probe,
							   __ATOMIC_ACQUIRE);

		usdt_fire_probe(probe, 4, args);
		usdt_is_enabled(probe);
		atomic_fetch_add(&s->fired, 1);
	}
	return NULL;
}

/* Nobody may fall into memory that is gone, and nothing may pile up. */
static void firing_while_disabled(void **state)
{
	struct shared s = { 0 };
	struct usdt_provider *p = new_provider("thr", &s.d);
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, fire_on, &s);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(usdt_provider_enable(p), 0);
		trace(s.d, 1);
		if (i % 100 == 0)
			usleep(100);
		assert_int_equal(usdt_provider_disable(p), 0);
	}
	s.stop = true;
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_true(s.fired > 1000);
	load_reclaim();
	assert_int_equal(count_images(), 0);
	usdt_probe_release(s.d);
	usdt_provider_free(p);
}

static void *live_alone(void *data)
{
	(void)data;
	for (int i = 0; i < 200; i++)
		cycle();
	return NULL;
}

static void providers_in_many_threads(void **state)
{
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, live_alone, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	load_reclaim();
	assert_int_equal(count_images(), 0);
}

/* An image stays while a thread is inside, and goes when it has left. */
static atomic_int inside;

static void *stay_inside(void *data)
{
	struct shared *s = data;

	inside = 1;
	usdt_fire_probe(s->d->probe, 0, NULL);	/* runs the stub below */
	inside = 3;
	while (!s->stop)
		usleep(100);
	return NULL;
}

static void block(void **argv)
{
	(void)argv;
	inside = 2;
	while (inside == 2)
		usleep(100);
}

static void waits_for_who_is_inside(void **state)
{
	struct shared s = { 0 };
	struct usdt_provider *p = new_provider("in", &s.d);
	pthread_t thread;

	(void)state;
	usdt_provider_enable(p);
	trace(s.d, 1);
	probedef_of(s.d)->live.stub = block;
	pthread_create(&thread, NULL, stay_inside, &s);
	while (inside != 2)
		usleep(100);
	assert_int_equal(usdt_provider_disable(p), 0);
	assert_int_equal(count_images(), 1);
	inside = 0;
	while (inside != 3)
		usleep(100);
	assert_true(load_reclaim());
	assert_int_equal(count_images(), 0);
	s.stop = true;
	pthread_join(thread, NULL);
	usdt_probe_release(s.d);
	usdt_provider_free(p);
}

/* ---- fork --------------------------------------------------------------- */

static int in_child(struct usdt_provider *p, struct usdt_probedef *d)
{
	void *args[4] = { 0 };
	int wrong = 0;

	wrong |= !usdt_is_enabled(d->probe);	/* inherited */
	usdt_fire_probe(d->probe, 4, args);
	cycle();
	wrong |= usdt_provider_disable(p) != 0;
	wrong |= count_images() != 0;
	wrong |= usdt_provider_enable(p) != 0;
	usdt_fire_probe(d->probe, 4, args);
	usdt_provider_free(p);
	return wrong;
}

static void forking(void **state)
{
	struct shared s = { 0 };
	struct usdt_provider *p = new_provider("fork", &s.d);
	pthread_t threads[2];
	const char *path;
	int status;

	(void)state;
	usdt_provider_enable(p);
	trace(s.d, 1);
	path = ((struct image *)p->file)->stored.path;
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, fire_on, &s);
	for (int i = 0; i < 20; i++) {
		pid_t pid = fork();

		if (!pid)
			_exit(in_child(p, s.d));
		waitpid(pid, &status, 0);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
		/* the child did not remove what is the parent's */
		assert_int_equal(access(path, F_OK), 0);
	}
	s.stop = true;
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	usdt_probe_release(s.d);
	usdt_provider_free(p);
}

/* ---- code of the caller -------------------------------------------------- */

static void code_probes(void **state)
{
#ifdef __x86_64__
	/* lea 1(%rdi), %rax; nop; ret */
	static const uint8_t code[] = { 0x48, 0x8d, 0x47, 0x01, 0x90, 0xc3 };
	static const char two[] = "-8@%rax -8@%rdi", one[] = "8@%rax";
	const size_t nop = 4;
#else
	/* add x0, x0, 1; nop; ret */
	static const uint8_t code[] = {
		0x00, 0x04, 0x00, 0x91, 0x1f, 0x20, 0x03, 0xd5,
		0xc0, 0x03, 0x5f, 0xd6,
	};
	static const char two[] = "-8@x0 -8@x1", one[] = "8@x0";
	const size_t nop = 4;
#endif
	struct usdt_provider *p = usdt_create_provider("jit", "code");
	struct usdt_probedef *a, *b;
	long (*compiled)(long);

	(void)state;
	assert_null(usdt_create_code_probe("f", "n", 2, INTS, one, code,
					   sizeof(code), nop));
	assert_null(usdt_create_code_probe("f", "n", 1, INTS, "8%rax", code,
					   sizeof(code), nop));
	assert_null(usdt_create_code_probe("f", "n", 1, INTS, one, code,
					   sizeof(code), nop - 1));
	assert_null(usdt_create_code_probe("f", "n", 1, INTS, one, code,
					   sizeof(code),
					   sizeof(code)));
	assert_null(usdt_create_code_probe("f", "n", 1, INTS, NULL, code,
					   sizeof(code), nop));
	a = usdt_create_code_probe("f", "n", 2, INTS, two, code,
				   sizeof(code), nop);
	b = usdt_create_code_probe("g", "n", 1, INTS, one, NULL, 0, 0);
	usdt_provider_add_probe(p, a);
	usdt_provider_add_probe(p, b);
	assert_int_equal(usdt_provider_enable(p), 0);
	compiled = (long (*)(long))a->probe->probe_addr;
	assert_int_equal(compiled(41), 42);
	((void (*)(void))b->probe->probe_addr)();
	trace(a, 1);
	usdt_fire_probe(a->probe, 0, NULL);	/* not ours to call */
	assert_int_equal(usdt_is_enabled(a->probe), 1);
	usdt_probe_release(a);
	usdt_probe_release(b);
	usdt_provider_free(p);
}

static void memory(void **state)
{
	struct usdt_probedef *d;
	struct usdt_provider *p = new_provider("mem", &d);
	size_t fds;

	(void)state;
	usdt_set_backing(USDT_BACKING_MEMORY);
	cycle();
	fds = count_fds();
	assert_int_equal(usdt_provider_enable(p), 0);
	assert_int_equal(count_fds(), fds + 1);
	assert_non_null(strstr(((struct image *)p->file)->stored.path,
			       "/fd/"));
	cycle();
	usdt_probe_release(d);
	usdt_provider_free(p);
	assert_int_equal(count_fds(), fds);
	usdt_set_backing(USDT_BACKING_AUTO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(semaphore),
		cmocka_unit_test(added_and_removed_while_enabled),
		cmocka_unit_test(polling),
		cmocka_unit_test(watching),
		cmocka_unit_test(waits_for_who_is_inside),
		cmocka_unit_test(code_probes),
		cmocka_unit_test(memory),
		cmocka_unit_test(forking),
		cmocka_unit_test(firing_while_disabled),
		cmocka_unit_test(providers_in_many_threads),
		cmocka_unit_test(many_at_once),
		cmocka_unit_test(cycles_leave_nothing),
	};

	return cmocka_run_group_tests_name("libusdt/life", tests, NULL, NULL);
}
