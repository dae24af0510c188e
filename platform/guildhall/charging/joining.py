"""A partner that joins during a year: a year shared in two fair ways, and a surplus it did not earn. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from guildhall.charging.errors import JoinerNotReady
from guildhall.charging.sharing import PartnerCode, Weight, share
from guildhall.kernel import FinancialYear, Money, Month

NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class Joiner:
    """Who joins, with how many users, and the first day that counts."""

    code: PartnerCode
    users: Weight
    from_on: date


@dataclass(frozen=True, slots=True)
class JoinedYear:
    """A year with a joiner, by either method.

    `month_before` and `month_after` are whole months: the first of the year and the first after the joining; empty,
    where the year has no such month.
    """

    month_before: Mapping[PartnerCode, Money]
    month_after: Mapping[PartnerCode, Money]
    by_monthly_close: Mapping[PartnerCode, Money]
    user_days: Mapping[PartnerCode, Weight]
    by_user_days: Mapping[PartnerCode, Money]

    @property
    def difference(self) -> dict[PartnerCode, Money]:
        """What the monthly close charges each more than user-days would; it adds up to nothing."""
        return {partner: amount - self.by_user_days[partner] for partner, amount in self.by_monthly_close.items()}


def spread_over_months(pool_year: Money) -> list[Money]:
    """A year's pool in twelve even months; the odd pennies go to the earliest.

    >>> spread_over_months(Money(1202))[1:3]
    [£1.01, £1.00]
    """
    month, odd = divmod(abs(pool_year.pence), 12)
    sign = -1 if pool_year.pence < 0 else 1
    return [Money(sign * (month + (number < odd))) for number in range(12)]


def share_year_with_joiner(
    *, year: FinancialYear, pool_year: Money, users: Mapping[PartnerCode, Weight], joiner: Joiner
) -> JoinedYear:
    """Share a fixed pool of a year in which somebody joins, by monthly close and by user-days.

    Takes: the users of those who are there all year.
    Gives: by monthly close, twelve months shared by users; a month joined midway is shared by its user-days. By
    user-days, the whole pool at once. Either adds up to the pool.
    Refuses: JoinerNotReady (a day outside the year, a partner that is there already), NothingToShareBy.
    Rule: cost_sharing.md, `mid_year_joiner`.
    """
    if faults := _faults(year, users, joiner):
        raise JoinerNotReady(faults)
    months = dict(zip(year.months, spread_over_months(pool_year), strict=True))
    closed = {month: share(pool, by_usage=_user_days(month, users, joiner)) for month, pool in months.items()}
    user_days = _added(_user_days(month, users, joiner) for month in months)
    before = [month for month in months if month.last_day < joiner.from_on]
    after = [month for month in months if month.first_day >= joiner.from_on]
    return JoinedYear(
        month_before=closed[before[0]] if before else {},
        month_after=closed[after[0]] if after else {},
        by_monthly_close={
            partner: Money.total(shares.get(partner, NOTHING) for shares in closed.values())
            for partner in sorted(user_days)
        },
        user_days=user_days,
        by_user_days=share(pool_year, by_usage=user_days),
    )


def ring_fenced_surplus(
    *, before: Money, after: Money, users: Mapping[PartnerCode, Weight], joiner: Joiner
) -> dict[PartnerCode, Money]:
    """Share a surplus so that what was made before somebody joined stays with those who made it.

    Takes: what was made before the joining, and after it. Only the later reaches the joiner; both go by users.
    Refuses: NothingToShareBy.
    Rule: cost_sharing.md, `mid_year_joiner`.
    """
    earlier, later = share(before, by_usage=users), share(after, by_usage={**users, joiner.code: joiner.users})
    return {partner: earlier.get(partner, NOTHING) + amount for partner, amount in later.items()}


def _faults(year: FinancialYear, users: Mapping[PartnerCode, Weight], joiner: Joiner) -> list[str]:
    faults = []
    if joiner.code in users:
        faults.append(f"{joiner.code} is there already.")
    if not year.months[0].first_day <= joiner.from_on <= year.months[-1].last_day:
        faults.append(f"{joiner.from_on} is not in the financial year {year}.")
    return faults


def _user_days(month: Month, users: Mapping[PartnerCode, Weight], joiner: Joiner) -> dict[PartnerCode, Weight]:
    """Each partner's users times the days it was there; before its first day a joiner is not named."""
    until = month.last_day + timedelta(days=1)
    days = {partner: there * (until - month.first_day).days for partner, there in users.items()}
    joined = (until - max(joiner.from_on, month.first_day)).days
    return {**days, joiner.code: joiner.users * joined} if joined > 0 else days


def _added(months: Iterable[Mapping[PartnerCode, Weight]]) -> dict[PartnerCode, Weight]:
    total: dict[PartnerCode, Weight] = {}
    for month in months:
        for partner, days in month.items():
            total[partner] = total.get(partner, 0) + days
    return dict(sorted(total.items()))


@dataclass(frozen=True, slots=True)
class PoolByUserDays:
    """What each partner was charged of a pool month by month, and the user-days that it was charged for."""

    charged: Mapping[PartnerCode, tuple[Money, Weight]]


@dataclass(frozen=True, slots=True)
class BothWays:
    """Pools that are shared by user-days: as the months had it, and by the user-days of all months at once."""

    monthly: Mapping[PartnerCode, Money]
    by_user_days: Mapping[PartnerCode, Money]


def year_by_user_days(pools: Iterable[PoolByUserDays]) -> BothWays:
    """Share each pool's cost of all months at once by the user-days of all months; nothing is gained or lost.

    A pool without user-days stays as it was charged.
    Rule: cost_sharing.md, `mid_year_joiner`, by user-days.
    """
    monthly: dict[PartnerCode, Money] = {}
    at_once: dict[PartnerCode, Money] = {}
    for pool in pools:
        charged = {partner: money for partner, (money, _) in pool.charged.items()}
        days = {partner: max(weight, 0) for partner, (_, weight) in pool.charged.items()}
        shared = share(Money.total(charged.values()), by_usage=days) if any(days.values()) else charged
        for partner in charged:
            monthly[partner] = monthly.get(partner, NOTHING) + charged[partner]
            at_once[partner] = at_once.get(partner, NOTHING) + shared[partner]
    return BothWays(monthly, at_once)
