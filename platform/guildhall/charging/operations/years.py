"""A year's beginning: what was agreed, the budget, and the contributions that it calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from guildhall.audit.operations import record
from guildhall.charging.entries import contributions_called
from guildhall.charging.errors import AgreementNotReady, BudgetAlreadyApproved, BudgetNotReady
from guildhall.charging.instalments import TIMES, contributions_of
from guildhall.charging.models import Agreement, Contribution, ContributionWeight, Period, Pool, Year
from guildhall.charging.operations.ledger import ASK, in_turn, post
from guildhall.charging.queries.working import members_in
from guildhall.charging.rules import may_approve, may_keep_costs
from guildhall.charging.settling import SurplusPolicy
from guildhall.charging.states import YearState
from guildhall.charging.support import SupportMethod
from guildhall.database.operation import operation, step
from guildhall.kernel import Actor, FinancialYear, Money, Month, NotAllowed, require
from guildhall.notices.operations import announce

BOARD, NOTHING = "a board member", Money(0)


@dataclass(frozen=True, slots=True)
class AgreementTerms:
    """What the members agreed, from a month on. `agreed_by` says who agreed it and when, in words."""

    from_month: Month
    agreed_by: str
    surplus_policy: SurplusPolicy = SurplusPolicy.BY_UTILISATION
    collar_percent: int | None = None
    instalments: int = 12
    joiner_method: str = Agreement.JoinerMethod.MONTHLY_CLOSE
    penny_option: str = Agreement.PennyOption.EACH_MONTH
    support_method: SupportMethod = SupportMethod.STEP_DOWN
    step_order: tuple[str, ...] = ()
    voting_rule: str = Agreement.VotingRule.UNANIMOUS
    vote_days: int = 21
    dispute_days: int = 20
    has_open_book: bool = False
    statement_threshold: Money = NOTHING
    agreement_threshold: Money = NOTHING


@operation
def set_agreement(*, terms: AgreementTerms, by: Actor, at: datetime) -> Agreement:
    """Set down what the members agreed, in force from a month on; what was agreed before stays readable.

    Refuses: NotAllowed, AgreementNotReady (every reason at once).
    Rule: cost_sharing.md, public-sector rules: order of calls, calendar and thresholds are dated data.
    """
    in_turn("the agreement")
    latest = Agreement.objects.order_by("-number").first()

    require(may_approve(by), NotAllowed("set down what was agreed", ask=BOARD))
    if faults := _what_is_wrong_with(terms, latest):
        raise AgreementNotReady(faults)

    agreement = Agreement.objects.create(
        number=latest.number + 1 if latest else 1,
        from_on=terms.from_month.first_day,
        surplus_policy=terms.surplus_policy,
        collar_percent=terms.collar_percent,
        instalments=terms.instalments,
        joiner_method=terms.joiner_method,
        penny_option=terms.penny_option,
        support_method=terms.support_method,
        step_order=list(terms.step_order),
        voting_rule=terms.voting_rule,
        vote_days=terms.vote_days,
        dispute_days=terms.dispute_days,
        has_open_book=terms.has_open_book,
        statement_threshold_pence=terms.statement_threshold.pence,
        agreement_threshold_pence=terms.agreement_threshold.pence,
        agreed_by=terms.agreed_by.strip(),
        set_at=at,
        set_by_id=by.person_id,
    )

    record("agreement set down", agreement, by=by, at=at, details={"agreed by": agreement.agreed_by})
    return agreement


def _what_is_wrong_with(terms: AgreementTerms, latest: Agreement | None) -> list[str]:
    faults = []
    if not terms.agreed_by.strip():
        faults.append("Say who agreed this, and when.")
    if terms.instalments not in TIMES:
        faults.append("Contributions are called 12, 4, 2 or 1 times a year.")
    if latest and terms.from_month.first_day <= latest.from_on:
        faults.append(f"The last agreement starts on {latest.from_on:%-d %B %Y}. Start this one in a later month.")
    if Period.objects.closed().filter(month_on__gte=terms.from_month.first_day).exists():
        faults.append(f"{terms.from_month.title} is closed. Start with a month that is open.")
    if not (1 <= terms.vote_days <= 365 and 1 <= terms.dispute_days <= 365):
        faults.append("A vote and a dispute are open for 1 to 365 days.")
    return [*faults, *_what_is_wrong_with_steps(terms.step_order)]


def _what_is_wrong_with_steps(order: Sequence[str]) -> list[str]:
    known = set(Pool.objects.values_list("code", flat=True)) if order else set()
    twice = sorted(code for code in set(order) if order.count(code) > 1)
    return [
        *(f"There is no service “{code}”." for code in order if code not in known),
        *(f"{code} is twice in the order of the steps." for code in twice),
    ]


@dataclass(frozen=True, slots=True)
class BudgetTerms:
    """A year's budget. `shared_by` says what the contributions go by; `weights`, how much of it each partner has."""

    year: FinancialYear
    budget: Money
    instalments: int
    shared_by: str
    weights: Mapping[str, int]


@operation
def set_budget(*, terms: BudgetTerms, by: Actor, at: datetime) -> Year:
    """Set down a year's budget and the key of its contributions; until it is approved, it can be set anew.

    Takes: weights by partner code, one for each member, zero included.
    Refuses: NotAllowed, BudgetAlreadyApproved, BudgetNotReady (every reason at once).
    """
    year = Year.objects.filter(starting=terms.year.starting).select_for_update().first()
    members = {member.code: member for member in members_in(terms.year.months[0])}

    require(may_keep_costs(by), NotAllowed("set a budget", ask=ASK))
    require(year is None or year.state == YearState.BUDGETING, BudgetAlreadyApproved(terms.year))
    if faults := _what_is_wrong_with_budget(terms, set(members)):
        raise BudgetNotReady(faults)

    year = year or Year(starting=terms.year.starting)
    year.budget_pence, year.instalments = terms.budget.pence, terms.instalments
    year.shared_by, year.budgeted_at, year.budgeted_by_id = terms.shared_by.strip(), at, by.person_id
    year.save()
    ContributionWeight.objects.filter(year=year).delete()
    ContributionWeight.objects.bulk_create(
        ContributionWeight(year=year, partner_key=members[code].key, weight=weight)
        for code, weight in sorted(terms.weights.items())
    )

    record("budget set", year, by=by, at=at, details={"budget": str(terms.budget), "shared by": year.shared_by})
    return year


def _what_is_wrong_with_budget(terms: BudgetTerms, members: set[str]) -> list[str]:
    faults = []
    if terms.budget.pence <= 0:
        faults.append("Give a budget above £0.00.")
    if terms.instalments not in TIMES:
        faults.append("Contributions are called 12, 4, 2 or 1 times a year.")
    if not terms.shared_by.strip():
        faults.append("Say what the contributions go by, such as end users.")
    faults += [f"{code} is no member at the start of {terms.year}." for code in sorted(set(terms.weights) - members)]
    faults += [f"Say what {code} weighs, if only 0." for code in sorted(members - set(terms.weights))]
    if not any(terms.weights.values()) or min(terms.weights.values()) < 0:
        faults.append("Weights are whole numbers, none below zero and one of them above it.")
    return faults


@operation
def approve_budget(*, year_id: int, by: Actor, at: datetime) -> Year:
    """Agree to a year's budget: its contributions are called, and are in the books on the day each is due.

    Refuses: NotAllowed (who set the budget does not approve it), BudgetAlreadyApproved, BudgetNotReady (an instalment
    falls into a closed month).
    Announces: "charging.contributions_called", once for each partner.
    Rule: cost_sharing.md, worked case HND-03; governance: nobody approves what they prepared.
    """
    year = Year.objects.locked(year_id)
    closed = Period.objects.closed().filter(month_on__gte=year.financial_year.months[0].first_day)

    require(may_approve(by), NotAllowed("approve a budget", ask=BOARD))
    require(year.state == YearState.BUDGETING, BudgetAlreadyApproved(year))
    require(by.id != year.budgeted_by_id, NotAllowed("approve a budget that you set", ask=BOARD))
    if late := [period.month.title for period in closed.order_by("month_on")[:1]]:
        raise BudgetNotReady(f"{late[0]} is closed, so nothing can be called in it. A budget is approved before.")

    year.state, year.approved_at, year.approved_by_id = YearState.RUNNING, at, by.id
    year.save(update_fields=["state", "approved_at", "approved_by_id"])
    call_contributions(year=year, by=by, at=at)

    record("budget approved", year, by=by, at=at, details={"budget": str(year.budget)})

    for weight in year.weights.order_by("partner_key"):
        announce("charging.contributions_called", weight_id=weight.id)
    return year


@step
def call_contributions(*, year: Year, by: Actor, at: datetime) -> None:
    """Write what each partner pays by when, and post every instalment."""
    codes = {member.key: member.code for member in members_in(year.financial_year.months[0])}
    weights = {codes[row.partner_key]: row.weight for row in year.weights.all()}
    keys = {code: key for key, code in codes.items()}
    called = contributions_of(year.financial_year, year.budget, times=year.instalments, by_weight=weights)
    for day, amounts in called.items():
        by_key = {keys[code]: amount for code, amount in amounts.items()}
        Contribution.objects.bulk_create(
            Contribution(year=year, partner_key=key, due_on=day, pence=amount.pence) for key, amount in by_key.items()
        )
        post(contributions_called(year.financial_year, due_on=day, amounts=by_key), by=by, at=at)
