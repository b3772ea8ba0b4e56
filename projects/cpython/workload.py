#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Uses what the probes of Python tell of; expect.d says what must be seen."""

import gc
import sys


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def length(self):
        return (self.x ** 2 + self.y ** 2) ** 0.5


class Node:
    """One of a cycle, which only the garbage collector frees."""

    def __init__(self):
        self.me = self


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def numbers(end):
    for number in range(end):
        try:
            yield number
        except KeyError:
            yield -1


async def sleep(ticks):
    if ticks:
        await sleep(ticks - 1)
    return ticks


def refuse(what):
    raise ValueError(what)


def lines():
    total = 0
    for _ in range(10):
        total += 1
    return total


def generators():
    assert list(numbers(4)) == [0, 1, 2, 3]
    thrown = numbers(2)
    next(thrown)
    assert thrown.throw(KeyError("k")) == -1
    thrown.close()
    try:
        sleep(3).send(None)
    except StopIteration as done:
        assert done.value == 3


def exceptions():
    try:
        refuse("on purpose")
    except ValueError as error:
        assert str(error) == "on purpose"
    try:
        open("/nonexistent/file", encoding="ascii")
    except OSError:
        pass
    try:
        try:
            refuse("twice")
        finally:
            lines()
    except ValueError:
        pass


def calls_of_c():
    assert len("abc") == 3
    assert "a,b".split(",") == ["a", "b"]
    try:
        int("x")
    except ValueError:
        pass


def instances():
    assert sum(Point(3, 4).length() for _ in range(100)) == 500
    gc.collect()
    for _ in range(50):
        Node()
    assert gc.collect() >= 50


def imports():
    sys.modules.pop("colorsys", None)
    import colorsys
    assert colorsys
    try:
        import no_such_module
        assert not no_such_module
    except ImportError:
        pass


def main():
    lines()
    generators()
    exceptions()
    calls_of_c()
    instances()
    imports()
    sys.audit("workload.event", 1)
    print(f"fib(15) is {fib(15)}")


if __name__ == "__main__":
    main()
