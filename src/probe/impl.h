/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a set of probes is made of, for the sources of this folder.
 *
 *	object.c	one ELF file: its sites, grouped to what is one probe
 *	file.c		which files were seen: none is read twice
 *	layer.c		one file by two names: overlays
 *	scan.c		processes: which files they map
 *	set.c		file x process: the probes, their order and ids
 *	forget.c	files and processes that are gone
 *	builtin.c	probes of dtrace and profile
 *	recorded.c	those of a recording, instead of all others
 *	provider.c	the kernel's providers, one prov_NAME.c each
 *	probe.c		matching
 */
#ifndef PROBE_IMPL_H
#define PROBE_IMPL_H

#include "base/buf.h"
#include "base/strmap.h"
#include "probe/probe.h"
#include "proc/maps.h"

/* What becomes one probe in each process that maps the object. */
struct group {
	const char *function, *name;	/* name with '-' */
	struct probe_site *sites;
	size_t nsites;
	const struct probe_decl *decl;
};

/* The groups of one provider, sorted by function and name. */
struct object_provider {
	const char *name;		/* without a pid */
	const struct provider_decl *decl;
	struct group *groups;
	size_t ngroups;
};

/* By what a file is known again that an overlay shows, too. */
struct file_layer {
	bool is_overlay;
	uint32_t number;
	uint64_t size;
	int64_t changed, written, made;
};

struct object {
	struct probe_object pub;
	struct file_layer layer;
	struct arena arena;		/* of all that belongs to it */
	bool is_late;			/* found by a refresh */
	dev_t file_dev;			/* as stat(2) tells of open_path */
	ino_t file_ino;
	unsigned unmapped;		/* scans that saw it in no process, one
					 * after another */
	struct object_provider *providers;
	size_t nproviders;
	int fd;				/* for pub.open_path, or -1 */
	struct source **sources;	/* the texts of pub.types */
	size_t nsources;
};

/* One file that some process maps. */
struct file_entry {
	dev_t dev;
	ino_t ino;
	bool is_known;		/* object is what it has, or NULL */
	struct object *object;
	int64_t birth;		/* when the file was made, ns; 0: unknown */
	unsigned tries;		/* to open it, in vain */
	pid_t seen_in;		/* the process it was last seen in */
	char *why;		/* what the last try gave, or NULL */
	bool is_closed;		/* ... that is: we may not */
};

/* A hash table by device and inode. */
struct file_table {
	struct file_entry *slots;	/* free ones have inode 0 */
	size_t nslots, len;
};

/* A provider's probes in one process; pid 0: in none. */
struct block {
	struct object *object;
	const struct object_provider *provider;
	pid_t pid;
	char *name;			/* of the provider, with the pid */
	struct probe *made;		/* a probe for each group */
};

/*
 * Ids: those that are built in and timers made on demand, then the kernel's
 * (provider.h), then USDT, then functions of processes.
 */
#define FIRST_KERNEL_ID 1001
#define FIRST_USDT_ID 10001
#define FIRST_PID_ID (FIRST_USDT_ID + PROBES_MAX)
#define FIRST_FBT_ID (FIRST_PID_ID + PROBES_MAX)
#define FIRST_LATER_ID 0x40000000	/* of USDT, see set.c */

struct probe_list {
	struct probe **items;
	size_t len, cap;
};

/* What hostile files can make of us at most. */
#define PROBES_MAX 1000000
#define KEPT_FDS_MAX 256

struct probe_set {
	struct arena arena;
	struct probe_options options;	/* copied into the arena */
	struct file_table files;
	VEC(struct object *) objects;
	int next_object;		/* ids are not used again */
	uint32_t next_id;		/* of a probe of usdt, likewise */
	size_t kept_fds;
	struct probe_list builtins;	/* in order of id, as usdt */
	struct provider_state *providers;	/* see provider.c; or NULL */
	const struct tracepoints *tracepoints;	/* or NULL: not read */
	VEC(struct source *) sources;	/* of declarations of providers */
	struct ktypes *ktypes;		/* or NULL: not read */
	struct pid_state *pids;		/* see prov_pid.c; or NULL */
	struct probe_list usdt;
	VEC(struct block) blocks;	/* those that usdt was made of */
	VEC(struct block) found;	/* scanned, no probes yet */
	struct strmap by_name;		/* usdt by full name, see set.c */
	bool has_names;
	bool is_scanned;
	probe_wants_fn *wants;		/* during a refresh, else NULL */
	void *wants_data;
	bool is_full;			/* PROBES_MAX */
	size_t not_ours;		/* processes left out */
	struct buf problems;
};

/* ---- scan.c -------------------------------------------------------------- */

/* Is the provider of use? All are, but during a refresh. */
bool scan_wants(const struct probe_set *s, const char *provider, pid_t pid);

/* ---- object.c, types.c --------------------------------------------------- */

/*
 * Read a file's probes; fd is taken over. path is as the process sees it, link
 * a way to open the file that works while the process lives. *out is NULL when
 * it has none. Errors as elf_file_open_fd() gives them. Damaged notes add to
 * the set's problems.
 */
int object_read(struct probe_set *s, int fd, pid_t pid, const char *path,
		const char *link, struct object **out, struct err *e);
void object_free(struct object *o);

struct elf_file;

/* The file as something to attach to, whatever probes it has. */
struct object *object_attachable(struct probe_set *s, struct elf_file *f,
				 const char *path, const char *link);

/* A copy without what terminals must not be shown. */
char *printable(struct arena *a, const char *text);

/* Read the object's own notes into pub.types; what is wrong is a problem. */
void object_read_types(struct probe_set *s, struct object *o,
		       struct elf_file *f);

/* What their arguments point at is the traced program's memory. */
void types_point_to_user(struct arena *a, struct provider_decl *list);

/* The declaration of a probe of the object, or NULL. */
const struct provider_decl *types_provider(const struct provider_decl *list,
					   const char *name);
const struct probe_decl *types_probe(const struct provider_decl *p,
				     const char *c_name);

/* ---- raw.c --------------------------------------------------------------- */

/* Arguments as the kernel's types tell them, when first asked. */
struct raw_decl;
const struct probe_decl *raw_declared(const struct raw_decl *raw);

/* ---- layer.c ------------------------------------------------------------- */

/* What tells an open file; zeros when nobody knows. */
void layer_look(int fd, struct file_layer *out);
/* Are the open file a and b, which path opens, one file below an overlay? */
bool layer_is_same(const struct file_layer *a, int fd,
		   const struct file_layer *b, const char *path);

/* ---- file.c ------------------------------------------------------------ */

/* The entry of that file, made when it is new; valid until the next call. */
struct file_entry *file_table_get(struct file_table *t, dev_t dev, ino_t ino);
/* The entry that is there, or NULL. */
struct file_entry *file_table_find(const struct file_table *t, dev_t dev,
				   ino_t ino);
/* Drop the entries that have no object. */
void file_table_shrink(struct file_table *t);
void file_table_release(struct file_table *t);

/* ---- scan.c ------------------------------------------------------------ */

/* All files and processes that the options say: fills found. */
int scan_all(struct probe_set *s, struct err *e);

/*
 * -EPERM when the options want one user's processes, and it is another's, or
 * has more rights than its user.
 */
int scan_check_owner(const struct probe_set *s, pid_t pid, struct err *e);

/* One process. */
int scan_process(struct probe_set *s, pid_t pid, struct err *e);

/* ---- set.c ------------------------------------------------------------- */

/* Make probes of what was found, with new ids. */
void set_add_found(struct probe_set *s);
void block_release(struct block *b);

/* ---- recorded.c -------------------------------------------------------- */

void recorded_add_all(struct probe_set *s);

/* ---- builtin.c --------------------------------------------------------- */

void builtin_add_all(struct probe_set *s);
bool builtin_is_provider(const char *name);

/* Is it the name of a built-in probe, exactly? */
bool builtin_is_name(const char *name);

/*
 * Add tick-N or profile-N if the description is exactly that. -EINVAL: an
 * interval that cannot be; -E2BIG: too many of them.
 */
int builtin_add_timer(struct probe_set *s, const struct probe_desc *desc,
		      struct err *e);

#endif
