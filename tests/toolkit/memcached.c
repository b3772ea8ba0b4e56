/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires those probes of memcached that the toolkit uses, as a server would.
 */
#include <string.h>
#include <time.h>

#include "memcached.h"

#define TEXT(text) (char *)(text), (int)strlen(text)

static void get(char *key, int size)
{
	MEMCACHED_PROCESS_COMMAND_START(20, "get key", 9);
	MEMCACHED_COMMAND_GET(20, TEXT(key), size, 0);
	MEMCACHED_PROCESS_COMMAND_END(20, "END", 5);
}

/* a set whose data comes 20 ms late */
static void late(void)
{
	struct timespec ms20 = { 0, 20000000 };

	MEMCACHED_PROCESS_COMMAND_START(21, "set late 0 0 4", 16);
	nanosleep(&ms20, NULL);
	MEMCACHED_COMMAND_SET(21, TEXT("late"), 6, 1);
	MEMCACHED_PROCESS_COMMAND_END(21, "STORED", 8);
}

static void changes(void)
{
	MEMCACHED_COMMAND_ADD(20, TEXT("a"), 3, 2);
	MEMCACHED_COMMAND_REPLACE(20, TEXT("a"), 3, 3);
	MEMCACHED_COMMAND_APPEND(20, TEXT("a"), 3, 4);
	MEMCACHED_COMMAND_PREPEND(20, TEXT("a"), 3, 5);
	MEMCACHED_COMMAND_CAS(20, TEXT("b"), -1, 6);
	MEMCACHED_COMMAND_TOUCH(20, TEXT("a"), 3, 7);
	MEMCACHED_COMMAND_INCR(20, TEXT("n"), 8);
	MEMCACHED_COMMAND_DECR(20, TEXT("n"), 7);
	MEMCACHED_COMMAND_DELETE(20, TEXT("gone"));
}

static void items(void)
{
	MEMCACHED_ITEM_EVICT(TEXT("old"), 1000, 5, 10, 1);
	MEMCACHED_ITEM_EVICT(TEXT("older"), 1000, 5, 30, 0);
	MEMCACHED_ITEM_EXPIRE(TEXT("late"), 10, 1, 60, "get");
	MEMCACHED_ITEM_ALLOC_FAILED(TEXT("big"), 2000000, 0);
}

static void connections(void)
{
	MEMCACHED_CONN_DISPATCH(20, 1);
	MEMCACHED_CONN_REJECT(39, 40);
	MEMCACHED_CONN_TIMEOUT(20, 5);
	MEMCACHED_CONN_RELEASE(20);
}

int main(void)
{
	get("hot", 3);
	get("hot", 3);
	get("cold", -1);
	late();
	changes();
	items();
	connections();
	return 0;
}
