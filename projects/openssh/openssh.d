/*
 * SPDX-License-Identifier: ISC
 *
 * The probes of OpenSSH: of the server, of the client ssh, and of the sftp
 * server.
 *
 * A connection to the server has several processes. One is privileged: it
 * fires connection-start, banner, auth-decide and connection-done. An
 * unprivileged child of it talks to the client until that is logged in: kex-*,
 * auth-start and auth-done. Then another child does, as the user: kex-* again,
 * for new keys, command-*, channel-* and forward-*. ppid tells which belong
 * together. Channels and sessions have numbers of their own in each process.
 *
 * Nothing that is secret is told: no password, no answer to a challenge, no
 * private or session key, nothing of what is transferred. Names of users are
 * what clients claim, and may be passwords typed at the wrong place; command
 * lines are what every user sees in the list of processes.
 *
 * Strings end with NUL and are "" rather than NULL when there is none. Where
 * both sides have a probe, server is 1 in the server and 0 in the client.
 */
provider openssh {
	/*
	 * A client has connected to the server.
	 * @address	its IP address, or "UNKNOWN" when it is not a socket
	 * @port	its port
	 * @local	the server's address
	 * @localport	the server's port
	 */
	probe connection__start(char *address, int port, char *local,
	    int localport);

	/*
	 * A connection to the server is over, or did not get as far as a login.
	 * @address	the client's IP address
	 * @port	its port
	 * @user	who it said it is, "" if it did not come to that
	 * @authenticated	1 if it was logged in
	 */
	probe connection__done(char *address, int port, char *user,
	    int authenticated);

	/*
	 * The listener refuses a connection.
	 * @address	the client's IP address
	 * @port	its port
	 * @reason	which limit it is, as in the log
	 * @startups	connections that are not logged in yet
	 */
	probe connection__drop(char *address, int port, char *reason,
	    int startups);

	/*
	 * The client starts to connect to an address of a server.
	 * @host	name of the server, as given
	 * @address	IP address
	 * @port	port
	 */
	probe connect__start(char *host, char *address, int port);

	/*
	 * The client has connected, or tries the next address.
	 * @host	name of the server, as given
	 * @address	IP address
	 * @port	port
	 * @error	why it could not connect, otherwise ""
	 */
	probe connect__done(char *host, char *address, int port, char *error);

	/*
	 * Both sides have told their version.
	 * @server	which side this is
	 * @version	what the peer sent, such as "SSH-2.0-OpenSSH_10.0"
	 */
	probe banner(int server, char *version);

	/*
	 * This side starts a key exchange, or answers to one.
	 * @server	which side this is
	 * @rekey	1 if the connection has keys already
	 */
	probe kex__start(int server, int rekey);

	/*
	 * Both sides have agreed on algorithms.
	 * @server	which side this is
	 * @kex		how keys are exchanged
	 * @hostkey	algorithm of the server's key
	 * @ctos	cipher from client to server
	 * @stoc	cipher from server to client
	 * @mac		authentication of messages, from client to server; ""
	 *		if the cipher has its own
	 */
	probe kex__choose(int server, char *kex, char *hostkey, char *ctos,
	    char *stoc, char *mac);

	/*
	 * Both sides have no algorithm in common.
	 * @server	which side this is
	 * @reason	for which purpose
	 * @offer	what the peer has
	 */
	probe kex__mismatch(int server, char *reason, char *offer);

	/*
	 * The new keys are used in both directions.
	 * @server	which side this is
	 * @rekey	1 if the connection had keys before
	 * @kex		how keys were exchanged
	 */
	probe kex__done(int server, int rekey, char *kex);

	/*
	 * A client asks to be logged in, by one of the methods.
	 * @user	name of the user
	 * @service	what for: "ssh-connection"
	 * @method	"none", "publickey", "password", ...
	 * @attempt	how many requests it had before
	 */
	probe auth__start(char *user, char *service, char *method, int attempt);

	/*
	 * The client is told whether it is logged in. Some methods want further
	 * answers from it; then the answer to those is the end.
	 * @user	name of the user
	 * @method	the method
	 * @authenticated	1 if it is logged in
	 * @partial	1 if the method succeeded, and another one is wanted
	 * @failures	how often it had failed before
	 */
	probe auth__done(char *user, char *method, int authenticated,
	    int partial, int failures);

	/*
	 * The privileged process decides about a login; this is what the log
	 * has. It is not asked for the keys of users that do not exist: for
	 * those there is auth-done only.
	 * @result	"Accepted", "Failed", "Partial" or "Postponed"
	 * @user	name of the user
	 * @valid	1 if there is such a user, who may log in
	 * @method	the method
	 * @key		type and fingerprint of a public key, or the like; ""
	 * @address	the client's IP address
	 * @port	its port
	 */
	probe auth__decide(char *result, char *user, int valid, char *method,
	    char *key, char *address, int port);

	/*
	 * The server starts a command for a user.
	 * @session	number of the session
	 * @channel	its channel
	 * @user	name of the user
	 * @type	"command", "shell", "subsystem" or "forced-command"
	 * @command	the command; the name of a subsystem; "" for a shell
	 * @tty		terminal, "" if there is none
	 */
	probe command__start(int session, int channel, char *user, char *type,
	    char *command, char *tty);

	/*
	 * A command has ended. There is none when the connection ends first.
	 * @session	number of the session
	 * @channel	its channel
	 * @user	name of the user
	 * @pid		its process
	 * @status	exit status, -1 if a signal ended it
	 * @signal	the signal, 0 if there was none
	 */
	probe command__done(int session, int channel, char *user, int pid,
	    int status, int signal);

	/*
	 * A channel is made: for a session, a forwarded connection, or to listen
	 * for those.
	 * @channel	its number
	 * @type	"session", "direct-tcpip", "port listener", ...
	 * @name	what it is for: "server-session" in the server and
	 *		"client-session" in the client, or "direct-tcpip:
	 *		listening port 8080 for ::1 port 80, ..."
	 */
	probe channel__open(int channel, char *type, char *name);

	/*
	 * A channel is about to be freed.
	 * @channel	its number
	 * @type	as above; for sessions, as of 9.4, "session:command" or
	 *		the like
	 * @name	what it is for
	 */
	probe channel__close(int channel, char *type, char *name);

	/*
	 * A channel has read data from a program, a file or a socket, for the
	 * peer.
	 * @channel	its number
	 * @bytes	how much
	 * @extended	1 if it is from standard error
	 */
	probe channel__read(int channel, int bytes, int extended);

	/*
	 * A channel has written data from the peer to a program, a file or a
	 * socket.
	 * @channel	its number
	 * @bytes	how much
	 */
	probe channel__write(int channel, int bytes);

	/*
	 * A side starts to connect to where a channel is to be forwarded to.
	 * @host	name or address, or a path
	 * @port	port, -2 for a path
	 */
	probe forward__start(char *host, int port);

	/*
	 * It has connected, or cannot.
	 * @host	name or address, or a path
	 * @port	port, -2 for a path
	 * @error	why it could not, otherwise ""
	 */
	probe forward__done(char *host, int port, char *error);

	/*
	 * The side that fires it ends the connection, or sees that it has ended.
	 * @server	which side this is
	 * @reason	why
	 * @sent	bytes that were sent to the peer
	 * @received	bytes that came from it
	 */
	probe disconnect(int server, char *reason, uint64_t sent,
	    uint64_t received);

	/*
	 * The sftp server starts with a request.
	 * @id		number that the client gave it
	 * @request	"open", "read", "stat", "posix-rename", ...
	 * @path	the first path of it, or the path of its handle; ""
	 */
	probe sftp__request__start(unsigned int id, char *request, char *path);

	/*
	 * The sftp server has answered a request.
	 * @id		its number
	 * @request	as above
	 * @status	0 is success, 1 end of file, 2 no such file, 3 not allowed,
	 *		4 another failure, 8 not supported
	 * @bytes	how much was read from files and written to them
	 */
	probe sftp__request__done(unsigned int id, char *request, int status,
	    uint64_t bytes);

	/*
	 * The sftp server closes a file.
	 * @path	its path
	 * @readbytes	how much was read from it
	 * @written	how much was written to it
	 */
	probe sftp__close(char *path, uint64_t readbytes, uint64_t written);
};

#pragma D attributes Evolving/Evolving/Common provider openssh provider
#pragma D attributes Private/Private/Unknown provider openssh module
#pragma D attributes Private/Private/Unknown provider openssh function
#pragma D attributes Evolving/Evolving/Common provider openssh name
#pragma D attributes Evolving/Evolving/Common provider openssh args
