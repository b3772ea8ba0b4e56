#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Several pinned releases of one project, and what is asked of each build.

load helper

# A release 0.9 of upstream's, whose lines stand elsewhere; $1: its series.
make_release() {
	local sum
	cp -r "$UP/toy-1.0" "$UP/toy-0.9"
	sed -i '1i /* an old one */\n' "$UP/toy-0.9/toy.c"
	tar -C "$UP" -czf "$UP/toy-0.9.tar.gz" toy-0.9
	sum=$(sha256sum "$UP/toy-0.9.tar.gz")
	cat >>"$TOY/project.toml" <<-EOF

	[[release]]
	version = "0.9"
	series = "$1"
	covers = ["0.8..0.9"]
	shipped = ["Debian 12"]
	sha256 = "${sum%% *}"
	directory = "toy-0.9"

	[[release.source]]
	url = "file://$UP/toy-0.9.tar.gz"
	EOF
}

GOOD=('@example\ttoy\tgreet\tnumber=0' '@fired\ttoy\tgreet\t3'
	'@ok\tthe first greeting has number 0\t1')

# What the fake tracer says of a good build.
traced() {
	export FAKE_TRACE=$UP/trace FAKE_LIST=$UP/list
	printf '%b\n' "${GOOD[@]}" >"$FAKE_TRACE"
	echo "    1   toy123   toy   greet   greet" >"$FAKE_LIST"
}

@test "releases: another pinned version is a branch, offsets allowed" {
	make_release stable
	works project exercise toy --branch 0.9
	says "toy-0.9.tar.gz" "1 patches, zero fuzz, 1 hunks at an offset" \
		"exercise   done"
	grep -q TOY_GREET "$ROOT/build/projects/toy/0.9/src/toy.c"
	fails 1 project build toy --branch 0.7
	says "project.toml: there is no release 0.7; there are: stable (1.0), 0.9"
	fails 2 project build toy --branch ../x
}

@test "releases: a series of its own must fit exactly" {
	make_release old
	mkdir "$TOY/old"
	echo ../stable/greet.patch >"$TOY/old/series"
	fails 1 project patch toy --branch 0.9
	says "greet.patch:" "does not apply exactly"
}

@test "releases: compat validates each, and says which fails" {
	make_release stable
	traced
	works project compat toy --json "$UP/json"
	says "VERSION  SHIPPED BY  SERIES  PATCHES  OFFSETS  PROBES  RESULT" \
		"1.0      -           stable  1        0        1/1     pass" \
		"0.9      Debian 12   stable  1        1        1/1     pass"
	grep -q '"offsets": 1' "$UP/json"
	sed -i 's/return printf/return 0 * printf/' "$UP/toy-0.9/toy.c"
	tar -C "$UP" -czf "$UP/toy-0.9.tar.gz" toy-0.9
	sum=$(sha256sum "$UP/toy-0.9.tar.gz")
	sed -i "/version = \"0.9/,\$s/^sha256.*/sha256 = \"${sum%% *}\"/" "$TOY/project.toml"
	fails 1 project compat toy --apply
	says "1.0      -           stable  1        0        -       applies" \
		"0.9      Debian 12   stable  -        -        -       fail" \
		"0.9: projects/toy/stable/greet.patch:"
}

@test "releases: resolve tells which series is for a version" {
	make_release stable
	works project resolve toy 0.9
	says "patches/toy/0.9" "proven on this version"
	works project resolve toy 0.8.3
	says "patches/toy/0.9" "meant for 0.8..0.9, proven on 0.9"
	fails 1 project resolve toy 2.0
	says "no series is for toy 2.0; pinned are 1.0 (covers 1.0), 0.9"
}

@test "releases: the shelf has each, a version pinned twice is refused" {
	make_release stable
	project shelf >/dev/null
	[ "$(readlink "$ROOT/patches/toy/0.9")" = ../../projects/toy/stable ]
	sed -i 's/version = "0.9"/version = "1.0"/' "$TOY/project.toml"
	fails 1 project lint toy
	says "project.toml:" "1.0 is pinned already"
}

# measure: $1 greets from the probed build, one in the pristine one.
add_measure() {
	sed -i "/^driver_main/i measure() {\\n\\tlocal n=1\\n\\t[ \"\$PROBES\" = off ] || n=$1\\n\\tfor ((; n > 0; n--)); do \"\${COUNT[@]}\" ./toy; done\\n}" \
		"$TOY/driver"
}

@test "releases: cost compares the instructions of two builds" {
	command -v valgrind >/dev/null || skip "valgrind is not installed"
	fails 1 project cost toy
	says "has no function measure"
	add_measure 1
	sed -i 's/-O2/-O0/' "$UP/toy-1.0/Makefile"
	printf '\n[cost]\npercent = 5\nreason = "it is small"\n' \
		>>"$TOY/project.toml"
	works project cost toy
	says "instructions pristine" "(bar 5 %)" "it is small"
}

@test "releases: cost over the bar is a failure" {
	command -v valgrind >/dev/null || skip "valgrind is not installed"
	add_measure 2
	fails 1 project cost toy
	says "toy 1.0: " " %"
}

@test "releases: what upstream's own probes cost is upstream's" {
	command -v valgrind >/dev/null || skip "valgrind is not installed"
	add_measure 2
	sed -i 's/"never"/"graduated"/' "$TOY/project.toml"
	# upstream's source has no toy.d, and needs none to greet twice
	sed -i 's/\[ "$PROBES" = off \] || "$DTRACE"/[ ! -f toy.d ] || "$DTRACE"/' \
		"$TOY/driver"
	printf '\n[cost]\npercent = 1\nreason = "upstream greets twice"\n' \
		>>"$TOY/project.toml"
	works project cost toy
	says "with upstream's probes (+" "% added (bar 1 % for what is added)"
	sed -i 's/"graduated"/"broken"/' "$TOY/project.toml"
	fails 1 project cost toy
	says "(bar 1 %)"
}

@test "releases: suite runs upstream's tests, and says whose fault it is" {
	fails 1 project suite toy
	says "has no function suite"
	sed -i "/^driver_main/i suite() { ./toy | grep 'hello 1'; }" "$TOY/driver"
	works project suite toy
	sed -i "s/^suite.*/suite() { [ \$PROBES = off ]; }/" "$TOY/driver"
	fails 1 project suite toy
	says "suite fails with status 1" \
		"upstream's tests pass without our patches"
}

@test "releases: builds looks for the probes in each kind of build" {
	traced
	printf '\n[unsupported]\nsystemtap = "runs no -G"\n' >>"$TOY/project.toml"
	printf '\n[build]\nsystems = ["cmake"]\n' >>"$TOY/project.toml"
	sed -i 's/^build() {/&\n\tsay "built by ${BUILD_SYSTEM:-make}"/' "$TOY/driver"
	works project builds toy
	says "toy 1.0: systemtap: not built: runs no -G" \
		"toy 1.0: o0: 1 probes" "toy 1.0: lto: 1 probes" \
		"toy 1.0: cmake: 1 probes"
	grep -q "built by cmake" \
		"$ROOT/build/projects/toy/stable/log/as-cmake-build.log"
	grep -q "built by make" \
		"$ROOT/build/projects/toy/stable/log/as-o0-build.log"
	: >"$FAKE_LIST"
	fails 1 project builds toy
	says "toy 1.0: o0: lost: toy:::greet"
}

@test "releases: interop asks the other tools" {
	command -v readelf >/dev/null || skip "binutils is not installed"
	fails 1 project interop toy
	says "readelf: does not see toy:greet"
	[ -x "$REPO/build/dtrace" ] || skip "dtrace is not built"
	export DTRACE=$REPO/build/dtrace
	works project interop toy
	says "readelf: sees all probes"
}
