#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# What an export says of bad input, and what it leaves behind: nothing.

load helper

eval "$(declare -f setup | sed '1s/setup/made_up/')"

setup() {
	made_up
	sed -i '/^\[provider.toy\]/i [build]\nswitch = "make WITH_DTRACE=1"\n' \
		"$TOY/project.toml"
	OUT=$BATS_TEST_TMPDIR/there/out
	mkdir "$BATS_TEST_TMPDIR/there"
}

export_toy() {
	project export toy --output "$OUT" "$@"
}

nothing_there() {
	[ -z "$(ls -A "$BATS_TEST_TMPDIR/there")" ]
}

@test "export: an unknown format, or none, lists those there are" {
	fails 2 export_toy --format slackware
	says "there is no format 'slackware'" "arch " "debian " "rpm "
	fails 2 export_toy
	says "--format is missing" "homebrew "
	nothing_there
}

@test "export: a version that no series covers" {
	fails 1 export_toy --format diff --release 2.0
	says "no series is for toy 2.0" "1.0 (covers 1.0)"
	fails 1 export_toy --format diff --release head
	says "toy has no series for a development branch"
	fails 2 export_toy --format diff --release ../x
	nothing_there
}

@test "export: a covered version has the patches, but no tarball" {
	sed -i '/^\[stable\]/a covers = ["1"]' "$TOY/project.toml"
	works export_toy --format gentoo --release 1.5
	says "note: toy 1.5: the series is meant for 1 and proven on 1.0"
	[ -f "$OUT/patches/toy-1.5/0001-greet.patch" ]
	rm -r "$OUT"
	fails 1 export_toy --format arch --release 1.5
	says "only for 1.0" "--release with one of these" "debian, diff"
	nothing_there
}

@test "export: a tool that is missing is named with its package" {
	works project fetch toy
	PATH=$BATS_TEST_TMPDIR/empty fails 1 export_toy --format diff
	says "git is not installed" "apt-get install git"
	nothing_there
}

@test "export: an output that is there is not touched" {
	mkdir "$OUT"
	echo mine >"$OUT/file"
	fails 1 export_toy --format debian
	says "$OUT: is there already" "--output"
	[ "$(ls -A "$OUT")" = file ]
	rm "$OUT/file"
	works export_toy --format debian
	[ -f "$OUT/debian/patches/series" ]
	fails 1 project export toy --format debian --output "$TOY/driver"
	says "is there already"
}

@test "export: an output that cannot be written" {
	fails 1 project export toy --format debian --output "$TOY/driver/x"
	says "$TOY/driver/x: not written: " "$TOY/driver"
	fails 1 project export toy --format debian --output /proc/self/x/y
	says "/proc/self/x/y: not written"
}

@test "export: a full disk leaves nothing" {
	mount -t tmpfs -o size=16k tmpfs "$BATS_TEST_TMPDIR/there" 2>/dev/null ||
		skip "mounting a small disk needs root"
	head -c 20000 /dev/urandom | base64 >"$UP/new/big"
	make_patch
	fails 1 export_toy --format debian
	says "not written: No space left on device"
	nothing_there
	umount "$BATS_TEST_TMPDIR/there"
}

# cut_short SIGNAL: end an export while git works for it
cut_short() {
	local bin=$BATS_TEST_TMPDIR/bin pid
	mkdir -p "$bin"
	mkfifo "$BATS_TEST_TMPDIR/at-work"
	printf '#!/bin/sh\necho $$ >"%s"\nexec sleep 100\n' \
		"$BATS_TEST_TMPDIR/at-work" >"$bin/git"
	chmod +x "$bin/git"
	PATH=$bin:$PATH env --default-signal=INT "$ROOT/scripts/project" \
		export toy --format git --output "$OUT" &
	pid=$!
	read -r sleeper <"$BATS_TEST_TMPDIR/at-work"
	kill "-$1" "$pid"
	wait "$pid" || status=$?
	kill "$sleeper" 2>/dev/null || :
	[ ! -e "$OUT" ]
}

@test "export: SIGINT and SIGTERM leave nothing" {
	cut_short INT
	[ "$status" = 130 ]
	nothing_there
	rm "$BATS_TEST_TMPDIR/at-work"
	cut_short TERM
	[ "$status" = 130 ]
	nothing_there
}

@test "export: what SIGKILL leaves has another name, and the next one takes it" {
	cut_short KILL
	[ "$status" = 137 ]
	[[ $(ls -A "$BATS_TEST_TMPDIR/there") = .out.new-* ]]
	works export_toy --format git
	[ "$(ls -A "$BATS_TEST_TMPDIR/there")" = out ]
}

@test "export: names of patches that are no names" {
	local name
	for name in ../../../x.patch 'a;id.patch' '$(id).patch' -p.patch \
		'a b.patch' /etc/passwd; do
		echo "$name" >"$TOY/stable/series"
		fails 1 export_toy --format debian
		says "stable/series:1:" "is not the name of a patch"
	done
	nothing_there
}

@test "export: a patch that is a link out of the project" {
	echo secret >"$UP/secret"
	ln -s "$UP/secret" "$TOY/stable/link.patch"
	echo link.patch >"$TOY/stable/series"
	fails 1 export_toy --format debian
	says "link.patch: leads out of the project"
	nothing_there
}

@test "export: a patch to a file outside of the source" {
	sed -i 's,^+++ b/toy.c,+++ b/../../toy.c,' "$TOY/stable/greet.patch"
	fails 1 export_toy --format debian
	says "is no file of the source tree"
	nothing_there
}

@test "export: facts are quoted in the language of each format" {
	local text='a "b" $(id) ${c} #{d} %(id) `id` \x'"'e'"
	grep -v ^summary "$TOY/project.toml" >"$UP/facts"
	printf "summary = '''%s'''\n" "$text" | cat - "$UP/facts" \
		>"$TOY/project.toml"
	works export_toy --format arch
	[ "$(bash -c '. "$1"; echo "$pkgdesc"' - "$OUT/PKGBUILD")" = "$text" ]
	rm -r "$OUT"
	works export_toy --format homebrew
	echo "$text" >"$BATS_TEST_TMPDIR/text"
	ruby -e 'def desc(text) = puts(text)
		puts eval(File.read(ARGV[0])[/^  desc (.*)/, 1])' \
		"$OUT/Formula/toy-dtrace.rb" | diff - "$BATS_TEST_TMPDIR/text"
	rm -r "$OUT"
	works export_toy --format rpm
	command -v rpmspec || skip "rpmspec is not installed (package rpm)"
	[ "$(HOME=$OUT rpmspec -q --qf '%{SUMMARY}' "$OUT/SPECS/toy.spec")" = \
		"$text" ]
}
