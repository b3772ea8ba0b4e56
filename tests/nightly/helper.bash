# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause
#
# Two made-up projects, toy and top, of which toy has a development branch.
#
# shellcheck disable=SC2034,SC2154

. "$BATS_TEST_DIRNAME/../project/helper.bash"
eval "toy_$(declare -f setup)"

setup() {
	/usr/bin/python3 -c 'import jinja2' 2>/dev/null ||
		skip "python3-jinja2 is not installed"
	command -v quilt >/dev/null || skip "quilt is not installed"
	toy_setup
	NIGHT=$ROOT/build/nightly
	export FAKE_TRACE=$UP/trace FAKE_LIST=$UP/list
	printf '%b\n' '@example\ttoy\tgreet\tnumber=0' '@fired\ttoy\tgreet\t3' \
		'@ok\tthe first greeting has number 0\t1' >"$FAKE_TRACE"
	echo "    1   toy123   toy   greet   greet" >"$FAKE_LIST"
	sed -i "s|^build() {|&\n\twhile [ -e $ROOT/gate ]; do sleep 0.05; done|" "$TOY/driver"
	cp -r "$TOY" "$ROOT/projects/top"
	sed -i 's/^name = "toy"/name = "top"/' "$ROOT/projects/top/project.toml"
	make_git
}

make_git() {
	GIT=$UP/git
	cp -r "$UP/toy-1.0" "$GIT"
	git -C "$GIT" init -q -b main
	git -C "$GIT" add .
	commit "as released"
	mkdir "$TOY/head"
	echo ../stable/greet.patch >"$TOY/head/series"
	sed -i "/^\[provider/i [head]\\ngit = \"$GIT\"\\nbranch = \"main\"\\n" \
		"$TOY/project.toml"
}

commit() {
	git -C "$GIT" -c user.name=Toy -c user.email=toy@toy.example \
		commit -q -a -m "$1"
	COMMIT=$(git -C "$GIT" rev-parse HEAD)
}

# night OPTION...: the steps that matter here, quick.
night() {
	project nightly --steps validate "$@"
}

# A night of toy's build, held at the gate; pid is its number.
held_night() {
	touch "$ROOT/gate"
	"$ROOT/scripts/project" nightly toy --steps build --branches stable 2>"$UP/err" 3>&- &
	pid=$!
	until_ test -e "$NIGHT/log/toy+stable+build.log"
}

# class JOB: what the last report says of it.
class() {
	python3 - "$NIGHT/report.json" "$1" <<-'EOT'
	import json, sys
	for row in json.load(open(sys.argv[1]))["jobs"]:
	    if row["job"] == sys.argv[2]:
	        print(row["class"])
	EOT
}

# until COMMAND...: wait until it works.
until_() {
	local _
	for _ in {1..3000}; do
		"$@" >/dev/null 2>&1 && return
		sleep 0.05
	done
	echo "did not come true: $*"
	return 1
}
