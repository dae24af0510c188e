"""Bringing many partners in: what a file would do, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from apps.partnership.models import Intake, IntakeRow
from apps.partnership.presenters.partners import tag_of as tag_of_partner
from apps.partnership.queries import IntakeProgress
from apps.partnership.states import IntakeState, RowState
from guildhall.audit.queries import TrailEntry
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Act, Cell, Column, Empty, Event, JobState, Link, Row, Table, Tag

COLOURS = {IntakeState.PLANNED: "blue", IntakeState.WITHDRAWN: "grey"}
ROW_COLOURS = {RowState.WAITING: "blue", RowState.REFUSED: "red"}


def tag_of(intake: Intake) -> Tag:
    return Tag(intake.get_state_display(), COLOURS.get(IntakeState(intake.state), ""))


@dataclass(frozen=True, kw_only=True)
class IntakesPage(Page):
    """Every file that was brought."""

    template: ClassVar[str] = "pages/partnership/intakes.html"
    table: Table
    paged: Paged[Any]
    empty: Empty
    add: Link

    @classmethod
    def of(cls, paged: Paged[Any]) -> Self:
        add = Link("Choose a file", "/intakes/new/")
        rows = [
            [
                Cell(intake.file_name, url=f"/intakes/{intake.id}/", hidden=f"of {intake.planned_at:%-d %B}"),
                intake.planned_at,
                f"{intake.joined:,} of {intake.organisations:,}",
                tag_of(intake),
            ]
            for intake in paged.rows
        ]
        columns = [Column("File"), Column("Chosen"), Column("Joined"), Column("State")]
        return cls(
            title="Bring many partners in",
            back=Link("Partners", "/partners/"),
            table=Table("Files, newest first", columns, rows, caption_hidden=True),
            paged=paged,
            empty=Empty(
                "No file was brought yet", "A file of organisations brings up to 700 partners in at once.", add
            ),
            add=add,
        )


@dataclass(frozen=True, kw_only=True)
class IntakeFilePage(Page):
    """Choose a file."""

    template: ClassVar[str] = "pages/partnership/intake_new.html"
    form: Any

    @classmethod
    def of(cls, form: Any) -> Self:
        back = Link("Bring many partners in", "/intakes/")
        return cls(title="Choose a file of organisations", form=form, back=back)


@dataclass(frozen=True, kw_only=True)
class IntakePage(Page):
    """One file: before it is confirmed what it would do, afterwards how far it is."""

    template: ClassVar[str] = "pages/partnership/intake.html"
    here: str
    tag: Tag
    facts: Sequence[Row]
    faults: Sequence[str]
    form: Any
    withdraw: Act | None
    job: JobState | None
    stopped: str
    resume: Act | None
    table: Table
    paged: Paged[Any]
    events: Sequence[Event]

    @classmethod
    def of(
        cls, intake: Intake, *, rows: Paged[Any], progress: IntakeProgress, form: Any, trail: Sequence[TrailEntry]
    ) -> Self:
        here, planned = f"/intakes/{intake.id}", intake.state == IntakeState.PLANNED
        confirmed = intake.state == IntakeState.CONFIRMED
        unfinished = confirmed and bool(progress.refused or (progress.waiting and intake.state_reason))
        return cls(
            title=intake.file_name,
            headline=_headline(intake, progress),
            caption=intake.file_name,
            back=Link("Bring many partners in", "/intakes/"),
            here=f"{here}/",
            tag=tag_of(intake),
            facts=_facts(intake, progress),
            faults=intake.faults,
            form=form if planned else None,
            withdraw=Act("Withdraw this file", f"{here}/withdrawal/") if planned else None,
            job=_job(progress) if confirmed else None,
            stopped=intake.state_reason,
            resume=Act("Try the others again", f"{here}/resumption/") if unfinished else None,
            table=_table(rows.rows, planned=planned),
            paged=rows,
            events=[
                Event(f"{e.what[:1].upper()}{e.what[1:]}", e.at, e.by, changes=list(e.details.values())) for e in trail
            ],
        )


def _headline(intake: Intake, progress: IntakeProgress) -> str:
    if intake.state == IntakeState.PLANNED:
        return f"{_organisations(progress.all)} would join"
    if intake.state == IntakeState.WITHDRAWN:
        return "This file was withdrawn"
    if progress.live == progress.all:
        return f"All {progress.all:,} partners are live" if progress.all != 1 else "The one partner is live"
    return f"{progress.live:,} of {progress.all:,} partners are live"


def _organisations(count: int) -> str:
    return "1 organisation" if count == 1 else f"{count:,} organisations"


def _facts(intake: Intake, progress: IntakeProgress) -> list[Row]:
    facts = [
        Row("Rows in the file", intake.rows_in_file),
        Row("Would join" if intake.state != IntakeState.CONFIRMED else "Join", progress.all),
        *(Row(reason, count) for reason, count in sorted(intake.left_out.items())),
        Row("Share costs from", intake.joins_on),
    ]
    if intake.state == IntakeState.CONFIRMED:
        agreed = f"Version {intake.terms_version}: {intake.terms_evidence}"
        facts.append(Row("Terms", agreed if intake.terms_version else "Agreed one by one, on each partner’s page"))
    return facts


def _job(progress: IntakeProgress) -> JobState:
    decided = progress.live + progress.applied
    left = [
        f"{count:,} {words}"
        for count, words in (
            (progress.waiting, "waiting"),
            (progress.building, "being built"),
            (progress.applied, "waiting for their terms"),
            (progress.stuck, "stuck"),
            (progress.refused, "refused"),
        )
        if count
    ]
    text = f"{', '.join(left).capitalize()}." if left else ""
    if progress.is_moving:
        return JobState("preparing", "Partners are being brought in", text, done=decided, of=progress.all)
    if progress.stuck or progress.refused:
        return JobState("failed", "Some need you", text, done=decided, of=progress.all)
    done = "Everybody is registered" if progress.applied else "Everybody has joined"
    return JobState("ready", done, text, done=decided, of=progress.all)


def _table(rows: Sequence[IntakeRow], *, planned: bool) -> Table:
    columns = [
        Column("Organisation"),
        Column("Code"),
        Column("Letters"),
        Column("Kind"),
        Column("First administrator"),
        Column("State"),
    ]
    lines = [
        [
            Cell(row.name, url=f"/partners/{row.code}/" if row.partner else "", note=_note(row)),
            row.code,
            row.letters,
            row.get_kind_display(),
            row.first_administrator or "Not invited",
            _standing(row),
        ]
        for row in rows
    ]
    return Table("Who would join" if planned else "Who joins", columns, lines)


def _note(row: IntakeRow) -> str:
    return row.reason or (row.partner.state_reason if row.partner else "") or f"{row.ods_code}, row {row.number:,}"


def _standing(row: IntakeRow) -> Tag:
    if row.partner:
        return tag_of_partner(row.partner)
    return Tag(row.get_state_display(), ROW_COLOURS.get(RowState(row.state), ""))
