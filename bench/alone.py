"""A measurement in a process of its own: `python -m bench.alone MODULE NUMBER…` sets Django up and runs its `main`."""

from __future__ import annotations

import sys
from importlib import import_module

import django


def run(module: str, *numbers: str) -> None:
    django.setup()
    import_module(f"bench.{module}").main(*map(int, numbers))


run(*sys.argv[1:])
