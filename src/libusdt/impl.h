/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What providers and probes are inside this library. Each begins with what
 * its caller sees.
 *
 * usdt_lock guards the lists of probes, what is published, the images that
 * wait for their end, and the store. Nothing that may call back into the
 * program is called with it held, dlopen(3) neither: a constructor of another
 * library may be in this one.
 */
#ifndef LIBUSDT_IMPL_H
#define LIBUSDT_IMPL_H

#include <pthread.h>
#include <stdbool.h>

#include "libusdt/libusdt.h"
#include "libusdt/store.h"

#define NAME_MAX_LEN 63		/* of providers, modules, probes: DTrace's */
#define FUNCTION_MAX_LEN 127

/* How a probe note tells an argument. */
struct arg_type {
	uint8_t size;		/* 1, 2, 4, 8 */
	bool is_signed;
};

/* What firing looks at; see live.h for who may write it when. */
struct live {
	struct usdt_probe pub;
	const volatile uint16_t *semaphore;	/* never NULL */
	void (*stub)(void **argv);		/* NULL: not to be called */
	size_t argc;
};

struct probedef {
	struct usdt_probedef pub;
	struct live live;
	struct arg_type args[USDT_ARG_MAX];
	struct provider *owner;	/* or NULL */
	struct image *image;	/* or NULL: not enabled */
	bool was_traced;	/* at the last poll */
	const char *locations;	/* NULL: words at argv */
	const uint8_t *code;	/* NULL: our stub */
	size_t code_len, nop_offset;
	size_t stub_at, test_at, semaphore_at;	/* in the image */
};

struct watch {
	pthread_t thread;
	bool running, stop;
	unsigned milliseconds;
	usdt_notify_fn *notify;
	void *data;
};

struct provider {
	struct usdt_provider pub;
	char error[1024];
	char *declarations;	/* or NULL */
	struct watch watch;
};

/* A loaded image with the probes of one enable or update. */
struct image {
	struct image *next;	/* of its provider, or of those that wait */
	void *handle;		/* of dlopen(3) */
	char *base;
	size_t nprobes;		/* that still point here */
	struct stored stored;
};

extern pthread_mutex_t usdt_lock;

/* calloc(3); tests put one that fails here. */
extern void *(*usdt_calloc)(size_t n, size_t size);

static inline struct provider *provider_of(struct usdt_provider *pub)
{
	return (struct provider *)pub;
}

static inline struct probedef *probedef_of(struct usdt_probedef *pub)
{
	return (struct probedef *)pub;
}

#endif
