# SPDX-License-Identifier: BSD-2-Clause
# Programs that are large: what the compiler takes, the kernel takes too.

setup() {
	load trace.bash
	needs_root
	D=$BATS_TEST_TMPDIR/large.d
}

# The clauses $1 times, # in them counted from 1; then exit.
clauses() {
	local i
	for ((i = 1; i <= $1; i++)); do
		printf '%s\n' "${2//#/$i}"
	done
	echo 'BEGIN { exit(0); }'
}

run_large() { dtrace -qs "$D" "$@"; echo "$stderr" | head -n 3; [ "$status" -eq 0 ]; }

@test "40 calls of functions of strings in 13 clauses" {
	local i calls=(
		'substr(strjoin(self->s, "xyz"), 1, 3)' 'strtok(self->s, ",")'
		'strstr(self->s, "b,")' 'basename(strjoin("/x/", self->s))'
		'cleanpath(strjoin("/a/../", self->s))' 'toupper(self->s)'
		'lltostr(x * 2)' 'inet_ntoa((ipaddr_t *)alloca(4))'
		'lltostr(strtoll(lltostr(x)))' 'lltostr(index(self->s, ","))'
		"strchr(self->s, ',')" 'dirname("/usr/bin")'
		"strrchr(self->s, ',')"
	)
	local want=(',b,' a b,c a,b,c /a,b,c A,B,C 14 0.0.0.0 7 1 ,b,c /usr ,c)
	{
		echo 'BEGIN { self->s = "a,b,c"; x = 7; }'
		for ((i = 0; i < 40; i++)); do
			[[ $i -ne 0 && $((i % 3)) -ne 1 || $i -eq 1 ]] || echo 'BEGIN {'
			echo "printf(\"%s\\n\", ${calls[i % 13]});"
			[[ $i -eq 0 || $((i % 3)) -ne 0 ]] || echo '}'
		done
		echo 'BEGIN { exit(0); }'
	} >"$D"
	[ "$(grep -c '^BEGIN' "$D")" -eq 15 ]
	run_large -x strsize=256
	for ((i = 0; i < 40; i++)); do
		[ "${lines[i]}" = "${want[i % 13]}" ]
	done
}

@test "30 calls of json() in a probe" {
	clauses 30 'BEGIN { printf("%s\n", json("{\"a\":{\"b\":[1,2,#]}}", "a.b[2]")); }' >"$D"
	run_large
	[ "$output" = "$(seq 30)" ]
}

@test "200 clauses, each with strjoin() and strstr()" {
	clauses 200 'BEGIN { this->n++; printf("%s %d\n", strstr(strjoin("x", "abc#"), "ab"), this->n); }' >"$D"
	run_large
	[ "$output" = "$(seq 200 | sed 's/.*/abc& &/')" ]
}

@test "clauses in parts share this-> variables and the probe's time" {
	{
		echo 'BEGIN { this->sum = 0; this->s = "x"; start = timestamp; }'
		clauses 300 'BEGIN { this->sum += #; this->s = strjoin(this->s, ""); same += timestamp == start; }
BEGIN /this->sum == 45150/ { this->last = "found"; }'
		echo 'END { printf("%d", same); }'
	} | sed '/exit(0)/i BEGIN { printf("%d %s %s ", this->sum, this->s, this->last); }' >"$D"
	run_large
	[ "$output" = "45150 x found 300" ]
}

@test "3000 clauses with strings" {
	clauses 3000 'BEGIN { printf("%s\n", strstr(strjoin("x", "abc#"), "ab")); }' >"$D"
	run_large
	[ "${#lines[@]}" -eq 3000 ]
	[ "${lines[2999]}" = abc3000 ]
}

@test "cpu is the same in all parts, and in their records" {
	{
		echo 'BEGIN { first = cpu; }'
		clauses 400 'BEGIN { same += cpu == first; this->s = strjoin("x", execname); this->t = strstr(this->s, "#"); }'
		echo 'END { printf("%d", same); }'
	} >"$D"
	run_large
	[ "$output" = 400 ]
}

@test "what the kernel would load for longer than loadtime is refused" {
	clauses 500 'BEGIN { @[execname, #] = count(); }' >"$D"
	run_large
	[ "${#lines[@]}" -eq 500 ]
	dtrace -qs "$D" -x errtags -x loadtime=10ms
	[ "$status" -eq 1 ]
	[[ $stderr == *"[D_COMPLEX]"*"-x loadtime="* ]]
	[[ $stderr == *large.d:501:1:* ]]
}

@test "a clause that is longer than a jump can go" {
	local i
	{
		echo 'BEGIN { x = 1; }'
		echo 'BEGIN /x == 1/ {'
		for ((i = 0; i < 6000; i++)); do
			echo "this->a = x + $i; this->b = this->a * 3; x = this->b - this->b + 1;"
		done
		echo 'printf("%d %d\n", this->a, this->b); }'
		echo 'BEGIN /x == 2/ { trace("no"); } BEGIN { exit(0); }'
	} >"$D"
	run_large
	[ "$output" = "6000 18000" ]
}
