/* SPDX-License-Identifier: BSD-2-Clause */
#include "elf/helpernote.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "elf/impl.h"
#include "elf/typenote.h"

struct member {
	const char *name;
	size_t offset;
	bool is_text, is_optional;
};

#define TEXT(name, member) \
	{ name, offsetof(struct helper_note, member), true, false }
#define NUMBER(name, member) \
	{ name, offsetof(struct helper_note, member), false, false }

static const struct member members[] = {
	TEXT("root", root), TEXT("eval", eval), TEXT("lines", lines),
	NUMBER("holder", holder), NUMBER("threads", threads),
	NUMBER("next", next), NUMBER("tid", tid), NUMBER("frame", frame),
	{ "current", offsetof(struct helper_note, current), false, true },
	NUMBER("previous", previous), NUMBER("code", code),
	NUMBER("instruction", instruction), NUMBER("entry", entry),
	NUMBER("entry-value", entry_value),
	NUMBER("entry-is-frame", entry_is_frame),
	NUMBER("file", file), NUMBER("function", function),
	NUMBER("line", line), NUMBER("table", table), NUMBER("base", base),
	NUMBER("state", state), NUMBER("kind-shift", kind_shift),
	NUMBER("ascii-shift", ascii_shift), NUMBER("length", length),
	NUMBER("ascii", ascii), NUMBER("wide", wide),
	NUMBER("bytes-length", bytes_length), NUMBER("bytes", bytes),
};
#define MEMBERS (sizeof(members) / sizeof(*members))

struct reading {
	struct helper_note *out;
	struct err *error;
	bool found;
};

static bool set_number(uint32_t *number, const char *value)
{
	char *end;
	unsigned long n;

	if (*value < '0' || *value > '9')
		return false;
	n = strtoul(value, &end, 10);
	*number = (uint32_t)n;
	return !*end && n <= HELPER_NUMBER_MAX;
}

static bool set_text(char *text, const char *value)
{
	if (!*value || strlen(value) >= sizeof(((struct helper_note *)0)->root))
		return false;
	strcpy(text, value);
	return true;
}

static const struct member *find(const char *name)
{
	for (size_t i = 0; i < MEMBERS; i++)
		if (!strcmp(members[i].name, name))
			return &members[i];
	return NULL;
}

/* One line, cut in two; a name that is not known is a later format's. */
static bool set(struct helper_note *out, const char *name, const char *value)
{
	const struct member *m = find(name);
	char *to = m ? (char *)out + m->offset : NULL;

	if (!m)
		return true;
	return m->is_text ? set_text(to, value)
			  : set_number((uint32_t *)(void *)to, value);
}

static const char *missing(const struct helper_note *note)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		const char *at = (const char *)note + members[i].offset;
		uint32_t number;

		memcpy(&number, at, sizeof(number));
		if (members[i].is_text ? !*at : !members[i].is_optional &&
						 number == HELPER_NONE)
			return members[i].name;
	}
	return NULL;
}

static void clear(struct helper_note *note)
{
	memset(note, 0xff, sizeof(*note));
	note->root[0] = note->eval[0] = note->lines[0] = '\0';
	note->root_address = 0;
}

static int parse(char *text, struct reading *r)
{
	char *line, *rest = text;
	const char *lacks;

	clear(r->out);
	while ((line = strsep(&rest, "\n"))) {
		char *value = strchr(line, ' ');

		if (!*line)
			continue;
		if (value)
			*value++ = '\0';
		if (!value || !set(r->out, line, value))
			return err_set(r->error, -EBADMSG, "helper note: "
				       "'%.32s' has no good value", line);
	}
	lacks = missing(r->out);
	return lacks ? err_set(r->error, -EBADMSG,
			       "helper note: no '%s'", lacks) : 0;
}

static int read_note(void *data, const char *owner, uint32_t type,
		     const void *desc, size_t len)
{
	struct reading *r = data;
	char text[HELPER_NOTE_MAX + 1];

	if (type != HELPER_NOTE_TYPE || strcmp(owner, TYPE_NOTE_OWNER) ||
	    len > HELPER_NOTE_MAX)
		return 0;
	memcpy(text, desc, len);
	text[len] = '\0';
	r->found = true;
	return parse(text, r) ? -EBADMSG : 1;
}

int helper_note_read(struct elf_file *f, struct helper_note *out,
		     struct err *e)
{
	struct err ignored = ERR_INIT;
	struct reading r = { .out = out, .error = e };
	int ret = elf_file_notes(f, read_note, &r, &ignored);

	if (!r.found)
		return 0;
	if (ret < 0)
		return ret;
	if (!elf_object_address(f, out->root, &out->root_address))
		return err_set(e, -EBADMSG, "helper note: the file has no "
			       "variable '%s'", out->root);
	return 1;
}
