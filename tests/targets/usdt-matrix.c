/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One probe, with any number of arguments.
 *
 *	usdt-matrix FUNCTION NAME [i|c]...
 *
 * i: an "int" that is one more than its place; c: a "char *", the letter of its
 * place. Says "enabled PID", and fires every millisecond until its input ends:
 * that the probe is enabled may be another tracer's doing.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <usdt.h>

static char letters[USDT_ARG_MAX][2];
static const char *types[USDT_ARG_MAX];
static void *values[USDT_ARG_MAX];

static int take_types(int n, char **kinds)
{
	for (int i = 0; i < n; i++) {
		int is_int = !strcmp(kinds[i], "i");

		if (i == USDT_ARG_MAX || (!is_int && strcmp(kinds[i], "c")))
			return -1;
		letters[i][0] = (char)('A' + i);
		types[i] = is_int ? "int" : "char *";
		values[i] = is_int ? (void *)(size_t)(i + 1) : letters[i];
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	usdt_provider_t *provider;
	usdt_probedef_t *probe;
	int n = argc - 3;

	if (argc < 3 || take_types(n, argv + 3)) {
		fprintf(stderr, "usage: usdt-matrix FUNCTION NAME [i|c]...\n");
		return 1;
	}
	provider = usdt_create_provider("testlibusdt", "testmodule");
	probe = usdt_create_probe(argv[1], argv[2], (size_t)n, types);
	if (!provider || !probe)
		return 1;
	if (usdt_provider_add_probe(provider, probe) ||
	    usdt_provider_enable(provider)) {
		fprintf(stderr, "%s\n", usdt_errstr(provider));
		return 1;
	}
	printf("enabled %d\n", getpid());
	fflush(stdout);
	while (!poll(&input, 1, 1))
		usdt_fire_probe(probe->probe, (size_t)n, values);
	usdt_probe_release(probe);
	if (usdt_provider_disable(provider))
		return 1;
	usdt_provider_free(provider);
	return 0;
}
