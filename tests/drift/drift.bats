#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# dtrace-drift on histories that each test makes: what it says of a patch, and
# which commit it names.

setup() {
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	DRIFT=$TOP/build/src/dtrace-drift
	[ -x "$DRIFT" ] || skip "dtrace-drift is not built (no libgit2)"
	cd "$BATS_TEST_TMPDIR"
	export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
	export GIT_AUTHOR_NAME="Ada Up" GIT_AUTHOR_EMAIL=ada@up.example
	export GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@up.example
	export GIT_AUTHOR_DATE="2026-03-01 12:00:00 +0000"
	git init -q -b main up
	mkdir up/src series
	seq -f "line %g" 100 >up/src/a.c
	seq -f "text %g" 50 >up/b.c
	commit base
	git -C up tag base
	make_patch first 's/^line 20$/line twenty/' src/a.c
	make_patch second 's/^text 30$/&\ntext thirty and a half/' b.c
	git -C up checkout -q -f base
}

# commit SUBJECT: all that changed.
commit() {
	git -C up add -A
	git -C up commit -q -m "$1"
}

# make_patch NAME SED FILE: series/NAME.patch, and the tree has it applied.
make_patch() {
	sed -i "$2" "up/$3"
	{
		printf 'Description: %s\nOrigin: vendor\n---\n' "$1"
		git -C up diff --no-ext-diff | sed '/^diff \|^index /d'
	} >"series/$1.patch"
	echo "$1.patch" >>series/series
	git -C up add -A
}

# edit SUBJECT SED FILE: a commit of upstream's.
edit() {
	sed -i "$2" "up/$3"
	commit "$1"
}

head_id() {
	git -C up rev-parse --short=12 HEAD
}

# drift STATUS ARG...
drift() {
	local wanted=$1
	shift
	run "$DRIFT" "$@"
	printf '%s\n' "$output"
	[ "$status" = "$wanted" ]
}

says() {
	local text
	for text; do
		[[ $output == *"$text"* ]] || {
			echo "not said: $text"
			return 1
		}
	done
}

@test "drift: what applies is clean, and nothing is checked out" {
	rm -rf up/src up/b.c
	drift 0 up series
	says "first.patch   clean" "second.patch  clean"
	[ ! -e up/b.c ]
	drift 0 up series/series HEAD
}

@test "drift: lines that moved are an offset" {
	edit more '1i new\nnew' src/a.c
	drift 0 up series base..HEAD
	says "first.patch   offset    src/a.c: hunk 1 applies +2 lines away"
	[[ $output != *since* ]]
}

@test "drift: changed context is fuzz, as patch(1) says it" {
	edit near 's/^line 17$/line changed/' src/a.c
	id=$(head_id)
	drift 1 up series base..HEAD
	says "first.patch   fuzz      src/a.c: hunk 1 applies with fuzz 1" \
		"since $id 2026-03-01 Ada Up: near"
	git -C up checkout -q HEAD
	(cd up && ! patch -p1 -F0 --dry-run <../series/first.patch)
	(cd up && patch -p1 -F1 --dry-run <../series/first.patch)
}

@test "drift: the first commit of the last bad run is named" {
	edit "break it" 's/^line 20$/line xx/' src/a.c
	edit "repair it" 's/^line xx$/line 20/' src/a.c
	edit unrelated 's/^line 90$/line 9x/' src/a.c
	edit "break it again" 's/^line 20$/other/' src/a.c
	id=$(head_id)
	edit later 's/^other$/another/' src/a.c
	drift 1 up series base..HEAD
	says "conflict  src/a.c: hunk 1 of 1 (line 6) does not apply" \
		"since $id 2026-03-01 Ada Up: break it again" \
		"second.patch  clean"
	drift 1 -s up series base..HEAD
	says "the hunk, series/first.patch:6" "| -line 20" "| +line twenty" \
		"the commit, src/a.c" "| +other"
}

@test "drift: bad before the range begins" {
	edit break 's/^line 20$/line xx/' src/a.c
	edit next 's/^line 1$/line one/' src/a.c
	drift 1 up series HEAD~..HEAD
	says "conflict" "since before the range begins"
}

@test "drift: a change that upstream took is upstream, and when" {
	(cd up && patch -s -p1 <../series/second.patch)
	commit "take it"
	id=$(head_id)
	drift 1 up series base..HEAD
	says "second.patch  upstream  b.c: has the change already" \
		"the same change: $id 2026-03-01 Ada Up: take it"
	# changed since: no longer to be seen in the file, but in the history
	edit "say it otherwise" 's/thirty and a half/30.5/' b.c
	drift 1 up series base..HEAD
	says "second.patch  upstream" "the same change: $id"
}

@test "drift: a patch of which upstream took one file is in conflict" {
	sed -i 's/^line 50$/line fifty/' up/src/a.c
	make_patch both 's/^text 10$/text ten/' b.c
	git -C up reset -q --hard base
	edit half 's/^text 10$/text ten/' b.c
	drift 1 up series base..HEAD
	says "both.patch    conflict  b.c: has the change already, other files"
}

@test "drift: later patches build on earlier ones" {
	sed -i 's/^line 20$/line twenty/' up/src/a.c
	git -C up add -A
	make_patch third 's/^line twenty$/line twenty!/' src/a.c
	git -C up reset -q --hard base
	drift 0 up series
	says "third.patch   clean"
}

@test "drift: a file that was deleted, and one that moved" {
	git -C up mv b.c src/b.c
	commit "move b"
	id=$(head_id)
	drift 1 up series base..HEAD
	says "second.patch  missing   b.c: is not there; src/b.c is (clean)" \
		"since $id 2026-03-01 Ada Up: move b"
	git -C up mv src/b.c src/c.c
	commit "rename b"
	drift 1 up series base..HEAD
	says "missing   b.c: is not there; src/b.c is (conflict)"
	git -C up rm -q src/a.c
	commit "delete a"
	drift 1 up series base..HEAD
	says "first.patch   missing   src/a.c: is not there"
}

@test "drift: files that a patch makes or deletes" {
	echo new >up/new.c
	git -C up add -N new.c
	make_patch third 's/new/newer/' new.c
	git -C up reset -q --hard base
	git -C up rm -q b.c
	make_patch fourth 's/^line 1$/line one/' src/a.c
	git -C up reset -q --hard base
	sed -i /second/d series/series
	drift 0 up series
	says "third.patch   clean" "fourth.patch  clean"
	echo other >up/new.c
	commit "their own"
	drift 1 up series base..HEAD
	says "third.patch   conflict  new.c: is there already, and differs"
}

@test "drift: the commit within a merge is named, and the merge" {
	git -C up checkout -q -b side
	edit "break on the side" 's/^line 20$/line xx/' src/a.c
	id=$(head_id)
	edit "more on the side" 's/^text 1$/text one/' b.c
	git -C up checkout -q main
	edit "on main" 's/^line 90$/line 9x/' src/a.c
	git -C up merge -q --no-edit side
	merge=$(head_id)
	drift 1 up series base..HEAD
	says "since $id 2026-03-01 Ada Up: break on the side" \
		"merged by $merge"
}

@test "drift: a range that starts beside the line of first parents" {
	git -C up checkout -q -b side
	edit "side" 's/^line 90$/line 9x/' src/a.c
	git -C up checkout -q main
	edit "break" 's/^line 20$/line xx/' src/a.c
	id=$(head_id)
	git -C up merge -q --no-edit side
	drift 1 up series side..main
	says "since $id"
}

@test "drift: bare, packed and shallow repositories" {
	edit break 's/^line 20$/line xx/' src/a.c
	id=$(head_id)
	edit next 's/^line 1$/line one/' src/a.c
	git clone -q --bare up bare.git
	git -C bare.git gc -q
	drift 1 bare.git series base..HEAD
	says "since $id"
	git clone -q --depth 1 "file://$PWD/up" shallow
	drift 1 shallow series
	says "first.patch   conflict"
	git clone -q --depth 2 "file://$PWD/up" shallow2
	drift 1 shallow2 series "$id..HEAD"
	says "since before the range begins"
}

@test "drift: JSON" {
	edit break 's/^line 20$/line "xx"\t\\/' src/a.c
	drift 1 -j up series base..HEAD
	"$DRIFT" -j up series base..HEAD | python3 -c '
import json, sys
found = json.load(sys.stdin)
first, second = found["patches"]
assert found["commits"] == 2 and not found["shallow"], found
assert first["state"] == "conflict" and first["file"] == "src/a.c", first
assert first["since"]["subject"] == "break", first
assert first["since"]["author"] == "Ada Up", first
assert len(first["since"]["id"]) == 40
assert second == {"patch": "second.patch", "state": "clean"}, second
'
}

@test "drift: what cannot be read is told, with its place" {
	drift 3 nowhere series
	says "nowhere: cannot open"
	drift 3 up series nothing
	says "no revision 'nothing'"
	drift 3 up nothing
	says "cannot open 'nothing'"
	drift 2 up
	says "usage: dtrace-drift"
	for bad in '../../etc/passwd' '/etc/passwd' 'x/../../y' '.git/config' \
		'sub/.GIT/hooks/x'; do
		printf -- '--- a/%s\n+++ b/%s\n@@ -1 +1 @@\n-a\n+b\n' \
			"$bad" "$bad" >series/first.patch
		drift 3 up series
		says "series/first.patch:1: no path inside of the source tree"
	done
	printf -- '--- a/x\n+++ b/x\n@@ -1,9 +1 @@\n-a\n' >series/first.patch
	drift 3 up series
	says "series/first.patch:5: the patch ends within a hunk"
	printf -- '--- a/x\n+++ b/x\n@@ -1,x +1 @@\n-a\n' >series/first.patch
	drift 3 up series
	says "series/first.patch:3: a hunk starts with"
	printf -- '--- a/x\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n' >series/first.patch
	drift 3 up series
	says "renames a file: not supported"
	echo "first.patch -R" >series/series
	drift 3 up series
	says "series/series:1: '-R'"
}

@test "drift: a damaged repository is no crash" {
	edit break 's/^line 20$/line xx/' src/a.c
	git clone -q --bare up bare.git
	git -C bare.git gc -q
	blob=$(git -C up rev-parse HEAD:src/a.c)
	git -C up unpack-objects -q <"$(echo bare.git/objects/pack/*.pack)" || :
	chmod u+w "up/.git/objects/${blob:0:2}/${blob:2}"
	echo damaged >"up/.git/objects/${blob:0:2}/${blob:2}"
	drift 3 up series
	says "cannot read blob $blob"
	pack=$(echo bare.git/objects/pack/*.pack)
	chmod u+w "$pack"
	dd if=/dev/zero of="$pack" bs=1 seek=40 count=200 conv=notrunc 2>/dev/null
	drift 3 bare.git series base..HEAD
	says "dtrace-drift: bare.git: "
}

@test "drift: the commits it names are those where patch(1) stops" {
	"$TOP/tests/bench/drift-history" hist 1500
	run "$DRIFT" -j hist/up.git hist/series base..main
	[ "$status" = 1 ]
	echo "$output" >found.json
	python3 - <<-'EOF2'
	import json, os, re, subprocess
	def applies(commit, patch):
	    text = open(patch).read()
	    for path in re.findall(r"^\+\+\+ b/(.*)", text, re.M):
	        os.makedirs("t/" + os.path.dirname(path), exist_ok=True)
	        open("t/" + path, "wb").write(subprocess.run(
	            ["git", "-C", "hist/up.git", "show", f"{commit}:{path}"],
	            capture_output=True, check=True).stdout)
	    return subprocess.run(["patch", "-p1", "-F0", "-f", "--dry-run"],
	                          cwd="t", input=text.encode(),
	                          capture_output=True).returncode == 0
	seen = 0
	for one in json.load(open("found.json"))["patches"]:
	    patch = "hist/series/" + one["patch"]
	    assert applies("main", patch) == (
	        one["state"] in ("clean", "offset")), one
	    if "since" in one:
	        seen += 1
	        commit = one["since"]["id"]
	        assert applies(commit + "^", patch), one
	        assert not applies(commit, patch), one
	assert seen >= 2, seen
	print(seen, "commits checked")
	EOF2
}

@test "drift: random changes, the same verdict as patch(1)" {
	run "$TOP/tests/drift/compare" "$DRIFT" 150
	printf '%s\n' "$output"
	[ "$status" = 0 ]
	says "the same: " conflict offset clean fuzz
}

@test "drift: JSON stays JSON, whatever bytes an author's name has" {
	edit break 's/^line 20$/line xx/' src/a.c
	# git would turn the name into UTF-8; commits of other programs' are not
	id=$(git -C up cat-file commit HEAD | LC_ALL=C sed $'s/Ada Up/Ad\xe9/' |
		git -C up hash-object -t commit -w --stdin)
	git -C up update-ref --no-deref HEAD "$id"
	drift 1 -j up series base..HEAD
	"$DRIFT" -j up series base..HEAD | python3 -c '
import json, sys
first = json.load(sys.stdin)["patches"][0]
assert first["since"]["author"] == {"hex": "4164e9"}, first
'
}
