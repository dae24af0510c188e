"""A partner that joins within a year: what it contributes in what is left of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from guildhall.audit.operations import record
from guildhall.charging.entries import joiner_called
from guildhall.charging.errors import JoinerAlready, JoinerNotReady
from guildhall.charging.models import Contribution, ContributionWeight, Year
from guildhall.charging.operations.ledger import ASK, in_turn, post
from guildhall.charging.queries.joiners import JoinerInstalments, instalments_for_joiner, year_joined
from guildhall.charging.queries.years import open_months, settlement_of
from guildhall.charging.rules import may_keep_costs, what_stops_joiner
from guildhall.charging.states import YearState
from guildhall.database.operation import operation, step
from guildhall.kernel import Actor, NotAllowed, require
from guildhall.notices.operations import announce
from tenants.models import Partner


@dataclass(frozen=True, slots=True)
class JoinerTerms:
    """A partner that joined within a year, and what it weighs in the key of its contributions."""

    partner_key: str
    weight: int


@operation
def call_joiner_in(*, terms: JoinerTerms, by: Actor, at: datetime) -> ContributionWeight:
    """Call what a partner that joined within a year contributes, at the rate of the others: from its first day, on the
    days on which they pay.

    Refuses: NotAllowed, JoinerAlready (they are called), JoinerNotReady (every reason at once).
    Announces: "charging.contributions_called".
    Rule: cost_sharing.md, `mid_year_joiner`; decision 0024.
    """
    in_turn(f"contributions of {terms.partner_key}")
    partner = Partner.objects.get(schema_name=terms.partner_key)
    books = year_joined(partner=partner)
    year = Year.objects.locked(books.id) if books else None

    require(may_keep_costs(by), NotAllowed("call the contributions of a joiner", ask=ASK))
    if reasons := _what_stops(partner, year, terms.weight):
        raise JoinerNotReady(reasons)
    assert year is not None
    assert partner.joined_on is not None  # nothing that stops it is left
    called = ContributionWeight.objects.filter(year=year, partner_key=terms.partner_key)
    require(not called.exists(), JoinerAlready(partner.name, year))

    due = instalments_for_joiner(books=year, from_on=partner.joined_on, weight=terms.weight)
    weight = ContributionWeight.objects.create(
        year=year, partner_key=terms.partner_key, weight=terms.weight, from_on=partner.joined_on
    )
    post_joiner(due, year=year, partner=partner, by=by, at=at)

    details = {"partner": partner.name, "amount": str(due.total)}
    record("contributions of a joiner called", year, by=by, at=at, details=details)

    announce("charging.contributions_called", weight_id=weight.id)
    return weight


def _what_stops(partner: Partner, year: Year | None, weight: int) -> list[str]:
    runs = year is not None and year.state == YearState.RUNNING
    return what_stops_joiner(
        partner.name,
        weight=weight,
        year_runs=runs,
        is_being_settled=year is not None and settlement_of(year=year) is not None,
        months_left=len(open_months(year=year.financial_year)) if year else 0,
    )


@step
def post_joiner(due: JoinerInstalments, *, year: Year, partner: Partner, by: Actor, at: datetime) -> None:
    """Write what a joiner pays by when, and post every instalment."""
    key = partner.schema_name
    for due_on, amount in due.due.items():
        Contribution.objects.create(year=year, partner_key=key, due_on=due_on, pence=amount.pence)
        if amount:
            entry = joiner_called(year.financial_year, due_on=due_on, key=key, name=partner.name, amount=amount)
            post(entry, by=by, at=at)
