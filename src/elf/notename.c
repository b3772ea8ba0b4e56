/* SPDX-License-Identifier: BSD-2-Clause */
#include "elf/notename.h"

#include <stdbool.h>
#include <string.h>

static const char prefix[] = "_x_";

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_identifier(const char *s)
{
	if (!*s || is_digit(*s) || !strncmp(s, prefix, sizeof(prefix) - 1))
		return false;
	while (is_alnum(*s) || *s == '_')
		s++;
	return !*s;
}

const char *note_name(const char *name, char out[NOTE_NAME_MAX])
{
	static const char hex[] = "0123456789abcdef";
	size_t n = 0;

	out[0] = '\0';
	if (strlen(name) > (NOTE_NAME_MAX - sizeof(prefix)) / 3)
		return out;
	if (is_identifier(name))
		return strcpy(out, name);
	memcpy(out, prefix, sizeof(prefix) - 1);
	for (n = sizeof(prefix) - 1; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (is_alnum(*name)) {
			out[n++] = *name;
			continue;
		}
		out[n++] = '_';
		out[n++] = hex[c >> 4];
		out[n++] = hex[c & 15];
	}
	out[n] = '\0';
	return out;
}
