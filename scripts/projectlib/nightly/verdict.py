# SPDX-License-Identifier: BSD-2-Clause
"""What came of a night, compared with the nights before it.

A job regressed when it passed in the last clean night that had it, and fails
now. A night is clean when it ran to its end: one that was cut short, or that
the machine did not let finish, is compared with nothing. So a job that stays
broken is told of each night, and counts as a regression once.
"""

CLASSES = {
    "regressed": "passed in the last clean night, fails now",
    "new red": "fails the first time that it is looked at",
    "still red": "failed in the last clean night, too",
    "recovered": "failed in the last clean night, passes now",
    "well": "passes",
    "blocked": "not done: what it needs did not pass",
    "not run": "not done: the machine did not let it",
}
BAD = ("regressed", "new red")


def judge(jobs, results, history, night):
    """One row a job: the result and its class. `results` are by the job's
    name, `history` is the store's."""
    return [_row(job, results.get(job.name), history, night) for job in jobs]


def regressed(rows):
    return [row for row in rows if row["class"] in BAD]


def _row(job, found, history, night):
    found = found or {"result": "broken", "text": "was not run"}
    before = _before(job.name, history)
    kind = _class(found["result"], before)
    since = night
    if before and before["result"] == found["result"]:
        since = before["since"]
    return {"job": job.name, "project": job.project, "branch": job.branch,
            "step": job.step, "result": found["result"], "class": kind,
            "since": since, "seconds": found.get("seconds", 0),
            "text": found.get("text", ""), "state": found.get("state"),
            "version": found.get("version"),
            "before": (before or {}).get("version"),
            "worker": found.get("worker"),
            "retries": found.get("retries", [])}


def _before(name, history):
    """The newest verdict on the job; blocked jobs had none."""
    for _, jobs in history:
        found = jobs.get(name)
        if found and found["result"] in ("pass", "fail"):
            return found
    return None


def _class(result, before):
    if result == "blocked":
        return "blocked"
    if result == "broken":
        return "not run"
    if result == "pass":
        return "recovered" if before and before["result"] == "fail" \
            else "well"
    if before is None:
        return "new red"
    return "regressed" if before["result"] == "pass" else "still red"
