# SPDX-License-Identifier: BSD-2-Clause
"""Random statements, clauses and programs."""
from expressions import Bits, Expressions, Table, Variable, quote
from program import Clause, Expr, Program, Stmt, block, line
from values import (ALL, INT, TYPES, UINT, arithmetic, promote, signed,
                    usual)

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

    def argument(self, text):
        more = {"lquantize": ", -100, 1000, 50", "llquantize": ", 10, 0, 6, 20"}
        if self.func == "count":
            return ""
        return "(%s)%s%s" % (self.number.name, text, more.get(self.func, ""))

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


class Struct:
    """fields: (name, type); a type of Bits is a bit-field."""

    def __init__(self, name, fields):
        self.name, self.fields = name, fields

    def declaration(self):
        lines = []
        for name, t in self.fields:
            if isinstance(t, Bits):
                base = INT if t.signed else UINT
                lines.append("\t%s %s : %d;" % (base.name, name, t.bits))
            else:
                lines.append("\t%s %s;" % (t.name, name))
        return "struct %s {\n%s\n};" % (self.name, "\n".join(lines))


class Maker:
    def __init__(self, rng, only_load=False):
        self.rng, self.only_load = rng, only_load
        self.structs, self.wholes = self.make_structs(), []
        self.can_tell, self.pointers = True, 0
        self.enumerators = [("RED", 0), ("GREEN", 7), ("BLUE", -3)]
        self.variables = self.make_variables()
        self.expr = Expressions(rng, self.variables, self.enumerators)
        self.tables = [Table(scope, "%st%d" % (scope[0], n), rng.choice(TYPES),
                             rng.choice([2, 4, 8]))
                       for scope in ("global", "self", "this")
                       for n in range(rng.randint(0, 1))]
        self.expr.tables = list(self.tables)
        self.aggs = self.make_aggs()

    # ---- what a program has -----------------------------------------------

    def make_structs(self):
        rng, out = self.rng, []
        for n in range(rng.choice([0, 0, 1, 2])):
            fields = []
            for k in range(rng.randint(1, 5)):
                t = rng.choice(TYPES)
                if rng.random() < 0.4:
                    t = Bits(rng.randint(1, 31), rng.random() < 0.5)
                fields.append(("m%d" % k, t))
            out.append(Struct("s%d" % n, fields))
        return out

    def make_whole(self, struct, scope, name, keys=()):
        """A variable that is a struct, and those that are its members."""
        whole = Variable(scope, name, struct, keys, is_part=True)
        parts = [Variable(scope, name, t, keys, "." + field)
                 for field, t in struct.fields]
        self.wholes.append((whole, struct, parts))
        return parts

    def make_variables(self):
        rng, out = self.rng, []
        for n, struct in enumerate(self.structs):
            for scope in ("global", "self", "this"):
                for k in range(rng.randint(0, 2)):
                    out += self.make_whole(struct, scope, "z%d%d" % (n, k))
            keys = [rng.choice(TYPES + [None] * 5)
                    for _ in range(rng.randint(1, 2))]
            out += self.make_whole(struct, rng.choice(["global", "self"]),
                                   "za%d" % n, keys)
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
        rng, funcs = self.rng, ["count", "sum", "min", "max", "avg"]
        if rng.random() < 0.1:
            # what they print is only compared
            funcs += ["quantize", "lquantize", "llquantize", "stddev"]
            self.can_tell = False
        return [Aggregation("x%d" % n,
                            rng.choice(funcs),
                            rng.choice(TYPES),
                            [rng.choice(TYPES + [None] * 5)
                             for _ in range(rng.choice([0, 1, 1, 2, 3]))])
                for n in range(rng.randint(1, 3))]

    def declarations(self):
        lines = ["enum colour { RED, GREEN = 7, BLUE = -3 };"]
        lines += [s.declaration() for s in self.structs]
        scopes = {"global": "", "self": "self ", "this": "this "}
        for whole, struct, _ in self.wholes:
            keys = "[%s]" % ", ".join(t.name if t else "string"
                                      for t in whole.keys) if whole.keys else ""
            lines.append("%sstruct %s %s%s;" % (scopes[whole.scope], struct.name,
                                                whole.name, keys))
        for t in self.tables:
            lines.append("%s%s %s[%d];" % (scopes[t.scope], t.type.name, t.name,
                                           t.length))
        for v in self.variables:
            if v.is_part:
                continue
            scope = scopes[v.scope]
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
        if op and op in "/%" and self.rng.random() < 0.8:
            a = Expr("(%s | 1)" % a.text, promote(a.type),
                     lambda s, a=a: a.value(s) | 1)

        def run(s):
            value, k = a.value(s), key(s)
            if op:
                t = v.type if op in ("<<", ">>") else usual(v.type, a.type)
                value = arithmetic(op, v.get(s, k), value, t)
            v.set(s, value, k)
        return Stmt(line("%s %s= %s" % (v.spell(key_text), op, a.text)), run)

    def assign_entry(self):
        if not self.expr.tables:
            return self.assign()
        text, table, at = self.expr.indexed(2)
        a = self.expr.number(self.depth())

        def run(s):
            value = a.value(s)
            table.set(s, value, at(s))
        return Stmt(line("%s = %s" % (text, a.text)), run)

    def copy(self):
        """One struct to another of its type."""
        if not self.wholes:
            return self.assign()
        to, struct, parts = self.rng.choice(self.wholes)
        source, _, others = self.rng.choice(
            [w for w in self.wholes if w[1] is struct])
        to_text, to_key = self.expr.key(to, 1) if to.keys else ("", lambda s: ())
        text, key = self.expr.key(source, 1) if source.keys else ("", lambda s: ())

        def run(s):
            at = key(s)
            values = [v.get(s, at) for v in others]
            at = to_key(s)
            for v, value in zip(parts, values):
                v.set(s, value, at)
        return Stmt(line("%s%s = %s%s" % (to.base, to_text, source.base, text)), run)

    def memory(self):
        """A pointer to memory of the clause, whose numbers are all set."""
        t, length = self.rng.choice(TYPES), self.rng.choice([2, 4])
        self.pointers += 1
        table = Table("this", "p%d" % self.pointers, t, length)
        values = [self.rng.randrange(100) for _ in range(length)]
        self.expr.tables.append(table)

        def text(depth):
            out = line("%s = (%s *)alloca(%d)" % (table.text, t.name,
                                                  t.size * length))(depth)
            for i, n in enumerate(values):
                out += line("%s[%d] = %d" % (table.text, i, n))(depth)
            return out

        def run(s):
            for i, n in enumerate(values):
                table.set(s, n, (i,))
        stmt = Stmt(text, run)
        stmt.is_frame = True
        return stmt

    def assign_string(self):
        v = self.expr.choose(False, self.rng.random() < 0.4)
        a = self.expr.string(self.depth())
        key_text, key = self.expr.key(v, 1) if v.keys else ("", lambda s: ())

        def run(s):
            value = a.value(s)
            v.set(s, value, key(s))
        return Stmt(line("%s = %s" % (v.spell(key_text), a.text)), run)

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
        arg = g.argument(value.text)
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
                 (1, self.copy), (1, self.assign_entry),
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
        body = [self.memory()] if self.rng.random() < 0.15 else []
        body += self.body(2)
        self.expr.tables = list(self.tables)
        return Clause(probe, description, predicate, body)

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
            arg = g.argument("1")
            stmts.append(Stmt(line("%s%s = %s(%s)" % (g.text, key, g.func, arg)),
                              lambda s, g=g, k=zeros: g.add(s, k, 1)))
        return Clause("BEGIN", "BEGIN", None, stmts, is_frame=True)

    def program(self, size=None):
        """size: of so many clauses, else a few."""
        rng = self.rng
        clauses = [self.first()]
        with_fire = rng.random() < 0.15
        for _ in range(size or rng.choice([1, 2, 2, 3, 5])):
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
                       can_tell=self.can_tell, only_load=self.only_load)
