#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# refresh and record: a series follows upstream, and what people commit.

load helper

GOOD=('@example\ttoy\tgreet\tnumber=0' '@fired\ttoy\tgreet\t3'
	'@ok\tthe first greeting has number 0\t1')

# A git repository of upstream's with the release as its first commit, and a
# tracer that says that all is well.
make_git() {
	export FAKE_TRACE=$UP/trace FAKE_LIST=$UP/list
	printf '%b\n' "${GOOD[@]}" >"$FAKE_TRACE"
	echo "    1   toy123   toy   greet   greet" >"$FAKE_LIST"
	GIT=$UP/git
	cp -r "$UP/toy-1.0" "$GIT"
	git -C "$GIT" init -q -b main
	upstream release
	git -C "$GIT" tag 1.0
	mkdir -p "$TOY/head"
	echo ../stable/greet.patch >"$TOY/head/series"
	sed -i "/^\[provider/i [head]\\ngit = \"$GIT\"\\nbranch = \"main\"\\n" \
		"$TOY/project.toml"
}

# upstream SUBJECT: commit what changed.
upstream() {
	git -C "$GIT" add -A
	git -C "$GIT" -c user.name=Toy -c user.email=toy@toy.example \
		commit -q -m "$1"
}

# edit SED: a commit of upstream's to toy.c.
edit() {
	sed -i "$1" "$GIT/toy.c"
	upstream "edit"
}

# What lint says of the patches; the facts have paths of this test.
lint_of_patches() {
	run project lint toy
	! grep -E '(stable|head)/' <<<"$output" || false
}

@test "refresh: lines that moved; what stays the same is stable's patch" {
	make_git
	works project refresh toy --git "$GIT"
	says "the series for git-" "is in projects/toy/head"
	[ "$(cat "$TOY/head/series")" = ../stable/greet.patch ]
	edit '1i /* more */'
	works project refresh toy
	says "greet.patch: lines moved or merged"
	[ "$(cat "$TOY/head/series")" = greet.patch ]
	grep -q "^Last-Update: $(date -I)" "$TOY/head/greet.patch"
	grep -q "^Description: fire a probe" "$TOY/head/greet.patch"
	! grep -qE '^(diff|index) ' "$TOY/head/greet.patch" || false
	works project patch toy --branch head
	cp "$TOY/head/greet.patch" "$UP/first"
	works project refresh toy
	cmp "$UP/first" "$TOY/head/greet.patch"
	[ -s "$ROOT/build/projects/toy/refresh/range-diff.txt" ]
	lint_of_patches
}

@test "refresh: a revision, and one that there is not" {
	make_git
	edit '1i /* more */'
	works project refresh toy --to 1.0
	[ "$(cat "$TOY/head/series")" = ../stable/greet.patch ]
	fails 1 project refresh toy --to nothing
	says "has no revision 'nothing'"
}

@test "refresh: a conflict is left for a person, and remembered" {
	make_git
	edit 's/^static int greet(int number)/static int greet(const int number)/
		s/^\treturn printf.*/\treturn fprintf(stdout, "hello %d\\n", number);/'
	PATH=$(no_wiggle)
	fails 1 project refresh toy
	says "greet.patch: conflicts in toy.c" "scripts/project refresh toy --continue"
	tree=$ROOT/build/projects/toy/refresh/tree
	grep -q '<<<<<<<' "$tree/toy.c"
	[ "$(cat "$TOY/head/series")" = ../stable/greet.patch ]
	fails 1 project refresh toy --continue
	says "conflicts in toy.c"
	mend "$tree/toy.c"
	git -C "$tree" add toy.c
	works project refresh toy --continue
	says "is in projects/toy/head"
	grep -q '^+.*TOY_GREET(number);' "$TOY/head/greet.patch"
	# the same conflict again: nobody is asked
	echo ../stable/greet.patch >"$TOY/head/series"
	rm "$TOY/head/greet.patch"
	works project refresh toy
	says "greet.patch: as it was resolved before"
	works project build toy --branch head
}

# A wiggle that gives up, where the test wants a conflict.
no_wiggle() {
	mkdir -p "$UP/bin"
	printf '#!/bin/sh\nexit 1\n' >"$UP/bin/wiggle"
	chmod +x "$UP/bin/wiggle"
	echo "$UP/bin:$PATH"
}

# Upstream's new line, and our probe before it.
mend() {
	python3 - "$1" <<-'EOF'
	import re, sys
	text = open(sys.argv[1]).read()
	text = re.sub(r"<<<<<<< .*?\n(.*?)\|\|\|\|\|\|\| .*?>>>>>>> [^\n]*\n",
	              r"\1", text, flags=re.S)
	text = text.replace("\treturn fprintf", "\tTOY_GREET(number);\n\treturn fprintf")
	open(sys.argv[1], "w").write(text)
	EOF
}

@test "refresh: code that upstream moved is mended in its new file" {
	make_git
	sed -n '/^static int greet/,/^}/p' "$GIT/toy.c" >"$GIT/greet.h"
	edit '/^static int greet/,/^}/c #include "greet.h"'
	PATH=$(no_wiggle)
	fails 1 project refresh toy
	says "greet.patch: conflicts in toy.c"
	tree=$ROOT/build/projects/toy/refresh/tree
	mend "$tree/toy.c"
	sed -i 's/^\treturn printf/\tTOY_GREET(number);\n&/' "$tree/greet.h"
	git -C "$tree" add .
	works project refresh toy --continue
	grep -q '^+++ b/greet.h' "$TOY/head/greet.patch"
	works project build toy --branch head
}

@test "refresh: wiggle is tried before a person is asked" {
	command -v wiggle >/dev/null || skip "wiggle is not installed"
	make_git
	edit 's/^\treturn printf("hello %d\\n", number);/\treturn printf("hello %d\\n", number + 0);/'
	works project refresh toy
	says "greet.patch: by wiggle"
	works project build toy --branch head
	grep -q TOY_GREET "$ROOT/build/projects/toy/head/src/toy.c"
	grep -q "number + 0" "$ROOT/build/projects/toy/head/src/toy.c"
}

@test "refresh: what upstream has is dropped" {
	make_git
	cp -r "$UP/new/." "$GIT/"
	upstream "take it all"
	run project refresh toy
	printf '%s\n' "$output"
	[ "$status" = 1 ]
	says "greet.patch: adds nothing there: dropped" "it can be retired"
}

@test "refresh: a series that does not validate is not taken" {
	make_git
	edit '1i /* more */'
	echo "    1   other   toy   greet   greet" >"$FAKE_LIST"
	fails 1 project refresh toy
	says "toy:::greet is declared, but not in the objects" "not taken; the new"
	[ "$(cat "$TOY/head/series")" = ../stable/greet.patch ]
	[ -f "$ROOT/build/projects/toy/refresh/series/greet.patch" ]
}

@test "record: commits become patches, the same bytes each time" {
	make_git
	cat >"$UP/shell" <<-'EOF'
	#!/bin/bash
	set -e
	git log --format=%s | grep -x greet
	sed -i 's/^int main/\/* says it *\/\n&/' toy.c
	git commit -q -a -m "Say what main does"
	EOF
	chmod +x "$UP/shell"
	SHELL=$UP/shell works project shell toy --commits
	cp "$TOY/stable/greet.patch" "$UP/before"
	works project record toy
	says "say-what-main-does.patch" "toy: 1 patches changed"
	cmp "$UP/before" "$TOY/stable/greet.patch"
	[ "$(cat "$TOY/stable/series")" = "$(printf 'greet.patch\nsay-what-main-does.patch')" ]
	works project patch toy
	says "2 patches, zero fuzz"
	lint_of_patches
	works project record toy
	says "toy: nothing changed"
	# a commit that is changed in place, header and all
	tree=$ROOT/build/projects/toy/stable/commits
	sed -i 's/says it/does it/' "$tree/toy.c"
	fails 1 project record toy
	says "has changes that are not committed"
	git -C "$tree" commit -q -a --amend -m "Say what main does"
	cp "$TOY/stable/say-what-main-does.patch" "$UP/before"
	works project record toy
	says "say-what-main-does.patch"
	! cmp -s "$UP/before" "$TOY/stable/say-what-main-does.patch" || false
	fails 1 project record toy --branch head
	says "shell toy --commits"
}
