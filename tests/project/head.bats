#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause

load helper

# A git repository of upstream's, one line further than the release.
make_git() {
	GIT=$UP/git
	cp -r "$UP/toy-1.0" "$GIT"
	echo "toy.o: CFLAGS += -g" >>"$GIT/Makefile"
	git -C "$GIT" init -q -b main
	git -C "$GIT" add .
	commit "after the release"
	mkdir "$TOY/head"
	echo ../stable/greet.patch >"$TOY/head/series"
	sed -i "/^\[provider/i [head]\\ngit = \"$GIT\"\\nbranch = \"main\"\\n" \
		"$TOY/project.toml"
	BUILD=$ROOT/build/projects/toy/head
}

commit() {
	git -C "$GIT" -c user.name=Toy -c user.email=toy@toy.example \
		commit -q -a -m "$1"
	COMMIT=$(git -C "$GIT" rev-parse HEAD)
}

@test "head: the branch of upstream's repository, with stable's patches" {
	make_git
	works project exercise toy --branch head
	says "commit $COMMIT" "1 patches, zero fuzz" "exercise   done"
	grep -q TOY_GREET "$BUILD/src/toy.c"
	grep -q -e -g "$BUILD/src/Makefile"
	[ ! -e "$BUILD/src/.git" ]
}

@test "head: a new commit starts from a fresh tree" {
	make_git
	project build toy --branch head
	echo "# more" >>"$GIT/Makefile"
	commit more
	works project build toy --branch head
	says "commit $COMMIT" "patch      1 patches"
	grep -q more "$BUILD/src/Makefile"
}

@test "head: --git takes what is checked out there, and the report names it" {
	make_git
	git -C "$GIT" checkout -q -b topic
	echo "# topic" >>"$GIT/Makefile"
	commit topic
	sed -i "s,^git = .*,git = \"https://127.0.0.1:1/toy.git\"," \
		"$TOY/project.toml"
	printf '@fired\ttoy\tgreet\t3\n@ok\tthe first greeting has number 0\t1\n' \
		>"$UP/trace"
	echo " 1 toy x y greet" >"$UP/list"
	FAKE_TRACE=$UP/trace FAKE_LIST=$UP/list \
		works project validate toy --branch head --git "$GIT"
	grep -q "\"commit\": \"$COMMIT\"" "$BUILD/report.json"
	grep -q "\"version\": \"git-${COMMIT:0:12}\"" "$BUILD/report.json"
}

@test "head: a patch that upstream's change breaks is named" {
	make_git
	sed -i 's/static int greet/static long greet/' "$GIT/toy.c"
	commit break
	fails 1 project build toy --branch head
	says "commit $COMMIT" "stable/greet.patch:" "hunk 1 of toy.c"
}

@test "head: a patch of its own takes the place of stable's" {
	make_git
	sed 's/^ static int greet/ static long greet/' \
		"$TOY/stable/greet.patch" >"$TOY/head/greet.patch"
	echo greet.patch >"$TOY/head/series"
	sed -i 's/static int greet/static long greet/' "$GIT/toy.c"
	commit break
	works project build toy --branch head
}

@test "head: offline, the last commit fetched is used" {
	make_git
	project fetch toy --branch head
	sed -i "s,^git = .*,git = \"https://127.0.0.1:1/toy.git\"," \
		"$TOY/project.toml"
	works project fetch toy --branch head --offline
	says "commit $COMMIT"
	fails 1 project fetch toy --branch head
	says "cannot fetch main from https://127.0.0.1:1/toy.git" "--git PATH"
}

@test "head: a project without [head] needs --git" {
	fails 1 project fetch toy --branch head
	says "has no [head]" "--git"
}
