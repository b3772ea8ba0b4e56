/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of libcurl: a transfer whose server takes 20 ms to answer,
 * one on the same connection, which dies once, and one that finds no host.
 */
#include <stdint.h>
#include <unistd.h>

#include "curl.h"

#define EASY 0x1000
#define URL "http://a.example/"

static void request(void)
{
	CURL_REQUEST_START(EASY, "GET", URL);
	CURL_REQUEST_SENT(EASY, URL);
	usleep(20000);
	CURL_RESPONSE_STATUS(EASY, 200, 11);
}

static void fresh(void)
{
	CURL_TRANSFER_START(EASY, URL);
	CURL_RESOLVE_START(EASY, "a.example", 80);
	CURL_RESOLVE_DONE(EASY, "a.example", 0);
	CURL_CONNECTION_NEW(EASY, 0, "a.example", 80);
	CURL_CONNECT_START(EASY, "192.0.2.1", 80);
	CURL_CONNECT_DONE(EASY, "192.0.2.1", 80, 0);
	CURL_TLS_START(EASY, "a.example");
	CURL_TLS_DONE(EASY, "a.example", 0);
	request();
	CURL_TRANSFER_DONE(EASY, URL, 0, 200, 6, 0);
}

static void again(void)
{
	CURL_TRANSFER_START(EASY, URL);
	CURL_CONNECTION_REUSE(EASY, 0, "a.example", 80);
	CURL_RETRY(EASY, URL, 1);
	request();
	CURL_TRANSFER_DONE(EASY, URL, 0, 200, 6, 0);
}

static void failed(void)
{
	CURL_TRANSFER_START(EASY, "http://b.example/");
	CURL_RESOLVE_START(EASY, "b.example", 80);
	CURL_ERROR(EASY, "Could not resolve host: b.example");
	CURL_RESOLVE_DONE(EASY, "b.example", 6);
	CURL_TRANSFER_DONE(EASY, "http://b.example/", 6, 0, 0, 0);
}

int main(void)
{
	fresh();
	again();
	failed();
	return 0;
}
