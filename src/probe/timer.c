/* SPDX-License-Identifier: BSD-2-Clause */
#include "probe/timer.h"

#include <string.h>

#define NS_PER_S 1000000000ull

static const struct {
	const char *name;
	uint64_t ns;		/* 0: so many a second */
} units[] = {
	{ "", 0 }, { "hz", 0 },
	{ "ns", 1 }, { "nsec", 1 },
	{ "us", 1000 }, { "usec", 1000 },
	{ "ms", 1000000 }, { "msec", 1000000 },
	{ "s", NS_PER_S }, { "sec", NS_PER_S },
	{ "m", 60 * NS_PER_S }, { "min", 60 * NS_PER_S },
	{ "h", 3600 * NS_PER_S }, { "hour", 3600 * NS_PER_S },
	{ "d", 86400 * NS_PER_S }, { "day", 86400 * NS_PER_S },
};

static const char *skip_prefix(const char *name, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(name, prefix, len) ? NULL : name + len;
}

/* Of n units; 0: out of range or no such unit. */
static enum timer_error to_interval(uint64_t n, const char *unit,
				    uint64_t *interval_ns)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strcmp(unit, units[i].name))
			continue;
		if (!units[i].ns) {
			*interval_ns = n ? NS_PER_S / n : 0;
			if (!n)
				return TIMER_TOO_LONG;
		} else if (n > INT64_MAX / units[i].ns) {
			return TIMER_TOO_LONG;
		} else {
			*interval_ns = n * units[i].ns;
		}
		return *interval_ns < TIMER_MIN_NS ? TIMER_TOO_SHORT :
						     TIMER_OK;
	}
	return TIMER_NONE;
}

enum timer_error timer_parse(const char *name, enum probe_kind *kind,
			     uint64_t *interval_ns)
{
	const char *p = skip_prefix(name, "tick-");
	const char *digits;
	uint64_t n = 0;

	*kind = p ? PROBE_TICK : PROBE_PROFILE;
	if (!p)
		p = skip_prefix(name, "profile-");
	if (!p)
		return TIMER_NONE;
	for (digits = p; *p >= '0' && *p <= '9'; p++) {
		if (n > UINT64_MAX / 10 - 9)
			return TIMER_TOO_LONG;
		n = n * 10 + (uint64_t)(*p - '0');
	}
	return p == digits ? TIMER_NONE : to_interval(n, p, interval_ns);
}
