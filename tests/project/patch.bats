#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load helper

@test "patch: the series is applied, and the next time it is up to date" {
	works project patch toy
	says "1 patches, zero fuzz"
	grep -q TOY_GREET "$BUILD/src/toy.c"
	works project patch toy
	says "patch      up to date"
}

@test "patch: a conflict names patch, line, file and hunk" {
	sed -i 's/^ static int greet/ static long greet/' \
		"$TOY/stable/greet.patch"
	fails 1 project build toy
	says "stable/greet.patch:" "hunk 1 of toy.c does not apply: FAILED"
	local line=${output#*stable/greet.patch:}
	sed -n "${line%%:*}p" "$TOY/stable/greet.patch" | grep '^@@ '
}

@test "patch: what a conflict left is not trusted by the next run" {
	cp "$TOY/stable/greet.patch" "$UP/good"
	diff_to_patch "$UP/new" "$UP/new" other
	cat >>"$TOY/stable/other.patch" <<-'EOF'
	--- a/toy.c
	+++ b/toy.c
	@@ -1,2 +1,2 @@
	-no such line
	+another line
	 nor this
	EOF
	echo other.patch >>"$TOY/stable/series"
	fails 1 project build toy
	says "other.patch:" "hunk 1 of toy.c"
	fails 1 project build toy
	says "other.patch:" "hunk 1 of toy.c"
	echo greet.patch >"$TOY/stable/series"
	works project build toy
	[ "$(cat "$BUILD/src/.pc/applied-patches")" = greet.patch ]
}

@test "patch: fuzz is refused" {
	sed -i 's/^ #include <stdio.h>$/ #include <stdlib.h>/' \
		"$TOY/stable/greet.patch"
	fails 1 project patch toy
	says "stable/greet.patch:" "hunk 1 of toy.c does not apply"
}

@test "patch: an offset is refused" {
	diff_to_patch "$UP/new" "$UP/new" offset
	cat >>"$TOY/stable/offset.patch" <<'EOF'
--- a/toy.c
+++ b/toy.c
@@ -5,5 +5,5 @@
 	for (int i = 0; i < 3; i++)
 		if (greet(i) < 0)
-			return 1;
+			return 2;
 	return 0;
 }
EOF
	echo offset.patch >"$TOY/stable/series"
	fails 1 project patch toy
	says "offset.patch:11: hunk 1 of toy.c does not apply exactly" \
		"offset 9 lines"
}

@test "patch: without quilt the error names the package" {
	mkdir "$UP/bin"
	PATH=$UP/bin fails 1 project patch toy
	says "the program quilt is not installed" "apt-get install quilt"
}

@test "patch: a series that names no patch is refused with its line" {
	printf '# first\ngone.patch\n' >"$TOY/stable/series"
	fails 1 project patch toy
	says "stable/series:2: gone.patch: no such patch"
}

@test "patch: a series cannot name a patch elsewhere" {
	echo "../../../up/greet.patch" >"$TOY/stable/series"
	fails 1 project patch toy
	says "stable/series:1: '../../../up/greet.patch' is not the name"
}

@test "patch: changes that were not refreshed are kept in a file" {
	project patch toy
	echo "/* precious */" >>"$BUILD/src/toy.c"
	sed -i 's/each greeting/every greeting/' "$TOY/stable/greet.patch"
	works project patch toy
	says "not-refreshed.diff"
	grep -q precious "$BUILD/log/not-refreshed.diff"
	fails 1 grep -q precious "$BUILD/src/toy.c"
}

@test "patch: a tarball that leads out of its directory is refused" {
	(cd "$UP" && tar -czPf toy-1.0.tar.gz toy-1.0 \
		--transform 's,toy-1.0.toy.c,toy-1.0/../escaped,')
	make_facts "file://$UP/toy-1.0.tar.gz"
	fails 1 project build toy
	says "refused: member 'toy-1.0/../escaped' has .. in its path"
	[ ! -e "$BUILD/escaped" ]
	fails 1 project build toy
	says "refused"
}

@test "shell: opens where a conflict left the tree, with quilt set up" {
	sed -i 's/^ static int greet/ static long greet/' \
		"$TOY/stable/greet.patch"
	cat >"$UP/shell" <<-'EOF'
	#!/bin/sh
	pwd
	quilt series
	EOF
	chmod +x "$UP/shell"
	SHELL=$UP/shell works project shell toy
	says "hunk 1 of toy.c" "$BUILD/src" "greet.patch"
}

@test "packagers: quilt, or a loop around patch, gives the tree we test" {
	project patch toy
	cp -r "$UP/toy-1.0" "$UP/by-quilt"
	(cd "$UP/by-quilt" &&
		QUILT_PATCHES=$TOY/stable quilt push -a --fuzz=0)
	diff -r "$BUILD/src" "$UP/by-quilt" -x .pc
	cp -r "$UP/toy-1.0" "$UP/by-hand"
	mkdir "$TOY/head"
	echo ../stable/greet.patch >"$TOY/head/series"
	local series=$TOY/head patch
	(cd "$UP/by-hand" && while read -r patch; do
		patch -p1 --fuzz=0 <"$series/$patch"
	done < <(grep -v '^#' "$series/series"))
	diff -r "$BUILD/src" "$UP/by-hand" -x .pc
}

@test "patch: a patch to files outside of the tree, or to git's own, is refused" {
	echo precious >"$UP/precious"
	for path in ../precious /etc/precious x/../../precious .git/hooks/a \
		sub/.GIT/config; do
		sed "s,^\(---\|+++\) \([ab]\)/toy.c,\1 \2/$path," \
			"$TOY/stable/greet.patch" >"$TOY/stable/evil.patch"
		echo evil.patch >"$TOY/stable/series"
		fails 1 project patch toy
		says "evil.patch:9: " "is no file of the source tree"
	done
	[ "$(cat "$UP/precious")" = precious ]
}
