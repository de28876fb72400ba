"""Which part of the house a file belongs to, and which files core is made of."""

import re

from source_tree import CXX_SUFFIXES, MODULES, SourceFile, strip_comments

RANK = {"replay": 0, "llm": 1, "engine": 2, "tools": 3, "tests": 3}
OUTER_SOURCES = {
    "replay/src/log/": "log",
    "replay/src/store/": "store",
    "replay/src/tool/": "log",
    "llm/src/voices/": "voices",
}
WHOLE_HEADER = "engine/include/skald/skald.h"  # wires core, log and voices: may include them all
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def module_of(path):
    return path.split("/", 1)[0]


def is_public_header(path):
    return "/include/" in path and module_of(path) in MODULES


def source_part(path):
    """core, store, log or voices for a file below a module's src; None for any other."""
    for prefix, part in OUTER_SOURCES.items():
        if path.startswith(prefix):
            return part
    return "core" if module_of(path) in MODULES and "/src/" in path else None


def includes(file: SourceFile):
    """(line, quote or angle bracket, name) of each include."""
    text = strip_comments(file.text)
    return [(text.count("\n", 0, match.start()) + 1, match.group(1), match.group(2))
            for match in _INCLUDE.finditer(text)]


def resolve(tree, path, name):
    """The project's file that an include means, or None for a file of somebody else's."""
    folders = [path.rsplit("/", 1)[0]]
    folders += [f"{module}/{kind}" for module in MODULES for kind in ("include", "src")]
    folders += ["tests"]
    for folder in folders:
        candidate = f"{folder}/{name}"
        parts = []
        for part in candidate.split("/"):
            if part == "..":
                parts = parts[:-1]
            elif part != ".":
                parts.append(part)
        if tree.has("/".join(parts)):
            return "/".join(parts)
    return None


def _reach(tree, starts):
    """Public headers that the starts include, directly or not."""
    reached, pending = set(), list(starts)
    while pending:
        path = pending.pop()
        for _, _, name in includes(tree.read(path)):
            target = resolve(tree, path, name)
            if target and is_public_header(target) and target not in reached:
                reached.add(target)
                pending.append(target)
    return reached


def core_files(tree):
    """Core's sources and its public headers.

    A public header is core's unless only log's or voices' sources lead to it, so that a header
    which nothing includes yet is held to core's rules too.
    """
    sources = [path for path in tree.paths(MODULES, CXX_SUFFIXES) if source_part(path)]
    core = [path for path in sources if source_part(path) == "core"]
    outer = [path for path in sources if source_part(path) != "core"]
    from_core = _reach(tree, core)
    only_outer = _reach(tree, outer) - from_core
    headers = [path for path in tree.paths([f"{m}/include" for m in MODULES], CXX_SUFFIXES)
               if path not in only_outer and path != WHOLE_HEADER]
    return sorted(set(core) | set(headers))
