"""Killed in the middle of its building, the demo says so at the next start and ends up whole."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "manage.py", "demo", "--no-serve", "--json"]


@pytest.fixture
def state() -> Iterator[Path]:
    """A folder outside pytest's own, which other users may not enter: PostgreSQL runs as one of them."""
    folder = Path(tempfile.mkdtemp(prefix="guildhall-killed-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.real_schemas
def test_a_demo_killed_while_it_is_built_is_whole_after_the_next_start(state):
    told = _told(state)
    with open(state / "first.log", "w") as log:
        first = subprocess.Popen(COMMAND, cwd=ROOT, env=told, stdout=log, stderr=log, start_new_session=True)
        _wait_for("days of use counted", state / "first.log")
        time.sleep(2)  # in the middle of the hiring, on two processes
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()

    second = subprocess.run(COMMAND, cwd=ROOT, env=told, capture_output=True, text=True, check=True)

    world = json.loads(second.stdout)
    assert "the last build was interrupted" in second.stderr
    assert (len(world["partners"]), world["adds_up"], world["chain_holds"]) == (7, True, True)


def _told(state: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GUILDHALL_", "DJANGO_"))}
    return kept | {"GUILDHALL_STATE": str(state), "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"}


def _wait_for(words: str, log: Path, *, within_seconds: float = 120.0) -> None:
    until = time.monotonic() + within_seconds
    while words not in log.read_text():
        assert time.monotonic() < until, f"“{words}” was never said:\n{log.read_text()[-2000:]}"
        time.sleep(0.2)
