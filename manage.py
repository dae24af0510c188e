#!/usr/bin/env python
"""Guildhall's command line."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path

sys.path[1:1] = [str(Path(__file__).resolve().parent / "platform")]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
    from django.conf import settings  # noqa: PLC0415  # app ready: settings are chosen by the line above
    from django.core.management import execute_from_command_line  # noqa: PLC0415  # app ready

    with settings.EMBEDDED.running() if settings.EMBEDDED else nullcontext():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
