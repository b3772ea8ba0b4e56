/* SPDX-License-Identifier: BSD-2-Clause */
/* Probes: made, counted, freed. Each is one piece of memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libusdt/live.h"
#include "libusdt/names.h"
#include "libusdt/stub.h"

void *(*usdt_calloc)(size_t n, size_t size) = calloc;

#define CODE_MAX ((size_t)1 << 20)
#define LOCATIONS_MAX 4096

/* What a new probe is made of. */
struct recipe {
	const char *function, *name, *locations;
	size_t argc;
	const char **types;
	const void *code;
	size_t code_len, nop_offset;
};

static int check(const struct recipe *r)
{
	int ret = names_check(r->name, NAME_MAX_LEN, false);

	if (!ret)
		ret = names_check(r->function, FUNCTION_MAX_LEN, true);
	if (!ret && r->argc > USDT_ARG_MAX)
		ret = E2BIG;
	if (!ret && r->argc && !r->types)
		ret = EINVAL;
	for (size_t i = 0; !ret && i < r->argc; i++)
		if (!r->types[i])
			ret = EINVAL;
	return ret;
}

static size_t text_size(const struct recipe *r)
{
	size_t n = strlen(r->name) + strlen(r->function) + 2 + r->code_len;

	for (size_t i = 0; i < r->argc; i++)
		n += strlen(r->types[i]) + 1;
	if (r->locations)
		n += strlen(r->locations) + 1;
	return n;
}

static char *copy(char **to, const char *s)
{
	char *at = *to;
	size_t n = strlen(s) + 1;

	memcpy(at, s, n);
	*to += n;
	return at;
}

static struct usdt_probedef *make(const struct recipe *r)
{
	int problem = check(r);
	struct probedef *p;
	char *to;

	if (problem) {
		errno = problem;
		return NULL;
	}
	p = usdt_calloc(1, sizeof(*p) + text_size(r));
	if (!p) {
		errno = ENOMEM;
		return NULL;
	}
	to = (char *)(p + 1);
	p->pub.name = copy(&to, r->name);
	p->pub.function = copy(&to, r->function);
	p->pub.argc = r->argc;
	for (size_t i = 0; i < r->argc; i++)
		p->pub.types[i] = copy(&to, r->types[i]);
	if (r->locations)
		p->locations = copy(&to, r->locations);
	if (r->code_len) {
		p->code = memcpy(to, r->code, r->code_len);
		p->code_len = r->code_len;
		p->nop_offset = r->nop_offset;
	}
	p->pub.refcnt = 2;
	live_unpublish(p);
	return &p->pub;
}

struct usdt_probedef *usdt_create_probe(const char *function, const char *name,
					size_t argc, const char **types)
{
	const struct recipe r = {
		.function = function, .name = name, .argc = argc,
		.types = types,
	};

	return make(&r);
}

struct usdt_probedef *usdt_create_code_probe(const char *function,
					     const char *name, size_t argc,
					     const char **types,
					     const char *locations,
					     const void *code, size_t code_len,
					     size_t nop_offset)
{
	const struct stub_arch *arch = stub_native();
	const struct recipe r = {
		.function = function, .name = name, .argc = argc,
		.types = types, .locations = locations, .code = code,
		.code_len = code_len, .nop_offset = nop_offset,
	};

	errno = EINVAL;
	if (!locations || strlen(locations) > LOCATIONS_MAX ||
	    names_count_locations(locations) != argc || !code != !code_len ||
	    code_len > CODE_MAX)
		return NULL;
	if (code_len && (nop_offset > code_len ||
			 code_len - nop_offset < arch->nop_len ||
			 memcmp((const char *)code + nop_offset, arch->nop,
				arch->nop_len)))
		return NULL;
	return make(&r);
}

void usdt_probe_release(struct usdt_probedef *pub)
{
	if (pub && !__atomic_sub_fetch(&pub->refcnt, 1, __ATOMIC_ACQ_REL))
		free(probedef_of(pub));
}
