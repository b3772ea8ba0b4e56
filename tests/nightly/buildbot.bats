#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The same graph on a master and two workers of Buildbot, on loopback, as a
# user without privilege, in a directory that this user may enter.

load helper

needs_buildbot() {
	command -v buildbot >/dev/null || skip "buildbot is not installed"
	command -v buildbot-worker >/dev/null ||
		skip "buildbot-worker is not installed"
	/usr/bin/python3 -c 'import buildbot' 2>/dev/null ||
		skip "buildbot is not for Debian's python3"
}

# as_user COMMAND...: as nobody when we are root.
NOBODY=()
[ "$(id -u)" != 0 ] ||
	NOBODY=(setpriv --reuid nobody --regid nogroup --clear-groups)
as_user() { "${NOBODY[@]}" timeout 120 "$@"; }

# A repository that has what a worker needs, in $AREA/repo.
make_area() {
	AREA=$(mktemp -d /tmp/nightly.XXXXXX)
	PIDS=()
	declare -gA PID_OF=()
	mkdir -p "$AREA/repo/docs" "$AREA/home" "$AREA/repo/tests/project"
	cp -rL "$REPO/scripts" "$REPO/ci" "$AREA/repo/"
	cp -r "$REPO/docs/schema" "$AREA/repo/docs/"
	cp "$DTRACE" "$AREA/repo/tests/project/"
	cp -r "$ROOT/projects" "$AREA/repo/"
	cp -r "$UP/git" "$AREA/upstream"
	cp "$UP/toy-1.0.tar.gz" "$UP/trace" "$UP/list" "$AREA/"
	sed -i "s|$UP/git|$AREA/upstream|; s|$UP|$AREA|" "$AREA"/repo/projects/*/project.toml
	sed -i "s|$ROOT/gate|$AREA/gate|" "$AREA"/repo/projects/*/driver
	{
		printf '.PHONY: toolchain job\ntoolchain:\n\t@true\n\n'
		sed -n '/^job:/,/^$/p' "$REPO/Makefile"
	} >"$AREA/repo/Makefile"
	echo /build/ >"$AREA/repo/.gitignore"
	git -C "$AREA/repo" init -q -b main
	git -C "$AREA/repo" add -A
	git -C "$AREA/repo" -c user.name=Toy -c user.email=toy@toy.example commit -q -m all
	export DTRACE=$AREA/repo/tests/project/fake-dtrace
	export TRACER=$DTRACE FAKE_TRACE=$AREA/trace FAKE_LIST=$AREA/list
	export DTRACE_CACHE=$AREA/cache HOME=$AREA/home
	make_master
	[ "$(id -u)" != 0 ] || chown -R nobody:nogroup "$AREA"
	chmod 755 "$AREA"
}

make_master() {
	PORT=$(python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	MASTER=$AREA/master
	mkdir "$MASTER"
	cat >"$MASTER/nightly.toml" <<-EOT
	repository = "file://$AREA/repo"
	listen = "tcp:$PORT:interface=127.0.0.1"
	reports = "reports"
	workers = ["w1", "w2"]
	steps = ["validate"]
	EOT
	printf 'w1 one\nw2 two\nchange three\n' >"$MASTER/passwords"
	chmod 600 "$MASTER/passwords"
}

teardown() {
	[ -n "${AREA-}" ] || return 0
	for pid in "${PIDS[@]}"; do
		kill -TERM "$pid" 2>/dev/null || :
	done
	for pid in "${PIDS[@]}"; do
		wait "$pid" 2>/dev/null || :
	done
	# what a dead worker had begun ends by itself
	rm -f "$AREA/gate"
	until_ eval '! pgrep -f "$AREA/"'
	rm -rf "$AREA"
}

# start NAME COMMAND...: in the background; its output in $AREA/NAME.log.
start() {
	local name=$1
	shift
	(cd "$AREA" && exec "${NOBODY[@]}" timeout 600 "$@" >"$AREA/$name.log" 2>&1 3>&-) &
	PIDS+=("$!")
	PID_OF[$name]=$!
}

create_master() {
	as_user buildbot create-master -q "$MASTER"
	rm -f "$MASTER/master.cfg.sample"
	as_user ln -s "$AREA/repo/ci/buildbot/master.cfg" "$MASTER/master.cfg"
}

reported() { [ -s "$MASTER/reports/report.json" ]; }

# Whether a worker has begun to build, which stops at the gate.
building() { compgen -G "$AREA/$1/nightly/build/build/projects/*/*/src/toy.d"; }

@test "buildbot: the configuration is made from projects/, and is valid" {
	needs_buildbot
	make_area
	create_master
	works as_user buildbot checkconfig "$MASTER"
	says "Config file is good!"
	works as_user /usr/bin/python3 - "$AREA" <<-'EOT'
	import os, sys
	area = sys.argv[1]
	path = area + "/repo/ci/buildbot/master.cfg"
	values = {"__file__": path, "basedir": area + "/master"}
	exec(compile(open(path).read(), path, "exec"), values)
	config = values["BuildmasterConfig"]
	names = sorted(b.name for b in config["builders"])
	assert names == ["top-stable", "toy-head", "toy-stable"], names
	steps = [f.kwargs.get("name") for f in
	         config["builders"][0].factory.steps]
	assert steps[2:] == ["fetch", "build", "validate"], steps
	EOT
	sed -i 's/^workers.*/workers = []/' "$MASTER/nightly.toml"
	fails 1 as_user buildbot checkconfig "$MASTER"
	says "nightly.toml: missing: workers"
	sed -i 's/^workers.*/workers = ["w3"]/' "$MASTER/nightly.toml"
	fails 1 as_user buildbot checkconfig "$MASTER"
	says "passwords: has no password for w3"
	chmod 644 "$MASTER/passwords"
	fails 1 as_user buildbot checkconfig "$MASTER"
	says "others may read it: chmod 600"
}

@test "buildbot: a master and two workers; one dies, its build is done again" {
	needs_buildbot
	make_area
	create_master
	touch "$AREA/gate"
	start master buildbot start --nodaemon "$MASTER"
	for name in w1 w2; do
		word=one
		[ "$name" = w1 ] || word=two
		as_user buildbot-worker create-worker -q "$AREA/$name" "127.0.0.1:$PORT" "$name" "$word"
		start "$name" buildbot-worker start --nodaemon "$AREA/$name"
	done
	until_ as_user buildbot sendchange --master "127.0.0.1:$PORT" \
		--auth change:three --who toy --category now --branch main --vc git \
		--revision HEAD projects
	# a worker dies in the middle of a build
	until_ eval 'building w1 || building w2'
	victim=w1
	building w1 || victim=w2
	pkill -KILL -P "${PID_OF[$victim]}"
	sleep 0.2
	rm "$AREA/gate"
	until_ reported || { tail -n 50 "$AREA/master.log" "$MASTER/twistd.log"; false; }
	cat "$MASTER/reports/report.txt"
	grep -q "nothing regressed\|new red" "$MASTER/reports/report.txt"
	grep -q "  to[py]/.*/build: $victim: was lost in the middle of the build" "$MASTER/reports/report.txt"
	python3 - "$MASTER/reports/report.json" "$victim" <<-'EOT'
	import json, sys
	report = json.load(open(sys.argv[1]))
	rows = {row["job"]: row for row in report["jobs"]}
	assert len(rows) == 9 and report["result"] == "held", report
	retried = [row for row in rows.values() if row["retries"]]
	assert [row["step"] for row in retried] == ["fetch", "build", "validate"]
	for row in retried:
	    assert row["result"] == "pass" and row["worker"] != sys.argv[2], row
	    assert row["retries"][0]["worker"] == sys.argv[2], row
	assert rows["toy/head/build"]["version"].startswith("git-")
	EOT
}
