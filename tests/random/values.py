# SPDX-License-Identifier: BSD-2-Clause
"""Integers as D has them: C's types, arithmetic in 64 bits.

A value is a 64-bit pattern, an int from 0 to 2**64 - 1. A type narrows a value
only where it is stored, cast, compared as an unsigned number of 32 bits, or
printed.
"""

ALL = 2 ** 64 - 1


class Fault(Exception):
    """What ends a clause."""


class Type:
    def __init__(self, name, size, signed):
        self.name, self.size, self.signed = name, size, signed

    def convert(self, value):
        bits = 8 * self.size
        value &= (1 << bits) - 1
        if self.signed and value >> (bits - 1):
            value -= 1 << bits
        return value & ALL

    def number(self, value):
        """The number that is printed."""
        return signed(self.convert(value)) if self.signed else self.convert(value)


INT, UINT = Type("int", 4, True), Type("unsigned int", 4, False)
LONG, ULONG = Type("long", 8, True), Type("unsigned long", 8, False)
TYPES = [
    Type("char", 1, True), Type("unsigned char", 1, False),
    Type("int8_t", 1, True), Type("uint8_t", 1, False),
    Type("short", 2, True), Type("unsigned short", 2, False),
    Type("int16_t", 2, True), Type("uint16_t", 2, False),
    INT, UINT, Type("int32_t", 4, True), Type("uint32_t", 4, False),
    LONG, ULONG, Type("int64_t", 8, True), Type("uint64_t", 8, False),
    Type("long long", 8, True), Type("unsigned long long", 8, False),
]


def signed(value):
    value &= ALL
    return value - 2 ** 64 if value >> 63 else value


def promote(t):
    if t.size < 4:
        return INT
    if t.size == 4:
        return INT if t.signed else UINT
    return LONG if t.signed else ULONG


def usual(a, b):
    a, b = promote(a), promote(b)
    if a.size != b.size:
        return a if a.size > b.size else b
    if a.signed and b.signed:
        return a
    return UINT if a.size == 4 else ULONG


def divide(op, a, b, is_signed):
    if b == 0:
        raise Fault
    if not is_signed:
        return a // b if op == "/" else a % b
    x, y = signed(a), signed(b)
    quotient = abs(x) // abs(y)
    if (x < 0) != (y < 0):
        quotient = -quotient
    return (quotient if op == "/" else x - quotient * y) & ALL


def arithmetic(op, a, b, t):
    """a op b, of type t."""
    if op in "/%":
        return divide(op, a, b, t.signed)
    if op == "<<":
        return a << (b & 63) & ALL
    if op == ">>":
        return (signed(a) if t.signed else a) >> (b & 63) & ALL
    return {"+": a + b, "-": a - b, "*": a * b,
            "&": a & b, "|": a | b, "^": a ^ b}[op] & ALL


def compare(op, a, b, ta, tb):
    t = usual(ta, tb)
    if t.signed:
        a, b = signed(a), signed(b)
    elif t.size == 4:
        a, b = a & 0xffffffff, b & 0xffffffff
    return int({"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b,
                ">": a > b, ">=": a >= b}[op])
