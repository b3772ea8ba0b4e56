/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "libusdt/impl.h"

/* How many texts each takes, all of them strings. */
static const struct {
	const char *format;
	int n;
} errors[] = {
	[USDT_ERROR_MALLOC] = { "no memory", 0 },
	[USDT_ERROR_VALLOC] = { "no place for the image: %s", 1 },
	[USDT_ERROR_NOPROBES] = { "the provider has no probes", 0 },
	[USDT_ERROR_LOADDOF] = { "cannot load the image: %s", 1 },
	[USDT_ERROR_ALREADYENABLED] = { "the provider is enabled already", 0 },
	[USDT_ERROR_UNLOADDOF] = { "cannot unload the image: %s", 1 },
	[USDT_ERROR_DUP_PROBE] = { "%s:%s:%s:%s exists already", 4 },
	[USDT_ERROR_REMOVE_PROBE] = { "%s:%s:%s:%s is not there to be removed",
				      4 },
	[USDT_ERROR_TYPE] = { "%s", 1 },
	[USDT_ERROR_ARGUMENT] = { "%s", 1 },
};

#define NERRORS (sizeof(errors) / sizeof(errors[0]))

void usdt_error(struct usdt_provider *pub, enum usdt_error_code code, ...)
{
	const char *s[4] = { "", "", "", "" };
	struct provider *p = provider_of(pub);
	va_list ap;

	if (!p || (unsigned)code >= NERRORS)
		return;
	va_start(ap, code);
	for (int i = 0; i < errors[code].n; i++)
		s[i] = va_arg(ap, const char *);
	va_end(ap);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(p->error, sizeof(p->error), errors[code].format, s[0], s[1],
		 s[2], s[3]);
#pragma GCC diagnostic pop
	p->pub.error = p->error;
}

char *usdt_errstr(struct usdt_provider *pub)
{
	static char no_provider[] = "no provider";

	return pub ? provider_of(pub)->error : no_provider;
}
