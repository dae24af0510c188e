"""Where Chromium is, if it is anywhere. As a script it says, last of all, which package the journeys wait for."""

from __future__ import annotations

import os
import shutil

ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> str | None:
    """The browser's path, from CHROMIUM or from the system."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


if __name__ == "__main__" and chromium() is None:
    print("The browser journeys were left out: install Debian's package chromium to run them.")  # noqa: T201  # said to a person
