# SPDX-License-Identifier: BSD-2-Clause
"""glue: proposes how a source tree could build with probes on request.

What it gives is a start that applies, builds and changes nothing while the
switch is off. Where the probes go, and which programs carry them, only a
person knows.
"""

import os
import re
from dataclasses import dataclass

from .steps import read_file


@dataclass
class Glue:
    """How a tree is built: the driver's functions, and edits for a switch."""
    system: str
    switch: str             # as a packager turns it on
    configure: str          # bash
    build: str              # bash
    edit: object            # f(tree, provider) -> {path: new text}


def find(tree):
    """The Glue for the build system of the tree; None: none that we know."""
    for name, glue in SYSTEMS:
        if os.path.isfile(os.path.join(tree, name)):
            return glue
    return None


def _read(tree, path):
    return read_file(os.path.join(tree, path), "")


def _first(tree, *names):
    return next((name for name in names
                 if os.path.isfile(os.path.join(tree, name))), None)


# ---- autotools ----

_CONFIGURE_AC = """\
AC_ARG_ENABLE([dtrace],
	[AS_HELP_STRING([--enable-dtrace], [build with static probes])],
	[], [enable_dtrace=no])
AC_ARG_VAR([DTRACE], [the dtrace command])
AS_IF([test "x$enable_dtrace" != xno],
	[AC_PATH_PROG([DTRACE], [dtrace], [no])
	AS_IF([test "x$DTRACE" = xno],
		[AC_MSG_ERROR([--enable-dtrace needs the dtrace command])])
	CPPFLAGS="$CPPFLAGS -DENABLE_DTRACE"])
"""
_AM_CONDITIONAL = """\
AM_CONDITIONAL([ENABLE_DTRACE], [test "x$enable_dtrace" != xno])
"""
_MAKEFILE_AM = """
if ENABLE_DTRACE
BUILT_SOURCES {sign} {provider}_dtrace.h
{objects}
{provider}_dtrace.h: $(srcdir)/{provider}.d
	$(DTRACE) -h -s $(srcdir)/{provider}.d -o $@

{provider}_dtrace.o: $(srcdir)/{provider}.d
	$(DTRACE) -G -s $(srcdir)/{provider}.d -o $@
endif
"""


def _autotools(tree, provider):
    name = _first(tree, "configure.ac", "configure.in")
    text, makefile = _read(tree, name), _first(tree, "Makefile.am")
    added = _CONFIGURE_AC + (_AM_CONDITIONAL if makefile else "")
    at = re.search(r"^(AC_CONFIG_FILES|AC_OUTPUT)", text, re.M)
    at = at.start() if at else len(text)
    edits = {name: text[:at] + added + "\n" + text[at:]}
    if makefile:
        text = _read(tree, makefile)
        program = re.search(r"^(?:bin|sbin|noinst)_PROGRAMS\s*\+?=\s*(\S+)",
                            text, re.M)
        objects = ""
        if program:
            word = re.sub(r"\W", "_", program.group(1))
            sign = "+=" if re.search(rf"^{word}_LDADD\s*=", text, re.M) \
                else "="
            objects = f"{word}_LDADD {sign} {provider}_dtrace.o\n"
        built = re.search(r"^BUILT_SOURCES\s*\+?=", text, re.M)
        edits[makefile] = text + _MAKEFILE_AM.format(
            provider=provider, objects=objects, sign="+=" if built else "=")
    return edits


# ---- CMake ----

_CMAKE = """
option(ENABLE_DTRACE "build with static probes" OFF)
if(ENABLE_DTRACE)
  find_program(DTRACE dtrace REQUIRED)
  add_custom_command(
    OUTPUT ${{CMAKE_CURRENT_BINARY_DIR}}/{provider}_dtrace.h
    COMMAND ${{DTRACE}} -h -s ${{CMAKE_CURRENT_SOURCE_DIR}}/{provider}.d
            -o ${{CMAKE_CURRENT_BINARY_DIR}}/{provider}_dtrace.h
    DEPENDS ${{CMAKE_CURRENT_SOURCE_DIR}}/{provider}.d)
  add_custom_command(
    OUTPUT ${{CMAKE_CURRENT_BINARY_DIR}}/{provider}_dtrace.o
    COMMAND ${{DTRACE}} -G -s ${{CMAKE_CURRENT_SOURCE_DIR}}/{provider}.d
            -o ${{CMAKE_CURRENT_BINARY_DIR}}/{provider}_dtrace.o
    DEPENDS ${{CMAKE_CURRENT_SOURCE_DIR}}/{provider}.d)
  add_custom_target({provider}_probes DEPENDS
    ${{CMAKE_CURRENT_BINARY_DIR}}/{provider}_dtrace.h
    ${{CMAKE_CURRENT_BINARY_DIR}}/{provider}_dtrace.o)
"""
_CMAKE_TARGET = """\
  add_dependencies({target} {provider}_probes)
  target_include_directories({target} PRIVATE ${{CMAKE_CURRENT_BINARY_DIR}})
  target_compile_definitions({target} PRIVATE ENABLE_DTRACE)
  target_link_libraries({target}
    ${{CMAKE_CURRENT_BINARY_DIR}}/{provider}_dtrace.o)
"""


def _cmake(tree, provider):
    text = _read(tree, "CMakeLists.txt")
    added = _CMAKE.format(provider=provider)
    target = re.search(r"^\s*add_executable\s*\(\s*([\w.+-]+)", text,
                       re.M | re.I)
    if target:
        added += _CMAKE_TARGET.format(provider=provider,
                                      target=target.group(1))
    return {"CMakeLists.txt": text + added + "endif()\n"}


# ---- Meson ----

_MESON_OPTION = """\
option('dtrace', type: 'boolean', value: false,
  description: 'build with static probes')
"""
_MESON = """
# {provider}_dtrace is for the sources, and the dependencies, of what fires
# probes: executable(..., {provider}_dtrace)
{provider}_dtrace = []
if get_option('dtrace')
  dtrace = find_program('dtrace')
  add_project_arguments('-DENABLE_DTRACE', language: 'c')
  {provider}_dtrace += custom_target('{provider}_dtrace.h',
    input: '{provider}.d', output: '{provider}_dtrace.h',
    command: [dtrace, '-h', '-s', '@INPUT@', '-o', '@OUTPUT@'])
  {provider}_dtrace += custom_target('{provider}_dtrace.o',
    input: '{provider}.d', output: '{provider}_dtrace.o',
    command: [dtrace, '-G', '-s', '@INPUT@', '-o', '@OUTPUT@'])
endif
"""


def _meson(tree, provider):
    """The lists stand right behind project(): what comes later uses them."""
    name = _first(tree, "meson.options", "meson_options.txt")
    text = _read(tree, "meson.build")
    at = _end_of_call(text, "project")
    options = _read(tree, name) if name else ""
    return {"meson.build": text[:at] + _MESON.format(provider=provider)
            + text[at:],
            name or "meson_options.txt": options + _MESON_OPTION}


def _end_of_call(text, function):
    """Behind the line on which the first call of the function ends."""
    at = re.search(rf"^{function}\s*\(", text, re.M)
    if not at:
        return 0
    depth, quote = 0, None
    for index in range(at.end() - 1, len(text)):
        char = text[index]
        if quote:
            quote = None if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
            if depth == 0:
                end = text.find("\n", index)
                return len(text) if end < 0 else end + 1
    return len(text)


# ---- make ----

_MAKE = """
# Static probes: make WITH_DTRACE=1
DTRACE ?= dtrace
ifdef WITH_DTRACE
override CPPFLAGS += -DENABLE_DTRACE
override CFLAGS += -DENABLE_DTRACE -I.
override LDLIBS += {provider}_dtrace.o
{needs}
{provider}_dtrace.h: {provider}.d
	$(DTRACE) -h -s {provider}.d -o $@

{provider}_dtrace.o: {provider}.d
	$(DTRACE) -G -s {provider}.d -o $@
endif
"""


def _make(tree, provider):
    name = _first(tree, "GNUmakefile", "makefile", "Makefile")
    text = _read(tree, name)
    # nothing may be compiled before the header is there
    objects = sorted(set(re.findall(r"^([\w./-]+\.o)\s*:", text, re.M)))
    needs = f"{' '.join(objects)}: {provider}_dtrace.h\n" if objects else ""
    program = re.search(r"^([\w./-]+)\s*:[^=\n]*(?:\.o\b|OBJ)", text, re.M)
    if program:
        needs += f"{program.group(1)}: | {provider}_dtrace.o\n"
    return {name: text + ("" if text.endswith("\n") else "\n")
            + _MAKE.format(provider=provider, needs=needs)}


_FLAGS = """\
	local flags=()
	[ "$PROBES" = off ] || flags+=({on})
"""

AUTOTOOLS = Glue("autotools", "./configure --enable-dtrace", _FLAGS.format(
    on='--enable-dtrace DTRACE="$DTRACE"') + """\
	[ "$PROBES" = off ] || autoreconf -fi
	[ -x configure ] || autoreconf -fi
	CFLAGS="-O2 -g $EXTRA_CFLAGS" ./configure "${flags[@]}"
""", '\tmake -j"$JOBS"\n', _autotools)
CMAKE = Glue("CMake", "cmake -DENABLE_DTRACE=ON", _FLAGS.format(
    on='-DENABLE_DTRACE=ON -DDTRACE="$DTRACE"') + """\
	cmake -S . -B build -DCMAKE_C_FLAGS="-O2 -g $EXTRA_CFLAGS" "${flags[@]}"
""", '\tcmake --build build -j "$JOBS"\n', _cmake)
MESON = Glue("Meson", "meson setup -Ddtrace=true", _FLAGS.format(
    on='-Ddtrace=true') + """\
	PATH="$(dirname "$DTRACE"):$PATH" CFLAGS="-O2 -g $EXTRA_CFLAGS" \\
		meson setup build "${flags[@]}"
""", '\tninja -C build -j "$JOBS"\n', _meson)
MAKE = Glue("make", "make WITH_DTRACE=1", """\
	say "nothing to configure"
""", _FLAGS.format(on='WITH_DTRACE=1 DTRACE="$DTRACE"') + """\
	make -j"$JOBS" CFLAGS="-O2 -g $EXTRA_CFLAGS" "${flags[@]}"
""", _make)

SYSTEMS = [("configure.ac", AUTOTOOLS), ("configure.in", AUTOTOOLS),
           ("meson.build", MESON), ("CMakeLists.txt", CMAKE),
           ("GNUmakefile", MAKE), ("makefile", MAKE), ("Makefile", MAKE)]
