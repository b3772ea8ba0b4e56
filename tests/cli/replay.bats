#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# -x record=FILE keeps what fires, -x replay=FILE asks it again.
# shellcheck disable=SC2016 # $target is for D
load trace

setup_file() {
	needs_root
	build_target "$BATS_FILE_TMPDIR"
	record="$BATS_FILE_TMPDIR/target.rec"
	"$DTRACE" -q -x record="$record" -n 'target$target::: { @[probename] = count(); }
		pid$target::run:entry { ustack(3); }' \
		-c "$BATS_FILE_TMPDIR/target 20" >/dev/null
	export record
}

# until the command succeeds; 20 s at most
wait_for() {
	local n
	for ((n = 0; n < 400; n++)); do
		"$@" && return
		sleep 0.05
	done
	false
}

ask() { run "$DTRACE" -q -x replay="$record" "$@"; }

@test "a recording answers another program" {
	ask -n 'target*:::round /args[0] >= 18/ { printf("%d %s %s %s:%s ", args[0], copyinstr(arg1),
		execname, probefunc, probename); } END { printf("end"); }'
	[ "$status" -eq 0 ]
	[ "$output" = "18 a name target run:round 19 a name target run:round end" ]
}

@test "\$target is that of the time, and a process keeps its provider" {
	ask -n 'target$target:::round { @[pid == $target] = count(); } END { printa("%d %@d", @); }'
	[ "$output" = "1 20" ]
}

@test "differences of time are those that were" {
	ask -n 'target*:::work-start { self->t = timestamp; }
		target*:::work-done /self->t/ { @ = min(timestamp - self->t); self->t = 0; }
		END { printa("%@d", @); }'
	first=$output
	ask -n 'target*:::work-start { self->t = timestamp; }
		target*:::work-done /self->t/ { @ = min(timestamp - self->t); self->t = 0; }
		END { printa("%@d", @); }'
	[ "$output" = "$first" ]
	[ "$output" -gt 0 ]
}

@test "what could not be read is a fault again" {
	ask -n 'target*:::bad-pointer { trace(copyinstr(arg0)); } ERROR { printf("fault %d at %x", arg4, arg5); }'
	[[ $output = *"invalid address (0x1)"* ]]
	[[ $output = *"fault 1 at 1"* ]]
}

@test "memory that was not kept is a fault" {
	ask -n 'target*:::round { trace(copyin(4096, 8)); exit(0); }'
	[[ $output = *"invalid address (0x1000)"* ]]
}

@test "ustack() shows what was recorded" {
	ask -n 'pid$target::run:entry { ustack(2); exit(0); }'
	[ "$status" -eq 0 ]
	[[ $output = *'target`run'*'target`main+'* ]]
}

@test "how much is kept can be said" {
	"$DTRACE" -q -x recordmem=16 -x recordframes=2 -x strsize=16 -x record="$BATS_TEST_TMPDIR/r" \
		-n 'target$target:::untouched { }' -c "$BATS_FILE_TMPDIR/target 1"
	run "$DTRACE" -q -x replay="$BATS_TEST_TMPDIR/r" -n 'target*:::untouched {
		trace(copyinstr(arg0)); printf(" %d", ustackdepth); }
		target*:::untouched { tracemem(copyin(arg0, 17), 17); }'
	[[ $output = *"untouched text 2"* ]]
	[[ $output = *"invalid address"* ]]
}

@test "listing shows the recorded probes, with their types" {
	run "$DTRACE" -l -x replay="$record"
	[[ $output = *target*round* ]]
	[[ $output = *pid*run*entry* ]]
	run "$DTRACE" -lv -x replay="$record" -n 'target*:::round'
	[[ $output = *'args[1]: char *name'* ]]
	[[ $output = *"Evolving"* ]]
}

@test "a probe that is not in the recording is named" {
	ask -n 'target*:::no-such { }'
	[ "$status" -eq 1 ]
	[[ $output = *"target*:::no-such does not match any probes"* ]]
}

@test "what is not kept is refused" {
	for what in 'curthread' 'uregs[0]' 'vtimestamp' 'errno' 'execargs' 'stackdepth'; do
		ask -n "target*:::round { trace($what); }"
		[ "$status" -eq 1 ]
		[[ $output = *"recorded"* || $output = *"is not in a recording"* ]]
	done
	ask -n 'target*:::round { stack(); }'
	[ "$status" -eq 1 ]
}

@test "ticks follow the recorded time" {
	"$DTRACE" -q -x record="$BATS_TEST_TMPDIR/r" -n 'tick-50ms { n++; } tick-50ms /n == 4/ { exit(0); }'
	run "$DTRACE" -q -x replay="$BATS_TEST_TMPDIR/r" -n 'tick-50ms { @ = count(); } END { printa("%@d", @); }'
	[ "$output" -ge 4 ]
	[ "$output" -le 40 ]
}

@test "what no predicate lets through is not kept" {
	"$DTRACE" -q -x record="$BATS_TEST_TMPDIR/r" -n 'target$target:::round /args[0] == 3/ { }' \
		-c "$BATS_FILE_TMPDIR/target 20"
	run "$DTRACE" -q -x replay="$BATS_TEST_TMPDIR/r" -n 'target*:::round { trace(args[0]); }'
	[ "$output" = 3 ]
}

@test "errno and vtimestamp are kept when the program names them" {
	"$DTRACE" -q -x record="$BATS_TEST_TMPDIR/r" -n 'syscall::openat:return /pid == $target/ { trace(vtimestamp); }' \
		-c "cat /no/such/file" >/dev/null 2>&1
	run "$DTRACE" -q -x replay="$BATS_TEST_TMPDIR/r" -n \
		'syscall::openat:return /errno == 2/ { @[vtimestamp > 0] = count(); } END { printa("%d %@d", @); }'
	[[ $output = "1 "* ]]
	run "$DTRACE" -q -x replay="$BATS_TEST_TMPDIR/r" -n \
		'syscall::openat:return /copyinstr(arg1) != ""/ { trace(arg1); }'
	[ "$status" -eq 0 ]
}

@test "a tracer that is killed leaves what it had" {
	rec="$BATS_TEST_TMPDIR/r"
	mkfifo "$BATS_TEST_TMPDIR/in"
	"$BATS_FILE_TMPDIR/target" -w 30 <"$BATS_TEST_TMPDIR/in" &
	target=$!
	exec 7>"$BATS_TEST_TMPDIR/in"
	"$DTRACE" -q -x record="$rec" -p $target -n 'BEGIN { printf("ready\n"); } target$target:::round {
		printf("%d\n", args[0]); }' >"$BATS_TEST_TMPDIR/out" &
	tracer=$!
	wait_for grep -q ready "$BATS_TEST_TMPDIR/out"
	attached() { "$DTRACE" -l -x replay="$rec.part" -n 'target*:::round' | grep -q round; }
	wait_for attached
	sleep 0.2
	echo >&7
	wait_for grep -qx 29 "$BATS_TEST_TMPDIR/out"
	kill -KILL $tracer
	exec 7>&-
	wait $target $tracer || true
	[ ! -e "$rec" ]
	run "$DTRACE" -q -x replay="$rec.part" -n 'target*:::round { @ = count(); } END { printa("%@d\n", @); }'
	[ "$status" -eq 0 ]
	[[ $output = *"its writer was killed"* ]]
	[[ $output = *"30"* ]]
	head -c -100 "$rec.part" >"$rec"
	run "$DTRACE" -q -x replay="$rec" -n 'target*:::round { @ = count(); } END { printa("%@d\n", @); }'
	[ "$status" -eq 0 ]
	[[ $output = *"29"* ]]
}

@test "a file that is no recording is named" {
	echo nonsense >"$BATS_TEST_TMPDIR/r"
	run "$DTRACE" -x replay="$BATS_TEST_TMPDIR/r" -n 'BEGIN { exit(0); }'
	[ "$status" -eq 1 ]
	[[ $output = *"'$BATS_TEST_TMPDIR/r' is no recording"* ]]
	run "$DTRACE" -x replay=/no/such -n 'BEGIN { exit(0); }'
	[[ $output = *"cannot open '/no/such'"* ]]
	ask -n BEGIN -c true
	[ "$status" -eq 1 ]
	[[ $output = *"there is nothing to record"* ]]
}

@test "a recording has a bound" {
	run "$DTRACE" -q -x recordsize=8k -x record="$BATS_TEST_TMPDIR/r" -n 'target$target::: { }' \
		-c "$BATS_FILE_TMPDIR/target 200"
	[ "$status" -eq 0 ]
	[[ $output = *"firings are not in '$BATS_TEST_TMPDIR/r'"* ]]
	[ "$(stat -c %s "$BATS_TEST_TMPDIR/r")" -lt 16384 ]
	run "$DTRACE" -q -x replay="$BATS_TEST_TMPDIR/r" -n 'BEGIN { exit(0); }'
	[[ $output = *"lacks "*" firings"* ]]
}
