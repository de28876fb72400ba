#!/usr/bin/env python3
"""What built files may not ask of the linker: core is pure, and skald-validate has no transport."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from source_tree import Finding, run_check

TRANSPORT = r"curl_\w+"
IMPURE = {
    TRANSPORT: "the network belongs to llm/src/voices",
    r"sqlite3_\w+|ZSTD_\w+|EVP_\w+|SHA256\w*": "storage belongs to replay/src/store and log",
    r"pthread_\w+|_ZNK?St6thread\w*|_ZNSt3__16thread\w*|_ZNSt3__15mutex\w*":
        "threads belong to replay/src/log and llm/src/voices",
    r"_ZNSt6chrono\w*_clock\w*|_ZNSt3__16chrono\w*_clock\w*|clock_gettime|gettimeofday|time":
        "core has no clock: count ticks",
    r"fopen(?:64)?|open(?:64)?|socket|getenv|secure_getenv|getrandom|rand|random":
        "files, sockets, environment and entropy are outside the door",
}


def undefined_symbols(path, nm="nm"):
    """Names that a file needs from elsewhere. Weak ones do not count: they may stay unmet."""
    output = subprocess.run([nm, "--undefined-only", "--format=posix", str(path)], text=True,
                            capture_output=True, check=True).stdout
    found = set()
    for line in output.splitlines():
        columns = line.split()
        if len(columns) >= 2 and columns[1] == "U":
            found.add(columns[0].split("@", 1)[0])
    return sorted(found)


def check_files(core, without_transport, nm="nm"):
    findings = []
    for path in core:
        findings += _forbidden(path, IMPURE, "core", nm)
    for path in without_transport:
        remedy = {TRANSPORT: "skald-validate links core and log only: a replay has no network"}
        findings += _forbidden(path, remedy, Path(path).name, nm)
    return findings


def _forbidden(path, rules, who, nm):
    return [Finding(Path(path).name, 0, f"{who} needs the symbol {symbol}", remedy)
            for symbol in undefined_symbols(path, nm)
            for pattern, remedy in rules.items() if re.fullmatch(pattern, symbol)]


def check(_tree, arguments):
    return check_files(arguments.core, arguments.without_transport, arguments.nm)


def add_arguments(parser):
    parser.add_argument("--core", action="append", default=[], help="an archive that must be pure")
    parser.add_argument("--without-transport", action="append", default=[], metavar="FILE",
                        help="a program or archive that must not know curl")
    parser.add_argument("--compiler", default="g++", help="for --self-test")
    parser.add_argument("--nm", default="nm")


def self_test(arguments):
    """Compile a guilty and an innocent object, and look at both."""
    guilty = 'extern "C" int curl_easy_init(); int pthread_x();\n' \
             "#include <thread>\nint f() { std::thread([] {}).join(); return curl_easy_init(); }\n"
    with tempfile.TemporaryDirectory(prefix="skald-check-") as folder:
        bad = _object(arguments.compiler, Path(folder) / "bad.o", guilty)
        good = _object(arguments.compiler, Path(folder) / "good.o", "int f() { return 1; }\n")
        texts = [str(finding) for finding in check_files([bad], [bad], arguments.nm)]
        innocent = check_files([good], [good], arguments.nm)
    wanted = ("core needs the symbol curl_easy_init", "threads belong", "bad.o needs the symbol")
    missing = [words for words in wanted if not any(words in text for text in texts)]
    print(f"symbols: self-test, missing {missing}, unexpected {innocent}")
    return 1 if missing or innocent else 0


def _object(compiler, path, code):
    subprocess.run([compiler, "-x", "c++", "-std=c++20", "-c", "-o", str(path), "-"], input=code,
                   text=True, check=True)
    return path


if __name__ == "__main__":
    if "--self-test" in sys.argv:
        import argparse
        parser = argparse.ArgumentParser()
        parser.add_argument("--self-test", action="store_true")
        add_arguments(parser)
        sys.exit(self_test(parser.parse_args()))
    run_check("symbols", check, [], add_arguments)
