#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# make site: pages that are valid, complete without JavaScript, the same from
# the same release, and lead nowhere that is not there.

load helper

needs_jinja() {
	/usr/bin/python3 -c 'import jinja2' 2>/dev/null ||
		skip "python3-jinja2 is not installed"
}

# browse OPTION... URL: Debian's chromium, or the test is skipped.
browse() {
	command -v chromium >/dev/null || skip "chromium is not installed"
	HOME=$UP timeout 60 chromium --headless=new --no-sandbox --disable-gpu \
		--hide-scrollbars --disable-dev-shm-usage --no-first-run \
		--user-data-dir="$UP/chromium" "$@" 2>"$UP/chromium.err"
}

make_site() {
	project dist --states "${1--}"
	project site
	SITE=$ROOT/build/site
}

@test "site: the modules under it" {
	cd "$BATS_TEST_DIRNAME"
	works /usr/bin/python3 -B test_markdown.py
}

@test "site: pages for the toy, valid and without a dead link" {
	needs_jinja
	printf '## Questions\n\n**How many?** This:\n\n    # dtrace -n x\n\n      3 <b>\n' \
		>"$TOY/questions.md"
	echo "# Packages, see [the format](project-format.md)" >"$ROOT/docs/packagers.md"
	commit "pages"
	make_site
	works "$ROOT/scripts/project" site
	says "pages: $SITE/index.html"
	grep -q 'href="projects/toy.html#greet"' "$SITE/probes.html"
	grep -q 'id="greet"' "$SITE/projects/toy.html"
	grep -q '<samp>  3 &lt;b&gt;</samp>' "$SITE/projects/toy.html"
	grep -q 'Packages, see the format' "$SITE/docs/packagers.html"
	for file in feed.xml badge.svg badges/toy.svg icon.svg; do
		python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$SITE/$file"
	done
	fails 1 grep -rhoE '(src|<link[^>]*href)="(https?:)?//' "$SITE"
	! command -v tidy >/dev/null ||
		find "$SITE" -name '*.html' -exec tidy -e -q -utf8 {} + 2>&1 |
		grep -v 'proprietary attribute "aria-current"' >"$UP/tidy" || :
	[ ! -s "$UP/tidy" ] || { cat "$UP/tidy"; false; }
}

@test "site: the repository's own pages, from its last commit" {
	needs_jinja
	git -C "$REPO" rev-parse -q --verify HEAD >/dev/null 2>&1 ||
		skip "this is no git work tree"
	"$REPO/scripts/project" dist --output "$UP/real" --states -
	works "$REPO/scripts/project" site --from "$UP/real" --output "$UP/site"
	for project in "$REPO"/projects/*/; do
		grep -q "projects/$(basename "$project").html" "$UP/site/index.html"
	done
	declared=$(grep -hE '^\s*probe ' "$REPO"/projects/*/*.d | wc -l)
	[ "$(grep -c '<li><a href="projects' "$UP/site/probes.html")" = "$declared" ]
	grep -q 'class="typed"' "$UP/site/projects/nginx.html"
}

@test "site: the same bytes from the same release" {
	needs_jinja
	make_site
	(umask 077; cd /; TZ=Asia/Tokyo LC_ALL=C.UTF-8 "$ROOT/scripts/project" site \
		--output "$UP/again")
	diff <(sums "$SITE") <(sums "$UP/again")
}

@test "site: states are on the status page, in the feed and on the badge" {
	needs_jinja
	echo '[{"project": "toy", "branch": "stable", "state": "probe lost",
		"text": "toy:::greet never <fired>", "well": false,
		"when": 1700000000, "clean": 1600000000, "version": "1.0"}]' >"$UP/s"
	make_site "$UP/s"
	grep -q '<span class="state bad">probe lost</span>' "$SITE/status.html"
	grep -q 'toy:::greet never &lt;fired&gt;' "$SITE/status.html"
	grep -q '<title>toy 1.0: probe lost</title>' "$SITE/feed.xml"
	grep -q 'toy: 0 of 1 well' "$SITE/badges/toy.svg"
	project site --url https://toy.example/x
	grep -q 'href="https://toy.example/x/status.html"' "$SITE/feed.xml"
}

@test "site: with JavaScript the list of probes filters, without it is whole" {
	needs_jinja
	make_site
	grep -q 'href="#letter-g"' "$SITE/probes.html"
	grep -q '<p class="search" hidden>' "$SITE/probes.html"
	browse --dump-dom "file://$SITE/probes.html?q=gre+number" >"$UP/dom"
	grep -q '>1 of 1<' "$UP/dom"
	fails 1 grep -q '<p class="search" hidden' "$UP/dom"
	browse --dump-dom "file://$SITE/probes.html?q=nosuch" >"$UP/dom"
	grep -q '>0 of 1<' "$UP/dom"
	grep -q '<p id="nothing">' "$UP/dom"
}

@test "site: a browser shows it: desktop, phone, dark" {
	needs_jinja
	make_site
	out=$REPO/build/tests/site
	mkdir -p "$out"
	for page in index projects/toy; do
		name=${page//\//-}
		browse --window-size=1280,900 --screenshot="$out/$name.png" "file://$SITE/$page.html"
		browse --window-size=500,900 --screenshot="$out/$name-phone.png" "file://$SITE/$page.html"
		browse --window-size=1280,900 --blink-settings=preferredColorScheme=0 \
			--screenshot="$out/$name-dark.png" "file://$SITE/$page.html"
		# different pictures: the style sheet was read, the dark colours too
		[ "$(sha256sum "$out/$name"{,-phone,-dark}.png | cut -d' ' -f1 | sort -u | wc -l)" = 3 ]
	done
}

@test "site: no release, a damaged one, a broken page: nothing is published" {
	needs_jinja
	fails 1 project site
	says "build/dist/index.json: is no index of a release" "make dist"
	make_site
	before=$(sums "$SITE")
	cp -r "$OUT" "$UP/dist"
	truncate -s 100 "$UP"/dist/project-dtrace-*.tar.xz
	fails 1 project site --from "$UP/dist"
	says "project-dtrace-" "make dist"
	rm "$UP"/dist/*
	echo '{"format": 2}' >"$UP/dist/index.json"
	fails 1 project site --from "$UP/dist"
	says "index.json: \$: has no name" "\$.format: must be 1"
	echo '# Packages, [here](#nowhere)' >"$ROOT/docs/packagers.md"
	commit broken
	project dist --states -
	fails 1 project site
	says "the site is not published" "docs/packagers.html: #nowhere: the page has no such place"
	[ "$before" = "$(sums "$SITE")" ]
}

@test "site: a full disk leaves the site that was there" {
	needs_jinja
	[ "$(id -u)" = 0 ] || skip "mounting a small disk needs root"
	unshare --mount true 2>/dev/null || skip "no mount namespace to be had"
	project dist --states -
	mkdir "$UP/small"
	unshare --mount --propagation private bash -euc '
		mount -t tmpfs -o size=512k tmpfs "$1"
		mkdir "$1/site"; echo old >"$1/site/index.html"
		head -c 480k /dev/urandom >"$1/filler"
		if "$2/scripts/project" site --output "$1/site" 2>"$1.err"; then
			exit 1
		fi
		[ "$(cat "$1/site/index.html")" = old ]
		[ "$(ls -A "$1" | wc -l)" = 2 ]' - "$UP/small" "$ROOT"
	grep -q "not written: No space left on device.*make room" "$UP/small.err"
}
