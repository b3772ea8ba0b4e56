# shellcheck shell=bash disable=SC2034
. ./library.sh
# What has a probe, each at least once, with lines that expect.d knows.
greet() {
	local what=$1
	echo "hello from a function"
	return 3
}

nested() {
	eval 'total=$((total + 1))'
	outer $((total + 1))
}

outer() {
	echo "nested $1"
}

echo "$@"
echo "sourced: $total"
greet world && exit 1
names=(ada grace)
names[5]=joan
declare -A age=([ada]=36)
unset total
count=$(for n in a b c; do echo "$n"; done | wc -l)
echo "out of" $count
text=$(<library.sh)
total=5
trap 'echo handled SIGUSR1' USR1
kill -USR1 $$
( cd / && exit 4 )
[ $? = 4 ] || exit 2
{ nosuchcommand; } 2>/dev/null
[ $? = 127 ] || exit 3
/bin/true --with "two words"
/bin/sh -c 'exit 7'
[ $? = 7 ] || exit 4
sleep 0.01 &
wait $!
nested
trap 'echo goodbye' EXIT
exit 0
