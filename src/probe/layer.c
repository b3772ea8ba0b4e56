/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of overlays. One that was not changed is its layer's file under another
 * device and often another number; the kernel attaches to the layer's, from
 * whichever name. Who attaches through both counts each firing twice.
 *
 * Nothing tells what lies below directly. But an overlay shows the number,
 * times and size of the layer's file, and both share their memory: a page that
 * two files have in common is proof, where we may see which pages those are.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>

#include "probe/impl.h"

static int64_t ns(struct statx_timestamp t)
{
	return t.tv_sec * 1000000000 + t.tv_nsec;
}

void layer_look(int fd, struct file_layer *out)
{
	struct statfs fs;
	struct statx st;

	memset(out, 0, sizeof(*out));
	if (fstatfs(fd, &fs) ||
	    statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &st))
		return;
	*out = (struct file_layer){
		.is_overlay = fs.f_type == OVERLAYFS_SUPER_MAGIC,
		/* above that overlays may note the layer */
		.number = (uint32_t)st.stx_ino,
		.size = st.stx_size, .changed = ns(st.stx_ctime),
		.written = ns(st.stx_mtime), .made = ns(st.stx_btime),
	};
}

static bool looks_alike(const struct file_layer *a, const struct file_layer *b)
{
	return (a->is_overlay || b->is_overlay) && a->size &&
	       a->number == b->number && a->size == b->size &&
	       a->changed == b->changed && a->written == b->written &&
	       a->made == b->made;
}

#define PAGE_NUMBER ((UINT64_C(1) << 55) - 1)

/* The physical page at the address, 0: we may not know. */
static uint64_t page_at(const volatile char *address)
{
	uint64_t entry = 0, page = (uint64_t)sysconf(_SC_PAGESIZE);
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);

	(void)*address;		/* it is in memory now */
	if (fd < 0)
		return 0;
	if (pread(fd, &entry, sizeof(entry),
		  (off_t)((uintptr_t)address / page * sizeof(entry))) !=
	    sizeof(entry))
		entry = 0;
	close(fd);
	return entry & PAGE_NUMBER;
}

static uint64_t first_page(int fd)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *p = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, 0);
	uint64_t number;

	if (p == MAP_FAILED)
		return 0;
	number = page_at(p);
	munmap(p, page);
	return number;
}

bool layer_is_same(const struct file_layer *a, int fd,
		   const struct file_layer *b, const char *path)
{
	uint64_t mine, other;
	int fd2;

	if (!looks_alike(a, b))
		return false;
	fd2 = open(path, O_RDONLY | O_CLOEXEC);
	if (fd2 < 0)
		return false;
	mine = first_page(fd);
	other = first_page(fd2);
	close(fd2);
	return !mine || !other || mine == other;
}
