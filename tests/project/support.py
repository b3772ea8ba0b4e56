# SPDX-License-Identifier: BSD-2-Clause
"""What the unit tests share: the modules under test, and made-up files."""

import os
import sys
import tempfile
import unittest

SCRIPTS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       "..", "..", "scripts")
sys.path.insert(0, SCRIPTS)


class Case(unittest.TestCase):
    """A test with a temporary directory."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = scratch.name

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path
