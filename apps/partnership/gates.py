"""May I have it?"""

from __future__ import annotations

from guildhall.charging.models import Period, Statement
from guildhall.kernel import Month
from guildhall.web.errors import NotFound
from tenants.errors import PartnerAbsent
from tenants.models import Partner
from tenants.queries import partner_with_code


def partner_for(code: str) -> Partner:
    """The partner with this code, in any state. Raises: NotFound."""
    try:
        return partner_with_code(code)
    except PartnerAbsent:
        raise NotFound from None


def period_for(month: str) -> Period:
    """The books of a month written as 2026-09. Raises: NotFound."""
    try:
        period = Period.objects.of_month(Month.written(month)).first()
    except ValueError:
        period = None
    if period is None:
        raise NotFound
    return period


def statement_numbered(number: str) -> Statement:
    """Any partner's statement, for those who keep the books. Raises: NotFound."""
    statement = Statement.objects.select_related("period").filter(number=number).first()
    if statement is None:
        raise NotFound
    return statement
