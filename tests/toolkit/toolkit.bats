# SPDX-License-Identifier: BSD-2-Clause
# The scripts of probes/toolkit. Each is compiled for made programs that have
# the providers of the projects, so no project need be built; most run on them.

setup_file() {
	load ../cli/trace.bash
	local name
	for name in nginx redis memcached; do
		build_server "$name" "$BATS_FILE_TMPDIR"
	done
}

setup() {
	load ../cli/trace.bash
	bats_require_minimum_version 1.5.0
	TOOLKIT=$TOP/probes/toolkit
	cd "$BATS_FILE_TMPDIR"
}

# build_server NAME DIR: NAME.c with the provider of projects/NAME
build_server() {
	local provider=$TOP/projects/$1/$1.d

	"$DTRACE" -h -s "$provider" -o "$2/$1.h"
	gcc -O2 -Wall -Werror -I"$2" -o "$2/$1" "$BATS_TEST_DIRNAME/$1.c"
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
	for script in "$TOOLKIT"/{nginx,redis,memcached}-*.d; do
		name=${script##*/}
		compiles "${name%%-*}" "$name"
		compiles "${name%%-*}" "$name" 5
		n=$((n + 1))
	done
	[ "$n" -ge 12 ]
}

@test "the scripts for all providers compile for any" {
	local name
	for name in nginx redis memcached; do
		compiles "$name" usdt-count.d "$name"
		compiles "$name" usdt-flow.d "$name"
	done
	compiles redis usdt-latency.d redis command-start command-done
}

@test "there is no script but those" {
	cd "$TOOLKIT"
	run bash -c 'ls | grep -vE "^(README.md|(nginx|redis|memcached|usdt)-[a-z]+\.d)$"'
	[ "$output" = "" ]
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
