/*
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * The probes of a Redis server.
 *
 * Keys and error texts are binary: they come as a pointer and a length. All
 * other strings end with NUL, and are "" rather than NULL when there is none.
 * A client is named by its ID, the one that CLIENT LIST and CLIENT ID show.
 */
provider redis {
	/*
	 * A command is about to be executed. Commands that a transaction or a
	 * script calls fire too, between the start and the end of EXEC, EVAL or
	 * FCALL.
	 * @client	ID of the client; in a script, of the script engine's own
	 * @command	full name, lower case, as in "get" and "config|set"
	 * @db		number of the database that the client has selected
	 * @argc	number of arguments, the name of the command included
	 */
	probe command__start(uint64_t client, char *command, int db, int argc);

	/*
	 * A command was executed. One that blocks the client ends here as well;
	 * since Redis 7.2 it starts once more when it has something to return.
	 * @client	ID of the client; in a script, of the script engine's own
	 * @command	full name, as in command-start
	 * @usecs	how long it ran, in microseconds
	 * @failed	1 if it replied with an error, otherwise 0
	 */
	probe command__done(uint64_t client, char *command, int64_t usecs,
	    int failed);

	/*
	 * A command enters the slow log: it took at least
	 * slowlog-log-slower-than microseconds.
	 * @client	ID of the client
	 * @command	full name, as in command-start
	 * @usecs	how long it took; with the time it blocked, if it did
	 * @address	IP address and port of the client, or path of its socket
	 */
	probe command__slow(uint64_t client, char *command, int64_t usecs,
	    char *address);

	/*
	 * A client, or a script, gets an error for a reply: from a command that
	 * failed, or because the command was refused (unknown, no permission,
	 * out of memory, ...) and therefore never started.
	 * @client	ID of the client; in a script, of the script engine's own
	 * @command	full name of the command, "" when there is no such command
	 * @error	text of the error, not ended by NUL
	 * @length	length of that text
	 */
	probe error__reply(uint64_t client, char *command, char *error,
	    size_t length);

	/*
	 * A connection of a client, a replica, or a cluster tool was accepted.
	 * @client	ID of the new client
	 * @address	IP address and port of the peer, or path of the socket
	 * @fd		file descriptor of the connection
	 */
	probe client__connect(uint64_t client, char *address, int fd);

	/*
	 * A client is about to be freed and its connection closed, whichever
	 * side wanted it. A replica's link to its master counts as a client.
	 * @client	ID of the client
	 * @address	IP address and port of the peer, or path of the socket
	 * @name	the name that CLIENT SETNAME gave it, or ""
	 */
	probe client__disconnect(uint64_t client, char *address, char *name);

	/*
	 * A client stops being served until something happens: data arrives
	 * (BLPOP, XREAD, ...), replicas answer (WAIT), CLIENT PAUSE ends, ...
	 * @client	ID of the client
	 * @command	full name of the command that blocks, or ""
	 */
	probe client__block(uint64_t client, char *command);

	/*
	 * A blocked client is served again, or goes away.
	 * @client	ID of the client
	 * @command	full name of the command that blocked, or ""
	 * @expired	1 if the timeout of the command has passed, otherwise 0
	 */
	probe client__unblock(uint64_t client, char *command, int expired);

	/*
	 * A read found the key; INFO stats counts it in keyspace_hits.
	 * @db		number of the database
	 * @key		the key, binary
	 * @length	length of the key
	 */
	probe key__hit(int db, char *key, size_t length);

	/*
	 * A read did not find the key, or found it expired; INFO stats counts
	 * it in keyspace_misses.
	 * @db		number of the database
	 * @key		the key, binary
	 * @length	length of the key
	 */
	probe key__miss(int db, char *key, size_t length);

	/*
	 * A key was deleted because its time to live has passed; INFO stats
	 * counts it in expired_keys.
	 * @db		number of the database
	 * @key		the key, binary
	 * @length	length of the key
	 */
	probe key__expire(int db, char *key, size_t length);

	/*
	 * A key was deleted because memory use is over maxmemory; INFO stats
	 * counts it in evicted_keys.
	 * @db		number of the database
	 * @key		the key, binary
	 * @length	length of the key
	 * @freed	bytes of memory gained; 0 or less if a thread frees it later
	 */
	probe key__evict(int db, char *key, size_t length, int64_t freed);

	/*
	 * The data set is about to be written as an RDB file or stream. When a
	 * child does it, fires in the server, right after the fork.
	 * @child	process ID of the child, 0 if the server itself writes
	 * @path	name of the file, "" when it is streamed to replicas
	 * @fork_usecs	how long the fork stopped the server, in microseconds
	 */
	probe rdb__save__start(pid_t child, char *path, int64_t fork_usecs);

	/*
	 * An RDB file or stream is finished.
	 * @child	process ID of the child, 0 if the server itself wrote
	 * @ok		1 if it was written, 0 if not
	 */
	probe rdb__save__done(pid_t child, int ok);

	/*
	 * A child was forked that writes the append only file anew.
	 * @child	process ID of the child
	 * @fork_usecs	how long the fork stopped the server, in microseconds
	 */
	probe aof__rewrite__start(pid_t child, int64_t fork_usecs);

	/*
	 * The append only file has been rewritten, or the child has failed.
	 * @child	process ID of the child
	 * @ok		1 if the new file is in use, 0 if the old one stays
	 * @size	bytes of the append only file now
	 */
	probe aof__rewrite__done(pid_t child, int ok, int64_t size);

	/*
	 * An fsync of the append only file has returned.
	 * @usecs	how long it took, in microseconds
	 * @background	1 in a background thread (appendfsync everysec), 0 when
	 *		all clients had to wait for it (appendfsync always)
	 */
	probe aof__fsync(int64_t usecs, int background);

	/*
	 * A master has agreed to bring a replica up to date.
	 * @client	ID of the client that the replica is
	 * @replica	address and port of the replica
	 * @full	1 if it gets the whole data set, 0 if only what it missed
	 * @offset	replication offset from which on it gets the stream
	 * @backlog	bytes of the backlog it is sent at once, 0 if full
	 */
	probe replica__sync(uint64_t client, char *replica, int full,
	    int64_t offset, int64_t backlog);

	/*
	 * A script (EVAL) or a function (FCALL) is about to run.
	 * @client	ID of the client that called it
	 * @name	SHA1 of the script in hexadecimal, or the function's name
	 * @db		number of the database that it starts with
	 */
	probe script__start(uint64_t client, char *name, int db);

	/*
	 * A script or a function has ended.
	 * @client	ID of the client that called it
	 * @name	SHA1 of the script in hexadecimal, or the function's name
	 * @usecs	how long it ran, in microseconds
	 */
	probe script__done(uint64_t client, char *name, int64_t usecs);
};

#pragma D attributes Evolving/Evolving/Common provider redis provider
#pragma D attributes Private/Private/Unknown provider redis module
#pragma D attributes Private/Private/Unknown provider redis function
#pragma D attributes Evolving/Evolving/Common provider redis name
#pragma D attributes Evolving/Evolving/Common provider redis args
