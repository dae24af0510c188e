"""The end of a year: what was paid on account and what it cost, and who gets or owes the rest. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from guildhall.charging.accounts import JournalLine, LedgerAccount, credit, debit, journal
from guildhall.charging.errors import ElectionsNotReady, NoDeficit, NoSurplus
from guildhall.charging.sharing import PartnerCode, Weight, rounded_down, share
from guildhall.kernel import Money

NOTHING = Money(0)


class SurplusPolicy(StrEnum):
    """The three lawful ways to give a surplus back. The agreement names one; all are shown before the vote."""

    TRUE_UP = "true_up"
    BY_CONTRIBUTION = "by_contribution"
    BY_UTILISATION = "by_utilisation"

    @property
    def words(self) -> str:
        """What it does, for people who vote on it."""
        return {
            self.TRUE_UP: "Each pays what it used",
            self.BY_CONTRIBUTION: "By what each contributed",
            self.BY_UTILISATION: "By what each used",
        }[self]


def contributions_on_account(
    monthly: Money, *, by_key: Mapping[PartnerCode, Weight], months: int
) -> dict[PartnerCode, Money]:
    """What partners pay on account in so many months: each month's shares are rounded, then multiplied.

    Takes: `monthly`, all partners' contribution for one month.
    Refuses: NothingToShareBy.
    Rule: cost_sharing.md, worked case HND-03.
    """
    return {partner: amount * months for partner, amount in share(monthly, by_usage=by_key).items()}


@dataclass(frozen=True, slots=True)
class SurplusShown:
    """A surplus by each policy, for the vote. Each policy's amounts add up to the surplus.

    `actual_share` is what each partner bears of the year's cost. Below zero in a true-up means that the partner still
    owes, although the service made a surplus.
    """

    paid: Mapping[PartnerCode, Money]
    surplus: Money
    actual_share: Mapping[PartnerCode, Money]
    due: Mapping[SurplusPolicy, Mapping[PartnerCode, Money]]


def show_surplus(
    *,
    paid: Mapping[PartnerCode, Money],
    net_cost: Money,
    contribution_key: Mapping[PartnerCode, Weight],
    utilisation: Mapping[PartnerCode, Weight],
) -> SurplusShown:
    """Share a year's surplus in three ways, side by side.

    Takes: what each partner paid on account, the year's net cost, the key of the contributions and the units finally
    used. A partner that one of them leaves out paid, weighs or used nothing.
    Refuses: NoSurplus, NothingToShareBy.
    Rule: cost_sharing.md, worked case HND-03.
    """
    surplus = Money.total(paid.values()) - net_cost
    if surplus.pence <= 0:
        raise NoSurplus(Money.total(paid.values()), net_cost)
    partners = sorted({*paid, *contribution_key, *utilisation})
    by_key = {partner: contribution_key.get(partner, 0) for partner in partners}
    by_use = {partner: utilisation.get(partner, 0) for partner in partners}
    on_account = {partner: paid.get(partner, NOTHING) for partner in partners}
    borne = share(net_cost, by_usage=by_use)
    return SurplusShown(
        paid=on_account,
        surplus=surplus,
        actual_share=borne,
        due={
            SurplusPolicy.TRUE_UP: {partner: on_account[partner] - borne[partner] for partner in partners},
            SurplusPolicy.BY_CONTRIBUTION: share(surplus, by_usage=by_key),
            SurplusPolicy.BY_UTILISATION: share(surplus, by_usage=by_use),
        },
    )


@dataclass(frozen=True, slots=True)
class Election:
    """How a partner wants its part of a surplus: in cash, or as a credit for technology. Percents that add to 100."""

    cash: Weight
    technology: Weight

    def __post_init__(self) -> None:
        if self.cash + self.technology != 100:
            raise ValueError("The percents of an election add up to 100.")


@dataclass(frozen=True, slots=True)
class Elected:
    """A partner's part of a surplus, in cash and in technology; both nothing for a partner that owes."""

    cash: Money
    technology: Money


def elected(
    due: Mapping[PartnerCode, Money], *, elections: Mapping[PartnerCode, Election]
) -> dict[PartnerCode, Elected]:
    """Part what is due to each partner as it elected; the odd penny goes by remainder, and in a tie to cash.

    Takes: `due`, below zero for a partner that owes and has nothing to elect.
    Refuses: ElectionsNotReady (a partner with something due that has not elected, an election of a stranger).
    """
    faults = [f"{partner} has something due and has not elected." for partner in _with_something_due(due, elections)]
    faults += [f"{partner} elects and is not in the settlement." for partner in sorted(set(elections) - set(due))]
    if faults:
        raise ElectionsNotReady(faults)
    return {
        partner: _parted(amount, elections[partner]) if amount.pence > 0 else Elected(NOTHING, NOTHING)
        for partner, amount in sorted(due.items())
    }


def _with_something_due(
    due: Mapping[PartnerCode, Money], elections: Mapping[PartnerCode, Election]
) -> Iterable[PartnerCode]:
    return sorted(partner for partner, amount in due.items() if amount.pence > 0 and partner not in elections)


def _parted(amount: Money, election: Election) -> Elected:
    parts = share(amount, by_usage={"cash": election.cash, "technology": election.technology})
    return Elected(parts["cash"], parts["technology"])


def surplus_journal(
    *, surplus: Money, due: Mapping[PartnerCode, Money], parts: Mapping[PartnerCode, Elected]
) -> tuple[JournalLine, ...]:
    """The journal that gives a surplus back: the year's line, then partner by partner, cash before technology.

    A partner that owes under a true-up is debited to its contribution due.
    Rule: cost_sharing.md, worked case HND-03, journal.
    """

    def lines() -> Iterator[JournalLine]:
        yield debit(LedgerAccount.SURPLUS, surplus)
        for partner in sorted(due):
            if due[partner].pence < 0:
                yield debit(LedgerAccount.CONTRIBUTION_DUE, -due[partner], partner)
            yield credit(LedgerAccount.REFUND_PAYABLE, parts[partner].cash, partner)
            yield credit(LedgerAccount.TECHNOLOGY_CREDIT, parts[partner].technology, partner)

    return journal(lines())


@dataclass(frozen=True, slots=True)
class DeficitMadeGood:
    """A deficit, what the reserve bears of it and what each partner makes good."""

    deficit: Money
    drawn_from_reserve: Money
    made_good: Mapping[PartnerCode, Money]
    reserve_after: Money
    journal: tuple[JournalLine, ...]


def make_good(
    *, contributions: Money, net_cost: Money, reserve: Money, by_key: Mapping[PartnerCode, Weight]
) -> DeficitMadeGood:
    """Call in a year's deficit: first the reserve, as far as it goes, then the partners by the key.

    Takes: what all partners contributed, the year's net cost, the reserve that may be drawn on, not below zero.
    Refuses: NoDeficit, NothingToShareBy (also when the reserve would bear it all: the key is wrong in any case).
    Rule: cost_sharing.md, public-sector rules, the order of calls; `settlement_deficit`.
    """
    deficit = net_cost - contributions
    if deficit.pence <= 0:
        raise NoDeficit(contributions, net_cost)
    drawn = min(deficit, reserve)
    made_good = share(deficit - drawn, by_usage=by_key)
    lines = [
        credit(LedgerAccount.DEFICIT, deficit),
        debit(LedgerAccount.RESERVE, drawn),
        *(debit(LedgerAccount.CONTRIBUTION_DUE, amount, partner) for partner, amount in made_good.items()),
    ]
    return DeficitMadeGood(deficit, drawn, made_good, reserve - drawn, journal(lines))


def caps_of(contributions: Mapping[PartnerCode, Money], *, percent: Weight) -> dict[PartnerCode, Money]:
    """The most that each partner can be asked for: so many percent of its contribution, rounded down to the penny.

    Rule: cost_sharing.md, odd pence, cap alone.
    """
    part = Fraction(percent) / 100
    return {partner: rounded_down(contributions[partner].pence * part) for partner in sorted(contributions)}
