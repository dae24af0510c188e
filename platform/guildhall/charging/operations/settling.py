"""The end of a year: a settlement is proposed, agreed, elected on, and posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from guildhall.audit.operations import record
from guildhall.charging.entries import Entry, books_of_year_closed, with_keys
from guildhall.charging.errors import SettlementAlready, SettlementNotReady
from guildhall.charging.manifests import digest_of
from guildhall.charging.models import Election, Settlement, SettlementShare, Year
from guildhall.charging.operations.ledger import ASK, post
from guildhall.charging.queries.settlements import settlement_worked_out
from guildhall.charging.queries.years import costs_by_pool, elections_of, open_months, settlement_of
from guildhall.charging.rules import (
    may_approve,
    may_elect,
    may_keep_costs,
    what_stops_agreeing,
    what_stops_proposing,
    what_stops_settling,
)
from guildhall.charging.settlements import WorkedSettlement, given_back, lines_of_deficit, lines_of_surplus
from guildhall.charging.settling import SurplusPolicy
from guildhall.charging.states import SettlementState, YearState
from guildhall.database.operation import operation, step
from guildhall.database.place import partner_here
from guildhall.kernel import LONDON, Actor, Money, NotAllowed, require
from guildhall.notices.operations import announce
from tenants.models import Partner

BOARD, NOTHING = "a board member", Money(0)


@operation
def propose_settlement(*, year_id: int, by: Actor, at: datetime) -> Settlement:
    """Work a year's settlement out and show it: all three policies of a surplus, or how a deficit would be made good.

    Refuses: NotAllowed, SettlementAlready (one stands), SettlementNotReady (the year does not run; a month is open).
    Rule: cost_sharing.md, worked case HND-03: all three are shown before the vote.
    """
    year = Year.objects.locked(year_id)
    standing = settlement_of(year=year)

    require(may_keep_costs(by), NotAllowed("propose a settlement", ask=ASK))
    require(standing is None, SettlementAlready(f"A settlement of {year} stands. Withdraw it to work it out again."))
    if reasons := what_stops_proposing(YearState(year.state), open_months(year=year.financial_year)):
        raise SettlementNotReady(reasons)
    worked = settlement_worked_out(year=year)

    settlement = Settlement.objects.create(
        year=year,
        contributions_pence=worked.contributions.pence,
        net_cost_pence=worked.net_cost.pence,
        difference_pence=worked.difference.pence,
        from_reserve_pence=worked.from_reserve.pence,
        uncovered_pence=worked.uncovered.pence,
        digest=digest_of(worked.plain),
        proposed_at=at,
        proposed_by_id=by.person_id,
    )
    SettlementShare.objects.bulk_create(_shares(settlement, worked))

    record("settlement proposed", settlement, by=by, at=at, details={"difference": str(worked.difference)})
    return settlement


def _shares(settlement: Settlement, worked: WorkedSettlement) -> list[SettlementShare]:
    keys, nothing = _keys(), Money(0)
    return [
        SettlementShare(
            settlement=settlement,
            partner_key=keys[code],
            contributed_pence=worked.contributed.get(code, nothing).pence,
            borne_pence=worked.borne.get(code, nothing).pence,
            made_good_pence=worked.made_good.get(code, nothing).pence,
            **{f"{policy}_pence": amounts.get(code, nothing).pence for policy, amounts in worked.policies.items()},
        )
        for code in worked.partners
    ]


def _keys() -> dict[str, str]:
    return dict(Partner.objects.values_list("code", "schema_name"))


@operation
def withdraw_settlement(*, settlement_id: int, reason: str, by: Actor, at: datetime) -> Settlement:
    """Take a proposed settlement back, so that it can be worked out again; nothing was posted.

    Refuses: NotAllowed, SettlementAlready (it was agreed, or withdrawn), SettlementNotReady (no reason).
    """
    settlement = Settlement.objects.locked(settlement_id)

    require(may_keep_costs(by), NotAllowed("withdraw a settlement", ask=ASK))
    require(settlement.state == SettlementState.PROPOSED, SettlementAlready(_stands(settlement)))
    require(bool(reason.strip()), SettlementNotReady("Say why the settlement is withdrawn."))

    settlement.state, settlement.withdrawn_reason = SettlementState.WITHDRAWN, reason.strip()
    settlement.save(update_fields=["state", "withdrawn_reason"])

    record("settlement withdrawn", settlement, by=by, at=at, details={"reason": reason.strip()})
    return settlement


def _stands(settlement: Settlement) -> str:
    return f"This settlement is {settlement.get_state_display().lower()} already."


@dataclass(frozen=True, slots=True)
class SettlementTerms:
    """What the members agreed of a settlement: who did, the policy of a surplus, what of it stays in common, and the
    last day to elect cash or technology. A deficit has neither policy nor elections.
    """

    agreed_by: str
    policy: SurplusPolicy | None = None
    to_reserve: Money = NOTHING
    elections_until: date | None = None


@operation
def agree_settlement(*, settlement_id: int, terms: SettlementTerms, by: Actor, at: datetime) -> Settlement:
    """Set down that the members agreed to a settlement, and how a surplus is given back; then partners elect.

    Refuses: NotAllowed (who proposed it does not agree to it), SettlementAlready, SettlementNotReady (every reason at
    once: the books have moved since it was proposed, among them).
    Announces: "charging.settlement_agreed", once for each partner.
    """
    settlement = Settlement.objects.locked(settlement_id)

    require(may_approve(by), NotAllowed("agree to a settlement", ask=BOARD))
    require(settlement.state == SettlementState.PROPOSED, SettlementAlready(_stands(settlement)))
    require(by.id != settlement.proposed_by_id, NotAllowed("agree to a settlement that you proposed", ask=BOARD))
    reasons = what_stops_agreeing(settlement.difference, _in_plain(terms), on=at.astimezone(LONDON).date())
    if digest_of(settlement_worked_out(year=settlement.year).plain) != settlement.digest:
        reasons.append("The books have moved since this was proposed. Withdraw it and work it out again.")
    if reasons:
        raise SettlementNotReady(reasons)

    settlement.state, settlement.agreed_by = SettlementState.AGREED, terms.agreed_by.strip()
    settlement.agreed_at, settlement.agreed_by_id = at, by.person_id
    settlement.policy = terms.policy or ""
    settlement.to_reserve_pence, settlement.elections_until = terms.to_reserve.pence, terms.elections_until
    settlement.save()

    record("settlement agreed", settlement, by=by, at=at, details={"agreed by": settlement.agreed_by})

    for share in settlement.shares.order_by("partner_key"):
        announce("charging.settlement_agreed", share_id=share.id)
    return settlement


def _in_plain(terms: SettlementTerms) -> tuple[str, bool, Money, date | None]:
    return terms.agreed_by, terms.policy is not None, terms.to_reserve, terms.elections_until


@operation
def elect(*, settlement_id: int, technology_percent: int, by: Actor, at: datetime) -> Election:
    """Say how the partner we are with wants what is due to it; until the last day it may say otherwise.

    Takes: `technology_percent`, 0 to 100; the rest is cash.
    Refuses: NotAllowed, SettlementNotReady (every reason at once: nothing to elect on, the last day is over).
    """
    settlement = Settlement.objects.get(id=settlement_id)
    mine = SettlementShare.objects.filter(settlement=settlement, partner_key=partner_here()).first()

    require(may_elect(by), NotAllowed("elect cash or technology", ask="a finance officer of your organisation"))
    reasons = []
    if settlement.state != SettlementState.AGREED or not settlement.policy:
        reasons.append("There is nothing to elect on now.")
    elif settlement.elections_until and at.astimezone(LONDON).date() > settlement.elections_until:
        reasons.append(f"Elections ended on {settlement.elections_until:%-d %B %Y}.")
    elif mine is None or mine.under(settlement.policy).pence <= 0:
        reasons.append("Nothing is due to your organisation from this settlement.")
    if not 0 <= technology_percent <= 100:
        reasons.append("Give a whole percentage from 0 to 100.")
    if reasons:
        raise SettlementNotReady(reasons)

    election = Election.objects.create(
        settlement=settlement, partner_key=partner_here(), technology_percent=technology_percent,
        made_at=at, made_by_id=by.person_id,
    )  # fmt: skip

    words = f"{100 - technology_percent}% in cash, {technology_percent}% as technology credit"
    record("election made", election, by=by, at=at, details={"year": str(settlement.year), "elected": words})
    return election


@operation
def settle_year(*, settlement_id: int, by: Actor, at: datetime) -> Settlement:
    """Post a year's end: contributions against cost, and who gets back or makes good the rest, as was agreed.

    Refuses: NotAllowed, SettlementAlready, SettlementNotReady (every reason at once: elections still run).
    Announces: "charging.year_settled", once for each partner.
    Rule: cost_sharing.md, worked case HND-03; year end: one transaction, and the database holds that it balances.
    """
    settlement = Settlement.objects.locked(settlement_id)
    year = Year.objects.locked(settlement.year_id)
    today = at.astimezone(LONDON).date()

    require(may_keep_costs(by), NotAllowed("settle a year", ask=ASK))
    require(settlement.state != SettlementState.SETTLED, SettlementAlready(_stands(settlement)))
    if reasons := what_stops_settling(SettlementState(settlement.state), settlement.elections_until, on=today):
        raise SettlementNotReady(reasons)

    post_settlement(settlement=settlement, on=today, by=by, at=at)
    settlement.state, settlement.settled_at, settlement.settled_by_id = SettlementState.SETTLED, at, by.person_id
    settlement.save(update_fields=["state", "settled_at", "settled_by_id"])
    year.state = YearState.SETTLED
    year.save(update_fields=["state"])

    record("year settled", settlement, by=by, at=at, details={"difference": str(settlement.difference)})

    for share in settlement.shares.order_by("partner_key"):
        announce("charging.year_settled", share_id=share.id)
    return settlement


@step
def post_settlement(*, settlement: Settlement, on: date, by: Actor, at: datetime) -> None:
    """The two journals of a year's end. A year that came out even has the first alone."""
    year, keys = settlement.year, _keys()
    worked = settlement_worked_out(year=year)
    cost, income = costs_by_pool(year=year.financial_year)
    post(
        books_of_year_closed(year.financial_year, on=on, contributions=worked.contributions, cost=cost, income=income),
        by=by,
        at=at,
    )
    if not worked.difference:
        return
    if worked.difference.pence > 0:
        percents = elections_of(settlement=settlement)
        codes = {key: code for code, key in keys.items()}
        given = given_back(
            worked,
            policy=SurplusPolicy(settlement.policy),
            to_reserve=Money(settlement.to_reserve_pence),
            technology_percents={codes[key]: percent for key, percent in percents.items()},
        )
        lines = lines_of_surplus(worked, given)
    else:
        lines = lines_of_deficit(worked)
    words = f"Settlement of {year}"
    post(Entry(f"settlement/{year}", on, words, with_keys(lines, keys)), by=by, at=at)
