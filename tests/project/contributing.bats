#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Every command of docs/contributing.md is run as it stands there.

load helper

# The shell blocks of the page, one script.
# shellcheck disable=SC2016
commands() {
	sed -n '/^```sh$/,/^```$/{/^```/!p}' "$REPO/docs/contributing.md"
}

@test "contributing: the guided project works, command by command" {
	commands >"$UP/all"
	[ "$(grep -c 'scripts/project' "$UP/all")" -ge 11 ]
	sed '/^scripts\/project validate/d' "$UP/all" >"$UP/commands"
	works bash -e -u "$UP/commands"
	says "projects/bell: made" "1 objects are the same" \
		"build      done" "docs/projects/bell.md: written"
	[ ! -e "$ROOT/projects/bell" ]
}

# The last step with the real thing: our compiler and our tracer.
real_dtrace() {
	[ "$EUID" = 0 ] || skip "tracing needs root"
	export DTRACE=$REPO/build/dtrace
	export TRACER=$DTRACE
	[ -x "$DTRACE" ] || skip "dtrace is not built"
}

@test "contributing: the probes of the guided project are seen firing" {
	real_dtrace
	commands >"$UP/commands"
	works bash -e -u "$UP/commands"
	says "bell:::ring-start      2  number=0 times=2" \
		"bell:::ring-done       2  number=0" \
		"the second order is for three strokes" \
		"bell 1.0 (stable): pass; 2 of 2 probes fired"
}

@test "contributing: bpftrace sees the probes of the guided project" {
	real_dtrace
	command -v bpftrace || skip "bpftrace is not installed"
	commands | sed '/^scripts.project validate/s/$/ --tracer bpftrace/' \
		>"$UP/commands"
	works bash -e -u "$UP/commands"
	says "bell 1.0 (stable): pass; 2 of 2 probes fired" \
		"bell:::ring-start      2"
}
