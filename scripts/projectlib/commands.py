# SPDX-License-Identifier: BSD-2-Clause
"""What each word of scripts/project does: f(options, root) -> exit status.

A word that only prints gives None, which is 0.
"""

import os
import sys

from . import (builds, compat, cost, deb, doctor, driver, export, facts,
               identical, interop, layout, lint, new, pages, refresh, report,
               series, shelf, states, steps, track, validate, versions, work)
from .errors import ProjectError, UsageError
from .nightly import workflows


def open_work(options, root):
    if options.git and options.branch != "head":
        raise UsageError("--git goes with --branch head")
    return work.Work(root, options.name, work_options(options,
                                                      options.branch))


def work_options(options, branch):
    return work.Options(branch, options.git, options.offline, options.force,
                        options.verbose, options.timeout)


def run_step(options, root):
    """fetch, patch, configure, build, exercise."""
    job = open_work(options, root)
    with steps.locked(job.layout.build, options.name):
        if options.word == "fetch":
            job.fetch()
        else:
            getattr(job, options.word)(job.tree(options.probes))


def exercise_run(options, root):
    """Become the workload: what a tracer starts. The tree must be built."""
    job = open_work(options, root)
    tree = job.tree(options.probes)
    built = job.stamps.read(f"{tree.name}.build")
    if not built:
        raise ProjectError(f"{options.name}: is not built")
    driver.prepare(job.layout, tree)
    os.chdir(tree.path)
    os.execve(job.layout.driver, [job.layout.driver], driver.environment(
        job.layout, tree, "exercise", built["version"], layout.dtrace(root)))


def run_validate(options, root):
    job = open_work(options, root)
    with steps.locked(job.layout.build, options.name):
        result = states.watched(job, lambda: validate.validate(
            job, options.tracer))
    report.save(result, options.json)
    if options.json != "-":
        print(report.text(result), end="")
    return int(result["result"] != "pass")


def run_refresh(options, root):
    if options.git and options.to is None:
        options.to = "HEAD"
    found = facts.load(os.path.join(root, "projects", options.name))
    old = work.Work(root, options.name, work_options(options, options.branch))
    pinned = {one.version: one for one in found.pinned}
    release = pinned.get(options.to)
    if release and release.version != old.version:
        if release.series == old.directory:
            raise UsageError(f"{options.to} uses the series {old.directory} "
                             "itself: give its [[release]] a series of its "
                             "own first")
        new = work_options(options, found.branch(release))
    else:
        new = work_options(options, "head")
        new.revision = None if options.to == "HEAD" else options.to
        new.git = options.git
    old.options.git = None
    job = refresh.Refresh(old, work.Work(root, options.name, new))
    with steps.locked(job.place + ".lock", options.name):
        if options.go_on:
            job.resume()
        else:
            job.start()
        result = job.accept()
    for name, how in job.how.items():
        print(f"{name}: {how}")
    print(f"the changes: {os.path.join(job.place, 'range-diff.txt')}")
    if result["result"] == "pass":
        print(f"{options.name}: the series for {job.new.version} is in "
              f"projects/{options.name}/{job.new.directory}")
        return 0
    print(report.text(result), end="")
    print(f"{options.name}: not taken; the new series stays in {job.staged}")
    return 1


def run_record(options, root):
    job = open_work(options, root)
    with steps.locked(job.layout.build, options.name):
        changed = refresh.record(job)
    for name in changed:
        print(name)
    print(f"{options.name}: {len(changed)} patches changed" if changed
          else f"{options.name}: nothing changed")


def shell(options, root):
    """Where patches are made and mended; a series that does not apply is
    left as it is, for that is what one comes here to see."""
    job = open_work(options, root)
    if options.commits:
        with steps.locked(job.layout.build, options.name):
            os.chdir(refresh.open_commits(job).path)
        return _become_shell()
    tree = job.tree(options.probes)
    try:
        with steps.locked(job.layout.build, options.name):
            job.patch(tree)
    except ProjectError as error:
        if not os.path.isdir(tree.path):
            raise
        print(error, file=sys.stderr)
    patches = job.series().quilt_directory(
        os.path.join(job.layout.build, "patches"))
    os.environ.update(series.quilt_environment(patches))
    os.chdir(tree.path)
    return _become_shell()


def _become_shell():
    command = os.environ.get("SHELL") or "/bin/sh"
    os.execvp(command, [command])


def run_lint(options, root):
    names = [options.name] if options.name else layout.projects(root)
    found = 0
    for name in names:
        for message in lint.lint(root, name):
            print(message, file=sys.stderr)
            found += 1
    return int(found > 0)


def run_identical(options, root):
    job = open_work(options, root)
    with steps.locked(job.layout.build, options.name):
        result = identical.compare(job)
    if result["difference"]:
        path, what = result["difference"]
        print(f"{options.name} {job.version}: {path}: {what}")
        return 1
    print(f"{options.name} {job.version}: {result['objects']} objects are "
          "the same, pristine and patched with probes off")
    return 0


def run_cost(options, root):
    job = open_work(options, root)
    with steps.locked(job.layout.build, options.name):
        found = cost.measure(job)
    print(cost.text(job, found), end="")
    return int(not found["pass"])


def run_builds(options, root):
    job = open_work(options, root)
    with steps.locked(job.layout.build, options.name):
        rows = builds.run(job)
    for way, problem, how in rows:
        print(f"{options.name} {job.version}: {way}: {problem or how}")
    return int(any(problem for _, problem, _ in rows))


def run_interop(options, root):
    job = open_work(options, root)
    with steps.locked(job.layout.build, options.name):
        rows = interop.run(job)
    for tool, missing in rows:
        print(f"{tool}: " + (
            "is not installed: not asked" if missing is None else
            "does not see " + ", ".join(missing) if missing else
            "sees all probes"))
    return int(any(missing for _, missing in rows))


def run_suite(options, root):
    """Upstream's own tests, with our patches; should they fail, whether they
    pass without."""
    job = open_work(options, root)
    driver.needs(job, "suite", "runs upstream's tests")
    with steps.locked(job.layout.build, options.name):
        tree = job.tree()
        job.build(tree)
        try:
            job.drive(tree, "suite")
            return 0
        except ProjectError as error:
            print(error, file=sys.stderr)
        pristine = job.pristine()
        job.build(pristine)
        job.drive(pristine, "suite")
    print(f"{options.name}: upstream's tests pass without our patches",
          file=sys.stderr)
    return 1


def run_compat(options, root):
    found = facts.load(os.path.join(root, "projects", options.name))
    rows = compat.run(root, options.name,
                      lambda branch: work_options(options, branch),
                      [(found.branch(one), one) for one in found.pinned],
                      options.apply)
    report.save(rows, options.json)
    if options.json != "-":
        print(compat.text(rows, root), end="")
    return int(any(row["result"] == "fail" for row in rows))


def run_states(options, root):
    rows = states.every(root, [options.name] if options.name else [])
    report.save(rows, options.json)
    if options.json != "-":
        print(states.text(rows), end="")
    return int(not all(row["well"] for row in rows))


def run_track(options, root):
    entries = track.run(root, [options.name] if options.name else [],
                        options.offline,
                        lambda text: print(f"note: {text}", file=sys.stderr))
    report.save(entries, options.json)
    if options.json != "-":
        print(track.text(entries), end="")


def run_resolve(options, root):
    found = facts.load(os.path.join(root, "projects", options.name))
    answer = versions.resolve(found, options.version)
    one = answer.release
    print(f"patches/{options.name}/{one.version}")
    print("proven on this version" if answer.proven else
          f"meant for {answer.covered}, proven on {one.version}",
          file=sys.stderr)


def run_export(options, root):
    if options.format is None:
        raise UsageError("--format is missing; the formats are:\n"
                         + export.formats().rstrip("\n"))
    if options.git and options.release != "head":
        raise UsageError("--git goes with --release head")
    directory, note = export.run(
        root, options.name,
        (options.format, options.release, options.output),
        work.Options(git=options.git, offline=options.offline))
    if note:
        print(f"note: {note}", file=sys.stderr)
    print(directory)


def run_deb(options, root):
    known = facts.load(os.path.join(root, "projects", options.name))
    _, branch, note = export.choose(known, options.release)
    if note or branch == "head":
        raise ProjectError(f"{options.name} {options.release}: Debian's "
                           "package is known only of "
                           + ", ".join(one.version for one in known.pinned))
    job = work.Work(root, options.name,
                    work.Options(branch, offline=options.offline))
    with steps.locked(job.layout.build, options.name):
        directory, names, notes = deb.make(job, options.source)
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    for name in names:
        print(os.path.join(directory, name))


def run_docs(options, root):
    names = [options.name] if options.name else layout.projects(root)
    stale = [name for name in names
             if not pages.update(root, name, options.check)]
    if not options.name and not pages.index(root, options.check):
        stale.append("README")
    stale = [os.path.relpath(pages.path_of(root, name), root)
             for name in stale]
    if not options.name:
        stale += workflows.update(root, options.check)
    for path in stale:
        print(f"{path}: " + ("is not current: `scripts/project docs`"
                             if options.check else "written"))
    return int(options.check and bool(stale))


def run_shelf(options, root):
    stale = shelf.update(root, options.check)
    for path in stale:
        print(f"{os.path.relpath(path, root)}: " +
              ("is not current: `scripts/project shelf`" if options.check
               else "written"))
    return int(options.check and bool(stale))


def run_new(options, root):
    path, lines = new.create(root, options.name, options.from_tarball)
    for line in lines:
        print(line)
    print(f"{os.path.relpath(path, root)}: made; docs/contributing.md says "
          f"what comes next, and so does `scripts/project doctor "
          f"{options.name}`")


def run_doctor(options, root):
    job = open_work(options, root)
    with steps.locked(job.layout.build, options.name):
        for name, remedy in doctor.examine(root, job):
            print(f"next  {name}: not yet\n      {remedy}" if remedy
                  else f"ok    {name}")
    if remedy:
        return 1
    print(f"{options.name} is complete")
    return 0


def show_list(_options, root):
    rows = [("NAME", "VERSION", "PROBES", "STABLE", "HEAD", "SUMMARY")]
    branches = ("stable", "head")
    for name in layout.projects(root):
        found = facts.load(os.path.join(root, "projects", name))
        count = sum(len(one.probes) for one in validate.providers(found))
        rows.append((name, found.stable.version, str(count),
                     *(report.state(layout.Layout(root, name, branch).report)
                       for branch in branches), found.summary))
    for row in rows:
        print("{:<12} {:<9} {:>6}  {:<6} {:<6} {}".format(*row))


def show_packages(options, root):
    found = facts.load(os.path.join(root, "projects", options.name))
    for key in (options.system, "exercise-" + options.system):
        for package in found.build.get(key, []):
            print(package)


def clean(options, root):
    work.clean(root, options.name, options.branch)
