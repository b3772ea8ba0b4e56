/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The probes of bash. Those that the sh provider of other systems' shells has
 * (all but the last four kinds) have its names, and its arguments first; what
 * follows them is bash's own.
 *
 * Strings end with NUL and are "" rather than NULL when there is none. A file
 * is a script or a file that it sources, as in error messages; in an
 * interactive shell, and for -c, it is $0. A status is what $? shows: 128 and
 * more for signals. Words that were expanded are a vector, argc pointers long,
 * and a text with blanks in between.
 *
 * In one process, starts and ends are nested, and each start has its end,
 * unless the process ends in between, or is replaced by a program; `set -e',
 * `exit' and errors that make the shell drop what it does skip ends likewise.
 */
provider sh {
	/*
	 * The shell is about to read its first command; its startup files were
	 * read before.
	 * @file	the script
	 * @text	commands that were given with -c
	 * @interactive	1 in an interactive shell, otherwise 0
	 */
	probe script__start(char *file, char *text, int interactive);

	/*
	 * The shell exits. Subshells have no such probe, nor has a shell that
	 * a program replaces: after `exec', and for the last command of -c.
	 * @file	the script
	 * @status	exit status
	 */
	probe script__done(char *file, int status);

	/*
	 * A function is called.
	 * @file	where it is called
	 * @function	its name
	 * @line	line of the call
	 * @argc	number of words, its name included
	 * @argv	the words
	 * @source	file that defines it
	 * @start	line where its body starts
	 */
	probe function__entry(char *file, char *function, int line, int argc,
	    char **argv, char *source, int start);

	/*
	 * A function returns.
	 * @file	where it was called
	 * @function	its name
	 * @status	what it returns
	 * @source	file that defines it
	 */
	probe function__return(char *file, char *function, int status,
	    char *source);

	/*
	 * A builtin command is about to run. exit, exec and the like have no
	 * return, nor has an eval that `return' leaves.
	 * @file	where it is called
	 * @builtin	its name
	 * @line	line of the call
	 * @argc	number of words, its name included
	 * @argv	the words
	 * @text	the words as one text
	 */
	probe builtin__entry(char *file, char *builtin, int line, int argc,
	    char **argv, char *text);

	/*
	 * A builtin command has run.
	 * @file	where it was called
	 * @builtin	its name
	 * @status	its exit status
	 */
	probe builtin__return(char *file, char *builtin, int status);

	/*
	 * A program is about to be started.
	 * @file	where it is called
	 * @command	its name, as it was called
	 * @line	line of the call
	 * @argc	number of words, its name included
	 * @argv	the words
	 * @text	the words as one text
	 * @path	file of the program
	 * @inplace	0: a child process is made for it; 1: this process
	 *		becomes it, as parts of a pipeline do, and the last
	 *		command of a subshell or of -c: no return follows
	 */
	probe command__entry(char *file, char *command, int line, int argc,
	    char **argv, char *text, char *path, int inplace);

	/*
	 * The shell has waited for a program. It does not wait for those in
	 * the background: see process-done.
	 * @file	where it was called
	 * @command	its name, as it was called
	 * @status	its exit status
	 * @process	its process ID
	 */
	probe command__return(char *file, char *command, int status,
	    int process);

	/*
	 * There is no such command: no function, builtin, or program in $PATH.
	 * @file	where it is called
	 * @command	the name
	 * @line	line of the call
	 */
	probe command__missing(char *file, char *command, int line);

	/*
	 * A subshell was forked: for ( ), for a compound command in a pipeline
	 * or in the background.
	 * @file	where it stands
	 * @process	process ID of the subshell
	 * @line	line where it stands
	 * @text	its commands
	 */
	probe subshell__entry(char *file, int process, int line, char *text);

	/*
	 * The shell has waited for a subshell. Of a pipeline it waits for the
	 * last part only, and not at all for what is in the background.
	 * @file	where it stands
	 * @status	exit status
	 * @process	process ID of the subshell
	 */
	probe subshell__return(char *file, int status, int process);

	/*
	 * A command is about to be executed: a simple one, or the head of a
	 * compound one. Several may stand in a line.
	 * @file	where it stands
	 * @line	the line
	 */
	probe line(char *file, int line);

	/*
	 * A variable, or an element of an array, was set. $_ is left out, and
	 * what the shell sets for itself before it reads its startup files.
	 * @file	where that happened
	 * @variable	name of the variable
	 * @value	its new value
	 * @line	line where that happened
	 * @subscript	which element, "" for what is no array
	 */
	probe variable__set(char *file, char *variable, char *value, int line,
	    char *subscript);

	/*
	 * A variable was unset.
	 * @file	where that happened
	 * @variable	its name
	 * @line	line where that happened
	 */
	probe variable__unset(char *file, char *variable, int line);

	/*
	 * A file is about to be executed in this shell: by `source', or because
	 * it is a startup file.
	 * @file	where it is sourced
	 * @source	the file
	 * @line	line of the call
	 */
	probe source__start(char *file, char *source, int line);

	/*
	 * A file was executed.
	 * @source	the file
	 * @status	status of its last command
	 */
	probe source__done(char *source, int status);

	/*
	 * The commands of a trap are about to run.
	 * @file	where the shell is
	 * @signal	name as in "SIGINT", "EXIT", "DEBUG", "ERR", "RETURN"
	 * @line	line where the shell is
	 * @text	the commands
	 */
	probe trap__start(char *file, char *signal, int line, char *text);

	/*
	 * The commands of a trap have run.
	 * @signal	as in trap-start
	 * @status	status of the last one
	 */
	probe trap__done(char *signal, int status);

	/*
	 * A child process was made: for a program, a subshell, a part of a
	 * pipeline, or a command substitution.
	 * @process	its process ID
	 * @text	what it executes, not expanded; "" for a substitution
	 * @background	1 if the shell does not wait for it, otherwise 0
	 */
	probe process__start(int process, char *text, int background);

	/*
	 * The shell has learned that a child process has ended.
	 * @process	its process ID
	 * @text	as in process-start
	 * @status	exit status
	 */
	probe process__done(int process, char *text, int status);

	/*
	 * A command is about to be substituted by its output: $( ), ` `, ${ }.
	 * @file	where it stands
	 * @line	line where it stands
	 * @text	the command
	 */
	probe substitution__start(char *file, int line, char *text);

	/*
	 * A command was substituted.
	 * @text	the command
	 * @status	exit status
	 * @length	length of its output, without newlines at its end
	 */
	probe substitution__done(char *text, int status, size_t length);

	/*
	 * An interactive shell is about to read a line.
	 * @prompt	the prompt; what readline does not show stands between
	 *		bytes 1 and 2
	 */
	probe readline__start(char *prompt);

	/*
	 * An interactive shell has read a line.
	 * @line	the line, without the newline
	 * @eof		1 at the end of input, when there is no line
	 */
	probe readline__done(char *line, int eof);
};

#pragma D attributes Evolving/Evolving/Common provider sh provider
#pragma D attributes Private/Private/Unknown provider sh module
#pragma D attributes Private/Private/Unknown provider sh function
#pragma D attributes Evolving/Evolving/Common provider sh name
#pragma D attributes Evolving/Evolving/Common provider sh args
