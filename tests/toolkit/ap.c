/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires probes of httpd, as a server would: a request that is served from a
 * file, with a subrequest inside; one that waits for a CGI script, in which
 * Perl has something to say; one that is refused.
 */
#include <stdint.h>
#include <time.h>
#include <unistd.h>

struct server_rec { char *server_hostname; };
struct conn_rec { char *client_ip; };
struct request_rec {
	struct server_rec *server;
	char *uri;
	char *content_type;
	int64_t bytes_sent;
};

#include "ap.h"
#include "perl.h"

static struct server_rec server = { "localhost" };

static void wait_ms(int ms)
{
	struct timespec time = { 0, ms * 1000000 };

	nanosleep(&time, NULL);
}

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

/* A hook's function is at work for so long. */
static void called(int ms)
{
	int64_t end = now_us() + ms * 1000;

	while (now_us() < end)
		;
}

static __attribute__((noinline)) void ap_run_translate_name(int ms)
{
	AP_TRANSLATE_NAME_ENTRY();
	AP_TRANSLATE_NAME_DISPATCH_INVOKE("mod_alias.c");
	called(ms);
	AP_TRANSLATE_NAME_DISPATCH_COMPLETE("mod_alias.c", 0);
	AP_TRANSLATE_NAME_RETURN(0);
}

static __attribute__((noinline)) void ap_run_log_transaction(void)
{
	AP_LOG_TRANSACTION_ENTRY();
	AP_LOG_TRANSACTION_RETURN(0);
}

/* A function that runs another hook, then goes on. */
static __attribute__((noinline)) void ap_run_handler(char *module, int wait)
{
	AP_HANDLER_ENTRY();
	AP_HANDLER_DISPATCH_INVOKE("mod_dir.c");
	AP_HANDLER_DISPATCH_COMPLETE("mod_dir.c", -1);
	AP_HANDLER_DISPATCH_INVOKE(module);
	ap_run_translate_name(0);
	PERL_SUB_ENTRY("answer", "app.pl", 7, "main");
	if (wait)
		wait_ms(wait);
	PERL_SUB_RETURN("answer", "app.pl", 9, "main");
	AP_HANDLER_DISPATCH_COMPLETE(module, 0);
	AP_HANDLER_RETURN(0);
}

static void request(char *uri, char *type, int64_t bytes, int status, int wait)
{
	struct request_rec r = { &server, uri, NULL, 0 };

	AP_PROCESS_REQUEST_ENTRY(&r, uri);
	ap_run_translate_name(1);
	if (status == 200)
		ap_run_handler(wait ? "mod_cgi.c" : "core.c", wait);
	getppid();
	r.content_type = type;
	r.bytes_sent = bytes;
	AP_PROCESS_REQUEST_RETURN(&r, uri, status);
	ap_run_log_transaction();
}

int main(void)
{
	request("/page", "text/html", 100, 200, 0);
	request("/page", "text/html", 150, 200, 0);
	request("/cgi", "text/plain", 1000, 200, 20);
	request("/secret", NULL, 0, 403, 0);
	return 0;
}
