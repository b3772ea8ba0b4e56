/* SPDX-License-Identifier: BSD-2-Clause */
/* libusdt for Provider.pm: pointers go as integers, errors as exceptions. */
#define PERL_NO_GET_CONTEXT
#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"

#include <string.h>
#include <usdt.h>

typedef usdt_provider_t *provider_ptr;
typedef usdt_probedef_t *probe_ptr;

static void check(pTHX_ usdt_provider_t *provider, int result)
{
	if (result)
		croak("%s", usdt_errstr(provider));
}

static void *word(pTHX_ const char *type, SV *value, int number)
{
	void *w = NULL;
	double d;
	float f;

	if (!strcmp(type, "char *")) {
		if (!SvOK(value))
			return NULL;
		if (SvROK(value) && !SvAMAGIC(value))
			croak("argument %d: a string is needed", number);
		return SvPVutf8_nolen(value);
	}
	if (!looks_like_number(value))
		croak("argument %d: a number is needed", number);
	if (!strcmp(type, "double")) {
		d = SvNV(value);
		memcpy(&w, &d, sizeof(d));
	} else if (!strcmp(type, "float")) {
		f = (float)SvNV(value);
		memcpy(&w, &f, sizeof(f));
	} else {
		w = SvIOK(value) && SvIsUV(value) ? INT2PTR(void *, SvUV(value)) :
			INT2PTR(void *, SvIV(value));
	}
	return w;
}

MODULE = Devel::DTrace::Provider	PACKAGE = Devel::DTrace::Provider::Core

PROTOTYPES: DISABLE

IV
create_provider(const char *name, const char *module)
CODE:
	RETVAL = PTR2IV(usdt_create_provider(name, module));
	if (!RETVAL)
		croak("provider %s: %s", name, strerror(errno));
OUTPUT:
	RETVAL

IV
create_probe(IV provider, const char *function, const char *name, ...)
PREINIT:
	const char *types[USDT_ARG_MAX];
	usdt_probedef_t *def;
	int i, n;
CODE:
	n = items - 3;
	if (n > USDT_ARG_MAX)
		croak("at most %d arguments are possible", USDT_ARG_MAX);
	for (i = 0; i < n; i++)
		types[i] = SvPV_nolen(ST(i + 3));
	def = usdt_create_probe(function, name, (size_t)n, types);
	if (!def)
		croak("probe %s:%s: %s", function, name, strerror(errno));
	if (usdt_provider_add_probe(INT2PTR(provider_ptr, provider), def)) {
		usdt_probe_release(def);
		usdt_probe_release(def);
		check(aTHX_ INT2PTR(provider_ptr, provider), -1);
	}
	RETVAL = PTR2IV(def);
OUTPUT:
	RETVAL

void
remove_probe(IV provider, IV probe)
CODE:
	check(aTHX_ INT2PTR(provider_ptr, provider),
	      usdt_provider_remove_probe(INT2PTR(provider_ptr, provider),
					 INT2PTR(probe_ptr, probe)));
	usdt_probe_release(INT2PTR(probe_ptr, probe));	/* the provider's */

void
declare(IV provider, const char *text)
CODE:
	check(aTHX_ INT2PTR(provider_ptr, provider),
	      usdt_provider_declare(INT2PTR(provider_ptr, provider), text));

void
enable(IV provider)
CODE:
	check(aTHX_ INT2PTR(provider_ptr, provider),
	      usdt_provider_enable(INT2PTR(provider_ptr, provider)));

void
update(IV provider)
CODE:
	check(aTHX_ INT2PTR(provider_ptr, provider),
	      usdt_provider_update(INT2PTR(provider_ptr, provider)));

void
disable(IV provider)
CODE:
	check(aTHX_ INT2PTR(provider_ptr, provider),
	      usdt_provider_disable(INT2PTR(provider_ptr, provider)));

void
free_provider(IV provider)
CODE:
	usdt_provider_free(INT2PTR(provider_ptr, provider));

void
release(IV probe)
CODE:
	usdt_probe_release(INT2PTR(probe_ptr, probe));

bool
is_enabled(IV probe)
CODE:
	RETVAL = usdt_is_enabled((INT2PTR(probe_ptr, probe))->probe) != 0;
OUTPUT:
	RETVAL

void
fire(IV probe, ...)
PREINIT:
	usdt_probedef_t *def;
	void *words[USDT_ARG_MAX];
	int i, n;
CODE:
	def = INT2PTR(probe_ptr, probe);
	n = items - 1;
	if (n != (int)def->argc)
		croak("%s takes %d arguments, not %d", def->name,
		      (int)def->argc, n);
	for (i = 0; i < n; i++)
		words[i] = word(aTHX_ def->types[i], ST(i + 1), i);
	usdt_fire_probe(def->probe, (size_t)n, words);
