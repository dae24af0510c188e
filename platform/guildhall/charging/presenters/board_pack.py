"""A quarter as it is put before the members, on a page and as a PDF: the frozen figures, made ready to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, Self

from guildhall.kernel import Money, Month, Quarter
from guildhall.metering.units import Unit
from guildhall.web import spelling
from guildhall.web.parts import Column, Figure, Table

NONE = "–"


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of the members: what is said to it, and the tables that bear it out."""

    question: str
    sentences: Sequence[str]
    tables: Sequence[Table]


@dataclass(frozen=True, slots=True)
class BoardPackDocument:
    """A board pack; a draft, until it is filed. Its page and its PDF show the same."""

    template: ClassVar[str] = "documents/board_pack.html"

    quarter: Quarter
    as_at: date
    filed_on: date | None
    headline: str
    figures: Sequence[Figure]
    answers: Sequence[Answer]
    proof: Table
    digest: str

    @classmethod
    def of(cls, figures: Mapping[str, Any], *, digest: str = "", filed_on: date | None = None) -> Self:
        """Takes: figures, as a pack keeps them; of a filed one, its digest and the day."""
        quarter = Quarter.written(figures["quarter"])
        cost, before = Money(figures["cost_pence"]), Money(figures["before_pence"])
        return cls(
            quarter=quarter,
            as_at=date.fromisoformat(figures["as_at"]),
            filed_on=filed_on,
            headline=f"{quarter.title} cost {spelling.money(cost)}{_than_before(cost, before)}",
            figures=_big_figures(figures),
            answers=[_use(figures), _cost(figures, quarter), _what_comes_back(figures), _decided(figures)],
            proof=_proof(figures),
            digest=digest,
        )

    @property
    def title(self) -> str:
        return f"Board pack: {self.quarter.title}"

    @property
    def file_name(self) -> str:
        return f"board-pack-{self.quarter}.pdf"


def _than_before(now: Money, before: Money) -> str:
    """ ", £120 more than the quarter before"; nothing, if there was none."""
    if not before:
        return ""
    if now == before:
        return ", as much as the quarter before"
    word = "more" if now.pence > before.pence else "less"
    return f", {spelling.money(abs(now - before))} {word} than the quarter before"


def _big_figures(figures: Mapping[str, Any]) -> list[Figure]:
    year = figures["year"]
    shown = [
        Figure("Cost of the quarter", Money(figures["cost_pence"]), note=f"shared by {figures['members']} members")
    ]
    if year and year["budget_pence"]:
        variance = Money(year["budget_pence"] - year["run_rate_pence"])
        words = "Expected surplus" if variance.pence >= 0 else "Expected deficit"
        shown.append(Figure(words, abs(variance), note=f"of {year['year']}, at this rate", alert=variance.pence < 0))
    shown.append(Figure("Reserve", Money(figures["held"]["reserve_pence"])))
    shown.append(Figure("Technology credit", Money(figures["held"]["credit_pence"]), note="held for members"))
    return shown


def _use(figures: Mapping[str, Any]) -> Answer:
    rows = [(Unit(row["unit"]), row["now"], row["before"]) for row in figures["used"]]
    table = Table(
        "What all members used, beside the quarter before",
        [Column("Unit"), Column("This quarter", True), Column("The quarter before", True), Column("Change", True)],
        [[unit.label, now, before, _change(now, before)] for unit, now, before in rows],
    )
    said = [f"{unit.of(now)}{_more_or_less(now, before)}." for unit, now, before in _largest(rows)]
    return Answer("What did we use?", said or ["Nothing was used."], [table] if rows else [])


def _largest(rows: Sequence[tuple[Unit, int, int]]) -> list[tuple[Unit, int, int]]:
    """The three that changed most, most first: what a reader would ask about."""
    return sorted(rows, key=lambda row: abs(row[1] - row[2]), reverse=True)[:3]


def _more_or_less(now: int, before: int) -> str:
    if now == before:
        return ", as many as the quarter before"
    return f", {spelling.count(abs(now - before))} {'more' if now > before else 'fewer'} than the quarter before"


def _change(now: int, before: int) -> str:
    if not before:
        return NONE
    sign = "−" if now < before else "+" if now > before else ""
    return f"{sign}{spelling.percent(Fraction(abs(now - before), before))}"


def _cost(figures: Mapping[str, Any], quarter: Quarter) -> Answer:
    services, partners = figures["services"], figures["partners"]
    cost = Money(figures["cost_pence"])
    said = [f"All members together bore {cost}, excluding VAT, to the penny of what the services cost."]
    if not partners:
        said.append("By the agreement, what each member bore is on its own statements.")
    tables = [_priced("What each service cost", "Service", services, by=True)]
    if partners:
        tables.append(_priced("What each member bore", "Member", partners, by=False))
    return Answer("What did it cost?", said, tables)


def _priced(caption: str, what: str, rows: Sequence[Mapping[str, Any]], *, by: bool) -> Table:
    """Takes: `by`, whether a column says what each row is shared by."""
    middle = [Column("Shared by")] if by else []
    columns = [
        Column(what), *middle, Column("This quarter", True), Column("The quarter before", True), Column("Change", True)
    ]  # fmt: skip
    totals = Money(sum(row["now_pence"] for row in rows)), Money(sum(row["before_pence"] for row in rows))
    return Table(
        caption,
        columns,
        [
            [row["name"], *([row["shared_by"]] if by else []), *_amounts(row["now_pence"], row["before_pence"])]
            for row in rows
        ],
        totals=["Total", *([""] if by else []), *totals, spelling.signed(totals[0] - totals[1])],
    )


def _amounts(now: int, before: int) -> tuple[Money, Money, str]:
    return Money(now), Money(before), spelling.signed(Money(now - before))


def _what_comes_back(figures: Mapping[str, Any]) -> Answer:
    held, year = figures["held"], figures["year"]
    said = [*_forecast(year), *_settled(figures["settlement"])]
    table = Table(
        f"What is held and due on {spelling.uk_date(date.fromisoformat(figures['as_at']))}",
        [Column("What"), Column("Amount", True)],
        [
            ["Contributions due and not paid", Money(year["outstanding_pence"]) if year else Money(0)],
            ["Refunds that members have not had yet", Money(held["refunds_pence"])],
            ["Technology credit held for members", Money(held["credit_pence"])],
            ["Reserve", Money(held["reserve_pence"])],
        ],
    )
    return Answer("What comes back?", said or ["No month of the year is closed, so nothing can be said yet."], [table])


def _forecast(year: Mapping[str, Any] | None) -> list[str]:
    if year is None:
        return []
    budget, rate = Money(year["budget_pence"]), Money(year["run_rate_pence"])
    months = spelling.plural(year["months"], "closed month", "closed months")
    said = [f"{year['year']} cost {spelling.money(Money(year['actual_pence']))} in {months}."]
    if not budget:
        return [*said, f"At this rate it comes to {spelling.money(rate)}; nothing is contributed on account."]
    said.append(
        f"At this rate it comes to {spelling.money(rate)} of the {spelling.money(budget)} that members contribute: "
        f"{_difference(budget - rate)}."
    )
    if year["by_profile_pence"] is not None:
        profile = Money(year["by_profile_pence"])
        said.append(
            f"If its months relate to each other as last year’s did, it comes to {spelling.money(profile)}: "
            f"{_difference(budget - profile)}."
        )
    if year["policy"]:
        said.append(f"The agreement gives a surplus back like this: {year['policy'][:1].lower()}{year['policy'][1:]}.")
    return [*said, "These are forecasts. Nothing is posted from them."]


def _difference(amount: Money) -> str:
    if not amount:
        return "neither surplus nor deficit"
    return f"a {'surplus' if amount.pence > 0 else 'deficit'} of {spelling.money(abs(amount))}"


def _settled(last: Mapping[str, Any] | None) -> list[str]:
    if last is None:
        return []
    difference = Money(last["difference_pence"])
    went = [
        f"{spelling.money(Money(last[name]))} {words}"
        for name, words in (
            ("cash_pence", "went back in cash"),
            ("technology_pence", "became technology credit"),
            ("to_reserve_pence", "stayed in the reserve"),
            ("from_reserve_pence", "was met by the reserve"),
        )
        if last[name] > 0
    ]
    told = f": {', '.join(went)}" if went else ""
    return [f"{last['year']} ended with {_difference(difference)}{told}."]


def _decided(figures: Mapping[str, Any]) -> Answer:
    rows = [
        [one["words"], one["outcome"], _votes(*one["votes"]), Month.written(one["from"]).title]
        for one in figures["decisions"]
    ]
    columns = [Column("Proposal"), Column("Outcome"), Column("Votes"), Column("From")]
    said = [
        spelling.plural(len(rows), "vote was counted", "votes were counted") + "." if rows else "No vote was counted.",
        _disputed(figures["disputes"]),
    ]
    return Answer("What did we decide?", said, [Table("Votes on how costs are shared", columns, rows)] if rows else [])


def _disputed(disputes: Mapping[str, Any]) -> str:
    raised, decided = disputes["raised"], disputes["decided"]
    if not raised and not decided:
        return "No line was disputed."
    return (
        f"{spelling.plural(raised, 'line was disputed', 'lines were disputed')}, "
        f"{spelling.plural(decided, 'dispute was decided', 'disputes were decided')}, and "
        f"{spelling.money(Money(disputes['given_back_pence']))} was given back."
    )


def _votes(for_: int, against: int, electorate: int) -> str:
    return f"{for_} for, {against} against, of {electorate}"


def _proof(figures: Mapping[str, Any]) -> Table:
    return Table(
        "The months it rests on, and the digest of each close",
        [Column("Month"), Column("Closed on"), Column("Digest")],
        [
            [
                Month.written(one["month"]).title,
                date.fromisoformat(one["closed_on"]) if one["closed_on"] else "Not closed yet",
                one["digest"] or NONE,
            ]
            for one in figures["months"]
        ],
        stacks=False,
    )
