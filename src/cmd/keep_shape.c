/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is kept of a probe: its arguments, and the memory that they may lead
 * to. Where types are declared they tell: strings, structs, and what the
 * pointers in these lead to. Where nothing is, whatever is as wide as a pointer
 * may be one, and the beginning of what is there is kept.
 */
#include "cmd/keep.h"

#include <string.h>

#include "arch/operand.h"

#define STRUCT_MAX 1024		/* bytes of a struct */
#define EVENT_MAX 20000		/* bytes of a firing */
#define DEPTH_MAX 2		/* pointers in structs behind pointers */
#define CALL_ARGS 6
#define PID_ARGS 10	/* arg0 to arg9 */

struct shaper {
	struct arena *arena;
	struct image_event *out;
	uint32_t bytes;
	uint32_t piece;		/* bytes of a string, or of what is unknown */
};

/* The number of the piece, or -1: there is no room. */
static int add(struct shaper *s, struct event_memory m)
{
	uint32_t room = (m.size + 7) / 8 * 8 +
			(uint32_t)sizeof(struct record_memory);

	if (s->out->nmemory >= RECORDING_MEMORY ||
	    s->bytes + room > EVENT_MAX)
		return -1;
	s->bytes += room;
	s->out->memory[s->out->nmemory] = m;
	return (int)s->out->nmemory++;
}

static void add_unknown(struct shaper *s, unsigned arg, bool is_call_arg)
{
	add(s, (struct event_memory){
		.parent = -1, .arg = (uint8_t)arg,
		.is_call_arg = is_call_arg, .size = s->piece });
}

static void add_pointed(struct shaper *s, const struct type *t,
			struct event_memory at, int depth);

static void add_members(struct shaper *s, const struct type *t, int parent,
			uint32_t offset, int depth)
{
	for (size_t i = 0; i < t->nmembers; i++) {
		const struct type_member *m = &t->members[i];
		const struct type *mt = type_resolve(m->type);
		uint32_t at = offset + m->offset;

		if (m->bit_width)
			continue;
		if (type_is_aggregate(mt) && depth <= DEPTH_MAX)
			add_members(s, mt, parent, at, depth + 1);
		else if (mt->kind == TYPE_POINTER)
			add_pointed(s, mt, (struct event_memory){
				    .parent = parent, .offset = at }, depth);
	}
}

static bool may_be_address(const struct type *t)
{
	return type_resolve(t)->kind == TYPE_POINTER ||
	       type_is_dstring(t) ||
	       (t->kind == TYPE_TYPEDEF && t->name &&
		!strcmp(t->name, "uintptr_t"));
}

static void add_pointed(struct shaper *s, const struct type *t,
			struct event_memory at, int depth)
{
	const struct type *to = type_target(type_resolve(t));
	int piece;

	if (depth > DEPTH_MAX)
		return;
	at.size = s->piece;
	to = to ? type_resolve(to) : NULL;
	if (!to || !type_is_aggregate(to) || !to->size) {
		add(s, at);
		return;
	}
	at.size = to->size < STRUCT_MAX ? (uint32_t)to->size : STRUCT_MAX;
	piece = add(s, at);
	if (piece >= 0)
		add_members(s, to, piece, 0, depth + 1);
}

static void by_declaration(struct shaper *s, const struct probe_decl *d)
{
	s->out->nargs = (uint32_t)d->nnative;
	for (unsigned n = 0; n < d->nnative; n++)
		if (may_be_address(d->native[n].type))
			add_pointed(s, d->native[n].type,
				    (struct event_memory){
				    .parent = -1, .arg = (uint8_t)n }, 0);
}

void keep_note_args(const struct probe *p, struct recording_probe *out)
{
	const struct probe_site *at = p->sites.len ? p->sites.items : NULL;
	const char *start[PROBE_ARGS_MAX];
	size_t len[PROBE_ARGS_MAX];
	struct operand op;
	struct err ignored = ERR_INIT;

	if (p->kind != PROBE_USDT || !at || !at->object->arch)
		return;
	out->nargs = (uint32_t)arch_split_args(at->site->args, start, len,
					       PROBE_ARGS_MAX);
	for (uint32_t i = 0; i < out->nargs; i++) {
		out->args[i].size = 8;
		if (at->object->arch->parse_operand(start[i], len[i], &op,
						    &ignored))
			continue;
		out->args[i] = (struct recording_arg){
			op.size, op.is_signed, op.is_float };
	}
}

static void by_note(struct shaper *s, const struct probe *p)
{
	struct recording_probe noted = { 0 };

	keep_note_args(p, &noted);
	s->out->nargs = noted.nargs;
	for (unsigned n = 0; n < noted.nargs; n++)
		if (noted.args[n].size == 8 && !noted.args[n].is_float)
			add_unknown(s, n, false);
}

static void registers(struct shaper *s, uint32_t nargs, bool is_call_return)
{
	s->out->nargs = nargs;
	for (unsigned n = 0; n < CALL_ARGS; n++)
		add_unknown(s, n, is_call_return);
}

struct image_event *keep_shape(struct arena *a, const struct probe *p,
			       const struct options *o)
{
	struct image_event *ev = ARENA_NEW(a, struct image_event);
	struct shaper s = {
		.arena = a, .out = ev, .piece = (uint32_t)o->x.recordmem,
	};

	ev->frames = (uint32_t)o->x.recordframes;
	ev->memory = ARENA_NEW_N(a, struct event_memory, RECORDING_MEMORY);
	s.bytes = ev->frames * 8;
	switch (p->kind) {
	case PROBE_USDT:
		if (p->decl)
			by_declaration(&s, p->decl);
		else
			by_note(&s, p);
		break;
	case PROBE_PID:
		if (p->is_return)
			ev->nargs = 2;
		else if (!p->is_inside)
			registers(&s, PID_ARGS, false);
		break;
	case PROBE_SYSCALL:
		registers(&s, p->is_return ? 2 : CALL_ARGS, p->is_return);
		break;
	case PROBE_FUNCTION:
		ev->nargs = p->is_return ? 2 : CALL_ARGS;
		break;
	case PROBE_TRACEPOINT:
		ev->nargs = p->traces[0].nwords;
		break;
	case PROBE_PROFILE:
		ev->nargs = 2;
		break;
	default:
		break;
	}
	return ev;
}

bool keep_same_shape(const struct image_event *a, const struct image_event *b)
{
	if (a->nargs != b->nargs || a->nmemory != b->nmemory)
		return false;
	for (size_t i = 0; i < a->nmemory; i++) {
		const struct event_memory *x = &a->memory[i];
		const struct event_memory *y = &b->memory[i];

		if (x->parent != y->parent || x->offset != y->offset ||
		    x->arg != y->arg || x->is_call_arg != y->is_call_arg ||
		    x->size != y->size)
			return false;
	}
	return true;
}
