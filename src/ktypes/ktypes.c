/* SPDX-License-Identifier: BSD-2-Clause */
/* The file: opening, indexing, and looking for names. */
#include "ktypes/impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"

#define FILE_SIZE_MAX ((size_t)256 << 20)

/* ---- opening ------------------------------------------------------- */

static int bad(struct err *e, const char *path)
{
	return err_set(e, -EBADMSG, "'%s' makes no sense as BTF", path);
}

/* Kernels from 6.16 on let it be mapped; of others it is read. */
static int get_bytes(struct ktypes *k, const char *path, const char **bytes,
		     size_t *len, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	int ret;

	if (fd >= 0 && !fstat(fd, &st) && st.st_size > 0 &&
	    (size_t)st.st_size <= FILE_SIZE_MAX) {
		k->map_len = (size_t)st.st_size;
		k->map = mmap(NULL, k->map_len, PROT_READ, MAP_PRIVATE, fd, 0);
		if (k->map == MAP_FAILED)
			k->map = NULL;
	}
	if (fd >= 0)
		close(fd);
	*bytes = k->map;
	*len = k->map_len;
	if (k->map)
		return 0;
	ret = file_read(path, FILE_SIZE_MAX, &k->file, e);
	if (ret)
		return err_set(e, -ENOTSUP, "the kernel's types and "
			       "tracepoints are known from its type "
			       "information, which this one does not show "
			       "(CONFIG_DEBUG_INFO_BTF): %s: %s", path,
			       strerror(-ret));
	*bytes = buf_str(&k->file);
	*len = k->file.len;
	return 0;
}

static int read_header(struct ktypes *k, const char *bytes, size_t len,
		       const char *path, struct err *e)
{
	struct btf_header h;
	size_t rest;

	if (len < sizeof(h))
		return bad(e, path);
	memcpy(&h, bytes, sizeof(h));
	if (h.magic != BTF_MAGIC || h.hdr_len < sizeof(h) || h.hdr_len > len)
		return bad(e, path);
	rest = len - h.hdr_len;
	if (h.type_off > rest || h.type_len > rest - h.type_off ||
	    h.str_off > rest || h.str_len > rest - h.str_off || !h.str_len)
		return bad(e, path);
	k->types = bytes + h.hdr_len + h.type_off;
	k->types_len = h.type_len;
	k->strings = bytes + h.hdr_len + h.str_off;
	k->strings_len = h.str_len;
	return k->strings[h.str_len - 1] ? bad(e, path) : 0;
}

/* What follows a type of that kind; -1: there is no such kind. */
static long tail_size(unsigned kind, unsigned vlen)
{
	switch (kind) {
	case BTF_KIND_INT: case BTF_KIND_VAR: case KIND_DECL_TAG:
		return 4;
	case BTF_KIND_ARRAY:
		return 12;
	case BTF_KIND_STRUCT: case BTF_KIND_UNION: case BTF_KIND_DATASEC:
	case KIND_ENUM64:
		return 12l * vlen;
	case BTF_KIND_ENUM: case BTF_KIND_FUNC_PROTO:
		return 8l * vlen;
	default:
		return kind && kind <= KIND_ENUM64 ? 0 : -1;
	}
}

static int index_types(struct ktypes *k, const char *path, struct err *e)
{
	size_t at = 0, cap = k->types_len / sizeof(struct btf_type) + 1;

	k->at = xcalloc(cap, sizeof(*k->at));
	k->n = 1;			/* type 0 is void */
	while (at < k->types_len) {
		struct btf_type t;
		long tail;

		if (k->types_len - at < sizeof(t))
			return bad(e, path);
		memcpy(&t, k->types + at, sizeof(t));
		tail = tail_size(BTF_INFO_KIND(t.info),
				 BTF_INFO_VLEN(t.info));
		if (tail < 0 || t.name_off >= k->strings_len ||
		    k->types_len - at - sizeof(t) < (size_t)tail)
			return bad(e, path);
		k->at[k->n++] = (uint32_t)at;
		at += sizeof(t) + (size_t)tail;
	}
	return 0;
}

int ktypes_open(const char *path, struct ktypes **out, struct err *e)
{
	struct ktypes *k = xcalloc(1, sizeof(*k));
	const char *bytes;
	size_t len;
	int ret;

	arena_init(&k->arena);
	k->file = (struct buf)BUF_INIT;
	ret = get_bytes(k, path, &bytes, &len, e);
	if (!ret)
		ret = read_header(k, bytes, len, path, e);
	if (!ret)
		ret = index_types(k, path, e);
	if (ret) {
		ktypes_free(k);
		return ret;
	}
	*out = k;
	return 0;
}

void ktypes_free(struct ktypes *k)
{
	if (!k)
		return;
	if (k->map)
		munmap(k->map, k->map_len);
	buf_release(&k->file);
	arena_release(&k->arena);
	free(k->at);
	free(k->made);
	free(k);
}

/* ---- asking -------------------------------------------------------- */

struct btf_type ktypes_at(const struct ktypes *k, uint32_t id)
{
	struct btf_type t = { .info = 0 };

	if (id && id < k->n)
		memcpy(&t, k->types + k->at[id], sizeof(t));
	return t;
}

const char *ktypes_tail(const struct ktypes *k, uint32_t id)
{
	return k->types + k->at[id] + sizeof(struct btf_type);
}

const char *ktypes_string(const struct ktypes *k, uint32_t offset)
{
	return offset < k->strings_len ? k->strings + offset : "";
}

uint32_t ktypes_search(const struct ktypes *k, unsigned kind,
		       const char *name)
{
	for (uint32_t id = 1; *name && id < k->n; id++) {
		struct btf_type t = ktypes_at(k, id);

		if (BTF_INFO_KIND(t.info) == kind &&
		    !strcmp(k->strings + t.name_off, name))
			return id;
	}
	return 0;
}

/* ---- prototypes ---------------------------------------------------- */

/* typedef void (*btf_trace_NAME)(void *, arguments); */
void ktypes_tracepoints(struct ktypes *k, ktypes_proto_fn *fn, void *data)
{
	static const char prefix[] = "btf_trace_";

	for (uint32_t id = 1; id < k->n; id++) {
		struct btf_type t = ktypes_at(k, id), pointer, proto;
		const char *name = k->strings + t.name_off;

		if (BTF_INFO_KIND(t.info) != BTF_KIND_TYPEDEF ||
		    strncmp(name, prefix, sizeof(prefix) - 1))
			continue;
		pointer = ktypes_at(k, t.type);
		proto = ktypes_at(k, pointer.type);
		if (BTF_INFO_KIND(pointer.info) == BTF_KIND_PTR &&
		    BTF_INFO_KIND(proto.info) == BTF_KIND_FUNC_PROTO &&
		    BTF_INFO_VLEN(proto.info))
			fn(data, name + sizeof(prefix) - 1, pointer.type,
			   BTF_INFO_VLEN(proto.info) - 1u);
	}
}

void ktypes_functions(struct ktypes *k, ktypes_proto_fn *fn, void *data)
{
	for (uint32_t id = 1; id < k->n; id++) {
		struct btf_type t = ktypes_at(k, id), proto;

		if (BTF_INFO_KIND(t.info) != BTF_KIND_FUNC)
			continue;
		proto = ktypes_at(k, t.type);
		if (BTF_INFO_KIND(proto.info) == BTF_KIND_FUNC_PROTO)
			fn(data, k->strings + t.name_off, t.type,
			   BTF_INFO_VLEN(proto.info));
	}
}
