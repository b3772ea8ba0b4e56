# SPDX-License-Identifier: BSD-2-Clause
"""Which series is for a version."""

from dataclasses import dataclass, field

from support import Case
from projectlib import versions
from projectlib.errors import ProjectError


@dataclass
class Pin:
    version: str
    covers: list


@dataclass
class Facts:
    pinned: list
    name: str = "toy"
    path: str = "project.toml"
    without: list = field(default_factory=lambda: [
        {"versions": ["3.15", "4..5"], "reason": "its loop is\nanother"}])


FACTS = Facts([
    Pin("3.13.5", ["3.13..3.14"]), Pin("3.11.2", ["3.11"]),
    Pin("3.14.0", ["3.14.0rc1..3.14.2"])])


class VersionsTest(Case):
    def resolve(self, version):
        answer = versions.resolve(FACTS, version)
        return answer.release.version, answer.proven, answer.covered

    def test_pinned(self):
        self.assertEqual(self.resolve("3.11.2"), ("3.11.2", True, ""))

    def test_covered(self):
        for version, pin, entry in (
                ("3.13.15", "3.13.5", "3.13..3.14"),
                ("3.14.9", "3.13.5", "3.13..3.14"),
                ("3.11", "3.11.2", "3.11"),
                ("3.11.20", "3.11.2", "3.11")):
            self.assertEqual(self.resolve(version), (pin, False, entry))

    def test_narrowest(self):
        self.assertEqual(self.resolve("3.14.1")[0], "3.14.0")
        self.assertEqual(self.resolve("3.14.0rc2")[0], "3.14.0")

    def test_none(self):
        for version in ("3.12.1", "3.1", "3.110", "3.15.0", "4", "x"):
            with self.assertRaisesRegex(ProjectError, "no series is for toy"):
                versions.resolve(FACTS, version)

    def test_why_none(self):
        for version, known in (("3.15.2", True), ("4.1", True),
                               ("3.12.1", False)):
            with self.assertRaises(ProjectError) as caught:
                versions.resolve(FACTS, version)
            self.assertEqual(f"{version}: its loop is another; pinned"
                             in str(caught.exception), known)

    def test_order(self):
        order = ["1.2", "1.2.3a1", "1.2.3rc1", "1.2.3", "1.2.3p1", "1.2.3.1",
                 "1.2.10", "1.10", "2"]
        self.assertEqual(sorted(reversed(order), key=versions.key), order)
