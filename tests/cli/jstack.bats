# SPDX-License-Identifier: BSD-2-Clause
# jstack(): the frames of an interpreter that carries a helper note.
# shellcheck disable=SC2016 # $target is for D

setup_file() {
	load trace.bash
	needs_root
	export DIR=$BATS_FILE_TMPDIR
	"$DTRACE" -h -s "$TOP/tests/targets/interp.d" -o "$DIR/interp.h"
	"$DTRACE" -G -s "$TOP/tests/targets/interp.d" -o "$DIR/interp.o"
	build interp -fno-omit-frame-pointer
	build bare -fomit-frame-pointer
	build stripped -fno-omit-frame-pointer -rdynamic -s
}

# build NAME FLAG...
build() {
	gcc -O2 -fno-optimize-sibling-calls "${@:2}" -I"$DIR" -o "$DIR/$1" \
		"$TOP/tests/targets/interp.c" "$DIR/interp.o"
}

setup() {
	load trace.bash
	needs_root
}

# trace_interp "PROGRAM ARGUMENT..." OPTION...
trace_interp() {
	dtrace -q -c "$DIR/$1" "${@:2}"
	[ "$status" -eq 0 ]
}

LEAF='deep.tl:33 (leäf)'
OUTER=$'deep.tl:21 (helper)\ndeep.tl:10 (main)'

# frames: the lines, without blanks and offsets
frames() {
	sed 's/^ *//; s/+0x[0-9a-f]*$//; /^$/d' <<<"$output"
}

@test "frames stand in the place of the function that runs them" {
	trace_interp interp -n 'bottom { jstack(4); }'
	[ "$(frames)" = "$LEAF"$'\ninterp`native_call\n'"$OUTER"$'\ninterp`main' ]
}

@test "without frame pointers, and without symbols, they are there" {
	trace_interp bare -n 'bottom { jstack(4); }'
	[ "$(frames)" = "$LEAF"$'\nbare`native_call\n'"$OUTER"$'\nbare`main' ]
	trace_interp stripped -n 'bottom { jstack(4); }'
	[ "$(frames)" = "$LEAF"$'\nstripped`native_call\n'"$OUTER"$'\nstripped`main' ]
}

@test "as a key, after the process has ended" {
	trace_interp bare -n 'bottom { @[jstack(1)] = count(); }'
	[ "$(frames)" = "$LEAF"$'\n'"$OUTER"$'\n1' ]
}

@test "ustack() shows them when it is given room for their text" {
	trace_interp bare -n 'bottom { ustack(1); ustack(1, 100); }'
	[ "$(frames)" = "bare\`interp_eval"$'\n'"$LEAF"$'\n'"$OUTER" ]
}

@test "a key of both has room for both" {
	trace_interp bare -n 'bottom { @[ustack(1)] = count(); @[jstack(1)] = count(); }'
	[[ $(frames) = *"bare\`interp_eval"$'\n1'* ]]
	[[ $(frames) = *"$LEAF"$'\n'"$OUTER"$'\n1'* ]]
}

@test "a thread that does not hold the lock is found" {
	trace_interp 'interp other' -n 'bottom { jstack(1); }'
	[ "$(frames)" = "$LEAF"$'\n'"$OUTER" ]
}

@test "a stack that leads nowhere, or round, does no harm" {
	trace_interp 'interp wild' -n 'bottom { jstack(1); }'
	[ "$(frames)" = "$LEAF"$'\n'"$OUTER" ]
	trace_interp 'interp endless' -n 'bottom { jstack(1); }'
	[ "$(frames | wc -l)" -eq 62 ]
}

@test "a process that appears later is asked for" {
	dtrace -q -Z -n 'interp*:::bottom { jstack(1); n++; }
		tick-1s /n > 3/ { exit(0); } tick-20s { exit(1); }' \
		-c "sh -c 'for i in 1 2 3 4 5 6; do sleep 0.2; $DIR/interp; done'"
	[ "$status" -eq 0 ]
}

@test "a wrong note is told, and nothing is lost" {
	sed 's/next %c2/next x%c2/' "$TOP/tests/targets/interp.c" >"$DIR/wrong.c"
	gcc -O2 -I"$DIR" -o "$DIR/wrong" "$DIR/wrong.c" "$DIR/interp.o"
	dtrace -c "$DIR/wrong" -n 'bottom { jstack(1); }'
	[ "$status" -eq 0 ]
	[[ $stderr = *"jstack() shows no frames of pid "*"helper note: 'next' has no good value"* ]]
	[[ $output = *'wrong`interp_eval'* ]]
}
