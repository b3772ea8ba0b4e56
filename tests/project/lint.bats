#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The rules have a table of their own: test_lint.py.

load helper

# A project from a local tarball is no project to publish.
publish() {
	sed -i 's,^url = .*,url = "https://toy.example/toy-1.0.tar.gz",' \
		"$TOY/project.toml"
}

@test "lint: says nothing about a good project" {
	publish
	works project lint toy
	[ -z "$output" ]
}

@test "lint: names file, line and what is wrong; the status is 1" {
	publish
	sed -i 's/^Forwarded:.*/Forwarded: perhaps/' "$TOY/stable/greet.patch"
	fails 1 project lint
	says "projects/toy/stable/greet.patch:4: header: Forwarded: 'perhaps'"
}

@test "lint: looks into the patched tree when it is there" {
	sed -i 's/^Upstream-Status.*/Upstream-Status: Pending/' \
		"$TOY/stable/greet.patch"
	project patch toy
	publish
	sed -i 's/^\tTOY_GREET.*//' "$BUILD/src/toy.c"
	works project lint toy
	sed -i '/TOY_GREET(number);/s/^+/ /' "$TOY/stable/greet.patch"
	fails 1 project lint toy
	says "greet is declared, but the stable series never calls TOY_GREET()"
}

@test "new: a skeleton that lints, and is not written over" {
	publish
	works project new my-server
	works project lint my-server
	[ -z "$output" ]
	works bash -n "$ROOT/projects/my-server/driver"
	fails 1 project new my-server
	says "is there already"
	fails 1 project fetch my-server --offline
	says "no source gives my-server 1.0"
}

@test "docs: a page from facts and provider file; check says if current" {
	fails 1 project docs --check
	says "docs/projects/toy.md: is not current"
	[ ! -e "$ROOT/docs/projects" ]
	works project docs
	page=$ROOT/docs/projects/toy.md
	grep -q "A greeting was printed." "$page"
	grep -qF "| arg0 | \`int\` | number | which one, from 0 |" "$page"
	works project docs --check
	sed -i 's/was printed/is printed/' "$TOY/toy.d"
	fails 1 project docs --check toy
}

@test "docs: what was written by hand stays; questions are taken in" {
	project docs toy
	page=$ROOT/docs/projects/toy.md
	sed -i '/by hand: begin/a\\nWritten with care.\n' "$page"
	echo "## Who is greeted?" >"$TOY/questions.md"
	sed -i 's/was printed/is printed/' "$TOY/toy.d"
	works project docs toy
	grep -q "Written with care." "$page"
	grep -q "Who is greeted?" "$page"
	works project docs --check toy
}
