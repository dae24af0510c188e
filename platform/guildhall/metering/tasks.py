"""What metering hears and does by itself: days counted by the hour, users by the night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from guildhall.kernel import SYSTEM
from guildhall.metering.operations.days import count_new_days, mark_last_event
from guildhall.metering.operations.users import count_users
from guildhall.metering.queries.users import COUNTING_USERS
from guildhall.notices.hearing import SLOW, hears
from guildhall.notices.operations import announce
from tenants.models import Partner
from tenants.rounds import each_page, each_partner


@each_page("metering.days", every=timedelta(hours=1))
def an_hour_has_gone_by(*, partners: Sequence[Partner], at: datetime) -> None:
    """The days are everybody's and counted at once: a second page's bell finds them counted already."""
    announce("metering.days_due")


@hears("metering.days_due", queue=SLOW)
def days_are_due(*, at: datetime, **later: object) -> None:
    """Count the days. If somebody is writing for longer than a moment, it fails, and is tried again a little later."""
    count_new_days(up_to=mark_last_event(by=SYSTEM, at=at), by=SYSTEM, at=at)


@each_partner(COUNTING_USERS, every=timedelta(days=1), begins=timedelta(hours=1), over=timedelta(hours=3))
def a_night_has_gone_by(*, partner: Partner, at: datetime) -> None:
    """Each night: how many people worked here on the day that is over, and on earlier ones that are told otherwise."""
    count_users(by=SYSTEM, at=at)
