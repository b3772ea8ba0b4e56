/* Python DTrace provider */

provider python {
	/*
	 * A Python function begins, or goes on: a generator or coroutine that
	 * is resumed fires it again. Each has a function-return that follows.
	 * @file	name of the source file
	 * @function	name of the function
	 * @line	line that it begins or goes on at
	 * @how	0: called, 1: resumed, 2: resumed with an exception
	 */
	probe function__entry(const char *file, const char *function,
	    int line, int how);

	/*
	 * A Python function returns, yields, or is left by an exception.
	 * @file	name of the source file
	 * @function	name of the function
	 * @line	line that it is left at
	 * @how	0: it returns, 1: it yields, 2: an exception leaves it
	 */
	probe function__return(const char *file, const char *function,
	    int line, int how);

	/*
	 * An instance of a class written in Python is about to be allocated;
	 * its __init__ runs after instance-new-done.
	 * @class	name of the class
	 * @module	name of the module that defines it
	 */
	probe instance__new__start(const char *class, const char *module);

	/*
	 * An instance of a class written in Python is allocated, or there is
	 * no memory for it.
	 * @class	name of the class
	 * @module	name of the module that defines it
	 * @instance	its address, as id() gives it; 0: no memory
	 */
	probe instance__new__done(const char *class, const char *module,
	    uintptr_t instance);

	/*
	 * Nobody refers to an instance of a class written in Python: it is
	 * about to be finalized and freed.
	 * @class	name of the class
	 * @module	name of the module that defines it
	 * @instance	its address, as id() gave it
	 */
	probe instance__delete__start(const char *class, const char *module,
	    uintptr_t instance);

	/*
	 * An instance is freed, or its finalizer has made it live on.
	 * @class	name of the class
	 * @module	name of the module that defines it
	 * @instance	its address, as id() gave it
	 */
	probe instance__delete__done(const char *class, const char *module,
	    uintptr_t instance);

	/*
	 * A line of Python code is about to run.
	 * @file	name of the source file
	 * @function	name of the function
	 * @line	number of the line
	 */
	probe line(const char *file, const char *function, int line);

	/*
	 * A garbage collection begins.
	 * @generation	the oldest generation that it looks at, 0 to 2
	 */
	probe gc__start(int generation);

	/*
	 * A garbage collection is done.
	 * @collected	how many objects it has found that nobody can reach
	 */
	probe gc__done(long collected);

	/*
	 * A module that is not yet loaded is about to be looked for.
	 * @module	full name of the module
	 */
	probe import__find__load__start(const char *module);

	/*
	 * A module was looked for, and if found has run.
	 * @module	full name of the module
	 * @found	1: it is loaded, 0: an exception says why not
	 */
	probe import__find__load__done(const char *module, int found);

	/*
	 * An audit event: sys.audit() or its C equal.
	 * @event	name of the event, as the audit events table has it
	 * @arguments	address of the tuple of its arguments, or 0
	 */
	probe audit(const char *event, void *arguments);

	/*
	 * An exception is raised: once for each raise, where it happens, not
	 * in each function that it then leaves.
	 * @type	name of its class
	 * @message	its text, when that is at hand without running code
	 * @file	name of the source file
	 * @function	name of the function
	 * @line	number of the line
	 */
	probe exception__raise(const char *type, const char *message,
	    const char *file, const char *function, int line);

	/*
	 * An exception has reached an except, finally or with statement that
	 * now runs.
	 * @type	name of its class
	 * @message	its text, when that is at hand without running code
	 * @file	name of the source file
	 * @function	name of the function
	 * @line	line of the statement
	 */
	probe exception__handled(const char *type, const char *message,
	    const char *file, const char *function, int line);

	/*
	 * Python code calls something that is not written in Python.
	 * @name	name of the function, method or class
	 * @owner	module or class that it belongs to
	 * @file	name of the caller's source file
	 * @line	line that calls
	 */
	probe c__call__entry(const char *name, const char *owner,
	    const char *file, int line);

	/*
	 * A call of something that is not written in Python has ended.
	 * @name	name of the function, method or class
	 * @owner	module or class that it belongs to
	 * @file	name of the caller's source file
	 * @line	line that has called
	 * @raised	1: by an exception
	 */
	probe c__call__return(const char *name, const char *owner,
	    const char *file, int line, int raised);
};

#pragma D attributes Evolving/Evolving/Common provider python provider
#pragma D attributes Evolving/Evolving/Common provider python module
#pragma D attributes Evolving/Evolving/Common provider python function
#pragma D attributes Evolving/Evolving/Common provider python name
#pragma D attributes Evolving/Evolving/Common provider python args
