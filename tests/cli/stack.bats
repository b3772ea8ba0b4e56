# SPDX-License-Identifier: BSD-2-Clause
# Stacks and symbols of programs built in the ways that programs are built.
# shellcheck disable=SC2016 # $target is for D

setup_file() {
	load trace.bash
	needs_root
	export DIR=$BATS_FILE_TMPDIR
	"$DTRACE" -h -s "$TOP/tests/targets/stack.d" -o "$DIR/stack.h"
	"$DTRACE" -G -s "$TOP/tests/targets/stack.d" -o "$DIR/stack.o"
	build_stack frames -fno-omit-frame-pointer
	build_stack fixed -fno-omit-frame-pointer -no-pie
	build_stack bare -fomit-frame-pointer
	build_stack bare-stripped -fomit-frame-pointer -s
	build_stack static -fno-omit-frame-pointer -static-pie
	build_stack stripped -fno-omit-frame-pointer -s
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
	[ "$status" -eq 2 ]
	[[ $stderr = *"option ustackframes is 0: 1 to 1024 are possible"* ]]
}

# what `ustack()` of leaf() below qsort() begins with, and below main()
below_qsort() { printf '%s`leaf\n%s`compare\n' "$1" "$1"; }
below_main() { printf '%s`leaf\n%s`middle\n%s`outer\n%s`main\n' "$1" "$1" "$1" "$1"; }

# the frames of a stack without what changes with compilers: offsets, indent
names() { sed -n 's/^ *\([^ ]*`[^+ ]*\).*/\1/p'; }

@test "frames have the names of functions" {
	for program in frames fixed static; do
		trace_stack $program -n 'stack$target:::leaf /arg0 == 1/ { ustack(4); }'
		[ "$(names <<<"$output")" = "$(below_main $program)" ]
		trace_stack $program -n 'stack$target:::leaf /arg0 == 9/ { ustack(2); }'
		[ "$(names <<<"$output")" = "$(below_qsort $program)" ]
	done
}

# addresses and offsets are what differs from run to run
mask() { sed 's/0x[0-9a-f]*/0x/g'; }

@test "a frame is indented and has the offset of its address" {
	trace_stack frames -n 'stack$target:::leaf /arg0 == 9/ { ustack(2); }'
	[ "$(mask <<<"$output")" = '
              frames`leaf+0x
              frames`compare+0x' ]
	trace_stack frames -x stackindent=3 -n 'stack$target:::leaf /arg0 == 9/ { ustack(1); }'
	[ "$(mask <<<"$output")" = $'\n   frames`leaf+0x' ]
}

@test "without symbols a frame has its module and address" {
	trace_stack stripped -n 'stack$target:::leaf /arg0 == 9/ { ustack(2); }'
	[ "$(mask <<<"$output")" = '
              stripped`0x
              stripped`0x' ]
}

# Is this command built with libdw?
needs_unwinding() {
	trace_stack bare -x ustackunwind=dwarf -n 'BEGIN { exit(0); }'
	[[ $stderr != *"built without libdw"* ]] || skip "built without libdw"
}

@test "without frame pointers a stack is whole, also through libc" {
	needs_unwinding
	trace_stack bare -n 'stack$target:::leaf /arg0 == 1/ { ustack(); }'
	[[ $(names <<<"$output") = "$(below_main bare)"*'bare`_start' ]]
	trace_stack bare -n 'stack$target:::leaf /arg0 == 9/ { ustack(); }'
	[[ $(names <<<"$output") = "$(below_qsort bare)"*'libc.so.6`qsort'*'bare`main'*'bare`_start' ]]
}

@test "a stack is unwound as far as was asked" {
	needs_unwinding
	trace_stack bare -n 'stack$target:::leaf /arg0 == 1/ { ustack(3); ustack(1); }'
	[ "$(names <<<"$output")" = $'bare`leaf\nbare`middle\nbare`outer\nbare`leaf' ]
}

@test "a stack is unwound through a program without symbols" {
	needs_unwinding
	trace_stack bare-stripped -n 'stack$target:::leaf /arg0 == 1/ { ustack(); }'
	[ "$(grep -c 'bare-stripped`0x' <<<"$output")" -eq 5 ]
}

# every aggregating function and all that is done with aggregations; of leaf() below
# outer(), three times, as what qsort() calls has other stacks
AGGREGATIONS='
stack*:::leaf /arg0 < 9/ {
	@trunc[ustack(3), arg0 & 1] = count(); @sum[ustack(3)] = sum(arg0 - 5);
	@min[ustack(3)] = min(arg0 - 1); @max[ustack(3)] = max(arg0 - 7);
	@avg[ustack(3)] = avg(arg0 * 3); @dev[ustack(3)] = stddev(arg0 * 100);
	@pow[ustack(3)] = quantize(arg0 - 1, 2); @lin[ustack(3)] = lquantize(arg0, 0, 4, 1);
	@log[ustack(3)] = llquantize(arg0 * 100, 10, 0, 3, 10);
	@one[ustack(1), "x"] = count(); @zero[ustack(3)] = sum(arg0); @none[ustack(3)] = count();
}
END {
	normalize(@sum, 2); trunc(@trunc, 1); clear(@zero); trunc(@none);
	printa(@trunc); printa(@sum); printa(@min); printa(@max); printa(@avg); printa(@dev);
	printa(@pow); printa(@lin); printa(@log); printa(@one); printa(@zero); printa(@none);
	printa("%k %@d %@d\n", @min, @max);
}'

# aggregated PROGRAM OPTION...: without what differs between programs
aggregated() {
	"$DTRACE" -q "${@:2}" -n "$AGGREGATIONS" | sed "s/0x[0-9a-f]*/0x/g; s/$1"'`/`/'
}

@test "stacks are keys without frame pointers, too, on all machines" {
	needs_unwinding
	local want got machine
	want=$(aggregated frames -x ustackunwind=fp -c "$DIR/frames")
	[ "$(grep -c '`outer+0x' <<<"$want")" -eq 11 ]
	for machine in kernel ptrace; do
		got=$(aggregated bare -x backend=$machine -c "$DIR/bare" -x "record=$DIR/$machine.rec")
		diff <(echo "$want") <(echo "$got")
		got=$(aggregated bare -x "replay=$DIR/$machine.rec")
		diff <(echo "$want") <(echo "$got")
	done
}

@test "a key whose copy finds no room is by frame pointers, and nothing is lost" {
	needs_unwinding
	build_target "$DIR"
	dtrace -q -x switchrate=1s -c "$DIR/target -t 8 3000" -n 'target$target:::work-start { @[ustack(2)] = count(); }
		END { printa("%k: %@d\n", @); }'
	[ "$status" -eq 0 ]
	[ "$(sed -n 's/^: //p' <<<"$output" | awk '{ n += $1 } END { print n }')" -eq 24000 ]
	[[ $stderr = *"stacks that are keys known by frame pointers only"* ]]
	# of keys of one frame: their counts
	local short
	short=$(awk '/`/ { n++ } /^:/ { if (n == 1) sum += $2; n = 0 } END { print sum }' <<<"$output")
	[ "$(awk '{ n += $2 } END { print n }' <<<"$stderr")" -eq "$short" ]
}

@test "a profile shows whole stacks of a program without frame pointers" {
	needs_unwinding
	gcc -O2 -fomit-frame-pointer -o "$DIR/spin" "$TOP/tests/targets/spin.c"
	dtrace -q -c "$DIR/spin 300" -n 'profile-997 /pid == $target && arg1/ { @[ustack()] = count(); }'
	[ "$status" -eq 0 ]
	[[ $(names <<<"$output") = *$'spin`inner\nspin`compare\nlibc.so.6`'*$'qsort'*$'\nspin`work\nspin`main\n'*'spin`_start'* ]]
}

@test "stacks of several threads do not mix" {
	needs_unwinding
	build_target "$DIR"
	dtrace -q -x bufsize=64m -c "$DIR/target -t 8 300" -n 'target$target:::work-start { ustack(2); }'
	[ "$status" -eq 0 ]
	[[ $stderr = "" ]]
	[ "$(names <<<"$output" | sort | uniq -c | awk '{ print $1, $2 }')" = $'2400 target`run\n2400 target`work' ]
}

@test "ustackunwind says how: fp, dwarf, nothing else" {
	trace_stack bare -x ustackunwind=fp -n 'stack$target:::leaf /arg0 == 1/ { ustack(); }'
	[ "$(names <<<"$output")" = 'bare`leaf' ]
	trace_stack bare -x ustackunwind=magic -n 'BEGIN { exit(0); }'
	[ "$status" -eq 1 ]
	[[ $stderr = *"option ustackunwind is 'magic': fp (frame pointers) and dwarf"* ]]
	needs_unwinding
	trace_stack frames -x ustackunwind=dwarf -n 'stack$target:::leaf /arg0 == 1/ { ustack(); }'
	[[ $(names <<<"$output") = "$(below_main frames)"*'frames`_start' ]]
}

@test "usym() and its family, as actions" {
	trace_stack frames -n 'stack$target:::leaf /arg0 == 9/ { usym(arg1); printf("|");
		ufunc(ucaller); printf("|"); umod(arg1); printf("|"); uaddr(arg1 + 1); printf("|"); usym(1); }'
	[ "$(tr -d ' ' <<<"$output")" = 'frames`leaf|frames`compare|frames|frames`leaf+0x1|0x1' ]
}

@test "functions are keys" {
	trace_stack frames -n 'stack$target:::leaf { @[ufunc(ucaller), umod(ucaller)] = count(); }'
	[ "$(tr -s ' ' <<<"$output")" = $'\n frames`compare frames 1\n frames`middle frames 3' ]
}

@test "%A names an address, %k prints a stack" {
	trace_stack frames -n 'stack$target:::leaf /arg0 == 9/ { printf("<%-12A><%30A><%A>", arg1, ucaller, 2); }'
	[ "$(sed "s,+0x[0-9a-f]*,+0x," <<<"$output" | tr -s ' ')" = '<frames`leaf >< frames`compare+0x><0x2>' ]
	trace_stack frames -n 'stack$target:::leaf { @[ustack(2), usym(arg1)] = count(); }
		END { printa("%2k<%A> %@d\n", @); }'
	[ "$(sed 's/+0x[0-9a-f]*$//' <<<"$output")" = '
  frames`leaf
  frames`compare
<frames`leaf> 1

  frames`leaf
  frames`middle
<frames`leaf> 3' ]
}

@test "stacks of a process that nobody named, which ended" {
	dtrace -q -x object="$DIR/frames" -c "sh -c 'sleep 0.3 | \"$DIR/frames\" -w; :'" \
		-n 'stack*:::leaf { @[ustack(4)] = count(); }'
	[ "$status" -eq 0 ]
	[[ $(names <<<"$output") = *"$(below_main frames)"* ]]
}

@test "jstack() is ustack() where there is no helper" {
	trace_stack frames -n 'stack$target:::leaf /arg0 == 9/ { jstack(2); jstack(1, 512); }'
	[ "$(names <<<"$output")" = "$(below_qsort frames)"$'\nframes`leaf' ]
}

@test "stacks at a function's entry and at a system call" {
	trace_stack frames -n 'pid$target:frames:middle:entry { n++; } pid$target:frames:middle:entry /n == 2/ { ustack(4); }'
	[ "$(names <<<"$output" | head -n 2)" = $'frames`middle\nframes`outer' ]
	dtrace -q -c '/bin/echo' -n 'syscall::write:entry /pid == $target/ { ustack(1); }'
	[[ $(names <<<"$output") = libc.so.6* ]]
}

@test "the kernel's functions have names" {
	[ -n "$(awk '$1 !~ /^0+$/ { print; exit }' /proc/kallsyms)" ] || skip "no addresses in /proc/kallsyms"
	address=0x$(awk '$3 == "schedule" { print $1; exit }' /proc/kallsyms)
	dtrace -q -n 'BEGIN { printf("%a|%a|", '"$address, $address"' + 1); sym('"$address"'); mod('"$address"'); exit(0); }'
	[ "$(tr -s ' ' <<<"$output")" = 'vmlinux`schedule|vmlinux`schedule+0x1| vmlinux`schedule vmlinux ' ]
}

@test "stack() of the kernel where a timer interrupts" {
	[ -n "$(awk '$1 !~ /^0+$/ { print; exit }' /proc/kallsyms)" ] || skip "no addresses in /proc/kallsyms"
	dtrace -q -n 'profile-199 { @[stack(3)] = count(); @caller[sym(caller)] = count(); @deep = max(stackdepth); }
		tick-500ms { exit(0); } END { printa(@); printa(@caller); printa("%@d\n", @deep); }'
	[ "$status" -eq 0 ]
	[[ $output = *'vmlinux`'* ]]
	[ "${lines[-1]}" -gt 1 ]
}

@test "jstackframes says how many frames jstack() shows" {
	trace_stack frames -x jstackframes=2 -n 'stack$target:::leaf /arg0 == 1/ { jstack(); }'
	[ "$status" -eq 0 ]
	[ "$(grep -c 'frames`' <<<"$output")" -eq 2 ]
}
