"""Questions of the shared service's desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, Sum, When

from apps.partnership.models import Intake, IntakeRow
from apps.partnership.planning import Known
from apps.partnership.states import IntakeState, RowState
from guildhall.charging.models import CostLoad, CustomerCharge, Line, Period, PoolTotal, Statement
from guildhall.charging.states import StatementState
from guildhall.kernel import Money, Month
from tenants.models import Partner
from tenants.states import PartnerState


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month in the list of months. `paid` is what third parties were charged at its close."""

    period: Period
    booked: Money | None
    paid: Money | None
    shared: Money | None
    statements: int
    drawn: int


def months_of_books() -> list[MonthRow]:
    """Every month whose books were opened, newest first. Five questions, however many."""
    periods = list(Period.objects.order_by("-month_on"))
    booked = _pence_by_period(
        CostLoad.objects.in_force().values("period_id").annotate(pence=Sum("costs__amount_pence"))
    )
    paid = _pence_by_period(CustomerCharge.objects.values("period_id").annotate(pence=Sum("pence")))
    shared = _pence_by_period(Line.objects.values("period_id").annotate(pence=Sum("pence")))
    counts = {
        row["period_id"]: (row["all_of_them"], row["drawn"])
        for row in Statement.objects.values("period_id").annotate(
            all_of_them=Count("id"), drawn=Count("filed_at")
        ).order_by()
    }  # fmt: skip
    return [
        MonthRow(
            period, booked.get(period.id), paid.get(period.id), shared.get(period.id), *counts.get(period.id, (0, 0))
        )
        for period in periods
    ]


@dataclass(frozen=True, slots=True)
class FrontFigures:
    """What the public front page may say: counted from the registry and the ledger."""

    members: int
    shared: Money
    unshared: Money
    months: int
    latest: Month | None


def front_figures() -> FrontFigures:
    """Members, what they bore of the cost of all closed months, and what of it nobody bore."""
    totals = PoolTotal.objects.aggregate(pence=Sum("cost_pence"), months=Count("period", distinct=True))
    latest = Period.objects.closed().order_by("-month_on").first()
    borne = Line.objects.aggregate(pence=Sum("pence"))
    return FrontFigures(
        members=Partner.objects.live().count(),
        shared=Money(int(borne["pence"] or 0)),
        unshared=Money(int(totals["pence"] or 0) - int(borne["pence"] or 0)),
        months=totals["months"],
        latest=latest and latest.month,
    )


def shares_by_partner_and_month() -> Mapping[str, Mapping[Month, Money]]:
    """What each partner was charged in each closed month, by its key."""
    shares: dict[str, dict[Month, Money]] = defaultdict(dict)
    for statement in Statement.objects.select_related("period").defer("figures").order_by("period__month_on"):
        shares[statement.partner_key][statement.period.month] = statement.total
    return shares


def stuck_statements() -> int:
    """How many statements could not be drawn."""
    return Statement.objects.filter(state=StatementState.STUCK).count()


def known_names() -> Known:
    """Every code, letters and organisation that is taken, by partners and by rows that are still to be brought in."""
    partners = list(Partner.objects.values_list("code", "letters", "ods_code"))
    waiting = list(
        IntakeRow.objects.waiting()
        .filter(intake__state=IntakeState.CONFIRMED)
        .values_list("code", "letters", "ods_code")
        .order_by()
    )
    return Known(
        codes={code for code, _, _ in (*partners, *waiting)},
        letters={letters for _, letters, _ in (*partners, *waiting)},
        partners={ods_code for _, _, ods_code in partners if ods_code},
        waiting={ods_code for _, _, ods_code in waiting},
    )


def intakes() -> QuerySet[Intake]:
    """Every intake, newest first, with how many organisations it has and how many have joined."""
    joined = Count("rows", filter=Q(rows__state=RowState.JOINED))
    return Intake.objects.annotate(organisations=Count("rows"), joined=joined).order_by("-id")


@dataclass(frozen=True, slots=True)
class IntakeProgress:
    """How far an intake is: every organisation of it stands in one of these."""

    waiting: int = 0
    refused: int = 0
    applied: int = 0
    building: int = 0
    stuck: int = 0
    live: int = 0

    @property
    def all(self) -> int:
        return self.waiting + self.refused + self.applied + self.building + self.stuck + self.live

    @property
    def is_moving(self) -> bool:
        return bool(self.waiting or self.building)


def progress_of(intake_id: int) -> IntakeProgress:
    """Where the organisations of an intake stand, in one question."""
    rows = IntakeRow.objects.filter(intake_id=intake_id).order_by()
    counted = rows.values_list("state", "partner__state").annotate(count=Count("id"))
    counts: dict[str, int] = defaultdict(int)
    for state, partner_state, count in counted:
        counts[_STANDING.get(partner_state, "live") if state == RowState.JOINED else state] += count
    return IntakeProgress(**counts)


_STANDING = {
    PartnerState.APPLIED: "applied",
    PartnerState.AGREED: "building",
    PartnerState.BUILDING: "building",
    PartnerState.STUCK: "stuck",
}
"""A partner that has gone on in its life, suspended or leaving even, has had its home: for an intake it is live."""


def rows_of(intake_id: int) -> QuerySet[IntakeRow]:
    """The organisations of an intake: what needs a person first, then as they stand in the file."""
    order = Case(When(state=RowState.REFUSED, then=0), When(partner__state=PartnerState.STUCK, then=0), default=1)
    return IntakeRow.objects.filter(intake_id=intake_id).select_related("partner").order_by(order, "number")


def waiting_rows(intake_id: int) -> list[int]:
    """The organisations that are still to be brought in, in the file's order."""
    return list(IntakeRow.objects.waiting().filter(intake_id=intake_id).values_list("id", flat=True))


def homes_to_build(intake_id: int) -> list[UUID]:
    """The partners of an intake whose home is to be built."""
    rows = IntakeRow.objects.filter(intake_id=intake_id, partner__state=PartnerState.BUILDING)
    return list(rows.values_list("partner_id", flat=True))


def _pence_by_period(rows) -> dict[int, Money]:  # type: ignore[no-untyped-def]  # a queryset of grouped values
    return {row["period_id"]: Money(int(row["pence"])) for row in rows.order_by() if row["pence"] is not None}
