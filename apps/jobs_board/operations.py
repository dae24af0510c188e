"""The board's steps. Other rooms' verbs compose them, one stair up; nobody else writes here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.db.models.expressions import CombinedExpression

from apps.jobs_board.models import ApplicationPointer, BoardAdvert, SavedAnswers
from guildhall.database.operation import step
from guildhall.database.place import partner_here
from tenants.models import Partner
from tenants.rules import last_moment_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Advert:
    """A vacancy as it is to be shown: plain words, nothing to look up.

    Takes: `patterns`, `contract` and `staff_group` in the words people read; pay in whole pence a year; `body` with
    `description`, `duties`, `contact_name`, `contact_email` and `criteria`, a list of mappings with `text`, `essential`
    and `assessed_by`.
    """

    public_id: UUID
    vacancy_reference: str
    number: int
    title: str
    staff_group: str
    place: str
    postcode: str
    contract: str
    patterns: Sequence[str]
    hours: Decimal
    posts: int
    band: str
    pay_from_pence: int
    pay_to_pence: int
    interview_on: date | None
    opening_at: datetime
    closing_at: datetime
    body: Mapping[str, Any]


@step
def place_advert(*, advert: Advert, at: datetime) -> BoardAdvert:
    """Put an advert of the partner we are with on the board, found from this transaction's end on."""
    partner = Partner.objects.get(schema_name=partner_here())
    columns = asdict(advert) | {"patterns": list(advert.patterns), "body": dict(advert.body)}
    placed = BoardAdvert.objects.create(
        partner_key=partner.schema_name,
        employer_code=partner.code,
        employer_name=partner.name,
        employer_theme=partner.theme,
        employer_until=last_moment_of(partner),
        **columns,
    )
    BoardAdvert.objects.filter(id=placed.id).update(search=_words_of(placed))
    return placed


@step
def withdraw_advert(*, advert_id: UUID, at: datetime) -> None:
    """Take an advert of the partner we are with off the board; its row stays, as a tombstone."""
    BoardAdvert.objects.filter(public_id=advert_id, partner_key=partner_here()).update(withdrawn_at=at)


@step
def close_advert(*, advert_id: UUID, at: datetime) -> None:
    """Close an advert of the partner we are with before its time."""
    BoardAdvert.objects.filter(public_id=advert_id, partner_key=partner_here()).update(closed_early_at=at)


@step
def show_adverts_of(*, partner: Partner) -> int:
    """Show a partner's adverts for as long as the partner is there to hear applicants: to the end of its last day, or
    to when its doors were closed, or without end. Nothing else of an advert changes, so being back undoes it.

    Gives: how many adverts changed. Takes: a transaction on the platform.
    """
    until = last_moment_of(partner)
    theirs = BoardAdvert.objects.filter(partner_key=partner.schema_name)
    other = theirs.exclude(employer_until=until) if until else theirs.filter(employer_until__isnull=False)
    return int(other.update(employer_until=until))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """What a candidate is to see of an application: where it stands, and what comes next."""

    user_id: UUID
    application_id: UUID
    advert_id: UUID
    words: str
    next_step: str = ""
    is_live: bool = True


@step
def point_to_application(*, pointer: Pointer, at: datetime) -> None:
    """Show a candidate where an application with the partner we are with stands now."""
    advert = BoardAdvert.objects.only("id").get(public_id=pointer.advert_id, partner_key=partner_here())
    shown = {
        "words": pointer.words,
        "next_step": pointer.next_step,
        "is_live": pointer.is_live,
        "changed_at": at,
    }
    fixed = {"user_id": pointer.user_id, "partner_key": partner_here(), "advert": advert}
    ApplicationPointer.objects.update_or_create(
        application_id=pointer.application_id, defaults=shown, create_defaults=shown | fixed
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """Answers worth keeping for the next application; what is not given stays as it was."""

    values: Mapping[str, Any] = field(default_factory=dict)


@step
def keep_answers(*, user_id: UUID, kept: Kept, at: datetime) -> None:
    """Keep a candidate's answers, to start from next time, at whichever partner."""
    SavedAnswers.objects.update_or_create(user_id=user_id, defaults={**kept.values, "saved_at": at})


def _words_of(advert: BoardAdvert) -> CombinedExpression:
    """Title first, then what it is and where, then the long text."""
    facts = " ".join(
        [advert.staff_group, advert.place, advert.employer_name, advert.vacancy_reference, advert.contract]
    )
    criteria = " ".join(str(one["text"]) for one in advert.body.get("criteria", ()))
    long_text = " ".join([advert.body.get("description", ""), advert.body.get("duties", ""), criteria])
    return (
        SearchVector(Value(advert.title), weight="A", config="english")
        + SearchVector(Value(facts), weight="B", config="english")
        + SearchVector(Value(long_text), weight="C", config="english")
    )
