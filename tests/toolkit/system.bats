# SPDX-License-Identifier: BSD-2-Clause
# The scripts of probes/toolkit that need no probe in a program: each runs on
# ordinary commands, which do what it is to show.

setup() {
	load ../cli/trace.bash
	TOOLKIT=$TOP/probes/toolkit
	cd "$BATS_TEST_TMPDIR"
}

# script NAME COMMAND [ARGUMENT...]: run NAME.d while the command runs
script() {
	needs_root
	dtrace -s "$TOOLKIT/$1.d" -c "$2" "${@:3}"
	echo "$output$stderr"
	[ "$status" -eq "${STATUS:-0}" ]
	[[ $stderr != *dtrace:* ]]	# the command may say something
}

# work WORDS: a shell script in ./work, so that what runs has a name of its own
work() {
	printf '#!/bin/sh\n%s\n' "$1" >work
	chmod +x work
}

@test "execsnoop: programs with their arguments" {
	work '/bin/echo one two >/dev/null; /bin/true "a b"'
	script execsnoop ./work
	[[ $output =~ " $(id -u) "[\ 0-9]+" /bin/echo one two" ]]
	[[ $output =~ " $(id -u) "[\ 0-9]+" /bin/true a b" ]]
}

@test "execsnoop: only one program" {
	work '/bin/echo one two >/dev/null; /bin/true'
	script execsnoop ./work true
	[[ $output == */bin/true* && $output != */bin/echo* ]]
}

@test "newproc: the process, its parent, what it runs" {
	work '/bin/echo one two >/dev/null'
	script newproc ./work
	[[ $output =~ [0-9]+" "+[0-9]+"  work             /bin/echo one two" ]]
}

@test "opensnoop: what opens and what does not" {
	echo text >there
	script opensnoop "cat there missing" cat
	[[ $output =~ "cat "+[0-9]+"    0 there"($'\n'|$) ]]
	[[ $output =~ "cat "+"-1    2 missing" ]]
}

@test "procsystime: calls with their time" {
	script procsystime "dd if=/dev/zero of=out bs=10 count=7" dd
	[[ $output =~ "dd "+"write "+([7-9]|1[0-9])" "+[0-9]+" "+[0-9]+ ]]
}

@test "dtruss: arguments, results, errors, counts" {
	script dtruss "cat missing"
	[[ $output =~ "openat(-100, \"missing\", 0x0) = -1 error 2" ]]
	[[ $output =~ "exit_group" || $output =~ "close(0x" ]]
	[[ $output =~ "openat "+[0-9]+" "+[1-9] ]]
}

@test "hotuser: the function that spins" {
	gcc -O0 -g -o spin -x c - <<-'END'
		static volatile unsigned long n;
		static void spinning(void) { while (n < 300000000) n++; }
		int main(void) { spinning(); return 0; }
	END
	script hotuser ./spin
	[[ $output =~ [0-9]+"  spin\`spinning" ]]
	[[ $output =~ [0-9]+"  spin"$'\n'?$ || $output =~ [0-9]+"  spin"$'\n' ]]
}

# 256k that reach a disk before dd ends; where there is none, skip
on_disk() {
	script "$1" "dd if=/dev/zero of=out bs=64k count=4 oflag=direct conv=fsync" "${@:2}"
	[[ $(findmnt -no SOURCE -T .) == /dev/* ]] || skip "no disk holds $PWD"
}

@test "iotop: bytes by process and disk" {
	needs_root
	[[ $(findmnt -no SOURCE -T .) == /dev/* ]] || skip "no disk holds $PWD"
	work 'dd if=/dev/zero of=out bs=64k count=4 oflag=direct 2>/dev/null; sleep 3'
	script iotop ./work 1 1
	[[ $output =~ [0-9]+" "+[0-9]+" dd "+[^\ ]+" "+"W "+[0-9]+ ]]
}

@test "bitesize: pieces of dd" {
	on_disk bitesize
	[[ $output =~ [0-9]+"  dd" ]]
	[[ $output =~ "65536 |@" ]]
}

@test "iolatency: time of the disk" {
	on_disk iolatency
	[[ $output =~ [a-z0-9]+" write" ]]
	[[ $output =~ "|@" ]]
}

@test "rwbypid: bytes of dd" {
	script rwbypid "dd if=/dev/zero of=out bs=1000 count=9 status=none"
	[[ $output =~ "dd "+"W          9           9000" ]]
}

@test "uoffcpu: the stack that sleeps" {
	script uoffcpu "sleep 0.2" sleep
	[[ $(grep -c ' us$' <<<"$output") -ge 1 ]]
	awk '/ us$/ && $1 >= 150000 { found = 1 } END { exit !found }' <<<"$output"
}

@test "qtime: waits of those that were woken" {
	script qtime "sleep 0.1"
	[[ $output =~ "sleep "+[0-9]+" "+[0-9]+" "+[0-9]+ ]]
	[[ $output =~ "|@" ]]
}

@test "sigdist: sender, receiver, signal" {
	work 'sleep 5 & kill -USR1 $!; wait'
	script sigdist ./work
	[[ $output =~ "work "+("sleep"|"work")" "+"10          1" ]]
}

@test "shortlived: processes by parent" {
	work '/bin/true; /bin/true; /bin/true'
	script shortlived ./work
	[[ $output =~ "true             work "+"3 "+[0-9]+ ]]
}

@test "threaded: the samples of each thread" {
	work 'timeout 2 sh -c "while :; do :; done"; exit 0'
	script threaded ./work
	[[ $output =~ [0-9]+"  sh" ]]
	[[ $output =~ "0 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@" ]]
}

@test "cpuwalk: the samples on each CPU" {
	work 'i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done'
	script cpuwalk ./work
	[[ $output =~ [0-9]+"  work" ]]
}

@test "what has SECONDS ends after them" {
	local name
	needs_root
	for name in newproc bitesize iolatency rwbypid qtime sigdist \
		shortlived threaded cpuwalk; do
		dtrace -s "$TOOLKIT/$name.d" 1
		echo "$name: $stderr"
		[ "$status" -eq 0 ]
		[ "$stderr" = "" ]
	done
}
