#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# make dist: what a release has, that it is the same everywhere, and that
# nothing half-written takes its place.

load helper

@test "dist: tarballs, sums and an index that its schema allows" {
	works project dist
	version=0.7+git20231114.${COMMIT:0:8}
	says "project-dtrace-$version.tar.xz" "toy-dtrace-$version.tar.xz" \
		"index.json" "SHA256SUMS" "written: $OUT"
	(cd "$OUT" && sha256sum --quiet -c SHA256SUMS)
	python3 - "$OUT/index.json" "$version" <<-'EOT'
	import json, sys
	index = json.load(open(sys.argv[1]))
	assert index["version"] == sys.argv[2]
	assert index["date"] == "2023-11-14T22:13:20Z"
	(toy,) = index["projects"]
	(stable,) = toy["releases"]
	assert stable["covers"] == ["1.0"]
	assert [p["name"] for p in stable["series"]["patches"]] == ["greet.patch"]
	assert stable["state"]["state"] == "never validated"
	(probe,) = toy["providers"][0]["probes"]
	assert probe["stability"] == {"name": "Evolving", "data": "Evolving",
	                              "dependency": "Common"}
	assert probe["arguments"] == [{"name": "number", "type": "int",
	    "kind": "int", "what": "which one, from 0"}]
	assert {f["kind"] for f in index["files"]} == {"toolchain", "project"}
	EOT
	[ ! -e "$ROOT/build/.dist.new" ]
}

@test "dist: at its tag a release has the plain version, VERSION names another" {
	git -C "$ROOT" tag v0.7
	works project dist
	says " project-dtrace-0.7.tar.xz"
	works project dist --version 9
	says " project-dtrace-9.tar.xz"
	[ ! -e "$OUT/project-dtrace-0.7.tar.xz" ]
	fails 1 project dist --version ../x
	says "VERSION=../x: a version starts with a digit"
}

@test "dist: the project's tarball stands alone: quilt pushes its series" {
	mkdir "$TOY/head"
	echo ../stable/greet.patch >"$TOY/head/series"
	sed -i "/^\[provider/i [head]\\ngit = \"$UP/git\"\\nbranch = \"main\"\\n" \
		"$TOY/project.toml"
	commit "a head branch"
	project dist
	mkdir "$UP/taken"
	tar -C "$UP/taken" --strip-components=1 -xf "$OUT"/toy-dtrace-*.tar.xz
	cd "$UP/taken"
	sha256sum --quiet -c SHA256SUMS
	[ -f LICENSE ] && [ -f docs/projects/toy.md ]
	[ -f projects/toy/toy.d ] && [ -f projects/toy/expect.d ]
	[ "$(cat patches/toy/head/series)" = greet.patch ]
	cd "$UP/toy-1.0"
	QUILT_PATCHES=$UP/taken/patches/toy/head quilt push -a --fuzz=0
	grep -q TOY_GREET toy.c
}

@test "dist: the same bytes from elsewhere, with another umask, locale and zone" {
	project dist
	git clone -q "$ROOT" "$UP/clone"
	(
		umask 077
		cd /
		export LC_ALL=C.UTF-8 TZ=Asia/Tokyo HOME=$UP
		"$UP/clone/scripts/project" dist
	)
	diff <(sums "$OUT") <(sums "$UP/clone/build/dist")
	SOURCE_DATE_EPOCH=1600000000 project dist --output "$UP/later"
	grep -q '"date": "2020-09-13T12:26:40Z"' "$UP/later/index.json"
	fails 1 env SOURCE_DATE_EPOCH=now "$ROOT/scripts/project" dist
	says "SOURCE_DATE_EPOCH=now: is no number"
}

@test "dist: what is not committed, and hidden files, are not in it" {
	echo secret >"$ROOT/not-added"
	echo changed >"$ROOT/LICENSE"
	project dist 2>"$UP/said"
	grep -q "note: changes that are not committed are not in it" "$UP/said"
	tar -tf "$OUT"/project-dtrace-*.tar.xz >"$UP/list"
	fails 1 grep -E 'not-added|/\.' "$UP/list"
	tar -xOf "$OUT"/project-dtrace-*.tar.xz --wildcards '*/LICENSE' | grep "is free"
}

@test "dist: the states come from a file when one is given" {
	echo '[{"project": "toy", "branch": "stable", "state": "clean", "text": "",
		"well": true, "when": 1700000000, "clean": 1700000000, "version": "1.0"}]' >"$UP/s"
	works project dist --states "$UP/s"
	grep -q '"state": "clean"' "$OUT/index.json"
	echo '{}' >"$UP/s"
	fails 1 project dist --states "$UP/s"
	says "$UP/s: is not what"
	echo '[{"project": "toy", "branch": "stable", "state": "splendid"}]' >"$UP/s"
	fails 1 project dist --states "$UP/s"
	says "index.json: \$.projects[0].releases[0].state.state: 'splendid' is none of"
	grep -q '"state": "clean"' "$OUT/index.json"
}

@test "dist: a signature with the key that is named, none with a key there is not" {
	export GNUPGHOME=$UP/gpg
	mkdir -m 700 "$GNUPGHOME"
	gpg --batch --quiet --passphrase '' --quick-generate-key \
		"Throw Away <throw@away.example>" default default never
	works project dist --key throw@away.example
	gpg --batch --verify "$OUT/SHA256SUMS.asc" "$OUT/SHA256SUMS"
	before=$(sums "$OUT")
	fails 1 project dist --key nobody@away.example
	says "KEY=nobody@away.example: gpg has no secret key of that name"
	[ "$before" = "$(sums "$OUT")" ]
	gpgconf --kill gpg-agent
}

@test "dist: without a repository, and where a file stands in the way" {
	touch "$UP/file"
	fails 1 project dist --output "$UP/file"
	says "$UP/file: is no directory"
	rm -rf "$ROOT/.git"
	fails 1 project dist
	says "is no git work tree"
	[ ! -e "$OUT" ]
}

@test "dist: a full disk leaves the release that was there" {
	[ "$(id -u)" = 0 ] || skip "mounting a small disk needs root"
	unshare --mount true 2>/dev/null || skip "no mount namespace to be had"
	mkdir "$UP/small"
	unshare --mount --propagation private bash -euc '
		mount -t tmpfs -o size=256k tmpfs "$1"
		"$2/scripts/project" dist --output "$1/dist"
		(cd "$1/dist" && sha256sum SHA256SUMS) >"$1.sum"
		head -c 300k /dev/urandom >"$1/filler" 2>/dev/null || :
		if "$2/scripts/project" dist --output "$1/dist" 2>"$1.err"; then
			exit 1
		fi
		(cd "$1/dist" && sha256sum -c "$1.sum" && sha256sum --quiet -c SHA256SUMS)
		! ls -A "$1" | grep new' - "$UP/small" "$ROOT"
	cat "$UP/small.err"
	grep -q "dist: not written: No space left on device.*make room" "$UP/small.err"
}

@test "dist: killed in the middle, the old one stays, and the next run clears up" {
	project dist
	before=$(sums "$OUT")
	# gpg stands still when all else is written
	mkdir "$UP/bin"
	mkfifo "$UP/there"
	printf '#!/bin/sh\ncase $* in *--list*) exit 0;; esac\necho >%s\nexec sleep 60\n' \
		"$UP/there" >"$UP/bin/gpg"
	chmod +x "$UP/bin/gpg"
	PATH=$UP/bin:$PATH setsid "$ROOT/scripts/project" dist --key any --version 8 3>&- &
	pid=$!
	cat "$UP/there" >/dev/null
	[ -e "$ROOT/build/.dist.new/index.json" ]
	fails 1 project dist
	says "another command works on it now"
	kill -KILL -- "-$pid"
	wait "$pid" || :
	[ "$before" = "$(sums "$OUT")" ]
	works project dist
	[ ! -e "$ROOT/build/.dist.new" ]
	[ "$before" = "$(sums "$OUT")" ]
}

@test "dist: the repository's own release has every file that is not hidden" {
	git -C "$REPO" rev-parse -q --verify HEAD >/dev/null 2>&1 ||
		skip "this is no git work tree"
	"$REPO/scripts/project" dist --output "$UP/real" --states -
	cd "$REPO"
	tar -tf "$UP/real"/project-dtrace-*.tar.xz | grep -v '/$' |
		cut -d/ -f2- | sort >"$UP/has"
	git ls-tree -r --name-only HEAD | grep -v '^\.' | sort >"$UP/wants"
	diff "$UP/wants" "$UP/has"
	found=("$UP"/real/*-dtrace-*.tar.xz)
	[ ${#found[@]} -gt 5 ]
}
