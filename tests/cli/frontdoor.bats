# SPDX-License-Identifier: BSD-2-Clause
# The front door: make's targets, set-up, load and unload, installation.

bats_require_minimum_version 1.5.0

setup() {
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
}

@test "make help has a line for every target that people call" {
	run make -s -C "$TOP" help
	[ "$status" -eq 0 ]
	local target
	for target in all demo check test install load unload list validate lint bench clean distclean; do
		grep -qE "^  make $target +[a-z]" <<<"$output"
	done
	grep -q 'nginx' <<<"$output"
}

@test "set-up without root names the missing packages and stops" {
	[ "$EUID" -eq 0 ] || skip "needs root to become another user"
	local bin=$BATS_TEST_TMPDIR/bin
	mkdir -p "$bin"
	# a machine on which nothing is installed
	printf '#!/bin/sh\nexit 1\n' >"$bin/dpkg-query"
	printf '#!/bin/sh\nexit 1\n' >"$bin/sudo"
	chmod +x "$bin"/*
	chmod 755 "$BATS_TEST_TMPDIR" "$(dirname "$BATS_TEST_TMPDIR")" "$BATS_RUN_TMPDIR"
	cp -r "$TOP/scripts" "$BATS_TEST_TMPDIR/"
	chmod -R a+rX "$BATS_TEST_TMPDIR"
	run setpriv --reuid=65534 --regid=65534 --clear-groups \
		env PATH="$bin:/usr/bin:/bin" "$BATS_TEST_TMPDIR/scripts/setup" toolchain
	[ "$status" -eq 1 ]
	[[ $output == *"these packages are missing: "*"libelf-dev"* ]]
	[[ $output == *"apt-get install"* ]]
}

@test "set-up is silent when nothing is missing" {
	run "$TOP/scripts/setup" toolchain
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "load says what is here; unload takes back what it mounted" {
	run "$TOP/scripts/load"
	[ "$status" -eq 0 ]
	[[ $output == *"kernel"*"$(uname -r)"* ]]
	[[ $output == *"uprobes"* ]]
	run "$TOP/scripts/load" unload
	[ "$status" -eq 0 ]
	[ ! -e /run/project-dtrace ]
	run "$TOP/scripts/load" nonsense
	[ "$status" -eq 2 ]
}

@test "make install puts the command and its pages under DESTDIR" {
	run make -s -C "$TOP" install DESTDIR="$BATS_TEST_TMPDIR" prefix=/usr
	[ "$status" -eq 0 ]
	"$BATS_TEST_TMPDIR/usr/bin/dtrace" -V
	[ -f "$BATS_TEST_TMPDIR/usr/share/man/man1/dtrace.1" ]
	[ -f "$BATS_TEST_TMPDIR/usr/share/man/man5/provider.5" ]
	[ -x "$BATS_TEST_TMPDIR/usr/share/project-dtrace/toolkit/usdt-count.d" ]
}
