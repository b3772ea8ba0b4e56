/* SPDX-License-Identifier: BSD-2-Clause */
#include "libusdt/load.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "libusdt/image.h"
#include "libusdt/live.h"

pthread_mutex_t usdt_lock = PTHREAD_MUTEX_INITIALIZER;

static enum usdt_backing backing;
static struct image *waiting;	/* under usdt_lock */

void usdt_set_backing(enum usdt_backing which)
{
	__atomic_store_n(&backing, which, __ATOMIC_RELAXED);
}

static int store(struct image *image, const struct provider *provider,
		 bool in_memory, const struct bytes *bytes, char *why,
		 size_t size)
{
	int ret;

	pthread_mutex_lock(&usdt_lock);
	ret = store_put(&image->stored, provider->pub.module, in_memory,
			bytes->data, bytes->len, why, size);
	pthread_mutex_unlock(&usdt_lock);
	return ret;
}

static void forget(struct image *image)
{
	pthread_mutex_lock(&usdt_lock);
	store_drop(&image->stored);
	pthread_mutex_unlock(&usdt_lock);
}

/*
 * Where nothing may be mapped executable, dlopen(3) fails half-way, and some
 * C libraries leave what they had mapped. Nobody else maps this file.
 */
static void unmap_rest(const char *path)
{
	unsigned long start, end, inode;
	unsigned major_, minor_;
	struct stat st;
	char line[512];
	FILE *f;

	if (stat(path, &st))
		return;
	f = fopen("/proc/self/maps", "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%lx-%lx %*s %*s %x:%x %lu", &start, &end,
			   &major_, &minor_, &inode) == 5 &&
		    inode == st.st_ino &&
		    makedev(major_, minor_) == st.st_dev)
			munmap((void *)start, end - start);
	if (f)
		fclose(f);
}

static int open_stored(struct image *image, char *why, size_t size)
{
	struct link_map *map;
	const char *text;

	image->handle = dlopen(image->stored.path, RTLD_NOW | RTLD_LOCAL);
	if (image->handle && !dlinfo(image->handle, RTLD_DI_LINKMAP, &map)) {
		image->base = (char *)(uintptr_t)map->l_addr;
		return 0;
	}
	text = dlerror();
	snprintf(why, size, "%s", text ? text : "dlopen failed");
	if (image->handle)
		dlclose(image->handle);
	unmap_rest(image->stored.path);
	forget(image);
	return -1;
}

/* Store and map; a file first, unless the program chose. */
static int open_image(struct image *image, struct provider *provider,
		      const struct bytes *bytes)
{
	enum usdt_backing which = __atomic_load_n(&backing, __ATOMIC_RELAXED);
	char why[512] = "";

	for (int memory = which == USDT_BACKING_MEMORY;
	     memory <= (which != USDT_BACKING_FILE); memory++) {
		bool last = memory == (which != USDT_BACKING_FILE);

		if (store(image, provider, memory, bytes, why, sizeof(why))) {
			if (last)
				usdt_error(&provider->pub, USDT_ERROR_VALLOC,
					   why);
		} else if (!open_stored(image, why, sizeof(why))) {
			return 0;
		} else if (last) {
			usdt_error(&provider->pub, USDT_ERROR_LOADDOF, why);
		}
	}
	return -1;
}

static void publish(struct provider *provider, struct image *image,
		    struct probedef *const *probes, size_t n)
{
	pthread_mutex_lock(&usdt_lock);
	image->next = provider->pub.file;
	provider->pub.file = image;
	for (size_t i = 0; i < n; i++)
		live_publish(probes[i], image, (uintptr_t)image->base);
	pthread_mutex_unlock(&usdt_lock);
}

int load_image(struct provider *provider, struct probedef *const *probes,
	       size_t n)
{
	struct image *image = usdt_calloc(1, sizeof(*image));
	struct bytes bytes = { 0 };
	int ret = -1;

	load_reclaim();
	if (image)
		image_build(stub_native(), provider, probes, n, &bytes);
	if (!image || bytes.failed)
		usdt_error(&provider->pub, USDT_ERROR_MALLOC);
	else
		ret = open_image(image, provider, &bytes);
	bytes_release(&bytes);
	if (ret)
		free(image);
	else
		publish(provider, image, probes, n);
	return ret;
}

void load_retire(struct provider *provider, struct image *image)
{
	struct image **p;

	pthread_mutex_lock(&usdt_lock);
	for (p = (struct image **)&provider->pub.file; *p; p = &(*p)->next)
		if (*p == image) {
			*p = image->next;
			break;
		}
	image->next = waiting;
	waiting = image;
	if (image->stored.fd < 0)	/* else the path would come again */
		store_drop(&image->stored);
	pthread_mutex_unlock(&usdt_lock);
}

bool load_reclaim(void)
{
	struct image *list, *next;
	bool ok = true;

	pthread_mutex_lock(&usdt_lock);
	list = waiting && live_quiesce() ? waiting : NULL;
	if (list)
		waiting = NULL;
	pthread_mutex_unlock(&usdt_lock);
	for (; list; list = next) {
		next = list->next;
		if (dlclose(list->handle))
			ok = false;
		forget(list);
		free(list);
	}
	return ok;
}
