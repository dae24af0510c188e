"""User-days: how many people worked at a partner on each day, as its directory tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from guildhall.database.operation import operation
from guildhall.database.place import partner_here
from guildhall.directory.queries import people_by_day
from guildhall.kernel import LONDON, Actor, NotAllowed, require
from guildhall.metering.facts import UsageFact, uk_day
from guildhall.metering.models import UsageEvent
from guildhall.metering.operations.recording import record_usage_in_bulk
from guildhall.metering.units import Unit
from tenants.models import Partner

DAYS_LOOKED_BACK = 35
"""So far back a day is counted again: who left or came is often told later. What is told later still is a correction
that a person makes.
"""
NOON = time(12)


@operation
def count_users(*, by: Actor, at: datetime) -> int:
    """Count the people who worked at the partner we are with, on each day of its membership that is over and not
    counted yet; where the directory now tells it otherwise than it was counted, correct the difference. A day that
    somebody else has counted is left to them.

    Gives: how many events it took.
    Refuses: NotAllowed (only Guildhall itself may).
    Rule: cost_sharing.md, aggregation: user-days; a person with two employments is one user.
    """
    partner = Partner.objects.get(schema_name=partner_here())

    require(by.is_system, NotAllowed("count users", ask="nobody: they are counted each night"))

    from_, until = _window(partner, today=uk_day(at))
    if from_ is None or from_ >= until:
        return 0
    counted = _counted(partner.schema_name, from_=from_, until=until)
    facts = list(_facts(people_by_day(from_=from_, until=until), counted))
    record_usage_in_bulk(facts)
    return len(facts)


def _window(partner: Partner, *, today: date) -> tuple[date | None, date]:
    """The days to be counted, half-open: those that are over, in which the partner is a member."""
    until = min(today, partner.leaves_on + timedelta(days=1)) if partner.leaves_on else today
    return partner.joined_on and max(partner.joined_on, today - timedelta(days=DAYS_LOOKED_BACK)), until


@dataclass(slots=True)
class _Counted:
    """What was counted for a day: by us, with our corrections, or by somebody else."""

    ours: int | None = None
    corrections: int = 0
    is_others: bool = False


def _counted(partner_key: str, *, from_: date, until: date) -> dict[date, _Counted]:
    found: dict[date, _Counted] = {}
    events = UsageEvent.objects.of_partner(partner_key).filter(unit=Unit.USER_DAYS, day__gte=from_, day__lt=until)
    for day, subject, quantity, original in events.values_list("day", "subject", "quantity", "corrects_id"):
        counted = found.setdefault(day, _Counted())
        if subject.startswith(_subject(day)):
            counted.ours = (counted.ours or 0) + quantity
            counted.corrections += original is not None
        else:
            counted.is_others = True
    return found


def _facts(people: Mapping[date, int], counted: Mapping[date, _Counted]) -> Iterator[UsageFact]:
    for day, number in sorted(people.items()):
        known, noon = counted.get(day, _Counted()), datetime.combine(day, NOON, LONDON)
        if known.is_others or number == (known.ours or 0):
            continue
        if known.ours is None:
            yield UsageFact.of(Unit.USER_DAYS, subject=_subject(day), at=noon, quantity=number)
        else:
            again = f"{_subject(day)}, counted again {known.corrections + 1}"
            change = number - known.ours
            yield UsageFact.of(Unit.USER_DAYS, subject=again, at=noon, quantity=change, corrects=_subject(day))


def _subject(day: date) -> str:
    return f"directory {day}"
