/* SPDX-License-Identifier: BSD-2-Clause */
/* A program with every probe of demo.d; C99 to C23 and C++11 to C++23. */
#include <stdint.h>
#ifndef __cplusplus
#include <stdbool.h>
#endif

#include "demo.h"
#include "demo.h"

#ifdef __cplusplus
#define NOTHING nullptr
#else
#define NOTHING ((void *)0)
#endif

extern void in_other_object(int n);

static int calls;

static int once(void)
{
	return ++calls;
}

#ifdef __cplusplus
template <class T> inline T instance(T x)
{
	DEMO_REQUEST_DONE(1, x, "template", "host");
	return x;
}
#define INSTANCES (instance<short>(3) + instance<int>(4))
#else
/* in C99 a static function here would draw a warning */
inline int external(int x)
{
	DEMO_REQUEST_DONE(1, x, "inline", "host");
	return x;
}
int external(int x);
#define INSTANCES (external(3) + external(4))
#endif

static void __attribute__((noinline)) many(int c, char **v)
{
	DEMO_MANY(c, 1, v[0], 'c', 4, 5, 6, 7, 'd', 9, 10.5, v[0], 12, 13u,
		  NOTHING, 15, 16, 17, 18, c, 20, 21, 22, 23, 24, 25, 26, 27,
		  28, 29, 30, -31);
}

int main(int c, char **v)
{
	char *uri = v[0];
	const char *host = "host";

	DEMO_START();
	if (c > 5)
		DEMO_START();
	else
		DEMO_REQUEST_DONE(42, 200, uri, host);
	DEMO_TYPES('a', 250, -3, 65535, -5, 4000000000u, -7L, 8UL);
	DEMO_FLOATS(1.5, 2.5f);
	DEMO_PTRS(NOTHING, NOTHING, NOTHING, v, v, 3u);
	many(c, v);
	if (DEMO_XLATE_ENABLED())
		DEMO_XLATE(NOTHING, 7);
	if (DEMO_NEVER_FIRED_ENABLED())
		return 2;
	DEMO_FLAG(true, "s", 1, 2, 3, 5u);
	DEMO_REQUEST_DONE(0, once(), uri, host);
	in_other_object(c);
	return calls == 1 && INSTANCES == 7 ? 0 : 1;
}
