/* SPDX-License-Identifier: BSD-2-Clause */
#include "probe/tracepoint.h"

#include <errno.h>
#include <linux/btf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/vec.h"

#define BTF_SIZE_MAX (256u << 20)

/* of newer headers */
#define KIND_DECL_TAG 17
#define KIND_ENUM64 19

/* Type n, from 1, starts so many bytes into types. */
struct btf {
	const char *types, *strings;
	size_t types_len, strings_len;
	VEC(uint32_t) at;
};

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

static int bad(struct err *e, const char *path)
{
	return err_set(e, -EBADMSG, "'%s' makes no sense as BTF", path);
}

static int read_header(struct btf *b, const struct buf *file, const char *path,
		       struct err *e)
{
	const char *bytes = buf_str(file);
	struct btf_header h;
	size_t rest;

	if (file->len < sizeof(h))
		return bad(e, path);
	memcpy(&h, bytes, sizeof(h));
	if (h.magic != BTF_MAGIC || h.hdr_len < sizeof(h) ||
	    h.hdr_len > file->len)
		return bad(e, path);
	rest = file->len - h.hdr_len;
	if (h.type_off > rest || h.type_len > rest - h.type_off ||
	    h.str_off > rest || h.str_len > rest - h.str_off || !h.str_len)
		return bad(e, path);
	b->types = bytes + h.hdr_len + h.type_off;
	b->types_len = h.type_len;
	b->strings = bytes + h.hdr_len + h.str_off;
	b->strings_len = h.str_len;
	return b->strings[h.str_len - 1] ? bad(e, path) : 0;
}

static int index_types(struct btf *b, const char *path, struct err *e)
{
	size_t at = 0;

	*vec_push(&b->at) = 0;		/* type 0 is void */
	while (at < b->types_len) {
		struct btf_type t;
		long tail;

		if (b->types_len - at < sizeof(t))
			return bad(e, path);
		memcpy(&t, b->types + at, sizeof(t));
		tail = tail_size(BTF_INFO_KIND(t.info),
				 BTF_INFO_VLEN(t.info));
		if (tail < 0 || t.name_off >= b->strings_len ||
		    b->types_len - at - sizeof(t) < (size_t)tail)
			return bad(e, path);
		*vec_push(&b->at) = (uint32_t)at;
		at += sizeof(t) + (size_t)tail;
	}
	return 0;
}

static struct btf_type type_at(const struct btf *b, size_t n)
{
	struct btf_type t = { .info = 0 };

	if (n && n < b->at.len)
		memcpy(&t, b->types + b->at.items[n], sizeof(t));
	return t;
}

/* The name behind btf_trace_, or NULL. */
static const char *trace_name(const struct btf *b, const struct btf_type *t)
{
	static const char prefix[] = "btf_trace_";
	const char *name = b->strings + t->name_off;

	if (BTF_INFO_KIND(t->info) != BTF_KIND_TYPEDEF ||
	    strncmp(name, prefix, sizeof(prefix) - 1))
		return NULL;
	return name + sizeof(prefix) - 1;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct tracepoint *)a)->name,
		      ((const struct tracepoint *)b)->name);
}

/* typedef void (*btf_trace_NAME)(void *, arguments); */
static void collect(const struct btf *b, struct arena *a,
		    struct tracepoints *out)
{
	VEC(struct tracepoint) found = { 0 };

	for (size_t i = 1; i < b->at.len; i++) {
		struct btf_type t = type_at(b, i), pointer, proto;
		const char *name = trace_name(b, &t);

		if (!name)
			continue;
		pointer = type_at(b, t.type);
		proto = type_at(b, pointer.type);
		if (BTF_INFO_KIND(pointer.info) == BTF_KIND_PTR &&
		    BTF_INFO_KIND(proto.info) == BTF_KIND_FUNC_PROTO &&
		    BTF_INFO_VLEN(proto.info))
			*vec_push(&found) = (struct tracepoint){
				.name = arena_strdup(a, name),
				.nargs = BTF_INFO_VLEN(proto.info) - 1u,
			};
	}
	if (found.len)
		qsort(found.items, found.len, sizeof(*found.items), by_name);
	out->items = arena_memdup(a, found.items,
				  found.len * sizeof(*found.items));
	out->len = found.len;
	vec_release(&found);
}

int tracepoints_read(const char *btf_path, struct arena *a,
		     struct tracepoints *out, struct err *e)
{
	struct buf file = BUF_INIT;
	struct btf b = { 0 };
	int ret = file_read(btf_path, BTF_SIZE_MAX, &file, e);

	if (ret)
		ret = err_set(e, -ENOTSUP, "the kernel's tracepoints are known "
			      "from its type information, which this one does "
			      "not show (CONFIG_DEBUG_INFO_BTF): %s: %s",
			      btf_path, strerror(-ret));
	if (!ret)
		ret = read_header(&b, &file, btf_path, e);
	if (!ret)
		ret = index_types(&b, btf_path, e);
	if (!ret)
		collect(&b, a, out);
	vec_release(&b.at);
	buf_release(&file);
	return ret;
}

const struct tracepoint *tracepoints_find(const struct tracepoints *t,
					  const char *name)
{
	const struct tracepoint key = { .name = name };

	return t->len ? bsearch(&key, t->items, t->len, sizeof(key), by_name)
		      : NULL;
}
