"""Entries of the sub-ledger before they are posted. Plain Python; arithmetic speaks of codes, the ledger of keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from guildhall.charging.accounts import JournalLine, LedgerAccount, credit, debit, journal
from guildhall.charging.manifests import digest_of
from guildhall.kernel import FinancialYear, Money, Month


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal to be posted: what it is for, for ever, the day that decides its month, and lines that balance.

    Takes: lines whose `partner` is the partner's key, and whose `pool` is a pool's code.
    """

    identity: str
    dated_on: date
    words: str
    lines: tuple[JournalLine, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the content: the same identity with another digest is another entry, and is refused."""
        return digest_of(
            {
                "identity": self.identity,
                "dated_on": self.dated_on.isoformat(),
                "lines": [[line.account.number, line.partner, line.pool, line.pence] for line in self.lines],
            }
        )


def with_keys(lines: Iterable[JournalLine], keys: Mapping[str, str]) -> tuple[JournalLine, ...]:
    """The same lines, with each partner's key where its code stood."""
    return tuple(replace(line, partner=keys[line.partner]) if line.partner else line for line in lines)


def costs_of_month(month: Month, *, cost: Mapping[str, Money], income: Mapping[str, Money]) -> Entry:
    """What a closed month's services cost, owed to the host whose ledger paid for them; income of third parties less.

    Takes: by pool, what was spent and what third parties paid, neither below zero.
    """
    lines = [debit_of_pool(code, amount) for code, amount in sorted(cost.items())]
    lines += [credit_of_pool(code, amount) for code, amount in sorted(income.items())]
    net = Money.total(cost.values()) - Money.total(income.values())
    lines.append(_to_host(net))
    words = f"Cost of services in {month.title}"
    return Entry(f"costs/{month}", month.last_day, words, journal(lines))


def debit_of_pool(code: str, amount: Money) -> JournalLine:
    return replace(debit(LedgerAccount.POOL_COST, amount), pool=code)


def credit_of_pool(code: str, amount: Money) -> JournalLine:
    return replace(credit(LedgerAccount.THIRD_PARTY_INCOME, amount), pool=code)


def _to_host(net: Money) -> JournalLine:
    host = LedgerAccount.DUE_TO_HOST
    return credit(host, net) if net.pence >= 0 else debit(host, -net)


def contributions_called(year: FinancialYear, *, due_on: date, amounts: Mapping[str, Money]) -> Entry:
    """One instalment of all partners' contributions, by key."""
    lines = [debit(LedgerAccount.CONTRIBUTION_DUE, amount, key) for key, amount in sorted(amounts.items())]
    lines.append(credit(LedgerAccount.CONTRIBUTIONS, Money.total(amounts.values())))
    words = f"Contributions on account for {year}, due {due_on.day} {due_on:%B %Y}"
    return Entry(f"contributions/{year}/{due_on}", due_on, words, journal(lines))


def joiner_called(year: FinancialYear, *, due_on: date, key: str, name: str, amount: Money) -> Entry:
    """One instalment of a partner that joined within the year."""
    lines = [debit(LedgerAccount.CONTRIBUTION_DUE, amount, key), credit(LedgerAccount.CONTRIBUTIONS, amount)]
    words = f"Contribution on account of {name} for {year}, due {due_on.day} {due_on:%B %Y}"[:200]
    return Entry(f"contributions/{year}/{due_on}/{key}", due_on, words, journal(lines))


def books_of_year_closed(
    year: FinancialYear, *, on: date, contributions: Money, cost: Mapping[str, Money], income: Mapping[str, Money]
) -> Entry:
    """Contributions, cost and income of a year against each other; the rest is its surplus or its deficit."""
    left = contributions - Money.total(cost.values()) + Money.total(income.values())
    lines = [debit(LedgerAccount.CONTRIBUTIONS, contributions)]
    lines += [
        replace(debit(LedgerAccount.THIRD_PARTY_INCOME, amount), pool=code) for code, amount in sorted(income.items())
    ]
    lines += [replace(credit(LedgerAccount.POOL_COST, amount), pool=code) for code, amount in sorted(cost.items())]
    lines.append(credit(LedgerAccount.SURPLUS, left) if left.pence >= 0 else debit(LedgerAccount.DEFICIT, -left))
    return Entry(f"year/{year}", on, f"Contributions and cost of {year}", journal(lines))


def received(*, key: str, amount: Money, on: date, reference: str) -> Entry:
    """Money that came in from a partner."""
    lines = [debit(LedgerAccount.BANK, amount), credit(LedgerAccount.CONTRIBUTION_DUE, amount, key)]
    return Entry(f"receipt/{reference}", on, f"Received, {reference}", journal(lines))


def paid_out(*, key: str, amount: Money, on: date, reference: str) -> Entry:
    """A refund that went out to a partner."""
    lines = [debit(LedgerAccount.REFUND_PAYABLE, amount, key), credit(LedgerAccount.BANK, amount)]
    return Entry(f"refund/{reference}", on, f"Refund paid, {reference}", journal(lines))


def brought_in(*, key: str, amount: Money, on: date, reference: str) -> Entry:
    """What was held before these books began: a partner's technology credit, or, with no key, the reserve of all."""
    held = credit(LedgerAccount.TECHNOLOGY_CREDIT, amount, key) if key else credit(LedgerAccount.RESERVE, amount)
    words = f"{'Technology credit' if key else 'Reserve'} brought in, {reference}"
    return Entry(f"opening/{reference}", on, words, journal([debit(LedgerAccount.BANK, amount), held]))
