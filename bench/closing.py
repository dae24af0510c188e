"""A year of twelve pools closed month by month, beside the same events summed by hand; and a month's files, drawn."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from typing import Any

from bench.harness import PROJECT, ThrowawayServer
from bench.results import Result

PARTNERS, EVENTS, EVENTS_IN_A_MONTH = 700, 5_000_000, 100_000


def closing(server: ThrowawayServer) -> list[Result]:
    """Close a year, replay it, follow a line, check the books."""
    print(f"→ twelve months, 12 pools, {PARTNERS} partners, {EVENTS:,} events")
    told = _told_by("closing_year", PARTNERS, EVENTS, server=server)
    return results_of(told, ground=_ground(f"{PARTNERS} partners, {EVENTS:,} events a year"))


def drawing(server: ThrowawayServer) -> list[Result]:
    """Draw every partner's files of a month, by the processes that do it in the background."""
    print(f"→ the files of {PARTNERS} statements")
    told = _told_by("drawing_month", PARTNERS, EVENTS_IN_A_MONTH, server=server)
    return [drawn_of(told, ground=_ground(f"{PARTNERS} partners; one process draws, as in the demo"))]


def results_of(told: dict[str, Any], *, ground: str) -> list[Result]:
    """The closes, their replay and their proof, beside the same events summed by hand as often; a line beside one
    month's sum.

    Takes: seconds: of each close, each sum and each line as lists, of the replay and of the check.
    """
    closes, sums = told["closes"], told["sums"]
    turns = (
        ("Closing one month, without documents", closes, sums),
        ("Closing the year, without documents", [sum(closes)], [sum(sums)]),
        ("Replaying the year", [told["replay"]], [sum(sums)]),
        ("Checking the year’s books apart", [told["check"]], [sum(sums)]),
        ("From a line to its events", told["line"], sums),
    )
    return [
        Result.of(name, unit="s", ours=ours, baseline=baseline, against="a sum by hand", ground=ground)
        for name, ours, baseline in turns
    ]


def drawn_of(told: dict[str, Any], *, ground: str) -> Result:
    """A month's files beside their PDFs alone. Takes: seconds, of all of them, and of some PDFs by themselves."""
    number, alone = told["statements"], told["alone"]
    return Result.of(
        f"Drawing the files of {number} statements",
        unit="s",
        ours=[told["drawn"]],
        baseline=[seconds * number for seconds in alone],
        against="WeasyPrint, the PDF alone",
        ground=ground,
    )


def _told_by(module: str, *words: int, server: ThrowawayServer) -> dict[str, Any]:
    """What a process of its own measured, on this server. Its last line is JSON; what it says before is passed on."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "GUILDHALL_"))} | {
        "GUILDHALL_STATE": str(server.home),
        "GUILDHALL_LOGIN": "owner",
        "DJANGO_SETTINGS_MODULE": "bench.engines.settings_guildhall",
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "platform")]),
    }
    command = [sys.executable, "-u", "-m", "bench.alone", module, *map(str, words)]
    said = ""
    with subprocess.Popen(command, cwd=PROJECT, env=env, text=True, stdout=subprocess.PIPE) as process:
        for said in process.stdout or ():
            if not said.startswith("{"):
                print(f"  {said.rstrip()}", flush=True)
    if process.returncode:
        raise RuntimeError(f"bench.{module} ended before it had measured anything; its own words are above.")
    told: dict[str, Any] = json.loads(said)
    return told


def _ground(what: str) -> str:
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return f"{machine}; 12 pools, {what}"
