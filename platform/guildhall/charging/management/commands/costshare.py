"""`manage.py costshare simulate SCENARIO.json`: what if, without touching the books."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guildhall.charging.scenarios import ScenarioRefused, simulate


class Command(BaseCommand):
    help = "Answer a scenario of cost sharing. The books are neither read nor changed; no database is needed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        simulation = verbs.add_parser("simulate", help="answer a scenario file with a result file")
        simulation.add_argument("scenario", help="a scenario file, or - for standard input")
        simulation.add_argument("--output", help="where the result goes; standard output if it is left out")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            result = simulate(_content_of(options["scenario"]))
        except ScenarioRefused as refused:
            for fault in refused.faults:  # one a line and nothing before it, for programs that read them
                self.stderr.write(fault)
            raise SystemExit(1) from None
        written = json.dumps(result, indent=1, ensure_ascii=False)
        if options["output"]:
            Path(options["output"]).write_text(f"{written}\n", encoding="utf-8")
        else:
            self.stdout.write(written)


def _content_of(named: str) -> bytes:
    if named == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(named).read_bytes()
    except OSError as absent:
        raise CommandError(f"{named} cannot be read: {absent.strerror}.") from None
