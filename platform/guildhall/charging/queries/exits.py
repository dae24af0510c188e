"""Partners that leave: where each stands with the partnership, and what its exit comes to by the books as they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.exits import Exiting
from guildhall.charging.figures import pounds_exactly
from guildhall.charging.manifests import digest_of
from guildhall.charging.models import CarryOver, Contribution, CreditRequest, Exit, Line, Period, Succession, Year
from guildhall.charging.queries.heirs import heirs, predecessors_of, weights_of_heirs
from guildhall.charging.queries.ledger import balance_of
from guildhall.charging.queries.years import open_months, settlement_of, year_of
from guildhall.charging.rules import LeaverStanding, what_stops_exit
from guildhall.charging.states import CreditRequestState, YearState
from guildhall.kernel import FinancialYear, Money, Month
from tenants.models import Partner
from tenants.states import HAS_LEFT, PartnerState

LEAVING = (PartnerState.LEAVING, *HAS_LEFT)
RULE = (
    "What was called up to the last day, less what is outstanding of it, is what was paid. The share of the cost is "
    "the sum of the statements of the closed months. Technology credit turns into cash. What all members are still "
    "bound to pay is shared by the key of the contributions with the leaver in it, and the leaver’s part goes into the "
    "reserve."
)


@dataclass(frozen=True, slots=True)
class LeaverRow:
    """A partner that leaves or has left, with its exit, if one stands."""

    code: str
    key: str
    name: str
    last_day: date
    exit: Exit | None


def list_of_leavers() -> list[LeaverRow]:
    """Every partner with a last day, the latest first, but for those that merge on the day after. Two questions."""
    leaving = Partner.objects.filter(state__in=LEAVING, leaves_on__isnull=False)
    exits = {(one.partner_key, one.last_day_on): one for one in Exit.objects.standing().defer("evidence", "pdf")}
    return [
        LeaverRow(p.code, p.schema_name, p.name, p.leaves_on, exits.get((p.schema_name, p.leaves_on)))
        for p in leaving.order_by("-leaves_on", "name")
        if p.leaves_on is not None and p.succeeded_from != p.leaves_on + timedelta(days=1)
    ]


def exit_of(*, partner: Partner) -> Exit | None:
    """The exit that stands for a partner's last day; None, before one is prepared. Its files are left out."""
    standing = Exit.objects.standing().of_partner(partner.schema_name).filter(last_day_on=partner.leaves_on)
    return standing.select_related("year").defer("evidence", "pdf").first()


def exit_to_draw(*, exit_id: int) -> Exit | None:
    """An approved exit whose document is still to be drawn; None, when it is there."""
    return Exit.objects.approved().filter(id=exit_id, filed_at=None).defer("evidence").first()


def own_exit(*, partner_key: str) -> Exit | None:
    """A partner's own exit, once it is approved; its evidence is left out."""
    return Exit.objects.approved().of_partner(partner_key).defer("evidence").order_by("-last_day_on").first()


def is_settled_with(*, partner_key: str) -> bool:
    """Was an exit of a partner approved?"""
    return Exit.objects.approved().of_partner(partner_key).exists()


def settled_before(*, year: Year) -> frozenset[str]:
    """The keys of those who left in a year or before it and were settled with."""
    left = Exit.objects.approved().filter(year__starting__lte=year.starting)
    return frozenset(left.values_list("partner_key", flat=True))


@dataclass(frozen=True, slots=True)
class WorkedExit:
    """An exit as the books have it: the sums, the months and instalments they are made of, and what is not asked of the
    leaver any more, by due day.
    """

    partner: Partner
    year: Year
    last_day: date
    exiting: Exiting
    months: dict[Month, Money]
    called: dict[date, Money]
    not_asked: dict[date, Money]

    @property
    def number(self) -> str:
        return f"{self.partner.letters}-exit-{self.last_day}"

    @property
    def plain(self) -> dict[str, Any]:
        """All that the document says and that decides it, as JSON in pence."""
        exiting, stranded = self.exiting, self.exiting.stranded
        return {
            "number": self.number,
            "partner": {"key": self.partner.schema_name, "code": self.partner.code, "name": self.partner.name},
            "last_day": self.last_day.isoformat(),
            "year": self.year.name,
            "called": [[day.isoformat(), amount.pence] for day, amount in sorted(self.called.items())],
            "not_asked": [[day.isoformat(), amount.pence] for day, amount in sorted(self.not_asked.items())],
            "months": [[str(month), amount.pence] for month, amount in sorted(self.months.items())],
            "contributed_pence": exiting.contributed.pence,
            "outstanding_pence": exiting.outstanding.pence,
            "paid_pence": exiting.paid.pence,
            "borne_pence": exiting.borne.pence,
            "credit_pence": exiting.technology_credit.pence,
            "refund_pence": exiting.refund.pence,
            "commitment_pence": exiting.commitment.pence,
            "shared_by": self.year.shared_by,
            "weight": str(stranded.weight),
            "total_weight": str(sum(exiting.key.values())),
            "exact_words": pounds_exactly(stranded.exact),
            "stranded_pence": stranded.pence,
            "net_pence": exiting.net.pence,
            "rule": RULE,
        }

    @property
    def digest(self) -> str:
        return digest_of(self.plain)


def exit_worked_out(*, partner: Partner, commitment: Money, on: date) -> WorkedExit | None:
    """What an exit comes to by the books on a day; None, for a partner without a last day or a year without a budget.

    An heir has the contributions and the months of those whose books went on to it.
    Refuses: LeaverNotReady (a commitment, and no weight in the key).
    """
    last_day, key = partner.leaves_on, partner.schema_name
    books = year_of(year=Month(last_day.year, last_day.month).financial_year) if last_day else None
    if last_day is None or books is None:
        return None
    keys = [key, *predecessors_of(partner_key=key)]
    called = _by_day(Contribution.objects.filter(year=books, partner_key__in=keys))
    not_asked = {day: amount for day, amount in called.items() if day > last_day and amount}
    months = _by_month(keys, books.financial_year)
    at = max(on, last_day)  # before it, what is still called up to that day is outstanding too
    not_due = Money.total(amount for day, amount in not_asked.items() if day <= at)
    outstanding = balance_of(account=LedgerAccount.CONTRIBUTION_DUE, partner_key=key, on=at) - not_due
    exiting = Exiting(
        leaver=partner.code,
        contributed=Money.total(amount for day, amount in called.items() if day <= last_day),
        outstanding=outstanding,
        borne=Money.total(months.values()),
        technology_credit=-balance_of(account=LedgerAccount.TECHNOLOGY_CREDIT, partner_key=key),
        refund=-balance_of(account=LedgerAccount.REFUND_PAYABLE, partner_key=key),
        commitment=commitment,
        key=_key_of(books),
    )
    kept = {day: amount for day, amount in called.items() if day <= last_day}
    return WorkedExit(partner, books, last_day, exiting, months, kept, not_asked)


def _key_of(books: Year) -> dict[str, int]:
    """What everybody weighs in the key of the contributions who was not settled with before, by code."""
    weights = weights_of_heirs(dict(books.weights.values_list("partner_key", "weight")), heirs())
    codes, gone = dict(Partner.objects.values_list("schema_name", "code")), settled_before(year=books)
    return {codes.get(key, key): weight for key, weight in weights.items() if key not in gone}


def _by_day(rows: Any) -> dict[date, Money]:
    by_day: dict[date, Money] = defaultdict(lambda: Money(0))
    for day, pence in rows.values_list("due_on", "pence"):
        by_day[day] += Money(pence)
    return dict(by_day)


def _by_month(keys: Sequence[str], year: FinancialYear) -> dict[Month, Money]:
    """What a partner and those before it bore in the closed months of a year, by the month billed in."""
    closed = Period.objects.closed().filter(month_on__in=[month.first_day for month in year.months])
    rows = Line.objects.filter(period__in=closed, partner_key__in=keys).values("period__month_on")
    return {
        Month(row["period__month_on"].year, row["period__month_on"].month): Money(int(row["held"]))
        for row in rows.annotate(held=Sum("pence")).order_by("period__month_on")
    }


def stops_of_exit(*, partner: Partner) -> list[str]:
    """Everything that must be done before a partner's exit is prepared or approved. Six questions."""
    last_day, key = partner.leaves_on, partner.schema_name
    if last_day is None or partner.state not in LEAVING:
        return what_stops_exit(LeaverStanding(partner.name))
    year = Month(last_day.year, last_day.month).financial_year
    books = year_of(year=year)
    waiting = CreditRequest.objects.filter(partner_key=key, state=CreditRequestState.ASKED)
    return what_stops_exit(
        LeaverStanding(
            partner.name,
            last_day=last_day,
            year=str(year),
            year_runs=books is not None and books.state == YearState.RUNNING,
            still_open=tuple(month for month in open_months(year=year) if month.first_day <= last_day),
            is_being_settled=books is not None and settlement_of(year=books) is not None,
            has_merged=Succession.objects.filter(partner_key=key).exists(),
            is_merging=CarryOver.objects.prepared().filter(figures__ending__contains=[{"key": key}]).exists(),
            credit_requests=waiting.count(),
        )
    )
