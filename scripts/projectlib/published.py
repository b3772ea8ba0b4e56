# SPDX-License-Identifier: BSD-2-Clause
"""The words of scripts/project that publish; as those in commands.py."""

import os
import sys

from . import states
from .publish import dist, site


def run_dist(options, root):
    output = options.output or os.path.join(root, "build", "dist")
    if options.states == "-":
        rows = []
    elif options.states:
        rows = dist.states_from(options.states)
    else:
        rows = states.every(root, [])
    files = dist.run(root, output, options.version, options.key, rows,
                     lambda text: print(f"note: {text}", file=sys.stderr))
    for name, size in files:
        print(f"{size:>10}  {name}")
    print(f"written: {output}", file=sys.stderr)


def run_site(options, root):
    build = os.path.join(root, "build")
    output = options.output or os.path.join(build, "site")
    count = site.run(options.release or os.path.join(build, "dist"), output,
                     options.url, os.path.join(build, "nightly",
                                               "report.html"))
    print(f"{count} pages: {os.path.join(output, 'index.html')}",
          file=sys.stderr)
