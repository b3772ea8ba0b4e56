#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Every state that a series can be in, each brought about.

load helper

seen() {
	export FAKE_TRACE=$UP/trace FAKE_LIST=$UP/list
	printf '%b\n' '@example\ttoy\tgreet\tnumber=0' '@fired\ttoy\tgreet\t3' \
		'@ok\tthe first greeting has number 0\t1' >"$FAKE_TRACE"
	echo "    1   toy123   toy   ${1-greet}   ${1-greet}" >"$FAKE_LIST"
}

# state STATUS WORDS: what `states` says of stable.
state() {
	run project validate toy --force
	printf '%s\n' "$output"
	fails "$1" project states toy
	[[ $output == *"stable  1.0      $2 "* ]]
}

# upstream SED: another tarball under the same name and pin.
upstream() {
	sed -i "$1" "$UP/toy-1.0/toy.c"
	make_tarball
	sum=$(sha256sum "$UP/toy-1.0.tar.gz")
	sed -i "s/^sha256.*/sha256 = \"${sum%% *}\"/" "$TOY/project.toml"
	rm -rf "$DTRACE_CACHE/toy"
}

@test "states: never validated, clean, probe lost, and when it was clean" {
	works project states
	says "toy      stable  -        never validated  never  never"
	seen
	state 0 clean
	seen other
	state 1 "probe lost"
	says "now         toy:::greet is declared, but not in the objects"
	project states toy --json "$UP/json" || :
	grep -q '"state": "probe lost"' "$UP/json"
	python3 - "$ROOT/build/projects/toy/stable/state.json" <<-'EOF'
	import json, sys
	data = json.load(open(sys.argv[1]))
	data["clean"] -= 3 * 86400
	json.dump(data, open(sys.argv[1], "w"))
	EOF
	run project states
	says "3 d ago"
}

@test "states: offset, fuzz, conflict, upstreamed" {
	seen
	upstream '1i /* more */'
	state 1 offset
	upstream '1d; s/greeting it is/greeting that is/'
	state 1 fuzz
	upstream 's/^\treturn printf/\treturn 0 + printf/; s/greeting that is/greeting it is/
		s/static int greet(int/static int greet(const int/'
	state 1 conflict
	cp "$UP/new/toy.c" "$UP/toy-1.0/toy.c"
	cp "$UP/new/toy.d" "$UP/toy-1.0/toy.d"
	upstream 's/x/x/'
	state 1 upstreamed
}

@test "states: does not build, and cannot be had" {
	seen
	upstream 's/^int main(void)/int main(void/'
	state 1 "build fails"
	rm -rf "$UP/toy-1.0.tar.gz" "$DTRACE_CACHE/toy"
	state 1 unreachable
}
