"""docs/performance.md and bench/results.json, written by the bench and by nobody else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bench.results import Result
from bench.soaked import Soaked

WIDEST_BAR = 48
LEVEL = 1.05  # nearer than this, a busy machine decides
HEAD = """# Performance

Written by `make bench`; do not edit it by hand. Each figure is a median, with the minimum in brackets. Guildhall and
its baselines run in one run, on one PostgreSQL, in processes of their own, and take turns. The ratios travel between
machines; the seconds do not.
"""
NOTES = """## What is measured

- **Provisioning a partner.** Ours is the verb `finish_building`: one transaction that locks the partner, makes the
  schema and every table from the template, adds the host name, opens the doors, writes the audit entry and announces
  it. The baseline is what django-tenants' manual asks for: `Tenant.save()`, which creates the schema and runs the
  migrations in it, and `Domain.save()`, with the same tenant apps and its own settings. In its clone mode the schema
  is copied from a finished one.
- **With so many present.** The same, once every engine's database holds that many finished partners, and with the
  95th of a hundred beside the median. `make bench ARGS="--present 700"` takes half an hour, most of it to fill the
  baselines.
- **Answering one request.** A page of a partner's people, for an administrator who is signed in: from the WSGI
  application to the last byte, sessions, roles, queries and templates included, fifty in a row. Plain Django has the
  same views, tables, templates and middleware; its connection looks at one schema for good and signs in as somebody
  whom no policy binds, and which host is asked for is known beforehand. Six processes of each, in pairs that hash
  alike; all of them have room for their frames, as ours has in earnest: decision 0025.
- **Reading one row.** A thousand reads by primary key, a statement each, in one partner's context and outside a
  transaction. Ours and plain Django read the same row of the same table; plain Django has the schema fixed for the
  connection, and so no wall at all.
- **Nothing to migrate.** The engine asks one question. The baselines visit every schema and look.
- **One migration.** A column and its index. Ours renders the migration once, holds every home's shape to what it should
  be, and brings the homes forward in a transaction each, canary first, by one process. The baselines are the commands
  that their manuals name, `migrate_schemas --tenant` and `migrate`, in their own sequential way. They ran over few
  schemas, and their time is given for as many as ours, schema by schema.
- **Memory of a backend.** PostgreSQL remembers the catalogue of every schema that a connection met, and does not
  forget. One process asks every table of each home for a row; the figure is the most private memory that any backend
  of its connection held. Ours begins another connection after sixty partners.
- **Export of one partner.** Ours is the archive: every table, the partner's shared rows and files, and a manifest with
  digests, fit for another name or another database. The baseline is `pg_dump -Fc` of the schema, in the same database.

Run it again with `make bench`: it starts a server of its own in a temporary folder and needs nothing else.
"""


NOTES_ON_USAGE = """\
- **Taking in events.** A batch of 5,000 events that nobody knows yet, of a source of the host's: every identity looked
  up, each event judged, and all of them written with their unique identity, three indexes, row-level security and the
  locks of a close, in one transaction. By the API the same begins with JSON and ends with an answer for each event. The
  baseline is PostgreSQL's own COPY of the same rows into a table that has no index and no constraint. 50 ms a thousand
  are 20,000 events a second.
- **Recording one event.** The step that rooms call where their work commits, each in a transaction of its own, beside
  an INSERT of such a row into the bare table, each committed by itself.
- **Counting the days.** Every day of every partner and unit thrown away, counted from all events and written again. The
  baseline sums up quantities by partner, unit and day, and keeps them nowhere.
- **From a line to its events.** What the page of a statement's line asks: the events counted, their digest worked out
  again, and all of them listed, each with what it corrects. The baseline selects the same rows.
"""
NOTES_ON_COSTS = """\
- **Closing.** Twelve pools by single, mixed and equal keys, every partner a member of each; usage counted, costs
  shared, shares and their words written, journals booked, statements set down and sealed, a month in one transaction.
  Then every month is worked out again from what was kept and held against its digest; the events behind the line that
  rests on most are counted, digested and listed; and the rules that share no code with what writes are asked of all
  books. The baseline sums up the year's events by partner and unit, and keeps them nowhere.
- **Drawing files.** From the close to the last statement put away: PDF, spreadsheet, CSV and FOCUS rows of each, by
  the relay and the one process that draws in the background. The baseline is one process that draws the PDFs alone, a
  few of them measured and their time given for as many.
"""


def write(results: Sequence[Result], *, folder: Path) -> None:
    """Write both files. What a soak found stays as it is. Takes: the project's folder."""
    (folder / "bench" / "results.json").write_text(json.dumps([result.plain for result in results], indent=2) + "\n")
    (folder / "docs" / "performance.md").write_text(as_markdown(results, soaked=read_soak(folder)))


def write_soak(soaked: Soaked, *, folder: Path) -> None:
    """Write what a soak found. What the bench found stays as it is. Takes: the project's folder."""
    (folder / "bench" / "soak.json").write_text(json.dumps(soaked.plain, indent=2) + "\n")
    (folder / "docs" / "performance.md").write_text(as_markdown(read(folder), soaked=soaked))


def read(folder: Path) -> list[Result]:
    """What the last runs found."""
    return [Result(**row) for row in json.loads((folder / "bench" / "results.json").read_text())]


def read_soak(folder: Path) -> Soaked | None:
    """What the last soak found, if there was one."""
    file = folder / "bench" / "soak.json"
    return Soaked.of(json.loads(file.read_text())) if file.exists() else None


def as_markdown(results: Sequence[Result], *, soaked: Soaked | None = None) -> str:
    grounds = sorted({result.ground for result in results})
    parts = [HEAD, "## The figures\n", _table(results), "## Side by side\n", _chart(results), _notes(results)]
    if soaked:
        parts.append(soaked.as_markdown())
        grounds = sorted({*grounds, soaked.ground})
    parts.append("## The ground\n\n" + "\n".join(f"- {ground}" for ground in grounds) + "\n")
    return "\n".join(parts)


def _notes(results: Sequence[Result]) -> str:
    """What is measured; of usage and of shared costs, once they were."""
    on_more = NOTES_ON_USAGE if any("events" in result.name for result in results) else ""
    on_more += NOTES_ON_COSTS if any("Closing" in result.name for result in results) else ""
    first, last = NOTES.split("\nRun it again")
    return f"{first}{on_more}\nRun it again{last}"


def _table(results: Sequence[Result]) -> str:
    rows = ["| What | Guildhall | Baseline | | Times each | Ratio |", "|---|---:|---:|---|---:|---:|"]
    for result in results:
        ours = f"{_figure(result.ours, result.unit)} ({_figure(result.ours_minimum, result.unit)})"
        ours += f", p95 {_figure(result.ours_p95, result.unit)}" if result.ours_p95 else ""
        theirs = f"{_figure(result.baseline, result.unit)} ({_figure(result.baseline_minimum, result.unit)})"
        times = f"{result.ours_times}, {result.baseline_times}"
        ratio = _ratio(result.ratio, unit=result.unit)
        rows.append(f"| {result.name} | {ours} | {theirs} | {result.baseline_name} | {times} | {ratio} |")
    return "\n".join(rows) + "\n"


def _chart(results: Sequence[Result]) -> str:
    lines = ["```text"]
    for result in results:
        most = max(result.ours, result.baseline)
        lines.append(f"{result.name}")
        for who, value in (("Guildhall", result.ours), (result.baseline_name, result.baseline)):
            bar = "█" * max(1, round(value / most * WIDEST_BAR))
            lines.append(f"  {who:<28} {bar} {_figure(value, result.unit)}")
        lines.append("")
    return "\n".join([*lines[:-1], "```\n"])


def _figure(value: float, unit: str) -> str:
    """Four digits at most, and never fewer than the ratio needs.

    >>> [_figure(value, "ms") for value in (1.16938, 13.8149, 423.1)]
    ['1.169 ms', '13.8 ms', '423 ms']
    """
    places = 3 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{places}f} {unit}"


def _ratio(ratio: float, *, unit: str = "s") -> str:
    """The ratio in words.

    >>> [_ratio(ratio) for ratio in (8.34, 1.02, 0.8)]
    ['8.3 times faster', 'level (1.02)', '1.2 times slower']
    >>> _ratio(3, unit="MB")
    '3.0 times less'
    """
    better, worse = ("less", "more") if unit == "MB" else ("faster", "slower")
    if ratio >= LEVEL:
        return f"{ratio:.1f} times {better}"
    return f"level ({ratio:.2f})" if ratio > 1 / LEVEL else f"{1 / ratio:.1f} times {worse}"
