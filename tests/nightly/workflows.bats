#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# The workflow files: valid, current, and made of targets that there are.

load helper

@test "workflows: current, YAML, and every project is in them" {
	works "$REPO/scripts/project" docs --check
	/usr/bin/python3 -c 'import yaml' 2>/dev/null || skip "python3-yaml is not installed"
	cd "$REPO"
	/usr/bin/python3 - <<-'EOT'
	import glob, os, yaml
	names = sorted(os.path.basename(os.path.dirname(path)) for path
	               in glob.glob("projects/*/project.toml"))
	def load(path):
	    return yaml.safe_load(open(path))
	github = load(".github/workflows/nightly.yml")["jobs"]["nightly"]
	assert github["strategy"]["matrix"]["project"] == names
	assert all({"run", "uses"} & step.keys() for step in github["steps"])
	assert load(".github/workflows/check.yml")["jobs"]["check"]["steps"]
	gitlab = load(".gitlab-ci.yml")
	assert gitlab["nightly"]["parallel"]["matrix"] == [{"PROJECT": names}]
	EOT
}

@test "workflows: made for the projects there are; targets must be there" {
	cp -r "$REPO/ci" "$ROOT/ci"
	cp "$REPO/Makefile" "$ROOT/"
	fails 1 project docs --check
	says ".gitlab-ci.yml: is not current"
	works project docs
	grep -q 'project: \[top, toy\]' "$ROOT/.github/workflows/nightly.yml"
	works project docs --check
	echo "    - make nosuch-thing FOO=1" >>"$ROOT/ci/workflows/gitlab.yml"
	fails 1 project docs
	says "gitlab.yml: the Makefile has no target nosuch-thing"
}
