# SPDX-License-Identifier: BSD-2-Clause
"""LIBUSDT names the library under test, DTRACE the tracer (else not traced)."""
import gc
import os
import subprocess
import sys
import threading
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import usdt

DTRACE = os.environ.get("DTRACE")

FIRING = """
import sys, time
sys.path.insert(0, sys.argv[1])
import usdt
app = usdt.Provider("pyapp", "pymod")
many = app.add_probe("many", *["int"] * 16 + ["char *"] * 16, function="fn")
kinds = app.add_probe("kinds", "char *", "json", "int8_t", "uint64_t", "double", "void *")
app.enable()
calls = []
many.fire(lambda: calls.append(1))
assert not calls and not many.enabled
print("ready", flush=True)
for _ in range(2000):
    if many.enabled and kinds.enabled:
        break
    time.sleep(0.01)
def values():
    calls.append(1)
    return [*range(1, 17), *"abcdefghijklmnop"]
assert many.fire(values) and calls
assert kinds.fire("h\\u00e4", {"a": [1, None, "x"]}, -3, 1 << 63, 0.5, None)
for wrong in ([1], ["a", 1, "x", 1, 0.5, None], ["a", 1, 1, 1, "x", None]):
    try:
        kinds.fire(*wrong)
    except (TypeError, __import__("struct").error):
        continue
    raise SystemExit("taken: %r" % (wrong,))
"""

PROGRAM = r"""
pyapp*:pymod:fn:many {
    printf("many %d %d %s %s\n", arg0, args[15], copyinstr((uintptr_t)args[16]),
        copyinstr((uintptr_t)args[31]));
}
pyapp*:pymod:kinds:kinds {
    printf("kinds %s %s %d %x %x %x\n", copyinstr(arg0), copyinstr(arg1), arg2, arg3, arg4, arg5);
}
"""


@unittest.skipUnless(usdt.AVAILABLE, "libusdt is missing")
class Library(unittest.TestCase):
    def test_errors(self):
        with self.assertRaises(usdt.Error):
            usdt.Provider("a:b")
        p = usdt.Provider("errors", "m")
        with self.assertRaisesRegex(usdt.Error, "no probes"):
            p.enable()
        with self.assertRaisesRegex(usdt.Error, "unknown type"):
            p.add_probe("n", "nonsense")
        with self.assertRaises(ValueError):
            p.add_probe("n", *["int"] * 33)
        p.add_probe("n", "int")
        with self.assertRaisesRegex(usdt.Error, "exists already"):
            p.add_probe("n", "int")
        with self.assertRaisesRegex(usdt.Error, "only struct"):
            p.declare("int x;")

    def test_life(self):
        p = usdt.Provider("life", "m")
        probe = p.add_probe("n", "int", "json", function="f")
        self.assertFalse(probe.enabled)
        with p:
            self.assertIsNotNone(probe._def.probe)
            self.assertFalse(probe.fire(1, {}))
            late = p.add_probe("late")
            self.assertIsNone(late._def.probe)
            p.update()
            self.assertIsNotNone(late._def.probe)
            p.remove_probe(late)
            self.assertIsNone(late._def.probe)
        self.assertIsNone(probe._def.probe)
        p.enable()
        p.enable()          # the same as once
        p.disable()

    def test_nothing_is_left(self):
        def images():
            with open("/proc/self/maps", encoding="ascii", errors="replace") as maps:
                return sum("/pygc" in line for line in maps)

        for order in (0, 1):
            p = usdt.Provider("gc", "pygc")
            probe = p.add_probe("n", "int")
            p.enable()
            self.assertGreater(images(), 0)
            if order:
                del p
                gc.collect()
                self.assertFalse(probe.fire(1))
                del probe
            else:
                del probe
                del p
            gc.collect()
            self.assertEqual(images(), 0)

    def test_threads(self):
        p = usdt.Provider("threads", "m")
        probe = p.add_probe("n", "int")
        stop = threading.Event()

        def work():
            while not stop.is_set():
                probe.fire(1)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for t in threads:
            t.start()
        for _ in range(200):
            p.enable()
            p.disable()
        stop.set()
        for t in threads:
            t.join()

    @unittest.skipUnless(DTRACE and os.geteuid() == 0, "no DTRACE, or not root")
    def test_traced(self):
        with subprocess.Popen([sys.executable, "-c", FIRING, os.path.dirname(HERE)],
                              stdout=subprocess.PIPE, text=True) as target:
            self.assertEqual(target.stdout.readline(), "ready\n")
            traced = subprocess.run([DTRACE, "-q", "-p", str(target.pid), "-n", PROGRAM],
                                    capture_output=True, text=True, timeout=40, check=False)
            self.assertEqual(target.wait(10), 0)
        lines = sorted(filter(None, traced.stdout.splitlines()))
        self.assertEqual(lines, [
            'kinds h\u00e4 {"a": [1, null, "x"]} -3 8000000000000000 3fe0000000000000 0',
            "many 1 16 a p",
        ], traced.stderr)


class Missing(unittest.TestCase):
    def test_does_nothing(self):
        code = ("import sys; sys.path.insert(0, sys.argv[1]); import usdt\n"
                "assert not usdt.AVAILABLE\n"
                "p = usdt.Provider('a', 'b'); q = p.add_probe('n', 'int', 'nonsense')\n"
                "p.enable(); assert not q.enabled and not q.fire(1); p.update()\n"
                "p.declare('x'); p.remove_probe(q); p.disable()\n")
        done = subprocess.run([sys.executable, "-c", code, os.path.dirname(HERE)],
                              env={**os.environ, "LIBUSDT": "/nowhere/libusdt.so"}, check=False)
        self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
