/* SPDX-License-Identifier: BSD-2-Clause */
/* Telling a program that a probe became traced: virtual machines recompile. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "libusdt/impl.h"

static bool is_traced(const struct probedef *p)
{
	return *p->live.semaphore != 0;
}

/*
 * The next probe that changed, with a reference; NULL: none. Nothing is
 * unloaded while the lock is held, so the semaphores may be read.
 */
static struct usdt_probedef *next_change(struct usdt_provider *pub,
					 bool *traced)
{
	struct usdt_probedef *d;

	pthread_mutex_lock(&usdt_lock);
	for (d = pub->probedefs; d; d = d->next) {
		*traced = is_traced(probedef_of(d));
		if (*traced != probedef_of(d)->was_traced)
			break;
	}
	if (d) {
		probedef_of(d)->was_traced = *traced;
		__atomic_add_fetch(&d->refcnt, 1, __ATOMIC_RELAXED);
	}
	pthread_mutex_unlock(&usdt_lock);
	return d;
}

int usdt_provider_poll(struct usdt_provider *pub, usdt_notify_fn *notify,
		       void *data)
{
	struct usdt_probedef *d;
	bool traced;
	int n = 0;

	if (!pub)
		return 0;
	for (; (d = next_change(pub, &traced)); n++) {
		if (notify)
			notify(d, traced, data);
		usdt_probe_release(d);
	}
	return n;
}

static void *watch(void *data)
{
	struct usdt_provider *pub = data;
	struct watch *w = &provider_of(pub)->watch;
	const struct timespec pause = {
		.tv_sec = w->milliseconds / 1000,
		.tv_nsec = w->milliseconds % 1000 * 1000000L,
	};

	while (!__atomic_load_n(&w->stop, __ATOMIC_ACQUIRE)) {
		usdt_provider_poll(pub, w->notify, w->data);
		nanosleep(&pause, NULL);
	}
	return NULL;
}

int usdt_provider_watch(struct usdt_provider *pub, unsigned milliseconds,
			usdt_notify_fn *notify, void *data)
{
	struct watch *w;
	int problem;

	if (!pub)
		return -1;
	w = &provider_of(pub)->watch;
	if (w->running || !notify || !milliseconds) {
		usdt_error(pub, USDT_ERROR_ARGUMENT, w->running ?
			   "the provider is watched already" :
			   "nobody to notify, or no time between");
		return -1;
	}
	*w = (struct watch){
		.milliseconds = milliseconds, .notify = notify, .data = data,
	};
	problem = pthread_create(&w->thread, NULL, watch, pub);
	if (problem) {
		usdt_error(pub, USDT_ERROR_ARGUMENT, strerror(problem));
		return -1;
	}
	w->running = true;
	return 0;
}

void usdt_provider_unwatch(struct usdt_provider *pub)
{
	struct watch *w;

	if (!pub || !provider_of(pub)->watch.running)
		return;
	w = &provider_of(pub)->watch;
	__atomic_store_n(&w->stop, true, __ATOMIC_RELEASE);
	pthread_join(w->thread, NULL);
	w->running = false;
}
