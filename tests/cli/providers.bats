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
	dtrace -q -c "$(spin 2)" -n 'profile-499 /pid == $target/ { @[(arg0 == 0) + (arg1 == 0)] = count(); }
		END { printa("%d %@d\n", @); }'
	[ "$status" -eq 0 ]
	# one of them is always 0, the other never; two CPUs, others are busy too
	[ "$(wc -w <<<"$output")" -eq 2 ]
	read -r zeros count <<<"$output"
	[ "$zeros" -eq 1 ]
	[ "$count" -gt 100 ] && [ "$count" -lt 1100 ]
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

@test "errno is asked for only where a call returns" {
	dtrace -e -x errtags -n 'syscall::read:entry { trace(errno); }'
	[ "$status" -eq 1 ]
	[[ $stderr == *D_NOTYET*errno* ]]
}
