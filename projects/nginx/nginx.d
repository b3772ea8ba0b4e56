/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The probes of nginx: connections, requests, upstreams, the cache.
 *
 * A text that comes with a length does not end with NUL: read it with
 * copyinstr(text, length). All other texts end with NUL, and are "" rather
 * than NULL when there is none.
 */
provider nginx {
	/*
	 * A client's connection was accepted (TCP, UDP or QUIC).
	 * @connection	number of the connection, as in the error log
	 *		and $connection
	 * @client	address of the client
	 * @client_length	length of client
	 * @server	address that nginx listens on, with the port
	 * @server_length	length of server
	 */
	probe connection__accept(uint64_t connection, char *client,
	    size_t client_length, char *server, size_t server_length);

	/*
	 * A client's connection is closed. A worker that is told to stop at
	 * once leaves its connections to the kernel: they have no close.
	 * @connection	number of the connection
	 * @requests	how many requests came over it
	 * @milliseconds	how long it was open
	 */
	probe connection__close(uint64_t connection, uint64_t requests,
	    uint64_t milliseconds);

	/*
	 * A TLS handshake came to its end, with a client or with an upstream.
	 * @connection	number of the connection
	 * @server	1 when nginx is the server, 0 when it is the client
	 * @protocol	protocol version, such as TLSv1.3
	 * @cipher	cipher suite; (NONE) when none was agreed on
	 * @reused	1 when an earlier session was resumed
	 * @error	what went wrong; "" when nothing did
	 */
	probe ssl__handshake__done(uint64_t connection, int server,
	    char *protocol, char *cipher, int reused, char *error);

	/*
	 * The header of a request was read; nginx starts to work on it.
	 * @request	address of the request, the same until it is done
	 * @connection	number of the connection it came over
	 * @method	method, such as GET
	 * @method_length	length of method
	 * @uri		URI as the client sent it, with arguments; $request_uri
	 * @uri_length	length of uri
	 * @host	name of the host that the client asked for; $host
	 * @host_length	length of host
	 * @nth		1 for the first request of the connection, more where
	 *		a kept connection is used again
	 */
	probe request__start(uintptr_t request, uint64_t connection,
	    char *method, size_t method_length, char *uri, size_t uri_length,
	    char *host, size_t host_length, uint64_t nth);

	/*
	 * A request is finished, logged, and about to be freed. One that was
	 * refused while its header was read (a malformed one, say) has no
	 * request-start, and may have no method and no URI.
	 * @request	address of the request
	 * @status	HTTP status sent to the client, 499 when the client
	 *		went away first
	 * @uri		URI as the client sent it, with arguments; $request_uri
	 * @uri_length	length of uri
	 * @bytes	bytes sent to the client; $bytes_sent
	 * @milliseconds	time since its first byte came; $request_time
	 * @method	method, such as GET
	 * @method_length	length of method
	 * @connection	number of the connection it came over
	 */
	probe request__done(uintptr_t request, int status, char *uri,
	    size_t uri_length, int64_t bytes, int64_t milliseconds,
	    char *method, size_t method_length, uint64_t connection);

	/*
	 * A request goes on under another URI inside nginx: error_page,
	 * try_files, index, X-Accel-Redirect, a named location.
	 * @request	address of the request
	 * @from	URI until now, without arguments
	 * @from_length	length of from
	 * @to		new URI, or name of the location (it starts with @)
	 * @to_length	length of to
	 */
	probe request__redirect(uintptr_t request, char *from,
	    size_t from_length, char *to, size_t to_length);

	/*
	 * limit_req delays or refuses a request, or limit_conn refuses it.
	 * @request	address of the request
	 * @zone	name of the zone whose limit is reached
	 * @zone_length	length of zone
	 * @delay	milliseconds that the request must wait; -1: refused
	 */
	probe request__limit(uintptr_t request, char *zone, size_t zone_length,
	    int64_t delay);

	/*
	 * The body of a request does not fit into client_body_buffer_size and
	 * starts to be written to a temporary file.
	 * @request	address of the request
	 * @length	Content-Length of the request, -1 when it has none
	 */
	probe request__body__file(uintptr_t request, int64_t length);

	/*
	 * A peer was chosen for a request and nginx connects to it. Fires for
	 * each peer that is tried.
	 * @request	address of the request
	 * @peer	address of the peer; name of the upstream group when
	 *		none of its peers is usable
	 * @peer_length	length of peer
	 * @cached	1 when a kept connection to the peer is used
	 */
	probe upstream__connect(uintptr_t request, char *peer,
	    size_t peer_length, int cached);

	/*
	 * The header of the upstream's response was read.
	 * @request	address of the request
	 * @peer	address of the peer
	 * @peer_length	length of peer
	 * @status	HTTP status that the upstream answered
	 * @connect_ms	milliseconds until the connection was up;
	 *		$upstream_connect_time
	 * @header_ms	milliseconds until now; $upstream_header_time
	 */
	probe upstream__header(uintptr_t request, char *peer,
	    size_t peer_length, int status, int64_t connect_ms,
	    int64_t header_ms);

	/*
	 * A peer failed. nginx goes on to the next one as far as the
	 * proxy_next_upstream directives allow.
	 * @request	address of the request
	 * @peer	address of the peer; name of the upstream group when
	 *		none of its peers is usable
	 * @peer_length	length of peer
	 * @reason	why, in the words of proxy_next_upstream: error,
	 *		timeout, invalid_header, http_502, ...; or no_live
	 */
	probe upstream__next(uintptr_t request, char *peer,
	    size_t peer_length, char *reason);

	/*
	 * A response from an upstream comes faster than the client takes it,
	 * does not fit into the proxy_buffers, and starts to be written to a
	 * temporary file. Does not fire for what is put into the cache.
	 * @request	address of the request
	 * @bytes	bytes of the response that were read until now
	 */
	probe upstream__response__file(uintptr_t request, int64_t bytes);

	/*
	 * A request is done with its upstream, well or not.
	 * @request	address of the request
	 * @peer	address of the peer that was tried last
	 * @peer_length	length of peer
	 * @status	HTTP status that it answered, or that nginx took for it
	 * @bytes	bytes received from it
	 * @response_ms	milliseconds since the connect; $upstream_response_time
	 */
	probe upstream__done(uintptr_t request, char *peer, size_t peer_length,
	    int status, int64_t bytes, int64_t response_ms);

	/*
	 * The response to a request was looked for in the cache.
	 * @request	address of the request
	 * @result	HIT, MISS, EXPIRED, ... as $upstream_cache_status
	 * @zone	name of the cache's zone (keys_zone)
	 * @zone_length	length of zone
	 * @key		the proxy_cache_key; where none is configured, the URI
	 *		that the upstream is asked for
	 * @key_length	length of key
	 */
	probe cache__lookup(uintptr_t request, char *result, char *zone,
	    size_t zone_length, char *key, size_t key_length);

	/*
	 * An entry leaves the cache because nobody asked for it during the
	 * time that proxy_cache_path calls inactive.
	 * @zone	name of the cache's zone
	 * @zone_length	length of zone
	 * @bytes	size of its file on the disk, 0 when it has none
	 * @uses	how often it was asked for
	 */
	probe cache__expire(char *zone, size_t zone_length, int64_t bytes,
	    int uses);

	/*
	 * An entry is thrown out of the cache to make room: max_size,
	 * min_free or the size of the keys_zone is reached.
	 * @zone	name of the cache's zone
	 * @zone_length	length of zone
	 * @bytes	size of its file on the disk, 0 when it has none
	 * @uses	how often it was asked for
	 */
	probe cache__evict(char *zone, size_t zone_length, int64_t bytes,
	    int uses);

	/*
	 * A worker process is ready to accept connections.
	 * @worker	number of the worker, from 0
	 */
	probe worker__start(int worker);

	/*
	 * A worker process ends.
	 * @worker	number of the worker, from 0
	 * @graceful	1 when it finished its requests first (reload, quit),
	 *		0 when it was told to stop at once
	 */
	probe worker__exit(int worker, int graceful);
};

#pragma D attributes Evolving/Evolving/Common provider nginx provider
#pragma D attributes Private/Private/Unknown provider nginx module
#pragma D attributes Private/Private/Unknown provider nginx function
#pragma D attributes Evolving/Evolving/Common provider nginx name
#pragma D attributes Evolving/Evolving/Common provider nginx args
