/*
 * What the workload in `driver` must show: exact counts and lines of
 * workload/main.sh.
 */

int adds, elements, children, ended;

self int depth;		/* of functions and builtins, as entries and returns say */
self uint64_t asked;

sh*:::script-start
/copyinstr(arg0) == "main.sh" && copyinstr(arg1) == "" && arg2 == 0/
{
	@ok["a script is started"] = count();
}

sh*:::script-start
/copyinstr(arg1) == "cat main.sh | grep -c \"^greet()\""/
{
	@ok["a shell is given commands with -c"] = count();
}

sh*:::script-start
/arg2 == 1/
{
	@ok["a shell is interactive"] = count();
}

sh*:::script-done
/copyinstr(arg0) == "main.sh" && arg1 == 0/
{
	@ok["the script ends with status 0"] = count();
}

sh*:::source-start
/copyinstr(arg0) == "main.sh" && copyinstr(arg1) == "./library.sh" && arg2 == 2/
{
	@ok["library.sh is sourced at main.sh:2"] = count();
}

sh*:::source-done
/copyinstr(arg0) == "./library.sh" && arg1 == 0/
{
	@ok["library.sh was sourced"] = count();
}

sh*:::function-entry
/copyinstr(arg1) == "add" && copyinstr(arg0) == "./library.sh" && arg2 == 8 &&
    arg3 == 2 && copyinstr(arg5) == "./library.sh" && arg6 == 2/
{
	adds++;
}

END
/adds == 3/
{
	@ok["add() is called three times at library.sh:8"] = count();
}

sh*:::function-entry
/copyinstr(arg1) == "greet" && arg2 == 21 &&
    copyinstr(*(uintptr_t *)copyin(arg4 + 8, 8)) == "world"/
{
	@ok["greet() is called with a word"] = count();
}

sh*:::function-return
/copyinstr(arg0) == "main.sh" && copyinstr(arg1) == "greet" && arg2 == 3 &&
    copyinstr(arg3) == "main.sh"/
{
	@ok["greet() returns 3"] = count();
}

sh*:::builtin-entry
/copyinstr(arg1) == "echo" && arg2 == 19 && arg3 == 3 &&
    copyinstr(arg5) == "echo one two"/
{
	@ok["echo gets the words of the command line"] = count();
}

sh*:::builtin-return
/copyinstr(arg1) == "return" && arg2 == 3/
{
	@ok["return has a return"] = count();
}

sh*:::function-entry, sh*:::builtin-entry
{
	self->depth++;
}

sh*:::function-return, sh*:::builtin-return
/self->depth == 0/
{
	@bad["a function or builtin ends that did not start"] = count();
}

sh*:::function-return, sh*:::builtin-return
/self->depth > 0/
{
	self->depth--;
}

sh*:::trap-start
/copyinstr(arg1) == "EXIT" && self->depth == 1/
{
	@ok["all functions and builtins have ended but exit"] = count();
}

sh*:::command-entry
/copyinstr(arg1) == "/bin/true" && arg2 == 36 && arg3 == 3 &&
    copyinstr(arg5) == "/bin/true --with two words" &&
    copyinstr(arg6) == "/bin/true" && arg7 == 0/
{
	@ok["a program gets its words"] = count();
}

sh*:::command-return
/copyinstr(arg0) == "main.sh" && copyinstr(arg1) == "/bin/sh" && arg2 == 7 &&
    arg3 > 0/
{
	@ok["a program exits with 7"] = count();
}

sh*:::command-entry
/copyinstr(arg1) == "grep" && arg7 == 1/
{
	@ok["the last program of a pipeline takes its shell's place"] = count();
}

sh*:::command-missing
/copyinstr(arg1) == "nosuchcommand" && arg2 == 34/
{
	@ok["there is no nosuchcommand"] = count();
}

sh*:::subshell-entry
/copyinstr(arg0) == "main.sh" && arg1 > 0 && arg2 == 32/
{
	@ok["a subshell at main.sh:32"] = count();
}

sh*:::subshell-return
/copyinstr(arg0) == "main.sh" && arg1 == 4 && arg2 > 0/
{
	@ok["the subshell exits with 4"] = count();
}

sh*:::line
/copyinstr(arg0) == "main.sh" && arg1 == 43/
{
	@ok["the last line"] = count();
}

sh*:::line
/arg1 > 43 && copyinstr(arg0) == "main.sh"/
{
	@bad["a line that the script does not have"] = count();
}

sh*:::variable-set
/copyinstr(arg1) == "what" && copyinstr(arg2) == "world" && arg3 == 5/
{
	@ok["a local variable is set"] = count();
}

sh*:::variable-set
/copyinstr(arg1) == "names" &&
    (copyinstr(arg4) == "0" && copyinstr(arg2) == "ada" ||
    copyinstr(arg4) == "1" && copyinstr(arg2) == "grace" ||
    copyinstr(arg4) == "5" && copyinstr(arg2) == "joan")/
{
	elements++;
}

END
/elements == 3/
{
	@ok["three elements of an array are set"] = count();
}

sh*:::variable-set
/copyinstr(arg1) == "age" && copyinstr(arg4) == "ada" &&
    copyinstr(arg2) == "36"/
{
	@ok["an element of an associative array is set"] = count();
}

sh*:::variable-set
/copyinstr(arg1) == "_"/
{
	@bad["the shell's own $_ is told"] = count();
}

sh*:::variable-unset
/copyinstr(arg0) == "main.sh" && copyinstr(arg1) == "total" && arg2 == 25/
{
	@ok["a variable is unset"] = count();
}

sh*:::trap-start
/copyinstr(arg0) == "main.sh" && copyinstr(arg1) == "SIGUSR1" &&
    copyinstr(arg3) == "echo handled SIGUSR1"/
{
	@ok["the trap of SIGUSR1 runs"] = count();
}

sh*:::trap-done
/copyinstr(arg0) == "SIGUSR1" && arg1 == 0/
{
	@ok["the trap of SIGUSR1 has run"] = count();
}

sh*:::trap-done
/copyinstr(arg0) == "EXIT" && arg1 == 0/
{
	@ok["the trap of EXIT has run"] = count();
}

sh*:::process-start
{
	children++;
}

sh*:::process-start
/copyinstr(arg1) == "sleep 0.01" && arg0 > 0 && arg2 == 1/
{
	@ok["a process in the background"] = count();
}

sh*:::process-done
{
	ended++;
}

sh*:::process-done
/copyinstr(arg1) == "/bin/sh -c 'exit 7'" && arg2 == 7/
{
	@ok["a process exits with 7"] = count();
}

END
/children == ended && children >= 10/
{
	@ok["all processes have ended"] = count();
}

sh*:::substitution-start
/copyinstr(arg0) == "main.sh" && arg1 == 26/
{
	@ok["a command is substituted at main.sh:26"] = count();
}

sh*:::substitution-done
/strstr(copyinstr(arg0), "| wc -l") != 0 && arg1 == 0 && arg2 == 1/
{
	@ok["a command was substituted by one digit"] = count();
}

sh*:::substitution-done
/strstr(copyinstr(arg0), "library.sh") != 0 && arg1 == 0 && arg2 > 80/
{
	@ok["a file was substituted"] = count();
}

sh*:::readline-start
{
	self->asked = timestamp;
}

sh*:::readline-done
/self->asked && copyinstr(arg0) == "echo $answer" && arg1 == 0/
{
	@ok["a line is read from the terminal"] = count();
}

sh*:::readline-done
/arg1 == 1 && copyinstr(arg0) == ""/
{
	@ok["the end of the terminal's input"] = count();
}
