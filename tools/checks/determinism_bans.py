#!/usr/bin/env python3
"""What core must not call, because two machines or two runs would answer differently.

`// determinism: reason` on the line permits a finding that is understood and harmless.
"""

import re

from layers import core_files
from sample_tree import Sample
from source_tree import Finding, is_permitted, line_of, run_check, strip_comments_and_strings

RNG = "draw from a keyed stream, skald/replay/rng.h"
TICKS = "count ticks; the world sees no clock, and voices are handed theirs"
CHARS = "std::to_chars and std::from_chars, which know no locale"
MATH = "integer or table arithmetic: libm's results differ between machines"
CALL = r"(?<![\w.>:])(?:std::)?"  # a function, not a member or a name of ours

BANS = [
    (r"\bstd::\w+_distribution\b", RNG + ": the library's distributions differ between vendors"),
    (r"\bstd::(?:ranges::)?(?:shuffle|sample)\b", "the stream's own shuffle, skald/replay/rng.h"),
    (r"\bstd::(?:mt19937(?:_64)?|minstd_rand0?|default_random_engine|random_device)\b", RNG),
    (CALL + r"s?rand(?:_r|om)?\s*\(", RNG),
    (r"\bstd::hash\b", "skald/replay/hash.h: std::hash differs between libraries"),
    (CALL + r"(?:time|clock)\s*\(\s*(?:NULL|nullptr|0|&\s*\w+)?\s*\)", TICKS),
    (r"\bstd::chrono\b|\b(?:system|steady|high_resolution|utc|file)_clock\b", TICKS),
    (CALL + r"(?:gettimeofday|clock_gettime|localtime\w*|gmtime\w*|strftime|mktime)\s*\(", TICKS),
    (CALL + r"(?:secure_)?getenv\s*\(", "take it as an option: configuration is read outside core"),
    (r"\bstd::(?:jthread|thread|async|mutex|condition_variable)\b|\bthread_local\b",
     "core runs on the game's thread alone; threads live in log and voices"),
    (r"\bunordered_(?:multi)?(?:map|set)\b",
     "a sorted vector, std::map or skald/replay/table.h: unordered iteration shows its order"),
    (r"\bstd::(?:multi)?(?:map|set)<\s*(?:const\s+)?[\w:]+\s*(?:const\s*)?\*",
     "key by id: the order of pointers changes from run to run"),
    (r"\bstd::(?:sin|cos|tan|asin|acos|atan2?|sinh|cosh|tanh|asinh|acosh|atanh|pow|exp2?|expm1|"
     r"log2?|log10|log1p|cbrt|hypot|erfc?|[lt]gamma)[fl]?\s*\(", MATH),
    (r"(?<![\w.>:])(?:sin|cos|tan|asin|acos|atan2?|sinh|cosh|tanh|pow|exp2?|expm1|log2|log10|log1p|"
     r"cbrt|hypot|erfc?|[lt]gamma)[fl]?\s*\(", MATH),
    (CALL + r"v?(?:f|s|sn|as)?printf\s*\(|" + CALL + r"s?scanf\s*\(", CHARS),
    (r"\bstd::(?:sto(?:i|l|ll|ul|ull|f|d|ld)|strto\w+|ato[fil]l?|setlocale|locale)\b", CHARS),
    (r"\bstd::[io]?(?:string)?stream\b|\bstd::(?:cout|cerr|clog|cin)\b",
     CHARS + "; return text instead of printing it"),
    (CALL + r"(?:is|to)(?:alpha|alnum|digit|space|upper|lower|punct)\s*\(",
     "compare with ASCII ranges: these follow the locale"),
]
NO_FLOAT = (r"\b(?:float|double)\b", "the village uses integers only; scale, e.g. thousandths")


def check(tree, _arguments):
    findings = []
    for path in core_files(tree):
        file = tree.read(path)
        bans = BANS + [NO_FLOAT] if "village" in path else BANS
        findings += _findings_in(file, bans)
    return findings


def _findings_in(file, bans):
    code, lines, findings = strip_comments_and_strings(file.text), file.lines, []
    for pattern, remedy in bans:
        for match in re.finditer(pattern, code):
            line = line_of(code, match.start())
            if not is_permitted(lines[line - 1]):
                used = match.group(0).strip().rstrip("( ")
                findings.append(Finding(file.path, line, f"{used} in core", remedy))
    return findings


def _bad(code, expected, path="replay/src/door/a.cpp"):
    return Sample(code, {path: "\n" + code + "\n"}, (f"{path}:2: ", expected))


SAMPLES = [
    Sample("comments, strings, members and permits are fine", {
        "replay/src/door/a.cpp":
            '// std::shuffle\nauto s = "rand()"; /* time(0) */\nauto t = clock_.time();\n'
            "auto r = R\"(std::hash)\"; int n = 1'000'000;\n"
            "std::hash<int> h;  // determinism: never leaves this test of a table\n"
            "runtime(0); log(entry); double ratio = 0.5;\n",
        "replay/src/log/b.cpp": "std::thread writer;\n",
    }),
    Sample("a permit needs its reason", {
        "replay/src/door/a.cpp": "std::hash<int> h;  // determinism:\n"}, ("std::hash",)),
    _bad("std::uniform_int_distribution<int> d;", "keyed stream"),
    _bad("std::shuffle(a, b, c);", "std::shuffle"),
    _bad("std::random_device d;", "std::random_device"),
    _bad("int x = rand();", "rand in core"),
    _bad("auto x = std::hash<int>{}(1);", "hash.h"),
    _bad("auto x = time(nullptr);", "count ticks"),
    _bad("auto x = std::chrono::steady_clock::now();", "steady_clock"),
    _bad('auto x = std::getenv("HOME");', "getenv"),
    _bad("std::thread t;", "std::thread"),
    _bad("std::unordered_map<int, int> m;", "unordered_map"),
    _bad("std::map<const Npc*, int> m;", "order of pointers"),
    _bad("auto x = std::sin(y) + pow(y, 2);", "pow in core"),
    _bad('snprintf(b, n, "%f", x);', "to_chars"),
    _bad("auto x = std::stod(text);", "std::stod"),
    _bad("std::ostringstream s;", "ostringstream"),
    _bad("bool x = std::isalpha(c);", "ASCII"),
    _bad("float hunger = 0;", "integers only", "engine/src/village/needs.cpp"),
]

if __name__ == "__main__":
    run_check("determinism", check, SAMPLES)
