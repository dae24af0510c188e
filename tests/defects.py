"""Does the suite bite? Breaks the wall in twenty ways and more, one at a time, in a copy of the code, and expects each
to be caught. Run by `make defects`; nothing of the working copy is touched.

A defect that nothing catches ends the run with a failure, and so does one whose line is no longer there to be broken.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "2", "-p", "no:cacheprovider", "--no-header"]
WALL_SUITE = (
    "tests/tenants", "tests/access", "tests/notices/test_the_outbox.py", "tests/metering/test_usage.py",
    "tests/charging/test_questions.py", "tests/house/test_isolation.py", "tests/house/test_reach.py",
    "tests/house/test_forms_of_others.py",
)  # fmt: skip


@dataclass(frozen=True)
class Defect:
    """One way to break the wall: in words, the file, what stands there, and what is put in its place."""

    words: str
    file: str
    stands: str
    becomes: str


DEFECTS = [Defect(**one) for one in tomllib.loads((ROOT / "tests/defects.toml").read_text())["defect"]]


@contextmanager
def a_copy_of_the_code() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="guildhall-defects-") as folder:
        Path(folder).chmod(0o711)
        copy = Path(folder) / "code"
        leave_out = shutil.ignore_patterns(
            ".git", ".venv", ".guildhall", "test-results", "__pycache__", "*.egg-info", ".*_cache"
        )
        shutil.copytree(ROOT, copy, ignore=leave_out)
        yield copy


def caught_by(defect: Defect, copy: Path) -> str:
    """The first test that fails on a defect, or nothing. Raises: LookupError, when there is no such line."""
    file = copy / defect.file
    whole = file.read_text()
    if defect.stands not in whole:
        raise LookupError(f"“{defect.words}”: {defect.file} no longer says what was to be broken.")
    file.write_text(whole.replace(defect.stands, defect.becomes, 1))
    try:
        return first_failure(copy)
    finally:
        file.write_text(whole)
        shutil.rmtree(copy.parent / "state", ignore_errors=True)  # roles outlive the mend of what made them


def first_failure(copy: Path) -> str:
    """The first test of the wall's suite that fails in a copy, or nothing."""
    told = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(copy), str(copy / "platform")]),
        "GUILDHALL_STATE": str(copy.parent / "state"), "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    done = subprocess.run([*PYTEST, *WALL_SUITE], cwd=copy, env=told, capture_output=True, text=True)
    if done.returncode == 0:
        return ""
    said = [line.split(" - ")[0] for line in done.stdout.splitlines()]
    failed = [line for line in said if line.startswith(("FAILED tests", "ERROR tests"))]
    return failed[0] if failed else f"the run itself, which ended with {done.returncode}"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    missed = []
    wanted = [defect for defect in DEFECTS if not sys.argv[1:] or any(word in defect.words for word in sys.argv[1:])]
    with a_copy_of_the_code() as copy:
        if by := first_failure(copy):
            raise SystemExit(f"Nothing is broken yet, and {by}. A suite that fails anyway catches nothing.")
        for number, defect in enumerate(wanted, 1):
            by = caught_by(defect, copy)
            missed += [] if by else [defect.words]
            say(f"{number:2}/{len(wanted)}  {defect.words}: {by or 'NOT CAUGHT'}")
    say(f"{len(wanted) - len(missed)} of {len(wanted)} defects caught.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
