# SPDX-License-Identifier: BSD-2-Clause
# Stacks and symbols of programs built in the ways that programs are built.

setup_file() {
	load trace.bash
	needs_root
	export DIR=$BATS_FILE_TMPDIR
	"$DTRACE" -h -s "$TOP/tests/targets/stack.d" -o "$DIR/stack.h"
	"$DTRACE" -G -s "$TOP/tests/targets/stack.d" -o "$DIR/stack.o"
	build_stack frames -fno-omit-frame-pointer
	build_stack bare -fomit-frame-pointer
}

# build_stack NAME FLAG...
build_stack() {
	gcc -O2 "${@:2}" -I"$DIR" -o "$DIR/$1" "$TOP/tests/targets/stack.c" "$DIR/stack.o"
}

setup() {
	load trace.bash
	needs_root
}

# trace_stack PROGRAM ARGUMENT...
trace_stack() {
	dtrace -q -c "$DIR/$1" "${@:2}"
}

@test "ustackdepth and ustack(n) count frames" {
	trace_stack frames -n 'stack$target:::leaf /arg0 == 1/ { printf("%d", ustackdepth > 3); ustack(3); }'
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = 1 ]
	[ "${#lines[@]}" -eq 4 ]
}

@test "equal stacks are one key" {
	trace_stack frames -n 'stack$target:::leaf { @[ustack(3)] = count(); } END { printa("%@d\n", @); }'
	[ "$(sort <<<"$output")" = $'1\n3' ]
}

@test "frames of several sizes fit in one aggregation" {
	trace_stack frames -n 'stack$target:::leaf /arg0 == 0/ { @[ustack(1)] = count(); }
		stack$target:::leaf /arg0 == 1/ { @[ustack(3)] = count(); }
		stack$target:::leaf /arg0 == 2/ { @[ustack(1)] = count(); } END { printa("%@d\n", @); }'
	[ "$(sort <<<"$output")" = $'1\n2' ]
}

@test "a number of frames that is none is refused" {
	trace_stack frames -x ustackframes=0 -n 'BEGIN { ustack(); }'
	[ "$status" -eq 1 ]
	[[ $stderr = *"option ustackframes is 0: 1 to 1024 frames are possible"* ]]
}
