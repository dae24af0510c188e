"""The browser and the house it visits: the demo itself, as `make demo` serves it, with its own database and mail."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from apps.partnership.demo.serving import free_port
from tests.journeys.browser import ARGS, chromium
from tests.journeys.screens import SCREENS
from tests.journeys.walker import House, Walker

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's event loop runs in this thread

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "test-results" / "pictures"
READY_WITHIN_SECONDS = 180


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser the journeys are left out and the rest runs; where one is required they fail loudly instead."""
    missing = chromium() is None and not os.environ.get("GUILDHALL_BROWSER_REQUIRED")
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("journeys"))
            if missing:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: install the package chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": ARGS}


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """The demo, built and served by its own command; everything it started is stopped at the end.

    Who writes journeys serves a demo once and names its place: GUILDHALL_JOURNEY_STATE=/its/state:8400 (folder, port).
    """
    if served := os.environ.get("GUILDHALL_JOURNEY_STATE"):
        folder, _, served_at = served.rpartition(":")
        yield House(port=int(served_at), mail=Path(folder) / "mail", state=Path(folder))
        return
    state = Path(tempfile.mkdtemp(prefix="guildhall-journeys-"))
    port = free_port(0)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GUILDHALL_", "DJANGO_"))}
    environment |= {"GUILDHALL_STATE": str(state), "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"}
    log = state / "demo.log"
    with open(log, "w") as out:
        demo = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        _wait_until_ready(port, demo, log)
        yield House(port=port, mail=state / "mail", state=state)
    finally:
        demo.send_signal(signal.SIGINT)
        try:
            demo.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(demo.pid, signal.SIGKILL)
        shutil.rmtree(state, ignore_errors=True)


def _wait_until_ready(port: int, demo: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until:
        if demo.poll() is not None:
            raise RuntimeError(f"The demo stopped before it was ready:\n{log.read_text()[-3000:]}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=2)
            return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"The demo was not ready in {READY_WITHIN_SECONDS} s:\n{log.read_text()[-3000:]}")


SIZES = {"1280": {"width": 1280, "height": 900}, "390": {"width": 390, "height": 844}}


@pytest.fixture(params=SCREENS.values(), ids=SCREENS.keys())
def screen(request: pytest.FixtureRequest) -> tuple[str, bool]:
    """How wide the screen is, and whether scripts run."""
    return request.param


@pytest.fixture
def walk(house: House, browser: Browser, screen: tuple[str, bool], request: pytest.FixtureRequest) -> Iterator:
    """Somebody at a browser: walk("rita") gives a walker of that name with cookies of their own."""
    width, scripts = screen
    story = re.sub(r"\W+", "-", request.node.name).strip("-")
    walkers: list[Walker] = []

    def begin(name: str) -> Walker:
        context = browser.new_context(
            viewport=SIZES[width], java_script_enabled=scripts, locale="en-GB", timezone_id="Europe/London"
        )
        walker = Walker(name=name, house=house, page=context.new_page(), pictures=PICTURES / story, scripts=scripts)
        walkers.append(walker)
        return walker

    yield begin
    for walker in walkers:
        walker.page.context.close()
