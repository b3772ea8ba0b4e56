# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2016,SC2154 # D's $target; status, output and stderr are set by run
# Tracing as somebody without any privilege. Root becomes one.

load ../cli/trace

setup_file() {
	local dir
	dir=$(mktemp -d)
	build_target "$dir"
	mkdir "$dir/build"
	cp "$DTRACE" "$dir/build/dtrace"
	cp -r "$TOP/probes" "$dir/probes"
	mkdir -m 777 "$dir/out"
	chmod 755 "$dir"
	export DIR=$dir
}

teardown_file() {
	rm -rf "$DIR"
}

setup() {
	PIDS=()
	cd "$DIR/out" || return
}

teardown() {
	local pid
	for pid in "${PIDS[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
}

# run a command as an ordinary user
as_user() {
	local become=()
	[[ $EUID -ne 0 ]] || become=(setpriv --reuid 61234 --regid 61234 --clear-groups --no-new-privs)
	run --separate-stderr timeout -k 1 60 "${become[@]}" env HOME="$DIR/out" "$@"
	[[ $status -ne 124 ]]
}

@test "breakpoints are taken by themselves, and that is said once" {
	as_user "$DIR/build/dtrace" -qn 'target$target:::round { @[copyinstr(arg1), uid == $uid] = count(); }' -c "$DIR/target 5"
	[[ $status -eq 0 ]]
	[[ $output = *"a name"*1*5* ]]
	[[ $(grep -c 'using breakpoints instead' <<<"$stderr") -eq 1 ]]
}

@test "who asks for the kernel is told what is missing" {
	as_user "$DIR/build/dtrace" -x backend=kernel -qn 'BEGIN { exit(0); }'
	[[ $status -eq 1 ]]
	[[ $stderr = *"CAP_BPF and CAP_PERFMON"* && $stderr != *breakpoints* ]]
}

@test "processes of the same user by pattern, and those that start later" {
	# -e waits until a tracer has found it
	as_user bash -c '
		"$1/target" -e 7 >/dev/null &
		"$1/build/dtrace" -qn "target*:::round { n++; @[pid] = count(); } BEGIN { printf(\"begun\n\"); } tick-10ms /n == 16/ { printa(\"%@d\n\", @); exit(0); }" >seen 2>/dev/null &
		while ! grep -q begun seen; do sleep 0.01; done
		"$1/target" -e 9 >/dev/null
		wait; cat seen' - "$DIR"
	[[ $(tail -n +2 <<<"$output" | xargs) = "7 9" ]]
}

@test "another user's process is refused" {
	[[ $EUID -eq 0 ]] || skip "needs root, to be another user"
	sleep 60 &
	PIDS+=("$!")
	as_user "$DIR/build/dtrace" -qn 'BEGIN { x = 1; }' -p "$!"
	[[ $status -eq 1 ]]
	[[ $stderr = *"process $! is not ours"* ]]
	kill "$!"
}

# The machine's own sysctl where it has one; else a name space of ours says so, and
# a filter refuses what yama would.
@test "yama: what the system allows is said, with what to do" {
	[[ $EUID -eq 0 ]] || skip "needs root, to set kernel.yama.ptrace_scope"
	local scope=/proc/sys/kernel/yama/ptrace_scope old become
	become=(setpriv --reuid 61234 --regid 61234 --clear-groups)
	"${become[@]}" sleep 60 &
	PIDS+=("$!")
	if [[ -e $scope ]]; then
		old=$(<"$scope")
		[[ $old -le 1 ]] || skip "kernel.yama.ptrace_scope is $old"
		echo 1 >"$scope"
		as_user "$DIR/build/dtrace" -x backend=ptrace -qn 'BEGIN { x = 1; }' -p "$!"
		echo "$old" >"$scope"
	else
		gcc -O1 -Wall -Werror -o "$DIR/yama" "$BATS_TEST_DIRNAME/yama.c"
		run --separate-stderr unshare -m bash -c 'mount -t tmpfs none /proc/sys/kernel && mkdir -p "${1%/*}" &&
			echo 1 >"$1" && shift && exec "$@"' - "$scope" "${become[@]}" "$DIR/yama" "$DIR/build/dtrace" \
			-x backend=ptrace -qn 'BEGIN { x = 1; }' -p "$!"
	fi
	kill "$!"
	[[ $status -eq 1 ]]
	[[ $stderr = *"process $! may not be traced: this system allows only commands that dtrace starts itself (-c); sysctl kernel.yama.ptrace_scope=0 allows others"* ]]
}

@test "a set-user-ID program: people are told that it has no privileges" {
	[[ $EUID -eq 0 ]] || skip "needs root, to make such a program"
	cp "$(command -v id)" "$DIR/out/suid"
	chmod 4755 "$DIR/out/suid"
	run --separate-stderr setpriv --reuid 61234 --regid 61234 --clear-groups timeout -k 1 60 \
		"$DIR/build/dtrace" -Zqn 'none*:::x { @ = count(); }' -c "sh -c $DIR/out/suid"
	[[ $stderr = *"executed a set-user-ID program"* ]]
}

@test "the doctor tells which way is taken" {
	as_user "$DIR/build/dtrace" --doctor
	[[ $output = *"backend"*"breakpoints"* ]]
}
