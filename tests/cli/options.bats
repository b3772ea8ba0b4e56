# SPDX-License-Identifier: BSD-2-Clause
# -x, #pragma D option and the letters of the command line.

setup_file() {
	load trace.bash
	file_target
}

setup() {
	load trace.bash
	own_target
}

# dtrace ARG... is refused as a wrong command line, with that message
refused() {
	local message=$1
	shift
	dtrace "$@"
	[ "$status" -eq 2 ]
	[ "$stderr" = "dtrace: $message" ] || { echo "$stderr" && return 1; }
}

# ---- values -------------------------------------------------------------

@test "sizes have units and bounds" {
	local size
	for size in 4096 4k 4K 1m 16M; do
		dtrace -e -x bufsize=$size -x aggsize=$size -x dynvarsize=$size -n BEGIN
		[ "$status" -eq 0 ]
	done
	refused "invalid value '4x' for option 'bufsize': a size such as 4m is wanted" -x bufsize=4x -n BEGIN
	refused "option bufsize is 10: 1024 to 1073741824 are possible" -b 10 -n BEGIN
	refused "option bufsize is 1099511627776: 1024 to 1073741824 are possible" -b 1t -n BEGIN
	refused "option strsize is 8: 16 to 4096 are possible" -x strsize=8 -n BEGIN
}

@test "rates have units" {
	local rate
	for rate in 10 10hz 10HZ 100ns 100us 100ms 1s 1sec 1m 1min 1h 1hour 1d 1day; do
		dtrace -e -x switchrate=$rate -x aggrate=$rate -x statusrate=$rate -x cleanrate=$rate -n BEGIN
		[ "$status" -eq 0 ]
	done
	refused "invalid value '0' for option 'switchrate': a rate such as 10hz or 100ms is wanted" -x switchrate=0 -n BEGIN
	refused "invalid value '5parsec' for option 'aggrate': a rate such as 10hz or 100ms is wanted" -x aggrate=5parsec -n BEGIN
}

@test "flags take words, choices take theirs" {
	local value
	for value in 1 on yes true enable set; do
		dtrace -x quiet=$value -n 'BEGIN { exit(0); }'
		[ "$output" = "" ]
	done
	dtrace -x quiet=off -n 'BEGIN { exit(0); }'
	[[ $output == *:BEGIN* ]]
	refused "invalid value 'maybe' for option 'quiet': on or off is wanted" -x quiet=maybe -n BEGIN
	refused "invalid value 'xml' for option 'oformat': one of these is wanted: text json" -x oformat=xml -n BEGIN
	refused "invalid value '' for option 'bufpolicy': one of these is wanted: switch fill ring" -x bufpolicy -n BEGIN
}

@test "what other dtrace commands take is accepted, what they promise is refused" {
	dtrace -e -x nolibs -x evaltime=exec -x late=static -x lazyload -x stdc=a -x tregs=8 -x nspec=4 -x lockmem=unlimited \
		-x jstackframes=50 -n BEGIN
	[ "$status" -eq 0 ]
	refused "invalid value 'x' for option 'tregs': a number is wanted" -x tregs=x -n BEGIN
	refused "option 'ctypes' is not available: types are written as C: see dtrace -h" -x ctypes=file -n BEGIN
	refused "option 'grabanon' is not available: anonymous tracing is not available" -x grabanon -n BEGIN
	refused "unknown option 'nonsense': dtrace(1) lists what -x takes" -x nonsense -n BEGIN
}

@test "every option is in the manual" {
	local name missing=""
	for name in $(sed -n 's/^\(TUNABLE\|CHOICE\|ACCEPTED\|REFUSED\)(\([a-z]*\),.*/\2/p' "$TOP/src/cmd/tunable.def"); do
		grep -qw "$name" "$TOP"/docs/man/dtrace*.1 || missing+=" $name"
	done
	[ -z "$missing" ] || { echo "missing:$missing" && return 1; }
}

@test "a pragma that is wrong is named with its line" {
	printf '\n#pragma D option bufsize=nothing\nBEGIN { exit(0); }\n' >"$BATS_TEST_TMPDIR/p.d"
	dtrace -s "$BATS_TEST_TMPDIR/p.d"
	[ "$status" -eq 1 ]
	[[ $stderr == *"p.d:2: invalid value 'nothing'"* ]]
}

@test "a pragma's strsize is the program's" {
	dtrace -q -n '
#pragma D option strsize=16
BEGIN { s = "a text of more than sixteen bytes"; printf("%s\n", s); exit(0); }'
	[ "$output" = "a text of more " ]
}

# ---- run time -----------------------------------------------------------

@test "bufpolicy: all, those that fit, the last ones" {
	local script='BEGIN { printf("begin\n"); } target*:::round { printf("%d\n", arg0); } END { printf("end\n"); }'
	dtrace -q -x bufsize=4k -x bufpolicy=switch -c "$TARGET 80" -n "$script"
	[ "$(head -n2 <<<"$output")" = $'begin\n0' ]
	[ "$(tail -n2 <<<"$output")" = $'79\nend' ]
	dtrace -q -x bufsize=1k -x bufpolicy=fill -c "$TARGET 80" -n "$script"
	[ "$(head -n2 <<<"$output")" = $'begin\n0' ]
	[ "$(tail -n1 <<<"$output")" = end ]
	[ "$(wc -l <<<"$output")" -lt 60 ]
	dtrace -q -x bufsize=1k -x bufpolicy=ring -c "$TARGET 80" -n "$script"
	[[ $output != *begin* ]]
	[ "$(tail -n2 <<<"$output")" = $'79\nend' ]
	[ "$(wc -l <<<"$output")" -lt 60 ]
}

@test "cpu: probes fire only there, BEGIN and END in any case" {
	dtrace -q -x cpu=60000 -c "$TARGET 80" -n 'BEGIN { n = 0; } target*:::round { n++; } END { printf("%d\n", n); }'
	[ "$output" = 0 ]
	dtrace -q -x cpu=0 -x object="$TARGET" -c "taskset -c 0 $TARGET 80" -n 'target*:::round { n++; } END { printf("%d\n", n); }'
	[ "$output" = 80 ]
}

@test "noresolve: addresses stay numbers" {
	dtrace -q -x noresolve -c "$TARGET 1" -n 'target*:::round { usym(ucaller); }'
	[[ $output =~ 0x[0-9a-f]+ ]]
	[[ $output != *target* ]]
}

@test "sorting and pictures of aggregations" {
	local fill='BEGIN { @[1, 5] = sum(3); @[2, 3] = sum(2); @[3, 4] = sum(1); exit(0); }
		END { printa("%d %d %@d\n", @); }'
	dtrace -q -n "$fill"
	[ "$(grep . <<<"$output")" = $'3 4 1\n2 3 2\n1 5 3' ]
	dtrace -q -x aggsortrev -n "$fill"
	[ "$(grep . <<<"$output")" = $'1 5 3\n2 3 2\n3 4 1' ]
	dtrace -q -x aggsortkey -n "$fill"
	[ "$(grep . <<<"$output")" = $'1 5 3\n2 3 2\n3 4 1' ]
	dtrace -q -x aggsortkey -x aggsortkeypos=1 -n "$fill"
	[ "$(grep . <<<"$output")" = $'2 3 2\n3 4 1\n1 5 3' ]
	dtrace -q -x agghist -x aggzoom -n 'BEGIN { @["a"] = sum(3); @["b"] = sum(6); exit(0); }'
	[ "$(grep -o '@*' <<<"$output" | tr '\n' ' ')" = "@@@@@@@@@@@@@@@@@@@@ @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ " ]
	dtrace -q -x aggpack -n 'BEGIN { @["a"] = quantize(4); @["a"] = quantize(4); @["a"] = quantize(8); exit(0); }'
	[[ $output == *"a                4 :▅▃:                8 | 3"* ]]
}

# ---- letters ------------------------------------------------------------

@test "several commands: the run ends with the last of them" {
	dtrace -q -c "sleep 0.1" -c "$TARGET 3" -n 'BEGIN { t = $target; } target*:::round /pid != t/ { n++; }
		END { printf("%d\n", n); }'
	[ "$output" = 3 ]
}

@test "-S and -x tree print the program" {
	dtrace -e -S -n 'BEGIN { trace(7); }'
	[[ $stderr == *"dtrace_0: "*exit* ]]
	dtrace -e -x tree -n 'BEGIN { trace(7); }'
	[[ $stderr == *"(call trace:<void> (7:<int>))"* ]]
}

@test "-v tells the stability of probes and statements, -x amin demands it" {
	dtrace -e -v -n 'BEGIN { trace((uint64_t)curthread); }'
	[[ $stderr == *"description :::BEGIN:"*"Data Semantics:   Stable"*"Minimum Statement Attributes"*"Data Semantics:   Private"* ]]
	dtrace -e -x amin=Stable/Stable/Common -n 'BEGIN { exit(0); }'
	[ "$status" -eq 0 ]
	dtrace -e -x amin=evolving/evolving/common -x object="$TARGET" -n 'target:::round { trace(arg0); }'
	[ "$status" -eq 1 ]
	[[ $stderr == *"this is Private/Private/Unknown, less than option amin demands"* ]]
	dtrace -e -x amin=Good -n BEGIN
	[ "$status" -eq 1 ]
	[[ $stderr == "dtrace: option amin is 'Good': attributes such as"* ]]
}

@test "-X takes what it should" {
	dtrace -e -C -X s -n BEGIN
	[ "$status" -eq 0 ]
	refused "invalid value 'z' for -X: a, c, s or t is wanted" -X z -n BEGIN
}

@test "-x define, undef, incdir, cpppath and cpphdrs go to the preprocessor" {
	mkdir "$BATS_TEST_TMPDIR/headers"
	echo '#define STATUS 4' >"$BATS_TEST_TMPDIR/headers/status.h"
	printf '#include <status.h>\nBEGIN { exit(STATUS + MORE); }\n' >"$BATS_TEST_TMPDIR/p.d"
	dtrace -q -C -x incdir="$BATS_TEST_TMPDIR/headers" -x define=MORE=3 -x cpphdrs -x cpppath=cpp -s "$BATS_TEST_TMPDIR/p.d"
	[ "$status" -eq 7 ]
	[[ $stderr == *headers/status.h* ]]
	dtrace -q -C -x cpppath=/nonexistent -s "$BATS_TEST_TMPDIR/p.d"
	[ "$status" -eq 1 ]
	[[ $stderr == *"'/nonexistent'"* ]]
}

@test "a program without clauses is refused, unless that is wanted" {
	echo 'int x;' >"$BATS_TEST_TMPDIR/p.d"
	dtrace -x errtags -s "$BATS_TEST_TMPDIR/p.d"
	[ "$status" -eq 1 ]
	[[ $stderr == *"[D_EMPTY] there is no clause"* ]]
	dtrace -x empty -c true -s "$BATS_TEST_TMPDIR/p.d"
	[ "$status" -eq 0 ]
}

@test "scripts with #! take options and arguments" {
	printf '#!%s -qs\nBEGIN { printf("%%s %%d\\n", $$1, $2); exit(0); }\n' "$DTRACE" >"$BATS_TEST_TMPDIR/s.d"
	chmod +x "$BATS_TEST_TMPDIR/s.d"
	run "$BATS_TEST_TMPDIR/s.d" one 2
	[ "$output" = "one 2" ]
	printf '#!%s -CZs\n#define N nothing*:::probe\nBEGIN { exit(3); } N { exit(4); }\n' "$DTRACE" >"$BATS_TEST_TMPDIR/s.d"
	run "$BATS_TEST_TMPDIR/s.d"
	[ "$status" -eq 3 ]
}

@test "anonymous tracing says that it is not available" {
	dtrace -A -n BEGIN
	[ "$status" -eq 2 ]
	[[ $stderr == "dtrace: anonymous tracing (-A) is not available"* ]]
}
