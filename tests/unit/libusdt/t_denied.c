/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What happens where the system refuses: an error with its text, or another way,
 * and nothing that leaks. Each runs in a child, which cannot go back.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libusdt/impl.h"

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

#define SKIPPED 77

static const char *types[] = { "int", "char *" };

static struct usdt_provider *new_provider(struct usdt_probedef **probe)
{
	struct usdt_provider *p = usdt_create_provider("deny", "mod");

	*probe = usdt_create_probe("f", "n", 2, types);
	if (!p || !*probe || usdt_provider_add_probe(p, *probe) ||
	    usdt_provider_enable(p) ||	/* all that is opened once */
	    usdt_provider_disable(p))
		_exit(1);
	return p;
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

static size_t count_images(void)
{
	FILE *f = fopen("/proc/self/maps", "r");
	char line[1024];
	size_t n = 0;

	while (fgets(line, sizeof(line), f))
		n += strstr(line, "/mod") || strstr(line, "/memfd:mod");
	fclose(f);
	return n;
}

/* Enabling must fail with the texts, ten times, and leave nothing. */
static int refused(struct usdt_provider *p, struct usdt_probedef *d,
		   const char *start, const char *reason)
{
	int wrong = 0;

	for (int i = 0; i < 10; i++) {
		wrong |= usdt_provider_enable(p) != -1;
		wrong |= p->enabled || d->probe || p->file;
		wrong |= strstr(usdt_errstr(p), start) != usdt_errstr(p) ||
			 !strstr(usdt_errstr(p), reason);
	}
	if (wrong)
		fprintf(stderr, "the text: %s\n", usdt_errstr(p));
	return wrong;
}

static int works(struct usdt_provider *p, struct usdt_probedef *d)
{
	void *words[2] = { NULL, "text" };
	int wrong = usdt_provider_enable(p) || usdt_is_enabled(d->probe) ||
		    count_images() == 0;

	usdt_fire_probe(d->probe, 2, words);
	if (wrong)
		fprintf(stderr, "the text: %s\n", usdt_errstr(p));
	return wrong || usdt_provider_disable(p);
}

static void end(struct usdt_provider *p, struct usdt_probedef *d)
{
	usdt_probe_release(d);
	usdt_provider_free(p);
}

static void in_child(int (*test)(void))
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(test());
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == SKIPPED)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* ---- nothing may be executed -------------------------------------------- */

/* mmap(2) of anything executable fails from now on, as SELinux does it. */
static void deny_executable_mappings(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[2])),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {
		sizeof(code) / sizeof(code[0]), code,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		_exit(SKIPPED);
}

static int no_executable_mapping(void)
{
	struct usdt_probedef *d;
	struct usdt_provider *p = new_provider(&d);
	size_t fds = count_fds();
	int wrong;

	deny_executable_mappings();
	wrong = refused(p, d, "cannot load the image: ",
			"failed to map segment");
	wrong |= count_fds() != fds || count_images() != 0;
	end(p, d);
	return wrong;
}

static void executable_mappings_denied(void **state)
{
	(void)state;
	in_child(no_executable_mapping);
}

/* No memory may be written and executed: nothing of ours needs that. */
static int write_or_execute(void)
{
	struct usdt_probedef *d;
	struct usdt_provider *p;
	int wrong;

	if (prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0))
		return SKIPPED;
	p = new_provider(&d);
	wrong = works(p, d);
	usdt_set_backing(USDT_BACKING_MEMORY);
	wrong |= works(p, d);
	end(p, d);
	return wrong;
}

static void works_without_memory_written_and_executed(void **state)
{
	(void)state;
	in_child(write_or_execute);
}

/* ---- no system call at all ---------------------------------------------- */

/* Only read, write and exit of this thread are allowed; else it is killed. */
static int fire_in_strict_mode(void)
{
	struct usdt_probedef *d;
	struct usdt_provider *p = new_provider(&d);
	void *words[2] = { NULL, "text" };
	int enabled = 0;

	if (usdt_provider_enable(p))
		return 1;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT))
		return SKIPPED;
	for (int i = 0; i < 1000; i++) {
		if (i == 500)		/* the tracer comes */
			*(volatile uint16_t *)(uintptr_t)
				probedef_of(d)->live.semaphore = 1;
		enabled += usdt_is_enabled(d->probe);
		usdt_fire_probe(d->probe, 2, words);
	}
	syscall(SYS_exit, enabled != 500);
	return 1;
}

static void firing_makes_no_system_call(void **state)
{
	(void)state;
	in_child(fire_in_strict_mode);
}

/* ---- limits ------------------------------------------------------------- */

static struct rlimit set_limit(int what, rlim_t value)
{
	struct rlimit old, now;

	if (getrlimit(what, &old))
		_exit(SKIPPED);
	now = old;
	now.rlim_cur = value;
	if (setrlimit(what, &now))
		_exit(SKIPPED);
	return old;
}

static int no_descriptor_left(void)
{
	struct usdt_probedef *d;
	struct usdt_provider *p = new_provider(&d);
	struct rlimit old = set_limit(RLIMIT_NOFILE, 0);
	size_t fds;
	int wrong = refused(p, d, "no place for the image: ",
			    "Too many open files");

	setrlimit(RLIMIT_NOFILE, &old);
	fds = count_fds();
	wrong |= works(p, d) || count_fds() != fds;
	end(p, d);
	return wrong;
}

static void no_descriptors(void **state)
{
	(void)state;
	in_child(no_descriptor_left);
}

static int disk_full(void)
{
	struct usdt_probedef *d;
	struct usdt_provider *p = new_provider(&d);
	size_t fds = count_fds();
	struct rlimit old;
	int wrong;

	signal(SIGXFSZ, SIG_IGN);
	old = set_limit(RLIMIT_FSIZE, 100);
	wrong = refused(p, d, "no place for the image: ", "File too large");
	setrlimit(RLIMIT_FSIZE, &old);
	wrong |= works(p, d) || count_fds() != fds;
	end(p, d);
	return wrong;
}

static void no_room_for_the_file(void **state)
{
	(void)state;
	in_child(disk_full);
}

static int address_space_full(void)
{
	struct usdt_probedef *d;
	struct usdt_provider *p = new_provider(&d);
	size_t fds = count_fds();
	struct rlimit old = set_limit(RLIMIT_AS, 4096);
	int wrong;

	/* an emulator has its own ideas */
	if (mmap(NULL, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		 0) != MAP_FAILED)
		return SKIPPED;
	wrong = refused(p, d, "cannot load the image: ",
			"failed to map segment");
	setrlimit(RLIMIT_AS, &old);
	wrong |= works(p, d) || count_fds() != fds;
	end(p, d);
	return wrong;
}

static void no_address_space(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__		/* it needs room of its own */
	skip();
#endif
	in_child(address_space_full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(executable_mappings_denied),
		cmocka_unit_test(works_without_memory_written_and_executed),
		cmocka_unit_test(firing_makes_no_system_call),
		cmocka_unit_test(no_descriptors),
		cmocka_unit_test(no_room_for_the_file),
		cmocka_unit_test(no_address_space),
	};

	return cmocka_run_group_tests_name("libusdt/denied", tests, NULL,
					   NULL);
}
