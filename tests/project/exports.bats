#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Each format is taken as its system takes it, and gives the very tree that
# scripts/project makes: of the made-up project. exports-real.bats has the others.

load helper
load export

eval "$(declare -f setup | sed '1s/setup/made_up/')"

setup() {
	made_up
	NAME=toy VERSION=1.0 TOP=toy-1.0 COUNT=3 SWITCH=WITH_DTRACE=1 ATTR=toy
	PORTAGE=toy
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
