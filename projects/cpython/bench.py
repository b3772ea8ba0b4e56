#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Small programs of the kinds that people run: what do untraced probes cost?

Each runs for some ten million instructions; with names as arguments, only
those run, which tells what is dearest.
"""

import json
import re
import sys


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x, self.y, self.z = x, y, z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z


class Shape:
    def __init__(self, size):
        self.size = size

    def area(self):
        return self.size * self.size


class Circle(Shape):
    def area(self):
        return 3.14 * super().area()


def recursion():
    """Calls of functions, and hardly anything else."""
    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)
    return fib(17)


def floats():
    """A loop of arithmetic."""
    x, y, dx = 1.0, 0.5, 0.01
    for _ in range(12000):
        x, y = x - y * dx, y + x * dx
    return x


def lists():
    """A loop over a list, in place: a sieve."""
    sieve = [True] * 20000
    for i in range(2, 142):
        if sieve[i]:
            for j in range(i * i, 20000, i):
                sieve[j] = False
    return sum(sieve)


def objects():
    """Instances that are made, used and freed."""
    total = Vector(0, 0, 0)
    for i in range(5000):
        total = total + Vector(i, i + 1, i + 2)
    return total.dot(total)


def methods():
    """Inheritance, attributes, super()."""
    shapes = [Shape(2), Circle(3)] * 50
    return sum(shape.area() for _ in range(60) for shape in shapes)


def generators():
    """Generators of generators."""
    def walk(depth):
        if depth:
            yield from walk(depth - 1)
            yield depth
            yield from walk(depth - 1)
    return sum(walk(11))


def comprehensions():
    """Comprehensions and dictionaries."""
    words = [f"w{i % 97}" for i in range(8000)]
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return sorted((n, w) for w, n in counts.items() if n > 1)[0]


def strings():
    """Text: splitting, joining, replacing, formatting."""
    out = []
    for i in range(2500):
        parts = f"key{i}=value {i * 3};".split("=")
        out.append("-".join(part.strip().upper() for part in parts))
    return len("".join(out))


def text_of_data():
    """JSON there and back, and a regular expression."""
    data = {"rows": [{"id": i, "name": f"n{i}", "ok": i % 2 == 0}
                     for i in range(400)]}
    text = json.dumps(data)
    again = json.loads(text)
    return again == data and len(re.findall(r'"n(\d+)"', text))


def exceptions():
    """Errors that are raised and handled."""
    caught = 0
    for i in range(6000):
        try:
            if i % 3 == 0:
                raise ValueError(i)
            caught += int("7")
        except ValueError:
            caught -= 1
    return caught


BENCHES = {bench.__name__: bench for bench in (
    recursion, floats, lists, objects, methods, generators, comprehensions,
    strings, text_of_data, exceptions)}


def main():
    for name in sys.argv[1:] or BENCHES:
        print(name, BENCHES[name]())


if __name__ == "__main__":
    main()
