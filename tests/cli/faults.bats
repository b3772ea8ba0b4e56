# SPDX-License-Identifier: BSD-2-Clause
# The tracer when things go wrong around it: targets that die, a tracer that is
# killed, full buffers and disks, streams that close, hostile files.

setup_file() {
	load trace.bash
	file_target
	build_many 200
	build_many 2000
}

# $TARGET_DIR/many-N: N sites, each with a semaphore. With an argument it waits
# for a line of input, then, 20 s at most, until no probe is enabled, prints how
# many are, and ends.
build_many() {
	local n=$1 dir=$TARGET_DIR/sites-$1 i
	mkdir "$dir"
	{
		echo "provider many {"
		for ((i = 0; i < n; i++)); do echo "probe p$i(int i);"; done
		echo "};"
	} >"$dir/many.d"
	{
		echo '#include <stdio.h>'
		echo '#include <unistd.h>'
		echo '#include "many.h"'
		echo 'int main(int argc, char **argv) { int on = 0;'
		echo 'if (argc > 1) getchar();'
		echo 'for (int tries = 0; tries < 1000; tries++) { on = 0;'
		for ((i = 0; i < n; i++)); do echo "on += MANY_P${i}_ENABLED();"; done
		echo 'if (argc == 1 || !on) break; usleep(20000); }'
		for ((i = 0; i < n; i++)); do echo "MANY_P$i(argc);"; done
		echo 'if (argc > 1) printf("%d\n", on); (void)argv; return 0; }'
	} >"$dir/many.c"
	(
		cd "$dir"
		"$DTRACE" -h -s many.d -o many.h
		"$DTRACE" -G -s many.d -o probes.o
		gcc -o "../many-$n" many.c probes.o
	)
}

setup() {
	load trace.bash
	own_target
	OUT=$BATS_TEST_TMPDIR/out
	COUNT='target*:::round { @ = count(); } END { printa("%@d\n", @); }'
}

# Start a tracer and wait until it runs; what it was given may end it before.
tracer() {
	"$DTRACE" -q "$@" >"$OUT" 2>"$OUT.err" &
	TRACER=$!
	until_true is_tracing "$TRACER"
}

# A program of so many probes, which waits for a line; pid is its number.
start_many() {
	coproc MANY { exec "$TARGET_DIR/many-$1" wait >"$OUT.on"; }
	pid=$MANY_PID
	becomes "$pid" "$TARGET_DIR/many-$1"
}

# What the messages of drops in a text sum up to.
drops() {
	sed -n 's/^dtrace: \([0-9]*\) drops\{0,1\}$/\1/p' |
		awk '{ n += $1 } END { print n + 0 }'
}

# Wait up to 5 s until a process is gone, or nobody's child any more.
gone() {
	local i
	for ((i = 0; i < 50; i++)); do
		kill -0 "$1" 2>/dev/null || return 0
		grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null && return 0
		sleep 0.1
	done
	return 1
}

# ---- targets ------------------------------------------------------------

@test "a target that is killed while it fires" {
	start_target 1000000000
	tracer -p "$TARGET_PID" -n 'target$target:::round { @ = count(); } target$target:::round /!n++/ { printf("first\n"); }
		END { printf("end "); printa("%@d\n", @); }'
	go
	until_true grep -q first "$OUT"
	kill -KILL "$TARGET_PID"
	wait "$TRACER"
	grep -qE '^end [1-9][0-9]*$' "$OUT"
}

@test "a command that is killed while it fires is named with its signal" {
	tracer -c "$TARGET 1000000000" -n 'target$target:::round { @ = count(); } END { printf("end\n"); }'
	kill -KILL "$(pgrep -P "$TRACER")"
	wait "$TRACER"
	grep -q '^end$' "$OUT"
	grep -q 'signal 9' "$OUT.err"
}

@test "a running target that execs goes on being traced" {
	start_target -x 500
	tracer -p "$TARGET_PID" -n "$COUNT"
	go
	finish
	wait "$TRACER"
	[ "$(cat "$OUT")" = 1000 ]
}

@test "1,000 forks are counted exactly" {
	dtrace -q -c "$TARGET -f 1000 7" -n 'target*:::round { @ = count(); @p[pid] = count(); }
		END { printa("%@d\n", @); trunc(@p); }'
	[ "$status" -eq 0 ]
	[ "$(grep . <<<"$output")" = 7000 ]
}

@test "-p of a process that is gone" {
	sleep 0 &
	local pid=$!
	wait "$pid"
	dtrace -q -p "$pid" -n 'BEGIN { exit(0); }'
	[ "$status" -eq 1 ]
	[[ $stderr == *"$pid"* ]]
}

@test "a command that ends at once with 2,000 sites" {
	dtrace -q -c "$TARGET_DIR/many-2000" -n 'many*::: { @ = count(); } END { printa("%@d\n", @); }'
	[ "$status" -eq 0 ]
	[ "$output" = 2000 ]
}

@test "a file that is replaced while it is traced is no error" {
	cp "$TARGET" "$BATS_TEST_TMPDIR/replaced"
	tracer -x object="$BATS_TEST_TMPDIR/replaced" -n "$COUNT"
	cp "$TARGET" "$BATS_TEST_TMPDIR/new"
	mv "$BATS_TEST_TMPDIR/new" "$BATS_TEST_TMPDIR/replaced"
	"$BATS_TEST_TMPDIR/replaced" 5
	kill -INT "$TRACER"
	wait "$TRACER"
	[ ! -s "$OUT.err" ]
}

@test "targets in another process name space and another root" {
	mkdir -p "$BATS_TEST_TMPDIR/root"
	gcc -static -O2 -I"$TARGET_DIR" -o "$BATS_TEST_TMPDIR/root/inside" \
		"$TOP/tests/targets/target.c" "$TARGET_DIR/target_probes.o" -lpthread
	dtrace -q -Z -c "unshare --pid --fork --mount-proc chroot $BATS_TEST_TMPDIR/root /inside -e 7" \
		-n 'target*:::round { @[probemod] = count(); } END { printa("%s %@d\n", @); }'
	[ "$status" -eq 0 ]
	[ "$(grep . <<<"$output")" = "inside 7" ]
}

@test "hostile files that a process maps are left out" {
	head -c 3000 "$TARGET" >"$BATS_TEST_TMPDIR/cut"
	{ head -c 64 "$TARGET"; yes | head -c 100000; } >"$BATS_TEST_TMPDIR/noise"
	: >"$BATS_TEST_TMPDIR/empty"
	python3 - "$BATS_TEST_TMPDIR/cut" "$BATS_TEST_TMPDIR/noise" >"$OUT.maps" <<'PY' &
import mmap, sys, time
kept = []
for path in sys.argv[1:]:
    with open(path, "rb") as f:
        kept.append(mmap.mmap(f.fileno(), 0, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC))
print("mapped", flush=True)
time.sleep(60)
PY
	local pid=$!
	until_true grep -q mapped "$OUT.maps"
	start_target 5
	tracer -p "$TARGET_PID" -n "$COUNT"
	go
	finish
	wait "$TRACER"
	[ "$(cat "$OUT")" = 5 ]
	dtrace -q -p "$pid" -Z -n 'target$target:::round { exit(1); } BEGIN { exit(0); }'
	kill "$pid"
	[ "$status" -eq 0 ]
}

@test "two tracers of one target do not disturb each other" {
	start_target -s 1000
	tracer -p "$TARGET_PID" -n "$COUNT"
	local first=$TRACER one=$OUT
	OUT=$OUT.two
	tracer -p "$TARGET_PID" -n "$COUNT"
	kill -INT "$TRACER"
	wait "$TRACER"
	go
	finish
	wait "$first"
	[ "$(cat "$one")" = 1000 ]
	[ ! -s "$OUT" ] || [ "$(grep -c . "$OUT")" -eq 0 ]
}

@test "a site that another tracer holds without its semaphore is named" {
	local site function
	site=$(readelf -n "$TARGET" | grep -A1 'Name: work__start' | sed -n 's/.*Location: \(0x[0-9a-f]*\),.*/\1/p' | head -n1)
	function=$(nm "$TARGET" | awk '$3 == "work" { print "0x" $1 }')
	start_target 3
	tracer -p "$TARGET_PID" -n "pid\$target:a.out:work:$(printf %x $((site - function))) { @ = count(); }"
	dtrace -q -p "$TARGET_PID" -n 'target$target:::work-start { @ = count(); }'
	[ "$status" -eq 1 ]
	[[ $stderr == *"cannot attach to '"*"another tracer may hold a probe at one of its sites without its semaphore"* ]]
	go
	finish
	wait "$TRACER"
	[ "$(grep -c . "$OUT")" -eq 1 ]
	grep -qE '^ *3$' "$OUT"
}

# ---- the tracer ends ----------------------------------------------------

@test "a signal at any time while 2,000 sites are compiled and attached" {
	local pid i
	start_many 2000
	for ((i = 0; i < 25; i++)); do
		"$DTRACE" -q -p "$pid" -n 'many$target::: { @ = count(); }' >/dev/null 2>"$OUT.err" &
		TRACER=$!
		# spread over what a whole start takes, without a claim how long that is
		sleep "0.00$((i % 10))$((i * 7 % 10))"
		kill -TERM "$TRACER" 2>/dev/null || true
		until_true gone "$TRACER"
		wait "$TRACER" || [[ $? -eq 143 ]]
		[ ! -s "$OUT.err" ]
	done
	echo >&"${MANY[1]}"
	wait "$pid"
	[ "$(cat "$OUT.on")" = 0 ]
}

@test "END fires once, whatever ends the run" {
	local end='END { printf("end\n"); }'
	dtrace -q -n 'BEGIN { exit(0); }' -n "$end"
	[ "$output" = end ]
	dtrace -q -c true -n "$end"
	[ "$output" = end ]
	tracer -n 'BEGIN { n = 1; }' -n "$end"
	kill -INT "$TRACER"
	kill -TERM "$TRACER" 2>/dev/null || true
	kill -INT "$TRACER" 2>/dev/null || true
	wait "$TRACER"
	[ "$(cat "$OUT")" = end ]
}

@test "kill -9 leaves no semaphore, no probe and no event" {
	local pid
	start_many 200
	tracer -p "$pid" -n 'many$target::: { @ = count(); }'
	kill -KILL "$TRACER"
	wait "$TRACER" || true
	echo >&"${MANY[1]}"
	wait "$pid" || true
	[ "$(cat "$OUT.on")" = 0 ]
	run unshare -m sh -c '[ -e /sys/kernel/tracing/uprobe_events ] ||
		mount -t tracefs none /sys/kernel/tracing; cat /sys/kernel/tracing/uprobe_events'
	[ "$status" -eq 0 ]
	[[ $output != *many-200* ]]
}

@test "a command whose tracer is killed while it compiles is not left stopped" {
	# it waits for the rest of its source
	mkfifo "$BATS_TEST_TMPDIR/never.d"
	"$DTRACE" -q -s "$BATS_TEST_TMPDIR/never.d" -c "$TARGET_DIR/target 1" >/dev/null 2>&1 &
	TRACER=$!
	local child="" i
	for ((i = 0; i < 100 && ${#child} == 0; i++)); do
		child=$(pgrep -P "$TRACER" || true)
		sleep 0.01
	done
	[ -n "$child" ]
	kill -KILL "$TRACER"
	wait "$TRACER" || true
	gone "$child"
}

@test "SIGINT, SIGTERM and SIGHUP end a run in order" {
	local signal
	for signal in INT TERM HUP; do
		tracer -n 'BEGIN { n = 1; } END { printf("end %d\n", n); }'
		kill "-$signal" "$TRACER"
		wait "$TRACER"
		[ "$(cat "$OUT")" = "end 1" ]
	done
}

@test "a closed terminal ends a run in order" {
	run timeout 20 python3 - "$DTRACE" "$OUT" <<'PY'
import os, pty, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], ["dtrace", "-q", "-o", sys.argv[2], "-n",
             'BEGIN { n = 1; } END { printf("end %d\\n", n); }'])
for _ in range(1000):
    if open(f"/proc/{pid}/syscall").read().split()[0] in ("232", "22"):
        break
    time.sleep(0.02)
os.close(fd)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
	[ "$output" = 0 ]
	[ "$(cat "$OUT")" = "end 1" ]
}

@test "exit() while thousands of records wait" {
	dtrace -q -c "$TARGET 20000" -n 'target*:::round { printf("%d\n", arg0); }
		target*:::round /arg0 == 5000/ { exit(4); } END { printf("end\n"); }'
	[ "$status" -eq 4 ]
	[ "$(tail -n1 <<<"$output")" = end ]
	[ "$(grep -c '^[0-9]' <<<"$output")" -ge 5001 ]
}

@test "a signal ends a run in a flood of records" {
	start_target -t 4 1000000000
	"$DTRACE" -q -p "$TARGET_PID" -n 'target$target:::round { printf("%d\n", arg0); } END { printf("end\n"); }' |
		grep -x end >"$OUT" &
	until_true pgrep -f "^$DTRACE -q -p $TARGET_PID " >"$OUT.pid"
	TRACER=$(head -n1 "$OUT.pid")
	until_true is_tracing "$TRACER"
	go
	kill -TERM "$TRACER"
	until_true gone "$TRACER"
	kill -KILL "$TARGET_PID"
	until_true test -s "$OUT"
	[ "$(cat "$OUT")" = end ]
}

@test "drops of aggregations and variables are counted exactly" {
	dtrace -q -x aggsize=4k -c "$TARGET 100" -n 'target*:::round { @[arg0] = count(); @fired = count(); }
		END { printa("%@d\n", @fired); printa("key %d %@d\n", @); }'
	[ "$(head -n1 <<<"$output")" = 100 ]
	[[ $stderr =~ ^dtrace:\ ([0-9]+)\ aggregation\ drops$ ]]
	[ $((BASH_REMATCH[1] + $(grep -c key <<<"$output"))) -eq 100 ]
	dtrace -q -x dynvarsize=4k -c "$TARGET 100" -n 'int kept, a[int]; target*:::round { a[arg0] = 1; }
		target*:::round /a[arg0]/ { kept++; } END { printf("%d\n", kept); }'
	[[ $stderr =~ ^dtrace:\ ([0-9]+)\ dynamic\ variable\ drops$ ]]
	[ $((BASH_REMATCH[1] + output)) -eq 100 ]
}

# ---- full, closed -------------------------------------------------------

@test "a small buffer and four threads: delivered and dropped are all" {
	dtrace -q -b 4k -c "$TARGET -t 4 20000" -n 'target*:::round { printf("%d\n", arg0); }'
	[ "$status" -eq 0 ]
	local lost
	lost=$(drops <<<"$stderr")
	[ "$lost" -gt 0 ]
	[ $(($(wc -l <<<"$output") + lost)) -eq 80000 ]
}

@test "1,000,000 events: delivered and dropped are all" {
	"$DTRACE" -q -c "$TARGET -t 2 500000" -n 'target*:::round { printf("x\n"); } target*:::round { @ = count(); }
		END { printa("fired %@d\n", @); }' >"$OUT" 2>"$OUT.err"
	grep -qx 'fired 1000000' "$OUT"
	[ $(($(grep -cx x "$OUT") + $(drops <"$OUT.err"))) -eq 1000000 ]
}

@test "a reader that goes away ends the run" {
	run timeout 20 bash -c '"$1" -q -n "tick-1ms { printf(\"text\\n\"); }" 2>"$2" | head -n1; exit "${PIPESTATUS[0]}"' bash "$DTRACE" "$OUT.err"
	[ "$output" = text ]
	[ "$status" -eq 141 ]
	[ ! -s "$OUT.err" ]
}

@test "a full disk is an error that names the file, once" {
	dtrace -q -o /dev/full -n 'BEGIN { printf("text\n"); exit(0); }'
	[ "$status" -eq 1 ]
	[ "$stderr" = "dtrace: cannot write '/dev/full': No space left on device" ]
	dtrace -q -o /dev/full -c "$TARGET 20000" -n 'target*:::round { printf("%d\n", arg0); }'
	[ "$status" -eq 1 ]
	[ "$stderr" = "dtrace: cannot write '/dev/full': No space left on device" ]
}

@test "a file system that is full" {
	mkdir "$BATS_TEST_TMPDIR/small"
	run --separate-stderr unshare -m bash -c 'mount -t tmpfs -o size=64k none "$2"; exec timeout 30 "$1" -q -o "$2/out" -c "$3 20000" \
		-n "target*:::round { printf(\"%d\n\", arg0); }"' bash "$DTRACE" "$BATS_TEST_TMPDIR/small" "$TARGET"
	[ "$status" -eq 1 ]
	[ "$stderr" = "dtrace: cannot write '$BATS_TEST_TMPDIR/small/out': No space left on device" ]
}

@test "closed standard input" {
	"$DTRACE" -q -n 'BEGIN { printf("text\n"); exit(0); }' <&- >"$OUT"
	[ "$(cat "$OUT")" = text ]
}

# ---- hostile source and files -------------------------------------------

# The D program in a file is compiled or refused in 20 s and 2 GB.
survives() {
	run timeout 20 bash -c 'ulimit -v 2000000; exec "$1" -e -q -s "$2"' bash "$DTRACE" "$1"
	[ "$status" -eq 0 ] || [ "$status" -eq 1 ]
}

@test "10 MB of D source" {
	yes 'BEGIN { x = 1; }' | head -c 10000000 >"$BATS_TEST_TMPDIR/large.d"
	survives "$BATS_TEST_TMPDIR/large.d"
}

@test "100,000 clauses compile, and run or are refused, in seconds" {
	{
		yes 'BEGIN { x++; }' | head -n 100000
		echo 'BEGIN { printf("%d clauses", x); exit(0); }'
	} >"$BATS_TEST_TMPDIR/clauses.d"
	survives "$BATS_TEST_TMPDIR/clauses.d"
	[ "$status" -eq 0 ]
	run timeout 60 "$DTRACE" -x errtags -q -s "$BATS_TEST_TMPDIR/clauses.d"
	echo "$output"
	[[ $status -eq 0 && $output == "100000 clauses"* ||
		$status -eq 1 && $output == *"[D_COMPLEX]"* ]]
}

@test "32,000 clauses that the kernel would not take are refused in seconds, when they are run" {
	local i
	for ((i = 0; i < 32000; i++)); do
		echo 'BEGIN { printf("%s\n", strstr(strjoin("x", execname), "ab")); }'
	done >"$BATS_TEST_TMPDIR/strings.d"
	run timeout 30 "$DTRACE" -q -s "$BATS_TEST_TMPDIR/strings.d"
	[ "$status" -eq 1 ]
	[[ $output == *strings.d:*:1:*"more than 1000000 instructions"*"fewer clauses"* ]]
}

@test "deep nesting" {
	local open
	open=$(printf '%0100000d' 0)
	echo "BEGIN { x = ${open//0/(} 1; }" >"$BATS_TEST_TMPDIR/deep.d"
	survives "$BATS_TEST_TMPDIR/deep.d"
	[ "$status" -eq 1 ]
}

@test "truncated and broken ELF files as objects" {
	local size at
	size=$(stat -c %s "$TARGET")
	for at in 10 64 500 $((size / 2)) $((size - 100)); do
		head -c "$at" "$TARGET" >"$BATS_TEST_TMPDIR/cut"
		dtrace -q -x object="$BATS_TEST_TMPDIR/cut" -n 'target*:::round { exit(0); }'
		[ "$status" -eq 1 ]
		[ -n "$stderr" ]
	done
}

@test "a site that is no nop is named, and the run starts" {
	cp "$TARGET" "$BATS_TEST_TMPDIR/patched"
	local at
	at=$(python3 - "$BATS_TEST_TMPDIR/patched" <<'PY'
import re, subprocess, sys
path = sys.argv[1]
notes = subprocess.check_output(["readelf", "-n", path], text=True)
at = int(re.search(r"Name: untouched\s+Location: (0x[0-9a-f]+)", notes)[1], 16)
for line in subprocess.check_output(["readelf", "-lW", path], text=True).splitlines():
    m = re.match(r"\s+LOAD\s+(0x\S+)\s+(0x\S+)\s+\S+\s+(0x\S+)", line)
    if m and int(m[2], 16) <= at < int(m[2], 16) + int(m[3], 16):
        print(at - int(m[2], 16) + int(m[1], 16))
PY
)
	printf '\xcc' | dd of="$BATS_TEST_TMPDIR/patched" bs=1 seek="$at" conv=notrunc status=none
	# the trap ends the program unless somebody waits before it
	dtrace -q -x object="$BATS_TEST_TMPDIR/patched" -n 'target*::: { exit(1); } BEGIN { exit(0); }'
	[ "$status" -eq 0 ]
	[[ $stderr == *untouched* ]]
}
