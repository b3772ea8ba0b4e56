#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# dtrace -G with objects: structures that the provider file only names, from
# their debug information. What is told is right, or nothing is told.
# shellcheck disable=SC2016 # $target is for D

setup_file() {
	load trace.bash
	export DIR=$BATS_FILE_TMPDIR
	cd "$DIR" || return
	cat >web.d <<-'END'
	struct given { int a; };
	provider web {
		probe request(struct request *r, double d, float f,
			struct given *g);
	};
	#pragma D attributes Evolving/Stable/Common provider web args
	END
	cat >web.c <<-'END'
	#include <stddef.h>
	#include <stdint.h>
	#include <stdio.h>
	#include "web.h"
	enum state { IDLE = 3, BUSY, GONE = -7 };
	typedef struct { size_t len; unsigned char *data; } str_t;
	struct peer { char name[12]; uint16_t port; struct peer *next; };
	#pragma pack(push, 1)
	struct wire { uint8_t kind; uint32_t length; uint16_t tail; };
	#pragma pack(pop)
	struct far4 { int four; };
	struct far3 { struct far4 *to; int three; };
	struct far2 { struct far3 *to; int two; };
	struct far1 { struct far2 *to; int one; };
	struct given { int a; long b; };
	struct request {
		const char *uri;
		int self;	/* a keyword of D */
		enum state state;
		str_t host;
		struct peer peer, *chain;
		struct wire wire;
		unsigned a : 3, b : 7; int c : 5; uint64_t wide : 40;
		union { long number; char bytes[8]; } u;
		struct { int x; union { int y; float z; }; };
		struct { short s; } nested[2][3];
		double ratio;
		_Bool ok;
		int (*callback)(int, char *);
		struct far1 *far;
		__int128 big;
		int after;
		_Alignas(32) char aligned;
	};
	int main(void)
	{
		struct peer second = { "second", 8081, NULL };
		struct far4 f4 = { 4 };
		struct far3 f3 = { &f4, 3 };
		struct far2 f2 = { &f3, 2 };
		struct far1 f1 = { &f2, 1 };
		struct given g = { 5, 6 };
		volatile double d = 2.5;
		volatile float f = -0.25f;
		struct request r = {
			.uri = "/index.html", .state = BUSY,
			.host = { 4, (unsigned char *)"host" },
			.peer = { "first", 80, NULL }, .chain = &second,
			.wire = { 1, 0x12345678, 9 }, .a = 5, .b = 99, .c = -3,
			.wide = 0x1234567890, .u = { 77 }, .x = 11, .y = 12,
			.nested = { { { 1 }, { 2 }, { 3 } },
				    { { 4 }, { 5 }, { 6 } } },
			.ratio = 0.75, .ok = 1, .far = &f1, .after = 33,
			.aligned = 'q',
		};
		WEB_REQUEST(&r, d, f, &g);
		return 0;
	}
	END
	"$DTRACE" -h -s web.d
	gcc -O2 -g -c web.c
	"$DTRACE" -G -s web.d -o probes.o web.o
	gcc -o web web.o probes.o
	strip web
}

setup() {
	load trace.bash
	cd "$DIR" || return
}

web() {
	needs_root
	dtrace -q -c ./web -n "web\$target:::request { $1 }"
	[ "$status" -eq 0 ]
}

# note OBJECT...: the text of the note that -G makes of them
note() {
	"$DTRACE" -G -s web.d -o note.o "$@" 2>warnings
	objcopy -O binary -j .note.dtrace --set-section-flags .note.dtrace=alloc \
		note.o note
	strings -n 3 note
}

@test "a stripped program: strings, numbers, nested, bit-fields, unions" {
	web 'printf("%s %d %s %d %s", stringof(args[0]->uri), args[0]->state,
		stringof(args[0]->host.data), args[0]->host.len,
		stringof(args[0]->peer.name));'
	[ "$output" = "/index.html 4 host 4 first" ]
	web 'r = args[0]; printf("%s %d %d %x %d", stringof(r->chain->name),
		r->chain->port, r->wire.kind, r->wire.length, r->wire.tail);'
	[ "$output" = "second 8081 1 12345678 9" ]
	web 'r = args[0]; printf("%d %d %d %x %d %c", r->a, r->b, r->c, r->wide,
		r->u.number, r->u.bytes[0]);'
	[ "$output" = "5 99 -3 1234567890 77 M" ]
	web 'r = args[0]; printf("%d %d %d %d %d %c", r->x, r->y,
		r->nested[0][1].s, r->nested[1][2].s, r->after, r->aligned);'
	[ "$output" = "11 12 2 6 33 q" ]
	web 'printf("%d %d %d", args[0]->far->one, args[0]->far->to->to->three,
		args[0]->ok);'
	[ "$output" = "1 3 1" ]
}

@test "floating point: arguments and members" {
	web 'printf("%f %f %f", args[1], args[2], args[0]->ratio);'
	[ "$output" = "2.500000 -0.250000 0.750000" ]
}

@test "what is too far away, or what D cannot say, has no members" {
	needs_root
	for bad in 'args[0]->far->to->to->to->four' 'args[0]->big' \
		'args[3]->b'; do
		dtrace -e -c ./web -n "web\$target:::request { trace($bad); }"
		[ "$status" -eq 1 ]
	done
}

@test "-lv: names, types, stability" {
	dtrace -lv -x object=web -n 'web:::'
	[ "$status" -eq 0 ]
	[[ $output = *"args[0]: struct request *r"*"args[1]: double d"* ]]
	[[ $output = *"Evolving"*"Stable"*"Common"* ]]
}

@test "all versions of debug information give the same note" {
	local want flags
	want=$(note web.o)
	[[ $want = *"struct request { const char *uri;"* ]]
	for flags in -gdwarf-2 -gdwarf-3 -gdwarf-4 -gz -flto; do
		gcc -O2 -g $flags -c -o other.o web.c
		[ "$(note other.o web.o)" = "$want" ]
		[ ! -s warnings ]
	done
	! command -v clang >/dev/null || {
		clang -O2 -g -c -o other.o web.c
		[ "$(note other.o web.o)" = "$want" ]
	}
}

@test "the linkers keep it" {
	local ld
	for ld in bfd gold lld mold; do
		gcc -fuse-ld=$ld -Wl,--gc-sections -o linked web.o probes.o \
			2>/dev/null || continue
		strip linked
		dtrace -lv -x object=linked -n 'web:::'
		strings -n 3 linked | grep -q '^struct request {'
	done
}

@test "two objects that differ, none that has it: opaque, and told" {
	sed 's/int after;/int more, after;/' web.c >second.c
	gcc -O2 -g -c second.c
	run note web.o second.o
	[[ $output != *"struct request {"* ]]
	[[ $(cat warnings) = *"'struct request' is not the same in 'web.o' and 'second.o'"* ]]
	gcc -O2 -c -o plain.o web.c
	run note plain.o
	[[ $output != *"struct request {"* && $output = *"struct request *r"* ]]
	[[ $(cat warnings) = *"'struct request' are not known: no object has debug information"*"compile with -g"* ]]
	echo 'int x;' >empty.c
	gcc -g -c empty.c
	run note empty.o
	[[ $(cat warnings) = *"'struct request' are not known: no object defines it"* ]]
}

@test "C++: members behind base classes, and no namesake of a name space" {
	cat >c.cc <<-'END'
	namespace n { struct request { int wrong; }; }
	struct base { virtual ~base() {} int b; };
	struct request : base {
		n::request inner;
		int &reference;
		const char *uri;
		static int shared;
		request(int &r) : reference(r), uri(0) {}
	};
	int z;
	request r(z);
	static_assert(__builtin_offsetof(request, uri) == 24, "");
	static_assert(sizeof(request) == 32, "");
	END
	g++ -g -Wno-invalid-offsetof -c c.cc
	run note c.o
	[[ $output = *"struct request { char __pad0[12]; struct { int wrong; }"*" inner; int *reference; const char *uri; }"* ]]
	[[ $output != *shared* ]]
}

@test "damaged debug information: a warning at most" {
	local i size at info
	read -r at size < <(readelf -SW web.o | sed -n \
		's/.* \.debug_info *PROGBITS *[0-9a-f]* \([0-9a-f]*\) \([0-9a-f]*\) .*/\1 \2/p')
	RANDOM=7
	for ((i = 0; i < 30; i++)); do
		cp web.o hurt.o
		info=$((0x$at + RANDOM % 0x$size))
		printf '%b' "\\x$(printf %02x $((RANDOM % 256)))" |
			dd of=hurt.o bs=1 seek=$info conv=notrunc status=none
		run timeout 20 "$DTRACE" -G -s web.d -o note.o hurt.o
		[[ $status -le 1 ]]
	done
}
