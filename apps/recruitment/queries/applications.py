"""Applications for staff: without names until the shortlist is decided, and for panels never with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import Prefetch, Q

from apps.recruitment.models import Application, Offer, ScoreSheet, Starter, Vacancy
from apps.recruitment.rules.redaction import AnonymousApplication, without_the_person
from apps.recruitment.states import ApplicationState
from guildhall.kernel import Actor


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One panel member's locked scores for an application."""

    scorer_id: UUID
    points: Mapping[int, int]
    note: str
    locked_at: datetime | None

    @property
    def total(self) -> int:
        return sum(self.points.values())


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """An application in a list. `name` is empty while nobody may know it."""

    id: int
    ref: str
    name: str
    state: str
    submitted_at: datetime
    sheets: Sequence[SheetLine]

    @property
    def locked(self) -> list[SheetLine]:
        return [sheet for sheet in self.sheets if sheet.locked_at]

    @property
    def average(self) -> Fraction | None:
        """The mean of the locked totals."""
        return Fraction(sum(sheet.total for sheet in self.locked), len(self.locked)) if self.locked else None


def applications_of(vacancy: Vacancy, *, named: bool = False) -> list[ApplicationLine]:
    """Everyone who sent an application, by their anonymous reference: an order that tells nothing.

    Takes: `named`, for recruiters; before the shortlist is confirmed there are no names for them either.
    """
    named = named and vacancy.is_shortlisted
    rows = Application.objects.received().filter(vacancy=vacancy).order_by("anonymous_ref")
    rows = rows.select_related("person") if named else rows
    rows = rows.prefetch_related(Prefetch("sheets", ScoreSheet.objects.prefetch_related("scores").order_by("id")))
    return [
        ApplicationLine(
            id=row.id,
            ref=row.anonymous_ref,
            name=row.person.name if named else "",
            state=row.state,
            submitted_at=row.submitted_at,
            sheets=[_sheet(sheet) for sheet in row.sheets.all()],
        )
        for row in rows
    ]


def as_scorers_see_it(application: Application) -> AnonymousApplication:
    """An application through the redactor: the only form in which a scorer gets it."""
    sections = {section.key: section for section in application.sections.all()}
    return without_the_person(
        application.anonymous_ref,
        person=application.person,
        sections=sections,
        criteria=list(application.vacancy.criteria.all()),
    )


def own_sheet(application: Application, actor: Actor) -> SheetLine | None:
    """An actor's own scores for an application."""
    sheet = application.sheets.filter(scorer_id=actor.person_id).prefetch_related("scores").first()
    return _sheet(sheet) if sheet else None


def sheets_seen_by(application: Application, actor: Actor, *, is_recruiter: bool) -> list[SheetLine]:
    """The locked scores that an actor may see: recruiters all, scorers none but their own before these are locked."""
    sheets = [_sheet(sheet) for sheet in application.sheets.prefetch_related("scores").order_by("id")]
    locked = [sheet for sheet in sheets if sheet.locked_at]
    own_locked = any(sheet.scorer_id == actor.id for sheet in locked)
    return locked if is_recruiter or own_locked else []


def to_be_scored_by(actor: Actor) -> list[Application]:
    """The applications that wait for an actor's scores, those of the vacancy that closes first at the top."""
    waiting = Application.objects.filter(state=ApplicationState.SUBMITTED, vacancy__panel__person_id=actor.person_id)
    waiting = waiting.exclude(candidate_id=actor.person_id)
    done = Q(sheets__scorer_id=actor.id, sheets__locked_at__isnull=False)
    return list(
        waiting.exclude(id__in=Application.objects.filter(done).values("id"))
        .select_related("vacancy")
        .order_by("vacancy__closing_at", "anonymous_ref")
    )


def newest_offer(application: Application) -> Offer | None:
    """The last offer made for an application, answered or not."""
    return application.offers.order_by("-number").first()


def starter_of(application: Application) -> Starter | None:
    """Who is to start, once a first day was confirmed."""
    return Starter.objects.filter(application=application).first()


def unanswered_offers() -> list[Offer]:
    """The offers that nobody has replied to, by the day their answer is due."""
    waiting = Offer.objects.filter(replied_at__isnull=True, application__state=ApplicationState.OFFERED)
    return list(waiting.select_related("application__vacancy").order_by("reply_by"))


def starts_to_confirm() -> list[Application]:
    """Who accepted an offer and has no first day yet."""
    waiting = Application.objects.filter(state=ApplicationState.ACCEPTED)
    return list(waiting.select_related("vacancy").order_by("id"))


def _sheet(sheet: ScoreSheet) -> SheetLine:
    points = {score.criterion_id: score.points for score in sheet.scores.all()}
    return SheetLine(sheet.scorer_id, points, sheet.note, sheet.locked_at)
