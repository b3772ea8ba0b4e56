# SPDX-License-Identifier: BSD-2-Clause
# libusdt under load: cycles, crowds, threads, forks, tracers that come and go.

setup_file() {
	load ../cli/trace.bash
	export STRESS=$BATS_FILE_TMPDIR/usdt-stress
	gcc -O2 -Wall -Wextra -Werror -pthread -I"$TOP/src/libusdt" -o "$STRESS" \
		"$TOP/tests/targets/usdt-stress.c" "$TOP/build/src/libusdt.a"
}

setup() {
	load ../cli/trace.bash
	export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR
}

# start it with an input that lasts until finish; its first word is PID
start_stress() {
	coproc STRESSED { exec "$STRESS" "$@"; }
	exec {SAYS}<&"${STRESSED[0]}"	# stays when it has ended
	read -r -t 60 PID CHILD <&"$SAYS"
}

# end its input; gives its status
finish() {
	local pid=$PID input=${STRESSED[1]-}
	[[ -z $input ]] || exec {input}>&-
	wait "$pid"
}

@test "100,000 cycles of create, add, enable, disable, release, free" {
	run "$STRESS" cycles 100000
	[ "$status" -eq 0 ]
	read -r kib fds <<<"${lines[0]}"
	read -r kib_end fds_end <<<"${lines[1]}"
	echo "resident $kib to $kib_end KiB, descriptors $fds to $fds_end"
	[ "$fds_end" -eq "$fds" ]
	[ "$kib_end" -le $((kib + 256)) ]
	[ -z "$(ls "$BATS_TEST_TMPDIR/libusdt")" ]
}

@test "2,000 providers at once, each of them listed and traced" {
	needs_root
	start_stress many 2000
	dtrace -l -p "$PID" -n 'stress*:smod:work:tick'
	[ "$(grep -c "stress_[0-9]*_$PID .*smod.*tick" <<<"$output")" -eq 2000 ]
	dtrace -q -p "$PID" -n 'stress*:::tick { @[probeprov, arg0] = count(); n[arg0] = 1; }
		tick-500ms /++ticks > 1/ { exit(0); } END { printa("%s %d\n", @); }'
	[ "$(grep -c "^stress_\([0-9]*\)_$PID \1$" <<<"$output")" -eq 2000 ]
	finish
}

@test "four threads fire, traced, while another disables and enables" {
	needs_root
	dtrace -q -Z -c "$STRESS threads 300" -n 'stress*:smod:work:tick
		/arg0 >= 0 && copyinstr(arg1) == "text"/ { @ = count(); } END { printa("%@d\n", @); }'
	echo "$status: $output $stderr"
	[[ "$output" = *fired* ]]
	[ "$(grep -o '^[0-9]*$' <<<"$output" | tail -n 1)" -gt 0 ]
}

@test "tracers come, go and are killed while threads fire" {
	needs_root
	local tracer i
	start_stress threads 500
	for ((i = 0; i < 10; i++)); do
		"$DTRACE" -q -n 'stress*:::tick { @ = count(); }' -p "$PID" >/dev/null 2>&1 &
		tracer=$!
		sleep 0.1
		kill -"$((i % 2 ? 9 : 2))" "$tracer" 2>/dev/null || true
		wait "$tracer" || true
	done
	read -r -t 60 line <&"$SAYS"
	[ "$line" = fired ]
	finish
}

@test "a provider that is disabled and enabled is traced again, each time" {
	needs_root
	dtrace -q -Z -c "$STRESS anew 10" -n 'stress*:smod:work:tick { @[arg0] = count(); }
		END { printa("%d:%@d;", @); }'
	echo "$output $stderr"
	[ "$(tr ';' '\n' <<<"$output" | grep -c '^[0-9]:1$')" -eq 10 ]
}

@test "after fork(2), parent and child are traced" {
	needs_root
	start_stress fork
	dtrace -l -n "stress$PID:smod:work:tick,stress$CHILD:smod:work:tick"
	[ "$(grep -c "stress\($PID\|$CHILD\) " <<<"$output")" -eq 2 ]
	dtrace -q -n "stress$PID:smod:work:tick,stress$CHILD:smod:work:tick"'
		{ @[arg0 ? "parent" : "child", pid] = count(); }
		tick-500ms /++ticks > 1/ { exit(0); } END { printa("%s %d\n", @); }'
	echo "$output $stderr"
	[ "$(grep . <<<"$output" | sort)" = "child $CHILD"$'\n'"parent $PID" ]
	finish
}

@test "after exec(2), nothing of the provider is left in the process" {
	needs_root
	start_stress exec
	until [[ "$(readlink "/proc/$PID/exe")" != "$STRESS" ]]; do sleep 0.05; done
	run grep -c smod "/proc/$PID/maps"
	[ "$output" = 0 ]
	run find "/proc/$PID/fd" -lname '*libusdt*'
	[ -z "$output" ]
	dtrace -l -n "stress$PID:::"
	[ "$status" -ne 0 ]
	"$STRESS" cycles 1			# sweeps what it left
	[ -z "$(ls "$BATS_TEST_TMPDIR/libusdt")" ]
	finish
}
