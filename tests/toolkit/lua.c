/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of Lua, as an interpreter would: f() calls error() twice,
 * the collector works in between, and frees a coroutine that is in g().
 */
#include <stdint.h>
#include <time.h>

#include "lua.h"

#define THREAD 0x1000
#define COROUTINE 0x2000
#define CHUNK "p.lua"

static void wait_ms(int ms)
{
	struct timespec left = { .tv_nsec = ms * 1000000L };

	while (nanosleep(&left, &left))
		;
}

static void call(void)
{
	LUA_FUNCTION_ENTRY(THREAD, "f", CHUNK, 5);
	wait_ms(10);
	LUA_CFUNCTION_ENTRY(THREAD, "error", CHUNK, 6);
	wait_ms(20);
	LUA_CFUNCTION_RETURN(THREAD, "error", CHUNK, 6, 2);
	LUA_FUNCTION_RETURN(THREAD, "f", CHUNK, 5, 2);
}

static void collect(void)
{
	LUA_GC_START("full", 5000);
	LUA_GC_DONE("full", 2000, 1);
}

/* another coroutine has the place of the one before */
static void coroutines(void)
{
	for (int i = 0; i < 2; i++) {
		LUA_COROUTINE_CREATE(COROUTINE, THREAD);
		LUA_FUNCTION_ENTRY(COROUTINE, "g", CHUNK, 9);
	}
	LUA_FUNCTION_RETURN(COROUTINE, "g", CHUNK, 9, 0);
}

int main(void)
{
	LUA_FUNCTION_ENTRY(THREAD, "main chunk", CHUNK, 0);
	call();
	coroutines();
	collect();
	call();
	LUA_FUNCTION_RETURN(THREAD, "main chunk", CHUNK, 0, 0);
	return 0;
}
