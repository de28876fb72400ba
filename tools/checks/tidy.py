#!/usr/bin/env python3
"""clang-tidy 16 over the sources of a build, remembering what was clean.

A source is looked at again when anything that it includes, its flags or .clang-tidy changed.
"""

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from source_tree import DEFAULT_ROOT, Finding, run_check

BINARY = "clang-tidy-16"
FOLDERS = ("replay", "llm", "engine", "tools")
_REPORT = re.compile(r"^(.*?):(\d+):\d+: (?:error|warning): (.*)$", re.MULTILINE)


def check(tree, arguments):
    build = Path(arguments.build).resolve()
    memory = build / "tidy"
    memory.mkdir(parents=True, exist_ok=True)
    database = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    jobs = [(tree, build, memory, entry) for entry in database if _is_ours(tree, entry)]
    with ThreadPoolExecutor(max_workers=arguments.jobs) as pool:
        results = list(pool.map(_tidy, jobs))
    return sorted({finding for findings in results for finding in findings})


def _is_ours(tree, entry):
    path = Path(entry["file"])
    if not path.is_relative_to(tree.root):
        return False
    return path.relative_to(tree.root).parts[0] in FOLDERS


def _tidy(job):
    tree, build, memory, entry = job
    stamp = memory / _fingerprint(tree, entry)
    if stamp.exists():
        return []
    result = subprocess.run([BINARY, "--quiet", "-p", str(build), entry["file"]], text=True,
                            capture_output=True, check=False)
    findings = [_finding(tree, *match) for match in _REPORT.findall(result.stdout)]
    if result.returncode != 0 and not findings:
        said = (result.stderr.strip() or "no message").splitlines()[-1]
        findings = [_finding(tree, entry["file"], 1, said)]
    if not findings:
        stamp.touch()
    return findings


def _finding(tree, path, line, message):
    relative = os.path.relpath(path, tree.root)
    return Finding(relative, int(line), message,
                   "repair it, or // NOLINT(check-name) with the reason on the line")


def _fingerprint(tree, entry):
    """A hash of the preprocessed source, its flags, and the configuration."""
    command = shlex.split(entry["command"])
    if Path(command[0]).name == "ccache":
        command = command[1:]
    command[command.index("-o") + 1] = "-"
    command[command.index("-c")] = "-E"
    text = subprocess.run([*command, "-C"], cwd=entry["directory"], capture_output=True,
                          check=False).stdout
    digest = hashlib.sha256(text)
    digest.update(entry["command"].encode())
    digest.update((tree.root / ".clang-tidy").read_bytes())
    return digest.hexdigest()


def add_arguments(parser):
    parser.add_argument("--build", default=DEFAULT_ROOT / "build" / "clang",
                        help="a configured build folder with compile_commands.json")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)


def self_test():
    """A use after move is found, with this project's configuration."""
    code = "#include <string>\n#include <utility>\n" \
           "std::size_t f(std::string a) {\n  std::string b = std::move(a);\n" \
           "  return a.size() + b.size();\n}\n"
    import tempfile
    with tempfile.TemporaryDirectory(prefix="skald-check-") as folder:
        source = Path(folder) / "a.cpp"
        source.write_text(code, encoding="utf-8")
        config = f"--config-file={DEFAULT_ROOT / '.clang-tidy'}"
        result = subprocess.run([BINARY, "--quiet", config, str(source), "--", "-std=c++20"],
                                text=True, capture_output=True, check=False)
    found = result.returncode != 0 and "bugprone-use-after-move" in result.stdout
    print(f"tidy: self-test {'good' if found else 'failed: ' + result.stdout + result.stderr}")
    return 0 if found else 1


if __name__ == "__main__":
    if "--self-test" in sys.argv:
        sys.exit(self_test())
    run_check("clang-tidy", check, [], add_arguments)
