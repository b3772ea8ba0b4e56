# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause
#
# A made-up upstream program (a tarball) and a made-up project for it, in a
# repository of their own: the scripts are linked into a temporary directory.
#
# shellcheck disable=SC2034,SC2154

REPO=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

setup() {
	ROOT=$BATS_TEST_TMPDIR/root
	UP=$BATS_TEST_TMPDIR/up
	TOY=$ROOT/projects/toy
	BUILD=$ROOT/build/projects/toy/stable
	export DTRACE_CACHE=$BATS_TEST_TMPDIR/cache
	export DTRACE=$REPO/tests/project/fake-dtrace
	export TRACER=$DTRACE
	unset CC CXX JOBS MAKEFLAGS
	mkdir -p "$ROOT/projects" "$UP"
	ln -s "$REPO/scripts" "$ROOT/scripts"
	make_upstream
	make_project
	cd "$ROOT" || return
}

# project WORD...: the command under test.
project() {
	"$ROOT/scripts/project" "$@"
}

# The pristine source, and its tarball.
make_upstream() {
	mkdir -p "$UP/toy-1.0"
	cat >"$UP/toy-1.0/toy.c" <<'EOF'
/*
 * This program greets three times, and says each time which
 * greeting it is.
 */
#include <stdio.h>

static int greet(int number)
{
	return printf("hello %d\n", number);
}

int main(void)
{
	for (int i = 0; i < 3; i++)
		if (greet(i) < 0)
			return 1;
	return 0;
}
EOF
	cat >"$UP/toy-1.0/Makefile" <<'EOF'
toy: toy.o
	$(CC) $(CFLAGS) -o $@ toy.o
toy.o: toy.c
	$(CC) -O2 -c $(CFLAGS) -o $@ toy.c
EOF
	make_tarball
}

make_tarball() {
	tar -C "$UP" -czf "$UP/toy-1.0.tar.gz" toy-1.0
}

make_project() {
	mkdir -p "$TOY/stable"
	make_facts "file://$UP/toy-1.0.tar.gz"
	make_driver
	make_provider
	cat >"$TOY/expect.d" <<-'EOF'
	toy*:::greet
	/arg0 == 0/
	{
		@ok["the first greeting has number 0"] = count();
	}

	toy*:::greet
	/arg0 < 0/
	{
		@bad["a negative number"] = count();
	}
	EOF
	make_patch
}

# make_facts URL...: project.toml with these sources.
make_facts() {
	local url sum
	sum=$(sha256sum "$UP/toy-1.0.tar.gz")
	{
		cat <<-EOF
		name = "toy"
		summary = "says hello"
		homepage = "https://toy.example/"
		licence = "MIT"

		[stable]
		version = "1.0"
		sha256 = "${sum%% *}"
		directory = "toy-1.0"

		EOF
		for url; do
			printf '[[stable.source]]\nurl = "%s"\n\n' "$url"
		done
		cat <<-'EOF'
		[provider.toy]
		objects = ["toy"]
		upstream = "never"
		EOF
	} >"$TOY/project.toml"
}

make_driver() {
	cat >"$TOY/driver" <<'EOF'
#!/bin/bash
# toy: three greetings
. "$(dirname "$0")/../../scripts/lib/driver.sh"

configure() { say "probes $PROBES"; }
build() {
	[ "$PROBES" = off ] || "$DTRACE" -h -s toy.d -o toy_dtrace.h
	make CFLAGS="-DPROBES_$PROBES $EXTRA_CFLAGS"
}
exercise() { ./toy | grep -q 'hello 2'; }

driver_main "$@"
EOF
	chmod +x "$TOY/driver"
}

make_provider() {
	{
		cat <<-'EOF'
		provider toy {
			/*
			 * A greeting was printed.
			 * @number	which one, from 0
			 */
			probe greet(int number);
		};

		EOF
		for part in provider module function name args; do
			echo "#pragma D attributes Evolving/Evolving/Common" \
				"provider toy $part"
		done
	} >"$TOY/toy.d"
}

# The patched source stands in $UP/new; make_patch turns it into greet.patch.
make_patch() {
	if ! [ -d "$UP/new" ]; then
		cp -r "$UP/toy-1.0" "$UP/new"
		cp "$TOY/toy.d" "$UP/new/"
		sed -i -e '5a\
	#ifdef PROBES_on\
	#include "toy_dtrace.h"\
	#else\
	#define TOY_GREET(number)\
	#endif' -e 's/^\treturn printf.*/\tTOY_GREET(number);\n&/' \
			"$UP/new/toy.c"
		sed -i 's/^\t#/#/' "$UP/new/toy.c"
	fi
	diff_to_patch "$UP/toy-1.0" "$UP/new" greet
	echo greet.patch >"$TOY/stable/series"
}

# diff_to_patch OLD NEW NAME: write stable/NAME.patch with a header.
diff_to_patch() {
	{
		cat <<-'EOF'
		Description: fire a probe at each greeting
		Origin: vendor
		Author: Project DTrace <project-dtrace@localhost>
		Forwarded: not-needed
		Last-Update: 2026-11-21
		Upstream-Status: Pending
		License: MIT
		---
		EOF
		ln -sfn "$1" "$UP/a"
		ln -sfn "$2" "$UP/b"
		(cd "$UP" && diff -uNr a/ b/) | sed -E \
			-e '/^diff /d' -e 's,^(---|\+\+\+) (a|b)/+([^\t]*).*,\1 \2/\3,'
	} >"$TOY/stable/$3.patch"
}

# fails STATUS COMMAND...: run it, and see that it fails like this.
fails() {
	local wanted=$1
	shift
	run "$@"
	printf '%s\n' "$output"
	[ "$status" = "$wanted" ]
}

# works COMMAND...: run it, and see that it ends well.
works() {
	run "$@"
	printf '%s\n' "$output"
	[ "$status" = 0 ]
}

# says TEXT...: each TEXT stands in the output of the last run.
says() {
	local text
	for text; do
		if [[ $output != *"$text"* ]]; then
			echo "not said: $text"
			return 1
		fi
	done
}

says_not() {
	if [[ $output == *"$1"* ]]; then
		echo "said: $1"
		return 1
	fi
}
