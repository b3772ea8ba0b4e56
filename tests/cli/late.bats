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
	tracer -Z -n 'target*:::round { @[probemod, copyinstr(arg1)] = count(); } END { printa("%s %s %@d\n", @); }'
	newcomer late-one 5
	ended
	[ "$(printed)" = "late-one a name 5" ]
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
	[ "$(printed)" = $'late-one 8\nlate-two 5\ntarget 9' ]
}

@test "-Z waits for what the command itself loads later" {
	dtrace -q -Z -c "sh -c 'exec $BATS_TEST_TMPDIR/late-one -e 5'" -n 'target$target:::round { @ = count(); }
		END { printa("%@d\n", @); }'
	[ "$status" -eq 0 ]
	[ "$output" = 5 ]
}

@test "variables and aggregations are the same for all" {
	tracer -Z -n 'target*:::round { total += arg0; seen["rounds"]++; @ = sum(arg0); }
		END { printf("%d %d ", total, seen["rounds"]); printa("%@d\n", @); }'
	newcomer late-one 4
	newcomer late-two 5
	ended
	[ "$(printed)" = "16 9 16" ]
}

@test "texts of clauses that could not be compiled before" {
	tracer -Z -n 'target*:::round /copyinstr(arg1) == "a name"/ { @["literal", probename] = count(); }
		END { printa("%s %s %@d\n", @); }'
	newcomer late-one 2
	ended
	[ "$(printed)" = "literal round 2" ]
}

@test "a command's children from other files, by a pattern" {
	dtrace -q -Z -c "sh -c '$BATS_TEST_TMPDIR/late-one -e 7'" \
		-n 'target*:::round { @ = count(); } END { printa("%@d\n", @); }'
	[ "$output" = 7 ]
}

@test "a library that is loaded later" {
	gcc -O2 -fPIC -shared -Dmain=plugin_main -I"$TARGET_DIR" -o "$BATS_TEST_TMPDIR/plugin.so" \
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
	tracer -Z -n 'target*:::round { @[probemod] = count(); } END { printa("%s %@d\n", @); }'
	"$BATS_TEST_TMPDIR/host" "$BATS_TEST_TMPDIR/plugin.so"
	ended
	[ "$(printed)" = "plugin.so 3" ]
}

@test "speculations and accounts are shared with programs that appear later" {
	tracer -x nspec=4 -Z -n '
		target*:::round { self->s = speculation(); self->v = vtimestamp; }
		target*:::round /self->s/ { speculate(self->s); printf("%d %d\n", arg0, self->v > 0); }
		target*:::round /self->s/ { commit(self->s); self->s = 0; }'
	newcomer late-one 3
	newcomer late-two 2
	ended
	[ "$(printed)" = $'0 1\n0 1\n1 1\n1 1\n2 1' ]
}
