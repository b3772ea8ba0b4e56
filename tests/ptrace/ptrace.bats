# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2016,SC2154 # D's $target; status, output and stderr are set by run
# Tracing by breakpoints: as root, too, it needs nothing of the kernel but
# ptrace(2). tests/ptrace/user.bats is about ordinary users.

load ../cli/trace

setup_file() {
	export TARGET=$BATS_FILE_TMPDIR/target BUSY=$BATS_FILE_TMPDIR/busy
	build_target "$BATS_FILE_TMPDIR"
	gcc -O2 -Wall -Werror -I"$BATS_FILE_TMPDIR" -o "$BUSY" \
		"$BATS_TEST_DIRNAME/busy.c" \
		"$BATS_FILE_TMPDIR/target_probes.o" -lpthread
}

setup() {
	PIDS=()
}

teardown() {
	local pid
	for pid in "${PIDS[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
}

by_breakpoints() {
	run --separate-stderr timeout -k 1 60 "$DTRACE" -x backend=ptrace "$@"
	[[ $status -ne 124 ]]
}

# both ways, the same output
same() {
	by_breakpoints "$@"
	[[ $status -eq 0 ]]
	[[ $EUID -eq 0 ]] || return 0
	local ours=$output
	run --separate-stderr timeout 60 "$DTRACE" -x backend=kernel "$@"
	echo "breakpoints: $ours"
	echo "kernel: $output"
	[[ $output = "$ours" ]]
}

# start busy; BUSY_PID
start_busy() {
	coproc BUSY_IO { exec "$BUSY"; }
	BUSY_PID=$BUSY_IO_PID
	PIDS+=("$BUSY_PID")
	read -r -u "${BUSY_IO[0]}"
}

# wait until its probes are: it answers while it is traced
is_enabled() {
	local n
	for ((n = 0; n < 200; n++)); do
		kill -USR1 "$BUSY_PID"
		read -r -t 20 -u "${BUSY_IO[0]}" line
		[[ $line != enabled ]] || return 0
		sleep 0.05
	done
	return 1
}

# nothing is left in it, and it ends well
busy_is_well() {
	local n
	for ((n = 0; n < 200; n++)); do
		"$BATS_TEST_DIRNAME/left" "$BUSY_PID" && break
		sleep 0.05
	done
	"$BATS_TEST_DIRNAME/left" "$BUSY_PID"
	kill -USR1 "$BUSY_PID"
	read -r -u "${BUSY_IO[0]}" line
	[[ $line = "not enabled" ]]
	kill -TERM "$BUSY_PID"
	wait "$BUSY_PID"
}

@test "arguments, strings, variables and aggregations" {
	same -q -c "$TARGET 6" -n '
	target$target:::round /arg0 % 2/ { self->i = arg0; a[arg0] = copyinstr(arg1); }
	target$target:::work-start /self->i/ { @[probefunc, a[self->i]] = sum(args[0]); }
	target$target:::work-done { @q = quantize(args[1]); printf("%s:%s %d %d\n", probename, execname, args[0], args[1]); }
	target$target:::round { @u[ustackdepth > 0] = count(); }'
	[[ $output == *"work-done:target 5 -5"* ]]
}

@test "a bad address ends the clause and fires ERROR" {
	same -q -c "$TARGET 2" -n 'target$target:::bad-pointer { trace(copyinstr(arg0)); } ERROR { printf("fault %d\n", arg4); exit(0); }'
	[[ $output = *"fault 1"* ]]
}

@test "data of the kernel that is out of reach is named" {
	by_breakpoints -c true -qn 'BEGIN { trace(curthread->pid); }'
	[[ $stderr == *"(data of the kernel, which only programs that the kernel runs can read) in action #1"* ]]
}

@test "threads" {
	by_breakpoints -q -c "$TARGET -t 16 500" -n 'target$target:::round { @ = count(); self->n++; } target$target:::round /self->n == 500/ { @t = count(); }'
	[[ $output = *8000*16* ]]
}

@test "children fire under an open description, and not under the parent's" {
	by_breakpoints -q -c "$TARGET -f 4 3" -n 'target*:::round { @ = count(); }'
	[[ $output = *12* ]]
	by_breakpoints -q -c "$TARGET -f 4 3" -n 'target$target:::round { @ = count(); } END { printa("n %@d", @); }'
	[[ $output != *12* ]]
	[[ $status -eq 0 ]]
}

@test "exec: the same process, its next program" {
	by_breakpoints -q -c "$TARGET -x 4" -n 'target*:::round { @[pid == $target] = count(); }'
	[[ $output = *1*8* ]]
}

@test "a library that is loaded late, its constructor and its successor" {
	cd "$BATS_TEST_TMPDIR"
	cat >lib.c <<-'END'
		#include "target.h"
		__attribute__((constructor)) static void early(void) { TARGET_ROUND(99, "early", 0); }
		void go(int n) { for (int i = 0; i < n; i++) TARGET_ROUND(i, "late", 0); }
	END
	cat >load.c <<-'END'
		#include <dlfcn.h>
		static int use(const char *name, int n)
		{
			void *h = dlopen(name, RTLD_NOW);
			if (!h) return 1;
			((void (*)(int))dlsym(h, "go"))(n);
			return dlclose(h);
		}
		int main(void) { return use("./one.so", 5) || use("./two.so", 7); }
	END
	gcc -O2 -fPIC -shared -I"$BATS_FILE_TMPDIR" -o one.so lib.c "$BATS_FILE_TMPDIR/target_probes.o"
	cp one.so two.so
	gcc -o load load.c -ldl
	by_breakpoints -Z -q -c ./load -n 'target$target:::round { @[probemod, copyinstr(arg1)] = count(); } END { printa("%s %s %@d\n", @); }'
	[[ $(sort <<<"$output" | xargs) = "one.so early 1 one.so late 5 two.so early 1 two.so late 7" ]]
}

@test "functions: entries, returns, and what cannot be stepped over by hand" {
	gcc -O2 -o "$BATS_TEST_TMPDIR/functions" -x c - <<-'END'
		int g = 1;
		__attribute__((noinline)) int relative(int a) { return g + a; }
		__attribute__((noinline)) int frame(int a) { volatile char b[200]; b[a] = a; return relative(b[a]) + 1; }
		int main(void) { int s = 0; for (int i = 0; i < 5; i++) s += frame(i); return s != 20; }
	END
	same -q -c "$BATS_TEST_TMPDIR/functions" -n '
	pid$target:functions:frame:entry, pid$target:functions:relative:entry { printf("%s %d\n", probefunc, arg0); }
	pid$target:functions:frame:return, pid$target:functions:relative:return { printf("%s gives %d\n", probefunc, arg1); }
	pid$target:functions:frame:entry { @ = count(); }'
	[[ $output = *"relative gives 5"* ]]
}

@test "a stack without frame pointers" {
	same -q -c "$TARGET 1" -n 'target$target:::work-start { ustack(3); exit(0); }'
	[[ $output = *'target`run'* ]]
}

@test "profile samples the program, ticks come" {
	while :; do :; done &
	PIDS+=("$!")
	by_breakpoints -q -p "$!" -n 'profile-997 /pid == $target/ { n++; } tick-10ms /n > 2/ { printf("sampled"); exit(0); }'
	[[ $output = *sampled* ]]
	"$BATS_TEST_DIRNAME/left" "$!"
	kill "$!"
}

@test "a signal, a stop and a continue pass through" {
	start_busy
	"$DTRACE" -x backend=ptrace -qn 'target$target:::round { @ = count(); } tick-1s { ticks++; }' -p "$BUSY_PID" >"$BATS_TEST_TMPDIR/out" &
	local tracer=$!
	PIDS+=("$tracer")
	is_enabled
	kill -STOP "$BUSY_PID"
	for ((n = 0; n < 200; n++)); do
		grep -q 'State:.[tT]' "/proc/$BUSY_PID/status" && break
		sleep 0.05
	done
	grep -q 'State:.[tT]' "/proc/$BUSY_PID/status"
	kill -CONT "$BUSY_PID"
	is_enabled
	kill -INT "$tracer"
	wait "$tracer"
	busy_is_well
}

@test "a stopped process stays stopped when the tracer leaves" {
	start_busy
	kill -STOP "$BUSY_PID"
	by_breakpoints -qn 'target$target:::round { @ = count(); } tick-100ms { exit(0); }' -p "$BUSY_PID"
	[[ $status -eq 0 ]]
	grep -q 'State:.T' "/proc/$BUSY_PID/status"
	kill -CONT "$BUSY_PID"
	busy_is_well
}

@test "exit() in BEGIN: the command never runs" {
	by_breakpoints -q -c "touch $BATS_TEST_TMPDIR/ran" -n 'BEGIN { exit(4); }'
	[[ $status -eq 4 ]]
	[[ ! -e $BATS_TEST_TMPDIR/ran ]]
}

@test "how a command ended is told" {
	by_breakpoints -c "sh -c 'kill -9 \$\$'" -n 'BEGIN { x = 1; }'
	[[ $stderr = *"was ended by signal 9"* ]]
}

@test "probes of the kernel: what is missing is named" {
	local probe
	for probe in sched:::on-cpu proc:::signal-send io:::start rawtp:::sched_switch; do
		by_breakpoints -c true -n "$probe"' { @ = count(); }'
		[[ $status -eq 1 ]]
		[[ $stderr = *"is a probe of the kernel: run dtrace as root, or give it CAP_BPF and CAP_PERFMON"* ]]
	done
}

@test "system calls and processes: of -c and -p, or of nobody" {
	by_breakpoints -n 'syscall::read:entry { @ = count(); }'
	[[ $status -eq 1 ]]
	[[ $stderr = *"syscall:vmlinux:read:entry: without the kernel's help this is known of processes of -c and -p alone, and there is none"* ]]
	by_breakpoints -n 'BEGIN { trace(errno); }'
	[[ $stderr = *"errno: without the kernel's help this is known"* ]]
}

# What three programs, one of them killed, do: the order within each process.
FAMILY='
syscall::write:entry /progenyof($target) && arg2 == 3/ { printf("write %s", copyinstr(arg1, arg2)); }
syscall::write:return /progenyof($target) && arg1 == 3/ { printf("wrote %d\n", errno); }
syscall::chdir:return /progenyof($target)/ { printf("chdir %d %d\n", arg0, errno); }
proc:::create /progenyof($target)/ { children++; self->child = args[0]->pr_pid; }
proc:::start /progenyof($target)/ { printf("start %d\n", pid != ppid); }
proc:::exec /progenyof($target)/ { printf("exec %s\n", copyinstr(arg0)); }
proc:::exec-success /progenyof($target)/ { printf("now %s\n", execname); }
proc:::exec-failure /progenyof($target)/ { printf("error %d\n", args[0]); }
proc:::lwp-start /progenyof($target)/ { printf("thread\n"); }
proc:::lwp-exit /progenyof($target)/ { printf("thread of %s ends\n", execname); }
proc:::exit /progenyof($target)/ { printf("%s ends, %d\n", execname, args[0]); }
proc:::signal-handle /progenyof($target) && args[0] != SIGKILL && args[0] != SIGHUP/ { printf("signal %d\n", args[0]); }
END { printf("%d children\n", children); }'

@test "system calls, processes and signals, as the kernel tells them" {
	cat >"$BATS_TEST_TMPDIR/family" <<-'SH'
		/bin/echo hi >/dev/null
		cd /nowhere
		( exec /nowhere/program )
		sh -c 'kill -HUP $$'
		exit 3
	SH
	same -q -c "sh $BATS_TEST_TMPDIR/family" -n "$FAMILY"
	[[ $output = *"write hi"*"echo ends, 1"* ]]
}

@test "system calls of a process that runs already" {
	start_busy
	"$DTRACE" -x backend=ptrace -q -p "$BUSY_PID" -n 'syscall:::entry { calls++; }
		syscall:::return /++n > 20/ { exit(0); } END { printf("%d\n", calls >= 20); }' >"$BATS_TEST_TMPDIR/out" &
	local tracer=$! n line
	PIDS+=("$tracer")
	for ((n = 0; n < 2000; n++)); do
		kill -0 "$tracer" 2>/dev/null || break
		kill -USR1 "$BUSY_PID"
		read -r -t 20 -u "${BUSY_IO[0]}" line
	done
	wait "$tracer"
	[[ $(<"$BATS_TEST_TMPDIR/out") = 1 ]]
	busy_is_well
}

@test "who is traced already is refused" {
	start_busy
	"$DTRACE" -x backend=ptrace -qn 'target$target:::round { @ = count(); }' -p "$BUSY_PID" >/dev/null &
	local tracer=$!
	PIDS+=("$tracer")
	is_enabled
	by_breakpoints -qn 'target$target:::work-start { @ = count(); }' -p "$BUSY_PID"
	[[ $status -eq 1 ]]
	[[ $stderr = *"process $BUSY_PID is traced by process"* ]]
	kill -9 "$tracer"
	busy_is_well
}

# Inodes are given anew, so that files that come and go look like one another;
# and nobody waits for a second that nobody needs.
@test "programs that are built, run and deleted count once each, at once" {
	cat >"$BATS_TEST_TMPDIR/builds" <<-'SH'
		for i in {1..12}; do cp "$1" "$2/new$i"; "$2/new$i" 2; rm "$2/new$i"; done
	SH
	local start=$SECONDS
	by_breakpoints -q -Z -c "bash $BATS_TEST_TMPDIR/builds $TARGET $BATS_TEST_TMPDIR" -n '
		target*:::round { @ = count(); } END { printa("%@d", @); }'
	[[ $output = 24 ]]
	# each of some 36 programs maps libraries, and was stopped for each
	[[ $((SECONDS - start)) -lt 30 ]]
}

# FAULT_LOOPS=1000 for the whole
@test "tracers and programs that die at random times leave nothing" {
	"$BATS_TEST_DIRNAME/stress" --loops "${FAULT_LOOPS:-100}" "$BUSY"
}

@test "the same in the kernel" {
	needs_root
	"$BATS_TEST_DIRNAME/stress" --backend kernel --loops "${FAULT_LOOPS:-100}" "$BUSY"
}

@test "the same while system calls are traced" {
	"$BATS_TEST_DIRNAME/stress" --calls --loops "${FAULT_LOOPS:-15}" "$BUSY"
}

@test "a hundred threads" {
	"$BATS_TEST_DIRNAME/stress" --loops "${FAULT_LOOPS:-3}" --busy "-t 100" "$BUSY"
}

@test "threads that come and go while they are taken hold of" {
	"$BATS_TEST_DIRNAME/stress" --loops "${FAULT_LOOPS:-6}" --busy "-t 6 -s" "$BUSY"
}

@test "a storm of children" {
	"$BATS_TEST_DIRNAME/stress" --loops "${FAULT_LOOPS:-6}" --busy "-t 4 -f" "$BUSY"
}
