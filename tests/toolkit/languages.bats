# SPDX-License-Identifier: BSD-2-Clause
# The scripts of probes/toolkit for interpreters. Ruby's run on the real one of
# the system; the others on languages.c, which has the probes of an interpreter
# and plays a program, because no interpreter of the system has them built in.

setup_file() {
	load ../cli/trace.bash
	cd "$BATS_FILE_TMPDIR"
	"$DTRACE" -h -s "$BATS_TEST_DIRNAME/languages.d" -o languages.h
	gcc -O2 -Wall -Werror -I. -o languages "$BATS_TEST_DIRNAME/languages.c"
}

setup() {
	load ../cli/trace.bash
	TOOLKIT=$TOP/probes/toolkit
	cd "$BATS_FILE_TMPDIR"
}

# script NAME COMMAND [ARGUMENT...]
script() {
	needs_root
	dtrace -s "$TOOLKIT/$1" -c "$2" "${@:3}"
	echo "$output$stderr"
	[ "$status" -eq 0 ]
	[ "$stderr" = "" ]
}

# play NAME_WHAT.d: on the program in language NAME
play() { script "$1" "./languages ${1%%_*}"; }

# The calls of that program: PREFIX stands before each function. Others of the
# language may run on this machine.
flows() {
	local own
	play "$1"
	own=$(grep -E 'demo\.src:|^ *[0-9]+ +[0-9]+ +(->|<-)' <<<"$output")
	[ "$(grep -oE '(->|<-) .*' <<<"$own" | tr '\n' ' ')" = \
		"-> $2main -> $2outer -> $2inner <- $2inner <- $2outer -> $2outer -> $2inner <- $2inner <- $2outer <- $2main " ]
	# what is called stands deeper
	[[ $own =~ "  -> $2main"$'\n'[^$'\n']*"    -> $2outer"$'\n'[^$'\n']*"      -> $2inner" ]]
}

# Calls and times: outer() sleeps 5 ms twice, inner() computes 20 ms in all.
times() {
	play "$1"
	awk -v p="$2" '
		$2 == p "main" { m = $3 == 1 && $5 >= 30000 && $4 < $5 }
		$2 == p "outer" { o = $3 == 2 && $4 >= 10000 && $5 >= 30000 }
		$2 == p "inner" { i = $3 == 2 && $4 >= 20000 }
		END { exit !(m && o && i) }' <<<"$output"
}

# The lines that follow NAME, up to the next name.
below() { awk -v name="$1" '$0 == name { p = 1; next } p && /^[a-z]/ { exit } p' <<<"$output"; }

@test "flows of calls, in each language" {
	flows py_flowinfo.d ""
	flows rb_flowinfo.d "Demo::"
	flows pl_flowinfo.d ""
	flows php_flowinfo.d ""
	flows js_flowinfo.d ""
	flows sh_flowinfo.d ""
	flows tcl_procflow.d ""
}

@test "times of calls, in each language" {
	times py_calltime.d
	times pl_calltime.d
	times php_calltime.d
	times sh_calltime.d
	times tcl_calltime.d
	[[ $output =~ "cmd    puts "+"5 " ]]
}

@test "py_cpudist: computing, not sleeping" {
	play py_cpudist.d
	# inner() computes 10 ms, outer() nothing itself
	[[ $(below "demo.src inner") =~ (8192|16384)" |@"[@\ ]+2 ]]
	[[ ! $(below "demo.src outer") =~ (4096|8192|16384)" |@" ]]
}

@test "py_profile: the innermost function" {
	play py_profile.d
	awk '$3 == "inner" { i = $1 } $3 == "outer" { o = $1 } END { exit !(i > o) }' <<<"$output"
}

@test "py_mallocstk, pl_malloc: bytes by function" {
	local name
	for name in py_mallocstk pl_malloc; do
		play "$name.d"
		[[ $(below "demo.src inner") =~ "2048 |"@+" 2" ]]
		[[ $output != *outer* ]]
	done
}

@test "py_syscolors: functions and system calls" {
	play py_syscolors.d
	[[ $output == *$'\033[35m'*"-> demo.src:outer"*$'\033[31m'*"  -> clock_nanosleep"*"<- demo.src:main"* ]]
}

@test "py_who: who runs what" {
	play py_who.d
	[[ $output =~ " $(id -u) "+[0-9]+" "+"5  /srv/app/demo.src" ]]
}

@test "rb_objnew, rb_cputime: on the real Ruby" {
	command -v ruby >/dev/null || skip "there is no ruby"
	cat >demo.rb <<-'END'
		class Thing; end
		7.times { Thing.new }
		sleep 0.01
	END
	script rb_objnew.d "ruby --disable-gems demo.rb"
	[[ $output =~ " 7  demo.rb "+"Thing" ]]
	script rb_cputime.d "ruby --disable-gems demo.rb"
	[[ $output =~ "demo.rb "+"Kernel::sleep "+"1 " ]]
}

@test "rb_flowinfo: on the real Ruby, while it traces calls" {
	command -v ruby >/dev/null || skip "there is no ruby"
	cat >flow.rb <<-'END'
		class Demo
		  def inner; 1; end
		  def outer; inner; end
		end
		TracePoint.new(:call, :return) {}.enable
		Demo.new.outer
	END
	script rb_flowinfo.d "ruby --disable-gems flow.rb"
	[[ $output =~ "flow.rb:3 "+"-> Demo::outer"$'\n'[^$'\n']*"  -> Demo::inner"$'\n'[^$'\n']*"  <- Demo::inner" ]]
}

@test "rb_stat, j_stat: a line a second" {
	needs_root
	script rb_stat.d "./languages rb 2"
	[[ $output =~ "1          5          5          5      5        5" ]]
	[[ $output =~ "2          0          0          0      0        0" ]]
	script j_stat.d "./languages j 2"
	[[ $output =~ "1          5          5        5        5        5      5" ]]
}

@test "j_calls: methods, classes, threads, objects" {
	play j_calls.d
	[[ $output =~ "method           Demo.inner "+"2" ]]
	[[ $output =~ "class-loaded     Loaded "+"5" ]]
	[[ $output =~ "thread-start     worker "+"5" ]]
	[[ $output =~ "object-alloc     Thing "+"5" ]]
	[[ $output =~ "method-compile   Demo.run "+"5" ]]
}

@test "j_calls: on the real Java" {
	command -v java >/dev/null || skip "there is no java"
	"$DTRACE" -l -c "java -version" 2>/dev/null | grep -q hotspot ||
		skip "this java has no hotspot probes"
	script j_calls.d "java -version"
	[[ $output =~ "class-loaded     java/lang/Object" ]]
}

@test "httpdurls: paths, from what a server reads" {
	command -v curl >/dev/null || skip "there is no curl"
	cat >serve.py <<-'END'
		import http.server, sys
		http.server.HTTPServer.allow_reuse_address = True
		s = http.server.HTTPServer(("127.0.0.1", 0),
		                           http.server.SimpleHTTPRequestHandler)
		open("port", "w").write(str(s.server_port))
		for _ in range(3):
		    s.handle_request()
	END
	cat >ask <<-'END'
		#!/bin/bash
		rm -f port
		/usr/bin/python3 serve.py 2>/dev/null &
		until [[ -s port ]]; do sleep 0.05; done
		for url in one two?x=1 one; do
			curl -s -o /dev/null "http://127.0.0.1:$(<port)/$url"
		done
		wait
	END
	chmod +x ask
	script httpdurls.d ./ask python3
	[[ $output =~ "2  GET      /one" ]]
	[[ $output =~ "1  GET      /two" ]]
}

@test "mysqld_qslower: slow queries, without probes" {
	cat >server.cc <<-'END'
		#include <unistd.h>
		struct THD { int x; };
		__attribute__((noinline))
		bool dispatch_command(int command, THD *thd, char *packet, unsigned n)
		{
			usleep(packet[0] == 's' ? 30000 : 0);
			return n + thd->x == (unsigned)command;
		}
		int main()
		{
			static char slow[] = "select sleep(30)", quick[] = "quick";
			THD thd = { 1 };
			bool r = dispatch_command(3, &thd, quick, 5);
			return dispatch_command(3, &thd, slow, 16) + r;
		}
	END
	g++ -O1 -o server server.cc
	needs_root
	dtrace -s "$TOOLKIT/mysqld_qslower.d" -c ./server 20
	echo "$output$stderr"
	[[ $(grep -c . <<<"$output") -eq 1 ]]
	[[ $output =~ [0-9]+"  select sleep(30)" ]]
}

@test "libmysql_snoop: queries of a client" {
	cat >client.c <<-'END'
		#include <string.h>
		__attribute__((noinline)) int mysql_real_query(void *m, const char *q, unsigned long n)
		{
			__asm__ volatile("" : : "r"(m), "r"(q));
			return n == 4 ? 1 : 0;
		}
		__attribute__((noinline)) int mysql_query(void *m, const char *q)
		{
			int r = mysql_real_query(m, q, strlen(q));
			__asm__ volatile("");
			return r;
		}
		int main(void)
		{
			return mysql_query(0, "select 1") + mysql_real_query(0, "oops", 4) - 1;
		}
	END
	gcc -O1 -o client client.c
	script libmysql_snoop.d ./client
	[[ $output =~ [0-9]+"    0  select 1"$'\n' ]]
	[[ $output =~ [0-9]+"    1  oops" ]]
	[[ $(grep -c "select 1" <<<"$output") -eq 1 ]]
}
