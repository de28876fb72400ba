#!/usr/bin/env python3
"""No note of unfinished work stays in the code: it is done, or it is said in the documentation."""

import re

from sample_tree import Sample
from source_tree import Finding, line_of, run_check

FOLDERS = ("replay", "llm", "engine", "tools", "data", "cmake")
SUFFIXES = (".cpp", ".h", ".inl", ".def", ".py", ".cmake", ".sh", ".lua", ".js", ".mjs", ".css")
# Put together, so that this file is no finding of its own.
WORDS = ("TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK")
_LEFTOVER = re.compile(r"\b(?:" + "|".join(WORDS) + r")\b|\b(?i:st" r"ub(?:s|bed)?)\b")


def check(tree, _arguments):
    findings = []
    for file in tree.files(FOLDERS, SUFFIXES, ("CMakeLists.txt",)):
        for match in _LEFTOVER.finditer(file.text):
            findings.append(Finding(file.path, line_of(file.text, match.start()),
                                    f"leftover '{match.group(0)}'",
                                    "finish it, or say in the documentation what is not there"))
    return findings


SAMPLES = [
    Sample("ordinary code", {"replay/src/a.cpp": "int stubborn;  // todos los dias\n",
                             "tests/a.cpp": f"// {WORDS[0]}\n"}),
    Sample("a note in a comment", {"replay/src/a.cpp": f"\n// {WORDS[0]}: later\n"},
           ("replay/src/a.cpp:2: leftover",)),
    Sample("an unfinished function", {"llm/src/a.cpp": "// a st" "ub\n"}, ("llm/src/a.cpp:1",)),
]

if __name__ == "__main__":
    run_check("leftovers", check, SAMPLES)
