#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load helper

@test "fetch: the first source that answers gives the tarball" {
	make_facts "http://127.0.0.1:1/toy-1.0.tar.gz" \
		"file://$UP/toy-1.0.tar.gz"
	works project fetch toy
	says "toy-1.0.tar.gz from file://$UP"
	cmp "$UP/toy-1.0.tar.gz" "$DTRACE_CACHE/toy/toy-1.0.tar.gz"
}

@test "fetch: the cache comes before all sources" {
	project fetch toy
	mv "$UP/toy-1.0.tar.gz" "$UP/away"
	works project fetch toy --offline
	says "from cache"
}

@test "fetch: other bytes than pinned are refused, with both hashes" {
	local pinned actual
	pinned=$(sha256sum <"$UP/toy-1.0.tar.gz")
	echo more >>"$UP/toy-1.0/toy.c"
	make_tarball
	actual=$(sha256sum <"$UP/toy-1.0.tar.gz")
	fails 1 project build toy
	says "sha256 is ${actual%% *}, project.toml pins ${pinned%% *}"
	[ ! -e "$BUILD/src" ]
	[ -z "$(ls -A "$DTRACE_CACHE/toy")" ]
}

@test "fetch: a damaged copy in the cache is not used" {
	project fetch toy
	echo junk >>"$DTRACE_CACHE/toy/toy-1.0.tar.gz"
	works project fetch toy
	says "not used" "from file://"
	cmp "$UP/toy-1.0.tar.gz" "$DTRACE_CACHE/toy/toy-1.0.tar.gz"
}

@test "fetch: when all sources fail, each is named with its reason" {
	make_facts "http://127.0.0.1:1/toy-1.0.tar.gz" \
		"file://$UP/nothing/toy-1.0.tar.gz"
	fails 1 project fetch toy
	says "no source gives toy 1.0" \
		"http://127.0.0.1:1/toy-1.0.tar.gz: [Errno 111]" \
		"file://$UP/nothing/toy-1.0.tar.gz: " "remedy: "
}

@test "fetch: offline, no source is asked" {
	fails 1 project fetch toy --offline
	says "toy-1.0.tar.gz: not asked (--offline)"
}

@test "fetch: Debian's archive needs apt-get" {
	sed -i '/^url/c\debian = { package = "toy", version = "1.0-1", suite = "sid" }\nfile = "toy_1.0.orig.tar.gz"' "$TOY/project.toml"
	mkdir "$UP/bin"
	PATH=$UP/bin fails 1 project fetch toy
	says "Debian sid: toy 1.0-1: apt-get is not installed"
}

# A key, made here, and the tarball signed with it.
sign() {
	export GNUPGHOME=$UP/gnupg
	mkdir -m 700 "$GNUPGHOME"
	gpg -q --batch --passphrase '' --quick-generate-key \
		"Toy <toy@toy.example>" ed25519 sign never
	gpg -q --batch --armor --detach-sign "$UP/toy-1.0.tar.gz"
	mkdir "$TOY/keys"
	gpg -q --armor --export >"$TOY/keys/toy.asc"
	gpgconf --kill all
	sed -i "/^url/a signature = \"file://$UP/toy-1.0.tar.gz.asc\"\\nkey = \"keys/toy.asc\"" \
		"$TOY/project.toml"
}

@test "fetch: a good signature is reported, now and from the cache" {
	sign
	works project fetch toy
	says "signature: good, by "
	works project fetch toy --offline
	says "signature: good, by "
}

@test "fetch: a bad signature stops everything" {
	sign
	echo "something else" >"$UP/other"
	gpg -q --batch --yes --armor --output "$UP/toy-1.0.tar.gz.asc" \
		--detach-sign "$UP/other"
	gpgconf --kill all
	fails 1 project fetch toy
	says "is not good" "keys/toy.asc"
	[ -z "$(ls -A "$DTRACE_CACHE/toy")" ]
}

@test "fetch: a signature that cannot be had is said to be missing" {
	sign
	rm "$UP/toy-1.0.tar.gz.asc"
	works project fetch toy
	says "the sha256 is right" "signature: signature not at hand"
}

@test "fetch: a project that is not there" {
	fails 1 project fetch nothing
	says "projects/nothing/project.toml: no such file"
}
