#!/usr/bin/env python3
"""C++ is formatted by clang-format 16 as .clang-format says. --fix applies it."""

import re
import shutil
import subprocess

from sample_tree import Sample
from source_tree import DEFAULT_ROOT, Finding, run_check

FOLDERS = ("replay", "llm", "engine", "tools", "tests")
BINARY = "clang-format-16"
FILES_PER_CALL = 50
_REPORT = re.compile(r"^(.*?):(\d+):\d+: (?:error|warning): (.*)$", re.MULTILINE)


def check(tree, arguments):
    if not shutil.which(BINARY):
        return [Finding(".clang-format", 1, f"{BINARY} is not installed", "run tools/setup matrix")]
    paths = tree.paths(FOLDERS, (".cpp", ".h", ".inl"))
    findings = []
    for first in range(0, len(paths), FILES_PER_CALL):
        findings += _format(tree, paths[first:first + FILES_PER_CALL], arguments.fix)
    return findings


def _format(tree, paths, fix):
    mode = ["-i"] if fix else ["--dry-run", "-Werror"]
    style = f"--style=file:{DEFAULT_ROOT / '.clang-format'}"
    result = subprocess.run([BINARY, style, *mode, *paths], cwd=tree.root, text=True,
                            capture_output=True, check=False)
    first_lines = {}
    for path, line, _ in _REPORT.findall(result.stderr):
        first_lines.setdefault(path, int(line))
    if result.returncode != 0 and not first_lines:
        return [Finding(".clang-format", 1, result.stderr.strip(), "repair the configuration")]
    return [Finding(path, line, "is not formatted from this line on",
                    "run tools/checks/formatting.py --fix") for path, line in first_lines.items()]


def add_arguments(parser):
    parser.add_argument("--fix", action="store_true", help="format the files in place")


SAMPLES = [
    Sample("formatted", {"replay/src/a.cpp": "int f() { return 1; }\n"}),
    Sample("not formatted", {"replay/src/a.cpp": "int a;\nint  f( ) {return 1 ; }\n"},
           ("replay/src/a.cpp:2: is not formatted",)),
]

if __name__ == "__main__":
    run_check("formatting", check, SAMPLES, add_arguments)
