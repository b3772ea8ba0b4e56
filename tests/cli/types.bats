# SPDX-License-Identifier: BSD-2-Clause
# Typed data of traced programs: floating-point, structs behind pointers.

setup_file() {
	load trace.bash
	needs_root
	export DIR=$BATS_FILE_TMPDIR
	cat >"$DIR/p.d" <<-'END'
	struct reading { double value; float part; int n; };
	provider sensor {
		probe take(double d, float f, struct reading *r, int n);
	};
	END
	"$DTRACE" -h -s "$DIR/p.d" -o "$DIR/p.h"
	cat >"$DIR/m.c" <<-'END'
	#include "p.h"
	struct reading { double value; float part; int n; };

	int main(void)
	{
		struct reading r = { 2.5, 0.25f, 7 };
		volatile double d = 3.125;
		volatile float f = -1.5f;
		double in_memory = 6.5;

		SENSOR_TAKE(d, f, &r, 4);
		__asm__ volatile("990: nop\n"
			".pushsection .note.stapsdt,\"?\",\"note\"\n.balign 4\n"
			".4byte 992f-991f,994f-993f,3\n991: .asciz \"stapsdt\"\n"
			"992: .balign 4\n993: .8byte 990b,_.stapsdt.base,0\n"
			".asciz \"plain\"\n.asciz \"note\"\n.asciz \"8f@%0\"\n"
			"994: .balign 4\n.popsection\n" :: "m"(in_memory));
		return 0;
	}
	END
	gcc -O1 -o "$DIR/m" "$DIR/m.c"
}

setup() {
	load trace.bash
	needs_root
}

# dtrace on the program
sensor() {
	dtrace -q -c "$DIR/m" "$@"
	[ "$status" -eq 0 ]
}

@test "double and float arguments and members are printed" {
	sensor -n 'sensor$target:::take { printf("%f %g %e %f %.2f %d\n", args[0],
		args[1], args[2]->value, args[2]->part, args[0], args[3]); }'
	[ "${lines[0]}" = "3.125000 -1.5 2.500000e+00 0.250000 3.12 4" ]
}

@test "an operand that is a double in memory has that type" {
	sensor -n 'plain$target:::note { printf("%.3f\n", args[0]); }'
	[ "${lines[0]}" = 6.500 ]
}

@test "trace, print and JSON show floating-point numbers" {
	sensor -n 'sensor$target:::take { trace(args[0]); }'
	[ "${lines[0]}" = 3.125 ]
	sensor -n 'sensor$target:::take { print(args[1]); print(*args[2]); }'
	[[ $output = *'float -1.5'*'double value = 2.5'*'int n = 0x7'* ]]
	sensor -x oformat=json -n 'sensor$target:::take { trace(args[0]); }'
	[[ $output = *'"value":3.125}'* ]]
}

@test "a struct of the program is kept in a variable, its pointers lead there" {
	sensor -n 'sensor$target:::take { self->r = *args[2]; }
		sensor$target:::take { printf("%f %d\n", self->r.value, self->r.n); }'
	[ "${lines[0]}" = "2.500000 7" ]
}

@test "nothing is calculated with floating-point numbers" {
	local body
	for body in 'trace(args[0] + 1)' 'this->d = args[0]' '@ = sum(args[0])' 'trace((int)args[0])'; do
		dtrace -x errtags -e -c "$DIR/m" -n "sensor\$target:::take { $body; }"
		[ "$status" -eq 1 ]
		[[ $stderr = *'[D_'*"'double'"* ]]
	done
}

@test "arguments that a provider declares as translated go through the translator" {
	cat >"$BATS_TEST_TMPDIR/q.d" <<-'END'
	struct reading { double value; float part; int n; };
	typedef struct rinfo rinfo_t;
	provider station {
		probe take(int kind, struct reading *r, int n) :
			(rinfo_t *r, int n, int kind);
	};
	END
	cat >"$BATS_TEST_TMPDIR/q.c" <<-'END'
	#include "q.h"
	struct reading { double value; float part; int n; };
	int main(void)
	{
		struct reading r = { 2.5, 0.25f, 7 };

		STATION_TAKE(1, &r, 9);
		return 0;
	}
	END
	cd "$BATS_TEST_TMPDIR"
	"$DTRACE" -h -s q.d -o q.h
	gcc -O1 -o q q.c
	dtrace -q -c ./q -n '
		typedef struct rinfo { int n, twice; } rinfo_t;
		translator rinfo_t < struct reading *R > { n = R->n; twice = R->n * 2; };
		station$target:::take { printf("%d %d %d %d %d\n", args[0]->n,
			args[0]->twice, args[1], args[2], arg2); }'
	[ "${lines[0]}" = "7 14 9 1 9" ]
	dtrace -x errtags -e -c ./q -n 'station$target:::take { trace(args[0]->n); }'
	[[ $stderr = *D_XLATE_NONE* ]]
}
