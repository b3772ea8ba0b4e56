/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/cpus.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/vec.h"

#define CPUS_MAX 65536

/* The kernel's list of CPUs: "0-3,8,10-11". */
int cpus_online(unsigned **out, struct err *e)
{
	static const char path[] = "/sys/devices/system/cpu/online";
	VEC(unsigned) cpus = { 0 };
	struct buf text = BUF_INIT;
	int ret = file_read(path, 1 << 20, &text, e);
	const char *p = buf_str(&text);

	while (!ret && *p >= '0' && *p <= '9') {
		char *end;
		unsigned long from = strtoul(p, &end, 10), to = from;

		if (*end == '-')
			to = strtoul(end + 1, &end, 10);
		for (; from <= to && from < CPUS_MAX; from++)
			*vec_push(&cpus) = (unsigned)from;
		p = *end == ',' ? end + 1 : end;
	}
	buf_release(&text);
	if (!ret && !cpus.len)
		ret = err_set(e, -EINVAL, "'%s' names no CPU", path);
	*out = cpus.items;
	return ret ? ret : (int)cpus.len;
}
