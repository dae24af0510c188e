"""A partner's home: what waits for this person, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, Self

from guildhall.access.roles import VISITOR, Role
from guildhall.kernel import Actor, Money, Month
from guildhall.web import charts, spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Due, Empty, Figure


class Work(Protocol):
    """Work of one kind that waits, as every service tells of it."""

    @property
    def label(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def url(self) -> str: ...
    @property
    def due_at(self) -> datetime | None: ...


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    """One headline, a few figures, what is due, one chart."""

    template: ClassVar[str] = "pages/organisation/home.html"
    figures: Sequence[Figure]
    due: Sequence[Due]
    chart: charts.Chart | None
    empty: Empty

    @classmethod
    def of(
        cls,
        actor: Actor,
        *,
        work: Sequence[Work],
        people: int,
        invitations: int,
        costs: Mapping[Month, Money],
        at: datetime,
    ) -> Self:
        due = [_due(item, at) for item in sorted(work, key=lambda item: item.due_at or at)]
        finance = actor.has_role(Role.FINANCE, VISITOR)
        return cls(
            title="Home",
            headline=_headline(work, costs if finance else {}),
            figures=[*_work_figures(work), *_figures(actor, people, invitations, costs)][:4],
            due=due,
            chart=_chart(costs) if finance and costs else None,
            empty=Empty(
                "You are up to date",
                "When somebody needs your decision it appears here, oldest first.",
                kind="nothing_left",
            ),
        )


def _due(item: Work, at: datetime) -> Due:
    when = spelling.deadline(item.due_at) if item.due_at else ""
    return Due(f"{item.count} {item.label}", item.url, when=when, late=bool(item.due_at and item.due_at < at))


def _headline(work: Sequence[Work], costs: Mapping[Month, Money]) -> str:
    if work:
        first = work[0]
        return f"{first.count} {first.label}"
    if costs:
        latest = max(costs)
        return f"Your {latest.title} share is {spelling.money(costs[latest])}"
    return "Nothing is waiting for you"


def _work_figures(work: Sequence[Work]) -> list[Figure]:
    return [Figure(item.label[:1].upper() + item.label[1:], item.count, url=item.url) for item in work[:3]]


def _figures(actor: Actor, people: int, invitations: int, costs: Mapping[Month, Money]) -> list[Figure]:
    figures: list[Figure] = []
    if actor.has_role(Role.FINANCE, VISITOR) and costs:
        latest = max(costs)
        figures.append(Figure(f"{latest.title}, excluding VAT", costs[latest], url="/statements/", note="your share"))
        figures.append(Figure("Charged this year", Money.total(costs.values()), url="/usage/", note="closed months"))
    if actor.has_role(Role.ADMINISTRATOR, VISITOR):
        figures.append(Figure("People here", people, url="/people/"))
        figures.append(Figure("Invitations waiting", invitations, url="/people/"))
    return figures


def _chart(costs: Mapping[Month, Money]) -> charts.Chart:
    highest = max(costs, key=lambda month: costs[month])
    return charts.bar(
        [(month.title, amount) for month, amount in sorted(costs.items())],
        headline=f"{highest.title} was the dearest month",
        measure="Your share of each closed month, excluding VAT",
        of="Month",
    )
