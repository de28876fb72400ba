#!/usr/bin/env python3
"""Lines of at most 100 columns, functions of at most 70 lines, files of at most 1,000."""

import re
import statistics

from sample_tree import Sample
from source_tree import Finding, line_of, run_check, strip_comments_and_strings

COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 1000
FOLDERS = ("replay", "llm", "engine", "tools", "tests", "cmake")
SUFFIXES = (".cpp", ".h", ".inl", ".def", ".py", ".cmake", ".sh", ".lua", ".js", ".mjs")
_SCOPE = re.compile(r'^(?:inline\s+)?(?:(?:namespace|class|struct|union|enum)\b|extern\s+")')


def check(tree, arguments):
    findings, line_counts = [], []
    for file in tree.files(FOLDERS, SUFFIXES, ("CMakeLists.txt",)):
        line_counts.append(len(file.lines))
        findings += _long_lines(file) + _long_file(file)
        if file.path.endswith((".cpp", ".h", ".inl")):
            findings += _long_functions(file)
    if line_counts and not arguments.self_test:
        print(f"{len(line_counts)} files, lines: median {statistics.median(line_counts):.0f}, "
              f"longest {max(line_counts)}")
    return findings


def _long_lines(file):
    if file.path.endswith(".def"):
        return []  # a table: one line an entry, however wide
    return [Finding(file.path, number, f"{len(line)} columns",
                    f"break the line: {COLUMNS_MAX} columns fit two files side by side")
            for number, line in enumerate(file.lines, 1) if len(line) > COLUMNS_MAX]


def _long_file(file):
    count = len(file.lines)
    if count <= FILE_LINES_MAX:
        return []
    return [Finding(file.path, count, f"{count} lines",
                    f"split the file by subject: at most {FILE_LINES_MAX} lines")]


def _long_functions(file):
    return [Finding(file.path, first, f"a function of {last - first + 1} lines",
                    f"give its steps names: at most {FUNCTION_LINES_MAX} lines fit a screen")
            for first, last in functions(file.text) if last - first + 1 > FUNCTION_LINES_MAX]


def functions(text):
    """(first line, last line) of each outermost function body, by its braces."""
    code = strip_comments_and_strings(text)
    code = re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", lambda m: re.sub(r"[^\n]", " ", m.group(0)), code,
                  flags=re.MULTILINE)
    found, open_braces, head_start, function_start = [], [], 0, None
    for match in re.finditer(r"[{};]", code):
        offset, brace = match.start(), match.group(0)
        if brace == "{":
            head = code[head_start:offset]
            if function_start is None and _is_function_head(head):
                function_start = (len(open_braces), offset - len(head.lstrip()))
            open_braces.append(offset)
        elif brace == "}" and open_braces:
            open_braces.pop()
            if function_start and function_start[0] == len(open_braces):
                found.append((line_of(code, function_start[1]), line_of(code, offset)))
                function_start = None
        head_start = offset + 1
    return found


def _is_function_head(head):
    head = re.sub(r"^\s*(?:(?:public|private|protected)\s*:\s*)*", "", head)
    head = re.sub(r"^template\s*<[^;{}]*?>\s*(?=\w)", "", head)
    if _SCOPE.match(head) or head.rstrip().endswith("="):
        return False
    return "(" in head and head.count("(") == head.count(")")


def _function(lines):
    return "int f(int a,\n      int b) {\n" + "  g({1, 2});\n" * (lines - 3) + "}\n"


SAMPLES = [
    Sample("at the limits", {
        "replay/src/a.cpp": "namespace a {\n// " + "x" * 97 + "\n" + _function(70) + "}\n",
        "replay/src/long_table.cpp": "struct S {\n" + "int a;\n" * 500 + "};\n",
    }),
    Sample("a wide line", {"tests/a.cpp": "\n// " + "x" * 98 + "\n"},
           ("tests/a.cpp:2: 101 columns",)),
    Sample("a table may be wide", {"replay/include/skald/a.def": "X(" + "x" * 200 + ")\n"}),
    Sample("columns are characters", {"tests/a.cpp": "// " + "ö" * 97 + "\n"}),
    Sample("a long function in a namespace", {
        "llm/src/a.cpp": "namespace a {\n\n" + _function(71) + "}\n"},
        ("llm/src/a.cpp:3: a function of 71 lines",)),
    Sample("a long member function", {
        "llm/src/a.h": "class alignas(8) A {\n public:\n  explicit A(int a) : a_{a} {}\n"
                       + _function(71) + "};\n"}, ("llm/src/a.h:4: a function of 71 lines",)),
    Sample("a long file", {"tools/a.cpp": "int a;\n" * 1001}, ("tools/a.cpp:1001: 1001 lines",)),
]

if __name__ == "__main__":
    run_check("size limits", check, SAMPLES)
