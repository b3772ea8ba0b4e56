/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dtrace -G: a provider file to an object file. Other systems' -G rewrites the
 * objects that it is given; ours only looks which machine they are for and at
 * their types, so it may run beside other users of them in a parallel build.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arch/arch.h"
#include "cmd/say.h"
#include "cmd/usdt.h"
#include "elf/elffile.h"
#include "usdtc/structs.h"
#include "usdtc/usdtc.h"

/*
 * What build rules pass besides ELF objects: archives, LLVM bitcode (bare or
 * wrapped), libtool's .lo files.
 */
static bool is_other_object(const char *path)
{
	static const struct {
		const char *bytes;
		size_t len;
	} starts[] = {
		{ "!<arch>\n", 8 }, { "!<thin>\n", 8 }, { "BC\xc0\xde", 4 },
		{ "\xde\xc0\x17\x0b", 4 }, { "# ", 2 },
	};
	char head[8] = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : pread(fd, head, sizeof(head), 0);

	if (fd >= 0)
		close(fd);
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (n >= (ssize_t)starts[i].len &&
		    !memcmp(head, starts[i].bytes, starts[i].len))
			return true;
	return false;
}

static bool is_output(const char *path, const struct stat *output)
{
	struct stat st;

	return !stat(path, &st) && st.st_dev == output->st_dev &&
	       st.st_ino == output->st_ino;
}

/* Take over the object's machine; false, said why, when it does not fit. */
static bool add_machine(const char *path, const struct arch **arch)
{
	const struct arch *its;
	struct err e = ERR_INIT;
	struct elf_file *f;
	uint16_t machine;
	int ret = elf_file_open(path, &f, &e);

	if (ret == -ENOEXEC && is_other_object(path))
		return true;
	if (ret) {
		say("%s", e.text);
		return false;
	}
	machine = elf_file_machine(f);
	elf_file_free(f);
	its = arch_find(machine);
	if (!its) {
		say("'%s' is for a machine that is not supported (ELF "
		    "machine %d): x86-64 and aarch64 are", path, machine);
		return false;
	}
	if (*arch && *arch != its) {
		say("'%s' is for %s, an object before it for %s", path,
		    its->name, (*arch)->name);
		return false;
	}
	*arch = its;
	return true;
}

static const struct arch *find_machine(const struct options *o)
{
	char *name = usdt_output_name(o, ".o");
	bool exists;
	const struct arch *arch = NULL;
	struct stat output;

	exists = name && !stat(name, &output);
	free(name);
	for (size_t i = 0; i < o->nargs; i++) {
		if (exists && is_output(o->args[i], &output)) {
			say("'%s' is both object and output: name another "
			    "output with -o", o->args[i]);
			return NULL;
		}
		if (!add_machine(o->args[i], &arch))
			return NULL;
	}
	return arch ? arch : arch_native();
}

/*
 * What the provider file names and does not define, from the objects. True:
 * there is more to tell now than the header's note does.
 */
static bool add_structs(struct usdt_input *in, const struct options *o)
{
	struct structs *s = structs_new(&in->arena, in->providers);
	struct buf says = BUF_INIT;
	bool has_more;

	if (!s)
		return false;
	for (size_t i = 0; i < o->nargs; i++)
		structs_read(s, o->args[i]);
	has_more = structs_settle(s, &says);
	for (char *line = says.data, *end; line && (end = strchr(line, '\n'));
	     line = end + 1) {
		*end = '\0';
		say("warning: %s", line);
	}
	buf_release(&says);
	structs_free(s);
	return has_more;
}

int mode_object(const struct options *o)
{
	struct usdt_input in = { 0 };
	struct buf bytes = BUF_INIT;
	const struct arch *arch;
	int status = 1;

	if (usdt_read(&in, o) && (arch = find_machine(o))) {
		bool has_more = o->nargs && add_structs(&in, o);

		usdtc_object(in.providers, arch->elf_machine, has_more,
			     &bytes);
		status = usdt_write(o, ".o", &bytes);
	}
	buf_release(&bytes);
	usdt_input_release(&in);
	return status;
}
