# SPDX-License-Identifier: BSD-2-Clause
# D libraries: where they are found, when they are read, what may be in them.

bats_require_minimum_version 1.5.0

setup() {
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	PATH=$TOP/build:$PATH
	cd "$BATS_TEST_TMPDIR"
	mkdir lib
	cat >lib/one.d <<-'END'
	#pragma D depends_on library two.d
	inline int ONE = TWO - 1;
	typedef struct one { int a; } one_t;
	translator one_t < int N > { a = N + 1; };
	END
	echo 'inline int TWO = 2;' >lib/two.d
}

@test "-L adds libraries, and they what they depend on" {
	dtrace -e -L lib -n 'BEGIN { trace(ONE); trace(xlate <one_t> (ONE).a); }'
	dtrace -e -x libdir=lib -n 'BEGIN { trace(sizeof(struct one)); }'
}

@test "-x syslibdir takes the place of the system's" {
	dtrace -e -x syslibdir=lib -n 'BEGIN { trace(TWO); }'
	run dtrace -e -x syslibdir=lib -n 'BEGIN { trace(curpsinfo->pr_pid); }'
	[ "$status" -eq 1 ]
}

@test "-x nolibs reads none" {
	run dtrace -x errtags -e -x nolibs -L lib -n 'BEGIN { trace(ONE); }'
	[ "$status" -eq 1 ]
	grep -q D_IDENT_UNDEF <<<"$output"
}

@test "a library that is not named is not read" {
	echo 'this is wrong' >lib/bad.d
	dtrace -e -L lib -n 'BEGIN { trace(ONE); }'
	run dtrace -e -L lib -n 'BEGIN { trace(wrong); }'
	[ "$status" -eq 1 ]
	grep -q 'lib/bad.d:1:' <<<"$output"
}

@test "a library whose module or provider is missing defines nothing" {
	echo '#pragma D depends_on module no_such_module' >lib/far.d
	echo 'inline int FAR = 1;' >>lib/far.d
	echo '#pragma D depends_on provider nosuch' >lib/away.d
	echo 'inline int AWAY = 1;' >>lib/away.d
	for name in FAR AWAY; do
		run dtrace -e -L lib -n "BEGIN { trace($name); }"
		[ "$status" -eq 1 ]
		grep -q "'$name' is not known" <<<"$output"
	done
}

@test "a library with clauses is refused" {
	echo 'inline int BAD = 1; BEGIN { trace(1); }' >lib/bad.d
	run dtrace -x errtags -e -L lib -n 'BEGIN { trace(BAD); }'
	[ "$status" -eq 1 ]
	grep -q D_LIB_CLAUSE <<<"$output"
}

@test "a program that needs no library opens none" {
	load trace.bash
	needs_first_pids "who fires is found with the kernel's types"
	[ -x /usr/bin/strace ] || skip "strace is not installed"
	strace -f -e trace=openat -o opened dtrace -e -n 'BEGIN { exit(0); }'
	run ! grep -E '\.d"|btf/vmlinux' opened
}

@test "a probe that is not there may have an alias in a library" {
	echo '#pragma D alias dtrace:::START BEGIN' >lib/old.d
	dtrace -e -L lib -n 'dtrace:::START { trace(1); }'
	run dtrace -e -L lib -n 'dtrace:::STAR { trace(1); }'
	[ "$status" -eq 1 ]
	run dtrace -e -x nolibs -L lib -n 'dtrace:::START { trace(1); }'
	[ "$status" -eq 1 ]
}

@test "what a program depends on must be there" {
	local what
	for what in 'provider nosuch' 'library nosuch.d' 'module nosuch'; do
		printf '#pragma D depends_on %s\nBEGIN { exit(0); }\n' "$what" >needs.d
		run dtrace -x errtags -e -s needs.d
		[ "$status" -eq 1 ]
		grep -q "needs.d:1:.*D_PRAGMA_DEPEND.*needs $what" <<<"$output"
	done
	printf '#pragma D depends_on %s\n' 'provider syscall' 'module vmlinux' \
		'library one.d' 'library procfs.d' >needs.d
	echo 'BEGIN { exit(ONE + TWO); }' >>needs.d
	dtrace -e -L lib -s needs.d
}
