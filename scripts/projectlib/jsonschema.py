# SPDX-License-Identifier: BSD-2-Clause
"""Checks our own JSON against the schemas in docs/schema.

The part of JSON Schema that those use: $ref to #/$defs, type, enum, const,
pattern, minimum, properties, required, additionalProperties, items.
"""

import json
import os
import re

from .errors import ProjectError

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool,
         "number": (int, float), "null": type(None)}
KNOWN = {"$ref", "$defs", "$schema", "$id", "title", "description", "type",
         "enum", "const", "pattern", "minimum", "properties", "required",
         "additionalProperties", "items"}


DIRECTORY = os.path.join(os.path.dirname(os.path.realpath(__file__)),
                         "..", "..", "docs", "schema")


def load(name):
    """The schema docs/schema/NAME.json of the repository we stand in."""
    with open(os.path.join(DIRECTORY, name + ".json"),
              encoding="utf-8") as file:
        return json.load(file)


def check(value, schema):
    """Every way in which the value is not as the schema says, as texts."""
    return list(_check(value, schema, schema, "$"))


def must(value, schema, path):
    """ProjectError with what is wrong, named after the file `path`."""
    problems = check(value, schema)
    if problems:
        raise ProjectError("\n".join(f"{path}: {problem}"
                                     for problem in problems[:20]))


def _check(value, schema, top, where):
    if "$ref" in schema:
        schema = top["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    strange = schema.keys() - KNOWN
    if strange:
        raise ValueError(f"{where}: the schema has {sorted(strange)}")
    if not _is(value, schema.get("type")):
        yield f"{where}: must be {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{where}: must be {schema['const']!r}"
    if isinstance(value, str) and "pattern" in schema \
            and not re.search(schema["pattern"], value):
        yield f"{where}: {value!r} does not match {schema['pattern']}"
    if "minimum" in schema and value is not None \
            and value < schema["minimum"]:
        yield f"{where}: is less than {schema['minimum']}"
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _check(item, schema.get("items", {}), top,
                              f"{where}[{index}]")
    if isinstance(value, dict):
        yield from _object(value, schema, top, where)


def _object(value, schema, top, where):
    properties = schema.get("properties", {})
    others = schema.get("additionalProperties", {})
    for key in schema.get("required", []):
        if key not in value:
            yield f"{where}: has no {key}"
    for key, item in value.items():
        if key in properties:
            yield from _check(item, properties[key], top, f"{where}.{key}")
        elif others is False:
            yield f"{where}: has {key}, which the schema does not know"
        else:
            yield from _check(item, others, top, f"{where}.{key}")


def _is(value, names):
    if names is None:
        return True
    for name in [names] if isinstance(names, str) else names:
        if name == "integer":
            if isinstance(value, int) and not isinstance(value, bool):
                return True
        elif isinstance(value, TYPES[name]) and not (
                name == "number" and isinstance(value, bool)):
            return True
    return False
