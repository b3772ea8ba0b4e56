# SPDX-License-Identifier: BSD-2-Clause
"""Random statements, clauses and programs."""
from expressions import Expressions, Variable, quote
from program import Clause, Program, Stmt, block, line
from values import ALL, TYPES, arithmetic, signed, usual

FIRES = [
    [1, "first", -1, 255, -32768, 0],
    [2 ** 64 - 1, "", 0x7fffffff, 255, 9029, -5],
    [2 ** 63, "third/time.x", 7, 0, 7, 1000000007],
]
LOAD_ONLY = ["syscall::read:entry", "syscall::write:return", "profile-97", "tick-1s",
             "sched:::off-cpu", "proc:::exec", "twice$target:::fire", "BEGIN", "END",
             "rawtp:::sched_switch"]


# ---- aggregations -----------------------------------------------------------

class Aggregation:
    """number: the type of what goes in; keys as those of a Variable."""

    def __init__(self, name, func, number, keys):
        self.name, self.func, self.number, self.keys = name, func, number, keys
        self.text = "@" + name

    def add(self, state, key, value):
        rows = state.aggs.setdefault(self.name, {})
        rows.setdefault(key, []).append(signed(value))

    def one(self, values):
        if self.func == "count":
            return len(values)
        if self.func in ("min", "max"):
            return (min if self.func == "min" else max)(values)
        total = signed(sum(values))
        if self.func == "avg":
            total = abs(total) // len(values) * (1 if total >= 0 else -1)
        return total

    def rows(self, state):
        """(value, key) in the order in which they are printed."""
        rows = [(self.one(values), tuple(
            t.number(k) if t else k for t, k in zip(self.keys, key)))
            for key, values in state.aggs.get(self.name, {}).items()]
        return sorted(rows)


class Maker:
    def __init__(self, rng, only_load=False):
        self.rng, self.only_load = rng, only_load
        self.enumerators = [("RED", 0), ("GREEN", 7), ("BLUE", -3)]
        self.variables = self.make_variables()
        self.expr = Expressions(rng, self.variables, self.enumerators)
        self.aggs = self.make_aggs()

    # ---- what a program has -----------------------------------------------

    def make_variables(self):
        rng, out = self.rng, []
        for scope, letter in (("global", "g"), ("self", "s"), ("this", "t")):
            for n in range(rng.choice([2, 3, 3, 14])):
                out.append(Variable(scope, "%s%d" % (letter, n), rng.choice(TYPES)))
            for n in range(rng.randint(1, 2)):
                out.append(Variable(scope, "%sw%d" % (letter, n), None))
            for n in range(2 if scope != "this" else 0):
                keys = [rng.choice(TYPES + [None] * 5)
                        for _ in range(rng.randint(1, 3))]
                out.append(Variable(scope, "%sa%d" % (letter, n),
                                    [rng.choice(TYPES), None][n], keys))
        return out

    def make_aggs(self):
        rng = self.rng
        return [Aggregation("x%d" % n,
                            rng.choice(["count", "sum", "min", "max", "avg"]),
                            rng.choice(TYPES),
                            [rng.choice(TYPES + [None] * 5)
                             for _ in range(rng.choice([0, 1, 1, 2, 3]))])
                for n in range(rng.randint(1, 3))]

    def declarations(self):
        lines = ["enum colour { RED, GREEN = 7, BLUE = -3 };"]
        for v in self.variables:
            scope = {"global": "", "self": "self ", "this": "this "}[v.scope]
            text = scope + (v.type.name if v.type else "string") + " " + v.name
            if v.keys:
                text += "[%s]" % ", ".join(t.name if t else "string"
                                           for t in v.keys)
            lines.append(text + ";")
        return lines

    # ---- statements ---------------------------------------------------------

    def depth(self):
        return self.rng.choice([1, 1, 2, 2, 3, 4])

    def assign(self):
        v = self.expr.choose(True, self.rng.random() < 0.4)
        a = self.expr.number(self.depth())
        key_text, key = self.expr.key(v, 1) if v.keys else ("", lambda s: ())
        op = self.rng.choice(["", "", "+", "-", "*", "/", "%", "&", "|", "^",
                              "<<", ">>"])

        def run(s):
            value, k = a.value(s), key(s)
            if op:
                t = v.type if op in ("<<", ">>") else usual(v.type, a.type)
                value = arithmetic(op, v.get(s, k), value, t)
            v.set(s, value, k)
        return Stmt(line("%s%s %s= %s" % (v.text, key_text, op, a.text)), run)

    def assign_string(self):
        v = self.expr.choose(False, self.rng.random() < 0.4)
        a = self.expr.string(self.depth())
        key_text, key = self.expr.key(v, 1) if v.keys else ("", lambda s: ())

        def run(s):
            value = a.value(s)
            v.set(s, value, key(s))
        return Stmt(line("%s%s = %s" % (v.text, key_text, a.text)), run)

    def step(self):
        e = self.expr.stepped()
        return Stmt(line(e.text), e.value)

    def conversion(self, e):
        """A conversion for the value, and what prints it."""
        flags = self.rng.choice(["", "", "", "-", "0", "+", "-12", "12", "012", "3"])
        if e.type is None:
            flags = flags.replace("0", "").replace("+", "")
            if self.rng.random() < 0.2:
                flags += ".5"
            return "[%" + flags + "s]", lambda v: ("[%" + flags + "s]") % v
        letter = self.rng.choice("dduxX")
        if letter in "uxX":
            flags = flags.replace("+", "")

        def show(v):
            n = e.type.number(v)
            if letter != "d":
                n &= (1 << 8 * e.type.size) - 1
                return ("%" + flags + letter.replace("u", "d")) % n
            return ("%" + flags + "d") % signed(n & ALL)
        return "%" + flags + letter, show

    def printf(self):
        values = [self.expr.string(self.depth()) if self.rng.random() < 0.3
                  else self.expr.number(self.depth())
                  for _ in range(self.rng.randint(1, 5))]
        convs = [self.conversion(e) for e in values]
        text = "printf(%s, %s)" % (quote(" ".join(c for c, _ in convs))[:-1] + '\\n"',
                                   ", ".join(e.text for e in values))

        def run(s):
            s.out.append(" ".join([show(e.value(s)) for e, (_, show)
                                   in zip(values, convs)]) + "\n")
        return Stmt(line(text), run)

    def aggregate(self):
        g = self.rng.choice(self.aggs)
        parts = []
        for t in g.keys:
            e = self.expr.number(1) if t else self.expr.string(1)
            parts.append(("(%s)%s" % (t.name, e.text) if t else e.text, t, e))
        value = self.expr.number(self.depth())
        arg = "" if g.func == "count" else "(%s)%s" % (g.number.name, value.text)
        key = "[%s]" % ", ".join(p for p, _, _ in parts) if parts else ""

        def run(s):
            n = 0 if g.func == "count" else g.number.convert(value.value(s))
            k = tuple(t.convert(e.value(s)) if t else e.value(s)
                      for _, t, e in parts)
            g.add(s, k, n)
        return Stmt(line("%s%s = %s(%s)" % (g.text, key, g.func, arg)), run)

    def condition(self, depth):
        test = self.expr.number(self.depth())
        yes, no = self.body(depth - 1), []
        if self.rng.random() < 0.5:
            no = self.body(depth - 1)

        def text(at):
            tabs = "\t" * at
            out = "%sif (%s) {\n%s%s}" % (tabs, test.text, block(yes, at + 1), tabs)
            if no:
                out += " else {\n%s%s}" % (block(no, at + 1), tabs)
            return out + "\n"

        def run(s):
            for stmt in list(yes if test.value(s) else no):
                stmt.run(s)
        return Stmt(text, run, (yes, no))

    def stmt(self, depth):
        kinds = [(4, self.assign), (3, self.assign_string), (1, self.step),
                 (4, self.printf), (2, self.aggregate)]
        if depth > 0:
            kinds.append((2, lambda: self.condition(depth)))
        return self.expr.pick(kinds)

    def body(self, depth):
        return [self.stmt(depth) for _ in range(self.rng.choice([1, 1, 2, 3, 5]))]

    # ---- clauses --------------------------------------------------------------

    def clause(self, probe, description):
        self.expr.probe = probe
        predicate = None
        if self.rng.random() < 0.4:
            predicate = self.expr.number(self.depth())
        return Clause(probe, description, predicate, self.body(2))

    def printa(self, g):
        convs = [self.rng.choice(["%d", "%5d"]) if t and t.signed else
                 self.rng.choice(["%u", "%x"]) if t else "[%s]" for t in g.keys]
        convs.append("%@d")

        def run(s):
            for value, key in g.rows(s):
                parts = [c.replace("u", "d") % k for c, k in zip(convs, key)]
                s.out.append(" ".join(parts + [str(value)]) + "\n")
        return Stmt(line('printa("%s\\n", %s)' % (" ".join(convs), g.text)), run)

    def last(self):
        """Shows all that the program has gathered."""
        return Clause("END", "END", None, [self.printa(g) for g in self.aggs],
                      is_frame=True)

    def first(self):
        """Each aggregation is used before printa() names it."""
        stmts = []
        for g in self.aggs:
            zeros = tuple(0 if t else "" for t in g.keys)
            texts = ["(%s)0" % t.name if t else '""' for t in g.keys]
            key = "[%s]" % ", ".join(texts) if texts else ""
            arg = "" if g.func == "count" else "(%s)1" % g.number.name
            stmts.append(Stmt(line("%s%s = %s(%s)" % (g.text, key, g.func, arg)),
                              lambda s, g=g, k=zeros: g.add(s, k, 1)))
        return Clause("BEGIN", "BEGIN", None, stmts, is_frame=True)

    def program(self):
        rng = self.rng
        clauses = [self.first()]
        with_fire = rng.random() < 0.15
        for _ in range(rng.choice([1, 2, 2, 3, 5])):
            if self.only_load:
                name = rng.choice(LOAD_ONLY)
                clauses.append(self.clause(None, name))
            elif with_fire and rng.random() < 0.6:
                clauses.append(self.clause("fire", "twice$target:::fire"))
            else:
                probe = rng.choice(["BEGIN", "BEGIN", "END"])
                clauses.append(self.clause(probe, probe))
        clauses.append(self.last())
        fires = FIRES if any(c.probe == "fire" for c in clauses) else []
        return Program(self.declarations(), clauses, fires,
                       only_load=self.only_load)
