# SPDX-License-Identifier: BSD-2-Clause
# The tests that dtrace4linux names, under their names, written anew: each was a
# program that once took a kernel down, or stopped tracing. What this tracer
# provides must run, show what it is to show, and leave no complaint of the
# kernel; what it does not provide must be said.

setup_file() {
	# a page of another program is a bad address here
	cat >"$BATS_FILE_TMPDIR/busy.c" <<-'END'
		#include <fcntl.h>
		#include <stdlib.h>
		#include <sys/stat.h>
		#include <unistd.h>
		int main(void)
		{
			volatile unsigned long n = 0;
			for (int i = 0; i < 200; i++) {
				volatile char *page = malloc(1 << 20);
				struct stat st;
				for (int k = 0; k < 1 << 20; k += 4096)
					page[k] = 1;
				free((void *)page);
				close(open("/etc/passwd", O_RDONLY));
				open((const char *)(long)i, O_RDONLY);
				open("/no/such/file", O_RDONLY);
				stat((const char *)-1L, &st);
				for (int k = 0; k < 300000; k++)
					n += (unsigned long)k;
			}
			return 0;
		}
	END
	gcc -O1 -o "$BATS_FILE_TMPDIR/busy" "$BATS_FILE_TMPDIR/busy.c"
}

setup() {
	load ../cli/trace.bash
	BUSY=$BATS_FILE_TMPDIR/busy
}

complaints() { dmesg 2>/dev/null | grep -cE 'Oops|BUG:|WARNING:|general protection|soft lockup'; }

# traced PROGRAM: run it while busy runs; it ends well, the kernel is silent
traced() {
	local before
	needs_root
	before=$(complaints)
	dtrace -q -c "$BUSY" -n "$1" "${@:2}"
	echo "${output:0:2000}"
	echo "${stderr:0:2000}"
	[ "$status" -eq 0 ]
	[ "$(complaints)" = "$before" ]
}

# refused PROGRAM TEXT: it does not start, and the message says why
refused() {
	needs_root
	dtrace -q -n "$1"
	echo "$stderr"
	[ "$status" -eq 1 ]
	[[ $stderr == *"$2"* ]]
}

# A last line counts what went well and what failed.
COUNTED='ERROR { failed++; } END { printf("%d good, %d failed\n", good, failed); }'

@test "systrace-stringof-bad: the string at every first argument" {
	traced "int good, failed; syscall:::entry /pid == \$target/ { this->s = stringof(arg0); good++; } $COUNTED"
	[[ $output =~ [0-9]+" good, "[1-9][0-9]*" failed" ]]
	[[ $stderr == *"invalid address"* ]]
}

@test "systrace-stringof-bad2: copyinstr of numbers and of null" {
	traced "int good, failed; syscall::open*:entry, syscall::close:entry /pid == \$target/ { this->s = copyinstr(arg0); good++; } $COUNTED"
	[[ $output =~ " good, "[1-9][0-9]*" failed" ]]
}

@test "systrace-stringof-bad3: a path at the return, where it is in memory" {
	traced "int good, failed; syscall::openat:entry /pid == \$target/ { self->p = arg1; }
		syscall::openat:return /pid == \$target && self->p > 4096/ { this->s = copyinstr(self->p); good += this->s == \"/etc/passwd\"; } $COUNTED"
	[[ $output == *"200 good, 0 failed"* ]]
}

@test "systrace-stringof-bad4: a bad string in a predicate" {
	traced "int good, failed; syscall:::entry /pid == \$target && copyinstr(arg1) == \"none\"/ { good++; } $COUNTED"
	[[ $output =~ "0 good, "[1-9][0-9]*" failed" ]]
	[[ $stderr == *"in predicate"* ]]
}

@test "systrace-stringof-bad5: a bad string as the key of an aggregation" {
	traced "int good, failed; syscall::open*:return /pid == \$target/ { @[copyinstr(arg1)] = count(); good++; } $COUNTED"
	[[ $output =~ "0 good, "[1-9][0-9]*" failed" ]]
}

@test "high-profile1: 5,000 samples a second on each CPU" {
	traced 'profile-4999 { @ = count(); n++; } END { printf("%d\n", n > 100); printa(@); }'
	[[ $output == 1$'\n'* ]]
}

@test "high-profile2: stacks at 2,000 a second" {
	traced 'profile-1999 /pid == $target/ { @[ustack(5)] = count(); n++; } END { printf("%d\n", n > 20); trunc(@); }'
	[[ $output == 1* ]]
}

# functions PROGRAM: traced where functions of the kernel can be, else refused
functions() {
	if [ -e /sys/bus/event_source/devices/kprobe/type ]; then
		traced "$1"
	else
		refused "$1" "fbt is not provided: this kernel has no kprobes"
	fi
}

@test "fbt-a: functions of the kernel" {
	functions 'fbt::a*:entry { @ = count(); }'
}

@test "fbt-abc: in a list" {
	functions 'fbt::a*:, fbt::b*:, fbt::c*: { @[probefunc] = count(); }'
}

@test "io-1: disks" {
	needs_root
	cd "$BATS_TEST_TMPDIR"
	[[ $(findmnt -no SOURCE -T .) == /dev/* ]] || skip "no disk holds $PWD"
	dtrace -q -c "dd if=/dev/zero of=out bs=64k count=2 oflag=direct" -n \
		'io:::start { @[execname, args[1]->dev_name] = sum(args[0]->b_bcount); }'
	[ "$status" -eq 0 ]
	[[ $output =~ "dd "+[a-z0-9]+" "+[1-9] ]]
}

@test "execname-1: the program of every system call" {
	traced 'syscall:::entry { @[execname] = count(); }'
	[[ $output =~ "busy "+[0-9]+ ]]
}

@test "copyinstr-1: paths" {
	traced 'syscall::openat:return /pid == $target/ { self->ok = 1; } syscall::openat:entry { self->p = arg1; }
		syscall::openat:return /pid == $target && self->p > 4096/ { @[copyinstr(self->p)] = count(); }'
	[[ $output =~ "/etc/passwd "+200 ]]
	[[ $output =~ "/no/such/file "+200 ]]
}

@test "badptr-1: pointers to nothing" {
	traced "int good, failed; BEGIN { this->n = *(int *)0; good++; } BEGIN { this->n = *(char *)-1; good++; }
		BEGIN { this->n = *(long *)0xdeadbeefdeadbeef; good++; } BEGIN { trace(stringof((char *)8)); good++; } $COUNTED"
	[[ $output == *"0 good, 4 failed"* ]]
}

@test "profile-1: counted" {
	traced 'profile-97 { @ = count(); } END { printa("%@d\n", @); }'
	[[ $output =~ ^[1-9] ]]
}

@test "profile-2: by program" {
	traced 'profile-997 { @[execname] = count(); }'
	[[ $output =~ "busy "+[1-9] ]]
}

@test "profile-3: by stack of the kernel" {
	traced 'profile-997 { @[stack(5)] = count(); n++; } END { trunc(@); printf("%d\n", n > 10); }'
	[[ $output == 1* ]]
}

@test "profile-4: where it was, in the kernel or in the program" {
	traced 'profile-997 /pid == $target && arg1/ { user++; } profile-997 /arg0 && arg1/ { both++; } END { printf("%d %d\n", user > 10, both); }'
	[[ $output == "1 0"* ]]
}

@test "profile-5: several rates at once" {
	traced 'profile-97 { a++; } profile-199 { b++; } profile-5ms { c++; } profile-1001hz { d++; } END { printf("%d %d\n", a && b && c, d > b); }'
	[[ $output == "1 1"* ]]
}

@test "profile-6: records, not only counts" {
	traced 'profile-97 { printf("%s %d %d\n", execname, pid, cpu); }'
	[[ $output =~ "busy "[0-9]+" "[0-9] ]]
}

@test "quantize-1: sizes of results" {
	traced 'syscall:::return /pid == $target/ { @[probefunc] = quantize(arg0); }'
	[[ $output =~ "openat "*$'\n'+" "+value ]]
}

@test "quantize-2: times" {
	traced 'syscall:::entry /pid == $target/ { self->t = timestamp; } syscall:::return /self->t/ { @ = quantize(timestamp - self->t); self->t = 0; }'
	[[ $output =~ "|@" ]]
}

@test "BEGIN-fbt:a-exec-time: BEGIN beside functions of the kernel" {
	functions 'BEGIN { n = timestamp; } fbt::a*:entry { @ = count(); } END { printf("%d", timestamp - n); }'
}

@test "BEGIN-fbt:exec-time: the same, all functions" {
	functions 'BEGIN { exit(0); } fbt:::entry { @ = count(); }'
}

@test "fbt-BEGIN-exit: the same, the other way round" {
	functions 'fbt:::entry { @ = count(); } BEGIN { exit(0); }'
}

@test "tcp-1: a provider that there is not" {
	refused 'tcp:::send { @[execname] = count(); }' "tcp:::send does not match any probes"
}

@test "vminfo-1: a provider that there is not" {
	refused 'vminfo:::pgfault { @[execname] = count(); }' "vminfo:::pgfault does not match any probes"
}

@test "tick-1: a millisecond" {
	traced 'tick-1ms { n++; } END { printf("%d\n", n > 5); }'
	[[ $output == 1* ]]
}

@test "tick-2: several at once" {
	traced 'tick-1ms { a++; } tick-5ms { b++; } tick-100hz { c++; } END { printf("%d %d\n", a > b, b && c); }'
	[[ $output == "1 1"* ]]
}

@test "tick-3: it ends the run" {
	needs_root
	dtrace -q -n 'tick-200ms { exit(7); }'
	[ "$status" -eq 7 ]
}

@test "instr-1: a provider that there is not" {
	refused 'instr:::nop-sti { @ = count(); }' "instr:::nop-sti does not match any probes"
}

@test "llquantize-1: logarithmic and linear" {
	traced 'syscall:::return /pid == $target/ { @ = llquantize(arg0, 10, 0, 6, 20); }'
	[[ $output =~ "|@" ]]
}

@test "ctf-print-1: a structure of the kernel, by its type" {
	[[ -r /sys/kernel/btf/vmlinux ]] || skip "the kernel has no types"
	traced 'BEGIN { print(*curthread->cred); }'
	[[ $output == *"const struct cred {"* ]]
	[[ $output == *"kuid_t uid = {"* || $output == *"uid ="* ]]
}

@test "page_fault: each fault of a program" {
	traced 'rawtp:::page_fault_user /pid == $target/ { n++; } END { printf("%d\n", n > 100); }'
	[[ $output == 1* ]]
}
