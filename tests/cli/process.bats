# SPDX-License-Identifier: BSD-2-Clause
# Variables that tell of the process and the thread.
# shellcheck disable=SC2016 # $target is for D

setup_file() {
	load trace.bash
	needs_root
	export DIR=$BATS_FILE_TMPDIR
	cat >"$DIR/work.c" <<-'E'
		#include <fcntl.h>
		#include <sys/wait.h>
		#include <time.h>
		#include <unistd.h>
		__attribute__((noinline)) void at(int n)
		{
			__asm__ volatile("" : : "r"(n));
		}
		static long long cpu_ns(void)
		{
			struct timespec t;
			clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
			return t.tv_sec * 1000000000LL + t.tv_nsec;
		}
		__attribute__((noinline)) void burnt(long long ns)
		{
			__asm__ volatile("" : : "r"(ns));
		}
		int main(void)
		{
			at(0);
			close(-1);
			at(1);
			getppid();
			at(2);
			for (int i = 0; i < 20; i++) {
				long long from = cpu_ns();
				burnt(0);
				while (cpu_ns() - from < 2000000)
					;
				usleep(5000);
				burnt(cpu_ns() - from);
			}
		}
	E
	gcc -O1 -fno-inline -o "$DIR/work" "$DIR/work.c"
}

setup() {
	load trace.bash
	needs_root
}

@test "ppid is the parent, progenyof() knows all ancestors" {
	dtrace -q -c "$DIR/work" -n 'pid$target::at:entry /arg0 == 0/ {
		printf("%d %d %d %d %d\n", ppid == $pid, progenyof(ppid), progenyof(pid), progenyof(1), progenyof(2)); }'
	[ "${lines[0]}" = "1 1 1 1 0" ]
}

@test "progenyof(\$target) selects the command and what it starts" {
	dtrace -q -c "sh -c 'true; /bin/true; :'" -n 'syscall::execve:entry /progenyof($target)/ { @[pid == $target] = count(); }
		END { printa("%d %@d\n", @); }'
	[[ $output = *"0 1"* ]]
}

@test "errno is that of the thread's last system call" {
	dtrace -q -c "$DIR/work" -n 'pid$target::at:entry { printf("%d\n", errno); }
		syscall::close:return /pid == $target && errno/ { printf("close %d\n", errno); }'
	[ "${lines[0]}" = 0 ]
	[[ $output = *$'close 9\n9\n0'* ]]
}

@test "errno at returns of system calls needs no accounts" {
	dtrace -e -S -n 'syscall:::return { trace(errno); }'
	[[ $stderr != *account* ]]
	dtrace -e -S -n 'syscall:::entry { trace(errno); }'
	[[ $stderr = *account_errno* ]]
	dtrace -e -S -n 'BEGIN { trace(timestamp); }'
	[[ $stderr != *account* ]]
}

@test "execargs has the arguments of the process with spaces between" {
	dtrace -q -c "$DIR/work one 'two three'" -n 'pid$target::at:entry /arg0 == 0/ { printf("[%s]\n", execargs); }'
	[ "${lines[0]}" = "[$DIR/work one two three]" ]
	dtrace -q -x strsize=16 -c "$DIR/work one" -n 'pid$target::at:entry /arg0 == 0/ { printf("[%s]\n", execargs); }'
	[ "${lines[0]}" = "[${DIR:0:15}]" ]
}

@test "vtimestamp counts the time that the thread has a CPU, and not its sleep" {
	dtrace -q -c "$DIR/work" -n '
		pid$target::burnt:entry /!arg0/ { self->v = vtimestamp; self->t = timestamp; }
		pid$target::burnt:entry /arg0 && self->v/ {
			this->off = (int64_t)(vtimestamp - self->v) - (int64_t)arg0;
			/* the two ends of the measurements are not the same */
			@good = sum(this->off > -1000000 && this->off < 1000000);
			@less = sum(vtimestamp - self->v + 4000000 < timestamp - self->t);
			@all = count(); }
		END { printa("%@d %@d %@d\n", @good, @less, @all); }'
	[ "$status" -eq 0 ]
	read -r good less all <<<"${lines[0]}"
	[ "$all" -eq 20 ]
	# the machine may interrupt a measurement
	[ "$good" -ge 15 ]
	[ "$less" -eq 20 ]
}

@test "vtimestamp begins above 0 and never goes back" {
	dtrace -q -c "$DIR/work" -n 'self uint64_t last; pid$target::at:entry { printf("%d\n", vtimestamp > self->last); self->last = vtimestamp; }'
	[ "$(head -3 <<<"$output")" = $'1\n1\n1' ]
}

@test "id that differs by process is printed, and refused as a part of an expression" {
	build_target "$DIR"
	dtrace -q -c "$DIR/target 1" -n 'target*:::round { printf("%d\n", id); exit(0); }'
	[ "$status" -eq 0 ]
	dtrace -e -x errtags -c "$DIR/target 1" -n 'target*:::round { x = id; }'
	[ "$status" -eq 1 ]
	[[ $stderr = *"[D_ID_VALUE] id differs by process here"* ]]
}

@test "cwd, root and d_path() cross mounts and are whole" {
	mkdir -p "$BATS_TEST_TMPDIR/a b/c"
	cd "$BATS_TEST_TMPDIR/a b/c"
	dtrace -q -x strsize=512 -n 'BEGIN { printf("%s\n%s\n%s\n", cwd, root, d_path(&curthread->fs->pwd)); exit(0); }'
	[ "${lines[0]}" = "$BATS_TEST_TMPDIR/a b/c" ]
	[ "${lines[1]}" = / ]
	[ "${lines[2]}" = "$BATS_TEST_TMPDIR/a b/c" ]
	cd /proc/self/fd
	dtrace -q -n 'BEGIN { printf("%s", cwd); exit(0); }'
	[[ "${lines[0]}" =~ ^/proc/[0-9]+/fd$ ]]
	cd /
	dtrace -q -n 'BEGIN { printf("%s", cwd); exit(0); }'
	[ "${lines[0]}" = / ]
}

@test "a path that is longer than strings keeps its beginning" {
	cd "$BATS_TEST_TMPDIR"
	for _ in 1 2 3; do mkdir "$(printf '%0200d' 1)" && cd "$(printf '%0200d' 1)" || return 1; done
	dtrace -q -x strsize=1024 -n 'BEGIN { printf("%s", cwd); exit(0); }'
	[ "${lines[0]}" = "$PWD" ]
	dtrace -q -x strsize=32 -n 'BEGIN { printf("%s", cwd); exit(0); }'
	[ "${lines[0]}" = "${PWD:0:31}" ]
}

@test "probeprov is a string as any other, with the number of the process" {
	dtrace -q -c "$DIR/work" -n 'pid$target::at:entry /arg0 == 0/ { this->s = probeprov;
		printf("%d %d %d\n", this->s == strjoin("pid", lltostr(pid)), probeprov == "pid", strlen(probeprov) == strlen(this->s));
		printf("%s\n", strjoin(probeprov, "!")); }'
	[ "${lines[0]}" = "1 0 1" ]
	[[ "${lines[1]}" =~ ^pid[0-9]+!$ ]]
}
