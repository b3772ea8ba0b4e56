#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# dtrace -h and dtrace -G: what they make compiles, links and survives wherever
# programs are built; what they are given may be wrong in every way.
#
# By default a small choice of compilers, standards, levels and linkers; all of
# them with DTRACE_TEST_MATRIX=full.

bats_require_minimum_version 1.5.0

setup_file() {
	REPO=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	BUILD=${BUILD:-$REPO/build}
	DTRACE=${DTRACE:-$BUILD/dtrace}
	SRC=$BATS_TEST_DIRNAME/usdt
	SITES=$BATS_FILE_TMPDIR/sites
	export REPO BUILD DTRACE SRC SITES
	cc -D_GNU_SOURCE -I"$REPO/src" -o "$SITES" "$REPO/tests/tools/sites.c" \
		"$BUILD"/src/lib{elf,arch,base}.a -lelf
	"$DTRACE" -h -s "$SRC/demo.d" -o "$BATS_FILE_TMPDIR/demo.h"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cp "$BATS_FILE_TMPDIR/demo.h" .
}

has() {
	command -v "$1" >/dev/null
}

full() {
	[[ ${DTRACE_TEST_MATRIX-} = full ]]
}

# A hundred compiler runs say too much: only what fails is shown.
try() {
	"$@" >try.log 2>&1 && return
	echo "failed: $*"
	cat try.log
	return 1
}

WARN=(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Werror)

# build OUT COMPILER FLAG...: both sources into one program.
build() {
	local out=$1
	shift
	rm -f "$out"
	try "$@" -o "$out" "$SRC/main.c" "$SRC/second.c" -I.
}

# check PROGRAM: what must hold however it was built.
check() {
	local names
	try "./$1" || return
	try "$SITES" "$1" || return
	names=$(sed 's/^\([^:]*\):[^:]*:\([^ ]*\).*/\1 \2/' try.log | sort -u)
	[[ $names = "$(all_names)" ]] || {
		echo "sites of $1:"
		cat try.log
		return 1
	}
	one_semaphore "$1" && types_once "$1"
}

all_names() {
	printf 'demo %s\n' flag floats many ptrs request__done start types xlate
	echo 'other tick'
}

# All sites of a probe share a semaphore; 0 is none (the linker dropped it).
one_semaphore() {
	sed 's/^\([^:]*\):[^:]*:\([^ ]*\) \([^ ]*\).*/\1 \2 \3/' try.log |
		sort -u | awk '{ n[$1 " " $2]++ }
			END { for (p in n) if (n[p] > 1) { print p; exit 1 } }'
}

# The notes: the base is there, each provider is described once.
types_once() {
	local base
	base=$(readelf -nW "$1" | grep -c 'Base: 0x0000000000000000' || true)
	[[ $base -eq 0 ]] || {
		echo "$1: $base notes without base"
		return 1
	}
	"$SITES" -t "$1" >types.d
	[[ $(grep -c '^provider demo {' types.d) -eq 1 ]]
	[[ $(grep -c '^provider other {' types.d) -eq 1 ]]
}

@test "C standards and levels, gcc and clang, no warning" {
	local stds=(c99 c2x) levels=(0 2)
	full && stds=(c99 gnu99 c11 c17 gnu17 c2x) && levels=(0 1 2 3 s)
	for cc in gcc clang; do
		has "$cc" || continue
		for std in "${stds[@]}"; do
			for level in "${levels[@]}"; do
				build u "$cc" "-std=$std" "-O$level" \
					"${WARN[@]}" -Wstrict-prototypes \
					-Wmissing-prototypes -Wc++-compat
				check u
			done
		done
	done
}

@test "C++ standards and levels, gcc and clang, no warning" {
	local stds=(c++11 c++2b) levels=(0 2)
	full && stds=(c++11 gnu++14 c++17 c++20 c++2b) && levels=(0 1 2 3 s)
	for cc in g++ clang++; do
		has "$cc" || continue
		for std in "${stds[@]}"; do
			for level in "${levels[@]}"; do
				build u "$cc" -x c++ "-std=$std" "-O$level" \
					"${WARN[@]}" -Wold-style-cast
				check u
			done
		done
	done
}

# link COMPILER LINKER FLAG...
link() {
	local cc=$1 ld=$2
	shift 2
	[[ $ld = bfd ]] || has "ld.$ld" || has "$ld" || return 0
	# lld cannot read what gcc -flto writes
	[[ $cc$ld$* = gcclld*-flto* ]] && return 0
	build u "$cc" "-fuse-ld=$ld" -O2 "$@" && check u
}

@test "linkers: PIE, static, LTO, --gc-sections" {
	# shellcheck disable=SC2054
	local gc=(-ffunction-sections -fdata-sections -Wl,--gc-sections)
	for cc in gcc clang; do
		has "$cc" || continue
		for ld in bfd gold lld mold; do
			link "$cc" "$ld" "${gc[@]}"
			link "$cc" "$ld" -flto
			if full; then
				link "$cc" "$ld" -flto "${gc[@]}"
				link "$cc" "$ld" -no-pie -fno-pie
				link "$cc" "$ld" -static
				link "$cc" "$ld" -static "${gc[@]}"
				link "$cc" "$ld" -fPIE -pie -O0
				link "$cc" "$ld" -fPIC -O3
			fi
		done
		link "$cc" bfd -static
		link "$cc" bfd -static-pie
		link "$cc" bfd -no-pie -fno-pie
	done
}

@test "a probe in a function that is collected is no site" {
	for ld in bfd gold lld mold; do
		has "ld.$ld" || continue
		build u gcc -fuse-ld=$ld -O2 -DDEAD_FUNCTION \
			-ffunction-sections -Wl,--gc-sections
		check u
		# as many as there are functions: bfd and gold keep the dead one
		[[ $("$SITES" u | grep -c ':tick') -eq \
			$((1 + $(nm u | grep -c nobody_calls_this))) ]]
	done
}

@test "the object of -G links in too, in any place, and changes nothing" {
	"$DTRACE" -G -s "$SRC/demo.d" -o p.o
	for ld in bfd gold lld mold; do
		has "ld.$ld" || continue
		for flags in "-O2" "-O2 -flto" "-O2 -Wl,--gc-sections"; do
			[[ $ld$flags = lld*-flto* ]] && continue
			# shellcheck disable=SC2086
			build u gcc $flags -fuse-ld=$ld p.o
			check u
			# shellcheck disable=SC2086
			try gcc $flags -fuse-ld=$ld -I. -o u "$SRC/main.c" \
				"$SRC/second.c" p.o
			check u
		done
	done
	# nor does it make the stack executable, or clear IBT and shadow stack
	readelf -lW u | grep GNU_STACK | grep -q 'RW  '
	readelf -n p.o | grep -q 'x86 feature: IBT, SHSTK'
}

@test "ld -r and archives keep sites and semaphores" {
	gcc -O2 -I. -c "$SRC/main.c" "$SRC/second.c"
	ld -r -o both.o main.o second.o
	gcc -o u both.o
	check u
	ar rcs second.a second.o
	gcc -o u main.o second.a
	check u
}

@test "program and library: a semaphore each, none exported" {
	gcc -O2 -fPIC -shared -I. -o libsecond.so "$SRC/second.c"
	gcc -O2 -I. -o u "$SRC/main.c" ./libsecond.so
	./u
	for f in u libsecond.so; do
		"$SITES" "$f" >sites
		grep -q 'demo:.*:xlate 0x' sites
		run ! grep _semaphore <(readelf --dyn-syms -W "$f")
		run ! readelf -d "$f" --wide '|' grep TEXTREL
	done
}

@test "is-enabled looks at the semaphore each time" {
	cat >u.c <<'EOF'
#include "demo.h"
/* the semaphore under a name that the compiler does not connect with it */
extern unsigned short raised __asm__("demo_start_semaphore");
int main(void)
{
	int seen = 0;
	for (int i = 0; i < 10; i++) {
		if (i == 6)
			raised = 1;
		if (DEMO_START_ENABLED())
			seen++;
	}
	return seen;
}
EOF
	for cc in gcc clang; do
		has $cc || continue
		$cc -O2 -o u u.c
		run -4 ./u
	done
}

@test "the semaphores of a group are looked at together" {
	cat >g.d <<'EOF'
provider g { probe op__a(); probe op__b(int n); probe op__c(); probe op__d();
probe op__e(); probe alone(); };
EOF
	cat >g.c <<'EOF'
#include "g.h"
#define RAISED(p) extern volatile unsigned short raised_##p \
	__asm__("g_op__" #p "_semaphore")
RAISED(a); RAISED(b); RAISED(c); RAISED(d); RAISED(e);
extern volatile unsigned short alone __asm__("g_alone_semaphore");
int other(void);
static int any(volatile unsigned short *p)
{
	int seen;
	*p = 1;
	seen = !!G_OP_ANY_ENABLED();
	*p = 0;
	return seen;
}
int main(void)
{
	if (any(&alone) || G_OP_ANY_ENABLED() || other())
		return 1;
	raised_b = 1;
	if (!G_OP_B_ENABLED() || G_OP_A_ENABLED() || G_OP_C_ENABLED() || !other())
		return 2;
	raised_b = 0;
	G_OP_B(3);
	G_ALONE();
	return 10 + any(&raised_a) + any(&raised_b) + any(&raised_c) +
	       any(&raised_d) + any(&raised_e);
}
EOF
	printf '#include "g.h"\nint other(void) { return G_OP_ANY_ENABLED(); }\n' >o.c
	"$DTRACE" -h -s g.d
	"$DTRACE" -G -s g.d
	for cc in gcc clang; do
		has $cc || continue
		$cc -O2 -o u g.c o.c
		run -15 ./u
		$cc -O2 -o u g.c o.c g.o
		run -15 ./u
		$cc -O0 -flto -o u g.o o.c g.c
		run -15 ./u
	done
	if has aarch64-linux-gnu-gcc; then
		aarch64-linux-gnu-gcc -O2 -c g.c
	fi
}

@test "operands: constants and registers of the declared size and sign" {
	build u gcc -O2
	"$SITES" u >sites
	grep -q ':types .* s1=97 u1=250 s2=-3 u2=65535 s4=-5 u4=4000000000 s8=-7 u8=8$' sites
	grep -q ':floats .* u8=4609434218613702656 u4=1075838976$' sites
	grep -q ':request__done .* u8=42 s4=200 u8=r' sites
	grep -q ':flag .* u1=1 u8=r.. u8=1 u8=2 s4=3 u4=5$' sites
	# 32 arguments: eight as they are, the others behind one register
	grep ':many ' sites | grep -q 's1=\[\(r..\)+0\] s8=\[\1+8\] .* s8=\[\1+112\]$'
	# no memory operand but those, with either compiler at any level
	for cc in gcc clang; do
		for level in 0 1 2 3; do
			has $cc || continue
			build u $cc -O$level
			"$SITES" u >sites
			run ! grep '\[' <(grep -v ':many ' sites)
		done
	done
}

@test "aarch64: header, object and notes" {
	has aarch64-linux-gnu-gcc || skip "no aarch64-linux-gnu-gcc"
	for level in 0 2; do
		try aarch64-linux-gnu-gcc -O$level -I. "${WARN[@]}" -c \
			"$SRC/main.c" "$SRC/second.c"
		try "$DTRACE" -G -s "$SRC/demo.d" -o p.o main.o second.o
		readelf -h p.o | grep -q AArch64
		aarch64-linux-gnu-gcc -o u main.o second.o p.o
		try "$SITES" u
		one_semaphore u
		types_once u
		readelf -nW u | grep -q 'Arguments: -4@.*8@\[x[0-9]*, 16\]'
	done
	has clang || return 0
	try clang --target=aarch64-linux-gnu -O2 -I. "${WARN[@]}" -c \
		"$SRC/main.c" "$SRC/second.c"
	aarch64-linux-gnu-gcc -o u main.o second.o
	try "$SITES" u
	one_semaphore u
}

@test "types come back as they were declared" {
	build u gcc -O2
	"$SITES" -t u >types.d
	diff - types.d <<'EOF'
typedef struct node node_t;
struct inner { int x; char tag[4]; };
enum color { RED = 0, GREEN = 5 };
struct node { struct node *next; struct inner in; unsigned int flags : 3; enum color c; };
typedef struct { int a; } anon_t;
typedef unsigned int my_u32;
provider demo {
probe start();
probe request__done(uintptr_t request, int status, char *uri, const char *host);
probe types(char a, unsigned char b, short c, unsigned short d, int e, unsigned int f, long g, unsigned long h);
probe floats(double d, float f);
probe ptrs(node_t *n, anon_t *an, struct unknown *u, void *p, char **argv, my_u32 v);
probe many(int a0, long a1, char *a2, char a3, int a4, int a5, int a6, int a7, char a8, long a9, double a10, char *a11, short a12, my_u32 a13, node_t *a14, uint8_t a15, int a16, int a17, int a18, int a19, int a20, int a21, int a22, int a23, int a24, int a25, int a26, int a27, int a28, int a29, int a30, int64_t a31);
probe xlate(node_t *n, int x) : (int x, node_t *n);
probe flag(bool b, string s, uint64_t big, size_t sz, pid_t p, enum color c);
probe never__fired(int x);
};
#pragma D attributes Evolving/Evolving/Common provider demo provider
#pragma D attributes Evolving/Evolving/Common provider demo name
#pragma D attributes Evolving/Evolving/ISA provider demo args
provider other {
probe tick(int n);
};
EOF
	# and the description describes itself
	"$DTRACE" -G -s types.d -o again.o
	"$SITES" -t again.o | sort >again.d
	sort types.d | diff - again.d
}

@test "notes survive every strip" {
	build whole gcc -O2
	"$SITES" whole | sed 's/:[^:]*:/:/' >sites
	"$SITES" -t whole >types.d
	for cmd in strip "strip -g" "strip --strip-unneeded" "objcopy -S" \
		eu-strip "eu-strip -g" llvm-strip "llvm-strip -g" \
		"llvm-strip --strip-unneeded" "llvm-objcopy --strip-all-gnu" \
		"strip --remove-section=.comment --remove-section=.note"; do
		has "${cmd%% *}" || continue
		cp whole u
		$cmd u
		"$SITES" -t u | diff types.d - || { echo "$cmd: types"; false; }
		# LLVM's strip takes all that is not loaded, so sites too
		[[ $cmd = llvm-strip ]] && continue
		"$SITES" u | sed 's/:[^:]*:/:/' | diff sites - ||
			{ echo "$cmd: sites"; false; }
		./u
	done
}

@test "wrong arguments are compiler errors or warnings" {
	wrong() {
		printf '#include "demo.h"\nint main(void) { %s return 0; }\n' \
			"$1" >wrong.c
		run gcc -Wall -Werror -I. -c wrong.c
		[[ $status -ne 0 ]]
		grep -q "$2" <<<"$output"
	}
	wrong 'OTHER_TICK("text");' 'makes integer from pointer'
	wrong 'DEMO_REQUEST_DONE(1, 2, 3, "x");' 'makes pointer from integer'
	wrong 'DEMO_PTRS((struct unknown *)0, 0, 0, 0, 0, 0);' 'incompatible'
	wrong 'OTHER_TICK();' 'too few arguments'
	wrong 'DEMO_START(1);' 'too many arguments'
}

@test "build rules may change the header with sed" {
	# as Python's, Perl's and PostgreSQL's do
	sed -e 's/DEMO_/MyDTrace_/' -e '/const/!s/char \*/const char */g' \
		-e 's/OTHER_/TRACE_OTHER_/g' demo.h >changed.h
	cat >u.c <<'EOF'
#include "changed.h"
int main(void)
{
	if (MyDTrace_START_ENABLED())
		MyDTrace_START();
	MyDTrace_REQUEST_DONE(1, 2, "a", "b");
	TRACE_OTHER_TICK(1);
	return 0;
}
EOF
	gcc -Wall -Werror -o u u.c
	./u
}

@test "headers and objects of two providers, ours and SystemTap's" {
	local theirs=/usr/bin/dtrace
	for p in one two; do
		echo "provider $p { probe go(int x); };" >$p.d
		"$DTRACE" -h -s $p.d
		"$DTRACE" -G -s $p.d
	done
	cat >u.c <<'EOF'
#include "one.h"
#include "two.h"
int main(int argc, char **argv)
{
	(void)argv;
	if (ONE_GO_ENABLED())
		ONE_GO(argc);
	if (TWO_GO_ENABLED())
		TWO_GO(argc);
	return 0;
}
EOF
	gcc -O2 -Wall -Werror -o u u.c one.o two.o
	./u
	[[ $("$SITES" u | cut -d' ' -f1) = $'one:main:go\ntwo:main:go' ]]
	grep -q 'systemtap' $theirs || skip "no dtrace of SystemTap's"
	$theirs -h -s two.d -o two.h
	gcc -O2 -o u u.c one.o two.o
	[[ $("$SITES" u | cut -d' ' -f1) = $'one:main:go\ntwo:main:go' ]]
	"$DTRACE" -h -s two.d
	$theirs -G -s two.d -o two.o
	gcc -O2 -o u u.c one.o two.o
	[[ $("$SITES" u | cut -d' ' -f1) = $'one:main:go\ntwo:main:go' ]]
}

@test "an untraced site is the nop alone" {
	has valgrind || skip "no valgrind"
	"$REPO/tests/bench/disabled-cost" >cost
	cat cost
	run ! grep -E 'untraced probe, [26] arguments' <(grep -v ' 1\.00 ' cost)
	grep -q 'gcc: untraced probe, 6 arguments' cost
}

@test "tracers see the sites: bpftrace" {
	has bpftrace || skip "no bpftrace"
	[[ $(id -u) -eq 0 ]] || skip "not root"
	build u clang -O2 || build u gcc -O2
	run timeout 60 bpftrace -c ./u -e '
		usdt:./u:demo:types { printf("types %d %d %d\n", arg0, arg2, arg4); }
		usdt:./u:demo:request__done { printf("done %d %d\n", arg0, arg1); }
		usdt:./u:demo:xlate { printf("enabled %d\n", arg1); }
		usdt:./u:other:tick { printf("tick %d\n", arg0); }'
	echo "$output"
	grep -q '^types 97 -3 -5$' <<<"$output"
	grep -q '^done 42 200$' <<<"$output"
	grep -q '^tick 1$' <<<"$output"
	# behind is-enabled: in both objects
	[[ $(grep -c '^enabled' <<<"$output") -eq 2 ]]
}

@test "-G: same bytes each time, inputs untouched, parallel" {
	gcc -O2 -I. -c "$SRC/main.c" "$SRC/second.c"
	touch -d '2001-01-01' main.o second.o
	sha256sum main.o second.o >before
	"$DTRACE" -G -s "$SRC/demo.d" -o one.o main.o second.o
	sleep 1
	(cd / && "$DTRACE" -G -s "$SRC/demo.d" -o "$BATS_TEST_TMPDIR/two.o")
	cmp one.o two.o
	for _ in {1..40}; do
		"$DTRACE" -G -s "$SRC/demo.d" -o p.o main.o second.o &
		"$DTRACE" -h -s "$SRC/demo.d" -o p.h &
		[[ ! -e p.o ]] || cmp one.o p.o
		[[ ! -e p.h ]] || cmp demo.h p.h
	done
	wait
	cmp one.o p.o
	sha256sum -c before
	[[ $(stat -c %Y main.o) -eq $(date -d '2001-01-01' +%s) ]]
	[[ $(echo p.*) = "p.h p.o" ]]
}

@test "nothing of the running system is looked at" {
	has strace || skip "no strace"
	for mode in -h -G; do
		strace -f -o trace "$DTRACE" $mode -s "$SRC/demo.d" -o out
		run ! grep -E '"/(sys|proc|dev)/|bpf\(|execve\("[^"]*/(g?cc|cpp|clang)"' trace
	done
}

@test "names of outputs" {
	cp "$SRC/demo.d" nginx.d
	"$DTRACE" -h -s nginx.d
	"$DTRACE" -G -s nginx.d
	[[ -f nginx.h && -f nginx.o ]]
	mkdir sub
	cp nginx.d sub/inner.d
	"$DTRACE" -h -s sub/inner.d
	[[ -f inner.h ]]
	"$DTRACE" -h -s nginx.d -o - | cmp - nginx.h
	"$DTRACE" -G -s nginx.d -o - | cmp - nginx.o
	cp nginx.d plain
	run -1 "$DTRACE" -h -s plain
	[[ $output = *"name the output with -o"* ]]
	"$DTRACE" -h -s plain -o plain.h
}

@test "what build rules of others pass" {
	"$DTRACE" -C -xnolibs -h -s "$SRC/demo.d" -o a.h -I. -I /usr/include \
		-DX=1 -D Y -UZ
	cmp <(tail -n +2 a.h) <(tail -n +2 demo.h)
	"$DTRACE" -xnolibs -G -64 -s "$SRC/demo.d" -o a.o
	"$DTRACE" -64 -G -k -v -q -s "$SRC/demo.d" -o b.o
	"$DTRACE" -x nolibs -arch x86_64 -h -o b.h -s "$SRC/demo.d"
	"$DTRACE" -Wp,-D_FORTIFY_SOURCE=2 -h -s "$SRC/demo.d" -o c.h
	"$DTRACE" -G -s "$SRC/demo.d" -fPIC -DPIC -O2 -g -Wall -march=native \
		-std=gnu11 -pthread -o d.o
	"$DTRACE" -h -C -s "$SRC/demo.d" -fPIC -DX=1 -Wno-all -m64 -o d.h
	cmp a.o b.o
	cmp a.o d.o
	cmp demo.h b.h
	cmp demo.h c.h
	cmp <(tail -n +2 d.h) <(tail -n +2 demo.h)
	run -1 "$DTRACE" -32 -G -s "$SRC/demo.d" -o c.o
	[[ $output = *"32-bit"* ]]
	run -1 "$DTRACE" -m32 -G -s "$SRC/demo.d" -o c.o
	[[ $output = *"32-bit"* ]]
	[[ ! -e c.o ]]
}

@test "-C: the preprocessor, and the lines that it tells" {
	mkdir inc
	echo '#define NAME done' >inc/name.h
	cat >c.d <<'EOF'
#include "name.h"
#ifdef EXTRA
#define MORE probe more(int x);
#else
#define MORE
#endif
provider c {
	probe NAME(int x);
	MORE
};
EOF
	"$DTRACE" -C -Iinc -DEXTRA -h -s c.d
	grep -q C_DONE c.h
	grep -q C_MORE c.h
	"$DTRACE" -C -I inc -h -s c.d -o - | { run ! grep C_MORE; }
	echo 'provider d { probe x(nosuch_t a); };' >>c.d
	run -1 "$DTRACE" -C -Iinc -h -s c.d -o d.h
	[[ $output = *"c.d:11:"* ]]
	run -1 "$DTRACE" -C -h -s c.d -o d.h
	[[ $output = *"name.h"* && $output = *"preprocessor"*"failed"* ]]
	CPP=/nonexistent/cpp run -1 "$DTRACE" -C -h -s c.d -o d.h
	[[ $output = *"/nonexistent/cpp"*"set CPP"* ]]
	[[ ! -e d.h ]]
}

# bad MODE PATTERN TEXT: refused with status 1, and the old output still there.
bad() {
	printf '%s' "$3" >bad.d
	echo old >bad.out
	run -1 "$DTRACE" "$1" -s bad.d -o bad.out
	echo "$output"
	# shellcheck disable=SC2053
	[[ $output = $2 ]]
	[[ $(cat bad.out) = old ]]
	[[ $(echo bad.*) = "bad.d bad.out" ]]
}

@test "bad provider files: file, line, cause, nothing written" {
	local many
	bad -h '*bad.d:1:*' 'provider p { probe x(int a) };'
	bad -h '*bad.d:2:*nosuch_t*' $'provider p {\n\tprobe x(nosuch_t a);\n};'
	bad -G '*bad.d:2:*nosuch_t*' $'provider p {\n\tprobe x(nosuch_t a);\n};'
	bad -h '*bad.d:1:*' 'provider p { probe x(); probe x(); };'
	bad -h "*bad.d:1:*macro 'P_A_B'*" 'provider p { probe a__b(); probe a_b(); };'
	bad -h "*bad.d:1:*P_A_ENABLED*" 'provider p { probe a(); probe a_enabled(); };'
	bad -h '*bad.d:1:*32*' "provider p { probe x($(printf 'int, %.0s' {1..32})int); };"
	bad -h '*bad.d:1:*struct*address*' 'struct s { int a; }; provider p { probe x(struct s a); };'
	bad -h '*bad.d:1:*8 bytes*' 'provider p { probe x(long double a); };'
	bad -h '*no provider*' '/* nothing */'
	bad -h '*no provider*' ''
	bad -h '*bad.d:1:*' 'BEGIN { exit(0); }'
	bad -h '*bad.d:*' $'provider p {\n probe x('
	bad -G '*bad.d:*' $'\x00\x01\x02'
	# deep and long, but it ends
	many=$(printf '%*s' 100000 '' | tr ' ' '(')
	bad -h '*bad.d:*' "provider p { probe x(int $many); };"
	many=$(printf '%*s' 100000 '' | tr ' ' '*')
	printf 'provider p { probe x(int %sa); };' "$many" >deep.d
	run "$DTRACE" -h -s deep.d -o deep.out
	[[ $status -le 1 ]]
}

@test "bad files: missing, unreadable, not writable" {
	run -1 "$DTRACE" -h -s missing.d -o x.h
	[[ $output = *"'missing.d'"*"No such file"* ]]
	run -1 "$DTRACE" -h -s . -o x.h
	[[ $output = *"cannot read '.'"* ]]
	run -1 "$DTRACE" -h -s "$SRC/demo.d" -o nodir/x.h
	[[ $output = *"nodir/x.h"*"No such file"* ]]
	run -1 "$DTRACE" -G -s "$SRC/demo.d" -o .
	[[ $output = *"'.'"* ]]
	run -1 "$DTRACE" -h -o x.h
	[[ $output = *"-s FILE.d"* ]]
	run -1 "$DTRACE" -h -s "$SRC/demo.d" -s "$SRC/demo.d" -o x.h
	[[ $output = *"one provider file"* ]]
	run -1 "$DTRACE" -h -s "$SRC/demo.d" -o /dev/full
	[[ $output = *"No space left"* ]]
	run -1 bash -c '"$DTRACE" -h -s "$SRC/demo.d" -o - >/dev/full'
	[[ $output = *"No space left"* ]]
	[[ $(echo *) = demo.h ]]
}

# object PATTERN FILE...: -G refuses, writes nothing.
object() {
	local pattern=$1
	shift
	run -1 "$DTRACE" -G -s "$SRC/demo.d" -o p.o "$@"
	echo "$output"
	# shellcheck disable=SC2053
	[[ $output = $pattern ]]
	[[ ! -e p.o ]]
}

@test "bad objects for -G" {
	gcc -O2 -I. -c "$SRC/main.c"
	head -c 1000 main.o >cut.o
	object "*'cut.o' is truncated*" cut.o
	head -c 40 main.o >cut.o
	object "*'cut.o' is damaged*" cut.o
	echo text >text.o
	object "*'text.o' is not an ELF file*" text.o
	object "*'none.o'*No such file*" none.o
	printf '\x7fELF\x01\x01\x01%060d' 0 >elf32.o
	object "*'elf32.o' is not a 64-bit*" elf32.o
	if has aarch64-linux-gnu-gcc; then
		aarch64-linux-gnu-gcc -I. -c "$SRC/second.c"
		object "*'second.o' is for aarch64*x86-64*" main.o second.o
	fi
	cp main.o both.o
	run -1 "$DTRACE" -G -s "$SRC/demo.d" -o both.o both.o
	[[ $output = *"both object and output"* ]]
	cmp main.o both.o
	# what is no ELF but right: archives, bitcode, libtool's files
	ar rc a.a main.o
	echo '# main.lo - a libtool object file' >main.lo
	has clang && clang -flto -I. -c -o bc.o "$SRC/main.c"
	"$DTRACE" -G -s "$SRC/demo.d" -o p.o a.a main.lo
	[[ ! -e bc.o ]] || "$DTRACE" -G -s "$SRC/demo.d" -o p.o bc.o
}
