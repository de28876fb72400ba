"""Self-tests of checks: small trees in a temporary folder that a check must judge rightly."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from source_tree import SourceTree


@dataclass(frozen=True)
class Sample:
    """Files by path, and what the check has to say of them: nothing, or words of each finding."""

    name: str
    files: dict
    expected: tuple = ()  # e.g. ("a.cpp:3", "std::shuffle"); each must occur in some finding


def _write(root, files):
    for path, text in files.items():
        target = Path(root) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _judge(sample, findings):
    texts = [str(finding) for finding in findings]
    if not sample.expected and texts:
        return "unexpected: " + "; ".join(texts)
    missing = [words for words in sample.expected if not any(words in text for text in texts)]
    if missing:
        return f"not reported: {missing}; reported: {texts}"
    return None


def run_samples(name, check, samples, arguments):
    """Exit status 0: every sample was judged as it says, and a bad and a good one were seen."""
    failures = []
    for sample in samples:
        with tempfile.TemporaryDirectory(prefix="skald-check-") as root:
            _write(root, sample.files)
            verdict = _judge(sample, check(SourceTree(root), arguments))
        if verdict:
            failures.append(f"{name}: sample '{sample.name}': {verdict}")
    if not any(sample.expected for sample in samples) or all(s.expected for s in samples):
        failures.append(f"{name}: needs a bad sample and a good one")
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{name}: self-test, {len(samples)} samples, {len(failures)} failure(s)")
    return 1 if failures else 0
