"""What every member may see: the total of every service, and every member's share where the agreement opens it."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.charging.models import OpenShare, Period, PoolTotal
from guildhall.kernel import FinancialYear, Money, Month


@dataclass(frozen=True, slots=True)
class OpenTotalRow:
    """A service in a closed month: what it cost all members, and the weights it was shared by."""

    month: Month
    service: str
    shared_by: str
    total_weight: str
    cost: Money


@dataclass(frozen=True, slots=True)
class OpenShareRow:
    """A member's share of a service, billed in a closed month."""

    month: Month
    service: str
    member: str
    amount: Money


@dataclass(frozen=True, slots=True)
class OpenBook:
    """A year of totals, oldest month first, and the shares that are open to every member, by member's name."""

    year: FinancialYear
    totals: tuple[OpenTotalRow, ...]
    shares: tuple[OpenShareRow, ...]

    @property
    def months(self) -> list[Month]:
        return sorted({row.month for row in self.totals})


def open_book_of(*, year: FinancialYear) -> OpenBook:
    """The closed months of a year as every member may see them. Two questions, however many months and members.

    Totals are those of a month's own close: what corrects it later moves money between members and costs nothing.
    """
    closed = Period.objects.closed().filter(month_on__in=[month.first_day for month in year.months])
    totals = PoolTotal.objects.original().filter(period__in=closed).select_related("pool", "key_version")
    shares = OpenShare.objects.filter(period__in=closed).select_related("period", "pool")
    return OpenBook(
        year,
        tuple(
            OpenTotalRow(one.used_in, one.pool.name, one.key_version.key.words, one.total_weight, one.cost)
            for one in totals.order_by("used_on", "pool__position", "pool__code")
        ),
        tuple(
            OpenShareRow(one.period.month, one.pool.name, one.member, one.amount)
            for one in shares.order_by("member", "period__month_on", "pool__position", "pool__code")
        ),
    )
