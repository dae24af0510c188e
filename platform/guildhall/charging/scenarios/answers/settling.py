"""Settling a year, and the technology credit that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from guildhall.charging.bounds import share_capped
from guildhall.charging.errors import CreditOverdrawn, MoreThanWasDrawn
from guildhall.charging.scenarios.reading import NOT_WHOLE, Reader
from guildhall.charging.scenarios.values import amount, code, number, one_word_of, quantity, text, year
from guildhall.charging.scenarios.writing import Outputs, journal_lines, listed, plain
from guildhall.charging.settling import (
    Election,
    SurplusPolicy,
    SurplusShown,
    caps_of,
    contributions_on_account,
    elected,
    make_good,
    show_surplus,
    surplus_journal,
)
from guildhall.charging.technology_credit import MovementKind, TechnologyCredit
from guildhall.kernel import Money

REFUSED = {CreditOverdrawn: "refused: over the balance", MoreThanWasDrawn: "refused: more than was drawn"}


def settlement_surplus(inputs: Reader) -> Callable[[], Outputs]:
    inputs.take("financial_year", year)
    monthly = inputs.take("monthly_contribution", amount)
    key = inputs.key_weights("contribution_key")
    months = inputs.take("months", number(least=1, most=12))
    net_cost = inputs.take("actual_net_cost", amount)
    utilisation = inputs.key_weights("final_utilisation_units")
    policy, elections = _elections(inputs)

    def answer() -> Outputs:
        shown = show_surplus(
            paid=contributions_on_account(monthly, by_key=key, months=months),
            net_cost=net_cost,
            contribution_key=key,
            utilisation=utilisation,
        )
        each_month = contributions_on_account(monthly, by_key={**dict.fromkeys(utilisation, 0), **key}, months=1)
        outputs: Outputs = {"monthly_contributions": plain(each_month), **_policies(shown)}
        return outputs | (_settled(shown, policy, elections) if policy else {})

    return answer


def _elections(inputs: Reader) -> tuple[SurplusPolicy | None, Mapping[str, Election]]:
    if inputs.has("election_policy") != inputs.has("election_percent"):
        inputs.fault("", 'give "election_policy" and "election_percent" together')
    policy = inputs.take_if_given("election_policy", one_word_of(*SurplusPolicy))
    given = inputs.has("election_percent")
    elections = inputs.map_of_objects("election_percent", _election) if given else {}
    return (SurplusPolicy(policy) if policy else None), elections


def _election(reader: Reader) -> Election:
    cash, technology = reader.take("cash", quantity), reader.take("technology", quantity)
    if reader.is_sound and cash + technology == 100:
        return Election(cash, technology)
    if reader.is_sound:
        reader.fault("", NOT_WHOLE)
    return Election(100, 0)


def _policies(shown: SurplusShown) -> Outputs:
    return {
        "paid_on_account": plain(shown.paid),
        "surplus": shown.surplus.plain,
        "policy_true_up": {
            "actual_share": plain(shown.actual_share),
            "balance_due_to_partner": plain(shown.due[SurplusPolicy.TRUE_UP]),
        },
        "policy_by_contribution": plain(shown.due[SurplusPolicy.BY_CONTRIBUTION]),
        "policy_by_utilisation": plain(shown.due[SurplusPolicy.BY_UTILISATION]),
    }


def _settled(shown: SurplusShown, policy: SurplusPolicy, elections: Mapping[str, Election]) -> Outputs:
    due = shown.due[policy]
    parts = elected(due, elections=elections)
    return {
        "election": {
            partner: {"cash": part.cash.plain, "technology": part.technology.plain} for partner, part in parts.items()
        },
        "cash_total": Money.total(part.cash for part in parts.values()).plain,
        "technology_total": Money.total(part.technology for part in parts.values()).plain,
        "journal": journal_lines(surplus_journal(surplus=shown.surplus, due=due, parts=parts)),
    }


def settlement_deficit(inputs: Reader) -> Callable[[], Outputs]:
    contributions = inputs.take("contributions", amount)
    net_cost = inputs.take("actual_net_cost", amount)
    reserve = inputs.take("reserve_available", amount)
    key = inputs.key_weights("key")

    def answer() -> Outputs:
        settled = make_good(contributions=contributions, net_cost=net_cost, reserve=reserve, by_key=key)
        return {
            "deficit": settled.deficit.plain,
            "drawn_from_reserve": settled.drawn_from_reserve.plain,
            "made_good": plain(settled.made_good),
            "made_good_total": Money.total(settled.made_good.values()).plain,
            "reserve_after": settled.reserve_after.plain,
            "journal": journal_lines(settled.journal),
        }

    return answer


def settlement_capped(inputs: Reader) -> Callable[[], Outputs]:
    to_share = inputs.take("to_share", amount)
    key = inputs.key_weights("key")
    contributions = inputs.map_of("contributions", amount)
    percent = inputs.take("cap_percent_of_contribution", quantity)
    for partner in sorted(set(key) - set(contributions)) if contributions else ():
        inputs.fault("contributions", f"{partner} is in the key and has no contribution")

    def answer() -> Outputs:
        caps = caps_of(contributions, percent=percent)
        capped = share_capped(to_share, by_weight=dict.fromkeys(caps, Fraction(0)) | key, caps=caps)
        return {
            "caps": plain(caps),
            "rounds": [{"trial": plain(one.trial), "capped": sorted(one.at_ceiling)} for one in capped.rounds],
            "shares": plain(capped.shares),
            "total": capped.total.plain,
            "uncovered": capped.uncovered.plain,
        }

    return answer


def technology_credit(inputs: Reader) -> Callable[[], Outputs]:
    inputs.parties.add(inputs.take("partner", code))
    granted = inputs.take("granted", amount)
    movements = inputs.each("movements", _movement)

    def answer() -> Outputs:
        credit = TechnologyCredit(granted)
        results, balances = [], [credit.balance]
        for kind, moved in movements:
            try:
                credit = credit.after(kind, moved)
            except (CreditOverdrawn, MoreThanWasDrawn) as refused:
                results.append(REFUSED[type(refused)])
            else:
                results.append("accepted")
                balances.append(credit.balance)
        return {"results": results, "balances": listed(balances), "closing": credit.balance.plain}

    return answer


def _movement(reader: Reader) -> tuple[MovementKind, Money]:
    kind = reader.take("kind", one_word_of(*MovementKind))
    moved = reader.take("amount", amount)
    reader.take_if_given("for", text)
    return (MovementKind(kind) if kind else MovementKind.GRANTED), moved
