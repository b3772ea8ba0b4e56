/* SPDX-License-Identifier: BSD-2-Clause */
/* The language of dtrace.conf(5). */
#include <ctype.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/privilege.h"

#define LINE_MAX_LEN 1024
#define WORDS_MAX 16

struct line {
	const char *name;
	int number;
	char *words[WORDS_MAX];
	size_t n;
};

static int wrong(const struct line *l, const char *what, const char *word,
		 struct err *e)
{
	return err_set(e, -EINVAL, "%s:%d: %s '%s': see dtrace.conf(5)",
		       l->name, l->number, what, word);
}

const char *privilege_name(enum privilege what)
{
	switch (what) {
	case PRIVILEGE_PROC: return "proc";
	case PRIVILEGE_USER: return "user";
	case PRIVILEGE_OWNER: return "owner";
	case PRIVILEGE_KERNEL: return "kernel";
	case PRIVILEGE_DESTRUCTIVE: return "destructive";
	}
	return "";
}

/* kernel, or priv_kernel as other files have it */
static int parse_privilege(const struct line *l, const char *word,
			   unsigned *out, struct err *e)
{
	const char *name = strncmp(word, "priv_", 5) ? word : word + 5;

	for (unsigned bit = 1; bit <= PRIVILEGE_DESTRUCTIVE; bit <<= 1)
		if (!strcmp(name, privilege_name((enum privilege)bit))) {
			*out |= bit;
			return 0;
		}
	return wrong(l, "no such right:", word, e);
}

static bool parse_id(const char *word, unsigned long *id)
{
	char *end;

	errno = 0;
	*id = strtoul(word, &end, 10);
	return isdigit((unsigned char)*word) && !*end && !errno &&
	       *id < UINT32_MAX;
}

static int is_user(const struct line *l, const char *word, uid_t uid,
		   bool *is_meant, struct err *e)
{
	const struct passwd *pw;
	unsigned long id;

	if (!parse_id(word, &id)) {
		pw = getpwnam(word);
		if (!pw)
			return wrong(l, "no such user:", word, e);
		id = pw->pw_uid;
	}
	*is_meant = id == uid;
	return 0;
}

static int is_group(const struct line *l, const char *word,
		    const gid_t *groups, int ngroups, bool *is_meant,
		    struct err *e)
{
	const struct group *gr;
	unsigned long id;

	if (!parse_id(word, &id)) {
		gr = getgrnam(word);
		if (!gr)
			return wrong(l, "no such group:", word, e);
		id = gr->gr_gid;
	}
	for (int i = 0; i < ngroups; i++)
		*is_meant |= id == groups[i];
	return 0;
}

static bool is_subject(const char *word)
{
	return !strcmp(word, "uid") || !strcmp(word, "user") ||
	       !strcmp(word, "gid") || !strcmp(word, "group");
}

static int apply(const struct line *l, uid_t uid, const gid_t *groups,
		 int ngroups, unsigned *granted, struct err *e)
{
	const char *what = l->words[0];
	bool is_meant = false, is_all = !strcmp(what, "all");
	size_t first = is_all ? 1 : 2;
	unsigned rights = 0;
	int ret = 0;

	if (!strcmp(what, "clear") && l->n == 1) {
		*granted = 0;
		return 0;
	}
	if (!is_all && !is_subject(what))
		return wrong(l, "uid, gid, all or clear is wanted, not", what,
			     e);
	if (l->n <= first)
		return wrong(l, "who, or which rights, is missing after", what,
			     e);
	if (is_all)
		is_meant = true;
	else if (*what == 'u')
		ret = is_user(l, l->words[1], uid, &is_meant, e);
	else
		ret = is_group(l, l->words[1], groups, ngroups, &is_meant, e);
	for (size_t i = first; !ret && i < l->n; i++)
		ret = parse_privilege(l, l->words[i], &rights, e);
	if (!ret && is_meant)
		*granted |= rights;
	return ret;
}

static int split(struct line *l, char *text, struct err *e)
{
	char *state = NULL;

	text[strcspn(text, "#")] = '\0';
	for (char *w = strtok_r(text, " \t\r,", &state); w;
	     w = strtok_r(NULL, " \t\r,", &state)) {
		if (l->n == WORDS_MAX)
			return wrong(l, "too many words, at", w, e);
		l->words[l->n++] = w;
	}
	return 0;
}

int privilege_parse(const char *text, const char *name, uid_t uid,
		    const gid_t *groups, int ngroups, unsigned *granted,
		    struct err *e)
{
	int ret = 0, number = 0;

	while (!ret && *text) {
		struct line l = { .name = name, .number = ++number };
		size_t len = strcspn(text, "\n");
		char copy[LINE_MAX_LEN];

		if (len >= sizeof(copy))
			return wrong(&l, "the line is too long", "", e);
		memcpy(copy, text, len);
		copy[len] = '\0';
		ret = split(&l, copy, e);
		if (!ret && l.n)
			ret = apply(&l, uid, groups, ngroups, granted, e);
		text += len + (text[len] == '\n');
	}
	return ret;
}
