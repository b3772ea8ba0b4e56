# SPDX-License-Identifier: BSD-2-Clause
"""Ends what a program leaves behind that has left its session: the servers of a
test that broke off, say. They would be traced by whoever comes next."""

import contextlib
import ctypes
import os
import signal
import time

PR_SET_CHILD_SUBREAPER = 36     # linux/prctl.h
PATIENCE = 2                    # s, between asking and insisting


@contextlib.contextmanager
def ended():
    """Processes that lose their parent in this block become our children; those
    that are there when it ends are ended."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = _children()
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if _all_gone(before, number):
                break


def _children():
    """Our children, those that ended included. Whom a kernel without
    CONFIG_PROC_CHILDREN does not show, we do not end."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children",
                  encoding="ascii") as file:
            return set(map(int, file.read().split()))
    except OSError:
        return set()


def _all_gone(before, number):
    """Send each the signal, once, also to those that come while others end."""
    sent = set()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        left = {pid for pid in _children() - before
                if os.waitpid(pid, os.WNOHANG) == (0, 0)}
        if not left:
            return True
        for pid in left - sent:
            os.kill(pid, number)
        sent |= left
        time.sleep(0.02)
    return False
