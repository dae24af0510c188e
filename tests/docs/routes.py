"""docs/routes.md: every address of our own, by host. Run as a module, it writes the page."""

from __future__ import annotations

import os

import django
from django.conf import settings

from tests.house.plan import ROOT, addresses

PAGE = ROOT / "docs" / "routes.md"
TITLES = {"base": "The base host", "jobs": "The jobs host", "partner": "A partner's host"}


def page() -> str:
    """The whole page; a library's own addresses are left to it."""
    lines = ["# Addresses", "", "Written by `make fix` from the lists of URLs, and compared in a test.", ""]
    for kind in settings.HOST_URLCONFS:
        ours = {path for host, path, pattern in addresses() if host == kind and _is_ours(pattern)}
        lines += [f"## {TITLES[kind]}", "", *(f"- `/{path}`" for path in sorted(ours)), ""]
    return "\n".join(lines).rstrip() + "\n"


def _is_ours(pattern) -> bool:
    return not pattern.callback.__module__.startswith("allauth.")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings_test")
    django.setup()
    PAGE.write_text(page())
