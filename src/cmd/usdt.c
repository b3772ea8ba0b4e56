/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/usdt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "cmd/cpp.h"
#include "cmd/say.h"
#include "usdtc/usdtc.h"

#define SCRIPT_MAX ((size_t)16 << 20)

const char *usdt_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The -s file; NULL, said why, when there is not exactly one. */
static const char *script_name(const struct options *o)
{
	const char *name = NULL;

	for (size_t i = 0; i < o->programs.len; i++) {
		const struct program_arg *p = &o->programs.items[i];

		if (!p->is_file || name) {
			say("-h and -G take one provider file, with -s, and "
			    "no other program");
			return NULL;
		}
		name = p->text;
	}
	if (!name)
		say("-h and -G need the provider file: add -s FILE.d");
	return name;
}

static bool read_source(struct usdt_input *in, const struct options *o,
			const char *path)
{
	struct buf text = BUF_INIT;
	struct err e = ERR_INIT;
	int ret;

	if (o->x.cpp)
		ret = cpp_run(path, options_cpp(o), &text, &e);
	else
		ret = file_read(path, SCRIPT_MAX, &text, &e);
	if (ret)
		say("%s", e.text);
	else
		in->source = source_new(path, buf_str(&text), text.len);
	buf_release(&text);
	return !ret;
}

static bool parse(struct usdt_input *in, const struct options *o)
{
	struct diags diags = DIAGS_INIT;
	struct buf text = BUF_INIT;
	bool ok;

	in->providers = provider_parse(&in->arena, in->source, &diags);
	if (!diags_failed(&diags) && in->providers)
		usdtc_check(in->providers, &diags);
	ok = !diags_failed(&diags);
	diags_print(&diags, o->x.errtags, &text);
	fputs(buf_str(&text), stderr);
	if (ok && !in->providers) {
		say("%s: there is no provider in this file", in->source->name);
		ok = false;
	}
	buf_release(&text);
	diags_release(&diags);
	return ok;
}

bool usdt_read(struct usdt_input *in, const struct options *o)
{
	const char *path = script_name(o);

	arena_init(&in->arena);
	if (!path)
		return false;
	if (o->bits == 32) {
		say("32-bit programs (-32) are not supported: build without "
		    "probes, or for 64 bits");
		return false;
	}
	return read_source(in, o, path) && parse(in, o);
}

void usdt_input_release(struct usdt_input *in)
{
	source_free(in->source);
	arena_release(&in->arena);
}

char *usdt_output_name(const struct options *o, const char *suffix)
{
	const char *name;
	size_t len;

	if (o->output)
		return xstrdup(o->output);
	name = usdt_base_name(o->programs.items[0].text);
	len = strlen(name);
	if (len < 3 || strcmp(name + len - 2, ".d"))
		return NULL;
	return xasprintf("%.*s%s", (int)len - 2, name, suffix);
}

int usdt_write(const struct options *o, const char *suffix,
	       const struct buf *bytes)
{
	char *path = usdt_output_name(o, suffix);
	struct err e = ERR_INIT;
	int ret = 0;

	if (!path) {
		say("'%s' does not end in .d: name the output with -o",
		    o->programs.items[0].text);
		return 1;
	}
	if (!strcmp(path, "-")) {
		if (fwrite(bytes->data, 1, bytes->len, stdout) != bytes->len ||
		    fflush(stdout))
			ret = err_sys(&e, -errno, "cannot write to standard "
				      "output");
	} else {
		ret = file_write(path, bytes->data, bytes->len, 0666, &e);
	}
	if (ret)
		say("%s", e.text);
	free(path);
	return ret ? 1 : 0;
}
