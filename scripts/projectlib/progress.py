# SPDX-License-Identifier: BSD-2-Clause
"""What people see while the steps run: one line for each."""

import sys
import time


class Progress:
    """Prints the progress lines of one project to stderr."""

    def __init__(self, name, verbose=False, stream=None):
        self.name, self.verbose = name, verbose
        self.stream = stream or sys.stderr
        self.open = False

    def line(self, step, text):
        """A step that is done at once."""
        self._write(f"{self.name}: {step:<10} {text}\n")

    def say(self, text):
        """Something that should be known."""
        self._write(f"{self.name}: note: {text}\n")

    def start(self, step):
        """A step begins; a terminal shows that already now."""
        self.started = time.monotonic()
        if self.stream.isatty() and not self.verbose:
            self._write(f"{self.name}: {step:<10} ...")
            self.open = True

    def done(self, step, text):
        """The step that was started is over."""
        seconds = time.monotonic() - self.started
        if self.open:
            self.stream.write("\r\033[K")
            self.open = False
        self.line(step, f"{text} ({seconds:.1f} s)")
        return round(seconds, 3)

    def broken(self):
        """Leave the line of a step that failed."""
        if self.open:
            self.stream.write("failed\n")
            self.open = False

    def _write(self, text):
        self.stream.write(text)
        self.stream.flush()
