#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

@test "unit tests of the project system's modules" {
	cd "$BATS_TEST_DIRNAME"
	run /usr/bin/python3 -B -m unittest discover -p 'test_*.py'
	printf '%s\n' "$output"
	[ "$status" = 0 ]
	[[ $output != *"Ran 0 tests"* ]]
}
