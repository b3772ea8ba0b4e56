/* SPDX-License-Identifier: BSD-2-Clause */
/* -x NAME[=VALUE] and #pragma D option: one table, tunable.def. */
#include "cmd/options.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum kind { FLAG, NUMBER, SIZE, RATE, FORMAT, TEXT, LIST, IGNORED };

static const struct tunable {
	const char *name;
	enum kind kind;
	size_t offset;
} table[] = {
#define TUNABLE(name, kind, member, value) \
	{ #name, kind, offsetof(struct tunables, member) },
#define ACCEPTED(name) { #name, IGNORED, 0 },
#include "cmd/tunable.def"
#undef TUNABLE
#undef ACCEPTED
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
	case '\0': break;
	}
	if (*end || *out > (INT64_C(1) << 40) >> shift)
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
		{ "hour", 3600000000000 },
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

static int parse_format(const char *name, const char *value, int64_t *json,
			struct err *e)
{
	*json = value && !strcmp(value, "json");
	if (!*json && (!value || strcmp(value, "text")))
		return invalid(name, value, "text or json is wanted", e);
	return 0;
}

static int set(struct tunables *x, const struct tunable *t, const char *value,
	       struct err *e)
{
	void *member = (char *)x + t->offset;
	char *end = NULL;
	int ret;

	switch (t->kind) {
	case FLAG:
		return parse_flag(t->name, value, member, e);
	case SIZE:
		return parse_size(t->name, value, member, e);
	case RATE:
		return parse_rate(t->name, value, member, e);
	case FORMAT:
		return parse_format(t->name, value, member, e);
	case NUMBER:
		ret = parse_number(t->name, value, member, &end, e);
		return ret || !*end ? ret : invalid(t->name, value,
						    "a number is wanted", e);
	case TEXT:
	case LIST:
		if (!value || !*value)
			return invalid(t->name, value, "a text is wanted", e);
		if (t->kind == TEXT)
			*(const char **)member = value;
		else
			*vec_push(&x->objects) = value;
		return 0;
	case IGNORED:
		return 0;
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
