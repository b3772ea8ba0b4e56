# SPDX-License-Identifier: BSD-2-Clause
# Programs and libraries that appear while a D program runs.

setup_file() {
	load trace.bash
	file_target
	cp "$TARGET_DIR/target" "$TARGET_DIR/late-target"
}

setup() {
	load trace.bash
	needs_root
	TARGET=$TARGET_DIR/late-target
	# another file each time: what nobody has looked into yet
	cp "$TARGET" "$BATS_TEST_TMPDIR/late-one"
	cp "$TARGET" "$BATS_TEST_TMPDIR/late-two"
	OUT=$BATS_TEST_TMPDIR/out
}

teardown() {
	[ -z "${TRACER-}" ] || kill "$TRACER" 2>/dev/null || true
}

# run a new program, which waits until it is attached
newcomer() { "$BATS_TEST_TMPDIR/$1" -e "${@:2}"; }

# start a tracer; it has looked at what is there when it says so
tracer() {
	"$DTRACE" -q -n 'BEGIN { printf("ready\n"); }' "$@" >"$OUT" 2>"$OUT.err" &
	TRACER=$!
	for _ in {1..200}; do
		grep -q ready "$OUT" && return
		sleep 0.05
	done
	cat "$OUT.err"
	return 1
}

# what it printed besides
printed() { grep -v '^ready$' "$OUT" | grep . | sort; }

ended() {
	kill -INT "$TRACER"
	wait "$TRACER"
}

@test "-Z waits for a program that starts later" {
	tracer -Z -n 'target*:late-*::round { @[probemod, copyinstr(arg1)] = count(); } END { printa("%s %s %@d\n", @); }'
	newcomer late-one 5
	ended
	[ "$(printed)" = "late-one a name 5" ]
}

@test "a pattern that matched finds other files too, and none twice" {
	start_target 3
	tracer -n 'target*:late-*::round { @[probemod] = count(); } END { printa("%s %@d\n", @); }'
	newcomer late-one 4
	newcomer late-one 4
	newcomer late-two 5
	"$TARGET" 6
	go
	finish
	ended
	[ "$(printed)" = $'late-one 8\nlate-target 9\nlate-two 5' ]
}

@test "-Z waits for what the command itself loads later" {
	dtrace -q -Z -c "sh -c 'exec $BATS_TEST_TMPDIR/late-one -e 5'" -n 'target$target:::round { @ = count(); }
		END { printa("%@d\n", @); }'
	[ "$status" -eq 0 ]
	[ "$output" = 5 ]
}

@test "variables and aggregations are the same for all" {
	tracer -Z -n 'target*:late-*::round { total += arg0; seen["rounds"]++; @ = sum(arg0); }
		END { printf("%d %d ", total, seen["rounds"]); printa("%@d\n", @); }'
	newcomer late-one 4
	newcomer late-two 5
	ended
	[ "$(printed)" = "16 9 16" ]
}

@test "texts of clauses that could not be compiled before" {
	tracer -Z -n 'target*:late-*::round /copyinstr(arg1) == "a name"/ { @["literal", probename] = count(); }
		END { printa("%s %s %@d\n", @); }'
	newcomer late-one 2
	ended
	[ "$(printed)" = "literal round 2" ]
}

@test "ERROR fires for faults in programs that start later" {
	tracer -Z -n 'target*:late-*::bad-pointer { self->name = "first"; trace(*(int *)arg0); }
		target*:late-*::bad-pointer { printf("%s\n", self->name); }
		ERROR { printf("clause %d, fault %d at %d, %s\n", arg1, arg4, arg5, self->name);
			self->name = "second"; @ = count(); } END { printa("%@d\n", @); }'
	newcomer late-one 1
	newcomer late-two 1
	ended
	[ "$(printed)" = $'2\nclause 2, fault 1 at 1, first\nclause 2, fault 1 at 1, first\nsecond\nsecond' ]
	[ "$(grep -c 'invalid address (0x1) in action #2' "$OUT.err")" -eq 2 ]
}

@test "a command's children from other files, by a pattern" {
	dtrace -q -Z -c "sh -c '$BATS_TEST_TMPDIR/late-one -e 7'" \
		-n 'target*:late-*::round { @ = count(); } END { printa("%@d\n", @); }'
	[ "$output" = 7 ]
}

@test "a library that is loaded later" {
	gcc -O2 -fPIC -shared -Dmain=plugin_main -I"$TARGET_DIR" -o "$BATS_TEST_TMPDIR/late-plugin.so" \
		"$TOP/tests/targets/target.c" "$TARGET_DIR/target_probes.o" -lpthread
	cat >"$BATS_TEST_TMPDIR/host.c" <<'C'
#include <dlfcn.h>
int main(int argc, char **argv)
{
	int (*run)(int, char **);
	char *args[] = { "plugin", "-e", "3", 0 };
	void *lib;

	lib = dlopen(argv[argc - 1], RTLD_NOW);
	if (!lib)
		return 1;
	run = (int (*)(int, char **))dlsym(lib, "plugin_main");
	return run(3, args);
}
C
	gcc -o "$BATS_TEST_TMPDIR/host" "$BATS_TEST_TMPDIR/host.c"
	tracer -Z -n 'target*:late-*::round { @[probemod] = count(); } END { printa("%s %@d\n", @); }'
	"$BATS_TEST_TMPDIR/host" "$BATS_TEST_TMPDIR/late-plugin.so"
	ended
	[ "$(printed)" = "late-plugin.so 3" ]
}

@test "speculations and accounts are shared with programs that appear later" {
	tracer -x nspec=4 -Z -n '
		target*:late-*::round { self->s = speculation(); self->v = vtimestamp; }
		target*:late-*::round /self->s/ { speculate(self->s); printf("%d %d\n", arg0, self->v > 0); }
		target*:late-*::round /self->s/ { commit(self->s); self->s = 0; }'
	newcomer late-one 3
	newcomer late-two 2
	ended
	[ "$(printed)" = $'0 1\n0 1\n1 1\n1 1\n2 1' ]
}

# ---- what is gone is forgotten --------------------------------------------

# Run that many copies, each a file of its own that is deleted at once: new
# programs, 3 rounds each.
run_copies() {
	local i
	for ((i = 0; i < $1; i++)); do
		cp "$TARGET" "$BATS_TEST_TMPDIR/late-copy$i"
		newcomer "late-copy$i" 3
		rm "$BATS_TEST_TMPDIR/late-copy$i"
	done
}

descriptors() {
	local fds=(/proc/"$TRACER"/fd/*)
	echo "${#fds[@]}"
}

resident() { awk '/^RssAnon/ { print $2 }' "/proc/$TRACER/status"; }

# Wait until the tracer is attached to that many files, or fewer.
until_links() {
	local links
	for _ in {1..300}; do
		links=$(find "/proc/$TRACER/fd" -lname '*bpf_link' | wc -l)
		[ "$links" -gt "$1" ] || return 0
		sleep 0.1
	done
	return 1
}

@test "programs that come and go: all are counted, and nothing of them is kept" {
	local before last=0 now run copies=${LATE_COPIES:-40}
	tracer -Z -n 'target*:late-*::round { @ = count(); } END { printa("%@d\n", @); }'
	before=$(descriptors)
	# The memory that the first of them need is had for good, by and by; what
	# was kept of each would make every round need more.
	for ((run = 1; ; run++)); do
		run_copies "$copies"
		until_links 0
		[ "$(descriptors)" -le $((before + 2)) ]
		now=$(resident)
		echo "round $run: $now KiB"
		[ "$now" -gt $((last + copies)) ] || break
		[ "$run" -lt 10 ]
		last=$now
	done
	ended
	[ "$(printed)" = $((run * copies * 3)) ]
}

@test "records that wait keep the names of files that are forgotten" {
	"$DTRACE" -q -x bufpolicy=ring -Z -n 'target*:late-*::round { printf("%s %d\n", probemod, arg0); }' >"$OUT" &
	TRACER=$!
	# what runs when it begins is kept
	until_true is_tracing "$TRACER"
	run_copies 5
	until_links 0
	mv "$BATS_TEST_TMPDIR/late-one" "$BATS_TEST_TMPDIR/late-other"
	newcomer late-other 3
	ended
	[ "$(grep -c '^late-copy[0-4] [0-2]$' "$OUT")" -eq 15 ]
	[ "$(grep -c '^late-other [0-2]$' "$OUT")" -eq 3 ]
}

@test "a deleted file that runs again after it was forgotten is found again" {
	tracer -Z -n 'target*:late-*::round { @ = count(); } END { printa("%@d\n", @); }'
	exec {file}<"$BATS_TEST_TMPDIR/late-one"
	rm "$BATS_TEST_TMPDIR/late-one"
	/proc/self/fd/"$file" -e 4
	until_links 0
	/proc/self/fd/"$file" -e 5
	ended
	[ "$(printed)" = 9 ]
}

@test "a deleted file is not forgotten while a process has it" {
	tracer -Z -n 'target*:late-*::round { @ = count(); } END { printa("%@d\n", @); }'
	cp "$TARGET" "$BATS_TEST_TMPDIR/late-waits"
	TARGET=$BATS_TEST_TMPDIR/late-waits start_target -e 6
	rm "$BATS_TEST_TMPDIR/late-waits"
	run_copies 5
	until_links 1
	go
	finish
	ended
	[ "$(printed)" = $((15 + 6)) ]
}
