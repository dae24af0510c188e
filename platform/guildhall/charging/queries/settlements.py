"""What a year's settlement comes to by its books: who is gone, who is an heir, and who joined when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.instalments import spread_over
from guildhall.charging.models import Agreement, Line, Period, Year
from guildhall.charging.queries.exits import settled_before
from guildhall.charging.queries.heirs import amounts_of_heirs, heirs, weights_of_heirs
from guildhall.charging.queries.joiners import shared_by_user_days
from guildhall.charging.queries.ledger import balance_of
from guildhall.charging.queries.years import amounts_by_key, borne_in, costs_by_pool
from guildhall.charging.settlements import Membership, Stage, WorkedSettlement, worked_settlement
from guildhall.kernel import FinancialYear, Money, Month
from tenants.models import Partner

NOTHING = Money(0)
ByMonth = Mapping[str, Mapping[Month, Money]]


@dataclass(frozen=True, slots=True)
class _Members:
    """Who is who in a year's settlement, by key: codes, heirs, those who are gone, and everybody's first day."""

    codes: Mapping[str, str]
    heir_of: Mapping[str, str]
    gone: frozenset[str]
    since: Mapping[str, date]

    def coded(self, amounts: Mapping[str, Money]) -> dict[str, Money]:
        return {self.codes[key]: amount for key, amount in amounts_of_heirs(amounts, self.heir_of).items()}

    def joined_within(self, year: FinancialYear) -> list[Month]:
        """The months of a year in which somebody joined, oldest first; those of its first day are no joiners."""
        days = {day for day in self.since.values() if year.months[0].first_day < day <= year.months[-1].last_day}
        return sorted({Month(day.year, day.month) for day in days})


def settlement_worked_out(*, year: Year) -> WorkedSettlement:
    """What a year's settlement comes to, by the books as they are now. A constant number of questions.

    An heir has the rows of those whose books went on to it. Where the agreement says so and somebody joined, what the
    pools by user-days cost is shared by the user-days of the whole year.
    Refuses: as `worked_settlement`.
    """
    fy = year.financial_year
    agreement = Agreement.objects.in_force(fy.months[-1].last_day)
    members = _members(year)
    borne = borne_in(fy)
    if agreement and agreement.joiner_method == Agreement.JoinerMethod.USER_DAYS and members.joined_within(fy):
        shared = shared_by_user_days(year=fy, gone=members.gone, heir_of=members.heir_of)
        borne = shared.applied_to(amounts_of_heirs(borne, members.heir_of))
    cost, income = costs_by_pool(year=fy)
    weights = weights_of_heirs(dict(year.weights.values_list("partner_key", "weight")), members.heir_of)
    return worked_settlement(
        contributed=members.coded(amounts_by_key(year.contributions.all())),
        borne=members.coded(borne),
        net_cost=Money.total(cost.values()) - Money.total(income.values()),
        weights={members.codes[key]: weight for key, weight in weights.items()},
        reserve=-balance_of(account=LedgerAccount.RESERVE),
        collar_percent=agreement.collar_percent if agreement else None,
        membership=Membership(
            gone=frozenset(members.codes[key] for key in members.gone), stages=_stages(year, members, weights)
        ),
    )


def _members(year: Year) -> _Members:
    heir_of, gone = heirs(), settled_before(year=year)
    codes: dict[str, str] = {}
    since: dict[str, date] = {}
    for key, code, joined_on in Partner.objects.values_list("schema_name", "code", "joined_on"):
        codes[key] = code
        heir = heir_of.get(key, key)
        if joined_on and heir not in gone:
            since[heir] = min(since.get(heir, joined_on), joined_on)
    return _Members(codes, heir_of, gone, since)


def _stages(year: Year, members: _Members, weights: Mapping[str, int]) -> tuple[Stage, ...]:
    """The year in parts, from each joining to the next; nothing, if nobody with a part in it joined within it."""
    fy = year.financial_year
    contributed, borne = _contributed_by_month(year, members), _borne_by_month(fy, members)
    part = {*weights, *contributed, *borne}
    ours = _Members(
        members.codes, members.heir_of, members.gone, {key: day for key, day in members.since.items() if key in part}
    )
    joinings = ours.joined_within(fy)
    starts = [month for month in fy.months if month == fy.months[0] or month in joinings]
    if not joinings or len(starts) == 1:
        return ()
    ends = [*starts[1:], fy.months[-1].next]
    return tuple(
        _stage([m for m in fy.months if start <= m < end], contributed, borne, weights, ours)
        for start, end in zip(starts, ends, strict=True)
    )


def _stage(
    months: list[Month], contributed: ByMonth, borne: ByMonth, weights: Mapping[str, int], members: _Members
) -> Stage:
    there = {key for key, day in members.since.items() if day <= months[0].last_day}
    return Stage(
        months=len(months),
        contributed={members.codes[key]: _in(months, amounts) for key, amounts in contributed.items()},
        borne={members.codes[key]: _in(months, amounts) for key, amounts in borne.items()},
        weights={members.codes[key]: weight for key, weight in weights.items() if key in there},
    )


def _in(months: list[Month], amounts: Mapping[Month, Money]) -> Money:
    return Money.total(amounts.get(month, NOTHING) for month in months)


def _contributed_by_month(year: Year, members: _Members) -> ByMonth:
    found: dict[str, dict[Month, Money]] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    for key, due_on, pence in year.contributions.values_list("partner_key", "due_on", "pence"):
        parts = spread_over(year.financial_year, Money(pence), due_on=due_on, times=year.instalments)
        for month, amount in parts.items():
            found[members.heir_of.get(key, key)][month] += amount
    return found


def _borne_by_month(year: FinancialYear, members: _Members) -> ByMonth:
    """What each bore, by the month billed in."""
    closed = Period.objects.closed().filter(month_on__in=[month.first_day for month in year.months])
    rows = Line.objects.filter(period__in=closed).values("partner_key", "period__month_on").annotate(held=Sum("pence"))
    found: dict[str, dict[Month, Money]] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    for row in rows.order_by():
        month = Month(row["period__month_on"].year, row["period__month_on"].month)
        found[members.heir_of.get(row["partner_key"], row["partner_key"])][month] += Money(int(row["held"]))
    return found
