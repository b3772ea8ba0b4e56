/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program that puts libusdt under load, to be watched from outside.
 *
 *	usdt-stress cycles N	create, add, enable, disable, release, free, N
 *				times; says "KIB FDS" near the start and at the end
 *	usdt-stress many N	N providers at once, until the input ends
 *	usdt-stress threads N	four threads fire while one disables and enables
 *				N times; says "PID ready" before and "fired" after
 *	usdt-stress anew N	N times: enabled, traced, fired with the number of
 *				the round, disabled; says "PID ready"
 *	usdt-stress fork	parent and child fire until the input ends; says
 *				"PARENT CHILD"
 *	usdt-stress exec	becomes cat(1), provider enabled; says "PID ready"
 */
#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <usdt.h>

static const char *types[] = { "int", "char *" };

static usdt_provider_t *make(const char *name, usdt_probedef_t **probe)
{
	usdt_provider_t *p = usdt_create_provider(name, "smod");

	*probe = usdt_create_probe("work", "tick", 2, types);
	if (!p || !*probe || usdt_provider_add_probe(p, *probe) ||
	    usdt_provider_enable(p)) {
		fprintf(stderr, "usdt-stress: %s\n", usdt_errstr(p));
		exit(1);
	}
	return p;
}

static void unmake(usdt_provider_t *p, usdt_probedef_t *probe)
{
	if (usdt_provider_disable(p)) {
		fprintf(stderr, "usdt-stress: %s\n", usdt_errstr(p));
		exit(1);
	}
	usdt_probe_release(probe);
	usdt_provider_free(p);
}

static void fire(usdt_probedef_t *probe, long n)
{
	void *values[] = { (void *)n, "text" };

	usdt_fire_probe(__atomic_load_n(&probe->probe, __ATOMIC_ACQUIRE), 2,
			values);
}

/* ---- cycles ------------------------------------------------------------- */

static void say_use(void)
{
	char line[256];
	FILE *f = fopen("/proc/self/status", "r");
	DIR *dir = opendir("/proc/self/fd");
	long kib = 0, fds = 0;

	while (fgets(line, sizeof(line), f))
		if (!strncmp(line, "VmRSS:", 6))
			kib = atol(line + 6);
	while (readdir(dir))
		fds++;
	printf("%ld %ld\n", kib, fds);
	closedir(dir);
	fclose(f);
}

static void cycles(long n)
{
	for (long i = 0; i < n; i++) {
		usdt_probedef_t *probe;
		usdt_provider_t *p = make("stress", &probe);

		fire(probe, i);
		unmake(p, probe);
		if (i == 1000)
			say_use();
	}
	say_use();
}

/* ---- many --------------------------------------------------------------- */

static void many(long n)
{
	usdt_provider_t **p = calloc((size_t)n, sizeof(usdt_provider_t *));
	usdt_probedef_t **probe = calloc((size_t)n, sizeof(usdt_probedef_t *));
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	char name[32];

	if (!p || !probe)
		exit(1);
	for (long i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "stress_%ld_", i);
		p[i] = make(name, &probe[i]);
	}
	printf("%d ready\n", getpid());
	fflush(stdout);
	while (!poll(&input, 1, 10))
		for (long i = 0; i < n; i++)
			fire(probe[i], i);
	for (long i = 0; i < n; i++)
		unmake(p[i], probe[i]);
	free(probe);
	free(p);
}

/* ---- threads ------------------------------------------------------------ */

static atomic_bool stop;

static void *fire_on(void *data)
{
	for (long n = 0; !stop; n++)
		fire(data, n);
	return NULL;
}

static void threads(long n)
{
	usdt_probedef_t *probe;
	usdt_provider_t *p = make("stress", &probe);
	pthread_t thread[4];

	printf("%d ready\n", getpid());
	fflush(stdout);
	while (!usdt_is_enabled(probe->probe))
		usleep(1000);
	for (int i = 0; i < 4; i++)
		if (pthread_create(&thread[i], NULL, fire_on, probe))
			exit(1);
	for (long i = 0; i < n; i++) {
		usleep(i % 10 ? 1000 : 30000);	/* some are soon found */
		if (usdt_provider_disable(p) || usdt_provider_enable(p)) {
			fprintf(stderr, "usdt-stress: %s\n", usdt_errstr(p));
			exit(1);
		}
	}
	stop = true;
	for (int i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
	unmake(p, probe);
	printf("fired\n");
}

/* ---- anew --------------------------------------------------------------- */

static void anew(long n)
{
	usdt_probedef_t *probe;
	usdt_provider_t *p = make("stress", &probe);

	printf("%d ready\n", getpid());
	fflush(stdout);
	for (long i = 0; i < n; i++) {
		int waited = 0;

		if (usdt_provider_enable(p))
			exit(1);
		while (!usdt_is_enabled(probe->probe) && waited++ < 10000)
			usleep(1000);
		usleep(50000);		/* what is enabled is soon heard */
		fire(probe, i);
		if (usdt_provider_disable(p))
			exit(1);
	}
	unmake(p, probe);
}

/* ---- fork and exec ------------------------------------------------------ */

static void fork_and_fire(void)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	usdt_probedef_t *probe;
	usdt_provider_t *p = make("stress", &probe);
	pid_t child = fork();
	int status = 0;

	if (child < 0)
		exit(1);
	if (child) {
		printf("%d %d\n", getpid(), child);
		fflush(stdout);
	}
	while (!poll(&input, 1, 1))
		fire(probe, child);
	unmake(p, probe);
	if (child && (waitpid(child, &status, 0) != child || status))
		exit(1);
}

static void exec_cat(void)
{
	usdt_probedef_t *probe;

	make("stress", &probe);
	printf("%d ready\n", getpid());
	fflush(stdout);
	execlp("cat", "cat", (char *)NULL);
	exit(1);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	long n = argc > 2 ? atol(argv[2]) : 1;

	if (!strcmp(what, "cycles"))
		cycles(n);
	else if (!strcmp(what, "many"))
		many(n);
	else if (!strcmp(what, "threads"))
		threads(n);
	else if (!strcmp(what, "anew"))
		anew(n);
	else if (!strcmp(what, "fork"))
		fork_and_fire();
	else if (!strcmp(what, "exec"))
		exec_cat();
	else
		return 2;
	return 0;
}
