#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Every command of docs/contributing.md is run as it stands there.

load helper

# The shell blocks of the page, one script.
commands() {
	sed -n '/^```sh$/,/^```$/{/^```/!p}' "$REPO/docs/contributing.md"
}

@test "contributing: the guided project works, command by command" {
	commands >"$UP/all"
	[ "$(grep -c 'scripts/project' "$UP/all")" -ge 11 ]
	# Tracing needs root and the real dtrace.
	sed '/^scripts\/project validate/d' "$UP/all" >"$UP/commands"
	works bash -e -u "$UP/commands"
	says "projects/bell: made" "1 objects are the same" \
		"build      done" "docs/projects/bell.md: written"
	[ ! -e "$ROOT/projects/bell" ]
}
