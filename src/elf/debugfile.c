/* SPDX-License-Identifier: BSD-2-Clause */
#include "elf/debugfile.h"

#ifdef HAVE_LIBDW

#include <errno.h>
#include <string.h>
#include <elfutils/libdwelf.h>

#include "base/buf.h"
#include "elf/impl.h"

#define ID_MAX 64	/* 20 bytes of a build-id are usual */

struct id {
	const unsigned char *bytes;
	size_t length;
};

static struct id build_id(const struct elf_file *f)
{
	const void *bytes;
	ssize_t n = dwelf_elf_gnu_build_id(f->elf, &bytes);

	return n > 1 && n <= ID_MAX ? (struct id){ bytes, (size_t)n }
				    : (struct id){ NULL, 0 };
}

/* The file at the path in buf, when it belongs to that build. */
static struct elf_file *try(const struct buf *path, const struct id *id)
{
	struct err e = ERR_INIT;
	struct elf_file *f;
	struct id found;

	if (elf_file_open(buf_str(path), &f, &e))
		return NULL;
	found = build_id(f);
	if (found.length == id->length &&
	    !memcmp(found.bytes, id->bytes, id->length))
		return f;
	elf_file_free(f);
	return NULL;
}

static struct elf_file *by_id(const struct id *id, const char *folder,
			      struct buf *path)
{
	buf_printf(path, "%s/.build-id/%02x/", folder, id->bytes[0]);
	for (size_t i = 1; i < id->length; i++)
		buf_printf(path, "%02x", id->bytes[i]);
	buf_add_str(path, ".debug");
	return try(path, id);
}

static struct elf_file *by_link(const struct elf_file *f, const struct id *id,
				const char *at, const char *folder,
				struct buf *path)
{
	static const char *const places[] = { "", ".debug/" };
	GElf_Word crc;
	const char *link = dwelf_elf_gnu_debuglink(f->elf, &crc);
	const char *slash = strrchr(at, '/');
	struct elf_file *found = NULL;
	int n = slash ? (int)(slash - at + 1) : 0;

	/* a name, never a way out of these folders */
	if (!link || !*link || strchr(link, '/') || !n)
		return NULL;
	for (size_t i = 0; i < 2 && !found; i++) {
		buf_clear(path);
		buf_printf(path, "%.*s%s%s", n, at, places[i], link);
		found = try(path, id);
	}
	if (found)
		return found;
	buf_clear(path);
	buf_printf(path, "%s%.*s%s", folder, n, at, link);
	return try(path, id);
}

struct elf_file *elf_debug_file(const struct elf_file *f, const char *path,
				const char *folder)
{
	struct id id = build_id(f);
	struct buf name = BUF_INIT;
	struct elf_file *found;

	if (!id.length)
		return NULL;
	found = by_id(&id, folder, &name);
	if (!found)
		found = by_link(f, &id, path, folder, &name);
	buf_release(&name);
	return found;
}

#else

#include <stddef.h>

struct elf_file *elf_debug_file(const struct elf_file *f, const char *path,
				const char *folder)
{
	(void)f;
	(void)path;
	(void)folder;
	return NULL;
}

#endif
