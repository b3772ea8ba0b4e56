#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Drive two memcached servers on 127.0.0.1 and check each of their replies.

usage: workload.py PORT SMALL_PORT

PORT is a server with 16 MB, a hash table of 2^12 buckets and no LRU
maintainer (so that each eviction has one cause); SMALL_PORT one that has
2 MB, may not evict (-M), takes fewer than 40 connections and drops idle ones after
a second. The keys are named after the command that is tried on them, TIMES
each, so that a tracer can tell the commands apart by the key alone.
"""

import socket
import struct
import sys
import time

TIMES = 20
WRONG = 1 << 40     # a cas id that no item has; expect.d knows it

# command, how its key is prepared, request, reply; {k} is the key, {c} the cas
# id of its item
SET = "set {k} 0 0 1\r\n5"
MAKES = object()    # an append makes it; to an old server: SET
VALUE = "VALUE {k} 0 1\r\n5\r\nEND"
TEXT = (
    ("set", None, "set {k} 0 0 3\r\nabc", "STORED"),
    ("get", SET, "get {k}", VALUE),
    ("get-miss", None, "get {k}", "END"),
    ("gets", SET, "gets {k}", "VALUE {k} 0 1 {c}\r\n5\r\nEND"),
    ("gat", SET, "gat 100 {k}", VALUE),
    ("gat-miss", None, "gat 100 {k}", "END"),
    ("touch", SET, "touch {k} 100", "TOUCHED"),
    ("touch-miss", None, "touch {k} 100", "NOT_FOUND"),
    ("add", None, "add {k} 0 0 1\r\n5", "STORED"),
    ("add-no", SET, "add {k} 0 0 1\r\n5", "NOT_STORED"),
    ("replace", SET, "replace {k} 0 0 1\r\n6", "STORED"),
    ("append", SET, "append {k} 0 0 2\r\nab", "STORED"),
    ("prepend", SET, "prepend {k} 0 0 2\r\nab", "STORED"),
    ("cas", SET, "cas {k} 0 0 1 {c}\r\n6", "STORED"),
    ("cas-no", SET, f"cas {{k}} 0 0 1 {WRONG}\r\n6", "EXISTS"),
    ("incr", SET, "incr {k} 7", "12"),
    ("incr-miss", None, "incr {k} 7", "NOT_FOUND"),
    ("decr", SET, "decr {k} 3", "2"),
    ("delete", SET, "delete {k}", "DELETED"),
    ("delete-no", None, "delete {k}", "NOT_FOUND"),
)
META = (
    ("mg", SET, "mg {k} v", "VA 1\r\n5"),
    ("mg-miss", None, "mg {k} v", "EN"),
    ("mg-key", SET, "mg {k}", "HD"),
    ("mg-touch", SET, "mg {k} T100", "HD"),
    ("mg-make", None, "mg {k} N100 v", "VA 0 W\r\n"),
    ("ms", None, "ms {k} 3\r\nabc", "HD"),
    ("ms-append", SET, "ms {k} 2 MA\r\nab", "HD"),
    ("ms-amake", MAKES, "ms {k} 2 MA N100\r\nab", "HD"),
    ("ms-pmake", MAKES, "ms {k} 2 MP N100\r\nab", "HD"),
    ("ma", SET, "ma {k} D7 v", "VA 2\r\n12"),
    ("ma-decr", SET, "ma {k} MD D3 v", "VA 1\r\n2"),
    ("ma-make", None, "ma {k} N100 J9 v", "VA 1\r\n9"),
    ("md", SET, "md {k}", "HD"),
    ("md-cas-no", SET, f"md {{k}} C{WRONG}", "EX"),
)

# binary: command, prepared?, opcode, extras, value, cas (or OWN, that of the
# item), status, value back
OWN = -1
NUMBER = struct.pack(">QQI", 7, 9, 0)       # by 7; else 9, that never expires
ONLY_OLD = struct.pack(">QQI", 7, 9, 0xffffffff)
FRESH, TTL = bytes(8), struct.pack(">I", 100)
BINARY = (
    ("b-set", False, 0x01, FRESH, b"5", 0, 0, b""),
    ("b-cas", True, 0x01, FRESH, b"6", OWN, 0, b""),
    ("b-cas-no", True, 0x01, FRESH, b"6", WRONG, 2, None),
    ("b-get", True, 0x00, b"", b"", 0, 0, b"5"),
    ("b-get-miss", False, 0x00, b"", b"", 0, 1, None),
    ("b-add", False, 0x02, FRESH, b"5", 0, 0, b""),
    ("b-replace", True, 0x03, FRESH, b"6", 0, 0, b""),
    ("b-append", True, 0x0e, b"", b"ab", 0, 0, b""),
    ("b-prepend", True, 0x0f, b"", b"ab", 0, 0, b""),
    ("b-incr", True, 0x05, NUMBER, b"", 0, 0, struct.pack(">Q", 12)),
    ("b-decr", True, 0x06, NUMBER, b"", 0, 0, struct.pack(">Q", 0)),
    ("b-incr-make", False, 0x05, NUMBER, b"", 0, 0, struct.pack(">Q", 9)),
    ("b-incr-miss", False, 0x05, ONLY_OLD, b"", 0, 1, None),
    ("b-touch", True, 0x1c, TTL, b"", 0, 0, b""),
    ("b-gat", True, 0x1d, TTL, b"", 0, 0, b"5"),
    ("b-delete", True, 0x04, b"", b"", 0, 0, b""),
)


def fail(text):
    sys.exit(f"workload.py: {text}")


class Client:
    """One connection; what it reads must be what it expects."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.file = self.socket.makefile("rwb")

    def send(self, *requests):
        for request in requests:
            self.file.write(request.encode() + b"\r\n")
        self.file.flush()

    def expect(self, reply, about):
        want = reply.encode() + b"\r\n"
        got = self.file.read(len(want))
        if got != want:
            fail(f"{about}: the server says {got!r}, not {want!r}")

    def ask(self, request, reply):
        self.send(request)
        self.expect(reply, request)

    def is_old(self):
        """Whether it is like 1.6.18, and not yet like 1.6.38."""
        self.send("version")
        version = self.file.readline().decode().split()[1]
        return tuple(map(int, version.split("."))) < (1, 6, 38)

    def cas(self, key):
        """The cas id of an item that is there."""
        self.send(f"mg {key} c")
        return int(self.file.readline().decode().removeprefix("HD c"))

    def stats(self, what=""):
        self.send(f"stats {what}".rstrip())
        found = {}
        while (line := self.file.readline()) != b"END\r\n":
            name, value = line.decode().split()[1:3]
            found[name] = value
        return found

    def wait_stat(self, name, want, what=""):
        """Wait until a statistic has a value: fail after 10 s."""
        for _ in range(200):
            if (got := self.stats(what).get(name)) == want:
                return
            time.sleep(0.05)
        fail(f"stats {what}: {name} is {got}, not {want}")

    def binary(self, opcode, key, extras, value, cas):
        """One request of the binary protocol: status and value that came."""
        body = extras + key.encode() + value
        self.file.write(struct.pack(
            ">BBHBBHIIQ", 0x80, opcode, len(key), len(extras), 0, 0,
            len(body), 0, cas) + body)
        self.file.flush()
        head = struct.unpack(">BBHBBHIIQ", self.file.read(24))
        body = self.file.read(head[6])
        return head[5], body[head[2] + head[3]:]


def keys(name):
    return [f"{name}:{number:02}" for number in range(TIMES)]


def text_commands(client, table):
    for name, prepare, request, reply in table:
        if prepare is MAKES:
            prepare = SET if client.is_old() else None
        for key in keys(name):
            if prepare:
                client.ask(prepare.format(k=key), "STORED")
            cas = client.cas(key) if "{c}" in request + reply else 0
            client.ask(request.format(k=key, c=cas),
                       reply.format(k=key, c=cas))


def binary_commands(text, client):
    for name, prepared, opcode, extras, value, cas, status, back in BINARY:
        for key in keys(name):
            if prepared:
                text.ask(SET.format(k=key), "STORED")
            got = client.binary(opcode, key, extras, value,
                                text.cas(key) if cas == OWN else cas)
            if got[0] != status or back is not None and got[1] != back:
                fail(f"{name} {key}: the server says {got}, not "
                     f"{(status, back)}")


def awkward_commands(client, port):
    """Starts and ends of commands that do not end in one go."""
    client.ask("no-command", "ERROR")
    client.ask(f"set big:00 0 0 {2 << 20}\r\n" + "b" * (2 << 20),
               "SERVER_ERROR object too large for cache")
    client.send("set quiet:00 0 0 1 noreply\r\n5", "get quiet:00",
                "get quiet:01 quiet:00")
    for _ in range(2):
        client.expect("VALUE quiet:00 0 1\r\n5\r\nEND", "a pipeline")
    late = Client(port)
    late.send("set late:00 0 0 4\r\nab")    # the "ab" with its CR LF is the
    time.sleep(0.1)                         # data, two bytes come later
    late.ask("", "STORED")
    gone = Client(port)
    gone.send("set gone:00 0 0 99\r\nthe rest never comes")
    gone.file.close()
    gone.socket.close()
    time.sleep(0.1)                         # let the server notice
    late.send("quit")
    if late.file.read():
        fail("quit: the server answers")


def fill(client, name, count, size, ttl=0):
    """Store `count` items in one stream."""
    value = "x" * size
    client.send(*(f"set {name}:{number:04} 0 {ttl} {size} noreply\r\n{value}"
                  for number in range(count)), "mn")
    client.expect("MN", f"filling {name}")


def grow_hash(client):
    """More than 1.5 items a bucket: the table doubles, within a second."""
    fill(client, "hash", 7000, 1)
    client.wait_stat("hash_power_level", "13")
    client.wait_stat("hash_is_expanding", "0")


def prepare_expiry(client):
    """Items that live for a second; expiry() looks at them later. Each set
    has a slab class of its own, so that no other meets them first."""
    fill(client, "old-get", 5, 2500, 1)
    fill(client, "old-crawl", 10, 1000, 1)
    fill(client, "old-lru", 5, 5000, 1)
    fill(client, "old-move", 4, 120000, 1)
    fill(client, "new-move", 5, 120000)


def move_page(client):
    """Move the first page of the large class: 4 items on it have expired."""
    class_of = {size: name.split(":")[0] for name, size
                in client.stats("slabs").items() if ":chunk_size" in name}
    sizes = sorted(map(int, class_of))
    large = next(size for size in sizes if size > 120100)
    pages = f"{class_of[str(large)]}:total_pages"
    if client.stats("slabs")[pages] != "2":
        fail(f"stats slabs: {pages} is not 2")
    client.ask(f"slabs reassign {class_of[str(large)]} 1", "OK")
    client.wait_stat("slabs_moved", "1")
    client.ask("get new-move:0004",
               f"VALUE new-move:0004 0 120000\r\n{'x' * 120000}\r\nEND")


def expiry(client):
    """Meet the expired items in each of the ways that there are."""
    for number in range(5):
        client.ask(f"get old-get:{number:04}", "END")
    client.ask(f"set new-lru:00 0 0 5000\r\n{'x' * 5000}", "STORED")
    move_page(client)
    before = int(client.stats().get("crawler_reclaimed", 0))
    client.ask("lru_crawler crawl all", "OK")
    client.wait_stat("lru_crawler_running", "0")
    got = int(client.stats()["crawler_reclaimed"]) - before
    if got != 10:
        fail(f"the crawler reclaims {got} items, not 10")


def evict(client):
    """Fill the memory with items of one size, then 25 more."""
    size, number = 50000, 0
    while client.stats()["evictions"] != "25":
        client.ask(f"set evict:{number:04} 0 0 {size}\r\n{'x' * size}",
                   "STORED")
        number += 1
        if number == 1000:
            fail("1000 items of 50000 bytes fit in 16 MB")
    client.ask("get evict:0024", "END")
    client.send("get evict:0025")
    client.expect(f"VALUE evict:0025 0 {size}\r\n{'x' * size}\r\nEND",
                  "the oldest item that must be left")


def flush(client):
    """An old server leaves what was flushed to the next command for it."""
    key = "flush-later:00" if client.is_old() else "flush:00"
    client.ask(f"set {key} 0 0 1\r\n5", "STORED")
    client.ask("flush_all", "OK")
    client.ask(f"get {key}", "END")
    client.ask("get set:00", "END")


def no_memory(client):
    """A server that may not evict: the second page of a class is too much."""
    refused = "SERVER_ERROR out of memory storing object"
    for number in range(30):
        client.send(f"set full:{number:02} 0 0 100000\r\n{'x' * 100000}")
        got = client.file.readline().decode().rstrip()
        if got == refused:
            return
        if got != "STORED":
            fail(f"set full:{number:02}: the server says {got!r}")
    fail("30 items of 100000 bytes fit in 2 MB")


def reject(port):
    """Open connections until five were refused."""
    clients, refused = [], 0
    while refused < 5:
        clients.append(Client(port))
        if len(clients) > 60:
            fail("60 connections where there should be fewer than 40")
        clients[-1].send("mn")
        got = clients[-1].file.readline()
        if got == b"ERROR Too many open connections\r\n":
            refused += 1
        elif got != b"MN\r\n":
            fail(f"a new connection: the server says {got!r}")
    for client in clients:
        client.socket.close()


def timeout(idle):
    if idle.file.read():
        fail("an idle connection: the server says something")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    port, small_port = map(int, sys.argv[1:])
    client, binary = Client(port), Client(port)
    prepare_expiry(client)
    born = time.monotonic()
    idle = Client(small_port)
    text_commands(client, TEXT + META)
    binary_commands(client, binary)
    awkward_commands(client, port)
    grow_hash(client)
    no_memory(Client(small_port))
    time.sleep(max(0, born + 3.2 - time.monotonic()))
    expiry(client)
    evict(client)
    flush(client)
    timeout(idle)
    reject(small_port)


main()
