/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/bug.h"
#include "recording/format.h"
#include "recording/recording.h"

struct recorder {
	FILE *f;
	char *path, *part;
	uint64_t size, limit;
	uint64_t dropped;
	uint32_t ndeclarations, nprobes, nsymbols;
	struct buf chunk;
	int failed;		/* errno of the first write that did */
};

/* ---- pieces of a chunk ------------------------------------------------- */

static void put32(struct recorder *r, uint32_t v)
{
	buf_add(&r->chunk, &v, sizeof(v));
}

static void put64(struct recorder *r, uint64_t v)
{
	buf_add(&r->chunk, &v, sizeof(v));
}

static void put_text(struct recorder *r, const char *text)
{
	size_t n = strnlen(text, NAME_MAX_LEN);
	uint16_t length = (uint16_t)n;

	buf_add(&r->chunk, &length, sizeof(length));
	buf_add(&r->chunk, text, n);
}

static void put_who(struct recorder *r, const struct recording_who *w)
{
	put32(r, w->pid);
	put32(r, w->tid);
	put32(r, w->ppid);
	put32(r, w->uid);
	put32(r, w->gid);
	buf_add(&r->chunk, w->comm, sizeof(w->comm));
}

static void put(struct recorder *r, const void *p, size_t n)
{
	if (!r->failed && n && fwrite(p, 1, n, r->f) != n)
		r->failed = errno ? errno : EIO;
	r->size += n;
}

/* False: too long to be a chunk. */
static bool end_chunk(struct recorder *r, enum chunk_type type)
{
	struct chunk_header h = { type, (uint32_t)r->chunk.len };
	bool fits = r->chunk.len <= CHUNK_MAX;

	if (fits) {
		buf_align(&r->chunk, 8);
		put(r, &h, sizeof(h));
		put(r, r->chunk.data, r->chunk.len);
	}
	buf_clear(&r->chunk);
	return fits;
}

/* ---- life -------------------------------------------------------------- */

static int open_part(struct recorder *r, struct err *e)
{
	int fd;

	/* what an earlier run left there is nobody's any more; no link of
	 * somebody else is followed */
	if (unlink(r->part) && errno != ENOENT)
		return err_sys(e, -errno, "cannot replace '%s'", r->part);
	fd = open(r->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_sys(e, -errno, "cannot make '%s'", r->part);
	r->f = fdopen(fd, "w");
	if (!r->f)
		BUG("no memory");
	return 0;
}

int recorder_new(struct recorder **out, const char *path, uint64_t limit,
		 const struct recording_start *start, struct err *e)
{
	struct file_header h = { .version = RECORDING_VERSION,
				 .order = RECORDING_ORDER };
	struct recorder *r = xcalloc(1, sizeof(*r));
	int ret;

	r->path = xstrdup(path);
	r->part = xasprintf("%s.part", path);
	r->limit = limit;
	ret = open_part(r, e);
	if (ret) {
		recorder_abandon(r);
		return ret;
	}
	memcpy(h.magic, RECORDING_MAGIC, sizeof(h.magic));
	put(r, &h, sizeof(h));
	put_who(r, &start->tracer);
	put32(r, start->target);
	put64(r, start->time);
	put64(r, (uint64_t)start->clock_above);
	put32(r, (start->has_vtime ? START_HAS_VTIME : 0) |
		 (start->has_errno ? START_HAS_ERRNO : 0));
	end_chunk(r, CHUNK_START);
	*out = r;
	return 0;
}

static void recorder_free(struct recorder *r)
{
	buf_release(&r->chunk);
	free(r->path);
	free(r->part);
	free(r);
}

int recorder_flush(struct recorder *r, struct err *e)
{
	if (!r->failed && fflush(r->f))
		r->failed = errno;
	return r->failed ? err_sys(e, -r->failed, "cannot write '%s'", r->part)
			 : 0;
}

int recorder_finish(struct recorder *r, const struct recording_end *end,
		    struct err *e)
{
	int ret;

	put64(r, end->time);
	put64(r, end->dropped + r->dropped);
	end_chunk(r, CHUNK_END);
	ret = recorder_flush(r, e);
	if (fclose(r->f) && !ret)
		ret = err_sys(e, -errno, "cannot write '%s'", r->part);
	if (!ret && rename(r->part, r->path))
		ret = err_sys(e, -errno, "cannot rename '%s' to '%s'", r->part,
			      r->path);
	recorder_free(r);
	return ret;
}

void recorder_abandon(struct recorder *r)
{
	if (!r)
		return;
	if (r->f) {
		fclose(r->f);
		unlink(r->part);
	}
	recorder_free(r);
}

/* ---- chunks ------------------------------------------------------------ */

uint32_t recorder_declaration(struct recorder *r, const char *text)
{
	size_t n = strlen(text);

	if (n >= CHUNK_MAX || r->ndeclarations >= DECLARATIONS_LIMIT)
		return RECORDING_NONE;
	buf_add(&r->chunk, text, n);
	end_chunk(r, CHUNK_DECLARATION);
	return r->ndeclarations++;
}

uint32_t recorder_probe(struct recorder *r, const struct recording_probe *p)
{
	put32(r, p->id);
	put32(r, p->kind);
	put32(r, p->is_return ? PROBE_IS_RETURN : 0);
	put32(r, p->pid);
	put64(r, p->interval_ns);
	put32(r, p->declaration);
	put32(r, p->nargs);
	for (uint32_t i = 0; i < p->nargs; i++) {
		uint8_t arg[2] = {
			p->args[i].size,
			(uint8_t)((p->args[i].is_signed ? ARG_IS_SIGNED : 0) |
				  (p->args[i].is_float ? ARG_IS_FLOAT : 0)),
		};

		buf_add(&r->chunk, arg, sizeof(arg));
	}
	put_text(r, p->provider);
	put_text(r, p->base_provider);
	put_text(r, p->module);
	put_text(r, p->function);
	put_text(r, p->name);
	end_chunk(r, CHUNK_PROBE);
	return r->nprobes++;
}

void recorder_event(struct recorder *r, const struct recording_event *ev)
{
	if (r->size >= r->limit) {
		r->dropped++;
		return;
	}
	put32(r, ev->probe);
	put32(r, ev->cpu);
	put64(r, ev->time);
	put64(r, ev->vtime);
	put64(r, ev->error);
	put_who(r, &ev->who);
	put32(r, ev->bad_args);
	put32(r, ev->bad_addresses);
	put32(r, ev->nargs);
	put32(r, ev->nmemory);
	put32(r, ev->nframes);
	for (uint32_t i = 0; i < ev->nargs; i++)
		put64(r, ev->args[i]);
	for (uint32_t i = 0; i < ev->nframes; i++)
		put64(r, ev->frames[i]);
	for (uint32_t i = 0; i < ev->nmemory; i++) {
		put64(r, ev->memory[i].address);
		put32(r, ev->memory[i].length);
		buf_add(&r->chunk, ev->memory[i].bytes, ev->memory[i].length);
	}
	if (!end_chunk(r, CHUNK_EVENT))
		r->dropped++;
}

void recorder_symbol(struct recorder *r, const struct recording_symbol *s)
{
	if (r->nsymbols >= SYMBOLS_LIMIT)
		return;
	r->nsymbols++;
	put32(r, s->pid);
	put64(r, s->address);
	put64(r, s->offset);
	put_text(r, s->module);
	put_text(r, s->name);
	end_chunk(r, CHUNK_SYMBOL);
}

uint64_t recorder_dropped(const struct recorder *r)
{
	return r->dropped;
}
