# SPDX-License-Identifier: BSD-2-Clause
# Providers made at run time, as tracers see them: ours, bpftrace, bcc, gdb,
# perf; and what is left of them in the file system.

setup_file() {
	load ../cli/trace.bash
	export BUILT=$TOP/build/src BIN=$BATS_FILE_TMPDIR
	local t
	for t in usdt-matrix usdt-life; do
		gcc -O2 -Wall -Wextra -Werror -I"$TOP/src/libusdt" -o "$BIN/$t" \
			"$TOP/tests/targets/$t.c" "$BUILT/libusdt.a"
	done
}

setup() {
	load ../cli/trace.bash
	export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR
	DIR=$XDG_RUNTIME_DIR/libusdt
}

# start usdt-life waiting for input; its number is LIFE_PID
start_life() {
	coproc LIFE { exec "$BIN/usdt-life" "$@"; }
	read -r -t 10 LIFE_PID _ <&"${LIFE[0]}"
}

fire() { echo >&"${LIFE[1]}"; }

# run a tracer that ends by itself, and fire until then
fire_until() {
	local tracer
	timeout 60 "$@" >"$BATS_TEST_TMPDIR/traced" &
	tracer=$!
	while kill -0 "$tracer" 2>/dev/null; do
		fire
		sleep 0.02
	done
	wait "$tracer"
}

# the same, of which the first line that it prints matters
fire_for() {
	fire_until "$@"
	output=$(grep . "$BATS_TEST_TMPDIR/traced" | grep -v '^Attaching' | head -n 1)
}

# end it, and see that it ended well
end_life() {
	local pid=$LIFE_PID input=${LIFE[1]}
	exec {input}>&-
	wait "$pid"
}

files() { find "$DIR" -mindepth 1 | wc -l; }
image() { find "$DIR" -name lmod; }

@test "0 to 32 arguments, int and char *, each in a run of its own: 1254 checks" {
	needs_root
	run "$TOP/tests/libusdt/matrix" "$DTRACE" "$BIN/usdt-matrix"
	echo "$output"
	[ "$status" -eq 0 ]
	[ "${lines[-1]}" = "1254 of 1254" ]
	run "$BIN/usdt-matrix" typei
	[ "$status" -eq 1 ]
}

@test "dtrace -l names provider, pid, module, function and probe" {
	needs_root
	start_life
	dtrace -l -P "life$LIFE_PID"
	[[ "${lines[1]}" =~ life$LIFE_PID\ +lmod\ +Server::handle\ request-done$ ]]
	dtrace -lv -P "life$LIFE_PID"
	[[ "$output" = *"args[2]: struct request *"* ]]
	[[ "$output" = *"args[3]: level_t"* ]]
	[[ "$output" = *"Dependency Class: Common"* ]]
	end_life
}

@test "types have their sizes and signs" {
	needs_root
	start_life
	fire_for "$DTRACE" -q -p "$LIFE_PID" -n 'life*:lmod::request-done {
		printf("%d %s %d %x %d %x\n", arg0, copyinstr(arg1), arg3, arg4, args[5], arg6); exit(0); }'
	[ "$output" = "-1 a text 250 3fe0000000000000 -5000000000 3e800000" ]
	end_life
}

@test "structures that were declared can be looked into" {
	needs_root
	start_life
	fire_for "$DTRACE" -q -p "$LIFE_PID" -n 'life*:lmod::request-done {
		printf("%d %s", args[2]->status, copyinstr((uintptr_t)args[2]->uri));
		exit(args[2]->status == 404 ? 0 : 1); }'
	[ "$output" = "404 /index" ]
	end_life
}

@test "an image in memory can be listed and traced by dtrace" {
	needs_root
	dtrace -q -c "$BIN/usdt-life -m 3" -Z -n 'life*:lmod::request-done { @ = count(); } END { printa("%@d\n", @); }'
	[ "$(grep -v ready <<<"$output")" = 3 ]
}

@test "bpftrace sees and traces it" {
	needs_root
	command -v bpftrace >/dev/null || skip "bpftrace is missing"
	start_life
	run bpftrace -l -p "$LIFE_PID" 'usdt:*'
	[[ "$output" = *"/lmod:life:request__done"* ]]
	fire_for bpftrace -p "$LIFE_PID" -e 'usdt::life:request__done { printf("%d %s %d\n", arg0, str(arg1), arg3); exit(); }'
	[[ "$output" = *"-1 a text 250"* ]]
	end_life
}

@test "tplist sees it" {
	needs_root
	command -v tplist-bpfcc >/dev/null || skip "tplist (bpfcc-tools) is missing"
	start_life
	run tplist-bpfcc -p "$LIFE_PID"
	[[ "$output" = *"life:request__done"* ]]
	end_life
}

@test "argdist counts it by value" {
	needs_root
	command -v argdist-bpfcc >/dev/null || skip "argdist (bpfcc-tools) is missing"
	[[ -e /lib/modules/$(uname -r)/build || -n ${BCC_KERNEL_SOURCE-} ]] ||
		skip "argdist compiles with kernel headers: none here, nor BCC_KERNEL_SOURCE"
	start_life
	fire_until argdist-bpfcc -p "$LIFE_PID" -i 1 -d 2 -C "u:$(image):request__done():int:arg1"
	grep -q 'arg1 = -1' "$BATS_TEST_TMPDIR/traced"
	end_life
}

@test "gdb sees it, stops at it, and reads its arguments" {
	command -v gdb >/dev/null || skip "gdb is missing"
	start_life
	run timeout 30 gdb -nx -batch -p "$LIFE_PID" -ex 'info probes stap'
	[[ "$output" =~ stap\ +life\ +request__done\ .*/lmod ]]
	fire_until gdb -nx -batch -p "$LIFE_PID" -ex 'break -probe-stap life:request__done' \
		-ex continue -ex 'print $_probe_argc' -ex 'print $_probe_arg0' \
		-ex 'print (char *)$_probe_arg1' -ex 'print $_probe_arg3' -ex 'print $_probe_arg5'
	[[ "$(grep '^\$' "$BATS_TEST_TMPDIR/traced")" =~ ^.1\ =\ 7$'\n'.2\ =\ -1$'\n'.*\"a\ text\"$'\n'.4\ =\ 250$'\n'.5\ =\ -5000000000$ ]]
	end_life
}

@test "perf sees it by build-id, and records it with its arguments" {
	needs_root
	command -v perf >/dev/null || skip "perf is missing"
	start_life
	export HOME=$BATS_TEST_TMPDIR
	local perf=(perf --buildid-dir "$HOME/cache") data=$HOME/data
	"${perf[@]}" buildid-cache --add "$(image)"
	run "${perf[@]}" list sdt
	[[ "$output" = *"sdt_life:request__done"* ]]
	"${perf[@]}" probe -q -a sdt_life:request__done
	fire_until "${perf[@]}" record -q -o "$data" -e sdt_life:request__done -p "$LIFE_PID" -- sleep 0.5
	run perf script -i "$data"
	perf probe -q -d 'sdt_life:*'
	[[ "$output" =~ sdt_life:request__done:.*\ arg1=-1\ .*\ arg4=250\ .*\ arg6=-5000000000 ]]
	end_life
}

@test "readelf takes the image for a whole shared object" {
	start_life
	run readelf -W -a "$(image)"
	[ "$status" -eq 0 ]
	[[ "$output" = *"DYN (Shared object file)"* && "$output" = *"Build ID"* ]]
	[[ "$output" != *Warning* && "$output" != *Error* ]]
	eu-readelf -a "$(image)" >/dev/null
	end_life
}

@test "the directory is private, and empty when all ended" {
	start_life
	[ "$(stat -c %a "$DIR")" = 700 ]
	[ "$(files)" -eq 3 ]
	end_life
	[ "$(files)" -eq 0 ]
}

@test "kill -9 leaves a file, the next process sweeps it" {
	start_life -k
	end_life || true
	[ "$(files)" -eq 3 ]
	start_life
	[ "$(files)" -eq 3 ]
	end_life
	[ "$(files)" -eq 0 ]
}

@test "in memory, kill -9 leaves nothing at all" {
	start_life -m -k
	grep -q 'memfd:lmod' "/proc/$LIFE_PID/maps"
	end_life || true
	run find "$BATS_TEST_TMPDIR" -name lmod
	[ -z "$output" ]
}

@test "a constructor can make a provider, also that of a library that is loaded" {
	needs_root
	cat >"$BATS_TEST_TMPDIR/early.c" <<-'C'
		#include <usdt.h>
		static usdt_probedef_t *probe;
		__attribute__((constructor)) static void start(void)
		{
			const char *types[] = { "int" };
			usdt_provider_t *p = usdt_create_provider(NAME, "emod");

			probe = usdt_create_probe("f", "n", 1, types);
			if (usdt_provider_add_probe(p, probe) || usdt_provider_enable(p))
				__builtin_abort();
		}
	C
	cat >"$BATS_TEST_TMPDIR/main.c" <<-'C'
		#include <dlfcn.h>
		#include <stdio.h>
		#include <unistd.h>
		int main(int argc, char **argv)
		{
			if (argc != 2 || !dlopen(argv[1], RTLD_NOW))
				return 1;
			printf("%d\n", getpid());
			fflush(stdout);
			return getchar() == EOF ? 0 : 1;
		}
	C
	cd "$BATS_TEST_TMPDIR"
	gcc -I"$TOP/src/libusdt" -DNAME='"loaded"' -shared -fPIC -o early.so early.c "$BUILT/libusdt.so.1"
	gcc -I"$TOP/src/libusdt" -DNAME='"main"' -o early main.c early.c "$BUILT/libusdt.so.1"
	coproc LIFE { LD_LIBRARY_PATH=$BUILT exec ./early "$PWD/early.so"; }
	read -r -t 10 pid <&"${LIFE[0]}"
	dtrace -l -p "$pid" -n '*:emod:f:n'
	[ "$(grep -c "loaded$pid \|main$pid " <<<"$output")" -eq 2 ]
	LIFE_PID=$LIFE_PID end_life
}

@test "what a forked child uses outlives the parent, then goes" {
	coproc LIFE { "$BIN/usdt-life" -f; cat; }
	read -r -t 10 LIFE_PID _ <&"${LIFE[0]}"
	sleep 0.2
	[ "$(files)" -eq 3 ]
	"$BIN/usdt-life" </dev/null			# sweeps, but not this
	[ "$(files)" -eq 3 ]
	grep -q "$DIR" "/proc/$LIFE_PID/maps"
	kill "$LIFE_PID"
	for _ in {1..50}; do [[ -d /proc/$LIFE_PID ]] || break; sleep 0.1; done
	"$BIN/usdt-life" </dev/null
	[ "$(files)" -eq 0 ]
}

@test "a directory that is not private, or a link, is not used" {
	mkdir -m 755 "$DIR"
	start_life
	[ "$(files)" -eq 0 ]
	end_life
	rmdir "$DIR"
	mkdir -m 700 "$BATS_TEST_TMPDIR/other"
	ln -s "$BATS_TEST_TMPDIR/other" "$DIR"
	start_life
	[ -z "$(ls "$BATS_TEST_TMPDIR/other")" ]
	end_life
}

@test "where files cannot be executed, another place is found" {
	needs_root
	mount -t tmpfs -o noexec,mode=700 tmpfs "$BATS_TEST_TMPDIR" || skip "cannot mount"
	start_life
	grep -q '/lmod' "/proc/$LIFE_PID/maps"
	end_life
	umount "$BATS_TEST_TMPDIR"
}

@test "make unload removes what dead processes left" {
	needs_root
	start_life -k
	end_life || true
	[ "$(files)" -eq 3 ]
	"$TOP/scripts/load" unload
	[ "$(files)" -eq 0 ]
}

@test "installed: pkg-config, shared and static, C and C++, nothing else exported" {
	make -s -C "$BUILT" install-usdtPROGRAMS install-usdtDATA \
		install-includeHEADERS install-pkgconfigDATA install-data-hook DESTDIR="$BATS_TEST_TMPDIR/d" prefix=/usr libdir=/usr/lib includedir=/usr/include >/dev/null
	local lib=$BATS_TEST_TMPDIR/d/usr/lib include=$BATS_TEST_TMPDIR/d/usr/include
	local t
	grep -q -- '-lusdt' "$lib/pkgconfig/libusdt.pc"
	gcc -I"$include" -o "$BATS_TEST_TMPDIR/shared" "$TOP/tests/targets/usdt-life.c" -L"$lib" -lusdt
	LD_LIBRARY_PATH=$lib "$BATS_TEST_TMPDIR/shared" </dev/null
	gcc -I"$include" -o "$BATS_TEST_TMPDIR/static" "$TOP/tests/targets/usdt-life.c" "$lib/libusdt.a"
	"$BATS_TEST_TMPDIR/static" </dev/null
	for t in 'g++ -x c++ -std=c++11' 'clang -x c -std=c99' 'gcc -x c -std=c99 -pedantic'; do
		echo '#include <usdt.h>' | $t -Wall -Wextra -Werror -I"$include" -fsyntax-only -
	done
	run bash -c "nm -D --defined-only '$lib/libusdt.so.1' | grep -v ' usdt_\| LIBUSDT_1'"
	[ -z "$output" ]
	run bash -c "nm --defined-only -g '$lib/libusdt.a' | grep ' [A-Z] ' | grep -v ' usdt_'"
	[ -z "$output" ]
}

@test "the example of the manual page builds and runs" {
	mandoc -T ascii "$TOP/docs/man/usdt.3" | col -b |
		sed -n '/^EXAMPLES/,/Watch it/{/#include/,/Watch it/p}' | sed '$d' >"$BATS_TEST_TMPDIR/example.c"
	gcc -Wall -Werror -I"$TOP/src/libusdt" -o "$BATS_TEST_TMPDIR/example" "$BATS_TEST_TMPDIR/example.c" "$BUILT/libusdt.a"
	run timeout 20 "$BATS_TEST_TMPDIR/example"
	[ "$status" -eq 0 ]
}

@test "the library can be built for aarch64" {
	command -v aarch64-linux-gnu-gcc >/dev/null || skip "the cross compiler is missing"
	aarch64-linux-gnu-gcc -O2 -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -fPIC -shared \
		-fvisibility=hidden -I"$TOP/src" -o "$BATS_TEST_TMPDIR/libusdt.so" \
		"$TOP"/src/libusdt/*.c "$TOP/src/elf/notename.c" \
		-Wl,--version-script="$TOP/src/libusdt/libusdt.map"
	run readelf -hW --dyn-syms "$BATS_TEST_TMPDIR/libusdt.so"
	[[ "$output" = *AArch64* && "$output" = *usdt_fire_probe* ]]
}

@test "its unit tests pass on aarch64, in an emulator" {
	command -v qemu-aarch64 >/dev/null || skip "qemu-user is missing"
	command -v aarch64-linux-gnu-gcc >/dev/null || skip "the cross compiler is missing"
	run "$TOP/tests/libusdt/aarch64" "$BATS_TEST_TMPDIR/arm"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ "$output" = *"OK ] arguments_are_where_the_note_says"* && "$output" = *"OK ] firing_while_disabled"* ]]
}
