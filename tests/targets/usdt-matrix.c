/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One probe for each number of arguments from 0 to 32, all "int" (i: argument
 * J is J+1) or all "char *" (c: argument J is the letter 'A'+J). Says
 * "enabled PID", waits until each is traced, and fires each once.
 */
#include <stdio.h>
#include <unistd.h>
#include <usdt.h>

#define N (USDT_ARG_MAX + 1)

static usdt_provider_t *providers[N];
static usdt_probedef_t *probes[N];
static char letters[USDT_ARG_MAX][2];
static const char *types[USDT_ARG_MAX];

static int make(int n, char type)
{
	char name[32], function[32];

	snprintf(name, sizeof(name), "testlibusdt_%c%d_", type, n);
	snprintf(function, sizeof(function), "type%c", type);
	providers[n] = usdt_create_provider(name, "testmodule");
	snprintf(name, sizeof(name), "%darg", n);
	probes[n] = usdt_create_probe(function, name, (size_t)n, types);
	if (!providers[n] || !probes[n])
		return -1;
	if (usdt_provider_add_probe(providers[n], probes[n]) ||
	    usdt_provider_enable(providers[n])) {
		fprintf(stderr, "%d: %s\n", n, usdt_errstr(providers[n]));
		return -1;
	}
	return 0;
}

static void fire(int n, char type)
{
	void *args[USDT_ARG_MAX];

	for (size_t i = 0; i < USDT_ARG_MAX; i++)
		args[i] = type == 'i' ? (void *)(i + 1) : letters[i];
	usdt_fire_probe(probes[n]->probe, (size_t)n, args);
}

/* For 20 s at most. */
static int wait_for_tracer(void)
{
	for (int i = 0; i < 20000; i++) {
		int n = 0;

		while (n < N && usdt_is_enabled(probes[n]->probe))
			n++;
		if (n == N)
			return 0;
		usleep(1000);
	}
	fprintf(stderr, "nobody traces all probes\n");
	return -1;
}

int main(int argc, char **argv)
{
	char type = argc > 1 ? argv[1][0] : '\0';

	if (type != 'i' && type != 'c') {
		fprintf(stderr, "usage: usdt-matrix i|c\n");
		return 1;
	}
	for (int i = 0; i < USDT_ARG_MAX; i++) {
		types[i] = type == 'i' ? "int" : "char *";
		letters[i][0] = (char)('A' + i);
	}
	for (int n = 0; n < N; n++)
		if (make(n, type))
			return 1;
	printf("enabled %d\n", getpid());
	fflush(stdout);
	if (wait_for_tracer())
		return 1;
	for (int n = 0; n < N; n++)
		fire(n, type);
	for (int n = 0; n < N; n++) {
		usdt_probe_release(probes[n]);
		if (usdt_provider_disable(providers[n]))
			return 1;
		usdt_provider_free(providers[n]);
	}
	return 0;
}
