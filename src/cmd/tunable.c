/* SPDX-License-Identifier: BSD-2-Clause */
/* -x NAME[=VALUE] and #pragma D option: one table, tunable.def. */
#include "cmd/options.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum kind {
	FLAG, NUMBER, SIZE, RATE, WORDS, TEXT, LIST, DEFINE, UNDEF, INCDIR, ANY,
	NEVER,
};

#define NOWHERE SIZE_MAX	/* the value is checked, and not kept */

static const struct tunable {
	const char *name;
	enum kind kind;
	size_t offset;
	int64_t least, most;	/* both 0: no bounds */
	const char *text;	/* WORDS: which; NEVER: why */
} table[] = {
#define TUNABLE(name, kind, member, value, least, most) \
	{ #name, kind, offsetof(struct tunables, member), least, most, NULL },
#define CHOICE(name, member, words) \
	{ #name, WORDS, offsetof(struct tunables, member), 0, 0, words },
#define ACCEPTED(name, kind) { #name, kind, NOWHERE, 0, 0, NULL },
#define REFUSED(name, why) { #name, NEVER, NOWHERE, 0, 0, why },
#include "cmd/tunable.def"
#undef TUNABLE
#undef CHOICE
#undef ACCEPTED
#undef REFUSED
};

static int invalid(const char *name, const char *value, const char *want,
		   struct err *e)
{
	return err_set(e, -EINVAL, "invalid value '%s' for option '%s': %s",
		       value ? value : "", name, want);
}

static int parse_flag(const char *name, const char *value, int64_t *out,
		      struct err *e)
{
	static const char *const on[] = { "1", "on", "yes", "true", "enable",
					  "set" };
	static const char *const off[] = { "0", "off", "no", "false",
					   "disable", "unset" };

	for (size_t i = 0; i < sizeof(on) / sizeof(on[0]); i++) {
		if (!value || !strcasecmp(value, on[i])) {
			*out = 1;
			return 0;
		}
		if (!strcasecmp(value, off[i])) {
			*out = 0;
			return 0;
		}
	}
	return invalid(name, value, "on or off is wanted", e);
}

static int parse_number(const char *name, const char *value, int64_t *out,
			char **end, struct err *e)
{
	errno = 0;
	*out = value ? strtoll(value, end, 0) : 0;
	if (!value || *end == value || errno || *out < 0)
		return invalid(name, value, "a number is wanted", e);
	return 0;
}

static int parse_size(const char *name, const char *value, int64_t *out,
		      struct err *e)
{
	char *end;
	int ret = parse_number(name, value, out, &end, e), shift = 0;

	if (ret)
		return ret;
	switch (tolower((unsigned char)*end)) {
	case 'k': shift = 10; end++; break;
	case 'm': shift = 20; end++; break;
	case 'g': shift = 30; end++; break;
	case 't': shift = 40; end++; break;
	}
	if (*end || *out > (INT64_C(1) << 50) >> shift)
		return invalid(name, value, "a size such as 4m is wanted", e);
	*out <<= shift;
	return 0;
}

static int parse_rate(const char *name, const char *value, int64_t *out,
		      struct err *e)
{
	static const struct { const char *unit; int64_t ns; } units[] = {
		{ "ns", 1 }, { "nsec", 1 }, { "us", 1000 }, { "usec", 1000 },
		{ "ms", 1000000 }, { "msec", 1000000 }, { "s", 1000000000 },
		{ "sec", 1000000000 }, { "m", 60000000000 },
		{ "min", 60000000000 }, { "h", 3600000000000 },
		{ "hour", 3600000000000 }, { "d", 86400000000000 },
		{ "day", 86400000000000 },
	};
	char *end;
	int64_t n;
	int ret = parse_number(name, value, &n, &end, e);

	if (ret)
		return ret;
	if (n > 0 && (!*end || !strcasecmp(end, "hz"))) {
		*out = 1000000000 / n;
		return 0;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcasecmp(end, units[i].unit))
			continue;
		if (n < 1 || n > INT64_MAX / units[i].ns)
			break;
		*out = n * units[i].ns;
		return 0;
	}
	return invalid(name, value, "a rate such as 10hz or 100ms is wanted",
		       e);
}

/* Which of the words, which stand between blanks? */
static int parse_word(const struct tunable *t, const char *value,
		      int64_t *out, struct err *e)
{
	const char *p = t->text;
	size_t len = value ? strlen(value) : 0;

	for (int64_t n = 0; len; n++) {
		size_t word = strcspn(p, " ");

		if (word == len && !strncmp(p, value, len)) {
			*out = n;
			return 0;
		}
		if (!p[word])
			break;
		p += word + 1;
	}
	return err_set(e, -EINVAL, "invalid value '%s' for option '%s': one "
		       "of these is wanted: %s", value ? value : "", t->name,
		       t->text);
}

static int check_bounds(const struct tunable *t, int64_t n, struct err *e)
{
	if ((!t->least && !t->most) || (n >= t->least && n <= t->most))
		return 0;
	return err_set(e, -EINVAL, "option %s is %lld: %lld to %lld are "
		       "possible", t->name, (long long)n, (long long)t->least,
		       (long long)t->most);
}

static int set_number(const struct tunable *t, const char *value,
		      int64_t *out, struct err *e)
{
	char *end = NULL;
	int64_t n = 0;
	int ret;

	switch (t->kind) {
	case FLAG: ret = parse_flag(t->name, value, &n, e); break;
	case SIZE: ret = parse_size(t->name, value, &n, e); break;
	case RATE: ret = parse_rate(t->name, value, &n, e); break;
	case WORDS: ret = parse_word(t, value, &n, e); break;
	default:
		ret = parse_number(t->name, value, &n, &end, e);
		if (!ret && *end)
			ret = invalid(t->name, value, "a number is wanted", e);
	}
	if (!ret)
		ret = check_bounds(t, n, e);
	if (!ret && out)
		*out = n;
	return ret;
}

static int set_text(struct tunables *x, const struct tunable *t,
		    const char *value, struct err *e)
{
	if (!value || !*value)
		return invalid(t->name, value, "a text is wanted", e);
	if (t->kind == TEXT) {
		*(const char **)((char *)x + t->offset) = value;
	} else if (t->kind == LIST) {
		*vec_push((struct texts *)((char *)x + t->offset)) = value;
	} else {
		*vec_push(&x->cpp_args) = t->kind == DEFINE ? "-D" :
			t->kind == UNDEF ? "-U" : "-I";
		*vec_push(&x->cpp_args) = value;
	}
	return 0;
}

static int set(struct tunables *x, const struct tunable *t, const char *value,
	       struct err *e)
{
	switch (t->kind) {
	case FLAG: case NUMBER: case SIZE: case RATE: case WORDS:
		return set_number(t, value, t->offset == NOWHERE ? NULL :
				  (int64_t *)((char *)x + t->offset), e);
	case TEXT: case LIST: case DEFINE: case UNDEF: case INCDIR:
		return set_text(x, t, value, e);
	case ANY:
		return 0;
	case NEVER:
		return err_set(e, -ENOTSUP, "option '%s' is not available: %s",
			       t->name, t->text);
	}
	return 0;
}

int tunables_set(struct tunables *x, const char *text, struct err *e)
{
	const char *equals = strchr(text, '=');
	size_t len = equals ? (size_t)(equals - text) : strlen(text);

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strlen(table[i].name) == len &&
		    !strncmp(table[i].name, text, len))
			return set(x, &table[i], equals ? equals + 1 : NULL,
				   e);
	return err_set(e, -EINVAL, "unknown option '%.*s': dtrace(1) lists "
		       "what -x takes", (int)len, text);
}
