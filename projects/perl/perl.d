/*
 * Written by Alan Burlinson -- taken from his blog post
 * at <http://bleaklow.com/2005/09/09/dtrace_and_perl.html>.
 *
 * Strings end with NUL and are "" rather than NULL when there is none. FILE
 * and LINE are those of the statement that runs, unless said otherwise.
 *
 * In one thread, each sub-entry is followed by its sub-return, and each
 * xsub-entry by its xsub-return: when the sub returns, when it gives its place
 * to another one with "goto &sub", and when an exception, an exit() or a jump
 * leaves it. So is each loading-file by loaded-file or failed-file, and each
 * compile-start by compile-done.
 */
provider perl {
	/*
	 * A sub written in Perl starts. For sort() that is once, not for each
	 * comparison. Subs that List::Util and its like call in a loop of
	 * their own have neither this nor sub-return.
	 * @name	name of the sub, "__ANON__" if it has none
	 * @file	file of its first statement
	 * @line	line of its first statement, 0 if it has none
	 * @package	package that its first statement is in
	 */
	probe sub__entry(const char *name, const char *file, int line,
	    const char *package);

	/*
	 * A sub written in Perl ends.
	 * @name	as in sub-entry
	 * @file	as in sub-entry
	 * @line	as in sub-entry
	 * @package	as in sub-entry
	 * @how		0 it returns, 1 "goto &sub" puts another one in its
	 *		place, 2 something leaves it: an exception, exit(),
	 *		next or last
	 */
	probe sub__return(const char *name, const char *file, int line,
	    const char *package, int how);

	/*
	 * A sub written in C starts (an XSUB).
	 * @name	name of the sub
	 * @file	file of the statement that calls it
	 * @line	line of the statement that calls it
	 * @package	package that it belongs to
	 */
	probe xsub__entry(const char *name, const char *file, int line,
	    const char *package);

	/*
	 * A sub written in C has ended, also by an exception.
	 * @name	as in xsub-entry
	 * @file	as in xsub-entry
	 * @line	as in xsub-entry
	 * @package	as in xsub-entry
	 */
	probe xsub__return(const char *name, const char *file, int line,
	    const char *package);

	/*
	 * The interpreter moves to another phase of the program's life.
	 * @new		as ${^GLOBAL_PHASE} has it: START, CHECK, INIT, RUN,
	 *		END, DESTRUCT
	 * @old		the phase that ends
	 */
	probe phase__change(const char *new, const char *old);

	/*
	 * An op is about to run. Programs that run already notice that
	 * somebody wants it when they next call a sub.
	 * @op		name of the op
	 */
	probe op__entry(const char *op);

	/*
	 * use, require or do is about to look for a file.
	 * @name	its name: as in %INC, not with Module::Name
	 * @file	file of the statement that wants it
	 * @line	line of the statement that wants it
	 */
	probe loading__file(const char *name, const char *file, int line);

	/*
	 * A file is found and compiled, and has run.
	 * @name	as in loading-file
	 */
	probe loaded__file(const char *name);

	/*
	 * A file is not loaded: it is not there, or wrong, or it died.
	 * @name	as in loading-file
	 * @message	why; "" when something left the file, as exit() does
	 */
	probe failed__file(const char *name, const char *message);

	/*
	 * A file or the string of an eval is about to be compiled.
	 * @name	path of the file, "(eval 7)" for a string
	 * @file	file of the statement that wants it
	 * @line	line of the statement that wants it
	 */
	probe compile__start(const char *name, const char *file, int line);

	/*
	 * It is compiled and about to run, or it cannot be compiled.
	 * @name	as in compile-start
	 * @ok		1 it is compiled, 0 it is not
	 * @message	why not, "" if it is
	 */
	probe compile__done(const char *name, int ok, const char *message);

	/*
	 * An exception is raised, by die or by the interpreter; after
	 * $SIG{__DIE__} has seen it. One that passes through require() is
	 * raised there again, with a longer message.
	 * @message	its text, "" if it is a reference
	 * @class	class of the object, or ARRAY and the like for another
	 *		reference, "" for a text
	 * @file	file of the statement that raises it
	 * @line	line of the statement that raises it
	 * @caught	1 an eval or try is there to catch it, 0 the program
	 *		or the thread ends
	 */
	probe exception__raise(const char *message, const char *class,
	    const char *file, int line, int caught);

	/*
	 * An exception has left all subs up to an eval or try, which ends.
	 * @message	as in exception-raise
	 * @class	as in exception-raise
	 * @file	file of the eval or try
	 * @line	line of the eval or try
	 */
	probe exception__caught(const char *message, const char *class,
	    const char *file, int line);

	/*
	 * A regular expression is about to be compiled.
	 * @pattern	its text
	 * @file	file of the statement, or of what is being compiled
	 * @line	line of the statement, or of what is being compiled
	 */
	probe regex__compile__start(const char *pattern, const char *file,
	    int line);

	/*
	 * A regular expression is compiled. There is none when it is wrong:
	 * see exception-raise.
	 * @pattern	its text
	 * @groups	how many groups it captures
	 */
	probe regex__compile__done(const char *pattern, int groups);

	/*
	 * A string is about to be matched with a regular expression. There is
	 * one for each match of s///g and split().
	 * @regex	the regular expression, as qr// prints it
	 * @length	bytes of the string that are still to be looked at
	 * @file	file of the statement
	 * @line	line of the statement
	 */
	probe regex__match__start(const char *regex, long length,
	    const char *file, int line);

	/*
	 * The string is matched, or does not match. There is none when code
	 * within the regular expression dies.
	 * @regex	as in regex-match-start
	 * @matched	1 it matches, 0 it does not
	 * @file	file of the statement
	 * @line	line of the statement
	 */
	probe regex__match__done(const char *regex, int matched,
	    const char *file, int line);

	/*
	 * The process has forked: fork(), system(), `` or open() to a pipe.
	 * Only the parent fires it.
	 * @pid		process id of the child
	 * @file	file of the statement
	 * @line	line of the statement
	 */
	probe process__fork(int pid, const char *file, int line);

	/*
	 * This process is about to become another program. In what system(),
	 * `` and open() run, the child fires it.
	 * @command	the program and its arguments, up to 255 bytes
	 * @file	file of the statement
	 * @line	line of the statement
	 */
	probe process__exec(const char *command, const char *file, int line);

	/*
	 * system() is about to fork.
	 * @command	the program and its arguments, up to 255 bytes
	 * @file	file of the statement
	 * @line	line of the statement
	 */
	probe system__start(const char *command, const char *file, int line);

	/*
	 * system() has waited for its child.
	 * @pid		process id of the child
	 * @status	what system() returns: -1 if the program did not start
	 * @file	file of the statement
	 * @line	line of the statement
	 */
	probe system__done(int pid, int status, const char *file, int line);

	/*
	 * A signal with a handler arrives. The handler runs after the op that
	 * is under way: see signal-dispatch.
	 * @signal	its number
	 * @name	its name, without SIG
	 */
	probe signal__arrive(int signal, const char *name);

	/*
	 * The handler of a signal is about to be called.
	 * @signal	its number
	 * @name	its name, without SIG
	 * @handler	name of the sub
	 * @package	package of the sub
	 */
	probe signal__dispatch(int signal, const char *name,
	    const char *handler, const char *package);

	/*
	 * The interpreter has no room for more values of a kind, and gets
	 * memory for many of them. It keeps that until it ends.
	 * @kind	"head" (each value has one), "string", "array", "hash",
	 *		"hash entry", "object", "code", "glob", "number",
	 *		"regexp", "other"
	 * @bytes	size of the new arena
	 */
	probe arena__grow(const char *kind, size_t bytes);

	/*
	 * The interpreter is about to be cloned: a thread is made.
	 * @from	address of the interpreter
	 */
	probe clone__start(uintptr_t from);

	/*
	 * The interpreter is cloned.
	 * @from	address of the interpreter
	 * @clone	address of the new one
	 */
	probe clone__done(uintptr_t from, uintptr_t clone);
};

#pragma D attributes Evolving/Evolving/Common provider perl provider
#pragma D attributes Private/Private/Unknown provider perl module
#pragma D attributes Private/Private/Unknown provider perl function
#pragma D attributes Evolving/Evolving/Common provider perl name
#pragma D attributes Evolving/Evolving/Common provider perl args
