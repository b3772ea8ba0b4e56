# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154 # status and output are set by run
# How the tracer shows what it recorded: options of the consumer.

setup_file() {
	load trace.bash
	file_target
}

setup() {
	load trace.bash
	own_target
}

# Each line of $output as an object, in the list `lines`; then $1 must hold.
json_holds() {
	python3 -c 'import json, sys
lines = [json.loads(line) for line in sys.stdin]
assert '"$1"', lines' <<<"$output"
}

@test "oformat=json: records with typed values, the exit status last" {
	ROUNDS=3 trace_target -x oformat=json -n 'target$target:::work-done { printf("%d\n", arg1); trace("a\"b"); }'
	[ "$status" -eq 0 ]
	json_holds '[r["output"][0]["args"] for r in lines[:-1]] == [[0], [-1], [-2]]'
	json_holds 'lines[0]["output"][1] == {"action": "trace", "value": "a\"b"}'
	json_holds 'lines[0]["name"] == "work-done" and lines[0]["pid"] > 1'
	json_holds 'lines[0]["provider"] == "target%d" % lines[0]["pid"]'
	json_holds 'lines[-1] == {"type": "exit", "status": 0}'
}

@test "oformat=json: aggregations of both kinds" {
	trace_target -x oformat=json -n 'target$target:::round { @c[probename, 1] = count(); @q = quantize(arg0); }
		END { printa(@c); exit(4); }'
	[ "$status" -eq 4 ]
	json_holds 'lines[0]["output"][0]["rows"] == [{"keys": ["round", 1], "values": [10]}]'
	json_holds 'lines[1]["rows"] == [{"keys": [], "values": [[[0, 1], [1, 1], [2, 2], [4, 4], [8, 2]]]}]'
	json_holds 'lines[2]["status"] == 4'
}

@test "oformat=json: bytes that are no text, errors on the output" {
	dtrace -x oformat=json -n 'BEGIN { printf("\377%s", "\200"); trace(*(char *)8); }
		BEGIN { exit(0); }'
	[ "$status" -eq 0 ]
	json_holds '[l["type"] for l in lines] == ["error", "record", "exit"]'
	json_holds 'lines[0]["address"] == 8 and lines[0]["fault"] == "invalid address"'
	dtrace -q -x oformat=json -n 'BEGIN { printf("\377%s", "\200"); exit(0); }'
	json_holds 'lines[0]["output"][0]["text"] == {"hex": "ff80"}'
	json_holds 'lines[0]["output"][0]["args"] == [{"hex": "80"}]'
}

@test "oformat takes text and json, nothing else" {
	dtrace -x oformat=xml -n BEGIN
	[ "$status" -eq 2 ]
	[[ $stderr == *"'xml' for option 'oformat': one of these is wanted: text json"* ]]
	dtrace -q -x oformat=text -n 'BEGIN { trace(1); exit(0); }'
	[ "$output" = 1 ]
}

@test "temporal: records of all CPUs in the order of time" {
	dtrace -q -x temporal -x oformat=json -n 'profile-997 { trace(cpu); } tick-500ms { exit(0); }'
	[ "$status" -eq 0 ]
	json_holds 'len(lines) > 300'
	json_holds '[r["timestamp"] for r in lines[:-1]] == sorted(r["timestamp"] for r in lines[:-1])'
}

@test "temporal: exit() in BEGIN still runs no command" {
	dtrace -q -x temporal -c "touch $BATS_TEST_TMPDIR/ran" -n 'BEGIN { trace(1); exit(5); } END { trace(2); }'
	[ "$status" -eq 5 ]
	[ "$output" = 12 ]
	[ ! -e "$BATS_TEST_TMPDIR/ran" ]
}
