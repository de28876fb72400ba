#!/usr/bin/env python3
"""llm/PROVIDERS.md promises what tests prove: each test it names is there, and so is each proof."""

import re

from sample_tree import Sample
from source_tree import Finding, line_of, run_check, strip_comments_and_strings

GUIDE = "llm/PROVIDERS.md"
_TEST = re.compile(r"^\s*TEST(?:_F|_P)?\(\s*(\w+)\s*,\s*(\w+)\s*\)", re.MULTILINE)
_INSTANCE = re.compile(r"^\s*INSTANTIATE_TEST_SUITE_P\(\s*(\w+)\s*,\s*(\w+)\s*,", re.MULTILINE)
# `Suite.Test`, or `Prefix/Suite.Test/parameter`; the parameter is the program's own business.
_NAMED = re.compile(r"`(?:([A-Z]\w*)/)?([A-Z]\w*)\.([A-Z]\w*)(?:/[^`]*)?`")
_NUMBER = re.compile(r"\[(\d+)\](?!\()")
_PROOF = re.compile(r"^- \[(\d+)\] ")


def check(tree, _arguments):
    if not tree.has(GUIDE):
        return [Finding(GUIDE, 1, "is not there", "say what each provider can do")]
    guide = tree.read(GUIDE)
    return _missing_tests(guide, *_tests_of(tree)) + _loose_proofs(guide) + _empty_cells(guide)


def _tests_of(tree):
    tests, instances = set(), set()
    for file in tree.files(("tests",), (".cpp", ".h")):
        code = strip_comments_and_strings(file.text)
        tests.update(_TEST.findall(code))
        instances.update(_INSTANCE.findall(code))
    return tests, instances


def _missing_tests(guide, tests, instances):
    findings = []
    for match in _NAMED.finditer(guide.text):
        prefix, suite, test = match.groups()
        if (suite, test) not in tests:
            problem = f"there is no test {suite}.{test}"
        elif prefix and (prefix, suite) not in instances:
            problem = f"{suite} has no instances named {prefix}"
        else:
            continue
        findings.append(Finding(guide.path, line_of(guide.text, match.start()), problem,
                                "name the test that proves it, or write it"))
    return findings


def _loose_proofs(guide):
    """A proof begins a line, "- [3] ...", and goes on to the next proof or an empty line."""
    findings, proofs, cited, texts = [], {}, {}, {}
    current = None
    for number, line in enumerate(guide.lines, 1):
        begun = _PROOF.match(line)
        if begun:
            current = begun.group(1)
            if current in proofs:
                findings.append(Finding(guide.path, number, f"[{current}] is there twice",
                                        "give one of them another number"))
            proofs[current], texts[current] = number, line
        elif current and line.strip():
            texts[current] += " " + line
        else:
            current = None
            for reference in _NUMBER.findall(line):
                cited.setdefault(reference, number)
    for reference in sorted(set(cited) - set(proofs), key=int):
        findings.append(Finding(guide.path, cited[reference], f"[{reference}] is no proof",
                                "add it to the proofs, or cite another"))
    for proof in sorted(set(proofs) - set(cited), key=int):
        findings.append(Finding(guide.path, proofs[proof], f"nothing cites [{proof}]",
                                "cite it where it belongs, or take it out"))
    for proof, text in texts.items():
        if not _NAMED.search(text):
            findings.append(Finding(guide.path, proofs[proof], f"[{proof}] names no test",
                                    "name one in backticks, as `Suite.Test`"))
    return findings


def _empty_cells(guide):
    return [Finding(guide.path, number, "an empty cell", "say yes, refused, emulated or -")
            for number, line in enumerate(guide.lines, 1)
            if line.startswith("|") and "" in (cell.strip() for cell in line.split("|")[1:-1])]


_TESTS = "TEST(Chat, SendsTools) {}\n"
_MANY = "TEST_P(\n    Cell, Holds) {}\nINSTANTIATE_TEST_SUITE_P(Table, Cell, testing::Values(1));\n"

SAMPLES = [
    Sample("everything is proven", {
        "tests/llm/a_test.cpp": _TESTS, "tests/llm/b_test.cpp": _MANY,
        GUIDE: "| sent | openai |\n|---|---|\n| tools | yes [1] |\n\nSee [x](y.md), `A.md`.\n\n"
               "- [1] `Chat.SendsTools`, and over HTTP\n`Table/Cell.Holds/openai_tools`\n"}),
    Sample("a test that is not there", {
        "tests/llm/a_test.cpp": _TESTS, GUIDE: "[1]\n\n- [1] `Chat.SendsTool`\n"},
        (f"{GUIDE}:3: there is no test Chat.SendsTool",)),
    Sample("a test in a comment", {
        "tests/llm/a_test.cpp": "/*\n" + _TESTS + "*/\n", GUIDE: "`Chat.SendsTools`\n"},
        (f"{GUIDE}:1: there is no test Chat.SendsTools",)),
    Sample("instances that are not there", {
        "tests/llm/b_test.cpp": _MANY, GUIDE: "`Row/Cell.Holds/a`\n"},
        (f"{GUIDE}:1: Cell has no instances named Row",)),
    Sample("proofs that do not fit", {
        "tests/llm/a_test.cpp": _TESTS,
        GUIDE: "| a | yes [4] | yes [5] |\n\n- [4] as everybody knows\n- [6] `Chat.SendsTools`\n"
               "- [6] `Chat.SendsTools`\n"},
        (f"{GUIDE}:1: [5] is no proof", f"{GUIDE}:3: [4] names no test",
         "nothing cites [6]", f"{GUIDE}:5: [6] is there twice")),
    Sample("an empty cell", {GUIDE: "| a | b |\n|---|---|\n| tools | |\n"},
           (f"{GUIDE}:3: an empty cell",)),
    Sample("no guide at all", {"tests/llm/a_test.cpp": _TESTS}, (f"{GUIDE}:1: is not there",)),
]

if __name__ == "__main__":
    run_check("provider proofs", check, SAMPLES)
