# shellcheck shell=bash
# What scripts do between their programs: functions, loops, text, arithmetic.

fib() {
	if (($1 < 2)); then
		result=$1
		return
	fi
	local sum
	fib $(($1 - 1))
	sum=$result
	fib $(($1 - 2))
	((result += sum))
}

words() {
	local -A seen=()
	local word count=0

	for word in "$@"; do
		[[ ! ${seen[$word]} ]] || continue
		seen[$word]=1
		((++count))
	done
	result=$count
}

text() {
	local i line=
	for ((i = 0; i < 300; i++)); do
		case $i in
		*[13579]) line+=x ;;
		*) line=${line//xx/y}z ;;
		esac
	done
	result=${#line}
}

fib 15
[ "$result" = 610 ] || exit 1
for ((round = 0; round < 20; round++)); do
	words the quick brown fox jumps over the lazy dog and the other dogs
	[ "$result" = 11 ] || exit 2
	text
done
list=$(
	n=0
	while [ "$n" -lt 1000 ]; do
		printf '%d\n' "$n"
		n=$((n + 1))
	done
)
while read -r n; do
	total=$((total + n))
done <<<"$list"
[ "$total" = 499500 ] || exit 3
