# SPDX-License-Identifier: BSD-2-Clause
# Some random programs, always the same; `make random` runs new ones for long.

setup() {
	load ../cli/trace.bash
}

@test "the kernel takes 150 random programs and prints what they mean" {
	needs_root
	run python3 "$BATS_TEST_DIRNAME/run" --seed 1 --count 150
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "the kernel takes 8 random programs of up to 200 clauses" {
	needs_root
	run python3 "$BATS_TEST_DIRNAME/run" --seed 1 --count 8 --large
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "a program that prints something else is found" {
	local twice=$TOP/build/random/twice file=$BATS_TEST_TMPDIR/p.d
	needs_root
	python3 "$BATS_TEST_DIRNAME/run" --seed 1 --count 1
	echo 'BEGIN { printf("%d\n", 6 * 7); }' >"$file"
	printf '42\n\n' >"$file.want"
	[ "$("$twice" "$file")" = "ok $file" ]
	printf '43\n\n' >"$file.want"
	[ "$("$twice" "$file")" = "wrong $file" ]
	echo 'BEGIN { printf("%d\n", nothing); }' >"$file"
	[ "$("$twice" "$file" | head -n 1)" = "refused $file" ]
}
