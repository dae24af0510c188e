"""Partners that become one: the successor bears and holds what they did, by journals. Plain Python."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from guildhall.charging.accounts import JournalLine, LedgerAccount, credit, debit, journal
from guildhall.charging.errors import MergerNotReady
from guildhall.charging.sharing import PartnerCode, Weight, share
from guildhall.kernel import Money, Month

NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class Merger:
    """Who merges into whom, from the first day of a month on. The successor may be new, or one that was there."""

    effective: Month
    merging: Collection[PartnerCode]
    successor: PartnerCode

    @property
    def ending(self) -> list[PartnerCode]:
        """Those that are no more afterwards."""
        return sorted(set(self.merging) - {self.successor})

    @property
    def months_before(self) -> int:
        return self.effective.financial_year.months.index(self.effective)


@dataclass(frozen=True, slots=True)
class MergedYear:
    """One month before and after, and the whole financial year with all who were there in it."""

    before: Mapping[PartnerCode, Money]
    after: Mapping[PartnerCode, Money]
    year: Mapping[PartnerCode, Money]

    @property
    def total(self) -> Money:
        return Money.total(self.year.values())


def share_year_with_merger(merger: Merger, *, monthly_pool: Money, users: Mapping[PartnerCode, Weight]) -> MergedYear:
    """Share the months of a year in which partners merge; the total is twelve pools, as without the merger.

    Takes: the users of each partner before. The successor's are theirs together, and its own.
    Refuses: MergerNotReady, NothingToShareBy.
    Rule: cost_sharing.md, `merger`; partners, come, go, merge.
    """
    _refuse_strangers(merger, users)
    together = sum((users.get(partner, 0) for partner in {*merger.merging, merger.successor}), 0)
    staying = {partner: weight for partner, weight in users.items() if partner not in merger.merging}
    before = share(monthly_pool, by_usage=users)
    after = share(monthly_pool, by_usage={**staying, merger.successor: together})
    months = merger.months_before
    year = {
        partner: before.get(partner, NOTHING) * months + after.get(partner, NOTHING) * (12 - months)
        for partner in sorted({*before, *after})
    }
    return MergedYear(before, after, year)


@dataclass(frozen=True, slots=True)
class CreditsMerged:
    """Technology credits after a merger, without those that are no more, and the journal that moved them."""

    balances: Mapping[PartnerCode, Money]
    journal: tuple[JournalLine, ...]


def merge_technology_credits(merger: Merger, *, balances: Mapping[PartnerCode, Money]) -> CreditsMerged:
    """Move the technology credits of those that merge to their successor.

    Gives: a journal that debits those that merge, by code, then credits the successor.
    Rule: cost_sharing.md, `merger`.
    """
    moved = {partner: balances[partner] for partner in merger.ending if partner in balances}
    whole = Money.total(moved.values())
    after = {partner: amount for partner, amount in balances.items() if partner not in moved}
    if moved:
        after[merger.successor] = after.get(merger.successor, NOTHING) + whole
    account = LedgerAccount.TECHNOLOGY_CREDIT
    lines = [debit(account, amount, partner) for partner, amount in moved.items()]
    return CreditsMerged(dict(sorted(after.items())), journal([*lines, credit(account, whole, merger.successor)]))


def _refuse_strangers(merger: Merger, users: Mapping[PartnerCode, Weight]) -> None:
    faults = [f"{partner} merges and has no users." for partner in sorted(set(merger.merging) - set(users))]
    if not merger.ending:
        faults.append("Nobody merges into the successor.")
    if faults:
        raise MergerNotReady(faults)


def lines_moved(
    held: Mapping[LedgerAccount, Mapping[PartnerCode, Money]], *, successor: PartnerCode
) -> list[JournalLine]:
    """The lines that move what partners hold to their successor: account by account, those that end by code, then the
    successor. Takes: balances by account, a debit above zero.
    """
    lines: list[JournalLine] = []
    for account in sorted(held, key=lambda one: one.number):
        moved = {partner: amount for partner, amount in sorted(held[account].items()) if amount}
        whole = Money.total(moved.values())
        lines += [_signed(account, -amount, partner) for partner, amount in moved.items()]
        lines.append(_signed(account, whole, successor))
    return list(journal(lines))


def _signed(account: LedgerAccount, amount: Money, partner: PartnerCode) -> JournalLine:
    return debit(account, amount, partner) if amount.pence >= 0 else credit(account, -amount, partner)
