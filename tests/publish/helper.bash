# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause
#
# The made-up project of tests/project, in a git repository of its own.
#
# shellcheck disable=SC2034,SC2154

. "$BATS_TEST_DIRNAME/../project/helper.bash"
eval "toy_$(declare -f setup)"

setup() {
	toy_setup
	unset SOURCE_DATE_EPOCH KEY
	OUT=$ROOT/build/dist
	mkdir -p "$ROOT/src" "$ROOT/docs/projects"
	printf 'AC_INIT([toy-dtrace], [0.7])\n' >"$ROOT/src/configure.ac"
	printf '/build/\n' >"$ROOT/.gitignore"
	echo "All of it is free." >"$ROOT/LICENSE"
	for page in packagers contributing index; do
		echo "# The page $page" >"$ROOT/docs/$page.md"
	done
	project docs >/dev/null
	project shelf >/dev/null
	git -C "$ROOT" init -q -b main
	commit "the first"
}

# commit TEXT: what is there, at a time that does not change.
commit() {
	git -C "$ROOT" add -A
	GIT_AUTHOR_DATE="@1700000000 +0000" GIT_COMMITTER_DATE="@1700000000 +0000" \
		git -C "$ROOT" -c user.name=Toy -c user.email=toy@toy.example \
		commit -q -m "$1"
	COMMIT=$(git -C "$ROOT" rev-parse HEAD)
}

# sums DIR: of all files in it, with their modes.
sums() {
	(cd "$1" && find . -printf '%M %p\n' | sort && find . -type f | sort | xargs sha256sum)
}
