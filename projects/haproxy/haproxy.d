/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The probes of HAProxy.
 *
 * A stream is named by its address, the one that "show sess" shows; over HTTP
 * each request is a stream of its own. Frontends, backends and servers have the
 * names of the configuration; where a stream is served by HAProxy itself, the
 * server is what the log shows for it, such as "<STATS>". Strings end with NUL
 * and are "" rather than NULL when there is none; methods and URIs are a
 * pointer and a length. Times are those of HAProxy's own log: its clock stands
 * still while it handles what one round of events brought.
 */
provider haproxy {
	/*
	 * A connection of a client was accepted; rules of "tcp-request
	 * connection" come next.
	 * @session	the session, the same in all probes of it
	 * @frontend	name of the frontend
	 * @listener	name of the bind line, or its number
	 * @address	IP address of the client, "unix" for a Unix socket
	 * @port	its port, 0 for a Unix socket
	 */
	probe session__start(uintptr_t session, char *frontend, char *listener,
	    char *address, int port);

	/*
	 * A session ends: its connection is closed, whichever side wanted it.
	 * @session	the session
	 * @frontend	name of the frontend
	 * @listener	name of the bind line, or its number
	 */
	probe session__done(uintptr_t session, char *frontend, char *listener);

	/*
	 * A stream starts: for TCP, when the connection can be served; for
	 * HTTP, when a request begins. HAProxy has some for itself, too.
	 * @stream	the stream, the same in all probes of it
	 * @session	the session that it belongs to
	 * @frontend	name of the frontend
	 * @address	IP address of the client, "" when there is none
	 */
	probe stream__start(uintptr_t stream, uintptr_t session,
	    char *frontend, char *address);

	/*
	 * A stream ends; it was logged if it is to be.
	 * @stream	the stream
	 * @frontend	name of the frontend
	 * @backend	name of the backend, that of the frontend if none was
	 *		chosen
	 * @server	name of the server, "" if none was chosen
	 * @status	HTTP status sent to the client, -1 if none was sent; 0
	 *		for TCP
	 * @ending	how it ended, two letters: the first two of the
	 *		termination state in the log ("--" is well)
	 * @received	bytes that came from the client
	 * @sent	bytes that were sent to the client
	 * @usecs	microseconds since it started, as %Tt of the log: the first
	 *		stream of a connection, since that was accepted
	 */
	probe stream__done(uintptr_t stream, char *frontend, char *backend,
	    char *server, int status, char *ending, uint64_t received,
	    uint64_t sent, int64_t usecs);

	/*
	 * The headers of an HTTP request are complete and valid.
	 * @stream	the stream
	 * @frontend	name of the frontend
	 * @method	the method, not ended by NUL
	 * @mlength	length of the method
	 * @uri		the URI, not ended by NUL
	 * @ulength	length of the URI
	 */
	probe request__start(uintptr_t stream, char *frontend, char *method,
	    size_t mlength, char *uri, size_t ulength);

	/*
	 * The headers of a server's HTTP response are complete and valid.
	 * @stream	the stream
	 * @backend	name of the backend
	 * @server	name of the server
	 * @status	HTTP status
	 * @msecs	how long the server took to answer, from the moment it
	 *		was connected: %Tr of the log
	 */
	probe response__start(uintptr_t stream, char *backend, char *server,
	    int status, int64_t msecs);

	/*
	 * A rule refuses a connection, a request or a response: "reject",
	 * "deny", "tarpit", "silent-drop".
	 * @session	the session
	 * @stream	the stream, 0 when there is none yet
	 * @proxy	name of the frontend, or of the backend if it is known
	 * @rules	what rules it is one of, as in "http-request"
	 * @file	configuration file of the rule
	 * @line	its line there
	 * @address	IP address of the client
	 */
	probe rule__deny(uintptr_t session, uintptr_t stream, char *proxy,
	    char *rules, char *file, int line, char *address);

	/*
	 * A stream has a server, and a place there: it connects next.
	 * @stream	the stream
	 * @backend	name of the backend
	 * @server	name of the server
	 * @persistent	1 if a cookie or a table chose the server, 0 if the
	 *		balancing did
	 * @served	streams that the server has now, this one included
	 * @queued	streams that wait in the server's own queue
	 */
	probe server__assign(uintptr_t stream, char *backend, char *server,
	    int persistent, unsigned int served, unsigned int queued);

	/*
	 * A stream must wait: its server has maxconn connections, or all
	 * servers of the backend have.
	 * @stream	the stream
	 * @backend	name of the backend
	 * @server	name of the server, "" in the queue of the backend
	 * @queued	streams in that queue, this one included
	 */
	probe queue__enter(uintptr_t stream, char *backend, char *server,
	    unsigned int queued);

	/*
	 * A stream waits no longer.
	 * @stream	the stream
	 * @backend	name of the backend
	 * @server	name of the server that it got, "" if none
	 * @served	1 if it got a server, 0 if it is to choose again or
	 *		has run out of time or of patience
	 * @msecs	how long it has waited, in milliseconds
	 */
	probe queue__leave(uintptr_t stream, char *backend, char *server,
	    int served, int64_t msecs);

	/*
	 * A new connection to a server is attempted.
	 * @stream	the stream
	 * @backend	name of the backend
	 * @server	name of the server
	 * @address	its IP address, "unix" for a Unix socket
	 * @port	its port
	 * @retries	attempts that have failed before
	 */
	probe connect__start(uintptr_t stream, char *backend, char *server,
	    char *address, int port, int retries);

	/*
	 * A new connection to a server is established, or has failed. None
	 * fires when the client goes away meanwhile.
	 * @stream	the stream
	 * @backend	name of the backend
	 * @server	name of the server
	 * @msecs	milliseconds since the server was assigned: as %Tc of
	 *		the log, earlier attempts at this server included
	 * @error	"" when it is established, otherwise why it is not
	 */
	probe connect__done(uintptr_t stream, char *backend, char *server,
	    int64_t msecs, char *error);

	/*
	 * A stream takes a connection to the server that was idle, or that has
	 * room for it.
	 * @stream	the stream
	 * @backend	name of the backend
	 * @server	name of the server
	 */
	probe connect__reuse(uintptr_t stream, char *backend, char *server);

	/*
	 * An attempt has failed, and another one is to follow.
	 * @stream	the stream
	 * @backend	name of the backend
	 * @server	name of the server that failed
	 * @retries	attempts that have failed
	 * @redispatch	1 if a server is to be chosen anew, 0 if it is the same
	 */
	probe connect__retry(uintptr_t stream, char *backend, char *server,
	    int retries, int redispatch);

	/*
	 * A check of a server starts.
	 * @backend	name of the backend
	 * @server	name of the server
	 * @agent	1 for an agent check, 0 for a health check
	 */
	probe check__start(char *backend, char *server, int agent);

	/*
	 * A check of a server has a result.
	 * @backend	name of the backend
	 * @server	name of the server
	 * @agent	1 for an agent check, 0 for a health check
	 * @passed	1 if it was passed, otherwise 0
	 * @status	as on the statistics page: "L4OK", "L7STS", ...
	 * @code	HTTP status or the like, 0 if there is none
	 * @info	more about it, or ""
	 * @msecs	how long it took, in milliseconds
	 */
	probe check__done(char *backend, char *server, int agent, int passed,
	    char *status, int code, char *info, int64_t msecs);

	/*
	 * The state of a server has changed: "UP", "DOWN", "DRAIN" (it gets no
	 * new clients), "STOPPING" (by its own wish) or "MAINT".
	 * @backend	name of the backend
	 * @server	name of the server
	 * @from	what it was
	 * @to		what it is
	 * @cause	why: what the check has found, or what was told, or ""
	 */
	probe server__state(char *backend, char *server, char *from, char *to,
	    char *cause);

	/*
	 * A TLS handshake begins, with a client or with a server.
	 * @connection	address of the connection
	 * @proxy	name of the frontend, or of the server's backend
	 * @server	name of the server, "" with a client
	 */
	probe tls__start(uintptr_t connection, char *proxy, char *server);

	/*
	 * A TLS handshake has ended, well or not.
	 * @connection	address of the connection
	 * @proxy	name of the frontend, or of the server's backend
	 * @server	name of the server, "" with a client
	 * @version	"TLSv1.3" and such, "" if it failed
	 * @cipher	name of the cipher, "" if it failed
	 * @resumed	1 if an earlier session was resumed
	 * @error	"" if it is done, otherwise what went wrong
	 * @detail	what the TLS library says of it, or ""
	 */
	probe tls__done(uintptr_t connection, char *proxy, char *server,
	    char *version, char *cipher, int resumed, char *error,
	    char *detail);

	/*
	 * An entry was added to a stick table.
	 * @table	name of the table
	 * @key		the key, as text; in hexadecimal if it is binary, its
	 *		first 32 bytes
	 * @entries	entries in the table, this one included
	 */
	probe stick__create(char *table, char *key, unsigned int entries);

	/*
	 * An entry of a stick table is dropped.
	 * @table	name of the table
	 * @key		the key, as in stick-create
	 * @evicted	1 if the table was full, 0 if it was the entry's time
	 */
	probe stick__expire(char *table, char *key, int evicted);

	/*
	 * A listener accepts no more connections for now: one of the limits of
	 * connections or of their rate is reached. Clients wait in the kernel.
	 * @frontend	name of the frontend
	 * @listener	name of the bind line, or its number
	 * @limit	whose limit: "listener", "frontend" or "process"
	 * @connections	connections that the frontend has
	 */
	probe listener__limit(char *frontend, char *listener, char *limit,
	    unsigned int connections);

	/*
	 * A command came in at the runtime API, the statistics socket.
	 * @command	its text
	 * @level	what its socket may do: "user", "operator" or "admin"
	 */
	probe cli__command(char *command, char *level);

	/*
	 * The master process is told to read its configuration again: it
	 * executes itself, and a new worker takes over from the old one.
	 * @hard	1 if the old worker is to stop at once
	 */
	probe reload__start(int hard);

	/*
	 * A process is to stop when its last client is gone: after a reload,
	 * the old worker.
	 * @jobs	what it still has to do: connections, listeners, ...
	 */
	probe stop__start(int jobs);
};

#pragma D attributes Evolving/Evolving/Common provider haproxy provider
#pragma D attributes Private/Private/Unknown provider haproxy module
#pragma D attributes Private/Private/Unknown provider haproxy function
#pragma D attributes Evolving/Evolving/Common provider haproxy name
#pragma D attributes Evolving/Evolving/Common provider haproxy args
