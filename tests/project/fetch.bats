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

# bad_server HOW: serve one connection; the address goes to $URL.
bad_server() {
	python3 - "$1" "$UP/port" <<-'EOF' &
	import socket, sys, time
	with socket.create_server(("127.0.0.1", 0)) as server:
	    with open(sys.argv[2] + ".new", "w") as out:
	        out.write(str(server.getsockname()[1]))
	    import os
	    os.rename(sys.argv[2] + ".new", sys.argv[2])
	    client, _ = server.accept()
	    client.recv(4096)
	    head = b"HTTP/1.0 200 OK\r\nContent-Length: 100000\r\n\r\n"
	    if sys.argv[1] == "truncates":
	        client.sendall(head + b"x" * 500)
	    elif sys.argv[1] == "hangs":
	        time.sleep(30)
	    elif sys.argv[1] == "drips":
	        client.sendall(head)
	        for _ in range(300):
	            client.sendall(b"x")
	            time.sleep(0.1)
	    client.close()
	EOF
	SERVER=$!
	until [ -e "$UP/port" ]; do sleep 0.02; done
	make_facts "http://127.0.0.1:$(cat "$UP/port")/toy-1.0.tar.gz"
}

# A source that gives nothing good: told, and nothing of it is kept.
refused() {
	DTRACE_TIMEOUT=1 fails 1 project fetch toy
	says "no source gives toy 1.0" "$1"
	[ -z "$(ls -A "$DTRACE_CACHE/toy")" ]
	kill "$SERVER" 2>/dev/null || :
	wait "$SERVER" || :
}

@test "fetch: a server that hangs" {
	bad_server hangs
	refused "timed out"
}

@test "fetch: a server that sends a byte now and then" {
	bad_server drips
	refused "the server is too slow"
}

@test "fetch: a download that is cut short" {
	bad_server truncates
	refused "sha256 is"
}

@test "fetch: a full disk leaves nothing in the cache, and no half tree" {
	[ "$EUID" = 0 ] || skip "mounting a small file system needs root"
	head -c 300000 /dev/urandom >"$UP/toy-1.0/noise"
	make_tarball
	make_facts "file://$UP/toy-1.0.tar.gz"
	mkdir -p "$DTRACE_CACHE"
	mount -t tmpfs -o size=100k tmpfs "$DTRACE_CACHE"
	run project fetch toy
	left=$(find "$DTRACE_CACHE" -type f)
	umount "$DTRACE_CACHE"
	printf '%s\n' "$output"
	[ "$status" = 1 ] && [ -z "$left" ]
	says "No space left on device"
	mkdir -p "$ROOT/build/projects"
	mount -t tmpfs -o size=200k tmpfs "$ROOT/build/projects"
	run project patch toy
	umount "$ROOT/build/projects"
	printf '%s\n' "$output"
	[ "$status" = 1 ]
	says "No space left on device"
	works project patch toy
}
