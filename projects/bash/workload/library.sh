# shellcheck shell=bash
add() {
	total=$((total + $1))
}

total=0
for n in 1 2 3; do
	add $n
done
