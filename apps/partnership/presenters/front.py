"""The front page and the desk's homes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from apps.partnership.queries import FrontFigures, MonthRow
from guildhall.access.roles import Role
from guildhall.charging.states import PeriodState
from guildhall.kernel import Actor, Money, Month
from guildhall.notices.queries import OutboxHealth
from guildhall.web import charts, spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Card, Due, Empty, Figure, Link
from tenants.models import Partner
from tenants.states import PartnerState

LINES = (
    "Public bodies take the same recruitment, account services and finance pages, "
    "and share the real cost by what each used.",
    "Every penny is explained. A surplus goes back to the members; a deficit they make good.",
)
SERVICES = (
    Card("Recruitment", text="From a vacancy to the first day, with one jobs board for all."),
    Card("Account services", text="A robot prepares accounts and hands back the minutes it saves."),
    Card("Shared costs", text="What you used, what it cost, what comes back: every penny explained."),
    Card("Your own wall", text="Each organisation's data stands behind a wall of its own."),
)


@dataclass(frozen=True, kw_only=True)
class FrontPage(Page):
    """Guildhall in one screen."""

    template: ClassVar[str] = "pages/partnership/front.html"
    button: Link
    links: Sequence[Link]
    figures: Sequence[Figure]
    services: Sequence[Card]
    lines: Sequence[str]
    dated: str

    @classmethod
    def of(cls, figures: FrontFigures, *, jobs_url: str, demo: bool) -> Self:
        source = "Demo figures" if demo else "From the ledger"
        dated = (
            f"{source}, to the end of {figures.latest.title}."
            if figures.latest
            else f"{source}. No month is closed yet."
        )
        return cls(
            title="The shared back office that its members own",
            button=Link("See how costs are shared", "#how"),
            links=[Link("Find a job", jobs_url), Link("Sign in", "/sign-in/")],
            figures=[
                Figure("Members", figures.members, note="organisations, each behind its own wall"),
                Figure("Cost shared", spelling.money(Money(figures.shared.pence // 100 * 100)),
                       note=f"over {figures.months} closed months, to the penny"),
                Figure("Left unshared", figures.unshared, note="of what those months cost"),
            ],
            services=SERVICES,
            lines=LINES,
            dated=dated,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    """One headline, a few figures, what is due, one chart."""

    template: ClassVar[str] = "pages/partnership/home.html"
    figures: Sequence[Figure]
    due: Sequence[Due]
    chart: charts.Chart | None
    empty: Empty

    @classmethod
    def of(
        cls,
        actor: Actor,
        *,
        months: Sequence[MonthRow],
        partners: Sequence[Partner],
        shares: Mapping[str, Mapping[Month, Money]],
        outbox: OutboxHealth,
        at: datetime,
    ) -> Self:
        keeps_books = actor.has_role(Role.HOST_FINANCE, Role.BOARD)
        due = _months_due(months) if keeps_books else _partners_due(partners)
        figures = _money_figures(months) if keeps_books else _platform_figures(partners, outbox)
        return cls(
            title="Home",
            headline=_headline(due, partners, keeps_books=keeps_books),
            figures=figures,
            due=due,
            chart=_chart(shares, partners) if keeps_books and shares else None,
            empty=Empty("You are up to date", _quiet(months) if keeps_books else "", kind="nothing_left"),
        )


def _months_due(months: Sequence[MonthRow]) -> list[Due]:
    words = {
        PeriodState.OPEN: "Load the costs of {}",
        PeriodState.COLLECTING: "Complete the costs of {}",
        PeriodState.REVIEW: "Approve the costs of {}",
        PeriodState.APPROVED: "Close {}",
    }
    waiting = [row for row in months if not row.period.is_closed]
    return [
        Due(
            words[PeriodState(row.period.state)].format(row.period.month.title),
            f"/months/{row.period.month}/",
            when=row.period.get_state_display(),
        )
        for row in reversed(waiting)
    ]


def _partners_due(partners: Sequence[Partner]) -> list[Due]:
    words = {
        PartnerState.APPLIED: "Agree terms with {}",
        PartnerState.AGREED: "Build the home of {}",
        PartnerState.STUCK: "Building is stuck: {}",
    }
    return [
        Due(
            words[PartnerState(partner.state)].format(partner.name),
            f"/partners/{partner.code}/",
            about=partner.state_reason,
            late=partner.state == PartnerState.STUCK,
        )
        for partner in partners
        if partner.state in words
    ]


def _headline(due: Sequence[Due], partners: Sequence[Partner], *, keeps_books: bool) -> str:
    if due:
        return due[0].text if len(due) == 1 else f"{len(due)} things are waiting for you"
    live = sum(partner.state == PartnerState.LIVE for partner in partners)
    return "Every month is closed" if keeps_books else f"All {live} partners are well"


def _money_figures(months: Sequence[MonthRow]) -> list[Figure]:
    closed = [row for row in months if row.period.is_closed]
    shared = Money.total(row.shared or Money(0) for row in closed)
    booked = Money.total((row.booked or Money(0)) - (row.paid or Money(0)) for row in closed)
    return [
        Figure("Cost shared this year", shared, url="/months/", note=f"{len(closed)} closed months"),
        Figure("Unshared", booked - shared, url="/months/", note="of what was booked, less what third parties paid"),
        Figure("Months open", len(months) - len(closed), url="/months/"),
    ]


def _platform_figures(partners: Sequence[Partner], outbox: OutboxHealth) -> list[Figure]:
    live = sum(partner.state == PartnerState.LIVE for partner in partners)
    return [
        Figure("Partners live", live, url="/partners/"),
        Figure(
            "Jobs waiting",
            outbox.waiting,
            url="/jobs/?stage=waiting",
            note="announcements on their way to who hears them",
        ),
        Figure("Jobs parked", outbox.parked, url="/jobs/", alert=bool(outbox.parked)),
    ]


def _quiet(months: Sequence[MonthRow]) -> str:
    return (
        f"{months[0].period.month.next.title} is next, once it is over." if months else "Open the first month to begin."
    )


BARS = 15


def _chart(shares: Mapping[str, Mapping[Month, Money]], partners: Sequence[Partner]) -> charts.Chart:
    """Who bears most; when there are too many to be told apart, what all others bear is said and not drawn."""
    names = {partner.schema_name: partner.short_name for partner in partners}
    totals = sorted(
        ((names.get(key, key), Money.total(by_month.values())) for key, by_month in shares.items()),
        key=lambda row: row[1],
        reverse=True,
    )
    others = totals[BARS:] if len(totals) > BARS + 1 else []
    together = f"; {len(others):,} others: {Money.total(total for _, total in others)}" if others else ""
    return charts.bar(
        totals[: len(totals) - len(others)],
        headline=f"{totals[0][0]} bears the largest share",
        measure=f"Cost shared in all closed months, excluding VAT{together}",
        of="Partner",
    )
