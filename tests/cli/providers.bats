# SPDX-License-Identifier: BSD-2-Clause
# Providers beside USDT and the fixed probes of dtrace, on the real kernel.

setup() {
	load trace.bash
	needs_root
}

# a program that computes for so many seconds
spin() {
	local file=$BATS_TEST_TMPDIR/spin
	printf '#!/bin/bash\nSECONDS=0; while ((SECONDS < %d)); do :; done\n' "$1" >"$file"
	chmod +x "$file"
	echo "$file"
}

# ---- profile ---------------------------------------------------------

@test "profile-n fires on the CPU that is busy, with the place in arg0 or arg1" {
	local zeros count used
	dtrace -q -c "$(spin 2)" -n 'profile-499 /pid == $target/ { @[(arg0 == 0) + (arg1 == 0)] = count(); }
		sched:::on-cpu /pid == $target/ { self->on = timestamp; }
		sched:::off-cpu /self->on/ { @used = sum(timestamp - self->on); self->on = 0; }
		END { normalize(@used, 1000000); printa("%d %@d", @); printa(" %@d\n", @used); }'
	[ "$status" -eq 0 ]
	# one of them is always 0, the other never; 499 in each second that it has
	# a CPU, which others want, too
	[ "$(wc -w <<<"$output")" -eq 3 ]
	read -r zeros count used <<<"$output"
	[ "$zeros" -eq 1 ]
	((count > used * 499 / 1000 / 2 && count < used * 499 / 1000 * 2))
}

@test "profile-n takes all units, and several at once" {
	dtrace -q -c "$(spin 1)" -n 'profile-10ms, profile-1000us, profile-50hz, profile-1h { @[probename] = count(); }
		END { printa("%s\n", @); }'
	[ "$status" -eq 0 ]
	[ "$(sort <<<"$output")" = $'profile-1000us\nprofile-10ms\nprofile-50hz' ]
}

@test "clauses of one profile-n run in order, with variables of the thread" {
	dtrace -q -c "$(spin 1)" -n 'profile-97 { self->n++; } profile-97 /self->n == 3 && pid == $target/
		{ printf("%s %d\n", execname, self->n); }'
	[ "$status" -eq 0 ]
	[ "$output" = "spin 3" ]
}

# ---- syscall ---------------------------------------------------------

@test "each system call is counted, with its arguments" {
	dtrace -q -c 'dd if=/dev/zero of=/dev/null bs=3 count=1000 status=none' -n '
		syscall::read:entry /pid == $target && arg0 == 0 && arg2 == 3/ { @r = count(); self->in = 1; }
		syscall::read:return /self->in && arg0 == 3 && arg1 == 3 && errno == 0/ { @d = count(); self->in = 0; }
		syscall::write:entry /pid == $target && arg0 == 1/ { @w[probemod, probefunc, probename] = sum(arg2); }
		END { printa("%@d ", @r); printa("%@d ", @d); printa("%s %s %s %@d", @w); }'
	[ "$status" -eq 0 ]
	[ "$output" = "1000 1000 vmlinux write entry 3000" ]
}

@test "a failing system call returns -1 and sets errno" {
	dtrace -q -c 'cat /nonexistent/file' -n '
		syscall::open*:entry /pid == $target/ { self->path = arg1; }
		syscall::open*:return /self->path && copyinstr(self->path) == "/nonexistent/file"/
		{ printf("%s %d %d %d\n", probefunc, arg0, arg1, errno); }'
	[ "$output" = "openat -1 -1 2" ]
}

@test "many clauses at one call run in order; calls with others stay apart" {
	dtrace -q -c 'dd if=/dev/zero of=/dev/null bs=7 count=1 status=none' -n '
		syscall::read:entry /pid == $target && arg2 == 7/ { printf("1 %s\n", probefunc); }
		syscall::write:entry /pid == $target && arg2 == 7/ { printf("2 %s\n", probefunc); }
		syscall::read:entry, syscall::write:entry /pid == $target && arg2 == 7/ { printf("3 %s\n", probefunc); }
		syscall:::entry /pid == $target && arg2 == 7/ { printf("4 %s\n", probefunc); }'
	[ "$output" = $'1 read\n3 read\n4 read\n2 write\n3 write\n4 write' ]
}

@test "a clause for every call of the machine loads" {
	dtrace -q -n 'syscall:::entry { @a[probefunc] = count(); } syscall:::return /errno/ { @b[probefunc, errno] = count(); }
		tick-100ms { exit(0); }'
	[ "$status" -eq 0 ]
	[[ $output == *"epoll_wait"* ]]
}

@test "a path at a bad address is a fault" {
	dtrace -q -c "python3 -c 'import ctypes; ctypes.CDLL(None).open(1, 0)'" -n '
		syscall::openat:entry /pid == $target && arg1 == 1/ { trace(copyinstr(arg1)); }'
	[[ $stderr == *"invalid address (0x1)"* ]]
	[ -z "$output" ]
}

@test "calls of 32-bit programs are not taken for others" {
	[[ $(uname -m) = x86_64 ]] || skip "for x86-64"
	cd "$BATS_TEST_TMPDIR"
	# 20 is getpid there, writev here; 1 is exit and write
	printf '_start: .globl _start\nmov $20,%%eax\nint $0x80\nmov $1,%%eax\nxor %%ebx,%%ebx\nint $0x80\n' >small.s
	as --32 -o small.o small.s && ld -m elf_i386 -o small small.o
	./small || skip "no 32-bit programs here"
	dtrace -q -c ./small -n 'syscall::writev:entry, syscall::write:entry /pid == $target/ { trace(probefunc); }
		END { printf("end"); }'
	[ "$output" = end ]
}

@test "system calls are listed, and found without their provider" {
	dtrace -l -n 'read:entry,syscall::openat*:'
	[ "$status" -eq 0 ]
	[ "$(tail -n +2 <<<"$output" | awk '{ print $2, $3, $4, $5 }')" = "syscall vmlinux read entry
syscall vmlinux openat entry
syscall vmlinux openat return
syscall vmlinux openat2 entry
syscall vmlinux openat2 return" ]
}

# ---- pid -------------------------------------------------------------

# the program whose functions are traced, made once; more flags for gcc
functions() {
	FUNCTIONS=$BATS_FILE_TMPDIR/functions
	[[ -x $FUNCTIONS ]] || gcc -O2 -Wall -Werror -fcf-protection "$@" -o "$FUNCTIONS" \
		"$TOP/tests/targets/functions.c" -lpthread
}

@test "entry has the arguments, also those on the stack; return has the result" {
	functions
	dtrace -q -c "$FUNCTIONS 1" -n 'pid$target:functions:ten:entry { printf("%d %d %d %d %d %d %d %d %d %d\n",
		arg0, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9); }
		pid$target::ten:return { printf("%d %d\n", arg0, arg1); }'
	[ "$output" = $'1 2 3 4 5 6 7 8 9 -10\n0 185' ]
}

@test "every entry and return of a recursive function fires, in pairs" {
	functions
	dtrace -q -c "$FUNCTIONS 2" -n 'pid$target:a.out:factorial:entry { self->n[self->depth++] = arg0; }
		pid$target:a.out:factorial:return { printf("%d! = %d\n", self->n[--self->depth], arg1); }'
	[ "$output" = $'1! = 1\n2! = 2\n3! = 6\n4! = 24\n5! = 120\n1! = 1\n2! = 2\n3! = 6\n4! = 24\n5! = 120' ]
}

@test "functions in threads, and strings that are arguments" {
	functions
	dtrace -q -c "$FUNCTIONS -t 1000" -n 'pid$target::greet:entry { @[copyinstr(arg0)] = count(); }
		pid$target::greet:return { @r = sum(arg1); } END { printa("%s %@d ", @); printa("%@d", @r); }'
	[ "$status" -eq 0 ]
	[ "$output" = "somebody 4000 32000" ]
}

@test "a pattern for functions, of a process that runs" {
	functions
	mkfifo "$BATS_TEST_TMPDIR/go"
	"$FUNCTIONS" <"$BATS_TEST_TMPDIR/go" 3>&- &
	local pid=$!
	{ sleep 0.5; echo; } 3>&- >"$BATS_TEST_TMPDIR/go" &
	dtrace -q -p "$pid" -n 'pid$target:functions:[fgt]*:entry { @[probeprov, probemod, probefunc] = count(); }
		END { printa("%s %s %s %@d\n", @); }'
	[ "$(sed "s/$pid/N/" <<<"$output" | sort)" = "pidN functions factorial 5
pidN functions greet 1
pidN functions ten 1" ]
}

@test "all functions of all libraries at once leave the program whole" {
	functions
	dtrace -q -c "$FUNCTIONS 10" -n 'pid$target:::entry, pid$target:::return { @[probefunc, probename] = count(); }
		END { printa("%s %s %@d\n", @); }'
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	grep -qx 'factorial entry 50' <<<"$output"
	grep -qx 'factorial return 50' <<<"$output"
	grep -qx 'malloc entry [0-9]*' <<<"$(dtrace -q -c "sort /etc/hostname" -n 'pid$target:libc::entry
		{ @[probefunc, probename] = count(); } END { printa("%s %s %@d\n", @); }' && echo "$output")"
}

@test "one perf event a function, as old kernels need" {
	functions
	dtrace -q -x uprobes=perf -c "$FUNCTIONS 7" -n 'pid$target::ten:entry { @ = count(); }
		pid$target::ten:return { @r = sum(arg1); } END { printa("%@d ", @); printa("%@d", @r); }'
	[ "$output" = "7 1295" ]
}

@test "an entry is not on its endbr64" {
	[[ $(uname -m) = x86_64 ]] || skip "for x86-64"
	functions
	dtrace -lv -c "$FUNCTIONS 1" -n 'pid$target::ten:entry'
	start=$(nm "$FUNCTIONS" | sed -n 's/ T ten$//p')
	objdump -d --start-address=0x"$start" "$FUNCTIONS" | grep -m1 -q endbr64
	[[ $output == *"$FUNCTIONS+$(printf '%#x' $((0x$start + 4)))"* ]]
}

# offsets of the instructions of a function, in hex
instructions() {
	local start
	start=$(nm "$FUNCTIONS" | sed -n "s/ T $1\$//p")
	objdump -d --no-show-raw-insn "$FUNCTIONS" | sed -n "/<$1>:/,/^\$/s/^ *\([0-9a-f]*\):.*/\1/p" |
		while read -r at; do printf '%x\n' $((0x$at - 0x$start)); done
}

@test "every instruction of a function can be probed, and nothing between them" {
	functions
	local all list='' size at
	all=$(instructions factorial)
	size=$((0x$(nm -S "$FUNCTIONS" | awk '$4 == "factorial" { print $2 }')))
	for ((at = 0; at < size; at++)); do
		list+="pid\$target:functions:factorial:$(printf %x "$at"),"
	done
	dtrace -Z -q -c "$FUNCTIONS 1" -n "${list%,} { @[probename] = count(); } END { printa(\"%s\\n\", @); }"
	[ "$status" -eq 0 ]
	# all run in five rounds, but the padding behind the last return
	comm -13 <(sort <<<"$all") <(sort <<<"$output") >"$BATS_TEST_TMPDIR/wrong"
	[ ! -s "$BATS_TEST_TMPDIR/wrong" ]
	[ "$(wc -l <<<"$output")" -ge 8 ]
	dtrace -c "$FUNCTIONS 1" -n 'pid$target::factorial:1 { }'
	[ "$status" -eq 1 ]
	[[ $stderr == *"factorial+0x1 is in the middle of an instruction"* ]]
}

@test "pid probes: not listed unasked; what is not there is said" {
	functions
	dtrace -l -c "$FUNCTIONS 1"
	[[ $output != *factorial* ]]
	dtrace -c "$FUNCTIONS 1" -n 'pid$target::nothing:entry { }'
	[ "$status" -eq 1 ]
	[[ $stderr == *"pid"*"::nothing:entry does not match any probes"* ]]
	dtrace -n 'pid4194303::main:entry { }'
	[ "$status" -eq 1 ]
	[[ $stderr == *"pid4194303: "*"4194303"* ]]
}

@test "exceptions pass functions whose return is traced" {
	[[ $(uname -m) = x86_64 ]] || skip "for x86-64"
	cd "$BATS_TEST_TMPDIR"
	cat >throws.cc <<-'END'
		#include <iostream>
		#include <string>
		#define CALLED __attribute__((noipa))
		CALLED int leaf(int n) { std::string s(40, 'x'); if (n % 3 == 0) throw n; return n * 2; }
		CALLED int middle(int n) { std::string s(50, 'x'); return leaf(n) + 1; }
		CALLED int tail(int n) { return leaf(n); }
		int main()
		{
			int sum = 0, caught = 0;
			for (int i = 0; i < 9; i++)
				try { sum += middle(i); } catch (int) { caught++; }
			sum += tail(1);
			std::cout << sum << " " << caught << std::endl;
		}
	END
	g++ -O2 -o throws throws.cc
	dtrace -q -c ./throws -n 'pid$target:throws:_Z4leafi:return, pid$target:throws:_Z6middlei:return
		/arg0 != 0/ { @[probefunc] = sum(arg1); } END { printa("%s %@d\n", @); }'
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$(sort <<<"$output")" = $'62 3\n_Z4leafi 56\n_Z6middlei 60' ]
	# it ends in a jump: only the kernel's way sees it return
	dtrace -q -c ./throws -n 'pid$target:throws:_Z4taili:return { @ = sum(arg1); } END { printa("%@d\n", @); }'
	[[ $stderr == *"is C++: an exception"* ]]
	[ "$output" = $'62 3\n2' ]
}

# ---- rawtp, proc, sched ------------------------------------------------

@test "tracepoints of the kernel by name, with their arguments" {
	dtrace -q -c 'dd if=/dev/zero of=/dev/null bs=1 count=500 status=none' -n '
		rawtp:::sys_enter /pid == $target && arg1 == '"$(python3 -c 'import ctypes, os
print({"x86_64": 1, "aarch64": 64}[os.uname().machine])')"'/ { @ = count(); }
		sdt:::sched_process_exit /pid == $target/ { @n[execname, probeprov, probename] = count(); }
		END { printa("%@d\n", @); printa("%s %s %s %@d", @n); }'
	[ "$status" -eq 0 ]
	[ "$output" = $'500\ndd sdt sched_process_exit 1' ]
}

@test "an argument that a tracepoint does not have is 0" {
	dtrace -q -c 'dd if=/dev/zero of=/dev/null count=1 status=none' -n 'rawtp:::sys_exit /pid == $target/ { @[arg2 + arg9] = count(); } END { printa("%d", @); }'
	[ "$output" = 0 ]
}

@test "every tracepoint's program loads" {
	dtrace -S -e -n 'rawtp:::sched* { @[probename, arg0] = count(); }'
	[ "$status" -eq 0 ]
	dtrace -n 'rawtp:::sched_s* { @[probename, arg0, arg1] = count(); } tick-10ms { exit(0); }'
	[ "$status" -eq 0 ]
}

# a script that runs three programs one after another
three() {
	cp "$(type -P true)" "$BATS_TEST_TMPDIR/onlyhere"
	printf '#!/bin/bash\nfor i in 1 2 3; do %s/onlyhere; done; %s/missing; :\n' \
		"$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR" >"$BATS_TEST_TMPDIR/three"
	chmod +x "$BATS_TEST_TMPDIR/three"
}

@test "proc: a process is created, starts, runs a program, exits" {
	three
	dtrace -q -c "$BATS_TEST_TMPDIR/three" -n '
		proc:::create /pid == $target/ { @[probename] = count(); }
		proc:::start /execname == "three" && pid != $target/ { @[probename] = count(); }
		proc:::exec /execname == "three" && pid != $target/ { @[probename] = count(); }
		proc:::exec-failure /execname == "three" && arg0 == 2/ { @[probename] = count(); }
		proc:::exec-success, proc:::exit /execname == "onlyhere"/ { @[probename] = count(); }
		proc:::signal-handle /pid == $target && arg0 == 17/ { @[probename] = count(); }
		proc:::exec /pid != $target && execname == "three"/ { printf("%s\n", copyinstr(arg0)); }
		END { printa("%s %@d\n", @); }'
	[ "$status" -eq 0 ]
	[ "$(grep -c "^$BATS_TEST_TMPDIR/onlyhere$" <<<"$output")" -eq 3 ]
	grep -qx 'create [345]' <<<"$output"
	grep -qx 'exec-success 3' <<<"$output"
	grep -qx 'exit 3' <<<"$output"
	grep -qx 'exec-failure 1' <<<"$output"
	[ "$(sed -n 's/^create //p' <<<"$output")" = "$(sed -n 's/^start //p' <<<"$output")" ]
	[ "$(sed -n 's/^exec //p' <<<"$output")" -eq 4 ]
}

@test "proc: threads are no processes; signals have their number" {
	functions
	dtrace -q -c "$FUNCTIONS -t 1" -n 'proc:::create, proc:::exit, proc:::lwp-create, proc:::lwp-start,
		proc:::lwp-exit /pid == $target/ { @[probename] = count(); } END { printa("%s %@d\n", @); }'
	[ "$(sort <<<"$output")" = $'exit 1\nlwp-create 3\nlwp-exit 4\nlwp-start 3' ]
	dtrace -q -c "bash -c 'kill -WINCH \$\$'" -n 'proc:::signal-send /pid == $target && arg2 == 28/ { @ = count(); }
		END { printa("%@d", @); }'
	[ "$output" = 1 ]
}

@test "sched: time on and off the CPU" {
	dtrace -l -n sched:::on-cpu
	[ "$status" -eq 0 ] || skip "this kernel has no tracepoint for on-cpu"
	dtrace -q -c 'sleep 0.5' -n 'sched:::off-cpu /pid == $target/ { self->t = timestamp; @[probename] = count(); }
		sched:::on-cpu /self->t/ { @off = max((timestamp - self->t) / 1000000); self->t = 0; @[probename] = count(); }
		sched:::sleep /pid == $target/ { @sleep = count(); }
		END { printa("off %@d\n", @off); printa("%s %@d\n", @); printa("sleep %@d\n", @sleep); }'
	[ "$(sed -n 's/^off //p' <<<"$output")" -ge 490 ]
	[ "$(sed -n 's/^off //p' <<<"$output")" -lt 2000 ]
	local off on
	off=$(sed -n 's/^off-cpu //p' <<<"$output") on=$(sed -n 's/^on-cpu //p' <<<"$output")
	((off - on <= 1 && on >= 1))
	grep -qE '^sleep [1-9]' <<<"$output"
}

needs_kprobes() {
	[ -e /sys/bus/event_source/devices/kprobe/type ] ||
		skip "this kernel has no kprobes: make kernels runs it where there are"
}

@test "fbt: entry with typed arguments, return with what it gives, the way there" {
	needs_kprobes
	dtrace -l -v -n 'fbt::vfs_read:'
	[[ $output == *"args[0]: struct file *file"*"args[1]: ssize_t"* ]]
	printf twelve\ bytes >"$BATS_TEST_TMPDIR/read me"
	dtrace -q -c "cat '$BATS_TEST_TMPDIR/read me'" -n '
		fbt:vmlinux:vfs_read:entry
		/pid == $target && stringof(args[0]->f_path.dentry->d_name.name) == "read me"/
		{ self->in = 1; @ = count(); printf("%s %d\n", probefunc, args[2] == arg2); stack(2); }
		fbt::vfs_read:return /self->in/ { printf("%d %d %d\n", arg0, arg1, (int)args[1]); self->in = 0; }'
	[ "$status" -eq 0 ]
	[[ $output == *"vfs_read 1"*"vmlinux\`vfs_read"*"vmlinux\`"*"0 12 12"*"0 0 0"* ]]
	grep -qE '^ +2$' <<<"$output"
}

@test "fbt: many functions at once, and a name that is none" {
	needs_kprobes
	dtrace -q -c "cat /etc/hostname" -n 'fbt::vfs_*:entry /pid == $target/ { @[probefunc] = count(); }'
	[ "$status" -eq 0 ]
	grep -qE '^ +vfs_read +[0-9]+$' <<<"$output"
	grep -qE '^ +vfs_open +[0-9]+$' <<<"$output"
	dtrace -n 'fbt::no_such_function:entry'
	[ "$status" -eq 1 ]
	[[ $stderr == *"does not match any probes"* ]]
	dtrace -l -n 'f*::vfs_read:'
	[[ $output != *fbt* ]]
}

@test "fbt says what it misses; sdt is not listed twice" {
	if [ ! -e /sys/bus/event_source/devices/kprobe/type ]; then
		dtrace -n 'fbt::vfs_read:entry { }'
		[ "$status" -eq 1 ]
		[[ $stderr == *"fbt is not provided: "*rawtp* ]]
	fi
	dtrace -l
	grep -q ' rawtp .* sched_switch$' <<<"$output"
	grep -q ' sched .* off-cpu$' <<<"$output"
	[[ $output != *" sdt "* ]]
	dtrace -l -p $$
	[[ $output != *" rawtp "* ]]
}

@test "arguments of proc, sched and io are translated; rawtp's have the kernel's types" {
	dtrace -q -n '
	    proc:::create /pid == $target/
	    { printf("create %d\n", args[0]->pr_ppid == pid); }
	    proc:::exit /execname == "false"/ { printf("exit %d\n", args[0]); }
	    proc:::signal-send /execname == "sh" && args[2] == 9/
	    { printf("kill %d\n", args[1]->pr_pid == pid && args[0]->pr_lwpid == tid); }
	    proc:::exit /args[0] == 2/ { printf("killed\n"); }
	    sched:::wakeup { @[args[1]->pr_pid > 0, args[0]->pr_lwpid > 0] = count(); }
	    rawtp:::sched_process_exec /task_pid(args[0]) == pid/
	    { printf("exec %s\n", stringof(args[2]->filename)); }' \
		-c "sh -c '/bin/false; kill -9 \$\$'"
	[[ $output = *'create 1'* && $output = *'exit 1'* ]]
	[[ $output = *'kill 1'* && $output = *killed* ]]
	[[ $output = *'exec /bin/false'* ]]
}

@test "io: requests of a disk, from start to done" {
	run -0 bash -c "$DTRACE -q -n '
	    BEGIN { ready = 1; printf(\"ready\n\"); }
	    io:::start { began[arg0] = args[0]->b_bcount; disk = args[1]->dev_pathname; }
	    io:::done /began[arg0] == args[0]->b_bcount && args[0]->b_bcount/
	    { printf(\"%s %s %d\n\", disk, args[0]->b_flags & B_WRITE ? \"W\" : \"R\",
	      args[0]->b_edev != 0); exit(0); }
	    tick-10s { exit(9); }' | while read -r line; do
		case \$line in
		ready) dd if=/dev/zero of=$BATS_TEST_TMPDIR/f bs=64k count=4 conv=fsync 2>/dev/null ;;
		/dev/*) echo \"\$line\" ;;
		esac
	    done"
	[[ $output = /dev/*\ [RW]\ 1* ]]
}

@test "-lv shows the types of what the kernel's probes give" {
	dtrace -lvn io:::start
	[[ $output = *'args[0]: bufinfo_t *'*'args[2]: fileinfo_t *'* ]]
	dtrace -lvn rawtp:::sched_switch
	[[ $output = *'struct task_struct *'* ]]
}

@test "io: a thread waits for the disk, and has waited" {
	dtrace -l -n io:::wait-done
	[ "$status" -eq 0 ] || skip "this kernel lacks the tracepoint"
	dtrace -q -x switchrate=20ms -n '
	    BEGIN { system("dd if=/dev/zero of='"$BATS_TEST_TMPDIR"'/f bs=64k count=4 conv=fsync 2>/dev/null &"); }
	    io:::wait-start { self->began = timestamp; }
	    io:::wait-done /self->began && timestamp > self->began/ { printf("waited\n"); exit(0); }
	    tick-10s { exit(9); }' -w
	[ "$status" -eq 0 ]
	[[ $output = *waited* ]]
}
