#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# make nightly on made-up projects: what regressed, and what gets in the way.

load helper

@test "nightly: the graph has every step of every branch, and what they need" {
	works project nightly --list
	says top/stable/validate toy/stable/identical toy/stable/export toy/all/compat
	says_not cost
	says_not top/head
	says_not toy/head/export
	works project nightly --list toy --branches head --steps interop
	[ "$output" = "$(printf 'toy/head/%s\n' fetch build interop)" ]
	fails 2 project nightly nosuch
	says "there is no project nosuch; there are: top, toy"
	fails 2 project nightly --steps fetch,nosuch
	says "there is no step nosuch; there are: fetch, build"
	fails 2 project nightly --branches 9
	says "there is no branch 9"
	fails 2 project nightly top --branches head
	says "no job is left"
	fails 2 project job toy/stable
	says "'toy/stable' is no job: PROJECT/BRANCH/STEP"
	fails 2 project job toy/stable/nosuch
	says "there is no job toy/stable/nosuch"
}

@test "nightly: all jobs, and the report as text, JSON and HTML" {
	sed -i '/^\[head/i [build]\nswitch = "make PROBES=on"\n' "$TOY/project.toml"
	printf '\n[unsupported]\nsystemtap = "runs no -G"\nlto = "is slow"\n' >>"$TOY/project.toml"
	works project nightly toy --steps fetch,build,validate,builds,identical,export,compat
	says "nothing regressed: 12 well"
	[ -d "$ROOT/build/exports/toy-1.0-debian" ]
	python3 - "$REPO" "$NIGHT" <<-'EOT'
	import json, sys, html.parser
	sys.path.insert(0, sys.argv[1] + "/scripts")
	from projectlib import jsonschema
	report = json.load(open(sys.argv[2] + "/report.json"))
	assert jsonschema.check(report, jsonschema.load("nightly")) == []
	assert report["result"] == "held" and report["previous"] is None
	row = [r for r in report["jobs"] if r["job"] == "toy/head/build"][0]
	assert row["class"] == "well" and row["version"].startswith("git-"), row
	EOT
	grep -q 'Night of' "$NIGHT/report.html"
	fails 1 grep -E '(src|href)="[^#]' "$NIGHT/report.html"
	! command -v tidy >/dev/null || tidy -e -q -utf8 "$NIGHT/report.html"
}

@test "nightly: a regression counts once, is still red, and recovers" {
	works night
	# what the fake tracer says is no input that a stamp would know
	again="$ROOT/build/projects/toy/stable/stamps/src.validate"
	rm "$again"
	cp "$FAKE_LIST" "$UP/good"
	: >"$FAKE_LIST"
	fails 1 night toy --branches stable
	says "something regressed: 1 regressed, 2 well" \
		"toy/stable/validate: toy:::greet is declared, but not in the objects" \
		"remedy: make job JOB=toy/stable/validate"
	[ "$(class toy/stable/validate)" = regressed ]
	first=$(sed -n 's/^Night of \([^:]*:[^:]*:[^:]*\):.*/\1/p' "$NIGHT/report.txt")
	works night toy --branches stable
	says "nothing regressed" "1 still red" "(since $first)"
	fails 1 night toy --branches stable --strict
	cp "$UP/good" "$FAKE_LIST"
	works night toy --branches stable
	says "1 recovered"
	works night toy --branches stable
	[ "$(class toy/stable/validate)" = well ]
	[ "$(ls "$NIGHT/history" | wc -l)" = 6 ]
}

@test "nightly: of two nights in one second the later is the newer" {
	python3 - "$REPO" "$UP/nights" <<-'EOT'
	import sys
	sys.path.insert(0, sys.argv[1] + "/scripts")
	from projectlib.nightly import store
	store.time.gmtime = lambda now, gmtime=store.time.gmtime: gmtime(1e9)
	began = []
	for _ in range(3):
	    with store.opened(sys.argv[2]) as kept:
	        kept.open([], True)
	        kept.finish([])
	        began.append(kept.night["id"])
	newest = [name for name, _ in kept.history()]
	assert len(set(began)) == 3 and newest == began[::-1], newest
	EOT
}

@test "nightly: red from the first is told once; what rests on it is not done" {
	sed -i 's/return 1;/return oops;/' "$UP/toy-1.0/toy.c"
	make_tarball
	sum=$(sha256sum "$UP/toy-1.0.tar.gz")
	sed -i "s/^sha256.*/sha256 = \"${sum%% *}\"/" "$ROOT/projects/top/project.toml"
	fails 1 night top
	says "something regressed: 1 new red, 1 well, 1 blocked" "top/stable/build: "
	[ "$(class top/stable/validate)" = blocked ]
	grep -q '"build fails"' "$ROOT/build/projects/top/stable/state.json"
	works night top
	says "1 still red"
}

@test "nightly: a commit of upstream's that breaks the head series is named" {
	[ -x "$REPO/build/src/dtrace-drift" ] || skip "dtrace-drift is not built"
	mkdir -p "$ROOT/build/src"
	ln -s "$REPO/build/src/dtrace-drift" "$ROOT/build/src/"
	works night toy --branches head
	echo "# harmless" >>"$GIT/Makefile"
	commit "change the makefile"
	sed -i 's/static int greet/static long greet/' "$GIT/toy.c"
	commit "return more"
	bad=${COMMIT:0:7}
	echo "# later" >>"$GIT/Makefile"
	commit "go on"
	fails 1 night toy --branches head
	says "toy/head/build" "$bad" "return more" \
		"remedy: scripts/project refresh toy --branch head --to HEAD"
	grep -q "return more" "$NIGHT/report.html"
}

@test "nightly: branches run side by side, as many as there are cores" {
	touch "$ROOT/gate"
	night --branches stable --jobs 2 2>"$UP/err" 3>&- &
	pid=$!
	until_ test -e "$NIGHT/log/toy+stable+build.log" -a -e "$NIGHT/log/top+stable+build.log"
	rm "$ROOT/gate"
	wait "$pid"
	touch "$ROOT/gate"
	night --branches stable --jobs 1 --fresh 2>"$UP/err" 3>&- &
	pid=$!
	until_ test -e "$NIGHT/log/top+stable+fetch.log"
	sleep 0.3
	[ "$(pgrep -c -P "$(pgrep -P "$pid" -f nightly || echo "$pid")")" -le 1 ]
	rm "$ROOT/gate"
	wait "$pid"
}

@test "nightly: one branch of a project at a time runs its program" {
	sed -i 's|^exercise() {|&\n\tsay began $EPOCHREALTIME; sleep 0.3; say ended $EPOCHREALTIME;|' \
		"$TOY/driver"
	night toy --jobs 2
	# in the order of the clock, each ends before the next begins
	run awk '$2 == "began" || $2 == "ended" { print $3, $2 }' \
		"$ROOT"/build/projects/toy/{stable,head}/log/validate.log
	[ "${#lines[@]}" = 4 ]
	[ "$(printf '%s\n' "${lines[@]}" | sort | cut -d ' ' -f 2 | xargs)" = \
		"began ended began ended" ]
}

@test "nightly: interrupted, it goes on where it was" {
	held_night
	fails 3 project nightly top
	says "nightly: another command works on it now"
	kill -TERM "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" = 130 ]
	[ ! -e "$NIGHT/report.json" ]
	rm "$ROOT/gate"
	works project nightly toy --steps build --branches stable
	says "goes on: 1 of 2 jobs are done" "2/2 pass  toy/stable/build"
	says_not "toy/stable/fetch"
}

@test "nightly: killed, its jobs end too, and the next run goes on" {
	held_night
	job=$(pgrep -P "$pid")
	until_ pgrep -P "$job"
	kill -KILL "$pid"
	wait "$pid" || :
	until_ fails 1 kill -0 "$job"
	rm "$ROOT/gate"
	works project nightly toy --steps build --branches stable
	says "goes on: 1 of 2 jobs are done"
}

@test "nightly: a job that dies without a word is done once more" {
	held_night
	job=$(pgrep -P "$pid")
	kill -KILL "$job"
	until_ grep -q "toy/stable/build: was killed by SIGKILL without a word: once more" "$UP/err"
	rm "$ROOT/gate"
	wait "$pid"
	[ "$(class toy/stable/build)" = well ]
}

@test "nightly: a full disk ends the night, and with room it goes on" {
	[ "$(id -u)" = 0 ] || skip "mounting a small disk needs root"
	unshare --mount true 2>/dev/null || skip "no mount namespace to be had"
	sed -i 's|^build() {|&\n\thead -c 3M /dev/zero >big|' "$TOY/driver"
	mkdir "$UP/small"
	unshare --mount --propagation private bash -euc '
		mount -t tmpfs -o size=12m,mode=755 tmpfs "$1"
		cp -a "$2" "$1/root"
		head -c 10M /dev/zero >"$1/filler"
		night="$1/root/scripts/project nightly toy --steps build --branches stable"
		status=0
		$night || status=$?
		[ "$status" = 3 ]
		[ ! -e "$1/root/build/nightly/report.json" ]
		rm "$1/filler"
		$night
		[ -s "$1/root/build/nightly/report.json" ]' - "$UP/small" "$ROOT" \
		2>"$UP/err" || { cat "$UP/err"; false; }
	cat "$UP/err"
	grep -q "nightly: toy/stable/build: .*No space left on device.*make room; 1 of 2 jobs are done: run it again" "$UP/err"
	grep -q "goes on: 1 of 2" "$UP/err"
}

@test "nightly: a missing program is named before anything is begun" {
	mkdir "$UP/bin"
	for tool in git patch python3 bash env sha256sum; do
		ln -s "$(command -v $tool)" "$UP/bin/"
	done
	PATH=$UP/bin fails 3 "$ROOT/scripts/project" nightly toy
	says "these programs are missing: quilt (Debian: apt-get install quilt); or leave out"
	[ ! -e "$NIGHT" ]
}
