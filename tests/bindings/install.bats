# SPDX-License-Identifier: BSD-2-Clause
# Each binding as its users get it: packed in the package of its language,
# installed from that into a directory of its own, its tests run there; and what
# it does when libusdt is taken away.

setup_file() {
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	export PREFIX=$BATS_FILE_TMPDIR/prefix
	make -s -C "$TOP/build/src" install-usdtPROGRAMS install-usdtDATA \
		install-includeHEADERS install-pkgconfigDATA install-data-hook \
		prefix="$PREFIX" libdir="$PREFIX/lib" includedir="$PREFIX/include" >/dev/null
}

setup() {
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	export DTRACE=$TOP/build/dtrace LD_LIBRARY_PATH=$PREFIX/lib
	export USDT_INCLUDE=$PREFIX/include PYTHONDONTWRITEBYTECODE=1
	COPY=$BATS_TEST_TMPDIR/copy OUT=$BATS_TEST_TMPDIR/out
	mkdir "$OUT"
}

teardown() { bring_back; }

copy() { cp -r "$TOP/bindings/$1" "$COPY" && cd "$COPY"; }
take_away() { mv "$PREFIX/lib" "$PREFIX/away"; }
bring_back() { [[ ! -d $PREFIX/away ]] || mv "$PREFIX/away" "$PREFIX/lib"; }

@test "Python: the wheel" {
	/usr/bin/python3 -c 'import setuptools, wheel' || skip "setuptools or wheel is missing"
	copy python
	/usr/bin/python3 -m pip wheel -q --no-deps --no-index --no-build-isolation -w "$OUT" .
	/usr/bin/python3 -m pip install -q --root-user-action ignore --no-deps --no-index --target "$OUT/site" "$OUT"/*.whl
	cp -r tests "$OUT" && cd "$OUT"
	PYTHONPATH=$OUT/site /usr/bin/python3 -m unittest discover tests
	take_away
	PYTHONPATH=$OUT/site /usr/bin/python3 -c '
import usdt
assert not usdt.AVAILABLE and usdt.__file__.startswith("'"$OUT"'")
p = usdt.Provider("a"); q = p.add_probe("n", "int"); p.enable()
assert not q.fire(1) and not q.enabled; p.disable()'
}

@test "Lua: the rock, from its rockspec" {
	command -v luarocks >/dev/null && command -v busted >/dev/null || skip "luarocks or lua-busted is missing"
	copy lua
	luarocks --lua-version 5.4 --tree "$BATS_TEST_TMPDIR/first" make ./*.rockspec LIBUSDT_DIR="$PREFIX" >/dev/null
	cd "$OUT"
	luarocks --lua-version 5.4 --tree "$BATS_TEST_TMPDIR/first" pack usdt >/dev/null
	luarocks --lua-version 5.4 --tree "$OUT/tree" install ./*.rock LIBUSDT_DIR="$PREFIX" >/dev/null
	rm -rf "$BATS_TEST_TMPDIR/first"
	cp -r "$COPY/spec" .
	export LUA_PATH="$OUT/tree/share/lua/5.4/?.lua;;" LUA_CPATH="$OUT/tree/lib/lua/5.4/?.so;;"
	lua5.4 "$(command -v busted)" spec
	take_away
	lua5.4 -e 'local u = require "usdt"; assert(not u.available)
		local p = u.provider("a", "b"); local q = p:probe("f", "n", "int")
		assert(p:enable() == p and not q:fire(1) and not q:enabled())'
}

@test "Ruby: the gem" {
	command -v gem >/dev/null && [[ -e $(ruby -e 'puts RbConfig::CONFIG["rubyhdrdir"]')/ruby.h ]] || skip "ruby or ruby-dev is missing"
	copy ruby
	gem build -q -o "$OUT/usdt.gem" usdt.gemspec
	LIBUSDT_DIR=$PREFIX/lib gem install --silent --local --no-document -i "$OUT/gems" "$OUT/usdt.gem"
	cp -r test "$OUT" && cd "$OUT"
	export GEM_PATH=$OUT/gems:$(gem environment gempath)
	ruby -w test/test_usdt.rb
	take_away
	ruby -w test/test_nothing.rb
}

@test "Ruby: without libusdt the gem is installed as well, and does nothing" {
	command -v gem >/dev/null || skip "ruby is missing"
	copy ruby
	gem build -q -o "$OUT/usdt.gem" usdt.gemspec
	USDT_INCLUDE=/nowhere gem install --silent --local --no-document -i "$OUT/gems" "$OUT/usdt.gem"
	cp -r test "$OUT" && cd "$OUT"
	GEM_PATH=$OUT/gems:$(gem environment gempath) ruby -w test/test_nothing.rb
}

@test "Perl: the distribution, by make install DESTDIR" {
	/usr/bin/perl -MExtUtils::MakeMaker -MConfig -e 'exit !-e "$Config{archlibexp}/CORE/perl.h"' || skip "libperl-dev is missing"
	copy perl
	/usr/bin/perl Makefile.PL >/dev/null
	make -s dist >/dev/null
	cd "$OUT"
	tar xzf "$COPY"/Devel-DTrace-Provider-*.tar.gz --strip-components=1
	LIBUSDT_DIR=$PREFIX/lib /usr/bin/perl Makefile.PL >/dev/null
	make -s >/dev/null
	make -s install DESTDIR="$OUT/dest" >/dev/null
	mkdir away && cp -r t away && cd away
	PERL5LIB=$(dirname "$(find "$OUT/dest" -path '*/Devel/DTrace/Provider.pm')")/../..
	export PERL5LIB
	prove t
	take_away
	perl -MDevel::DTrace::Provider -e 'die if Devel::DTrace::Provider::DTRACE_AVAILABLE;
		my $p = Devel::DTrace::Provider->new("a", "b"); my $q = $p->add_probe("n", "f", ["integer"]);
		die unless $p->enable->{n} == $q && $q->fire(1) == 1 && !$q->is_enabled'
}

@test "Perl: without libusdt it is installed as well, and does nothing" {
	copy perl
	USDT_INCLUDE=/nowhere /usr/bin/perl Makefile.PL >/dev/null 2>"$OUT/said"
	grep -q 'libusdt is missing: probes will do nothing' "$OUT/said"
	make -s >/dev/null
	make -s install DESTDIR="$OUT/dest" >/dev/null
	PERL5LIB=$(dirname "$(find "$OUT/dest" -path '*/Devel/DTrace/Provider.pm')")/../.. \
		perl -MDevel::DTrace::Provider -e 'die if Devel::DTrace::Provider::DTRACE_AVAILABLE'
}

# the npm package for this node, installed from its tarball, with nothing fetched
node_package() {
	local home=$BATS_TEST_TMPDIR/node$1
	PATH=$(dirname "$2"):$PATH
	[[ $(node -p 'process.versions.node.split(".")[0]') = "$1" ]]
	mkdir "$home" && cd "$home"
	echo '{ "name": "app", "version": "1.0.0" }' >package.json
	LIBUSDT_DIR=$PREFIX/lib npm install --silent --offline --no-audit --no-fund "$OUT"/*.tgz
	cd node_modules/project-dtrace-provider
	cp -r "$TOP/bindings/node/test" .
	NODE_DTRACE_PROVIDER_REQUIRE=hard node --test test/
	cd "$home"
	take_away
	node -e 'const { createDTraceProvider, available } = require("project-dtrace-provider");
		if (available) process.exit(1);
		const p = createDTraceProvider("a"); const q = p.addProbe("n", "int");
		p.enable(); q.fire(() => process.exit(1)); p.disable();'
	! NODE_DTRACE_PROVIDER_REQUIRE=hard node -e 'require("project-dtrace-provider")' 2>/dev/null
	bring_back
}

@test "Node: the npm package, with node 18 and node 20" {
	command -v npm >/dev/null || skip "npm is missing"
	local version path had=
	cd "$OUT"
	npm pack --silent "$TOP/bindings/node" >/dev/null
	for version in 18 20; do
		path=$(command -v node)
		[[ $(node -p 'process.versions.node.split(".")[0]') = "$version" ]] ||
			path=$("$BATS_TEST_DIRNAME/other-node" "$version") || continue
		(node_package "$version" "$path")
		had+=" $version"
	done
	[[ $had = " 18 20" ]] || skip "not both versions can be had, only:$had"
}
