#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# shellcheck disable=SC2016

load helper

# exercise BODY: make this the workload.
workload() {
	sed -i '/^exercise/d; /^driver_main/d' "$TOY/driver"
	printf 'exercise() {\n%s\n}\ndriver_main "$@"\n' "$1" >>"$TOY/driver"
}

@test "driver: takes the words and options of scripts/project" {
	works "$TOY/driver" fetch
	works "$TOY/driver" build --offline --probes off
	says "toy: build      done"
	fails 2 "$TOY/driver"
	says "usage: "
}

@test "driver: nobody may run what stands in a directory closed to others" {
	[ "$EUID" = 0 ] || skip "needs root"
	mkdir -m 700 "$BATS_TEST_TMPDIR/closed"
	mv "$ROOT" "$BATS_TEST_TMPDIR/closed/root"
	ROOT=$BATS_TEST_TMPDIR/closed/root TOY=$ROOT/projects/toy
	BUILD=$ROOT/build/projects/toy/stable
	cd "$ROOT"
	printf '#!/bin/sh\necho run by make\n' >tool
	chmod +x tool
	# make asks access(2), which knows nothing of capabilities
	workload "printf 'all:\\n\\t$ROOT/tool\\n' >\"\$WORK/Makefile\"; make -C \"\$WORK\""
	works project build toy
	works project exercise toy -v
	says "run by make"
	[ -z "$(find /tmp -maxdepth 1 -name 'project-dtrace.*' -newer tool)" ]
}

@test "driver: root's work is done by nobody" {
	[ "$EUID" = 0 ] || skip "needs root"
	workload 'id -un; touch "$WORK/mine"; touch ~root/mine 2>&1 && exit 3
		true'
	works project exercise toy
	grep -qx nobody "$BUILD/log/exercise.log"
	[ "$(stat -c %U "$BUILD/scratch/mine" "$BUILD/src/toy" | sort -u)" = nobody ]
	[ ! -e ~root/mine ]
}

@test "driver: a workload that fails fails the step" {
	workload 'false; true'
	fails 1 project exercise toy
	says "exercise fails with status 1"
}

@test "driver: sees nothing of the caller's environment" {
	workload 'env; ls -A "$WORK"'
	MAKEFLAGS=-n SECRET=here works project exercise toy
	run cat "$BUILD/log/exercise.log"
	says_not SECRET
	says_not MAKEFLAGS
	says "PROBES=on" "VERSION=1.0" "BRANCH=stable" "DTRACE=$DTRACE"
}

SERVER='
	port=$(free_port); other=$(free_port)
	[ "$port" != "$other" ]
	background /usr/bin/python3 -m http.server --bind 127.0.0.1 "$port"
	echo "${driver_servers[0]}" >"$WORK/pid"
	wait_port "$port"
'

gone() {
	! kill -0 "$(cat "$BUILD/scratch/pid")" 2>/dev/null
}

@test "driver: servers run while the workload does, and end with it" {
	workload "$SERVER
	exec 3<>/dev/tcp/127.0.0.1/\$port"
	works project exercise toy
	gone
}

@test "driver: servers end when the workload fails" {
	workload "$SERVER
	exit 7"
	fails 1 project exercise toy
	says "exercise fails with status 7"
	gone
}

@test "driver: servers end when the workload takes too long" {
	workload "$SERVER
	sleep 60"
	project build toy
	fails 1 project exercise toy --timeout 1
	says "still runs after 1 s"
	gone
}

@test "driver: servers that ignore being asked are killed" {
	workload 'background /bin/bash -c "trap : TERM; echo \$\$ >$WORK/pid
		while :; do sleep 0.2; done"
	while ! [ -s "$WORK/pid" ]; do sleep 0.05; done'
	works project exercise toy
	gone
}

@test "driver: a short directory is writable, and gone in the end" {
	workload 'short_directory; touch "$SHORT/file"; echo "at $SHORT"; false'
	fails 1 project exercise toy
	run sed -n 's/^at //p' "$BUILD/log/exercise.log"
	[[ $output == /tmp/dtrace.????? && ! -e $output ]]
}

@test "driver: what has left the session of a workload ends with it" {
	workload 'setsid -f sleep 300.25; setsid -f bash -c "trap \"\" TERM; exec sleep 300.25"'
	works project exercise toy
	[ -z "$(pgrep -f '^sleep 300.25')" ]
}

@test "driver: waiting for a server that died fails at once" {
	workload 'background /bin/false; wait_port "$(free_port)"'
	SECONDS=0
	fails 1 project exercise toy
	says "a server ended before port"
	[ "$SECONDS" -lt 50 ]	# else it waits for 60
}

@test "driver: exercise-run is the workload itself, with its status" {
	workload 'echo here; exit 7'
	fails 1 project exercise-run toy
	says "is not built"
	project build toy
	fails 7 project exercise-run toy
	says here
	[ "$(cat "$BUILD/scratch.status")" = 7 ]
}
