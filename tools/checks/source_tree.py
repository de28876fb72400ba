"""What the project checks share: walking the tree, stripping comments, reporting findings."""

import argparse
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

MODULES = ("replay", "llm", "engine")
CXX_SUFFIXES = (".cpp", ".h", ".inl", ".def")
SKIPPED_FOLDERS = {"build", ".git", "node_modules", "__pycache__", ".cache"}
DEFAULT_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, order=True)
class Finding:
    """A broken rule: where, what, and what to do about it."""

    path: str
    line: int
    problem: str
    remedy: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.problem}\n    remedy: {self.remedy}"


@dataclass(frozen=True)
class SourceFile:
    path: str  # relative to the root, with forward slashes
    text: str

    @property
    def lines(self):
        return self.text.splitlines()


class SourceTree:
    """The source files below a root, in the order of their paths."""

    def __init__(self, root):
        self.root = Path(root).resolve()

    def paths(self, folders, suffixes, names=()):
        """Relative paths of files below the folders that have a suffix or a name of the lists."""
        found = []
        for folder in folders:
            for current, subfolders, files in os.walk(self.root / folder):
                subfolders[:] = [name for name in subfolders if name not in SKIPPED_FOLDERS]
                for name in files:
                    if name.endswith(suffixes) or name in names:
                        found.append((Path(current) / name).relative_to(self.root).as_posix())
        return sorted(set(found))

    def files(self, folders, suffixes=CXX_SUFFIXES, names=()):
        return [self.read(path) for path in self.paths(folders, suffixes, names)]

    def read(self, path):
        return SourceFile(path, (self.root / path).read_text(encoding="utf-8"))

    def has(self, path):
        return (self.root / path).is_file()

    def public_headers(self):
        return [path for module in MODULES for path in self.paths([f"{module}/include"], (".h",))]


_TOKEN = re.compile(
    r"""(?P<comment>//(?:\\\n|[^\n])*|/\*.*?\*/)
      | (?P<raw>\bu?8?[LUR]*R"(?P<delimiter>[^()\s\\]{0,16})\(.*?\)(?P=delimiter)")
      | (?P<string>"(?:\\.|[^"\\\n])*")
      | (?P<number>\b\d(?:'?[\w.])*)
      | (?P<character>'(?:\\.|[^'\\\n])*')""",
    re.VERBOSE | re.DOTALL,
)


def _blank(match):
    text = match.group(0)
    if match.group("number"):
        return text
    newlines = re.sub(r"[^\n]", " ", text)
    if match.group("comment"):
        return newlines
    return '"' + newlines[1:-1] + '"'


def strip_comments_and_strings(text):
    """The text with comments and the insides of literals blanked; all offsets stay the same."""
    return _TOKEN.sub(_blank, text)


def strip_comments(text):
    """The text with comments blanked and literals kept."""
    return _TOKEN.sub(lambda m: _blank(m) if m.group("comment") else m.group(0), text)


_PERMIT = re.compile(r"//\s*determinism:\s*\S")


def is_permitted(line):
    """Whether a line of core says `// determinism: reason`."""
    return bool(_PERMIT.search(line))


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def run_check(name, check, samples, add_arguments=None):
    """The main program of a check.

    `check(tree, arguments)` returns findings. `samples` are its own proof, run by --self-test.
    """
    parser = argparse.ArgumentParser(description=name)
    parser.add_argument("--root", default=DEFAULT_ROOT, type=Path, help="the project's folder")
    parser.add_argument("--self-test", action="store_true",
                        help="prove on bad samples that the check can fail")
    if add_arguments:
        add_arguments(parser)
    arguments = parser.parse_args()
    if arguments.self_test:
        from sample_tree import run_samples
        sys.exit(run_samples(name, check, samples, arguments))

    findings = sorted(check(SourceTree(arguments.root), arguments))
    for finding in findings:
        print(finding, file=sys.stderr)
    print(f"{name}: {len(findings)} problem(s)" if findings else f"{name}: good")
    sys.exit(1 if findings else 0)
