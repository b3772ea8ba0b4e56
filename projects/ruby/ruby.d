/*
 * The provider of Ruby. The names and the first arguments of 22 probes are
 * upstream's, since 2.0; the others are added.
 *
 * In one fiber, each method-entry, cmethod-entry and block-entry is followed by
 * its return; but nothing that a SystemStackError leaves returns, and a fiber
 * that is never resumed again does not end.
 */
provider ruby {
	/*
	 * A method written in Ruby begins; one that define_method made, too.
	 * @class	name of its class or module; of a method that one
	 *		object alone has, the name of the object's class
	 * @method	name of the method
	 * @file	name of the source file of the method
	 * @line	first line of its body
	 */
	probe method__entry(const char *class, const char *method,
	    const char *file, int line);

	/*
	 * A method written in Ruby returns, gives its place to another one
	 * in a tail call, or is left by an exception, a throw or a break.
	 * @class	as in method-entry
	 * @method	name of the method
	 * @file	name of the source file of the method
	 * @line	line that it is left at
	 */
	probe method__return(const char *class, const char *method,
	    const char *file, int line);

	/*
	 * A method written in C is about to be called; so are readers and
	 * writers of attributes and of members of a Struct. What the
	 * interpreter does without a call, such as adding two Integers,
	 * fires nothing.
	 * @class	name of its class or module
	 * @method	name of the method
	 * @file	name of the caller's source file
	 * @line	line that calls
	 */
	probe cmethod__entry(const char *class, const char *method,
	    const char *file, int line);

	/*
	 * A method written in C has returned, or is left by an exception, a
	 * throw or a break.
	 * @class	name of its class or module
	 * @method	name of the method
	 * @file	name of the caller's source file
	 * @line	line that called
	 */
	probe cmethod__return(const char *class, const char *method,
	    const char *file, int line);

	/*
	 * A block, proc or lambda written in Ruby begins. One that is a
	 * method, by define_method, fires method-entry instead.
	 * @label	what backtraces call it: "block in each_pair"
	 * @file	name of the source file of the block
	 * @line	first line of it that runs
	 */
	probe block__entry(const char *label, const char *file, int line);

	/*
	 * A block, proc or lambda is left, in whatever way.
	 * @label	what backtraces call it
	 * @file	name of the source file of the block
	 * @line	line that it is left at
	 */
	probe block__return(const char *label, const char *file, int line);

	/*
	 * require is called, or require_relative, or an autoload is due.
	 * @feature	what is required, as it was asked for
	 * @file	name of the source file that does it
	 * @line	line in it
	 */
	probe require__entry(const char *feature, const char *file, int
	    line);

	/*
	 * require is done, whether it has loaded a file or not.
	 * @feature	what was required, as it was asked for
	 * @file	name of the source file that does it
	 * @line	line in it
	 * @path	the file that was found, "" if none
	 * @result	1: it was loaded, 0: it had been loaded before, -1:
	 *		it was not found, or has raised an exception
	 */
	probe require__return(const char *feature, const char *file, int
	    line, const char *path, int result);

	/*
	 * The file that is required is about to be looked for.
	 * @feature	what is required, as it was asked for
	 * @file	name of the source file that does it
	 * @line	line in it
	 */
	probe find__require__entry(const char *feature, const char *file,
	    int line);

	/*
	 * The file was looked for.
	 * @feature	what is required, as it was asked for
	 * @file	name of the source file that does it
	 * @line	line in it
	 */
	probe find__require__return(const char *feature, const char *file,
	    int line);

	/*
	 * load is called.
	 * @name	what is to be loaded, as it was asked for
	 * @file	name of the source file that does it
	 * @line	line in it
	 */
	probe load__entry(const char *name, const char *file, int line);

	/*
	 * load is done.
	 * @name	what was to be loaded, as it was asked for
	 * @file	name of the source file that does it
	 * @line	line in it
	 * @result	1: it was loaded, -1: it was not found, or has raised
	 *		an exception
	 */
	probe load__return(const char *name, const char *file, int line, int
	    result);

	/*
	 * An exception is raised: where it happens, and again where a rescue
	 * passes it on with another raise.
	 * @class	name of its class
	 * @file	name of the source file that does it
	 * @line	line in it
	 * @message	its message, "" when that is not at hand without
	 *		running code
	 */
	probe raise(const char *class, const char *file, int line,
	    const char *message);

	/*
	 * An object is about to be made, by Class#new or allocate. The
	 * classes below have probes of their own.
	 * @class	name of its class
	 * @file	name of the source file that does it
	 * @line	line in it
	 */
	probe object__create(const char *class, const char *file, int line);

	/*
	 * An Array is about to be made.
	 * @length	elements that it has room for, or that it has
	 * @file	name of the source file that does it
	 * @line	line in it
	 */
	probe array__create(long length, const char *file, int line);

	/*
	 * A Hash is about to be made.
	 * @length	keys and values that it is made with
	 * @file	name of the source file that does it
	 * @line	line in it
	 */
	probe hash__create(long length, const char *file, int line);

	/*
	 * A String is about to be made.
	 * @length	bytes that it has room for, or that it has
	 * @file	name of the source file that does it
	 * @line	line in it
	 */
	probe string__create(long length, const char *file, int line);

	/*
	 * A Symbol is about to be made: the first time that its name is
	 * used.
	 * @name	the name
	 * @file	name of the source file that does it
	 * @line	line in it
	 */
	probe symbol__create(const char *name, const char *file, int line);

	/*
	 * A source text is about to be parsed.
	 * @file	name of the source file, "-e", "(eval ...)"
	 * @line	line that it starts at
	 */
	probe parse__begin(const char *file, int line);

	/*
	 * A source text was parsed.
	 * @file	name of the source file
	 * @line	line that it ends at
	 */
	probe parse__end(const char *file, int line);

	/*
	 * The collector starts to mark, or to mark step by step.
	 */
	probe gc__mark__begin();

	/*
	 * All is marked, or the first step is done.
	 */
	probe gc__mark__end();

	/*
	 * The collector is about to sweep some pages.
	 */
	probe gc__sweep__begin();

	/*
	 * It has swept these pages.
	 */
	probe gc__sweep__end();

	/*
	 * A garbage collection begins. Its work may be done in many pauses.
	 * @count	how many have begun with this one, as GC.count
	 * @kind	"minor": only young objects, or "major"
	 * @reason	why it is due, in the words of GC.latest_gc_info: of
	 *		a major one nofree, oldgen, shady, oldmalloc or
	 *		force, of a minor one newobj, malloc, method, capi or
	 *		stress
	 */
	probe gc__start(unsigned long count, const char *kind,
	    const char *reason);

	/*
	 * The last page of a garbage collection is swept.
	 * @count	which collection it is
	 * @live	slots that hold objects now
	 * @free	slots that are free now
	 */
	probe gc__done(unsigned long count, unsigned long live,
	    unsigned long free);

	/*
	 * The program begins to wait for the garbage collector.
	 * @work	"start" of a collection, "continue" with it, the
	 *		"rest" of it at once, "finalizer" at the end
	 */
	probe gc__enter(const char *work);

	/*
	 * The program goes on.
	 * @work	as in gc-enter
	 */
	probe gc__exit(const char *work);

	/*
	 * A fiber is made.
	 * @fiber	its address, the same in all probes of it
	 * @file	name of the source file that does it
	 * @line	line in it
	 */
	probe fiber__create(uintptr_t fiber, const char *file, int line);

	/*
	 * A thread leaves one fiber for another one.
	 * @from	the fiber that it leaves
	 * @to		the fiber that it goes on with
	 * @ended	1: the first one has ended, 0: it may go on later
	 */
	probe fiber__switch(uintptr_t from, uintptr_t to, int ended);

	/*
	 * A thread is made, by the one that this fires in.
	 * @thread	the new one's address, the same in all probes of it
	 * @file	name of the source file that does it
	 * @line	line in it
	 */
	probe thread__create(uintptr_t thread, const char *file, int line);

	/*
	 * A thread has ended.
	 * @thread	which one
	 */
	probe thread__done(uintptr_t thread);

	/*
	 * A thread wants to run Ruby code, and asks for the lock that one
	 * thread at a time has (GVL). This may fire in the thread that wakes
	 * it up.
	 * @thread	which one wants
	 */
	probe gvl__wait__start(uintptr_t thread);

	/*
	 * A thread has the lock, and goes on.
	 * @thread	which one
	 */
	probe gvl__wait__done(uintptr_t thread);

	/*
	 * A thread gives the lock away, since it is about to wait for
	 * something, or since its time is over.
	 * @thread	which one
	 */
	probe gvl__release(uintptr_t thread);

	/*
	 * The JIT compiler, YJIT or RJIT, is about to compile a method or a
	 * block.
	 * @label	its name in backtraces
	 * @file	name of the source file
	 * @line	line that it begins at
	 */
	probe jit__compile__start(const char *label, const char *file, int
	    line);

	/*
	 * The JIT compiler is done with it.
	 * @label	its name in backtraces
	 * @file	name of the source file
	 * @line	line that it begins at
	 * @compiled	1: there is code for it, 0: there is none, or none
	 *		yet
	 */
	probe jit__compile__done(const char *label, const char *file, int
	    line, int compiled);
};

#pragma D attributes Stable/Evolving/Common provider ruby provider
#pragma D attributes Stable/Evolving/Common provider ruby module
#pragma D attributes Stable/Evolving/Common provider ruby function
#pragma D attributes Evolving/Evolving/Common provider ruby name
#pragma D attributes Evolving/Evolving/Common provider ruby args
