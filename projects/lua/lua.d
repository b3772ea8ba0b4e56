/*
 * SPDX-License-Identifier: MIT
 *
 * The probes of Lua, in the library: whatever program embeds it has them.
 *
 * A thread is a coroutine of Lua, or the main one: the address of its
 * lua_State. Strings end with NUL and are "" rather than NULL when there is
 * none. A chunk is named as in error messages: file.lua, [string "..."].
 *
 * In one thread, each function-entry and cfunction-entry is followed by its
 * return: when the function returns, when it gives its place to another one in
 * a tail call, and when an error leaves it. Only the functions of a coroutine
 * that is closed or collected while it is suspended never return.
 */
provider lua {
	/*
	 * A Lua function starts.
	 * @thread	the thread that runs it
	 * @name	name by which it was called, "main chunk" for the code of
	 *		a whole chunk, "?" if the call does not tell a name: it
	 *		came from C, or was a tail call
	 * @chunk	chunk that defines it
	 * @line	line where its definition starts, 0 for a main chunk
	 */
	probe function__entry(uintptr_t thread, char *name, char *chunk,
	    int line);

	/*
	 * A Lua function ends.
	 * @thread	the thread that ran it
	 * @name	as in function-entry
	 * @chunk	chunk that defines it
	 * @line	line where its definition starts, 0 for a main chunk
	 * @how		0 it returns, 1 with a tail call, 2 by an error
	 */
	probe function__return(uintptr_t thread, char *name, char *chunk,
	    int line, int how);

	/*
	 * A C function starts: the libraries are such.
	 * @thread	the thread that runs it
	 * @name	name by which it was called, "?" if the call does not
	 *		tell: it came from C
	 * @chunk	chunk that called it, "" if C did
	 * @line	line of the call, -1 if unknown
	 */
	probe cfunction__entry(uintptr_t thread, char *name, char *chunk,
	    int line);

	/*
	 * A C function ends.
	 * @thread	the thread that ran it
	 * @name	as in cfunction-entry
	 * @chunk	chunk that called it, "" if C did
	 * @line	line of the call, -1 if unknown
	 * @how		0 it returns, 2 by an error
	 */
	probe cfunction__return(uintptr_t thread, char *name, char *chunk,
	    int line, int how);

	/*
	 * An error is raised, whether or not somebody catches it; before the
	 * message handler sees it. Who passes a caught one on raises it anew.
	 * @thread	the thread that raises it
	 * @status	2 runtime, 3 syntax, 4 memory, 5 in a message handler
	 * @message	the message, "(error object is a table value)" and the
	 *		like when it is no string
	 * @chunk	chunk of the innermost Lua function, "" if there is none
	 * @line	line that it is at, -1 if unknown
	 */
	probe error__raise(uintptr_t thread, int status, char *message,
	    char *chunk, int line);

	/*
	 * The garbage collector is about to work, and the program waits.
	 * @kind	"step" of an incremental cycle, "generational" step,
	 *		"full" (somebody asked for it), "emergency" (no memory)
	 * @bytes	memory in use
	 */
	probe gc__start(char *kind, size_t bytes);

	/*
	 * The garbage collector lets the program go on.
	 * @kind	as in gc-start
	 * @bytes	memory in use now
	 * @finished	1 if no cycle is under way any more, 0 if more steps of
	 *		this one follow
	 */
	probe gc__done(char *kind, size_t bytes, int finished);

	/*
	 * A chunk is about to be compiled, or undumped when it is binary.
	 * @thread	the thread that loads it
	 * @chunk	name of the chunk
	 */
	probe load__start(uintptr_t thread, char *chunk);

	/*
	 * A chunk is compiled, or it cannot be.
	 * @thread	the thread that loaded it
	 * @chunk	name of the chunk
	 * @status	0, or as in error-raise
	 * @message	why not, "" if it is compiled
	 */
	probe load__done(uintptr_t thread, char *chunk, int status,
	    char *message);

	/*
	 * require() is about to search a module that is not loaded yet.
	 * @thread	the thread that called it
	 * @module	name of the module
	 */
	probe require__start(uintptr_t thread, char *module);

	/*
	 * require() has loaded and run a module. There is none when that
	 * failed: see error-raise.
	 * @thread	the thread that called it
	 * @module	name of the module
	 * @file	file it came from, ":preload:" if from none
	 */
	probe require__done(uintptr_t thread, char *module, char *file);

	/*
	 * A thread (coroutine) is made.
	 * @thread	the new one
	 * @parent	the thread that makes it
	 */
	probe coroutine__create(uintptr_t thread, uintptr_t parent);

	/*
	 * A coroutine starts or goes on; its yield or done follows.
	 * @thread	the coroutine
	 * @from	the thread that waits for it meanwhile, 0 if none
	 * @args	number of values that it is given
	 */
	probe coroutine__resume(uintptr_t thread, uintptr_t from, int args);

	/*
	 * A coroutine has yielded to the one that resumed it.
	 * @thread	the coroutine
	 * @results	number of values that it hands out
	 */
	probe coroutine__yield(uintptr_t thread, int results);

	/*
	 * A coroutine has ended.
	 * @thread	the coroutine
	 * @status	0 its function has returned, or an error as in
	 *		error-raise
	 */
	probe coroutine__done(uintptr_t thread, int status);

	/*
	 * The memory of a thread (coroutine) is freed, by the collector.
	 * @thread	the thread
	 */
	probe coroutine__free(uintptr_t thread);

	/*
	 * A table has no room for a new key: all its keys are counted and get
	 * new places.
	 * @table	address of the table
	 * @array	elements of its array part from now on
	 * @hash	keys that its hash part must hold
	 * @chunk	chunk of the innermost Lua function, "" if there is none
	 * @line	line that it is at, -1 if unknown
	 */
	probe table__rehash(uintptr_t table, unsigned int array,
	    unsigned int hash, char *chunk, int line);

	/*
	 * The table of all short strings has grown or shrunk.
	 * @old		buckets it had
	 * @new		buckets it has
	 */
	probe strings__resize(int old, int new);

	/*
	 * The allocator has no memory; an emergency collection may follow.
	 * @bytes	size that was asked for
	 * @used	bytes of memory that the state uses
	 */
	probe alloc__fail(size_t bytes, size_t used);

	/*
	 * A state is open: an independent Lua, which knows no other.
	 * @state	its main thread
	 */
	probe state__open(uintptr_t state);

	/*
	 * A state is about to be closed: finalizers run, memory is freed.
	 * @state	its main thread
	 * @bytes	memory in use
	 */
	probe state__close(uintptr_t state, size_t bytes);
};

#pragma D attributes Evolving/Evolving/Common provider lua provider
#pragma D attributes Private/Private/Unknown provider lua module
#pragma D attributes Private/Private/Unknown provider lua function
#pragma D attributes Evolving/Evolving/Common provider lua name
#pragma D attributes Evolving/Evolving/Common provider lua args
