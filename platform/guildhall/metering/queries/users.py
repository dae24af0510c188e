"""Whose users are still to be counted."""

from __future__ import annotations

from guildhall.kernel import Month
from tenants.models import Turn

COUNTING_USERS = "metering.user_days"


def users_not_counted_in(month: Month) -> set[str]:
    """The keys of partners whose users were counted by the night before, and not since the month was over. A partner
    whose turn has never come is none: its first night makes up for the days before.
    """
    turns = Turn.objects.filter(work=COUNTING_USERS, period__lt=month.period.until)
    return set(turns.values_list("partner_key", flat=True))
