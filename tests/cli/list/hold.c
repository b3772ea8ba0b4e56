/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps files mapped as executable memory, and waits:
 *	hold FILE...		maps each
 *	hold -l FILE		loads it as a library
 *	hold -m FILE		loads a copy that is only in memory
 * Writes a line when it is done.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const char *what)
{
	perror(what);
	exit(1);
}

static void load(const char *path)
{
	if (!dlopen(path, RTLD_NOW)) {
		fprintf(stderr, "%s\n", dlerror());
		exit(1);
	}
}

static void load_copy(const char *path)
{
	int from = open(path, O_RDONLY), to = memfd_create("copy", 0);
	char link[64];
	struct stat st;

	if (from < 0 || to < 0 || fstat(from, &st) ||
	    sendfile(to, from, NULL, (size_t)st.st_size) != st.st_size)
		fail(path);
	snprintf(link, sizeof(link), "/proc/%d/fd/%d", getpid(), to);
	load(link);
}

static void map(const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd < 0 || mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd,
			   0) == MAP_FAILED)
		fail(path);
	close(fd);
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "-l"))
		load(argv[2]);
	else if (argc == 3 && !strcmp(argv[1], "-m"))
		load_copy(argv[2]);
	else
		for (int i = 1; i < argc; i++)
			map(argv[i]);
	puts("ready");
	fflush(stdout);
	return pause();
}
