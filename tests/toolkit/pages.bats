# SPDX-License-Identifier: BSD-2-Clause
# dtrace-page: from dtrace's JSON lines to a page, by hand-made lines and by
# the scripts of the toolkit that print them; and what completes a command.
# shellcheck disable=SC2016 # $target is for D

setup() {
	load ../cli/trace.bash
	TOOLKIT=$TOP/probes/toolkit
	cd "$BATS_TEST_TMPDIR"
}

# page KIND [OPTION...]: of standard input, into page.html; it has to be whole
page() {
	"$TOP/scripts/dtrace-page" "$@" -o page.html
	python3 "$BATS_TEST_DIRNAME/whole_page.py" page.html
}

# table ROWS...: rows of one aggregation
aggregation() {
	printf '{"type":"aggregation","aggregations":[{"name":"","function":"%s"}],"rows":[%s]}\n' "$1" "$2"
}

ended() { echo '{"type":"exit","status":0}'; }

# box NAME: left, width and row of its boxes
boxes() {
	grep -o "<div class=\"box\"[^>]*>$1</div>\|--x:[^\"]*\" title=\"$1\$" page.html |
		grep -o 'x:[^"]*' | sed 's/;--h.*//'
}

@test "flame: functions as wide as their share" {
	{
		aggregation count '{"keys":["p",["p`leaf+0x2","p`main+0x9"]],"values":[1]},
			{"keys":["p",["p`leaf+0x4","p`main+0x9"]],"values":[2]},
			{"keys":["p",["p`main+0x1"]],"values":[1]}' | tr -d '\n\t'
		echo
		ended
	} | page flame
	[ "$(boxes 'p`leaf')" = "x:0.000000;--w:0.750000;--y:3" ]
	[ "$(boxes 'p`main')" = "x:0.000000;--w:1.000000;--y:2" ]
	grep -qF '<td>p`leaf</td><td>3</td><td>75.0%</td><td>75.0%</td>' page.html
	grep -qF '<td>p`main</td><td>1</td><td>25.0%</td><td>100.0%</td>' page.html
}

@test "flame: names of the traced program are text, whatever they are" {
	{
		aggregation count '{"keys":[["<script>alert(1)</script>`x\"y"]],"values":[1]}'
		aggregation count '{"keys":[[{"hex":"3c66ff"}]],"values":[1]}'
		ended
	} | page flame -t '</title><script>'
	[ "$(grep -c '<script>' page.html)" -eq 1 ]	# its own
	grep -qF '&lt;script&gt;alert(1)' page.html
}

@test "heat: a column a print, a row a bucket" {
	{
		for t in 1000000000 2000000000 3000000000; do
			printf '{"type":"record","timestamp":%d,"output":[{"action":"printa","aggregations":[{"name":"","function":"quantize"}],"rows":[{"keys":["p"],"values":[[[1024,%d],[4096,1]]]}]}]}\n' "$t" $((t / 1000000000))
		done
		ended
	} | page heat -u ns
	[ "$(grep -c '<rect' page.html)" -eq 6 ]
	grep -qF 'viewBox="0 0 3 3"' page.html	# 2048 stands between
	grep -qF '<title>2.0 s: 3 at 1.02 µs</title>' page.html
	grep -qF '9 values, at most 3 a cell' page.html
}

@test "timeline: bars in lanes, those that overlap below each other" {
	{
		printf '{"type":"record","output":[{"action":"printf","text":"","args":["one","work",%d,%d]}]}\n' 1000 1000 1500 100 3000 1000
		echo '{"type":"record","pid":7,"name":"mark","timestamp":2000,"output":[]}'
		ended
	} | page timeline
	[ "$(grep -c 'class="bar"' page.html)" -eq 3 ]
	[ "$(grep -c 'class="bar mark"' page.html)" -eq 1 ]
	grep -qF -- '--x:0.1666667;--w:0.0333333;--y:1' page.html
	grep -qF '<h2>pid 7</h2>' page.html
}

@test "what was cut off is told, and shown as far as it goes" {
	aggregation count '{"keys":[["f"]],"values":[1]}' >cut
	printf '{"type":"rec' >>cut
	run --separate-stderr "$TOP/scripts/dtrace-page" flame cut -o page.html
	[ "$status" -eq 0 ]
	[[ $stderr == "dtrace-page: cut: "*"cut off" ]]
	[ "$(boxes f)" = "x:0.000000;--w:1.000000;--y:1" ]
}

@test "what is no JSON, or has no stacks, makes no page" {
	echo "  1  :BEGIN" >text
	for kind in flame heat timeline; do
		run --separate-stderr "$TOP/scripts/dtrace-page" $kind text -o page.html
		[ "$status" -eq 1 ]
		[[ $stderr == "dtrace-page: text:1: "*"-x oformat=json" ]]
		ended >empty
		run --separate-stderr "$TOP/scripts/dtrace-page" $kind empty -o page.html
		[ "$status" -eq 1 ]
		[ ! -e page.html ]
	done
	printf '%0200000d' 0 | tr 0 '[' >deep
	echo >>deep
	run --separate-stderr "$TOP/scripts/dtrace-page" flame deep
	[ "$status" -eq 1 ]
	run "$TOP/scripts/dtrace-page" pie
	[ "$status" -eq 2 ]
	run "$TOP/scripts/dtrace-page" flame missing
	[ "$status" -eq 1 ]
	[ "$output" = "dtrace-page: missing: No such file or directory" ]
	! compgen -G '.dtrace-page*'
}

@test "flame-cpu, flame-wait: what runs, and what waits" {
	needs_root
	gcc -O1 -fno-omit-frame-pointer -o spins "$BATS_TEST_DIRNAME/spins.c"
	"$DTRACE" -s "$TOOLKIT/flame-cpu.d" 1 spins -c "./spins" >lines
	page flame lines
	grep -q 'title="spins`spin$' page.html
	"$DTRACE" -s "$TOOLKIT/flame-wait.d" 1 spins -c "./spins" >lines
	page flame lines -u ns
	grep -q 'title="libc.so.6`clock_nanosleep$' page.html
}

@test "usdt-heat, usdt-time: between two probes" {
	needs_root
	build_target .
	"$DTRACE" -s "$TOOLKIT/usdt-heat.d" target work-start work-done 1 \
		-c "./target 100" >lines
	page heat lines -u ns
	grep -qF '100 values' page.html
	"$DTRACE" -s "$TOOLKIT/usdt-time.d" target work-start work-done 1 \
		-c "./target 100" >lines
	page timeline lines
	[ "$(grep -c 'class="bar"' page.html)" -eq 100 ]
}

@test "a browser finds, zooms, and needs nothing from elsewhere" {
	command -v chromium >/dev/null || skip "needs a browser: chromium is not installed"
	{
		aggregation count '{"keys":[["p`leaf","p`main"]],"values":[3]},{"keys":[["p`main"]],"values":[1]}'
		ended
	} | page flame
	! grep -E '(src|href)=' page.html
	cat >>page.html <<-'EOF'
		<script>
		document.getElementById("find").value = "leaf";
		document.getElementById("find").dispatchEvent(new Event("input"));
		[...document.querySelectorAll(".box")].find((b) => b.textContent === "p`leaf").click();
		</script>
	EOF
	run --separate-stderr timeout 60 chromium --headless --no-sandbox --disable-gpu \
		--user-data-dir="$PWD/browser" --dump-dom "file://$PWD/page.html"
	[[ $output == *'>75.0 % of the samples</output>'* ]]
	[[ $output == *'class="box hit'*'--w: 1;'*'p`leaf</div>'* ]]
	[[ $output == *'class="box caller'* ]]
}

# offers LINE: what bash offers behind it
offers() {
	PATH=$TOP/build:$PATH bash -c '
		. "$1/scripts/completions/dtrace.bash"
		COMP_LINE=$2 COMP_POINT=${#2}
		_dtrace
		printf "%s\n" "${COMPREPLY[@]}"' - "$TOP" "$1" | paste -sd ' '
}

@test "bash completes options, providers and probes" {
	[ "$(offers 'dtrace -x oform')" = oformat ]
	[ "$(offers 'dtrace -x oformat=j')" = json ]
	[ "$(offers 'dtrace --d')" = --doctor ]
	[ "$(offers 'dtrace -n dtrace:::B')" = BEGIN ]
	[ "$(offers "dtrace -q -n 'dtrace:::E")" = "END ERROR" ]
	[ "$(offers 'dtrace -P dtr')" = dtrace ]
}

@test "the completions know the options that the manual has" {
	local name n=0
	for name in $(sed -n 's/^\.It Cm \([a-z]*\)$/\1/p' "$TOP/docs/man/dtrace-options.1"); do
		case $name in btfpath | encoding | grabanon) continue ;; esac
		echo "$name"
		grep -qw "$name" "$TOP/scripts/completions/dtrace.bash"
		grep -qw "$name" "$TOP/scripts/completions/_dtrace"
		n=$((n + 1))
	done
	[ "$n" -gt 40 ]
}

@test "zsh reads its completion" {
	command -v zsh >/dev/null || skip "needs zsh: not installed"
	zsh -n "$TOP/scripts/completions/_dtrace"
}
