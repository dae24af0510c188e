"""Run every benchmark and write what came of it."""

from __future__ import annotations

import argparse
import os
import platform
from contextlib import ExitStack
from importlib.metadata import version

from bench import report
from bench.closing import closing, drawing
from bench.harness import (
    MIGRATED,
    PROJECT,
    READS,
    REQUESTS,
    SERVING,
    Engine,
    ThrowawayServer,
    all_of,
    in_turn,
    throwaway_server,
)
from bench.metering import metering
from bench.results import Result

HOMES, BASELINE_HOMES, ROUNDS_OF_READS, ROUNDS_OF_REQUESTS, PROCESSES = 24, 8, 20, 10, 6
PRESENT, HOMES_THEN = 60, 100
VISITED, EXPORTS = 400, 10
FLEET, BASELINE_FLEET, NOTHINGS, MIGRATIONS = 1000, 20, 5, 3
ALONE = {"metering": metering, "closing": closing, "drawing": drawing}


def main() -> None:
    asking = argparse.ArgumentParser(prog="make bench", description="Guildhall beside named baselines.")
    words = f"build with N partners present as well; {PRESENT} unless said, 700 in full, 0 for none"
    asking.add_argument("--present", type=int, default=PRESENT, metavar="N", help=words)
    asking.add_argument(
        "--only",
        choices=["metering", "serving", "closing", "drawing"],
        help="run one part alone; figures of the others stay as they are",
    )
    asked = asking.parse_args()
    with ExitStack() as stack, throwaway_server() as server:
        if asked.only in ALONE:
            keep(ALONE[asked.only](server))
        elif asked.only == "serving":
            engines, said = all_of(stack, server)
            keep([*reading(engines, said), *answering(server, said)])
        else:
            report.write(everything(stack, server, present=asked.present), folder=PROJECT)
    print("→ written to docs/performance.md and bench/results.json")


def everything(stack: ExitStack, server: ThrowawayServer, *, present: int) -> list[Result]:
    """Run each part, and keep it as soon as it is there: a run is long, and one cut short has lost its last part."""
    print("→ starting the engines and making them ready")
    engines, said = all_of(stack, server)
    results = keep([*provisioning(engines, said), *reading(engines, said), *answering(server, said)])
    if present:
        results += keep(provisioning(engines, said, present=present))
        results += keep(remembering(engines, said, homes=min(present, VISITED)))
    results += keep(migrating(engines, said))
    results += keep(exporting(engines, said, server))
    stack.close()
    for part in ALONE.values():  # these are measured with nobody else's homes beside them
        with throwaway_server() as another:
            results += keep(part(another))
    return results


def keep(results: list[Result]) -> list[Result]:
    """Say what a part came to, and write it where an earlier run wrote the same; what else was written stays."""
    names = {result.name for result in results}
    report.write([*(one for one in report.read(PROJECT) if one.name not in names), *results], folder=PROJECT)
    for result in results:
        against = f"{result.baseline_name} {result.baseline}"
        print(f"  {result.name}: {result.ours} {result.unit}, {against}: {result.ratio} times", flush=True)
    return results


def provisioning(engines: dict[str, Engine], said: dict[str, dict[str, str]], *, present: int = 0) -> list[Result]:
    """Building a home, with next to nobody there, or with so many partners present in each engine's database."""
    homes = HOMES_THEN if present else HOMES
    fill(engines, to=present)
    print(f"→ building {homes} homes, and {BASELINE_HOMES} by each of django-tenants' ways")
    turns = {
        "guildhall": (engines["guildhall"], homes),
        "django-tenants": (engines["django-tenants"], BASELINE_HOMES),
        "clone": (engines["clone"], BASELINE_HOMES),
    }
    tables = {name: said[name]["tables"] for name in turns}
    if len(set(tables.values())) > 1:
        raise RuntimeError(f"The engines do not build the same home: {tables}.")
    seconds = in_turn(turns, "provision", {})
    ground = f"{_ground(said)}; {said['guildhall']['tables']} tables in a partner's schema"
    return [
        Result.of(
            f"Provisioning a partner, {present} present" if present else "Provisioning a partner",
            unit="s",
            ours=seconds["guildhall"],
            baseline=seconds[which],
            against=name,
            ground=ground,
            with_p95=bool(present),
        )
        for which, name in (("django-tenants", "django-tenants"), ("clone", "django-tenants, clone mode"))
    ]


def fill(engines: dict[str, Engine], *, to: int) -> None:
    """Have so many partners in each engine's database."""
    for name in ("guildhall", "django-tenants", "clone"):
        there = int(engines[name].ask("partners")) if to else 0
        if there < to:
            print(f"→ filling {name} with {to - there} partners more")
        for _ in range(to - there):
            engines[name].ask("provision")


def answering(server: ThrowawayServer, said: dict[str, dict[str, str]]) -> list[Result]:
    """One process is not like another, whatever runs in it: so there are several of each, two at a time. Both run the
    same code, which does nothing but serve, and differ in their settings.
    """
    print(f"→ {REQUESTS} requests, {ROUNDS_OF_REQUESTS} times each by {PROCESSES} processes")
    ours, schema = said["guildhall"], said["guildhall"]["schema"]
    each: dict[str, list[float]] = {"guildhall": [], "plain": []}
    for process in range(PROCESSES):
        with ExitStack() as stack:
            two = {
                kind: stack.enter_context(
                    Engine.started(
                        "plain", settings=f"settings_{kind}", server=server, schema=schema, seed=str(process)
                    )
                )
                for kind in (each if process % 2 else reversed(each))
            }
            words = dict.fromkeys(two, (ours["host"], ours["session"]))
            taken = in_turn({kind: (engine, ROUNDS_OF_REQUESTS) for kind, engine in two.items()}, "answer", words)
        for kind, seconds in taken.items():
            each[kind] += [second / REQUESTS * 1000 for second in seconds]
    return [
        Result.of(
            "Answering one request",
            unit="ms",
            ours=each["guildhall"],
            baseline=each["plain"],
            against="plain Django, no wall",
            ground=_ground(said),
        )
    ]


def reading(engines: dict[str, Engine], said: dict[str, dict[str, str]]) -> list[Result]:
    print(f"→ {READS:,} reads of one row, {ROUNDS_OF_READS} times each")
    ours, theirs = said["guildhall"], said["django-tenants"]
    words = {
        SERVING: (ours["schema"], ours["row"]),
        "plain": (ours["schema"], ours["row"]),
        "django-tenants": (theirs["schema"], theirs["row"]),
    }
    seconds = in_turn({name: (engines[name], ROUNDS_OF_READS) for name in words}, "read_rows", words)
    each = {name: [second / READS * 1e6 for second in taken] for name, taken in seconds.items()}
    return [
        Result.of(
            "Reading one row",
            unit="µs",
            ours=each[SERVING],
            baseline=each[which],
            against=name,
            ground=_ground(said),
        )
        for which, name in (("plain", "plain Django, no wall"), ("django-tenants", "django-tenants"))
    ]


def migrating(engines: dict[str, Engine], said: dict[str, dict[str, str]]) -> list[Result]:
    """The fleet at its full size for us; baselines in a small one, and their time for each home times the full size."""
    print(f"→ building {FLEET:,} homes, and {BASELINE_FLEET} by each baseline, to migrate them")
    engines = {**engines, "django-tenants": engines[MIGRATED]}
    baselines = [name for name in ("django-tenants", "django-pgschemas") if name in engines]
    sizes = {"guildhall": FLEET} | dict.fromkeys(baselines, BASELINE_FLEET)
    for name, size in sizes.items():
        engines[name].ask("grow", str(size))
    turns = {name: (engines[name], MIGRATIONS) for name in sizes}
    nothing = in_turn({name: (engines[name], NOTHINGS) for name in sizes}, "migrate", {})
    print(f"→ {MIGRATIONS} migrations of a column and an index")
    rendering: list[float] = []
    one: dict[str, list[float]] = {name: [] for name in turns}
    for release in range(1, MIGRATIONS + 1):
        for name in turns:
            rendered = engines[name].ask("become", str(release))
            rendering += [rendered] if name == "guildhall" else []
            one[name].append(engines[name].ask("migrate") + (rendered if name == "guildhall" else 0))
    ground = (
        f"{_ground(said)}; {said['guildhall']['tables']} tables in a partner's schema; ours over {FLEET:,} homes, of "
        f"which {sorted(rendering)[len(rendering) // 2]:.1f} s for rendering once; baselines over {BASELINE_FLEET}, "
        f"their seconds times {FLEET // BASELINE_FLEET}"
    )
    scale = {name: FLEET / size for name, size in sizes.items()}
    return [
        Result.of(
            what,
            unit="s",
            ours=taken["guildhall"],
            baseline=[seconds * scale[name] for seconds in taken[name]],
            against=name,
            ground=ground,
        )
        for what, taken in ((f"Nothing to migrate, {FLEET:,} homes", nothing), (f"One migration, {FLEET:,} homes", one))
        for name in baselines
    ]


def remembering(engines: dict[str, Engine], said: dict[str, dict[str, str]], *, homes: int) -> list[Result]:
    """The most memory that a backend holds, once every table of so many homes was asked over one connection."""
    print(f"→ visiting {homes} homes")
    most = {name: [float(engines[name].ask("visit", str(homes)))] for name in ("guildhall", "django-tenants")}
    return [
        Result.of(
            f"Memory of a backend, {homes} homes visited",
            unit="MB",
            ours=most["guildhall"],
            baseline=most["django-tenants"],
            against="django-tenants",
            ground=f"{_ground(said)}; {said['guildhall']['tables']} tables in a partner's schema",
        )
    ]


def exporting(engines: dict[str, Engine], said: dict[str, dict[str, str]], server: ThrowawayServer) -> list[Result]:
    """One partner out of a thousand into a file: ours with its shared rows and files, PostgreSQL's the schema alone."""
    print(f"→ {EXPORTS} exports of one partner")
    schema = said["guildhall"]["schema"]
    ours, theirs = [], []
    for _ in range(EXPORTS):
        ours.append(engines["guildhall"].ask("export", schema, str(server.home / "exported.zip")))
        theirs.append(server.dump("bench_guildhall", schema))
    return [
        Result.of(
            f"Export of one partner, {FLEET:,} present",
            unit="s",
            ours=ours,
            baseline=theirs,
            against="pg_dump",
            ground=_ground(said),
        )
    ]


def _ground(said: dict[str, dict[str, str]]) -> str:
    parts = (
        f"{os.cpu_count()} cores",
        platform.system(),
        f"Python {platform.python_version()}",
        f"PostgreSQL {said['guildhall']['postgresql']} with fsync on",
        f"Django {version('django')}",
        f"django-tenants {version('django-tenants')}",
    )
    return ", ".join(parts)


main()
