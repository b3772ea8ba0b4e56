/*
 * What the workload in `driver` must show: exact counts of workload/main.lua.
 */

int fibs, tails, hooks, left, returned, waiting, ready, made, freed;

self int depth[uintptr_t];	/* functions that run in a thread */
self uintptr_t state;

lua*:::state-open
{
	self->state = arg0;
}

lua*:::state-close
/arg0 == self->state && arg1 > 10000/
{
	@ok["the state that was opened is closed"] = count();
}

lua*:::function-entry
/copyinstr(arg1) == "fib" && copyinstr(arg2) == "main.lua" && arg3 == 5/
{
	fibs++;
}

END
/fibs == 360/
{
	@ok["fib(10) and fib(2), each twice, is 360 calls at main.lua:5"] =
	    count();
}

lua*:::function-entry
/copyinstr(arg1) == "main chunk" && copyinstr(arg2) == "./shapes.lua" &&
    arg3 == 0/
{
	@ok["a module is a main chunk"] = count();
}

lua*:::function-entry
/copyinstr(arg1) == "area" && copyinstr(arg2) == "./shapes.lua"/
{
	@ok["a function of a table is called"] = count();
}

lua*:::function-return
/arg3 == 11 && arg4 == 1/
{
	tails++;
}

END
/tails == 100/
{
	@ok["loop(100) takes the place of its caller 100 times"] = count();
}

lua*:::function-entry, lua*:::cfunction-entry
{
	self->depth[arg0]++;
}

lua*:::function-return, lua*:::cfunction-return
/self->depth[arg0] == 0/
{
	@bad["a function ends that did not start"] = count();
}

lua*:::function-return, lua*:::cfunction-return
/self->depth[arg0] > 0/
{
	self->depth[arg0]--;
}

lua*:::coroutine-done
/self->depth[arg0] == 0/
{
	@ok["a coroutine ends when all its functions have"] = count();
}

lua*:::coroutine-done
/self->depth[arg0] != 0/
{
	@bad["a coroutine has ended, and a function of it has not"] = count();
}

lua*:::state-close
/self->depth[arg0] == 0/
{
	@ok["all functions of the main thread have ended in the end"] =
	    count();
}

lua*:::function-return
/arg4 == 2 && (copyinstr(arg1) == "inner" || copyinstr(arg1) == "?") &&
    copyinstr(arg2) == "main.lua" && (arg3 == 17 || arg3 == 21)/
{
	left++;
}

END
/left == 2/
{
	@ok["an error leaves inner() and its caller, which pcall() called"] =
	    count();
}

lua*:::cfunction-entry
/copyinstr(arg1) == "sort" && copyinstr(arg2) == "./shapes.lua" && arg3 == 8/
{
	@ok["table.sort() is called at shapes.lua:8"] = count();
}

lua*:::cfunction-return
/copyinstr(arg1) == "error" && copyinstr(arg2) == "main.lua" && arg4 == 2/
{
	@ok["error() does not return"] = count();
}

lua*:::cfunction-return
/copyinstr(arg1) == "sethook" && arg4 == 0/
{
	hooks++;
}

END
/hooks == 2/
{
	@ok["debug.sethook() takes nothing from the probes"] = count();
}

lua*:::error-raise
/arg1 == 2 && copyinstr(arg2) == "main.lua:18: no such luck" &&
    copyinstr(arg3) == "main.lua" && arg4 == 18/
{
	@ok["an error is raised at main.lua:18"] = count();
}

lua*:::error-raise
/arg1 == 2 && copyinstr(arg2) == "(error object is a table value)"/
{
	@ok["an error need not be a string"] = count();
}

lua*:::error-raise
/arg1 == 3/
{
	@ok["a syntax error"] = count();
}

lua*:::error-raise
/arg1 == 4 && copyinstr(arg2) == "not enough memory"/
{
	@ok["no memory"] = count();
}

lua*:::alloc-fail
/arg0 >= 3 << 25 && arg1 > 10000/
{
	@ok["the allocator cannot give 96 MB"] = count();
}

lua*:::gc-start
{
	waiting++;
}

lua*:::gc-done
/waiting != 1/
{
	@bad["the collector is done that did not start"] = count();
}

lua*:::gc-done
{
	waiting = 0;
}

lua*:::gc-done
/copyinstr(arg0) == "step" && arg2 == 0/
{
	@ok["a step of the collector, more of them follow"] = count();
}

lua*:::gc-done
/copyinstr(arg0) == "step" && arg2 == 1/
{
	@ok["a step of the collector finishes its cycle"] = count();
}

lua*:::gc-done
/copyinstr(arg0) == "generational"/
{
	@ok["a young collection"] = count();
}

lua*:::gc-done
/copyinstr(arg0) == "full" && arg1 > 10000/
{
	@ok["collectgarbage() does all at once"] = count();
}

lua*:::gc-done
/copyinstr(arg0) == "emergency"/
{
	@ok["an emergency collection"] = count();
}

lua*:::load-start
/copyinstr(arg1) == "answer"/
{
	ready = 1;
}

lua*:::load-done
/copyinstr(arg1) == "answer" && arg2 == 0 && copyinstr(arg3) == "" && ready/
{
	@ok["a chunk is loaded"] = count();
}

lua*:::load-done
/copyinstr(arg1) == "broken" && arg2 == 3 &&
    strstr(copyinstr(arg3), "unexpected symbol") != 0/
{
	@ok["a chunk with a syntax error is not"] = count();
}

lua*:::require-start
/copyinstr(arg1) == "nosuchmodule"/
{
	@ok["a module is searched that nobody has"] = count();
}

lua*:::require-done
/copyinstr(arg1) == "shapes" && copyinstr(arg2) == "./shapes.lua"/
{
	@ok["require() finds ./shapes.lua"] = count();
}

lua*:::require-done
/copyinstr(arg1) == "nosuchmodule"/
{
	@bad["that module is there"] = count();
}

lua*:::coroutine-create
/arg1 == self->state/
{
	made++;
}

lua*:::coroutine-resume
/arg1 == self->state && arg2 == 1/
{
	@ok["a coroutine is started with one value"] = count();
}

lua*:::coroutine-yield
/arg1 == 2/
{
	@ok["a coroutine yields two values"] = count();
}

lua*:::coroutine-done
/arg1 == 0/
{
	returned++;
}

lua*:::coroutine-done
/arg1 == 2/
{
	@ok["an error ends a coroutine"] = count();
}

END
/returned == 1/
{
	@ok["the other coroutine returns"] = count();
}

lua*:::coroutine-free
{
	freed++;
}

END
/made == 2 && freed == 2/
{
	@ok["two coroutines are made and freed"] = count();
}

lua*:::table-rehash
/arg2 == 513 && copyinstr(arg3) == "main.lua"/
{
	@ok["a table gets room for its 513th key"] = count();
}

lua*:::strings-resize
/arg1 == 2 * arg0/
{
	@ok["the table of strings doubles"] = count();
}
