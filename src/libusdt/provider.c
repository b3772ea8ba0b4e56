/* SPDX-License-Identifier: BSD-2-Clause */
/* Providers: their probes, enabled and disabled. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libusdt/argtype.h"
#include "libusdt/live.h"
#include "libusdt/load.h"
#include "libusdt/names.h"

static int fail(struct usdt_provider *pub, const char *text)
{
	usdt_error(pub, USDT_ERROR_ARGUMENT, text);
	return -1;
}

struct usdt_provider *usdt_create_provider(const char *name,
					   const char *module)
{
	int problem = names_check(name, NAME_MAX_LEN, false);
	struct provider *p;
	char *text;

	if (!problem)
		problem = names_check(module, NAME_MAX_LEN, false);
	if (problem) {
		errno = problem;
		return NULL;
	}
	p = usdt_calloc(1, sizeof(*p) + strlen(name) + strlen(module) + 2);
	if (!p) {
		errno = ENOMEM;
		return NULL;
	}
	text = (char *)(p + 1);
	p->pub.name = strcpy(text, name);
	p->pub.module = strcpy(text + strlen(name) + 1, module);
	return &p->pub;
}

void usdt_provider_free(struct usdt_provider *pub)
{
	struct usdt_probedef *probe, *next;
	struct provider *p = provider_of(pub);

	if (!p)
		return;
	usdt_provider_unwatch(pub);
	usdt_provider_disable(pub);
	for (probe = pub->probedefs; probe; probe = next) {
		next = probe->next;
		probe->next = NULL;
		probedef_of(probe)->owner = NULL;
		usdt_probe_release(probe);
	}
	free(p->declarations);
	free(p);
}

int usdt_provider_declare(struct usdt_provider *pub, const char *declarations)
{
	struct provider *p = provider_of(pub);
	const char *problem;
	size_t old;
	char *text;

	if (!p)
		return -1;
	if (!declarations)
		return fail(pub, "no declarations");
	problem = argtype_check_declarations(declarations);
	old = p->declarations ? strlen(p->declarations) : 0;
	if (!problem && old + strlen(declarations) > DECLARATIONS_MAX_LEN)
		problem = "declarations are too long";
	if (problem) {
		usdt_error(pub, USDT_ERROR_TYPE, problem);
		return -1;
	}
	text = usdt_calloc(1, old + strlen(declarations) + 2);
	if (!text) {
		usdt_error(pub, USDT_ERROR_MALLOC);
		return -1;
	}
	if (old)
		sprintf(text, "%s\n", p->declarations);
	strcat(text, declarations);
	free(p->declarations);
	p->declarations = text;
	return 0;
}

/* ---- probes ------------------------------------------------------------- */

static struct usdt_probedef **find(struct usdt_provider *pub,
				   const struct usdt_probedef *like)
{
	struct usdt_probedef **p;

	for (p = &pub->probedefs; *p; p = &(*p)->next)
		if (!strcmp((*p)->name, like->name) &&
		    !strcmp((*p)->function, like->function))
			break;
	return p;
}

static int fail_probe(struct usdt_provider *pub,
		      const struct usdt_probedef *probe,
		      enum usdt_error_code code)
{
	usdt_error(pub, code, pub->name, pub->module, probe->function,
		   probe->name);
	return -1;
}

static int check_types(struct provider *p, struct probedef *probe)
{
	for (size_t i = 0; i < probe->pub.argc; i++) {
		const char *problem = argtype_parse(probe->pub.types[i],
						  p->declarations,
						  &probe->args[i]);
		char text[512];

		if (!problem)
			continue;
		snprintf(text, sizeof(text), "%s:%s:%s:%s: type of argument "
			 "%zu, '%.100s': %s", p->pub.name, p->pub.module,
			 probe->pub.function, probe->pub.name, i,
			 probe->pub.types[i], problem);
		usdt_error(&p->pub, USDT_ERROR_TYPE, text);
		return -1;
	}
	return 0;
}

int usdt_provider_add_probe(struct usdt_provider *pub,
			    struct usdt_probedef *probe)
{
	struct usdt_probedef **end;

	if (!pub)
		return -1;
	if (!probe)
		return fail(pub, "no probe to add");
	end = find(pub, probe);
	if (*end || probedef_of(probe)->owner)
		return fail_probe(pub, probe, USDT_ERROR_DUP_PROBE);
	if (check_types(provider_of(pub), probedef_of(probe)))
		return -1;
	pthread_mutex_lock(&usdt_lock);
	probe->next = NULL;
	probedef_of(probe)->owner = provider_of(pub);
	*end = probe;
	pthread_mutex_unlock(&usdt_lock);
	return 0;
}

int usdt_provider_remove_probe(struct usdt_provider *pub,
			       struct usdt_probedef *like)
{
	struct usdt_probedef **at;
	struct probedef *probe;
	struct image *image;

	if (!pub)
		return -1;
	if (!like)
		return fail(pub, "no probe to remove");
	if (!pub->probedefs) {
		usdt_error(pub, USDT_ERROR_NOPROBES);
		return -1;
	}
	at = find(pub, like);
	if (!*at)
		return fail_probe(pub, like, USDT_ERROR_REMOVE_PROBE);
	pthread_mutex_lock(&usdt_lock);
	probe = probedef_of(*at);
	*at = probe->pub.next;
	probe->pub.next = NULL;
	probe->owner = NULL;
	image = probe->image;
	live_unpublish(probe);
	pthread_mutex_unlock(&usdt_lock);
	if (image && !image->nprobes) {
		load_retire(provider_of(pub), image);
		load_reclaim();
	}
	return 0;
}

/* ---- enabled and disabled ----------------------------------------------- */

/* Load those that are in no image. */
static int load_new(struct provider *p)
{
	struct probedef **probes;
	size_t n = 0;
	int ret = 0;

	for (struct usdt_probedef *d = p->pub.probedefs; d; d = d->next)
		n += !probedef_of(d)->image;
	if (!n)
		return 0;
	probes = usdt_calloc(n, sizeof(struct probedef *));
	if (!probes) {
		usdt_error(&p->pub, USDT_ERROR_MALLOC);
		return -1;
	}
	n = 0;
	for (struct usdt_probedef *d = p->pub.probedefs; d; d = d->next)
		if (!probedef_of(d)->image)
			probes[n++] = probedef_of(d);
	ret = load_image(p, probes, n);
	free(probes);
	return ret;
}

int usdt_provider_enable(struct usdt_provider *pub)
{
	if (!pub)
		return -1;
	if (pub->enabled) {
		usdt_error(pub, USDT_ERROR_ALREADYENABLED);
		return 0;
	}
	if (!pub->probedefs) {
		usdt_error(pub, USDT_ERROR_NOPROBES);
		return -1;
	}
	if (load_new(provider_of(pub)))
		return -1;
	pub->enabled = 1;
	return 0;
}

int usdt_provider_update(struct usdt_provider *pub)
{
	if (!pub)
		return -1;
	if (!pub->enabled)
		return fail(pub, "the provider is not enabled");
	return load_new(provider_of(pub));
}

int usdt_provider_disable(struct usdt_provider *pub)
{
	struct provider *p = provider_of(pub);

	if (!p)
		return -1;
	if (!pub->enabled)
		return 0;
	pthread_mutex_lock(&usdt_lock);
	for (struct usdt_probedef *d = pub->probedefs; d; d = d->next)
		live_unpublish(probedef_of(d));
	pub->enabled = 0;
	pthread_mutex_unlock(&usdt_lock);
	while (pub->file)
		load_retire(p, pub->file);
	if (load_reclaim())
		return 0;
	usdt_error(pub, USDT_ERROR_UNLOADDOF, "dlclose failed");
	return -1;
}
