/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bug.h"
#include "base/vec.h"
#include "recording/format.h"
#include "recording/recording.h"

struct recording {
	FILE *f;
	char *name;
	struct arena arena;
	struct recording_start start;
	struct recording_end end;
	bool has_start, has_end;
	VEC(struct recording_probe) probes;
	VEC(const char *) declarations;
	VEC(struct recording_symbol) symbols;	/* sorted once all are read */
	const char *cut;
	uint64_t offset;		/* of the chunk at hand */
	uint32_t type;
	unsigned char *bytes;		/* CHUNK_MAX and its padding */
	uint64_t frames[RECORDING_FRAMES];
};

/* ---- one chunk --------------------------------------------------------- */

static int damaged(const struct recording *r, const char *what, struct err *e)
{
	return err_set(e, -EINVAL, "'%s' is damaged: offset %llu: %s", r->name,
		       (unsigned long long)r->offset, what);
}

/* 1, with what it holds in r->bytes; 0 at the end, or where the file is cut. */
static int next_chunk(struct recording *r, uint32_t *length, struct err *e)
{
	struct chunk_header h;
	size_t n = fread(&h, 1, sizeof(h), r->f);

	r->type = 0;
	if (ferror(r->f))
		return err_sys(e, -EIO, "cannot read '%s'", r->name);
	if (!n)
		return 0;
	if (n == sizeof(h) && h.length > CHUNK_MAX)
		return damaged(r, "a chunk that is too long", e);
	if (n < sizeof(h) ||
	    fread(r->bytes, 1, CHUNK_ROOM(h.length), r->f) <
	    CHUNK_ROOM(h.length)) {
		r->cut = "its last chunk is not whole";
		return 0;
	}
	r->type = h.type;
	*length = h.length;
	return 1;
}

/* What a chunk holds, from front to back; past its end all is zero. */
struct cursor {
	const unsigned char *at;
	size_t left;
	bool is_short;
};

static const unsigned char *take(struct cursor *c, size_t n)
{
	const unsigned char *at = c->at;

	if (n > c->left) {
		c->is_short = true;
		return NULL;
	}
	c->at += n;
	c->left -= n;
	return at;
}

static void copy(struct cursor *c, void *to, size_t n)
{
	const unsigned char *from = take(c, n);

	if (from)
		memcpy(to, from, n);
	else
		memset(to, 0, n);
}

static uint32_t get32(struct cursor *c)
{
	uint32_t v;

	copy(c, &v, sizeof(v));
	return v;
}

static uint64_t get64(struct cursor *c)
{
	uint64_t v;

	copy(c, &v, sizeof(v));
	return v;
}

/* Terminals are shown these: nothing in them may steer one. */
static const char *printable(struct arena *a, const unsigned char *p, size_t n)
{
	char *text = arena_strndup(a, (const char *)p, n);

	for (char *s = text; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 127)
			*s = '.';
	return text;
}

static const char *get_text(struct recording *r, struct cursor *c)
{
	const unsigned char *p;
	uint16_t n;

	copy(c, &n, sizeof(n));
	if (n > NAME_MAX_LEN)
		c->is_short = true;
	p = take(c, n);
	return p ? printable(&r->arena, p, n) : "";
}

static void get_who(struct cursor *c, struct recording_who *w)
{
	w->pid = get32(c);
	w->tid = get32(c);
	w->ppid = get32(c);
	w->uid = get32(c);
	w->gid = get32(c);
	copy(c, w->comm, sizeof(w->comm));
	w->comm[sizeof(w->comm) - 1] = '\0';
}

/* ---- chunks that are read when the file is opened ---------------------- */

static int read_start(struct recording *r, struct cursor *c, struct err *e)
{
	uint32_t flags;

	if (r->has_start)
		return damaged(r, "a second start", e);
	get_who(c, &r->start.tracer);
	r->start.target = get32(c);
	r->start.time = get64(c);
	r->start.clock_above = (int64_t)get64(c);
	flags = get32(c);
	r->start.has_vtime = flags & START_HAS_VTIME;
	r->start.has_errno = (flags & START_HAS_ERRNO) != 0;
	r->has_start = true;
	return 0;
}

static int read_declaration(struct recording *r, struct cursor *c,
			    struct err *e)
{
	size_t n = c->left;

	if (r->declarations.len >= DECLARATIONS_LIMIT)
		return damaged(r, "too many declarations", e);
	*vec_push(&r->declarations) =
		arena_strndup(&r->arena, (const char *)take(c, n), n);
	return 0;
}

static int read_probe(struct recording *r, struct cursor *c, struct err *e)
{
	struct recording_probe p = { 0 };
	uint32_t kind;

	if (r->probes.len >= PROBES_LIMIT)
		return damaged(r, "too many probes", e);
	p.id = get32(c);
	kind = get32(c);
	p.is_return = get32(c) & PROBE_IS_RETURN;
	p.pid = get32(c);
	p.interval_ns = get64(c);
	p.declaration = get32(c);
	p.nargs = get32(c);
	if (kind >= RECORDING_KINDS || p.nargs > RECORDING_ARGS ||
	    (p.declaration != RECORDING_NONE &&
	     p.declaration >= r->declarations.len))
		return damaged(r, "a probe that cannot be", e);
	p.kind = (enum recording_kind)kind;
	for (uint32_t i = 0; i < p.nargs; i++) {
		uint8_t arg[2];

		copy(c, arg, sizeof(arg));
		p.args[i] = (struct recording_arg){
			.size = arg[0], .is_signed = arg[1] & ARG_IS_SIGNED,
			.is_float = (arg[1] & ARG_IS_FLOAT) != 0,
		};
		if (arg[0] != 1 && arg[0] != 2 && arg[0] != 4 && arg[0] != 8)
			return damaged(r, "an argument of that size", e);
	}
	p.provider = get_text(r, c);
	p.base_provider = get_text(r, c);
	p.module = get_text(r, c);
	p.function = get_text(r, c);
	p.name = get_text(r, c);
	*vec_push(&r->probes) = p;
	return 0;
}

static int read_symbol(struct recording *r, struct cursor *c, struct err *e)
{
	struct recording_symbol s;

	if (r->symbols.len >= SYMBOLS_LIMIT)
		return damaged(r, "too many symbols", e);
	s.pid = get32(c);
	s.address = get64(c);
	s.offset = get64(c);
	s.module = get_text(r, c);
	s.name = get_text(r, c);
	*vec_push(&r->symbols) = s;
	return 0;
}

static int read_end(struct recording *r, struct cursor *c, struct err *e)
{
	if (r->has_end)
		return damaged(r, "a second end", e);
	r->end.time = get64(c);
	r->end.dropped = get64(c);
	r->has_end = true;
	return 0;
}

/* Later versions may add types: they are passed over. */
static int read_chunk(struct recording *r, uint32_t length, struct err *e)
{
	struct cursor c = { r->bytes, length, false };
	int ret = 0;

	if (!r->has_start && r->type != CHUNK_START)
		return damaged(r, "something before the start", e);
	switch (r->type) {
	case CHUNK_START: ret = read_start(r, &c, e); break;
	case CHUNK_DECLARATION: ret = read_declaration(r, &c, e); break;
	case CHUNK_PROBE: ret = read_probe(r, &c, e); break;
	case CHUNK_SYMBOL: ret = read_symbol(r, &c, e); break;
	case CHUNK_END: ret = read_end(r, &c, e); break;
	}
	return ret ? ret : c.is_short ? damaged(r, "a chunk that is too short",
						e) : 0;
}

static int compare_symbols(const void *pa, const void *pb)
{
	const struct recording_symbol *a = pa, *b = pb;

	if (a->pid != b->pid)
		return a->pid < b->pid ? -1 : 1;
	return a->address < b->address ? -1 : a->address > b->address;
}

/* ---- life -------------------------------------------------------------- */

static int read_header(struct recording *r, struct err *e)
{
	struct file_header h;

	if (fread(&h, 1, sizeof(h), r->f) != sizeof(h) ||
	    memcmp(h.magic, RECORDING_MAGIC, sizeof(h.magic)))
		return err_set(e, -EINVAL, "'%s' is no recording: dtrace -x "
			       "record=FILE makes one", r->name);
	if (h.order != RECORDING_ORDER || h.version != RECORDING_VERSION)
		return err_set(e, -ENOTSUP, "'%s' is a recording of version "
			       "%u%s: this dtrace reads version %d of its own "
			       "kind of processor", r->name, h.version,
			       h.order == RECORDING_ORDER ? "" :
			       ", of another byte order", RECORDING_VERSION);
	r->offset = sizeof(h);
	return 0;
}

static int read_all(struct recording *r, struct err *e)
{
	uint32_t length;
	int ret;

	while ((ret = next_chunk(r, &length, e)) > 0) {
		ret = read_chunk(r, length, e);
		if (ret)
			return ret;
		r->offset += sizeof(struct chunk_header) + CHUNK_ROOM(length);
	}
	if (!ret && !r->has_start)
		return err_set(e, -EINVAL, "'%s' is cut behind its header: "
			       "it holds nothing", r->name);
	if (!r->cut && !r->has_end)
		r->cut = "it has no end: its writer was killed";
	return ret;
}

int recording_open_stream(struct recording **out, FILE *f, const char *name,
			  struct err *e)
{
	struct recording *r = xcalloc(1, sizeof(*r));
	int ret;

	*out = NULL;
	r->f = f;
	r->name = xstrdup(name);
	r->bytes = xcalloc(1, CHUNK_MAX);
	arena_init(&r->arena);
	ret = read_header(r, e);
	if (!ret)
		ret = read_all(r, e);
	if (!ret && fseeko(f, sizeof(struct file_header), SEEK_SET))
		ret = err_sys(e, -errno, "cannot read '%s' twice", name);
	if (ret) {
		recording_close(r);
		return ret;
	}
	r->offset = sizeof(struct file_header);
	if (r->symbols.len)
		qsort(r->symbols.items, r->symbols.len,
		      sizeof(*r->symbols.items), compare_symbols);
	*out = r;
	return 0;
}

int recording_open(struct recording **out, const char *path, struct err *e)
{
	struct stat st;
	FILE *f;

	*out = NULL;
	/* opening a pipe or a device might wait, or do something */
	if (stat(path, &st))
		return err_sys(e, -errno, "cannot open '%s'", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, -EINVAL, "'%s' is no regular file", path);
	f = fopen(path, "re");
	if (!f)
		return err_sys(e, -errno, "cannot open '%s'", path);
	return recording_open_stream(out, f, path, e);
}

void recording_close(struct recording *r)
{
	if (!r)
		return;
	fclose(r->f);
	vec_release(&r->probes);
	vec_release(&r->declarations);
	vec_release(&r->symbols);
	arena_release(&r->arena);
	free(r->bytes);
	free(r->name);
	free(r);
}

/* ---- what it holds ----------------------------------------------------- */

const struct recording_start *recording_start(const struct recording *r)
{
	return &r->start;
}

const struct recording_end *recording_end(const struct recording *r)
{
	return &r->end;
}

size_t recording_probes(const struct recording *r)
{
	return r->probes.len;
}

const struct recording_probe *recording_probe(const struct recording *r,
					      size_t n)
{
	return &r->probes.items[n];
}

size_t recording_declarations(const struct recording *r)
{
	return r->declarations.len;
}

const char *recording_declaration(const struct recording *r, size_t n)
{
	return r->declarations.items[n];
}

bool recording_symbol(const struct recording *r, uint32_t pid,
		      uint64_t address, struct recording_symbol *out)
{
	struct recording_symbol key = { .pid = pid, .address = address };
	const struct recording_symbol *s = NULL;

	if (r->symbols.len)
		s = bsearch(&key, r->symbols.items, r->symbols.len,
			    sizeof(key), compare_symbols);
	if (s)
		*out = *s;
	return s != NULL;
}

const char *recording_cut(const struct recording *r)
{
	return r->cut;
}

/* ---- events ------------------------------------------------------------ */

static void read_memory(struct cursor *c, struct recording_memory *m)
{
	m->address = get64(c);
	m->length = get32(c);
	m->bytes = take(c, m->length);
	if (!m->bytes)
		m->length = 0;
}

static int read_event(struct recording *r, uint32_t length,
		      struct recording_event *ev, struct err *e)
{
	struct cursor c = { r->bytes, length, false };

	ev->probe = get32(&c);
	ev->cpu = get32(&c);
	ev->time = get64(&c);
	ev->vtime = get64(&c);
	ev->error = get64(&c);
	get_who(&c, &ev->who);
	ev->bad_args = get32(&c);
	ev->bad_addresses = get32(&c);
	ev->nargs = get32(&c);
	ev->nmemory = get32(&c);
	ev->nframes = get32(&c);
	if (ev->probe >= r->probes.len || ev->nargs > RECORDING_ARGS ||
	    ev->nmemory > RECORDING_MEMORY || ev->nframes > RECORDING_FRAMES)
		return damaged(r, "an event that cannot be", e);
	memset(ev->args, 0, sizeof(ev->args));
	copy(&c, ev->args, ev->nargs * sizeof(*ev->args));
	copy(&c, r->frames, ev->nframes * sizeof(*r->frames));
	ev->frames = r->frames;
	for (uint32_t i = 0; i < ev->nmemory; i++)
		read_memory(&c, &ev->memory[i]);
	return c.is_short ? damaged(r, "an event that is too short", e) : 1;
}

int recording_next(struct recording *r, struct recording_event *ev,
		   struct err *e)
{
	uint32_t length;
	int ret;

	while ((ret = next_chunk(r, &length, e)) > 0) {
		if (r->type == CHUNK_EVENT)
			ret = read_event(r, length, ev, e);
		r->offset += sizeof(struct chunk_header) + CHUNK_ROOM(length);
		if (r->type == CHUNK_EVENT)
			return ret;
	}
	return ret;
}
