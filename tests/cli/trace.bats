# SPDX-License-Identifier: BSD-2-Clause
# The tracer, as an operator uses it: real programs, real kernel.

setup_file() {
	load trace.bash
	file_target
}

setup() {
	load trace.bash
	own_target
}

@test "BEGIN and END run in order, exit() gives the status" {
	dtrace -q -n 'BEGIN { printf("begin\n"); exit(3); } END { printf("end\n"); }'
	[ "$status" -eq 3 ]
	[ "$output" = $'begin\nend' ]
}

@test "every firing is counted" {
	ROUNDS=1000 trace_target -n 'target$target:::round { @ = count(); } END { printa("%@d\n", @); }'
	[ "$status" -eq 0 ]
	[ "$output" = 1000 ]
}

@test "counts of several probes by name" {
	trace_target -n 'target$target::: { @[probename] = count(); } END { printa("%s %@d\n", @); }'
	[ "$status" -eq 0 ]
	[ "$(sort <<<"$output")" = $'bad-pointer 1\nround 10\nuntouched 1\nwork-done 10\nwork-start 10' ]
}

@test "arguments have their sizes and signs" {
	ROUNDS=4 trace_target -n 'target*:::round { printf("%d %s %d\n", arg0, copyinstr(arg1), arg2); }
		target*:::work-done { printf("%d %d\n", arg0, arg1); }'
	[ "$status" -eq 0 ]
	[ "$output" = $'0 a name 0\n0 0\n1 a name 0\n1 -1\n2 a name 1\n2 -2\n3 a name 1\n3 -3' ]
}

@test "a string on a page that nobody touched is printed" {
	trace_target -n 'target*:::untouched { printf("%s\n", copyinstr(arg0)); }'
	[ "$output" = "untouched text" ]
}

@test "a typed argument points into the process" {
	ROUNDS=1 trace_target -n 'target$target:::round { printf("[%s] %d %c\n", stringof(args[1]), strlen(args[1]), *args[1]); }
		target$target:::untouched { printf("[%s]\n", stringof(args[0])); }'
	[ "$(sort <<<"$output")" = $'[a name] 6 a\n[untouched text]' ]
}

@test "userland makes a pointer one into the process" {
	ROUNDS=1 trace_target -n 'struct text { char bytes[6]; };
		target$target:::round { this->t = (userland struct text *)arg1;
		printf("[%s] %c %d\n", this->t->bytes, this->t->bytes[2], this->t->bytes == "a name"); trace(*this->t);
		printf(" [%s]", stringof((userland char *)arg1)); }'
	[ "$output" = $'[a name] n 1\na name [a name]' ]
}

@test "copyinstr takes a length" {
	trace_target -n 'target*:::untouched { printf("%s|%s|%s|%s\n", copyinstr(arg0, 3), copyinstr(arg0, 100), copyinstr(arg0, 0), copyinstr(arg0, -1)); }'
	[ "$output" = "unt|untouched text||" ]
}

@test "a predicate selects by integer and by string" {
	trace_target -n 'target*:::round /arg0 > 7 && copyinstr(arg1) == "a name"/ { printf("%d\n", arg0); }
		target*:::round /copyinstr(arg1) != "a name"/ { printf("wrong\n"); }'
	[ "$output" = $'8\n9' ]
}

@test "self-> variables measure between two probes" {
	trace_target -n 'target*:::work-start { self->t = timestamp; self->i = arg0; }
		target*:::work-done /self->t && self->i == arg0 && timestamp - self->t < 1000000000/
		{ @ = count(); self->t = 0; } END { printa("%@d\n", @); }'
	[ "$output" = 10 ]
}

@test "self-> belongs to the thread" {
	dtrace -q -c "$TARGET -t 4 1000" -n 'target*:::work-start { self->n++; }
		target*:::work-done /self->n == 1000/ { @ = count(); } END { printa("%@d\n", @); }'
	[ "$output" = 4 ]
}

@test "globals, this-> and associative arrays" {
	trace_target -n 'target*:::round { this->double = arg0 * 2; total += this->double; a[arg0 % 2, "k"]++; }
		END { printf("%d %d %d %d\n", total, a[0, "k"], a[1, "k"], a[2, "k"]); }'
	[ "$output" = "90 5 5 0" ]
}

@test "strings in variables" {
	trace_target -n 'target*:::round { last = copyinstr(arg1); self->s = "self"; s[arg0] = "x"; }
		target*:::work-done /arg0 == 9/ { printf("%s %s %s|%s|\n", last, self->s, s[9], s[99]); }'
	[ "$output" = "a name self x||" ]
}

@test "sum, min, max, avg, quantize and lquantize" {
	trace_target -n 'target*:::work-done { @s = sum(arg1); @lo = min(arg1); @hi = max(arg0); @a = avg(arg0);
		@q = quantize(arg0); @l = lquantize(arg0, 2, 8, 2); }
		END { printa("%@d ", @s); printa("%@d ", @lo); printa("%@d ", @hi); printa("%@d", @a); printa(@q); printa(@l); }'
	[ "$status" -eq 0 ]
	[[ ${lines[0]} = "-45 -9 9 4"* ]]
	grep -qE '^ +4 \|@+ +4 *$' <<<"$output"
	grep -qE '^ +< 2 \|@+ +2 *$' <<<"$output"
	grep -qE '^ +>= 8 \|@+ +2 *$' <<<"$output"
}

@test "keys of several kinds" {
	trace_target -n 'target*:::round { @[execname, pid == $target, copyinstr(arg1), arg0 & 1] = count(); }
		END { printa("%s %d %s %d %@d\n", @); }'
	[ "$(sort <<<"$output")" = $'target 1 a name 0 5\ntarget 1 a name 1 5' ]
}

@test "probeprov, probemod and probefunc" {
	trace_target -n 'target*:::work-start /arg0 == 0/ { printf("%s %s %s %s\n", probeprov, probemod, probefunc, probename);
		@[probeprov, probefunc] = count(); }'
	[[ ${lines[0]} =~ ^target[0-9]+\ target\ work\ work-start$ ]]
	[[ $output =~ target[0-9]+\ +work\ +1 ]]
}

@test "if and else" {
	ROUNDS=3 trace_target -n 'target*:::round { if (arg0 == 1) { printf("one\n"); } else { printf("not one: %d\n", arg0); } }'
	[ "$output" = $'not one: 0\none\nnot one: 2' ]
}

@test "copyin, copyinto: bytes of the process as memory of the program" {
	ROUNDS=1 trace_target -n 'target$target:::round { this->p = (char *)copyin(arg1, 6); this->d = (char *)alloca(8);
		printf("%c%c [%s] %d\n", *this->p, this->p[5], stringof(this->p), stringof(copyin(arg1, 3)) == "a n");
		copyinto(arg1, 6, this->d); this->d[1] = 95; printf("[%s] [%s]\n", stringof(this->d), stringof(this->p));
		tracemem(copyin(arg1, 4), 4); }'
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "ae [a name] 1" ]
	[ "${lines[1]}" = "[a_name] [a name]" ]
	[ "${lines[3]}" = "         0: 61 20 6e 61                                      a na" ]
}

@test "copyin of a page that nobody touched" {
	trace_target -n 'target$target:::untouched { printf("%s\n", stringof(copyin(arg0, 9))); }
		target$target:::untouched { this->d = alloca(16); copyinto(arg0, 14, this->d); printf("%s\n", stringof(this->d)); }'
	[ "$output" = $'untouched\nuntouched text' ]
}

@test "copyin of a bad address is a fault" {
	trace_target -n 'target$target:::bad-pointer { trace(*(int *)copyin(arg0, 4)); printf("wrong\n"); }
		ERROR { printf("fault %d at %d\n", arg4, arg5); }'
	[ "$output" = "fault 1 at 1" ]
	[[ $stderr == *"invalid address (0x1)"* ]]
}

@test "a bad address ends the clause, is reported, and tracing goes on" {
	trace_target -n 'target*:::bad-pointer { printf("%s\n", copyinstr(arg0)); printf("not reached\n"); }
		target*:::bad-pointer { printf("next clause\n"); } ERROR { printf("ERROR fired\n"); }'
	[ "$status" -eq 0 ]
	[[ $stderr == *"invalid address (0x1) in action #1"* ]]
	[ "$(sort <<<"$output")" = $'ERROR fired\nnext clause' ]
}

@test "a fault of one clause is not that of the next one's argument" {
	# the argument lies elsewhere at each of the sites, so a subroutine reads it
	dtrace -q -c "$TARGET 2" -n 'int zero;
		target$target:::round, target$target:::work-done { trace(1 / zero); }
		target$target:::round, target$target:::work-done { printf("%s %d\n", probename, arg0); }'
	[ "$(sort <<<"$output")" = $'round 0\nround 1\nwork-done 0\nwork-done 1' ]
	[ "$(grep -c 'divide-by-zero in action #1' <<<"$stderr")" -eq 4 ]
	[ "$(grep -c . <<<"$stderr")" -eq 4 ]
}

@test "division by zero is a fault" {
	dtrace -q -n 'BEGIN { n = 1; printf("%d\n", 10 / (pid - pid)); } BEGIN { printf("on\n"); exit(0); }'
	[[ $stderr == *"divide-by-zero in action #2"* ]]
	[ "$output" = on ]
}

@test "arguments of the script: \$1, \$\$1, defaultargs" {
	dtrace -q -n 'BEGIN { printf("%d %s\n", $1, $$2); exit(0); }' 42 text
	[ "$output" = "42 text" ]
	dtrace -q -x defaultargs -n 'BEGIN { printf("%d|%s|\n", $1, $$2); exit(0); }'
	[ "$output" = "0||" ]
	dtrace -q -n 'BEGIN { printf("%d\n", $1); exit(0); }'
	[ "$status" -eq 1 ]
}

@test "tick fires at its rate and sees exit" {
	dtrace -q -n 'tick-10ms { n++; } tick-10ms /n == 5/ { printf("%d\n", n); exit(0); }'
	[ "$status" -eq 0 ]
	[ "$output" = 5 ]
}

@test "a running process is traced by -p until it ends" {
	start_target 10
	"$DTRACE" -q -p "$TARGET_PID" -n 'target$target:::round { @ = count(); } END { printa("%@d\n", @); }' \
		>"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" &
	local tracer=$!
	sleep 1
	go
	finish
	wait "$tracer"
	[ "$(cat "$BATS_TEST_TMPDIR/out")" = 10 ]
}

@test "a pattern also sees processes that start later" {
	start_target 1
	"$DTRACE" -q -n 'target*:::round { @[pid] = count(); } END { printa("%@d\n", @); }' \
		>"$BATS_TEST_TMPDIR/out" &
	local tracer=$!
	"$TARGET" -e 7
	"$TARGET" -e 8
	go
	finish
	kill -INT "$tracer"
	wait "$tracer"
	[ "$(grep . "$BATS_TEST_TMPDIR/out" | sort)" = $'1\n7\n8' ]
}

@test "probes of a file that no process runs yet: -x object" {
	"$DTRACE" -q -x object="$TARGET" -n 'target*:::round { @ = count(); } END { printa("%@d\n", @); }' \
		>"$BATS_TEST_TMPDIR/out" &
	local tracer=$!
	"$TARGET" -e 5
	kill -INT "$tracer"
	wait "$tracer"
	[ "$(cat "$BATS_TEST_TMPDIR/out")" = 5 ]
}

@test "children of the target fire too" {
	dtrace -q -c "$TARGET -f 3 10" -n 'target*:::round { @ = count(); } END { printa("%@d\n", @); }'
	[ "$output" = 30 ]
}

@test "a target that execs goes on being traced" {
	dtrace -q -c "$TARGET -x 10" -n 'target*:::round { @ = count(); } END { printa("%@d\n", @); }'
	[ "$status" -eq 0 ]
	[ "$output" = 20 ]
}

@test "is-enabled is on while traced, and off when the tracer was killed" {
	# the kernel takes its time to detach when it is busy: -d waits for it
	start_target -d -s 100
	"$DTRACE" -q -p "$TARGET_PID" -n 'target$target:::round { @ = count(); }' >"$BATS_TEST_TMPDIR/out" &
	local tracer=$!
	sleep 1
	kill -KILL "$tracer"
	wait "$tracer" || true
	go
	local line
	read -r line <&"${TARGET_IO[0]}"
	finish
	[ "$line" = "enabled 0" ]
	dtrace -q -c "$TARGET -s 100" -n 'target*:::round { @ = count(); } END { printa("%@d\n", @); }'
	[ "$output" = $'enabled 100\n100' ]
}

@test "one perf event a site, as before Linux 6.6" {
	trace_target -x uprobes=perf -n 'target*:::round { @[copyinstr(arg1)] = count(); } END { printa("%s %@d\n", @); }'
	[ "$status" -eq 0 ]
	[ "$output" = "a name 10" ]
}

@test "the default action and the columns" {
	dtrace -n BEGIN -n 'END' -n 'tick-10ms { exit(0); }'
	[[ ${lines[0]} =~ ^CPU\ +ID\ +FUNCTION:NAME$ ]]
	[[ ${lines[1]} =~ ^\ +[0-9]+\ +1\ +:BEGIN ]]
	[[ $stderr == *"description 'tick-10ms' matched 1 probe"* ]]
}

@test "-e compiles and stops" {
	dtrace -e -n 'BEGIN { printf("not run\n"); }'
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "-o writes to a file" {
	dtrace -q -o "$BATS_TEST_TMPDIR/out" -n 'BEGIN { printf("text\n"); exit(0); }'
	[ -z "$output" ]
	[ "$(cat "$BATS_TEST_TMPDIR/out")" = text ]
	dtrace -q -o /nonexistent/out -n 'BEGIN { exit(0); }'
	[ "$status" -eq 1 ]
	[[ $stderr == *"/nonexistent/out"* ]]
}

@test "what matches nothing is an error, but not with -Z" {
	dtrace -n 'nosuch*:::probe { exit(0); }'
	[ "$status" -eq 1 ]
	[[ $stderr == *"does not match any probes"* ]]
	dtrace -Z -q -n 'nosuch*:::probe { exit(1); } BEGIN { exit(0); }'
	[ "$status" -eq 0 ]
}

@test "usage errors give 2 and say why" {
	dtrace -Y
	[ "$status" -eq 2 ]
	[[ $stderr == *"unknown option -Y"* ]]
	dtrace -x nosuch -n BEGIN
	[ "$status" -eq 2 ]
	[[ $stderr == *"unknown option 'nosuch'"* ]]
	dtrace -b 7q -n BEGIN
	[ "$status" -eq 2 ]
	dtrace
	[ "$status" -eq 2 ]
}

@test "SIGINT ends a run in order" {
	"$DTRACE" -q -n 'BEGIN { n = 1; } END { printf("end %d\n", n); }' >"$BATS_TEST_TMPDIR/out" &
	local tracer=$!
	sleep 0.5
	kill -INT "$tracer"
	wait "$tracer"
	[ "$(cat "$BATS_TEST_TMPDIR/out")" = "end 1" ]
}

@test "a target that was never there, or is killed" {
	dtrace -q -p 999999999 -n 'BEGIN { exit(0); }'
	[ "$status" -eq 1 ]
	dtrace -q -c /nonexistent/program -n 'BEGIN { exit(0); }'
	[ "$status" -eq 1 ]
	[[ $stderr == *"/nonexistent/program"* ]]
	start_target 1
	"$DTRACE" -q -p "$TARGET_PID" -n 'END { printf("end\n"); }' >"$BATS_TEST_TMPDIR/out" 2>/dev/null &
	local tracer=$!
	sleep 0.5
	kill -KILL "$TARGET_PID"
	wait "$tracer"
	[ "$(cat "$BATS_TEST_TMPDIR/out")" = end ]
}

@test "records that do not fit are counted, not lost in silence" {
	ROUNDS=20000 trace_target -b 4k -n 'target*:::round { printf("%d\n", arg0); }'
	[ "$status" -eq 0 ]
	local printed dropped
	printed=$(wc -l <<<"$output")
	dropped=$(sed -n 's/.*dtrace: \([0-9]*\) .*drop.*/\1/p' <<<"$stderr" | awk '{ n += $1 } END { print n + 0 }')
	[ $((printed + dropped)) -eq 20000 ]
}

@test "-C runs the preprocessor on a script, also one that begins with #!" {
	cd "$BATS_TEST_TMPDIR"
	mkdir sub
	echo '#define WORD "included"' >sub/word.h
	printf '%s\n' '#!/usr/sbin/dtrace -Cs' '#include "word.h"' \
		'BEGIN { printf("%s %d\n", WORD, N); exit(0); }' >sub/script.d
	dtrace -q -C -D N=5 -s sub/script.d
	[ "$status" -eq 0 ]
	[ "$output" = "included 5" ]
	dtrace -q -C -s sub/script.d
	[ "$status" -eq 1 ]
	[[ "$stderr" = *"sub/script.d:3:"*"'N' is not known"* ]]
}

@test "typed arguments: members, bit-fields, arrays, pointers, strings" {
	cat >"$BATS_TEST_TMPDIR/shape.d" <<'D'
typedef struct inner { short a; int arr[3]; } inner_t;
typedef struct point { int x; unsigned flags : 3; signed neg : 4; char *name; char text[8]; inner_t in;
	struct point *next; } point_t;
provider shape { probe at(point_t *p, int n); };
D
	cat >"$BATS_TEST_TMPDIR/shape.c" <<'C'
typedef struct inner { short a; int arr[3]; } inner_t;
typedef struct point { int x; unsigned flags : 3; signed neg : 4; char *name; char text[8]; inner_t in;
	struct point *next; } point_t;
#include "shape.h"
int main(void)
{
	point_t q = { 7, 2, -1, "second", "two", { -8, { 4, 5, 6 } }, 0 };
	point_t p = { -3, 5, -2, "first", "one", { 9, { 1, 2, 3 } }, &q };
	SHAPE_AT(&p, 1);
	return 0;
}
C
	"$DTRACE" -h -s "$BATS_TEST_TMPDIR/shape.d" -o "$BATS_TEST_TMPDIR/shape.h"
	gcc -O2 -o "$BATS_TEST_TMPDIR/shape" "$BATS_TEST_TMPDIR/shape.c"
	dtrace -q -c "$BATS_TEST_TMPDIR/shape" -n 'shape$target:::at {
		printf("%d %d %d %s %s ", args[0]->x, args[0]->flags, args[0]->neg, stringof(args[0]->name), stringof(args[0]->text));
		printf("%d %d %d ", args[0]->in.a, args[0]->in.arr[1], args[1]);
		printf("%d %s %d\n", args[0]->next->x, stringof(args[0]->next->name), args[0]->next->in.arr[2]); }'
	[ "$output" = "-3 5 -2 first one 9 2 1 7 second 6" ]
}
