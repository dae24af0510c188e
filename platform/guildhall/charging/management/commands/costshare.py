"""`manage.py costshare`: what if, without touching the books; and a real month's figures to ask it about."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guildhall.charging.queries import period_of, scenario_of
from guildhall.charging.scenarios import ScenarioRefused, simulate
from guildhall.charging.scenarios.values import month
from tenants.context import on_the_platform


class Command(BaseCommand):
    help = "Answer a scenario of cost sharing, for which no database is needed, or write a month's figures as one."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        simulation = verbs.add_parser("simulate", help="answer a scenario file with a result file")
        simulation.add_argument("scenario", help="a scenario file, or - for standard input")
        simulation.add_argument("--output", help="where the result goes; standard output if it is left out")
        writing = verbs.add_parser("scenario", help="write a month's costs, keys and use as a scenario file")
        writing.add_argument("--period", required=True, help="a month such as 2026-09, closed or open")
        writing.add_argument("--output", help="where the scenario goes; standard output if it is left out")

    def handle(self, *args: object, **options: Any) -> None:
        answer = self._simulated(options) if options["verb"] == "simulate" else _scenario(options["period"])
        written = json.dumps(answer, indent=1, ensure_ascii=False)
        if options["output"]:
            _write(Path(options["output"]), f"{written}\n")
        else:
            self.stdout.write(written)

    def _simulated(self, options: dict[str, Any]) -> dict[str, Any]:
        try:
            return simulate(_content_of(options["scenario"]))
        except ScenarioRefused as refused:
            for fault in refused.faults:  # one a line and nothing before it, for programs that read them
                self.stderr.write(fault)
            raise SystemExit(1) from None


def _scenario(period: str) -> dict[str, Any]:
    try:
        wanted = month(period)
    except ValueError as malformed:
        raise CommandError(f"--period: {malformed}.") from None
    with on_the_platform():
        found = period_of(month=wanted)
        if found is None:
            raise CommandError(f"{wanted.title} was never opened.")
        return scenario_of(period=found)


def _content_of(named: str) -> bytes:
    if named == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(named).read_bytes()
    except OSError as absent:
        raise CommandError(f"{named} cannot be read: {absent.strerror}.") from None


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as barred:
        raise CommandError(f"{file} cannot be written: {barred.strerror}.") from None
