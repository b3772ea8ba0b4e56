# SPDX-License-Identifier: BSD-2-Clause
"""Use SQLite in each way that has a probe, and check its answers.

main.py DIRECTORY VERSION	everything, in databases in the directory
main.py hold DATABASE		write to it; commit at the end of standard input
"""

import os
import sqlite3
import subprocess
import sys


def connect(path, timeout=0.0):
    return sqlite3.connect(path, timeout=timeout, isolation_level=None)


def want(answer, db, sql):
    found = db.execute(sql).fetchall()
    assert found == answer, f"{sql}: {found}, not {answer}"


def fails(kind, db, sql):
    try:
        db.execute(sql).fetchall()
    except kind:
        return
    raise AssertionError(f"{sql}: no {kind.__name__}")


def statements(db):
    db.execute("create table item(id integer primary key, name text, price)")
    db.execute("begin")
    db.executemany("insert into item values(?, 'item ' || ?, ? * 7 % 1000)",
                   ((n, n, n) for n in range(1, 1001)))
    db.execute("commit")
    want([("item 1",), ("item 2",), ("item 3",)], db,
         "select name from item where id <= 3")
    db.execute("update item set price = 0 where id <= 4")
    some = db.execute("select name from item where price > 500")
    some.fetchone()
    some.close()
    db.execute("begin")
    db.execute("delete from item")
    db.execute("rollback")
    want([(1000,)], db, "select count(*) from item")
    fails(sqlite3.OperationalError, db, "selec 1")
    fails(sqlite3.IntegrityError, db, "insert into item values(1, 'one', 1)")


def plans(db):
    """No index for a join, no memory for a sort."""
    db.execute("create table heap(x integer, pad text)")
    db.execute("insert into heap select id, hex(zeroblob(500)) from item")
    want([(1000,)], db,
         "select count(*) from heap a join heap b on a.x = b.x")
    db.execute("insert into heap select x + 1000, pad from heap")
    assert len(db.execute("select * from heap order by pad, -x").fetchall()) \
        == 2000


def spill(db):
    """A transaction that is larger than the page cache."""
    db.execute("pragma cache_size = 20")
    db.execute("begin")
    db.execute("update heap set x = x + 1")
    db.execute("commit")
    db.execute("pragma cache_size = 2000")


def readers(path, db):
    """In the way of a commit, without a WAL."""
    other = connect(path)
    reading = other.execute("select name from item")
    reading.fetchone()
    db.execute("begin")
    db.execute("update item set name = 'other' where id = 1")
    fails(sqlite3.OperationalError, db, "commit")
    reading.close()
    other.close()
    db.execute("commit")


def schema(path, db):
    """Another connection changes the schema behind a cached statement."""
    want([(1000,)], db, "select count(*) from item")
    other = connect(path)
    other.execute("create index item_price on item(price)")
    other.close()
    want([(1000,)], db, "select count(*) from item")


def hold(path):
    db = connect(path)
    db.execute("begin immediate")
    db.execute("insert into note values('held')")
    print("held", flush=True)
    sys.stdin.read()
    db.execute("commit")


def contention(path):
    """One process writes for long; another one waits for it, in vain."""
    db = connect(path, 0.1)
    want([("wal",)], db, "pragma journal_mode = wal")
    db.execute("create table note(text)")
    with subprocess.Popen([sys.executable, __file__, "hold", path], text=True,
                          stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == "held\n"
        fails(sqlite3.OperationalError, db, "insert into note values('late')")
        holder.stdin.close()
        assert holder.wait() == 0
    db.execute("insert into note values('after')")
    want([(2,)], db, "select count(*) from note")
    return db


def log(path, db):
    """Fill the WAL, and checkpoint it: beside a reader, then alone. What
    SQLite says it did is told to the tracer, as the name of a column."""
    reader = connect(path)
    reader.execute("begin")
    want([(2,)], reader, "select count(*) from note")
    db.execute("insert into note values('new')")
    busy = db.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
    assert busy == 1
    reader.execute("commit")
    reader.close()
    db.execute("pragma cache_size = 20")
    db.execute("begin")
    for _ in range(100):
        db.execute("insert into note values(zeroblob(4000))")
    db.execute("commit")
    _, frames, copied = db.execute("pragma wal_checkpoint(full)").fetchone()
    assert frames == copied > 100
    db.execute(f"select {frames} as frames")
    want([(0, 0, 0)], db, "pragma wal_checkpoint(truncate)")


def search(db):
    db.execute("create virtual table doc using fts5(body)")
    db.executemany("insert into doc values(?)",
                   [("a quick brown fox",), ("a lazy dog",)])
    want([("a lazy dog",)], db, "select body from doc where doc match 'dog'")


def main(directory, version):
    assert sqlite3.sqlite_version == version, \
        f"python uses SQLite {sqlite3.sqlite_version}"
    path = os.path.join(directory, "shop.db")
    db = connect(path)
    statements(db)
    plans(db)
    spill(db)
    readers(path, db)
    schema(path, db)
    db.execute("vacuum")
    db.close()
    path = os.path.join(directory, "log.db")
    db = contention(path)
    log(path, db)
    db.close()
    db = connect(":memory:")
    search(db)
    db.close()


if sys.argv[1] == "hold":
    hold(sys.argv[2])
else:
    main(*sys.argv[1:])
