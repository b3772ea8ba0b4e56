/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/library.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"

#define LIBRARY_SIZE_MAX (4 << 20)

void libraries_init(struct libraries *l, const struct options *o)
{
	memset(l, 0, sizeof(*l));
	l->options = o;
}

void libraries_release(struct libraries *l)
{
	for (size_t i = 0; i < l->list.len; i++)
		source_free(l->list.items[i].source);
	vec_release(&l->list);
}

/* ---- finding ------------------------------------------------------- */

static void read_library(struct libraries *l, const char *path,
			 struct diags *diags)
{
	struct buf text = BUF_INIT;
	struct err e = ERR_INIT;
	struct library *lib;

	if (file_read(path, LIBRARY_SIZE_MAX, &text, &e)) {
		diag_add(diags, "D_LIB_READ", (struct loc){ NULL, 0, 0 },
			 "library %s", e.text);
	} else {
		lib = vec_push(&l->list);
		lib->source = source_new(path, buf_str(&text), text.len);
		lib->path = lib->source->name;
		lib->name = strrchr(lib->path, '/') + 1;
	}
	buf_release(&text);
}

static int is_library(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return len > 2 && !strcmp(d->d_name + len - 2, ".d");
}

/* A folder that is not there has no libraries. */
static void read_folder(struct libraries *l, const char *folder,
			struct diags *diags)
{
	struct dirent **names;
	int n = scandir(folder, &names, is_library, alphasort);

	for (int i = 0; i < n; i++) {
		struct buf path = BUF_INIT;

		buf_printf(&path, "%s/%s", folder, names[i]->d_name);
		read_library(l, buf_str(&path), diags);
		buf_release(&path);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

/* prefix/bin/dtrace, or build/src/dtrace in the sources */
static void read_system_folder(struct libraries *l, struct diags *diags)
{
	static const char *const places[] = {
		"../share/project-dtrace/lib", "../../probes/lib",
	};
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (len <= 0)
		return;
	self[len] = '\0';
	slash = strrchr(self, '/');
	for (size_t i = 0; slash && i < sizeof(places) / sizeof(*places) &&
			   !l->list.len; i++) {
		struct buf folder = BUF_INIT;

		buf_printf(&folder, "%.*s/%s", (int)(slash - self), self,
			   places[i]);
		read_folder(l, buf_str(&folder), diags);
		buf_release(&folder);
	}
}

static void read_all(struct libraries *l, struct diags *diags)
{
	const struct options *o = l->options;
	struct libraries own = { 0 };

	l->is_read = true;
	if (o->x.nolibs)
		return;
	for (size_t i = 0; i < o->x.libdirs.len; i++)
		read_folder(l, o->x.libdirs.items[i], diags);
	if (o->x.syslibdir) {
		read_folder(l, o->x.syslibdir, diags);
		return;
	}
	read_system_folder(&own, diags);
	for (size_t i = 0; i < own.list.len; i++)
		*vec_push(&l->list) = own.list.items[i];
	vec_release(&own.list);
}

/* ---- what they define ---------------------------------------------- */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Does the text have the word? Of "struct x" it must have the body. */
static bool has_name(const struct source *s, const char *name)
{
	bool is_tag = strchr(name, ' ');
	size_t len = strlen(name);
	const char *at = s->text;

	while ((at = strstr(at, name))) {
		const char *end = at + len;

		if ((at == s->text || !is_word(at[-1])) && !is_word(*end)) {
			end += strspn(end, " \t\n");
			if (!is_tag || *end == '{')
				return true;
		}
		at += len;
	}
	return false;
}

/* ---- what they depend on ------------------------------------------- */

struct reading {
	struct libraries *libraries;
	struct arena *arena;
	struct program *program;
	struct probe_set *probes;
	struct diags *diags;
};

static bool parse(struct reading *r, struct library *lib);

static bool has_provider(struct reading *r, const char *name)
{
	const struct probe_desc desc = {
		.provider = name, .module = "", .function = "", .name = "",
	};
	struct err e = ERR_INIT;
	struct probe **found;
	size_t n;

	if (probe_match(r->probes, &desc, &found, &n, &e))
		return false;
	free(found);
	return n > 0;
}

static bool has_module(const char *name)
{
	struct buf path = BUF_INIT;
	bool has;

	buf_printf(&path, "/sys/module/%s", name);
	has = !strcmp(name, "vmlinux") || !access(buf_str(&path), F_OK);
	buf_release(&path);
	return has;
}

static bool has_library(struct reading *r, const char *name)
{
	for (size_t i = 0; i < r->libraries->list.len; i++)
		if (!strcmp(r->libraries->list.items[i].name, name))
			return parse(r, &r->libraries->list.items[i]);
	return false;
}

static bool is_met(struct reading *r, const char *kind, const char *name)
{
	if (!strcmp(kind, "provider"))
		return has_provider(r, name);
	if (!strcmp(kind, "module"))
		return has_module(name);
	return strcmp(kind, "library") || has_library(r, name);
}

/* #pragma D depends_on KIND NAME, at the start of lines */
static bool are_met(struct reading *r, const struct source *s)
{
	char kind[16], name[256];
	const char *at = s->text;

	for (; at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (sscanf(at, " # pragma D depends_on %15s %255[^ ;\n]", kind,
			   name) == 2 && !is_met(r, kind, name))
			return false;
	}
	return true;
}

/* False: something that it depends on is not here, so it counts for nothing. */
static bool parse(struct reading *r, struct library *lib)
{
	struct lang_options options = { .defaultargs = true, .argref = true };
	int nclauses = r->program->nclauses;

	if (lib->is_parsed)
		return true;
	lib->is_parsed = true;
	if (!are_met(r, lib->source))
		return false;
	lang_parse(r->arena, lib->source, LANG_PROGRAM, &options, r->program,
		   r->diags);
	if (r->program->nclauses != nclauses)
		diag_add(r->diags, "D_LIB_CLAUSE",
			 (struct loc){ lib->source, 0, 1 },
			 "library %s has clauses for probes; only "
			 "declarations may be in it", lib->path);
	return true;
}

void libraries_require(struct libraries *l, struct arena *a,
		       struct program *program, struct probe_set *probes,
		       struct diags *diags)
{
	struct reading r = { l, a, program, probes, diags };
	const struct pragma *g;
	char kind[16], name[256];

	for (g = program->pragmas; g; g = g->next) {
		/* what has another form is a diagnostic of the checker */
		if (strcmp(g->kind, "depends_on") ||
		    sscanf(g->text, "%15s %255[^ ;]", kind, name) != 2)
			continue;
		if (!l->is_read)
			read_all(l, diags);
		if (!is_met(&r, kind, name))
			diag_add(diags, "D_PRAGMA_DEPEND", g->loc,
				 "the program needs %s %s, which is not here",
				 kind, name);
	}
}

bool libraries_define(struct libraries *l, const char *name, struct arena *a,
		      struct program *program, struct probe_set *probes,
		      struct diags *diags)
{
	struct reading r = { l, a, program, probes, diags };

	if (!l->is_read)
		read_all(l, diags);
	for (size_t i = 0; i < l->list.len; i++) {
		struct library *lib = &l->list.items[i];

		if (!lib->is_parsed && has_name(lib->source, name) &&
		    parse(&r, lib))
			return true;
	}
	return false;
}
