/*
 * What the workload in `driver` must show: exact counts of workload/main.pl,
 * by its lines. The modules of Perl itself run some code, too.
 */

int fibs, hops, landed, sorts, left, jumps, prices, wrong, forks, arrived;
int dispatched, ops_fork, ops_system, firsts, grown, compiled;

self int depth;			/* subs that run */
self int cdepth;		/* subs in C that run */
self int files;			/* files that are being loaded */
self int compiling;		/* files and strings */
self int asked;			/* line of main.pl that has a string compiled */
self int commands;
self uintptr_t from;

perl*:::sub-entry
/copyinstr(arg0) == "fib" && copyinstr(arg1) == "main.pl" && arg2 == 15 &&
    copyinstr(arg3) == "main"/
{
	fibs++;
}

END
/fibs == 1973 + 15/
{
	@ok["fib(15), and fib(5) in a thread, are 1988 calls"] = count();
}

perl*:::sub-entry
{
	self->depth++;
}

perl*:::sub-return
/self->depth == 0/
{
	@bad["a sub ends that has not started"] = count();
}

perl*:::sub-return
/self->depth > 0/
{
	self->depth--;
}

/* A thread's interpreter, whose phase is still RUN, is destroyed in join(). */
perl*:::phase-change
/copyinstr(arg0) == "DESTRUCT" && copyinstr(arg1) == "END" &&
    self->depth == 0 && self->cdepth == 0/
{
	@ok["all subs have ended when the program does"] = count();
}

perl*:::phase-change
/copyinstr(arg0) == "DESTRUCT" && copyinstr(arg1) == "END" &&
    (self->depth != 0 || self->cdepth != 0)/
{
	@bad["a sub has started, and not ended"] = count();
}

perl*:::phase-change
/copyinstr(arg0) == "END" && copyinstr(arg1) == "RUN"/
{
	@ok["the program has run, what is in END follows"] = count();
}

perl*:::sub-return
/copyinstr(arg0) == "hop"/
{
	hops += arg4 == 1;
	landed += arg4 == 0;
}

END
/hops == 100 && landed == 1/
{
	@ok["hop(100) gives its place to itself 100 times"] = count();
}

perl*:::sub-return
/copyinstr(arg0) == "longest" && arg4 == 1/
{
	self->longest = 1;
}

perl*:::xsub-entry
/self->longest && copyinstr(arg0) == "max" && copyinstr(arg3) == "List::Util"/
{
	@ok["a sub gives its place to one in C"] = count();
	self->longest = 0;
}

perl*:::sub-return
/copyinstr(arg0) == "descending" && arg4 == 0/
{
	sorts++;
}

END
/sorts == 1/
{
	@ok["the sub of a sort is entered and left once"] = count();
}

perl*:::sub-return
/arg4 == 2 && (copyinstr(arg0) == "refuse" || copyinstr(arg0) == "passes" ||
    copyinstr(arg0) == "refuses")/
{
	left++;
}

END
/left == 4/
{
	@ok["an exception leaves refuse() and who called it, twice"] =
	    count();
}

perl*:::sub-return
/copyinstr(arg0) == "__ANON__" && arg2 == 56 && arg4 == 2/
{
	jumps++;
}

END
/jumps == 3/
{
	@ok["next leaves a sub three times"] = count();
}

perl*:::xsub-entry
{
	self->cdepth++;
}

perl*:::xsub-return
/self->cdepth == 0/
{
	@bad["a sub in C ends that has not started"] = count();
}

perl*:::xsub-return
/self->cdepth > 0/
{
	self->cdepth--;
}

perl*:::xsub-return
/copyinstr(arg0) == "first" && copyinstr(arg1) == "main.pl" && arg2 == 51 &&
    copyinstr(arg3) == "List::Util"/
{
	@ok["first() ends, though its block dies"] = count();
}

perl*:::op-entry
/copyinstr(arg0) == "fork"/
{
	ops_fork++;
}

perl*:::op-entry
/copyinstr(arg0) == "system"/
{
	ops_system++;
}

END
/ops_fork == 1 && ops_system == 3/
{
	@ok["the program forks once, and calls system() three times"] =
	    count();
}

perl*:::exception-raise
/copyinstr(arg0) == "on purpose\n" && copyinstr(arg1) == "" &&
    copyinstr(arg2) == "main.pl" && arg3 == 40 && arg4 == 1/
{
	@ok["die at line 40 will be caught"] = count();
}

perl*:::exception-raise
/copyinstr(arg0) == "" && copyinstr(arg1) == "Orders::Error" && arg3 == 47/
{
	@ok["an exception may be an object"] = count();
}

perl*:::exception-raise
/strstr(copyinstr(arg0), "Can't call method") != NULL && arg3 == 49/
{
	@ok["the interpreter raises an exception"] = count();
}

perl*:::exception-raise
/arg4 == 0/
{
	@bad["an exception that nobody catches"] = count();
}

perl*:::exception-caught
/copyinstr(arg0) == "on purpose\n" && copyinstr(arg2) == "main.pl" &&
    arg3 == 45/
{
	@ok["the eval at line 45 has caught an exception"] = count();
}

perl*:::loading-file
{
	self->files++;
}

perl*:::loaded-file, perl*:::failed-file
/self->files == 0/
{
	@bad["a file is loaded that nobody wanted"] = count();
}

perl*:::loaded-file, perl*:::failed-file
/self->files > 0/
{
	self->files--;
}

perl*:::phase-change
/copyinstr(arg0) == "END" && self->files == 0 && self->compiling == 0/
{
	@ok["all files and strings have been loaded, or have failed"] =
	    count();
}

perl*:::loading-file
/copyinstr(arg0) == "Orders/Prices.pm" && copyinstr(arg1) == "Orders.pm" &&
    arg2 == 5/
{
	@ok["Orders.pm wants Orders/Prices.pm"] = count();
}

perl*:::loaded-file
/copyinstr(arg0) == "Orders/Prices.pm"/
{
	prices = 1;
}

perl*:::loaded-file
/copyinstr(arg0) == "Orders.pm" && prices/
{
	@ok["Orders.pm is loaded after what it wants"] = count();
}

perl*:::failed-file
/copyinstr(arg0) == "Nowhere.pm" &&
    copyinstr(arg1) == "No such file or directory"/
{
	@ok["Nowhere.pm is not there"] = count();
}

perl*:::failed-file
/copyinstr(arg0) == "Broken.pm" &&
    strstr(copyinstr(arg1), "syntax error at Broken.pm line 3") != NULL/
{
	@ok["Broken.pm cannot be compiled"] = count();
}

perl*:::failed-file
/copyinstr(arg0) == "Untrue.pm" && copyinstr(arg1) == "no true value"/
{
	@ok["Untrue.pm is not true"] = count();
}

perl*:::failed-file
/copyinstr(arg0) == "./absent.pl"/
{
	@ok["absent.pl cannot be done"] = count();
}

perl*:::compile-start
{
	self->compiling++;
	self->asked = copyinstr(arg1) == "main.pl" ? arg2 : 0;
}

perl*:::compile-done
/self->compiling == 0/
{
	@bad["something is compiled that nobody wanted"] = count();
}

perl*:::compile-done
/self->compiling > 0/
{
	self->compiling--;
}

perl*:::compile-done
/self->asked == 70 && arg1 == 1 && copyinstr(arg2) == ""/
{
	@ok["a string is compiled"] = count();
}

perl*:::compile-done
/self->asked == 71 && arg1 == 0 &&
    strstr(copyinstr(arg2), "syntax error") != NULL/
{
	@ok["a string with a syntax error is not"] = count();
}

perl*:::compile-done
/self->asked == 72 && arg1 == 0 &&
    strstr(copyinstr(arg2), "early") != NULL/
{
	@ok["a string that dies while it is compiled is not"] = count();
}

perl*:::regex-compile-done
/strstr(copyinstr(arg0), "^(\\w)(\\w*)") != NULL && arg1 == 2/
{
	compiled++;
}

END
/compiled == 3/
{
	@ok["three regular expressions with two groups each"] = count();
}

perl*:::regex-compile-start
/copyinstr(arg0) == "(" && arg2 == 82/
{
	wrong++;
}

perl*:::regex-compile-done
/copyinstr(arg0) == "("/
{
	@bad["that regular expression is wrong"] = count();
}

END
/wrong == 1/
{
	@ok["a wrong regular expression is not compiled"] = count();
}

perl*:::regex-match-start
/arg1 == 25 && arg3 == 84/
{
	self->slow = 1;
}

perl*:::regex-match-done
/self->slow && copyinstr(arg0) == "(?^:^(a|aa)+$)" && arg1 == 0 && arg3 == 84/
{
	@ok["25 bytes do not match"] = count();
	self->slow = 0;
}

perl*:::process-fork
/copyinstr(arg1) == "main.pl" && arg0 > 1/
{
	forks++;
}

END
/forks == 5/
{
	@ok["fork(), a command in backticks and three system() are 5 forks"] =
	    count();
}

perl*:::process-exec
/copyinstr(arg0) == "echo from a child" && arg2 == 92/
{
	@ok["a child executes the command in backticks"] = count();
}

perl*:::process-exec
/copyinstr(arg0) == "sh -c exit 4" && copyinstr(arg1) == "main.pl"/
{
	@ok["a child executes another program"] = count();
}

perl*:::system-start
/copyinstr(arg0) == "sh -c exit 3" && arg2 == 89/
{
	self->commands = 1;
}

perl*:::system-done
/self->commands && arg0 > 1 && arg1 == 3 << 8 && arg3 == 89/
{
	@ok["sh -c exit 3 ends with that status"] = count();
	self->commands = 0;
}

perl*:::system-done
/arg1 == -1 && arg3 == 91/
{
	@ok["a program that is not there is not started"] = count();
}

perl*:::signal-arrive
/copyinstr(arg1) == "USR1"/
{
	arrived++;
}

perl*:::signal-dispatch
/copyinstr(arg1) == "USR1" && copyinstr(arg2) == "on_signal" &&
    copyinstr(arg3) == "main"/
{
	dispatched++;
}

END
/arrived == 3 && dispatched == 3/
{
	@ok["three signals arrive and are handled"] = count();
}

perl*:::arena-grow
/copyinstr(arg0) == "hash entry" && arg1 >= 4000/
{
	grown++;
}

END
/grown > 20/
{
	@ok["a hash of 5000 entries makes arenas grow"] = count();
}

perl*:::clone-start
{
	self->from = arg0;
}

perl*:::clone-done
/self->from && arg0 == self->from && arg1 != arg0/
{
	@ok["a thread is a clone of the interpreter"] = count();
}

perl*:::phase-change
/copyinstr(arg0) == copyinstr(arg1)/
{
	@bad["a phase follows itself"] = count();
}
