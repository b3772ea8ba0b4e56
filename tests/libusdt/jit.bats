# SPDX-License-Identifier: BSD-2-Clause
# Probes in code that a program compiles at run time: a small compiler, which
# tests/targets/usdt-jit.c is, hears who traces, and compiles again.

setup() {
	load ../cli/trace.bash
	export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR
	[[ $(uname -m) = x86_64 ]] || skip "the compiler writes x86-64"
	needs_root
	gcc -O2 -Wall -Wextra -Werror -pthread -I"$TOP/src/libusdt" \
		-o "$BATS_TEST_TMPDIR/usdt-jit" "$TOP/tests/targets/usdt-jit.c" \
		"$TOP/build/src/libusdt.a"
}

start_jit() {
	coproc JIT { exec "$BATS_TEST_TMPDIR/usdt-jit" "$@"; }
	read -r -t 10 PID _ <&"${JIT[0]}"
}

# wait until it has said a line
hears() {
	local line
	until [[ "$SAID" = *"$1;"* ]]; do
		read -r -t 20 line <&"${JIT[0]}"
		SAID+="$line;"
	done
}

finish() {
	local pid=$JIT_PID input=${JIT[1]}
	exec {input}>&-
	wait "$pid"
}

# arguments by value from a register, the stack and a parameter; one probe comes
# and one goes while the tracer runs
trace_jit() {
	SAID=
	start_jit "$1"
	dtrace -q -Z -p "$PID" -n '
		jit*:jitmod:f:call { @["call", arg0, arg1, arg2] = count(); }
		jit*:jitmod:g:own { @["own", arg0, 0, 0] = count(); }
		jit*:jitmod:f:late { @["late", arg0, arg1, arg2] = count(); n++; }
		jit*:jitmod:f:late /n > 50/ { exit(0); }
		END { printa("%s %d %d %d\n", @); }'
	echo "$status: $output $stderr"
	[ "$status" -eq 0 ]
	[ "$(grep . <<<"$output" | sort)" = "call 42 21 21"$'\n'"late 42 21 21"$'\n'"own 42 0 0" ]
	hears "late off"
	hears "own off"
	[[ "$SAID" = *"call on;"*"late on;"* && "$SAID" = *"own on;"* ]]
	finish
}

@test "a compiler polls: compiled again when traced, registers and stack by value" {
	trace_jit poll
}

@test "a compiler is called back from a thread" {
	trace_jit watch
}

@test "its code itself cannot be probed: it is in no file" {
	start_jit poll
	run grep -c 'r-xp .* 00:00 0 *$' "/proc/$PID/maps"
	[ "$output" -ge 1 ]			# the page that it compiled into
	dtrace -l -P "jit$PID"
	[ "$(grep -c ' jitmod ' <<<"$output")" -eq 2 ]
	finish
}
