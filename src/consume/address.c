/* SPDX-License-Identifier: BSD-2-Clause */
/* Stacks and addresses, as names that the source knows. */
#include "consume/impl.h"

#include <string.h>

bool field_is_stack(const struct image_field *f)
{
	return f->kind == FIELD_STACK || f->kind == FIELD_USTACK;
}

static uint64_t word(const struct view *v, const struct image_field *f,
		     uint32_t n)
{
	uint64_t u64;

	memcpy(&u64, v->data + f->offset + n * sizeof(u64), sizeof(u64));
	return u64;
}

/* Where an address is: in a process, or in the kernel. */
struct where {
	bool is_user;
	uint32_t pid;
};

static struct consume_symbol look_up(const struct view *v,
				     const struct where *w, uint64_t address)
{
	const struct consume_source *s = &v->consumer->source;
	struct consume_symbol symbol = { 0 };

	if (w->is_user && s->user_symbol)
		s->user_symbol(s->data, w->pid, address, &symbol);
	else if (!w->is_user && s->kernel_symbol)
		s->kernel_symbol(s->data, address, &symbol);
	return symbol;
}

/* back: how far before the address that is what the name is wanted of */
static void show(const struct view *v, const struct where *w, uint64_t address,
		 unsigned back, enum symbol_form form, struct buf *out)
{
	struct consume_symbol s = look_up(v, w, address - back);

	if (s.module)
		buf_add_str(out, s.module);
	if (s.module && form == SYMBOL_MODULE)
		return;
	if (s.module)
		buf_add_char(out, '`');
	if (!s.name) {
		buf_printf(out, "0x%llx", (unsigned long long)address);
		return;
	}
	buf_add_str(out, s.name);
	if (form == SYMBOL_ADDRESS && s.offset + back)
		buf_printf(out, "+0x%llx",
			   (unsigned long long)s.offset + back);
}

#define INLINED_MAX 64

/* What the compiler put into the frame's function, each as a frame. */
static void add_inlined(const struct view *v, const struct where *w,
			uint64_t address, unsigned indent, struct buf *out)
{
	const struct consume_source *s = &v->consumer->source;
	const char *names[INLINED_MAX];
	const char *module;
	size_t n;

	if (!w->is_user || !s->inlined)
		return;
	n = s->inlined(s->data, w->pid, address, names, INLINED_MAX);
	module = n ? look_up(v, w, address).module : NULL;
	for (size_t i = 0; i < n; i++) {
		buf_add_fill(out, ' ', indent);
		buf_printf(out, "%s`%s (inlined)\n", module ? module : "",
			   names[i]);
	}
}

static void add_frame(const struct view *v, const struct where *w,
		      uint64_t address, bool is_return, unsigned indent,
		      struct buf *out)
{
	add_inlined(v, w, address - is_return, indent, out);
	buf_add_fill(out, ' ', indent);
	show(v, w, address, is_return, SYMBOL_ADDRESS, out);
	buf_add_char(out, '\n');
}

static struct where where_is(const struct view *v, const struct image_field *f)
{
	bool is_user = f->kind == FIELD_USTACK || f->kind == FIELD_USYMBOL;

	return (struct where){
		is_user, is_user ? (uint32_t)(word(v, f, 0) >> 32) : 0,
	};
}

/* The frames of the language, in the place of what runs them. */
struct interpreter {
	const struct frames *frames;	/* NULL: none */
	const char *eval;		/* the function that runs them */
	size_t shown;
};

static void interpreter_init(struct interpreter *in, const struct view *v,
			     const struct where *w, uint64_t id)
{
	const struct consume_source *s = &v->consumer->source;

	in->frames = frames_find(v->consumer, w->pid, id);
	if (in->frames && s->interpreter)
		in->eval = s->interpreter(s->data, w->pid);
}

/* Is the address in the interpreter's loop, or in a part of it? */
static bool interpreter_runs(const struct interpreter *in,
			     const struct view *v, const struct where *w,
			     uint64_t address)
{
	size_t n = in->eval ? strlen(in->eval) : 0;
	struct consume_symbol s;

	if (!n || frames_done(in->frames, in->shown))
		return false;
	s = look_up(v, w, address);
	return s.name && !strncmp(s.name, in->eval, n) &&
	       (!s.name[n] || s.name[n] == '.');
}

/*
 * All but the first are addresses to return to: the call before is what has
 * the name, and what follows may be another function already. What was unwound
 * from a copy is taken when it is more than the frame pointers led to.
 */
void stack_text(const struct view *v, const struct image_field *f,
		unsigned indent, struct buf *out)
{
	struct where w = where_is(v, f);
	uint32_t at = w.is_user + f->has_frames;
	uint32_t most = f->size / 8 - at, n = 0;
	const struct unwound *u = NULL;
	struct interpreter in = { 0 };

	while (n < most && word(v, f, at + n))
		n++;
	if (w.is_user && n)
		u = unwound_find(v->consumer, (uint32_t)word(v, f, 0),
				 word(v, f, at));
	if (u && u->n > n)
		n = u->n < most ? (uint32_t)u->n : most;
	else
		u = NULL;
	if (f->has_frames)
		interpreter_init(&in, v, &w, word(v, f, 1));
	buf_add_char(out, '\n');
	for (uint32_t i = 0; i < n; i++) {
		uint64_t address = u ? u->addresses[i] : word(v, f, at + i);

		if (!interpreter_runs(&in, v, &w, address - (i > 0)))
			add_frame(v, &w, address, i > 0, indent, out);
		else
			in.shown = frames_show(in.frames, in.shown, indent,
					       out);
	}
	/* frame pointers may not have led to all of the native frames */
	while (!frames_done(in.frames, in.shown))
		in.shown = frames_show(in.frames, in.shown, indent, out);
}

void symbol_text(const struct view *v, const struct image_field *f,
		 struct buf *out)
{
	struct where w = where_is(v, f);

	show(v, &w, word(v, f, w.is_user), 0, f->form, out);
}

void address_text(const struct view *v, uint64_t value, bool is_user,
		  struct buf *out)
{
	struct where w = { .is_user = is_user };

	/* an integer in a key does not tell of which process it is */
	if (is_user && !v->header) {
		buf_printf(out, "0x%llx", (unsigned long long)value);
		return;
	}
	if (is_user)
		w.pid = v->header->pid;
	show(v, &w, value, 0, SYMBOL_ADDRESS, out);
}
