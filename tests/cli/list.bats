#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# dtrace -l: which probes there are, wherever they hide.
# shellcheck disable=SC2016 # $target is D's
# shellcheck disable=SC2154 # run sets stderr

bats_require_minimum_version 1.5.0

setup_file() {
	load trace.bash
	export SRC=$BATS_TEST_DIRNAME/list BIN=$BATS_FILE_TMPDIR
	"$DTRACE" -h -s "$SRC/shop.d" -o "$BIN/shop.h"
	gcc -O2 -Wall -Werror -I"$BIN" -o "$BIN/shop" "$SRC/shop.c"
	gcc -O2 -static -I"$BIN" -o "$BIN/shop-static" "$SRC/shop.c"
	gcc -O2 -no-pie -I"$BIN" -o "$BIN/shop-nopie" "$SRC/shop.c"
	gcc -O2 -Wall -o "$BIN/hold" "$SRC/hold.c"
	echo '#include <sys/sdt.h>' | gcc -E -o /dev/null - 2>/dev/null || return 0
	gcc -O2 -fPIC -shared -o "$BIN/libplain.so" "$SRC/plain.c"
}

setup() {
	load trace.bash
	STARTED=()
}

teardown() {
	local pid
	for pid in "${STARTED[@]}"; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
}

# start a program that waits; its number is in $PID
start() {
	"$@" >/dev/null 2>&1 3>&- &
	PID=$!
	STARTED+=("$PID")
}

# start hold and wait until it has mapped its files
hold() {
	local fifo=$BATS_TEST_TMPDIR/ready.$RANDOM line
	mkfifo "$fifo"
	"$@" >"$fifo" 3>&- &
	PID=$!
	STARTED+=("$PID")
	read -r line <"$fifo"
	[[ $line = ready ]]
}

# dtrace -l until the output holds $1: a process takes its time to start
list_until() {
	local want=$1
	shift
	for _ in {1..50}; do
		dtrace -l "$@"
		[[ $output != *$want* ]] || return 0
		sleep 0.1
	done
	echo "$output $stderr"
	return 1
}

# the columns but the id
names() {
	awk 'NR > 1 { $1 = ""; print substr($0, 2) }' <<<"$output"
}

needs_sdt() {
	[[ -e $BIN/libplain.so ]] || skip "needs systemtap-sdt-dev"
}

@test "the heading and the built-in probes stand as DTrace has them" {
	dtrace -l -n 'dtrace:::'
	[ "$status" -eq 0 ]
	[ "$output" = "   ID   PROVIDER            MODULE                          FUNCTION NAME
    1     dtrace                                                     BEGIN
    2     dtrace                                                     END
    3     dtrace                                                     ERROR" ]
}

@test "a process' probes: provider with pid, file, function, name with dashes" {
	start "$BIN/shop"
	list_until closed -P "shop$PID"
	[ "$status" -eq 0 ]
	[ "$(names)" = "shop$PID shop give sale-done
shop$PID shop main closed
shop$PID shop sell sale-done" ]
}

@test "wildcards in all four parts, and each part alone" {
	start "$BIN/shop"
	list_until "shop$PID" -n 'shop*:sh?p:[gs]*:sale-*'
	[ "$(names | grep -c "^shop$PID ")" -eq 2 ]
	dtrace -l -n "shop$PID:::cl*"
	[ "$(names)" = "shop$PID shop main closed" ]
	dtrace -l -f "shop:give"
	[ "$(names | grep "^shop$PID ")" = "shop$PID shop give sale-done" ]
	dtrace -l -m "shop$PID:shop"
	[ "$(names | wc -l)" -eq 3 ]
	dtrace -l -n "shop${PID}0:::"
	[ "$status" -eq 1 ]
}

@test "without a description everything is listed, ids are unique and rise" {
	start "$BIN/shop"
	list_until "shop$PID"
	[ "$status" -eq 0 ]
	awk 'NR > 1 { if ($1 <= last) exit 1; last = $1 }' <<<"$output"
	[[ $output == *BEGIN* && $output == *tick-1000* ]]
}

@test "-i lists by id, the same id that -l shows" {
	start "$BIN/shop"
	list_until closed -p "$PID" -P "shop$PID"
	local id
	id=$(awk '$5 == "closed" { print $1 }' <<<"$output")
	dtrace -l -p "$PID" -i "$id"
	[ "$(names)" = "shop$PID shop main closed" ]
	dtrace -l -i 999
	[ "$status" -eq 1 ]
	[[ $stderr == *"failed to match id 999: No probe matches description"* ]]
}

@test "-lv shows types, names, stability and the semaphore" {
	start "$BIN/shop"
	list_until give -v -n "shop$PID:shop:give:sale-done"
	[ "$status" -eq 0 ]
	[[ $output == *"
	Probe Description Attributes
		Identifier Names: Evolving
		Data Semantics:   Evolving
		Dependency Class: Common

	Argument Attributes
		Identifier Names: Evolving
		Data Semantics:   Evolving
		Dependency Class: ISA

	Argument Types
		args[0]: char *item
		args[1]: int32_t price
		args[2]: uint8_t kind

	Probe Sites
		$BIN/shop+0x"*", with an is-enabled semaphore"* ]]
}

@test "-lv counts the sites of one probe" {
	start "$BIN/shop"
	list_until sell -v -n "shop$PID::sell:"
	[ "$(grep -c "$BIN/shop+0x" <<<"$output")" -eq 2 ]
}

@test "a library without types: sizes and signs from the note" {
	needs_sdt
	hold "$BIN/hold" -l "$BIN/libplain.so"
	dtrace -lv -n "plain$PID:libplain.so:plain:open-door"
	[ "$status" -eq 0 ]
	[[ $output == *"
	Argument Types
		arg0: int8_t
		arg1: uint16_t
		arg2: int64_t
"* ]]
	[[ $output == *"Identifier Names: Private"* ]]
	dtrace -l -P "plain$PID"
	[ "$(names)" = "plain$PID libplain.so plain guarded
plain$PID libplain.so plain open-door" ]
}

@test "a file that was deleted" {
	cp "$BIN/shop" "$BATS_TEST_TMPDIR/gone"
	start "$BATS_TEST_TMPDIR/gone"
	list_until closed -P "shop$PID"
	rm "$BATS_TEST_TMPDIR/gone"
	dtrace -l -P "shop$PID"
	[ "$status" -eq 0 ]
	[ "$(names | head -n1)" = "shop$PID gone give sale-done" ]
}

@test "a file that was replaced by another one of its name" {
	cp "$BIN/shop" "$BATS_TEST_TMPDIR/swapped"
	start "$BATS_TEST_TMPDIR/swapped"
	list_until closed -P "shop$PID"
	rm "$BATS_TEST_TMPDIR/swapped"
	cp /bin/true "$BATS_TEST_TMPDIR/swapped"
	dtrace -l -P "shop$PID"
	[ "$(names | wc -l)" -eq 3 ]
}

@test "a library that is only in memory" {
	needs_sdt
	hold "$BIN/hold" -m "$BIN/libplain.so"
	dtrace -l -P "plain$PID"
	[ "$status" -eq 0 ]
	[ "$(names | head -n1)" = "plain$PID copy plain guarded" ]
}

@test "a process in another mount namespace" {
	needs_root
	local dir=$BATS_TEST_TMPDIR/mnt
	mkdir "$dir"
	unshare -m true 2>/dev/null || skip "cannot make a mount namespace"
	start unshare -m bash -c "mount -t tmpfs none '$dir' &&
		cp '$BIN/shop' '$dir/inside' && exec '$dir/inside'"
	list_until closed -P "shop$PID"
	[ ! -e "$dir/inside" ]
	[ "$(names | head -n1)" = "shop$PID inside give sale-done" ]
}

@test "a newline in a file's name stays out of the list" {
	local file=$BATS_TEST_TMPDIR/new$'\n'line
	cp "$BIN/shop" "$file"
	start "$file"
	list_until closed -P "shop$PID"
	[ "$(names | head -n1)" = "shop$PID new?line give sale-done" ]
}

@test "-p takes the probes of one process, libraries and all" {
	start "$BIN/shop"
	local one=$PID
	start "$BIN/shop"
	list_until closed -p "$one" -P 'shop*'
	[[ $output == *"shop$one "* && $output != *"shop$PID "* ]]
	dtrace -l -p "$one" -n 'shop$target:::closed'
	[ "$(names)" = "shop$one shop main closed" ]
}

@test "-p says what is wrong with a number" {
	dtrace -l -p 4194304
	[ "$status" -eq 1 ]
	[ "$stderr" = "dtrace: there is no process 4194304" ]
	[ "$(cat /proc/2/comm)" = kthreadd ] || skip "no thread of the kernel is seen here"
	dtrace -l -p 2
	[ "$status" -eq 1 ]
	[[ $stderr == *"process 2 "* ]]
}

@test "-p of another user's process is refused with the reason" {
	needs_root
	start sleep 100
	run -1 --separate-stderr setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$DTRACE" -l -p "$PID"
	[[ $stderr == *"process $PID is not ours"*"root"* ]]
}

@test "without root one's own processes are listed, the others counted" {
	needs_root
	chmod 755 "$BATS_RUN_TMPDIR" "$BIN"
	start setpriv --reuid 65534 --regid 65534 --clear-groups "$BIN/shop"
	list_until closed -P "shop$PID"
	run -0 --separate-stderr setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$DTRACE" -l -P 'shop*'
	[[ $(names) == *"shop$PID shop give sale-done"* ]]
	[[ $stderr == *"left out: we may not look into them; run dtrace as root"* ]]
}

@test "-c lists a command that has not run yet, and does not let it run" {
	for program in shop shop-static shop-nopie; do
		dtrace -l -c "$BIN/$program" -n 'shop$target:::'
		[ "$status" -eq 0 ]
		[ "$(names | wc -l)" -eq 3 ]
	done
	dtrace -l -n BEGIN -c "touch $BATS_TEST_TMPDIR/touched"
	[ ! -e "$BATS_TEST_TMPDIR/touched" ]
}

@test "-c sees the libraries that the dynamic linker maps" {
	needs_sdt
	echo 'void plain(char, unsigned short, long, double); int main(void) { plain(1, 2, 3, 4); }' |
		gcc -o "$BATS_TEST_TMPDIR/linked" -xc - -xnone "$BIN/libplain.so"
	dtrace -l -c "$BATS_TEST_TMPDIR/linked" -m libplain.so
	[ "$status" -eq 0 ]
	[[ $output == *open-door* ]]
	# env is held before it executes the program
	dtrace -l -c "env $BATS_TEST_TMPDIR/linked" -m libplain.so
	[ "$status" -eq 1 ]
}

@test "-c takes a script, with and without #!, and quotes" {
	printf '#!%s\n' "$BIN/shop" >"$BATS_TEST_TMPDIR/a script"
	chmod +x "$BATS_TEST_TMPDIR/a script"
	dtrace -l -c "'$BATS_TEST_TMPDIR/a script' 'x y'" -n 'shop$target:::closed'
	[ "$status" -eq 0 ]
	echo true >"$BATS_TEST_TMPDIR/bare"
	chmod +x "$BATS_TEST_TMPDIR/bare"
	dtrace -l -c "$BATS_TEST_TMPDIR/bare" -n BEGIN
	[ "$status" -eq 0 ]
}

@test "-c says why a command cannot be run" {
	dtrace -l -c no-such-command
	[ "$status" -eq 1 ]
	[ "$stderr" = "dtrace: cannot run 'no-such-command': there is no such program in PATH" ]
	dtrace -l -c /nowhere/at/all
	[ "$status" -eq 1 ]
	[ "$stderr" = "dtrace: cannot run '/nowhere/at/all': No such file or directory" ]
	dtrace -l -c "$BATS_TEST_TMPDIR"
	[ "$status" -eq 1 ]
	dtrace -l -c "echo 'open"
	[ "$status" -eq 1 ]
	[[ $stderr == *"quote without its end"* ]]
	printf '#!/no/interpreter\n' >"$BATS_TEST_TMPDIR/script"
	chmod +x "$BATS_TEST_TMPDIR/script"
	dtrace -l -c "$BATS_TEST_TMPDIR/script"
	[ "$status" -eq 1 ]
	[[ $stderr == *"interpreter"*"does not exist"* ]]
}

@test "-c of a command whose library is missing ends with the reason" {
	needs_sdt
	cp "$BIN/libplain.so" "$BATS_TEST_TMPDIR/libgone.so"
	echo 'void plain(char, unsigned short, long, double); int main(void) { plain(1, 2, 3, 4); }' |
		gcc -o "$BATS_TEST_TMPDIR/m" -xc - -xnone "$BATS_TEST_TMPDIR/libgone.so"
	rm "$BATS_TEST_TMPDIR/libgone.so"
	dtrace -l -c "$BATS_TEST_TMPDIR/m"
	[ "$status" -eq 1 ]
	[[ $stderr == *"ended with status 127 before its program started"* ]]
}

@test "a file that nothing runs: -x object, provider without a pid" {
	cp "$BIN/shop" "$BATS_TEST_TMPDIR/idle"
	dtrace -l -x "object=$BATS_TEST_TMPDIR/idle" -n 'shop*:idle::'
	[ "$status" -eq 0 ]
	[ "$(names)" = "shop idle give sale-done
shop idle main closed
shop idle sell sale-done" ]
	dtrace -l -x "object=$BATS_TEST_TMPDIR/nothing" -n 'shop*:::'
	[ "$status" -eq 1 ]
	[[ $stderr == *"cannot open '$BATS_TEST_TMPDIR/nothing'"* ]]
	dtrace -l -x "object=$SRC/shop.c" -n 'shop*:::'
	[ "$status" -eq 1 ]
	[[ $stderr == *"is not an ELF file"* ]]
}

@test "a description that matches nothing fails, the others are listed; -Z waives" {
	dtrace -l -n zzz::: -n BEGIN
	[ "$status" -eq 1 ]
	[[ $stderr == *"dtrace: failed to match zzz:::: No probe matches description"* ]]
	[[ $output == *BEGIN* ]]
	dtrace -l -Z -n zzz:::
	[ "$status" -eq 0 ]
}

@test "timers by every unit, and what cannot be" {
	for t in tick-3 tick-3hz tick-250us tick-250usec tick-300000ns \
		tick-300000nsec tick-7ms tick-7msec tick-9s tick-9sec tick-2m \
		tick-2min tick-1h tick-1hour tick-1d tick-1day profile-99hz; do
		dtrace -l -n "$t"
		[ "$status" -eq 0 ]
		[ "$(names)" = "profile $t" ]
	done
	dtrace -l -n tick-100us
	[ "$status" -eq 1 ]
	[[ $stderr == *"too short"* ]]
	dtrace -l -n tick-0
	[ "$status" -eq 1 ]
	dtrace -l -n tick-5fortnights
	[ "$status" -eq 1 ]
}

@test "-o gets the list, by rename" {
	dtrace -l -n BEGIN -o "$BATS_TEST_TMPDIR/out"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	grep -q BEGIN "$BATS_TEST_TMPDIR/out"
	dtrace -l -n BEGIN -o /nowhere/out
	[ "$status" -eq 1 ]
}

@test "hostile files are named, and hide nothing else" {
	needs_sdt
	python3 "$SRC/hostile.py" "$BIN/libplain.so" "$BATS_TEST_TMPDIR/bad"
	hold "$BIN/hold" "$BATS_TEST_TMPDIR"/bad/*
	start "$BIN/shop"
	list_until closed -P "shop$PID"
	[ "$(names | wc -l)" -eq 3 ]
	for file in truncated headless long-note huge-note-section \
		sections-everywhere no-name site-nowhere garbage; do
		[[ $stderr == *"$BATS_TEST_TMPDIR/bad/$file"* ]] || {
			echo "$file is not named: $stderr"
			false
		}
	done
	# what is no ELF file at all is no news
	[[ $stderr != *bad/text* && $stderr != *bad/empty* ]]
}

@test "JSON: an object for each probe, with its arguments" {
	dtrace -l -x oformat=json -n BEGIN
	[ "$output" = '{"type":"probe","id":1,"provider":"dtrace","module":"","function":"","name":"BEGIN","sites":0,"args":[]}' ]
	dtrace -l -x oformat=json -x object="$BIN/shop" -P shop
	[ "$status" -eq 0 ]
	local json=$output
	dtrace -lv -x object="$BIN/shop" -P shop
	# the same arguments as in the text
	[ "$(python3 -c '
import json, sys
for line in sys.stdin:
    probe = json.loads(line)
    assert probe["type"] == "probe" and probe["provider"] == "shop" and probe["sites"] > 0
    for arg in probe["args"]:
        print(arg["name"] + ": " + arg["type"])' <<<"$json")" = "$(sed -n 's/^\t\t\(arg.*: .*\)/\1/p' <<<"$output")" ]
	[[ $json == *'"name":"args[0]"'* ]]
}
