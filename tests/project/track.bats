#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load helper

# A record with one patch of somebody else's, for the toy.
make_record() {
	local sum
	mkdir -p "$ROOT/patches/toy"
	cp "$TOY/stable/greet.patch" "$UP/theirs.patch"
	sum=$(sha256sum "$UP/theirs.patch")
	cat >"$ROOT/patches/toy/known.toml" <<-EOF
	project = "toy"

	[[patch]]
	name = "dtrace-ada-linux.patch"
	version = "1.0"
	origin = "Ada"
	licence = "MIT"
	state = "pending"
	sha256 = "${1-${sum%% *}}"
	url = "file://$UP/theirs.patch"

	[[patch]]
	name = "combined-bob-linux.1.patch"
	version = "0.1"
	origin = "Bob, by mail"
	licence = "MIT"
	state = "rejected"
	adds = ["greet"]

	[[issue]]
	url = "https://toy.example/issue/1"
	title = "Probes, please"
	state = "open"
	outcome = "no answer yet"
	EOF
}

@test "track: applies, declares, calls; names that deviate; issues; ours" {
	make_record
	works project track --json "$UP/json"
	says "toy/dtrace-ada-linux.patch      1.0  pending   1.0: yes" \
		"1         1" \
		"toy/combined-bob-linux.1.patch  0.1  rejected  not at hand" \
		"(1)       -" "toy/stable" "not validated here" \
		"combined-bob-linux.1.patch: framework combined is not one of" \
		"toy: Probes, please (open): no answer yet"
	python3 - "$UP/json" <<-'EOF'
	import json, sys
	entry, = json.load(open(sys.argv[1]))
	first, second = entry["patches"]
	assert first["declared"] == first["called"] == ["greet"], first
	assert first["applies"] == {"1.0": True} and first["at-hand"], first
	assert not second["at-hand"] and second["framework"] == "combined"
	assert entry["ours"][0]["probes"] == 1
	EOF
}

@test "track: a patch that no longer applies, and one declared but not called" {
	make_record
	sed -i 's/hello %d/bye %d/' "$UP/theirs.patch"
	sed -i '/^+\tTOY_GREET/d; s/^@@ -\(.*\),\(.*\) +\(.*\),\(.*\) @@/&/' \
		"$UP/theirs.patch"
	python3 - "$UP/theirs.patch" <<-'EOF'
	import re, sys
	text = open(sys.argv[1]).read()
	last = list(re.finditer(r"@@ -(\d+),(\d+) \+(\d+),(\d+) @@", text))[0]
	a, b, c, d = map(int, last.groups())
	text = (text[:last.start()] + f"@@ -{a},{b} +{c},{d - 1} @@"
	        + text[last.end():])
	open(sys.argv[1], "w").write(text)
	EOF
	sum=$(sha256sum "$UP/theirs.patch")
	sed -i "s/^sha256.*/sha256 = \"${sum%% *}\"/" "$ROOT/patches/toy/known.toml"
	works project track toy
	says "1.0: no" "1         0"
}

@test "track: a download with another sum is thrown away" {
	make_record 0000000000000000000000000000000000000000000000000000000000000000
	works project track toy
	says "its sha256 is not the one" "not at hand"
	[ ! -e "$DTRACE_CACHE/toy/known/dtrace-ada-linux.patch" ]
	fails 1 project track nothing
	says "nothing: no such project, and no record"
	works project track toy --offline
	says "not at hand"
}
