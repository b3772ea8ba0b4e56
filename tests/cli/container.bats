# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154,SC2016 # run sets some; D has its own $
# Tracing inside a PID name space: processes have the numbers that they have
# there, not those of the kernel.

setup_file() {
	load trace.bash
	[[ $EUID -eq 0 ]] || return 0		# setup() says why
	export DIR=$BATS_FILE_TMPDIR
	build_target "$DIR"
	cat >"$DIR/who.c" <<-'E'
		#include <pthread.h>
		#include <stdio.h>
		#include <stdlib.h>
		#include <string.h>
		#include <sys/syscall.h>
		#include <sys/wait.h>
		#include <unistd.h>

		static char text[16] = "original";
		__attribute__((noinline)) int at(char *p, int n)
		{
			__asm__ volatile("" : : "r"(n) : "memory");
			return p != NULL;
		}
		static void *thread(void *arg)
		{
			printf("%d %d %d\n", (int)getpid(), (int)getppid(),
			       (int)syscall(SYS_gettid));
			at(text, 1);
			return arg;
		}
		int main(int argc, char **argv)
		{
			pthread_t t;

			for (; argc > 1; usleep(10000))
				at(text, 0);
			thread(NULL);
			pthread_create(&t, NULL, thread, NULL);
			pthread_join(t, NULL);
			fflush(stdout);
			if (!fork()) {
				thread(NULL);
				fflush(stdout);
				_exit(0);
			}
			wait(NULL);
			at(text, 2);
			printf("%s\n", text);
		}
	E
	gcc -O1 -fno-omit-frame-pointer -o "$DIR/who" "$DIR/who.c" -lpthread
}

setup() {
	load trace.bash
	needs_root
	unshare -pf --mount-proc true || skip "no PID name space can be made"
	cd "$BATS_TEST_TMPDIR" || return
}

# dtrace in a name space of its own, with some numbers used up before
inside() {
	run --separate-stderr timeout 30 unshare -pf --mount-proc \
		bash -c 'for i in {1..20}; do (:); done; "$@"' - "$DTRACE" "$@"
	[[ $status -ne 124 ]]
}

# The lines that begin with that word, without it.
said() { sed -n "s/^$1 //p" <<<"$output"; }

@test "pid, ppid and tid are what the program has" {
	inside -q -c "$DIR/who" -n 'pid$target::at:entry /arg1 == 1/ { printf("D %d %d %d\n", pid, ppid, tid); }'
	[ "$(said D)" = "$(grep -x '[0-9]* [0-9]* [0-9]*' <<<"$output" | head -n 2)" ]
	[ "$(said D | wc -l)" -eq 2 ]
}

@test "the same in a name space of a name space" {
	run --separate-stderr timeout 30 unshare -pf --mount-proc bash -c 'for i in {1..20}; do (:); done
		unshare -pf --mount-proc "$@"' - "$DTRACE" -q -c "$DIR/who" \
		-n 'pid$target::at:entry /arg1 == 1/ { printf("D %d %d %d\n", pid, ppid, tid); }'
	[ "$(said D)" = "$(grep -x '[0-9]* [0-9]* [0-9]*' <<<"$output" | head -n 2)" ]
	[ "$(said D | head -n 1)" = "2 1 2" ]
}

@test "a process of an inner name space has the outer one's number" {
	inside -q -c "unshare -pf $DIR/who" -n 'syscall::wait4:return /execname == "who"/ { printf("D %d %d\n", pid > 20, progenyof($target)); }
		syscall::getppid:return /execname == "who"/ { @ = max(pid); } END { printa("P %@d\n", @); }'
	[ "$(said D)" = "1 1" ]
	[ "$(said P)" -gt 20 ]
	grep -qx '1 0 1' <<<"$output"
}

@test "\$target, \$pid and progenyof() select" {
	inside -q -c "$DIR/who" -n 'BEGIN { printf("B %d %d\n", pid == $pid, tid == pid); }
		syscall::getppid:entry /pid == $target/ { printf("T %d\n", ppid == $pid); }
		syscall::getppid:entry /progenyof($target)/ { @p = count(); }
		syscall::getppid:entry /progenyof($pid) && !progenyof(pid)/ { @never = count(); }
		END { printa("P %@d\n", @p); printa("N %@d\n", @never); }'
	[ "$(said B)" = "1 1" ]
	[ "$(said T | sort -u)" = 1 ]
	[ "$(said P)" -ge 3 ]
	[ -z "$(said N)" ]
}

@test "frames of ustack() have names, and as a key" {
	inside -q -c "$DIR/who" -n 'pid$target::at:entry /arg1 == 2/ { ustack(3); @[ustack(1)] = count(); }'
	[ "$(grep -c 'who`at' <<<"$output")" -eq 2 ]
	grep -q 'who`main+0x' <<<"$output"
}

@test "stop(), system() and kill know whom" {
	inside -w -q -c "$DIR/who" -n 'pid$target::at:entry /arg1 == 2/ { stop();
		system("until grep -q \"^State:.T\" /proc/%d/status; do :; done; echo stopped; kill -CONT %d", pid, pid); }'
	[ "$status" -eq 0 ]
	grep -qx stopped <<<"$output"
	grep -qx original <<<"$output"
}

@test "raise() reaches the process" {
	inside -w -q -c "sh -c '$DIR/who; echo ended \$?'" -n 'syscall::getppid:entry /execname == "who" && ppid != $pid && pid == tid/ { raise(9); }'
	grep -qx 'ended 137' <<<"$output"
}

@test "copyoutstr() writes into the process" {
	inside -w -q -c "$DIR/who" -n 'pid$target::at:entry /arg1 == 1 && pid == $target/ { copyoutstr("changed", arg0, 8); }'
	grep -qx changed <<<"$output"
	[[ $output != *original* ]]
}

@test "-p takes a number of the name space" {
	run --separate-stderr timeout 30 unshare -pf --mount-proc bash -c '
		"$2" for-ever & echo "W $!"
		"$1" -q -p $! -n "pid\$target::at:entry { printf(\"D %d %d\n\", pid == \$target, pid); exit(0); }"
		kill $!' - "$DTRACE" "$DIR/who"
	[ "$(said D)" = "1 $(said W)" ]
}

@test "the provider's name has the number, late ones too" {
	run --separate-stderr timeout 30 unshare -pf --mount-proc bash -c '
		"$1" -q -Z -n "BEGIN { printf(\"ready\n\"); } target*:::round { @[probeprov, pid] = count(); }
			END { printa(\"%s %d %@d\n\", @); }" >out & tracer=$!
		until grep -q ready out; do sleep 0.05; done
		"$2" -e 5 & echo "target$! $! 5" >expected
		wait $!
		kill -INT $tracer; wait $tracer
		grep target out | diff - expected' - "$DTRACE" "$DIR/target"
	[ "$status" -eq 0 ]
}

@test "what runs outside fires nothing" {
	bash -c 'while sleep 0.01; do :; done' &
	local noise=$!
	"$DIR/target" -e 1000000000 >/dev/null &
	local outside=$!
	inside -w -q -Z -n 'syscall::execve:return { @[pid > 0 && progenyof(1)] = count(); } target*:::round { @r = count(); }
		tick-10ms /++n == 10/ { system("sleep 0.1"); } tick-10ms /n == 40/ { exit(0); }
		END { printa("S %d\n", @); printa("R %@d\n", @r); }'
	kill "$noise" "$outside"
	[ "$(said S)" = 1 ]
	[ -z "$(said R)" ]
}

@test "a /proc of another name space is told" {
	run --separate-stderr unshare -pf "$DTRACE" -n BEGIN
	[ "$status" -eq 1 ]
	[[ $stderr = *"/proc shows the processes of another PID name space"*"mount"* ]]
}
