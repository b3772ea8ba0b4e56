/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of HAProxy: one request that must wait for its server, one
 * whose first server is gone, one that is denied, and a failed handshake.
 */
#include <stdint.h>
#include <string.h>

#include "haproxy.h"

#define GET(stream, uri) \
	HAPROXY_REQUEST_START(stream, "web", "GET /", 3, uri " HTTP", \
	    strlen(uri))

static void waits(uintptr_t stream)
{
	GET(stream, "/slow");
	HAPROXY_QUEUE_ENTER(stream, "pages", "", 1);
	HAPROXY_QUEUE_LEAVE(stream, "pages", "a", 1, 300);
	HAPROXY_SERVER_ASSIGN(stream, "pages", "a", 0, 2, 0);
	HAPROXY_CONNECT_REUSE(stream, "pages", "a");
	HAPROXY_RESPONSE_START(stream, "pages", "a", 200, 40);
	HAPROXY_STREAM_DONE(stream, "web", "pages", "a", 200, "--", 100, 2000,
	    345000);
}

static void fails(uintptr_t stream)
{
	GET(stream, "/");
	HAPROXY_SERVER_ASSIGN(stream, "pages", "b", 0, 1, 0);
	HAPROXY_CONNECT_START(stream, "pages", "b", "127.0.0.1", 81, 0);
	HAPROXY_CONNECT_DONE(stream, "pages", "b", 7, "Connection refused");
	HAPROXY_CONNECT_RETRY(stream, "pages", "b", 1, 1);
	HAPROXY_SERVER_ASSIGN(stream, "pages", "a", 0, 1, 0);
	HAPROXY_CONNECT_START(stream, "pages", "a", "127.0.0.1", 80, 1);
	HAPROXY_CONNECT_DONE(stream, "pages", "a", 1, "");
	HAPROXY_RESPONSE_START(stream, "pages", "a", 500, 20);
	HAPROXY_STREAM_DONE(stream, "web", "pages", "a", 500, "--", 100, 90,
	    30000);
}

int main(void)
{
	waits(0x1000);
	fails(0x2000);
	GET(0x3000, "/secret");
	HAPROXY_RULE_DENY(0x9000, 0x3000, "web", "http-request",
	    "/etc/haproxy/haproxy.cfg", 12, "192.0.2.1");
	HAPROXY_STREAM_DONE(0x3000, "web", "web", "", 403, "PR", 50, 90, 200);
	HAPROXY_TLS_DONE(0x8000, "web", "", "", "", 0,
	    "SSL handshake failure", "http request");
	HAPROXY_LISTENER_LIMIT("web", "in", "frontend", 2000);
	return 0;
}
