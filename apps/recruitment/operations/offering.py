"""Offers and their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from apps.recruitment.errors import OfferNotReady
from apps.recruitment.models import Application, Offer, Vacancy
from apps.recruitment.operations.locking import locked_with_vacancy
from apps.recruitment.operations.telling import point, tell_candidate
from apps.recruitment.rules.moves import is_drawn, moved_application, moved_vacancy
from apps.recruitment.rules.people import ASK_RECRUITER, is_theirs, may_recruit, require_another_s, unnamed
from apps.recruitment.states import SEATS_TAKEN, ApplicationState
from guildhall.audit.operations import record
from guildhall.database.operation import operation, step
from guildhall.kernel import LONDON, Actor, Money, NotAllowed, require
from guildhall.metering.operations import record_usage
from guildhall.metering.units import Unit

ASK_CANDIDATE = "the candidate"


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What is offered: a full-time salary a year within the band, an answer by a day, perhaps a first day."""

    salary: Money
    reply_by: date
    starts_on: date | None = None


@operation
def make_offer(*, application_id: int, terms: OfferTerms, by: Actor, at: datetime) -> Offer:
    """Offer the post to somebody found appointable, subject to checks.

    Refuses: NotAllowed, a move that is not drawn, OfferNotReady (every reason at once).
    Rule: recruitment.md section 4; an offer says that its conditions come before a contract exists (section 5).
    """
    application = locked_with_vacancy(application_id)
    vacancy = application.vacancy

    require(may_recruit(by), NotAllowed("make this offer", ask=ASK_RECRUITER))
    require_another_s(application, by)
    state = moved_application(application, "offer")
    if faults := _what_stops(vacancy, terms, at=at):
        raise OfferNotReady(faults)
    vacancy.state = moved_vacancy(vacancy, "offer")

    vacancy.save(update_fields=["state"])
    application.state = state
    application.save(update_fields=["state"])
    offer = Offer.objects.create(
        application=application,
        number=application.offers.count() + 1,
        salary_pence=terms.salary.pence,
        starts_on=terms.starts_on,
        reply_by=terms.reply_by,
        made_by_id=by.person_id,
        made_at=at,
    )
    point(application, at=at)
    tell_candidate(application, template="offer_made", at=at, offer=offer, vacancy=vacancy)

    record("offer made", application, by=by, at=at, details={"salary": str(terms.salary)})
    record_usage(Unit.OFFER_MADE, subject=f"{application.public_id}-{offer.number}", at=at)
    return offer


@operation
def accept_offer(*, application_id: UUID, by: Actor, at: datetime) -> Application:
    """Take the offer; with the last post taken, the vacancy is filled.

    Refuses: NotAllowed, a move that is not drawn.
    """
    application = _locked_by_candidate(application_id)

    require(is_theirs(by, application), NotAllowed("answer this offer", ask=ASK_CANDIDATE))
    application.state = moved_application(application, "accept")

    application.save(update_fields=["state"])
    _reply(application, accepted=True, reason="", at=at)
    fill_if_full(application.vacancy)
    point(application, at=at)
    tell_candidate(application, template="offer_reply_received", at=at, accepted=True)

    record("offer accepted", application, by=unnamed(by), at=at)
    return application


@operation
def decline_offer(*, application_id: UUID, reason: str, by: Actor, at: datetime) -> Application:
    """Turn the offer down, with a reason if the candidate gives one.

    Refuses: NotAllowed, a move that is not drawn.
    """
    application = _locked_by_candidate(application_id)

    require(is_theirs(by, application), NotAllowed("answer this offer", ask=ASK_CANDIDATE))
    application.state = moved_application(application, "decline")

    application.ended_at = at
    application.save(update_fields=["state", "ended_at"])
    _reply(application, accepted=False, reason=reason.strip(), at=at)
    point(application, at=at)
    tell_candidate(application, template="offer_reply_received", at=at, accepted=False)

    record("offer declined", application, by=unnamed(by), at=at)
    return application


@step
def fill_if_full(vacancy: Vacancy) -> None:
    """Call a vacancy filled once every post is taken."""
    taken = Application.objects.filter(vacancy=vacancy, state__in=SEATS_TAKEN).count()
    if taken >= vacancy.posts and is_drawn(vacancy.state, "fill"):
        vacancy.state = moved_vacancy(vacancy, "fill")
        vacancy.save(update_fields=["state"])


def _locked_by_candidate(public_id: UUID) -> Application:
    return locked_with_vacancy(Application.objects.values_list("pk", flat=True).get(public_id=public_id))


def _reply(application: Application, *, accepted: bool, reason: str, at: datetime) -> None:
    offer = application.offers.get(replied_at__isnull=True)
    offer.accepted, offer.replied_at, offer.reply_reason = accepted, at, reason
    offer.save(update_fields=["accepted", "replied_at", "reply_reason"])


def _what_stops(vacancy: Vacancy, terms: OfferTerms, *, at: datetime) -> list[str]:
    faults = []
    if not (vacancy.pay_from_pence or 0) <= terms.salary.pence <= (vacancy.pay_to_pence or 0):
        low, high = (str(amount).removesuffix(".00") for amount in (vacancy.pay_from, vacancy.pay_to))
        faults.append(f"Offer a salary within the band: {low} to {high}.")
    today = at.astimezone(LONDON).date()
    if terms.reply_by <= today:
        faults.append("Give a day to reply by that is after today.")
    if terms.starts_on is not None and terms.starts_on <= today:
        faults.append("Propose a first day that is after today.")
    offered = [*SEATS_TAKEN, ApplicationState.OFFERED]
    if Application.objects.filter(vacancy=vacancy, state__in=offered).count() >= vacancy.posts:
        faults.append("Every post of this vacancy is offered or taken. Wait for an answer first.")
    return faults
