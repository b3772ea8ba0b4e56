/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What probes made at run time cost. Prints nanoseconds, the least of several
 * interleaved rounds: "plain EMPTY FIRE ENABLED", calls that nobody traces and
 * an empty function; then, with an argument, its process number, and once it
 * is traced "traced STATIC LIBUSDT", a compiled site and a fired probe.
 */
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include <usdt.h>

#include "libusdt_bench.h"

#define ROUNDS 99		/* short ones: other work disturbs fewer */

/* The least that a call can cost. */
static __attribute__((noinline)) void empty(struct usdt_probe *probe,
					    size_t argc, void **argv)
{
	__asm__ volatile("" : : "r"(probe), "r"(argc), "r"(argv));
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void keep_least(double *least, double start, int n)
{
	double each = (now() - start) / n;

	if (each < *least)
		*least = each;
}

static void plain(struct usdt_probe *probe)
{
	double least[3] = { 1e9, 1e9, 1e9 };
	const int n = 500000;
	void *words[2] = { NULL, NULL };

	for (int round = 0; round < ROUNDS; round++) {
		double start = now();

		for (int i = 0; i < n; i++)
			empty(probe, 2, words);
		keep_least(&least[0], start, n);
		start = now();
		for (int i = 0; i < n; i++)
			usdt_fire_probe(probe, 2, words);
		keep_least(&least[1], start, n);
		start = now();
		for (int i = 0; i < n; i++)
			usdt_is_enabled(probe);
		keep_least(&least[2], start, n);
	}
	printf("plain %.2f %.2f %.2f\n", least[0], least[1], least[2]);
}

static void traced(struct usdt_probe *probe)
{
	double least[2] = { 1e9, 1e9 };
	const int n = 5000;

	printf("%d\n", getpid());
	fflush(stdout);
	while (!usdt_is_enabled(probe) || !LIBUSDT_BENCH_SITE_ENABLED())
		usleep(1000);
	for (int round = 0; round < ROUNDS; round++) {
		double start = now();

		for (int i = 0; i < n; i++)
			LIBUSDT_BENCH_SITE(i, round);
		keep_least(&least[0], start, n);
		start = now();
		for (long i = 0; i < n; i++) {
			void *words[2] = { (void *)i, (void *)(long)round };

			usdt_fire_probe(probe, 2, words);
		}
		keep_least(&least[1], start, n);
	}
	printf("traced %.1f %.1f\n", least[0], least[1]);
}

int main(int argc, char **argv)
{
	const char *types[] = { "int", "int" };
	usdt_provider_t *p = usdt_create_provider("libusdt_run", "bench");
	usdt_probedef_t *d = usdt_create_probe("main", "fire", 2, types);

	(void)argv;
	if (!p || !d || usdt_provider_add_probe(p, d) ||
	    usdt_provider_enable(p)) {
		fprintf(stderr, "libusdt: %s\n", usdt_errstr(p));
		return 1;
	}
	plain(d->probe);
	if (argc > 1)
		traced(d->probe);
	usdt_provider_free(p);
	usdt_probe_release(d);
	return 0;
}
