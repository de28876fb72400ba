#!/usr/bin/env python3
"""Folders include one way: engine -> llm -> replay. Core reaches nothing that is not pure.

`// determinism: reason` on an include permits core a header that is not.
"""

import re

from layers import (RANK, WHOLE_HEADER, core_files, includes, is_public_header, module_of, resolve,
                    source_part)
from sample_tree import Sample
from source_tree import MODULES, Finding, is_permitted, run_check

OUTSIDE_CORE = {
    r"curl/.*|sqlite3\w*\.h|zstd\w*\.h|openssl/.*|CLI/.*|fmt/.*|spdlog/.*":
        "core is pure: use an interface that replay/ declares and implement it in log or voices",
    r"thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|stop_token|"
    r"pthread\.h|unistd\.h|sys/.*":
        "core knows no thread and no system call: do it in log or voices, behind an interface",
    r"filesystem|fstream|cstdio|stdio\.h|fcntl\.h":
        "core reads and writes no file: take bytes, and let log or the caller open files",
    r"chrono|ctime|time\.h":
        "core has no clock: count ticks, or take the time as an argument from voices",
    r"random": "use skald/replay/rng.h: keyed streams give the same draws everywhere",
    r"iostream|sstream|iomanip|ostream|istream|locale|clocale|locale\.h":
        "streams follow the locale: append to a std::string with std::to_chars",
}
HIDDEN_FROM_USERS = r"curl/.*|sqlite3\w*\.h|zstd\w*\.h|openssl/.*|rapidjson/.*|xxhash\.h"


def check(tree, _arguments):
    core = set(core_files(tree))
    findings = []
    for file in tree.files(MODULES):
        for line, _, name in includes(file):
            target = resolve(tree, file.path, name)
            if target:
                findings += _own_header(file.path, line, target)
            else:
                strict = file.path in core and not is_permitted(file.lines[line - 1])
                findings += _foreign_header(file.path, line, name, strict)
    return findings


def _own_header(path, line, target):
    if path == WHOLE_HEADER:
        return []
    if RANK[module_of(target)] > RANK[module_of(path)]:
        return [Finding(path, line, f"{module_of(path)}/ includes {target}",
                        "includes go engine -> llm -> replay: move what both need down, or declare "
                        f"in {module_of(path)}/ an interface that {module_of(target)}/ fills")]
    part = source_part(target)
    if is_public_header(path) and part:
        return [Finding(path, line, f"a public header includes the private {target}",
                        "declare what users need in the public header, hide the rest in a .cpp")]
    own_part = source_part(path)
    reachable = {None, "core", own_part} | ({"store"} if own_part != "core" else set())
    if own_part and part not in reachable:
        return [Finding(path, line, f"{own_part} includes {target}, which is {part}'s",
                        f"{own_part} does not link {part}: go through an interface that a public "
                        "header of replay/ declares")]
    return []


def _foreign_header(path, line, name, in_core):
    if is_public_header(path) and re.fullmatch(HIDDEN_FROM_USERS, name):
        return [Finding(path, line, f"a public header includes <{name}>",
                        "users must not need that package: forward-declare, and include it in a"
                        " .cpp")]
    if in_core:
        for pattern, remedy in OUTSIDE_CORE.items():
            if re.fullmatch(pattern, name):
                return [Finding(path, line, f"core includes <{name}>", remedy)]
    return []


SAMPLES = [
    Sample("downward includes are fine", {
        "engine/src/village.cpp": "#include <skald/llm/ask.h>\n#include <vector>\n",
        "llm/include/skald/llm/ask.h": "#include <skald/replay/ids.h>\n",
        "replay/include/skald/replay/ids.h": "#include <cstdint>\n",
        "replay/src/log/writer.cpp": '#include <sqlite3.h>\n#include "door/session.h"\n',
        "replay/src/door/session.h": "// #include <thread>\n"
            "#include <cstdio>  // determinism: prints a broken assertion, then aborts\n",
    }),
    Sample("upward include", {
        "replay/src/door/a.cpp": "\n#include <skald/engine/village.h>\n",
        "engine/include/skald/engine/village.h": "",
    }, ("replay/src/door/a.cpp:2: replay/ includes engine/",)),
    Sample("core includes log's private header", {
        "replay/src/door/a.cpp": '#include "log/writer.h"\n',
        "replay/src/log/writer.h": "",
    }, ("which is log's",)),
    Sample("voices includes log's private header", {
        "llm/src/voices/a.cpp": '#include "log/writer.h"\n',
        "replay/src/log/writer.h": "",
    }, ("voices includes replay/src/log/writer.h",)),
    Sample("threads in core, through a public header", {
        "llm/src/speech/a.cpp": "#include <skald/llm/pool.h>\n",
        "llm/include/skald/llm/pool.h": "#include <thread>\n",
    }, ("llm/include/skald/llm/pool.h:1: core includes <thread>",)),
    Sample("a public header shows JSON and private parts", {
        "llm/include/skald/llm/a.h": '#include <rapidjson/document.h>\n#include "voices/b.h"\n',
        "llm/src/voices/b.h": "",
    }, ("includes <rapidjson/document.h>", "a.h:2: a public header includes the private")),
]

if __name__ == "__main__":
    run_check("include direction", check, SAMPLES)
