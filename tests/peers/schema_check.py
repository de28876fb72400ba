#!/usr/bin/env python3
"""Whether JSON files satisfy JSON Schemas, by the validator of Debian's python3-jsonschema.

usage: schema_check.py < PAIRS
  A line of PAIRS is the path of a schema (draft-07), a tab, and the path of a file. Prints a line
  for each: "ok", or where the first fault is and what it is. A schema that is none: status 1.
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match


def validator_of(path):
    schema = json.loads(Path(path).read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def main():
    validators = {}
    for line in sys.stdin:
        schema, file = line.rstrip("\n").split("\t")
        if schema not in validators:
            validators[schema] = validator_of(schema)
        content = json.loads(Path(file).read_text(encoding="utf-8"))
        fault = best_match(validators[schema].iter_errors(content))
        where = "" if fault is None else "/".join(map(str, fault.absolute_path))
        print("ok" if fault is None else f"at '{where}': {fault.message}".replace("\n", " "))


if __name__ == "__main__":
    main()
