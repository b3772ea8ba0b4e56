# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause
#
# The driver library: what projects/NAME/driver stands on. The driver defines
# configure, build and exercise, may define measure and suite, and ends with
# `driver_main "$@"`. Called by people, that runs scripts/project; called by
# scripts/project, which names the step in DRIVER_STEP, it runs the function. See
# docs/project-format.md.

driver_path=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
driver_project=$(basename "$(dirname "$driver_path")")
driver_root=${driver_path%/projects/*}
driver_servers=()
SHORT=

# COUNT: stands before a command of measure whose instructions, and those of
# the processes that it starts, are to be counted; they get a log each.
# shellcheck disable=SC2034
COUNT=(valgrind --tool=callgrind --callgrind-out-file=/dev/null
	--trace-children=yes --log-file="${WORK-}/count.%p")

# say TEXT: one line for the log.
say() {
	printf '%s: %s\n' "$driver_project" "$*"
}

driver_fail() {
	printf '%s: error: %s\n' "$driver_project" "$*" >&2
	exit 1
}

# free_port: print a TCP port on 127.0.0.1 that is free, another one each time.
free_port() {
	/usr/bin/python3 - "$DRIVER_PORTS" <<-'EOF'
	import socket, sys
	with open(sys.argv[1], "a+") as given:
	    given.seek(0)
	    old = given.read().split()
	    while True:
	        with socket.socket() as probe:
	            probe.bind(("127.0.0.1", 0))
	            port = str(probe.getsockname()[1])
	        if port not in old:
	            break
	    print(port, file=given)
	print(port)
	EOF
}

# wait_port PORT: return when something listens there; fail after 60 s, or at
# once when a server that was started has died. It looks at the kernel's list
# of sockets: a connection would be one more for the server to count.
wait_port() {
	local hex server
	hex=$(printf '%04X' "$1")
	for _ in {1..1200}; do
		if awk -v port=":$hex" '
			$4 == "0A" && index($2, port) { found = 1 }
			END { exit !found }' /proc/net/tcp /proc/net/tcp6 \
			2>/dev/null; then
			return 0
		fi
		for server in "${driver_servers[@]}"; do
			kill -0 "$server" 2>/dev/null ||
				driver_fail "a server ended before port $1 was open"
		done
		sleep 0.05
	done
	driver_fail "nothing listens on port $1 after 60 s"
}

# background CMD...: start a server in the background. It is ended by its pid
# when the driver ends; should the driver be killed, the kernel ends it.
background() {
	if [ "$(type -t "$1")" = file ]; then
		setpriv --pdeathsig TERM -- "$@" &
	else
		"$@" &
	fi
	driver_servers+=("$!")
}

# short_directory: $SHORT is one more directory, outside of WORK, with a name of 17
# characters: for sockets, whose names have at most 107 bytes. It goes when the
# driver ends.
short_directory() {
	SHORT=$(mktemp -d /tmp/dtrace.XXXXX)
}

# End the servers: ask each, wait 5 s for all of them, then insist. The status
# goes to a file as well: not every tracer passes on how its command ended.
driver_cleanup() {
	local status=$? server
	set +e
	for server in "${driver_servers[@]}"; do
		kill -TERM "$server" 2>/dev/null
	done
	for _ in {1..100}; do
		driver_servers_alive || break
		sleep 0.05
	done
	for server in "${driver_servers[@]}"; do
		kill -KILL "$server" 2>/dev/null
	done
	wait
	[ -z "$SHORT" ] || rm -rf "$SHORT"
	echo "$status" >"$DRIVER_STATUS"
	exit "$status"
}

driver_servers_alive() {
	local server
	for server in "${driver_servers[@]}"; do
		kill -0 "$server" 2>/dev/null && return 0
	done
	return 1
}

# Run as the user that upstream's build and workload get.
driver_nobody=(setpriv --reuid nobody --regid nogroup --clear-groups
	--no-new-privs)

driver_may_enter() { "${driver_nobody[@]}" test -r "$1" -a -x "$1"; }

# What the driver and its build read: the repository, this library, dtrace.
driver_trees() {
	printf '%s\n' "$driver_root" "$(cd "${BASH_SOURCE[0]%/*}" && pwd -P)" \
		"$(dirname "$DTRACE")" "$(dirname "$(realpath "$DTRACE")")"
}

# The topmost directory on the way to a tree that nobody may not enter.
driver_closed_directory() {
	local dir=$1 closed=
	while [ "$dir" != / ]; do
		dir=$(dirname "$dir")
		driver_may_enter "$dir" || closed=$dir
	done
	printf '%s\n' "$closed"
}

# In a mount namespace of our own: cover each closed directory by an empty one
# that anybody may enter, and put the trees back into their places. A
# capability to read everything would not do: access(2), and so make and
# configure, ignore it.
driver_open_ways() {
	local tree i holds=() trees=() closed=()
	while read -r tree; do
		trees+=("$tree")
		closed+=("$(driver_closed_directory "$tree")")
		holds+=("$(mktemp -d -p /tmp project-dtrace.XXXXXX)") # TMPDIR is in the repository
		mount --bind "$tree" "${holds[-1]}"
	done < <(driver_trees | sort -u)
	printf '%s\n' "${closed[@]}" | grep . | sort -u | while read -r tree; do
		mount -t tmpfs -o mode=755 tmpfs "$tree"
	done
	for i in "${!trees[@]}"; do
		mkdir -p "${trees[i]}"
		mount --move "${holds[i]}" "${trees[i]}"
		rmdir "${holds[i]}"
	done
	cd "$PWD"
	unset DRIVER_OPENING
}

driver_all_reachable() {
	local tree
	while read -r tree; do
		driver_may_enter "$tree" || return 1
	done < <(driver_trees)
}

# Root builds and runs nothing of upstream's: start again as nobody.
driver_drop_root() {
	if [ -n "${DRIVER_OPENING-}" ]; then
		driver_open_ways
	elif ! driver_all_reachable; then
		DRIVER_OPENING=1 exec unshare --mount --propagation private \
			"$driver_path"
	fi
	driver_all_reachable ||
		driver_fail "nobody cannot reach $driver_root: put it elsewhere"
	exec "${driver_nobody[@]}" "$driver_path"
}

driver_step() {
	case $DRIVER_STEP in
	configure | build | exercise | measure | suite) ;;
	*) driver_fail "DRIVER_STEP=$DRIVER_STEP: no such step" ;;
	esac
	if [ "$EUID" = 0 ]; then
		set -e
		driver_drop_root
	fi
	[ "$(type -t "$DRIVER_STEP")" = function ] ||
		driver_fail "the driver has no function $DRIVER_STEP"
	umask 022
	set -euo pipefail
	trap driver_cleanup EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	"$DRIVER_STEP"
}

driver_main() {
	if [ -n "${DRIVER_STEP-}" ]; then
		driver_step
	elif [ $# = 0 ]; then
		printf 'usage: %s WORD [option...]; scripts/project --help\n' \
			"$0" >&2
		exit 2
	else
		exec "$driver_root/scripts/project" "$1" "$driver_project" \
			"${@:2}"
	fi
}
