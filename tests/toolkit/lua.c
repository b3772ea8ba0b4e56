/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of Lua, as an interpreter would: f() calls error() twice,
 * and the collector works in between.
 */
#include <stdint.h>

#include "lua.h"

#define THREAD 0x1000
#define CHUNK "p.lua"

static void call(void)
{
	LUA_FUNCTION_ENTRY(THREAD, "f", CHUNK, 5);
	LUA_CFUNCTION_ENTRY(THREAD, "error", CHUNK, 6);
	LUA_CFUNCTION_RETURN(THREAD, "error", CHUNK, 6, 2);
	LUA_FUNCTION_RETURN(THREAD, "f", CHUNK, 5, 2);
}

static void collect(void)
{
	LUA_GC_START("full", 5000);
	LUA_GC_DONE("full", 2000, 1);
}

int main(void)
{
	LUA_FUNCTION_ENTRY(THREAD, "main chunk", CHUNK, 0);
	call();
	collect();
	call();
	LUA_FUNCTION_RETURN(THREAD, "main chunk", CHUNK, 0, 0);
	return 0;
}
