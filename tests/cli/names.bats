# SPDX-License-Identifier: BSD-2-Clause
# Names in stacks: of C++, of functions in one another, of stripped programs.

setup_file() {
	load trace.bash
	needs_root
	export DIR=$BATS_FILE_TMPDIR
	echo 'provider shop { probe leaf(int v); };' >"$DIR/shop.d"
	"$DTRACE" -h -s "$DIR/shop.d" -o "$DIR/inlined.h"
	"$DTRACE" -G -s "$DIR/shop.d" -o "$DIR/shop.o"
	g++ -O2 -g -fno-omit-frame-pointer -Wl,--build-id -I"$DIR" -o "$DIR/whole" \
		"$TOP/tests/targets/inlined.cc" "$DIR/shop.o"
	objcopy --only-keep-debug "$DIR/whole" "$DIR/symbols"
}

setup() {
	load trace.bash
	needs_root
	cd "$BATS_TEST_TMPDIR"
	cp "$DIR/symbols" in.debug
	objcopy --strip-all --add-gnu-debuglink=in.debug "$DIR/whole" in
	rm in.debug
}

# frames PROGRAM [OPTION...]: the first three, without offsets
frames() {
	dtrace -q "${@:2}" -n 'shop*:::leaf { ustack(2); }' -c "$1"
	sed 's/^ *//; s/+0x[0-9a-f]*$//; /^$/d' <<<"$output" | head -n 3
}

WHOLE='`shop::Cart<int>::inner (inlined)
`shop::Cart<int>::middle (inlined)
`shop::Cart<int>::add'

named() { [ "$(frames "$@" | sed 's/^[a-z]*//')" = "$WHOLE" ]; }

unnamed() { [[ $(frames "$@" | head -n 1) =~ ^'in`0x'[0-9a-f]+$ ]]; }

@test "functions in one another are frames; C++ names are as in the source" {
	named "$DIR/whole"
	dtrace -q -x oformat=json -n 'shop*:::leaf { @[ustack(2)] = count(); }' -c "$DIR/whole"
	[[ $output == *'"whole`shop::Cart<int>::inner (inlined)","whole`shop::Cart<int>::middle (inlined)","whole`shop::Cart<int>::add+0x'* ]]
}

@test "without symbols there are numbers" {
	unnamed ./in
	unnamed ./in -x debugdir="$PWD"
}

@test "a debug file is found by its build-id" {
	id=$(readelf -n in | sed -n 's/.*Build ID: //p')
	mkdir -p "debug/.build-id/${id:0:2}"
	cp "$DIR/symbols" "debug/.build-id/${id:0:2}/${id:2}.debug"
	named ./in -x debugdir="$PWD/debug"
	unnamed ./in
}

@test "a debug file is found by its name beside, in .debug, and below the folder" {
	cp "$DIR/symbols" in.debug
	named ./in
	mkdir .debug
	mv in.debug .debug
	named ./in
	mkdir -p "debug$PWD"
	mv .debug/in.debug "debug$PWD"
	unnamed ./in
	named ./in -x debugdir="$PWD/debug"
}

@test "a debug file of another build, damaged, or elsewhere is not taken" {
	cp "$DIR/symbols" other.debug
	objcopy --remove-section .note.gnu.build-id other.debug in.debug
	unnamed ./in
	g++ -g -O1 -Wl,--build-id -I"$DIR" -o other "$TOP/tests/targets/inlined.cc" "$DIR/shop.o"
	objcopy --only-keep-debug other in.debug
	unnamed ./in
	head -c 3000 "$DIR/symbols" >in.debug
	unnamed ./in
	# a link that leads out of the folders
	mkdir sub
	mv in sub/in
	cp "$DIR/symbols" in.debug
	printf '../in.debug\0\0\0\0\0' >link
	objcopy --update-section .gnu_debuglink=link sub/in
	unnamed sub/in
}
