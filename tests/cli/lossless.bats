# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154,SC2016 # run sets some; D has its own $
# -x lossless: programs that start later fire from their first line on, and
# nobody stays stopped.

setup_file() {
	load trace.bash
	needs_root
	export TARGET_DIR=$BATS_FILE_TMPDIR
	echo 'provider brief { probe start(int); probe loaded(int); };' >"$TARGET_DIR/brief.d"
	"$DTRACE" -h -s "$TARGET_DIR/brief.d" -o "$TARGET_DIR/brief.h"
	# fires, then what its arguments are: a library to load, or "-f": a child
	cat >"$TARGET_DIR/brief.c" <<'C'
#include <dlfcn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "brief.h"
int main(int argc, char **argv)
{
	BRIEF_START(1);
	BRIEF_START(2);
	if (argc > 1 && !strcmp(argv[1], "-f")) {
		if (!fork()) {
			BRIEF_START(3);
			_exit(0);
		}
		return wait(0) < 0;
	}
	return argc > 1 && !dlopen(argv[1], RTLD_NOW);
}
C
	cat >"$TARGET_DIR/plugin.c" <<'C'
#include "brief.h"
__attribute__((constructor)) static void loaded(void) { BRIEF_LOADED(1); }
C
	gcc -O1 -I"$TARGET_DIR" -o "$TARGET_DIR/brief" "$TARGET_DIR/brief.c"
	gcc -O1 -fPIC -shared -I"$TARGET_DIR" -o "$TARGET_DIR/plugin.so" "$TARGET_DIR/plugin.c"
}

setup() {
	load trace.bash
	needs_root
	OUT=$BATS_TEST_TMPDIR/out
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	[ -z "${TRACER-}" ] || kill -KILL "$TRACER" 2>/dev/null || true
}

tracer() {
	"$DTRACE" -q -Z -x lossless -n 'BEGIN { printf("ready\n"); }' "$@" >"$OUT" 2>"$OUT.err" &
	TRACER=$!
	until_true grep -q ready "$OUT"
	# attached: it waits for records
	until_true is_tracing
}

# epoll_wait is 232 on x86-64, epoll_pwait 22 on aarch64
is_tracing() { [[ $(cat "/proc/$TRACER/syscall") =~ ^(232|22)\  ]]; }

# A file that nobody has looked into.
new_file() { cp "$TARGET_DIR/$1" "$BATS_TEST_TMPDIR/$2"; }

ended() {
	kill -INT "$TRACER"
	wait "$TRACER"
}

printed() { grep -v '^ready$' "$OUT" | grep . | sort; }

# Without a program: who is new would be stopped, too.
state() {
	local line=""
	{ read -r line <"/proc/$1/stat"; } 2>/dev/null || true
	line=${line##*) }
	STATE=${line%% *}
}

@test "the first firing of a new program is counted, and all that follow" {
	local i
	tracer -n 'brief*:::start { @[arg0] = count(); } END { printa("%d %@d\n", @); }'
	for ((i = 0; i < ${LOSSLESS_RUNS:-60}; i++)); do
		new_file brief "brief$i"
		"./brief$i"
		rm "brief$i"
	done
	ended
	[ "$(printed)" = "$(printf '1 %d\n2 %d' "$i" "$i")" ]
}

@test "the first firing of a library that is loaded, and of a child" {
	tracer -n 'brief*::: { @[probename, arg0] = count(); } END { printa("%s %d %@d\n", @); }'
	new_file brief one
	new_file plugin.so two.so
	./one ./two.so
	./one -f
	ended
	[ "$(printed)" = $'loaded 1 1\nstart 1 2\nstart 2 2\nstart 3 1' ]
}

@test "many programs at once" {
	local i pids=()
	tracer -n 'brief*:::start { @[arg0] = count(); } END { printa("%d %@d\n", @); }'
	for i in {1..20}; do
		new_file brief "many$i"
	done
	for i in {1..20}; do
		"./many$i" &
		pids+=("$!")
	done
	wait "${pids[@]}"
	ended
	[ "$(printed)" = $'1 20\n2 20' ]
}

@test "a program that is known already is not stopped again" {
	tracer -n 'brief*:::start { @ = count(); } END { printa("%@d\n", @); }'
	new_file brief known
	./known
	kill -STOP "$TRACER"
	# would wait for the guard, a second
	local start=$EPOCHREALTIME
	./known
	local us=$((${EPOCHREALTIME/./} - ${start/./}))
	kill -CONT "$TRACER"
	ended
	[ "$(printed)" = 4 ]
	[ "$us" -lt 900000 ]
}

@test "a tracer that is stuck lets go after a second" {
	tracer -n 'brief*:::start { @ = count(); } END { printa("%@d\n", @); }'
	kill -STOP "$TRACER"
	new_file brief stuck
	timeout 20 ./stuck
	kill -CONT "$TRACER"
	ended
}

@test "kill -9 of the tracer leaves nobody stopped, and no guard" {
	local i pids=() guard
	tracer -n 'brief*:::start { @ = count(); }'
	guard=$(pgrep -P "$TRACER")
	[ "$(cat "/proc/$guard/comm")" = dtrace-guard ]
	# it does nothing, so who starts now is stopped when it dies
	for i in {1..5}; do
		new_file brief "left$i"
	done
	sleep 0
	kill -STOP "$TRACER"
	for i in {1..5}; do
		"./left$i" &
		pids+=("$!")
	done
	stopped() { state "${pids[4]}"; [ "$STATE" = T ]; }
	until_true stopped
	kill -KILL "$TRACER"
	wait "$TRACER" || true
	wait "${pids[@]}"
	# nobody may be there to collect it
	is_gone() { state "$guard"; [[ $STATE =~ ^Z?$ ]]; }
	until_true is_gone
}

@test "one tracer at a time" {
	tracer -n 'brief*:::start { @ = count(); }'
	dtrace -q -Z -x lossless -n 'brief*:::start { @ = count(); }'
	[ "$status" -eq 1 ]
	[[ $stderr == *"only one at a time"* ]]
}

@test "system() runs new programs, which nobody can look into then" {
	new_file brief called
	dtrace -q -w -Z -x lossless -n 'brief*:::start { @ = count(); } BEGIN { system("./called && echo ended"); exit(0); }'
	[ "$status" -eq 0 ]
	[[ $output == *ended* ]]
}

@test "a reader of the output that starts later does not wait for ever" {
	new_file brief read
	timeout 30 bash -c '"$1" -q -Z -x lossless -n "brief*:::start { n++; } tick-1ms { printf(\"%1000d\\n\", n); }
		tick-1s { exit(0); }" | { sleep 0.5; ./read; cat >/dev/null; }' bash "$DTRACE"
}

# What starts outside of the name space is not stopped: it ends while the tracer,
# and so everybody who waits for it, does nothing.
@test "in a PID name space, and what is outside of it runs on" {
	unshare -pf --mount-proc true || skip "no PID name space can be made"
	cat >inside <<-'SH'
		"$1" -q -Z -x lossless -n 'BEGIN { printf("ready\n"); } brief*:::start { @[arg0] = count(); }
			END { printa("%d %@d\n", @); }' >out 2>err &
		tracer=$!
		until grep -q ready out && [[ $(cat /proc/$tracer/syscall) =~ ^(232|22)\  ]]; do sleep 0.02; done
		for i in {1..20}; do cp "$2" inside$i; ./inside$i; done
		kill -STOP $tracer
		touch stopped
		until [ -e done ]; do sleep 0.02; done
		kill -CONT $tracer
		kill -INT $tracer
		wait $tracer
	SH
	unshare -pf --mount-proc bash inside "$DTRACE" "$TARGET_DIR/brief" &
	local pid=$! outside
	until_true [ -e stopped ]
	new_file brief outside
	./outside &
	outside=$!
	while kill -0 "$outside" 2>/dev/null; do
		state "$outside"
		[ "$STATE" != T ]
	done
	touch done
	wait "$pid"
	# the one outside is not seen at all
	[ "$(grep -v '^ready$' out | grep . | sort)" = $'1 20\n2 20' ]
}

@test "by breakpoints: children are, and others are said not to be" {
	new_file brief child
	new_file plugin.so child.so
	dtrace -q -Z -x lossless -x backend=ptrace -c "sh -c './child ./child.so; ./child -f; :'" -n '
		brief*::: { @[probename, arg0] = count(); } END { printa("%s %d %@d\n", @); }'
	[ "$status" -eq 0 ]
	[ "$(grep . <<<"$output" | sort)" = $'loaded 1 1\nstart 1 2\nstart 2 2\nstart 3 1' ]
	[[ $stderr = *"option lossless: without the kernel's help that is so for children of the processes of -c and -p alone"* ]]
}
