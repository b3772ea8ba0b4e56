#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load helper

@test "steps: a second run does nothing, and in well under a second" {
	project build toy
	# of a CPU: others may want it, too
	local TIMEFORMAT=%U+%S
	{ time works project build toy 2>"$UP/err"; } 2>"$UP/took"
	says "patch      up to date" "configure  up to date" \
		"build      up to date"
	awk -F+ '{ exit !($1 + $2 < 1) }' "$UP/took"
}

@test "steps: a change in the workload builds nothing again" {
	project build toy
	sed -i 's/hello 2/hello 1/' "$TOY/driver"
	works project exercise toy
	says "build      up to date" "exercise   done"
}

@test "steps: a change in build builds again, but unpacks nothing" {
	project build toy
	sed -i 's/\tmake/\tmake -s/' "$TOY/driver"
	works project build toy
	says "patch      up to date" "configure  up to date" "build      done"
}

@test "steps: a change in configure starts from a fresh tree" {
	project build toy
	sed -i 's/say "probes/say "the probes/' "$TOY/driver"
	works project build toy
	says "patch      1 patches" "configure  done" "build      done"
}

@test "steps: a changed patch starts from a fresh tree" {
	project build toy
	sed -i 's/each greeting/every greeting/' "$TOY/stable/greet.patch"
	works project build toy
	says "patch      1 patches" "build      done"
}

@test "steps: a step that fails shows the end of its log, and fails again" {
	sed -i 's/\tmake .*/\techo why it fails >\&2; false/' "$TOY/driver"
	fails 1 project build toy
	says "build fails with status 1" "| why it fails" "log/build.log"
	fails 1 project build toy
	says "build fails with status 1"
}

# Start a build that waits, and leave its pid in $job.
slow_build() {
	sed -i 's/\tmake .*/\techo $$ >waits; sleep 60/' "$TOY/driver"
	"$ROOT/scripts/project" build toy >"$UP/out" 2>&1 3>&- &
	job=$!
	for _ in {1..1000}; do
		[ -s "$BUILD/src/waits" ] && return
		sleep 0.05
	done
	cat "$UP/out"
	return 1
}

# The build that waited is gone, and what it started.
nothing_left() {
	local pid
	pid=$(cat "$1")
	for _ in {1..100}; do
		kill -0 "$pid" 2>/dev/null || return 0
		sleep 0.05
	done
	return 1
}

@test "steps: an interrupted build leaves nothing running, and is done again" {
	slow_build
	cp "$BUILD/src/waits" "$UP/pid"
	kill -TERM "$job"
	local status=0
	wait "$job" || status=$?
	[ "$status" = 130 ]
	nothing_left "$UP/pid"
	make_driver
	works project build toy
	says "a step was cut short" "patch      1 patches" "build      done"
	[ ! -e "$BUILD/src/waits" ]
}

@test "steps: a killed build is done again from a fresh tree" {
	slow_build
	cp "$BUILD/src/waits" "$UP/pid"
	kill -KILL "$job"
	wait "$job" || true
	kill -TERM -- "-$(ps -o pgid= -p "$(cat "$UP/pid")" | tr -d ' ')"
	nothing_left "$UP/pid"
	make_driver
	works project build toy
	says "a step was cut short" "build      done"
}

@test "steps: two commands do not work in the same place" {
	slow_build
	fails 1 project build toy
	says "another command works on it now"
	kill -TERM "$job"
	wait "$job" || true
}

@test "steps: with probes off there is a tree of its own" {
	project build toy
	works project build toy --probes off
	says "configure  done"
	grep -q "probes off" "$BUILD/log/off-configure.log"
	works project build toy
	says "build      up to date"
}

@test "clean: what was built goes, what was downloaded stays" {
	project build toy
	works project clean toy
	[ ! -e "$ROOT/build/projects/toy" ]
	works project fetch toy --offline
	fails 1 project clean nothing
	says "no such project"
}

@test "usage: what makes no sense is status 2" {
	fails 2 project build toy --git /nowhere
	says "--git goes with --branch head"
	fails 2 project build
	fails 2 project frobnicate toy
	fails 2 project new ../toy
	fails 2 project clean ..
	says "'..' is no name for a project"
}

@test "facts: everything wrong is named with file, line and key" {
	sed -i -e 's/^licence/license/' -e 's/^version = .*/version = "a b"/' \
		"$TOY/project.toml"
	fails 1 project build toy
	says "toy/project.toml:4: unknown key 'license'" \
		"toy/project.toml:7: version must be a version" \
		"missing: licence"
}

@test "list: shows the projects" {
	works project list
	says "toy" "1.0" "says hello"
}

@test "packages: what building and exercising needs, for one system" {
	sed -i '/^\[provider/i [build]\ndebian = ["libx-dev"]\nfedora = ["x-devel"]\nexercise-debian = ["wrk"]\n' \
		"$TOY/project.toml"
	works project packages toy
	[ "$output" = "$(printf 'libx-dev\nwrk')" ]
	works project packages toy --system fedora
	[ "$output" = x-devel ]
}
