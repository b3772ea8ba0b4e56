# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154,SC2153,SC2016 # run sets some; D has its own $
# Programs that a path does not lead to, or leads to elsewhere: other mount,
# process and network name spaces, overlays, memory files, deleted files. And
# programs that die at any moment.

setup_file() {
	load trace.bash
	file_target
}

setup() {
	load trace.bash
	own_target
	OUT=$BATS_TEST_TMPDIR/out
	cd "$BATS_TEST_TMPDIR" || return
	mkdir lower upper work merged root
	cp "$TARGET" lower/far-lower
}

teardown() {
	[ -z "${TRACER-}" ] || kill "$TRACER" 2>/dev/null || true
}

# Count the rounds of all far-*, by file.
tracer() {
	"$DTRACE" -q -Z "$@" -n 'BEGIN { printf("ready\n"); } target*:far-*::round { @[probemod] = count(); }
		END { printa("%s %@d\n", @); }' >"$OUT" 2>"$OUT.err" &
	TRACER=$!
	for _ in {1..400}; do
		grep -q ready "$OUT" && return
		sleep 0.05
	done
	return 1
}

ended() {
	kill -INT "$TRACER"
	wait "$TRACER"
	COUNTED=$(grep -v '^ready$' "$OUT" | grep . | sort | paste -sd' ')
}

# A shell that has the overlay on merged, seen by nobody else.
in_overlay() {
	unshare -m bash -c "mount -t overlay none -o lowerdir=lower,upperdir=upper,workdir=work merged || exit 77
		$1"
}

needs_overlay() {
	in_overlay : 2>/dev/null || skip "overlayfs cannot be mounted here"
}

@test "a file of an overlay's lower layer" {
	needs_overlay
	tracer
	in_overlay 'merged/far-lower -e 3'
	ended
	[ "$COUNTED" = "far-lower 3" ]
}

@test "a file that runs through an overlay and from its layer counts once" {
	needs_overlay
	tracer
	lower/far-lower -e 2
	in_overlay 'merged/far-lower -e 3; lower/far-lower -e 4'
	ended
	[ "$COUNTED" = "far-lower 9" ]
	# found when tracing begins; two overlays of one layer
	mkdir upper2 work2 merged2
	in_overlay 'mount -t overlay none -o lowerdir=lower,upperdir=upper2,workdir=work2 merged2
		merged/far-lower -e 3 & merged2/far-lower -e 4 & exec lower/far-lower -e 5' &
	until [ "$(pgrep -xc far-lower)" -eq 3 ]; do sleep 0.02; done
	tracer
	wait %?far-lower
	until ! pgrep -x far-lower; do sleep 0.02; done
	ended
	[ "$COUNTED" = "far-lower 12" ]
}

@test "copies of a file that look alike are two" {
	needs_overlay
	# the same number, size and times on a file system of its own
	truncate -s 8m image
	mkfs.ext4 -q -d lower image 2>/dev/null || skip "no mkfs.ext4"
	cp image image2
	mkdir one two
	tracer
	unshare -m bash -c 'mount -o loop,ro image one && mount -o loop,ro image2 two &&
		mount -t overlay none -o lowerdir=one:root merged || exit 77
		merged/far-lower -e 3; two/far-lower -e 4; one/far-lower -e 5' || skip "no file system can be mounted from a file here"
	ended
	[ "$COUNTED" = "far-lower 12" ]
}

@test "a file of an overlay's upper layer, and one that was copied up" {
	needs_overlay
	tracer
	in_overlay "cp $TARGET merged/far-upper && merged/far-upper -e 3
		touch merged/far-lower && merged/far-lower -e 4"
	ended
	[ "$COUNTED" = "far-lower 4 far-upper 3" ]
}

@test "a program in an overlay that runs before tracing begins" {
	needs_overlay
	in_overlay 'exec merged/far-lower -e 3' &
	local pid=$!
	tracer
	wait "$pid"
	ended
	[ "$COUNTED" = "far-lower 3" ]
}

@test "a program of other mount, process and network name spaces" {
	tracer
	unshare -m -p -f -n bash -c "mount -t tmpfs none root && cp $TARGET root/far-away && root/far-away -e 6"
	ended
	[ "$COUNTED" = "far-away 6" ]
}

@test "a file without a name in memory" {
	tracer
	python3 - "$TARGET" <<'PY'
import os, sys
fd = os.memfd_create("far-memory")
with open(sys.argv[1], "rb") as f:
    os.write(fd, f.read())
os.execve(fd, ["far-memory", "-e", "7"], os.environ)
PY
	ended
	[ "$COUNTED" = "far-memory 7" ]
}

@test "a deleted file, of programs from before and of later ones" {
	cp "$TARGET" far-gone
	exec {file}<far-gone
	./far-gone -e 5 &
	local pid=$!
	until [[ $(readlink "/proc/$pid/exe") = */far-gone ]]; do :; done
	rm far-gone
	tracer
	wait "$pid"
	/proc/self/fd/"$file" -e 3
	ended
	[ "$COUNTED" = "far-gone 8" ]
}

@test "the same, lossless" {
	needs_overlay
	tracer -x lossless
	# until it waits for records, it is not attached
	until [[ $(cat "/proc/$TRACER/syscall") =~ ^(232|22)\  ]]; do sleep 0.02; done
	in_overlay "cp $TARGET merged/far-upper && merged/far-upper 3"
	unshare -m -p -f -n bash -c "mount -t tmpfs none root && cp $TARGET root/far-away && root/far-away 6"
	ended
	[ "$COUNTED" = "far-away 6 far-upper 3" ]
}

# ---- programs that die ------------------------------------------------------

# Is the code of a process what its file has?
code_is_untouched() {
	python3 - "$1" <<'PY'
import os, sys
pid = sys.argv[1]
exe = os.readlink(f"/proc/{pid}/exe")
with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb") as mem, open(exe, "rb") as file:
    for line in maps:
        parts = line.split()
        if "x" not in parts[1] or parts[-1] != exe:
            continue
        start, end = (int(x, 16) for x in parts[0].split("-"))
        mem.seek(start)
        file.seek(int(parts[2], 16))
        here = mem.read(end - start)
        there = file.read(end - start)
        if here[:len(there)] != there:
            sys.exit(f"{parts[0]} differs from {exe}")
PY
}

@test "a target that is killed at any moment leaves nothing behind" {
	local i status
	cp "$TARGET" dies
	TARGET=$PWD/dies start_target 1
	local witness=$TARGET_PID
	for ((i = 0; i < ${DEATHS:-40}; i++)); do
		./dies 1000000000 &
		local pid=$!
		"$DTRACE" -q -p "$pid" -n 'target$target::: { @ = count(); }' >"$OUT" 2>"$OUT.err" &
		TRACER=$!
		sleep "0.0$((RANDOM % 8))$((RANDOM % 10))"
		kill -KILL "$pid"
		wait "$pid" 2>/dev/null || true
		status=0
		wait "$TRACER" || status=$?
		# gone before it was found: the message says so
		[ "$status" -eq 0 ] || grep -qE 'match any probes|there is no process|has ended|is gone' "$OUT.err"
	done
	for ((i = 0; i < 500; i++)); do
		code_is_untouched "$witness" 2>/dev/null && break
		sleep 0.02
	done
	code_is_untouched "$witness"
	grep -q '^State:.S' "/proc/$witness/status"
	go
	finish
	run pgrep -x dies
	[ "$status" -eq 1 ]
}
