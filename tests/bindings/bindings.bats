# SPDX-License-Identifier: BSD-2-Clause
# Each binding of libusdt, with its own tests, against the library and the
# tracer just built. Built in a copy, so that the checkout stays clean.

setup() {
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	export LIBUSDT=$TOP/build/src/libusdt.so.1 LIBUSDT_DIR=$TOP/build/src
	export DTRACE=$TOP/build/dtrace USDT_INCLUDE=$TOP/src/libusdt
	export PYTHONDONTWRITEBYTECODE=1
	COPY=$BATS_TEST_TMPDIR/copy
}

copy() { cp -r "$TOP/bindings/$1" "$COPY" && cd "$COPY"; }

@test "Python: its tests" {
	copy python
	/usr/bin/python3 -m unittest discover tests
}

@test "Lua: its tests" {
	command -v lua5.4 >/dev/null && pkg-config --exists lua5.4 || skip "lua5.4 or liblua5.4-dev is missing"
	command -v busted >/dev/null || skip "lua-busted is missing"
	copy lua
	spec/run
}

@test "Perl: its tests" {
	/usr/bin/perl -MExtUtils::MakeMaker -MConfig -e 'exit !-e "$Config{archlibexp}/CORE/perl.h"' || skip "libperl-dev is missing"
	copy perl
	/usr/bin/perl Makefile.PL
	make test
}

@test "Ruby: its tests" {
	ruby -e 'require "minitest"; exit File.exist?(RbConfig::CONFIG["rubyhdrdir"] + "/ruby.h")' || skip "ruby-dev or ruby-minitest is missing"
	copy ruby
	test/run
}

@test "Node: its tests" {
	command -v node >/dev/null || skip "node is missing"
	local prefix
	prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
	[[ -e $prefix/include/node/node_api.h || -e /usr/include/nodejs/src/node_api.h ]] || skip "the headers of node are missing"
	copy node
	NODE_DTRACE_PROVIDER_REQUIRE=hard node build.js
	node --test test/
}
