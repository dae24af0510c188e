"""A year of twelve pools closed month by month, beside a sum of the same events written by hand, in one run.

`python -m bench.closing --partners 700 --events 5000000` is the year of the goals; it prints and writes nothing down.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from typing import Any

from bench.harness import PROJECT, throwaway_server
from bench.results import Result
from guildhall.database.embedded import EmbeddedServer

PARTNERS, EVENTS = 700, 500_000


def main() -> None:
    asking = argparse.ArgumentParser(prog="python -m bench.closing", description="A year of closes, and its replay.")
    asking.add_argument("--partners", type=int, default=PARTNERS)
    asking.add_argument("--events", type=int, default=EVENTS, help="in the year; 5000000 in full")
    asked = asking.parse_args()
    print(f"→ twelve months, 12 pools, {asked.partners} partners, {asked.events:,} events")
    with throwaway_server() as server:
        told = _a_year(server, partners=asked.partners, events=asked.events)
    for result in results_of(told, ground=_ground(asked.partners, asked.events)):
        against = f"{result.baseline_name} {result.baseline}"
        print(f"  {result.name}: {result.ours} {result.unit}, {against}: {result.ratio} times")
    print(f"  The books checked apart: {told['check']:.2f} s")


def results_of(told: dict[str, Any], *, ground: str) -> list[Result]:
    """The closes and their replay, beside the same events summed by hand as often; a line beside one month's sum.

    Takes: seconds: of each close, each sum and each line as lists, and of the replay.
    """
    closes, sums = told["closes"], told["sums"]
    turns = (
        ("Closing one month, without documents", closes, sums),
        ("Closing the year, without documents", [sum(closes)], [sum(sums)]),
        ("Replaying the year", [told["replay"]], [sum(sums)]),
        ("From a line to its events", told["line"], sums),
    )
    return [
        Result.of(name, unit="s", ours=ours, baseline=baseline, against="a sum by hand", ground=ground)
        for name, ours, baseline in turns
    ]


def _a_year(server: EmbeddedServer, *, partners: int, events: int) -> dict[str, Any]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "GUILDHALL_"))} | {
        "GUILDHALL_STATE": str(server.home),
        "GUILDHALL_LOGIN": "owner",
        "DJANGO_SETTINGS_MODULE": "bench.engines.settings_guildhall",
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "platform")]),
    }
    command = [sys.executable, "-m", "bench.closing_year", str(partners), str(events)]
    said = subprocess.run(command, cwd=PROJECT, env=env, check=True, text=True, stdout=subprocess.PIPE).stdout
    told: dict[str, Any] = json.loads(said.splitlines()[-1])
    return told


def _ground(partners: int, events: int) -> str:
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return f"{machine}; 12 pools, {partners} partners, {events:,} events a year"


if __name__ == "__main__":
    main()
