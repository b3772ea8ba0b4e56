# SPDX-License-Identifier: BSD-2-Clause
"""Random expressions."""
import subroutines as sub
from program import Expr, cut
from values import (ALL, INT, LONG, TYPES, UINT, ULONG, arithmetic, compare,
                    promote, signed, usual)

WORDS = ["", "a", "b", "abc", "hello", "Hello World", "/usr/lib/x.so", "x=1,y=2",
         "1234", "-17", "0x1f", "  spaced  ", "a/b/c/", "//", "aaaaaaab",
         "The quick brown fox jumps over the lazy dog, and again it does so.",
         "q" * 100]
EDGES = [0, 1, 2, 3, 7, 8, 63, 64, 100, 127, 128, 255, 256, 32767, 32768, 65535,
         65536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 63 - 1, 2 ** 63,
         2 ** 64 - 1]


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Bits:
    """The type of a bit-field, as far as storing goes; it counts as int."""

    def __init__(self, bits, is_signed):
        self.bits, self.signed = bits, is_signed

    def convert(self, value):
        value &= (1 << self.bits) - 1
        if self.signed and value >> (self.bits - 1):
            value -= 1 << self.bits
        return value & ALL


class Variable:
    """keys: types of an array's keys, None for a string. member: what of it is
    meant, when it is a struct; type is the member's then."""

    def __init__(self, scope, name, type_, keys=(), member="", is_part=False):
        self.scope, self.name, self.keys = scope, name, keys
        self.stored, self.type = type_, INT if isinstance(type_, Bits) else type_
        self.base = {"global": "", "self": "self->", "this": "this->"}[scope] + name
        self.member, self.is_part = member, is_part or bool(member)
        self.text = self.base + member

    def store(self, state):
        if self.keys:
            return state.arrays
        return {"global": state.globals, "self": state.selfs,
                "this": state.this}[self.scope]

    def get(self, state, key=()):
        empty = 0 if self.type else ""
        return self.store(state).get((self.text,) + key, empty)

    def spell(self, key):
        return self.base + key + self.member

    def set(self, state, value, key=()):
        if self.type:
            value = self.stored.convert(value)
        else:
            value = cut(value)
        self.store(state)[(self.text,) + key] = value
        return value


class Table(Variable):
    """int t[4], or what a pointer points at."""

    def __init__(self, scope, name, type_, length):
        super().__init__(scope, name, type_)
        self.length = length


class Expressions:
    """What to make them of: rng, variables, probe (None: any)."""

    def __init__(self, rng, variables, enumerators):
        self.rng, self.variables = rng, variables
        self.enumerators = enumerators
        self.tables = []            # of numbers, each 2, 4 or 8 long
        self.probe = "BEGIN"
        self.effects = True

    def pick(self, choices):
        """choices: (weight, function) pairs."""
        weights = [w for w, _ in choices]
        return self.rng.choices([f for _, f in choices], weights)[0]()

    # ---- numbers -------------------------------------------------------

    def number(self, depth):
        if depth <= 0:
            return self.pick([(3, self.constant), (5, self.variable),
                              (1, self.argument), (1, self.enumerator)])
        return self.pick([
            (1, lambda: self.number(0)),
            (8, lambda: self.binary(depth)),
            (4, lambda: self.comparison(depth)),
            (2, lambda: self.logical(depth)),
            (3, lambda: self.unary(depth)),
            (3, lambda: self.cast(depth)),
            (2, lambda: self.ternary(depth)),
            (2, lambda: self.element(depth)),
            (2, lambda: self.entry(depth)),
            (1, lambda: self.comma(depth)),
            (1, lambda: self.assigned(depth)),
            (2, lambda: self.stepped()),
            (2, lambda: self.of_string(depth)),
            (1, lambda: self.string_comparison(depth)),
            (1, lambda: self.swapped(depth)),
        ])

    def constant(self):
        rng = self.rng
        n = rng.choice(EDGES) if rng.random() < 0.5 else rng.randrange(200)
        form = rng.choice(["d", "d", "x", "o", "c"])
        if form == "c":
            letter = rng.choice("azAZ09 ~")
            return Expr("'%s'" % letter, INT, lambda s: ord(letter))
        suffix = rng.choice(["", "", "", "u", "l", "ul", "LL", "ULL"])
        if "u" not in suffix.lower() and (form == "d" or "l" in suffix.lower()):
            n &= 2 ** 63 - 1
        if suffix == "u" and n >= 2 ** 32:
            t = ULONG
        elif suffix:
            t = ULONG if "u" in suffix.lower() else LONG
            t = UINT if suffix == "u" else t
        elif n < 2 ** 31:
            t = INT
        elif n < 2 ** 32 and form != "d":
            t = UINT
        else:
            t = LONG if n < 2 ** 63 else ULONG
        text = {"d": "%d", "x": "0x%x", "o": "0%o"}[form] % n
        return Expr(text + suffix, t, lambda s: n)

    def enumerator(self):
        name, value = self.rng.choice(self.enumerators)
        return Expr(name, INT, lambda s: value & ALL)

    def argument(self):
        if self.probe != "fire":
            return self.constant()
        n = self.rng.choice([0, 2, 3, 4, 5])
        return Expr("arg%d" % n, LONG, lambda s: s.args[n] & ALL)

    def choose(self, is_number, is_array):
        found = [v for v in self.variables
                 if bool(v.type) == is_number and bool(v.keys) == is_array]
        return self.rng.choice(found)

    def variable(self):
        v = self.choose(True, False)
        return Expr(v.text, v.type, v.get)

    def key(self, v, depth):
        """Texts of the keys, and a function that gives them."""
        parts = []
        for t in v.keys:
            if t is None:
                parts.append(self.string(depth - 1))
            elif self.rng.random() < 0.5:
                n = self.rng.randrange(3)
                parts.append(Expr(str(n), INT, lambda s, n=n: n))
            else:
                parts.append(self.number(depth - 1))

        def value(state):
            return tuple(t.convert(p.value(state)) if t else p.value(state)
                         for t, p in zip(v.keys, parts))
        return "[" + ", ".join(p.text for p in parts) + "]", value

    def element(self, depth):
        v = self.choose(True, True)
        text, key = self.key(v, depth)
        return Expr(v.spell(text), v.type, lambda s: v.get(s, key(s)))

    def indexed(self, depth):
        """table[i], in bounds: text, type, table, and the index."""
        table = self.rng.choice(self.tables)
        i = self.number(depth - 1)
        return ("%s[%s & %d]" % (table.text, i.text, table.length - 1), table,
                lambda s: (i.value(s) & (table.length - 1),))

    def entry(self, depth):
        if not self.tables:
            return self.element(depth)
        text, table, at = self.indexed(depth)
        return Expr(text, table.type, lambda s: table.get(s, at(s)))

    def two(self, depth):
        return self.number(depth - 1), self.number(depth - 1)

    def binary(self, depth):
        op = self.rng.choice(["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"])
        a, b = self.two(depth)
        t = promote(a.type) if op in ("<<", ">>") else usual(a.type, b.type)
        if op in "/%" and self.rng.random() < 0.9:
            # a divisor that is never 0
            b = Expr("(%s | 1)" % b.text, promote(b.type),
                     lambda s, b=b: b.value(s) | 1)
            t = usual(a.type, b.type)

        def value(s):
            left = a.value(s)
            return arithmetic(op, left, b.value(s), t)
        return Expr("(%s %s %s)" % (a.text, op, b.text), t, value)

    def comparison(self, depth):
        op = self.rng.choice(["==", "!=", "<", "<=", ">", ">="])
        a, b = self.two(depth)

        def value(s):
            left = a.value(s)
            return compare(op, left, b.value(s), a.type, b.type)
        return Expr("(%s %s %s)" % (a.text, op, b.text), INT, value)

    def logical(self, depth):
        op = self.rng.choice(["&&", "||", "^^"])
        a, b = self.two(depth)

        def value(s):
            left = bool(a.value(s))
            if op == "&&":
                return int(left and bool(b.value(s)))
            if op == "||":
                return int(left or bool(b.value(s)))
            return int(left != bool(b.value(s)))
        return Expr("(%s %s %s)" % (a.text, op, b.text), INT, value)

    def unary(self, depth):
        op = self.rng.choice(["-", "~", "!", "+"])
        a = self.number(depth - 1)

        def value(s):
            n = a.value(s)
            return {"-": -n, "~": ~n, "!": int(not n), "+": n}[op] & ALL
        return Expr("(%s%s)" % (op, a.text), INT if op == "!" else promote(a.type),
                    value)

    def cast(self, depth):
        t = self.rng.choice(TYPES)
        a = self.number(depth - 1)
        return Expr("((%s)%s)" % (t.name, a.text), t,
                    lambda s: t.convert(a.value(s)))

    def ternary(self, depth):
        a, b = self.two(depth)
        test = self.number(depth - 1)
        return Expr("(%s ? %s : %s)" % (test.text, a.text, b.text),
                    usual(a.type, b.type),
                    lambda s: a.value(s) if test.value(s) else b.value(s))

    def comma(self, depth):
        a, b = self.two(depth)
        return Expr("(%s, %s)" % (a.text, b.text), b.type,
                    lambda s: (a.value(s), b.value(s))[1])

    def assigned(self, depth):
        if not self.effects:
            return self.cast(depth)
        v = self.choose(True, False)
        a = self.number(depth - 1)
        return Expr(self.plain(v, "(%s = %s)" % (v.text, a.text)), v.type,
                    lambda s: v.set(s, a.value(s)))

    def stepped(self):
        if not self.effects:
            return self.variable()
        v = self.choose(True, False)
        form, by, before = self.rng.choice([
            ("(%s++)", 1, True), ("(%s--)", -1, True),
            ("(++%s)", 1, False), ("(--%s)", -1, False)])

        def value(s):
            old = v.get(s)
            new = v.set(s, old + by & ALL)
            return old if before else new
        return Expr(self.plain(v, form % v.text), v.type, value)

    @staticmethod
    def plain(v, text):
        """Whether an assignment to a bit-field is one is not told by C."""
        return "((int)%s)" % text if isinstance(v.stored, Bits) else text

    def swapped(self, depth):
        a = self.number(depth - 1)
        name, size, t = self.rng.choice([
            ("htons", 2, TYPES[7]), ("ntohs", 2, TYPES[7]),
            ("htonl", 4, TYPES[11]), ("ntohl", 4, TYPES[11]),
            ("htonll", 8, TYPES[15]), ("ntohll", 8, TYPES[15])])
        return Expr("%s(%s)" % (name, a.text), t,
                    lambda s: sub.swap(a.value(s), size))

    def small(self):
        n = self.rng.choice([-300, -9, -3, -1, 0, 1, 2, 3, 5, 40, 255, 400])
        return Expr(str(n), INT, lambda s: n)

    def of_string(self, depth):
        a = self.string(depth - 1)
        which = self.rng.randrange(4)
        if which == 0:
            return Expr("strlen(%s)" % a.text, ULONG,
                        lambda s: len(a.value(s)))
        if which == 1:
            base = self.rng.choice([2, 8, 10, 16, 36])
            return Expr("strtoll(%s, %d)" % (a.text, base), LONG,
                        lambda s: sub.strtoll(a.value(s), base))
        name, fn = self.rng.choice([("index", sub.index), ("rindex", sub.rindex)])
        what = self.needle()
        if which == 2:
            return Expr("%s(%s, %s)" % (name, a.text, what.text), INT,
                        lambda s: fn(a.value(s), what.value(s)) & ALL)
        at = self.small()
        return Expr("%s(%s, %s, %s)" % (name, a.text, what.text, at.text), INT,
                    lambda s: fn(a.value(s), what.value(s), at.value(s)) & ALL)

    def string_comparison(self, depth):
        op = self.rng.choice(["==", "!=", "<", "<=", ">", ">="])
        a, b = self.string(depth - 1), self.string(depth - 1)

        def value(s):
            x, y = a.value(s), b.value(s)
            return int({"==": x == y, "!=": x != y, "<": x < y, "<=": x <= y,
                        ">": x > y, ">=": x >= y}[op])
        return Expr("(%s %s %s)" % (a.text, op, b.text), INT, value)

    # ---- strings -------------------------------------------------------

    def needle(self):
        word = self.rng.choice(["", "a", "b", "l", "/", "lo", "=", "aaab", "zz", "qqq"])
        return Expr(quote(word), None, lambda s: word)

    def string(self, depth):
        if depth <= 0:
            return self.pick([(3, self.literal), (4, self.string_variable),
                              (1, self.built_in)])
        return self.pick([
            (2, lambda: self.string(0)),
            (1, lambda: self.string_ternary(depth)),
            (1, lambda: self.string_element(depth)),
            (3, lambda: self.joined(depth)),
            (2, lambda: self.part(depth)),
            (2, lambda: self.found(depth)),
            (2, lambda: self.changed(depth)),
            (2, lambda: self.digits(depth)),
            (1, lambda: self.token(depth)),
        ])

    def literal(self):
        word = self.rng.choice(WORDS)
        return Expr(quote(word), None, lambda s: word)

    def string_variable(self):
        v = self.choose(False, False)
        return Expr(v.text, None, v.get)

    def built_in(self):
        if self.probe == "fire" and self.rng.random() < 0.5:
            return Expr("copyinstr(arg1)", None, lambda s: s.args[1])
        name = self.rng.choice(["execname", "probename"])
        if name == "execname" or self.probe is None:
            return Expr("execname", None, lambda s: "twice")
        return Expr(name, None, lambda s: s.probe)

    def string_ternary(self, depth):
        test = self.number(depth - 1)
        a, b = self.string(depth - 1), self.string(depth - 1)
        return Expr("(%s ? %s : %s)" % (test.text, a.text, b.text), None,
                    lambda s: a.value(s) if test.value(s) else b.value(s))

    def string_element(self, depth):
        v = self.choose(False, True)
        text, key = self.key(v, depth)
        return Expr(v.spell(text), None, lambda s: v.get(s, key(s)))

    def joined(self, depth):
        a, b = self.string(depth - 1), self.string(depth - 1)

        def value(s):
            left = a.value(s)
            return cut(left + b.value(s))
        return Expr("strjoin(%s, %s)" % (a.text, b.text), None, value)

    def part(self, depth):
        a, at, n = self.string(depth - 1), self.small(), self.small()
        if self.rng.random() < 0.4:
            return Expr("substr(%s, %s)" % (a.text, at.text), None,
                        lambda s: sub.substr(a.value(s), at.value(s)))
        return Expr("substr(%s, %s, %s)" % (a.text, at.text, n.text), None,
                    lambda s: sub.substr(a.value(s), at.value(s), n.value(s)))

    def found(self, depth):
        a = self.string(depth - 1)
        if self.rng.random() < 0.3:
            what = self.needle()
            return Expr("strstr(%s, %s)" % (a.text, what.text), None,
                        lambda s: sub.strstr(a.value(s), what.value(s)))
        name, fn = self.rng.choice([("strchr", sub.strchr),
                                    ("strrchr", sub.strrchr)])
        c = self.rng.choice("abl/ =1")
        return Expr("%s(%s, '%s')" % (name, a.text, c), None,
                    lambda s: fn(a.value(s), c))

    def changed(self, depth):
        a = self.string(depth - 1)
        name, fn = self.rng.choice([
            ("toupper", str.upper), ("tolower", str.lower),
            ("basename", sub.basename), ("dirname", sub.dirname)])
        return Expr("%s(%s)" % (name, a.text), None, lambda s: fn(a.value(s)))

    def digits(self, depth):
        a = self.number(depth - 1)
        base = self.rng.choice([2, 8, 10, 10, 16, 36])
        if base == 10:
            return Expr("lltostr(%s)" % a.text, None,
                        lambda s: sub.lltostr(a.value(s), 10))
        return Expr("lltostr(%s, %d)" % (a.text, base), None,
                    lambda s: sub.lltostr(a.value(s), base))

    def token(self, depth):
        delimiters = self.rng.choice([" ", "/", ",=", " o", "l"])
        if self.rng.random() < 0.5:
            def rest(s):
                word, s.token = sub.strtok(s.token or "", delimiters)
                return word
            return Expr("strtok(NULL, %s)" % quote(delimiters), None, rest)
        a = self.string(depth - 1)

        def first(s):
            word, s.token = sub.strtok(a.value(s), delimiters)
            return word
        return Expr("strtok(%s, %s)" % (a.text, quote(delimiters)), None, first)


__all__ = ["Expressions", "Variable", "quote", "signed"]
