"""The homes of all partners, and how they are brought to each release, as the operator sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Self

from guildhall.web.pages import Page
from guildhall.web.parts import Cell, Column, Empty, Figure, JobState, Table, Tag
from tenants.engine.progress import seconds_left
from tenants.models import MigrationRun, SchemaState
from tenants.queries import Fleet
from tenants.states import RunOutcome

SILENT_AFTER = timedelta(minutes=1)
LINES_SHOWN = 4
COLOURS = {
    RunOutcome.MOVING: "blue",
    RunOutcome.FINISHED: "green",
    RunOutcome.STOPPED: "red",
    RunOutcome.KILLED: "orange",
}
GO_ON = "Run manage.py tenants_migrate again: it goes on from where it was."


@dataclass(frozen=True, kw_only=True)
class MigrationsPage(Page):
    """The latest run and how far it is, who is left behind and why, who was changed by hand, and earlier runs."""

    template: ClassVar[str] = "pages/partnership/migrations.html"
    figures: Sequence[Figure]
    job: JobState | None
    failed: Table
    drifted: Table
    earlier: Table
    empty: Empty

    @classmethod
    def of(cls, fleet: Fleet, *, at: datetime) -> Self:
        latest = fleet.runs[0] if fleet.runs else None
        return cls(
            title="Migrations",
            headline=_headline(fleet),
            figures=[
                Figure("Homes", fleet.homes, url="/partners/", note="partners with tables of their own"),
                Figure("Behind this release", fleet.behind, alert=bool(fleet.behind)),
                Figure("Failed", len(fleet.failed), alert=bool(fleet.failed)),
                Figure("Changed by hand", len(fleet.drifted), alert=bool(fleet.drifted), note="when last verified"),
            ],
            job=_job(latest, at=at) if latest else None,
            failed=_failed(fleet.failed),
            drifted=_drifted(fleet.drifted),
            earlier=_earlier(fleet.runs),
            empty=Empty(
                "No migration has run yet",
                "Each release brings every home to its shape, one first and then the others. The runs are shown here.",
            ),
        )


def _headline(fleet: Fleet) -> str:
    if fleet.homes == 0:
        return "No partner has a home yet"
    if fleet.behind == 0:
        return (
            f"All {fleet.homes:,} homes are at this release" if fleet.homes > 1 else "The one home is at this release"
        )
    return f"{fleet.behind:,} of {fleet.homes:,} homes are behind this release"


def _job(run: MigrationRun, *, at: datetime) -> JobState:
    settled = run.done + run.failed
    counted = f"{run.done:,} brought forward, {run.failed:,} failed."
    if run.outcome == RunOutcome.MOVING and at - run.moved_at > SILENT_AFTER:
        return JobState("failed", "The latest run has fallen silent", f"{counted} {GO_ON}", done=settled, of=run.total)
    if run.outcome == RunOutcome.MOVING:
        text = f"{counted} {_time_left(run, at=at)}"
        return JobState("preparing", f"Under way: {run.get_wave_display().lower()}", text, done=settled, of=run.total)
    if run.outcome == RunOutcome.FINISHED:
        return JobState("ready", "The latest run is finished", counted, done=settled, of=run.total)
    reason = f"{run.reason} " if run.reason else ""
    heading = f"The latest run was {run.get_outcome_display().lower()}"
    return JobState("failed", heading, f"{reason}{counted} {GO_ON}", done=settled, of=run.total)


def _time_left(run: MigrationRun, *, at: datetime) -> str:
    seconds = (max(at, run.moved_at) - run.started_at).total_seconds()
    left = seconds_left(settled=run.done + run.failed, total=run.total, seconds=seconds)
    if left is None:
        return "How long it takes is known after the first."
    return f"About {left:,} seconds to go." if left < 120 else f"About {round(left / 60):,} minutes to go."


def _failed(states: Sequence[SchemaState]) -> Table:
    rows = [[_partner(state), state.last_error, state.attempts, state.started_at] for state in states]
    columns = [Column("Partner"), Column("What went wrong"), Column("Attempts", numeric=True), Column("Last tried")]
    return Table("Left behind", columns, rows)


def _drifted(states: Sequence[SchemaState]) -> Table:
    columns = [Column("Partner"), Column("What differs from the migrations")]
    return Table("Changed by hand", columns, [[_partner(state), _first_lines(state.drift)] for state in states])


def _earlier(runs: Sequence[MigrationRun]) -> Table:
    rows = [
        [
            run.started_at,
            Tag(run.get_outcome_display(), COLOURS[RunOutcome(run.outcome)]),
            run.version[:8],
            run.total,
            run.done,
            run.failed,
            _length(run),
        ]
        for run in runs
    ]
    columns = [
        Column("Begun"), Column("Outcome"), Column("To version"), Column("Homes", numeric=True),
        Column("Done", numeric=True), Column("Failed", numeric=True), Column("Took"),
    ]  # fmt: skip
    return Table("Runs", columns, rows)


def _partner(state: SchemaState) -> Cell:
    return Cell(state.partner.name, url=f"/partners/{state.partner.code}/", note=state.partner.code)


def _first_lines(drift: str) -> list[str]:
    """What differs, by name alone; each thing once, though it may be missing in one form and there in another."""
    lines = list(dict.fromkeys(_by_name(line) for line in drift.splitlines()))
    more = len(lines) - LINES_SHOWN
    return [*lines[:LINES_SHOWN], *([f"and {more} lines more: see tenants_migrate --verify"] if more > 0 else [])]


def _by_name(line: str) -> str:
    """
    >>> _by_name("missing: index recruitment_vacancy vacancy_by_state btree f f t f 3 1")
    'missing: index recruitment_vacancy vacancy_by_state'
    """
    how, _, what = line.partition(": ")
    words = what.split(" ")
    return f"{how}: {' '.join(words[: 2 if words[0] == 'relation' else 3])}" if what else line


def _length(run: MigrationRun) -> str:
    if run.finished_at is None:
        return "Under way"
    seconds = (run.finished_at - run.started_at).total_seconds()
    return f"{seconds:.1f} seconds" if seconds < 120 else f"{round(seconds / 60)} minutes"
