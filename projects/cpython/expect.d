/*
 * What the workload in `workload.py` must show. Statements are about functions
 * of that file, by name: the interpreter itself runs some Python, too.
 */

self int depth;			/* of fib() */
self int open;			/* generators that run */
int living;			/* points */
int imports;

python*:::function-entry
/copyinstr(arg1) == "fib" && basename(copyinstr(arg0)) == "workload.py" &&
    arg2 == 24 && arg3 == 0/
{
	@ok["fib() is called, at line 24 of workload.py"] = count();
	self->depth++;
}

python*:::function-return
/copyinstr(arg1) == "fib" && self->depth == 0/
{
	@bad["fib() returns more often than it is called"] = count();
}

python*:::function-return
/copyinstr(arg1) == "fib" && self->depth > 0/
{
	self->depth--;
}

python*:::function-return
/copyinstr(arg1) == "main" && self->depth == 0/
{
	@ok["each call of fib() has returned when main() does"] = count();
}

python*:::function-entry
/copyinstr(arg1) == "numbers" && arg3 == 1/
{
	@ok["a generator goes on"] = count();
}

python*:::function-entry
/copyinstr(arg1) == "numbers" && arg3 == 2/
{
	@ok["an exception is thrown into a generator"] = count();
}

python*:::function-entry
/copyinstr(arg1) == "numbers"/
{
	self->open++;
}

python*:::function-return
/copyinstr(arg1) == "numbers"/
{
	self->open--;
}

python*:::function-return
/copyinstr(arg1) == "numbers" && arg3 == 1/
{
	@ok["a generator yields"] = count();
}

python*:::function-return
/copyinstr(arg1) == "generators" && self->open == 0/
{
	@ok["a generator is left as often as it is entered"] = count();
}

python*:::function-return
/copyinstr(arg1) == "generators" && self->open != 0/
{
	@bad["a generator is not left as often as it is entered"] = count();
}

python*:::function-return
/copyinstr(arg1) == "refuse" && arg3 == 2/
{
	@ok["an exception leaves refuse()"] = count();
}

python*:::function-return
/copyinstr(arg1) == "refuse" && arg3 != 2/
{
	@bad["refuse() returns"] = count();
}

python*:::line
/copyinstr(arg1) == "lines" && arg2 == 49/
{
	@ok["each turn of a loop shows its line"] = count();
}

python*:::line
/basename(copyinstr(arg0)) == "workload.py" && (arg2 < 1 || arg2 > 129)/
{
	@bad["a line that workload.py does not have"] = count();
}

python*:::exception-raise
/copyinstr(arg0) == "ValueError" && copyinstr(arg1) == "on purpose" &&
    copyinstr(arg3) == "refuse"/
{
	@ok["refuse() raises a ValueError that says: on purpose"] = count();
}

python*:::exception-raise
/copyinstr(arg0) == "ValueError" && copyinstr(arg3) == "exceptions"/
{
	@bad["an exception is new in a function that it only leaves"] =
	    count();
}

python*:::exception-raise
/copyinstr(arg0) == "FileNotFoundError" &&
    copyinstr(arg1) == "No such file or directory"/
{
	@ok["open() of what is not there raises FileNotFoundError"] = count();
}

python*:::exception-handled
/copyinstr(arg0) == "ValueError" && copyinstr(arg3) == "exceptions" &&
    arg4 > 67/
{
	@ok["exceptions() handles a ValueError"] = count();
}

python*:::c-call-entry
/copyinstr(arg0) == "split" && copyinstr(arg1) == "str"/
{
	@ok["str.split is called"] = count();
}

python*:::c-call-return
/copyinstr(arg0) == "int" && arg4 == 1/
{
	@ok["int() ends with an exception"] = count();
}

python*:::c-call-return
/copyinstr(arg0) == "len" && arg4 == 1/
{
	@bad["len() ends with an exception"] = count();
}

python*:::instance-new-start
/copyinstr(arg0) == "Node" && copyinstr(arg1) == "__main__"/
{
	@ok["an instance of __main__.Node is made"] = count();
}

python*:::instance-new-done
/copyinstr(arg0) == "Point" && arg2 != 0/
{
	living++;
}

python*:::instance-delete-start
/copyinstr(arg0) == "Point" && living > 0/
{
	@ok["a Point that was made is freed"] = count();
	living--;
}

python*:::function-return
/copyinstr(arg1) == "instances" && living == 0/
{
	@ok["each Point that was made is freed in the end"] = count();
}

python*:::instance-delete-done
/copyinstr(arg0) == "Node"/
{
	@ok["the garbage collector frees cycles of Nodes"] = count();
}

python*:::gc-start
/arg0 == 2/
{
	@ok["gc.collect() looks at all generations"] = count();
}

python*:::gc-start
/arg0 < 0 || arg0 > 2/
{
	@bad["a collection of a generation that there is not"] = count();
}

python*:::gc-done
/arg0 >= 50/
{
	@ok["a collection finds the cycles"] = count();
}

python*:::import-find-load-start
/copyinstr(arg0) == "colorsys"/
{
	imports++;
}

python*:::import-find-load-done
/copyinstr(arg0) == "colorsys" && arg1 == 1 && imports == 1/
{
	@ok["colorsys is imported"] = count();
}

python*:::import-find-load-done
/copyinstr(arg0) == "no_such_module" && arg1 == 0/
{
	@ok["what is not there is not imported"] = count();
}

python*:::audit
/copyinstr(arg0) == "workload.event" && arg1 != 0/
{
	@ok["sys.audit() is an event with arguments"] = count();
}
