"""A year: what was called, what it cost, who gets back or makes good the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from guildhall.audit.queries import TrailEntry
from guildhall.charging.models import Agreement, Settlement, SettlementShare, Year
from guildhall.charging.presenters.forecast import forecast_chart
from guildhall.charging.queries.forecasts import YearForecast
from guildhall.charging.queries.years import PartnerInYear
from guildhall.charging.settling import SurplusPolicy
from guildhall.charging.states import SettlementState, YearState
from guildhall.kernel import FinancialYear, Money
from guildhall.web import spelling
from guildhall.web.charts import Chart
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Empty, Event, Figure, Link, Row, Table, Tag

COLOURS = {YearState.BUDGETING: "blue", YearState.RUNNING: "aqua-green"}
SETTLEMENT_COLOURS = {SettlementState.PROPOSED: "purple", SettlementState.AGREED: "aqua-green"}


def tag_of(year: Year) -> Tag:
    return Tag(year.get_state_display(), COLOURS.get(YearState(year.state), ""))


@dataclass(frozen=True, kw_only=True)
class YearsPage(Page):
    """Every year with a budget."""

    template: ClassVar[str] = "pages/partnership/years.html"
    table: Table
    empty: Empty
    links: Sequence[Link]

    @classmethod
    def of(cls, years: Sequence[Year], *, without_budget: Sequence[FinancialYear]) -> Self:
        rows = [[Cell(year.name, url=f"/years/{year}/"), tag_of(year), year.budget, year.shared_by] for year in years]
        columns = [Column("Year"), Column("State"), Column("Budget", True), Column("Contributions go by")]
        running = [year for year in years if year.state == YearState.RUNNING]
        return cls(
            title="Years",
            headline=f"{running[0]} is running" if running else "No year is running",
            table=Table("Financial years, newest first, excluding VAT", columns, rows),
            empty=Empty("No year has a budget yet", "Set one, and members contribute on account until its end."),
            links=[
                *(Link(f"Set a budget for {year}", f"/years/{year}/budget/") for year in without_budget),
                Link("What the members agreed", "/agreements/"),
                Link("Partners that come, go and merge", "/membership/"),
            ],
        )


@dataclass(frozen=True, kw_only=True)
class YearPage(Page):
    """One year, from its budget to its settlement."""

    template: ClassVar[str] = "pages/partnership/year.html"
    tag: Tag
    figures: Sequence[Figure]
    stops: Sequence[str]
    acts: Sequence[Act]
    links: Sequence[Link]
    forecast: Sequence[Row]
    chart: Chart | None
    partners: Table
    settlement: Sequence[Row]
    settlement_tag: Tag | None
    shares: Table | None
    events: Sequence[Event]

    @classmethod
    def of(
        cls,
        year: Year,
        *,
        partners: Sequence[PartnerInYear],
        stops: Sequence[str],
        settlement: Settlement | None,
        shares: Sequence[SettlementShare],
        elections: Mapping[str, int],
        trail: Sequence[TrailEntry],
        forecast: YearForecast | None,
        page: object = 1,
    ) -> Self:
        cost, called = _sum(partners, "borne"), _sum(partners, "called")
        names = {partner.key: partner.name for partner in partners}
        return cls(
            title=str(year),
            headline=_headline(year, settlement, contributed=_sum(partners, "contributed"), cost=cost, stops=stops),
            caption=f"Year to 31 March {year.starting + 1}, excluding VAT",
            back=Link("Years", "/years/"),
            tag=tag_of(year),
            figures=[
                Figure("Budget", year.budget, note=f"by {year.shared_by}"),
                Figure("Called so far", called, note="contributions on account"),
                Figure("Cost so far", cost, note="of the months that are closed"),
                Figure("Outstanding", _sum(partners, "outstanding"), url="/ledger/?account=1210", note="not paid yet"),
            ],
            stops=stops,
            acts=_acts(year, settlement, stops=stops),
            links=_links(year, settlement),
            forecast=_forecast(forecast) if forecast and not settlement else (),
            chart=forecast_chart(forecast, year=year.financial_year) if forecast and not settlement else None,
            partners=_partners(partners).on_page(page, noun="partners"),
            settlement=_settlement(settlement) if settlement else (),
            settlement_tag=_settlement_tag(settlement),
            shares=_shares(settlement, shares, elections, names).on_page(page, noun="partners")
            if settlement and shares
            else None,
            events=events_of(trail),
        )


def _forecast(forecast: YearForecast) -> list[Row]:
    months = spelling.plural(forecast.months, "closed month", "closed months")
    return [
        Row(f"At the rate of {months}", forecast.run_rate),
        Row("By last year’s months", forecast.by_profile or "Last year is not known month by month"),
        Row("Contributed", forecast.budget),
        Row("So the rate comes to", difference_in_words(forecast.variance)),
    ]


def events_of(trail: Sequence[TrailEntry]) -> list[Event]:
    """A trail as a timeline."""
    return [
        Event(f"{entry.what[:1].upper()}{entry.what[1:]}", entry.at, entry.by, changes=list(entry.details.values()))
        for entry in trail
    ]


def _sum(partners: Sequence[PartnerInYear], figure: str) -> Money:
    return Money.total(getattr(partner, figure) for partner in partners)


def _headline(
    year: Year, settlement: Settlement | None, *, contributed: Money, cost: Money, stops: Sequence[str]
) -> str:
    if settlement:
        return f"{year} ended with {difference_in_words(settlement.difference)}"
    if year.state == YearState.BUDGETING:
        return f"The budget of {year} waits for approval"
    if not stops:
        return f"{year} can be settled: {difference_in_words(contributed - cost)}"
    return f"{year} has cost {spelling.money(cost)} so far"


def difference_in_words(difference: Money) -> str:
    """ "a surplus of £120", "a deficit of £240", or neither."""
    if not difference:
        return "neither surplus nor deficit"
    return f"a {'surplus' if difference.pence > 0 else 'deficit'} of {spelling.money(abs(difference))}"


def _acts(year: Year, settlement: Settlement | None, *, stops: Sequence[str]) -> list[Act]:
    here = f"/years/{year}"
    if year.state == YearState.BUDGETING:
        return [Act("Approve the budget", f"{here}/approval/", kind="")]
    if settlement and settlement.state == SettlementState.AGREED:
        return [Act("Settle the year", f"{here}/settlement/posting/", kind="")]
    if year.state == YearState.RUNNING and not settlement and not stops:
        return [Act("Propose the settlement", f"{here}/settlement/", kind="")]
    return []


def _links(year: Year, settlement: Settlement | None) -> list[Link]:
    here = f"/years/{year}"
    if year.state == YearState.BUDGETING:
        return [Link("Change the budget", f"{here}/budget/")]
    if settlement and settlement.state == SettlementState.PROPOSED:
        return [
            Link("Set down what was agreed", f"{here}/settlement/agreement/"),
            Link("Withdraw the settlement", f"{here}/settlement/withdrawal/"),
        ]
    return [] if settlement else [Link("Partners that come, go and merge", "/membership/")]


def _partners(partners: Sequence[PartnerInYear]) -> Table:
    columns = [
        Column("Partner"), Column("Weight", True), Column("Contributes", True), Column("Called so far", True),
        Column("Outstanding", True), Column("Cost so far", True),
    ]  # fmt: skip
    rows = [[one.name, one.weight, one.contributed, one.called, one.outstanding, one.borne] for one in partners]
    totals = ["Total", sum(one.weight for one in partners)] + [
        _sum(partners, figure) for figure in ("contributed", "called", "outstanding", "borne")
    ]
    return Table("What each partner contributes, and what it cost", columns, rows, totals=totals)


def _settlement_tag(settlement: Settlement | None) -> Tag | None:
    if settlement is None:
        return None
    state = SettlementState(settlement.state)
    return Tag(state.label, SETTLEMENT_COLOURS.get(state, ""))


def _settlement(settlement: Settlement) -> list[Row]:
    rows = [
        Row("Contributed", Money(settlement.contributions_pence)),
        Row("Cost", Money(settlement.net_cost_pence)),
        Row("Surplus" if settlement.is_surplus else "Deficit", abs(settlement.difference)),
    ]
    if settlement.difference_pence < 0:
        rows.append(Row("Met by the reserve", Money(settlement.from_reserve_pence)))
        rows.append(Row("Met by nobody, within the collar", Money(settlement.uncovered_pence)))
    if settlement.policy:
        rows.append(Row("Given back", SurplusPolicy(settlement.policy).words))
        rows.append(Row("Kept in the reserve", Money(settlement.to_reserve_pence)))
        rows.append(Row("Elections until", settlement.elections_until))
    if settlement.agreed_by:
        rows.append(Row("Agreed by", settlement.agreed_by))
    return rows


def _shares(
    settlement: Settlement, shares: Sequence[SettlementShare], elections: Mapping[str, int], names: Mapping[str, str]
) -> Table:
    head = [Column("Partner"), Column("Contributed", True), Column("Cost", True)]
    if not settlement.is_surplus:
        rows = [[names[one.partner_key], *_paid(one), Money(one.made_good_pence)] for one in shares]
        made_good = Money(sum(one.made_good_pence for one in shares))
        totals = ["Total", *_totals(settlement), made_good]
        return Table("How the deficit is made good", [*head, Column("Makes good", True)], rows, totals=totals)
    policies = [Column(policy.words, True) for policy in SurplusPolicy]
    rows = [
        [
            names[one.partner_key],
            *_paid(one),
            *(one.under(policy) for policy in SurplusPolicy),
            _elected(elections.get(one.partner_key)),
        ]
        for one in shares
    ]
    totals = ["Total", *_totals(settlement), *[settlement.difference] * len(policies), ""]
    return Table("The surplus in three ways", [*head, *policies, Column("Elected")], rows, totals=totals)


def _paid(share: SettlementShare) -> tuple[Money, Money]:
    return Money(share.contributed_pence), Money(share.borne_pence)


def _totals(settlement: Settlement) -> tuple[Money, Money]:
    return Money(settlement.contributions_pence), Money(settlement.net_cost_pence)


def _elected(technology: int | None) -> str:
    if technology is None:
        return "Nothing yet: cash"
    return f"{100 - technology}% cash, {technology}% technology"


@dataclass(frozen=True, kw_only=True)
class AgreementsPage(Page):
    """What the members agreed, newest first."""

    template: ClassVar[str] = "pages/partnership/agreements.html"
    agreements: Sequence[AgreementCard]
    empty: Empty

    @classmethod
    def of(cls, agreements: Sequence[Agreement]) -> Self:
        return cls(
            title="What the members agreed",
            back=Link("Years", "/years/"),
            agreements=[AgreementCard.of(one) for one in agreements],
            empty=Empty(
                "Nothing was set down yet",
                "Until then a surplus goes back as each settlement says, and nobody is spared a deficit.",
            ),
        )


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """One version of the agreement."""

    title: str
    rows: Sequence[Row]

    @classmethod
    def of(cls, one: Agreement) -> Self:
        collar = f"{one.collar_percent}% of its contributions" if one.collar_percent is not None else "No limit"
        return cls(
            f"Version {one.number}, from {spelling.uk_date(one.from_on)}",
            [
                Row("Agreed by", one.agreed_by),
                Row("A surplus goes back", one.get_surplus_policy_display()),
                Row("Of a deficit, a member makes good at most", collar),
                Row("Members pay", one.get_instalments_display()),
                Row("Who joins during a year", one.get_joiner_method_display()),
                Row("The odd pence of agreed shares", one.get_penny_option_display()),
                Row("Services that serve each other", [one.get_support_method_display(), *_steps(one)]),
                Row("A change of a key needs", one.get_voting_rule_display()),
                Row("Votes and disputes run", f"{one.vote_days} days, {one.dispute_days} days"),
                Row("Open book", "Every member sees every share" if one.has_open_book else "Own shares and totals"),
                Row("Balances are stated when over", one.statement_threshold),
                Row("Balances are agreed when over", one.agreement_threshold),
            ],
        )


def _steps(one: Agreement) -> list[str]:
    return [f"In this order: {', '.join(one.step_order)}"] if one.step_order else []
