# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause
#
# How each format of `scripts/project export` is taken by the system that it is
# for. take_FORMAT EXPORT TREE: make TREE, the source with the patches in,
# as that system does: with its own tool where Debian has it, else by what its
# documentation says. $NAME, $VERSION, $TOP (the directory in the tarball),
# $TARBALL (its path), $FILE (the name that upstream gives it), $COUNT (of
# patches), $SWITCH, $ATTR and $PORTAGE (the package in Nix and Gentoo) are set.
#
# SC2128: of a glob that fits one file, the first word is that file.
# shellcheck disable=SC2034,SC2128,SC2154

# taken FORMAT: export, take, compare with the tree of `scripts/project patch`
taken() {
	local here=$BATS_TEST_TMPDIR/$NAME-$1
	mkdir "$here"
	works project export "$NAME" --format "$1" --output "$here/out"
	works project patch "$NAME"
	"take_$1" "$here/out" "$here/tree"
	diff -r -x .pc "$ROOT/build/projects/$NAME/stable/src" "$here/tree"
}

# needs TOOL PACKAGE: skip the test where the tool is not installed.
needs() {
	command -v "$1" >/dev/null || skip "$1 is not installed (package $2)"
}

# unpacked TREE: upstream's source as the new directory TREE.
unpacked() {
	mkdir -p "$1"
	tar -C "$1" --strip-components 1 -xf "$TARBALL"
}

# push TREE LEVEL PATCH...: patch(1), without fuzz.
push() {
	local tree=$1 level=$2 patch
	shift 2
	[ $# -gt 0 ]
	for patch; do
		patch -d "$tree" "-p$level" -E -N -t -F0 --no-backup-if-mismatch \
			<"$patch" || return
	done
}

take_diff() {
	unpacked "$2"
	push "$2" 1 "$1"/*.diff
}

# quilt, and then dpkg-source: build a source package, and unpack it
take_debian() {
	local work=$2.work
	unpacked "$2"
	(cd "$2" && QUILTRC=/dev/null QUILT_PATCHES=$1/debian/patches \
		quilt push -a --fuzz=0 && rm -r .pc)
	needs dpkg-source dpkg-dev
	unpacked "$work/$NAME-$VERSION"
	cp -r "$1/debian" "$work/$NAME-$VERSION/"
	(
		cd "$work/$NAME-$VERSION/debian" || exit
		mkdir source
		echo "3.0 (quilt)" >source/format
		printf '%s (%s-1) unstable; urgency=low\n\n  * Test.\n\n -- %s\n' \
			"$NAME" "$VERSION" \
			"A B <a@b>  Sat, 21 Nov 2026 00:00:00 +0000" >changelog
		printf 'Source: %s\nMaintainer: A B <a@b>\n\n' "$NAME" >control
		printf 'Package: %s\nArchitecture: any\nDescription: x\n' \
			"$NAME" >>control
		cd "$work" || exit
		cp "$TARBALL" "${NAME}_$VERSION.orig.tar.${TARBALL##*.}"
		dpkg-source -b "$NAME-$VERSION"
		dpkg-source -x "${NAME}_$VERSION-1.dsc" again
	)
	diff -r -x .pc -x debian "$work/again" "$2"
}

take_rpm() {
	needs rpmbuild rpm
	local spec=("$1"/SPECS/*.spec)
	cp -r "$1" "$2.work"
	cp "$TARBALL" "$2.work/SOURCES/$FILE"
	HOME=$2.work rpmbuild -bp --nodeps --define "_topdir $2.work" \
		"$2.work/SPECS/${spec##*/}"
	mv "$2.work/BUILD/$TOP" "$2"
}

# makepkg refuses to be root
take_arch() {
	needs makepkg makepkg
	local work as=()
	work=$(mktemp -d)
	cp "$1"/* "$work/"
	cp "$TARBALL" "$work/$FILE"
	if [ "$(id -u)" = 0 ]; then
		chown -R 65534:65534 "$work"
		as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	fi
	(cd "$work" && HOME=$work "${as[@]}" makepkg --nobuild --nodeps)
	cp -r "$work/src/$TOP" "$2"
	rm -rf "$work"
}

# The names that its manual asks for, in their order; its check-package wants
# both tags, and no number in the subject.
take_buildroot() {
	local patch
	unpacked "$2"
	for patch in "$1"/package/*/*.patch; do
		[[ ${patch##*/} =~ ^[0-9]{4}-[^/]*\.patch$ ]]
		grep -q '^Upstream: .' "$patch"
		grep -q '^Signed-off-by: .* <.*>$' "$patch"
		grep -q '^Subject: \[PATCH\] ' "$patch"
	done
	push "$2" 1 "$1"/package/*/*.patch
}

take_openembedded() {
	local append=("$1"/recipes-dtrace/*/*.bbappend) files
	[[ ${append##*/} = *"_$VERSION.bbappend" ]]
	mapfile -t files < <(sed -n 's,^    file://\(.*\) \\$,\1,p' "$append")
	files=("${files[@]/#/${append%_*}-dtrace/}")
	[ "$(grep -Elc '^Upstream-Status: (Pending|Submitted|Backport|Denied|I)' \
		"${files[@]}" | wc -l)" = "$COUNT" ]
	unpacked "$2"
	push "$2" 1 "${files[@]}"
}

take_gentoo() {
	local place
	place=$(dirname "$(find "$1/patches" -name '0001-*.patch')")
	[ "$place" = "$1/patches/$PORTAGE-$VERSION" ]
	unpacked "$2"
	push "$2" 1 "$place"/*.patch
	bash -n "$1"/env/*.conf
}

# A nixpkgs of one package: what it does with src and patches is what the
# real one does. The tarball is in the store only if the hash is right.
take_nix() {
	needs nix-build nix-bin
	local store=$2.nix
	mkdir -p "$store/etc"
	printf '%s\n' 'build-users-group =' 'sandbox = false' \
		'substituters =' >"$store/etc/nix.conf"
	cat >"$store/world.nix" <<-EOF
	let
	  base = { patches = [ ]; };
	  prev.$ATTR.overrideAttrs = change:
	    let all = base // change base; in derivation {
	      name = "taken";
	      system = builtins.currentSystem;
	      builder = "/bin/sh";
	      inherit (all) src patches;
	      PATH = "$PATH";
	      args = [ "-ec" ''
	        mkdir \$out
	        tar -C \$out --strip-components 1 -xf \$src
	        cd \$out
	        for p in \$patches; do patch -p1 -F0 <\$p; done
	      '' ];
	    };
	  final = prev // { fetchurl = import <nix/fetchurl.nix>; };
	in (import $1/overlay.nix final prev).$ATTR
	EOF
	cp "$TARBALL" "$store/$FILE"
	(
		export NIX_STORE_DIR=$store/store NIX_STATE_DIR=$store/var \
			NIX_LOG_DIR=$store/log NIX_CONF_DIR=$store/etc \
			NIX_REMOTE=local HOME=$store
		nix-instantiate --parse "$1/overlay.nix" >/dev/null
		nix-store --add-fixed sha256 "$store/$FILE"
		nix-build --no-out-link "$store/world.nix"
	)
	cp -r "$store"/store/*-taken "$2"
	chmod -R u+w "$2" "$store"
}

# The framework's own way is patch -p0 of each file in files/.
take_freebsd() {
	local port=("$1"/*/*/distinfo "$1"/*/distinfo) sum
	for port in "${port[@]}"; do
		[ ! -f "$port" ] || break
	done
	port=${port%/*}
	unpacked "$2"
	push "$2" 0 "$port"/files/patch-*
	sum=$(sha256sum "$TARBALL")
	grep -qxF "SHA256 ($FILE) = ${sum%% *}" "$port/distinfo"
	grep -qxF "SIZE ($FILE) = $(stat -c %s "$TARBALL")" "$port/distinfo"
	needs bmake bmake
	[ "$(bmake -r -f "$port/Makefile.dtrace" -V OPTIONS_DEFINE)" = DTRACE ]
	[ "$(bmake -r -f "$port/Makefile.dtrace" \
		-V '${DISTNAME}${EXTRACT_SUFX}')" = "$FILE" ]
	[ "$(bmake -r -f "$port/Makefile.dtrace" \
		-V '${DTRACE_CONFIGURE_ON}${DTRACE_MAKE_ARGS}')" = "$SWITCH" ]
}

take_pkgsrc() {
	local package sum file
	package=$(dirname "$(find "$1" -name distinfo)")
	unpacked "$2"
	push "$2" 0 "$package"/patches/patch-*
	for file in "$package"/patches/patch-*; do
		[ "$(head -n 1 "$file")" = "\$NetBSD\$" ]
		sum=$(sed '/[$]NetBSD.*/d' "$file" | sha1sum)
		grep -qxF "SHA1 (${file##*/}) = ${sum%% *}" "$package/distinfo"
	done
	sum=$(sha512sum "$TARBALL")
	grep -qxF "SHA512 ($FILE) = ${sum%% *}" "$package/distinfo"
	sum=$(python3 -c 'import hashlib, sys
print(hashlib.blake2s(open(sys.argv[1], "rb").read()).hexdigest())' "$TARBALL")
	grep -qxF "BLAKE2s ($FILE) = $sum" "$package/distinfo"
	grep -qxF "Size ($FILE) = $(stat -c %s "$TARBALL") bytes" \
		"$package/distinfo"
	needs bmake bmake
	mkdir -p "$2.mk/a/b" "$2.mk/mk"
	: >"$2.mk/mk/bsd.options.mk"
	cp "$package/options.mk" "$2.mk/a/b/"
	[ "$(cd "$2.mk/a/b" && bmake -r -f ./options.mk PKG_OPTIONS=dtrace \
		-V '${CONFIGURE_ARGS}${MAKE_FLAGS}')" = "$SWITCH" ]
	[ "$(cd "$2.mk/a/b" && bmake -r -f ./options.mk PKG_OPTIONS= \
		-V '${CONFIGURE_ARGS}${MAKE_FLAGS}')" = "" ]
}

# A Formula that only tells what it was told.
take_homebrew() {
	needs ruby ruby
	local formula=("$1"/Formula/*.rb) url sum
	ruby -c "$formula"
	cat >"$2.rb" <<-'EOF'
	class Formula
	  class Place
	    def url(text) = @url = text
	    def sha256(text) = puts("#{@url} #{text}")
	  end
	  class << self
	    def url(text) = $url = text
	    def sha256(text) = puts("#{$url} #{text}")
	    def patch(&block) = Place.new.instance_eval(&block)
	    def method_missing(*) = nil
	  end
	end
	load ARGV[0]
	EOF
	ruby "$2.rb" "$formula" >"$2.list"
	unpacked "$2"
	{
		read -r url sum
		echo "$sum  $TARBALL" | sha256sum -c
		while read -r url sum; do
			echo "$sum  ${url#file://}" | sha256sum -c
			push "$2" 1 "${url#file://}"
		done
	} <"$2.list"
}

take_git() {
	git clone -q -b "dtrace-$VERSION" "$1/$NAME-$VERSION.bundle" "$2"
	[ "$(git -C "$2" rev-list --count "upstream-$VERSION..")" = "$COUNT" ]
	[ "$(git -C "$2" log -1 --format=%an)" = "Project DTrace" ]
	unpacked "$2.up"
	# git keeps no empty directories
	(cd "$2.up" && find . -type d -empty -print0) |
		(cd "$2" && xargs -0r mkdir -p)
	git -C "$2" checkout -q "upstream-$VERSION"
	diff -r -x .git "$2" "$2.up"
	git -C "$2" checkout -q "dtrace-$VERSION"
	rm -r "$2/.git"
}

take_mbox() {
	unpacked "$2"
	(
		cd "$2" || exit
		git init -q
		git config user.name A
		git config user.email a@b
		git add -Af
		git commit -q -m upstream
		git am -q --keep-cr "$1"/*.patch
		[ "$(git rev-list --count HEAD)" = $((COUNT + 1)) ]
		git log -1 --format=%s | grep "^$NAME: "
	)
	rm -r "$2/.git"
}
