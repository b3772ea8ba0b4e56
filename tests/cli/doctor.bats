# SPDX-License-Identifier: BSD-2-Clause
# dtrace --doctor: what works here, and why not.

setup() {
	load trace.bash
	needs_root
}

# the state of a check, in the output of the last run
state() { awk -v name="$1" '$2 == name { print $1 }' <<<"$output"; }

@test "what this suite relies on is found to work" {
	dtrace --doctor
	[ "$status" -eq 0 ]
	local name
	for name in capabilities bpf ring-buffer uprobes; do
		[ "$(state "$name")" = ok ]
	done
	# one line a check, each failure with its remedy below
	! grep -v '^\(ok\|limited\|missing\) ' <<<"$output" | grep -v '^ *remedy: .'
	[ "$(grep -c '^\(limited\|missing\)' <<<"$output")" -eq "$(grep -c '^ *remedy:' <<<"$output")" ]
}

@test "JSON says the same" {
	dtrace --doctor
	local text=$output
	dtrace --doctor -x oformat=json
	[ "$status" -eq 0 ]
	[ "$(grep '^[a-z]' <<<"$text" | awk '{ print $1, $2 }')" = "$(python3 -c '
import json, sys
for line in sys.stdin:
    row = json.loads(line)
    if row["type"] == "check":
        assert row["text"] and (row["state"] == "ok") == ("remedy" not in row)
        print(row["state"], row["name"])
    else:
        assert row == {"type": "exit", "status": 0}' <<<"$output")" ]
}

@test "an ordinary user learns which capabilities are missing" {
	run --separate-stderr setpriv --reuid 65534 --regid 65534 --clear-groups "$(readlink -f "$DTRACE")" --doctor
	[ "$status" -ne 126 ] || skip "the command is not readable for others"
	[ "$status" -eq 1 ]
	[ "$(state capabilities)" = missing ]
	[ "$(state bpf)" = missing ]
	[[ $output == *"remedy: run as root, or give the command CAP_BPF"* ]]
}

@test "a container is recognised by its name spaces" {
	run --separate-stderr unshare --pid --fork --mount-proc "$DTRACE" --doctor
	[ "$(state pid-namespace)" = limited ]
	[ "$status" -eq 0 ]
}
