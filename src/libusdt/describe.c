/* SPDX-License-Identifier: BSD-2-Clause */
/* The text of the type note: a provider in D, as the USDT compiler has it. */
#include <string.h>

#include "elf/notename.h"
#include "libusdt/image.h"

void image_note_name(const char *name, struct bytes *out)
{
	for (; *name; name++)
		bytes_add(out, *name == '-' ? "__" : name,
			  *name == '-' ? 2 : 1);
}

/* D names a probe by its name alone: of two with one name, types must agree. */
static bool same_types(const struct probedef *a, const struct probedef *b)
{
	if (a->pub.argc != b->pub.argc)
		return false;
	for (size_t i = 0; i < a->pub.argc; i++)
		if (strcmp(a->pub.types[i], b->pub.types[i]))
			return false;
	return true;
}

static bool is_described(struct probedef *const *probes, size_t n, size_t at)
{
	const struct probedef *p = probes[at];

	for (size_t i = 0; i < n; i++) {
		if (i == at || strcmp(probes[i]->pub.name, p->pub.name))
			continue;
		if (i < at || !same_types(probes[i], p))
			return false;
	}
	return true;
}

static void add_probe(const struct probedef *p, struct bytes *out)
{
	struct bytes name = { 0 };
	char id[NOTE_NAME_MAX];

	image_note_name(p->pub.name, &name);
	bytes_add(&name, "", 1);
	if (name.failed) {
		out->failed = true;
	} else {
		bytes_add_str(out, "probe ");
		bytes_add_str(out, note_name((const char *)name.data, id));
		for (size_t i = 0; i < p->pub.argc; i++) {
			bytes_add_str(out, i ? ", " : "(");
			bytes_add_str(out, p->pub.types[i]);
		}
		bytes_add_str(out, p->pub.argc ? ");\n" : "();\n");
	}
	bytes_release(&name);
}

void image_describe(const struct provider *provider,
		    struct probedef *const *probes, size_t n,
		    struct bytes *out)
{
	static const char *const words[] = { "provider", "module", "function",
					     "name", "args" };
	char name[NOTE_NAME_MAX];

	if (strlen(note_name(provider->pub.name, name)) > NAME_MAX_LEN)
		return;		/* D refuses longer ones */
	if (provider->declarations) {
		bytes_add_str(out, provider->declarations);
		bytes_add_str(out, "\n");
	}
	bytes_printf(out, "provider %s {\n", name);
	for (size_t i = 0; i < n; i++)
		if (is_described(probes, n, i))
			add_probe(probes[i], out);
	bytes_add_str(out, "};\n");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		bytes_printf(out, "#pragma D attributes Stable/Stable/Common "
			     "provider %s %s\n", name, words[i]);
}
