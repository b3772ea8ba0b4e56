#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# Tracing by users who are not root: with capabilities of their own, and with
# those of the command, where dtrace.conf(5) says who may trace what.
# shellcheck disable=SC2016,SC2154 # $target is for D; run sets stderr

setup_file() {
	load trace.bash
	needs_root
	# a folder that others may enter
	DIR=$(mktemp -d /tmp/dtrace-privilege.XXXXXX)
	export DIR
	chmod 755 "$DIR"
	build_target "$DIR"
	cp "$(realpath "$DTRACE")" "$DIR/dtrace"
	chmod 755 "$DIR/dtrace" "$DIR/target"
	setcap "$CAPS+ep" "$DIR/dtrace" || skip "this file system has no capabilities of files"
	unshare -m true || skip "no mount namespace can be made"
	su_user "$DIR/dtrace" -qn 'BEGIN { exit(0); }' || skip "capabilities of files do not count here"
}

teardown_file() {
	[[ -z ${DIR-} ]] || rm -rf "$DIR"
}

setup() {
	load trace.bash
	needs_root
}

CAPS=cap_bpf,cap_perfmon,cap_checkpoint_restore

# as an ordinary user; env is one of his programs, without any capability
su_user() {
	setpriv --reuid=65534 --regid=65534 --clear-groups env "$@"
}

# with_conf TEXT ARGUMENT...: the user's dtrace where /etc/dtrace.conf is that
with_conf() {
	local text=$1
	shift
	printf '%s\n' "$text" >"$BATS_TEST_TMPDIR/conf"
	chmod "${MODE:-644}" "$BATS_TEST_TMPDIR/conf"
	# shellcheck disable=SC2016 # for the inner shell
	run --separate-stderr unshare -m bash -c 'mkdir "$1/etc" && cp -a /etc/passwd /etc/group /etc/ld.so.cache "$1/etc"
		cp "$1/conf" "$1/etc/dtrace.conf" && chmod --reference "$1/conf" "$1/etc/dtrace.conf"
		[[ -z ${OWNER-} ]] || chown "$OWNER" "$1/etc/dtrace.conf"
		mount --bind "$1/etc" /etc && shift && cd / && exec timeout 30 setpriv --reuid=65534 --regid=65534 \
			--clear-groups env "$DIR/dtrace" "$@"' bash "$BATS_TEST_TMPDIR" "$@"
	rm -rf "${BATS_TEST_TMPDIR:?}/etc"
}

@test "three capabilities of a user are enough" {
	chmod 755 "$BATS_TEST_TMPDIR"
	cp "$(realpath "$DTRACE")" "$DIR/plain"
	run setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+bpf,+perfmon,+checkpoint_restore \
		--ambient-caps=+bpf,+perfmon,+checkpoint_restore "$DIR/plain" -q -x backend=kernel -c "$DIR/target 3" -n \
		'target$target:::round { printf("%d %s %d,", args[0], copyinstr(arg1), uid); }'
	[ "$status" -eq 0 ]
	[[ $output = *"0 a name 65534,1 a name 65534,2 a name 65534,"* ]]
}

@test "what a user may not open is told in one line" {
	local i out=$BATS_TEST_TMPDIR/out waits pids=()
	mkdir -m 700 "$BATS_TEST_TMPDIR/closed"
	mkfifo "$BATS_TEST_TMPDIR/waits"
	exec {waits}<>"$BATS_TEST_TMPDIR/waits"
	cp "$(realpath "$DTRACE")" "$DIR/plain"
	for i in 1 2 3; do
		cp "$DIR/target" "$BATS_TEST_TMPDIR/closed/target$i"
		"$BATS_TEST_TMPDIR/closed/target$i" -w <&"$waits" &
		pids+=("$!")
		until_true grep -q "closed/target$i" "/proc/$!/maps"
	done
	setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+bpf,+perfmon,+checkpoint_restore \
		--ambient-caps=+bpf,+perfmon,+checkpoint_restore "$DIR/plain" -l >/dev/null 2>"$out"
	kill "${pids[@]}"
	grep -E "^dtrace: [0-9]+ files that processes run were left out, as we may not open them; one of them: cannot open '" "$out"
	[ "$(grep -c 'cannot open' "$out")" -eq 1 ]
}

@test "with capabilities of the command, users trace what is theirs" {
	run su_user "$DIR/dtrace" -q -x backend=kernel -c "$DIR/target 3" -n 'target$target:::round { @ = count(); }
		pid$target::main:entry { printf("main\n"); } END { printa("%@d\n", @); }'
	[ "$status" -eq 0 ]
	[[ $output = *main*3* ]]
}

@test "commands of -c get none of the capabilities" {
	run su_user "$DIR/dtrace" -q -c "grep -h CapPrm /proc/self/status" -n BEGIN
	[[ $output = *0000000000000000* ]]
	run setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+bpf,+perfmon \
		--ambient-caps=+bpf,+perfmon "$DTRACE" -q -x backend=ptrace -c "grep -h CapAmb /proc/self/status" -n BEGIN
	[[ $output = *0000000000000000* ]]
}

@test "files are read and written with the user's rights" {
	echo 'BEGIN { exit(0); }' >"$BATS_TEST_TMPDIR/secret.d"
	chmod 600 "$BATS_TEST_TMPDIR/secret.d"
	chmod 755 "$BATS_TEST_TMPDIR"
	run su_user "$DIR/dtrace" -s "$BATS_TEST_TMPDIR/secret.d"
	[ "$status" -eq 1 ]
	[[ $output = *"Permission denied"* ]]
	for option in "-o $DIR/out" "-x record=$DIR/out"; do
		# shellcheck disable=SC2086
		run su_user "$DIR/dtrace" $option -n 'BEGIN { exit(0); }'
		[ "$status" -eq 1 ]
		[[ $output = *"Permission denied"* ]]
	done
}

@test "another user's process is refused" {
	"$DIR/target" -w 1 < <(sleep 20) &
	other=$!
	run su_user "$DIR/dtrace" -n "pid$other::main:entry { }"
	[ "$status" -eq 1 ]
	[[ $output = *"process $other is another user's: that needs the right 'owner'"* ]]
	run su_user "$DIR/dtrace" -l -n "target$other:::"
	[ "$status" -eq 1 ]
	[[ $output = *"No probe matches"* ]]
	kill $other
}

# Both map the same file, so both come to the probe: the first one, of root,
# waits until it is enabled as well.
@test "what another user's process fires is not seen" {
	"$DIR/target" -e -s 5 >"$DIR/foreign" &
	run su_user timeout 30 "$DIR/dtrace" -q -Z -x backend=kernel -c \
		"sh -c '$DIR/target -e 3; until grep -q . $DIR/foreign; do sleep 0.1; done'" -n \
		'target*:::round { @[uid] = count(); }'
	[ "$status" -eq 0 ]
	wait
	grep -q "enabled [1-5]" "$DIR/foreign"
	[[ $output = *65534*3* ]]
	[ "$(grep -c '[0-9]' <<<"$output")" -eq 1 ]
	run "$DTRACE" -q -Z -x backend=kernel -c "$DIR/target -e 3" -n 'target*:::round { @[uid] = count(); }'
	[[ $output = *" 0 "*3* ]]
}

@test "providers of the kernel are refused, and its memory" {
	run su_user "$DIR/dtrace" -n 'syscall::read:entry { }'
	[ "$status" -eq 1 ]
	[[ $output = *"syscall:::entry: /etc/dtrace.conf does not give user nobody the right to trace it"* ]]
	run su_user "$DIR/dtrace" -n 'sched:::on-cpu { }'
	[ "$status" -eq 1 ]
	run su_user "$DIR/dtrace" -n 'BEGIN { trace(curthread); }'
	[[ $output = *"curthread shows the kernel: that needs the right 'kernel'"* ]]
	run su_user "$DIR/dtrace" -n 'BEGIN { stack(); }'
	[ "$status" -eq 1 ]
	for read in '*(long *)0xffffffff81000000' 'stringof(0xffffffff81000000)' \
		'*(long *)((char *)alloca(8) + 0x100000)'; do
		run su_user "$DIR/dtrace" -qn "BEGIN { trace($read); } END { exit(0); } ERROR { exit(0); }"
		[[ $output = *"invalid address"* ]]
	done
	run su_user "$DIR/dtrace" -qn 'BEGIN { this->p = (int *)alloca(8); *this->p = 7; trace(*this->p); exit(0); }'
	[ "$output" = 7 ]
}

@test "destructive actions are refused" {
	run su_user "$DIR/dtrace" -w -n 'BEGIN { system("id"); exit(0); }'
	[ "$status" -eq 1 ]
	[[ $output = *"does not give user nobody the right 'destructive'"* ]]
	[[ $output != *uid=* ]]
}

@test "dtrace.conf gives rights to users, groups and all" {
	with_conf 'uid nobody priv_user' -qn 'syscall::getpid:entry { @[uid] = count(); } tick-100ms { exit(0); }'
	[ "$status" -eq 0 ]
	[[ $output != *" 0 "* ]]
	with_conf 'gid 65534 kernel' -qn 'BEGIN { trace(task_tid(curthread) == tid); exit(0); }'
	[ "$output" = 1 ]
	with_conf '# all
	all   destructive' -q -w -n 'BEGIN { system("echo ready"); exit(0); }'
	[ "$output" = ready ]
	with_conf 'uid 0 kernel' -qn 'BEGIN { trace(curthread); exit(0); }'
	[ "$status" -eq 1 ]
	with_conf 'clear' -qn 'profile-97 { exit(0); }'
	[ "$status" -eq 1 ]
	[[ $stderr = *"does not give user nobody the right to trace it"* ]]
}

@test "a mistake in dtrace.conf is named by its line, and nobody traces" {
	with_conf 'all proc
uid nobody everything' -qn 'BEGIN { exit(0); }'
	[ "$status" -eq 1 ]
	[[ $stderr = *"/etc/dtrace.conf:2: no such right: 'everything': see dtrace.conf(5)"* ]]
	with_conf 'uid' -qn 'BEGIN { exit(0); }'
	[[ $stderr = *"/etc/dtrace.conf:1: who, or which rights, is missing after 'uid'"* ]]
	with_conf 'everybody kernel' -qn 'BEGIN { exit(0); }'
	[[ $stderr = *":1: uid, gid, all or clear is wanted, not 'everybody'"* ]]
}

@test "a dtrace.conf that others may write does not count" {
	MODE=666 with_conf 'all kernel' -qn 'BEGIN { exit(0); }'
	[ "$status" -eq 1 ]
	[[ $stderr = *"/etc/dtrace.conf does not count: it must be a file of root that nobody else may write"* ]]
	OWNER=65534 with_conf 'all kernel' -qn 'BEGIN { exit(0); }'
	[ "$status" -eq 1 ]
	[[ $stderr = *"does not count"* ]]
}
