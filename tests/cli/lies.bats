#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Notes that lie about where sites are, how large things are and of what type:
# refused or left out with a word, and never a harm to the program.
# shellcheck disable=SC2016 # $target is for D

setup_file() {
	load trace.bash
	export DIR=$BATS_FILE_TMPDIR
	build_target "$DIR"
	cat >"$DIR/lie.py" <<'END'
"""lie.py SECTION FROM TO: replace bytes (Python literals) in a copy's notes."""
import ast, struct, subprocess, sys
section, old, new, program, out = sys.argv[1:]
part = out + ".part"
subprocess.run(["objcopy", "--dump-section", section + "=" + part, program, out], check=True)
data = open(part, "rb").read()
if old == "site" or old == "semaphore":
    # the note of round: its address is 8 or 24 bytes before its name
    at = data.index(b"target\0round\0") - (24 if old == "site" else 8)
    data = data[:at] + struct.pack("<Q", int(new, 0)) + data[at + 8:]
else:
    old, new = ast.literal_eval(old), ast.literal_eval(new)
    assert old in data and len(old) == len(new)
    data = data.replace(old, new)
open(part, "wb").write(data)
subprocess.run(["objcopy", "--update-section", section + "=" + part, program, out], check=True)
END
}

setup() {
	load trace.bash
	lie="$BATS_TEST_TMPDIR/target"
}

# make_lie SECTION FROM TO
make_lie() {
	python3 "$DIR/lie.py" "$@" "$DIR/target" "$lie"
}

symbol() { nm "$DIR/target" | sed -n "s/^0*\([0-9a-f]*\) . $1\$/0x\1/p"; }

# the program runs to its end, and its other probes fire
others_fire() {
	needs_root
	run timeout 30 "$DTRACE" -q -c "$lie 3" -n 'target$target:::work-start { @ = count(); } END { printa("%@d", @); }'
	[ "$status" -eq 0 ]
	[[ $output = *3* ]]
}

@test "a site outside of the file" {
	make_lie .note.stapsdt site 0x7fffffffffff0000
	run "$DTRACE" -l -x object="$lie" -n 'target:::round'
	[ "$status" -eq 1 ]
	[[ $output = *damaged* ]]
	others_fire
}

@test "a site in data" {
	make_lie .note.stapsdt site "$(symbol target_round_semaphore)"
	run "$DTRACE" -l -x object="$lie" -n 'target:::round'
	[ "$status" -eq 1 ]
	others_fire
}

@test "a site in the middle of code is no nop, and left alone" {
	make_lie .note.stapsdt site "$(symbol main)"
	needs_root
	run timeout 30 "$DTRACE" -q -c "$lie 3" -n 'target$target:::round { trace("bad"); }'
	[[ $output = *"no nop at the site of target:round"* ]]
	[[ $output != *bad* ]]
	others_fire
}

@test "a semaphore in code" {
	make_lie .note.stapsdt semaphore "$(symbol main)"
	run "$DTRACE" -l -x object="$lie" -n 'target:::round'
	[ "$status" -eq 1 ]
	[[ $output = *damaged* ]]
	others_fire
}

@test "arguments of a size that cannot be" {
	args=$(readelf -n "$DIR/target" | sed -n '/Name: round/,/Arguments/s/.*Arguments: //p')
	make_lie .note.stapsdt "b'$args'" "b'9${args:1}'"
	needs_root
	run timeout 30 "$DTRACE" -q -c "$lie 3" -n 'target$target:::round { trace(arg0); }'
	[[ $output = *"argument 0 cannot be read"* || $output = *"no such size"* || $output = *"bytes"* ]]
	others_fire
}

@test "types that make no sense" {
	make_lie .note.dtrace "b'char *name'" "b'char *nam['"
	run "$DTRACE" -lv -x object="$lie" -n 'target:::round'
	[ "$status" -eq 0 ]
	[[ $output = *"makes no sense"* ]]
	[[ $output != *'args[1]: char'* ]]
	others_fire
}

@test "a number that the types call a string is a fault, not a crash" {
	make_lie .note.dtrace "b'int i, char *name, uint8_t'" "b'char*i, char *name, uint8_t'" ||
		make_lie .note.dtrace "b'round(int i'" "b'round(char*'"
	needs_root
	run timeout 30 "$DTRACE" -q -c "$lie 3" -n 'target$target:::round { trace(stringof(args[0])); }'
	[ "$status" -eq 0 ]
	[[ $output = *"invalid address"* ]]
	others_fire
}
