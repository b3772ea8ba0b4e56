/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program's memory. Breakpoints are written through /proc/PID/mem: it may
 * write where the program may not, and the kernel gives the process a page of
 * its own then. The process may run meanwhile.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tracer/impl.h"

int memory_open(pid_t pid)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	fd = open(path, O_RDWR | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int memory_read(int fd, uint64_t address, void *to, size_t n)
{
	ssize_t done = pread(fd, to, n, (off_t)address);

	if (done == (ssize_t)n)
		return 0;
	return done < 0 ? -errno : -EFAULT;
}

int memory_write(int fd, uint64_t address, const void *from, size_t n)
{
	ssize_t done = pwrite(fd, from, n, (off_t)address);

	if (done == (ssize_t)n)
		return 0;
	return done < 0 ? -errno : -EFAULT;
}

/*
 * What the program itself may read: page by page, as one that is missing must
 * not hide those before it.
 */
size_t tracer_read(pid_t pid, uint64_t address, void *to, size_t n)
{
	const uint64_t page = 4096;
	size_t done = 0;

	while (done < n) {
		uint64_t at = address + done;
		struct iovec local = { (char *)to + done, n - done };
		struct iovec remote[8];
		size_t count = 0;
		ssize_t got;

		for (uint64_t left = n - done; left && count < 8; count++) {
			uint64_t room = page - at % page;

			if (room > left)
				room = left;
			remote[count] = (struct iovec){
				(void *)(uintptr_t)at, room,
			};
			at += room;
			left -= room;
		}
		got = process_vm_readv(pid, &local, 1, remote, count, 0);
		if (got <= 0)
			break;
		done += (size_t)got;
		if (done < n && address + done != at)
			break;
	}
	return done;
}
