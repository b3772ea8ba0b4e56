# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154 # status, output and stderr are set by run
# For tests that trace: `target` is tests/targets/target.c, built with our own
# header; `dtrace` is the one just built.

bats_require_minimum_version 1.5.0

TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
DTRACE=${DTRACE:-$TOP/build/dtrace}

needs_root() {
	[[ $EUID -eq 0 ]] || skip "tracing in the kernel needs root"
}

# In a container processes have other numbers than in the kernel.
needs_first_pids() {
	[[ $(stat -Lc %i /proc/self/ns/pid) -eq $((0xEFFFFFFC)) ]] ||
		skip "this is a PID name space: $1"
}

build_target() {
	local dir=$1
	"$DTRACE" -h -s "$TOP/tests/targets/target.d" -o "$dir/target.h"
	"$DTRACE" -G -s "$TOP/tests/targets/target.d" -o "$dir/target_probes.o"
	gcc -O2 -Wall -Werror -I"$dir" -o "$dir/target" \
		"$TOP/tests/targets/target.c" "$dir/target_probes.o" -lpthread
}

# For setup_file(): the target for all tests of a file; $TARGET in each, when
# setup() says own_target.
file_target() {
	needs_root
	export TARGET_DIR=$BATS_FILE_TMPDIR
	build_target "$TARGET_DIR"
}

own_target() {
	needs_root
	TARGET=$TARGET_DIR/target
}

# Wait until a command succeeds, 20 s at most.
until_true() {
	local i
	for ((i = 0; i < 1000; i++)); do
		"$@" && return 0
		sleep 0.02
	done
	echo "waited too long for: $*"
	return 1
}

# run dtrace; its streams in $output and $stderr
dtrace() {
	run --separate-stderr timeout 30 "$DTRACE" "$@"
	[[ $status -ne 124 ]]
}

# dtrace -q on the target with 10 rounds
trace_target() {
	dtrace -q -c "$TARGET ${ROUNDS:-10}" "$@"
}

# Has it attached, and waits for records? epoll_wait is 232 on x86-64,
# epoll_pwait 22 on aarch64.
is_tracing() { [[ ! -e /proc/$1/syscall || $(cat "/proc/$1/syscall" 2>/dev/null) =~ ^(232|22)\  ]]; }

# Start the target waiting; TARGET_PID is its number. `go` lets it run,
# `finish` ends it.
start_target() {
	coproc TARGET_IO { exec "$TARGET" -w "$@"; }
	TARGET_PID=$TARGET_IO_PID
	becomes "$TARGET_PID" "$TARGET"
}

# Wait until the process runs that file: before that it is still the shell.
becomes() {
	until [[ /proc/$1/exe -ef $2 ]]; do
		kill -0 "$1" || return
	done
}

go() { echo >&"${TARGET_IO[1]}"; }

finish() {
	local pid=$TARGET_PID
	eval "exec ${TARGET_IO[1]}>&-"
	wait "$pid" 2>/dev/null || true
}
