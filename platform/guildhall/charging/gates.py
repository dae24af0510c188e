"""May I have it? Absent, another partner's and not to be seen are one answer: not found."""

from __future__ import annotations

from guildhall.charging.models import Period, Statement
from guildhall.charging.rules import may_see_all_shares, may_see_own_share
from guildhall.kernel import Actor, Month
from guildhall.web.errors import NotFound


def period_for(actor: Actor, month: Month) -> Period:
    """A month that was opened, for host finance and the board. Raises: NotFound."""
    period = Period.objects.of_month(month).first() if may_see_all_shares(actor) else None
    if period is None:
        raise NotFound
    return period


def statement_for(actor: Actor, number: str) -> Statement:
    """A statement by its number: for the finance officers of its partner, for host finance and the board.

    Raises: NotFound.
    """
    statements = Statement.objects.select_related("period")
    if actor.partner is not None and may_see_own_share(actor):
        statements = statements.of_partner(actor.partner)
    elif not may_see_all_shares(actor):
        raise NotFound
    statement = statements.filter(number=number.upper()).first()
    if statement is None:
        raise NotFound
    return statement
