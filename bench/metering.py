"""Usage, beside the barest SQL that does the same rows, with millions of events present."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

from bench.harness import Engine, ThrowawayServer, in_turn
from bench.results import Result

PRESENT, BATCH, BATCHES, TURNS, COUNTS, LINES, ACTS = 5_000_000, 5_000, 20, 5, 3, 20, 500


def metering(server: ThrowawayServer, *, present: int = PRESENT) -> list[Result]:
    """Take in, record, count and look behind a line, ours and the baseline in turn, on one server."""
    with Engine.started("metering", settings="settings_guildhall", server=server) as engine:
        print("→ making usage ready")
        said = engine.ask("get_ready")
        print(f"→ setting down {present:,} events")
        engine.ask("fill", str(present))
        ground = _ground(said["postgresql"], present)
        return [
            *_taking_in(engine, token=said["token"], ground=ground),
            _recording(engine, ground=ground),
            _counting(engine, present=present, ground=ground),
            _looking(engine, ground=ground),
        ]


def _taking_in(engine: Engine, *, token: str, ground: str) -> list[Result]:
    print(f"→ {BATCHES} batches of {BATCH:,} events, by the verb, by the API and by COPY")
    ours, by_api, copied = [], [], []
    for _ in range(BATCHES):
        ours.append(engine.ask("take_in"))
        copied.append(engine.ask("copy_in"))
        by_api.append(engine.ask("take_in_by_api", token))
    against = "COPY into a bare table"
    told = {"baseline": _a_thousand(copied), "against": against, "unit": "ms", "ground": ground}
    return [
        Result.of("Taking in a thousand events of a batch", ours=_a_thousand(ours), **told),
        Result.of("The same through the API", ours=_a_thousand(by_api), **told),
    ]


def _a_thousand(seconds: list[float]) -> list[float]:
    return [second / BATCH * 1_000_000 for second in seconds]


def _recording(engine: Engine, *, ground: str) -> Result:
    print(f"→ {ACTS} events one by one, {TURNS} times")
    ours = [engine.ask("record_each") / ACTS * 1000 for _ in range(TURNS)]
    theirs = [engine.ask("insert_each") / ACTS * 1000 for _ in range(TURNS)]
    against = "INSERT into a bare table"
    return Result.of("Recording one event", unit="ms", ours=ours, baseline=theirs, against=against, ground=ground)


def _counting(engine: Engine, *, present: int, ground: str) -> Result:
    print(f"→ counting every day, {COUNTS} times")
    turns = {"ours": (engine, COUNTS)}
    ours = in_turn(turns, "rebuild", {})["ours"]
    theirs = in_turn(turns, "sum_by_hand", {})["ours"]
    what, against = f"Counting the days of {present:,} events", "a sum by hand, kept nowhere"
    return Result.of(what, unit="s", ours=ours, baseline=theirs, against=against, ground=ground)


def _looking(engine: Engine, *, ground: str) -> Result:
    print(f"→ from a line to its events, {LINES} times")
    ours = [engine.ask("line_to_events") * 1000 for _ in range(LINES)]
    theirs = [engine.ask("select_by_hand") * 1000 for _ in range(LINES)]
    what, against = "From a line to its 7,500 events", "a SELECT by hand, no digest"
    return Result.of(what, unit="ms", ours=ours, baseline=theirs, against=against, ground=ground)


def _ground(postgresql: str, present: int) -> str:
    return (
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, PostgreSQL {postgresql} "
        f"with fsync on, Django {version('django')}; usage with {present:,} events of 7 partners present"
    )
