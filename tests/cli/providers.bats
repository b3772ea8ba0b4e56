# SPDX-License-Identifier: BSD-2-Clause
# Providers beside USDT and the fixed probes of dtrace, on the real kernel.

setup() {
	load trace.bash
	needs_root
}

# a program that computes for so many seconds
spin() {
	local file=$BATS_TEST_TMPDIR/spin
	printf '#!/bin/bash\nSECONDS=0; while ((SECONDS < %d)); do :; done\n' "$1" >"$file"
	chmod +x "$file"
	echo "$file"
}

# ---- profile ---------------------------------------------------------

@test "profile-n fires on the CPU that is busy, with the place in arg0 or arg1" {
	dtrace -q -c "$(spin 2)" -n 'profile-499 /pid == $target/ { @[(arg0 == 0) + (arg1 == 0)] = count(); }
		END { printa("%d %@d\n", @); }'
	[ "$status" -eq 0 ]
	# one of them is always 0, the other never; two CPUs, others are busy too
	[ "$(wc -w <<<"$output")" -eq 2 ]
	read -r zeros count <<<"$output"
	[ "$zeros" -eq 1 ]
	[ "$count" -gt 100 ] && [ "$count" -lt 1100 ]
}

@test "profile-n takes all units, and several at once" {
	dtrace -q -c "$(spin 1)" -n 'profile-10ms, profile-1000us, profile-50hz, profile-1h { @[probename] = count(); }
		END { printa("%s\n", @); }'
	[ "$status" -eq 0 ]
	[ "$(sort <<<"$output")" = $'profile-1000us\nprofile-10ms\nprofile-50hz' ]
}

@test "clauses of one profile-n run in order, with variables of the thread" {
	dtrace -q -c "$(spin 1)" -n 'profile-97 { self->n++; } profile-97 /self->n == 3 && pid == $target/
		{ printf("%s %d\n", execname, self->n); }'
	[ "$status" -eq 0 ]
	[ "$output" = "spin 3" ]
}
