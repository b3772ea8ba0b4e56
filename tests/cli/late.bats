# SPDX-License-Identifier: BSD-2-Clause
# Programs and libraries that appear while a D program runs.

setup_file() {
	load trace.bash
	needs_root
	export TARGET_DIR=$BATS_FILE_TMPDIR
	build_target "$TARGET_DIR"
}

setup() {
	load trace.bash
	needs_root
	TARGET=$TARGET_DIR/target
	# another file each time: what nobody has looked into yet
	cp "$TARGET" "$BATS_TEST_TMPDIR/late-one"
	cp "$TARGET" "$BATS_TEST_TMPDIR/late-two"
	OUT=$BATS_TEST_TMPDIR/out
}

# run a new program that waits long enough to be attached
newcomer() { (sleep "${WAIT:-0.7}"; echo) | "$BATS_TEST_TMPDIR/$1" -w "${@:2}"; }

tracer() {
	"$DTRACE" -q "$@" >"$OUT" 2>"$OUT.err" &
	TRACER=$!
	sleep 0.7
}

ended() {
	kill -INT "$TRACER"
	wait "$TRACER"
}

@test "-Z waits for a program that starts later" {
	tracer -Z -n 'target*:::round { @[probemod, copyinstr(arg1)] = count(); } END { printa("%s %s %@d\n", @); }'
	newcomer late-one 5
	ended
	[ "$(grep . "$OUT")" = "late-one a name 5" ]
}

@test "a pattern that matched finds other files too, and none twice" {
	start_target 3
	tracer -n 'target*:::round { @[probemod] = count(); } END { printa("%s %@d\n", @); }'
	newcomer late-one 4
	newcomer late-one 4
	newcomer late-two 5
	"$TARGET" 6
	go
	finish
	ended
	[ "$(grep . "$OUT" | sort)" = $'late-one 8\nlate-two 5\ntarget 9' ]
}

@test "variables and aggregations are the same for all" {
	tracer -Z -n 'target*:::round { total += arg0; seen["rounds"]++; @ = sum(arg0); }
		END { printf("%d %d ", total, seen["rounds"]); printa("%@d\n", @); }'
	newcomer late-one 4
	newcomer late-two 5
	ended
	[ "$(grep . "$OUT")" = "16 9 16" ]
}

@test "texts of clauses that could not be compiled before" {
	tracer -Z -n 'target*:::round /copyinstr(arg1) == "a name"/ { @["literal", probename] = count(); }
		END { printa("%s %s %@d\n", @); }'
	newcomer late-one 2
	ended
	[ "$(grep . "$OUT")" = "literal round 2" ]
}

@test "a command's children from other files, by a pattern" {
	dtrace -q -Z -c "sh -c '(sleep 1; echo) | $BATS_TEST_TMPDIR/late-one -w 7'" \
		-n 'target*:::round { @ = count(); } END { printa("%@d\n", @); }'
	[ "$output" = 7 ]
}

@test "a library that is loaded later" {
	gcc -O2 -fPIC -shared -Dmain=plugin_main -I"$TARGET_DIR" -o "$BATS_TEST_TMPDIR/plugin.so" \
		"$TOP/tests/targets/target.c" "$TARGET_DIR/target_probes.o" -lpthread
	cat >"$BATS_TEST_TMPDIR/host.c" <<'C'
#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	int (*run)(int, char **);
	char *args[] = { "plugin", "3", NULL };
	void *lib;

	getchar();
	lib = dlopen(argv[argc - 1], RTLD_NOW);
	if (!lib)
		return 1;
	run = (int (*)(int, char **))dlsym(lib, "plugin_main");
	usleep(500000);
	return run(2, args);
}
C
	gcc -o "$BATS_TEST_TMPDIR/host" "$BATS_TEST_TMPDIR/host.c"
	tracer -Z -n 'target*:::round { @[probemod] = count(); } END { printa("%s %@d\n", @); }'
	(sleep 0.3; echo) | "$BATS_TEST_TMPDIR/host" "$BATS_TEST_TMPDIR/plugin.so"
	ended
	[ "$(grep . "$OUT")" = "plugin.so 3" ]
}
