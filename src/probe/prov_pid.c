/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pid: entry, return and instructions of functions of one process, as
 * pid1234:module:function:entry, :return, :1f.
 * The probes are made from the symbols of the files that the process maps,
 * each when a description asks for it: there are far too many to list.
 *
 * An entry is attached to behind the endbr64 that most functions start with,
 * which the kernel can only step over slowly.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/glob.h"
#include "elf/elffile.h"
#include "probe/pid.h"

/* One file that a process maps, with its symbols. */
struct pid_file {
	pid_t pid;
	dev_t dev;
	ino_t ino;
	bool is_main;			/* the program itself */
	struct object *object;
	struct elf_file *elf;
	struct pid_colds *colds;
};

struct pid_state {
	VEC(pid_t) seen;		/* processes whose files are here */
	VEC(struct pid_file) files;
	struct probe_list probes;
	VEC(unsigned) matched;		/* when each of them did last ... */
	unsigned match;			/* ... and which is the match now */
	struct strmap by_name;		/* "pid:object:function:name" */
};

static const struct provider_decl decl = {
	.name = "pid",
	.attrs = {
		[ATTR_PROVIDER] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
		[ATTR_MODULE] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_FUNCTION] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_NAME] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
		[ATTR_ARGS] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
	},
};

static pid_t parse_pid(const char *provider)
{
	char *end;
	long pid;

	if (strncmp(provider, "pid", 3) || provider[3] < '1' ||
	    provider[3] > '9')
		return 0;
	errno = 0;
	pid = strtol(provider + 3, &end, 10);
	return *end || errno || pid > INT32_MAX ? 0 : (pid_t)pid;
}

bool pid_is_provider(const char *name)
{
	return parse_pid(name) != 0;
}

static void file_release(struct pid_file *f)
{
	elf_file_free(f->elf);
	strmap_release(&f->colds->by_name);
	free(f->colds);
}

void pid_release(struct probe_set *s)
{
	struct pid_state *st = s->pids;

	if (!st)
		return;
	for (size_t i = 0; i < st->files.len; i++)
		file_release(&st->files.items[i]);
	for (size_t i = 0; i < st->probes.len; i++)
		vec_release(&st->probes.items[i]->sites);
	vec_release(&st->seen);
	vec_release(&st->files);
	vec_release(&st->probes);
	vec_release(&st->matched);
	strmap_release(&st->by_name);
	free(st);
}

/* ---- the files of a process -------------------------------------------- */

static bool is_known(const struct pid_state *st, pid_t pid,
		     const struct mapping *m)
{
	for (size_t i = 0; i < st->files.len; i++) {
		const struct pid_file *f = &st->files.items[i];

		if (f->pid == pid && f->dev == m->dev && f->ino == m->ino)
			return true;
	}
	return false;
}

/* What is no program, or cannot be read, has no functions for us. */
static void add_file(struct probe_set *s, struct maps *maps,
		     const struct mapping *m, bool is_main)
{
	struct buf path = BUF_INIT, link = BUF_INIT;
	struct pid_file f = {
		.pid = maps->pid, .dev = m->dev, .ino = m->ino,
		.is_main = is_main,
	};
	struct err e = ERR_INIT;
	int fd = maps_path(maps, m, &path, &e);

	if (!fd)
		fd = maps_open_file(maps, m, &link, &e);
	if (fd >= 0 && !elf_file_open_fd(fd, buf_str(&path), &f.elf, &e)) {
		f.object = object_attachable(s, f.elf, buf_str(&path),
					     buf_str(&link));
		f.colds = xcalloc(1, sizeof(*f.colds));
		*vec_push(&s->pids->files) = f;
	}
	buf_release(&path);
	buf_release(&link);
}

static void main_identity(pid_t pid, dev_t *dev, ino_t *ino)
{
	char path[32];
	struct err e = ERR_INIT;
	int fd;

	*dev = 0;
	*ino = 0;
	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (maps_identity(fd, dev, ino, &e))
		*ino = 0;
	close(fd);
}

static int read_process(struct probe_set *s, pid_t pid, struct err *e)
{
	struct maps maps;
	struct mapping m;
	dev_t dev;
	ino_t ino;
	int ret;

	for (size_t i = 0; i < s->pids->seen.len; i++)
		if (s->pids->seen.items[i] == pid)
			return 0;
	ret = scan_check_owner(s, pid, e);
	if (!ret)
		ret = maps_open(&maps, pid, 0, e);
	if (ret)
		return ret;
	*vec_push(&s->pids->seen) = pid;
	main_identity(pid, &dev, &ino);
	while ((ret = maps_next(&maps, &m, e)) > 0)
		if (!is_known(s->pids, pid, &m))
			add_file(s, &maps, &m,
				 m.dev == dev && m.ino == ino);
	maps_close(&maps);
	return ret;
}

/* libc.so.6, libc, its whole path, or a.out for the program itself. */
static bool module_matches(const struct pid_file *f, const char *pattern)
{
	const struct probe_object *o = &f->object->pub;
	size_t stem = strcspn(o->module, ".");

	return glob_match(pattern, o->module) ||
	       (strlen(pattern) == stem &&
		!strncmp(pattern, o->module, stem)) ||
	       !strcmp(pattern, o->path) ||
	       (f->is_main && !strcmp(pattern, "a.out"));
}

/* ---- functions ----------------------------------------------------------- */

static bool is_pattern(const char *text)
{
	return !*text || strpbrk(text, "*?[\\");
}

/*
 * A return probe changes the return address on the stack. These are not called,
 * so what is on the stack there is something else.
 */
static bool returns(const struct pid_file *f, const struct elf_symbol *sym)
{
	static const char *const never[] = {
		"_start", "_dl_start_user", "__restore_rt", "__start_context",
		"_dl_runtime_*", "*.cold", "*.cold.*",
	};

	if (sym->vaddr == elf_file_entry(f->elf))
		return false;
	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
		if (glob_match(never[i], sym->name))
			return false;
	return true;
}

/* Where to attach for the function's entry; false: it must be left alone. */
static bool find_entry(struct probe_set *s, const struct pid_file *f,
		       const struct elf_symbol *sym, struct sdt_site *site)
{
	const struct probe_object *o = &f->object->pub;
	uint8_t bytes[16] = { 0 };
	struct err e = ERR_INIT;
	const char *why = "no code";
	size_t skip;

	if (!elf_vaddr_to_offset(f->elf, sym->vaddr, &site->offset))
		return false;
	if (!o->arch)
		why = "another processor's code";
	else if (!elf_file_read(f->elf, site->offset, bytes, sizeof(bytes),
				&e))
		why = o->arch->entry_problem(bytes, sizeof(bytes), &skip);
	if (why) {
		buf_printf(&s->problems, "%s: function %s starts with %s: it "
			   "is left alone\n", o->path, sym->name, why);
		return false;
	}
	site->vaddr = sym->vaddr + skip;
	site->offset += skip;
	return true;
}

static bool may_throw(const struct pid_state *st, pid_t pid)
{
	for (size_t i = 0; i < st->files.len; i++)
		if (st->files.items[i].pid == pid &&
		    glob_match("lib*c++.so*",
			       st->files.items[i].object->pub.module))
			return true;
	return false;
}

static struct probe *probe_named(struct probe_set *s, const struct pid_file *f,
				 const char *function, const char *name)
{
	struct pid_state *st = s->pids;
	char *key = xasprintf("%d:%d:%s:%s", (int)f->pid, f->object->pub.id,
			      function, name);
	struct probe *p = strmap_get(&st->by_name, key);

	if (!p) {
		p = ARENA_NEW(&s->arena, struct probe);
		p->kind = PROBE_PID;
		p->id = FIRST_PID_ID + (uint32_t)st->probes.len;
		p->provider = arena_printf(&s->arena, "pid%d", (int)f->pid);
		p->base_provider = decl.name;
		p->provider_decl = &decl;
		p->pid = f->pid;
		p->module = f->object->pub.module;
		p->function = printable(&s->arena, function);
		p->name = arena_strdup(&s->arena, name);
		p->is_return = !strcmp(name, "return");
		*vec_push(&st->probes) = p;
		vec_push(&st->matched);
		strmap_set(&st->by_name, key, p);
	}
	free(key);
	return p;
}

static bool has_site(const struct probe *p, uint64_t offset)
{
	for (size_t i = 0; i < p->sites.len; i++)
		if (p->sites.items[i].site->offset == offset)
			return true;
	return false;
}

/* Static functions may share a name: one probe with several sites. */
static struct probe *add_site(struct probe_set *s, const struct pid_file *f,
			      const struct elf_symbol *sym, const char *name,
			      const struct sdt_site *at, bool is_ret,
			      struct probe_list *found)
{
	struct probe *p = probe_named(s, f, sym->name, name);
	struct sdt_site *site;
	unsigned *matched;

	if (!has_site(p, at->offset)) {
		site = arena_memdup(&s->arena, at, sizeof(*at));
		site->name = p->name;
		site->function = p->function;
		*vec_push(&p->sites) = (struct probe_site){
			.object = &f->object->pub, .site = site,
			.is_ret = is_ret,
			.into = is_ret ? at->vaddr - sym->vaddr : 0,
		};
	}
	matched = &s->pids->matched.items[p->id - FIRST_PID_ID];
	if (*matched != s->pids->match)
		*vec_push(found) = p;
	*matched = s->pids->match;
	return p;
}

/*
 * Where C++ may throw, the kernel's return probes are harmful: an exception
 * does not find its way past the return address that they change. Rets are
 * slower to probe, but harmless.
 */
static bool add_rets(struct probe_set *s, const struct pid_file *f,
		     const struct elf_symbol *sym, struct probe_list *found)
{
	struct pid_returns rets = { NULL, 0, 0 };
	struct sdt_site at = { .provider = decl.name, .args = "" };
	bool ok = pid_find_returns(f->elf, f->object->pub.arch, sym, f->colds,
				   &rets);

	for (size_t i = 0; ok && i < rets.len; i++) {
		at.vaddr = rets.items[i];
		ok = elf_vaddr_to_offset(f->elf, at.vaddr, &at.offset);
		if (ok)
			add_site(s, f, sym, "return", &at, true, found);
	}
	vec_release(&rets);
	return ok;
}

static void add_function(struct probe_set *s, const struct pid_file *f,
			 const struct elf_symbol *sym, bool is_return,
			 struct probe_list *found)
{
	struct sdt_site at = { .provider = decl.name, .args = "" };

	bool throws = is_return && may_throw(s->pids, f->pid);

	if (s->pids->probes.len >= PROBES_MAX ||
	    (is_return && !returns(f, sym)) || !find_entry(s, f, sym, &at))
		return;
	if (is_return && (throws || s->options.at_rets) &&
	    add_rets(s, f, sym, found))
		return;
	add_site(s, f, sym, is_return ? "return" : "entry", &at, false,
		 found)->may_throw = throws;
}

/* ---- instructions -------------------------------------------------------- */

#define FUNCTION_SIZE_MAX (1 << 20)

/* The name of such a probe: how far into the function, in hex. */
static bool parse_offset(const char *name, uint64_t *offset)
{
	size_t len = strspn(name, "0123456789abcdef");

	*offset = strtoull(name, NULL, 16);
	return len && len <= 8 && !name[len];
}

/*
 * A breakpoint inside an instruction would change what the program does:
 * follow the instructions from the function's start. NULL: there is one at the
 * offset, and it can be probed.
 */
static const char *inside_problem(const struct arch *arch,
				  const uint8_t *bytes, size_t len,
				  uint64_t offset)
{
	size_t at = 0;

	while (at < offset) {
		size_t insn = arch->insn_len(bytes + at, len - at);

		if (!insn)
			return "behind bytes that are no known instruction";
		at += insn;
	}
	if (at != offset)
		return "in the middle of an instruction";
	if (!arch->insn_len(bytes + at, len - at))
		return "no known instruction";
	return arch->insn_problem(bytes + at, len - at);
}

static const char *look_inside(const struct pid_file *f,
			       const struct elf_symbol *sym, uint64_t offset,
			       struct sdt_site *at)
{
	const struct arch *arch = f->object->pub.arch;
	const char *why = "out of reach";
	struct err e = ERR_INIT;
	uint8_t *bytes;

	if (!arch || offset >= sym->size || sym->size > FUNCTION_SIZE_MAX)
		return "outside of the function, or out of reach";
	bytes = xcalloc(sym->size, 1);
	if (elf_vaddr_to_offset(f->elf, sym->vaddr, &at->offset) &&
	    !elf_file_read(f->elf, at->offset, bytes, sym->size, &e))
		why = inside_problem(arch, bytes, sym->size, offset);
	free(bytes);
	return why;
}

/* Of many functions, those that have no such instruction are no news. */
static void add_inside(struct probe_set *s, const struct pid_file *f,
		       const struct elf_symbol *sym, uint64_t offset,
		       bool one_of_many, struct probe_list *found)
{
	struct sdt_site at = { .provider = decl.name, .args = "" };
	const char *why;
	char name[20];

	if (s->pids->probes.len >= PROBES_MAX)
		return;
	why = look_inside(f, sym, offset, &at);
	if (why && !one_of_many)
		buf_printf(&s->problems, "%s: %s+%#llx is %s: it is left "
			   "alone\n", f->object->pub.path, sym->name,
			   (unsigned long long)offset, why);
	if (why)
		return;
	at.vaddr = sym->vaddr + offset;
	at.offset += offset;
	snprintf(name, sizeof(name), "%llx", (unsigned long long)offset);
	add_site(s, f, sym, name, &at, false, found)->is_inside = true;
}

/* ---- matching ------------------------------------------------------------ */

static size_t underscores(const struct elf_symbol *sym)
{
	return strspn(sym->name, "_");
}

/*
 * Of the symbols from *i on that are one address: the first that matches, or,
 * for a pattern, the one that is most likely the name that people know. *i
 * goes to the next to look at.
 */
static const struct elf_symbol *next_match(const struct elf_symbol *syms,
					   size_t n, const char *pattern,
					   size_t *i)
{
	const struct elf_symbol *best = NULL, *first = &syms[*i];

	while (*i < n && syms[*i].vaddr == first->vaddr) {
		const struct elf_symbol *sym = &syms[(*i)++];

		if (!glob_match(pattern, sym->name))
			continue;
		if (!is_pattern(pattern))
			return sym;
		if (!best || underscores(sym) < underscores(best))
			best = sym;
	}
	return best;
}

static void match_file(struct probe_set *s, const struct pid_file *f,
		       const struct probe_desc *desc, struct probe_list *found)
{
	const struct elf_symbol *syms;
	size_t n = elf_symbols(f->elf, &syms);
	uint64_t offset;
	bool inside = parse_offset(desc->name, &offset);

	for (size_t i = 0; i < n;) {
		const struct elf_symbol *sym =
			next_match(syms, n, desc->function, &i);

		if (!sym)
			continue;
		if (inside)
			add_inside(s, f, sym, offset,
				   is_pattern(desc->function), found);
		if (glob_match(desc->name, "entry"))
			add_function(s, f, sym, false, found);
		if (glob_match(desc->name, "return"))
			add_function(s, f, sym, true, found);
	}
}

int pid_match(struct probe_set *s, const struct probe_desc *desc,
	      struct probe_list *found, struct err *e)
{
	pid_t pid = desc->id ? 0 : parse_pid(desc->provider);
	int ret;

	if (!pid)
		return 0;
	if (!s->pids)
		s->pids = xcalloc(1, sizeof(*s->pids));
	ret = read_process(s, pid, e);
	if (ret) {
		err_prefix(e, "%s", desc->provider);
		return ret;
	}
	s->pids->match++;
	for (size_t i = 0; i < s->pids->files.len; i++) {
		const struct pid_file *f = &s->pids->files.items[i];

		if (f->pid == pid && module_matches(f, desc->module))
			match_file(s, f, desc, found);
	}
	return 0;
}
