# SPDX-License-Identifier: BSD-2-Clause
"""Collects what the builds of a Buildbot night did, and writes the same
report as a night on one machine."""

import os

from buildbot.util.service import BuildbotService
from buildbot.process import results
from twisted.internet import defer
from twisted.python import log

from . import command, graph, runner, store


class Collector(BuildbotService):
    """Listens for builds that end. The night is over when each lane has
    ended in a way that is not a retry."""

    name = "collector"

    consumer = None

    def reconfigService(self, root, directory, projects, steps):
        self.root, self.directory = root, directory
        self.chosen = (projects, (), steps)
        return defer.succeed(None)

    @defer.inlineCallbacks
    def startService(self):
        yield super().startService()
        self.found, self.retries, self.ended = {}, {}, set()
        self.consumer = yield self.master.mq.startConsuming(
            self._ended, ("builds", None, "finished"))

    @defer.inlineCallbacks
    def stopService(self):
        if self.consumer:
            yield self.consumer.stopConsuming()
            self.consumer = None
        yield super().stopService()

    @defer.inlineCallbacks
    def _ended(self, _key, build):
        try:
            yield self._collect(build)
        except Exception:       # a report must not stop the builds
            log.err(None, "the night's report")

    @defer.inlineCallbacks
    def _collect(self, build):
        builder = yield self.master.data.get(("builders",
                                              build["builderid"]))
        lanes = graph.lanes(graph.make(self.root, *self.chosen))
        named = {lane.replace("/", "-"): lane for lane in lanes}
        lane = named.get(builder["name"])
        if lane is None:
            return
        worker = yield self.master.data.get(("workers", build["workerid"]))
        if build["results"] == results.RETRY:
            self.retries.setdefault(lane, []).append({
                "worker": worker["name"],
                "why": "was lost in the middle of the build"})
            return
        done = yield self._steps(build)
        for job in lanes[lane]:
            self.found[job.name] = {"worker": worker["name"], "retries":
                                    self.retries.get(lane, [])} \
                | _judge(job, done)
        self.ended.add(lane)
        if self.ended == set(lanes):
            self._report(lanes)

    @defer.inlineCallbacks
    def _steps(self, build):
        """{step: (results, log)} of a build."""
        found = {}
        for step in (yield self.master.data.get(
                ("builds", build["buildid"], "steps"))):
            text = ""
            for one in (yield self.master.data.get(
                    ("steps", step["stepid"], "logs"))):
                content = yield self.master.data.get(
                    ("logs", one["logid"], "contents"))
                # a letter before each line says where it comes from
                text += "\n".join(line[1:] for line in
                                  content["content"].split("\n"))
            found[step["name"]] = (step["results"], text)
        return found

    def _report(self, lanes):
        jobs = [job for lane in lanes.values() for job in lane]
        found, self.found = self.found, {}
        self.retries, self.ended = {}, set()
        os.makedirs(self.directory, exist_ok=True)
        with store.opened(self.directory) as kept:
            kept.open(jobs, True, commit=None)
            for name, one in found.items():
                kept.keep(name, one)
            report = command.finish(self.root, kept, jobs, found)
        log.msg(f"night {report['night']}: {report['result']}: "
                f"{self.directory}/report.txt")


def _judge(job, done):
    """What came of a job, from its step's log."""
    broken = [name for name in ("git", "toolchain")
              if done.get(name, (results.SUCCESS, ""))[0] not in
              (results.SUCCESS, results.WARNINGS)]
    if broken:
        return {"result": "broken", "text": f"the step {broken[0]} failed"}
    ended, text = done.get(job.step, (results.SKIPPED, ""))
    if ended in (results.SKIPPED, None):
        return {"result": "blocked", "text": "what it needs did not pass"}
    said = runner.outcome(text)
    return said or {"result": "fail", "text": "ended without a word"}
