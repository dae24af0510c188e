"""Partners that join within a year: what they would be charged by either method, and what they contribute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from guildhall.charging.instalments import instalments_of_joiner
from guildhall.charging.joining import PoolByUserDays, year_by_user_days
from guildhall.charging.keys import Key
from guildhall.charging.models import Contribution, ContributionWeight, Line, Period, PoolTotal, Year
from guildhall.charging.queries.heirs import amounts_of_heirs, heirs
from guildhall.charging.queries.years import borne_in, open_months, year_of
from guildhall.kernel import FinancialYear, Money, Month
from guildhall.metering.units import Unit
from tenants.models import Partner

NOTHING = Money(0)
BY_USER_DAYS = Key.by(Unit.USER_DAYS).rule


@dataclass(frozen=True, slots=True)
class SharedByUserDays:
    """What the pools by user-days cost in a year so far, as it was charged month by month and as the user-days of the
    whole year would share it, by key. Both add up to the same.
    """

    pools: tuple[str, ...]
    monthly: Mapping[str, Money]
    by_user_days: Mapping[str, Money]

    def applied_to(self, borne: Mapping[str, Money]) -> dict[str, Money]:
        """What each bore, with the shares of the whole year in place of the months'."""
        changed = dict(borne)
        for key in {*self.monthly, *self.by_user_days}:
            difference = self.by_user_days.get(key, NOTHING) - self.monthly.get(key, NOTHING)
            changed[key] = changed.get(key, NOTHING) + difference
        return changed


def shared_by_user_days(
    *, year: FinancialYear, gone: Collection[str] = (), heir_of: Mapping[str, str] | None = None
) -> SharedByUserDays:
    """The pools whose key was user-days alone in every closed month of a year, by either method. Four questions.

    Takes: `gone`, keys of who was settled with and is charged as it was; `heir_of`, whose books went on to whom.
    Rule: cost_sharing.md, `mid_year_joiner`; decision 0024.
    """
    heir_of = heirs() if heir_of is None else heir_of
    closed = Period.objects.closed().filter(month_on__in=[month.first_day for month in year.months])
    names = _pools_by_user_days(closed)
    lines = Line.objects.filter(period__in=closed, pool_id__in=names).exclude(partner_key__in=gone)
    codes = dict(Partner.objects.values_list("schema_name", "code"))
    pools: dict[int, dict[str, tuple[Money, Fraction]]] = defaultdict(dict)
    rows = lines.values_list("pool_id", "partner_key", "pence", "weight", "weight_before")
    for pool, key, pence, weight, before in rows.order_by("id"):
        heir = codes[heir_of.get(key, key)]
        money, days = pools[pool].get(heir, (NOTHING, Fraction(0)))
        pools[pool][heir] = money + Money(pence), days + Fraction(weight) - Fraction(before or 0)
    worked = year_by_user_days([PoolByUserDays(charged) for _, charged in sorted(pools.items())])
    keys = {code: key for key, code in codes.items()}
    return SharedByUserDays(
        tuple(names[pool] for pool in sorted(pools)),
        {keys[code]: amount for code, amount in worked.monthly.items()},
        {keys[code]: amount for code, amount in worked.by_user_days.items()},
    )


def _pools_by_user_days(closed: object) -> dict[int, str]:
    """The names of the pools that user-days alone shared in each of some months, by id."""
    totals = PoolTotal.objects.original().filter(period__in=closed).select_related("pool", "key_version")
    names: dict[int, str] = {}
    others: set[int] = set()
    for total in totals.order_by("id"):
        names[total.pool_id] = total.pool.name
        if total.key_version.rule != BY_USER_DAYS:
            others.add(total.pool_id)
    return {pool: name for pool, name in names.items() if pool not in others}


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One partner's cost of a year so far by either method."""

    name: str
    monthly: Money
    by_user_days: Money

    @property
    def difference(self) -> Money:
        """What the monthly close charges more than user-days would."""
        return self.monthly - self.by_user_days


@dataclass(frozen=True, slots=True)
class BothMethods:
    """A year so far with its joiners, by either method; `pools` are those that the methods differ in."""

    pools: tuple[str, ...]
    months: int
    rows: tuple[MethodRow, ...]


def both_methods(*, year: FinancialYear) -> BothMethods:
    """A year's cost by monthly close and by user-days, partner by partner, by name. A constant number of questions."""
    heir_of = heirs()
    monthly = amounts_of_heirs(borne_in(year), heir_of)
    shared = shared_by_user_days(year=year, heir_of=heir_of)
    changed = shared.applied_to(monthly)
    names = dict(Partner.objects.values_list("schema_name", "name"))
    rows = [MethodRow(names[key], monthly.get(key, NOTHING), changed[key]) for key in changed]
    return BothMethods(shared.pools, 12 - len(open_months(year=year)), tuple(sorted(rows, key=lambda row: row.name)))


@dataclass(frozen=True, slots=True)
class JoinerRow:
    """A partner that joined within a year, with its weight, if its contributions are called."""

    code: str
    key: str
    name: str
    from_on: date
    weight: int | None


def list_of_joiners(*, year: FinancialYear) -> list[JoinerRow]:
    """Whoever joined after the first day of a year and within it, by first day. Two questions."""
    first, last = year.months[0].first_day, year.months[-1].last_day
    joined = Partner.objects.filter(joined_on__gt=first, joined_on__lte=last).order_by("joined_on", "name")
    rows = ContributionWeight.objects.filter(year__starting=year.starting)
    weights = dict(rows.values_list("partner_key", "weight"))
    return [
        JoinerRow(p.code, p.schema_name, p.name, p.joined_on, weights.get(p.schema_name)) for p in joined if p.joined_on
    ]


@dataclass(frozen=True, slots=True)
class JoinerInstalments:
    """What a joiner would be called for: by which day how much, at the rate of the others."""

    rate_words: str
    due: Mapping[date, Money]

    @property
    def total(self) -> Money:
        return Money.total(self.due.values())


def instalments_for_joiner(*, books: Year, from_on: date, weight: int) -> JoinerInstalments:
    """What a partner that joins pays on account in what is left of a year, at the rate that its budget set for the
    others. Three questions; nothing is due, where no month is open.
    """
    year = books.financial_year
    rows = books.weights.filter(from_on=None).values_list("weight", flat=True)
    total, still_open = sum(rows), open_months(year=year)
    words = f"{books.budget} × {weight:,} ÷ {total:,} {books.shared_by}, for each of twelve months"
    if not still_open:
        return JoinerInstalments(words, {})
    monthly = Fraction(books.budget_pence * weight, 12 * total)
    due = instalments_of_joiner(year, monthly, times=books.instalments, from_on=from_on, open_from=min(still_open))
    return JoinerInstalments(words, due)


def contributions_of_joiner(*, books: Year, partner_key: str) -> dict[date, Money]:
    """What was called from one partner in a year, by due day."""
    rows = Contribution.objects.filter(year=books, partner_key=partner_key, changed_by=None).order_by("due_on")
    return {row.due_on: row.amount for row in rows}


def year_joined(*, partner: Partner) -> Year | None:
    """The books of the year within which a partner joined; None, if it joined on a first day, or there are none."""
    day = partner.joined_on
    if day is None or (day.month, day.day) == (4, 1):
        return None
    return year_of(year=Month(day.year, day.month).financial_year)
