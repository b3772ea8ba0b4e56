#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# Debian's own package with the series in. The quick tests: a made-up Debian
# package of the made-up program, built on this machine by a user who is not
# root. The heavy one: a real package, built and installed in a chroot.

load helper

eval "$(declare -f setup | sed '1s/setup/made_up/')"

setup() {
	REAL_CACHE=${DTRACE_CACHE:-$HOME/.cache/project-dtrace}
	# what an ordinary user may go into
	HOME_OF_ALL=$(mktemp -d)
	BATS_TEST_TMPDIR=$HOME_OF_ALL
	made_up
	SUITE=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
	printf '[[stable.source]]\ndebian = { %s, version = "%s", %s }\n' \
		'package = "toy"' "1:1.0-1" "suite = \"$SUITE\"" >"$UP/source"
	printf 'file = "toy_1.0.orig.tar.gz"\n\n%s\n%s\n\n%s\n%s\n%s\n\n' \
		'[build]' 'switch = "make WITH_DTRACE=1"' '[debian]' \
		'after = "SWITCH ="' 'add = " WITH_DTRACE=1"' >>"$UP/source"
	sed -i "/^\[provider.toy\]/{
		e cat $UP/source
	}" "$TOY/project.toml"
	debian_package
}

teardown() {
	[ -z "${SERVER-}" ] || kill "$SERVER" || :
	rm -rf "$HOME_OF_ALL"
}

# Debian's package, in the cache. Its patch says two lines before our probe.
debian_package() {
	local work=$UP/debian tree=$UP/debian/toy-1.0
	mkdir -p "$work"
	cp "$UP/toy-1.0.tar.gz" "$work/toy_1.0.orig.tar.gz"
	cp -r "$UP/toy-1.0" "$tree"
	mkdir -p "$tree/debian/source" "$tree/debian/patches"
	echo "3.0 (quilt)" >"$tree/debian/source/format"
	printf 'toy (1:1.0-1) %s; urgency=low\n\n  * Made up.\n\n -- %s\n' \
		"$SUITE" "A B <a@b>  Sat, 21 Nov 2026 00:00:00 +0000" \
		>"$tree/debian/changelog"
	cat >"$tree/debian/control" <<-'EOF'
	Source: toy
	Maintainer: A B <a@b>
	Build-Depends:
	 make,
	Rules-Requires-Root: no
	Standards-Version: 4.6.2

	Package: toy
	Architecture: any
	Description: says hello
	EOF
	cat >"$tree/debian/rules" <<'EOF'
#!/usr/bin/make -f
SWITCH =
build build-arch build-indep:
	$(if $(SWITCH),dtrace -h -s toy.d -o toy_dtrace.h)
	$(if $(SWITCH),dtrace -G -s toy.d -o probes.o)
	$(MAKE) toy CFLAGS="$(if $(SWITCH),-DPROBES_on probes.o)"
binary binary-arch: build
	install -D toy debian/toy/usr/bin/toy
	mkdir -p debian/toy/DEBIAN
	dpkg-gencontrol -Pdebian/toy
	dpkg-deb --root-owner-group -b debian/toy ..
binary-indep:
clean:
	rm -rf toy *.o toy_dtrace.h debian/toy debian/files
.PHONY: build build-arch build-indep binary binary-arch clean
EOF
	chmod +x "$tree/debian/rules"
	debian_patch 's/^#include/#include <stdlib.h>\n#include <unistd.h>\n&/'
}

# debian_patch SCRIPT: what Debian's own patch does to toy.c; then the package
debian_patch() {
	local tree=$UP/debian/toy-1.0 home=$DTRACE_CACHE/toy/debian/toy_1%1.0-1
	rm -rf "$tree/.pc"
	cp "$UP/toy-1.0/toy.c" "$tree/toy.c"
	{
		printf 'Description: of Debian\n---\n'
		sed "$1" "$tree/toy.c" | diff -u --label a/toy.c --label \
			b/toy.c "$tree/toy.c" - || :
	} >"$tree/debian/patches/own.patch"
	echo own.patch >"$tree/debian/patches/series"
	(cd "$UP/debian" && dpkg-source -b toy-1.0)
	rm -rf "$home"
	mkdir -p "$home"
	cp "$UP"/debian/toy_1.0* "$home/"
	cp "$UP/toy-1.0.tar.gz" "$DTRACE_CACHE/toy/"
}

as_user() {
	if [ "$(id -u)" = 0 ]; then
		chown -R 65534:65534 "$HOME_OF_ALL"
		setpriv --reuid=65534 --regid=65534 --clear-groups \
			env HOME="$HOME_OF_ALL" "$@"
	else
		"$@"
	fi
}

needs_debian() {
	[ -n "$SUITE" ] && command -v dpkg-buildpackage >/dev/null ||
		skip "this is no Debian with dpkg-dev"
	dpkg-checkbuilddeps -d "build-essential, systemtap-sdt-dev" /dev/null ||
		skip "build-essential or systemtap-sdt-dev is not installed"
}

@test "deb: the series is carried over Debian's patches, built and packaged" {
	local out=$ROOT/build/deb/toy-1.0
	needs_debian
	works as_user "$ROOT/scripts/project" deb toy --offline
	says "greet.patch: lines moved or merged" \
		"$out/toy_1.0-1+dtrace1_"
	dpkg-deb -x "$out"/toy_*.deb "$UP/installed"
	readelf -n "$UP/installed/usr/bin/toy" | grep -A1 'Provider: toy' |
		grep 'Name: greet'
	[ "$(dpkg-deb -f "$out"/toy_*.deb Version)" = 1:1.0-1+dtrace1 ]
	# the source package holds as well, without fuzz
	(cd "$UP" && dpkg-source -x "$out/toy_1.0-1+dtrace1.dsc" again)
	[ "$(cat "$UP/again/debian/patches/series")" = \
		"own.patch"$'\n'"dtrace/greet.patch" ]
	grep -q '^Build-Depends: systemtap-sdt-dev,' "$UP/again/debian/control"
	grep -q '^SWITCH = WITH_DTRACE=1$' "$UP/again/debian/rules"
	grep -q TOY_GREET "$UP/again/toy.c"
	[ -z "$(ls -A "$ROOT/build/deb/.work")" ]
}

@test "deb: --source gives the source package without a build" {
	local out=$ROOT/build/deb/toy-1.0-source
	command -v dpkg-source >/dev/null || skip "dpkg-dev is not installed"
	works project deb toy --offline --source
	says "greet.patch: lines moved or merged" "toy_1.0-1+dtrace1.dsc"
	(cd "$UP" && dpkg-source -x "$out/toy_1.0-1+dtrace1.dsc" again)
	grep -q TOY_GREET "$UP/again/toy.c"
	[ "$(cd "$out" && echo *)" = "toy_1.0-1+dtrace1.debian.tar.xz \
toy_1.0-1+dtrace1.dsc toy_1.0.orig.tar.gz" ]
}

@test "deb: a package that has no probes in the end is not given out" {
	needs_debian
	sed -i 's/^SWITCH =$/& # not used\nUSED =/; s/(SWITCH)/(USED)/' \
		"$UP/debian/toy-1.0/debian/rules"
	debian_patch 's/^#include/#include <stdlib.h>\n&/'
	fails 1 as_user "$ROOT/scripts/project" deb toy --offline
	says "the package has no probe of toy: its build does not take the switch"
	[ ! -e "$ROOT/build/deb/toy-1.0" ]
}

@test "deb: a conflict with Debian's patches names patch, file and remedy" {
	command -v dpkg-source >/dev/null || skip "dpkg-dev is not installed"
	debian_patch '/^static int greet/,/^}/{
		s/.*/#define greet puts/
		2,$d
	}'
	sed -i 's/^SWITCH =$/SWITCH :=/' "$UP/debian/toy-1.0/debian/rules"
	fails 1 project deb toy --offline
	says "greet.patch: conflicts with Debian" "toy.c" "remedy:"
	[ ! -e "$ROOT/build/deb/toy-1.0" ]
	# a patch that stands in for the one that does not merge
	mkdir "$TOY/debian"
	cp -r "$UP/toy-1.0" "$UP/other"
	cp "$TOY/toy.d" "$UP/other/"
	diff_to_patch "$UP/toy-1.0" "$UP/other" other
	mv "$TOY/stable/other.patch" "$TOY/debian/greet.patch"
	sed -i 's/^after = .*/after = "no such place"/' "$TOY/project.toml"
	fails 1 project deb toy --offline
	says "debian/rules: has 'no such place' 0 times"
	[ "$(grep -rh '^+++' "$ROOT"/build/deb/.work/*/build/toy/debian/patches/dtrace)" \
		= "+++ b/toy.d" ]
	# and one that does not fit either
	sed -i 's,^--- .*,--- a/toy.c,; s,^+++ .*,+++ b/toy.c,' \
		"$TOY/debian/greet.patch"
	fails 1 project deb toy --offline
	says "toy/debian/greet.patch: does not apply to Debian's tree"
}

@test "deb: a place in debian/rules that is not there" {
	command -v dpkg-source >/dev/null || skip "dpkg-dev is not installed"
	sed -i 's/^SWITCH =$/OTHER =/' "$UP/debian/toy-1.0/debian/rules"
	debian_patch 's/^#include/#include <stdlib.h>\n&/'
	fails 1 project deb toy --offline
	says "debian/rules: has 'SWITCH =' 0 times" "[debian] after"
}

@test "deb: another tarball in Debian's package is refused" {
	echo more >>"$DTRACE_CACHE/toy/debian/toy_1%1.0-1/toy_1.0.orig.tar.gz"
	fails 1 project deb toy --offline
	says "is not the tarball that project.toml pins"
	fails 1 project deb toy --release 3.0
	says "no series is for toy 3.0"
}

# installed SUITE DEB...: a chroot with these packages in it, as $CHROOT
installed() {
	CHROOT=$HOME_OF_ALL/chroot
	cp -a "$REPO/build/deb/.chroot/$1" "$CHROOT"
	mkdir "$CHROOT/new"
	cp "${@:2}" "$CHROOT/new/"
	PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
		unshare --mount --pid --fork --kill-child sh -c \
		'mount -t proc proc "$0/proc"; exec chroot "$0" "$@"' "$CHROOT" \
		sh -c 'apt-get -q update &&
			apt-get -q -y --no-install-recommends install /new/*.deb'
}

# served COMMAND...: start it in the chroot, as $SERVER; wait a minute at most
# until it listens on $PORT
served() {
	local tries
	chroot "$CHROOT" "$@" >"$HOME_OF_ALL/server.log" 2>&1 3>&- &
	SERVER=$!
	for ((tries = 600; tries > 0; tries--)); do
		! kill -0 "$SERVER" || ! : 2>/dev/null >"/dev/tcp/127.0.0.1/$PORT" ||
			return 0
		kill -0 "$SERVER" || break
		sleep 0.1
	done
	echo "$1 does not listen on port $PORT:"
	cat "$HOME_OF_ALL/server.log"
	return 1
}

# client LINE...: a program, as $CLIENT, that sends lines to the server, and
# prints the first of its reply
client() {
	CLIENT=$HOME_OF_ALL/client
	cat >"$CLIENT" <<-EOF
	#!/bin/bash
	exec 4<>/dev/tcp/127.0.0.1/$PORT
	printf '%s\r\n' ${*@Q} >&4
	read -r -t 30 reply <&4
	echo "reply: \${reply%$'\r'}"
	EOF
	chmod +x "$CLIENT"
}

needs_nightly() {
	[ -n "${NIGHTLY-}" ] || skip "it takes minutes: NIGHTLY=1 runs it"
	unset DTRACE TRACER
	export DTRACE_CACHE=$REAL_CACHE
}

needs_heavy() {
	needs_nightly
	[ "$(id -u)" = 0 ] || skip "a chroot needs root"
	PORT=21997
}

@test "deb: memcached, installed in a chroot: its probes are seen, and fire" {
	needs_heavy
	works "$REPO/scripts/project" deb memcached
	installed trixie "$REPO"/build/deb/memcached-1*[0-9]/memcached_*.deb
	served /usr/bin/memcached -u nobody -l 127.0.0.1 -p "$PORT" -U 0
	works "$REPO/build/dtrace" -l -p "$SERVER" -P 'memcached*'
	says command-get command-set item-evict "memcached$SERVER"
	client "set key 0 0 1" 5
	works "$REPO/build/dtrace" -q -c "$CLIENT" -n "
		memcached$SERVER:::command-set
		{ printf(\"set %s\n\", stringof(copyin(arg1, arg2))); }"
	says "reply: STORED" "set key"
}

@test "deb: redis, installed in a chroot: its probes are seen, and fire" {
	needs_heavy
	works "$REPO/scripts/project" deb redis
	installed forky "$REPO"/build/deb/redis-8*[0-9]/redis-{tools,server}_*.deb
	served /usr/bin/redis-server --bind 127.0.0.1 --port "$PORT" --save ''
	works "$REPO/build/dtrace" -l -p "$SERVER" -P 'redis*'
	says command-start key-miss rdb-save-done "redis$SERVER"
	client "get nokey"
	works "$REPO/build/dtrace" -q -c "$CLIENT" -n "
		redis$SERVER:::key-miss
		{ printf(\"missed %s\n\", stringof(copyin(arg1, arg2))); }"
	says 'reply: $-1' "missed nokey"
}

@test "deb: the series of every project goes into Debian's package" {
	local toml name all=()
	needs_nightly
	for toml in "$REPO"/projects/*/project.toml; do
		name=$(basename "${toml%/*}")
		works "$REPO/scripts/project" deb "$name" --source
		all+=("$name")
	done
	[ "${#all[@]}" -ge 9 ]
}
