/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of Redis, as a server would: reads, a slow script, an
 * eviction, an error, a fork, an fsync.
 */
#include <stdint.h>
#include <string.h>

#include "redis.h"

#define TEXT(text) (char *)(text), strlen(text)

static void get(uint64_t client, char *key, int there)
{
	REDIS_COMMAND_START(client, "get", 0, 2);
	if (there)
		REDIS_KEY_HIT(0, TEXT(key));
	else
		REDIS_KEY_MISS(0, TEXT(key));
	REDIS_COMMAND_DONE(client, "get", there ? 2 : 4, 0);
}

static void eval(uint64_t client)
{
	REDIS_COMMAND_START(client, "eval", 3, 2);
	REDIS_SCRIPT_START(client, "a6b6", 3);
	get(1, "user:1", 1);
	REDIS_SCRIPT_DONE(client, "a6b6", 20000);
	REDIS_COMMAND_DONE(client, "eval", 20001, 0);
	REDIS_COMMAND_SLOW(client, "eval", 20001, "127.0.0.1:5");
}

static void refused(uint64_t client)
{
	REDIS_COMMAND_START(client, "lpush", 0, 3);
	REDIS_ERROR_REPLY(client, "lpush", TEXT("-WRONGTYPE"));
	REDIS_COMMAND_DONE(client, "lpush", 1, 1);
}

static void evict(void)
{
	REDIS_KEY_EVICT(0, TEXT("page:1"), 4000);
	REDIS_KEY_EVICT(0, TEXT("page:2"), 5000);
	REDIS_COMMAND_START(7, "set", 0, 3);
	REDIS_COMMAND_DONE(7, "set", 3, 0);
	REDIS_KEY_EXPIRE(0, TEXT("session:1"));
	REDIS_KEY_EXPIRE(0, TEXT("id"));
}

static void persist(void)
{
	REDIS_RDB_SAVE_START(900, "dump.rdb", 15000);
	REDIS_RDB_SAVE_DONE(900, 1);
	REDIS_AOF_REWRITE_START(901, 500);
	REDIS_AOF_REWRITE_DONE(901, 1, 1000);
	REDIS_AOF_FSYNC(12000, 0);
	REDIS_AOF_FSYNC(300, 1);
}

static void others(void)
{
	REDIS_CLIENT_CONNECT(7, "127.0.0.1:5", 9);
	REDIS_CLIENT_BLOCK(7, "blpop");
	REDIS_CLIENT_UNBLOCK(7, "blpop", 1);
	REDIS_REPLICA_SYNC(8, "127.0.0.1:6", 1, 0, 0);
	REDIS_CLIENT_DISCONNECT(7, "127.0.0.1:5", "");
}

int main(void)
{
	get(7, "user:1", 1);
	get(7, "user:2", 0);
	eval(8);
	refused(9);
	evict();
	persist();
	others();
	return 0;
}
