"""The first day: confirmed, moved, lost. Each change is a higher revision, and hearers keep the highest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from apps.recruitment.announcements import START_DATE_CONFIRMED
from apps.recruitment.errors import ReasonMissing, StartAlreadyThere, StartNotReady
from apps.recruitment.models import Application, Starter, Vacancy
from apps.recruitment.operations.locking import locked_with_vacancy
from apps.recruitment.operations.telling import end_for_candidate, point, tell_candidate
from apps.recruitment.rules.moves import is_drawn, moved_application, moved_vacancy
from apps.recruitment.rules.people import ASK_RECRUITER, may_recruit, require_another_s
from guildhall.audit.operations import record
from guildhall.database.operation import operation, step
from guildhall.kernel import LONDON, Actor, NotAllowed, require
from guildhall.metering.operations import record_usage
from guildhall.metering.units import Unit
from guildhall.notices.operations import announce


@dataclass(frozen=True, slots=True)
class StartTerms:
    """When, where and to whom somebody comes."""

    starts_on: date
    site: str
    manager: str


@operation
def confirm_start_date(*, application_id: int, terms: StartTerms, by: Actor, at: datetime) -> Starter:
    """Confirm the first day of somebody who accepted; whoever prepares for them hears it.

    Refuses: NotAllowed, a move that is not drawn, StartNotReady (every reason at once).
    Announces: "recruitment.start_date_confirmed", revision 1, or the next for somebody who fell through before.
    """
    application = locked_with_vacancy(application_id)

    require(may_recruit(by), NotAllowed("confirm this start date", ask=ASK_RECRUITER))
    require_another_s(application, by)
    application.state = moved_application(application, "confirm_start")
    if faults := _what_stops(terms, at=at):
        raise StartNotReady(faults)

    application.save(update_fields=["state"])
    starter = Starter.objects.create(
        application=application,
        starts_on=terms.starts_on,
        site=terms.site,
        manager=terms.manager,
        confirmed_by_id=by.id,
        confirmed_at=at,
    )
    _tell_start(application, starter, at=at)

    record("start date confirmed", application, by=by, at=at, details={"first day": terms.starts_on.isoformat()})
    record_usage(Unit.STARTER_HANDED_OVER, subject=starter.starter_id, at=at)

    _announce(starter, application)
    return starter


@operation
def move_start_date(*, application_id: int, starts_on: date, by: Actor, at: datetime) -> Starter:
    """Move a first day that stands.

    Refuses: NotAllowed, a move that is not drawn, StartAlreadyThere, StartNotReady.
    Announces: "recruitment.start_date_confirmed", the next revision.
    """
    application = locked_with_vacancy(application_id)

    require(may_recruit(by), NotAllowed("move this start date", ask=ASK_RECRUITER))
    application.state = moved_application(application, "move_start")
    starter = application.starter
    require(starter.starts_on != starts_on, StartAlreadyThere())
    if faults := _what_stops(StartTerms(starts_on, starter.site, starter.manager), at=at):
        raise StartNotReady(faults)

    before = starter.starts_on
    starter.revision += 1
    starter.starts_on, starter.confirmed_by_id, starter.confirmed_at = starts_on, by.id, at
    starter.save(update_fields=["revision", "starts_on", "confirmed_by_id", "confirmed_at"])
    _tell_start(application, starter, at=at)

    details = {"first day": starts_on.isoformat(), "before": str(before)}
    record("start date moved", application, by=by, at=at, details=details)

    _announce(starter, application)
    return starter


@operation
def withdraw_start(*, application_id: int, reason: str, by: Actor, at: datetime) -> Starter:
    """Note that somebody whose start stood will not come; the post is free again.

    Refuses: NotAllowed, a move that is not drawn, ReasonMissing.
    Announces: "recruitment.start_date_confirmed", the next revision, with no day.
    """
    application = locked_with_vacancy(application_id)

    require(may_recruit(by), NotAllowed("withdraw this start", ask=ASK_RECRUITER))
    moved_application(application, "lose_start")
    require(bool(reason.strip()), ReasonMissing(act="withdraw the start"))

    end_for_candidate(application, "lose_start", template="start_lost", at=at, reason=reason.strip())
    give_seat_back(application.vacancy)

    record("start fell through", application, by=by, at=at, details={"reason": reason.strip()})

    lose_start_if_any(application, at=at)
    return application.starter


@step
def give_seat_back(vacancy: Vacancy) -> None:
    """Open a filled vacancy to offers again."""
    locked = Vacancy.objects.locked(vacancy.pk)
    if is_drawn(locked.state, "reopen_seat"):
        locked.state = moved_vacancy(locked, "reopen_seat")
        locked.save(update_fields=["state"])


@step
def lose_start_if_any(application: Application, *, at: datetime) -> None:
    """Take the day from a start that stood, and announce it as the next revision."""
    starter = Starter.objects.filter(application=application, starts_on__isnull=False).first()
    if starter is None:
        return
    starter.revision += 1
    starter.starts_on, starter.confirmed_by_id, starter.confirmed_at = None, None, at
    starter.save(update_fields=["revision", "starts_on", "confirmed_by_id", "confirmed_at"])
    application.starter = starter
    _announce(starter, application)


def _announce(starter: Starter, application: Application) -> None:
    announce(
        START_DATE_CONFIRMED.name,
        enclosed=_enclosed(starter, application),
        starter_id=starter.starter_id,
        revision=starter.revision,
        starts_on=starter.starts_on,
    )


def _enclosed(starter: Starter, application: Application) -> dict[str, Any]:
    """What hearers must know besides; it stays in the partner's own schema."""
    return {
        "post": application.vacancy.title,
        "name": application.person.name,
        "email": application.person.email,
        "site": starter.site,
        "manager": starter.manager,
        "band": application.vacancy.band,
    }


def _tell_start(application: Application, starter: Starter, *, at: datetime) -> None:
    point(application, at=at, next_step=f"You start on {starter.starts_on:%-d %B %Y}")
    tell_candidate(application, template="start_confirmed", at=at, starter=starter)


def _what_stops(terms: StartTerms, *, at: datetime) -> list[str]:
    wanted = {
        "Choose a first day that is after today.": terms.starts_on > at.astimezone(LONDON).date(),
        "Add the site where they start.": terms.site.strip(),
        "Add the line manager.": terms.manager.strip(),
    }
    return [reason for reason, there in wanted.items() if not there]
