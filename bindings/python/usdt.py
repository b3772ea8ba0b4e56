# SPDX-License-Identifier: BSD-2-Clause
"""Static probes for dtrace and other tracers, made at run time.

    import usdt

    app = usdt.Provider("app", "main")
    done = app.add_probe("request-done", "char *", "int", function="serve")
    app.enable()
    done.fire("/index", 200)                    # costs next to nothing untraced
    done.fire(lambda: (describe(request), 200)) # called only when traced

A tracer sees app1234:main:serve:request-done, 1234 being the process. Types are
those of libusdt, usdt(3), and "json": any value, passed as JSON text.

Without libusdt (see AVAILABLE) everything here does nothing, quietly, so that a
program can keep its probes where the library is not installed. $LIBUSDT names
the library where it is not in the usual places.
"""
import ctypes
import ctypes.util
import json
import os
import struct
import weakref

__all__ = ["AVAILABLE", "Error", "Probe", "Provider"]
__version__ = "0.1.0"

ARG_MAX = 32


class Error(Exception):
    """What libusdt complained of, in its words."""


class _Probedef(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("function", ctypes.c_char_p),
        ("argc", ctypes.c_size_t),
        ("types", ctypes.c_void_p * ARG_MAX),
        ("probe", ctypes.c_void_p),
        ("next", ctypes.c_void_p),
        ("refcnt", ctypes.c_int),
    ]


_PROTOTYPES = {
    "usdt_create_provider": (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p),
    "usdt_create_probe": (ctypes.POINTER(_Probedef), ctypes.c_char_p, ctypes.c_char_p,
                          ctypes.c_size_t, ctypes.POINTER(ctypes.c_char_p)),
    "usdt_provider_add_probe": (ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p),
    "usdt_provider_remove_probe": (ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p),
    "usdt_provider_declare": (ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p),
    "usdt_provider_enable": (ctypes.c_int, ctypes.c_void_p),
    "usdt_provider_update": (ctypes.c_int, ctypes.c_void_p),
    "usdt_provider_disable": (ctypes.c_int, ctypes.c_void_p),
    "usdt_provider_free": (None, ctypes.c_void_p),
    "usdt_probe_release": (None, ctypes.c_void_p),
    "usdt_is_enabled": (ctypes.c_int, ctypes.c_void_p),
    "usdt_fire_probe": (None, ctypes.c_void_p, ctypes.c_size_t,
                        ctypes.POINTER(ctypes.c_void_p)),
    "usdt_errstr": (ctypes.c_char_p, ctypes.c_void_p),
}


def _load():
    path = os.environ.get("LIBUSDT") or ctypes.util.find_library("usdt") or "libusdt.so.1"
    try:
        lib = ctypes.CDLL(path, use_errno=True)
        for name, (result, *args) in _PROTOTYPES.items():
            function = getattr(lib, name)
            function.restype, function.argtypes = result, args
    except (OSError, AttributeError):
        return None
    return lib


_lib = _load()
AVAILABLE = _lib is not None


# ---- values into words -------------------------------------------------------

def _integer(value, _keep):
    if not isinstance(value, int):
        raise TypeError(f"an integer is needed, not {type(value).__name__}")
    if not -1 << 63 <= value < 1 << 64:
        raise OverflowError("an integer of 64 bits is needed")
    return value & 0xffffffffffffffff


def _address(value, keep):
    if value is None:
        return 0
    if isinstance(value, int):
        return _integer(value, keep)
    keep.append(value)
    return ctypes.cast(value, ctypes.c_void_p).value or 0


def _string(value, keep):
    if value is None:
        return 0
    if isinstance(value, str):
        value = value.encode("utf-8", "surrogateescape")
    if not isinstance(value, bytes):
        raise TypeError(f"a string is needed, not {type(value).__name__}")
    keep.append(value)
    return ctypes.cast(ctypes.c_char_p(value), ctypes.c_void_p).value


def _json(value, keep):
    return _string(json.dumps(value, ensure_ascii=False), keep)


def _real(code, word):
    def convert(value, _keep):
        return struct.unpack("=" + word, struct.pack("=" + code, value))[0]
    return convert


_REALS = {"double": _real("d", "Q"), "float": _real("f", "I")}


def _converter(kind):
    words = kind.replace("*", " * ").split()
    plain = [w for w in words if w not in ("const", "volatile")]
    if kind == "json":
        return _json
    if plain in (["char", "*"], ["string"]):
        return _string
    if "*" in plain:
        return _address
    return _REALS.get(" ".join(plain), _integer)


# ---- providers and probes ----------------------------------------------------

class Probe:
    """Made by Provider.add_probe()."""

    def __init__(self, name, function, types):
        if len(types) > ARG_MAX:
            raise ValueError(f"at most {ARG_MAX} arguments are possible")
        self.name, self.function, self.types = name, function, tuple(types)
        self._converters = [_converter(t) for t in types]
        self._def = None
        if not AVAILABLE:
            return
        names = [b"char *" if t == "json" else t.encode() for t in types]
        array = (ctypes.c_char_p * max(len(names), 1))(*names)
        probe = _lib.usdt_create_probe(function.encode(), name.encode(), len(names), array)
        if not probe:
            raise Error(f"probe {function}:{name}: {os.strerror(ctypes.get_errno())}")
        self._def = probe.contents
        self._address = ctypes.addressof(self._def)
        weakref.finalize(self, _lib.usdt_probe_release, self._address).atexit = False

    @property
    def enabled(self):
        """Does anybody trace it?"""
        return self._def is not None and bool(_lib.usdt_is_enabled(self._def.probe))

    def fire(self, *args):
        """Fire, when traced, with these values or those a function gives.

        Gives whether it was traced. TypeError: a value of the wrong type, or
        a wrong number of them; then, too, only when traced.
        """
        if not self.enabled:
            return False
        if len(args) == 1 and callable(args[0]):
            args = args[0]()
            args = args if isinstance(args, (tuple, list)) else (args,)
        if len(args) != len(self._converters):
            raise TypeError(f"{self.name} takes {len(self._converters)} values, "
                            f"not {len(args)}")
        keep = []
        words = [convert(a, keep) for convert, a in zip(self._converters, args)]
        array = (ctypes.c_void_p * max(len(words), 1))(*words)
        _lib.usdt_fire_probe(self._def.probe, len(words), array)
        return True


def _free(address, probes):
    """Probes that were removed still have the reference a provider drops."""
    _lib.usdt_provider_disable(address)
    _lib.usdt_provider_free(address)
    for probe in probes:
        _lib.usdt_probe_release(probe)


class Provider:
    """A group of probes; dtrace shows its name with the process number."""

    def __init__(self, name, module="python"):
        self.name, self.module = name, module
        self.probes = []
        self._address = None
        self._removed = []
        if not AVAILABLE:
            return
        self._address = _lib.usdt_create_provider(name.encode(), module.encode())
        if not self._address:
            raise Error(f"provider {name}: {os.strerror(ctypes.get_errno())}")
        weakref.finalize(self, _free, self._address, self._removed).atexit = False

    def _check(self, result):
        if result:
            raise Error(_lib.usdt_errstr(self._address).decode(errors="replace"))

    def add_probe(self, name, *types, function=None):
        """Gives the Probe; enable() or update() makes it appear."""
        probe = Probe(name, function or name, types)
        if AVAILABLE:
            if _lib.usdt_provider_add_probe(self._address, probe._address):
                _lib.usdt_probe_release(probe._address)
                self._check(-1)
        self.probes.append(probe)
        return probe

    def remove_probe(self, probe):
        """It stops firing at once."""
        if AVAILABLE:
            self._check(_lib.usdt_provider_remove_probe(self._address, probe._address))
            self._removed.append(probe._address)
        self.probes.remove(probe)

    def declare(self, text):
        """Define structures and typedefs, in C, for probes added after it."""
        if AVAILABLE:
            self._check(_lib.usdt_provider_declare(self._address, text.encode()))

    def enable(self):
        """Make the probes appear to tracers."""
        if AVAILABLE:
            self._check(_lib.usdt_provider_enable(self._address))

    def update(self):
        """Make those appear that were added since."""
        if AVAILABLE:
            self._check(_lib.usdt_provider_update(self._address))

    def disable(self):
        """Take them away."""
        if AVAILABLE:
            self._check(_lib.usdt_provider_disable(self._address))

    def __enter__(self):
        self.enable()
        return self

    def __exit__(self, *_):
        self.disable()
