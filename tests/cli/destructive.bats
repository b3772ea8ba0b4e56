# SPDX-License-Identifier: BSD-2-Clause
# Actions that change what is traced, or where the output goes.
# shellcheck disable=SC2016 # $target is for D

setup_file() {
	load trace.bash
	needs_root
	export DIR=$BATS_FILE_TMPDIR
	cat >"$DIR/victim.c" <<-'E'
		#include <signal.h>
		#include <stdio.h>
		#include <string.h>
		#include <unistd.h>
		static volatile int got;
		static void on(int s) { got = s; }
		__attribute__((noinline)) void touch(char *p, int n)
		{
			__asm__ volatile("" : : "r"(p), "r"(n) : "memory");
		}
		int main(void)
		{
			char buf[32] = "original";
			signal(SIGUSR1, on);
			touch(buf, sizeof(buf));
			/* until the tracer changed it, 10 s at most */
			for (int i = 0; i < 1000 && !strcmp(buf, "original") &&
			     !got; i++) {
				usleep(10000);
				touch(buf, 0);
			}
			printf("%s %d\n", buf, got == SIGUSR1);
		}
	E
	gcc -O1 -o "$DIR/victim" "$DIR/victim.c"
}

setup() {
	load trace.bash
	needs_root
	cd "$BATS_TEST_TMPDIR"
}

# victim D: the program on a process that waits for a change
victim() { dtrace -w -q -c "$DIR/victim" "$@"; }

@test "raise() sends a signal to the process that fired" {
	victim -n 'pid$target::touch:entry /arg1/ { raise(10); }'
	[ "${lines[0]}" = "original 1" ]
}

@test "a signal that does not exist is a fault" {
	dtrace -w -q -n 'BEGIN { raise(99); } ERROR { printf("fault %d", arg4); exit(0); }'
	[ "$output" = "fault 3" ]
	[[ $stderr = *"illegal operation in action #1"* ]]
}

@test "stop() stops the process, and SIGCONT lets it go on" {
	dtrace -w -q -c "$DIR/victim" -n '
		pid$target::touch:entry /arg1/ { stop();
			system("until grep -q \"^State:.T\" /proc/%d/status; do :; done; echo stopped; kill -CONT %d", pid, pid); }
		pid$target::touch:entry /!arg1/ { raise(10); }'
	[ "${lines[0]}" = stopped ]
	[ "${lines[1]}" = "original 1" ]
}

@test "copyoutstr() writes a string into the process" {
	victim -n 'pid$target::touch:entry /arg1/ { copyoutstr(strjoin("chan", "ged"), arg0, arg1); }'
	[ "${lines[0]}" = "changed 0" ]
}

@test "copyoutstr() writes as many bytes as it is told" {
	victim -n 'pid$target::touch:entry /arg1/ { copyoutstr("ORIGami", arg0, 4); }'
	[ "${lines[0]}" = "ORIGinal 0" ]
}

@test "copyout() writes bytes, of constant and of other number" {
	victim -n 'pid$target::touch:entry /arg1/ { this->p = copyin(arg0 + 2, 3); copyout(this->p, arg0, 3); }'
	[ "${lines[0]}" = "igiginal 0" ]
	victim -n 'pid$target::touch:entry /arg1/ { this->n = strlen(copyinstr(arg0)) - 6;
		this->p = copyin(arg0 + 2, 3); copyout(this->p, arg0, this->n); }'
	[ "${lines[0]}" = "igiginal 0" ]
}

@test "copyout() to memory that cannot be written is told" {
	victim -n 'pid$target::touch:entry /arg1/ { copyoutstr("text", 8, 5);
		copyoutstr("end", arg0, 4); }' -x strsize=64
	[[ $stderr = *"cannot write 5 bytes at 0x8 of process "*": Bad address"* ]]
	[ "${lines[0]}" = "end 0" ]
}

@test "freopen() writes elsewhere, behind what is there, and back" {
	echo old >copy.txt
	dtrace -w -q -n 'BEGIN { printf("one\n"); freopen("%s.txt", "copy"); printf("two\n"); }
		BEGIN { printf("three\n"); freopen(""); printf("four\n"); exit(0); }'
	[ "$output" = $'one\nfour' ]
	[ "$(cat copy.txt)" = $'old\ntwo\nthree' ]
}

@test "the end is written where freopen() said, and -o is what it goes back to" {
	dtrace -w -q -o first -n 'BEGIN { printf("a"); freopen("second"); printf("b"); exit(0); } END { printf("c"); }'
	[ "$(cat first)" = a ]
	[ "$(head -1 second)" = bc ]
	dtrace -w -q -o first -n 'BEGIN { freopen("second"); freopen(""); printf("d"); exit(0); }'
	[ "$(head -1 first)" = d ]
}

@test "a file that cannot be opened is told, and output stays where it is" {
	dtrace -w -q -n 'BEGIN { freopen("/no/such/directory/x"); printf("here\n"); exit(0); }'
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = here ]
	[[ $stderr = *"freopen(): cannot write '/no/such/directory/x': No such file or directory"* ]]
}

@test "ftruncate() empties the output" {
	dtrace -w -q -o out -n 'BEGIN { printf("one\n"); ftruncate(); printf("two\n"); exit(0); }'
	[ "$(cat out)" = two ]
}

@test "a command of system() is interrupted as any other is" {
	# signals that the tracer waits for are not blocked in it
	dtrace -w -q -n 'BEGIN { system("sh -c \"kill -TERM \\$\\$; echo survived\""); system("echo next"); exit(0); }'
	[ "${lines[0]}" = next ]
}

@test "JSON names what was done" {
	dtrace -w -q -x oformat=json -n 'BEGIN { system("true %d", 5); setopt("rawbytes"); exit(0); }'
	[[ $output = *'{"action":"system","command":"true 5"},{"action":"setopt"},'* ]]
}

@test "options that cannot change while tracing are told" {
	dtrace -q -n 'BEGIN { setopt("bufsize", "8m"); setopt("nonsense"); setopt("stackindent", "x"); exit(0); }'
	[ "$status" -eq 0 ]
	[[ $stderr = *"setopt(): option 'bufsize' cannot change while tracing"* ]]
	[[ $stderr = *"setopt(): option 'nonsense' cannot change while tracing"* ]]
	[[ $stderr = *"setopt(): invalid value 'x' for option 'stackindent': a number is wanted"* ]]
}

@test "setopt(\"flowindent\") indents from there on" {
	dtrace -n 'BEGIN { setopt("flowindent"); } BEGIN { trace("x"); exit(0); }'
	[[ $output = *"| :BEGIN"* ]]
}
