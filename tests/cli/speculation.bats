# SPDX-License-Identifier: BSD-2-Clause
# Speculations of many threads: whole, in order, counted.
# shellcheck disable=SC2016 # $target is for D

setup_file() {
	load trace.bash
	needs_root
	export DIR=$BATS_FILE_TMPDIR
	cat >"$DIR/threads.c" <<-'E'
		#include <pthread.h>
		#include <stdlib.h>
		#include <unistd.h>
		static void *run(void *n)
		{
			for (long i = 0; i < (long)n; i++)
				getppid();
			return NULL;
		}
		int main(int argc, char **argv)
		{
			pthread_t t[8];
			long n = argc > 1 ? atol(argv[1]) : 1;
			for (int i = 0; i < 8; i++)
				pthread_create(&t[i], NULL, run, (void *)n);
			for (int i = 0; i < 8; i++)
				pthread_join(t[i], NULL);
		}
	E
	gcc -O1 -o "$DIR/threads" "$DIR/threads.c" -lpthread
}

setup() {
	load trace.bash
	needs_root
}

@test "what threads speculate is shown whole and in order, or not at all" {
	dtrace -q -x nspec=4 -x bufsize=16m -c "$DIR/threads 2000" -n '
		self int n;
		pid$target::getppid:entry { self->s = speculation(); }
		pid$target::getppid:entry /self->s/ { speculate(self->s); printf("1 %d %d\n", tid, self->n); }
		pid$target::getppid:entry /self->s/ { speculate(self->s); printf("2 %d %d\n", tid, self->n); }
		pid$target::getppid:return /self->s/ { speculate(self->s); printf("3 %d %d\n", tid, self->n); }
		pid$target::getppid:return /self->s && self->n % 2/ { @ok = count(); commit(self->s); }
		pid$target::getppid:return /self->s && !(self->n % 2)/ { discard(self->s); }
		pid$target::getppid:return /!self->s/ { @lost = count(); }
		pid$target::getppid:return { self->n++; @all = count(); }
		END { printa("ok %@d\n", @ok); printa("lost %@d\n", @lost); printa("all %@d\n", @all); }'
	[ "$status" -eq 0 ]
	awk '/^ok/ { ok = $2 } /^all/ { all = $2 } /^lost/ { lost = $2 }
		/^[123]/ { if ($1 != at + 1 || (at && ($2 != tid || $3 != n))) bad++
			at = $1 % 3; tid = $2; n = $3; shown += $1 == 3 }
		END { exit bad || !ok || shown != ok || all != 16000 }' <<<"$output"
	# what failed was reported, to the last one
	lost=$(sed -n 's/^lost //p' <<<"$output")
	told=$(awk '/failed speculation/ { n += $2 } END { print n + 0 }' <<<"$stderr")
	[ "$told" -eq "${lost:-0}" ]
}

@test "a clause that only speculates shows the line of its probe" {
	dtrace -c "$DIR/threads" -n '
		BEGIN { s = speculation(); }
		BEGIN { speculate(s); }
		BEGIN { commit(s); }'
	[ "$status" -eq 0 ]
	[ "$(grep -c :BEGIN <<<"$output")" -eq 1 ]
}

@test "a stack waits with the record that it belongs to" {
	dtrace -q -x nspec=8 -x ustackunwind=dwarf -c "$DIR/threads" -n '
		pid$target::getppid:entry { self->s = speculation(); }
		pid$target::getppid:entry /self->s/ { speculate(self->s); ustack(); }
		pid$target::getppid:entry { ustack(1); }
		pid$target::getppid:return /self->s/ { commit(self->s); }'
	[ "$status" -eq 0 ]
	[ "$(grep -c 'threads`run' <<<"$output")" -eq 8 ]
}

@test "records without room in a speculation are counted" {
	dtrace -q -x specsize=100 -n '
		BEGIN { s = speculation(); }
		BEGIN { speculate(s); printf("%d\n", 1); }
		BEGIN { speculate(s); printf("%d\n", 2); }
		BEGIN { speculate(s); printf("%d\n", 3); }
		BEGIN { speculate(s); printf("%d\n", 4); }
		BEGIN { commit(s); }
		BEGIN { exit(0); }'
	[ "$status" -eq 0 ]
	[ "$stderr" = "dtrace: 2 speculative drops" ]
	[ "$output" = $'1\n2' ]
}

@test "a commit of records in the order of time has all of them" {
	dtrace -q -x temporal -x nspec=8 -c "$DIR/threads 200" -n '
		pid$target::getppid:entry { self->s = speculation(); }
		pid$target::getppid:entry /self->s/ { speculate(self->s); printf("e\n"); }
		pid$target::getppid:return /self->s/ { speculate(self->s); printf("r\n"); }
		pid$target::getppid:return /self->s/ { commit(self->s); }'
	[ "$status" -eq 0 ]
	[ "$(grep -c e <<<"$output")" -eq 1600 ]
	[ "$(grep -c r <<<"$output")" -eq 1600 ]
}

@test "options that make no sense are refused" {
	dtrace -e -x nspec=0 -n BEGIN
	[ "$status" -eq 2 ]
	[[ $stderr = *"option nspec is 0: 1 to 1024 are possible"* ]]
	dtrace -e -x specsize=2g -n BEGIN
	[ "$status" -eq 2 ]
	[[ $stderr = *"option specsize is 2147483648: 1 to 1073741824 are possible"* ]]
}
