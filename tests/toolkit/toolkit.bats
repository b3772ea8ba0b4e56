# SPDX-License-Identifier: BSD-2-Clause
# The scripts of probes/toolkit. Each is compiled for made programs that have
# the providers of the projects, so no project need be built; most run on them.

setup_file() {
	load ../cli/trace.bash
	local name
	for name in nginx redis memcached haproxy; do
		build_server "$name" "$name" "$BATS_FILE_TMPDIR"
	done
	build_server lua lua "$BATS_FILE_TMPDIR"
	build_server pl perl "$BATS_FILE_TMPDIR" perl
	build_server ruby ruby "$BATS_FILE_TMPDIR"
	build_server sh bash "$BATS_FILE_TMPDIR" sh
	build_server pgb pgbouncer "$BATS_FILE_TMPDIR"
	build_server curl curl "$BATS_FILE_TMPDIR"
	build_server sqlite sqlite "$BATS_FILE_TMPDIR"
	build_server ssh openssh "$BATS_FILE_TMPDIR"
	build_server pg postgresql "$BATS_FILE_TMPDIR"
	build_httpd "$BATS_FILE_TMPDIR"
	build_server py cpython "$BATS_FILE_TMPDIR" python
}

setup() {
	load ../cli/trace.bash
	bats_require_minimum_version 1.5.0
	TOOLKIT=$TOP/probes/toolkit
	cd "$BATS_FILE_TMPDIR"
}

# build_server NAME PROJECT DIR [PROVIDER]: NAME.c with that project's provider
build_server() {
	local provider=$TOP/projects/$2/${4-$2}.d

	"$DTRACE" -C -h -s "$provider" -o "$3/$1.h"
	gcc -O2 -Wall -Werror -I"$3" -o "$3/$1" "$BATS_TEST_DIRNAME/$1.c"
}

# build_httpd DIR: ap.c, with the provider and types of its own as a build of
# httpd has them, and with the two probes of perl that are looked at
build_httpd() {
	cat "$BATS_TEST_DIRNAME/ap-types.d" "$TOP/projects/httpd/ap.d" \
		>"$1/ap.d"
	"$DTRACE" -h -s "$1/ap.d" -o "$1/ap.h"
	"$DTRACE" -h -s "$BATS_TEST_DIRNAME/perl.d" -o "$1/perl.h"
	gcc -O2 -Wall -Werror -I"$1" -o "$1/ap" "$BATS_TEST_DIRNAME/ap.c"
}

# toolkit NAME-WHAT.d [ARGUMENT...]: run it on the made program NAME
toolkit() {
	needs_root
	dtrace -s "$TOOLKIT/$1" -c "./${1%%-*}" "${@:2}"
	[ "$status" -eq 0 ]
	[ "$stderr" = "" ]
}

compiles() {
	dtrace -e -x object="$1" -s "$TOOLKIT/$2" "${@:3}"
	echo "$2: $stderr"
	[ "$status" -eq 0 ]
	[ "$stderr$output" = "" ]
}

@test "every script of a project compiles for its provider" {
	local script name n=0
	for script in "$TOOLKIT"/{nginx,redis,memcached,haproxy,ap,pg,py,lua,pl,ruby,sh,pgb,curl,sqlite,ssh}-*.d; do
		name=${script##*/}
		compiles "${name%%-*}" "$name"
		compiles "${name%%-*}" "$name" 5
		n=$((n + 1))
	done
	[ "$n" -ge 20 ]
}

@test "the scripts for all providers compile for any" {
	local name
	for name in nginx redis memcached; do
		compiles "$name" usdt-count.d "$name"
		compiles "$name" usdt-flow.d "$name"
	done
	compiles redis usdt-latency.d redis command-start command-done
}

@test "a script can be run, says what it answers, and stands in the README" {
	local script name
	for script in "$TOOLKIT"/*.d; do
		name=${script##*/}
		echo "$name"
		[ -x "$script" ]
		[ "$(head -n 1 "$script")" = "#!/usr/bin/env -S dtrace -s" ]
		grep -q "^ \* $name: " "$script"
		grep -q "^ \* Usage: $name" "$script"
		grep -q "^ \* Probes\?: " "$script"
		grep -qF "$name" "$TOOLKIT/README.md"
	done
}

@test "nginx-requests: URIs, statuses, times" {
	toolkit nginx-requests.d
	[ "$(head -n 5 <<<"$output")" = "\
URI                                  STATUS  REQUESTS        BYTES    AVG    MAX
/slow                                   500         1         6000    600    600
/quick                                  200         2          200      2      2

milliseconds" ]
}

@test "nginx-slow: who kept the request waiting" {
	toolkit nginx-slow.d
	[ "$output" = "\
      MS UPSTREAM     HELD STATUS      BYTES  REQUEST
     600      200      300    500       6000  GET /slow" ]
}

@test "nginx-slow: all requests" {
	toolkit nginx-slow.d 0
	[ "$(grep -c 'GET /quick' <<<"$output")" -eq 2 ]
}

@test "nginx-peers: tries, kept connections, failures" {
	toolkit nginx-peers.d
	[ "$(head -n 7 <<<"$output")" = "\
PEER                              TRIES  KEPT%  CONNECT   HEADER    5XX
10.0.0.1:80                           1      0        0        0      0
10.0.0.2:80                           1    100        1       40      1

PEER                           REASON           FAILURES
10.0.0.1:80                    timeout                 1" ]
}

@test "nginx-tls: handshakes, full and resumed" {
	toolkit nginx-tls.d
	[[ $output =~ TLSv1.3\ +AES\ +full\ +"1 " ]]
	[[ $output =~ TLSv1.3\ +AES\ +resumed\ +"1 " ]]
}

@test "redis-commands: nothing is lost, failures count" {
	toolkit redis-commands.d
	[ "$(head -n 5 <<<"$output")" = "\
COMMAND                       TOTAL      CALLS   FAILED      AVG        MAX
lpush                             1          1        1        1          1
set                               3          1        0        3          3
get                               8          3        0        2          4
eval                          20001          1        0    20001      20001" ]
}

@test "redis-slow: the command, its client, its key" {
	toolkit redis-slow.d 4
	[ "$output" = "\
        US   CLIENT   DB COMMAND              KEY
         4        7    0 get                  user:2
     20001        8    0 eval                 user:1

COMMAND                   COUNT           US
get                           1            4
eval                          1        20001" ]
}

@test "redis-evict: kinds of keys, and who had to wait" {
	toolkit redis-evict.d
	[ "$output" = "\
KEYS                        EVICTED        BYTES    EXPIRED
id                                0            0          1
sessi                             0            0          1
page:                             2         9000          0

COMMAND                       WAITS      EVICTED
set                               1            2" ]
}

@test "redis-stalls: forks, the disk, long commands" {
	toolkit redis-stalls.d
	[ "$(sed -E 's/^( +0 +)[0-9]+/\1PID/' <<<"$output" | tr -s ' ')" = "\
 SECONDS PID US WHAT
 0 PID 20001 eval
 0 PID 15000 fork for RDB
 0 PID 12000 fsync of the AOF

WHAT COUNT MAX US
fsync in background 1 300 300
fork for AOF 1 500 500
fsync of the AOF 1 12000 12000
fork for RDB 1 15000 15000
commands 6 20001 20013" ]
}

@test "redis-errors: commands, texts, clients" {
	toolkit redis-errors.d
	[ "$output" = "\
   COUNT  COMMAND          ERROR
       1  lpush            -WRONGTYPE

   COUNT  CLIENT
       1  9" ]
}

@test "memcached-evict: ages by class" {
	toolkit memcached-evict.d
	[ "$(head -n 4 <<<"$output")" = "\
CLASS   EVICTED        BYTES  MINAGE  AVGAGE  UNUSED%   EXPIRED    FAILED
    0         0            0       0       0        0         0         1
    1         0            0       0       0        0         1         0
    5         2         2000      10      20       50         0         0" ]
}

@test "memcached-hotkeys: fetched, missed, changed" {
	toolkit memcached-hotkeys.d
	[ "$output" = "\
   FETCHED  KEY
         2  hot
         1  cold

    MISSED  KEY
         1  cold

   CHANGED  KEY
         5  a
         2  n
         1  late
         1  gone" ]
}

@test "memcached-slow: the set that waits for its data" {
	toolkit memcached-slow.d 10000
	[[ "$(sed -n 2p <<<"$output")" =~ ^" "+2[0-9]{4}" "+21" "+8"  set late 0 0 4"$ ]]
	[[ "$(sed -n 3p <<<"$output")" = "" ]]
}

# the output without what differs each time: pids, and times above 0
steady() {
	sed -E 's/^ *[0-9]+ /PID /; s/ +/ /g' <<<"$output"
}

@test "pg-slow: simple and prepared, and their phases" {
	toolkit pg-slow.d 20
	[ "$(awk 'NR > 1 { print $6, $7 }' <<<"$output")" = "\
select slow
execute slow" ]
	[[ "$(sed -n 2p <<<"$output")" =~ " "[23][0-9]" "+[0-9]{1,4}" "+[0-9]{1,4}" "+2[0-9]{4}"  select slow"$ ]]
}

@test "pg-qtime: done and failed" {
	toolkit pg-qtime.d
	[[ "$(sed -n 2p <<<"$output")" =~ ^" "+[0-9]+" "+4" "+1" "+[0-9]+" "+[0-9]{5}$ ]]
}

@test "pg-queries: by text" {
	toolkit pg-queries.d 0 7
	[ "$(awk 'NR > 1 { print $2, $5 }' <<<"$output" | sort)" = "\
1 execute
3 select" ]
}

@test "pg-locks: kinds, modes, lightweight ones, a deadlock" {
	toolkit pg-locks.d 5
	[[ "$(sed -n 2p <<<"$output")" =~ ^" "+[0-9]+" "+1[0-9]"  transaction  Share "+77$ ]]
	[[ "$(sed -n 3p <<<"$output")" =~ ^" "+[0-9]+" "+0"  deadlock: this one gives up"$ ]]
	[ "$(sed -n '5,$p' <<<"$output" | tr -s ' ' | cut -d' ' -f1-3)" = "\
LOCK MODE WAITS
advisory Exclusive 1
transaction Share 1

LIGHTWEIGHT LOCK WAITS
WALWrite 2 $(awk '/^WALWrite/ { print $3 }' <<<"$output")" ]
}

@test "pg-slru: looked up, wanted, read, written" {
	toolkit pg-slru.d
	[ "$(awk '{ print $1, $2, $3, $4, $7 }' <<<"$output")" = "\
SLRU LOOKED WANTED READ WRITTEN
pg_subtrans 0 0 0 1
pg_xact 2 1 1 0" ]
}

@test "pg-nodes: kinds of nodes by query" {
	toolkit pg-nodes.d
	[ "$output" = "\
     CALLS  NODE                     QUERY
         1  sort                     select slow
         3  scan item                select slow" ]
}

@test "pg-vacuum: tables, failures, databases" {
	toolkit pg-vacuum.d
	[ "$(steady)" = "\
 PID MS DIRTIED RESULT TABLE
PID 0 2 ok shop.public.item
PID 0 0 failed shop.public.sick

DATABASE VISITS MAX MS
shop 1 0 0" ]
}

@test "pg-buffers: by relation, and who writes" {
	toolkit pg-buffers.d
	[ "$(head -n 3 <<<"$output")" = "\
  DATABASE       FILE     WANTED     READ  DIRTIED  WRITTEN
         5       2619          0        0        2        0
         5       1259          2        1        0        2" ]
	[ "$(awk 'NR > 5 { print $2, $3 }' <<<"$output" | sort)" = "\
backend 1
checkpoint 1" ]
}

@test "pg-checkpoints: why, how much" {
	toolkit pg-checkpoints.d
	[ "$output" = "\
SECONDS WHY       BUFFERS    SLRU   WRITE    SYNC       MS  WAL+  WAL-
      0 wal            12       0       0       0        0     1     5" ]
}

@test "probes/lib/postgresql.d: a script for PostgreSQL 8.3" {
	needs_root
	cat >old.d <<-'EOF'
		#pragma D option quiet
		postgresql*:::statement-start { @["statements"] = count(); }
		postgresql*:::xlog-checkpoint-entry { printf("flags %d\n", arg0); }
		postgresql*:::buffer-flush-entry,
		postgresql*:::buffer-flush-return
		/arg3 == 9/
		{
			printf("%d/%d/%d block %d\n", arg1, arg0, arg2, arg3);
		}
		postgresql*:::lock-startwait { printf("%d %d\n", arg0, arg1); }
		postgresql*:::lwlock-startwait { @l[arg1] = count(); }
		END { printa("%s %@d\n", @); printa("mode %d %@d\n", @l); }
	EOF
	dtrace -s old.d -c ./pg
	echo "$stderr"
	[ "$status" -eq 0 ]
	[ "$output" = "\
1 5
2 7
1663/5/1259 block 9
1663/5/1259 block 9
flags 128
statements 5
mode 0 2" ]
}

@test "ap-stat: by URI, by media type, by server" {
	toolkit ap-stat.d
	[ "$(awk '{ print $1, $2, $3, $5, $6 }' <<<"$output")" = "\
REQUESTS ERRORS SYSCALLS BYTES uri
1 0 2 1000 /cgi
1 1 1 0 /secret
2 0 1 250 /page" ]
	[ "$(awk '/cgi/ { print ($4 >= 21000) }' <<<"$output")" -eq 1 ]
	toolkit ap-stat.d type
	[ "$(awk '{ print $1, $6 }' <<<"$output")" = "\
REQUESTS type
1 text/plain
1 -
2 text/html" ]
	toolkit ap-stat.d server
	[ "$(awk 'NR == 2 { print $1, $5 " " $6 }' <<<"$output")" = \
		"4 1250 localhost" ]
}

@test "ap-flow-cost: hooks and modules, waits and the CPU apart" {
	toolkit ap-flow-cost.d
	[ "$(awk 'NF == 5 { print $1, $2 } NF == 6 { print $1, $2, $3 }' \
		<<<"$output" | LC_ALL=C sort)" = "\
HOOK COUNT
HOOK MODULE COUNT
ap_run_handler 3
ap_run_handler core.c 2
ap_run_handler mod_cgi.c 1
ap_run_handler mod_dir.c 3
ap_run_log_transaction 4
ap_run_translate_name 7
ap_run_translate_name mod_alias.c 7" ]
	# a wait of 20 ms, which is not time on a CPU
	[ "$(awk '/mod_cgi.c/ { print ($4 >= 20000 && $5 < 15000) }' \
		<<<"$output")" -eq 1 ]
}

@test "ap-offcpu: what a request waits for, in Perl too" {
	toolkit ap-offcpu.d
	[[ "$(grep mod_cgi.c <<<"$output" | tr -s ' ')" =~ \
		^"/cgi mod_cgi.c answer app.pl:7 "[0-9]+" "2[0-9]{4}" "2[0-9]{4}$ ]]
}

@test "what has a line a second ends after SECONDS, with zeros where nothing was" {
	local script
	needs_root
	for script in nginx-cache nginx-connections redis-hitrate \
		memcached-hitrate memcached-connections; do
		dtrace -x object="${script%%-*}" -s "$TOOLKIT/$script.d" 1
		echo "$script: $output $stderr"
		[ "$status" -eq 0 ]
		[[ "$(sed -n 2p <<<"$output")" =~ ^" "+1(" "+0)+$ ]]
	done
}

@test "usdt-count: every probe that fires" {
	needs_root
	dtrace -s "$TOOLKIT/usdt-count.d" -c ./redis redis
	[ "$status" -eq 0 ]
	[ "$(awk 'NR > 1 { print $1, $3, $4 }' <<<"$output" | grep -E 'command-(start|done|slow)')" = "\
redis 1 command-slow
redis 6 command-done
redis 6 command-start" ]
}

@test "usdt-latency: from one probe to another" {
	needs_root
	dtrace -s "$TOOLKIT/usdt-latency.d" -c ./memcached \
		memcached process-command-start process-command-end
	[ "$status" -eq 0 ]
	[[ "$(sed -n 2p <<<"$output")" =~ ^memcached" "+[0-9]+" "+4" "+[0-9]+" "+2[0-9]{7}$ ]]
}

@test "usdt-flow: what lies between start and end is indented" {
	needs_root
	dtrace -s "$TOOLKIT/usdt-flow.d" -c ./redis redis
	[ "$status" -eq 0 ]
	[ "$(sed -n '8,17s/^ *[0-9]* *[0-9]*  //p' <<<"$output")" = "\
-> command-start
  -> script-start
    -> command-start
      |  key-hit
    <- command-done
  <- script-done
<- command-done
|  command-slow
-> command-start
  |  error-reply" ]
}

# without_times: the columns of numbers that differ, and the empty lines, are out
without_times() {
	sed -E 's/^ *[0-9]+ +[0-9]+  //; /^$/d' <<<"$output"
}

@test "py-profile: stacks of Python, without a probe" {
	needs_root
	"$DTRACE" -h -s "$TOP/tests/targets/interp.d" -o interp.h
	gcc -O2 -fno-optimize-sibling-calls -I. -o python-demo \
		"$TOP/tests/targets/interp.c"
	dtrace -s "$TOOLKIT/py-profile.d" -c "./python-demo busy"
	[[ $output =~ "pid "[0-9]+", "[0-9]+" times"$'\n'.*"deep.tl:33 (leäf)"$'\n'.*"deep.tl:10 (main)" ]]
}

@test "py-flow: calls, generators and exceptions, indented" {
	toolkit py-flow.d
	[ "$(without_times)" = "\
     TID        US  FLOW
-> p.py:1 main
  -> p.py:5 gen
  <~ p.py:6 gen
  ~> p.py:6 gen
  <- p.py:7 gen
  -> p.py:9 fail
  <! p.py:10 fail
<- p.py:4 main" ]
	toolkit py-flow.d gen
	[ "$(without_times | wc -l)" -eq 5 ]
}

@test "py-calltime: own time and all of it" {
	toolkit py-calltime.d
	[ "$(sed -E 's/^( *[0-9]+) +[0-9]+ +[0-9]+/\1/; /^$/d' <<<"$output" | sort)" = "\
         1  p.py:fail
         1  p.py:main
         2  p.py:gen
     CALLS          OWN          ALL  FUNCTION" ]
}

@test "py-count: functions, what is not Python, instances" {
	toolkit py-count.d
	[[ $output = *"         1  p.py:gen"* ]]
	[[ $output = *"         1  builtins.len"* ]]
	[[ $output = *"         2          1  p.Point"* ]]
}

@test "py-gc: collections by generation" {
	toolkit py-gc.d
	[[ $output =~ \ 2\ +1\ +5\ +[0-9]+\ +[0-9]+ ]]
}

@test "py-imports: each below what imports it" {
	toolkit py-imports.d 0
	[ "$(without_times)" = "\
       OWN        ALL  MODULE
  inner
  missing (no)
outer" ]
}

@test "py-exceptions: where raised, where handled" {
	toolkit py-exceptions.d
	[[ $output = *"         1  ValueError: no"*"fail (p.py:10)"* ]]
	[[ $output = *"         1  ValueError "*"main (p.py:4)"* ]]
}

@test "lua-calls: functions, and which errors left" {
	toolkit lua-calls.d
	[ "$(tr -s ' ' <<<"$output" | sort)" = "\
CHUNK LINE FUNCTION COUNT ERRORS
[C] 0 error 2 2
p.lua 0 main chunk 1 0
p.lua 5 f 2 2
p.lua 9 g 2 0" ]
}

@test "lua-slow: a function with and without what it calls, and its place" {
	toolkit lua-slow.d
	[ "$(tail -n +2 <<<"$output" | awk '{ print $1, $5, $6 }' | sort)" = "\
1 p.lua:0 main
1 p.lua:9 g
2 p.lua:5 f
2 p.lua:6 error" ]
	# a wait of 20 ms in error(), 10 ms before it in f(), each time
	read -r _ own all max _ <<<"$(grep p.lua:5 <<<"$output")"
	[ "$own" -ge 20000 ] && [ "$all" -ge 60000 ]
	[ "$max" -ge 30000 ] && [ "$max" -lt "$all" ]
	[ "$((all - own))" -ge 40000 ]
	read -r _ own all _ <<<"$(grep p.lua:0 <<<"$output")"
	[ "$((all - own))" -ge 60000 ]
}

@test "lua-gc: what a collection frees" {
	toolkit lua-gc.d
	[[ $output =~ \ +full\ +1\ +3000\ +[0-9]+\ +[0-9]+ ]]
}

@test "pl-regex: how often, how long, and with what luck" {
	toolkit pl-regex.d
	[[ $output =~ p\.pl\ +3\ \(\?\^:a\+\)\ +2\ +1\ +9\ +[0-9]+\ +[0-9]+ ]]
}

@test "pl-files: a module, and why another one is not there" {
	toolkit pl-files.d 0
	[ "$(awk '{ $1 = $2 = ""; print }' <<<"$output")" = "\
  FILE
  B.pm: No such file or directory
  A.pm" ]
}

@test "ruby-gc: collections and their pauses" {
	toolkit ruby-gc.d
	[[ $output =~ \ major\ +force\ +1\ +2\ +[0-9]+\ +[0-9]+ ]]
}

@test "ruby-gvl: turns of each thread" {
	toolkit ruby-gvl.d
	[[ $output =~ \ p.rb:7\ +2\ +[0-9]+\ +[0-9]+ ]]
	[[ $output =~ \ main\ +1\ +[0-9]+\ +[0-9]+ ]]
}

@test "sh-commands: programs, from where, and which failed" {
	toolkit sh-commands.d
	[ "$(tr -s ' ' <<<"$output" | cut -d ' ' -f 1-5 | sort)" = "\
FILE LINE COMMAND COUNT FAILED
p.sh 2 true 2 0
p.sh 3 false 1 1
p.sh 4 flase 1 1" ]
}

@test "sh-lines: each line, and how often" {
	toolkit sh-lines.d
	[ "$(awk '$1 == "p.sh" { print $2, $4 }' <<<"$output" | sort)" = "\
2 2
3 1
4 1" ]
}

@test "sh-input: a line, and not the end of input" {
	toolkit sh-input.d
	[ "$(wc -l <<<"$output")" -eq 2 ]
	[[ $output =~ [0-9]{4}\ .*\ +[0-9]+\ +[0-9]+\ +0\ \ make\ world$ ]]
}

@test "pgb-wait: who waits how long, and in vain" {
	toolkit pgb-wait.d
	[ "$(awk '$1 == "shop" { print $2, $3, $4, $5, $6, $7, $8; exit }' \
		<<<"$output")" = "ada 2 2 1 2 1400000 900000" ]
	[[ $output = *"524288 |"*" 1"* ]]
}

@test "pgb-slow: a slow query, and that it waited" {
	toolkit pgb-slow.d
	[ "$(tr -s ' ' <<<"$output")" = "\
 MS WAIT DATABASE USER QUERY
 504 500 shop ada select 1" ]
}

@test "pgb-servers: use of servers, and reasons" {
	toolkit pgb-servers.d
	[[ $output =~ shop\ +ada\ +1\ +3000\ +2\ +[0-9]+\ +6000 ]]
	[[ $output = *" 1  client   query_wait_timeout"* ]]
	[[ $output = *" 1  server   server lifetime over"* ]]
}

@test "haproxy-slow: where the time of a slow request went" {
	toolkit haproxy-slow.d
	[ "$(tr -s ' ' <<<"$output")" = "\
 MS QUEUE CONNECT ANSWER TRIES STATUS END SERVER REQUEST
 345 300 0 40 0 200 -- pages/a GET /slow" ]
	toolkit haproxy-slow.d 30
	[[ $(tr -s ' ' <<<"$output") = *"
 30 0 1 20 1 500 -- pages/a GET /" ]]
}

@test "haproxy-servers: servers and queues" {
	toolkit haproxy-servers.d
	[ "$(awk '$1 == "pages" && NF == 12' <<<"$output" | tr -s ' ')" = "\
pages b 1 1 1 0 1 7 0 0 0 0
pages a 2 2 1 1 0 1 2 1 30 40" ]
	[[ $output = *" 256 |"*" 1"* ]]
}

@test "haproxy-denied: rules, clients, handshakes and limits" {
	toolkit haproxy-denied.d
	[[ $output = *" 1  http-request             haproxy.cfg:12"* ]]
	[[ $output = *" 1  192.0.2.1"* ]]
	[[ $output = *" SSL handshake failure (http request)"* ]]
	[[ $output =~ 1\ \ web\ +in\ +the\ frontend ]]
}

@test "curl-phases: where the time goes" {
	toolkit curl-phases.d 10
	[ "$(awk '/example/ { print ($1 >= 20), $2, $3, $4, ($5 >= 20), $6, $7, $8 }' \
		<<<"$output")" = "\
1 0 0 0 1 200 0 http://a.example/
1 0 0 0 1 200 0 http://a.example/" ]
}

@test "curl-errors: what failed, and why" {
	toolkit curl-errors.d
	[ "$(tr -s ' ' <<<"$output" | grep .)" = "\
PROGRAM RESULT STATUS COUNT REASON
curl 6 0 1 Could not resolve host: b.example" ]
}

@test "curl-connections: new ones, reused ones, dead ones" {
	toolkit curl-connections.d
	[ "$(awk '$2 == "a.example" { print $1, $3, $4, $5 }' <<<"$output")" = \
		"curl 1 1 1" ]
}

@test "sqlite-slow: what a slow statement did, and that it waited" {
	toolkit sqlite-slow.d 20
	[ "$(awk '$7 == "sqlite" { print ($1 >= 30), ($2 >= 30), $3, $4, $5, $6, $8 }' \
		<<<"$output")" = "1 1 3 40 1 10 select" ]
	[ "$(wc -l <<<"$output")" -eq 2 ]
}

@test "sqlite-locks: who holds a lock, who waits, and who gives up" {
	toolkit sqlite-locks.d
	[ "$(awk '$2 == "sqlite" { print $1, $3, ($4 >= 30), ($5 >= 30), $6, ($7 >= 30), $8 }' \
		<<<"$output")" = "/srv/shop.db 2 1 1 1 1 1" ]
}

@test "ssh-logins: who logs in with which key, who fails" {
	toolkit ssh-logins.d
	[[ $output =~ Accepted\ +publickey\ +ada\ +192.0.2.7\ +ED25519\ SHA256:uNi ]]
	[[ $output =~ Failed\ +password\ +\[root\]\ +192.0.2.7 ]]
	[[ $output =~ 192.0.2.7\ +root\ +1\ +0 ]]
	[[ $output =~ 198.51.100.8\ +guest\ +0\ +1 ]]
	[[ $output =~ 198.51.100.9\ +past\ MaxStartups\ +1 ]]
}

@test "ssh-phases: what a login waits for" {
	toolkit ssh-phases.d 40
	[ "$(awk '/ada/ { print ($1 >= 60), ($2 >= 20), ($3 >= 20), ($4 >= 20),
		$5, $6, $8 }' <<<"$output")" = "1 1 1 1 3 publickey 192.0.2.7" ]
}

@test "ssh-files: files of sftp, and its requests" {
	toolkit ssh-files.d
	[[ $output =~ 32768\ +0\ \ /srv/report ]]
	[ "$(awk '$1 == "read" || $1 == "stat" { print $1, $2, $3, $6 }' \
		<<<"$output" | sort)" = $'read 2 0 32768\nstat 1 1 0' ]
}
