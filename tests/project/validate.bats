#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# With a FAKE dtrace, which prints what the test says: these are the tests of
# what is made of a tracer's output, not of tracing.

load helper

# seen LINE...: what the fake tracer prints; listed says what -l does.
seen() {
	export FAKE_TRACE=$UP/trace FAKE_LIST=$UP/list
	printf '%b\n' "$@" >"$FAKE_TRACE"
	echo "    1   toy123   toy   greet   greet" >"$FAKE_LIST"
}

GOOD=('@example\ttoy\tgreet\tnumber=0' '@fired\ttoy\tgreet\t3'
	'@ok\tthe first greeting has number 0\t1')

@test "validate: a table of what fired, what is proven, and the JSON" {
	seen "${GOOD[@]}"
	works project validate toy --json "$UP/report"
	says "toy:::greet      3  number=0" \
		"the first greeting has number 0" \
		"toy 1.0 (stable): pass; 1 of 1 probes fired"
	cmp "$UP/report" "$BUILD/report.json"
	project validate toy --json - 2>"$UP/progress" | cmp - "$UP/report"
	python3 - "$UP/report" <<-'EOF'
	import json, sys
	report = json.load(open(sys.argv[1]))
	assert report["result"] == "pass"
	assert report["probes"][0]["fired"] == 3
	assert report["probes"][0]["example"] == "number=0"
	assert report["proven"] == ["the first greeting has number 0"]
	assert report["patches"] == ["greet.patch"]
	assert len(report["source"]["sha256"]) == 64
	EOF
}

@test "validate: again, when nothing changed, it is up to date" {
	seen "${GOOD[@]}"
	project validate toy
	seen "nothing"
	works project validate toy
	says "validate   up to date" "pass"
	echo >>"$TOY/expect.d"
	fails 1 project validate toy
}

@test "validate: a probe that never fires is a failure" {
	seen '@ok\tthe first greeting has number 0\t1'
	fails 1 project validate toy
	says "toy:::greet never fired" "fail; 0 of 1 probes fired"
	fails 1 project validate toy
	says_not "validate   up to date"
}

@test "validate: a probe that is not in the object is a failure" {
	seen "${GOOD[@]}"
	echo "    1   other   toy   greet   greet" >"$FAKE_LIST"
	fails 1 project validate toy
	says "toy:::greet is declared, but not in the objects"
}

@test "validate: statements not proven, and bad ones, are failures" {
	seen "${GOOD[@]:0:2}" '@bad\ta negative number\t2'
	fails 1 project validate toy
	says "not seen: the first greeting has number 0" \
		"seen 2 times: a negative number"
}

@test "validate: a probe out of reach is shown with the reason" {
	printf '[[unreached]]\nprobe = "toy:::greet"\nreason = "too shy"\n' \
		>>"$TOY/project.toml"
	seen '@ok\tthe first greeting has number 0\t1'
	works project validate toy
	says "not reached: too shy" "0 of 1 probes fired"
	seen "${GOOD[@]}"
	fails 1 project validate toy --force
	says "toy:::greet fired, but project.toml has it in [[unreached]]"
}

@test "validate: a workload that fails fails, though the tracer does not" {
	seen "${GOOD[@]}"
	sed -i 's/hello 2/hello 9/' "$TOY/driver"
	fails 1 project validate toy
	says "exercise, traced, fails with status 1"
}

@test "validate: a tracer that fails is shown with its message" {
	printf '#!/bin/sh\necho no such option >&2\nexit 1\n' >"$UP/tracer"
	chmod +x "$UP/tracer"
	TRACER=$UP/tracer fails 1 project validate toy
	says "the tracer fails with status 1" "| no such option"
}

@test "validate: an object that the build does not make" {
	sed -i 's/^objects.*/objects = ["bin\/toy"]/' "$TOY/project.toml"
	fails 1 project validate toy
	says "objects: the build made no bin/toy"
}

@test "validate: a project without probes has nothing to show" {
	sed -i '/probe greet/d' "$TOY/toy.d"
	seen "${GOOD[@]:2}"
	fails 1 project validate toy
	says "declares no probe"
}

@test "validate: expect.d has plain texts as keys" {
	sed -i 's/@ok\[.*\]/@ok[probename]/' "$TOY/expect.d"
	fails 1 project validate toy
	says "toy/expect.d:4: the key of @ok must be one text in quotes"
}

@test "validate: without a dtrace command the error says what to do" {
	DTRACE=no-such-dtrace fails 1 project validate toy
	says "DTRACE=no-such-dtrace: no such program"
}

@test "identical: with probes off the objects are upstream's" {
	works project identical toy
	says "toy 1.0: 1 objects are the same"
	works project identical toy
	says "pristine   up to date" "unprobed   up to date"
}

@test "identical: lines may move, also where a program prints them" {
	sed -i 's/^int main/void at(void) { printf("%s:%d", __FILE__, __LINE__); }\n&/' \
		"$UP/toy-1.0/toy.c" "$UP/new/toy.c"
	make_tarball
	make_facts "file://$UP/toy-1.0.tar.gz"
	make_patch
	works project identical toy
	says "are the same"
}

@test "identical: names may be made of lines, where the driver says so" {
	sed -i 's/^int main/#define NAME(line) NAMED(line)\
#define NAMED(line) int at_##line = 5;\
NAME(__LINE__)\
NAME(__LINE__)\
&/' "$UP/toy-1.0/toy.c" "$UP/new/toy.c"
	make_tarball
	make_facts "file://$UP/toy-1.0.tar.gz"
	make_patch
	fails 1 project identical toy
	says "previous definition of"
	sed -i 's/\$EXTRA_CFLAGS/& -DSAME_NUMBERED/' "$TOY/driver"
	works project identical toy
	says "are the same"
}

@test "identical: a value that is computed for a probe is found" {
	sed -i 's/^\tTOY_GREET(number);/\tvolatile int left = number;\n&/' \
		"$UP/new/toy.c"
	make_patch
	fails 1 project identical toy
	says "toy.o: section .text"
}

@test "identical: a variable left behind is found" {
	sed -i 's/^int main/int left_behind;\n&/' "$UP/new/toy.c"
	make_patch
	fails 1 project identical toy
	says "toy.o: section "
}

@test "identical: an object more is found" {
	sed -i 's/^toy: toy.o$/toy: toy.o more.o/' "$UP/new/Makefile"
	echo 'int more;' >"$UP/new/more.c"
	make_patch
	fails 1 project identical toy
	says "more.o: only the patched build makes it"
}
