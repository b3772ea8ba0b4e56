/*
 * What the workload must show: exact counts of workload/main.rb, by its lines.
 * The interpreter runs some Ruby of its own.
 */

self int depth[uintptr_t];	/* methods and blocks that run in a fiber */
self int calls[uintptr_t];	/* methods of C that run in it */
self uintptr_t fiber;
self int waits;			/* for the collector */
self int requires;
int fibs, leaves, tails, lengths, readers, points, switches;
int created, ended, lastgc;

ruby*:::method-entry
/copyinstr(arg1) == "fib" && copyinstr(arg0) == "Object" &&
    basename(copyinstr(arg2)) == "main.rb" && arg3 == 5/
{
	fibs++;
}

END
/fibs == 384/
{
	@ok["fib(10), twice, and fib(5), twice, are 384 calls, from main.rb:5 on"] =
	    count();
}

ruby*:::method-entry, ruby*:::block-entry
{
	self->depth[self->fiber]++;
}

ruby*:::method-return, ruby*:::block-return
/self->depth[self->fiber] < 1/
{
	@bad["a method or block is left that was not entered"] = count();
}

ruby*:::method-return, ruby*:::block-return
{
	self->depth[self->fiber]--;
}

ruby*:::cmethod-entry
{
	self->calls[self->fiber]++;
}

ruby*:::cmethod-return
/self->calls[self->fiber] < 1/
{
	@bad["a method of C returns that was not called"] = count();
}

ruby*:::cmethod-return
{
	self->calls[self->fiber]--;
}

ruby*:::method-return
/copyinstr(arg1) == "leaves" && self->depth[self->fiber] == 0/
{
	@ok["leaves() was called by no method, and neither is what it called left open"] = count();
}

ruby*:::method-return
/copyinstr(arg1) == "leaves" && self->depth[self->fiber] != 0/
{
	@bad["what leaves() called is still open"] = count();
}

ruby*:::method-return
/copyinstr(arg1) == "refuse" && arg3 == 23/
{
	@ok["an exception leaves refuse() at main.rb:23"] = count();
}

ruby*:::method-return
/copyinstr(arg1) == "leave"/
{
	leaves++;
}

END
/leaves == 3/
{
	@ok["leave() is left by an exception, a throw and a return in a block"] =
	    count();
}

ruby*:::method-return
/copyinstr(arg1) == "count_down"/
{
	tails++;
}

END
/tails == 101/
{
	@ok["count_down() ends 101 times, 100 of them in a tail call"] = count();
}

ruby*:::method-entry
/copyinstr(arg1) == "length" && copyinstr(arg0) == "Point" && arg3 == 19/
{
	lengths++;
}

END
/lengths == 10/
{
	@ok["a method made by define_method is called 10 times"] = count();
}

ruby*:::method-entry
/copyinstr(arg1) == "greet" && copyinstr(arg0) == "Object"/
{
	@ok["a method of one object is called"] = count();
}

ruby*:::method-entry
/copyinstr(arg1) == "origin" && copyinstr(arg0) == "Point"/
{
	@ok["a method of a class is called"] = count();
}

ruby*:::cmethod-entry
/copyinstr(arg0) == "Point" && (copyinstr(arg1) == "x" || copyinstr(arg1) == "y=")/
{
	readers++;
}

END
/readers == 20/
{
	@ok["10 attributes are read, and 10 are written"] = count();
}

ruby*:::cmethod-entry
/copyinstr(arg1) == "hypot" && basename(copyinstr(arg2)) == "main.rb" && arg3 == 19/
{
	@ok["main.rb:19 calls Math.hypot"] = count();
}

ruby*:::cmethod-return
/copyinstr(arg1) == "throw"/
{
	@ok["throw does not return, and is left"] = count();
}

ruby*:::block-entry
/strstr(copyinstr(arg0), "block in ") == 0 && arg2 == 55/
{
	@bad["a block without a name"] = count();
}

ruby*:::block-entry
/strstr(copyinstr(arg0), "blocks") != 0 && arg2 == 55/
{
	@ok["the lambda at main.rb:55 is called"] = count();
}

ruby*:::block-return
/strstr(copyinstr(arg0), "blocks") != 0 && arg2 == 56/
{
	@ok["break leaves a block"] = count();
}

ruby*:::raise
/copyinstr(arg0) == "ArgumentError" && arg2 == 23 && copyinstr(arg3) == "on purpose"/
{
	@ok["main.rb:23 raises an ArgumentError that says: on purpose"] = count();
}

ruby*:::raise
/copyinstr(arg0) == "ArgumentError" && strstr(copyinstr(arg3), "Integer") != 0/
{
	@ok["Integer() raises one, too"] = count();
}

ruby*:::require-entry, ruby*:::load-entry
{
	self->requires++;
}

ruby*:::require-return, ruby*:::load-return
/self->requires < 1/
{
	@bad["require or load ends that did not start"] = count();
}

ruby*:::require-return, ruby*:::load-return
{
	self->requires--;
}

ruby*:::require-return
/copyinstr(arg0) == "./shapes" && arg4 == 1 &&
    basename(copyinstr(arg3)) == "shapes.rb"/
{
	@ok["require loads shapes.rb"] = count();
}

ruby*:::require-return
/copyinstr(arg0) == "./shapes" && arg4 == 0/
{
	@ok["and does not load it again"] = count();
}

ruby*:::require-return
/copyinstr(arg0) == "no_such_file" && arg4 == -1 && copyinstr(arg3) == "" &&
    self->requires == 0/
{
	@ok["what is not there is not required"] = count();
}

ruby*:::load-return
/copyinstr(arg0) == "./shapes.rb" && arg3 == 1/
{
	@ok["load loads it again"] = count();
}

ruby*:::load-return
/copyinstr(arg0) == "./fails.rb" && arg3 == -1 && self->requires == 0/
{
	@ok["a file that raises an exception is not loaded"] = count();
}

ruby*:::object-create
/copyinstr(arg0) == "Point" && basename(copyinstr(arg1)) == "main.rb"/
{
	points++;
}

END
/points == 60/
{
	@ok["60 Points are made"] = count();
}

ruby*:::hash-create
/arg0 == 4 && basename(copyinstr(arg1)) == "main.rb"/
{
	@ok["a Hash of two keys is made"] = count();
}

ruby*:::symbol-create
/copyinstr(arg0) == "symbol_of_50"/
{
	@ok["a Symbol is made of a String"] = count();
}

ruby*:::parse-begin
/basename(copyinstr(arg0)) == "main.rb" && arg1 < 2/
{
	@ok["main.rb is parsed"] = count();
}

ruby*:::parse-end
/basename(copyinstr(arg0)) == "main.rb" && arg1 > 100/
{
	@ok["to its end"] = count();
}

ruby*:::gc-enter
/self->waits != 0/
{
	@bad["a pause in a pause"] = count();
}

ruby*:::gc-enter
{
	self->waits++;
}

ruby*:::gc-exit
{
	self->waits--;
}

ruby*:::gc-start
/copyinstr(arg1) == "major" && copyinstr(arg2) == "force" && self->waits == 1/
{
	@ok["GC.start is a major collection"] = count();
}

ruby*:::gc-start
/copyinstr(arg1) == "minor" && copyinstr(arg2) == "method"/
{
	@ok["GC.start(full_mark: false) is a minor one"] = count();
}

ruby*:::gc-start
/copyinstr(arg2) == "newobj"/
{
	@ok["objects that are made want a collection"] = count();
}

ruby*:::gc-start
/arg0 > 1 && arg0 != lastgc + 1/
{
	@bad["collections are not counted as they come"] = count();
}

ruby*:::gc-start
{
	lastgc = arg0;
}

ruby*:::gc-done
/arg0 == lastgc && arg1 > 1000 && arg2 > 1000/
{
	@ok["a collection is done, and says what lives"] = count();
}

ruby*:::gc-done
/arg0 != lastgc/
{
	@bad["another collection is done than has started"] = count();
}

ruby*:::fiber-create
/basename(copyinstr(arg1)) == "main.rb" && arg2 == 88/
{
	self->made = arg0;
}

/* A thread's first fiber has no name until it is left. */
ruby*:::fiber-switch
/self->fiber == 0/
{
	self->depth[arg0] = self->depth[0];
	self->calls[arg0] = self->calls[0];
}

ruby*:::fiber-switch
{
	self->fiber = arg1;
	switches++;
}

ruby*:::fiber-switch
/arg0 == self->made && arg2 == 1/
{
	@ok["the fiber ends"] = count();
}

END
/switches == 6/
{
	@ok["it is resumed three times, and goes back as often"] = count();
}

ruby*:::thread-create
/basename(copyinstr(arg1)) == "main.rb" && arg2 == 97/
{
	created++;
	thread[arg0] = 1;
}

ruby*:::thread-done
/thread[arg0]/
{
	ended++;
}

END
/created == 2 && ended == 2/
{
	@ok["two threads are made, and end"] = count();
}

ruby*:::gvl-wait-start
/thread[arg0]/
{
	asked[arg0] = 1;
}

ruby*:::gvl-wait-done
/thread[arg0] && asked[arg0]/
{
	@ok["a thread gets the lock that it asked for"] = count();
}

ruby*:::gvl-release
/thread[arg0]/
{
	@ok["and gives it away"] = count();
}

/*
 * The script is named after the compiler. YJIT, which is that of Ruby 3.1, makes no
 * code while methods are traced.
 */
ruby*:::jit-compile-done
/strstr(copyinstr(arg0), "hot") != 0 && arg2 == 4 &&
    (basename(copyinstr(arg1)) == "rjit.rb" && arg3 == 1 ||
    basename(copyinstr(arg1)) == "yjit.rb" && arg3 == 0)/
{
	@ok["a method that is called often is compiled"] = count();
}
