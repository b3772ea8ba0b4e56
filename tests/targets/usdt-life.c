/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program with a provider made at run time, for tests of who sees it.
 *
 *	usdt-life [-m] [-f] [-k] [ROUNDS]
 *
 * -m: the image in memory. -f: the parent ends at once, its child goes on.
 * -k: killed at the end, so that nothing is tidied up. Says "PID ready", and
 * with ROUNDS (else it ends with its input) fires so often, once it is traced.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <usdt.h>

static const char declarations[] =
	"typedef unsigned char level_t;\n"
	"struct request { char *uri; int status; };";

static const char *types[] = {
	"int", "char *", "struct request *", "level_t", "double", "int64_t",
	"float",
};

struct request {
	const char *uri;
	int status;
};

static usdt_provider_t *make(usdt_probedef_t **probe)
{
	usdt_provider_t *p = usdt_create_provider("life", "lmod");

	*probe = usdt_create_probe("Server::handle", "request-done", 7, types);
	if (!p || !*probe || usdt_provider_declare(p, declarations) ||
	    usdt_provider_add_probe(p, *probe) || usdt_provider_enable(p)) {
		fprintf(stderr, "usdt-life: %s\n", usdt_errstr(p));
		exit(1);
	}
	return p;
}

static void fire(usdt_probedef_t *probe, int i)
{
	struct request r = { "/index", 404 };
	double half = 0.5;
	float quarter = 0.25f;
	void *args[7] = { (void *)(intptr_t)-i, "a text", &r, (void *)250 };

	memcpy(&args[4], &half, sizeof(half));
	args[5] = (void *)(intptr_t)-5000000000;
	memcpy(&args[6], &quarter, sizeof(quarter));
	usdt_fire_probe(probe->probe, 7, args);
}

int main(int argc, char **argv)
{
	int option, forks = 0, dies = 0;
	usdt_probedef_t *probe;
	usdt_provider_t *p;

	while ((option = getopt(argc, argv, "mfk")) != -1) {
		if (option == 'm')
			usdt_set_backing(USDT_BACKING_MEMORY);
		forks |= option == 'f';
		dies |= option == 'k';
	}
	p = make(&probe);
	if (forks && fork())
		exit(0);
	printf("%d ready\n", getpid());
	fflush(stdout);
	if (optind < argc) {
		while (!usdt_is_enabled(probe->probe))
			usleep(1000);
		for (int i = 0; i < atoi(argv[optind]); i++)
			fire(probe, i);
	} else {
		while (getchar() != EOF)
			fire(probe, 1);
	}
	if (dies)
		kill(getpid(), SIGKILL);
	usdt_provider_disable(p);
	usdt_probe_release(probe);
	usdt_provider_free(p);
	return 0;
}
