"""What the front office hears: news about the partner's money, passed on to its finance officers."""

from __future__ import annotations

from datetime import datetime

from apps.organisation.operations import News, write_to_finance
from guildhall.charging.operations.statements import confirm_statement_sent
from guildhall.charging.queries.news import (
    credit_news,
    dispute_news,
    exit_news,
    settlement_news,
    statement_news,
    succession_news,
    vote_news,
    year_news,
)
from guildhall.kernel import SYSTEM
from guildhall.notices.hearing import hears
from tenants.context import inside
from tenants.errors import PartnerAbsent
from tenants.hosts import address_of
from tenants.models import Partner
from tenants.queries import partner_with_key


@hears("charging.statement_filed")
def a_statement_is_filed(*, statement_id: int, at: datetime, **later: object) -> None:
    told = statement_news(statement_id=statement_id)
    if told is None:
        return
    subject = f"Your share of {told.month} is {told.total}"
    if _tell(
        told.partner_key, "statement_filed", subject, {"statement": told}, at=at, path=f"/statements/{told.number}/"
    ):
        confirm_statement_sent(statement_id=statement_id, by=SYSTEM, at=at)


@hears("charging.contributions_called")
def contributions_are_called(*, weight_id: int, at: datetime, **later: object) -> None:
    year = year_news(weight_id=weight_id)
    _tell(year.partner_key, "contributions_called", f"Your contributions for {year.name}", {"year": year}, at=at)


@hears("charging.settlement_agreed")
def a_settlement_is_agreed(*, share_id: int, at: datetime, **later: object) -> None:
    told = settlement_news(share_id=share_id)
    _tell(
        told.partner_key, "settlement_agreed", f"The settlement of {told.year} is agreed", {"settlement": told}, at=at
    )


@hears("charging.year_settled")
def a_year_is_settled(*, share_id: int, at: datetime, **later: object) -> None:
    told = settlement_news(share_id=share_id)
    _tell(told.partner_key, "year_settled", f"{told.year} is settled", {"settlement": told}, at=at)


@hears("charging.credit_request_decided")
def a_credit_request_is_decided(*, request_id: int, at: datetime, **later: object) -> None:
    request = credit_news(request_id=request_id)
    subject = f"Your request for technology credit is {request.decision}"
    _tell(request.partner_key, "credit_request_decided", subject, {"request": request}, at=at)


@hears("charging.vote_opened")
def a_vote_is_opened(*, effect_id: int, at: datetime, **later: object) -> None:
    vote = vote_news(effect_id=effect_id)
    _tell(
        vote.partner_key, "vote_opened", f"Your vote is asked for: {vote.name}", {"vote": vote}, at=at, path="/votes/"
    )


@hears("charging.vote_counted")
def a_vote_is_counted(*, effect_id: int, at: datetime, **later: object) -> None:
    vote = vote_news(effect_id=effect_id)
    _tell(vote.partner_key, "vote_counted", f"{vote.name}: {vote.state}", {"vote": vote}, at=at, path="/votes/")


@hears("charging.dispute_decided")
def a_dispute_is_decided(*, dispute_id: int, at: datetime, **later: object) -> None:
    dispute = dispute_news(dispute_id=dispute_id)
    subject = f"Your dispute is {dispute.decision}"
    _tell(dispute.partner_key, "dispute_decided", subject, {"dispute": dispute}, at=at, path="/disputes/")


@hears("charging.exit_approved")
def an_exit_is_approved(*, exit_id: int, at: datetime, **later: object) -> None:
    told = exit_news(exit_id=exit_id)
    subject = f"Your exit statement {told.number} is approved"
    _tell(told.partner_key, "exit_approved", subject, {"exit": told}, at=at, path="/year/exit/")


@hears("charging.books_carried_over")
def books_are_carried_over(*, succession_id: int, at: datetime, **later: object) -> None:
    told = succession_news(succession_id=succession_id)
    subject = f"The books of {told.ended} are yours now"
    _tell(told.partner_key, "books_carried_over", subject, {"succession": told}, at=at, path="/statements/")


def _tell(key: str, template: str, subject: str, told: dict[str, object], *, at: datetime, path: str = "/year/") -> int:
    """Nobody is told at a partner that has gone: its home is closed, and its books stay with the partnership.

    Gives: how many letters were written.
    """
    partner = _at_home(key)
    if partner is None:
        return 0
    told = {**told, "partner": partner, "address": address_of(partner, path)}
    with inside(partner):
        return write_to_finance(news=News(template, subject, told), by=SYSTEM, at=at)


def _at_home(key: str) -> Partner | None:
    try:
        return partner_with_key(key)
    except PartnerAbsent:
        return None
