/*
 * SPDX-License-Identifier: ISC
 *
 * The probes of PgBouncer.
 *
 * A client or a server is named by the address that SHOW CLIENTS and SHOW
 * SERVERS have in the column ptr. Database and user are those of the pool for
 * servers, and for clients those that they logged in with. Strings end with
 * NUL and are "" rather than NULL when there is none; a query is a pointer and
 * a length. Microseconds are those of PgBouncer's own statistics: its clock
 * stands still while it handles what one round of events brought.
 */
provider pgbouncer {
	/*
	 * A client has connected; what it wants is not known yet: it may be a
	 * cancel request.
	 * @client	the client
	 * @address	its IP address, "unix" for a Unix socket
	 * @port	its port, for a Unix socket the one it connected to
	 */
	probe client__connect(uintptr_t client, char *address, int port);

	/*
	 * A client is logged in.
	 * @client	the client
	 * @database	name of the database, as clients know it
	 * @user	name of the user
	 * @usecs	microseconds since it connected
	 */
	probe client__login(uintptr_t client, char *database, char *user,
	    int64_t usecs);

	/*
	 * A client is about to be disconnected, or has disconnected.
	 * @client	the client
	 * @database	name of the database, "" before it asked for one
	 * @user	name of the user, likewise
	 * @reason	why, as in the log
	 * @usecs	microseconds since it connected
	 */
	probe client__disconnect(uintptr_t client, char *database, char *user,
	    char *reason, int64_t usecs);

	/*
	 * A connection to a server is about to be made.
	 * @server	the server
	 * @database	name of the database
	 * @user	name of the user
	 * @address	IP address, "unix" for a Unix socket
	 * @port	port
	 */
	probe server__connect(uintptr_t server, char *database, char *user,
	    char *address, int port);

	/*
	 * A server can take queries.
	 * @server	the server
	 * @database	name of the database
	 * @user	name of the user
	 * @usecs	microseconds since PgBouncer began to connect
	 */
	probe server__login(uintptr_t server, char *database, char *user,
	    int64_t usecs);

	/*
	 * A server is about to be disconnected, or has disconnected.
	 * @server	the server
	 * @database	name of the database
	 * @user	name of the user
	 * @reason	why, as in the log
	 * @usecs	microseconds since PgBouncer began to connect
	 */
	probe server__disconnect(uintptr_t server, char *database, char *user,
	    char *reason, int64_t usecs);

	/*
	 * A client must wait: no server is free, or the pool is paused.
	 * @client	the client
	 * @database	name of the database
	 * @user	name of the user
	 * @waiting	clients that wait in this pool, this one included
	 */
	probe wait__start(uintptr_t client, char *database, char *user,
	    int waiting);

	/*
	 * A client need not wait any more.
	 * @client	the client
	 * @database	name of the database
	 * @user	name of the user
	 * @usecs	microseconds that it waited
	 * @served	1 if it goes on, 0 if it is disconnected
	 */
	probe wait__done(uintptr_t client, char *database, char *user,
	    int64_t usecs, int served);

	/*
	 * A client gets a server, to use it for a session, a transaction or a
	 * statement.
	 * @client	the client
	 * @server	the server
	 * @database	name of the database
	 * @user	name of the user
	 */
	probe server__assign(uintptr_t client, uintptr_t server, char *database,
	    char *user);

	/*
	 * A client gives its server back. It does not when one of both is
	 * disconnected in the midst of something: see server-disconnect.
	 * @client	the client
	 * @server	the server
	 * @database	name of the database
	 * @user	name of the user
	 */
	probe server__release(uintptr_t client, uintptr_t server,
	    char *database, char *user);

	/*
	 * A client sends the first message of a query, or of a series of
	 * pipelined ones. It may have to wait for a server before the query is
	 * sent on.
	 * @client	the client
	 * @database	name of the database
	 * @user	name of the user
	 * @type	type of the message: 'Q' a simple query, 'P' one that is
	 *		prepared, 'B' one that was prepared before, ...
	 * @query	text of 'Q' and 'P' as far as it has arrived
	 * @length	length of that text
	 */
	probe query__start(uintptr_t client, char *database, char *user,
	    int type, char *query, size_t length);

	/*
	 * The server has answered all queries that the client has sent.
	 * @client	the client
	 * @server	the server
	 * @database	name of the database
	 * @user	name of the user
	 * @usecs	microseconds since query-start, waiting included
	 */
	probe query__done(uintptr_t client, uintptr_t server, char *database,
	    char *user, int64_t usecs);

	/*
	 * The server reports an error to a client.
	 * @client	the client
	 * @server	the server
	 * @database	name of the database
	 * @user	name of the user
	 * @sqlstate	SQLSTATE, five characters
	 * @message	the message
	 */
	probe query__error(uintptr_t client, uintptr_t server, char *database,
	    char *user, char *sqlstate, char *message);

	/*
	 * A query starts a transaction; each one outside of a block does.
	 * @client	the client
	 * @database	name of the database
	 * @user	name of the user
	 */
	probe transaction__start(uintptr_t client, char *database, char *user);

	/*
	 * The server is not in a transaction any more.
	 * @client	the client
	 * @server	the server
	 * @database	name of the database
	 * @user	name of the user
	 * @usecs	microseconds since transaction-start
	 */
	probe transaction__done(uintptr_t client, uintptr_t server,
	    char *database, char *user, int64_t usecs);

	/*
	 * Somebody asks to cancel the query of a client.
	 * @request	the client that asks
	 * @client	the client whose query it is, 0 if nobody has that key
	 * @database	name of its database
	 * @user	name of its user
	 */
	probe cancel__request(uintptr_t request, uintptr_t client,
	    char *database, char *user);

	/*
	 * A cancel request is sent on.
	 * @request	the client that asks
	 * @server	the connection that was made for it
	 * @database	name of the database
	 * @user	name of the user
	 */
	probe cancel__forward(uintptr_t request, uintptr_t server,
	    char *database, char *user);

	/*
	 * A command was given to the admin console.
	 * @client	the client
	 * @user	name of the user
	 * @command	the command
	 */
	probe admin__command(uintptr_t client, char *user, char *command);

	/*
	 * PAUSE: no client gets a server from now on.
	 * @client	who commands it
	 * @database	name of the database, "" for all
	 */
	probe pause__start(uintptr_t client, char *database);

	/*
	 * All servers have been released, the PAUSE is answered.
	 * @client	who commanded it
	 */
	probe pause__done(uintptr_t client);

	/*
	 * RESUME: clients get servers again.
	 * @client	who commands it
	 * @database	name of the database, "" for all
	 */
	probe resume(uintptr_t client, char *database);

	/*
	 * A TLS handshake starts.
	 * @socket	the client or server
	 * @server	1 with a server, 0 with a client
	 */
	probe tls__start(uintptr_t socket, int server);

	/*
	 * A TLS handshake has ended.
	 * @socket	the client or server
	 * @server	1 with a server, 0 with a client
	 * @version	TLS version, "" if it has failed
	 * @cipher	the cipher, "" if it has failed
	 * @error	why it has failed, otherwise ""
	 */
	probe tls__done(uintptr_t socket, int server, char *version,
	    char *cipher, char *error);

	/*
	 * The address of a server is about to be looked up.
	 * @server	the server
	 * @host	name of the host
	 */
	probe resolve__start(uintptr_t server, char *host);

	/*
	 * The address of a server was looked up.
	 * @server	the server
	 * @address	its IP address, "" if there is none
	 */
	probe resolve__done(uintptr_t server, char *address);
};

#pragma D attributes Evolving/Evolving/Common provider pgbouncer provider
#pragma D attributes Private/Private/Unknown provider pgbouncer module
#pragma D attributes Private/Private/Unknown provider pgbouncer function
#pragma D attributes Evolving/Evolving/Common provider pgbouncer name
#pragma D attributes Evolving/Evolving/Common provider pgbouncer args
