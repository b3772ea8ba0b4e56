# SPDX-License-Identifier: BSD-2-Clause
"""The errors that the command reports; anything else is a bug of ours."""


class ProjectError(Exception):
    """Something is wrong with a project, its sources or the machine.

    The text names the file and line when there is one, the cause and the
    remedy. It may have several lines. `state` is what a validation that
    ends so says of the series: see states.py.
    """

    def __init__(self, text, state="build fails"):
        super().__init__(text)
        self.state = state


class UsageError(Exception):
    """The command was called in a way that makes no sense."""


def missing_tool(tool, package):
    """The error for a program that is not installed."""
    return ProjectError(f"the program {tool} is not installed "
                        f"(Debian: apt-get install {package})")
