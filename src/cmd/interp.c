/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * jstack() needs to know where a process keeps its interpreter's stack. What
 * runs when tracing begins is looked at before; of others the programs ask.
 */
#include <string.h>

#include "cmd/run.h"
#include "cmd/say.h"

static void fill(const struct interp *in, struct image_helper *h)
{
	const struct helper_note *n = in->note;

	*h = (struct image_helper){
		.holder = in->root + n->holder,
		.threads = in->root + n->threads,
		.any_thread = in->other_namespace,
		.next = n->next, .tid = n->tid, .frame = n->frame,
		.current = n->current == HELPER_NONE ? HELPER_NO_OFFSET
						     : n->current,
		.previous = n->previous, .code = n->code,
		.instruction = n->instruction, .entry = n->entry,
		.entry_value = n->entry_value,
		.entry_is_frame = n->entry_is_frame,
		.file = n->file, .function = n->function, .line = n->line,
		.table = n->table, .base = n->base,
		.state = n->state, .kind_shift = n->kind_shift,
		.ascii_shift = n->ascii_shift, .length = n->length,
		.ascii = n->ascii, .wide = n->wide,
		.bytes_length = n->bytes_length, .bytes = n->bytes,
	};
}

void run_look_for_interpreter(struct run *r, pid_t pid)
{
	struct err why = ERR_INIT, e = ERR_INIT;
	struct image_helper h;
	struct interp in;

	if (interps_find(r->interps, pid, &in, &why)) {
		fill(&in, &h);
		if (r->backend->ops->helper(r->backend, pid, &h, &e))
			say("%s", e.text);
	} else if (why.text[0] && !r->options->x.quiet) {
		say("jstack() shows no frames of pid %d: %s", (int)pid,
		    why.text);
	}
}

static int look(void *data, pid_t pid)
{
	run_look_for_interpreter(data, pid);
	return 0;
}

void run_look_for_interpreters(struct run *r)
{
	struct err ignored = ERR_INIT;

	if (image_find_map(&r->c.image, MAP_HELPERS) >= 0)
		proc_each(look, r, &ignored);
}
