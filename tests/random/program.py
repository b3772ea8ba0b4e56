# SPDX-License-Identifier: BSD-2-Clause
"""A D program as text that can also be run here.

Expressions are made with their type and a function of the state; statements
with their text and a function of the state. Statements know those inside
them, so that what does not matter can be left out of a program that fails.
"""
import sys

from values import Fault

STRSIZE = 256

class Expr:
    """type None: a string."""

    def __init__(self, text, type_, value):
        self.text, self.type, self.value = text, type_, value

class State:
    """What a running program has."""

    def __init__(self):
        self.globals, self.selfs, self.this = {}, {}, {}
        self.arrays, self.aggs = {}, {}
        self.args = None            # of fire: numbers; args[1] is a string
        self.probe = "BEGIN"
        self.token = None
        self.out = []

    def fire(self, probe, clauses, args=None):
        self.probe, self.args = probe, args
        self.this, self.token = {}, None
        for clause in clauses:
            if clause.probe != probe:
                continue
            written = len(self.out)
            try:
                clause.run(self)
            except Fault:
                del self.out[written:]

class Stmt:
    """parts: lists of statements inside, which text() and run() look at."""

    def __init__(self, text, run, parts=()):
        self.text, self.run, self.parts = text, run, parts

class Clause:
    """is_frame: the program needs it to show what it does."""

    def __init__(self, probe, description, predicate, body, is_frame=False):
        self.is_frame = is_frame
        self.probe, self.description = probe, description
        self.predicate, self.body = predicate, body
        self.parts = () if is_frame else (body,)

    def run(self, state):
        if self.predicate and not self.predicate.value(state):
            return
        for stmt in list(self.body):
            stmt.run(state)

    def text(self):
        head = self.description
        if self.predicate:
            head += "\n/" + self.predicate.text + "/"
        return head + "\n{\n" + block(self.body, 1) + "}\n"

def block(stmts, depth):
    return "".join(s.text(depth) for s in stmts)

def line(text):
    return lambda depth: "\t" * depth + text + ";\n"

class Program:
    def __init__(self, head, clauses, fires, can_tell=True, only_load=False):
        self.head, self.clauses, self.fires = head, clauses, fires
        self.can_tell, self.only_load = can_tell, only_load

    def text(self):
        first = "// load\n" if self.only_load else ""
        return first + "\n".join(
            self.head + [c.text() for c in self.clauses])

    def output(self):
        """What it prints, None when that is not known here."""
        if not self.can_tell or self.only_load:
            return None
        state = State()
        state.fire("BEGIN", self.clauses)
        for args in self.fires:
            state.fire("fire", self.clauses, args)
        state.fire("END", self.clauses)
        return "".join(state.out) + "\n"

def cut(text):
    return text[:STRSIZE - 1]

sys.setrecursionlimit(10000)
