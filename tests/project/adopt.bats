#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# new --from-tarball: what it proposes for each build system lints, applies,
# builds with the switch on and changes nothing with it off. doctor leads from
# there.

load helper

# program DIRECTORY: a C program and its licence; the caller adds the build.
program() {
	mkdir -p "$UP/$1"
	cat >"$UP/$1/pipe.c" <<-'EOF'
	#ifdef ENABLE_DTRACE
	#include "pipe_dtrace.h"
	#endif

	int main(void)
	{
		return 0;
	}
	EOF
	echo "Permission is hereby granted, free of charge, to any" \
		>"$UP/$1/LICENSE"
}

# adopt DIRECTORY SYSTEM: make tarball and project, and try what was proposed.
adopt() {
	tar -C "$UP" -czf "$UP/$1.tar.gz" "$1"
	works project new pipe --from-tarball "$UP/$1.tar.gz"
	says "version 2.5, top directory $1" "build system: $2" "licence: MIT" \
		"projects/pipe: made"
	works project lint pipe
	if [ -x "$REPO/build/dtrace" ]; then
		export DTRACE=$REPO/build/dtrace
		works project build pipe
		says "2 patches, zero fuzz" "build      done"
	else
		works project patch pipe
	fi
	works project identical pipe
	says "objects are the same"
}

@test "adopt: plain make" {
	program pipe-2.5
	printf 'all: pipe\npipe: pipe.o\npipe.o: pipe.c' >"$UP/pipe-2.5/Makefile"
	adopt pipe-2.5 make
	grep -q 'switch = "make WITH_DTRACE=1"' projects/pipe/project.toml
}

@test "adopt: autotools" {
	command -v automake >/dev/null || skip "automake is not installed"
	program pipe-2.5
	cat >"$UP/pipe-2.5/configure.ac" <<-'EOF'
	AC_INIT([pipe], [2.5])
	AM_INIT_AUTOMAKE([foreign])
	AC_PROG_CC
	AC_CONFIG_FILES([Makefile])
	AC_OUTPUT
	EOF
	printf 'bin_PROGRAMS = pipe\npipe_SOURCES = pipe.c\n' \
		>"$UP/pipe-2.5/Makefile.am"
	adopt pipe-2.5 autotools
}

@test "adopt: CMake" {
	command -v cmake >/dev/null || skip "cmake is not installed"
	program pipe-2.5
	printf '%s\n' 'cmake_minimum_required(VERSION 3.10)' 'project(pipe C)' \
		'add_executable(pipe pipe.c)' >"$UP/pipe-2.5/CMakeLists.txt"
	adopt pipe-2.5 CMake
}

@test "adopt: Meson" {
	command -v meson >/dev/null || skip "meson is not installed"
	program pipe-2.5
	printf '%s\n' "project('pipe'," "  'c')" "executable('pipe', 'pipe.c')" \
		>"$UP/pipe-2.5/meson.build"
	sed -i '/ENABLE_DTRACE/,/endif/d' "$UP/pipe-2.5/pipe.c"
	adopt pipe-2.5 Meson
}

@test "adopt: no build system that is known, and bad input" {
	program pipe
	tar -C "$UP" -czf "$UP/pipe_2.5.orig.tar.gz" pipe
	works project new pipe --from-tarball "$UP/pipe_2.5.orig.tar.gz"
	says "version 2.5" "build system: none that is known"
	works project lint pipe
	fails 1 project new pipe2 --from-tarball "$UP/nothing.tar.gz"
	says "nothing.tar.gz: No such file"
	echo text >"$UP/text.tar.gz"
	fails 1 project new pipe2 --from-tarball "$UP/text.tar.gz"
	says "is no tarball"
	tar -C "$UP" -czf "$UP/two-1.tar.gz" pipe toy-1.0
	fails 1 project new pipe2 --from-tarball "$UP/two-1.tar.gz"
	says "has not one directory" "pipe, toy-1.0"
	tar -C "$UP/pipe" -czPf "$UP/out-1.tar.gz" --transform 's,^,pipe/../,' LICENSE
	fails 1 project new pipe2 --from-tarball "$UP/out-1.tar.gz"
	says "has .. in its path"
	[ ! -e projects/pipe2 ]
	fails 1 project new pipe --from-tarball "$UP/pipe_2.5.orig.tar.gz"
	says "is there already"
}

# next STEP: doctor names it as the next one.
next() {
	fails 1 project doctor toy
	says "next  $1"
}

@test "doctor: each next step, from the skeleton to the end" {
	rm -r "$TOY/stable"
	mv "$TOY" "$UP/finished"
	project new toy >/dev/null
	next "the facts are filled in"
	cp "$UP/finished/project.toml" "$TOY/"
	sed -i -e 's/toy.example/toy.test/' -e 's,^url.*,url = "https://toy.test/toy-1.0.tar.gz",' \
		"$TOY/project.toml"
	run project doctor toy --offline
	printf '%s\n' "$output"
	says "ok    the facts are filled in" "next  the tarball is at hand"
	mkdir -p "$DTRACE_CACHE/toy"
	cp "$UP/toy-1.0.tar.gz" "$DTRACE_CACHE/toy/"
	next "the provider declares probes"
	cp "$UP/finished/toy.d" "$TOY/"
	next "the patches apply"
	make_patch
	next "the workload is written"
	cp "$UP/finished/driver" "$TOY/"
	next "expectations are stated"
	cp "$UP/finished/expect.d" "$TOY/"
	next "it validates"
	says "as root: \`scripts/project validate toy\`"
	export FAKE_TRACE=$UP/trace FAKE_LIST=$UP/list
	printf '%b\n' '@example\ttoy\tgreet\tnumber=0' '@fired\ttoy\tgreet\t3' \
		'@ok\tthe first greeting has number 0\t1' >"$FAKE_TRACE"
	: >"$FAKE_LIST"
	fails 1 project validate toy
	next "it validates"
	says "toy:::greet is declared, but not in the objects"
	echo "    1   toy123   toy   greet   greet" >"$FAKE_LIST"
	project validate toy >/dev/null
	next "the switch off changes nothing"
	project identical toy
	next "the page is written"
	echo "## Questions" >"$TOY/questions.md"
	next "the page is written"
	project docs >/dev/null
	project shelf >/dev/null
	next "the cost can be measured"
	sed -i "/^driver_main/i measure() { \"\${COUNT[@]}\" ./toy; }" "$TOY/driver"
	works project doctor toy
	says "toy is complete"
}
