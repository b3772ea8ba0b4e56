/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of PgBouncer: one server, two clients; the second waits
 * half a second, a third in vain.
 */
#include <stdint.h>
#include <string.h>

#include "pgb.h"

#define SERVER 0x5000
#define POOL "shop", "ada"

static void use(uintptr_t client, int64_t waited, int64_t usecs)
{
	char *text = "select 1";

	PGBOUNCER_QUERY_START(client, POOL, 'Q', text, strlen(text));
	if (waited) {
		PGBOUNCER_WAIT_START(client, POOL, 1);
		PGBOUNCER_WAIT_DONE(client, POOL, waited, 1);
	}
	PGBOUNCER_SERVER_ASSIGN(client, SERVER, POOL);
	PGBOUNCER_QUERY_DONE(client, SERVER, POOL, waited + usecs);
	PGBOUNCER_SERVER_RELEASE(client, SERVER, POOL);
}

int main(void)
{
	PGBOUNCER_SERVER_LOGIN(SERVER, POOL, 3000);
	use(0x1000, 0, 2000);
	use(0x2000, 500000, 4000);
	PGBOUNCER_WAIT_START(0x3000, POOL, 2);
	PGBOUNCER_WAIT_DONE(0x3000, POOL, 900000, 0);
	PGBOUNCER_CLIENT_DISCONNECT(0x3000, POOL, "query_wait_timeout", 900000);
	PGBOUNCER_SERVER_DISCONNECT(SERVER, POOL, "server lifetime over", 10);
	return 0;
}
