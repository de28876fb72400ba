#!/usr/bin/env python3
"""Every public header compiles alone, and twice in a row. Headers named *_c.h compile as C too."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from sample_tree import Sample
from source_tree import MODULES, Finding, run_check

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]


def check(tree, arguments):
    jobs = []
    for header in tree.public_headers():
        name = header.split("/include/", 1)[1]
        jobs.append((tree, arguments, header, name, ["c++", "-std=c++20", "-Wold-style-cast"]))
        if name.endswith("_c.h"):
            jobs.append((tree, arguments, header, name, ["c", "-std=c11"]))
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        return [finding for findings in pool.map(_compile, jobs) for finding in findings]


def _compile(job):
    tree, arguments, header, name, (language, *flags) = job
    command = [arguments.compiler, "-x", language, "-fsyntax-only", *flags, *WARNINGS,
               *arguments.flag]
    command += [f"-I{tree.root / module / 'include'}" for module in MODULES]
    result = subprocess.run([*command, "-"], input=f"#include <{name}>\n" * 2, text=True,
                            capture_output=True, check=False)
    if result.returncode == 0:
        return []
    errors = [line for line in result.stderr.splitlines() if "error:" in line]
    said = (errors or result.stderr.splitlines() or ["no message"])[0]
    return [Finding(header, 1, f"does not compile alone as {language}: {said.strip()}",
                    "include what the header uses, and guard it against a second include")]


def add_arguments(parser):
    parser.add_argument("--compiler", default=os.environ.get("CXX", "g++"))
    parser.add_argument("--flag", action="append", default=[], help="one more compiler flag")


_GUARDED = "#ifndef A\n#define A\n{}#endif\n"
SAMPLES = [
    Sample("complete headers", {
        "llm/include/skald/llm/a.h": _GUARDED.format("#include <string>\nstd::string a();\n"),
        "engine/include/skald/skald_c.h": _GUARDED.format("int skald_tick(void);\n"),
    }),
    Sample("a missing include", {
        "llm/include/skald/llm/a.h": _GUARDED.format("std::string a();\n")},
        ("llm/include/skald/llm/a.h:1: does not compile alone as c++",)),
    Sample("no include guard", {"llm/include/skald/llm/a.h": "struct A {};\n"}, ("a.h:1",)),
    Sample("C++ in a C header", {
        "engine/include/skald/skald_c.h": _GUARDED.format("namespace a {}\n")}, ("alone as c:",)),
]

if __name__ == "__main__":
    run_check("public headers", check, SAMPLES, add_arguments)
