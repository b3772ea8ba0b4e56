/* SPDX-License-Identifier: BSD-2-Clause */
#include "libusdt/names.h"

#include <errno.h>
#include <string.h>

int names_check(const char *s, size_t max, bool is_function)
{
	size_t n = 0;

	if (!s || !*s)
		return EINVAL;
	for (; s[n]; n++) {
		unsigned char c = (unsigned char)s[n];

		if (n == max)
			return ENAMETOOLONG;
		if (c < ' ' || c == 0x7f)
			return EINVAL;
		if (!is_function && strchr(" :,;{}*?[]\\\"", c))
			return EINVAL;
	}
	return 0;
}

/* SIZE@: 1, 2, 4 or 8, maybe negative, maybe with 'f'. */
static const char *skip_size(const char *s)
{
	s += *s == '-';
	if (!*s || !strchr("1248", *s))
		return NULL;
	s++;
	s += *s == 'f';
	return *s == '@' && s[1] && s[1] != ' ' ? s + 1 : NULL;
}

size_t names_count_locations(const char *s)
{
	size_t n = 0;

	while (*(s += strspn(s, " "))) {
		int depth = 0;

		s = skip_size(s);
		if (!s)
			return (size_t)-1;
		for (; *s && (*s != ' ' || depth); s++) {
			if (*s < ' ' || *s > '~')
				return (size_t)-1;
			depth += (*s == '[') - (*s == ']');
		}
		if (depth)
			return (size_t)-1;
		n++;
	}
	return n;
}
