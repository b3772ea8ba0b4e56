/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a recording: its probes, its events, its symbols. */
#include <stdio.h>

#include "recording/recording.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t sum;

static void look(struct recording *r)
{
	struct recording_symbol symbol;
	struct recording_event ev;
	struct err e = ERR_INIT;

	for (size_t i = 0; i < recording_probes(r); i++)
		sum += recording_probe(r, i)->nargs +
		       (unsigned char)recording_probe(r, i)->name[0];
	while (recording_next(r, &ev, &e) > 0) {
		for (uint32_t i = 0; i < ev.nargs; i++)
			sum += ev.args[i];
		for (uint32_t i = 0; i < ev.nmemory; i++)
			for (uint32_t k = 0; k < ev.memory[i].length; k++)
				sum += ev.memory[i].bytes[k];
		for (uint32_t i = 0; i < ev.nframes; i++)
			sum += recording_symbol(r, ev.who.pid, ev.frames[i],
						&symbol);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct recording *r;
	struct err e = ERR_INIT;
	FILE *f;

	if (!size)
		return 0;
	f = fmemopen((void *)(uintptr_t)data, size, "r");
	if (!f || recording_open_stream(&r, f, "fuzz", &e))
		return 0;
	look(r);
	recording_close(r);
	return 0;
}
