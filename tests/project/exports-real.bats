#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# All formats of all projects: each export, taken as its system takes it, gives
# the very tree that scripts/project makes. lua always, where its tarball is in
# the cache; the others with NIGHTLY=1.

load helper
load export

eval "$(declare -f setup | sed '1s/setup/made_up/')"

FORMATS="arch buildroot debian diff freebsd gentoo git homebrew mbox nix
openembedded pkgsrc rpm"

setup() {
	REAL_CACHE=${DTRACE_CACHE:-$HOME/.cache/project-dtrace}
	made_up
	DTRACE_CACHE=$REAL_CACHE
}

# Upstream's tarball is there as it stands, or else the tree is in another
# packing, which no URL has: then the copy of the project says that its URL
# has this one, so that all formats can be tried with what is at hand.
copied() {
	cp -r "$REPO/projects/$1" "$ROOT/projects/$1"
	python3 - "$ROOT/projects/$1/project.toml" "$REAL_CACHE/$1" <<-'EOF'
	import os, shlex, sys, tomllib
	path, cache = sys.argv[1:]
	with open(path, "rb") as file:
	    facts = tomllib.load(file)
	stable = facts["stable"]
	sources = stable["source"]
	hand = next((one for one in sources if "file" in one
	             and os.path.isfile(os.path.join(cache, one["file"]))), {})
	at_hand = hand.get("file", "")
	url = next((one for one in sources if "url" in one), {})
	with open(path, encoding="utf-8") as file:
	    text = file.read()
	if not url:
	    url = {"url": f"https://upstream.example/{at_hand}"}
	    text = text.replace("[[stable.source]]", "[[stable.source]]\nurl = "
	                        f'"{url["url"]}"\n\n[[stable.source]]', 1)
	elif "sha256" in url:
	    text = text.replace(f'sha256 = "{url["sha256"]}"\n', "", 1)
	if "sha256" in hand:
	    text = text.replace(stable["sha256"], hand["sha256"], 1)
	with open(path, "w", encoding="utf-8") as file:
	    file.write(text)
	name = os.path.basename(url["url"])
	top = stable["directory"]
	if not name.startswith(top):
	    name = top + name[name.index(".tar"):]
	numbers = (stable["version"] + ".").split(".")
	package = {system: name.format(major=numbers[0], minor=numbers[1])
	           for system, name in facts.get("package", {}).items()}
	for key, value in {
	        "NAME": facts["name"], "VERSION": stable["version"], "TOP": top,
	        "TARBALL": at_hand and os.path.join(cache, at_hand), "FILE": name,
	        "SWITCH": facts["build"]["switch"].split()[-1],
	        "ATTR": package.get("nix", facts["name"]),
	        "PORTAGE": package.get("gentoo", facts["name"])}.items():
	    print(f"{key}={shlex.quote(value)}")
	EOF
}

# real NAME: each format of a project
real() {
	local tool format
	for tool in bmake makepkg nix-build rpmbuild ruby; do
		needs "$tool" "see scripts/packages"
	done
	eval "$(copied "$1")"
	[ -n "$TARBALL" ] || skip "no tarball of $1 in the cache"
	COUNT=$(grep -c '^[^#]' "$ROOT/projects/$1/stable/series")
	for format in $FORMATS; do
		echo "# $format" >&2
		taken "$format"
	done
}

needs_nightly() {
	[ -n "${NIGHTLY-}" ] || skip "it takes minutes: NIGHTLY=1 runs it"
}

@test "export: lua in every format gives the same tree" {
	real lua
}

@test "export: no project and no format is left out here" {
	local toml
	[ "$(project export lua 2>&1 | sed -n 's/^  \([a-z]*\) .*/\1/p' | xargs)" \
		= "$(xargs <<<"$FORMATS")" ]
	for toml in "$REPO"/projects/*/project.toml; do
		toml=${toml%/*}
		grep -qx "	real ${toml##*/}" "$BATS_TEST_FILENAME" || {
			echo "${toml##*/} has no test here"
			return 1
		}
	done
}

@test "export: bash in every format gives the same tree" {
	needs_nightly
	real bash
}

@test "export: cpython in every format gives the same tree" {
	needs_nightly
	real cpython
}

@test "export: curl in every format gives the same tree" {
	needs_nightly
	real curl
}

@test "export: httpd in every format gives the same tree" {
	needs_nightly
	real httpd
}

@test "export: haproxy in every format gives the same tree" {
	needs_nightly
	real haproxy
}

@test "export: memcached in every format gives the same tree" {
	needs_nightly
	real memcached
}

@test "export: nginx in every format gives the same tree" {
	needs_nightly
	real nginx
}

@test "export: openssh in every format gives the same tree" {
	needs_nightly
	real openssh
}

@test "export: perl in every format gives the same tree" {
	needs_nightly
	real perl
}

@test "export: pgbouncer in every format gives the same tree" {
	needs_nightly
	real pgbouncer
}

@test "export: postgresql in every format gives the same tree" {
	needs_nightly
	real postgresql
}

@test "export: redis in every format gives the same tree" {
	needs_nightly
	real redis
}

@test "export: ruby in every format gives the same tree" {
	needs_nightly
	real ruby
}

@test "export: sqlite in every format gives the same tree" {
	needs_nightly
	real sqlite
}
