/*
 * SPDX-License-Identifier: curl
 *
 * The probes of libcurl: whatever program uses it has them.
 *
 * A transfer is named by the address of its easy handle, the CURL * that the
 * application has; a connection by the number that curl -v shows. Strings end
 * with NUL and are "" rather than NULL when there is none, except for headers,
 * which are a pointer and a length. A result is a CURLcode: 0 is success, the
 * others stand in libcurl-errors(3).
 */
provider curl {
	/*
	 * A transfer starts.
	 * @transfer	the transfer
	 * @url		the URL
	 */
	probe transfer__start(uintptr_t transfer, char *url);

	/*
	 * A transfer is done: it has succeeded or failed. There is none when
	 * the application takes it away before.
	 * @transfer	the transfer
	 * @url		the URL, after redirects the last one
	 * @result	result
	 * @status	status of the last response, 0 if there was none
	 * @received	bytes received, without headers
	 * @sent	bytes sent, without headers
	 */
	probe transfer__done(uintptr_t transfer, char *url, int result,
	    int status, int64_t received, int64_t sent);

	/*
	 * A name is about to be looked up; it may be found in the cache.
	 * @transfer	the transfer
	 * @host	name of the host, or of the proxy
	 * @port	port
	 */
	probe resolve__start(uintptr_t transfer, char *host, int port);

	/*
	 * A name was looked up.
	 * @transfer	the transfer
	 * @host	name of the host, or of the proxy
	 * @result	result
	 */
	probe resolve__done(uintptr_t transfer, char *host, int result);

	/*
	 * A TCP connection is about to be made. There may be several of a
	 * transfer, at the same time: one for each address.
	 * @transfer	the transfer
	 * @address	IP address
	 * @port	port
	 */
	probe connect__start(uintptr_t transfer, char *address, int port);

	/*
	 * A TCP connection is made, or cannot be made. There is none for those
	 * that are given up because another one was faster.
	 * @transfer	the transfer
	 * @address	IP address
	 * @port	port
	 * @result	result
	 */
	probe connect__done(uintptr_t transfer, char *address, int port,
	    int result);

	/*
	 * A TLS handshake starts.
	 * @transfer	the transfer
	 * @host	name of the peer
	 */
	probe tls__start(uintptr_t transfer, char *host);

	/*
	 * A TLS handshake has ended.
	 * @transfer	the transfer
	 * @host	name of the peer
	 * @result	result
	 */
	probe tls__done(uintptr_t transfer, char *host, int result);

	/*
	 * A transfer gets a new connection, which is yet to be made.
	 * @transfer	the transfer
	 * @connection	number of the connection
	 * @host	name of the host
	 * @port	port
	 */
	probe connection__new(uintptr_t transfer, int64_t connection,
	    char *host, int port);

	/*
	 * A transfer gets a connection that is there already.
	 * @transfer	the transfer
	 * @connection	number of the connection
	 * @host	name of the host
	 * @port	port
	 */
	probe connection__reuse(uintptr_t transfer, int64_t connection,
	    char *host, int port);

	/*
	 * A connection is closed.
	 * @connection	number of the connection
	 * @host	name of the host
	 * @port	port
	 */
	probe connection__close(int64_t connection, char *host, int port);

	/*
	 * An HTTP request is about to be sent.
	 * @transfer	the transfer
	 * @method	the method
	 * @url		the URL
	 */
	probe request__start(uintptr_t transfer, char *method, char *url);

	/*
	 * A request was sent, body included.
	 * @transfer	the transfer
	 * @url		the URL
	 */
	probe request__sent(uintptr_t transfer, char *url);

	/*
	 * A line of an HTTP response's head has arrived.
	 * @transfer	the transfer
	 * @header	the line, not ended by NUL
	 * @length	its length, the end of the line included
	 */
	probe response__header(uintptr_t transfer, char *header,
	    size_t length);

	/*
	 * The head of an HTTP response has arrived.
	 * @transfer	the transfer
	 * @status	its status
	 * @version	HTTP version: 10, 11, 20, 30
	 */
	probe response__status(uintptr_t transfer, int status, int version);

	/*
	 * The response says that the request is to be sent elsewhere, and it
	 * is about to be.
	 * @transfer	the transfer
	 * @status	status of the response
	 * @url		the URL of the next request
	 */
	probe redirect(uintptr_t transfer, int status, char *url);

	/*
	 * A connection that was reused has died: the request is sent once more.
	 * @transfer	the transfer
	 * @url		the URL
	 * @count	how often this has happened to the transfer
	 */
	probe retry(uintptr_t transfer, char *url, int count);

	/*
	 * Something has failed. The transfer need not: see transfer-done.
	 * @transfer	the transfer
	 * @message	what has failed
	 */
	probe error(uintptr_t transfer, char *message);
};

#pragma D attributes Evolving/Evolving/Common provider curl provider
#pragma D attributes Private/Private/Unknown provider curl module
#pragma D attributes Private/Private/Unknown provider curl function
#pragma D attributes Evolving/Evolving/Common provider curl name
#pragma D attributes Evolving/Evolving/Common provider curl args
