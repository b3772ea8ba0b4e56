/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of nginx, as a server would: two connections; a request
 * that a limit held back and an upstream failed, one from the cache.
 */
#include <stdint.h>
#include <string.h>

#include "nginx.h"

#define TEXT(text) (char *)(text), strlen(text)

static void connection(uint64_t number, int reused, char *error)
{
	NGINX_CONNECTION_ACCEPT(number, TEXT("127.0.0.1"), TEXT("0.0.0.0:443"));
	NGINX_SSL_HANDSHAKE_DONE(number, 1, "TLSv1.3", "AES", reused, error);
}

static void slow_request(void)
{
	NGINX_REQUEST_START(10, 1, TEXT("GET"), TEXT("/slow"), TEXT("h"), 1);
	NGINX_REQUEST_LIMIT(10, TEXT("zone"), 300);
	NGINX_REQUEST_REDIRECT(10, TEXT("/slow"), TEXT("@upstream"));
	NGINX_REQUEST_BODY_FILE(10, 5000);
	NGINX_CACHE_LOOKUP(10, "MISS", TEXT("small"), TEXT("key"));
	NGINX_UPSTREAM_CONNECT(10, TEXT("10.0.0.1:80"), 0);
	NGINX_UPSTREAM_NEXT(10, TEXT("10.0.0.1:80"), "timeout");
	NGINX_UPSTREAM_DONE(10, TEXT("10.0.0.1:80"), 504, 0, 150);
	NGINX_UPSTREAM_CONNECT(10, TEXT("10.0.0.2:80"), 1);
	NGINX_UPSTREAM_HEADER(10, TEXT("10.0.0.2:80"), 500, 1, 40);
	NGINX_UPSTREAM_RESPONSE_FILE(10, 6000);
	NGINX_UPSTREAM_DONE(10, TEXT("10.0.0.2:80"), 500, 6000, 50);
	NGINX_REQUEST_DONE(10, 500, TEXT("/slow"), 6000, 600, TEXT("GET"), 1);
}

static void quick_request(uint64_t nth)
{
	NGINX_REQUEST_START(11, 2, TEXT("GET"), TEXT("/quick"), TEXT("h"), nth);
	NGINX_CACHE_LOOKUP(11, "HIT", TEXT("small"), TEXT("key"));
	NGINX_REQUEST_DONE(11, 200, TEXT("/quick"), 100, 2, TEXT("GET"), 2);
}

int main(void)
{
	NGINX_WORKER_START(0);
	connection(1, 0, "");
	connection(2, 1, "");
	slow_request();
	quick_request(1);
	quick_request(2);
	NGINX_CACHE_EXPIRE(TEXT("small"), 4096, 2);
	NGINX_CACHE_EVICT(TEXT("small"), 4096, 1);
	NGINX_CONNECTION_CLOSE(1, 1, 700);
	NGINX_CONNECTION_CLOSE(2, 2, 20);
	NGINX_WORKER_EXIT(0, 1);
	return 0;
}
