#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Each format is taken as its system takes it, and gives the very tree that
# scripts/project makes. The made-up project first; then a real one, where its
# tarball is in the cache.

load helper
load export

eval "$(declare -f setup | sed '1s/setup/made_up/')"

setup() {
	REAL_CACHE=${DTRACE_CACHE:-$HOME/.cache/project-dtrace}
	made_up
	NAME=toy VERSION=1.0 TOP=toy-1.0 COUNT=3 SWITCH=WITH_DTRACE=1 ATTR=toy
	CATEGORY=
	TARBALL=$UP/toy-1.0.tar.gz FILE=toy-1.0.tar.gz
	sed -i '/^\[provider.toy\]/i [build]\nswitch = "make WITH_DTRACE=1"\n' \
		"$TOY/project.toml"
	more_patches
}

# One that changes a file again, and the last line of it; one that adds a file
# in a new directory.
more_patches() {
	cp -r "$UP/new" "$UP/second"
	sed -i -e 's/hello %d/hello, %d/' -e '$s/}/} \/* end *\//' \
		"$UP/second/toy.c"
	diff_to_patch "$UP/new" "$UP/second" a-comma
	cp -r "$UP/second" "$UP/third"
	mkdir -p "$UP/third/sub_dir/x"
	echo 'hello: $HOME \ `x` %' >"$UP/third/sub_dir/x/no_name.txt"
	diff_to_patch "$UP/second" "$UP/third" b-file
	sed -i 's/^Description:.*/&\n 10 % more; "$(id)" \\.\n .\n --- a line\n ü/' \
		"$TOY/stable/b-file.patch"
	printf '%s\n' greet.patch b-file.patch >"$TOY/stable/series"
	sed -i 's/^greet.patch$/&\na-comma.patch/' "$TOY/stable/series"
}

# taken FORMAT: export, take, compare with the tree of `scripts/project patch`
taken() {
	local here=$BATS_TEST_TMPDIR/$NAME-$1
	mkdir "$here"
	works project export "$NAME" --format "$1" --output "$here/out"
	works project patch "$NAME"
	"take_$1" "$here/out" "$here/tree"
	diff -r -x .pc "$ROOT/build/projects/$NAME/stable/src" "$here/tree"
}

@test "export: arch gives the same tree, by makepkg" {
	taken arch
}

@test "export: buildroot gives the same tree, by Buildroot's rules" {
	taken buildroot
}

@test "export: debian gives the same tree, by quilt and dpkg-source" {
	taken debian
}

@test "export: diff gives the same tree, by patch" {
	taken diff
}

@test "export: freebsd gives the same tree, by a port's rules, and bmake" {
	taken freebsd
}

@test "export: gentoo gives the same tree, by Portage's rules" {
	taken gentoo
}

@test "export: git gives the same tree, by git clone" {
	taken git
}

@test "export: homebrew gives the same tree, by ruby" {
	taken homebrew
}

@test "export: mbox gives the same tree, by git am" {
	taken mbox
}

@test "export: nix gives the same tree, by nix-build" {
	taken nix
}

@test "export: openembedded gives the same tree, by OpenEmbedded's rules" {
	taken openembedded
}

@test "export: pkgsrc gives the same tree, by pkgsrc's rules, and bmake" {
	taken pkgsrc
}

@test "export: rpm gives the same tree, by rpmbuild -bp" {
	taken rpm
}

# real NAME VERSION TARBALL SWITCH: each format of a project with a tarball that is
# upstream's own, byte for byte
real() {
	local tool format
	NAME=$1 VERSION=$2 TARBALL=$REAL_CACHE/$1/$3 SWITCH=$4 TOP=$1-$2
	FILE=$TOP.tar.gz CATEGORY=$5 ATTR=${6-$1}
	[ -f "$TARBALL" ] || skip "no tarball of $1 $2 in the cache"
	for tool in bmake makepkg nix-build rpmbuild; do
		needs "$tool" "see scripts/packages"
	done
	ln -s "$REPO/projects/$1" "$ROOT/projects/$1"
	COUNT=$(wc -l <"$ROOT/projects/$1/stable/series")
	DTRACE_CACHE=$REAL_CACHE
	for format in arch buildroot debian diff freebsd gentoo git homebrew \
		mbox nix openembedded pkgsrc rpm; do
		echo "# $format" >&2
		taken "$format"
	done
}

@test "export: nginx in every format gives the same tree" {
	real nginx 1.26.3 nginx_1.26.3.orig.tar.gz --with-dtrace \
		www-servers/
}

@test "export: lua in every format gives the same tree" {
	real lua 5.4.7 lua5.4_5.4.7.orig.tar.gz WITH_DTRACE=1 \
		dev-lang/ lua5_4
}
