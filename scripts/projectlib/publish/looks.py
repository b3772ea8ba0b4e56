# SPDX-License-Identifier: BSD-2-Clause
"""What the templates of scripts/site use: words, colours, badges."""

import re
import time

from . import markdown

SEEN = "never validated"
COLOURS = {"good": "#1f7a45", "warn": "#a86400", "bad": "#b3372d",
           "": "#6b7480"}
# state: its colour, what it means
STATES = {
    "clean": ("good", "applies exactly, builds, and every probe fires"),
    "offset": ("warn", "hunks stand at other lines: well for a release that "
               "borrows another one's series, else to be refreshed"),
    "fuzz": ("warn", "applies only if context is left out"),
    "upstreamed": ("warn", "upstream has a patch already"),
    "unreachable": ("warn", "its source could not be had"),
    "conflict": ("bad", "does not apply"),
    "build fails": ("bad", "applies, but does not build, or its workload "
                    "fails"),
    "probe lost": ("bad", "builds, but a probe is not there or does not "
                   "fire"),
}


def colour(state):
    """Of the state of a release, as a class of the style sheet."""
    if state["state"] == SEEN:
        return ""
    return "good" if state["well"] else STATES[state["state"]][0]


def badge_of(releases):
    """(text, colour) for some releases."""
    seen = [one["state"] for one in releases if one["state"]["state"] != SEEN]
    if not seen:
        return "not seen yet", ""
    well = sum(one["well"] for one in seen)
    colours = {colour(one) for one in seen}
    worst = next(one for one in ("bad", "warn", "good") if one in colours)
    return f"{well} of {len(seen)} well", worst


def badge(name, releases):
    """What the template of badges wants; a character is some 6.6 wide."""
    text, kind = badge_of(releases)
    return {"name": name, "text": text, "colour": COLOURS[kind],
            "left": round(len(name) * 6.6) + 12,
            "right": round(len(text) * 6.6) + 12}


def count(project):
    return sum(len(one["probes"]) for one in project["providers"])


def day(seconds):
    return "–" if seconds is None else time.strftime(
        "%Y-%m-%d", time.gmtime(seconds))


def size(number):
    return f"{number / 1024:,.0f} KiB"


def first_sentence(text):
    return re.split(r"(?<=[.;:])\s", text, maxsplit=1)[0].rstrip(";:")


def capital(text):
    return text[:1].upper() + text[1:]


def host(url):
    return re.sub(r"^https?://(www\.)?|/$", "", url)


FILTERS = {
    "colour": colour, "probes": count, "day": day, "size": size,
    "first_sentence": first_sentence, "capital": capital, "host": host,
    "slug": markdown.slug,
    "badge_text": lambda project: badge_of(project["releases"])[0],
}
